// Fields in canonical form, folded (RFC 5322 section 2.2.3). Private to dsn/generate.cpp.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace dsnspec::dsn {

inline constexpr std::size_t fold_width = 78;

// "Name: text" CRLF. Lines grow to at most fold_width octets where blanks allow it; a line end goes only in
// front of blanks that stand in the text already, so that unfolding by RFC 5322 gives the text again.
void append_field(std::string& to, std::string_view name, std::string_view text);

// "Name: type; line" CRLF, and each further line of an SMTP reply on a line of its own behind one blank
// (RFC 3461 section 9.2). No line that comes from folding starts like a reply code, so the reply's lines can
// be told apart again.
void append_reply_field(std::string& to, std::string_view name, std::string_view type,
                        std::span<const std::string> lines);

// LF becomes CRLF.
void append_lines(std::string& to, std::string_view text);

}  // namespace dsnspec::dsn
