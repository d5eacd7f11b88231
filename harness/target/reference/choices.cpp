#include "target/reference/choices.hpp"

#include <algorithm>

namespace dsnspec::reference {
namespace {

struct variation {
  std::string_view name;
  void (*take)(choices& which);
};

constexpr variation all[] = {
    {"no-orcpt-added", [](choices& it) { it.orcpt_added = false; }},
    {"strict-notify-lists", [](choices& it) { it.lax_notify_lists = false; }},
    {"never-in-own-transaction", [](choices& it) { it.never_in_own_transaction = true; }},
    {"no-delayed-reports", [](choices& it) { it.delays_reported = false; }},
    {"delayed-reports-unasked", [](choices& it) { it.delays_reported_unasked = true; }},
    {"one-report-each", [](choices& it) { it.one_report_each = true; }},
    {"alias-as-non-conforming",
     [](choices& it) { it.several_targets = choices::alias_way::as_non_conforming; }},
    {"alias-to-one", [](choices& it) { it.several_targets = choices::alias_way::to_one; }},
    {"message-returned-by-default", [](choices& it) { it.header_returned_by_default = false; }},
    {"nothing-returned", [](choices& it) { it.nothing_returned = true; }},
    {"large-messages-returned-in-part", [](choices& it) { it.returned_at_most = std::size_t{100} << 10U; }},
    {"html-beside-text", [](choices& it) { it.html_beside_text = true; }},
    {"general-status", [](choices& it) { it.general_status = true; }},
    {"status-of-last-reply", [](choices& it) { it.expired_status = false; }},
    {"extension-fields", [](choices& it) { it.extension_fields = true; }},
    {"mandatory-fields-alone", [](choices& it) { it.optional_fields = false; }},
    {"report-with-envid", [](choices& it) { it.report_with_envid = true; }},
    {"report-with-notify-never", [](choices& it) { it.report_with_notify_never = true; }},
    {"report-with-orcpt", [](choices& it) { it.report_with_orcpt = true; }},
    {"no-enhanced-codes", [](choices& it) { it.enhanced_codes = false; }},
    {"status-comment", [](choices& it) { it.status_comment = true; }},
    {"upper-case-types", [](choices& it) { it.upper_case_types = true; }},
    {"no-blank-after-type", [](choices& it) { it.blank_after_type = false; }},
    {"optional-fields-reversed", [](choices& it) { it.optional_fields_reversed = true; }},
    {"address-as-name", [](choices& it) { it.address_as_name = true; }},
    {"global-always", [](choices& it) { it.global_always = true; }},
    {"notify-reordered", [](choices& it) { it.notify_reordered = true; }},
    {"mail-refused-by-turns", [](choices& it) { it.mail_refused = true; }},
    {"recipients-refused-by-turns", [](choices& it) { it.recipients_refused = true; }},
    {"no-dsn", [](choices& it) { it.dsn_announced = false; }},
    {"client-by-ipv6", [](choices& it) { it.client_by_ipv6 = true; }},
    {"no-pipelining", [](choices& it) { it.pipelining = false; }},
};

}  // namespace

bool vary(choices& which, std::string_view name) {
  const auto* const found =
      std::find_if(std::begin(all), std::end(all), [&](const variation& each) { return each.name == name; });
  if (found == std::end(all)) {
    return false;
  }
  found->take(which);
  return true;
}

std::vector<std::string_view> variation_names() {
  std::vector<std::string_view> out;
  for (const variation& each : all) {
    out.push_back(each.name);
  }
  return out;
}

}  // namespace dsnspec::reference
