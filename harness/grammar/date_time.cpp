#include "grammar/date_time.hpp"

#include <algorithm>
#include <array>

#include <fmt/core.h>

namespace dsnspec::grammar {
namespace {

constexpr std::int64_t seconds_per_day = 86'400;

// Rounded down, also below zero.
std::int64_t whole_days(std::int64_t seconds) {
  return seconds / seconds_per_day - (seconds % seconds_per_day < 0 ? 1 : 0);
}

}  // namespace

std::int64_t date_time::unix_seconds() const {
  return ((day_number(year, month, day) * 24 + hour) * 60 + minute - zone) * 60 + second;
}

std::string format_date_time(std::int64_t unix_seconds, int zone) {
  static constexpr std::array<std::string_view, 7> days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  zone = std::clamp(zone, -5999, 5999);
  const std::int64_t first = day_number(0, 1, 1) * seconds_per_day;
  const std::int64_t last = (day_number(9999, 12, 31) + 1) * seconds_per_day - 1;
  // Clamped before the zone is added as well, so that the sum can't overflow.
  const std::int64_t local = std::clamp(std::clamp(unix_seconds, first, last) + zone * 60, first, last);
  const std::int64_t day = whole_days(local);
  const std::int64_t time = local - day * seconds_per_day;
  const calendar_date date = date_of(day);
  const int east = zone < 0 ? -zone : zone;
  return fmt::format("{}, {} {} {:04} {:02}:{:02}:{:02} {}{:02}{:02}",
                     days[static_cast<std::size_t>(weekday_of(date.year, date.month, date.day))], date.day,
                     months[date.month - 1], date.year, time / 3600, time / 60 % 60, time % 60,
                     zone < 0 ? '-' : '+', east / 60, east % 60);
}

}  // namespace dsnspec::grammar
