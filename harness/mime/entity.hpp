// A message or a body part, and the parts inside it, by offsets (RFC 2045 to 2046, RFC 5322 section 2.1).
//
// Zero-copy: every view points into the octets that were parsed, which the caller keeps alive; header,
// separator and body, one after the other, are `raw`. Line ends are CRLF, LF, or both.
//
// Only multiparts are divided. A message/rfc822 body stays a body; parse_nested() makes an entity of it on
// demand.
//
// Nothing fails. What is not as the RFCs have it is noted, with its offset in the whole input; see `limits`
// for what is bounded. Time is linear: each octet is looked at once per level of nesting.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "grammar/field.hpp"
#include "grammar/offset.hpp"
#include "grammar/syntax_error.hpp"
#include "mime/content_type.hpp"
#include "mime/limits.hpp"
#include "mime/transfer_encoding.hpp"

namespace dsnspec::mime {

namespace rules {
// the first counts
inline constexpr grammar::rule content_type_repeated{"content-type-repeated", "RFC 5322 section 3.6"};
inline constexpr grammar::rule encoding_repeated{"transfer-encoding-repeated", "RFC 5322 section 3.6"};
// base64 or q-p on a multipart
inline constexpr grammar::rule multipart_encoded{"multipart-encoded", "RFC 2045 section 6.4"};
// as an outer one's
inline constexpr grammar::rule boundary_nested_same{"boundary-nested-same", "RFC 2046 section 5.1.2"};
}  // namespace rules

struct entity {
  std::string_view raw;
  std::string_view header;     // all header lines, without the empty line after them
  std::string_view separator;  // that empty line: "\r\n", "\n", or nothing
  std::string_view body;       // the rest; of a part: without the line end that belongs to the next delimiter

  std::vector<grammar::field> fields;  // in order; pieces of kind junk too. Offsets count in the whole input

  mime::content_type content_type;  // text/plain, or message/rfc822 in a multipart/digest, when there is none
  bool has_content_type = false;    // a Content-Type field that could be read
  transfer_encoding encoding = transfer_encoding::seven_bit;
  bool has_encoding = false;

  // Of a multipart that could be divided:
  std::string boundary;          // the parameter's value
  std::string_view preamble;     // before the first delimiter
  std::vector<entity> children;  // the parts
  std::string_view epilogue;     // after the close-delimiter line
  bool closed = false;           // there is a close-delimiter
};

// The entity that is the whole of `input`. An mbox "From " line at the start is taken as junk before the
// header.
entity parse(std::string_view input, grammar::deviations& forgiven, const limits& bounds = {});
entity parse(std::string_view input, const limits& bounds = {});

// The message inside a part of type message/rfc822, message/global, message/rfc822-headers and the like: its
// body read as an entity of its own. Its views point into the part's body; deviations count from the start of
// `input`, the text that `part` was parsed from. A body that is_encoded() has to be decoded first and given
// to parse().
entity parse_nested(std::string_view input, const entity& part, grammar::deviations& forgiven,
                    const limits& bounds = {});

// The first header field of that name, in any letter case, or null. The pointer lives as long as the entity's
// fields.
const grammar::field* find_field(const entity& where, std::string_view name);
std::size_t count_fields(const entity& where, std::string_view name);
// Its value, unfolded and trimmed; empty when there is no such field.
std::string field_value(const entity& where, std::string_view name);

// This entity and all below it: how many.
std::size_t count_entities(const entity& root);

}  // namespace dsnspec::mime
