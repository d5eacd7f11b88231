#include "smtp/command.hpp"

#include <gtest/gtest.h>

#include <string>

namespace dsnspec::smtp {
namespace {

using namespace std::string_view_literals;

TEST(ParseCommand, SeparatesVerbAndArgument) {
  struct {
    std::string_view line, verb, argument;
  } const cases[] = {
      {"EHLO mx.example", "EHLO", "mx.example"},
      {"mail FROM:<a@b>", "mail", "FROM:<a@b>"},
      {"QUIT", "QUIT", ""},
      {"QUIT  ", "QUIT", ""},
      {"  NOOP \t x y ", "NOOP", "x y"},
      {"", "", ""},
      {" ", "", ""},
      {"\0\0 \0"sv, "\0\0"sv, "\0"sv},
  };
  for (const auto& each : cases) {
    const command got = parse_command(each.line);
    EXPECT_EQ(got.verb, each.verb);
    EXPECT_EQ(got.argument, each.argument);
  }
}

TEST(ParseCommand, KnowsVerbsInAnyLetterCase) {
  EXPECT_TRUE(parse_command("maiL FROM:<>").is("MAIL"));
  EXPECT_FALSE(parse_command("MAILX").is("MAIL"));
}

std::string shown(const std::vector<parameter>& parameters) {
  std::string out;
  for (const parameter& each : parameters) {
    EXPECT_EQ(each.raw, std::string(each.keyword) + (each.value ? "=" + std::string(*each.value) : ""));
    out += "[" + std::string(each.keyword) + (each.value ? "|" + std::string(*each.value) : "") + "]";
  }
  return out;
}

TEST(ParseParameters, SplitsAtBlanks) {
  EXPECT_EQ(shown(parse_parameters("")), "");
  EXPECT_EQ(shown(parse_parameters(" RET=HDRS ENVID=a+2Bb SMTPUTF8")), "[RET|HDRS][ENVID|a+2Bb][SMTPUTF8]");
  EXPECT_EQ(shown(parse_parameters("  A=\t B ")), "[A|][B]");
  EXPECT_EQ(shown(parse_parameters("A=b=c =d")), "[A|b=c][|d]");
}

struct path_case {
  std::string_view argument;
  std::string_view path;
  std::string parameters;
};

TEST(ParsePathArgument, FindsPathAndParameters) {
  const path_case cases[] = {
      {"TO:<a@b.example>", "a@b.example", ""},
      {"to:<a@b.example> NOTIFY=NEVER", "a@b.example", "[NOTIFY|NEVER]"},
      {"TO:<>", "", ""},
      {"TO:<@x,@y:a@b> A", "@x,@y:a@b", "[A]"},
      {"TO:<\"a>b\"@c> A", "\"a>b\"@c", "[A]"},
      {"TO:<\"a\\\">b\"@c> A", "\"a\\\">b\"@c", "[A]"},
      {"TO:<a\"b@c> A", "a\"b@c", "[A]"},
      {"TO:<a@[x:>]> A", "a@[x:>]", "[A]"},
      {"TO:<a@[x> A", "a@[x", "[A]"},
      {"TO:<\"@[\"@c> A", "\"@[\"@c", "[A]"},
      {"TO:<a@b>NOTIFY=NEVER", "a@b", "[NOTIFY|NEVER]"},
      {"TO:<a b@c>", "a b@c", ""},
      {"TO :<a@b>", "a@b", ""},
  };
  for (const path_case& each : cases) {
    const auto got = parse_path_argument(each.argument, "TO");
    ASSERT_TRUE(got) << each.argument << ": " << got.error().message;
    EXPECT_EQ(got->path, each.path);
    EXPECT_EQ(shown(got->parameters), each.parameters) << each.argument;
    EXPECT_FALSE(got->no_brackets);
    EXPECT_FALSE(got->space_before_path);
  }
}

TEST(ParsePathArgument, RecordsWhatIsOdd) {
  const auto spaced = parse_path_argument("FROM: \t<a@b> RET=FULL", "FROM");
  ASSERT_TRUE(spaced);
  EXPECT_TRUE(spaced->space_before_path);
  EXPECT_EQ(spaced->path, "a@b");
  EXPECT_EQ(spaced->text, " RET=FULL");
  const auto bare = parse_path_argument("FROM:a@b RET=FULL", "FROM");
  ASSERT_TRUE(bare);
  EXPECT_TRUE(bare->no_brackets);
  EXPECT_EQ(bare->path, "a@b");
  EXPECT_EQ(shown(bare->parameters), "[RET|FULL]");
}

TEST(ParsePathArgument, RefusesWhatHasNoPath) {
  for (const std::string_view argument :
       {"", "TO", "TO:", "TO: ", "TO<a@b>", "FROM:<a@b>", "TO:<a@b", "TO:<\"a@b"}) {
    EXPECT_FALSE(parse_path_argument(argument, "TO")) << argument;
  }
}

}  // namespace
}  // namespace dsnspec::smtp
