#include "target/reference/notification.hpp"

#include "target/reference/report.hpp"

namespace dsnspec::reference {
namespace {

// Section 4.1: without NOTIFY the sender is told of failures, and of delays if that is our custom.
std::optional<action> owed_unasked(const attempt& how, const conduct& as) {
  switch (how.what) {
    case attempt::result::failed:
      return as.broken(defect::no_failed_report_unasked) ? std::nullopt : std::optional(action::failed);
    case attempt::result::deferred:
      return as.chosen.delays_reported_unasked ? std::optional(action::delayed) : std::nullopt;
    case attempt::result::delivered:
      return as.broken(defect::delivered_reported_unasked) ? std::optional(action::delivered) : std::nullopt;
    case attempt::result::relayed:
      return as.broken(defect::relayed_reported_unasked) ? std::optional(action::relayed) : std::nullopt;
    case attempt::result::expanded:
      return as.broken(defect::expansion_reported_unasked) ? std::optional(action::expanded) : std::nullopt;
    default:
      return std::nullopt;
  }
}

std::optional<action> owed_for_success(attempt::result what, const conduct& as) {
  switch (what) {
    case attempt::result::delivered:
      return as.broken(defect::no_delivered_report) ? std::nullopt : std::optional(action::delivered);
    case attempt::result::expanded:
      return as.broken(defect::expanded_not_reported) ? std::nullopt : std::optional(action::expanded);
    case attempt::result::relayed:
      if (as.broken(defect::no_relayed_report)) {
        return std::nullopt;
      }
      return as.broken(defect::relayed_called_delivered) ? action::delivered : action::relayed;
    case attempt::result::passed_on:
      // Section 5.2.1: the next hop has taken the duty over with the parameters.
      return as.broken(defect::relayed_report_to_conforming) ? std::optional(action::relayed) : std::nullopt;
    default:
      return std::nullopt;
  }
}

}  // namespace

std::string_view name(action what) {
  switch (what) {
    case action::failed:
      return "failed";
    case action::delayed:
      return "delayed";
    case action::delivered:
      return "delivered";
    case action::relayed:
      return "relayed";
    case action::expanded:
      return "expanded";
  }
  return "failed";
}

std::optional<action> owed(const recipient& who, const attempt& how, const conduct& as) {
  if (!who.notify) {
    return owed_unasked(how, as);
  }
  const grammar::notify wanted = *who.notify;
  if (wanted.is_never() && !as.broken(defect::never_disregarded)) {
    return std::nullopt;
  }
  if (how.what == attempt::result::failed) {
    const bool told = wanted.failure() ? !as.broken(defect::no_failed_report)
                                       : as.broken(defect::failed_report_without_failure);
    return told || wanted.is_never() ? std::optional(action::failed) : std::nullopt;
  }
  if (how.what == attempt::result::deferred) {
    const bool told = wanted.delay() || as.broken(defect::delayed_report_without_delay);
    return told && as.chosen.delays_reported ? std::optional(action::delayed) : std::nullopt;
  }
  if (!wanted.success() && how.what == attempt::result::delivered &&
      as.broken(defect::delivered_report_without_success)) {
    return action::delivered;
  }
  if (!wanted.success() && how.what == attempt::result::relayed &&
      as.broken(defect::relayed_report_without_success)) {
    return action::relayed;
  }
  if (!wanted.success() && !wanted.is_never() && how.what == attempt::result::expanded &&
      as.broken(defect::expansion_reported_unasked)) {
    return action::expanded;
  }
  return wanted.success() ? owed_for_success(how.what, as) : std::nullopt;
}

bool unreportable(const message& about, const conduct& as) {
  if (about.of && as.broken(defect::reports_about_reports)) {
    return about.of->about.of != nullptr;  // one such report is enough
  }
  return about.of || (about.reverse_path.empty() && !as.broken(defect::null_sender_reported));
}

}  // namespace dsnspec::reference
