#include "grammar/notify.hpp"

#include <array>
#include <optional>

#include "base/ascii.hpp"

namespace dsnspec::grammar {
namespace {

enum class keyword { never, success, failure, delay };

std::optional<keyword> keyword_named(std::string_view word) {
  // RFC 3461 4.1 note (b): in any letter case; as literals of the ABNF they are whole words.
  if (base::iequals(word, "NEVER")) {
    return keyword::never;
  }
  if (base::iequals(word, "SUCCESS")) {
    return keyword::success;
  }
  if (base::iequals(word, "FAILURE")) {
    return keyword::failure;
  }
  if (base::iequals(word, "DELAY")) {
    return keyword::delay;
  }
  return std::nullopt;
}

// What has been read of a list so far, by keyword.
struct reading {
  std::array<bool, 4> seen{};
  std::optional<std::size_t> never_at;

  [[nodiscard]] bool has(keyword which) const { return seen[static_cast<std::size_t>(which)]; }
};

// One element at `at`. RFC 822 2.7 allows null elements in a "#" list and doesn't count them.
checked read_element(std::string_view word, std::size_t at, reading& into, deviations& forgiven) {
  if (word.empty()) {
    forgiven.add(rules::notify_null_element, at, 0);
    return {};
  }
  const auto which = keyword_named(word);
  if (!which) {
    return fail(rules::notify_keyword, at, word.size());
  }
  if (*which == keyword::never && !into.never_at) {
    into.never_at = at;
  } else if (into.has(*which)) {
    forgiven.add(rules::notify_repeated, at, word.size());
  }
  into.seen[static_cast<std::size_t>(*which)] = true;
  return {};
}

}  // namespace

std::string_view notify::text() const {
  static constexpr std::array<std::string_view, 8> texts = {
      "NEVER", "SUCCESS",       "FAILURE",       "SUCCESS,FAILURE",
      "DELAY", "SUCCESS,DELAY", "FAILURE,DELAY", "SUCCESS,FAILURE,DELAY"};
  return texts[bits_];
}

parsed<notify> parse_notify(std::string_view value, deviations& forgiven) {
  constexpr std::size_t value_limit = notify_parameter_limit - std::string_view("NOTIFY=").size();
  reading met;
  for (std::size_t at = 0; at <= value.size();) {
    const std::size_t comma = std::min(value.find(',', at), value.size());
    if (value.empty()) {
      break;
    }
    if (checked one = read_element(value.substr(at, comma - at), at, met, forgiven); !one) {
      return std::unexpected(one.error());
    }
    at = comma + 1;
  }
  if (met.never_at) {
    // NEVER is no list element: note (a) wants it alone, and so without null elements too.
    constexpr std::size_t length = std::string_view("NEVER").size();
    return value.size() == length ? parsed<notify>(notify::never())
                                  : fail(rules::notify_never_alone, *met.never_at, length);
  }
  if (!met.has(keyword::success) && !met.has(keyword::failure) && !met.has(keyword::delay)) {
    return fail(rules::notify_empty, 0, value.size());
  }
  if (value.size() > value_limit) {
    forgiven.add(rules::notify_too_long, value_limit, value.size() - value_limit);
  }
  return notify::on(met.has(keyword::success), met.has(keyword::failure), met.has(keyword::delay));
}

parsed<notify> parse_notify(std::string_view value) {
  return strictly([value](deviations& forgiven) { return parse_notify(value, forgiven); });
}

}  // namespace dsnspec::grammar
