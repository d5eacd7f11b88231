#include "scenario/yaml_reader.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include <fmt/core.h>
#include <fmt/ranges.h>

#include "base/ascii.hpp"
#include "base/quote.hpp"

namespace dsnspec::scenario {
namespace {

constexpr std::size_t error_limit = 100;

std::string_view article(yaml_node::kind what) {
  switch (what) {
    case yaml_node::kind::null:
      return "nothing";
    case yaml_node::kind::scalar:
      return "a single value";
    case yaml_node::kind::sequence:
      return "a list";
    case yaml_node::kind::map:
      return "a map";
  }
  return "?";
}

std::string shown(const yaml_node& node) {
  return node.what == yaml_node::kind::scalar ? "\"" + base::excerpt(node.text, 60) + "\""
                                              : std::string(article(node.what));
}

bool holds_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto octet = static_cast<unsigned char>(c);
    return (octet < 0x20 && c != '\t' && c != '\n') || octet == 0x7F;
  });
}

// Digits without sign and without a leading zero.
std::optional<std::uint64_t> digits_value(std::string_view digits) {
  if (digits.empty() || (digits.size() > 1 && digits.front() == '0')) {
    return std::nullopt;
  }
  std::uint64_t value = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  const bool whole = problem == std::errc{} && end == digits.data() + digits.size();
  return whole ? std::optional(value) : std::nullopt;
}

// Optimal string alignment: insertions, deletions, replacements and swaps of neighbours, each counted once.
// At most `word.size() * other.size()` steps.
std::size_t edit_distance(std::string_view word, std::string_view other) {
  const std::size_t width = other.size() + 1;
  std::vector<std::size_t> before(width);  // two rows up
  std::vector<std::size_t> above(width);
  std::vector<std::size_t> row(width);
  for (std::size_t j = 0; j < width; ++j) {
    row[j] = j;
  }
  for (std::size_t i = 1; i <= word.size(); ++i) {
    before.swap(above);
    above.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j < width; ++j) {
      const bool same = word[i - 1] == other[j - 1];
      row[j] = std::min({above[j - 1] + (same ? 0 : 1), above[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && word[i - 1] == other[j - 2] && word[i - 2] == other[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
  }
  return row.back();
}

}  // namespace

std::string_view closest(std::string_view word, std::span<const std::string_view> known) {
  std::string_view best;
  std::size_t least = 3;
  if (word.size() > 64) {
    return best;
  }
  const std::string folded = base::lowered(word);
  for (const std::string_view candidate : known) {
    const std::size_t distance = edit_distance(folded, base::lowered(candidate));
    if (distance < least && 2 * distance < candidate.size()) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

void yaml_reader::fail(std::size_t line, std::size_t column, std::string message) {
  if (count_ < error_limit && errors_[{line, column}].insert(std::move(message)).second) {
    ++count_;
  }
}

std::vector<base::error> yaml_reader::errors() const {
  std::vector<base::error> out;
  for (const auto& [place, messages] : errors_) {
    for (const std::string& message : messages) {
      out.push_back({message, source_, place.first, place.second});
    }
  }
  return out;
}

std::optional<std::string> yaml_reader::text(const yaml_node& node) {
  if (node.what == yaml_node::kind::null) {
    fail(node, "a text is missing; write \"\" for the empty one, or quote the word");
    return std::nullopt;
  }
  if (node.what != yaml_node::kind::scalar) {
    fail(node, fmt::format("a text is wanted here, not {}", article(node.what)));
    return std::nullopt;
  }
  if (holds_control(node.text)) {
    fail(node,
         "a text can't hold control characters; write them as {octets: '...\\xNN...'} where octets are "
         "allowed");
    return std::nullopt;
  }
  return node.text;
}

namespace {

constexpr std::size_t most_octets = 4U << 20U;

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  out.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) {
    out += text;
  }
  return out;
}

}  // namespace

std::optional<std::string> yaml_reader::octets(const yaml_node& node) {
  if (node.what != yaml_node::kind::map) {
    return text(node);
  }
  yaml_map map(*this, node, "octets");
  std::string quoted;
  std::size_t times = 1;
  map.read("repeat", times, 2, most_octets);
  if (!map.read("octets", quoted, yaml_map::required)) {
    return std::nullopt;
  }
  auto raw = base::unquote(quoted);
  if (!raw) {
    fail(*node.find("octets"),
         "octets are written as printable ASCII with \\\\, \\r, \\n, \\t and \\xNN (two upper-case digits); "
         "put them in '...'");
  } else if (raw->size() > most_octets / times) {
    fail(node, fmt::format("more than {} octets", most_octets));
    return std::nullopt;
  } else if (times > 1) {
    raw = repeated(*raw, times);
  }
  return raw;
}

std::optional<bool> yaml_reader::boolean(const yaml_node& node) {
  if (node.what == yaml_node::kind::scalar && node.plain && (node.text == "true" || node.text == "false")) {
    return node.text == "true";
  }
  fail(node, fmt::format("true or false is wanted here, not {}", shown(node)));
  return std::nullopt;
}

std::optional<std::uint64_t> yaml_reader::number(const yaml_node& node, std::uint64_t least,
                                                 std::uint64_t most) {
  const auto value =
      node.what == yaml_node::kind::scalar && node.plain ? digits_value(node.text) : std::nullopt;
  if (!value || *value < least || *value > most) {
    fail(node, fmt::format("a number from {} to {} is wanted here, not {}", least, most, shown(node)));
    return std::nullopt;
  }
  return value;
}

std::optional<std::chrono::milliseconds> yaml_reader::duration(const yaml_node& node,
                                                               std::chrono::milliseconds most) {
  const std::string_view text =
      node.what == yaml_node::kind::scalar && node.plain ? node.text : std::string_view{};
  const bool milli = text.ends_with("ms");
  const bool unit = milli || text.ends_with('s');
  const auto value = unit ? digits_value(text.substr(0, text.size() - (milli ? 2 : 1))) : std::nullopt;
  const std::uint64_t factor = milli ? 1 : 1000;
  if (!value || *value > static_cast<std::uint64_t>(most.count()) / factor) {
    fail(node, fmt::format("a duration such as 50ms or 2s, at most {}ms, is wanted here, not {}",
                           most.count(), shown(node)));
    return std::nullopt;
  }
  return std::chrono::milliseconds(*value * factor);
}

std::optional<std::size_t> yaml_reader::choice(const yaml_node& node,
                                               std::span<const std::string_view> words) {
  const auto at =
      node.what == yaml_node::kind::scalar ? std::find(words.begin(), words.end(), node.text) : words.end();
  if (at != words.end()) {
    return static_cast<std::size_t>(at - words.begin());
  }
  const std::string_view meant = node.what == yaml_node::kind::scalar ? closest(node.text, words) : "";
  fail(node, meant.empty()
                 ? fmt::format("one of {} is wanted here, not {}", fmt::join(words, ", "), shown(node))
                 : fmt::format("{} isn't known here; did you mean \"{}\"?", shown(node), meant));
  return std::nullopt;
}

const std::vector<yaml_node>& yaml_reader::list(const yaml_node& node) {
  static const std::vector<yaml_node> none;
  if (node.what == yaml_node::kind::sequence) {
    return node.items;
  }
  fail(node, fmt::format("a list is wanted here, not {}", shown(node)));
  return none;
}

std::vector<std::string> yaml_reader::texts(const yaml_node& node) {
  std::vector<std::string> out;
  for (const yaml_node& item : list(node)) {
    if (auto value = text(item)) {
      out.push_back(std::move(*value));
    }
  }
  return out;
}

bool yaml_reader::is_map(const yaml_node& node, std::string_view kind) {
  if (node.what == yaml_node::kind::map) {
    return true;
  }
  fail(node, fmt::format("{} is a map; here is {}", kind, shown(node)));
  return false;
}

yaml_map::yaml_map(yaml_reader& in, const yaml_node& node, std::string kind)
    : in_(in),
      node_(in.is_map(node, kind) ? &node : nullptr),
      line_(node.line),
      column_(node.column),
      kind_(std::move(kind)) {
  in_.asked_[kind_];
}

const yaml_node* yaml_map::get(std::string_view key, need how) {
  in_.asked_[kind_].emplace(key);
  const yaml_node* value = node_ == nullptr ? nullptr : node_->find(key);
  if (value == nullptr && how == required && node_ != nullptr) {
    in_.fail(line_, column_, fmt::format("{} lacks the key \"{}\"", kind_, key));
  }
  return value;
}

bool yaml_map::read(std::string_view key, std::string& into, need how) {
  const yaml_node* node = get(key, how);
  auto value = node == nullptr ? std::nullopt : in_.text(*node);
  if (value) {
    into = std::move(*value);
  }
  return value.has_value();
}

bool yaml_map::read(std::string_view key, std::optional<std::string>& into) {
  std::string value;
  const bool there = read(key, value);
  if (there) {
    into = std::move(value);
  }
  return there;
}

bool yaml_map::read(std::string_view key, bool& into) {
  const yaml_node* node = get(key);
  const auto value = node == nullptr ? std::nullopt : in_.boolean(*node);
  into = value.value_or(into);
  return value.has_value();
}

bool yaml_map::read(std::string_view key, std::vector<std::string>& into, need how) {
  const yaml_node* node = get(key, how);
  if (node == nullptr || node->what != yaml_node::kind::sequence) {
    if (node != nullptr) {
      in_.list(*node);
    }
    return false;
  }
  into = in_.texts(*node);
  return true;
}

bool yaml_map::read(std::string_view key, std::chrono::milliseconds& into, std::chrono::milliseconds most) {
  const yaml_node* node = get(key);
  const auto value = node == nullptr ? std::nullopt : in_.duration(*node, most);
  into = value.value_or(into);
  return value.has_value();
}

bool yaml_map::read_octets(std::string_view key, std::string& into) {
  const yaml_node* node = get(key);
  auto value = node == nullptr ? std::nullopt : in_.octets(*node);
  if (value) {
    into = std::move(*value);
  }
  return value.has_value();
}

bool yaml_map::read_octets(std::string_view key, std::optional<std::string>& into) {
  std::string value;
  const bool there = read_octets(key, value);
  if (there) {
    into = std::move(value);
  }
  return there;
}

void yaml_map::finish() {
  if (finished_ || node_ == nullptr) {
    return;
  }
  finished_ = true;
  const std::set<std::string>& known = in_.asked_[kind_];
  const std::vector<std::string_view> words(known.begin(), known.end());
  for (const yaml_key& key : node_->keys) {
    if (known.contains(key.text)) {
      continue;
    }
    const std::string_view meant = closest(key.text, words);
    const std::string hint = meant.empty() ? fmt::format("; {} has: {}", kind_, fmt::join(words, ", "))
                                           : fmt::format("; did you mean \"{}\"?", meant);
    in_.fail(key, fmt::format("unknown key \"{}\"", base::excerpt(key.text, 60)) + hint);
  }
}

}  // namespace dsnspec::scenario
