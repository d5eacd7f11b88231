// xtext (RFC 3461 section 4) and the encodings of RFC 6533 section 3: the input once as text to be encoded,
// once as what came from outside.
#include "grammar/xtext.hpp"
#include "grammar/unitext.hpp"
#include "grammar/utf8.hpp"
#include "support/require.hpp"
#include "support/target.hpp"

using namespace dsnspec;
using namespace dsnspec::grammar;
using fuzz::require;

namespace {

void inside(const deviations& met, std::string_view text) {
  for (const deviation& one : met.kept()) {
    require(one.offset <= text.size() && one.length <= text.size() - one.offset,
            "a deviation lies in the text", one.rule.name);
  }
}

template <class T>
void inside(const std::expected<T, syntax_error>& answer, std::string_view text) {
  if (!answer) {
    require(
        answer.error().offset <= text.size() && answer.error().length <= text.size() - answer.error().offset,
        "an error lies in the text", answer.error().rule.name);
  }
}

void check_encoding(std::string_view octets) {
  const std::string encoded = encode_xtext(octets);
  require(check_xtext(encoded).has_value(), "what is encoded is xtext", encoded);
  require(is_canonical_xtext(encoded), "what is encoded is canonical", encoded);
  const auto decoded = decode_xtext(encoded);
  require(decoded && *decoded == octets, "decoding undoes encoding", encoded);
}

void check_decoding(std::string_view text) {
  const checked strict = check_xtext(text);
  inside(strict, text);
  inside(check_printable_xtext(text), text);
  deviations met;
  const std::string kindly = decode_xtext(text, met);
  inside(met, text);
  require(strict.has_value() == met.empty(),
          "what the strict form takes needs no forgiving, and the other way", text);
  require(kindly.size() <= text.size(), "decoding makes nothing longer", text);
  const auto decoded = decode_xtext(text);
  require(decoded.has_value() == strict.has_value(), "what is xtext can be decoded", text);
  if (decoded) {
    require(*decoded == kindly, "both forms decode to the same", text);
    require(is_canonical_xtext(text) == (encode_xtext(*decoded) == text), "canonical is what encoding gives",
            text);
  }
  if (check_printable_xtext(text)) {
    require(strict.has_value() && fuzz::is_printable(kindly) == (kindly.find('\t') == std::string::npos),
            "printable xtext decodes to printable text", text);
  }
}

void check_utf8_encoding(std::string_view octets) {
  const auto seven_bit = encode_utf8_addr_xtext(octets);
  const auto eight_bit = encode_utf8_addr_unitext(octets);
  inside(seven_bit, octets);
  require(seven_bit.has_value() == eight_bit.has_value(), "both forms take the same addresses", octets);
  if (!seven_bit || octets.empty()) {
    return;
  }
  require(check_utf8(octets).has_value(), "only UTF-8 is encoded", octets);
  require(check_utf8_addr_xtext(*seven_bit).has_value(), "the form for seven bits is well-formed",
          *seven_bit);
  require(check_utf8_addr_unitext(*eight_bit).has_value(), "the form for eight bits is well-formed",
          *eight_bit);
  for (const std::string& form : {*seven_bit, *eight_bit}) {
    deviations met;
    require(decode_unitext(form, met) == octets && met.empty(), "decoding undoes encoding", form);
  }
}

void check_utf8_decoding(std::string_view text) {
  const checked seven_bit = check_utf8_addr_xtext(text);
  const checked eight_bit = check_utf8_addr_unitext(text);
  inside(seven_bit, text);
  inside(eight_bit, text);
  require(!seven_bit || eight_bit, "what is right in seven bits is right in eight", text);
  deviations met;
  const std::string decoded = decode_unitext(text, met);
  inside(met, text);
  require(decoded.size() <= text.size(), "decoding makes nothing longer", text);
  for (const char unsafe : {'\0', '\r', '\n'}) {
    require(decoded.find(unsafe) == std::string::npos || text.find(unsafe) != std::string::npos,
            "NUL, CR and LF are never decoded", text);
  }
  require(!eight_bit || met.empty(), "what is well-formed needs no forgiving", text);
  require(!eight_bit || check_utf8(decoded), "what is well-formed decodes to UTF-8", text);
}

}  // namespace

DSNSPEC_FUZZ_TARGET(octets) {
  check_encoding(octets);
  check_decoding(octets);
  check_utf8_encoding(octets);
  check_utf8_decoding(octets);
}
