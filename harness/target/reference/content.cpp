#include "target/reference/content.hpp"

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "mime/entity.hpp"

namespace dsnspec::reference {
namespace {

bool holds_message(const mime::entity& part) {
  return part.content_type.is("message", "rfc822") || part.content_type.is("message", "global");
}

bool utf8_header_in(const mime::entity& part, int depth) {
  if (!base::is_ascii(part.header)) {
    return true;
  }
  if (depth == 0) {
    return false;
  }
  for (const mime::entity& child : part.children) {
    if (utf8_header_in(child, depth - 1)) {
      return true;
    }
  }
  if (holds_message(part) && !mime::is_encoded(part.encoding)) {
    const mime::entity nested = mime::parse(part.body);
    return utf8_header_in(nested, depth - 1);
  }
  return false;
}

}  // namespace

content_traits traits_of(std::string_view content) {
  content_traits out;
  out.eight_bit = !base::is_ascii(content);
  out.utf8_header = out.eight_bit && utf8_header_in(mime::parse(content), 8);
  return out;
}

split_content split(std::string_view content) {
  if (content.starts_with("\r\n")) {
    return {{}, content.substr(2)};
  }
  const auto end = content.find("\r\n\r\n");
  if (end == std::string_view::npos) {
    return {content, {}};
  }
  return {content.substr(0, end + 2), content.substr(end + 4)};
}

std::string quoted_printable(std::string_view text) {
  std::string out;
  std::size_t width = 0;
  const auto put = [&](std::string_view piece) {
    if (width + piece.size() > 75) {
      out += "=\r\n";
      width = 0;
    }
    out += piece;
    width += piece.size();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (text.substr(i, 2) == "\r\n") {
      out += "\r\n";
      width = 0;
      ++i;
      continue;
    }
    const bool at_end = i + 1 == text.size() || text.substr(i + 1, 2) == "\r\n";
    const bool plain = (c > ' ' && c <= '~' && c != '=') || (base::is_wsp(c) && !at_end);
    put(plain ? std::string(1, c) : fmt::format("={:02X}", static_cast<unsigned char>(c)));
  }
  return out;
}

std::optional<std::string> in_seven_bits(std::string_view content) {
  const mime::entity whole = mime::parse(content);
  if (!base::is_ascii(whole.header) || whole.content_type.is_multipart() || holds_message(whole) ||
      mime::is_encoded(whole.encoding)) {
    return std::nullopt;
  }
  std::string out;
  for (const grammar::field& each : whole.fields) {
    if (!base::iequals(each.name, "Content-Transfer-Encoding")) {
      out += each.raw;
    }
  }
  out += "Content-Transfer-Encoding: quoted-printable\r\n\r\n";
  return out + quoted_printable(whole.body);
}

}  // namespace dsnspec::reference
