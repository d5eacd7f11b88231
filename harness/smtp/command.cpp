#include "smtp/command.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/quote.hpp"

namespace dsnspec::smtp {

namespace {

std::string_view without_blanks_in_front(std::string_view text) {
  const auto first = std::find_if_not(text.begin(), text.end(), base::is_wsp);
  return text.substr(static_cast<std::size_t>(first - text.begin()));
}

std::string_view until_blank(std::string_view text) {
  const auto end = std::find_if(text.begin(), text.end(), base::is_wsp);
  return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

// Where the path that starts after "<" ends: the first ">" that is neither in a quoted-string nor in an
// address-literal, whose content may hold one (RFC 5321 section 4.1.3).
std::size_t closing_bracket(std::string_view text) {
  bool quoted = false;
  bool literal = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quoted && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"' && !literal) {
      quoted = !quoted;
    } else if (text[i] == '[' && i > 0 && text[i - 1] == '@' && !quoted) {
      literal = true;
    } else if (text[i] == ']') {
      literal = false;
    } else if (text[i] == '>' && !quoted && !literal) {
      return i;
    }
  }
  // A stray quotation mark or bracket must not hide the end.
  return quoted || literal ? text.find('>') : std::string_view::npos;
}

}  // namespace

bool command::is(std::string_view name) const {
  return base::iequals(verb, name);
}

command parse_command(std::string_view line) {
  line = base::trimmed(line);
  const std::string_view verb = until_blank(line);
  return {verb, without_blanks_in_front(line.substr(verb.size()))};
}

bool parameter::is(std::string_view name) const {
  return base::iequals(keyword, name);
}

std::vector<parameter> parse_parameters(std::string_view text) {
  std::vector<parameter> out;
  for (text = without_blanks_in_front(text); !text.empty(); text = without_blanks_in_front(text)) {
    const std::string_view raw = until_blank(text);
    text.remove_prefix(raw.size());
    const std::size_t equals = raw.find('=');
    parameter next{raw, raw.substr(0, equals), std::nullopt};
    if (equals != std::string_view::npos) {
      next.value = raw.substr(equals + 1);
    }
    out.push_back(next);
  }
  return out;
}

base::result<path_argument> parse_path_argument(std::string_view argument, std::string_view keyword) {
  if (!base::istarts_with(argument, keyword)) {
    return base::fail("expected " + std::string(keyword) + ": but found " + base::excerpt(argument, 40));
  }
  std::string_view text = without_blanks_in_front(argument.substr(keyword.size()));
  if (text.empty() || text.front() != ':') {
    return base::fail("no colon after " + std::string(keyword));
  }
  text.remove_prefix(1);
  path_argument out;
  out.space_before_path = !text.empty() && base::is_wsp(text.front());
  text = without_blanks_in_front(text);
  if (text.empty()) {
    return base::fail("no path after " + std::string(keyword) + ":");
  }
  if (text.front() == '<') {
    const std::size_t end = closing_bracket(text.substr(1));
    if (end == std::string_view::npos) {
      return base::fail("no > after " + base::excerpt(text, 40));
    }
    out.path = text.substr(1, end);
    out.text = text.substr(end + 2);
  } else {
    out.no_brackets = true;
    out.path = until_blank(text);
    out.text = text.substr(out.path.size());
  }
  out.parameters = parse_parameters(out.text);
  return out;
}

}  // namespace dsnspec::smtp
