#include "cli/reference_conduct.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/quote.hpp"
#include "scenario/yaml_reader.hpp"

namespace dsnspec::cli {
namespace {

constexpr std::size_t most_suggestions = 8;

// Those that share a word with it, else the one that is closest.
std::vector<std::string> near(const std::string& name, const std::vector<std::string>& known) {
  std::vector<std::string> out;
  for (const std::string& each : known) {
    if (out.size() < most_suggestions && name.size() > 2 && each.find(name) != std::string::npos) {
      out.push_back(each);
    }
  }
  const std::vector<std::string_view> all(known.begin(), known.end());
  if (const auto nearest = scenario::closest(name, all); out.empty() && !nearest.empty()) {
    out.emplace_back(nearest);
  }
  return out;
}

std::unexpected<base::error> unknown(std::string_view what, const std::string& name,
                                     const std::vector<std::string>& known) {
  const auto like = near(name, known);
  return base::fail(fmt::format("unknown {} '{}'; {}", what, base::excerpt(name, 60),
                                like.empty() ? fmt::format("'dsnspec list {}s' shows what there is", what)
                                             : fmt::format("did you mean: {}", fmt::join(like, ", "))));
}

// "a+b" is both; what stands beside others may be a variation.
base::result<void> break_by(reference::conduct& out, const std::string& name) {
  const bool alone = name.find('+') == std::string::npos;
  for (std::size_t at = 0; at <= name.size();) {
    const std::size_t end = std::min(name.find('+', at), name.size());
    const std::string one = name.substr(at, end - at);
    if (const auto which = reference::find_defect(one)) {
      out.break_by(*which);
    } else if (alone || !reference::vary(out.chosen, one)) {
      return unknown("defect", one, reference::defect_names());
    }
    at = end + 1;
  }
  return {};
}

}  // namespace

base::result<reference::conduct> conduct_of(const std::vector<std::string>& defects,
                                            const std::vector<std::string>& variations) {
  reference::conduct out;
  for (const std::string& each : defects) {
    if (auto done = break_by(out, each); !done) {
      return std::unexpected(done.error());
    }
  }
  for (const std::string& each : variations) {
    if (!reference::vary(out.chosen, each)) {
      const auto names = reference::variation_names();
      return unknown("variation", each, {names.begin(), names.end()});
    }
  }
  return out;
}

}  // namespace dsnspec::cli
