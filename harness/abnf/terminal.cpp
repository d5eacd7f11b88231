#include "abnf/terminal.hpp"

#include <optional>
#include <utility>

#include "base/ascii.hpp"

namespace dsnspec::abnf {

namespace {

std::unexpected<flaw> fail(place where, std::string message) {
  return std::unexpected(flaw{where, std::move(message)});
}

int digit_in(char c, int radix) {
  const char upper = base::to_upper(c);
  const int value = base::is_digit(c) ? c - '0' : upper >= 'A' && upper <= 'F' ? upper - 'A' + 10 : radix;
  return value < radix ? value : -1;
}

// DQUOTE *(%x20-21 / %x23-7E) DQUOTE
std::expected<element, flaw> char_val(cursor& at, bool any_case) {
  const place start = at.where();
  at.take();
  const std::size_t from = at.offset();
  while (at.next() >= ' ' && at.next() <= '~' && at.next() != '"') {
    at.take();
  }
  element out;
  out.what = kind::text;
  out.octets = at.from(from);
  out.any_case = any_case;
  if (!at.take_if('"')) {
    return fail(start,
                "a string that isn't closed in its line, or holds something that isn't printable ASCII");
  }
  return out;
}

// 1*digit of one octet
std::expected<unsigned char, flaw> value(cursor& at, int radix) {
  const place start = at.where();
  std::optional<int> out;
  for (int digit = digit_in(at.next(), radix); digit >= 0; digit = digit_in(at.next(), radix)) {
    out = out.value_or(0) * radix + digit;
    at.take();
    if (*out > 0xFF) {
      return fail(start, "a value above %xFF: what is matched are octets");
    }
  }
  if (!out) {
    return fail(start, "a number has to stand here");
  }
  return static_cast<unsigned char>(*out);
}

// What follows "%x" and the like.
std::expected<element, flaw> num_val(cursor& at, int radix) {
  const auto first = value(at, radix);
  if (!first) {
    return std::unexpected(first.error());
  }
  element out;
  out.what = kind::range;
  out.first = out.last = *first;
  if (at.take_if('-')) {
    const place where = at.where();
    const auto last = value(at, radix);
    if (!last) {
      return std::unexpected(last.error());
    }
    if (*last < *first) {
      return fail(where, "a range that ends before it begins");
    }
    out.last = *last;
    return out;
  }
  std::string octets(1, static_cast<char>(*first));
  while (at.take_if('.')) {
    const auto next = value(at, radix);
    if (!next) {
      return std::unexpected(next.error());
    }
    octets += static_cast<char>(*next);
  }
  if (octets.size() > 1) {
    out.what = kind::text;
    out.octets = std::move(octets);
  }
  return out;
}

}  // namespace

std::expected<element, flaw> terminal_at(cursor& at) {
  if (at.next() == '"') {
    return char_val(at, true);
  }
  const place start = at.where();
  at.take();
  const char type = base::to_lower(at.next());
  const bool string = (type == 's' || type == 'i') && at.after_next() == '"';
  const int radix = type == 'x' ? 16 : type == 'd' ? 10 : type == 'b' ? 2 : 0;
  if (!string && radix == 0) {
    return fail(start, "% is followed by none of x, d, b, s\" and i\"");
  }
  at.take();
  return string ? char_val(at, type == 'i') : num_val(at, radix);
}

}  // namespace dsnspec::abnf
