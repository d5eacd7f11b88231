#include "support/agreement.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "abnf/deriver.hpp"
#include "abnf/reader.hpp"
#include "base/quote.hpp"
#include "support/guard_page.hpp"

namespace dsnspec::test {

namespace {

abnf::grammar read(const std::vector<std::string>& names) {
  std::vector<abnf::source> files;
  for (const std::string& name : names) {
    std::ifstream file(std::string(DSNSPEC_SOURCE_DIR) + "/corpus/abnf/" + name + ".abnf", std::ios::binary);
    files.push_back({name + ".abnf", {std::istreambuf_iterator<char>(file), {}}});
    EXPECT_FALSE(files.back().text.empty()) << name;
  }
  auto out = abnf::read_grammar(files);
  if (!out) {
    ADD_FAILURE() << out.error().text();
    std::abort();
  }
  return std::move(*out);
}

const abnf::grammar& grammar_of(repertoire which) {
  static const std::vector<std::string> envelope = {"core", "address", "smtp-parameters"};
  static const std::vector<std::string> all = {"core",      "address",         "smtp-parameters", "reply",
                                               "date-time", "delivery-status", "container"};
  const auto with = [](std::vector<std::string> names, const std::string& more) {
    names.push_back(more);
    return names;
  };
  static const abnf::grammar seven_bit = read(all);
  static const abnf::grammar smtputf8 = read(with(envelope, "smtputf8"));
  static const abnf::grammar global = read(with(all, "global-delivery-status"));
  return which == repertoire::seven_bit ? seven_bit : which == repertoire::smtputf8 ? smtputf8 : global;
}

abnf::rule_id rule_named(const abnf::grammar& of, std::string_view name) {
  const auto found = of.find(name);
  if (!found) {
    ADD_FAILURE() << "no rule " << name;
    std::abort();
  }
  return *found;
}

// One production being compared.
class comparison {
 public:
  explicit comparison(const production& what)
      : what_(what),
        grammar_(grammar_of(what.in)),
        rule_(rule_named(grammar_, what.rule)),
        matcher_(grammar_),
        memory_(std::size_t{1} << 16U) {}

  void run() {
    all_texts();
    const std::size_t exhaustive = compared_;
    const std::size_t sentences = sentences_;
    random_texts();
    std::printf(
        "agreement %-34s %9zu texts up to %zu octets over %2zu, %6zu of them sentences; %9zu around %zu "
        "derived\n",
        what_.rule.c_str(), exhaustive, length(), what_.alphabet.size(), sentences, compared_ - exhaustive,
        derived_);
    testing::Test::RecordProperty("compared", std::to_string(compared_));
    // A comparison in which one answer never comes shows nothing.
    EXPECT_GT(sentences_, 0U) << what_.rule;
    EXPECT_LT(sentences_, compared_) << what_.rule;
    if (shortest_) {
      report(shrunk(*shortest_));
    }
  }

 private:
  bool expected(std::string_view text) {
    const auto derived = matcher_.matches(rule_, text);
    if (!derived) {
      ADD_FAILURE() << what_.rule << ": " << derived.error().message;
      return false;
    }
    return *derived && (!what_.prose || what_.prose(text));
  }

  bool differ(std::string_view text, bool* sentence = nullptr) {
    const bool wanted = expected(text);
    if (sentence != nullptr) {
      *sentence = wanted;
    }
    return what_.parser(memory_.put(text)) != wanted;
  }

  void compare(const std::string& text) {
    bool sentence = false;
    ++compared_;
    const bool different = differ(text, &sentence);
    sentences_ += sentence ? 1 : 0;
    if (different && (!shortest_ || text.size() < shortest_->size())) {
      shortest_ = text;
    }
  }

  [[nodiscard]] std::size_t length() const { return what_.length + (effort() > 1 ? 1 : 0); }

  void all_texts() {
    for (std::size_t octets = 0; octets <= length() && !shortest_; ++octets) {
      std::vector<std::size_t> digits(octets);
      std::string text = what_.before + std::string(octets, what_.alphabet[0]) + what_.after;
      for (bool more = true; more;) {
        compare(text);
        more = false;
        for (std::size_t at = octets; at-- > 0 && !more;) {
          digits[at] = digits[at] + 1 == what_.alphabet.size() ? 0 : digits[at] + 1;
          text[what_.before.size() + at] = what_.alphabet[digits[at]];
          more = digits[at] != 0;
        }
      }
    }
  }

  void random_texts() {
    abnf::deriver make(grammar_, 1);
    for (std::size_t i = 0; i < what_.sentences * effort(); ++i) {
      const std::size_t budget = i % 3 == 0 ? what_.budget / 3 : what_.budget;
      around(make.derive(rule_, budget).text);
      ++derived_;
      if (const auto miss = make.miss(rule_, budget)) {
        around(miss->text);
        ++derived_;
      }
    }
  }

  void around(const std::string& text) {
    for (std::size_t at = 0; at <= text.size(); ++at) {
      compare(text.substr(0, at));
      compare(text.substr(at));
    }
    const std::string octets = what_.alphabet + std::string("\0\r\n\x7F\xC3\xA9", 6);
    for (std::size_t at = 0; at <= text.size(); ++at) {
      for (const char octet : octets) {
        compare(text.substr(0, at) + octet + text.substr(at));
        if (at < text.size()) {
          compare(text.substr(0, at) + octet + text.substr(at + 1));
        }
      }
      if (at < text.size()) {
        compare(text.substr(0, at) + text.substr(at + 1));
        compare(text.substr(0, at) + text[at] + text.substr(at));
      }
      if (at + 1 < text.size()) {
        std::string swapped = text;
        std::swap(swapped[at], swapped[at + 1]);
        compare(swapped);
      }
    }
  }

  // Shorter as long as leaving something out keeps the two apart.
  std::string shrunk(std::string text) {
    for (std::size_t piece = text.size(); piece > 0; --piece) {
      for (std::size_t at = 0; at + piece <= text.size(); ++at) {
        const std::string shorter = text.substr(0, at) + text.substr(at + piece);
        if (differ(shorter)) {
          return shrunk(shorter);
        }
      }
    }
    return text;
  }

  void report(const std::string& text) {
    ADD_FAILURE() << what_.rule << ": the parser " << (what_.parser(text) ? "takes" : "refuses") << " \""
                  << base::quote(text) << "\" (" << text.size() << " octets); the grammar "
                  << (matcher_.matches(rule_, text).value_or(false) ? "takes it" : "refuses it")
                  << (what_.prose ? what_.prose(text) ? ", the prose takes it" : ", the prose refuses it"
                                  : "");
  }

  const production& what_;
  const abnf::grammar& grammar_;
  abnf::rule_id rule_;
  abnf::matcher matcher_;
  guard_page memory_;
  std::size_t compared_ = 0;
  std::size_t sentences_ = 0;
  std::size_t derived_ = 0;
  std::optional<std::string> shortest_;
};

}  // namespace

std::size_t effort() {
  const char* const asked = std::getenv("DSNSPEC_AGREEMENT");
  return asked != nullptr && std::string_view(asked) == "long" ? 20 : 1;
}

void agree(const production& what) {
  comparison(what).run();
}

bool derives(std::string_view rule, std::string_view text, repertoire in) {
  const abnf::grammar& of = grammar_of(in);
  return abnf::matcher(of).matches(rule_named(of, rule), text).value();
}

std::optional<std::string> derived::find(std::string_view rule) const {
  for (const part& one : parts) {
    if (one.rule == rule) {
      return one.text;
    }
  }
  return std::nullopt;
}

derived derive(std::string_view rule, std::uint64_t seed, std::size_t budget, repertoire in) {
  const abnf::grammar& of = grammar_of(in);
  const abnf::sentence made = abnf::deriver(of, seed).derive(rule_named(of, rule), budget);
  derived out{made.text, {}};
  for (const abnf::span& one : made.parts) {
    out.parts.push_back({of.rule_at(one.rule).name, made.text.substr(one.offset, one.length)});
  }
  return out;
}

}  // namespace dsnspec::test
