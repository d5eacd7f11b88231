#include "grammar/date_time.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "support/guard_page.hpp"
#include "support/outcome.hpp"

namespace dsnspec::grammar {
namespace {

using namespace test;  // NOLINT

std::string strict(std::string_view text) {
  const auto one = parse_date_time(text);
  return one ? std::to_string(one->unix_seconds()) : outcome(one);
}

std::string tolerant(std::string_view text) {
  deviations met;
  const auto one = parse_date_time(text, met);
  return (one ? std::to_string(one->unix_seconds()) : outcome(one)) + " " + outcome(met);
}

// 7 July 1994 17:16:05 -0400, as `date -u +%s` has it.
constexpr const char* sample = "773615765";

TEST(Calendar, KnowsEveryDayOfEightHundredYears) {
  std::int64_t number = day_number(0, 1, 1);
  EXPECT_EQ(number, -719'528);
  unsigned weekday_index = 6;  // Saturday
  for (std::int32_t year = 0; year <= 800; ++year) {
    for (unsigned month = 1; month <= 12; ++month) {
      for (unsigned day = 1; day <= days_in_month(year, month); ++day) {
        ASSERT_EQ(day_number(year, month, day), number);
        ASSERT_EQ(date_of(number), (calendar_date{year, month, day}));
        ASSERT_EQ(static_cast<unsigned>(weekday_of(year, month, day)), weekday_index);
        ++number;
        weekday_index = (weekday_index + 1) % 7;
      }
    }
  }
  EXPECT_EQ(day_number(1970, 1, 1), 0);
  EXPECT_EQ(day_number(2000, 3, 1), 11'017);
  EXPECT_EQ(weekday_of(1994, 7, 7), weekday::thursday);
  EXPECT_EQ(days_in_month(1900, 2), 28U);
  EXPECT_EQ(days_in_month(2000, 2), 29U);
  EXPECT_EQ(date_of(std::numeric_limits<std::int64_t>::max()), (calendar_date{9999, 12, 31}));
  EXPECT_EQ(date_of(std::numeric_limits<std::int64_t>::min()), (calendar_date{0, 1, 1}));
}

TEST(DateTime, AsGeneratorsWriteIt) {
  EXPECT_EQ(strict("Thu, 7 Jul 1994 17:16:05 -0400"), sample);
  EXPECT_EQ(strict("Thu, 07 Jul 1994 17:16:05 -0400"), sample);
  EXPECT_EQ(strict("7 Jul 1994 21:16:05 +0000"), sample);
  EXPECT_EQ(strict("7 Jul 1994 17:16 -0400 (EDT)"), "773615760");
  EXPECT_EQ(strict("thu, 7 JUL 1994 17:16:05 -0400"), sample);
  EXPECT_EQ(strict(" Thu,\r\n 7 Jul 1994\r\n\t17:16:05 -0400 "), sample);
  EXPECT_EQ(strict("(now) Thu, (x) 7 (y) Jul 1994 17:16:05 -0400"), sample);
  EXPECT_EQ(strict("Thu,7 Jul 1994 17:16:05 -0400"), sample);  // the comma is a token of its own
  const auto one = parse_date_time("Thu, 7 Jul 1994 17:16:05 -0430");
  ASSERT_TRUE(one);
  EXPECT_EQ(one->year, 1994);
  EXPECT_EQ(one->month, 7);
  EXPECT_EQ(one->day, 7);
  EXPECT_EQ(one->hour, 17);
  EXPECT_EQ(one->minute, 16);
  EXPECT_EQ(one->second, 5);
  EXPECT_EQ(one->zone, -270);
  EXPECT_EQ(one->day_name, weekday::thursday);
}

TEST(DateTime, MinusZeroSaysNothingOfTheZone) {
  EXPECT_FALSE(parse_date_time("7 Jul 1994 17:16 -0000")->zone_known);
  EXPECT_TRUE(parse_date_time("7 Jul 1994 17:16 +0000")->zone_known);
}

TEST(DateTime, RangesAreChecked) {
  EXPECT_EQ(strict("29 Feb 2000 00:00:00 +0000"), "951782400");
  EXPECT_EQ(strict("29 Feb 1900 00:00:00 +0000"), "date-day@0+2");
  EXPECT_EQ(strict("31 Apr 2020 00:00:00 +0000"), "date-day@0+2");
  EXPECT_EQ(strict("0 Apr 2020 00:00:00 +0000"), "date-day@0+1");
  EXPECT_EQ(strict("032 Apr 2020 00:00:00 +0000"), "date-day@0+3");
  EXPECT_EQ(strict("31 Dec 2016 23:59:60 +0000"), "1483228800");  // a leap second
  EXPECT_EQ(strict("31 Dec 2016 23:59:61 +0000"), "date-time-of-day@18+2");
  EXPECT_EQ(strict("31 Dec 2016 24:00:00 +0000"), "date-time-of-day@12+2");
  EXPECT_EQ(strict("31 Dec 2016 23:60:00 +0000"), "date-time-of-day@15+2");
  EXPECT_EQ(strict("1 Jan 0000 00:00:00 +0000"), "-62167219200");
  EXPECT_EQ(strict("31 Dec 9999 23:59:59 +0000"), "253402300799");
}

TEST(DateTime, ShapesThatAreNone) {
  EXPECT_EQ(tolerant(""), "date-empty@0+0 none");
  EXPECT_EQ(tolerant(" (x) "), "date-empty@0+5 none");
  EXPECT_EQ(tolerant("1994-07-07T17:15:49Z"), "date-day@0+4 none");
  EXPECT_EQ(tolerant("Foo, 7 Jul 1994 17:16 +0000"), "date-day-name@0+3 none");
  EXPECT_EQ(tolerant("Thursday, 7 Jul 1994 17:16 +0000"), "date-day-name@0+8 none");
  EXPECT_EQ(tolerant("7 July 1994 17:16 +0000"), "date-month@2+4 none");
  EXPECT_EQ(tolerant("7 07 1994 17:16 +0000"), "date-month@2+0 none");
  EXPECT_EQ(tolerant("7 Jul 12345 17:16 +0000"), "date-year@6+5 none");
  EXPECT_EQ(tolerant("7 Jul 4 17:16 +0000"), "date-year@6+1 none");
  EXPECT_EQ(tolerant("7 Jul 1994"), "date-time-of-day@10+0 date-blank-missing@10+0");
  EXPECT_EQ(tolerant("7 Jul 1994 17"), "date-time-of-day@13+0 none");
  EXPECT_EQ(tolerant("7 Jul 1994 17:"), "date-time-of-day@14+0 none");
  EXPECT_EQ(tolerant("7 Jul 1994 17:16 -400"), "date-zone@17+4 none");
  EXPECT_EQ(tolerant("7 Jul 1994 17:16 +00000"), "date-zone@17+6 none");
  EXPECT_EQ(tolerant("7 Jul 1994 17:16:05.1 +0000"), "date-zone@19+1 date-blank-missing@19+0");
  EXPECT_EQ(tolerant("Thu,"), "date-day@4+0 none");
}

TEST(DateTime, ObsoleteAndCommonFormsAreForgiven) {
  EXPECT_EQ(tolerant("7 Jul 1994 21:16:05 GMT"), std::string(sample) + " date-zone-not-numeric@20+3");
  EXPECT_EQ(tolerant("7 Jul 1994 17:16:05 EDT"), std::string(sample) + " date-zone-not-numeric@20+3");
  EXPECT_EQ(tolerant("7 Jul 1994 21:16:05 Z"), std::string(sample) + " date-zone-not-numeric@20+1");
  EXPECT_EQ(tolerant("7 Jul 1994 21:16:05 A"),
            std::string(sample) + " date-zone-not-numeric@20+1 date-zone-unknown@20+1");
  EXPECT_EQ(tolerant("7 Jul 1994 21:16:05 CEST"),
            std::string(sample) + " date-zone-not-numeric@20+4 date-zone-unknown@20+4");
  EXPECT_EQ(tolerant("7 Jul 1994 21:16:05"), std::string(sample) + " date-no-zone@19+0");
  EXPECT_EQ(tolerant("7 Jul 94 17:16:05 -0400"), std::string(sample) + " date-short-year@6+2");
  EXPECT_EQ(tolerant("7 Jul 094 17:16:05 -0400"), std::string(sample) + " date-short-year@6+3");
  EXPECT_EQ(tolerant("1 Jan 49 00:00:00 +0000"), "2493072000 date-short-year@6+2");
  EXPECT_EQ(tolerant("Fri, 7 Jul 1994 17:16:05 -0400"), std::string(sample) + " date-day-name-wrong@0+3");
  EXPECT_EQ(tolerant("7 Jul 1994 17:16:05-0400"), std::string(sample) + " date-blank-missing@19+0");
  EXPECT_EQ(tolerant("7Jul1994 17:16:05 -0400"),
            std::string(sample) + " date-blank-missing@1+0 date-blank-missing@4+0");
  EXPECT_EQ(tolerant("Thu , 7 Jul 1994 17 : 16: 05 -0400"),
            std::string(sample) +
                " date-blank-inside@3+1 date-blank-inside@19+1 date-blank-inside@21+1"
                " date-blank-inside@25+1");
  EXPECT_EQ(tolerant("Thu 7 Jul 1994 17:16:05 -0400"), std::string(sample) + " date-comma-missing@4+0");
  EXPECT_EQ(tolerant("7 Jul 1994 7:16:5 +0000"), "773565365 date-short-number@11+1 date-short-number@16+1");
  EXPECT_EQ(tolerant("7 Jul 1994 17:16:05 -0400 EDT"), std::string(sample) + " date-surplus@26+3");
  EXPECT_EQ(tolerant("7 Jul 1994 21:16:05 GMT+2"),
            std::string(sample) + " date-zone-not-numeric@20+3 date-surplus@23+2");
  EXPECT_EQ(tolerant("7 Jul 1994 17:16:05 +0060"), "773597765 date-zone-range@20+5");
  EXPECT_EQ(tolerant("7 Jul 1994 17:16:05 -0400 (EDT"), std::string(sample) + " comment-unterminated@26+4");
}

TEST(DateTime, WhatDateAndCtimePrint) {
  EXPECT_EQ(tolerant("Thu Jul  7 21:16:05 1994"), std::string(sample) + " date-order@4+0 date-no-zone@24+0");
  EXPECT_EQ(tolerant("Thu Jul 7 21:16:05 UTC 1994"),
            std::string(sample) + " date-order@4+0 date-zone-not-numeric@19+3");
  EXPECT_EQ(tolerant("Thu Jul 7 17:16:05 1994 -0400"), std::string(sample) + " date-order@4+0");
}

TEST(DateTime, StrictRefusesWhatIsForgiven) {
  EXPECT_EQ(strict("7 Jul 1994 21:16:05 GMT"), "date-zone-not-numeric@20+3");
  EXPECT_EQ(strict("7 Jul 1994 21:16:05"), "date-no-zone@19+0");
  EXPECT_EQ(strict("7 Jul 94 17:16:05 -0400"), "date-short-year@6+2");
}

TEST(DateTime, FormatsAndParsesBack) {
  EXPECT_EQ(format_date_time(773'615'765, -240), "Thu, 7 Jul 1994 17:16:05 -0400");
  EXPECT_EQ(format_date_time(0), "Thu, 1 Jan 1970 00:00:00 +0000");
  EXPECT_EQ(format_date_time(-1), "Wed, 31 Dec 1969 23:59:59 +0000");
  EXPECT_EQ(format_date_time(0, 345), "Thu, 1 Jan 1970 05:45:00 +0545");
  for (std::int64_t seconds = -62'000'000'000; seconds < 253'000'000'000; seconds += 987'654'321) {
    for (const int zone : {0, -240, 345, 840, -5999, 5999}) {
      const auto one = parse_date_time(format_date_time(seconds, zone));
      ASSERT_TRUE(one);
      ASSERT_EQ(one->unix_seconds(), seconds);
      ASSERT_EQ(one->zone, zone);
    }
  }
  constexpr auto lowest = std::numeric_limits<std::int64_t>::min();
  constexpr auto highest = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(format_date_time(highest), "Fri, 31 Dec 9999 23:59:59 +0000");
  EXPECT_EQ(format_date_time(lowest, -100'000), "Sat, 1 Jan 0000 00:00:00 -9959");
}

TEST(DateTime, ReadsNothingBeyondTheEnd) {
  for (const auto* text :
       {"Thu, 7 Jul 1994 17:16:05 -0400 (EDT)", "Thu Jul 7 21:16:05 UTC 1994", "7 Jul 94 7 : 6 GMT"}) {
    with_every_prefix(text, [](std::string_view prefix) {
      deviations met;
      (void)parse_date_time(prefix, met);
    });
    with_every_octet_changed(text, "\0 (\\,:9a\xFF"_octets, [](std::string_view changed) {
      deviations met;
      if (const auto one = parse_date_time(changed, met)) {
        EXPECT_LE(one->month, 12);
        EXPECT_LE(one->day, days_in_month(one->year, one->month));
      }
    });
  }
}

}  // namespace
}  // namespace dsnspec::grammar
