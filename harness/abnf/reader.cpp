#include "abnf/reader.hpp"

#include <optional>
#include <utility>

#include <fmt/core.h>

#include "abnf/checker.hpp"
#include "abnf/cursor.hpp"
#include "abnf/terminal.hpp"
#include "base/ascii.hpp"
#include "base/quote.hpp"

namespace dsnspec::abnf {

namespace {

constexpr std::size_t most_nested = 100;          // groups within groups
constexpr std::size_t most_repetition = 100'000;  // numbers before and after "*"

template <class T>
using read = std::expected<T, flaw>;

std::unexpected<flaw> fail(place where, std::string message) {
  return std::unexpected(flaw{where, std::move(message)});
}

element element_of(kind what) {
  element out;
  out.what = what;
  return out;
}

bool is_name_octet(char c) {
  return base::is_alpha(c) || base::is_digit(c) || c == '-';
}

}  // namespace

// Recursive descent, one function a rule of RFC 5234 section 4.
class reader {
 public:
  explicit reader(grammar& into) : grammar_(into) {}

  std::optional<flaw> rulelist(std::string_view text, std::size_t source) {
    cursor_ = cursor(text, source);
    while (!cursor_.at_end()) {
      if (base::is_alpha(cursor_.next())) {
        if (auto done = rule(); !done) {
          return done.error();
        }
        continue;
      }
      while (base::is_wsp(cursor_.next())) {
        cursor_.take();
      }
      if (auto done = line_end(); !done) {
        return done.error();
      }
    }
    return std::nullopt;
  }

 private:
  // rule = rulename defined-as elements c-nl
  read<void> rule() {
    const place start = cursor_.where();
    owner_ = named(name());
    if (auto blanks = skip(); !blanks) {
      return std::unexpected(blanks.error());
    }
    if (!cursor_.take_if('=')) {
      return fail(cursor_.where(), "= or =/ is missing after the name of a rule");
    }
    const bool more = cursor_.take_if('/');
    if (auto blanks = skip(); !blanks) {
      return std::unexpected(blanks.error());
    }
    const auto what = alternation();
    if (!what) {
      return std::unexpected(what.error());
    }
    abnf::rule& defined = grammar_.rules_[owner_];
    if (more && !defined.definition) {
      return fail(start, "=/ adds to the rule " + defined.name + ", which isn't defined before it");
    }
    if (!more && defined.definition) {
      return fail(start, "the rule " + defined.name + " is defined a second time; =/ would add to it");
    }
    defined.where = more ? defined.where : start;
    defined.definition = more ? add_choice({*defined.definition, *what}) : *what;
    return line_end();
  }

  // alternation = concatenation *(*c-wsp "/" *c-wsp concatenation)
  read<element_id> alternation() {
    std::vector<element_id> parts;
    do {
      if (auto blanks = skip(); !blanks) {
        return std::unexpected(blanks.error());
      }
      const auto part = concatenation();
      if (!part) {
        return part;
      }
      parts.push_back(*part);
      if (auto blanks = skip(); !blanks) {
        return std::unexpected(blanks.error());
      }
    } while (cursor_.take_if('/'));
    return add_choice(std::move(parts));
  }

  // concatenation = repetition *(1*c-wsp repetition)
  read<element_id> concatenation() {
    std::vector<element_id> parts;
    for (;;) {
      const auto part = repetition();
      if (!part) {
        return part;
      }
      parts.push_back(*part);
      const cursor before = cursor_;
      const auto blanks = skip();
      if (!blanks) {
        return std::unexpected(blanks.error());
      }
      if (!starts_repetition(cursor_.next())) {
        cursor_.back_to(before);
        break;
      }
      if (*blanks == 0) {
        return fail(cursor_.where(), "a blank is missing between two elements");
      }
    }
    if (parts.size() == 1) {
      return parts[0];
    }
    element out = element_of(kind::sequence);
    out.parts = std::move(parts);
    return add(std::move(out));
  }

  static bool starts_repetition(char c) {
    return is_name_octet(c) || std::string_view("*\"%([<").find(c) != std::string_view::npos;
  }

  // repetition = [repeat] element
  read<element_id> repetition() {
    const place start = cursor_.where();
    const auto least = number();
    if (!least) {
      return std::unexpected(least.error());
    }
    const bool star = cursor_.take_if('*');
    const auto most = star ? number() : least;
    if (!most) {
      return std::unexpected(most.error());
    }
    const auto what = single();
    if (!what || (!star && !*least)) {
      return what;
    }
    element out = element_of(kind::repetition);
    out.least = least->value_or(0);
    out.most = most->value_or(unbounded);
    if (out.most < out.least || out.most == 0) {
      return fail(start, "a repetition that ends before it begins");
    }
    out.parts = {*what};
    return add(std::move(out));
  }

  // *DIGIT
  read<std::optional<std::size_t>> number() {
    std::optional<std::size_t> out;
    while (base::is_digit(cursor_.next())) {
      const place where = cursor_.where();
      out = out.value_or(0) * 10 + static_cast<std::size_t>(cursor_.take() - '0');
      if (*out > most_repetition) {
        return fail(where, fmt::format("a repetition of more than {}", most_repetition));
      }
    }
    return out;
  }

  // element = rulename / group / option / char-val / num-val / prose-val
  read<element_id> single() {
    const place start = cursor_.where();
    const char c = cursor_.next();
    if (base::is_alpha(c)) {
      element out = element_of(kind::reference);
      out.rule = named(name());
      return add(std::move(out));
    }
    switch (c) {
      case '(':
        return enclosed(')');
      case '[':
        return enclosed(']');
      case '"':
      case '%': {
        auto out = terminal_at(cursor_);
        if (!out) {
          return std::unexpected(out.error());
        }
        return add(std::move(*out));
      }
      case '<':
        return fail(start, "prose in angle brackets, which no machine can match");
      default:
        return fail(start, cursor_.at_end() ? "the text ends where an element has to stand"
                                            : "no element begins with " + base::quote({&c, 1}));
    }
  }

  // group = "(" *c-wsp alternation *c-wsp ")"; option the same in "[" "]"
  read<element_id> enclosed(char closing) {
    const place start = cursor_.where();
    cursor_.take();
    if (++nested_ > most_nested) {
      return fail(start, "groups within groups too deep");
    }
    const auto inner = alternation();
    --nested_;
    if (!inner) {
      return inner;
    }
    if (!cursor_.take_if(closing)) {
      return fail(start, fmt::format("the group that begins here isn't closed by {}", closing));
    }
    if (closing == ')') {
      return inner;
    }
    element out = element_of(kind::repetition);
    out.least = 0;
    out.parts = {*inner};
    return add(std::move(out));
  }

  std::string_view name() {
    const std::size_t start = cursor_.offset();
    while (is_name_octet(cursor_.next())) {
      cursor_.take();
    }
    return cursor_.from(start);
  }

  // *c-wsp: how many. A line end counts only when the next line begins with a blank.
  read<std::size_t> skip() {
    std::size_t count = 0;
    for (;; ++count) {
      if (base::is_wsp(cursor_.next())) {
        cursor_.take();
        continue;
      }
      if (cursor_.next() != ';' && cursor_.next() != '\r' && cursor_.next() != '\n') {
        return count;
      }
      const cursor before = cursor_;
      if (auto ended = line_end(); !ended) {
        return std::unexpected(ended.error());
      }
      if (!base::is_wsp(cursor_.next())) {
        cursor_.back_to(before);
        return count;
      }
    }
  }

  // c-nl = comment / CRLF; the last line needs no end.
  read<void> line_end() {
    if (cursor_.next() == ';') {
      while (!cursor_.at_end() && cursor_.next() != '\r' && cursor_.next() != '\n') {
        cursor_.take();
      }
    }
    const char c = cursor_.next();
    const bool crlf = c == '\r' && cursor_.after_next() == '\n';
    if (crlf) {
      cursor_.take();
    }
    if (!cursor_.at_end() && !cursor_.take_if('\n')) {
      return fail(cursor_.where(),
                  "the line goes on with " + base::quote({&c, 1}) + ", which continues nothing");
    }
    return {};
  }

  rule_id named(std::string_view name) {
    if (const auto known = grammar_.find(name)) {
      return *known;
    }
    place where = cursor_.where();
    where.column -= name.size();
    grammar_.rules_.push_back({std::string(name), std::nullopt, where});
    return static_cast<rule_id>(grammar_.rules_.size() - 1);
  }

  element_id add(element what) {
    what.owner = owner_;
    grammar_.elements_.push_back(std::move(what));
    return static_cast<element_id>(grammar_.elements_.size() - 1);
  }

  element_id add_choice(std::vector<element_id> parts) {
    if (parts.size() == 1) {
      return parts[0];
    }
    element out = element_of(kind::choice);
    out.parts = std::move(parts);
    return add(std::move(out));
  }

  grammar& grammar_;
  cursor cursor_{{}, 0};
  rule_id owner_ = 0;
  std::size_t nested_ = 0;
};

base::result<grammar> read_grammar(std::span<const source> files) {
  grammar out;
  const auto error = [&files](const flaw& found) {
    return std::unexpected(
        base::error{found.message, files[found.where.source].name, found.where.line, found.where.column});
  };
  reader into(out);
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (const auto found = into.rulelist(files[i].text, i)) {
      return error(*found);
    }
  }
  if (const auto found = checker(out).check()) {
    return error(*found);
  }
  return out;
}

}  // namespace dsnspec::abnf
