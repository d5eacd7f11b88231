#include "abnf/deriver.hpp"

#include <algorithm>

namespace dsnspec::abnf {

namespace {

// A repetition of something that can be empty would never use up its budget.
constexpr std::size_t most_repeated = 1000;

void collect(const grammar& of, const derivation& node, sentence& into) {
  const element& one = of.element_at(node.element);
  const std::size_t index = into.parts.size();
  const bool rule = one.what == kind::reference;
  if (rule) {
    into.parts.push_back({one.rule, into.text.size(), 0});
  }
  into.text += node.text;
  for (const derivation& child : node.children) {
    collect(of, child, into);
  }
  if (rule) {
    into.parts[index].length = into.text.size() - into.parts[index].offset;
  }
}

}  // namespace

sentence deriver::derive(rule_id rule, std::size_t budget) {
  const derivation root = derive_element(grammar_->definition(rule), budget);
  sentence out;
  out.parts.push_back({rule, 0, 0});
  collect(*grammar_, root, out);
  out.parts[0].length = out.text.size();
  return out;
}

derivation deriver::derive_element(element_id which, std::size_t budget) {
  derivation out{which};
  if (const auto& octets = grammar_->octets(which)) {
    out.text = pick(*octets);
    return out;
  }
  const element& one = grammar_->element_at(which);
  switch (one.what) {
    case kind::text:
      out.text = in_some_case(one);
      break;
    case kind::reference:
      out.children.push_back(derive_element(grammar_->definition(one.rule), budget));
      break;
    case kind::sequence:
      derive_sequence(out, budget);
      break;
    case kind::choice:
      derive_choice(out, budget);
      break;
    case kind::repetition:
      derive_repetition(out, budget);
      break;
    case kind::range:
      break;  // has octets()
  }
  return out;
}

// Every part gets what it needs at least, and a random share of what is left.
void deriver::derive_sequence(derivation& into, std::size_t budget) {
  const element& one = grammar_->element_at(into.element);
  const std::size_t needed = grammar_->shortest(into.element);
  std::size_t extra = budget > needed ? budget - needed : 0;
  for (const element_id part : one.parts) {
    const std::size_t least = grammar_->shortest(part);
    const std::size_t share = random_.below(extra + 1);
    into.children.push_back(derive_element(part, least + share));
    std::string text;
    into.children.back().append_to(text);
    extra -= std::min(extra, text.size() > least ? text.size() - least : 0);
  }
}

void deriver::derive_choice(derivation& into, std::size_t budget) {
  const auto& parts = grammar_->element_at(into.element).parts;
  const std::size_t bound = std::max(budget, grammar_->shortest(into.element));
  std::vector<element_id> fitting;
  std::ranges::copy_if(parts, std::back_inserter(fitting),
                       [&](element_id part) { return grammar_->shortest(part) <= bound; });
  into.children.push_back(derive_element(fitting[random_.below(fitting.size())], budget));
}

void deriver::derive_repetition(derivation& into, std::size_t budget) {
  const element& one = grammar_->element_at(into.element);
  const element_id part = one.parts[0];
  const std::size_t least = grammar_->shortest(part);
  const std::size_t going_on = std::size_t{2}
                               << random_.below(5);  // 1/2, 3/4, ... 31/32: short and long ones
  std::size_t used = 0;
  for (std::size_t times = 0; times < std::min(one.most, most_repeated); ++times) {
    const std::size_t still_needed = times < one.least ? (one.least - times) * least : 0;
    const std::size_t left = budget > used + still_needed ? budget - used - still_needed : 0;
    if (times >= one.least && (left < std::max<std::size_t>(least, 1) || random_.chance(1, going_on))) {
      break;
    }
    into.children.push_back(derive_element(part, times < one.least ? least + random_.below(left + 1) : left));
    std::string text;
    into.children.back().append_to(text);
    used += text.size();
  }
}

// The ends of the runs of a set are where parsers err: one time in three it is one of them.
std::string deriver::pick(const octet_set& from) {
  std::string all;
  std::string ends;
  for (std::size_t octet = 0; octet < from.size(); ++octet) {
    if (!from[octet]) {
      continue;
    }
    all += static_cast<char>(octet);
    const bool inner = octet > 0 && octet + 1 < from.size() && from[octet - 1] && from[octet + 1];
    if (!inner) {
      ends += static_cast<char>(octet);
    }
  }
  return std::string(1, random_.pick(random_.chance(1, 3) ? ends : all));
}

std::string deriver::in_some_case(const element& text) {
  std::string out = text.octets;
  if (text.any_case && random_.chance(1, 4)) {
    for (char& c : out) {
      const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      c = letter && random_.chance(1, 2) ? static_cast<char>(c ^ 0x20) : c;
    }
  }
  return out;
}

}  // namespace dsnspec::abnf
