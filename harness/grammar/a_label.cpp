#include "grammar/a_label.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/ascii.hpp"
#include "grammar/utf8.hpp"

namespace dsnspec::grammar {
namespace {

// RFC 3492 section 5.
constexpr std::uint32_t base_36 = 36;
constexpr std::uint32_t t_min = 1;
constexpr std::uint32_t t_max = 26;
constexpr std::uint32_t skew = 38;
constexpr std::uint32_t damp = 700;
constexpr std::uint32_t initial_bias = 72;
constexpr char32_t initial_code = 0x80;

// A label of DNS has at most 63 octets; longer ones have no A-label.
constexpr std::size_t longest_label = 63;

std::optional<std::vector<char32_t>> code_points(std::string_view label) {
  std::vector<char32_t> out;
  for (std::size_t at = 0; at < label.size();) {
    const utf8_char one = utf8_at(label, at);
    if (one.length == 0) {
      return std::nullopt;
    }
    out.push_back(one.code);
    at += one.length;
  }
  return out;
}

// RFC 3492 section 6.1.
std::uint32_t adapted(std::uint32_t delta, std::uint32_t points, bool first) {
  delta = first ? delta / damp : delta / 2;
  delta += delta / points;
  std::uint32_t k = 0;
  for (; delta > ((base_36 - t_min) * t_max) / 2; k += base_36) {
    delta /= base_36 - t_min;
  }
  return k + (base_36 - t_min + 1) * delta / (delta + skew);
}

char digit(std::uint32_t value) {
  return static_cast<char>(value < 26 ? 'a' + value : '0' + (value - 26));
}

// A generalised variable-length integer (section 3.3).
void put_integer(std::string& out, std::uint32_t value, std::uint32_t bias) {
  for (std::uint32_t k = base_36;; k += base_36) {
    const std::uint32_t t = k <= bias ? t_min : std::min(k - bias, t_max);
    if (value < t) {
      out += digit(value);
      return;
    }
    out += digit(t + (value - t) % (base_36 - t));
    value = (value - t) / (base_36 - t);
  }
}

// Section 6.3. The label is short enough for 32 bits: 63 characters of 21 bits each.
std::string punycode(const std::vector<char32_t>& label) {
  std::string out;
  for (const char32_t code : label) {
    if (code < initial_code) {
      out += base::to_lower(static_cast<char>(code));
    }
  }
  const auto basic = static_cast<std::uint32_t>(out.size());
  if (basic != 0) {
    out += '-';
  }
  std::uint32_t done = basic;
  std::uint32_t delta = 0;
  std::uint32_t bias = initial_bias;
  char32_t reached = initial_code;
  while (done < label.size()) {
    char32_t next = 0x10FFFF;
    for (const char32_t code : label) {
      next = code >= reached ? std::min(next, code) : next;
    }
    delta += (next - reached) * (done + 1);
    reached = next;
    for (const char32_t code : label) {
      delta += code < reached ? 1 : 0;
      if (code == reached) {
        put_integer(out, delta, bias);
        bias = adapted(delta, done + 1, done == basic);
        delta = 0;
        ++done;
      }
    }
    ++delta;
    ++reached;
  }
  return out;
}

std::string a_label(std::string_view label) {
  if (base::is_ascii(label) || label.size() > 4 * longest_label) {
    return std::string(label);
  }
  const auto points = code_points(label);
  if (!points || points->size() > longest_label) {
    return std::string(label);
  }
  std::string out = "xn--" + punycode(*points);
  return out.size() > longest_label ? std::string(label) : out;
}

}  // namespace

std::string with_a_labels(std::string_view domain) {
  std::string out;
  while (true) {
    const std::size_t dot = domain.find('.');
    out += a_label(domain.substr(0, dot));
    if (dot == std::string_view::npos) {
      return out;
    }
    out += '.';
    domain.remove_prefix(dot + 1);
  }
}

}  // namespace dsnspec::grammar
