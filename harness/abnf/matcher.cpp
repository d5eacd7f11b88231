#include "abnf/matcher.hpp"

#include <fmt/core.h>

namespace dsnspec::abnf {

namespace {

// One text held against one rule.
template <class Memory>
class run {
 public:
  using Set = typename Memory::set;

  run(const grammar& of, std::string_view text, const match_limits& limits, Memory& memory)
      : grammar_(of), text_(text), limits_(limits), memory_(memory) {}

  // Where the texts of the element that begin at `at` can end.
  Set ends(element_id which, std::size_t at) {
    if (++steps_ > limits_.steps) {
      exhausted_ = "steps";
    }
    if (exhausted_ != nullptr) {
      return {};
    }
    if (const auto& octets = grammar_.octets(which)) {
      Set out;
      if (at < text_.size() && octets->test(static_cast<unsigned char>(text_[at]))) {
        out.add(at + 1);
      }
      return out;
    }
    const element& one = grammar_.element_at(which);
    switch (one.what) {
      case kind::text:
        return text_ends(one, at);
      case kind::reference:
        return rule_ends(one.rule, at);
      case kind::sequence:
        return sequence_ends(one, at);
      case kind::choice:
        return choice_ends(one, at);
      case kind::repetition:
        return repetition_ends(one, at);
      case kind::range:
        break;  // has octets()
    }
    return {};
  }

  Set rule_ends(rule_id rule, std::size_t at) {
    if (const Set* const known = memory_.find(rule, at)) {
      return *known;
    }
    if (++depth_ > limits_.depth) {
      exhausted_ = "depth";
      return {};
    }
    const Set out = ends(grammar_.definition(rule), at);
    --depth_;
    memory_.keep(rule, at, out);
    return out;
  }

  [[nodiscard]] const char* exhausted() const { return exhausted_; }

 private:
  Set text_ends(const element& one, std::size_t at) const {
    Set out;
    const std::string_view there = text_.substr(at, one.octets.size());
    if (one.any_case ? iequals(there, one.octets) : there == one.octets) {
      out.add(at + one.octets.size());
    }
    return out;
  }

  // RFC 5234 section 2.3, written a second time rather than shared with the parsers this is compared with.
  static bool iequals(std::string_view a, std::string_view b) {
    const auto folded = [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; };
    if (a.size() != b.size()) {
      return false;
    }
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (folded(a[i]) != folded(b[i])) {
        return false;
      }
    }
    return true;
  }

  // Where texts of the part can end that begin anywhere in `starts`.
  Set after(const Set& starts, element_id part) {
    Set out;
    starts.each([&](std::size_t at) { out.add(ends(part, at)); });
    return out;
  }

  Set sequence_ends(const element& one, std::size_t at) {
    Set reached;
    reached.add(at);
    for (const element_id part : one.parts) {
      if (reached.empty()) {
        break;
      }
      reached = after(reached, part);
    }
    return reached;
  }

  Set choice_ends(const element& one, std::size_t at) {
    Set out;
    for (const element_id part : one.parts) {
      out.add(ends(part, at));
    }
    return out;
  }

  // After `least` times, each further time adds places; those that were there already need not be gone on
  // from again, because what can follow more repetitions can follow fewer.
  Set repetition_ends(const element& one, std::size_t at) {
    if (const auto& octets = grammar_.octets(one.parts[0])) {
      return run_ends(*octets, one, at);
    }
    Set newest;
    newest.add(at);
    for (std::size_t times = 0; times < one.least && !newest.empty(); ++times) {
      newest = after(newest, one.parts[0]);
    }
    Set reached = newest;
    for (std::size_t times = one.least; times < one.most && !newest.empty(); ++times) {
      newest = after(newest, one.parts[0]);
      newest.remove(reached);
      reached.add(newest);
    }
    return reached;
  }

  // The same for single octets: from `least` of them to as many as there are.
  Set run_ends(const octet_set& octets, const element& one, std::size_t at) {
    Set out;
    for (std::size_t count = 0;; ++count) {
      if (count >= one.least) {
        out.add(at + count);
      }
      if (count == one.most || at + count == text_.size() ||
          !octets.test(static_cast<unsigned char>(text_[at + count]))) {
        steps_ += count;
        return out;
      }
    }
  }

  const grammar& grammar_;
  std::string_view text_;
  const match_limits& limits_;
  Memory& memory_;
  std::size_t steps_ = 0;
  std::size_t depth_ = 0;
  const char* exhausted_ = nullptr;
};

template <class Memory>
base::result<bool> decide(const grammar& of, rule_id rule, std::string_view text, const match_limits& limits,
                          Memory& memory) {
  run<Memory> one(of, text, limits, memory);
  const bool found = one.rule_ends(rule, 0).has(text.size());
  if (one.exhausted() != nullptr) {
    return base::fail(
        fmt::format("matching {} octets went beyond the limit of {}", text.size(), one.exhausted()));
  }
  return found;
}

}  // namespace

base::result<bool> matcher::matches(rule_id rule, std::string_view text) {
  if (text.size() > limits_.octets) {
    return base::fail(fmt::format("a text of more than {} octets", limits_.octets));
  }
  if (text.size() < short_.places) {
    short_.forget(grammar_->rules());
    return decide(*grammar_, rule, text, limits_, short_);
  }
  if (text.size() < middle_.places) {
    middle_.forget(grammar_->rules());
    return decide(*grammar_, rule, text, limits_, middle_);
  }
  long_memory memory;
  return decide(*grammar_, rule, text, limits_, memory);
}

}  // namespace dsnspec::abnf
