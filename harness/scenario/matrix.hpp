// The matrix of a scenario file: variables, their values, and what stands for `${name}` in one combination.
//
//   matrix:
//     notify: [SUCCESS, "SUCCESS,FAILURE", ~]
//
// A value is printable ASCII, at most 80 octets, because it stands in the case's id. Null (~) is called
// "absent" there, so the text "absent" is refused. Limit: 4096 combinations.
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scenario/loader.hpp"
#include "scenario/yaml_reader.hpp"

namespace dsnspec::scenario {

inline constexpr std::string_view absent = "absent";

class matrix {
 public:
  // `node`: the value of the key "matrix"; null when there is none, which gives one combination without
  // variables.
  matrix(yaml_reader& in, const yaml_node* node);

  [[nodiscard]] std::size_t combinations() const { return combinations_; }
  [[nodiscard]] binding_list binding(std::size_t combination) const;
  // True when `which` has these variables in this order, each with one of its values.
  [[nodiscard]] bool has(const binding_list& which) const;
  // Reports the variables that are not in `used`.
  void report_unused(yaml_reader& in, const std::set<std::string>& used) const;

 private:
  struct variable {
    yaml_key key;
    std::vector<std::string> values;
  };
  static variable read_variable(yaml_reader& in, const yaml_key& key, const yaml_node& node);

  std::vector<variable> variables_;
  std::size_t combinations_ = 1;
};

// A copy of a tree with the variables replaced, and without the keys and items whose value is absent.
class substitution {
 public:
  substitution(yaml_reader& in, const binding_list& values) : in_(in), values_(values) {}

  // Inside a map that has the key "repeat", `${n}` and `$${` stay as they are, for repeated().
  yaml_node apply(const yaml_node& node);
  // The second pass over such a map.
  static yaml_node repeated(yaml_reader& in, const yaml_node& node, std::size_t n);

  // The variables that were asked for so far.
  [[nodiscard]] const std::set<std::string>& used() const { return used_; }
  // False after a report.
  [[nodiscard]] bool complete() const { return complete_; }

 private:
  [[nodiscard]] const std::string* value_of(std::string_view name) const;
  // The name, when the whole scalar is one variable.
  [[nodiscard]] static std::optional<std::string_view> sole_variable(const yaml_node& node);
  [[nodiscard]] bool is_absent(const yaml_node& node);
  void replace(yaml_node& node);
  void fail(const yaml_node& node, std::string message);
  std::optional<std::string> replaced(const yaml_node& node, std::string_view name);

  yaml_reader& in_;
  const binding_list& values_;
  std::set<std::string> used_;
  bool first_pass_in_repeat_ = false;
  bool complete_ = true;
};

}  // namespace dsnspec::scenario
