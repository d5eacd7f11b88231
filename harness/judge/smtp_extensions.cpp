#include "judge/smtp_extensions.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.hpp"

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

}  // namespace

std::string_view extension_of(std::string_view parameter) {
  const auto found = std::find_if(extensions.begin(), extensions.end(), [parameter](const auto& one) {
    return base::iequals(one.first, parameter);
  });
  return found == extensions.end() ? std::string_view{} : found->second;
}

}  // namespace dsnspec::judge
