// The part "expect" of a scenario: what must be seen on top of what follows from RFC 3461.
#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "scenario/case_reader.hpp"

namespace dsnspec::scenario {
namespace {

constexpr std::array<std::string_view, 5> action_words = {"failed", "delayed", "delivered", "relayed",
                                                          "expanded"};
constexpr std::array<std::string_view, 3> command_words = {"mail", "rcpt", "data"};

// Three places, each digits or a `*`: "5.1.*".
bool is_status_glob(std::string_view text) {
  std::size_t places = 1;
  for (const char c : text) {
    places += c == '.' ? 1 : 0;
    if (!base::is_digit(c) && c != '.' && c != '*') {
      return false;
    }
  }
  return places == 3 && text.size() >= 5 && text.size() <= 9;
}

bool is_code_glob(std::string_view text) {
  return !text.empty() && text.size() <= 3 &&
         text.find_first_not_of("0123456789*") == std::string_view::npos && text.find_first_of("2345") == 0;
}

void read_report(case_context& context, const yaml_node& node, expectation& into) {
  yaml_map map(context.in, node, "report");
  const yaml_node* to = map.get("to");
  const yaml_node* action = map.get("action");
  if (to != nullptr) {
    into.to = context.read_address(*to);
  }
  if (action != nullptr) {
    if (const auto index = context.in.choice(*action, action_words)) {
      into.action = action_words[*index];
    }
  }
  if (map.read("status", into.status) && !is_status_glob(*into.status)) {
    context.in.fail(*map.get("status"), "a status looks like 5.1.1, with * for any number: 5.*.*");
  }
}

void read_no_report(case_context& context, const yaml_node& node, expectation& into) {
  yaml_map map(context.in, node, "no_report");
  if (const yaml_node* to = map.get("to")) {
    into.to = context.read_address(*to);
  }
}

void read_reply(case_context& context, const yaml_node& node, expectation& into) {
  yaml_map map(context.in, node, "reply expected");
  if (const yaml_node* command = map.get("command", yaml_map::required)) {
    if (const auto index = context.in.choice(*command, command_words)) {
      into.command = command_words[*index];
    }
  }
  if (map.read("code", into.code, yaml_map::required) && !is_code_glob(into.code)) {
    context.in.fail(*map.get("code"), "a reply code looks like 501 or, for any of a kind, 5*");
  }
}

constexpr std::size_t most_reports = 10'000;
constexpr std::size_t largest_report = 64U << 20U;

void read_reports(case_context& context, const yaml_node& node, expectation& into) {
  yaml_map map(context.in, node, "reports");
  std::size_t value = 0;
  if (map.read("count", value, 0, most_reports)) {
    into.count = value;
  }
  if (map.read("octets", value, 1, largest_report)) {
    into.octets = value;
  }
  if (node.what == yaml_node::kind::map && !map.has("count") && !map.has("octets")) {
    context.in.fail(node, "a bound of reports is their count, their octets or both");
  }
}

void read_absent(case_context& context, const yaml_node& node, expectation& into) {
  into.text = context.in.octets(node).value_or("-");
  if (into.text.empty()) {
    context.in.fail(node, "the empty text is in every report");
  }
}

expectation read_expectation(case_context& context, const yaml_node& node) {
  expectation out;
  yaml_map map(context.in, node, "expectation");
  const yaml_node* rule = map.get("rule", yaml_map::required);
  const yaml_node* report = map.get("report");
  const yaml_node* no_report = map.get("no_report");
  const yaml_node* reply = map.get("reply");
  const yaml_node* reports = map.get("reports");
  const yaml_node* absent = map.get("absent");
  if (rule != nullptr) {
    out.rule = context.read_requirement_id(*rule).value_or("");
  }
  const std::array kinds_given = {report, no_report, reply, reports, absent};
  const auto kinds = std::count_if(kinds_given.begin(), kinds_given.end(),
                                   [](const yaml_node* one) { return one != nullptr; });
  if (node.what == yaml_node::kind::map && kinds != 1) {
    context.in.fail(node, "an expectation is exactly one of report, no_report, reply, reports and absent");
  } else if (report != nullptr) {
    out.what = expectation::kind::report;
    read_report(context, *report, out);
  } else if (no_report != nullptr) {
    out.what = expectation::kind::no_report;
    read_no_report(context, *no_report, out);
  } else if (reply != nullptr) {
    out.what = expectation::kind::reply;
    read_reply(context, *reply, out);
  } else if (reports != nullptr) {
    out.what = expectation::kind::reports;
    read_reports(context, *reports, out);
  } else if (absent != nullptr) {
    out.what = expectation::kind::absent;
    read_absent(context, *absent, out);
  }
  return out;
}

}  // namespace

void read_expectations(case_context& context, const yaml_node& node, std::vector<expectation>& into) {
  for (const yaml_node& item : context.in.list(node)) {
    into.push_back(read_expectation(context, item));
  }
}

}  // namespace dsnspec::scenario
