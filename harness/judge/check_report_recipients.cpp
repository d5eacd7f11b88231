// RFC 3461 6.3 (d), (e), RFC 3464 2.3.2: the fields of a report that say which recipient it is about.

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "grammar/original_recipient.hpp"
#include "judge/address.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"
#include "judge/field_value.hpp"

namespace dsnspec::judge {
namespace {

// The path without its source route, which a server ignores (RFC 5321 4.1.1.3).
std::string_view without_route(std::string_view path) {
  const auto colon = path.starts_with('@') ? path.find(':') : std::string_view::npos;
  return colon == std::string_view::npos ? path : path.substr(colon + 1);
}

constexpr std::string_view final_rule = "rfc3461/6.3/final-recipient-is-envelope-recipient";

class recipients_check {
 public:
  recipients_check(const case_view& of, findings& found) : case_(of), found_(found) {}

  void run() {
    for (const answer& one : case_.reports.all()) {
      if (one.of != nullptr && case_.reports.to_sender(*one.report)) {
        final_recipient(one);
        if (one.to != nullptr && !one.to->unclear) {
          original_recipient(one);
        }
      }
    }
  }

 private:
  // ------------------------------------------------------------- (d)

  void original_recipient(const answer& one) {
    const auto& field = one.group->original_recipient;
    if (!one.to->orcpt) {
      hold(one, "rfc3461/6.3/original-recipient-absent", !field,
           "there was no ORCPT, but the report has an Original-Recipient");
      return;
    }
    hold(one, "rfc3461/6.3/original-recipient-present", field.has_value(),
         "ORCPT was given, but the report has no Original-Recipient");
    const auto given = grammar::parse_original_recipient(*one.to->orcpt, grammar::charset::utf8);
    if (!field || !given) {
      return;
    }
    if (given->is_utf8()) {
      hold(one, "rfc3461/6.3/original-recipient-value",
           base::iequals(field->type, given->type) && address_in(*field) == given->decoded(),
           "Original-Recipient differs from ORCPT");
      return;
    }
    const std::string shown = field_value(field->value);
    const std::string meant = one_blank(given->decoded());
    if (!base::iequals(field->type, given->type) || (shown != meant && shown != given->encoded)) {
      differs(one, shown, meant);
    } else if (shown != meant) {
      hold(one, "rfc3461/6.3/original-recipient-decoded", false,
           "Original-Recipient shows ORCPT still encoded");
    } else {
      found_.kept("rfc3461/6.3/original-recipient-value");
      if (meant != given->encoded) {
        found_.kept("rfc3461/6.3/original-recipient-decoded");
      }
    }
  }

  // Values may be long: what is shown of them is where they part.
  void differs(const answer& one, std::string_view shown, std::string_view meant) {
    const std::size_t apart = first_difference(shown, meant);
    const auto from = [apart](std::string_view text) {
      return text.size() == apart ? std::string("nothing more") : base::excerpt(text.substr(apart), 20);
    };
    found_.broken("rfc3461/6.3/original-recipient-value",
                  fmt::format("Original-Recipient differs from ORCPT: after {} octets it has {} and ORCPT {}",
                              apart, from(shown), from(meant)),
                  {said(*one.of->in, *one.to->said), reported(*one.report, *one.group)});
  }

  void hold(const answer& one, std::string_view rule, bool kept, const char* what) {
    if (kept) {
      found_.kept(rule);
    } else {
      found_.broken(rule, what, {said(*one.of->in, *one.to->said), reported(*one.report, *one.group)});
    }
  }

  // ------------------------------------------------------------- (e)

  void final_recipient(const answer& one) {
    const auto& field = one.group->final_recipient;
    if (!field) {
      return;  // for the linter
    }
    const std::string shown = address_in(*field);
    if (one.to == nullptr && same_address(shown, one.of->sender)) {
      return;  // a report on a report, which must not be: see check_report_subject
    }
    if (one.to == nullptr) {
      found_.broken(
          final_rule,
          fmt::format("the report tells of {}, to whom nothing was submitted", base::excerpt(shown, 100)),
          {reported(*one.report, *one.group)});
    } else if (one.names_target) {
      found_.broken(
          final_rule,
          fmt::format("Final-Recipient shows {}, where the alias {} leads, instead of the address submitted",
                      base::excerpt(shown, 100), base::excerpt(one.to->address, 100)),
          {reported(*one.report, *one.group)});
    } else if (!base::iequals(mailbox_key(shown), mailbox_key(one.to->address))) {
      found_.broken(final_rule,
                    fmt::format("Final-Recipient shows {} instead of {}", base::excerpt(shown, 100),
                                base::excerpt(one.to->address, 100)),
                    {reported(*one.report, *one.group)});
    } else {
      exact(one, shown);
      type(one);
    }
  }

  // RFC 3464 2.3.2: exactly the address received, every letter in its case. The labels of a domain have two
  // forms.
  void exact(const answer& one, const std::string& shown) {
    const bool international = !base::is_ascii(one.to->address) || !base::is_ascii(shown);
    if (international || without_route(shown) == without_route(one.to->address)) {
      found_.kept(final_rule);
    } else {
      found_.broken(final_rule,
                    fmt::format("Final-Recipient shows {}, the address submitted is written {}",
                                base::excerpt(shown, 100), base::excerpt(one.to->address, 100)),
                    {said(*one.of->in, *one.to->said), reported(*one.report, *one.group)});
    }
  }

  // RFC 6533 3 adds the type utf-8.
  void type(const answer& one) {
    const dsn::typed_value& field = *one.group->final_recipient;
    if (base::iequals(field.type, "rfc822") || base::iequals(field.type, "utf-8")) {
      found_.kept("rfc3461/6.3/final-recipient-type-rfc822");
    } else if (field.has_type) {
      found_.broken("rfc3461/6.3/final-recipient-type-rfc822",
                    fmt::format("the type of Final-Recipient is '{}'", base::excerpt(field.type, 40)),
                    {reported(*one.report, *one.group)});
    }
  }

  const case_view& case_;
  findings& found_;
};

}  // namespace

void check_report_recipients(const case_view& of, findings& found) {
  recipients_check(of, found).run();
}

}  // namespace dsnspec::judge
