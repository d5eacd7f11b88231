// RFC 3461 6.2, 4.3 and RFC 6522 4: that a report is a multipart/report, and how much of the message it
// returns.

#include <algorithm>
#include <map>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "judge/address.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"
#include "mime/transfer_encoding.hpp"

namespace dsnspec::judge {
namespace {

// RET=FULL is expected to be honoured up to this size; beyond it 6.2 lets an MTA have a limit of its own.
constexpr std::size_t full_return_expected = std::size_t{64} << 10U;
// So long a header is expected to come back whole.
constexpr std::size_t header_return_expected = std::size_t{16} << 10U;

std::string_view header_of(std::string_view message) {
  const auto end = message.find("\r\n\r\n");
  return message.substr(0, end == std::string_view::npos ? message.size() : end + 2);
}

// RFC 5321 4.5.3.1.6 has lines of 1000 octets at most. What a target makes of longer ones, which it may cut
// or break, is no matter of the report.
bool has_line_beyond_limit(std::string_view text) {
  constexpr std::size_t longest = 1000;
  while (text.size() > longest) {
    const auto end = text.find("\r\n");
    if (end == std::string_view::npos || end + 2 > longest) {
      return true;
    }
    text.remove_prefix(end + 2);
  }
  return false;
}

std::map<std::string, int> names_in(std::string_view header) {
  std::map<std::string, int> out;
  for (const grammar::field& field : mime::parse(header).fields) {
    ++out[base::lowered(base::trimmed(field.name))];
  }
  return out;
}

class content_check {
 public:
  content_check(const case_view& of, findings& found) : case_(of), seen_(of.seen), found_(found) {}

  void run() {
    for (const received_report& report : seen_.reports()) {
      const submission* of = case_.reports.of(report);
      if (report.truncated()) {
        continue;  // what is missing was not stored
      }
      if (goes_to_a_sender(report)) {
        form(report);
        top_level(report);
      }
      if (report.is_dsn() && of != nullptr && case_.reports.to_sender(report)) {
        returned_content(report, *of);
        returned_header(report, *of);
      }
    }
  }

 private:
  [[nodiscard]] bool goes_to_a_sender(const received_report& report) const {
    const trace::transaction& how = *report.how->said;
    return how.from.is_null() &&
           std::any_of(how.recipients.begin(), how.recipients.end(), [this](const auto& to) {
             return std::any_of(
                 seen_.submissions().begin(), seen_.submissions().end(),
                 [&to](const submission& of) { return same_address(to.path.mailbox, of.sender); });
           });
  }

  // Who announces DSN must use the format; of others RFC 5321 3.6.3 wants it if possible.
  void form(const received_report& report) {
    const bool bound = seen_.announces_dsn() || report.well_typed();
    const std::string_view rule = bound ? "rfc3461/6.2/multipart-report" : "rfc5321/3.6.3/standard-format";
    found_.held(rule, report.well_typed(),
                "the sender got a message of the target's own that is no multipart/report with a "
                "message/delivery-status part",
                {reported(report)});
    if (report.well_typed()) {
      found_.kept("rfc5321/3.6.3/standard-format");
    }
  }

  // What has a delivery status but for its top-level type would be a DSN.
  void top_level(const received_report& report) {
    const mime::entity& message = report.parsed->message;
    const bool has_status =
        std::any_of(message.children.begin(), message.children.end(), [](const mime::entity& part) {
          return part.content_type.is("message", "delivery-status") ||
                 part.content_type.is("message", "global-delivery-status");
        });
    if (has_status) {
      found_.held("rfc3464/2/multipart-report", message.content_type.is("multipart", "report"),
                  "what holds a delivery status is no multipart/report", {reported(report)});
    }
  }

  // The part's text, decoded if need be.
  static std::string text_of(const mime::entity& part) {
    grammar::deviations forgiven;
    return mime::is_encoded(part.encoding) ? mime::decode(part.body, part.encoding, forgiven)
                                           : std::string(part.raw);
  }

  // Of a multipart message the line stands in the preamble, which nobody who rewrites the message has to keep
  // (RFC 2046 5.1.1): its content is its parts.
  static bool returns_parts(const received_report& report, const submission& of) {
    const mime::entity* part = report.parsed->returned_content;
    const std::size_t submitted = mime::parse(of.said->message).children.size();
    if (part == nullptr || submitted == 0) {
      return false;
    }
    const std::string text = mime::is_encoded(part->encoding) ? text_of(*part) : std::string(part->body);
    return mime::parse(text).children.size() == submitted;
  }

  // A line of the body stands in some part of the report.
  static bool returns_body(const received_report& report, const submission& of) {
    const auto& parts = report.parsed->message.children;
    return report.how->said->message.find(of.token) != std::string::npos ||
           std::any_of(parts.begin(), parts.end(), [&of](const mime::entity& part) {
             return mime::is_encoded(part.encoding) && text_of(part).find(of.token) != std::string::npos;
           });
  }

  void returned_content(const received_report& report, const submission& of) {
    const mime::entity* part = report.parsed->returned_content;
    const bool has_body = returns_body(report, of) || returns_parts(report, of);
    const auto& groups = report.parsed->recipients;
    const bool failed = std::any_of(groups.begin(), groups.end(), [](const auto& group) {
      return group.action && group.action->value == dsn::action::failed;
    });
    const bool readable = std::all_of(groups.begin(), groups.end(),
                                      [](const auto& group) { return group.action && group.action->value; });
    const std::vector<evidence> seen = {said(*of.in, of.said->mail),
                                        excerpted(report, part ? part->raw : "")};
    if (!failed && readable) {
      found_.held("rfc3461/6.2/headers-only-without-failure", !has_body,
                  "a report without any failure returns the whole message", seen);
    } else if (of.ret == "HDRS") {
      found_.held("rfc3461/4.3/hdrs-returns-headers-only", !has_body,
                  "RET=HDRS was asked for, and the content was returned", seen);
    } else if (of.ret == "FULL" && of.said->message.size() + of.said->omitted <= full_return_expected) {
      found_.held("rfc3461/6.2/full-message-on-failure-when-full", has_body,
                  "RET=FULL was asked for, and the content was not returned", seen);
    } else if (of.ret == "FULL") {
      found_.held("rfc3461/6.2/long-messages-shortened", has_body,
                  fmt::format("RET=FULL was asked for, and of {} octets only the header is returned",
                              of.said->message.size() + of.said->omitted),
                  seen);
    } else if (!of.ret && !of.unclear) {
      found_.note("rfc3461/4.3/choice-without-ret", has_body ? "without RET the whole message is returned"
                                                             : "without RET only the headers are returned");
    }
  }

  // Every field of the message is in the header that is returned alone. Bcc and Return-Path are not the
  // message's to keep (RFC 5321 4.4, 7.2).
  void returned_header(const received_report& report, const submission& of) {
    const mime::entity* part = report.parsed->returned_content;
    if (part == nullptr || !(part->content_type.is("text", "rfc822-headers") ||
                             part->content_type.is("message", "global-headers"))) {
      return;
    }
    const std::string_view submitted = header_of(of.said->message);
    if (mime::parse(part->body).content_type.is("multipart", "report") &&
        !mime::parse(submitted).content_type.is("multipart", "report")) {
      return;  // a report on a report: see check_report_subject
    }
    if (submitted.size() > header_return_expected || has_line_beyond_limit(submitted)) {
      return;
    }
    std::map<std::string, int> missing = names_in(submitted);
    const std::string text = text_of(*part);
    const std::string_view returned = mime::is_encoded(part->encoding) ? std::string_view(text) : part->body;
    for (const auto& [name, count] : names_in(base::trimmed(returned))) {
      missing[name] -= count;
    }
    for (const char* removed : {"", "bcc", "resent-bcc", "return-path", "content-length"}) {
      missing.erase(removed);
    }
    std::string names;
    for (const auto& [name, count] : missing) {
      names += count > 0 ? " " + name : "";
    }
    found_.held("rfc6522/4/all-header-fields", names.empty(),
                fmt::format("the returned header lacks fields of the message:{}", base::excerpt(names, 200)),
                {excerpted(report, part->raw)});
  }

  const case_view& case_;
  const observation& seen_;
  findings& found_;
};

}  // namespace

void check_report_content(const case_view& of, findings& found) {
  content_check(of, found).run();
}

}  // namespace dsnspec::judge
