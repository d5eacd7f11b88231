#include "grammar/envelope_id.hpp"

namespace dsnspec::grammar {

checked check_envelope_id(std::string_view value) {
  if (value.empty()) {
    return fail(rules::envelope_id_empty, 0, 0);
  }
  return check_printable_xtext(value);
}

std::optional<syntax_error> envelope_id_length(std::string_view value, std::size_t limit) {
  if (value.size() <= limit) {
    return std::nullopt;
  }
  return syntax_error{limit, value.size() - limit, rules::envelope_id_too_long};
}

parsed<std::string> decode_envelope_id(std::string_view value) {
  if (const checked met = check_envelope_id(value); !met) {
    return std::unexpected(met.error());
  }
  return decode_xtext(value);
}

}  // namespace dsnspec::grammar
