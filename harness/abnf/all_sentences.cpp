// All small sentences of a rule.
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <fmt/core.h>

#include "abnf/deriver.hpp"

namespace dsnspec::abnf {

namespace {

using texts = std::set<std::string>;

class enumeration {
 public:
  enumeration(const grammar& of, std::string_view alphabet, std::size_t most) : grammar_(of), most_(most) {
    for (const char c : alphabet) {
      alphabet_.set(static_cast<unsigned char>(c));
    }
  }

  // Of at most `longest` octets.
  texts of(element_id which, std::size_t longest) {
    if (grammar_.shortest(which) > longest || overflow_) {
      return {};
    }
    if (const auto& octets = grammar_.octets(which)) {
      return single(*octets & alphabet_);
    }
    const element& one = grammar_.element_at(which);
    texts out;
    switch (one.what) {
      case kind::text:
        in_every_case(one, {}, out);
        break;
      case kind::reference:
        out = of_rule(one.rule, longest);
        break;
      case kind::sequence:
        out = of_sequence(which, longest);
        break;
      case kind::choice:
        for (const element_id part : one.parts) {
          out.merge(of(part, longest));
        }
        break;
      case kind::repetition:
        out = of_repetition(one, longest);
        break;
      case kind::range:
        break;  // has octets()
    }
    overflow_ = overflow_ || out.size() > most_;
    return out;
  }

  [[nodiscard]] bool overflow() const { return overflow_; }

 private:
  static texts single(const octet_set& octets) {
    texts out;
    for (std::size_t octet = 0; octet < octets.size(); ++octet) {
      if (octets[octet]) {
        out.emplace(1, static_cast<char>(octet));
      }
    }
    return out;
  }

  void in_every_case(const element& one, const std::string& start, texts& into) const {
    if (start.size() == one.octets.size()) {
      into.insert(start);
      return;
    }
    const char c = one.octets[start.size()];
    const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    for (const char variant : {c, letter && one.any_case ? static_cast<char>(c ^ 0x20) : c}) {
      if (alphabet_[static_cast<unsigned char>(variant)]) {
        in_every_case(one, start + variant, into);
      }
    }
  }

  texts of_rule(rule_id rule, std::size_t longest) {
    const auto known = memory_.find({rule, longest});
    return known != memory_.end()
               ? known->second
               : memory_.emplace(std::pair(rule, longest), of(grammar_.definition(rule), longest))
                     .first->second;
  }

  // What the other parts need at least is not there for a part: so rules within themselves come to an end.
  texts of_sequence(element_id which, std::size_t longest) {
    const std::size_t spare = longest - grammar_.shortest(which);
    texts out = {{}};
    std::size_t done = 0;  // the least that the parts so far need
    for (const element_id part : grammar_.element_at(which).parts) {
      const std::size_t least = grammar_.shortest(part);
      out = joined(out, of(part, least + spare), done + least + spare);
      done += least;
    }
    return out;
  }

  texts joined(const texts& starts, const texts& ends, std::size_t longest) {
    texts out;
    for (const std::string& start : starts) {
      for (const std::string& end : ends) {
        if (start.size() + end.size() <= longest && out.size() <= most_) {
          out.insert(start + end);
        }
      }
    }
    overflow_ = overflow_ || out.size() > most_;
    return out;
  }

  texts of_repetition(const element& one, std::size_t longest) {
    const texts each = of(one.parts[0], longest);
    texts newest = {{}};
    for (std::size_t times = 0; times < one.least; ++times) {
      newest = joined(newest, each, longest);
    }
    texts out = newest;
    for (std::size_t times = one.least; times < one.most && !newest.empty() && !overflow_; ++times) {
      texts next;
      for (const std::string& text : joined(newest, each, longest)) {
        if (out.insert(text).second) {
          next.insert(text);
        }
      }
      newest = std::move(next);
    }
    return out;
  }

  const grammar& grammar_;
  octet_set alphabet_;
  std::size_t most_;
  std::map<std::pair<rule_id, std::size_t>, texts> memory_;
  bool overflow_ = false;
};

}  // namespace

base::result<std::vector<std::string>> all_sentences(const grammar& of, rule_id rule,
                                                     std::string_view alphabet, std::size_t longest,
                                                     std::size_t most) {
  enumeration all(of, alphabet, most);
  const texts found = all.of(of.definition(rule), longest);
  if (all.overflow()) {
    return base::fail(fmt::format("there are more than {} sentences of {}", most, of.rule_at(rule).name));
  }
  std::vector<std::string> out(found.begin(), found.end());
  std::ranges::stable_sort(out, {}, &std::string::size);
  return out;
}

}  // namespace dsnspec::abnf
