#include "dsn/field_id.hpp"

#include <array>
#include <cstddef>

#include "base/ascii.hpp"

namespace dsnspec::dsn {
namespace {

constexpr std::array<std::string_view, 15> names = {
    "Original-Envelope-Id", "Reporting-MTA",   "DSN-Gateway",
    "Received-From-MTA",    "Arrival-Date",    "Original-Recipient",
    "Final-Recipient",      "Action",          "Status",
    "Remote-MTA",           "Diagnostic-Code", "Localized-Diagnostic",
    "Last-Attempt-Date",    "Final-Log-ID",    "Will-Retry-Until",
};
static_assert(names.size() == static_cast<std::size_t>(field_id::extension));

}  // namespace

field_id identify(std::string_view field_name) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i].size() == field_name.size() && base::iequals(names[i], field_name)) {
      return static_cast<field_id>(i);
    }
  }
  return field_id::extension;
}

std::string_view name(field_id id) {
  return id == field_id::extension ? std::string_view{} : names[static_cast<std::size_t>(id)];
}

}  // namespace dsnspec::dsn
