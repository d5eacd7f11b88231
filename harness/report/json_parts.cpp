#include "report/json_parts.hpp"

#include <array>
#include <utility>

#include "report/text.hpp"

namespace dsnspec::report::json_parts {

using judge::verdict;

value text(std::string_view raw) {
  return printable(raw);
}

value texts(const std::vector<std::string>& raw) {
  value out = value::array();
  for (const auto& each : raw) {
    out.push_back(text(each));
  }
  return out;
}

value target_of(const judge::judged_run& run) {
  const auto& target = run.header.target;
  value out = {{"name", text(target.name)}, {"version", text(target.version)}, {"build", text(target.build)}};
  if (!target.defects.empty()) {
    out["defects"] = texts(target.defects);
  }
  if (!target.variations.empty()) {
    out["variations"] = texts(target.variations);
  }
  return out;
}

value summary_of(const judge::judged_run& run) {
  constexpr std::array<std::pair<std::string_view, verdict>, 7> keys{{{"pass", verdict::pass},
                                                                      {"fail", verdict::fail},
                                                                      {"warn", verdict::warn},
                                                                      {"note", verdict::note},
                                                                      {"skip", verdict::skip},
                                                                      {"inconclusive", verdict::inconclusive},
                                                                      {"error", verdict::error}}};
  value out = value::object();
  for (const auto& [key, which] : keys) {
    const auto at = run.summary.find(which);
    out[std::string(key)] = at == run.summary.end() ? 0 : at->second;
  }
  return out;
}

value certificate_of(const judge::judged_run& run) {
  value out = {{"rfc", value::object()}, {"role", value::object()}};
  for (const auto& line : run.certificate) {
    value grade = {{"grade", text(name(line.grade))},
                   {"seen", line.seen},
                   {"of", line.of},
                   {"between", texts(line.between)}};
    if (line.rfc.empty()) {
      out["role"][printable(line.role)] = std::move(grade);
    } else {
      out["rfc"][printable(line.rfc)] = std::move(grade);
    }
  }
  return out;
}

value evidence_of(const judge::judgement& what) {
  value out = value::array();
  for (const auto& each : what.seen) {
    out.push_back({{"at_us", each.at}, {"where", text(each.where)}, {"octets", text(each.octets)}});
  }
  return out;
}

}  // namespace dsnspec::report::json_parts
