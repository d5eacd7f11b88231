#include "abnf/matcher.hpp"

#include <bit>
#include <unordered_map>
#include <utility>

#include <fmt/core.h>

namespace dsnspec::abnf {

namespace {

// Places 0 to 63.
class short_set {
 public:
  bool empty() const { return bits_ == 0; }
  bool has(std::size_t at) const { return (bits_ >> at & 1U) != 0; }
  void add(std::size_t at) { bits_ |= std::uint64_t{1} << at; }
  void add(const short_set& other) { bits_ |= other.bits_; }
  void remove(const short_set& other) { bits_ &= ~other.bits_; }
  template <class Each>
  void each(Each call) const {
    for (std::uint64_t left = bits_; left != 0; left &= left - 1) {
      call(static_cast<std::size_t>(std::countr_zero(left)));
    }
  }
  std::uint64_t bits() const { return bits_; }
  static short_set of_bits(std::uint64_t bits) {
    short_set out;
    out.bits_ = bits;
    return out;
  }

 private:
  std::uint64_t bits_ = 0;
};

// Any places.
class long_set {
 public:
  bool empty() const { return count_ == 0; }
  bool has(std::size_t at) const { return at < there_.size() && there_[at]; }
  void add(std::size_t at) {
    if (at >= there_.size()) {
      there_.resize(at + 1);
    }
    count_ += there_[at] ? 0 : 1;
    there_[at] = true;
  }
  void add(const long_set& other) {
    other.each([this](std::size_t at) { add(at); });
  }
  void remove(const long_set& other) {
    other.each([this](std::size_t at) {
      if (has(at)) {
        there_[at] = false;
        --count_;
      }
    });
  }
  template <class Each>
  void each(Each call) const {
    for (std::size_t at = 0; at < there_.size(); ++at) {
      if (there_[at]) {
        call(at);
      }
    }
  }

 private:
  std::vector<bool> there_;
  std::size_t count_ = 0;
};

// One text held against one rule. Memory: `find(rule, at)` gives a set or null, `keep(rule, at, set)` stores
// one.
template <class Set, class Memory>
class run {
 public:
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
    Set out;
    if (memory_.find(rule, at, out)) {
      return out;
    }
    if (++depth_ > limits_.depth) {
      exhausted_ = "depth";
      return {};
    }
    out = ends(grammar_.definition(rule), at);
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

  const grammar& grammar_;
  std::string_view text_;
  const match_limits& limits_;
  Memory& memory_;
  std::size_t steps_ = 0;
  std::size_t depth_ = 0;
  const char* exhausted_ = nullptr;
};

struct short_memory {
  std::vector<std::uint64_t>& sets;
  std::vector<std::uint32_t>& written;
  std::uint32_t call;

  bool find(rule_id rule, std::size_t at, short_set& out) const {
    const std::size_t index = rule * std::size_t{64} + at;
    const bool there = written[index] == call;
    if (there) {
      out = short_set::of_bits(sets[index]);
    }
    return there;
  }
  void keep(rule_id rule, std::size_t at, const short_set& set) {
    const std::size_t index = rule * std::size_t{64} + at;
    sets[index] = set.bits();
    written[index] = call;
  }
};

struct long_memory {
  std::unordered_map<std::uint64_t, long_set> sets{};

  static std::uint64_t key(rule_id rule, std::size_t at) { return std::uint64_t{rule} << 32U | at; }
  bool find(rule_id rule, std::size_t at, long_set& out) const {
    const auto there = sets.find(key(rule, at));
    if (there == sets.end()) {
      return false;
    }
    out = there->second;
    return true;
  }
  void keep(rule_id rule, std::size_t at, const long_set& set) { sets.emplace(key(rule, at), set); }
};

template <class Set, class Memory>
base::result<bool> decide(const grammar& of, rule_id rule, std::string_view text, const match_limits& limits,
                          Memory memory) {
  run<Set, Memory> one(of, text, limits, memory);
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
  if (text.size() >= 64) {
    return decide<long_set>(*grammar_, rule, text, limits_, long_memory());
  }
  if (++call_ == 0 || written_.empty()) {
    call_ = 1;
    written_.assign(grammar_->rules() * 64, 0);
    short_memory_.resize(written_.size());
  }
  return decide<short_set>(*grammar_, rule, text, limits_, short_memory{short_memory_, written_, call_});
}

}  // namespace dsnspec::abnf
