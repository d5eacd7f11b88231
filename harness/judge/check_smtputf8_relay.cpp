// RFC 6531 3, the client's part: what the target sends to hosts with and without SMTPUTF8.

#include <algorithm>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "grammar/a_label.hpp"
#include "grammar/address_parts.hpp"
#include "grammar/mailbox.hpp"
#include "grammar/utf8.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"
#include "judge/internationalized.hpp"
#include "mime/entity.hpp"

namespace dsnspec::judge {
namespace {

constexpr std::string_view no_address = "rfc6531/3.2/no-internationalized-address-to-plain-server";
constexpr std::string_view no_header = "rfc6531/3.2/no-internationalized-header-to-plain-server";

class client_check {
 public:
  client_check(const observation& seen, findings& found)
      : seen_(seen),
        found_(found),
        international_(std::any_of(seen.submissions().begin(), seen.submissions().end(),
                                   [](const submission& of) { return of.smtputf8 && of.accepted; })) {}

  void run() {
    for (const trace::dialogue& in : seen_.dialogues()) {
      if (in.of->role == trace::session_role::server && in.of->host != fence_host) {
        hello(in);
        met_plain_server(in);
      }
    }
    for (const hop_transaction& hop : seen_.hops()) {
      transaction(hop);
    }
  }

 private:
  [[nodiscard]] const submission* submission_of(const hop_transaction& hop) const {
    for (const submission& of : seen_.submissions()) {
      if (of.index == hop.submission && of.accepted) {
        return &of;
      }
    }
    return nullptr;
  }

  // ------------------------------------------------------------- sessions

  void hello(const trace::dialogue& in) {
    for (const trace::exchange& said : in.before_mail) {
      if (base::istarts_with(said.command, "EHLO") || base::istarts_with(said.command, "HELO")) {
        found_.held("rfc6531/3.7.1/ehlo-in-ascii", base::is_ascii(said.command),
                    "the target's name in EHLO is not ASCII", {judge::said(in, said)});
      }
    }
  }

  // An internationalized message led the target to a host without SMTPUTF8: whatever is not sent to it is
  // kept.
  void met_plain_server(const trace::dialogue& in) {
    if (international_ && in.greeting.accepted() && !keyword_line(in, "SMTPUTF8")) {
      found_.kept(no_address);
      found_.kept(no_header);
    }
  }

  // ------------------------------------------------------------- transactions

  void transaction(const hop_transaction& hop) {
    const auto mail = argument_of(hop.said->mail, "FROM");
    if (!mail) {
      return;
    }
    const submission* of = submission_of(hop);
    const bool header = header_is_international(hop, of);
    paths(hop, of);
    if (hop.said->announced("SMTPUTF8")) {
      parameter(hop, of, *mail, header);
      if (of != nullptr) {
        mailboxes(hop, *of);
      }
    } else if (header) {
      found_.broken(no_header, "UTF-8 stands in the header of a message to a server without SMTPUTF8",
                    {said(*hop.in, hop.said->mail), first_eight_bits(*hop.in, *hop.said)});
    }
    understands_251(hop, of);
  }

  // What came without SMTPUTF8 is no internationalized message, whatever octets its header has: neither when it
  // is relayed nor when it is returned in a report. The header of the report itself is the target's own.
  [[nodiscard]] bool header_is_international(const hop_transaction& hop, const submission* of) const {
    if (hop.is_report ? international_ : of != nullptr && of->smtputf8) {
      return has_utf8_header(hop.said->message);
    }
    return hop.is_report && !base::is_ascii(mime::parse(hop.said->message).header);
  }

  void paths(const hop_transaction& hop, const submission* of) {
    const bool capable = hop.said->announced("SMTPUTF8");
    const auto path = [&](const trace::exchange& one, std::string_view keyword) {
      const auto argument = argument_of(one, keyword);
      if (argument && !capable && is_labelled(argument->path)) {
        // No internationalized address any more; a submission server may transform the message (section 3.2).
        found_.note("rfc6531/3.2/rejected-when-hop-lacks-it",
                    "a local part was turned into an A-label for a server without SMTPUTF8");
      }
      if (!argument || base::is_ascii(argument->path)) {
        return;
      }
      if (!capable) {
        found_.broken(no_address, "an address outside ASCII was sent to a server without SMTPUTF8",
                      {said(*hop.in, one)});
      }
      if (!was_submitted(argument->path)) {
        found_.held("rfc6531/3.3/mailbox-syntax",
                    grammar::parse_mailbox(argument->path, grammar::charset::utf8).has_value(),
                    "what the target sends as a path is no mailbox", {said(*hop.in, one)});
      } else if (grammar::parse_mailbox(argument->path, grammar::charset::utf8)) {
        found_.kept("rfc6531/3.3/mailbox-syntax");
      }
    };
    path(hop.said->mail, "FROM");
    values(hop, hop.said->mail, "FROM", of);
    for (const trace::recipient_exchange& to : hop.said->recipients) {
      path(to, "TO");
      values(hop, to, "TO", of);
    }
  }

  // What was submitted with a local part outside ASCII, as if that were labels of a domain.
  [[nodiscard]] bool is_labelled(std::string_view path) const {
    const auto labelled = [path](const std::string& submitted) {
      const std::string_view local = grammar::local_part_of(submitted);
      const std::string ascii = grammar::with_a_labels(local);
      return !base::is_ascii(local) && base::is_ascii(ascii) && base::istarts_with(path, ascii + "@") &&
             base::iequals(grammar::domain_of(path), grammar::with_a_labels(grammar::domain_of(submitted)));
    };
    return std::any_of(seen_.submissions().begin(), seen_.submissions().end(), [&](const submission& of) {
      return labelled(of.sender) || std::any_of(of.recipients.begin(), of.recipients.end(),
                                                [&](const auto& to) { return labelled(to.address); });
    });
  }

  [[nodiscard]] bool was_submitted(std::string_view path) const {
    return std::any_of(seen_.submissions().begin(), seen_.submissions().end(), [path](const submission& of) {
      return of.sender == path ||
             std::any_of(of.recipients.begin(), of.recipients.end(),
                         [path](const submitted_recipient& to) { return to.address == path; });
    });
  }

  void values(const hop_transaction& hop, const trace::exchange& one, std::string_view keyword,
              const submission* of) {
    const auto argument = argument_of(one, keyword);
    if (!argument) {
      return;
    }
    for (const smtp::parameter& each : argument->parameters) {
      if (each.value && !base::is_ascii(*each.value)) {
        const bool well_formed = grammar::check_utf8(*each.value).has_value();
        if (well_formed || of == nullptr || !passed_on(*of, each.raw)) {
          found_.held("rfc6531/3.3/esmtp-value-in-utf8", well_formed, "the value of a parameter is no UTF-8",
                      {said(*hop.in, one)});
        }
      }
    }
  }

  static bool passed_on(const submission& of, std::string_view parameter) {
    const auto has = [parameter](const trace::exchange& one) {
      return one.command.find(parameter) != std::string::npos;
    };
    return has(of.said->mail) || std::any_of(of.said->recipients.begin(), of.said->recipients.end(), has);
  }

  // ------------------------------------------------------------- 3.4

  void parameter(const hop_transaction& hop, const submission* of, const smtp::path_argument& mail,
                 bool header) {
    const auto given = parameter_of(mail, "SMTPUTF8");
    std::vector<evidence> seen = {said(*hop.in, hop.said->mail)};
    if (header) {
      seen.push_back(first_eight_bits(*hop.in, *hop.said));
    }
    if (given && given->value) {
      found_.broken("rfc6531/3.4/parameter-without-value", "SMTPUTF8 was sent with a value", seen);
    }
    const bool international = header || !base::is_ascii(mail.path) || envelope_is_international(hop);
    if (!international && of != nullptr && !of->smtputf8 && hop.said->delivered()) {
      found_.kept("rfc6531/3.2/plain-mail-unchanged");  // also with the parameter, of which 3.4 speaks
    }
    if (international) {
      found_.held("rfc6531/3.4/parameter-supplied", given.has_value(),
                  "envelope or header need SMTPUTF8, but MAIL doesn't say so", seen);
    } else if (!given) {
      found_.kept("rfc6531/3.4/parameter-not-without-need");
    } else if (of != nullptr && !of->smtputf8) {
      found_.broken("rfc6531/3.4/parameter-not-without-need",
                    "a message that came without SMTPUTF8, and is ASCII, is sent with it", seen);
    } else {
      found_.note("rfc6531/3.4/parameter-not-without-need",
                  of != nullptr ? "SMTPUTF8 is passed on, although envelope and header are ASCII"
                                : "a report in ASCII is sent with SMTPUTF8",
                  seen);
    }
  }

  static bool envelope_is_international(const hop_transaction& hop) {
    return std::any_of(hop.said->recipients.begin(), hop.said->recipients.end(),
                       [](const auto& to) { return !base::is_ascii(to.command); });
  }

  // ------------------------------------------------------------- 3.7

  void mailboxes(const hop_transaction& hop, const submission& of) {
    const bool list = std::any_of(of.recipients.begin(), of.recipients.end(),
                                  [](const auto& to) { return to.route == route::list; });
    if (list || !of.smtputf8) {
      return;
    }
    if (!base::is_ascii(of.sender)) {
      found_.held("rfc6531/3.7/mailbox-wholly-utf8", same_address(hop.said->from.mailbox, of.sender),
                  "the sender is another mailbox than the one submitted",
                  {said(*of.in, of.said->mail), said(*hop.in, hop.said->mail)});
    }
    for (const trace::recipient_exchange& to : hop.said->recipients) {
      const submitted_recipient* asked = seen_.recipient_behind(of.index, to.path.mailbox);
      if (asked == nullptr || !base::is_ascii(to.path.mailbox)) {
        found_.held("rfc6531/3.7/mailbox-wholly-utf8", asked != nullptr,
                    "a recipient is another mailbox than those submitted", {said(*hop.in, to)});
      }
      if (asked != nullptr && !base::is_ascii(grammar::domain_of(asked->address))) {
        found_.note("rfc6531/3.2/utf8-mailbox-transmitted",
                    base::is_ascii(grammar::domain_of(to.path.mailbox)) ? "the domain is sent in A-labels"
                                                                        : "the domain is sent in U-labels",
                    {said(*hop.in, to)});
      }
    }
  }

  // 3.7.4.1: what follows such a reply shows whether it was understood.
  void understands_251(const hop_transaction& hop, const submission* of) {
    for (const trace::recipient_exchange& to : hop.said->recipients) {
      if (of == nullptr || !to.answer || base::is_ascii(to.answer->raw) ||
          (to.code() != 251 && to.code() != 551)) {
        continue;
      }
      const bool went_on = to.code() == 251 ? hop.said->delivered() : reported(*of);
      if (went_on || seen_.silence_proved()) {
        found_.held("rfc6531/3.7.4.1/utf8-in-251-551-understood", went_on,
                    fmt::format("after a reply {} in UTF-8 the message was neither handed on nor reported",
                                to.code()),
                    {exchanged(*hop.in, to)});
      }
    }
  }

  [[nodiscard]] bool reported(const submission& of) const {
    return std::any_of(seen_.reports().begin(), seen_.reports().end(), [&of](const received_report& report) {
      return report.is_dsn() &&
             std::any_of(report.how->said->recipients.begin(), report.how->said->recipients.end(),
                         [&of](const auto& to) { return same_address(to.path.mailbox, of.sender); });
    });
  }

  const observation& seen_;
  findings& found_;
  bool international_;
};

}  // namespace

void check_smtputf8_client(const case_view& of, findings& found) {
  client_check(of.seen, found).run();
}

}  // namespace dsnspec::judge
