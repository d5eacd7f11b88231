// The requirements that the linter watches: rows of scenarios/law/rfc3464.yaml, rfc6522.yaml,
// rfc3461-lint.yaml.
#pragma once

#include <array>
#include <string_view>

namespace dsnspec::dsn::ids {

using id = std::string_view;

// ---------------------------------------------------------------- the container (lint_container.cpp)
inline constexpr id multipart_report = "rfc3464/2/multipart-report";
inline constexpr id mime_version = "rfc3464/2/mime-version";
inline constexpr id report_type_delivery_status = "rfc3464/2/report-type-delivery-status";
inline constexpr id second_part_delivery_status = "rfc3464/2/second-part-delivery-status";
inline constexpr id header_addressed = "rfc3464/2/header-addressed";
inline constexpr id from_address = "rfc3464/2/from-address";
inline constexpr id boundary_present = "rfc6522/3/boundary-present";
inline constexpr id boundary_syntax = "rfc6522/3/boundary-syntax";
inline constexpr id report_type_present = "rfc6522/3/report-type-present";
inline constexpr id multipart_encoding = "rfc6522/3/multipart-encoding";
inline constexpr id undeclared_8bit = "rfc6522/3/undeclared-8bit";
inline constexpr id first_part_human_readable = "rfc6522/3/first-part-human-readable";
inline constexpr id second_part_present = "rfc6522/3/second-part-present";
inline constexpr id at_most_three_parts = "rfc6522/3/at-most-three-parts";
inline constexpr id close_delimiter = "rfc6522/3/close-delimiter";
inline constexpr id boundary_not_in_content = "rfc6522/3/boundary-not-in-content";
inline constexpr id returned_message_encoding = "rfc6522/3/returned-message-encoding";
inline constexpr id headers_only_as_message = "rfc6522/4/headers-only-as-message";
inline constexpr id headers_without_body = "rfc6522/4/headers-without-body";

// ---------------------------------------------------------------- the delivery status (lint_structure.cpp)
inline constexpr id encoding_7bit = "rfc3464/2.1/encoding-7bit";
inline constexpr id seven_bit_octets = "rfc3464/2.1/seven-bit-octets";
inline constexpr id line_length = "rfc3464/2.1/line-length";
inline constexpr id field_syntax = "rfc3464/2.1/field-syntax";
inline constexpr id per_message_fields_first = "rfc3464/2.1/per-message-fields-first";
inline constexpr id recipient_group_present = "rfc3464/2.1/recipient-group-present";
inline constexpr id blank_line_before_recipient = "rfc3464/2.1/blank-line-before-recipient";
inline constexpr id one_blank_line = "rfc3464/2.1/one-blank-line";
inline constexpr id blank_line_empty = "rfc3464/2.1/blank-line-empty";
inline constexpr id ends_with_last_field = "rfc3464/2.1/ends-with-last-field";
inline constexpr id contiguous_group = "rfc3464/2.3/contiguous-group";
inline constexpr id recipient_field_in_recipient_group = "rfc3464/2.3/recipient-field-in-recipient-group";
inline constexpr id extension_name_atom = "rfc3464/A/extension-name-atom";
inline constexpr id x_name = "rfc3464/2.4/x-name-tells-the-implementation";

// ---------------------------------------------------------------- per-message fields (lint_per_message.cpp)
inline constexpr id per_message_at_most_once = "rfc3464/2.2/at-most-once";
inline constexpr id reporting_mta_present = "rfc3464/2.2.2/reporting-mta-present";
inline constexpr id reporting_mta_syntax = "rfc3464/2.2.2/reporting-mta-syntax";
inline constexpr id dsn_gateway_syntax = "rfc3464/2.2.3/dsn-gateway-syntax";
inline constexpr id received_from_mta_syntax = "rfc3464/2.2.4/received-from-mta-syntax";
inline constexpr id arrival_date_syntax = "rfc3464/2.2.5/arrival-date-syntax";
inline constexpr id arrival_date_numeric_zone = "rfc3464/2.2.5/arrival-date-numeric-zone";

// ---------------------------------------------------------------- per-recipient fields
// (lint_per_recipient.cpp)
inline constexpr id per_recipient_at_most_once = "rfc3464/2.3/at-most-once";
inline constexpr id mandatory_order = "rfc3464/2.3/mandatory-order";
inline constexpr id original_recipient_syntax = "rfc3464/2.3.1/original-recipient-syntax";
inline constexpr id final_recipient_present = "rfc3464/2.3.2/final-recipient-present";
inline constexpr id final_recipient_syntax = "rfc3464/2.3.2/final-recipient-syntax";
inline constexpr id final_recipient_address = "rfc3464/2.3.2/final-recipient-address";
inline constexpr id action_present = "rfc3464/2.3.3/action-present";
inline constexpr id action_value = "rfc3464/2.3.3/action-value";
inline constexpr id success_with_failure_status = "rfc3464/2.3.3/success-with-failure-status";
inline constexpr id status_present = "rfc3464/2.3.4/status-present";
inline constexpr id status_syntax = "rfc3464/2.3.4/status-syntax";
inline constexpr id status_leading_zeros = "rfc3464/2.3.4/status-leading-zeros";
inline constexpr id status_class = "rfc3464/2.3.4/status-class";
inline constexpr id status_contradicts_action = "rfc3464/2.3.4/status-contradicts-action";
inline constexpr id remote_mta_syntax = "rfc3464/2.3.5/remote-mta-syntax";
inline constexpr id remote_mta_printable = "rfc3464/2.3.5/remote-mta-printable";
inline constexpr id diagnostic_code_syntax = "rfc3464/2.3.6/diagnostic-code-syntax";
inline constexpr id last_attempt_date_syntax = "rfc3464/2.3.7/last-attempt-date-syntax";
inline constexpr id last_attempt_date_numeric_zone = "rfc3464/2.3.7/last-attempt-date-numeric-zone";
inline constexpr id will_retry_until_syntax = "rfc3464/2.3.9/will-retry-until-syntax";
inline constexpr id will_retry_until_numeric_zone = "rfc3464/2.3.9/will-retry-until-numeric-zone";
inline constexpr id will_retry_until_only_delayed = "rfc3464/2.3.9/will-retry-until-only-delayed";
inline constexpr id will_retry_until_is_the_end = "rfc3464/2.3.9/will-retry-until-is-the-end";

// ---------------------------------------------------------------- choices (lint_choices.cpp)
inline constexpr id status_no_parameters = "rfc3464/2.1/no-parameters";
inline constexpr id no_other_parameters = "rfc6522/3/no-other-parameters";
inline constexpr id headers_no_parameters = "rfc6522/4/no-parameters";
inline constexpr id multipart_alternative = "rfc6522/3/multipart-alternative";
inline constexpr id third_part_optional = "rfc6522/3/third-part-optional";
inline constexpr id headers_quoted_printable = "rfc6522/4/quoted-printable";
inline constexpr id encoded_words_in_comments = "rfc3464/2.1.1/encoded-words-in-comments";
inline constexpr id other_fields = "rfc3464/3/other-fields-where-appropriate";
inline constexpr id type_registered = "rfc3464/2.1.2/type-registered";

// ---------------------------------------------------------------- profile smtp only (lint_smtp.cpp)
inline constexpr id third_part_labelled = "rfc3461/6.2/third-part-labelled";
inline constexpr id headers_only_without_failure = "rfc3461/6.2/headers-only-without-failure";
inline constexpr id reporting_mta_single_label = "rfc3461/6.3/reporting-mta-single-label";
inline constexpr id final_recipient_type = "rfc3461/6.3/final-recipient-type";
inline constexpr id remote_mta_type = "rfc3461/6.3/remote-mta-type";
inline constexpr id address_without_brackets = "rfc3461/9.1/address-without-brackets";
inline constexpr id smtp_diagnostic_syntax = "rfc3461/9.2/smtp-diagnostic-syntax";
inline constexpr id dns_name_syntax = "rfc3461/9.3/dns-name-syntax";

}  // namespace dsnspec::dsn::ids

namespace dsnspec::dsn {

// Every one of them; a test holds the list against the law book.
inline constexpr std::array lint_ids = {
    ids::multipart_report,
    ids::mime_version,
    ids::report_type_delivery_status,
    ids::second_part_delivery_status,
    ids::header_addressed,
    ids::from_address,
    ids::boundary_present,
    ids::boundary_syntax,
    ids::report_type_present,
    ids::multipart_encoding,
    ids::undeclared_8bit,
    ids::first_part_human_readable,
    ids::second_part_present,
    ids::at_most_three_parts,
    ids::close_delimiter,
    ids::boundary_not_in_content,
    ids::returned_message_encoding,
    ids::headers_only_as_message,
    ids::headers_without_body,
    ids::other_fields,
    ids::encoding_7bit,
    ids::seven_bit_octets,
    ids::line_length,
    ids::field_syntax,
    ids::per_message_fields_first,
    ids::recipient_group_present,
    ids::blank_line_before_recipient,
    ids::one_blank_line,
    ids::blank_line_empty,
    ids::ends_with_last_field,
    ids::contiguous_group,
    ids::recipient_field_in_recipient_group,
    ids::extension_name_atom,
    ids::x_name,
    ids::per_message_at_most_once,
    ids::reporting_mta_present,
    ids::reporting_mta_syntax,
    ids::dsn_gateway_syntax,
    ids::received_from_mta_syntax,
    ids::arrival_date_syntax,
    ids::arrival_date_numeric_zone,
    ids::per_recipient_at_most_once,
    ids::mandatory_order,
    ids::original_recipient_syntax,
    ids::final_recipient_present,
    ids::final_recipient_syntax,
    ids::final_recipient_address,
    ids::action_present,
    ids::action_value,
    ids::success_with_failure_status,
    ids::status_present,
    ids::status_syntax,
    ids::status_leading_zeros,
    ids::status_class,
    ids::status_contradicts_action,
    ids::remote_mta_syntax,
    ids::remote_mta_printable,
    ids::diagnostic_code_syntax,
    ids::last_attempt_date_syntax,
    ids::last_attempt_date_numeric_zone,
    ids::will_retry_until_syntax,
    ids::will_retry_until_numeric_zone,
    ids::will_retry_until_only_delayed,
    ids::will_retry_until_is_the_end,
    ids::third_part_labelled,
    ids::headers_only_without_failure,
    ids::reporting_mta_single_label,
    ids::final_recipient_type,
    ids::remote_mta_type,
    ids::address_without_brackets,
    ids::smtp_diagnostic_syntax,
    ids::dns_name_syntax,
    ids::status_no_parameters,
    ids::no_other_parameters,
    ids::headers_no_parameters,
    ids::multipart_alternative,
    ids::third_part_optional,
    ids::headers_quoted_printable,
    ids::encoded_words_in_comments,
    ids::type_registered,
};

// Those among them that tell which of the permitted ways a report goes: their rows are of level MAY.
inline constexpr std::array choice_ids = {
    ids::status_no_parameters,      ids::no_other_parameters, ids::headers_no_parameters,
    ids::multipart_alternative,     ids::third_part_optional, ids::headers_quoted_printable,
    ids::encoded_words_in_comments, ids::type_registered,     ids::other_fields,
};
bool is_choice(std::string_view requirement);

}  // namespace dsnspec::dsn
