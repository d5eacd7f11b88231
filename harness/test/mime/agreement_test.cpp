// The frame of a report, held against corpus/abnf/container.abnf.
#include <gtest/gtest.h>

#include <algorithm>

#include "base/ascii.hpp"
#include "mime/boundary.hpp"
#include "mime/content_type.hpp"
#include "support/agreement.hpp"

namespace dsnspec::mime {
namespace {

using test::agree;

// RFC 2045 section 5: no parameter twice.
bool once_each(std::string_view text) {
  grammar::deviations met;
  const auto read = parse_content_type(text, met);
  return read && met.count(rules::parameter_repeated) == 0;
}

TEST(Agreement, ContentType) {
  const auto parser = [](std::string_view text) { return parse_content_type(text).has_value(); };
  agree({.rule = "content-type",
         .parser = parser,
         .alphabet = "a/;=\" (",
         .length = 5,
         .prose = once_each,
         .budget = 30});
  agree({.rule = "content-type",
         .parser = parser,
         .alphabet = "a=;\"\\ (\r\n",
         .length = 5,
         .before = "a/b;c",
         .prose = once_each,
         .sentences = 1});
  agree({.rule = "content-type",
         .parser = parser,
         .alphabet = "()\\ \r\n",
         .length = 6,
         .before = "a/b(",
         .after = ");c=d",
         .prose = once_each,
         .sentences = 1});
}

// What the tolerant reader takes beyond the rule it notes by other names.
TEST(Agreement, LaxContentType) {
  const auto parser = [](std::string_view text) {
    grammar::deviations met;
    if (!parse_content_type(text, met)) {
      return false;
    }
    std::size_t forgiven = 0;
    for (const auto& each : {rules::parameter_value, rules::parameter_empty, rules::parameter_repeated,
                             rules::parameter_pieces, rules::parameter_escape, rules::parameter_charset}) {
      forgiven += met.count(each);
    }
    return forgiven == met.met();
  };
  agree({.rule = "lax-content-type", .parser = parser, .alphabet = "a/;=\" (", .length = 5, .budget = 30});
  agree({.rule = "lax-content-type",
         .parser = parser,
         .alphabet = "a=;\"\\ (@",
         .length = 5,
         .before = "a/b;c",
         .sentences = 1});
  agree({.rule = "lax-content-type",
         .parser = parser,
         .alphabet = "a*0='%;",
         .length = 5,
         .before = "a/b;c*0=d;",
         .sentences = 1});
  agree({.rule = "lax-content-type",
         .parser = parser,
         .alphabet = std::string("a;:)\r\n \0\xFF", 9),
         .length = 4,
         .before = "a/b;c=",
         .sentences = 1});
}

// RFC 6522 section 3: multipart/report with its two parameters.
bool is_report(std::string_view text) {
  const auto read = parse_content_type(text);
  const auto value = [&read](std::string_view name) {
    const parameter* const found = read->find(name);
    return found == nullptr || found->name.find('*') != std::string::npos ? std::string() : found->value;
  };
  return read && read->is("multipart", "report") && read->parameters.size() == 2 &&
         (base::iequals(value("report-type"), "delivery-status") ||
          base::iequals(value("report-type"), "global-delivery-status")) &&
         check_boundary(value("boundary")).has_value();
}

TEST(Agreement, ReportContentType) {
  agree({.rule = "report-content-type",
         .parser = is_report,
         .alphabet = ";= \"(",
         .length = 5,
         .before = "multipart/report; boundary=\"a\" ",
         .after = "; report-type=delivery-status",
         .budget = 80,
         .sentences = 4});
  agree({.rule = "report-content-type",
         .parser = is_report,
         .alphabet = "a \"=:?\\",
         .length = 5,
         .before = "multipart/REPORT;report-type=\"delivery-status\";boundary=",
         .sentences = 1});
}

TEST(Agreement, Boundary) {
  const auto parser = [](std::string_view text) { return check_boundary(text).has_value(); };
  agree({.rule = "boundary", .parser = parser, .alphabet = "a '?*;", .length = 5});
  agree({.rule = "boundary",
         .parser = parser,
         .alphabet = "a ",
         .length = 5,
         .before = std::string(67, 'x'),
         .sentences = 1});
}

// A line is what the grammar says, and else text; with more after the boundary it looks alike.
TEST(Agreement, DelimiterLines) {
  const auto is = [](delimiter wanted) {
    return [wanted](std::string_view text) { return classify_line(text, "b-") == wanted; };
  };
  agree({.rule = "lax-delimiter-line", .parser = is(delimiter::part), .alphabet = "-bB \ta", .length = 6});
  agree({.rule = "lax-close-delimiter-line",
         .parser = is(delimiter::close),
         .alphabet = "-b \tx",
         .length = 6});
}

// What is a line by RFC 2046 is one for the reader, too.
TEST(Agreement, StrictDelimiterLines) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    EXPECT_EQ(classify_line(test::derive("delimiter-line", seed, 10).text, "b-"), delimiter::part);
    EXPECT_EQ(classify_line(test::derive("close-delimiter-line", seed, 10).text, "b-"), delimiter::close);
  }
}

}  // namespace
}  // namespace dsnspec::mime
