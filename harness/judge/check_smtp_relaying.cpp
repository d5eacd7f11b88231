// RFC 5321, the base under RFC 3461: what the target sends to hosts and puts into mailboxes, and that it
// changes nothing on the way.

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "grammar/characters.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"
#include "judge/internationalized.hpp"
#include "judge/smtp_extensions.hpp"
#include "mime/entity.hpp"

namespace dsnspec::judge {
namespace {

// The longest line of text that RFC 5321 4.5.3.1.6 promises, without CRLF.
constexpr std::size_t longest_text = 998;

class relaying_check {
 public:
  relaying_check(const observation& seen, findings& found) : seen_(seen), found_(found) {
    for (const submission& of : seen.submissions()) {
      written_[{no_submission, base::lowered(of.sender)}].insert(of.sender);
      for (const submitted_recipient& to : of.recipients) {
        written_[{of.index, base::lowered(to.address)}].insert(to.address);
      }
    }
  }

  void run() {
    for (const hop_transaction& hop : seen_.hops()) {
      const submission* of = submission_of(hop);
      parameters(hop, hop.said->mail, "FROM", of);
      for (const trace::recipient_exchange& to : hop.said->recipients) {
        parameters(hop, to, "TO", of);
        letter_case(hop, to, of);
        source_route(hop, to, of);
      }
      if (of != nullptr) {
        null_path(hop, *of);
        unchanged(hop, *of);
        long_lines(hop, *of);
      }
      if (hop.is_report || (of != nullptr && seen_.run().header.target.by_command)) {
        eight_bits(hop);
      }
    }
  }

 private:
  [[nodiscard]] const submission* submission_of(const hop_transaction& hop) const {
    for (const submission& of : seen_.submissions()) {
      if (of.index == hop.submission && of.accepted && !hop.is_report) {
        return &of;
      }
    }
    return nullptr;
  }

  // RFC 5321 2.4 binds the client that originates a message. An MTA does that with its reports, and with what a
  // command hands it; for what it relays the section has other words.
  void eight_bits(const hop_transaction& hop) {
    if (hop.said->message.empty() || hop.said->announced("8BITMIME")) {
      return;
    }
    found_.held("rfc5321/2.4/no-eight-bit-without-extension", base::is_ascii(hop.said->message),
                fmt::format("a {} with octets above 127 was sent to a server without 8BITMIME",
                            hop.is_report ? "report" : "message"),
                {said(*hop.in, hop.said->mail), first_eight_bits(*hop.in, *hop.said)});
  }

  // ------------------------------------------------------------- parameters

  void parameters(const hop_transaction& hop, const trace::exchange& one, std::string_view keyword,
                  const submission* of) {
    const auto argument = argument_of(one, keyword);
    if (!argument) {
      return;
    }
    for (const smtp::parameter& each : argument->parameters) {
      const std::string_view extension = extension_of(each.keyword);
      if (!extension.empty() && extension != "DSN") {
        // RFC 3030: BODY=BINARYMIME is for servers with BINARYMIME, who take the other values as well.
        const bool binary = each.is("BODY") && each.value && base::iequals(*each.value, "BINARYMIME");
        found_.held("rfc5321/4.1.1.3/parameters-of-offered-extensions",
                    (hop.said->announced(extension) && !binary) ||
                        (each.is("BODY") && hop.said->announced("BINARYMIME")),
                    fmt::format("{} was sent to a server that doesn't announce {}",
                                base::excerpt(each.keyword, 40), extension),
                    {said(*hop.in, one)});
      }
      value(hop, one, each, of);
    }
  }

  void value(const hop_transaction& hop, const trace::exchange& one, const smtp::parameter& each,
             const submission* of) {
    if (!each.value) {
      return;
    }
    constexpr grammar::char_class printable = grammar::char_class(0x21, 0x7E) - grammar::char_class("=");
    const bool wide = hop.said->announced("SMTPUTF8");
    const bool good =
        !each.value->empty() && std::all_of(each.value->begin(), each.value->end(), [&](char c) {
          return printable(c) || (wide && grammar::chars::eight_bit(c));
        });
    if (good || !passed_on(of, each.raw)) {
      found_.held("rfc5321/4.1.2/esmtp-value-syntax", good,
                  fmt::format("the value of {} is malformed", base::excerpt(each.keyword, 40)),
                  {said(*hop.in, one)});
    }
  }

  // As it came with this submission, or, where the transaction ended before it told which it is of, with any.
  [[nodiscard]] bool passed_on(const submission* of, std::string_view parameter) const {
    const auto has = [parameter](const trace::exchange& one) {
      return one.command.find(parameter) != std::string::npos;
    };
    const auto came_with = [&has](const submission& one) {
      return has(one.said->mail) ||
             std::any_of(one.said->recipients.begin(), one.said->recipients.end(), has);
    };
    const auto& all = seen_.submissions();
    return of != nullptr ? came_with(*of) : std::any_of(all.begin(), all.end(), came_with);
  }

  // ------------------------------------------------------------- paths

  void letter_case(const hop_transaction& hop, const trace::recipient_exchange& to, const submission* of) {
    const auto written =
        written_.find({of == nullptr ? no_submission : of->index, base::lowered(to.path.mailbox)});
    if (written == written_.end() || (of == nullptr && !hop.is_report)) {
      return;
    }
    const bool same = written->second.contains(to.path.mailbox);
    if (!same || has_upper(to.path.local_part())) {
      found_.held("rfc5321/2.4/local-part-case-preserved",
                  same || differs_in_domain_only(written->second, to.path.local_part()),
                  "the letter case of a local part was changed", {said(*hop.in, to)});
    }
  }

  static bool differs_in_domain_only(const std::set<std::string>& written, std::string_view local_part) {
    return std::any_of(written.begin(), written.end(), [local_part](const std::string& one) {
      return smtp::forward_path{one}.local_part() == local_part;
    });
  }

  static bool has_upper(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  }

  void source_route(const hop_transaction& hop, const trace::recipient_exchange& to, const submission* of) {
    const submitted_recipient* asked =
        of == nullptr ? nullptr : seen_.recipient_behind(of->index, to.path.mailbox);
    const bool given = asked != nullptr && asked->address.starts_with('@');
    if (given || to.path.mailbox.starts_with('@')) {
      found_.held("rfc5321/4.1.1.3/source-route-stripped", !to.path.mailbox.starts_with('@'),
                  "a source route is sent on", {said(*hop.in, to)});
    }
  }

  void null_path(const hop_transaction& hop, const submission& of) {
    const bool list = std::any_of(of.recipients.begin(), of.recipients.end(),
                                  [](const auto& to) { return to.route == route::list; });
    if (of.sender.empty() && !list) {
      found_.held("rfc5321/4.5.5/null-reverse-path-kept", hop.said->from.is_null(),
                  "a null reverse-path was turned into another one", {said(*hop.in, hop.said->mail)});
    }
  }

  // ------------------------------------------------------------- content

  void unchanged(const hop_transaction& hop, const submission& of) {
    constexpr std::string_view rule = "rfc5321/3.6.3/message-unchanged";
    const bool list = std::any_of(of.recipients.begin(), of.recipients.end(),
                                  [](const auto& to) { return to.route == route::list; });
    const bool converted = !hop.said->announced("8BITMIME") && !base::is_ascii(of.said->message);
    if (hop.said->message.empty() || hop.said->omitted != 0 || of.said->omitted != 0 || list || converted ||
        !hop.said->complete || !hop.said->end) {
      return;
    }
    const mime::entity before = mime::parse(of.said->message);
    const mime::entity after = mime::parse(hop.said->message);
    const std::size_t apart = first_difference(before.body, after.body);
    found_.held(rule, before.body == after.body, "the body of the message was changed",
                {around(*of.in, of.said->mail.sent, before.body, apart),
                 around(*hop.in, hop.said->mail.sent, after.body, apart)});
    if (const std::string_view lost = first_lost(before, after); !lost.empty()) {
      // A target that is submitted to may mend headers (RFC 6409 section 8); a relay may not, and which it is
      // here can't be told.
      found_.note(rule,
                  fmt::format("a field of the header was changed or lost: {}", base::excerpt(lost, 120)),
                  {said(*hop.in, hop.said->mail)});
    } else {
      found_.kept(rule);
    }
  }

  // The first field that isn't found again, in order; those that tell of envelopes may go (4.4, RFC
  // 5322 3.6.3).
  static std::string_view first_lost(const mime::entity& before, const mime::entity& after) {
    auto at = after.fields.begin();
    for (const grammar::field& one : before.fields) {
      if (base::iequals(one.name, "Return-Path") || base::iequals(one.name, "Bcc")) {
        continue;
      }
      at = std::find_if(at, after.fields.end(),
                        [&one](const grammar::field& other) { return other.raw == one.raw; });
      if (at == after.fields.end()) {
        return one.raw;
      }
      ++at;
    }
    return {};
  }

  void long_lines(const hop_transaction& hop, const submission& of) {
    const std::string_view came = hop.said->message;
    std::string_view rest = of.said->message;
    while (!rest.empty() && hop.said->omitted == 0 && hop.said->complete && !hop.said->message.empty()) {
      const std::size_t end = std::min(rest.find("\r\n"), rest.size());
      if (end >= longest_text - 8 && end <= longest_text) {
        const std::string_view line = rest.substr(0, end);
        const std::size_t start = std::min(came.find(line.substr(0, 40)), came.size());
        const std::size_t apart = first_difference(line, came.substr(start));
        found_.held("rfc5321/4.5.3.1.6/text-line-1000", came.find(line) != std::string_view::npos,
                    fmt::format("a line of {} octets was cut or folded", end),
                    {around(*of.in, of.said->mail.sent, line, apart),
                     around(*hop.in, hop.said->mail.sent, came.substr(start), apart)});
      }
      rest.remove_prefix(std::min(end + 2, rest.size()));
    }
  }

  static constexpr std::size_t no_submission = hop_transaction::no_submission;

  const observation& seen_;
  findings& found_;
  // What was submitted, by submission and in lower case: its recipients, or, for reports, the senders of all.
  std::map<std::pair<std::size_t, std::string>, std::set<std::string>> written_;
};

// RFC 5321 4.4: what final delivery adds.
class mailbox_check {
 public:
  mailbox_check(const observation& seen, findings& found) : seen_(seen), found_(found) {}

  void run() {
    if (seen_.run().header.target.by_command) {
      return;  // 4.4 speaks of the SMTP server that delivers, and of what MAIL said to it
    }
    for (const submission& of : seen_.submissions()) {
      for (const trace::mailbox_content& box : seen_.record().mailboxes) {
        const auto token = box.octets.find(of.token);
        // A list makes a submission of its own.
        const bool list = std::any_of(of.recipients.begin(), of.recipients.end(),
                                      [](const auto& to) { return to.route == route::list; });
        if (token != std::string::npos && !list) {
          message(of, box, header_before(box.octets, token));
        }
      }
    }
  }

 private:
  // From the line after the separator of mbox, or of whatever the mailbox is in, to the token.
  static std::string_view header_before(std::string_view octets, std::size_t token) {
    const auto separator = octets.substr(0, token).rfind("\nFrom ");
    const std::size_t start = separator == std::string_view::npos ? 0 : separator + 1;
    octets = octets.substr(start, token - start);
    return octets.starts_with("From ") ? octets.substr(std::min(octets.find('\n') + 1, octets.size()))
                                       : octets;
  }

  void message(const submission& of, const trace::mailbox_content& box, std::string_view header) {
    const mime::entity read = mime::parse(header);
    const std::size_t count = mime::count_fields(read, "Return-Path");
    const std::string value = mime::field_value(read, "Return-Path");
    const std::vector<evidence> seen = {{0, "mailbox " + box.name, base::excerpt(header, 300)}};
    found_.held(
        "rfc5321/4.4/return-path-line",
        count != 0 && same_address(std::string_view(value).substr(std::min<std::size_t>(1, value.size()),
                                                                  value.size() < 2 ? 0 : value.size() - 2),
                                   of.sender),
        "the delivered message has no Return-Path with its reverse-path", seen);
    found_.held("rfc5321/4.4/one-return-path", count == 1,
                fmt::format("the delivered message has {} Return-Path fields", count), seen);
  }

  const observation& seen_;
  findings& found_;
};

}  // namespace

void check_smtp_relaying(const case_view& of, findings& found) {
  relaying_check(of.seen, found).run();
  mailbox_check(of.seen, found).run();
}

}  // namespace dsnspec::judge
