// Strict, typed reading of a yaml_node: every value is asked for as what it must be, every key must be known,
// and all errors are collected with their positions instead of stopping at the first.
//
//   auto root = parse_yaml(text, source);                // syntax: one error
//   yaml_reader in(source);
//   yaml_map top(in, *root, "target");                   // "target" names the kind of map in messages
//   std::string name;
//   top.read("name", name, yaml_map::required);          // an optional key that is missing leaves the
//   default std::vector<std::string> start; top.read("start", start); if (const yaml_node* ports =
//   top.get("ports")) { ... in.list(*ports) ... } top.finish();                                        //
//   unknown keys are errors, with "did you mean" if (!in.errors().empty()) { ... }
//
// Values:
//   text      any scalar, plain or quoted, verbatim; TAB and LF are the only control characters it may hold.
//   Null (an
//             empty value, `~`, `null`) is no text: write "" or quote the word.
//   octets    a text, or a map {octets: 'caf\xE9\r\n'} whose value is in the form of base/quote.hpp: the one
//   way to
//             write octets that are not text. (YAML's own "\x80" is the character U+0080, two octets in
//             UTF-8.)
//             `repeat: N` beside it makes N times these octets of it, 4 MiB at most.
//   boolean   plain `true` or `false`, nothing else.
//   number    plain decimal digits, without sign, leading zeros, fraction or exponent, within the bounds
//   asked for. duration  plain digits with the unit: 50ms, 2s.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "scenario/yaml_tree.hpp"

namespace dsnspec::scenario {

class yaml_reader {
 public:
  explicit yaml_reader(std::string source) : source_(std::move(source)) {}

  [[nodiscard]] const std::string& source() const { return source_; }

  // Keeps an error at this place. The same message at the same place is kept once.
  void fail(const yaml_node& at, std::string message) { fail(at.line, at.column, std::move(message)); }
  void fail(const yaml_key& at, std::string message) { fail(at.line, at.column, std::move(message)); }
  void fail(std::size_t line, std::size_t column, std::string message);

  // All errors so far, by position. At most 100 are kept.
  [[nodiscard]] std::vector<base::error> errors() const;
  [[nodiscard]] bool ok() const { return errors_.empty(); }

  // Each reports what is wrong and then gives nothing.
  std::optional<std::string> text(const yaml_node& node);
  std::optional<std::string> octets(const yaml_node& node);
  std::optional<bool> boolean(const yaml_node& node);
  std::optional<std::uint64_t> number(const yaml_node& node, std::uint64_t least, std::uint64_t most);
  std::optional<std::chrono::milliseconds> duration(const yaml_node& node, std::chrono::milliseconds most);
  // The index of the word in `words`; a wrong word gets a list of the right ones, or the one it resembles.
  std::optional<std::size_t> choice(const yaml_node& node, std::span<const std::string_view> words);
  // The items of a sequence; empty, after an error, when it isn't one.
  const std::vector<yaml_node>& list(const yaml_node& node);
  std::vector<std::string> texts(const yaml_node& node);
  // True for a map; reports otherwise. For maps whose keys the author chooses: go through keys and items
  // then.
  bool is_map(const yaml_node& node, std::string_view kind);

  // For every kind of map read so far, the keys that were asked for: what the published schema must list.
  [[nodiscard]] const std::map<std::string, std::set<std::string>>& asked() const { return asked_; }

 private:
  friend class yaml_map;
  std::string source_;
  std::map<std::pair<std::size_t, std::size_t>, std::set<std::string>> errors_;
  std::size_t count_ = 0;
  std::map<std::string, std::set<std::string>> asked_;
};

// One map with known keys. Lives shorter than the reader and the node.
class yaml_map {
 public:
  enum need { optional, required };

  // A node that isn't a map is reported; then every key is missing, without a further report.
  yaml_map(yaml_reader& in, const yaml_node& node, std::string kind);
  yaml_map(const yaml_map&) = delete;
  yaml_map& operator=(const yaml_map&) = delete;
  ~yaml_map() { finish(); }

  // The value of a key, or null. Either way the key counts as known.
  const yaml_node* get(std::string_view key, need how = optional);
  [[nodiscard]] bool has(std::string_view key) const {
    return node_ != nullptr && node_->find(key) != nullptr;
  }

  // Reads the value into `into` when the key is there and the value is right; true then.
  bool read(std::string_view key, std::string& into, need how = optional);
  bool read(std::string_view key, std::optional<std::string>& into);
  bool read(std::string_view key, bool& into);
  bool read(std::string_view key, std::vector<std::string>& into, need how = optional);
  bool read(std::string_view key, std::chrono::milliseconds& into, std::chrono::milliseconds most);
  bool read_octets(std::string_view key, std::string& into);
  bool read_octets(std::string_view key, std::optional<std::string>& into);
  template <class number>
  bool read(std::string_view key, number& into, std::uint64_t least, std::uint64_t most);

  // Reports keys nobody asked for. Runs at the latest when the map goes out of scope.
  void finish();

 private:
  yaml_reader& in_;
  const yaml_node* node_;  // null: not a map
  std::size_t line_, column_;
  std::string kind_;
  bool finished_ = false;
};

template <class number>
bool yaml_map::read(std::string_view key, number& into, std::uint64_t least, std::uint64_t most) {
  const yaml_node* node = get(key);
  const auto value = node == nullptr ? std::nullopt : in_.number(*node, least, most);
  if (value) {
    into = static_cast<number>(*value);
  }
  return value.has_value();
}

// The one of `known` that was probably meant by `word`, or empty: at most 2 edits away, and fewer than half
// its letters.
std::string_view closest(std::string_view word, std::span<const std::string_view> known);

}  // namespace dsnspec::scenario
