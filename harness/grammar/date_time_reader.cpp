// Parsing of date-time; date_time.cpp has the rest.
#include "grammar/date_time.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/ascii.hpp"
#include "grammar/cfws.hpp"
#include "grammar/characters.hpp"

namespace dsnspec::grammar {
namespace {

constexpr std::array<std::string_view, 7> day_names = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> month_names = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

struct named_zone {
  std::string_view name;
  int hours;
};
// RFC 822 5.1 and RFC 5322 4.3. UTC is in no RFC of mail and in a great deal of mail.
constexpr std::array<named_zone, 12> zones = {{{"UT", 0},
                                               {"GMT", 0},
                                               {"UTC", 0},
                                               {"Z", 0},
                                               {"EST", -5},
                                               {"EDT", -4},
                                               {"CST", -6},
                                               {"CDT", -5},
                                               {"MST", -7},
                                               {"MDT", -6},
                                               {"PST", -8},
                                               {"PDT", -7}}};

template <std::size_t N>
std::optional<std::uint8_t> index_of(const std::array<std::string_view, N>& names, std::string_view word) {
  const auto* const at = std::ranges::find_if(names, [word](auto one) { return base::iequals(one, word); });
  return at == names.end() ? std::nullopt : std::optional(static_cast<std::uint8_t>(at - names.begin()));
}

// Reads the text token by token; `at_` is always after the last token taken.
class reader {
 public:
  reader(std::string_view text, deviations& forgiven) : text_(text), forgiven_(forgiven) {}

  parsed<date_time> read();

 private:
  struct token {
    std::size_t at = 0;
    std::string_view text;
  };

  std::size_t blanks() {  // how many octets of CFWS were there
    const std::size_t start = at_;
    at_ = skip_cfws(text_, at_, forgiven_);
    return at_ - start;
  }
  void needed_blanks() {
    if (blanks() == 0) {
      forgiven_.add(rules::date_blank_missing, at_, 0);
    }
  }
  void unwanted_blanks() {
    const std::size_t start = at_;
    if (const std::size_t found = blanks(); found != 0) {
      forgiven_.add(rules::date_blank_inside, start, found);
    }
  }
  [[nodiscard]] bool next_is(const char_class& wanted) const {
    return at_ < text_.size() && wanted(text_[at_]);
  }
  token take(const char_class& wanted) {
    const token out{at_, text_.substr(at_, wanted.run_end(text_, at_) - at_)};
    at_ += out.text.size();
    return out;
  }

  checked day_name();
  checked date();
  checked asctime_date();
  checked day();
  checked month();
  checked year();
  checked time_of_day();
  parsed<std::uint8_t> two_digits(unsigned highest);
  checked zone();
  checked numeric_zone();
  void zone_by_name();
  checked check_calendar();
  void finish();

  std::string_view text_;
  deviations& forgiven_;
  std::size_t at_ = 0;
  std::size_t day_name_at_ = 0;
  token day_;
  date_time out_;
};

unsigned number_of(std::string_view digits) {
  unsigned value = 0;
  for (const char c : digits) {
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  return value;
}

// [ day-name "," ]
checked reader::day_name() {
  day_name_at_ = at_;
  const token word = take(chars::alpha);
  const auto index = index_of(day_names, word.text);
  if (!index) {
    return fail(rules::date_day_name, word.at, word.text.size());
  }
  out_.day_name = static_cast<weekday>(*index);
  const std::size_t start = at_;
  const std::size_t found = blanks();
  if (next_is(char_class(","))) {
    if (found != 0) {
      forgiven_.add(rules::date_blank_inside, start, found);
    }
    ++at_;
    blanks();
  } else if (!next_is(chars::alpha)) {
    forgiven_.add(rules::date_comma_missing, at_, 0);
  }
  return {};
}

checked reader::day() {
  const token digits = take(chars::digit);
  if (digits.text.empty() || digits.text.size() > 2) {
    return fail(rules::date_day, digits.at, digits.text.size());
  }
  day_ = digits;
  out_.day = static_cast<std::uint8_t>(number_of(digits.text));
  return {};
}

checked reader::month() {
  const token word = take(chars::alpha);
  const auto index = index_of(month_names, word.text);
  if (!index) {
    return fail(rules::date_month, word.at, word.text.size());
  }
  out_.month = static_cast<std::uint8_t>(*index + 1);
  return {};
}

checked reader::year() {
  const token digits = take(chars::digit);
  const std::size_t count = digits.text.size();
  if (count < 2 || count > 4) {
    return fail(rules::date_year, digits.at, count);
  }
  out_.year = static_cast<std::int32_t>(number_of(digits.text));
  if (count < 4) {
    // RFC 5322 section 4.3: 00 to 49 are of this century, other short years count from 1900.
    forgiven_.add(rules::date_short_year, digits.at, count);
    out_.year += count == 2 && out_.year < 50 ? 2000 : 1900;
  }
  return {};
}

// date = 1*2DIGIT month 4DIGIT
checked reader::date() {
  if (checked met = day(); !met) {
    return met;
  }
  needed_blanks();
  if (checked met = month(); !met) {
    return met;
  }
  needed_blanks();
  return year();
}

parsed<std::uint8_t> reader::two_digits(unsigned highest) {
  const token digits = take(chars::digit);
  const std::size_t count = digits.text.size();
  if (count == 0 || count > 2 || number_of(digits.text) > highest) {
    return fail(rules::date_time_of_day, digits.at, count);
  }
  if (count == 1) {
    forgiven_.add(rules::date_short_number, digits.at, 1);
  }
  return static_cast<std::uint8_t>(number_of(digits.text));
}

// hour = 2DIGIT ":" 2DIGIT [":" 2DIGIT]
checked reader::time_of_day() {
  const std::array<unsigned, 3> highest = {23, 59, 60};
  const std::array<std::uint8_t*, 3> into = {&out_.hour, &out_.minute, &out_.second};
  for (std::size_t i = 0; i < highest.size(); ++i) {
    if (i > 0) {
      const std::size_t before = at_;
      deviations unseen(deviation_limits{0, 0});
      const std::size_t colon = skip_cfws(text_, at_, unseen);
      if (colon == text_.size() || text_[colon] != ':') {
        return i == 2 ? checked() : checked(fail(rules::date_time_of_day, before, 0));
      }
      unwanted_blanks();
      ++at_;
      unwanted_blanks();
    }
    const auto value = two_digits(highest[i]);
    if (!value) {
      return std::unexpected(value.error());
    }
    *into[i] = *value;
  }
  return {};
}

// zone = ("+" / "-") 4DIGIT
checked reader::numeric_zone() {
  const std::size_t start = at_;
  const bool west = text_[at_++] == '-';
  const token digits = take(chars::digit);
  if (digits.text.size() != 4) {
    return fail(rules::date_zone, start, at_ - start);
  }
  const unsigned hours = number_of(digits.text.substr(0, 2));
  const unsigned minutes = number_of(digits.text.substr(2));
  if (minutes > 59) {
    forgiven_.add(rules::date_zone_range, start, at_ - start);
  }
  const int east = static_cast<int>(hours * 60 + minutes);
  out_.zone = static_cast<std::int16_t>(west ? -east : east);
  // RFC 5322 section 3.3: "-0000" says nothing about the local zone.
  out_.zone_known = !(west && east == 0);
  return {};
}

void reader::zone_by_name() {
  const token word = take(chars::alpha);
  forgiven_.add(rules::date_zone_not_numeric, word.at, word.text.size());
  const auto* const known = std::ranges::find_if(
      zones, [&word](const named_zone& one) { return base::iequals(one.name, word.text); });
  if (known == zones.end()) {
    // RFC 5322 section 4.3: military letters were defined backwards, others are anybody's guess: read as
    // "-0000".
    forgiven_.add(rules::date_zone_unknown, word.at, word.text.size());
    out_.zone_known = false;
    return;
  }
  out_.zone = static_cast<std::int16_t>(known->hours * 60);
}

checked reader::zone() {
  const std::size_t before = at_;
  const std::size_t found = blanks();
  if (at_ == text_.size()) {
    forgiven_.add(rules::date_no_zone, before, 0);
    out_.zone_known = false;
    return {};
  }
  if (found == 0) {
    forgiven_.add(rules::date_blank_missing, at_, 0);
  }
  if (next_is(chars::alpha)) {
    zone_by_name();
    return {};
  }
  if (next_is(char_class("+-"))) {
    return numeric_zone();
  }
  return fail(rules::date_zone, at_, 1);
}

// What ctime() and date(1) write: day-name month day time [zone] year.
checked reader::asctime_date() {
  forgiven_.add(rules::date_order, at_, 0);
  if (checked met = month(); !met) {
    return met;
  }
  needed_blanks();
  if (checked met = day(); !met) {
    return met;
  }
  needed_blanks();
  if (checked met = time_of_day(); !met) {
    return met;
  }
  needed_blanks();
  if (next_is(chars::alpha)) {
    zone_by_name();
    needed_blanks();
    return year();
  }
  if (checked met = year(); !met) {
    return met;
  }
  return zone();
}

checked reader::check_calendar() {
  if (out_.day < 1 || out_.day > days_in_month(out_.year, out_.month)) {
    return fail(rules::date_day, day_.at, day_.text.size());
  }
  if (out_.day_name && *out_.day_name != weekday_of(out_.year, out_.month, out_.day)) {
    forgiven_.add(rules::date_day_name_wrong, day_name_at_, 3);
  }
  return {};
}

void reader::finish() {
  blanks();
  if (at_ != text_.size()) {
    forgiven_.add(rules::date_surplus, at_, text_.size() - at_);
  }
}

parsed<date_time> reader::read() {
  blanks();
  if (at_ == text_.size()) {
    return fail(rules::date_empty, 0, text_.size());
  }
  if (next_is(chars::alpha)) {
    if (checked met = day_name(); !met) {
      return std::unexpected(met.error());
    }
  }
  checked met;
  if (out_.day_name && next_is(chars::alpha)) {
    met = asctime_date();
  } else {
    met = date();
    if (met) {
      needed_blanks();
      met = time_of_day();
    }
    if (met) {
      met = zone();
    }
  }
  if (met) {
    met = check_calendar();
  }
  if (!met) {
    return std::unexpected(met.error());
  }
  finish();
  return out_;
}

}  // namespace

parsed<date_time> parse_date_time(std::string_view text, deviations& forgiven) {
  return reader(text, forgiven).read();
}

parsed<date_time> parse_date_time(std::string_view text) {
  return strictly([text](deviations& forgiven) { return parse_date_time(text, forgiven); });
}

}  // namespace dsnspec::grammar
