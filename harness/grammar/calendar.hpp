// The Gregorian calendar, extended backwards to year 0. Pure arithmetic: no clock, no locale, no time zones.
#pragma once

#include <cstdint>

namespace dsnspec::grammar {

enum class weekday : std::uint8_t { sunday, monday, tuesday, wednesday, thursday, friday, saturday };

// Days since 1970-01-01, negative before it. Year 0 to 9999, month 1 to 12, day 1 to days_in_month().
std::int64_t day_number(std::int32_t year, unsigned month, unsigned day);

unsigned days_in_month(std::int32_t year, unsigned month);

weekday weekday_of(std::int32_t year, unsigned month, unsigned day);

struct calendar_date {
  std::int32_t year = 1970;
  unsigned month = 1;
  unsigned day = 1;
  friend bool operator==(const calendar_date&, const calendar_date&) = default;
};

// The other way round. A day outside the years 0 to 9999 gives the nearest inside.
calendar_date date_of(std::int64_t day_number);

}  // namespace dsnspec::grammar
