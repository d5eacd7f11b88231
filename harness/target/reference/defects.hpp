// The defects that can be switched on in the reference mail system: each is violated law, and
// scenarios/selftest/defects.yaml says which. The name of a defect there is the one here with "-" for "_".
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dsnspec::reference {

// clang-format off
#define DSNSPEC_DEFECTS(X) \
  X(action_missing) \
  X(action_unknown_word) \
  X(added_orcpt_is_alias_target) \
  X(added_orcpt_type_made_up) \
  X(all_returned_without_failure) \
  X(bad_envid_accepted) \
  X(bad_notify_ignored) \
  X(bad_orcpt_accepted) \
  X(bad_ret_ignored) \
  X(body_returned_despite_hdrs) \
  X(boundary_guessable) \
  X(closing_boundary_missing) \
  X(code_552_permanent) \
  X(codes_251_252_no_success) \
  X(date_with_zone_name) \
  X(date_without_zone) \
  X(delayed_called_failed) \
  X(delayed_report_without_delay) \
  X(delivered_report_without_success) \
  X(delivered_reported_unasked) \
  X(diagnostic_code_missing) \
  X(diagnostic_code_twice) \
  X(diagnostic_first_line_only) \
  X(diagnostic_invented) \
  X(diagnostic_not_folded) \
  X(diagnostic_type_made_up) \
  X(dsn_anywhere_in_ehlo) \
  X(dsn_gateway_everywhere) \
  X(dsn_keyword_in_capitals_only) \
  X(duplicate_notify_merged) \
  X(duplicate_orcpt_accepted) \
  X(eight_bit_to_plain_hop) \
  X(empty_notify_left_out) \
  X(envid_controls_accepted) \
  X(envid_cut) \
  X(envid_dropped) \
  X(envid_dropped_without_ret) \
  X(envid_empty_accepted) \
  X(envid_encoded_twice) \
  X(envid_invented) \
  X(envid_length_limited) \
  X(envid_letters_and_digits_only) \
  X(envid_lower_case_hex_accepted) \
  X(envid_reencoded) \
  X(envid_sent_decoded) \
  X(envid_sent_twice) \
  X(expanded_called_delivered) \
  X(expanded_not_reported) \
  X(expansion_loses_orcpt) \
  X(expansion_not_settled) \
  X(expiry_in_silence) \
  X(failed_report_without_failure) \
  X(failures_elsewhere_dropped) \
  X(final_recipient_is_alias_target) \
  X(final_recipient_lower_case) \
  X(final_recipient_missing) \
  X(final_recipient_once) \
  X(final_recipient_type_made_up) \
  X(first_original_recipient_for_all) \
  X(global_content_in_traditional_types) \
  X(global_headers_with_charset) \
  X(global_status_encoded) \
  X(groups_run_together) \
  X(header_alone_despite_full) \
  X(headers_called_message) \
  X(human_part_missing) \
  X(human_part_second) \
  X(keywords_kept_over_tls) \
  X(last_attempt_invented) \
  X(last_ehlo_line_overlooked) \
  X(last_envid_wins) \
  X(list_called_expanded) \
  X(list_keeps_envid) \
  X(list_keeps_notify) \
  X(list_keeps_orcpt) \
  X(list_keeps_return_address) \
  X(long_lines_refused) \
  X(mail_parameters_to_non_conforming) \
  X(multipart_mixed) \
  X(never_disregarded) \
  X(never_relayed_as_failure) \
  X(never_relayed_in_company) \
  X(no_delivered_report) \
  X(no_failed_report) \
  X(no_failed_report_unasked) \
  X(no_relayed_report) \
  X(notify_case_sensitive) \
  X(notify_delay_added) \
  X(notify_delay_dropped) \
  X(notify_dropped) \
  X(notify_failure_added) \
  X(notify_first_element_alone) \
  X(notify_invented) \
  X(notify_never_in_company) \
  X(notify_of_first_alone) \
  X(notify_one_order) \
  X(notify_value_cut) \
  X(null_sender_for_all) \
  X(null_sender_reported) \
  X(only_first_recipient_reported) \
  X(orcpt_cut) \
  X(orcpt_dropped) \
  X(orcpt_length_limited) \
  X(orcpt_lower_case) \
  X(orcpt_must_be_mailbox) \
  X(orcpt_not_upconverted) \
  X(orcpt_other_types_refused) \
  X(orcpt_reencoded) \
  X(orcpt_replaced) \
  X(orcpt_utf8_refused) \
  X(orcpt_without_type_accepted) \
  X(original_envelope_id_invented) \
  X(original_envelope_id_missing) \
  X(original_envelope_id_not_decoded) \
  X(original_recipient_decoded_twice) \
  X(original_recipient_invented) \
  X(original_recipient_missing) \
  X(original_recipient_not_decoded) \
  X(parameters_lost_on_retry) \
  X(rcpt_parameters_to_non_conforming) \
  X(refusals_retried) \
  X(relayed_at_rcpt) \
  X(relayed_called_delivered) \
  X(relayed_report_to_conforming) \
  X(relayed_report_without_success) \
  X(relayed_reported_unasked) \
  X(remote_mta_empty) \
  X(remote_mta_is_domain) \
  X(remote_mta_missing) \
  X(reply_octets_raw) \
  X(report_asks_for_success) \
  X(report_to_header_address) \
  X(report_type_missing) \
  X(report_with_envid_of_message) \
  X(report_with_ret) \
  X(report_with_sender) \
  X(reporting_mta_localhost) \
  X(reporting_mta_missing) \
  X(reporting_mta_short) \
  X(reporting_mta_twice) \
  X(ret_added) \
  X(ret_and_envid_refused) \
  X(ret_dropped) \
  X(ret_swapped) \
  X(retry_time_when_failed) \
  X(return_path_missing) \
  X(returned_header_incomplete) \
  X(single_alias_loses_notify) \
  X(single_alias_loses_orcpt) \
  X(single_alias_reported) \
  X(size_always) \
  X(smtputf8_parameter_forgotten) \
  X(smtputf8_with_words_unknown) \
  X(smtputf8_without_need) \
  X(status_class_contradicts) \
  X(status_is_reply_code) \
  X(status_leading_zero) \
  X(status_missing) \
  X(status_part_as_text) \
  X(status_part_in_base64) \
  X(status_with_text) \
  X(status_without_detail) \
  X(stored_recipient_not_upconverted) \
  X(success_kept_in_expansion) \
  X(unknown_parameters_ignored) \
  X(utf8_address_called_rfc822) \
  X(utf8_address_to_plain_hop) \
  X(utf8_header_to_plain_hop) \
  X(utf8_orcpt_raw_to_plain_hop) \
  X(utf8_orcpt_relabelled)
// clang-format on

enum class defect : std::size_t {
#define DSNSPEC_DEFECT(name) name,
  DSNSPEC_DEFECTS(DSNSPEC_DEFECT)
#undef DSNSPEC_DEFECT
};

#define DSNSPEC_DEFECT(name) +1
inline constexpr std::size_t defect_count = 0 DSNSPEC_DEFECTS(DSNSPEC_DEFECT);
#undef DSNSPEC_DEFECT

// "envid-dropped"
std::string defect_name(defect which);
std::optional<defect> find_defect(std::string_view name);
std::vector<std::string> defect_names();

}  // namespace dsnspec::reference
