// A YAML document as a tree of our own, with a position on every node. Only the plain part of YAML 1.2 is
// taken: maps with scalar keys, sequences, scalars and null.
//
// Refused, with line and column: duplicate keys, anchors, aliases, merge keys, tags, several documents, keys
// that are not scalars, control characters, a byte order mark, text that is not UTF-8.
//
// Limits: 1 MiB of text, 32 levels of nesting, 200 000 nodes. Time and memory are linear in the text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace dsnspec::scenario {

struct yaml_key {
  std::string text;
  std::size_t line = 0;    // from 1
  std::size_t column = 0;  // from 1, in octets
};

struct yaml_node {
  enum class kind { null, scalar, sequence, map };
  kind what = kind::null;
  std::string text;    // scalar: its value. Never typed: a plain `no` is "no", `010` is "010", `1e3` is "1e3"
  bool plain = false;  // scalar: written without quotation marks and not as a block
  std::size_t line = 0;          // from 1; of an empty value in a map: the line of its key
  std::size_t column = 0;        // from 1, in octets
  std::vector<yaml_key> keys;    // map: in the order of the file, each once
  std::vector<yaml_node> items;  // sequence: the items; map: the value of each key

  // map: the value of this key, or null. Unlike yaml_map, it doesn't mark the key as known.
  [[nodiscard]] const yaml_node* find(std::string_view key) const;
};

inline constexpr std::size_t yaml_size_limit = 1U << 20U;
inline constexpr std::size_t yaml_depth_limit = 32;
inline constexpr std::size_t yaml_node_limit = 200'000;

// The one document in `text`; `source` names it in the error. An empty text is a null node.
base::result<yaml_node> parse_yaml(std::string_view text, const std::string& source);

}  // namespace dsnspec::scenario
