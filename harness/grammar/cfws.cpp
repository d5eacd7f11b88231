#include "grammar/cfws.hpp"

#include <algorithm>

#include "grammar/characters.hpp"

namespace dsnspec::grammar {
namespace {

bool wsp_at(std::string_view text, std::size_t at) {
  return at < text.size() && chars::wsp(text[at]);
}

// Length of the line end at `at` that a blank follows: 2 for CRLF, 1 for LF, 0 when none stands there.
std::size_t fold_at(std::string_view text, std::size_t at) {
  if (text[at] == '\n') {
    return wsp_at(text, at + 1) ? 1 : 0;
  }
  const bool crlf = text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n';
  return crlf && wsp_at(text, at + 2) ? 2 : 0;
}

// fold_at(), with an LF alone noted.
std::size_t take_fold(std::string_view text, std::size_t at, deviations& forgiven) {
  const std::size_t length = fold_at(text, at);
  if (length == 1) {
    forgiven.add(rules::fws_bare_lf, at, 1);
  }
  return length;
}

// After one octet, fold or quoted-pair of the inside of a comment or quoted-string, `plain` being what may
// stand there for itself. Anything else is noted as `octet`, and taken; but a backslash before a line end,
// which is no octet out of place, by its own name.
std::size_t skip_inner(std::string_view text, std::size_t at, const char_class& plain, const rule& octet,
                       deviations& forgiven) {
  if (plain(text[at])) {
    return at + 1;
  }
  if (const std::size_t fold = take_fold(text, at, forgiven); fold != 0) {
    return at + fold;
  }
  if (text[at] != '\\' || at + 1 == text.size()) {
    forgiven.add(octet, at, 1);
    return at + 1;
  }
  if (text[at + 1] == '\r' || text[at + 1] == '\n') {
    forgiven.add(rules::quoted_pair_line_end, at, 1);
    return at + 1;
  }
  if (!chars::text_emit(text[at + 1])) {
    forgiven.add(octet, at, 2);
  }
  return at + 2;
}

}  // namespace

std::size_t skip_fws(std::string_view text, std::size_t at, deviations& forgiven) {
  while (at < text.size()) {
    const std::size_t step = chars::wsp(text[at]) ? 1 : take_fold(text, at, forgiven);
    if (step == 0) {
      break;
    }
    at += step;
  }
  return at;
}

std::size_t skip_comment(std::string_view text, std::size_t at, deviations& forgiven) {
  const std::size_t start = at;
  std::size_t depth = 0;
  while (at < text.size()) {
    if (text[at] == '(') {
      if (++depth == comment_depth_limit + 1) {
        forgiven.add(rules::comment_too_deep, at, 1);
      }
      ++at;
    } else if (text[at] == ')') {
      ++at;
      if (--depth == 0) {
        return at;
      }
    } else {
      at = skip_inner(text, at, chars::ctext, rules::comment_octet, forgiven);
    }
  }
  forgiven.add(rules::comment_unterminated, start, text.size() - start);
  return text.size();
}

std::size_t skip_cfws(std::string_view text, std::size_t at, deviations& forgiven) {
  at = skip_fws(text, at, forgiven);
  while (at < text.size() && text[at] == '(') {
    at = skip_fws(text, skip_comment(text, at, forgiven), forgiven);
  }
  return at;
}

std::size_t skip_quoted_string(std::string_view text, std::size_t at, deviations& forgiven) {
  const std::size_t start = at++;
  while (at < text.size()) {
    if (text[at] == '"') {
      return at + 1;
    }
    at = skip_inner(text, at, chars::qtext, rules::quoted_string_octet, forgiven);
  }
  forgiven.add(rules::quoted_string_unterminated, start, text.size() - start);
  return text.size();
}

std::string_view without_outer_cfws(std::string_view text, deviations& forgiven) {
  const std::size_t start = skip_cfws(text, 0, forgiven);
  std::size_t end = start;
  for (std::size_t at = start; at < text.size();) {
    const std::size_t after = skip_cfws(text, at, forgiven);
    if (after != at) {
      at = after;
      continue;
    }
    at = text[at] == '"' ? skip_quoted_string(text, at, forgiven) : at + 1;
    end = at;
  }
  return text.substr(start, end - start);
}

void append_unquoted(std::string_view token, std::string& out) {
  std::size_t at = !token.empty() && token.front() == '"' ? 1 : 0;
  while (at < token.size() && token[at] != '"') {
    if (const std::size_t fold = fold_at(token, at); fold != 0) {
      at += fold;
      continue;
    }
    at += token[at] == '\\' && at + 1 < token.size() ? 1 : 0;
    out += token[at++];
  }
}

}  // namespace dsnspec::grammar
