#include "scenario/yaml_tree.hpp"

#include <chrono>
#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace dsnspec::scenario {
namespace {

using kind = yaml_node::kind;

yaml_node parsed(std::string_view text) {
  auto root = parse_yaml(text, "t.yaml");
  EXPECT_TRUE(root.has_value()) << (root ? "" : root.error().text());
  return root.value_or(yaml_node{});
}

std::string refused(std::string_view text) {
  const auto root = parse_yaml(text, "t.yaml");
  EXPECT_FALSE(root.has_value()) << text;
  return root ? "" : root.error().text();
}

TEST(yaml_tree, keeps_scalars_as_they_are_written) {
  const yaml_node root = parsed("[no, 010, 1e3, 0x1F, .inf, 2001-01-01, \"~\", '', yes please]");
  ASSERT_EQ(root.what, kind::sequence);
  ASSERT_EQ(root.items.size(), 9U);
  const char* const expected[] = {"no", "010", "1e3", "0x1F", ".inf", "2001-01-01", "~", "", "yes please"};
  for (std::size_t i = 0; i < root.items.size(); ++i) {
    EXPECT_EQ(root.items[i].what, kind::scalar);
    EXPECT_EQ(root.items[i].text, expected[i]);
    EXPECT_EQ(root.items[i].plain, i != 6 && i != 7);
  }
}

TEST(yaml_tree, knows_null_from_text) {
  const yaml_node root = parsed("a:\nb: ~\nc: null\nd: \"null\"\ne: nulls\n");
  ASSERT_EQ(root.items.size(), 5U);
  EXPECT_EQ(root.find("a")->what, kind::null);
  EXPECT_EQ(root.find("b")->what, kind::null);
  EXPECT_EQ(root.find("c")->what, kind::null);
  EXPECT_EQ(root.find("d")->what, kind::scalar);
  EXPECT_EQ(root.find("e")->text, "nulls");
  EXPECT_EQ(root.find("f"), nullptr);
}

TEST(yaml_tree, knows_where_things_stand) {
  const yaml_node root =
      parsed("title: x\r\nhosts:\r\n  next: {ehlo: [A, B]}\r\n  \"é\": y\r\nempty:\r\nlast: 1\r\n");
  EXPECT_EQ(root.line, 1U);
  const yaml_node& hosts = *root.find("hosts");
  EXPECT_EQ(root.keys[1].line, 2U);
  EXPECT_EQ(root.keys[1].column, 1U);
  EXPECT_EQ(hosts.line, 3U);
  EXPECT_EQ(hosts.column, 3U);
  const yaml_node& ehlo = *hosts.find("next")->find("ehlo");
  EXPECT_EQ(ehlo.line, 3U);
  EXPECT_EQ(ehlo.column, 16U);
  EXPECT_EQ(ehlo.items[1].column, 20U);
  EXPECT_EQ(hosts.find("é")->column, 9U) << "columns count octets";
  EXPECT_EQ(root.find("empty")->line, 5U) << "an empty value stands at its key";
  EXPECT_EQ(root.find("empty")->column, 1U);
}

TEST(yaml_tree, takes_blocks_and_comments) {
  const yaml_node root = parsed("--- # one document\nbody: |\n  two\n  lines\n# the end\n...\n");
  EXPECT_EQ(root.find("body")->text, "two\nlines\n");
  EXPECT_FALSE(root.find("body")->plain);
}

TEST(yaml_tree, an_empty_text_is_null) {
  EXPECT_EQ(parsed("").what, kind::null);
  EXPECT_EQ(parsed("# nothing\n").what, kind::null);
  EXPECT_EQ(parsed("").line, 1U);
}

TEST(yaml_tree, refuses_what_can_surprise) {
  EXPECT_EQ(refused("a: 1\nb: 2\na: 3\n"), "t.yaml:3:1: the key \"a\" is here a second time");
  EXPECT_EQ(refused("a: {b: 1, \"b\": 2}\n"), "t.yaml:1:11: the key \"b\" is here a second time");
  EXPECT_EQ(refused("a: &x 1\n"),
            "t.yaml:1:4: anchors (&name) aren't allowed; quote the value if it is text");
  EXPECT_EQ(refused("a: &x {b: c}\n"),
            "t.yaml:1:4: anchors (&name) aren't allowed; quote the value if it is text");
  EXPECT_EQ(refused("a: &x\nb: 1\n"),
            "t.yaml:1:4: anchors (&name) aren't allowed; quote the value if it is text");
  EXPECT_EQ(refused("&k a: 1\n"),
            "t.yaml:1:1: anchors (&name) aren't allowed; quote the value if it is text");
  EXPECT_EQ(refused("a: !!str 1\n"),
            "t.yaml:1:4: tags (!name) aren't allowed; quote the value if it is text");
  EXPECT_EQ(refused("a: ! 1\n"), "t.yaml:1:4: tags (!name) aren't allowed; quote the value if it is text");
  EXPECT_EQ(refused("a: !!set {b}\n"),
            "t.yaml:1:4: tags (!name) aren't allowed; quote the value if it is text");
  EXPECT_EQ(refused("- !x [b]\n"), "t.yaml:1:3: tags (!name) aren't allowed; quote the value if it is text");
  EXPECT_EQ(refused("a: 1\n---\nb: 2\n").substr(0, 8), "t.yaml:2");
  EXPECT_EQ(refused("? [a, b]\n: c\n"), "t.yaml:1:3: a key must be a word");
  EXPECT_EQ(refused("~: c\n"), "t.yaml:1:1: a key must be a word");
  EXPECT_NE(refused("a: *x\n").find("t.yaml:1:4: "), std::string::npos);
  EXPECT_NE(refused("a: [1, 2\nb: 3\n").find("t.yaml:"), std::string::npos);
  EXPECT_NE(refused("a: 1\n\tb: 2\n").find("t.yaml:"), std::string::npos);
  EXPECT_NE(refused("a: \"\\q\"\n").find("t.yaml:1:"), std::string::npos);
}

TEST(yaml_tree, refuses_octets_that_are_no_text) {
  EXPECT_EQ(refused("a: b\x80\n"), "t.yaml:1:5: this isn't UTF-8; write octets as {octets: '...\\xNN...'}");
  EXPECT_EQ(refused(std::string_view("a: b\nc: \0d\n", 11)),
            "t.yaml:2:4: the character U+0000 isn't allowed here");
  EXPECT_EQ(refused("a: \x04\nb: [\n"), "t.yaml:1:4: the character U+0004 isn't allowed here");
  EXPECT_EQ(refused("a: \x1b[31m\n"), "t.yaml:1:4: the character U+001B isn't allowed here");
  EXPECT_EQ(refused("a: b\rc: d\n"), "t.yaml:1:5: the character U+000D isn't allowed here");
  EXPECT_EQ(refused("a: \xC2\x85\n"), "t.yaml:1:4: the character U+0085 isn't allowed here");
  EXPECT_EQ(refused("\xEF\xBB\xBF"
                    "a: b\n"),
            "t.yaml:1:1: the character U+FEFF isn't allowed here");
  EXPECT_EQ(refused("a: \xE2\x80\xA8\n"), "t.yaml:1:4: the character U+2028 isn't allowed here");
  for (const char* bad :
       {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82", "\xFE", "\xF0\x80\x80\x80"}) {
    EXPECT_NE(refused(bad).find("1:1: this isn't UTF-8"), std::string::npos) << bad;
  }
  EXPECT_EQ(parsed("a: \xF0\x9F\x98\x80\n").find("a")->text, "\xF0\x9F\x98\x80");
}

TEST(yaml_tree, bounds_nesting) {
  const std::string deep = std::string(yaml_depth_limit, '[') + std::string(yaml_depth_limit, ']');
  EXPECT_EQ(parsed(deep).what, kind::sequence);
  const std::string deeper = "[" + deep + "]";
  EXPECT_EQ(refused(deeper), "t.yaml:1:33: nested more than 32 deep");
}

// Each of these once cost some YAML reader its stack, or minutes.
TEST(yaml_tree, bounds_time_and_stack) {
  const auto repeated = [](std::string_view piece, std::size_t size) {
    std::string out;
    while (out.size() + piece.size() <= size) {
      out += piece;
    }
    return out;
  };
  const auto start = std::chrono::steady_clock::now();
  for (const std::string_view piece :
       {"[",   "{",   "- ",   "? ",  "[{",   "{a: ", "[a: ",  "{? ",  "\"", "a: ", ": ", "!",
        "&a ", "-\n", "[[\n", "{\n", "a:\n", "%",    "---\n", "|\n ", "'",  "[],", "#",  "x\n"}) {
    const auto root = parse_yaml(repeated(piece, yaml_size_limit / 4), "t.yaml");
    if (!root) {
      EXPECT_EQ(root.error().source, "t.yaml") << piece;
    }
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(60));
  EXPECT_EQ(refused(repeated("-\n", yaml_size_limit)), "t.yaml:200001:1: more than 200000 values");
  EXPECT_EQ(refused(std::string(yaml_size_limit + 1, ' ')),
            "t.yaml: larger than 1048576 octets, the most a YAML file may have");
}

RC_GTEST_PROP(yaml_tree, never_throws_or_crashes, ()) {
  static const std::string alphabet = "ab:-?[]{},\n \"'|>&*!%#@`~\\0\t\r.";
  std::string text;
  for (const auto index :
       *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, alphabet.size()))) {
    text += alphabet[index];
  }
  const auto root = parse_yaml(text, "t.yaml");
  const bool told = root.has_value() || !root.error().message.empty();
  RC_ASSERT(told);
}

RC_GTEST_PROP(yaml_tree, takes_any_octets_or_says_why, (const std::string& text)) {
  const auto root = parse_yaml(text, "t.yaml");
  const bool told = root.has_value() || !root.error().message.empty();
  RC_ASSERT(told);
}

}  // namespace
}  // namespace dsnspec::scenario
