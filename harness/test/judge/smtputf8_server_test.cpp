// RFC 6531, the server: what the target announces and answers.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judge/case_builder.hpp"

namespace dsnspec::judge {
namespace {

constexpr const char* mail = "MAIL FROM:<sender@origin.c001.test> SMTPUTF8";
constexpr const char* ren = "RCPT TO:<r\u00E9n@next.c001.test>";
constexpr const char* carol = "RCPT TO:<carol@next.c001.test>";

std::string scenario(const std::string& rcpt, const std::string& more = "") {
  return "submit:\n  mail: {parameters: SMTPUTF8}\n  rcpt: [" + rcpt + "]\n" + more + "hosts: {next: {}}";
}

// A case whose target announces all that is needed.
struct utf8_case : case_builder {
  explicit utf8_case(const std::string& text = scenario("{to: r\u00E9n@next}")) : case_builder(text) {
    target_offers("PIPELINING 8BITMIME SMTPUTF8 DSN");
  }
};

TEST(Smtputf8Server, AnnouncesEightBitMimeAlongside) {
  constexpr const char* id = "rfc6531/3.1/eight-bit-mime-announced";
  for (const auto& [keywords, verdict] :
       {std::pair{"SMTPUTF8 8BITMIME", "PASS"}, {"SMTPUTF8 DSN", "FAIL"}, {"DSN", ""}}) {
    utf8_case one;
    one.target_offers(keywords);
    one.submitted(mail, {ren});
    EXPECT_EQ(one.verdict_of(id), verdict) << keywords;
  }
}

TEST(Smtputf8Server, AnnouncesTheKeywordAlone) {
  constexpr const char* id = "rfc6531/3.1/keyword-without-parameters";
  for (const auto& [keywords, verdict] :
       {std::pair{"smtputf8 8BITMIME", "PASS"}, {"SMTPUTF8~1 8BITMIME", "FAIL"}}) {
    utf8_case one;
    one.target_offers(keywords);
    one.submitted(mail, {ren});
    EXPECT_EQ(one.verdict_of(id), verdict) << keywords;
  }
}

TEST(Smtputf8Server, AnswersEhloInAscii) {
  constexpr const char* id = "rfc6531/3.7.1/ehlo-reply-in-ascii";
  for (const auto& [keywords, verdict] :
       {std::pair{"SMTPUTF8 8BITMIME", "PASS"}, {"SMTPUTF8 8BITMIME X-B\u00DCCHER", "FAIL"}}) {
    utf8_case one;
    one.target_offers(keywords);
    one.submitted(mail, {ren});
    EXPECT_EQ(one.verdict_of(id), verdict) << keywords;
  }
}

std::string rcpt_answered(const std::string& command, const std::string& reply, const std::string& id) {
  utf8_case one;
  one.submitted(mail, {command + " => " + reply});
  return one.verdict_of(id);
}

TEST(Smtputf8Server, TakesMailboxesInUtf8) {
  constexpr const char* id = "rfc6531/3.2/utf8-mailbox-accepted";
  EXPECT_EQ(rcpt_answered(ren, "250 ok", id), "PASS");
  EXPECT_EQ(rcpt_answered(ren, "501 5.1.3 bad address syntax", id), "FAIL");
  EXPECT_EQ(rcpt_answered(ren, "500 5.5.2 invalid character", id), "FAIL");
  // These may be about the mailbox.
  EXPECT_EQ(rcpt_answered(ren, "550 5.1.1 no such user", id), "");
  EXPECT_EQ(rcpt_answered(ren, "553 5.6.7 not for this one", id), "");
  EXPECT_EQ(rcpt_answered(carol, "501 no", id), "");
  EXPECT_EQ(rcpt_answered("RCPT TO:<r\xE9n@next.c001.test>", "501 no UTF-8", id), "");
  EXPECT_EQ(rcpt_answered(std::string(ren) + " ORCPT=utf-8;a\\x{ZZ}@x", "501 bad ORCPT", id), "");
}

TEST(Smtputf8Server, TakesOrcptOfTypeUtf8) {
  constexpr const char* id = "rfc6533/3/utf8-orcpt-accepted";
  for (const char* form :
       {"utf-8;r\u00E9n@x.example", "UTF-8;r\\x{E9}n@x.example", "utf-8;\u00E9\\x{2B}@x.example"}) {
    const std::string command = std::string(carol) + " ORCPT=" + form;
    EXPECT_EQ(rcpt_answered(command, "250 ok", id), "PASS") << form;
    EXPECT_EQ(rcpt_answered(command, "501 5.5.4 bad ORCPT", id), "FAIL") << form;
    EXPECT_EQ(rcpt_answered(command, "555 5.5.4 what", id), "FAIL") << form;
    EXPECT_EQ(rcpt_answered(command, "550 5.1.1 no such user", id), "") << form;
  }
  // Malformed ones may be refused, and of other faults nothing is said.
  EXPECT_EQ(rcpt_answered(std::string(carol) + " ORCPT=utf-8;a\\x{ZZ}@x", "501 no", id), "");
  EXPECT_EQ(rcpt_answered(std::string(carol) + " ORCPT=utf-8;r\u00E9n@x NOTIFY=WHAT", "501 no", id), "");
  EXPECT_EQ(rcpt_answered(std::string(carol) + " ORCPT=rfc822;carol@x", "501 no", id), "");
}

// RFC 3461 wants such values refused, RFC 6533 wants them copied: neither answer is wrong.
TEST(Smtputf8Server, AMalformedOrcptOfTypeUtf8MayBeTakenOrRefused) {
  const std::string command = std::string(carol) + " ORCPT=utf-8;a\\x{ZZ}@x";
  for (const char* reply : {"250 ok", "501 no"}) {
    EXPECT_EQ(rcpt_answered(command, reply, "rfc3461/5.1/invalid-rcpt-parameters-501"), "NOTE") << reply;
  }
  EXPECT_EQ(rcpt_answered(command, "501 no", "rfc6533/3/malformed-utf8-copied-unchanged"), "NOTE");
  // Of another type it is plainly invalid.
  EXPECT_EQ(rcpt_answered(std::string(carol) + " ORCPT=rfc822;r\u00E9n@x", "250 ok",
                          "rfc3461/5.1/invalid-rcpt-parameters-501"),
            "WARN");
}

TEST(Smtputf8Server, TakesNoValueForItsParameter) {
  constexpr const char* id = "rfc6531/3.4/parameter-without-value";
  for (const auto& [reply, verdict] :
       {std::pair{"555 5.5.4 no", "PASS"}, {"501 no", "PASS"}, {"250 ok", "FAIL"}}) {
    utf8_case one;
    one.submitted("MAIL FROM:<sender@origin.c001.test> SMTPUTF8=1 => " + std::string(reply), {});
    EXPECT_EQ(one.verdict_of(id), verdict) << reply;
  }
}

TEST(Smtputf8Server, KeepsUtf8OutOfReplies) {
  constexpr const char* id = "rfc6531/3.7.4.2/no-utf8-in-other-replies";
  EXPECT_EQ(rcpt_answered(ren, "550 5.1.1 no such user", id), "PASS");
  EXPECT_EQ(rcpt_answered(ren, "550 5.1.1 <r\u00E9n@next.c001.test> unknown", id), "FAIL");
  EXPECT_EQ(rcpt_answered(carol, "550 5.1.1 kein Postfach f\u00FCr sie", id), "FAIL");
  EXPECT_EQ(rcpt_answered(ren, "551 5.1.6 <r\u00E9n@other.example>", id), "PASS");
  EXPECT_EQ(rcpt_answered(carol, "250 ok", id), "");
}

TEST(Smtputf8Server, NamesMailboxesIn251And551OnlyUnderSmtputf8) {
  constexpr const char* id = "rfc6531/3.7.4.1/no-utf8-in-251-551";
  EXPECT_EQ(rcpt_answered(ren, "551 5.1.6 <r\u00E9n@other.example>", id), "PASS");
  utf8_case one;
  one.submitted("MAIL FROM:<sender@origin.c001.test>",
                {std::string(carol) + " => 251 2.1.5 <r\u00E9n@other.example>"});
  EXPECT_EQ(one.verdict_of(id), "FAIL");
}

TEST(Smtputf8Server, RefusesWithTheRightCodes) {
  constexpr const char* address = "rfc6531/3.5/ascii-address-reply-codes";
  EXPECT_EQ(rcpt_answered(ren, "553 5.6.7 ASCII, please", address), "PASS");
  EXPECT_EQ(rcpt_answered(ren, "550 5.6.7 ASCII, please", address), "FAIL");
  for (const auto& [reply, verdict] : {std::pair{"550 5.6.7 no", "PASS"}, {"553 5.6.7 no", "FAIL"}}) {
    utf8_case one;
    one.submitted("MAIL FROM:<m\u00FCller@origin.c001.test> SMTPUTF8 => " + std::string(reply), {});
    EXPECT_EQ(one.verdict_of(address), verdict) << reply;
  }
  utf8_case generous;
  generous.submitted("MAIL FROM:<m\u00FCller@origin.c001.test>", {carol});
  EXPECT_EQ(generous.verdict_of(address), "NOTE");
  constexpr const char* header = "rfc6531/3.5/header-refused-reply-codes";
  for (const auto& [reply, verdict] :
       {std::pair{"554 5.6.9 no", "PASS"}, {"550 5.6.9 no", "PASS"}, {"552 5.6.9 no", "FAIL"}}) {
    utf8_case one;
    one.submitted(mail, {ren}, reply);
    EXPECT_EQ(one.verdict_of(header), verdict) << reply;
  }
}

}  // namespace
}  // namespace dsnspec::judge
