#include "base/error.hpp"

#include <fmt/core.h>

namespace dsnspec::base {

std::string error::text() const {
  if (source.empty()) {
    return message;
  }
  if (line == 0) {
    return fmt::format("{}: {}", source, message);
  }
  if (column == 0) {
    return fmt::format("{}:{}: {}", source, line, message);
  }
  return fmt::format("{}:{}:{}: {}", source, line, column, message);
}

}  // namespace dsnspec::base
