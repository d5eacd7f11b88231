#include "mime/transfer_encoding.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "grammar/cfws.hpp"
#include "grammar/characters.hpp"
#include "grammar/offset.hpp"

namespace dsnspec::mime {
namespace {

constexpr std::array<std::string_view, 5> names = {"7bit", "8bit", "binary", "quoted-printable", "base64"};

}  // namespace

std::string_view name(transfer_encoding value) {
  return value == transfer_encoding::unknown ? "unknown" : names[static_cast<std::size_t>(value)];
}

transfer_encoding parse_transfer_encoding(std::string_view value, grammar::deviations& forgiven) {
  const std::string_view text = grammar::without_outer_cfws(value, forgiven);
  const std::string_view word = text.substr(0, grammar::chars::token.run_end(text));
  const std::size_t start = text.data() == nullptr ? 0 : grammar::offset_of(value, text);
  if (word.size() != text.size()) {
    forgiven.add(rules::encoding_surplus, start + word.size(), text.size() - word.size());
  }
  const auto* const found =
      std::ranges::find_if(names, [word](auto one) { return base::iequals(one, word); });
  if (found != names.end()) {
    return static_cast<transfer_encoding>(found - names.begin());
  }
  forgiven.add(rules::encoding_unknown, start, word.size());
  return word.empty() ? transfer_encoding::seven_bit : transfer_encoding::unknown;
}

std::string decode(std::string_view body, transfer_encoding encoding, grammar::deviations& forgiven,
                   std::size_t limit) {
  switch (encoding) {
    case transfer_encoding::quoted_printable:
      return decode_quoted_printable(body, forgiven, limit);
    case transfer_encoding::base64:
      return decode_base64(body, forgiven, limit);
    default:
      break;
  }
  if (body.size() > limit) {
    forgiven.add(rules::limit_decoded, limit, body.size() - limit);
  }
  return std::string(body.substr(0, limit));
}

}  // namespace dsnspec::mime
