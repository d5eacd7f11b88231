#include "grammar/mailbox.hpp"

#include <gtest/gtest.h>

#include "grammar/characters.hpp"
#include "support/guard_page.hpp"
#include "support/outcome.hpp"

namespace dsnspec::grammar {
namespace {

using namespace test;  // NOLINT

std::string parts(std::string_view text, charset repertoire = charset::ascii) {
  const auto one = parse_mailbox(text, repertoire);
  if (!one) {
    return outcome(one);
  }
  return std::string(one->local_part) + "|" + std::string(one->domain) + (one->quoted ? "|quoted" : "") +
         (one->literal ? "|literal" : "") + (one->utf8 ? "|utf8" : "");
}

TEST(Mailbox, DotStringAtDomain) {
  EXPECT_EQ(parts("carol@example.com"), "carol|example.com");
  EXPECT_EQ(parts("a.b+c=d@x"), "a.b+c=d|x");
  EXPECT_EQ(parts("!#$%&'*+-/=?^_`{|}~@x"), "!#$%&'*+-/=?^_`{|}~|x");
}

TEST(Mailbox, QuotedString) {
  EXPECT_EQ(parts("\"a b\"@x"), "\"a b\"|x|quoted");
  EXPECT_EQ(parts("\"a\\\"b\"@x"), "\"a\\\"b\"|x|quoted");
  EXPECT_EQ(parts("\"\"@x"), "\"\"|x|quoted");
  EXPECT_EQ(parts("\"joe (x)@y\"@b.c"), "\"joe (x)@y\"|b.c|quoted");
  EXPECT_EQ(parse_mailbox("\"a\\\"b\\\\c d\"@x")->unquoted_local_part(), "a\"b\\c d");
  EXPECT_EQ(parse_mailbox("a.b@x")->unquoted_local_part(), "a.b");
}

TEST(Mailbox, AddressLiteral) {
  EXPECT_EQ(parts("a@[192.0.2.1]"), "a|[192.0.2.1]|literal");
  EXPECT_EQ(parts("a@[IPv6:::1]"), "a|[IPv6:::1]|literal");
  EXPECT_EQ(parts("a@[192.0.2.1"), "address-literal-brackets@2+10");
  EXPECT_EQ(parts("a@[192.0.2]"), "address-literal-ipv4@3+7");
}

TEST(Mailbox, SaysWhatIsWrongAndWhere) {
  EXPECT_EQ(parts(""), "local-part-empty@0+0");
  EXPECT_EQ(parts("@x"), "local-part-empty@0+0");
  EXPECT_EQ(parts("a"), "mailbox-no-domain@1+0");
  EXPECT_EQ(parts("a@"), "domain-empty@2+0");
  EXPECT_EQ(parts("a@-x"), "domain-label-hyphen@2+1");
  EXPECT_EQ(parts(".a@x"), "local-part-dot@0+1");
  EXPECT_EQ(parts("a..b@x"), "local-part-dot@2+1");
  EXPECT_EQ(parts("a.@x"), "local-part-dot@1+1");
  EXPECT_EQ(parts("a b@x"), "local-part-octet@1+1");
  EXPECT_EQ(parts("a@b@c"), "mailbox-surplus@3+2");
  EXPECT_EQ(parts("\"a@x"), "local-part-unterminated@0+4");
  EXPECT_EQ(parts("\"a\\"), "local-part-unterminated@0+3");
  EXPECT_EQ(parts("\"a\tb\"@x"), "local-part-octet@2+1");
  EXPECT_EQ(parts("\"a\\\tb\"@x"), "local-part-octet@3+1");
  EXPECT_EQ(parts("\"a\"b@x"), "local-part-octet@3+1");
  EXPECT_EQ(parts("a(c)@x"), "local-part-octet@1+1");
}

TEST(Mailbox, EveryOctetOfADotString) {
  for (const char c : all_octets()) {
    const std::string text = std::string("a") + c + "b@x";
    const bool good = chars::atext(c) || c == '.';
    // "@" ends the local part, and then a second one is surplus; ">" ends what a path could hold.
    const std::string expected = good       ? "ok"
                                 : c == '@' ? "mailbox-surplus@3+2"
                                 : c == '>' ? "mailbox-no-domain@1+0"
                                            : "local-part-octet@1+1";
    EXPECT_EQ(outcome(parse_mailbox(text)), expected) << static_cast<int>(static_cast<unsigned char>(c));
  }
}

TEST(Mailbox, Utf8NeedsTheRepertoireAndIsFlagged) {
  EXPECT_EQ(parts("r\xC3\xA9n@x"), "local-part-octet@1+1");
  EXPECT_EQ(parts("r\xC3\xA9n@x", charset::utf8), "r\xC3\xA9n|x|utf8");
  EXPECT_EQ(parts("a@r\xC3\xA9n", charset::utf8), "a|r\xC3\xA9n|utf8");
  EXPECT_EQ(parts("\"r\xC3\xA9 n\"@x", charset::utf8), "\"r\xC3\xA9 n\"|x|quoted|utf8");
  EXPECT_EQ(parts("a@x", charset::utf8), "a|x");
  EXPECT_EQ(parts("r\xE9n@x", charset::utf8), "local-part-octet@1+1");
}

TEST(Mailbox, LengthIsAFindingOfItsOwn) {
  const auto one = parse_mailbox(std::string(70, 'a') + "@x");
  ASSERT_TRUE(one);
  EXPECT_EQ(outcome(check_local_part_length(*one)), "local-part-too-long@64+6");
  const std::string fits = std::string(64, 'a') + "@x";
  EXPECT_EQ(outcome(check_local_part_length(*parse_mailbox(fits))), "ok");
}

TEST(Mailbox, InsideALargerText) {
  const auto one = mailbox_at("<a@b> X", 1, charset::ascii);
  ASSERT_TRUE(one);
  EXPECT_EQ(one->raw, "a@b");
  EXPECT_EQ(outcome(mailbox_at("<a..b@c>", 1, charset::ascii)), "local-part-dot@3+1");
  EXPECT_EQ(outcome(mailbox_at("<a@b..c>", 1, charset::ascii)), "domain-label-empty@5+0");
}

// dcontent of a general literal has ">" in it (RFC 5321 section 4.1.3). Found by comparison with the ABNF.
TEST(Mailbox, LiteralsMayHoldAngleBrackets) {
  EXPECT_EQ(outcome(parse_mailbox("a@[x:>]")), "ok");
  const auto one = mailbox_at("<a@[x:>]> Y", 1, charset::ascii);
  ASSERT_TRUE(one);
  EXPECT_EQ(one->domain, "[x:>]");
  EXPECT_EQ(outcome(mailbox_at("<a@[x:y> Z", 1, charset::ascii)), "address-literal-brackets@3+4");
}

TEST(Mailbox, ReadsNothingBeyondTheEnd) {
  for (const auto* text :
       {"\"a\\\"b r\xC3\xA9n\"@[IPv6:::1]", "a.b.r\xC3\xA9n@x-y.example", "a@[192.0.2.1]"}) {
    with_every_prefix(text, [](std::string_view prefix) {
      if (const auto one = parse_mailbox(prefix, charset::utf8)) {
        EXPECT_EQ(one->raw, prefix);
        (void)one->unquoted_local_part();
      }
    });
  }
}

}  // namespace
}  // namespace dsnspec::grammar
