#include "target/reference/expansion.hpp"

#include "grammar/address_parts.hpp"
#include "grammar/xtext.hpp"

namespace dsnspec::reference {
namespace {

constexpr int most_steps = 10;  // from alias to alias

class expander {
 public:
  expander(const message& what, const directory& home, const conduct& as)
      : what_(what), home_(home), as_(as) {}

  void follow(recipient who, int steps) {
    if (!home_.is_home_of(who.destination)) {
      out_.recipients.push_back(std::move(who));
      return;
    }
    const std::string name(grammar::local_part_of(who.destination));
    const auto list = home_.lists.find(name);
    const auto alias = home_.aliases.find(name);
    if (!home_.knows(name)) {
      settle(std::move(who), attempt::result::failed, "5.1.1", "nobody of that name lives here");
    } else if (list != home_.lists.end()) {
      redistribute(std::move(who), list->second);
    } else if (alias == home_.aliases.end()) {
      out_.recipients.push_back(std::move(who));
    } else if (steps == most_steps) {
      settle(std::move(who), attempt::result::failed, "5.4.6", "the aliases lead in a circle");
    } else if (alias->second.size() == 1) {
      to_one(std::move(who), alias->second.front(), steps);
    } else {
      to_several(who, alias->second, steps);
    }
  }

  expansion result() && { return std::move(out_); }

 private:
  void settle(recipient who, attempt::result what, std::string status, std::string reason) {
    attempt how;
    how.what = what;
    how.status = std::move(status);
    how.reason = std::move(reason);
    out_.settled.emplace_back(std::move(who), std::move(how));
  }

  // Section 5.2.7.2: the parameters go along, and nothing is reported.
  void to_one(recipient who, const std::string& target, int steps) {
    if (as_.broken(defect::single_alias_reported)) {
      settle(who, attempt::result::expanded, "2.0.0", "passed on");
    }
    if (as_.broken(defect::single_alias_loses_notify)) {
      who.notify.reset();
    }
    if (as_.broken(defect::single_alias_loses_orcpt)) {
      who.orcpt.reset();
    }
    who.destination = target;
    follow(std::move(who), steps + 1);
  }

  // Section 5.2.7.3.
  void to_several(const recipient& who, const std::vector<std::string>& targets, int steps) {
    using way = choices::alias_way;
    const way how = alias_way();
    const bool silent = how == way::to_one ? !as_.broken(defect::one_target_and_report)
                                           : as_.broken(defect::nothing_passed_on_in_silence);
    if (!silent && !as_.broken(defect::expansion_not_settled)) {
      settle(who, how == way::expanded ? attempt::result::expanded : attempt::result::relayed, "2.0.0",
             "passed on to several others");
    }
    std::size_t requests = as_.broken(defect::request_to_two_targets) ? 2 : 1;  // in way (b)
    for (const std::string& target : targets) {
      recipient one = who;
      one.destination = target;
      if (how == way::to_one && requests == 0) {
        one.notify = grammar::notify::never();
        one.requests_withheld = true;
      } else if (how == way::as_non_conforming) {
        one.notify = without_success(who.notify);
        one.requests_withheld = true;
      } else if (how == way::expanded && !as_.broken(defect::success_kept_in_expansion)) {
        one.notify = without_success(who.notify);
      }
      if (as_.broken(defect::expansion_loses_orcpt)) {
        one.orcpt.reset();
      }
      requests -= requests > 0 ? 1 : 0;
      follow(std::move(one), steps + 1);
    }
  }

  [[nodiscard]] choices::alias_way alias_way() const {
    if (as_.broken(defect::request_to_two_targets) || as_.broken(defect::one_target_and_report)) {
      return choices::alias_way::to_one;
    }
    return as_.broken(defect::nothing_passed_on_in_silence) ? choices::alias_way::as_non_conforming
                                                            : as_.chosen.several_targets;
  }

  // SUCCESS alone leaves nothing to be told: NEVER, because no NOTIFY at all would ask for reports of
  // failure.
  [[nodiscard]] std::optional<grammar::notify> without_success(std::optional<grammar::notify> wanted) const {
    if (!wanted) {
      return std::nullopt;
    }
    const auto rest = grammar::notify::on(false, wanted->failure(), wanted->delay());
    if (rest.is_never() && as_.broken(defect::empty_notify_left_out)) {
      return std::nullopt;
    }
    return rest;
  }

  // Section 5.2.7.1: for the sender this is delivery. What follows is the list's own mail.
  void redistribute(recipient who, const list& to) {
    message own;
    own.reverse_path = as_.broken(defect::list_keeps_return_address) ? what_.reverse_path : to.owner;
    own.sender_of_list_mail = what_.reverse_path;
    own.smtputf8 = what_.smtputf8;
    own.received_from = what_.received_from;
    own.client_address = what_.client_address;
    own.arrived = what_.arrived;
    own.content = what_.content;
    for (const std::string& member : to.members) {
      recipient one;
      one.address = member;
      one.destination = member;
      if (as_.broken(defect::list_failure_as_of_list)) {
        one.address = who.address;
      }
      if (as_.broken(defect::list_adds_itself_as_orcpt)) {
        one.orcpt = "rfc822;" + grammar::encode_xtext(who.address);
      }
      if (as_.broken(defect::list_keeps_notify)) {
        one.notify = who.notify;
      }
      if (as_.broken(defect::list_keeps_orcpt)) {
        one.orcpt = who.orcpt;
      }
      own.recipients.push_back(std::move(one));
    }
    if (as_.broken(defect::list_keeps_envid)) {
      own.envid = what_.envid;
      own.ret = what_.ret;
    }
    out_.redistributed.push_back(std::move(own));
    const bool expanded = as_.broken(defect::list_called_expanded);
    settle(std::move(who), expanded ? attempt::result::expanded : attempt::result::delivered, "2.0.0",
           "delivered to the list");
  }

  const message& what_;
  const directory& home_;
  const conduct& as_;
  expansion out_;
};

}  // namespace

expansion expand(const message& what, const directory& home, const conduct& as) {
  expander out(what, home, as);
  for (const recipient& who : what.recipients) {
    out.follow(who, 0);
  }
  return std::move(out).result();
}

}  // namespace dsnspec::reference
