#include "report/junit.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "report/findings.hpp"
#include "report/text.hpp"
#include "report/xml_writer.hpp"

namespace dsnspec::report {
namespace {

using judge::verdict;

enum class state { passed, failed, skipped, error };

struct test {
  std::string name;
  state what = state::passed;
  std::string message;  // in an attribute: one sentence
  std::string type;
  std::string text;  // the element's text, or the test's output
};

struct suite {
  std::string name;
  std::vector<test> tests;
  [[nodiscard]] std::size_t count(state which) const {
    return static_cast<std::size_t>(
        std::count_if(tests.begin(), tests.end(), [which](const test& each) { return each.what == which; }));
  }
};

// "rfc3461/5.2.2/x[notify=NEVER]" is scenario and binding.
std::pair<std::string, std::string> split_id(const std::string& case_id) {
  const auto at = std::min(case_id.find('['), case_id.size());
  return {case_id.substr(0, at), case_id.substr(at)};
}

class writer {
 public:
  writer(const judge::judged_run& run, const spec::law_book& law, junit_options how)
      : run_(run), law_(law), how_(how) {}

  std::string whole() {
    collect();
    const auto total = [this](auto count) {
      std::size_t sum = 0;
      for (const auto& each : suites_) {
        sum += count(each);
      }
      return std::to_string(sum);
    };
    xml_.open("testsuites")
        .attribute("name", "dsnspec " + run_.header.target.name)
        .attribute("tests", total([](const suite& each) { return each.tests.size(); }))
        .attribute("failures", total([](const suite& each) { return each.count(state::failed); }))
        .attribute("errors", total([](const suite& each) { return each.count(state::error); }))
        .attribute("skipped", total([](const suite& each) { return each.count(state::skipped); }))
        .attribute("time", fmt::format("{:.3f}", static_cast<double>(run_.wall_ms) / 1000));
    for (const auto& each : suites_) {
      put(each);
    }
    xml_.close();
    return xml_.str();
  }

 private:
  void collect();
  suite& suite_named(const std::string& name);
  [[nodiscard]] test test_of(const finding& which, const std::string& binding) const;
  [[nodiscard]] std::string details(const finding& which) const;
  [[nodiscard]] state undecided() const { return how_.inconclusive_is_error ? state::error : state::skipped; }
  void put(const suite& which);
  void put(const test& which, const std::string& class_name);

  const judge::judged_run& run_;
  const spec::law_book& law_;
  junit_options how_;
  std::vector<suite> suites_;
  xml_writer xml_;
};

suite& writer::suite_named(const std::string& name) {
  // The cases of a scenario mostly follow each other.
  const auto at =
      std::find_if(suites_.rbegin(), suites_.rend(), [&](const suite& each) { return each.name == name; });
  return at != suites_.rend() ? *at : suites_.emplace_back(suite{name, {}});
}

void writer::collect() {
  for (const auto& where : run_.cases) {
    const auto [scenario, binding] = split_id(where.id);
    auto& tests = suite_named(scenario).tests;
    for (const auto& what : where.judgements) {
      tests.push_back(test_of({law_.find(what.requirement), &where, &what}, binding));
    }
    if (where.judgements.empty()) {
      tests.push_back(
          {"(nothing was judged)" + binding, undecided(), "nothing was judged", "INCONCLUSIVE", {}});
    }
  }
  for (const auto& entry : run_.stale) {
    suite_named("baseline")
        .tests.push_back({fmt::format("{} in {}", entry.requirement, entry.case_glob), state::failed,
                          "the finding no longer occurs; remove the entry", "stale", entry.reason});
  }
}

test writer::test_of(const finding& which, const std::string& binding) const {
  const auto& what = *which.what;
  test out{what.requirement + (binding.empty() ? "" : " ") + binding,
           state::passed,
           what.summary,
           std::string(name(what.verdict)),
           {}};
  if (judge::is_finding_at(how_.level, what.verdict)) {
    out.what = what.known ? state::skipped : state::failed;
    out.message = what.known ? "known: " + what.known_reason : what.summary;
    out.text = details(which);
  } else if (what.verdict == verdict::error) {
    out.what = state::error;
    out.text = details(which);
  } else if (what.verdict == verdict::skip) {
    out.what = state::skipped;
  } else if (what.verdict == verdict::inconclusive) {
    out.what = undecided();
  } else if (what.verdict != verdict::pass) {
    out.text = fmt::format("{}: {}", name(what.verdict), what.summary);
  }
  return out;
}

std::string writer::details(const finding& which) const {
  std::string out = fmt::format("{}{}{}\n", standing(which), which.rule == nullptr ? "" : ", impact ",
                                which.rule == nullptr ? "" : impact_word(which));
  if (which.rule != nullptr) {
    out += fmt::format("rule: {}\n", rule_text(*which.rule));
  }
  out += fmt::format("seen: {}\n", which.what->summary);
  for (const auto& each : which.what->seen) {
    out += fmt::format("{:>9}  {}: {}\n", seconds(each.at), each.where, each.octets);
  }
  return out + fmt::format("case: {}\nrerun: {}\n", which.where->id, rerun(run_, *which.where));
}

void writer::put(const suite& which) {
  xml_.open("testsuite")
      .attribute("name", which.name)
      .attribute("tests", std::to_string(which.tests.size()))
      .attribute("failures", std::to_string(which.count(state::failed)))
      .attribute("errors", std::to_string(which.count(state::error)))
      .attribute("skipped", std::to_string(which.count(state::skipped)))
      // xs:dateTime without a zone is what the readers of this format expect; ours is UTC and ends with Z.
      .attribute("timestamp", run_.header.started.substr(0, run_.header.started.find('Z')));
  for (const auto& each : which.tests) {
    put(each, which.name);
  }
  xml_.close();
}

void writer::put(const test& which, const std::string& class_name) {
  xml_.open("testcase").attribute("classname", class_name).attribute("name", which.name);
  switch (which.what) {
    case state::failed:
    case state::error:
      xml_.open(which.what == state::failed ? "failure" : "error")
          .attribute("message", which.message)
          .attribute("type", which.type)
          .text(which.text)
          .close();
      break;
    case state::skipped:
      xml_.open("skipped").attribute("message", which.message).text(which.text).close();
      break;
    case state::passed:
      if (!which.text.empty()) {
        xml_.open("system-out").text(which.text).close();
      }
      break;
  }
  xml_.close();
}

}  // namespace

std::string junit(const judge::judged_run& run, const spec::law_book& law, junit_options how) {
  return writer(run, law, how).whole();
}

}  // namespace dsnspec::report
