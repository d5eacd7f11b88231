// What the checks of RFC 6531 and RFC 6533 have in common: what is outside ASCII, and where.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "judge/observation.hpp"
#include "smtp/command.hpp"

namespace dsnspec::judge {

// The argument of MAIL ("FROM") or RCPT ("TO"); its views point into the command. Nothing: it can't be read.
std::optional<smtp::path_argument> argument_of(const trace::exchange& said, std::string_view keyword);
// The first parameter of that name; nothing: there is none.
std::optional<smtp::parameter> parameter_of(const smtp::path_argument& said, std::string_view keyword);

// The lines of the reply to the session's last EHLO, the first, which holds the server's name, left out.
std::vector<std::string_view> keywords_of(const trace::dialogue& in);
// The line of that keyword among them; nothing: it isn't announced.
std::optional<std::string_view> keyword_line(const trace::dialogue& in, std::string_view keyword);

// RFC 6531 3.2: octets above 127 in the header of the message, of a part, or of a message within it, at any
// level. What is encoded in base64 or quoted-printable is content.
bool has_utf8_header(std::string_view message);

// The submission needs SMTPUTF8 on its way to this recipient: a path or a header is outside ASCII.
bool requires_smtputf8(const submission& of, const submitted_recipient& to);

// The topmost field of that name, unfolded; empty: there is none.
std::string top_field(std::string_view message, std::string_view name);

// "utf-8;..." in any letter case.
bool is_utf8_typed(std::string_view orcpt);

}  // namespace dsnspec::judge
