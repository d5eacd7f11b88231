#include "report/baseline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>
#include <vector>

#include "report/text.hpp"

namespace dsnspec::report {
namespace {

constexpr std::size_t width = 116;

// A JSON string is a YAML string, too.
std::string quoted(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

// Plain words with one blank between them can be folded without loss.
bool is_plain(const std::string& text) {
  return !text.empty() && text.front() != ' ' && text.back() != ' ' && text.find("  ") == std::string::npos &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

std::string folded(const std::string& text, const std::string& indent) {
  std::string out = ">-\n" + indent;
  std::size_t column = indent.size();
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find(' ', start), text.size());
    if (column > indent.size() && column + 1 + end - start > width) {
      out += "\n" + indent;
      column = indent.size();
    } else if (column > indent.size()) {
      out += ' ';
      ++column;
    }
    out += text.substr(start, end - start);
    column += end - start;
    start = end + 1;
  }
  return out;
}

std::string entry_yaml(const judge::baseline_entry& entry) {
  std::string out =
      fmt::format("  - requirement: {}\n    case: {}\n", entry.requirement, quoted(entry.case_glob));
  if (entry.verdict) {
    out += fmt::format("    verdict: {}\n", judge::name(*entry.verdict));
  }
  if (!entry.from_version.empty()) {
    out += fmt::format("    from_version: {}\n", quoted(entry.from_version));
  }
  if (!entry.below_version.empty()) {
    out += fmt::format("    below_version: {}\n", quoted(entry.below_version));
  }
  const auto words = [](const std::string& text) {
    return (is_plain(text) ? folded(text, "      ") : quoted(text)) + "\n";
  };
  out += "    reason: " + words(entry.reason);
  return entry.arguable.empty() ? out : out + "    arguable: " + words(entry.arguable);
}

bool is_finding(const judge::judgement& what) {
  return what.verdict == judge::verdict::fail || what.verdict == judge::verdict::warn;
}

std::string scenario_of(const std::string& case_id) {
  return case_id.substr(0, case_id.find('['));
}

// The cases of one scenario in which one requirement was broken and nobody expected it.
struct news {
  std::vector<std::string> cases;
  std::string summary;
  bool everywhere = true;  // in each case of the scenario that says anything of the requirement
};

// By requirement and scenario.
using all_news = std::map<std::pair<std::string, std::string>, news>;

all_news unexpected(const judge::judged_run& run) {
  all_news out;
  for (const judge::judged_case& where : run.cases) {
    for (const judge::judgement& what : where.judgements) {
      if (is_finding(what) && !what.known) {
        news& of = out[{what.requirement, scenario_of(where.id)}];
        of.cases.push_back(where.id);
        of.summary = of.summary.empty() ? what.summary : of.summary;
      }
    }
  }
  for (const judge::judged_case& where : run.cases) {
    for (const judge::judgement& what : where.judgements) {
      const auto of = out.find({what.requirement, scenario_of(where.id)});
      if (of != out.end() && (!is_finding(what) || what.known)) {
        of->second.everywhere = false;
      }
    }
  }
  return out;
}

std::vector<std::string> globs_of(const std::string& scenario, const news& of) {
  return of.everywhere && of.cases.size() > 1 ? std::vector{scenario + "[*"} : of.cases;
}

bool is_stale(const judge::baseline_entry& entry, const judge::judged_run& run) {
  return std::any_of(run.stale.begin(), run.stale.end(), [&entry](const judge::stale_entry& each) {
    return each.requirement == entry.requirement && each.case_glob == entry.case_glob;
  });
}

}  // namespace

std::string baseline_yaml(const judge::judged_run& run, const judge::baseline& before) {
  std::string out = fmt::format("# What {} {} is known to do otherwise than the RFCs say.\nfindings:\n",
                                printable(run.header.target.name), printable(run.header.target.version));
  for (const judge::baseline_entry& entry : before.entries) {
    if (!is_stale(entry, run)) {
      out += entry_yaml(entry);
    }
  }
  for (const auto& [key, of] : unexpected(run)) {
    for (const std::string& glob : globs_of(key.second, of)) {
      out += fmt::format("  # {}\n", printable(of.summary));
      out += fmt::format("  - requirement: {}\n    case: {}\n    reason: \"\"\n", key.first, quoted(glob));
    }
  }
  return out;
}

std::string baseline_text(const judge::judged_run& run, const judge::baseline& expected) {
  std::string out;
  const judge::baseline holding = judge::for_version(expected, run.header.target.version);
  const auto holds = [&holding](const judge::baseline_entry& entry) {
    return std::any_of(holding.entries.begin(), holding.entries.end(), [&entry](const auto& each) {
      return each.requirement == entry.requirement && each.case_glob == entry.case_glob;
    });
  };
  for (const judge::baseline_entry& entry : expected.entries) {
    const judge::baseline alone{expected.source, {entry}};
    std::size_t seen = 0;
    for (judge::judged_case where : run.cases) {
      for (judge::judgement& what : where.judgements) {
        what.known = false;
      }
      judge::mark_known(where, alone);
      seen += static_cast<std::size_t>(std::count_if(where.judgements.begin(), where.judgements.end(),
                                                     [](const auto& what) { return what.known; }));
    }
    const std::string state = !holds(entry)          ? "of another version"
                              : is_stale(entry, run) ? "STALE: no longer occurs"
                              : seen == 0            ? "not looked at"
                                                     : counted(seen, "finding");
    out += fmt::format("{}:{}: {} {}: {}\n", printable(expected.source), entry.line, entry.requirement,
                       printable(entry.case_glob), state);
  }
  for (const auto& [key, of] : unexpected(run)) {
    for (const std::string& id : of.cases) {
      out += fmt::format("UNEXPECTED: {} {}: {}\n", key.first, printable(id), printable(of.summary));
    }
  }
  return out;
}

}  // namespace dsnspec::report
