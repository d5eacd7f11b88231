#include "report/xml_writer.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "xml_check.hpp"

namespace dsnspec::report {
namespace {

std::string in_both(std::string_view value) {
  return xml_writer().open("a").attribute("b", value).text(value).close().str();
}

TEST(XmlWriter, WritesElements) {
  xml_writer xml;
  xml.open("one").attribute("key", "v").open("two").close().open("three").text("x").close().close();
  EXPECT_EQ(xml.str(),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<one key=\"v\">\n"
            "  <two/>\n"
            "  <three>x</three>\n"
            "</one>\n");
}

TEST(XmlWriter, EscapesMarkup) {
  EXPECT_EQ(in_both("<&>\"'\r\n\t]]>"),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<a b=\"&lt;&amp;&gt;&quot;'&#13;&#10;&#9;]]&gt;\">&lt;&amp;&gt;\"'&#13;\n\t]]&gt;</a>\n");
}

TEST(XmlWriter, KeepsUtf8AndQuotesWhatXmlCannotHold) {
  const auto value = [](std::string_view raw) { return check_xml(in_both(raw)).root.attributes["b"]; };
  EXPECT_EQ(value("\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x93\xA7"), "\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x93\xA7");
  EXPECT_EQ(value(std::string_view("\0\x1B\x7F", 3)), "\\x00\\x1B\x7F");
  EXPECT_EQ(value("\xEF\xBF\xBE"), "\\xEF\\xBF\\xBE") << "U+FFFE";
  EXPECT_EQ(value("\xED\xA0\x80"), "\\xED\\xA0\\x80") << "a surrogate";
  EXPECT_EQ(value("\xC0\x80"), "\\xC0\\x80") << "overlong";
  EXPECT_EQ(value("\xF4\x90\x80\x80"), "\\xF4\\x90\\x80\\x80") << "above U+10FFFF";
  EXPECT_EQ(value("\xE2\x82"), "\\xE2\\x82") << "cut off";
  EXPECT_EQ(value("\x80"), "\\x80");
}

TEST(XmlWriter, EveryPairOfOctetsIsWellFormed) {
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const char pair[] = {static_cast<char>(first), static_cast<char>(second)};
      const auto got = check_xml(in_both(std::string_view(pair, 2)));
      ASSERT_EQ(got.problem, "") << first << ' ' << second;
      ASSERT_EQ(got.root.attributes.at("b"), got.root.text) << first << ' ' << second;
    }
  }
}

RC_GTEST_PROP(XmlWriter, AnyOctetsAreWellFormed, (const std::string& octets)) {
  const auto got = check_xml(in_both(octets));
  RC_ASSERT(got.problem == "");
  RC_ASSERT(got.root.attributes.at("b") == got.root.text);
}

// The checker must be able to say no.
TEST(XmlCheck, RefusesWhatIsNotWellFormed) {
  const std::string head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  EXPECT_EQ(check_xml(head + "<a><b/>x</a>\n").problem, "");
  for (const char* wrong :
       {"<a>", "<a></b>", "<a>&</a>", "<a b=\"<\"/>", "<a>\x1B</a>", "<a b=\"1\" b=\"2\"/>", "<a/><a/>",
        "<a>]]></a>", "<a>\xC0\x80</a>", "<a>\xFF</a>", "x<a/>", ""}) {
    EXPECT_NE(check_xml(head + wrong).problem, "") << wrong;
  }
}

}  // namespace
}  // namespace dsnspec::report
