// Content-Transfer-Encoding and its undoing (RFC 2045 section 6).
//
//   mechanism = "7bit" / "8bit" / "binary" / "quoted-printable" / "base64" / ietf-token / x-token
//
// Decoders never fail: they take what can be had and note the rest.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "grammar/syntax_error.hpp"
#include "mime/limits.hpp"

namespace dsnspec::mime {

namespace rules {
inline constexpr grammar::rule encoding_unknown{"transfer-encoding-unknown", "RFC 2045 section 6.1"};
// "base64; x"
inline constexpr grammar::rule encoding_surplus{"transfer-encoding-surplus", "RFC 2045 section 6.1"};
// outside the alphabet, skipped
inline constexpr grammar::rule base64_octet{"base64-octet", "RFC 2045 section 6.8"};
// missing, too much, or too soon
inline constexpr grammar::rule base64_padding{"base64-padding", "RFC 2045 section 6.8"};
// unused bits that are not zero
inline constexpr grammar::rule base64_bits{"base64-bits", "RFC 2045 section 6.8"};
// over 76
inline constexpr grammar::rule base64_line_too_long{"base64-line-too-long", "RFC 2045 section 6.8"};
// "=" alone: stands for itself
inline constexpr grammar::rule qp_escape{"quoted-printable-escape", "RFC 2045 section 6.7"};
inline constexpr grammar::rule qp_lower_case_hex{"quoted-printable-lower-case-hex", "RFC 2045 section 6.7"};
// control or 8-bit, kept
inline constexpr grammar::rule qp_octet{"quoted-printable-octet", "RFC 2045 section 6.7"};
// dropped
inline constexpr grammar::rule qp_trailing_blank{"quoted-printable-trailing-blank", "RFC 2045 section 6.7"};
// over 76
inline constexpr grammar::rule qp_line_too_long{"quoted-printable-line-too-long", "RFC 2045 section 6.7"};
}  // namespace rules

enum class transfer_encoding { seven_bit, eight_bit, binary, quoted_printable, base64, unknown };

std::string_view name(transfer_encoding value);  // "7bit", ...; "unknown"

// The value of a Content-Transfer-Encoding field, comments and folding inside. The empty value is 7bit, with
// encoding_unknown noted; so is a word that isn't known, which gives `unknown`.
transfer_encoding parse_transfer_encoding(std::string_view value, grammar::deviations& forgiven);

// True when the body has to be decoded to be read.
constexpr bool is_encoded(transfer_encoding value) {
  return value == transfer_encoding::quoted_printable || value == transfer_encoding::base64;
}

// At most `limit` octets; a longer result is cut and limit_decoded noted. Data after the padding is decoded
// too when it is base64 again (concatenated encodings), and noted.
std::string decode_base64(std::string_view text, grammar::deviations& forgiven,
                          std::size_t limit = limits{}.decoded);

// Line ends stay as they are; soft ones go.
std::string decode_quoted_printable(std::string_view text, grammar::deviations& forgiven,
                                    std::size_t limit = limits{}.decoded);

// By encoding; a copy for those that encode nothing, and for `unknown`.
std::string decode(std::string_view body, transfer_encoding encoding, grammar::deviations& forgiven,
                   std::size_t limit = limits{}.decoded);

}  // namespace dsnspec::mime
