#include "runner/trial_message.hpp"

#include <fmt/core.h>

#include <charconv>
#include <map>
#include <utility>

#include "base/quote.hpp"

namespace dsnspec::runner {
namespace {

using fields = std::vector<std::string>;

std::optional<fields> fields_of(std::string_view line) {
  fields out;
  for (;;) {
    const auto tab = line.find('\t');
    auto octets = base::unquote(line.substr(0, tab));
    if (!octets) {
      return std::nullopt;
    }
    out.push_back(std::move(*octets));
    if (tab == std::string_view::npos) {
      return out;
    }
    line.remove_prefix(tab + 1);
  }
}

std::optional<std::size_t> number(const std::string& text) {
  std::size_t out = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), out);
  return failed == std::errc() && end == text.data() + text.size() ? std::optional(out) : std::nullopt;
}

std::optional<judge::verdict> verdict_named(std::string_view text) {
  using judge::verdict;
  for (const verdict each : {verdict::pass, verdict::note, verdict::skip, verdict::inconclusive,
                             verdict::warn, verdict::fail, verdict::error}) {
    if (name(each) == text) {
      return each;
    }
  }
  return std::nullopt;
}

bool add_charge(trial_message& to, fields line) {
  const auto verdict = line.size() == 5 ? verdict_named(line[1]) : std::nullopt;
  if (verdict) {
    to.charges.push_back({std::move(line[2]), std::move(line[3]), *verdict, std::move(line[4])});
  }
  return verdict.has_value();
}

// "case", the case's id, a verdict, and the requirements that have it.
bool add_verdicts(trial_message& to, const fields& line) {
  const auto verdict = line.size() > 2 ? verdict_named(line[2]) : std::nullopt;
  for (std::size_t i = 3; verdict && i < line.size(); ++i) {
    to.verdicts[line[1]].emplace(line[i], *verdict);
  }
  return verdict.has_value();
}

bool add(trial_message& to, fields line) {
  return line.front() == "charge" ? add_charge(to, std::move(line))
                                  : line.front() == "case" && add_verdicts(to, line);
}

std::string written(const std::string& case_id, const judge::case_verdicts& of) {
  std::map<judge::verdict, std::string> by_verdict;
  for (const auto& [requirement, value] : of) {
    by_verdict[value] += "\t" + base::quote(requirement);
  }
  std::string out;
  for (const auto& [value, requirements] : by_verdict) {
    out += fmt::format("case\t{}\t{}{}\n", base::quote(case_id), name(value), requirements);
  }
  return out;
}

// The last line.
bool add_end(trial_message& to, fields line) {
  const auto cases = line.size() == 3 ? number(line[1]) : std::nullopt;
  to.cases = cases.value_or(0);
  if (line.size() == 3) {
    to.failure = std::move(line[2]);
  }
  return cases.has_value();
}

}  // namespace

std::string written(const trial_message& what) {
  std::string out;
  for (const judge::charge& each : what.charges) {
    out += fmt::format("charge\t{}\t{}\t{}\t{}\n", name(each.verdict), base::quote(each.case_id),
                       base::quote(each.requirement), base::quote(each.summary));
  }
  for (const auto& [case_id, said] : what.verdicts) {
    out += written(case_id, said);
  }
  return out + fmt::format("end\t{}\t{}\n", what.cases, base::quote(what.failure));
}

std::optional<trial_message> read_trial_message(std::string_view text) {
  trial_message out;
  while (!text.empty()) {
    const auto end = text.find('\n');
    auto line = end == std::string_view::npos ? std::nullopt : fields_of(text.substr(0, end));
    if (!line) {
      return std::nullopt;
    }
    text.remove_prefix(end + 1);
    if (line->front() == "end") {
      return add_end(out, std::move(*line)) && text.empty() ? std::optional(std::move(out)) : std::nullopt;
    }
    if (!add(out, std::move(*line))) {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

}  // namespace dsnspec::runner
