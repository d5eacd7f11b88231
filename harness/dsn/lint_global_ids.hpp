// The requirements of RFC 6533 that the linter watches: rows of scenarios/law/rfc6533.yaml.
#pragma once

#include <array>
#include <string_view>

namespace dsnspec::dsn::ids {

inline constexpr std::string_view no_utf8_address_in_seven_bit_dsn =
    "rfc6533/3/no-utf8-address-in-seven-bit-dsn";
inline constexpr std::string_view xtext_form_in_seven_bit_dsn = "rfc6533/3/xtext-form-in-seven-bit-dsn";
inline constexpr std::string_view utf8_address_in_global_dsn = "rfc6533/3/utf8-address-in-global-dsn";
inline constexpr std::string_view orcpt_upconverted = "rfc6533/3/orcpt-upconverted-in-global-dsn";
inline constexpr std::string_view hexpoint_syntax = "rfc6533/3/hexpoint-syntax";
inline constexpr std::string_view dequotes_to_mailbox = "rfc6533/3/dequotes-to-mailbox";
inline constexpr std::string_view charset_utf8 = "rfc6533/4.1/charset-utf8";
inline constexpr std::string_view utf8_only_with_type_utf8 = "rfc6533/4.1/utf8-only-with-type-utf8";
inline constexpr std::string_view no_nul_cr_lf = "rfc6533/4.1/no-nul-cr-lf";
inline constexpr std::string_view localized_diagnostic_syntax = "rfc6533/4.1/localized-diagnostic-syntax";
inline constexpr std::string_view localized_languages_differ =
    "rfc6533/4.1/localized-diagnostic-languages-differ";
inline constexpr std::string_view localized_follows =
    "rfc6533/4.1/localized-diagnostic-after-diagnostic-code";
inline constexpr std::string_view global_headers_only = "rfc6533/4.3/global-headers-without-body";
inline constexpr std::string_view no_charset_parameter = "rfc6533/6.3/no-charset-parameter";
inline constexpr std::string_view global_status_encoding = "rfc6533/6.4/encoding-8bit";
inline constexpr std::string_view global_no_parameters = "rfc6533/6.4/no-parameters";
inline constexpr std::string_view global_status_second = "rfc6533/6.4/second-part";

}  // namespace dsnspec::dsn::ids

namespace dsnspec::dsn {

// Every one of them; a test holds the list against the law book.
inline constexpr std::array lint_global_ids = {
    ids::no_utf8_address_in_seven_bit_dsn,
    ids::xtext_form_in_seven_bit_dsn,
    ids::utf8_address_in_global_dsn,
    ids::orcpt_upconverted,
    ids::hexpoint_syntax,
    ids::dequotes_to_mailbox,
    ids::charset_utf8,
    ids::utf8_only_with_type_utf8,
    ids::no_nul_cr_lf,
    ids::localized_diagnostic_syntax,
    ids::localized_languages_differ,
    ids::localized_follows,
    ids::global_headers_only,
    ids::no_charset_parameter,
    ids::global_status_encoding,
    ids::global_no_parameters,
    ids::global_status_second,
};

struct report;

// Whether the report has what the requirement is about: what isn't there can't show that it is written right.
bool arises_globally(std::string_view requirement, const report& read);

}  // namespace dsnspec::dsn
