#include "grammar/path.hpp"

#include <gtest/gtest.h>

#include "support/guard_page.hpp"
#include "support/outcome.hpp"

namespace dsnspec::grammar {
namespace {

using namespace test;  // NOLINT

std::string shown(const parsed<path>& one) {
  if (!one) {
    return outcome(one);
  }
  return std::string(one->raw) + "|" + std::string(one->source_route) + "|" + std::string(one->address) +
         (one->is_null ? "|null" : "") + (one->is_postmaster ? "|postmaster" : "") +
         (one->mailbox ? "|" + std::string(one->mailbox->local_part) : "");
}

TEST(Path, ReversePath) {
  EXPECT_EQ(shown(parse_reverse_path("<a@b>")), "<a@b>||a@b|a");
  EXPECT_EQ(shown(parse_reverse_path("<>")), "<>|||null");
  EXPECT_EQ(shown(parse_reverse_path("<\"a b\"@R>")), "<\"a b\"@R>||\"a b\"@R|\"a b\"");
  EXPECT_EQ(shown(parse_reverse_path("<Postmaster>")), "mailbox-no-domain@11+0");
}

TEST(Path, ForwardPath) {
  EXPECT_EQ(shown(parse_forward_path("<Postmaster>")), "<Postmaster>||Postmaster|postmaster");
  EXPECT_EQ(shown(parse_forward_path("<pOSTmaster>")), "<pOSTmaster>||pOSTmaster|postmaster");
  EXPECT_EQ(shown(parse_forward_path("<Postmaster@x>")), "<Postmaster@x>||Postmaster@x|Postmaster");
  EXPECT_EQ(shown(parse_forward_path("<>")), "path-null@0+2");
  EXPECT_EQ(shown(parse_forward_path("<Postmasters>")), "mailbox-no-domain@12+0");
}

TEST(Path, SourceRoutesAreKeptApart) {
  EXPECT_EQ(shown(parse_forward_path("<@a,@b:c@d>")), "<@a,@b:c@d>|@a,@b|c@d|c");
  EXPECT_EQ(shown(parse_reverse_path("<@a:c@d>")), "<@a:c@d>|@a|c@d|c");
  EXPECT_EQ(shown(parse_forward_path("<@a,b:c@d>")), "path-source-route@3+0");
  EXPECT_EQ(shown(parse_forward_path("<@a>")), "path-source-route@3+0");
  EXPECT_EQ(shown(parse_forward_path("<@:c@d>")), "domain-empty@2+0");
  EXPECT_EQ(shown(parse_forward_path("<@a:>")), "mailbox-no-domain@4+0");
}

TEST(Path, PrefixLeavesTheParameters) {
  const auto one = reverse_path_prefix("<a@b> RET=FULL");
  ASSERT_TRUE(one);
  EXPECT_EQ(one->raw.size(), 5U);
  EXPECT_EQ(shown(reverse_path_prefix("<a@b>RET=FULL")), "<a@b>||a@b|a");  // the caller wants its SP
  EXPECT_EQ(shown(parse_reverse_path("<a@b> RET=FULL")), "path-surplus@5+9");
  EXPECT_EQ(shown(forward_path_prefix("<Postmaster> NOTIFY=FAILURE")), "<Postmaster>||Postmaster|postmaster");
}

TEST(Path, BracketsAreNeededAndBlanksAreNot) {
  EXPECT_EQ(shown(parse_reverse_path("a@b")), "path-no-brackets@0+3");
  EXPECT_EQ(shown(parse_reverse_path("<a@b")), "path-brackets@4+0");
  EXPECT_EQ(shown(parse_reverse_path(" <a@b>")), "path-blank@0+1");
  EXPECT_EQ(shown(parse_reverse_path("<a@b >")), "path-brackets@4+0");
  EXPECT_EQ(shown(parse_reverse_path("")), "path-brackets@0+0");
  EXPECT_EQ(shown(parse_reverse_path("<")), "local-part-empty@1+0");
  EXPECT_EQ(shown(parse_reverse_path("RET=FULL")), "path-brackets@0+0");
}

TEST(Path, KindServersForgive) {
  deviations met;
  EXPECT_EQ(shown(reverse_path_prefix("  <a@b> X", charset::ascii, met)), "<a@b>||a@b|a");
  EXPECT_EQ(outcome(met), "path-blank@0+2");
  deviations bare;
  EXPECT_EQ(shown(forward_path_prefix("a@b X", charset::ascii, bare)), "a@b||a@b|a");
  EXPECT_EQ(outcome(bare), "path-no-brackets@0+3");
}

TEST(Path, Utf8) {
  EXPECT_EQ(shown(parse_forward_path("<r\xC3\xA9n@x>")), "local-part-octet@2+1");
  EXPECT_TRUE(parse_forward_path("<r\xC3\xA9n@x>", charset::utf8)->mailbox->utf8);
}

TEST(Path, Rfc822Address) {
  EXPECT_EQ(shown(parse_rfc822_address("a@b")), "a@b||a@b|a");
  EXPECT_EQ(shown(parse_rfc822_address("Postmaster")), "Postmaster||Postmaster|postmaster");
  EXPECT_EQ(shown(parse_rfc822_address("@r:Postmaster")), "@r:Postmaster|@r|Postmaster|postmaster");
  EXPECT_EQ(shown(parse_rfc822_address("@r:a@b")), "@r:a@b|@r|a@b|a");
  EXPECT_EQ(shown(parse_rfc822_address("<a@b>")), "local-part-octet@0+1");
  EXPECT_EQ(shown(parse_rfc822_address("a@b c")), "mailbox-surplus@3+2");
  EXPECT_EQ(shown(parse_rfc822_address("root")), "mailbox-no-domain@4+0");
}

TEST(Path, LengthIsAFindingOfItsOwn) {
  const std::string longest = "<" + std::string(248, 'a') + "@b.org>";
  ASSERT_EQ(longest.size(), path_limit);
  EXPECT_EQ(outcome(check_path_length(*parse_forward_path(longest))), "ok");
  const std::string more = "<" + std::string(250, 'a') + "@b.org>";
  EXPECT_EQ(outcome(check_path_length(*parse_forward_path(more))), "path-too-long@256+2");
}

TEST(Path, ManyRoutesTakeLinearTime) {
  const std::string text = "<" + repeat("@a,", 1'000'000) + "@b:c@d>";
  const auto one = parse_forward_path(text);
  ASSERT_TRUE(one);
  EXPECT_EQ(one->address, "c@d");
}

TEST(Path, ReadsNothingBeyondTheEnd) {
  for (const auto* text : {"<@a,@b.c:\"d e\"@[192.0.2.1]> X=1", "<Postmaster>", "<>", " a@b"}) {
    with_every_prefix(text, [](std::string_view prefix) {
      deviations met;
      (void)reverse_path_prefix(prefix, charset::utf8, met);
      (void)forward_path_prefix(prefix, charset::utf8, met);
      (void)parse_rfc822_address(prefix);
    });
  }
}

}  // namespace
}  // namespace dsnspec::grammar
