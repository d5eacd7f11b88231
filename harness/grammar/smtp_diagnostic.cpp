#include "grammar/smtp_diagnostic.hpp"

#include <algorithm>

#include "grammar/characters.hpp"

namespace dsnspec::grammar {
namespace {

constexpr std::size_t code_length = 3;

struct reply_start {
  std::uint16_t code = 0;
  char separator = 0;  // "-", SPACE, HTAB; 0: the line ends after the code
};

// 3DIGIT and what may follow it, at the start of a line.
std::optional<reply_start> start_of(std::string_view text) {
  if (chars::digit.run_end(text.substr(0, code_length + 1)) != code_length) {
    return std::nullopt;
  }
  const auto code =
      static_cast<std::uint16_t>((text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0'));
  const char next = text.size() > code_length ? text[code_length] : '\0';
  switch (next) {
    case '-':
    case ' ':
    case '\t':
      return reply_start{code, next};
    case '\r':
    case '\n':
      return reply_start{code, '\0'};
    default:
      return text.size() == code_length ? std::optional(reply_start{code, '\0'}) : std::nullopt;
  }
}

// Whether a reply line of its own begins with `text`, which follows a blank, after one that had `before`.
// - At the start of a physical line, after "-": yes, whatever the code.
// - Inside a physical line, after "-": with the same code. Some MTAs join the lines of a reply by blanks and
// fold the
//   whole anew, which the RFC's grammar takes too.
// - After the final line: at the start of a physical line with the same code. "550 try later or dial" folded
// before
//   "100 times" is one line.
bool begins_line(std::string_view text, bool physical_start, const reply_start& before) {
  const auto found = start_of(text);
  const bool same = found && found->code == before.code;
  return before.separator == '-' ? found && (physical_start || same) : physical_start && same;
}

// Where the next reply line begins, from `at` on, or the end.
std::size_t next_line(std::string_view value, std::size_t at, const reply_start& before) {
  bool physical_start = false;
  while (at < value.size()) {
    if (value[at] == '\n') {
      physical_start = true;
      ++at;
    } else if (chars::wsp(value[at])) {
      ++at;
    } else if (at > 0 && (physical_start || chars::wsp(value[at - 1])) &&
               begins_line(value.substr(at), physical_start, before)) {
      break;
    } else {
      physical_start = false;
      ++at;
    }
  }
  return at;
}

std::string_view without_end(std::string_view text) {
  return text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
}

// Reply-code = %x32-35 %x30-35 %x30-39 (RFC 5321 section 4.2)
bool in_range(std::uint16_t code) {
  return code >= 200 && code <= 599 && code / 10 % 10 <= 5;
}

// The RFC's grammar doesn't separate the lines, so any reply code and a SPACE may begin the final one.
bool may_hold_final_line(std::string_view text) {
  for (std::size_t at = code_length; at < text.size(); ++at) {
    const std::string_view digits = text.substr(at - code_length, code_length);
    if (text[at] == ' ' && chars::digit.all(digits) && in_range(start_of(digits)->code)) {
      return true;
    }
  }
  return false;
}

void check_line(const smtp_diagnostic_line& one, std::string_view value, std::uint16_t first,
                deviations& forgiven) {
  const auto at = static_cast<std::size_t>(one.raw.data() - value.data());
  if (!in_range(one.code)) {
    forgiven.add(rules::smtp_reply_code_range, at, code_length);
  }
  const std::size_t after = at + code_length;
  if (after < value.size() && value[after] != ' ' && value[after] != '-') {
    forgiven.add(rules::smtp_no_separator, after, 0);
  }
  if (one.code != first) {
    forgiven.add(rules::smtp_codes_differ, at, code_length);
  }
}

std::optional<status_code> enhanced_code(std::string_view text, std::uint16_t reply_code) {
  deviations met;
  const auto found = status_code_prefix(text, met);
  // RFC 2034 section 4: the class agrees with the first digit of the reply code.
  const bool agrees = found && met.empty() && found->code.class_ == reply_code / 100;
  return agrees ? std::optional(found->code) : std::nullopt;
}

}  // namespace

std::optional<smtp_diagnostic_line> smtp_diagnostic_lines::next() {
  const std::size_t start = value_.find_first_not_of(" \t\r\n", at_);
  const auto head = start == std::string_view::npos ? std::nullopt : start_of(value_.substr(start));
  if (!head) {
    at_ = value_.size();
    return std::nullopt;
  }
  at_ = next_line(value_, start + code_length, *head);
  smtp_diagnostic_line out;
  out.raw = without_end(value_.substr(start, at_ - start));
  out.code = head->code;
  out.last = head->separator != '-';
  out.text = out.raw.substr(out.raw.size() > code_length ? code_length + 1 : code_length);
  return out;
}

parsed<smtp_diagnostic> parse_smtp_diagnostic(std::string_view value, deviations& forgiven) {
  smtp_diagnostic_lines each(value);
  auto one = each.next();
  if (!one) {
    const std::size_t start = std::min(value.find_first_not_of(" \t\r\n"), value.size());
    return fail(rules::smtp_reply_code, start, std::min(code_length, value.size() - start));
  }
  const smtp_diagnostic_line first = *one;
  smtp_diagnostic out{first.code, 0, first.text, enhanced_code(first.text, first.code)};
  bool ended = false;
  smtp_diagnostic_line last;
  for (; one; one = each.next()) {
    last = *one;
    ++out.lines;
    check_line(last, value, first.code, forgiven);
    if (ended) {
      forgiven.add(rules::smtp_after_last, static_cast<std::size_t>(last.raw.data() - value.data()),
                   code_length);
    }
    ended = last.last;
  }
  if (!ended && !may_hold_final_line(last.text)) {
    forgiven.add(rules::smtp_unfinished, value.size(), 0);
  }
  return out;
}

parsed<smtp_diagnostic> parse_smtp_diagnostic(std::string_view value) {
  return strictly([value](deviations& forgiven) { return parse_smtp_diagnostic(value, forgiven); });
}

}  // namespace dsnspec::grammar
