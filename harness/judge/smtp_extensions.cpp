#include "judge/smtp_extensions.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.hpp"
#include "grammar/xtext.hpp"

namespace dsnspec::judge {
namespace {

// RFC 1870, 6152, 3461, 6531, 4954, 2852, 6710, 8689, 7293, 3865, 4865.
constexpr std::array<std::pair<std::string_view, std::string_view>, 15> extensions{{
    {"SIZE", "SIZE"},
    {"BODY", "8BITMIME"},
    {"RET", "DSN"},
    {"ENVID", "DSN"},
    {"NOTIFY", "DSN"},
    {"ORCPT", "DSN"},
    {"SMTPUTF8", "SMTPUTF8"},
    {"AUTH", "AUTH"},
    {"BY", "DELIVERBY"},
    {"MT-PRIORITY", "MT-PRIORITY"},
    {"REQUIRETLS", "REQUIRETLS"},
    {"RRVS", "RRVS"},
    {"SOLICIT", "NO-SOLICITING"},
    {"HOLDFOR", "FUTURERELEASE"},
    {"HOLDUNTIL", "FUTURERELEASE"},
}};

// RFC 3461 5.4, without keyword and "=": at least this much counts as trying the limit.
constexpr std::size_t long_envid = 92;
constexpr std::size_t long_orcpt = 492;
// RFC 4954 section 3: what AUTH adds to the length of MAIL, its keyword and the blank included.
constexpr std::size_t longest_auth = 500;
constexpr std::size_t longest_size = 20;  // RFC 1870 section 4

}  // namespace

std::string_view extension_of(std::string_view parameter) {
  const auto found = std::find_if(extensions.begin(), extensions.end(), [parameter](const auto& one) {
    return base::iequals(one.first, parameter);
  });
  return found == extensions.end() ? std::string_view{} : found->second;
}

bool is_valid_other(const smtp::parameter& one) {
  const std::string_view value = one.value.value_or(std::string_view{});
  if (one.is("SIZE")) {
    return !value.empty() && value.size() <= longest_size &&
           std::all_of(value.begin(), value.end(), base::is_digit);
  }
  if (one.is("BODY")) {
    return base::iequals(value, "7BIT") || base::iequals(value, "8BITMIME");
  }
  if (one.is("AUTH")) {
    return !value.empty() && one.raw.size() < longest_auth &&
           (value == "<>" || grammar::check_xtext(value).has_value());
  }
  return one.is("SMTPUTF8") && !one.value;
}

bool is_long_with_others(const std::vector<smtp::parameter>& parameters) {
  bool is_long = false;
  bool others = false;
  for (const smtp::parameter& one : parameters) {
    const std::size_t length = one.value.value_or(std::string_view{}).size();
    if (extension_of(one.keyword) == "DSN") {
      is_long =
          is_long || (one.is("ENVID") && length >= long_envid) || (one.is("ORCPT") && length >= long_orcpt);
    } else if (is_valid_other(one)) {
      others = true;
    } else {
      return false;
    }
  }
  return is_long && others;
}

}  // namespace dsnspec::judge
