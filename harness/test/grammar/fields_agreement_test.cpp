// Fields and what stands in them, held against corpus/abnf/delivery-status.abnf, date-time.abnf and
// reply.abnf.
#include <gtest/gtest.h>

#include <chrono>

#include "base/ascii.hpp"
#include "grammar/date_time.hpp"
#include "grammar/field.hpp"
#include "grammar/folding.hpp"
#include "grammar/language_tag.hpp"
#include "grammar/smtp_diagnostic.hpp"
#include "grammar/status_code.hpp"
#include "grammar/typed_value.hpp"
#include "support/agreement.hpp"

namespace dsnspec::grammar {
namespace {

using test::agree;

TEST(Agreement, StatusCode) {
  const auto strict = [](std::string_view text) { return parse_status_code(text).has_value(); };
  const auto kind = [](std::string_view text) {
    deviations forgiven;
    return parse_status_code(text, forgiven).has_value();
  };
  agree({.rule = "status-code", .parser = strict, .alphabet = "0123459.", .length = 5});
  agree({.rule = "status-code", .parser = strict, .alphabet = "019. ", .length = 6, .before = "5."});
  agree({.rule = "lax-status-code", .parser = kind, .alphabet = "0159. ", .length = 6});
  agree({.rule = "lax-status-code", .parser = kind, .alphabet = "01.", .length = 8, .before = "5."});
}

TEST(Agreement, LanguageTag) {
  const auto parser = [](std::string_view text) { return check_language_tag(text).has_value(); };
  agree({.rule = "Language-Tag", .parser = parser, .alphabet = "aZ1-_", .length = 6});
  agree(
      {.rule = "Language-Tag", .parser = parser, .alphabet = "a1-", .length = 5, .before = "abcdef-abcdef"});
}

TEST(Agreement, TypedValue) {
  const auto parser = [](std::string_view text) { return parse_typed_value(text).has_value(); };
  agree({.rule = "typed-value", .parser = parser, .alphabet = "a; ()\\\"\r\n", .length = 5});
  agree({.rule = "typed-value", .parser = parser, .alphabet = "a;\r\n\t\xC3", .length = 5, .before = "(b)a"});
  agree({.rule = "typed-value", .parser = parser, .alphabet = "();\\", .length = 7, .after = "a;"});
}

// The calendar, which ABNF can't know, by the standard library's reckoning. The text is a sentence of
// date-time.
bool of_the_calendar(std::string_view text) {
  std::string plain;  // without comments
  std::size_t depth = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    depth += text[at] == '(' ? 1 : 0;
    if (depth == 0) {
      plain += base::is_alpha(text[at]) || base::is_digit(text[at]) ? base::to_lower(text[at]) : ' ';
    } else if (text[at] == '\\') {
      ++at;
    } else if (text[at] == ')') {
      --depth;
      plain += ' ';
    }
  }
  std::vector<std::string> words(1);
  for (const char c : plain) {
    if (c != ' ') {
      words.back() += c;
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  const auto index = [](std::string_view names, std::string_view name) { return names.find(name) / 3; };
  const bool named = base::is_alpha(words[0][0]);
  const std::size_t first = named ? 1 : 0;
  const std::chrono::year_month_day date{
      std::chrono::year(std::stoi(words[first + 2])),
      std::chrono::month(
          static_cast<unsigned>(index("janfebmaraprmayjunjulaugsepoctnovdec", words[first + 1]) + 1)),
      std::chrono::day(static_cast<unsigned>(std::stoi(words[first])))};
  return date.ok() && (!named || std::chrono::weekday(std::chrono::sys_days(date)).c_encoding() ==
                                     index("sunmontuewedthufrisat", words[0]));
}

TEST(Agreement, DateTime) {
  const auto parser = [](std::string_view text) { return parse_date_time(text).has_value(); };
  agree({.rule = "date-time",
         .parser = parser,
         .alphabet = "0123 ,",
         .length = 4,
         .before = "Thu, ",
         .after = " Jul 1994 17:16:05 -0400",
         .prose = of_the_calendar,

         .budget = 40,
         .sentences = 20});
  for (const auto& [before, after] :
       {std::pair("29 Feb ", " 10:00 +0000"), std::pair("1 Jan 2000 ", " +0000")}) {
    agree({.rule = "date-time",
           .parser = parser,
           .alphabet = "01269: (",
           .length = 5,
           .before = before,
           .after = after,
           .prose = of_the_calendar,
           .sentences = 2});
  }
  agree({.rule = "date-time",
         .parser = parser,
         .alphabet = "+-0596 G(",
         .length = 5,
         .before = "31 dec 1999 23:59:60",
         .prose = of_the_calendar,
         .sentences = 2});
  agree({.rule = "date-time",
         .parser = parser,
         .alphabet = "\r\n ()\\,",
         .length = 5,
         .before = "Sat",
         .after = "1 Jan 2000 00:00 +0000",
         .prose = of_the_calendar,
         .sentences = 2});
}

// RFC 5322 section 3.2.2: no line of a field may be all blanks.
bool no_blank_line(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find("\r\n", at), text.size());
    if (text.substr(at, end - at).find_first_not_of(" \t") == std::string_view::npos) {
      return false;
    }
    at = end + 2;
  }
  return true;
}

TEST(Agreement, Fields) {
  for (const auto blanks : {blank_only_line::separates, blank_only_line::continues}) {
    const auto parser = [blanks](std::string_view text) {
      deviations met;
      field_scanner scanner(text, blanks, met);
      bool all = !text.empty();
      while (const auto piece = scanner.next()) {
        all = all && piece->kind == piece::field;
      }
      return all && met.empty();
    };
    agree({.rule = "fields", .parser = parser, .alphabet = "a: \t\r\n", .length = 6, .prose = no_blank_line});
    agree({.rule = "fields",
           .parser = parser,
           .alphabet = "a: \r\n\x01",
           .length = 5,
           .before = "a:",
           .after = "\r\n",
           .prose = no_blank_line});
  }
}

// What is written is what is read: a field folded anew is one, and unfolding gives the value back.
TEST(Agreement, FoldedFields) {
  for (std::uint64_t seed = 0; seed < 200 * test::effort(); ++seed) {
    const auto made = test::derive("value", seed, 200);
    const std::string flat = unfolded(made.text);
    const std::string folded = folded_field("Name", flat, 20 + seed % 60);
    EXPECT_TRUE(test::derives("fields", folded)) << folded;
    EXPECT_TRUE(no_blank_line(folded)) << folded;
    EXPECT_EQ(unfolded(folded), "Name: " + flat + "\r\n");
  }
}

bool blank(char c) {
  return std::string_view(" \t\r\n").find(c) != std::string_view::npos;
}

bool code_at(std::string_view text, std::size_t at) {
  const std::string_view there = text.substr(at, 4);
  return there.size() >= 3 && base::is_digit(there[0]) && base::is_digit(there[1]) &&
         base::is_digit(there[2]) && (there.size() == 3 || there[3] == '-' || blank(there[3]));
}

// RFC 5321 section 4.2.1: all lines of a reply have the same code, and nothing comes after the last. The RFC
// 3461 grammar doesn't divide the text into lines; one begins at a code after "-", at the start of a folded
// line or where the same code comes again, and at the start of a folded line after what was the last one.
bool one_reply(std::string_view field) {
  const std::string_view value = field.substr(field.find(';') + 1);
  const std::string_view text = value.substr(0, value.find_last_not_of(" \t\r\n") + 1);
  std::string_view first;
  bool ended = false;
  bool digits_and_blank = false;  // in the text of the line: by the grammar alone that is the last line
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::size_t before = text.substr(0, at).find_last_not_of(" \t\r\n") + 1;
    const bool word = !blank(text[at]) && (at == 0 || before != at);
    const bool folded = text.substr(before, at - before).find('\n') != std::string_view::npos;
    const bool code = word && code_at(text, at);
    const bool same = code && text.substr(at, 3) == first;
    if (ended && folded && same) {
      return false;
    }
    if (first.empty() ? word : !ended && code && (folded || same)) {
      first = first.empty() ? text.substr(at, 3) : first;
      if (text.substr(at, 3) != first) {
        return false;
      }
      ended = text.substr(at, 4) != std::string(first) + "-";
      digits_and_blank = false;
      at += 3;
    } else if (!ended && text[at] == ' ' && at >= 3) {
      digits_and_blank = digits_and_blank || (base::is_digit(text[at - 1]) && base::is_digit(text[at - 2]) &&
                                              base::is_digit(text[at - 3]));
    }
  }
  return ended || digits_and_blank;
}

TEST(Agreement, SmtpDiagnostic) {
  const auto parser = [](std::string_view text) {
    const auto typed = parse_typed_value(text);
    return typed && base::iequals(typed->type, "smtp") && parse_smtp_diagnostic(typed->value).has_value();
  };
  agree({.rule = "typed-diagnostic",
         .parser = parser,
         .alphabet = "250- a",
         .length = 6,
         .before = "smtp;",
         .prose = one_reply});
  agree({.rule = "typed-diagnostic",
         .parser = parser,
         .alphabet = "50- \r\n",
         .length = 6,
         .before = "SMTP;550",
         .prose = one_reply});
  agree({.rule = "typed-diagnostic",
         .parser = parser,
         .alphabet = "51- ",
         .length = 7,
         .before = "smtp;550-",
         .after = "\r\n 550 b",
         .prose = one_reply,
         .sentences = 3});
}

}  // namespace
}  // namespace dsnspec::grammar
