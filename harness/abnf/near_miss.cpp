// The part of the deriver that breaks a derivation at one place.
#include <algorithm>
#include <array>
#include <utility>

#include "abnf/deriver.hpp"

namespace dsnspec::abnf {

namespace {

constexpr std::size_t most_tries = 50;

void all_nodes(derivation& node, std::vector<derivation*>& into) {
  into.push_back(&node);
  for (derivation& child : node.children) {
    all_nodes(child, into);
  }
}

// Octets of the text before `to`; true when it was met.
bool offset_before(const derivation& node, const derivation* to, std::size_t& offset) {
  if (&node == to) {
    return true;
  }
  offset += node.text.size();
  return std::ranges::any_of(node.children,
                             [&](const derivation& child) { return offset_before(child, to, offset); });
}

}  // namespace

std::string_view name(breach how) {
  static constexpr std::array<std::string_view, 7> names = {"octet", "literal", "missing", "doubled",
                                                            "order", "too few", "too many"};
  return names[static_cast<std::size_t>(how)];
}

std::optional<near_miss> deriver::miss(rule_id rule, std::size_t budget) {
  for (std::size_t attempt = 0; attempt < most_tries; ++attempt) {
    derivation root = derive_element(grammar_->definition(rule), budget);
    std::vector<derivation*> nodes;
    all_nodes(root, nodes);
    auto out = break_at(root, *nodes[random_.below(nodes.size())]);
    if (!out) {
      continue;
    }
    const auto still = matcher_.matches(rule, out->text);
    if (still && !*still) {
      return out;
    }
  }
  return std::nullopt;
}

std::optional<near_miss> deriver::break_at(derivation& root, derivation& at) {
  near_miss out;
  offset_before(root, &at, out.offset);
  const element& one = grammar_->element_at(at.element);
  // A set of octets is known by its own name where it has one.
  out.broken = one.what == kind::reference ? one.rule : one.owner;
  std::optional<breach> how;
  if (grammar_->octets(at.element)) {
    how = break_octet(at);
  } else if (one.what == kind::text) {
    how = break_literal(at);
  } else if (one.what == kind::sequence) {
    how = break_sequence(at);
  } else if (one.what == kind::repetition) {
    how = break_repetition(at);
  }
  if (!how) {
    return std::nullopt;
  }
  out.how = *how;
  root.append_to(out.text);
  return out;
}

// Mostly a neighbour of the set.
std::optional<breach> deriver::break_octet(derivation& at) {
  const octet_set& inside = *grammar_->octets(at.element);
  std::string all;
  std::string neighbours;
  for (std::size_t octet = 0; octet < inside.size(); ++octet) {
    if (inside[octet]) {
      continue;
    }
    all += static_cast<char>(octet);
    if ((octet > 0 && inside[octet - 1]) || (octet + 1 < inside.size() && inside[octet + 1])) {
      neighbours += static_cast<char>(octet);
    }
  }
  if (all.empty()) {
    return std::nullopt;
  }
  at.text = random_.pick(random_.chance(2, 3) ? neighbours : all);
  return breach::octet;
}

std::optional<breach> deriver::break_literal(derivation& at) {
  if (at.text.empty()) {
    return std::nullopt;
  }
  const std::size_t place = random_.below(at.text.size());
  switch (random_.below(4)) {
    case 0:
      at.text.erase(place, 1);
      break;
    case 1:
      at.text.insert(place, 1, at.text[place]);
      break;
    case 2:
      at.text[place] = static_cast<char>(at.text[place] ^ 0x20);  // the other case, where it matters
      break;
    default:
      at.text[place] = static_cast<char>(at.text[place] + (random_.chance(1, 2) ? 1 : -1));
      break;
  }
  return breach::literal;
}

std::optional<breach> deriver::break_sequence(derivation& at) {
  const std::size_t part = random_.below(at.children.size());
  const auto child = at.children.begin() + static_cast<std::ptrdiff_t>(part);
  switch (random_.below(3)) {
    case 0:
      at.children.erase(child);
      return breach::missing;
    case 1: {
      const derivation copy = *child;
      at.children.insert(child, copy);
      return breach::doubled;
    }
    default:
      if (part + 1 == at.children.size()) {
        return std::nullopt;
      }
      std::swap(*child, *(child + 1));
      return breach::order;
  }
}

std::optional<breach> deriver::break_repetition(derivation& at) {
  const element& one = grammar_->element_at(at.element);
  if (one.least > 0 && (one.most == unbounded || random_.chance(1, 2))) {
    at.children.resize(one.least - 1);
    return breach::too_few;
  }
  constexpr std::size_t most_added = 1000;
  if (one.most >= most_added) {
    return std::nullopt;
  }
  while (at.children.size() <= one.most) {
    at.children.push_back(derive_element(one.parts[0], grammar_->shortest(one.parts[0]) + random_.below(4)));
  }
  return breach::too_many;
}

}  // namespace dsnspec::abnf
