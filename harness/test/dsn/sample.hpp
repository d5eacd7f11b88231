// A report as a conforming MTA writes it, for tests to take apart and to damage.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dsn/lint.hpp"
#include "dsn/lint_ids.hpp"
#include "dsn/parse.hpp"

namespace dsnspec::dsn::test {

// Two recipients, three parts; no finding under either profile.
inline std::string clean_report() {
  return "Date: Fri, 8 Jul 1994 09:21:47 -0400\r\n"
         "From: Mail Delivery System <postmaster@mx.example.org>\r\n"
         "To: sender@example.com\r\n"
         "Subject: Undelivered Mail Returned to Sender\r\n"
         "Message-ID: <1@mx.example.org>\r\n"
         "MIME-Version: 1.0\r\n"
         "Content-Type: multipart/report; report-type=delivery-status;\r\n"
         " boundary=\"b1\"\r\n"
         "\r\n"
         "--b1\r\n"
         "Content-Type: text/plain; charset=us-ascii\r\n"
         "\r\n"
         "Your message could not be delivered.\r\n"
         "--b1\r\n"
         "Content-Type: message/delivery-status\r\n"
         "\r\n"
         "Original-Envelope-Id: QQ314159\r\n"
         "Reporting-MTA: dns; mx.example.org\r\n"
         "Received-From-MTA: dns; out.example.com (192.0.2.7)\r\n"
         "Arrival-Date: Thu, 7 Jul 1994 17:15:49 -0400 (EDT)\r\n"
         "X-Queue-Id: 4711\r\n"
         "\r\n"
         "Original-Recipient: rfc822; Carol@ivory.example\r\n"
         "Final-Recipient: rfc822; carol@ivory.example\r\n"
         "Action: failed\r\n"
         "Status: 5.1.1 (no such mailbox)\r\n"
         "Remote-MTA: dns; mail.ivory.example\r\n"
         "Diagnostic-Code: smtp; 550-5.1.1 no such\r\n"
         " 550 5.1.1 mailbox\r\n"
         "Last-Attempt-Date: Thu, 7 Jul 1994 17:16:05 -0400\r\n"
         "Final-Log-ID: 0815\r\n"
         "\r\n"
         "Final-Recipient: rfc822; dana@ivory.example\r\n"
         "Action: delayed\r\n"
         "Status: 4.4.1\r\n"
         "Will-Retry-Until: Mon, 11 Jul 1994 17:15:49 -0400\r\n"
         "\r\n"
         "--b1\r\n"
         "Content-Type: message/rfc822\r\n"
         "\r\n"
         "From: sender@example.com\r\n"
         "Subject: Hello\r\n"
         "MIME-Version: 1.0\r\n"
         "Content-Type: multipart/mixed; boundary=inner\r\n"
         "\r\n"
         "--inner\r\n"
         "\r\n"
         "Hi Carol\r\n"
         "--inner--\r\n"
         "--b1--\r\n";
}

// A report with the octets it points into.
class held_report {
 public:
  explicit held_report(std::string octets)
      : octets_(std::make_unique<std::string>(std::move(octets))), read_(parse(*octets_)) {}
  held_report(std::string octets, bool is_global)
      : octets_(std::make_unique<std::string>(std::move(octets))),
        read_(parse_delivery_status(*octets_, is_global)) {}

  report& operator*() const { return *read_; }
  report* operator->() const { return read_.get(); }

 private:
  std::unique_ptr<std::string> octets_;
  std::unique_ptr<report> read_;
};

inline held_report read_report(std::string octets) {
  return held_report(std::move(octets));
}
// A delivery status without a message around it.
inline held_report read_status(std::string octets, bool is_global = false) {
  return held_report(std::move(octets), is_global);
}

using replacements = std::vector<std::pair<std::string, std::string>>;

// Each first text must be there just once, so that a test says what it does.
inline std::string damaged(std::string text, const replacements& changes) {
  for (const auto& [from, to] : changes) {
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    EXPECT_EQ(text.find(from, at + 1), std::string::npos) << "twice: " << from;
    if (at != std::string::npos) {
      text.replace(at, from.size(), to);
    }
  }
  return text;
}

inline std::string damaged(const replacements& changes) {
  return damaged(clean_report(), changes);
}

inline std::string with_lf(std::string text) {
  std::erase(text, '\r');
  return text;
}

inline std::set<std::string> rules_of(const report& read) {
  std::set<std::string> rules;
  for (const diagnostic& one : read.diagnostics) {
    rules.insert(std::string(one.rule));
  }
  return rules;
}

inline bool has_rule(const report& read, std::string_view rule) {
  return std::any_of(read.diagnostics.begin(), read.diagnostics.end(),
                     [&](const diagnostic& one) { return one.rule == rule; });
}

// The requirements that have findings: those that are accusations, or those that tell of a permitted choice.
inline std::set<std::string> found(const report& read, bool choices, profile which, bool expected) {
  std::set<std::string> ids;
  lint_options options;
  options.profile = which;
  options.report_expected = expected;
  for (const finding& one : lint(read, options).findings) {
    if (is_choice(one.requirement) == choices) {
      ids.insert(std::string(one.requirement));
    }
  }
  return ids;
}

inline std::set<std::string> accused(const report& read, profile which = profile::smtp,
                                     bool expected = true) {
  return found(read, false, which, expected);
}

inline std::set<std::string> accused(std::string_view octets, profile which = profile::smtp,
                                     bool expected = true) {
  return accused(*parse(octets), which, expected);
}

inline std::set<std::string> choices(std::string_view octets, profile which = profile::any) {
  return found(*parse(octets), true, which, true);
}

}  // namespace dsnspec::dsn::test
