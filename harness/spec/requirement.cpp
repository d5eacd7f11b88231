#include "spec/requirement.hpp"

#include <array>
#include <utility>

#include <fmt/core.h>

namespace dsnspec::spec {
namespace {

constexpr std::array<std::pair<level, std::string_view>, 6> levels{{
    {level::must, "MUST"},
    {level::must_not, "MUST NOT"},
    {level::should, "SHOULD"},
    {level::should_not, "SHOULD NOT"},
    {level::may, "MAY"},
    {level::grammar, "GRAMMAR"},
}};

constexpr std::array<std::pair<impact, std::string_view>, 8> impacts{{
    {impact::lost_report, "lost-report"},
    {impact::false_report, "false-report"},
    {impact::security, "security"},
    {impact::privacy, "privacy"},
    {impact::wrong_content, "wrong-content"},
    {impact::unreadable, "unreadable"},
    {impact::tolerance, "tolerance"},
    {impact::form, "form"},
}};

constexpr std::array<std::pair<role, std::string_view>, 8> roles{{
    {role::submission, "submission"},
    {role::relay_conforming, "relay to conforming"},
    {role::relay_nonconforming, "relay to non-conforming"},
    {role::local_delivery, "local delivery"},
    {role::alias, "alias"},
    {role::list, "list"},
    {role::report_format, "report format"},
    {role::smtputf8, "SMTPUTF8"},
}};

template <class Table, class Value>
std::string_view name_in(const Table& table, Value value) {
  for (const auto& [key, text] : table) {
    if (key == value) {
      return text;
    }
  }
  return "?";
}

template <class Value, std::size_t n>
std::optional<Value> value_in(const std::array<std::pair<Value, std::string_view>, n>& table,
                              std::string_view text) {
  for (const auto& [key, known] : table) {
    if (known == text) {
      return key;
    }
  }
  return std::nullopt;
}

}  // namespace

std::string_view requirement::rfc() const {
  return std::string_view(id).substr(3, id.find('/') - 3);
}

std::string requirement::citation() const {
  return fmt::format("RFC {} section {}", rfc(), section);
}

std::string_view name(level value) {
  return name_in(levels, value);
}
std::string_view name(impact value) {
  return name_in(impacts, value);
}
std::string_view name(role value) {
  return name_in(roles, value);
}
std::optional<level> level_named(std::string_view text) {
  return value_in(levels, text);
}
std::optional<impact> impact_named(std::string_view text) {
  return value_in(impacts, text);
}
std::optional<role> role_named(std::string_view text) {
  return value_in(roles, text);
}

}  // namespace dsnspec::spec
