// One case as the judge sees it: what was submitted, what went to which next hop, which reports came. Built
// once from the record; all checks read it.
//
// Everything points into the case_record, which must outlive the observation. Linear in the record's size.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dsn/model.hpp"
#include "grammar/notify.hpp"
#include "judge/address.hpp"
#include "smtp/dsn_parameters.hpp"
#include "trace/dialogue.hpp"
#include "trace/run.hpp"

namespace dsnspec::judge {

// What the scenario says an address of the target's own domain is. `winding`: an alias that leads to a list,
// of which the RFC says nothing.
enum class route { remote, mailbox, alias, multi_alias, list, unknown_local, winding };

struct submitted_recipient {
  const trace::recipient_exchange* said = nullptr;
  std::string address;         // "carol@next.c017.test", as in the RCPT command
  scenario::address where_to;  // as in the scenario
  dsnspec::judge::route route = dsnspec::judge::route::remote;
  bool accepted = false;                  // by the target: it took the message for this recipient
  std::optional<grammar::notify> notify;  // nothing: absent, or invalid
  std::optional<std::string> orcpt;       // the esmtp-value; nothing: absent, or invalid
  bool unclear = false;  // a parameter is invalid or doubled: what the target owes is anybody's guess
  std::vector<scenario::address>
      final_targets;  // after aliases: the mailboxes mail goes to in the end, each once
  // Another recipient of the submission leads to one of the same mailboxes. The RFC doesn't say whose wish
  // counts then.
  bool shared = false;
  bool repeated = false;  // an earlier recipient of the submission is the same mailbox with the same NOTIFY

  [[nodiscard]] bool wants_success() const;
  [[nodiscard]] bool wants_failure() const;  // absent counts as wanting it
  [[nodiscard]] bool never() const;
};

struct submission {
  std::size_t index = 0;
  const trace::dialogue* in = nullptr;
  const trace::transaction* said = nullptr;
  bool accepted = false;
  std::string sender;                // the reverse-path; empty: null
  std::optional<std::string> envid;  // the esmtp-value; nothing: absent, or invalid
  std::optional<std::string> ret;    // "FULL" or "HDRS", upper case; nothing: absent, or invalid
  bool smtputf8 = false;             // MAIL said SMTPUTF8 (RFC 6531), without a value
  bool unclear = false;              // as for recipients
  std::string token;                 // stands in the body and nowhere else
  std::vector<submitted_recipient> recipients;
};

// A transaction of the target's with one of our hosts.
struct hop_transaction {
  std::string host;
  const trace::dialogue* in = nullptr;
  const trace::transaction* said = nullptr;
  std::size_t submission =
      no_submission;  // the message it carries, found by its marks or else by its envelope
  // Its message is a report; or there is none, and the envelope is one in which nothing but a report can
  // travel.
  bool is_report = false;
  static constexpr std::size_t no_submission = static_cast<std::size_t>(-1);

  [[nodiscard]] bool conforming() const { return said->announced("DSN"); }
};

// A report, or what came in the place of one: any message of the target's own making.
struct received_report {
  const hop_transaction* how = nullptr;
  std::unique_ptr<dsn::report> parsed;
  // It has a delivery status where a DSN has it, so that all it says can be judged; also when its outermost
  // type is another than multipart/report, which is accused by itself.
  [[nodiscard]] bool is_dsn() const { return parsed->delivery_status != nullptr; }
  // And it is a multipart/report.
  [[nodiscard]] bool well_typed() const { return parsed->is_report; }
  [[nodiscard]] bool truncated() const { return how->said->omitted != 0; }
};

class observation {
 public:
  observation(const trace::case_record& record, const trace::recorded_run& run);
  observation(const observation&) = delete;
  observation& operator=(const observation&) = delete;

  [[nodiscard]] const trace::case_record& record() const { return record_; }
  [[nodiscard]] const trace::recorded_run& run() const { return run_; }
  [[nodiscard]] const std::deque<submission>& submissions() const { return submissions_; }
  // At our hosts, the fence's left out, in order of time.
  [[nodiscard]] const std::deque<hop_transaction>& hops() const { return hops_; }
  // Each once, however often it was offered; those that came whole.
  [[nodiscard]] const std::vector<received_report>& reports() const { return reports_; }
  [[nodiscard]] const std::deque<trace::dialogue>& dialogues() const { return dialogues_; }

  // The silence after the case is proved: what did not come will not come.
  [[nodiscard]] bool silence_proved() const { return record_.fence && record_.fence->proved; }

  // The target announces DSN, here or, as far as is known, at all. RFC 3461 says nothing to one that doesn't,
  // nor RFC 3464 of notifications in a form of their own: RFC 5321 binds them.
  [[nodiscard]] bool announces_dsn() const;

  // Whether what is sent to this address comes to a host of ours: it has one, which listens, and DNS leads
  // there.
  [[nodiscard]] bool receives_mail(std::string_view address) const;

  // The hosts that mail for this host's domain goes to: its mail exchangers, or itself.
  [[nodiscard]] std::vector<std::string> servers_of(const std::string& host) const;
  // The key of the host whose domain the address has; empty when there is none.
  [[nodiscard]] std::string host_of(std::string_view address) const;
  [[nodiscard]] const scenario::mailing_list* list_named(const std::string& local_part) const;
  // The address is that of a list's owner: what members' hosts report goes there by right.
  [[nodiscard]] bool is_list_owner(std::string_view address) const;
  // Mail for an address of the scenario comes to this one in the end: by aliases, or because it is the same.
  [[nodiscard]] bool leads_to(const scenario::address& from, std::string_view address) const;

  // What the recipient's address means in the group of a report.
  [[nodiscard]] std::string resolve(const scenario::address& which) const {
    return record_.where.resolve(which);
  }

  // Whom a path means at a next hop, in the message of that submission: the recipient who was submitted so,
  // or whose alias leads there. The first where there are several, accepted ones before others; null for
  // nobody.
  [[nodiscard]] const submitted_recipient* recipient_behind(std::size_t submission,
                                                            std::string_view path) const;

 private:
  void read_submissions();
  [[nodiscard]] submission submission_of(std::size_t index, const trace::dialogue& in) const;
  void describe(submitted_recipient& to, const scenario::address& asked, bool smtputf8) const;
  [[nodiscard]] route route_of(const submitted_recipient& to) const;
  void find_shared(submission& of) const;
  void read_recipients();
  void read_hops();
  void read_reports();

  const trace::case_record& record_;
  const trace::recorded_run& run_;
  std::deque<trace::dialogue> dialogues_;  // addresses stay valid
  std::deque<submission> submissions_;
  std::map<std::pair<std::size_t, std::string>, const submitted_recipient*> behind_;  // by mailbox_key
  std::deque<hop_transaction> hops_;
  std::vector<received_report> reports_;
};

// The key of the host a fence uses, and the local part of the address that is refused there.
inline constexpr const char* fence_host = "fence";
inline constexpr const char* fence_refused = "refused";

}  // namespace dsnspec::judge
