// RFC 6531 3.2 and 3.7: domains with U-labels in DNS and on the way, and the target's trace fields.

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "grammar/a_label.hpp"
#include "grammar/address_parts.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"
#include "judge/internationalized.hpp"
#include "mime/entity.hpp"

namespace dsnspec::judge {
namespace {

// RFC 6531 4.3, in lower case.
constexpr std::array<std::string_view, 8> protocols = {"utf8smtp", "utf8smtpa", "utf8smtps", "utf8smtpsa",
                                                       "utf8lmtp", "utf8lmtpa", "utf8lmtps", "utf8lmtpsa"};

// The word after "with" of a Received field; empty: there is none.
std::string protocol_of(std::string_view received) {
  constexpr std::string_view clause = " with ";
  const std::string text = base::lowered(received);
  const auto at = text.find(clause);
  const auto from = at == std::string::npos ? text.size() : at + clause.size();
  return text.substr(from, text.find_first_of(" \t;(", from) - from);
}

class names_check {
 public:
  names_check(const observation& seen, findings& found) : seen_(seen), found_(found) {}

  void run() {
    for (const hop_transaction& hop : seen_.hops()) {
      const auto mail = argument_of(hop.said->mail, "FROM");
      if (mail && !hop.said->message.empty()) {
        trace_fields(hop, submission_of(hop), *mail);
      }
    }
    lookups();
    two_domain_forms();
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

  // ------------------------------------------------------------- trace fields

  // Those the target added: what was submitted with the message is left out.
  static std::vector<std::string> own_trace(const hop_transaction& hop, const submission* of) {
    std::vector<std::string> out;
    const mime::entity message = mime::parse(hop.said->message);
    for (const grammar::field& one : message.fields) {
      const bool submitted = of != nullptr && of->said->message.find(one.raw) != std::string::npos;
      if (base::iequals(one.name, "Received") && !submitted) {
        out.push_back(dsn::unfolded(one.value));
      }
    }
    return out;
  }

  void trace_fields(const hop_transaction& hop, const submission* of, const smtp::path_argument& mail) {
    const std::vector<std::string> trace = own_trace(hop, of);
    const auto seen = [&hop](const std::string& field) {
      return std::vector<evidence>{{hop.said->mail.sent, "host " + hop.host, base::excerpt(field, 300)}};
    };
    const bool plain = !parameter_of(mail, "SMTPUTF8");
    const bool came_plain = of == nullptr ? hop.is_report : !of->smtputf8 && is_plain(*of);
    for (const std::string& field : trace) {
      if (plain && came_plain) {
        found_.held("rfc6531/3.7.3/plain-trace-without-parameter", base::is_ascii(field),
                    "a trace field has octets above 127, but MAIL has no SMTPUTF8", seen(field));
      }
    }
    if (of != nullptr && of->smtputf8) {
      protocol(trace, seen);
      for (const submitted_recipient& to : of->recipients) {
        u_label(trace, grammar::domain_of(to.address), seen);
      }
    }
  }

  // The clause is optional, and what is sent on by an alias may have further fields without it.
  template <class Seen>
  void protocol(const std::vector<std::string>& trace, Seen seen) {
    const auto named = [](const std::string& field) { return !protocol_of(field).empty(); };
    const auto right = [](const std::string& field) {
      return std::find(protocols.begin(), protocols.end(), protocol_of(field)) != protocols.end();
    };
    const auto first = std::find_if(trace.begin(), trace.end(), named);
    if (first != trace.end()) {
      found_.held("rfc6531/3.7.3/with-utf8smtp", std::any_of(trace.begin(), trace.end(), right),
                  fmt::format("the message came with SMTPUTF8, and the trace field says \"with {}\"",
                              base::excerpt(protocol_of(*first), 40)),
                  seen(*first));
    }
  }

  template <class Seen>
  void u_label(const std::vector<std::string>& trace, std::string_view domain, Seen seen) {
    if (base::is_ascii(domain)) {
      return;
    }
    for (const std::string& field : trace) {
      const bool a_label = field.find(grammar::with_a_labels(domain)) != std::string::npos;
      if (a_label || field.find(domain) != std::string::npos) {
        found_.held("rfc6531/3.7.3/u-label-in-trace", !a_label,
                    "the trace field shows a domain in A-labels that came in U-labels", seen(field));
      }
    }
  }

  static bool is_plain(const submission& of) {
    return base::is_ascii(of.said->mail.command) &&
           std::all_of(of.said->recipients.begin(), of.said->recipients.end(),
                       [](const auto& to) { return base::is_ascii(to.command); });
  }

  // ------------------------------------------------------------- domains

  void lookups() {
    constexpr std::string_view rule = "rfc6531/3.2/domain-looked-up-as-a-labels";
    for (const trace::dns_query& query : seen_.record().queries) {
      // Octets above 127 are shown as \DDD.
      if (!base::is_ascii(query.name) || query.name.find('\\') != std::string::npos) {
        found_.broken(rule, "DNS was asked for a name outside ASCII",
                      {{query.at, "DNS", base::excerpt(query.name, 200) + " " + query.type}});
      } else if (is_a_label_of_recipient(query.name)) {
        found_.kept(rule);
      }
    }
  }

  [[nodiscard]] bool is_a_label_of_recipient(std::string_view name) const {
    return std::any_of(seen_.submissions().begin(), seen_.submissions().end(), [name](const submission& of) {
      return std::any_of(of.recipients.begin(), of.recipients.end(), [name](const submitted_recipient& to) {
        const std::string_view domain = grammar::domain_of(to.address);
        return !base::is_ascii(domain) && base::iequals(grammar::with_a_labels(domain), name);
      });
    });
  }

  // A domain with U-labels, and nothing else that needs SMTPUTF8: two ways are open at a host without it.
  void two_domain_forms() {
    for (const submission& of : seen_.submissions()) {
      for (const submitted_recipient& to : of.recipients) {
        const bool only_domain = of.accepted && of.smtputf8 && base::is_ascii(of.sender) &&
                                 !base::is_ascii(grammar::domain_of(to.address)) &&
                                 base::is_ascii(grammar::local_part_of(to.address));
        if (only_domain) {
          domain_form(to);
        }
      }
    }
  }

  void domain_form(const submitted_recipient& to) {
    for (const trace::dialogue& in : seen_.dialogues()) {
      if (in.of->role != trace::session_role::server || in.of->host != to.where_to.host ||
          keyword_line(in, "SMTPUTF8")) {
        continue;
      }
      const bool sent = std::any_of(in.transactions.begin(), in.transactions.end(), [&to](const auto& said) {
        return std::any_of(said.recipients.begin(), said.recipients.end(),
                           [&to](const auto& one) { return same_address(one.path.mailbox, to.address); });
      });
      found_.note("rfc6531/3.7/domain-u-label-or-a-label",
                  sent ? "towards a server without SMTPUTF8 the domain is turned into A-labels"
                       : "a domain with a U-label is not sent to a server without SMTPUTF8");
    }
  }

  const observation& seen_;
  findings& found_;
};

}  // namespace

void check_smtputf8_names(const case_view& of, findings& found) {
  names_check(of.seen, found).run();
}

}  // namespace dsnspec::judge
