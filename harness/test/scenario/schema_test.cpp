// The published schemas say what the readers take: the same keys, the same required ones, the same words.
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "scenario/case_reader.hpp"
#include "scenario/example_law.hpp"
#include "scenario/law_reader.hpp"

namespace dsnspec::scenario {
namespace {

using nlohmann::json;
using key_sets = std::map<std::string, std::set<std::string>>;

// One empty map of every kind, so that the readers tell which keys they miss.
constexpr const char* empty_maps = R"(
hosts: {a: {replies: [{}], dns: {}}, b: {dns: {mx: [{}]}}, c: {ehlo: [{}]}}
local: {lists: {l: {}}}
submit: [{}, {mail: {}, rcpt: [{}], message: {}}]
expect: [{}, {report: {}}, {no_report: {}}, {reply: {}}, {reports: {}}]
)";

// A wrong word wherever only certain ones are taken.
constexpr const char* wrong_words = R"(
needs: [zebra]
hosts: {a: {replies: [{at: zebra}], dns: zebra}}
expect: [{report: {action: zebra}}, {reply: {command: zebra}}]
)";

json schema(const std::string& name) {
  return json::parse(std::ifstream(DSNSPEC_SOURCE_DIR "/reports/schemas/" + name + ".schema.json"));
}

// The schema's maps by the names the readers give them in messages; the top one by `top`.
std::map<std::string, json> maps_of(const json& whole, const std::string& top) {
  std::map<std::string, json> out = {{top, whole}};
  for (const auto& [name, part] : whole.at("$defs").items()) {
    if (part.contains("properties")) {
      out[std::regex_replace(name, std::regex("_"), name == "no_report" ? "_" : " ")] = part;
    }
  }
  return out;
}

key_sets keys_of(const std::map<std::string, json>& maps, const std::string& part) {
  key_sets out;
  for (const auto& [name, map] : maps) {
    out[name];
    if (part == "required") {
      for (const auto& key : map.value(part, json::array())) {
        out[name].insert(key.get<std::string>());
      }
    } else {
      EXPECT_EQ(map.at("additionalProperties"), false) << name;
      for (const auto& [key, ignored] : map.at(part).items()) {
        out[name].insert(key);
      }
    }
  }
  return out;
}

void note_missing(const problem_list& problems, key_sets& into) {
  const std::regex lacks("^(.*) lacks the key \"(.*)\"$");
  for (const base::error& one : problems) {
    std::smatch found;
    if (std::regex_match(one.message, found, lacks)) {
      into[found[1]].insert(found[2]);
    }
  }
}

// "one of a, b is wanted here": all such lists.
std::set<std::set<std::string>> words_of(const problem_list& problems) {
  std::set<std::set<std::string>> out;
  for (const base::error& one : problems) {
    const auto end = one.message.find(" is wanted here");
    if (one.message.starts_with("one of ") && end != std::string::npos) {
      std::set<std::string> words;
      std::string list = one.message.substr(7, end - 7) + ", ";
      for (auto at = list.find(", "); at != std::string::npos; at = list.find(", ")) {
        words.insert(list.substr(0, at));
        list.erase(0, at + 2);
      }
      out.insert(words);
    }
  }
  return out;
}

void collect_enums(const json& part, std::set<std::set<std::string>>& into) {
  if (part.is_object() && part.contains("enum")) {
    into.insert(part.at("enum").get<std::set<std::string>>());
  }
  if (part.is_structured()) {
    for (const json& inner : part) {
      collect_enums(inner, into);
    }
  }
}

struct reading {
  explicit reading(const char* text) {
    const spec::law_book law = example_law();
    read_case(in, *parse_yaml(text, "t.yaml"), law);
  }
  yaml_reader in{"t.yaml"};
};

TEST(scenario_schema, has_the_keys_the_reader_knows) {
  reading all(empty_maps);
  EXPECT_EQ(keys_of(maps_of(schema("scenario"), "scenario"), "properties"), all.in.asked());
}

TEST(scenario_schema, requires_what_the_reader_requires) {
  key_sets missing;
  const auto maps = maps_of(schema("scenario"), "scenario");
  for (const auto& [name, map] : maps) {
    missing[name];
  }
  note_missing(reading(empty_maps).in.errors(), missing);
  note_missing(reading("{}").in.errors(), missing);
  EXPECT_EQ(keys_of(maps, "required"), missing);
}

TEST(scenario_schema, has_the_words_the_reader_knows) {
  std::set<std::set<std::string>> words;
  collect_enums(schema("scenario"), words);
  EXPECT_EQ(words, words_of(reading(wrong_words).in.errors()));
}

TEST(law_schema, says_what_the_reader_takes) {
  const auto maps = maps_of(schema("law"), "law");
  const auto problems_with = [](const std::string& row) {
    return read_law({{"l.yaml", "l.yaml", "requirements: [{" + row + "}]\nzebra: 1\n"}}).error();
  };
  key_sets missing = {{"law", {"requirements"}}};
  note_missing(problems_with(""), missing);
  EXPECT_EQ(keys_of(maps, "required"), missing);

  key_sets known;
  const std::regex has("^unknown key .*; (.*) has: (.*)$");
  for (const base::error& one : problems_with("zebra: 1")) {
    std::smatch found;
    if (std::regex_match(one.message, found, has)) {
      std::stringstream list(found[2]);
      for (std::string key; std::getline(list >> std::ws, key, ',');) {
        known[found[1]].insert(key);
      }
    }
  }
  EXPECT_EQ(keys_of(maps, "properties"), known);

  std::set<std::set<std::string>> words;
  collect_enums(schema("law"), words);
  EXPECT_EQ(words, words_of(problems_with("level: zebra, role: zebra, impact: zebra")));
}

}  // namespace
}  // namespace dsnspec::scenario
