#include "target/reference/mailboxes.hpp"

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "grammar/unitext.hpp"
#include "grammar/xtext.hpp"
#include "target/reference/date_text.hpp"

namespace dsnspec::reference {
namespace {

std::string original_recipient(std::string_view orcpt, const conduct& as) {
  const auto separator = std::min(orcpt.find(';'), orcpt.size());
  const std::string_view type = orcpt.substr(0, separator);
  const std::string_view encoded = orcpt.substr(std::min(separator + 1, orcpt.size()));
  grammar::deviations forgiven;
  const bool utf8 = base::iequals(type, "utf-8") && !as.broken(defect::stored_recipient_not_upconverted);
  const std::string address =
      utf8 ? grammar::decode_unitext(encoded, forgiven) : grammar::decode_xtext(encoded, forgiven);
  return fmt::format("Original-Recipient: {}; {}\r\n", type, address);
}

// Lines end with LF, and none but the first starts with "From ".
std::string as_mbox(std::string_view content) {
  std::string out;
  bool line_start = true;
  for (std::size_t i = 0; i < content.size(); ++i) {
    if (content.substr(i, 2) == "\r\n") {
      continue;
    }
    if (line_start && content.substr(i).starts_with("From ")) {
      out += '>';
    }
    out += content[i];
    line_start = content[i] == '\n';
  }
  return out;
}

}  // namespace

void mailboxes::deliver(const std::string& name, const message& what, const recipient& who,
                        std::string_view content, const conduct& as) {
  std::string date = date_text(what.arrived);
  std::string& box = boxes_[name];
  // "Sat Jan 31 12:00:00 2026" from "Sat, 31 Jan 2026 12:00:00 +0000"
  box += fmt::format("From {} {} {} {} {} {}\n", what.reverse_path.empty() ? "MAILER-DAEMON" : "sender",
                     date.substr(0, 3), date.substr(8, 3), date.substr(5, 2), date.substr(17, 8),
                     date.substr(12, 4));
  std::string top =
      as.broken(defect::return_path_missing) ? "" : fmt::format("Return-Path: <{}>\r\n", what.reverse_path);
  if (who.orcpt) {
    top += original_recipient(*who.orcpt, as);
  }
  box += as_mbox(top + std::string(content));
  box += "\n";
}

std::string mailboxes::content(const std::string& name) const {
  const auto found = boxes_.find(name);
  return found == boxes_.end() ? std::string() : found->second;
}

}  // namespace dsnspec::reference
