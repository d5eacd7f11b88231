// The tolerant forms of dates and of the frame of fields, held against the rules lax-date-time and lax-fields
// of corpus/abnf. The tolerant parsers go on where these rules end (text after a date, lines that are no
// fields); what they note tells the two apart.
#include <gtest/gtest.h>

#include <initializer_list>

#include "base/ascii.hpp"
#include "grammar/calendar.hpp"
#include "grammar/date_time.hpp"
#include "grammar/field.hpp"
#include "support/agreement.hpp"

namespace dsnspec::grammar {
namespace {

using test::agree;

// Nothing else was forgiven.
bool only(const deviations& met, std::initializer_list<rule> forgiven) {
  std::size_t sum = 0;
  for (const rule& each : forgiven) {
    sum += met.count(each);
  }
  return sum == met.met();
}

// Words, numbers and colons of a date, its comments left out; names in lower case.
std::vector<std::string> pieces(std::string_view text) {
  std::vector<std::string> out;
  std::size_t depth = 0;
  char before = ' ';
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = depth == 0 && text[at] != '(' ? base::to_lower(text[at]) : ' ';
    depth += text[at] == '(' ? 1 : 0;
    depth -= text[at] == ')' && depth != 0 ? 1 : 0;
    at += text[at] == '\\' && depth != 0 ? 1 : 0;
    const bool counts = base::is_alpha(c) || base::is_digit(c) || c == ':';
    const bool same =
        base::is_alpha(c) ? base::is_alpha(before) : base::is_digit(c) && base::is_digit(before);
    if (counts && !same) {
      out.emplace_back();
    }
    if (counts) {
      out.back() += c;
    }
    before = c;
  }
  return out;
}

// The day is one of its month, which ABNF can't know. The text is a sentence of lax-date-time.
bool of_its_month(std::string_view text) {
  static constexpr std::string_view months = "janfebmaraprmayjunjulaugsepoctnovdec";
  std::vector<std::string> all = pieces(text);
  const auto month_at = [&all](std::size_t at) {
    const auto found = all[at].size() == 3 ? months.find(all[at]) : std::string_view::npos;
    return found != std::string_view::npos && found % 3 == 0 ? found / 3 + 1 : 0;
  };
  const bool named = base::is_alpha(all[0][0]);
  all.erase(all.begin(), all.begin() + (named ? 1 : 0));
  const bool day_first = base::is_digit(all[0][0]);
  const std::size_t month = month_at(day_first ? 1 : 0);
  const int day = std::stoi(all[day_first ? 0 : 1]);
  std::size_t year_at = 2;
  if (!day_first) {  // after the time, and after a zone by name
    year_at = 5;
    year_at += year_at < all.size() && all[year_at] == ":" ? 2 : 0;
    year_at += base::is_alpha(all[year_at][0]) ? 1 : 0;
  }
  const std::string& written = all[year_at];
  int year = std::stoi(written);
  year += written.size() == 2 ? (year < 50 ? 2000 : 1900) : written.size() == 3 ? 1900 : 0;
  return day >= 1 && day <= static_cast<int>(days_in_month(year, static_cast<unsigned>(month)));
}

TEST(Agreement, LaxDateTime) {
  const auto parser = [](std::string_view text) {
    deviations met;
    return parse_date_time(text, met) &&
           only(met, {rules::date_comma_missing, rules::date_short_year, rules::date_no_zone,
                      rules::date_zone_not_numeric, rules::date_zone_unknown, rules::date_zone_range,
                      rules::date_day_name_wrong, rules::date_blank_missing, rules::date_blank_inside,
                      rules::date_short_number, rules::date_order});
  };
  const auto dates = [&parser](std::string alphabet, std::string before, std::string after) {
    agree({.rule = "lax-date-time",
           .parser = parser,
           .alphabet = std::move(alphabet),
           .length = 5,
           .before = std::move(before),
           .after = std::move(after),
           .prose = of_its_month,
           .budget = 40,
           .sentences = 6});
  };
  dates("0239 ,(", "Thu", "Jul 94 17:16");
  dates("0129 :,", "thu Feb 2", "5:06 1900");
  dates("0129 :", "29 Feb 0", "17:16 EST");
  dates("0256 :)", "7Jul94(", "1:0");
  dates("059 +-a(", "7 Jul 1994 1:2:3", "");
  dates("19 +Z:", "Thu, Jul 7 1:2", "1994");
  dates(" ,(\r\n", "Thu", "7 Jul 1994 1:2 -0400");
}

// RFC 5322 section 3.2.2: no line is all blanks, where a CR without LF counts as one.
bool no_lax_blank_line(std::string_view text) {
  while (!text.empty()) {
    const line one = line_at(text, 0);
    if (one.content.find_first_not_of(" \t\r") == std::string_view::npos) {
      return false;
    }
    text.remove_prefix(one.raw.size());
  }
  return true;
}

TEST(Agreement, LaxFields) {
  for (const auto blanks : {blank_only_line::separates, blank_only_line::continues}) {
    const auto parser = [blanks](std::string_view text) {
      deviations met;
      field_scanner scanner(text, blanks, met);
      bool all = !text.empty();
      while (const auto piece = scanner.next()) {
        all = all && piece->kind == piece::field;
      }
      return all && met.count(rules::field_blank_only_line) == 0;
    };
    agree({.rule = "lax-fields",
           .parser = parser,
           .alphabet = "a: \r\n",
           .length = 6,
           .prose = no_lax_blank_line});
    agree({.rule = "lax-fields",
           .parser = parser,
           .alphabet = std::string("a: \t\n\0\xFF", 7),
           .length = 5,
           .before = "a",
           .after = "\nb:",
           .prose = no_lax_blank_line,
           .sentences = 4});
  }
}

}  // namespace
}  // namespace dsnspec::grammar
