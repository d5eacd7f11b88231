// What a message's content needs on its way, and its form for servers that take seven bits only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dsnspec::reference {

struct content_traits {
  bool eight_bit = false;    // an octet above 127 somewhere
  bool utf8_header = false;  // in the header, or in that of a message within: RFC 6532
};

content_traits traits_of(std::string_view content);

// The header, with the line end of its last field; and what follows the empty line.
struct split_content {
  std::string_view header;
  std::string_view body;
};
split_content split(std::string_view content);

// Quoted-printable (RFC 2045 section 6.7), CRLF line ends.
std::string quoted_printable(std::string_view text);

// The same message with a body in seven bits (RFC 6152 section 3). Nothing when that takes more than to
// encode one body that isn't encoded yet: a multipart, or a header with octets above 127.
std::optional<std::string> in_seven_bits(std::string_view content);

}  // namespace dsnspec::reference
