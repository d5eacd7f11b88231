// The NOTIFY parameter of RCPT (RFC 3461 section 4.1).
//
//   notify-esmtp-value  = "NEVER" / 1#notify-list-element
//   notify-list-element = "SUCCESS" / "FAILURE" / "DELAY"
//
// Keywords are case-insensitive and in any order. The value is no xtext.
#pragma once

#include <cstddef>
#include <string_view>

#include "grammar/syntax_error.hpp"

namespace dsnspec::grammar {

namespace rules {
inline constexpr rule notify_empty{"notify-empty", "RFC 3461 section 4.1"};      // no keyword at all
inline constexpr rule notify_keyword{"notify-keyword", "RFC 3461 section 4.1"};  // not one of the four words
inline constexpr rule notify_never_alone{"notify-never-alone", "RFC 3461 section 4.1"};  // NEVER in a list
inline constexpr rule notify_null_element{"notify-null-element", "RFC 822 section 2.7"};
inline constexpr rule notify_repeated{"notify-repeated", "RFC 3461 section 4.1"};
inline constexpr rule notify_too_long{"notify-too-long", "RFC 3461 section 5.4"};
}  // namespace rules

// When the sender wants to hear about a recipient: never, or on any of three occasions, at least one.
class notify {
 public:
  static constexpr notify never() { return notify(0); }
  // At least one must be true; with none it is the same as never().
  static constexpr notify on(bool success, bool failure, bool delay) {
    return notify((success ? success_bit : 0U) | (failure ? failure_bit : 0U) | (delay ? delay_bit : 0U));
  }

  [[nodiscard]] constexpr bool is_never() const { return bits_ == 0; }
  [[nodiscard]] constexpr bool success() const { return (bits_ & success_bit) != 0; }
  [[nodiscard]] constexpr bool failure() const { return (bits_ & failure_bit) != 0; }
  [[nodiscard]] constexpr bool delay() const { return (bits_ & delay_bit) != 0; }

  // "NEVER", "SUCCESS", "SUCCESS,FAILURE", ...: upper case, in the order of the RFC. Static storage.
  [[nodiscard]] std::string_view text() const;

  friend constexpr bool operator==(notify, notify) = default;

 private:
  static constexpr unsigned success_bit = 1;
  static constexpr unsigned failure_bit = 2;
  static constexpr unsigned delay_bit = 4;
  constexpr explicit notify(unsigned bits) : bits_(bits) {}
  unsigned bits_;
};

// "NOTIFY=SUCCESS,FAILURE,DELAY" has 28 characters, and section 5.4 asks for 28: keyword and "=" count.
inline constexpr std::size_t notify_parameter_limit = 28;

// The esmtp-value, without "NOTIFY=". Strict: each keyword once and no null element, as anybody must write
// it.
parsed<notify> parse_notify(std::string_view value);

// Takes null elements (RFC 822 2.7 allows them in a "#" list), repeated keywords and more than 28 characters.
// NEVER together with anything else stays an error.
parsed<notify> parse_notify(std::string_view value, deviations& forgiven);

}  // namespace dsnspec::grammar
