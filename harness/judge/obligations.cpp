#include "judge/obligations.hpp"

namespace dsnspec::judge {
namespace {

constexpr std::string_view null_sender_rule = "rfc3461/5.2/no-dsn-for-null-sender";

void delivered_by_relay(const request& asked, obligation& out) {
  if (asked.notify && asked.notify->success()) {
    out.terminal = dsn::action::relayed;
    out.terminal_rules = {"rfc3461/5.2.2/relayed-dsn-for-success"};
  } else if (asked.notify && asked.notify->is_never()) {
    out.terminal_rules = {"rfc3461/5.2.2/never-means-no-dsn"};
  } else if (!asked.notify) {
    out.terminal_rules = {"rfc3461/5.2.2/no-dsn-without-notify-on-success"};
  } else {
    // 5.2.2 leaves FAILURE or DELAY without SUCCESS out, and 5.2.3 (b) is about mailboxes.
    out.terminal_rules = {"rfc3464/2.3.3/relayed-only-with-success"};
  }
}

void delivered_to_mailbox(const request& asked, obligation& out) {
  if (asked.notify && asked.notify->success()) {
    out.terminal = dsn::action::delivered;
    out.terminal_rules = {"rfc3461/5.2.3/delivered-dsn-for-success"};
  } else if (asked.notify) {
    out.terminal_rules = {"rfc3461/5.2.3/no-dsn-without-success-keyword"};
  } else {
    out.terminal_rules = {"rfc3461/5.2.3/no-dsn-without-notify"};
  }
}

void not_delivered(const request& asked, const outcome_at& came, obligation& out) {
  if (!asked.notify) {
    out.terminal = dsn::action::failed;
    out.terminal_rules = {"rfc3461/5.2.6/failed-dsn-without-notify"};
    if (came.refused_by_nonconforming_at_rcpt) {
      out.terminal_rules.insert(out.terminal_rules.begin(), "rfc3461/5.2.2/failed-dsn-without-notify");
    }
  } else if (asked.notify->failure()) {
    out.terminal = dsn::action::failed;
    out.terminal_rules = {"rfc3461/5.2.6/failed-dsn-for-failure"};
    if (came.refused_by_nonconforming_at_rcpt) {
      out.terminal_rules.insert(out.terminal_rules.begin(), "rfc3461/5.2.2/failed-dsn-for-rcpt-refusal");
    }
  } else {
    out.terminal_rules = {"rfc3461/5.2.6/no-dsn-without-failure-keyword"};
    if (asked.notify->is_never() && came.nonconforming) {
      out.terminal_rules.insert(out.terminal_rules.begin(), "rfc3461/5.2.2/never-means-no-dsn");
    }
  }
}

}  // namespace

obligation obligation_of(const request& asked, const outcome_at& came) {
  obligation out;
  if (asked.null_sender) {
    out.terminal_rules = {null_sender_rule};
    out.delayed_rule = null_sender_rule;
    return out;
  }
  switch (came.delivered_to) {
    case destination::conforming_hop:
      out.terminal_rules = {"rfc3461/5.2.1/no-success-dsn-to-conforming"};
      break;
    case destination::nonconforming_hop:
      delivered_by_relay(asked, out);
      break;
    case destination::mailbox:
      delivered_to_mailbox(asked, out);
      break;
    case destination::nobody:
      not_delivered(asked, came, out);
      break;
  }
  out.delayed_permitted = !asked.notify || asked.notify->delay();
  out.delayed_rule = out.delayed_permitted ? "rfc3461/5.2.5/delayed-dsn-permitted"
                                           : "rfc3461/5.2.5/no-delayed-dsn-without-delay-keyword";
  return out;
}

}  // namespace dsnspec::judge
