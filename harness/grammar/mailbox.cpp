#include "grammar/mailbox.hpp"

#include <algorithm>

#include "grammar/characters.hpp"

namespace dsnspec::grammar {
namespace {

// Length of the character at `at` when it is outside ASCII and the repertoire has it, else 0.
std::size_t wide_at(std::string_view text, std::size_t at, charset repertoire) {
  return repertoire == charset::utf8 ? utf8_non_ascii_at(text, at) : 0;
}

// Dot-string = Atom *("." Atom). Gives the end of it.
parsed<std::size_t> dot_string_end(std::string_view text, std::size_t from, charset repertoire) {
  std::size_t at = from;
  bool atom = false;  // the last octet was one of an Atom
  while (at < text.size()) {
    const std::size_t wide = wide_at(text, at, repertoire);
    if (wide == 0 && text[at] == '.') {
      if (!atom) {
        return fail(rules::local_part_dot, at, 1);
      }
      atom = false;
      ++at;
    } else if (wide != 0 || chars::atext(text[at])) {
      atom = true;
      at += std::max<std::size_t>(wide, 1);
    } else {
      break;
    }
  }
  if (at > from && !atom) {
    return fail(rules::local_part_dot, at - 1, 1);
  }
  return at;
}

// Quoted-string = DQUOTE *QcontentSMTP DQUOTE, at `from`, where DQUOTE stands.
parsed<std::size_t> quoted_string_end(std::string_view text, std::size_t from, charset repertoire) {
  std::size_t at = from + 1;
  while (at < text.size() && text[at] != '"') {
    const std::size_t wide = wide_at(text, at, repertoire);
    if (wide != 0) {
      at += wide;
    } else if (text[at] == '\\' && at + 1 < text.size()) {
      if (!chars::quoted_pair_smtp(text[at + 1])) {
        return fail(rules::local_part_octet, at + 1, 1);
      }
      at += 2;
    } else if (text[at] == '\\') {
      break;
    } else if (chars::qtext_smtp(text[at])) {
      ++at;
    } else {
      return fail(rules::local_part_octet, at, 1);
    }
  }
  if (at >= text.size() || text[at] != '"') {
    return fail(rules::local_part_unterminated, from, text.size() - from);
  }
  return at + 1;
}

parsed<std::size_t> local_part_end(std::string_view text, std::size_t from, charset repertoire) {
  const bool quoted = from < text.size() && text[from] == '"';
  const auto end =
      quoted ? quoted_string_end(text, from, repertoire) : dot_string_end(text, from, repertoire);
  if (!end) {
    return end;
  }
  const bool at_sign = *end < text.size() && text[*end] == '@';
  if (*end == from && (at_sign || *end == text.size())) {
    return fail(rules::local_part_empty, from, 0);
  }
  if (*end == text.size() || text[*end] == '>') {
    return fail(rules::mailbox_no_domain, *end, 0);
  }
  if (!at_sign) {
    return fail(rules::local_part_octet, *end, 1);
  }
  return end;
}

// What follows the "@": ( Domain / address-literal ). Gives the end of it.
parsed<std::size_t> host_end(std::string_view text, std::size_t from, charset repertoire) {
  checked met;
  std::size_t end = 0;
  if (from < text.size() && text[from] == '[') {
    // dcontent has ">", but neither bracket: the first "]" is the end. Without one, ">" is what was meant to
    // be.
    const std::size_t bracket = text.find(']', from);
    end = bracket == std::string_view::npos ? std::min(text.find('>', from), text.size()) : bracket + 1;
    if (const auto literal = parse_address_literal(text.substr(from, end - from)); !literal) {
      met = std::unexpected(literal.error());
    }
  } else {
    end = domain_end(text, from, repertoire);
    met = check_domain(text.substr(from, end - from), repertoire);
  }
  if (!met) {
    met.error().offset += from;
    return std::unexpected(met.error());
  }
  return end;
}

}  // namespace

std::string mailbox::unquoted_local_part() const {
  std::string out;
  out.reserve(local_part.size());
  const std::string_view inner = quoted ? local_part.substr(1, local_part.size() - 2) : local_part;
  for (std::size_t at = 0; at < inner.size(); ++at) {
    // Only a Quoted-string has quoted pairs, and each is two octets whole: it was parsed.
    at += inner[at] == '\\' ? 1 : 0;
    out += inner[at];
  }
  return out;
}

parsed<mailbox> mailbox_at(std::string_view text, std::size_t from, charset repertoire) {
  const auto at_sign = local_part_end(text, from, repertoire);
  if (!at_sign) {
    return std::unexpected(at_sign.error());
  }
  const auto end = host_end(text, *at_sign + 1, repertoire);
  if (!end) {
    return std::unexpected(end.error());
  }
  mailbox out;
  out.raw = text.substr(from, *end - from);
  out.local_part = text.substr(from, *at_sign - from);
  out.domain = text.substr(*at_sign + 1, *end - *at_sign - 1);
  out.quoted = out.local_part.front() == '"';
  out.literal = out.domain.front() == '[';
  out.utf8 = std::ranges::any_of(out.raw, chars::eight_bit);
  return out;
}

parsed<mailbox> parse_mailbox(std::string_view text, charset repertoire) {
  auto out = mailbox_at(text, 0, repertoire);
  if (out && out->raw.size() != text.size()) {
    return fail(rules::mailbox_surplus, out->raw.size(), text.size() - out->raw.size());
  }
  return out;
}

checked check_local_part_length(const mailbox& which) {
  if (which.local_part.size() <= local_part_limit) {
    return {};
  }
  return fail(rules::local_part_too_long, local_part_limit, which.local_part.size() - local_part_limit);
}

}  // namespace dsnspec::grammar
