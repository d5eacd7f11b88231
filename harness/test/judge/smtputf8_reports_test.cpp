// RFC 6533: ORCPT of type utf-8 on its way, and reports about internationalized mail.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judge/case_builder.hpp"

namespace dsnspec::judge {
namespace {

constexpr const char* capable = "PIPELINING 8BITMIME SMTPUTF8 DSN";
constexpr const char* plain = "PIPELINING 8BITMIME DSN";
constexpr const char* mail = "MAIL FROM:<sender@origin.c001.test> SMTPUTF8";
constexpr const char* ren = "RCPT TO:<r\u00E9n@next.c001.test>";
constexpr const char* carol = "RCPT TO:<carol@next.c001.test>";

struct utf8_case : case_builder {
  explicit utf8_case(const std::string& message = "", const std::string& to = "r\u00E9n@next")
      : case_builder("submit:\n  mail: {parameters: SMTPUTF8}\n  rcpt: [{to: " + to + "}]\n" + message +
                     "hosts: {next: {}}") {
    target_offers("PIPELINING 8BITMIME SMTPUTF8 DSN");
  }
};

// ---------------------------------------------------------------- ORCPT

std::string relayed(const std::string& submitted, const std::string& keywords, const std::string& sent,
                    const std::string& id) {
  utf8_case one("", "carol@next");
  const auto orcpt = [](const std::string& value) { return value.empty() ? "" : " ORCPT=" + value; };
  one.submitted(mail, {carol + orcpt(submitted)});
  one.relayed("next", keywords, mail, {carol + orcpt(sent)});
  return one.verdict_of(id);
}

const std::string bare = "utf-8;r\u00E9n@x.example";
const std::string seven = "utf-8;r\\x{E9}n@x.example";

TEST(Smtputf8Orcpt, MeansTheSame) {
  constexpr const char* id = "rfc3461/5.2.1/orcpt-relayed";
  for (const std::string& sent : {bare, seven, std::string("UTF-8;r\\x{e9}n@x.example")}) {
    EXPECT_EQ(relayed(bare, capable, sent, id), "PASS") << sent;
    EXPECT_EQ(relayed(seven, capable, sent, id), "PASS") << sent;
  }
  for (const std::string sent :
       {"", "rfc822;r+C3+A9n@x.example", "utf-8;ren@x.example", "utf-8;carol@next.c001.test"}) {
    EXPECT_EQ(relayed(seven, capable, sent, id), "FAIL") << sent;
  }
  // Another form of the same address is no other encoding in the sense of RFC 3461.
  EXPECT_EQ(relayed(bare, plain, seven, "rfc3461/5.2.1/orcpt-octet-exact"), "");
}

TEST(Smtputf8Orcpt, IsInSevenBitsForAPlainServer) {
  constexpr const char* must_not = "rfc6533/3/no-utf8-address-to-plain-server";
  constexpr const char* must = "rfc6533/3/embedded-characters-to-plain-server";
  EXPECT_EQ(relayed(bare, plain, seven, must_not), "PASS");
  EXPECT_EQ(relayed(bare, plain, seven, must), "PASS");
  EXPECT_EQ(relayed(bare, plain, bare, must_not), "FAIL");
  EXPECT_EQ(relayed(bare, plain, bare, must), "FAIL");
  EXPECT_EQ(relayed(bare, plain, "rfc822;r+C3+A9n@x.example", must), "FAIL");
  EXPECT_EQ(relayed(bare, capable, bare, must), "");
}

TEST(Smtputf8Orcpt, IsNativeForACapableServer) {
  constexpr const char* id = "rfc6533/3/native-utf8-to-capable-server";
  EXPECT_EQ(relayed(bare, capable, bare, id), "PASS");
  EXPECT_EQ(relayed(bare, capable, seven, id), "WARN");
  EXPECT_EQ(relayed(seven, capable, seven, id), "NOTE");
  EXPECT_EQ(relayed(seven, capable, bare, id), "PASS");
  EXPECT_EQ(relayed("", capable, "utf-8;carol\\x{E9}@x.example", id), "WARN");
  EXPECT_EQ(relayed(bare, plain, seven, id), "");
  EXPECT_EQ(relayed("utf-8;a\\x{0E9}b@x", capable, "utf-8;a\\x{E9}b@x", id), "");
  EXPECT_EQ(relayed(bare, capable, bare, "rfc6533/3/utf8-address-in-orcpt"), "NOTE");
}

TEST(Smtputf8Orcpt, EscapesWhatOrcptForbids) {
  constexpr const char* must = "rfc6533/3/forbidden-ascii-embedded";
  constexpr const char* must_not = "rfc6533/3/no-forbidden-ascii-in-orcpt";
  constexpr const char* xtext = "rfc6533/3/no-xtext-in-utf8-orcpt";
  const std::string plus = "utf-8;a\\x{2B}b@x.example";
  EXPECT_EQ(relayed(plus, capable, plus, must), "PASS");
  EXPECT_EQ(relayed(plus, capable, plus, must_not), "PASS");
  EXPECT_EQ(relayed(plus, capable, plus, xtext), "PASS");
  EXPECT_EQ(relayed(plus, capable, "utf-8;a+b@x.example", must), "FAIL");
  EXPECT_EQ(relayed(plus, capable, "utf-8;a+b@x.example", must_not), "FAIL");
  EXPECT_EQ(relayed(plus, capable, "utf-8;a+2Bb@x.example", xtext), "FAIL");
  EXPECT_EQ(relayed(plus, capable, "utf-8;a+5Cx{2B}b@x.example", xtext), "FAIL");
  EXPECT_EQ(relayed(bare, capable, bare, must), "");
  // Of another type it is an ORCPT that was replaced, not one in a wrong form.
  EXPECT_EQ(relayed(plus, plain, "rfc822;a+2Bb@x.example", "rfc3461/5.2.1/orcpt-relayed"), "FAIL");
  EXPECT_EQ(relayed(plus, plain, "rfc822;a+2Bb@x.example", must), "");
  EXPECT_EQ(relayed(plus, plain, "rfc822;a+2Bb@x.example", xtext), "");
  // What came malformed, and goes on as it came, is the submitter's.
  EXPECT_EQ(relayed("utf-8;a+b@x", capable, "utf-8;a+b@x", must_not), "");
  EXPECT_EQ(relayed("utf-8;a+b@x", capable, "utf-8;a+b@x", "rfc6533/3/utf8-type-addr-syntax"), "");
}

TEST(Smtputf8Orcpt, OfTheTargetsOwnIsWellFormed) {
  const auto added = [](const std::string& value, const std::string& id) {
    utf8_case one;
    one.submitted(mail, {ren});
    one.relayed("next", capable, mail, {std::string(ren) + " ORCPT=" + value});
    return one.verdict_of(id);
  };
  const std::string good = "utf-8;r\u00E9n@next.c001.test";
  EXPECT_EQ(added(good, "rfc6533/3/utf8-type-addr-syntax"), "PASS");
  EXPECT_EQ(added(good, "rfc6533/3/dequotes-to-mailbox"), "PASS");
  EXPECT_EQ(added(good, "rfc3461/5.2.1/orcpt-added-is-received-address"), "PASS");
  EXPECT_EQ(added("utf-8;r\\x{E9}n@next.c001.test", "rfc6533/3/hexpoint-syntax"), "PASS");
  EXPECT_EQ(added("utf-8;r\\x{E9}n@next.c001.test", "rfc3461/5.2.1/orcpt-added-is-received-address"), "PASS");
  EXPECT_EQ(added("utf-8;r\\x{D83D}n@next.c001.test", "rfc6533/3/hexpoint-syntax"), "FAIL");
  EXPECT_EQ(added("utf-8;r=n@next.c001.test", "rfc6533/3/utf8-type-addr-syntax"), "FAIL");
  EXPECT_EQ(added("utf-8;r\u00E9n", "rfc6533/3/dequotes-to-mailbox"), "FAIL");
  EXPECT_EQ(added("rfc822;r+C3+A9n@next.c001.test", "rfc3461/5.2.1/orcpt-added-is-received-address"), "PASS");
  EXPECT_EQ(added("utf-8;ren@next.c001.test", "rfc3461/5.2.1/orcpt-added-is-received-address"), "FAIL");
}

// ---------------------------------------------------------------- reports

struct global_report {
  std::string type = "message/global-delivery-status";
  std::string encoding = "8bit";
  std::string per_message = "Reporting-MTA: dns; mta.local.test\r\n";
  std::string original = "Original-Recipient: utf-8; r\u00E9n@x.example\r\n";
  std::string final = "Final-Recipient: utf-8; r\u00E9n@next.c001.test\r\n";
  std::string action = "failed";
  std::string diagnostic = "Diagnostic-Code: smtp; 550 5.1.1 no\r\n";
  std::string returned_type = "message/global-headers";
  std::string returned_encoding = "8bit";
  std::string returned = "Subject: Gr\u00FC\u00DFe\r\nMessage-ID: <c001.1@dsnspec.test>\r\n";

  [[nodiscard]] std::string text() const {
    const auto field = [](const std::string& value) {
      return value.empty() ? "" : "Content-Transfer-Encoding: " + value + "\r\n";
    };
    return "From: MAILER-DAEMON@mta.local.test\r\nTo: sender@origin.c001.test\r\nMessage-ID: "
           "<r@mta.local.test>\r\n"
           "MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; "
           "boundary=b1\r\n\r\n"
           "--b1\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n--b1\r\nContent-Type: " +
           type + "\r\n" + field(encoding) + "\r\n" + per_message + "\r\n" + original + final +
           "Action: " + action + "\r\nStatus: " + (action == "failed" ? "5.1.1" : "2.0.0") + "\r\n" +
           diagnostic + "\r\n--b1\r\nContent-Type: " + returned_type + "\r\n" + field(returned_encoding) +
           "\r\n" + returned + "\r\n--b1--\r\n";
  }
};

constexpr const char* wide_header = "  message: {headers: {Subject: \"Gr\u00FC\u00DFe\"}}\n";

// A refused recipient and the report on it, at a host with these keywords.
std::string reported(const global_report& report, const std::string& id,
                     const std::string& keywords = capable, const std::string& orcpt = bare,
                     const std::string& reply = "550 5.1.1 no") {
  utf8_case one(wide_header);
  one.hosts_offer(keywords);
  const std::string parameters = orcpt.empty() ? "" : " ORCPT=" + orcpt;
  one.submitted(mail, {ren + parameters});
  one.relayed("next", capable, mail, {ren + parameters + " => " + reply});
  one.message_at("origin", "MAIL FROM:<> SMTPUTF8", "RCPT TO:<sender@origin.c001.test>", report.text());
  return one.verdict_of(id);
}

template <class Change>
global_report with(Change change) {
  global_report out;
  change(out);
  return out;
}

TEST(Smtputf8Reports, ShowTheAddressMeant) {
  constexpr const char* id = "rfc3461/6.3/original-recipient-value";
  EXPECT_EQ(reported({}, id), "PASS");
  EXPECT_EQ(reported({}, id, capable, seven), "PASS");
  const auto still_encoded =
      with([](auto& r) { r.original = "Original-Recipient: utf-8; r\\x{E9}n@x.example\r\n"; });
  EXPECT_EQ(reported(still_encoded, id), "PASS");
  EXPECT_EQ(reported(still_encoded, "rfc6533/3/orcpt-upconverted-in-global-dsn"), "WARN");
  EXPECT_EQ(reported(with([](auto& r) { r.original = "Original-Recipient: utf-8; ren@x.example\r\n"; }), id),
            "FAIL");
  EXPECT_EQ(
      reported(with([](auto& r) { r.original = "Original-Recipient: rfc822; r\u00E9n@x.example\r\n"; }), id),
      "FAIL");
  EXPECT_EQ(reported({}, "rfc3461/6.3/final-recipient-is-envelope-recipient"), "PASS");
  EXPECT_EQ(reported(with([](auto& r) { r.final = "Final-Recipient: utf-8; r\\x{E9}n@next.c001.test\r\n"; }),
                     "rfc3461/6.3/final-recipient-is-envelope-recipient"),
            "PASS");
  EXPECT_EQ(reported({}, "rfc3461/6.3/final-recipient-type-rfc822"), "PASS");
}

TEST(Smtputf8Reports, CopyWhatIsMalformed) {
  constexpr const char* id = "rfc6533/3/malformed-utf8-copied-unchanged";
  const std::string malformed = "utf-8;a\\x{ZZ}\\x{E9}+2B@x";
  const auto original = [](const std::string& value) {
    return with(
        [&value](auto& r) { r.original = value.empty() ? "" : "Original-Recipient: " + value + "\r\n"; });
  };
  EXPECT_EQ(reported(original("utf-8; a\\x{ZZ}\\x{E9}+2B@x"), id, capable, malformed), "PASS");
  EXPECT_EQ(reported(original("UTF-8;a\\x{ZZ}\\x{E9}+2B@x"), id, capable, malformed), "PASS");
  for (const char* changed : {"utf-8; a\\x{ZZ}\u00E9+2B@x", "utf-8; a\\x{ZZ}\\x{E9}+@x",
                              "rfc822; a\\x{ZZ}\\x{E9}+2B@x", "utf-8; a\\x{5C}x{ZZ}\\x{E9}\\x{2B}2B@x", ""}) {
    EXPECT_EQ(reported(original(changed), id, capable, malformed), "FAIL") << changed;
  }
  // Of message/delivery-status the RFC doesn't speak.
  auto seven_bits = original("utf-8; a@x");
  seven_bits.type = "message/delivery-status";
  seven_bits.encoding = "";
  seven_bits.final = "Final-Recipient: utf-8; r\\x{E9}n@next.c001.test\r\n";
  EXPECT_EQ(reported(seven_bits, id, capable, malformed), "NOTE");
  EXPECT_EQ(reported({}, id), "");
  // What the sender wrote in no UTF-8 is no fault of the report's.
  constexpr const char* charset = "rfc6533/4.1/charset-utf8";
  EXPECT_NE(reported(original("utf-8; a\xE9q@x"), charset, capable, "utf-8;a\xE9q@x"), "FAIL");
  EXPECT_EQ(reported(original("utf-8; a\xE9q@x"), charset, capable, "utf-8;b@x"), "FAIL");
}

TEST(Smtputf8Reports, ComeInSevenBitsToAPlainServer) {
  constexpr const char* id = "rfc6533/4.5/seven-bit-encoding-to-plain-server";
  const auto quoted = with([](auto& r) {
    r.returned_encoding = "quoted-printable";
    r.returned = "Subject: Gr=C3=BC=C3=9Fe\r\nMessage-ID: <c001.1@dsnspec.test>\r\n";
  });
  EXPECT_EQ(reported(quoted, id, plain), "PASS");
  EXPECT_EQ(reported({}, id, plain), "FAIL");
  EXPECT_EQ(
      reported(with([](auto& r) { r.returned = "Subject: x\r\nMessage-ID: <c001.1@dsnspec.test>\r\n"; }), id,
               plain),
      "NOTE");
  EXPECT_EQ(reported(with([](auto& r) { r.action = "relayed"; }), id, plain), "NOTE");
  EXPECT_EQ(reported({}, id), "");
  EXPECT_EQ(reported({}, "rfc6533/4.5/eight-bit-to-capable-server"), "NOTE");
  EXPECT_EQ(reported(quoted, "rfc6533/6.3/headers-encoded-for-seven-bits", plain), "NOTE");
}

// The report that is owed never came, and the host shows why.
TEST(Smtputf8Reports, AreNotLostAtAPlainServer) {
  constexpr const char* id = "rfc6533/4.5/seven-bit-encoding-to-plain-server";
  const auto judged = [&](const std::string& keywords, bool proved) {
    utf8_case one(wide_header);
    one.submitted(mail, {ren});
    one.relayed("next", capable, mail, {std::string(ren) + " => 550 no"});
    one.visited("origin", keywords);
    if (!proved) {
      one.silence_not_proved();
    }
    return one.verdict_of(id);
  };
  EXPECT_EQ(judged(plain, true), "FAIL");
  EXPECT_EQ(judged(plain, false), "");
  EXPECT_EQ(judged(capable, true), "");
}

TEST(Smtputf8Reports, EncodeTheStatusInEightBits) {
  constexpr const char* id = "rfc6533/6.4/encoding-8bit";
  EXPECT_EQ(reported({}, id), "PASS");
  const auto quoted = with([](auto& r) {
    r.encoding = "quoted-printable";
    r.original = "";
    r.final = "Final-Recipient: utf-8; r=C3=A9n@next.c001.test\r\n";
  });
  EXPECT_EQ(reported(quoted, id), "FAIL");
  EXPECT_EQ(reported(quoted, id, "SMTPUTF8 DSN"), "");
  EXPECT_EQ(reported(with([](auto& r) { r.encoding = ""; }), id), "FAIL");
  EXPECT_EQ(reported({}, "rfc6533/4.4/transfer-encoding-allowed"), "NOTE");
}

TEST(Smtputf8Reports, EncodeReturnedHeadersInEightBits) {
  constexpr const char* id = "rfc6533/6.3/headers-8bit-when-possible";
  EXPECT_EQ(reported({}, id), "PASS");
  EXPECT_EQ(reported(with([](auto& r) {
                       r.returned_encoding = "base64";
                       r.returned = "U3ViamVjdDogR3LDvMOfZQ0K\r\n";
                     }),
                     id),
            "WARN");
}

TEST(Smtputf8Reports, ReturnUtf8UnderItsOwnTypes) {
  constexpr const char* id = "rfc6533/4/no-utf8-header-in-traditional-types";
  EXPECT_EQ(reported({}, id), "PASS");
  EXPECT_EQ(reported(with([](auto& r) { r.returned_type = "message/global"; }), id), "PASS");
  EXPECT_EQ(reported(with([](auto& r) { r.returned_type = "text/rfc822-headers"; }), id), "FAIL");
  EXPECT_EQ(reported(with([](auto& r) { r.returned_type = "message/rfc822"; }), id), "FAIL");
  const auto down_converted = with([](auto& r) {
    r.returned_type = "text/rfc822-headers";
    r.returned = "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nMessage-ID: <c001.1@dsnspec.test>\r\n";
  });
  EXPECT_EQ(reported(down_converted, id), "");
  EXPECT_EQ(reported(down_converted, "rfc6533/6.3/no-down-conversion"), "WARN");
  EXPECT_EQ(reported({}, "rfc6533/6.3/no-down-conversion"), "PASS");
}

TEST(Smtputf8Reports, NoteWhatIsFree) {
  EXPECT_EQ(reported({}, "rfc6533/4.1/any-field-in-utf8"), "NOTE");
  EXPECT_EQ(reported({}, "rfc6533/4.1/localized-diagnostic"), "NOTE");
  EXPECT_EQ(reported({}, "rfc6533/4.1/diagnostic-code-in-utf8"), "");
  EXPECT_EQ(reported({}, "rfc6533/4.1/diagnostic-code-in-utf8", capable, bare, "550 5.1.1 f\u00FCr sie"),
            "NOTE");
  const auto ascii = with([](auto& r) {
    r.original = "";
    r.final = "Final-Recipient: rfc822; carol@next.c001.test\r\n";
  });
  EXPECT_EQ(reported(ascii, "rfc6533/4.4/traditional-types-for-seven-bits"), "NOTE");
  EXPECT_EQ(reported({}, "rfc6533/4.4/traditional-types-for-seven-bits"), "");
}

TEST(Smtputf8Reports, OriginalRecipientAtDelivery) {
  constexpr const char* id = "rfc6533/5/original-recipient-header-upconverted";
  const auto delivered = [&](const std::string& field) {
    case_builder one(
        "submit:\n  mail: {parameters: SMTPUTF8}\n  rcpt: [{to: dave@local}]\nlocal:\n  mailboxes: [dave]");
    one.submitted(mail, {"RCPT TO:<dave.c001@local.test> ORCPT=utf-8;r\\x{E9}n@x.example"});
    one.in_mailbox("dave", "From x\r\n" + field + one.message());
    return one.verdict_of(id);
  };
  EXPECT_EQ(delivered("Original-Recipient: utf-8;r\u00E9n@x.example\r\n"), "PASS");
  EXPECT_EQ(delivered("Original-Recipient: utf-8; r\\x{E9}n@x.example\r\n"), "WARN");
  EXPECT_EQ(delivered(""), "NOTE");
}

}  // namespace
}  // namespace dsnspec::judge
