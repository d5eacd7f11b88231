// One normative sentence: a row of the law book, and the words it is described in.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dsnspec::spec {

// How strongly the RFC speaks. `grammar` is syntax: broken like a MUST. May: never worse than a NOTE.
enum class level { must, must_not, should, should_not, may, grammar };

// What it costs users when the requirement is broken (design: gravest first, as declared here).
enum class impact {
  lost_report,
  false_report,
  security,
  privacy,
  wrong_content,
  unreadable,
  tolerance,
  form
};

// The part an MTA plays when the requirement binds it; the certificate has one grade for each.
enum class role {
  submission,           // accepts MAIL and RCPT with DSN parameters
  relay_conforming,     // relays to a server that announces DSN
  relay_nonconforming,  // relays to one that doesn't
  local_delivery,
  alias,
  list,
  report_format,  // the DSN itself: envelope, container, fields
  smtputf8,
};

struct requirement {
  std::string id;       // "rfc3461/5.2.2/relayed-dsn-for-success": RFC, section, slug; never reused
  std::string section;  // "5.2.2"
  spec::level level = level::must;
  spec::role role = role::submission;
  spec::impact impact = impact::form;
  std::string sentence;  // in our own words
  std::string observed;  // how one sees it kept or broken
  std::string stand;     // what we decide where texts are silent or disagree; may be empty
  std::string restates;  // id of the row that says the same and is judged for both; may be empty
  // `restates` says this and more: kept, it is kept here; broken, it says nothing of this row.
  bool part_of_it = false;
  std::string not_watchable;  // why nothing seen from outside shows it kept or broken; empty: it can be seen

  // "3461".
  [[nodiscard]] std::string_view rfc() const;
  // "RFC 3461 section 5.2.2".
  [[nodiscard]] std::string citation() const;
  // MUST, MUST NOT and grammar: broken, it is a FAIL.
  [[nodiscard]] bool binding() const {
    return level == spec::level::must || level == spec::level::must_not || level == spec::level::grammar;
  }
};

// Users are left without a report, are told what isn't so, or are harmed.
constexpr bool is_grave(impact value) {
  return value <= impact::privacy;
}

// The words of the law book files: "MUST NOT", "lost-report", "relay to conforming", ...
std::string_view name(level value);
std::string_view name(impact value);
std::string_view name(role value);
std::optional<level> level_named(std::string_view name);
std::optional<impact> impact_named(std::string_view name);
std::optional<role> role_named(std::string_view name);

}  // namespace dsnspec::spec
