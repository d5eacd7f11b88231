// Dates of DSN fields (RFC 3464 sections 2.2.5, 2.3.7, 2.3.9: date-time of RFC 822 section 5.1 as modified by
// RFC 1123 section 5.2.14, with a numeric zone).
//
//   date-time = [ day-name "," FWS ] 1*2DIGIT FWS month FWS 4DIGIT FWS 2DIGIT ":" 2DIGIT [ ":" 2DIGIT ] FWS
//   zone zone      = ( "+" / "-" ) 4DIGIT
//
// Comments and folding may stand between the tokens and at both ends. Names are case-insensitive.
// The tolerant form also takes what RFC 5322 section 4.3 calls obsolete, and what is merely common.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "grammar/calendar.hpp"
#include "grammar/syntax_error.hpp"

namespace dsnspec::grammar {

namespace rules {
inline constexpr rule date_empty{"date-empty", "RFC 822 section 5.1"};
// a word that is no day of the week
inline constexpr rule date_day_name{"date-day-name", "RFC 822 section 5.1"};
inline constexpr rule date_day{"date-day", "RFC 822 section 5.1"};  // no number, or none of that month
inline constexpr rule date_month{"date-month", "RFC 822 section 5.1"};
inline constexpr rule date_year{"date-year", "RFC 1123 section 5.2.14"};  // no number of two to four digits
inline constexpr rule date_time_of_day{"date-time-of-day", "RFC 822 section 5.1"};  // shape or range
inline constexpr rule date_zone{"date-zone", "RFC 822 section 5.1"};  // neither a zone nor the end
// Forgiven by the tolerant form:
inline constexpr rule date_surplus{"date-surplus", "RFC 822 section 5.1"};              // text after its end
inline constexpr rule date_comma_missing{"date-comma-missing", "RFC 822 section 5.1"};  // "Thu 7 Jul"
inline constexpr rule date_short_year{"date-short-year", "RFC 1123 section 5.2.14"};    // two or three digits
inline constexpr rule date_no_zone{"date-no-zone", "RFC 3464 section 2.2.5"};           // read as -0000
// GMT, EST, ...
inline constexpr rule date_zone_not_numeric{"date-zone-not-numeric", "RFC 3464 section 2.2.5"};
// letters of no known zone: -0000
inline constexpr rule date_zone_unknown{"date-zone-unknown", "RFC 5322 section 4.3"};
// over 99 hours or 59 minutes
inline constexpr rule date_zone_range{"date-zone-range", "RFC 5322 section 3.3"};
// not the day of that date
inline constexpr rule date_day_name_wrong{"date-day-name-wrong", "RFC 5322 section 3.3"};
// "7 Jul 1994 17:16-0400"
inline constexpr rule date_blank_missing{"date-blank-missing", "RFC 822 section 5.1"};
inline constexpr rule date_blank_inside{"date-blank-inside", "RFC 5322 section 4.3"};  // "17 : 16", "Thu , 7"
inline constexpr rule date_short_number{"date-short-number", "RFC 822 section 5.1"};   // hour of one digit
inline constexpr rule date_order{"date-order", "RFC 822 section 5.1"};  // asctime: "Thu Jul 7 17:16:05 1994"
}  // namespace rules

struct date_time {
  std::int32_t year = 1970;                  // 0 to 9999
  std::uint8_t month = 1;                    // 1 to 12
  std::uint8_t day = 1;                      // 1 to the month's last
  std::uint8_t hour = 0;                     // 0 to 23
  std::uint8_t minute = 0;                   // 0 to 59
  std::uint8_t second = 0;                   // 0 to 60: a leap second
  std::int16_t zone = 0;                     // minutes east of UTC
  bool zone_known = true;                    // false: "-0000" or none; the time is taken as UTC then
  std::optional<grammar::weekday> day_name;  // as written, right or wrong

  // Seconds since 1970-01-01 00:00 UTC; a leap second counts as the first second of the next minute.
  [[nodiscard]] std::int64_t unix_seconds() const;

  friend bool operator==(const date_time&, const date_time&) = default;
};

// The whole text, comments around it allowed.
parsed<date_time> parse_date_time(std::string_view text);
parsed<date_time> parse_date_time(std::string_view text, deviations& forgiven);

// "Thu, 7 Jul 1994 17:16:05 -0400". `zone` in minutes east of UTC, -5999 to 5999; years 0 to 9999 only:
// nothing else can be written (the nearest end is taken).
std::string format_date_time(std::int64_t unix_seconds, int zone = 0);

}  // namespace dsnspec::grammar
