#include "abnf/checker.hpp"

#include <algorithm>

namespace dsnspec::abnf {

std::optional<flaw> checker::check() {
  if (auto found = undefined()) {
    return found;
  }
  find_shortest();
  if (auto found = left_recursion()) {
    return found;
  }
  if (auto found = endless()) {
    return found;
  }
  find_octets();
  return std::nullopt;
}

std::optional<flaw> checker::undefined() const {
  for (const rule& one : grammar_.rules_) {
    if (!one.definition) {
      return flaw{one.where, "the rule " + one.name + " is used and defined nowhere"};
    }
  }
  return std::nullopt;
}

// By what is known of the parts so far; `unbounded` while nothing is.
std::size_t checker::shortest_now(const element& of) const {
  const auto& known = grammar_.shortest_;
  switch (of.what) {
    case kind::text:
      return of.octets.size();
    case kind::range:
      return 1;
    case kind::reference:
      return known[grammar_.definition(of.rule)];
    case kind::sequence: {
      std::size_t sum = 0;
      for (const element_id part : of.parts) {
        if (known[part] == unbounded) {
          return unbounded;
        }
        sum += known[part];
      }
      return sum;
    }
    case kind::choice: {
      std::size_t least = unbounded;
      for (const element_id part : of.parts) {
        least = std::min(least, known[part]);
      }
      return least;
    }
    case kind::repetition:
      if (of.least == 0) {
        return 0;
      }
      return known[of.parts[0]] == unbounded ? unbounded : known[of.parts[0]] * of.least;
  }
  return unbounded;
}

// The numbers only fall, and each is a sum of others: going over all until nothing changes ends.
void checker::find_shortest() {
  grammar_.shortest_.assign(grammar_.elements_.size(), unbounded);
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t i = 0; i < grammar_.elements_.size(); ++i) {
      const std::size_t now = shortest_now(grammar_.elements_[i]);
      changed = changed || now != grammar_.shortest_[i];
      grammar_.shortest_[i] = now;
    }
  }
}

// The rules that a text of the element can begin with the text of.
void checker::first_rules(element_id of, std::vector<rule_id>& into) const {
  const element& one = grammar_.elements_[of];
  if (one.what == kind::reference) {
    into.push_back(one.rule);
  }
  for (const element_id part : one.parts) {
    first_rules(part, into);
    if (one.what == kind::sequence && grammar_.shortest_[part] != 0) {
      break;
    }
  }
}

std::optional<flaw> checker::left_recursion() {
  const std::size_t count = grammar_.rules_.size();
  std::vector<std::vector<rule_id>> first(count);
  for (std::size_t rule = 0; rule < count; ++rule) {
    first_rules(*grammar_.rules_[rule].definition, first[rule]);
  }
  for (std::size_t rule = 0; rule < count; ++rule) {
    std::vector<bool> seen(count);
    std::vector<rule_id> open = first[rule];
    while (!open.empty()) {
      const rule_id at = open.back();
      open.pop_back();
      if (at == rule) {
        const abnf::rule& bad = grammar_.rules_[rule];
        return flaw{bad.where, "the rule " + bad.name + " can begin with itself"};
      }
      if (!seen[at]) {
        seen[at] = true;
        open.insert(open.end(), first[at].begin(), first[at].end());
      }
    }
  }
  return std::nullopt;
}

std::optional<flaw> checker::endless() {
  for (const rule& one : grammar_.rules_) {
    if (grammar_.shortest_[*one.definition] == unbounded) {
      return flaw{one.where, "every text of the rule " + one.name + " would hold another of it, without end"};
    }
  }
  return std::nullopt;
}

std::optional<octet_set> checker::octets_now(const element& of) const {
  const auto& known = grammar_.octets_;
  octet_set out;
  switch (of.what) {
    case kind::text: {
      if (of.octets.size() != 1) {
        return std::nullopt;
      }
      const auto octet = static_cast<unsigned char>(of.octets[0]);
      out.set(octet);
      if (of.any_case && ((octet >= 'A' && octet <= 'Z') || (octet >= 'a' && octet <= 'z'))) {
        out.set(octet ^ 0x20U);
      }
      return out;
    }
    case kind::range:
      for (unsigned octet = of.first; octet <= of.last; ++octet) {
        out.set(octet);
      }
      return out;
    case kind::reference:
      return known[grammar_.definition(of.rule)];
    case kind::choice:
      for (const element_id part : of.parts) {
        if (!known[part]) {
          return std::nullopt;
        }
        out |= *known[part];
      }
      return out;
    case kind::sequence:
    case kind::repetition:
      return of.parts.size() == 1 && of.least == 1 && of.most == 1 ? known[of.parts[0]] : std::nullopt;
  }
  return std::nullopt;
}

// From the leaves upwards: an element that has a set keeps it.
void checker::find_octets() {
  grammar_.octets_.assign(grammar_.elements_.size(), std::nullopt);
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t i = 0; i < grammar_.elements_.size(); ++i) {
      if (!grammar_.octets_[i]) {
        grammar_.octets_[i] = octets_now(grammar_.elements_[i]);
        changed = changed || grammar_.octets_[i].has_value();
      }
    }
  }
}

}  // namespace dsnspec::abnf
