#include <algorithm>
#include <array>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <fmt/ranges.h>

#include "report/findings.hpp"
#include "report/markdown.hpp"
#include "report/matrix.hpp"
#include "report/text.hpp"

namespace dsnspec::report {
namespace {

using judge::verdict;
using runs_of = std::vector<judge::judged_run>;

constexpr std::string_view opening =
    "# Mail systems and Delivery Status Notifications\n"
    "\n"
    "What real mail systems do with RFC 3461, 3464, 6522 and 6533, as `dsnspec matrix` saw it. Each was "
    "played what can be\n"
    "played to it of the same scenarios, as its package comes, with the few settings that stand in "
    "`scenarios/targets/`:\n"
    "Debian's Exim, for one, announces DSN and SMTPUTF8 to nobody until it is told to. How many cases a "
    "system skipped, for it\n"
    "can't be brought into them, stands in the first table. A package may be older than what its authors "
    "ship today. A\n"
    "requirement that an extension brings is not held against a system that doesn't announce it.\n"
    "\n"
    "A finding says that something was *seen* in a scenario, often an unusual one; it says nothing about "
    "how often mail in\n"
    "the world meets it. Every finding was held against the text of the RFC, and the page of the mail "
    "system says why it\n"
    "is one; [by-hand.md](by-hand.md) repeats the gravest with a plain client. Where the text can be read "
    "otherwise, the\n"
    "finding is *arguable*, and its page says how. Rules that an RFC states plainly, without a word of "
    "RFC 2119, count as\n"
    "MUST; `dsnspec explain ID` tells of each requirement where it stands and what was decided. Who thinks "
    "that a finding is\n"
    "wrong: that is a bug of dsnspec, and reported as such.\n";

constexpr std::string_view legend =
    "\n`FAIL`: broken, a MUST, MUST NOT or the grammar. `WARN`: broken, a SHOULD. *kept*: the occasion "
    "arose and it was\n"
    "kept. *choice*: the RFC leaves it open. *open*: nothing could be concluded. *skip*: the system can't "
    "be brought into\n"
    "the situation. Empty: the occasion didn't arise. Requirements that nothing seen from outside can "
    "show, and those\n"
    "that say again what another says, are left out; [coverage.md](coverage.md) has them, and `dsnspec "
    "explain ID` tells of\n"
    "each what it means.\n";

std::string target_link(const judge::judged_run& run) {
  return fmt::format("[{}]({})", markdown::text(run.header.target.name), matrix_target_file(run));
}

// "| first | one | another |" and the line below it.
std::string heading_row(std::string_view first, const std::vector<std::string>& others) {
  std::string out = fmt::format("\n| {} | {} |\n|---|", first, fmt::join(others, " | "));
  for (std::size_t i = 0; i < others.size(); ++i) {
    out += "---|";
  }
  return out + '\n';
}

std::vector<std::string> links(const runs_of& runs) {
  std::vector<std::string> out;
  out.reserve(runs.size());
  for (const auto& run : runs) {
    out.push_back(target_link(run));
  }
  return out;
}

std::string date_of(const judge::judged_run& run) {
  return markdown::text(std::string_view(run.header.started).substr(0, 10));
}

std::string how_it_ended(const judge::judged_run& run) {
  if (run.target_died) {
    return "it died";
  }
  return run.complete ? "" : "cut short";
}

std::string who(const runs_of& runs) {
  std::string out = "\n## Who was tested\n" +
                    heading_row("mail system", {"version", "package", "date", "cases played", "skipped",
                                                "wall time", "dsnspec", "law book", ""});
  for (const auto& run : runs) {
    const auto& target = run.header.target;
    const auto played = cases_played(run);
    out +=
        fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |\n", target_link(run),
                    markdown::text(target.version), markdown::text(target.build), date_of(run), played,
                    run.cases.size() - played, seconds(run.wall_ms * 1000), markdown::text(run.header.suite),
                    markdown::text(run.law.substr(0, 12)), how_it_ended(run));
  }
  return out;
}

// ---------------------------------------------------------------- certificates

using line_name = std::pair<std::string, std::string>;  // RFC or role, the other is empty

std::string certificate_cell(const judge::judged_run& run, const line_name& which) {
  for (const auto& line : run.certificate) {
    if (line_name(line.rfc, line.role) == which) {
      return fmt::format("{} ({}/{})", name(line.grade), line.seen, line.of);
    }
  }
  return "";
}

std::string certificates(const runs_of& runs) {
  std::vector<line_name> lines;
  for (const auto& run : runs) {
    for (const auto& line : run.certificate) {
      if (const line_name each(line.rfc, line.role);
          std::find(lines.begin(), lines.end(), each) == lines.end()) {
        lines.push_back(each);
      }
    }
  }
  std::stable_sort(lines.begin(), lines.end(), [](const auto& a, const auto& b) {
    return a.first.empty() && !b.first.empty();  // roles first
  });
  std::string out =
      "\n## Certificates\n\n"
      "*exemplary*: no finding. *conforming*: none against a MUST. *dependable*: none against a MUST that "
      "loses or falsifies\n"
      "reports, endangers or discloses. *not dependable*: such a one. *not shown*: less than half of the "
      "requirements were seen,\n"
      "or one that binds remained open. In brackets how many were seen, of how many.\n" +
      heading_row("role or RFC", links(runs));
  for (const auto& each : lines) {
    out += fmt::format(
        "| {} |", each.first.empty() ? markdown::text(each.second) : "RFC " + markdown::text(each.first));
    for (const auto& run : runs) {
      out += fmt::format(" {} |", certificate_cell(run, each));
    }
    out += '\n';
  }
  return out;
}

// ---------------------------------------------------------------- findings

// Requirements broken, by impact: MUSTs, and in brackets SHOULDs.
std::string findings_by_impact(const runs_of& runs, const spec::law_book& law) {
  using spec::impact;
  constexpr std::array impacts{impact::lost_report, impact::false_report,  impact::security,
                               impact::privacy,     impact::wrong_content, impact::unreadable,
                               impact::tolerance,   impact::form};
  std::string out =
      "\n## Requirements broken, by what it costs users\n\n"
      "Against MUST, MUST NOT or the grammar; after the plus sign against SHOULD.\n" +
      heading_row("impact", links(runs));
  for (const auto which : impacts) {
    out += fmt::format("| {} |", name(which));
    for (const auto& run : runs) {
      std::set<std::string> must;
      std::set<std::string> should;
      for (const auto& each : judgements(run, law, {verdict::fail, verdict::warn})) {
        if (impact_of(each) == which) {
          (each.what->verdict == verdict::fail ? must : should).insert(each.what->requirement);
        }
      }
      out += fmt::format(" {} + {} |", must.size(), should.size());
    }
    out += '\n';
  }
  return out;
}

// What one reason explains is one bullet.
struct grave_finding {
  std::string requirements;  // links to them
  std::vector<std::string_view> impacts;
  std::string reason;
};

std::vector<grave_finding> grave_findings(const judge::judged_run& run, const spec::law_book& law) {
  std::vector<grave_finding> out;
  for (const auto& group : grouped(judgements(run, law, {verdict::fail}))) {
    const finding& first = group.front();
    const auto impact = impact_of(first);
    if (!impact || !spec::is_grave(*impact)) {
      continue;
    }
    std::string reason =
        markdown::text(first.what->known ? first.what->known_reason : general_summary(first));
    if (!first.what->arguable.empty()) {
      reason += " *Arguable*: " + markdown::text(first.what->arguable);
    }
    auto at = std::find_if(out.begin(), out.end(), [&](const auto& each) { return each.reason == reason; });
    if (at == out.end()) {
      at = out.insert(out.end(), {{}, {}, std::move(reason)});
    }
    const auto link = fmt::format("[{}]({}#{})", markdown::text(first.what->requirement),
                                  matrix_target_file(run), markdown::anchor(first.what->requirement));
    if (at->requirements.find(link) == std::string::npos) {
      at->requirements += (at->requirements.empty() ? "" : ", ") + link;
    }
    if (std::find(at->impacts.begin(), at->impacts.end(), name(*impact)) == at->impacts.end()) {
      at->impacts.push_back(name(*impact));
    }
  }
  return out;
}

std::string gravest(const runs_of& runs, const spec::law_book& law) {
  std::string out =
      "\n## The gravest findings\n\n"
      "Against a MUST, and of impact lost-report, false-report, security or privacy. One fault may break "
      "several requirements.\n";
  for (const auto& run : runs) {
    out += fmt::format("\n### {}\n\n", markdown::text(run.header.target.name));
    const auto all = grave_findings(run, law);
    for (const auto& each : all) {
      out += fmt::format("- {}, {}: {}\n", each.requirements, fmt::join(each.impacts, ", "), each.reason);
    }
    out += all.empty() ? "None.\n" : "";
  }
  return out;
}

// ---------------------------------------------------------------- requirement by mail system

std::string_view word(conduct what) {
  switch (what) {
    case conduct::broken_must:
      return "`FAIL`";
    case conduct::broken_should:
      return "`WARN`";
    case conduct::kept:
      return "kept";
    case conduct::open:
      return "*open*";
    case conduct::choice:
      return "*choice*";
    case conduct::skipped:
      return "*skip*";
    case conduct::nothing:
      break;
  }
  return "";
}

std::string requirements(const runs_of& runs, const spec::law_book& law) {
  std::vector<std::map<std::string, conduct, std::less<>>> columns;
  columns.reserve(runs.size());
  for (const auto& run : runs) {
    columns.push_back(conducts(run, law));
  }
  auto headings = links(runs);
  headings.insert(headings.begin(), {"level", "impact"});
  std::string out = "\n## Requirement by mail system\n" + std::string(legend);
  std::string_view rfc;
  for (const auto& [id, row] : law.rows()) {
    if (!row.not_watchable.empty() || !row.restates.empty()) {
      continue;
    }
    if (row.rfc() != rfc) {
      rfc = row.rfc();
      out += fmt::format("\n### RFC {}\n", markdown::text(rfc)) + heading_row("requirement", headings);
    }
    out += fmt::format("| {} | {} | {} |", markdown::text(id), name(row.level), name(row.impact));
    for (const auto& column : columns) {
      out += fmt::format(" {} |", word(column.at(id)));
    }
    out += '\n';
  }
  return out;
}

}  // namespace

std::string matrix_page(const std::vector<judge::judged_run>& runs, const spec::law_book& law) {
  return std::string(opening) + who(runs) + certificates(runs) + findings_by_impact(runs, law) +
         gravest(runs, law) + requirements(runs, law);
}

}  // namespace dsnspec::report
