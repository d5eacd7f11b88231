#include "judge/out_of_reach.hpp"

#include <algorithm>

#include "trace/dialogue.hpp"

namespace dsnspec::judge {
namespace {

// The target answered EHLO in this case, and not once with this keyword.
bool does_not_announce(const trace::case_record& record, std::string_view keyword) {
  bool heard = false;
  for (const trace::session& each : record.sessions) {
    if (each.role == trace::session_role::client) {
      for (const trace::transaction& one : trace::understand(each).transactions) {
        heard = heard || one.extended;
        if (one.announced(keyword)) {
          return false;
        }
      }
    }
  }
  return heard;
}

// Of all that was submitted, that of the fence left out, nothing was taken.
bool nothing_taken(std::span<const trace::case_record* const> records) {
  return std::all_of(records.begin(), records.end(), [](const trace::case_record* record) {
    const auto& all = record->sessions;
    return !record->submissions.empty() &&
           std::all_of(record->submissions.begin(), record->submissions.end(), [&](const auto& of) {
             const auto in = std::find_if(all.begin(), all.end(), [&of](const trace::session& each) {
               return each.number == of.session;
             });
             if (in == all.end()) {
               return false;
             }
             const trace::dialogue said = trace::understand(*in);
             return std::all_of(
                 said.transactions.begin(), said.transactions.end(),
                 [](const trace::transaction& one) { return one.end && one.end->code() >= 500; });
           });
  });
}

// It opened transactions with our hosts, and this is true of each of them.
template <typename Predicate>
bool all_at_hosts(std::span<const trace::case_record* const> records, Predicate is) {
  bool met = false;
  for (const trace::case_record* record : records) {
    for (const trace::session& each : record->sessions) {
      if (each.role == trace::session_role::server) {
        for (const trace::transaction& one : trace::understand(each).transactions) {
          met = true;
          if (!is(one)) {
            return false;
          }
        }
      }
    }
  }
  return met;
}

bool says_helo_alone(std::span<const trace::case_record* const> records) {
  return all_at_hosts(records, [](const trace::transaction& one) { return !one.extended; });
}

// Those that a client keeps by giving no parameter.
bool of_parameters_given(std::string_view requirement) {
  return requirement == "rfc5321/4.1.1.3/parameters-of-offered-extensions" ||
         requirement == "rfc5321/4.1.2/esmtp-value-syntax";
}

bool gives_no_parameters(std::span<const trace::case_record* const> records) {
  return all_at_hosts(records, [](const trace::transaction& one) {
    const auto bare = [](const trace::exchange& said) { return said.command.ends_with('>'); };
    return bare(one.mail) && std::all_of(one.recipients.begin(), one.recipients.end(), bare);
  });
}

// It was seen to tell of failures in another form than that of RFC 3464.
bool in_own_form(std::span<const judged_case* const> judged) {
  return std::any_of(judged.begin(), judged.end(), [](const judged_case* which) {
    return std::any_of(which->judgements.begin(), which->judgements.end(), [](const judgement& one) {
      return one.requirement == "rfc5321/3.6.3/standard-format" && one.verdict != verdict::pass;
    });
  });
}

// RFC 5321 4.4 speaks of the SMTP server that delivers, and RFC 2034 of what a server says.
bool of_a_server(std::string_view requirement, const spec::requirement& row) {
  return row.role == spec::role::submission || requirement.starts_with("rfc2034/") ||
         (row.role == spec::role::local_delivery && requirement.starts_with("rfc5321/4.4/"));
}

}  // namespace

bool binds_with_dsn_alone(std::string_view requirement) {
  return requirement.starts_with("rfc3461/6.2/") || requirement.starts_with("rfc3461/6.3/") ||
         requirement == "rfc6533/4.5/seven-bit-encoding-to-plain-server";
}

std::string out_of_reach(std::string_view requirement, const spec::law_book& law,
                         const trace::run_header& run, std::span<const trace::case_record* const> records,
                         std::span<const judged_case* const> judged) {
  const spec::requirement* row = law.find(requirement);
  const bool by_command = run.target.by_command;
  const auto& can = run.target.capabilities;
  const trace::case_record& first = *records.front();
  if (by_command && row != nullptr && of_a_server(requirement, *row)) {
    return "the target has no SMTP server: mail is submitted by a command";
  }
  if (requirement.starts_with("rfc2034/") && does_not_announce(first, "ENHANCEDSTATUSCODES")) {
    return "the target does not announce ENHANCEDSTATUSCODES, so RFC 2034 does not bind it";
  }
  if (binds_with_dsn_alone(requirement) && std::find(can.begin(), can.end(), "dsn") == can.end() &&
      (by_command || does_not_announce(first, "DSN"))) {
    return "the target does not announce DSN, so this does not bind it";
  }
  if (requirement.starts_with("rfc3461/5.2.1/") && says_helo_alone(records)) {
    return "the target says HELO to next hops, so that none announces DSN to it";
  }
  if (of_parameters_given(requirement) && gives_no_parameters(records)) {
    return "the target gives no parameters to next hops";
  }
  if (run.target.no_queue && row != nullptr && row->role != spec::role::submission) {
    return "the target keeps no queue and makes no reports: what it can't pass on at once it refuses";
  }
  if (by_command && nothing_taken(records)) {
    return "the command by which mail is submitted does not take this message";
  }
  if (row != nullptr && row->role == spec::role::report_format && in_own_form(judged)) {
    return "the target tells of failures in a form of its own, which doesn't show this";
  }
  return {};
}

}  // namespace dsnspec::judge
