// RFC 3461 6.3 (a) to (e): the fields that repeat what was submitted.

#include <algorithm>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "grammar/domain.hpp"
#include "grammar/xtext.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"

namespace dsnspec::judge {
namespace {

// Folding may have turned one blank into several or the other way round: runs of blanks count as one.
std::string one_blank(std::string_view text) {
  std::string out;
  for (const char c : base::trimmed(text)) {
    if (!base::is_wsp(c)) {
      out += c;
    } else if (out.back() != ' ') {
      out += ' ';
    }
  }
  return out;
}

std::string value_of(std::string_view folded) { return one_blank(dsn::unfolded(folded)); }

class fields_check {
 public:
  fields_check(const observation& seen, const answers& reports, findings& found)
      : seen_(seen), reports_(reports), found_(found) {}

  void run() {
    for (const received_report& report : seen_.reports()) {
      const submission* of = reports_.of(report);
      if (report.is_dsn() && of != nullptr && !of->unclear && goes_to(report, of->sender)) {
        envelope_id(report, *of);
        reporting_mta(report);
      }
    }
    for (const answer& one : reports_.all()) {
      if (one.of != nullptr && goes_to(*one.report, one.of->sender)) {
        final_recipient(one);
        if (one.to != nullptr && !one.to->unclear) {
          original_recipient(one);
        }
      }
    }
  }

 private:
  // Reports to the owner of a list tell of another transaction than the one that was submitted.
  static bool goes_to(const received_report& report, const std::string& sender) {
    const auto& all = report.how->said->recipients;
    return std::any_of(all.begin(), all.end(), [&](const auto& to) { return same_address(to.path.mailbox, sender); });
  }

  // ------------------------------------------------------------- (a)

  void envelope_id(const received_report& report, const submission& of) {
    const auto& field = report.parsed->per_message.original_envelope_id;
    const std::vector<evidence> seen = {said(*of.in, of.said->mail), reported(report, field ? field->field : nullptr)};
    if (!of.envid) {
      found_.held("rfc3461/6.3/original-envelope-id-absent", !field,
                  "there was no ENVID, but the report has an Original-Envelope-Id", seen);
      return;
    }
    found_.held("rfc3461/6.3/original-envelope-id-present", field.has_value(),
                "ENVID was given, but the report has no Original-Envelope-Id", seen);
    if (!field) {
      return;
    }
    grammar::deviations forgiven;
    const std::string meant = one_blank(grammar::decode_xtext(*of.envid, forgiven));
    const std::string shown = value_of(field->text);
    if (shown == meant) {
      found_.kept("rfc3461/6.3/original-envelope-id-value");
      if (meant != *of.envid) {
        found_.kept("rfc3461/6.3/original-envelope-id-decoded");
      }
    } else if (shown == *of.envid) {
      found_.broken("rfc3461/6.3/original-envelope-id-decoded", "Original-Envelope-Id shows ENVID still encoded", seen);
    } else {
      found_.broken("rfc3461/6.3/original-envelope-id-value", "Original-Envelope-Id differs from ENVID", seen);
    }
  }

  // ------------------------------------------------------------- (b)

  void reporting_mta(const received_report& report) {
    constexpr std::string_view rule = "rfc3461/6.3/reporting-mta-dns-fqdn";
    const auto& field = report.parsed->per_message.reporting_mta;
    const std::string& own = seen_.run().header.target.host_name;
    if (!field || own.empty()) {
      return;  // a missing one is for the linter
    }
    const std::string name = value_of(field->value);
    found_.held(rule, base::iequals(field->type, "dns") && base::iequals(name, own),
                fmt::format("the target's name is {}, but Reporting-MTA shows '{}; {}'", own,
                            base::excerpt(field->type, 40), base::excerpt(name, 100)),
                {reported(report, field->field)});
  }

  // ------------------------------------------------------------- (d)

  void original_recipient(const answer& one) {
    const auto& field = one.group->original_recipient;
    const std::vector<evidence> seen = {said(*one.of->in, *one.to->said), reported(*one.report, *one.group)};
    if (!one.to->orcpt) {
      found_.held("rfc3461/6.3/original-recipient-absent", !field,
                  "there was no ORCPT, but the report has an Original-Recipient", seen);
      return;
    }
    found_.held("rfc3461/6.3/original-recipient-present", field.has_value(),
                "ORCPT was given, but the report has no Original-Recipient", seen);
    const auto given = grammar::parse_original_recipient(*one.to->orcpt, grammar::charset::utf8);
    if (!field || !given) {
      return;
    }
    if (given->is_utf8()) {
      found_.held("rfc3461/6.3/original-recipient-value",
                  base::iequals(field->type, given->type) && address_in(*field) == given->decoded(),
                  "Original-Recipient differs from ORCPT", seen);
      return;
    }
    const std::string shown = value_of(field->value);
    const std::string meant = one_blank(given->decoded());
    if (!base::iequals(field->type, given->type) || (shown != meant && shown != given->encoded)) {
      found_.broken("rfc3461/6.3/original-recipient-value", "Original-Recipient differs from ORCPT", seen);
    } else if (shown != meant) {
      found_.broken("rfc3461/6.3/original-recipient-decoded", "Original-Recipient shows ORCPT still encoded", seen);
    } else {
      found_.kept("rfc3461/6.3/original-recipient-value");
      if (meant != given->encoded) {
        found_.kept("rfc3461/6.3/original-recipient-decoded");
      }
    }
  }

  // ------------------------------------------------------------- (e)

  void final_recipient(const answer& one) {
    constexpr std::string_view rule = "rfc3461/6.3/final-recipient-is-envelope-recipient";
    const auto& field = one.group->final_recipient;
    if (!field) {
      return;  // for the linter
    }
    const std::string shown = address_in(*field);
    const std::vector<evidence> seen = {reported(*one.report, *one.group)};
    if (one.to == nullptr) {
      found_.broken(rule, fmt::format("the report tells of {}, to whom nothing was submitted", base::excerpt(shown, 100)),
                    seen);
    } else if (one.names_target) {
      found_.broken(rule,
                    fmt::format("Final-Recipient shows {}, where the alias {} leads, instead of the address submitted",
                                base::excerpt(shown, 100), base::excerpt(one.to->address, 100)),
                    seen);
    } else {
      found_.held(rule, same_address(shown, one.to->address),
                  fmt::format("Final-Recipient shows {} instead of {}", base::excerpt(shown, 100),
                              base::excerpt(one.to->address, 100)),
                  seen);
      // RFC 6533 3 adds the type utf-8.
      found_.held("rfc3461/6.3/final-recipient-type-rfc822",
                  base::iequals(field->type, "rfc822") || base::iequals(field->type, "utf-8"),
                  fmt::format("the type of Final-Recipient is '{}'", base::excerpt(field->type, 40)), seen);
    }
  }

  const observation& seen_;
  const answers& reports_;
  findings& found_;
};

}  // namespace

void check_report_fields(const observation& seen, const answers& reports, findings& found) {
  fields_check(seen, reports, found).run();
}

}  // namespace dsnspec::judge
