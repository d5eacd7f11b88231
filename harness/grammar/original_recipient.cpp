#include "grammar/original_recipient.hpp"

#include "base/ascii.hpp"
#include "grammar/characters.hpp"

namespace dsnspec::grammar {
namespace {

checked check_type(std::string_view type) {
  if (type.empty()) {
    return fail(rules::orcpt_type_empty, 0, 0);
  }
  const std::size_t end = chars::addr_type_char.run_end(type);
  return end == type.size() ? checked() : checked(fail(rules::orcpt_type_octet, end, 1));
}

checked check_address(const original_recipient& which, charset repertoire) {
  if (!which.is_utf8()) {
    return check_printable_xtext(which.encoded);
  }
  // RFC 6533 3: without SMTPUTF8 only the seven-bit form. utf-8-address itself is no form of its own here,
  // because what it has beyond unitext ("\", "+", "=", SPACE) has to be escaped in an ORCPT parameter.
  return repertoire == charset::utf8 ? check_utf8_addr_unitext(which.encoded)
                                     : check_utf8_addr_xtext(which.encoded);
}

}  // namespace

bool original_recipient::is_utf8() const {
  return base::iequals(type, "utf-8");
}

std::string original_recipient::decoded() const {
  deviations unseen(deviation_limits{0, 0});
  return is_utf8() ? decode_unitext(encoded, unseen) : decode_xtext(encoded, unseen);
}

parsed<original_recipient> parse_original_recipient(std::string_view value, charset repertoire,
                                                    deviations& forgiven) {
  const std::size_t semicolon = value.find(';');
  if (semicolon == std::string_view::npos) {
    return fail(rules::orcpt_no_type, 0, value.size());
  }
  const original_recipient out{value.substr(0, semicolon), value.substr(semicolon + 1)};
  if (const checked met = check_type(out.type); !met) {
    return std::unexpected(met.error());
  }
  if (checked met = check_address(out, repertoire); !met) {
    met.error().offset += semicolon + 1;
    forgiven.add(met.error());
  }
  return out;
}

parsed<original_recipient> parse_original_recipient(std::string_view value, charset repertoire) {
  return strictly(
      [=](deviations& forgiven) { return parse_original_recipient(value, repertoire, forgiven); });
}

std::optional<syntax_error> original_recipient_length(std::string_view value, std::size_t limit) {
  if (value.size() <= limit) {
    return std::nullopt;
  }
  return syntax_error{limit, value.size() - limit, rules::orcpt_too_long};
}

}  // namespace dsnspec::grammar
