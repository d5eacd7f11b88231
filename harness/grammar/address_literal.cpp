#include "grammar/address_literal.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "base/ascii.hpp"
#include "grammar/characters.hpp"

namespace dsnspec::grammar {
namespace {

using groups = std::array<std::uint16_t, 8>;

// One side of "::" or the whole: IPv6-hex *(":" IPv6-hex), the last of which may be an IPv4 address.
struct group_list {
  groups values{};
  std::size_t count = 0;
};

// IPv6-hex = 1*4HEXDIG
std::optional<std::uint16_t> group_of(std::string_view digits) {
  if (digits.empty() || digits.size() > 4 || !chars::hex.all(digits)) {
    return std::nullopt;
  }
  unsigned value = 0;
  for (const char c : digits) {
    const char upper = base::to_upper(c);
    value = value * 16 + static_cast<unsigned>(upper <= '9' ? upper - '0' : upper - 'A' + 10);
  }
  return static_cast<std::uint16_t>(value);
}

bool append_ipv4(std::string_view text, group_list& into) {
  const auto four = parse_ipv4(text);
  if (!four || into.count + 2 > into.values.size()) {
    return false;
  }
  into.values[into.count++] = static_cast<std::uint16_t>((*four)[0] * 256 + (*four)[1]);
  into.values[into.count++] = static_cast<std::uint16_t>((*four)[2] * 256 + (*four)[3]);
  return true;
}

std::optional<group_list> groups_of(std::string_view text, bool may_end_in_ipv4) {
  group_list out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(':', at), text.size());
    const std::string_view item = text.substr(at, end - at);
    const bool last = end == text.size();
    if (last && may_end_in_ipv4 && item.find('.') != std::string_view::npos) {
      return append_ipv4(item, out) ? std::optional(out) : std::nullopt;
    }
    const auto value = group_of(item);
    if (!value || out.count == out.values.size() || end + 1 == text.size()) {
      return std::nullopt;
    }
    out.values[out.count++] = *value;
    at = end + 1;
  }
  return out;
}

// IPv6-full / IPv6-comp / IPv6v4-full / IPv6v4-comp
std::optional<groups> ipv6_groups(std::string_view text) {
  const std::size_t gap = text.find("::");
  if (gap == std::string_view::npos) {
    const auto all = groups_of(text, true);
    return all && all->count == 8 ? std::optional(all->values) : std::nullopt;
  }
  const auto before = groups_of(text.substr(0, gap), false);
  const auto after = groups_of(text.substr(gap + 2), true);
  // "::" stands for two groups at least.
  if (!before || !after || before->count + after->count > 6) {
    return std::nullopt;
  }
  groups out{};
  std::copy_n(before->values.begin(), before->count, out.begin());
  std::copy_n(after->values.begin(), after->count, out.end() - static_cast<std::ptrdiff_t>(after->count));
  return out;
}

constexpr std::string_view ipv6_tag = "IPv6:";

parsed<address_literal> parse_tagged_ipv6(std::string_view inner) {
  const std::string_view content = inner.substr(ipv6_tag.size());
  const auto octets = parse_ipv6(content);
  if (!octets) {
    return fail(rules::literal_ipv6, 1 + ipv6_tag.size(), content.size());
  }
  return address_literal{address_literal::kind::ipv6, inner.substr(0, ipv6_tag.size() - 1), content, *octets};
}

// General-address-literal = Standardized-tag ":" 1*dcontent; Standardized-tag = Ldh-str
parsed<address_literal> parse_general(std::string_view inner, std::size_t colon) {
  const std::string_view tag = inner.substr(0, colon);
  const std::string_view content = inner.substr(colon + 1);
  if (tag.empty() || !chars::esmtp_keyword_char.all(tag) || tag.back() == '-') {
    return fail(rules::literal_general, 1, tag.size());
  }
  const std::size_t end = chars::dcontent.run_end(content);
  if (content.empty() || end != content.size()) {
    return fail(rules::literal_general, 1 + colon + 1 + end, content.empty() ? 0 : 1);
  }
  return address_literal{address_literal::kind::general, tag, content, {}};
}

}  // namespace

parsed<std::array<std::uint8_t, 4>> parse_ipv4(std::string_view text) {
  std::array<std::uint8_t, 4> out{};
  std::size_t at = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (i > 0 && (at == text.size() || text[at++] != '.')) {
      return fail(rules::literal_ipv4, 0, text.size());
    }
    const std::size_t end = chars::digit.run_end(text, at);
    if (end == at || end - at > 3) {
      return fail(rules::literal_ipv4, 0, text.size());
    }
    unsigned value = 0;
    for (; at < end; ++at) {
      value = value * 10 + static_cast<unsigned>(text[at] - '0');
    }
    if (value > 255) {
      return fail(rules::literal_ipv4, 0, text.size());
    }
    out[i] = static_cast<std::uint8_t>(value);
  }
  if (at != text.size()) {
    return fail(rules::literal_ipv4, 0, text.size());
  }
  return out;
}

parsed<std::array<std::uint8_t, 16>> parse_ipv6(std::string_view text) {
  constexpr std::size_t longest = 45;  // six groups and an IPv4 address
  const auto all = text.size() <= longest ? ipv6_groups(text) : std::nullopt;
  if (!all) {
    return fail(rules::literal_ipv6, 0, text.size());
  }
  std::array<std::uint8_t, 16> out{};
  for (std::size_t i = 0; i < all->size(); ++i) {
    out[2 * i] = static_cast<std::uint8_t>((*all)[i] >> 8U);
    out[2 * i + 1] = static_cast<std::uint8_t>((*all)[i] & 0xFFU);
  }
  return out;
}

parsed<address_literal> parse_address_literal(std::string_view text, deviations& forgiven) {
  if (text.size() < 2 || text.front() != '[' || text.back() != ']') {
    return fail(rules::literal_brackets, 0, text.size());
  }
  const std::string_view inner = text.substr(1, text.size() - 2);
  if (base::istarts_with(inner, ipv6_tag)) {
    return parse_tagged_ipv6(inner);
  }
  const std::size_t colon = inner.find(':');
  if (colon == std::string_view::npos) {
    const auto four = parse_ipv4(inner);
    if (!four) {
      return fail(rules::literal_ipv4, 1, inner.size());
    }
    address_literal out{address_literal::kind::ipv4, {}, inner, {}};
    std::copy(four->begin(), four->end(), out.octets.begin());
    return out;
  }
  // "2001:db8::1" is a General-address-literal by its shape, with a tag that nobody registered.
  if (const auto octets = parse_ipv6(inner); octets) {
    forgiven.add(rules::literal_ipv6_untagged, 1, inner.size());
    return address_literal{address_literal::kind::ipv6, {}, inner, *octets};
  }
  return parse_general(inner, colon);
}

parsed<address_literal> parse_address_literal(std::string_view text) {
  return strictly([text](deviations& forgiven) { return parse_address_literal(text, forgiven); });
}

}  // namespace dsnspec::grammar
