#include "judge/own_form.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace dsnspec::judge {
namespace {

// In a line that isn't the returned To field, nor one that continues it.
bool names(std::string_view text, std::string_view address) {
  bool to_field = false;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    const bool continues = line.starts_with(' ') || line.starts_with('\t');
    to_field = base::istarts_with(line, "To:") || (to_field && continues);
    if (!to_field && line.find(address) != std::string_view::npos) {
      return true;
    }
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
  return false;
}

}  // namespace

const received_report* told_in_own_form(const observation& seen, const answers& reports, const submission& of,
                                        const submitted_recipient& to) {
  if (seen.announces_dsn()) {
    return nullptr;
  }
  const auto& all = seen.reports();
  const auto at = std::find_if(all.begin(), all.end(), [&](const received_report& one) {
    return !one.is_dsn() && reports.of(one) == &of && names(one.how->said->message, to.address);
  });
  return at == all.end() ? nullptr : &*at;
}

}  // namespace dsnspec::judge
