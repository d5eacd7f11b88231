#include "grammar/calendar.hpp"

#include <algorithm>
#include <array>

namespace dsnspec::grammar {
namespace {

constexpr std::int32_t last_year = 9999;
constexpr std::int64_t epoch = 719'528;  // days from 1 January of year 0 to that of 1970

bool is_leap(std::int32_t year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

// Days from 1 January of year 0 to that of `year`.
std::int64_t days_before(std::int32_t year) {
  const std::int64_t past = year - 1;  // whole years after year 0, which is a leap year
  return year == 0 ? 0 : 366 + past * 365 + past / 4 - past / 100 + past / 400;
}

}  // namespace

unsigned days_in_month(std::int32_t year, unsigned month) {
  constexpr std::array<unsigned, 12> days = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return days[month - 1] + (month == 2 && is_leap(year) ? 1 : 0);
}

std::int64_t day_number(std::int32_t year, unsigned month, unsigned day) {
  std::int64_t days = days_before(year) + day - 1;
  for (unsigned m = 1; m < month; ++m) {
    days += days_in_month(year, m);
  }
  return days - epoch;
}

weekday weekday_of(std::int32_t year, unsigned month, unsigned day) {
  constexpr std::int64_t first = 6;  // 1 January of year 0 was a Saturday
  return static_cast<weekday>((day_number(year, month, day) + epoch + first) % 7);
}

calendar_date date_of(std::int64_t number) {
  const std::int64_t days = std::clamp<std::int64_t>(number, -epoch, day_number(last_year, 12, 31)) + epoch;
  auto year = static_cast<std::int32_t>(days * 400 / 146'097);  // of the mean length; one off at most
  while (days_before(year) > days) {
    --year;
  }
  while (year < last_year && days_before(year + 1) <= days) {
    ++year;
  }
  unsigned left = static_cast<unsigned>(days - days_before(year));
  unsigned month = 1;
  for (; left >= days_in_month(year, month); ++month) {
    left -= days_in_month(year, month);
  }
  return {year, month, left + 1};
}

}  // namespace dsnspec::grammar
