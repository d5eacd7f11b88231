#include "target/reference/defects.hpp"

#include <algorithm>

namespace dsnspec::reference {
namespace {

constexpr std::string_view written[] = {
#define DSNSPEC_DEFECT(name) #name,
    DSNSPEC_DEFECTS(DSNSPEC_DEFECT)
#undef DSNSPEC_DEFECT
};

}  // namespace

std::string defect_name(defect which) {
  std::string out(written[static_cast<std::size_t>(which)]);
  std::replace(out.begin(), out.end(), '_', '-');
  return out;
}

std::optional<defect> find_defect(std::string_view name) {
  for (std::size_t i = 0; i < defect_count; ++i) {
    if (defect_name(static_cast<defect>(i)) == name) {
      return static_cast<defect>(i);
    }
  }
  return std::nullopt;
}

std::vector<std::string> defect_names() {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < defect_count; ++i) {
    out.push_back(defect_name(static_cast<defect>(i)));
  }
  return out;
}

}  // namespace dsnspec::reference
