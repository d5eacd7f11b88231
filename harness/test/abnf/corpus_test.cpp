// corpus/abnf itself: that it can be read, holds no rule that nobody uses, and says what the RFCs' examples
// say.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "abnf/deriver.hpp"
#include "abnf/reader.hpp"

namespace dsnspec::abnf {
namespace {

grammar corpus(const std::vector<std::string>& names) {
  std::vector<source> files;
  for (const std::string& name : names) {
    std::ifstream file(std::string(DSNSPEC_SOURCE_DIR) + "/corpus/abnf/" + name + ".abnf", std::ios::binary);
    files.push_back({name, {std::istreambuf_iterator<char>(file), {}}});
  }
  auto out = read_grammar(files);
  EXPECT_TRUE(out) << out.error().text();
  return out ? *out : grammar();
}

const std::vector<std::string> seven_bit = {"core",      "address",         "smtp-parameters", "reply",
                                            "date-time", "delivery-status", "container"};

std::vector<std::string> and_also(std::vector<std::string> names, const std::string& more) {
  names.push_back(more);
  return names;
}

// What others start from: the productions that parsers are compared with, and the forms that are written.
const std::vector<std::string> entries = {"UTF8-octets",
                                          "xtext",
                                          "canonical-xtext",
                                          "mail-command",
                                          "rcpt-command",
                                          "mail-dsn-command",
                                          "rcpt-dsn-command",
                                          "lax-notify-value",
                                          "lax-original-recipient-address",
                                          "utf-8-addr-unitext",
                                          "rfc822-address",
                                          "lax-address-literal",
                                          "Reply-line",
                                          "lax-Reply-line",
                                          "lax-status-code",
                                          "delivery-status-content",
                                          "typed-value",
                                          "fields",
                                          "lax-fields",
                                          "lax-date-time",
                                          "Language-Tag",
                                          "content-type",
                                          "lax-content-type",
                                          "report-content-type",
                                          "boundary",
                                          "delimiter-line",
                                          "close-delimiter-line",
                                          "lax-delimiter-line",
                                          "lax-close-delimiter-line"};

TEST(AbnfCorpus, EveryRuleIsUsed) {
  EXPECT_EQ(corpus(seven_bit).unused(entries), std::vector<std::string>());
  EXPECT_EQ(corpus(and_also(seven_bit, "smtputf8")).unused(entries), std::vector<std::string>());
  const auto global = corpus(and_also(seven_bit, "global-delivery-status"));
  EXPECT_EQ(global.unused(and_also(entries, "utf-8-delivery-status-content")), std::vector<std::string>());
}

TEST(AbnfCorpus, EveryRuleDerivesWhatItMatchesAndCanBeMissed) {
  const grammar all = corpus(and_also(seven_bit, "global-delivery-status"));
  matcher match(all);
  std::size_t missed = 0;
  for (rule_id rule = 0; rule < all.rules(); ++rule) {
    deriver make(all, rule);
    for (int i = 0; i < 5; ++i) {
      const std::string text = make.derive(rule, 60).text;
      EXPECT_TRUE(match.matches(rule, text).value()) << all.rule_at(rule).name << ": " << text;
    }
    missed += make.miss(rule, 60) ? 1 : 0;
  }
  EXPECT_GT(missed, all.rules() - 5);  // few take whatever comes: comments and blanks that may be left out
}

struct example {
  std::string rule;
  std::string text;
  bool sentence;
};

TEST(AbnfCorpus, SaysWhatTheRfcsSay) {
  const grammar of = corpus(seven_bit);
  matcher match(of);
  for (const auto& [rule, text, sentence] : std::vector<example>{
           // RFC 3461 sections 4 and 10
           {"mail-command", "MAIL FROM:<Alice@Example.ORG> RET=HDRS ENVID=QQ314159", true},
           {"rcpt-command", "RCPT TO:<Bob@Example.COM> NOTIFY=SUCCESS ORCPT=rfc822;Bob@Example.COM", true},
           {"rcpt-dsn-command", "RCPT TO:<Carol@Ivory.EDU> NOTIFY=FAILURE ORCPT=rfc822;Carol@Ivory.EDU",
            true},
           {"rcpt-dsn-command", "RCPT TO:<b@c> NOTIFY=NEVER,FAILURE", false},
           {"mail-dsn-command", "MAIL FROM:<> ENVID=", false},
           {"mail-dsn-command", "MAIL FROM:<a@b>RET=FULL", false},
           {"xtext", "a+2B2Bb", true},
           {"xtext", "a+2b", false},
           {"envid-value", "a+0D+0AAction:+20delivered", false},
           {"lax-notify-value", "SUCCESS,,DELAY", true},
           {"notify-value", "SUCCESS,,DELAY", false},
           {"smtp-diagnostic", "550-mailbox unavailable\r\n 550 user has moved with no forwarding address",
            true},
           // RFC 6533 section 3
           {"utf-8-addr-xtext", "\\x{E9}t\\x{20}@x.org", true},
           {"utf-8-addr-xtext", "\\x{41}@x.org", false},
           {"HEXPOINT", "1A", true},
           {"HEXPOINT", "0A", false},
           {"HEXPOINT", "D800", false},
           {"HEXPOINT", "1000000", false},
           // RFC 5321 sections 4.1.2 and 4.1.3
           {"Mailbox", "\"Joe\\,Smith\"@[123.255.37.2]", true},
           {"Mailbox", "a@[IPv6:2001:db8::1]", true},
           {"IPv6-addr", "1::2::3", false},
           {"Reverse-path", "<@a.example,@b.example:c@d.example>", true},
           // RFC 3464 section 2.3.4 and appendix E
           {"status-field", "Status: 4.0.0 (expired)", true},
           {"status-field", "Status: 5.01.1", false},
           {"arrival-date-field", "Arrival-Date: Thu, 7 Jul 1994 17:16:05 -0400", true},
           {"arrival-date-field", "Arrival-Date: 1994-07-07T17:16:05Z", false},
           {"delivery-status-content",
            "Reporting-MTA: dns; cs.utk.edu\r\n\r\nOriginal-Recipient: rfc822;louisl@larry.slip.umd.edu\r\n"
            "Final-Recipient: rfc822;louisl@larry.slip.umd.edu\r\nAction: failed\r\nStatus: 4.0.0\r\n"
            "Diagnostic-Code: smtp; 426 connection timed out\r\n"
            "Last-Attempt-Date: Thu, 7 Jul 1994 17:15:49 -0400\r\n",
            true},
           {"delivery-status-content", "Reporting-MTA: dns; a\r\n", false},
           // RFC 6522 section 3, RFC 2046 section 5.1.1
           {"report-content-type", " multipart/report; report-type=delivery-status;\r\n boundary=\"a b\"",
            true},
           {"report-content-type", " multipart/report; boundary=a", false},
           {"boundary", "gc0pJq0M:08jU534c0p", true},
           {"boundary", "a ", false}}) {
    EXPECT_EQ(match.matches(of.find(rule).value(), text).value(), sentence) << rule << ": " << text;
  }
}

}  // namespace
}  // namespace dsnspec::abnf
