#include "smtp/reply.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "grammar/status_code.hpp"

namespace dsnspec::smtp {

namespace {

constexpr std::size_t max_lines = 1024;
constexpr std::size_t max_octets = 256U << 10U;

// 100..599, or 0.
int code_of(std::string_view text) {
  if (text.size() < 3 || !std::all_of(text.begin(), text.begin() + 3, base::is_digit)) {
    return 0;
  }
  const int code = (text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0');
  return code >= 100 && code < 600 ? code : 0;
}

}  // namespace

std::string reply::text() const {
  std::string out;
  for (const std::string& line : lines) {
    out += (out.empty() ? "" : " ") + line;
  }
  return out;
}

std::optional<std::string_view> reply::enhanced_status() const {
  if (lines.empty()) {
    return std::nullopt;
  }
  grammar::deviations none;
  const auto found = grammar::status_code_prefix(lines.front(), none);
  if (!found || !none.empty() || found->code.class_ != code / 100) {
    return std::nullopt;
  }
  return std::string_view(lines.front()).substr(0, found->length);
}

std::optional<base::result<reply>> reply_parser::next(std::string_view& input) {
  while (!input.empty()) {
    const std::string_view before = input;
    const std::optional<line> found = lines_.next(input);
    current_.raw += before.substr(0, before.size() - input.size());
    if (current_.raw.size() > max_octets) {
      return base::result<reply>(base::fail(fmt::format("a reply of more than {} octets", max_octets)));
    }
    if (found) {
      if (auto done = take(*found)) {
        return done;
      }
    }
  }
  return std::nullopt;
}

std::optional<base::result<reply>> reply_parser::take(const line& next) {
  const std::string_view text = next.text;
  const auto wrong = [&](std::string_view why) {
    return base::result<reply>(base::fail(fmt::format("{}: {}", why, base::excerpt(text, 80))));
  };
  const int code = code_of(text);
  const char separator = text.size() > 3 ? text[3] : ' ';
  if (code == 0) {
    return wrong("no reply code");
  }
  if (separator != ' ' && separator != '-') {
    return wrong("neither blank nor hyphen after the reply code");
  }
  if (next.omitted > 0) {
    return wrong("a reply line that is too long");
  }
  if (!current_.lines.empty() && code != current_.code) {
    return wrong(fmt::format("the reply code differs from the {} before it", current_.code));
  }
  if (current_.lines.size() == max_lines) {
    return wrong(fmt::format("a reply of more than {} lines", max_lines));
  }
  current_.code = code;
  current_.lines.emplace_back(text.substr(std::min<std::size_t>(4, text.size())));
  if (separator == '-') {
    return std::nullopt;
  }
  return base::result<reply>(std::exchange(current_, {}));
}

std::string format_reply(int code, std::string_view enhanced, std::string_view text) {
  std::string out;
  while (true) {
    const std::size_t end = text.find('\n');
    const bool last = end == std::string_view::npos;
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    }
    out += fmt::format("{}{}{}{}{}\r\n", code, last ? ' ' : '-', enhanced,
                       enhanced.empty() || line.empty() ? "" : " ", line);
    if (last) {
      return out;
    }
    text.remove_prefix(end + 1);
  }
}

}  // namespace dsnspec::smtp
