#include "abnf/grammar.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace dsnspec::abnf {

std::optional<rule_id> grammar::find(std::string_view name) const {
  const auto at =
      std::ranges::find_if(rules_, [name](const abnf::rule& one) { return base::iequals(one.name, name); });
  return at == rules_.end() ? std::nullopt : std::optional(static_cast<rule_id>(at - rules_.begin()));
}

// Which rules can be met on the way down from `from`.
std::vector<bool> grammar::reached(std::vector<rule_id> from) const {
  std::vector<bool> seen(rules_.size());
  while (!from.empty()) {
    const rule_id rule = from.back();
    from.pop_back();
    if (seen[rule]) {
      continue;
    }
    seen[rule] = true;
    for (const abnf::element& one : elements_) {
      if (one.owner == rule && one.what == kind::reference) {
        from.push_back(one.rule);
      }
    }
  }
  return seen;
}

std::vector<std::string> grammar::unused(std::span<const std::string> entries) const {
  std::vector<rule_id> from;
  for (const std::string& name : entries) {
    if (const auto rule = find(name)) {
      from.push_back(*rule);
    }
  }
  const std::vector<bool> seen = reached(std::move(from));
  std::vector<std::string> out;
  for (std::size_t rule = 0; rule < rules_.size(); ++rule) {
    if (!seen[rule]) {
      out.push_back(rules_[rule].name);
    }
  }
  return out;
}

std::vector<std::string> grammar::literals(rule_id from) const {
  const std::vector<bool> seen = reached({from});
  std::vector<std::string> out;
  for (const abnf::element& one : elements_) {
    if (seen[one.owner] && one.what == kind::text && one.octets.size() > 1) {
      out.push_back(one.octets);
    }
  }
  std::ranges::sort(out);
  const auto doubled = std::ranges::unique(out);
  out.erase(doubled.begin(), doubled.end());
  return out;
}

}  // namespace dsnspec::abnf
