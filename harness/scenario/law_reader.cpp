#include "scenario/law_reader.hpp"

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "scenario/yaml_reader.hpp"

namespace dsnspec::scenario {
namespace {

constexpr std::string_view appendices = ".ABCDEFGH";

constexpr std::array<std::string_view, 6> level_words = {"MUST",       "MUST NOT", "SHOULD",
                                                         "SHOULD NOT", "MAY",      "GRAMMAR"};
constexpr std::array<std::string_view, 8> impact_words = {
    "lost-report", "false-report", "security", "privacy", "wrong-content", "unreadable", "tolerance", "form"};
constexpr std::array<std::string_view, 8> role_words = {"submission",
                                                        "relay to conforming",
                                                        "relay to non-conforming",
                                                        "local delivery",
                                                        "alias",
                                                        "list",
                                                        "report format",
                                                        "SMTPUTF8"};

// Digits, lower-case letters and these.
bool all_of(std::string_view text, std::string_view extra) {
  for (const char c : text) {
    if (!base::is_digit(c) && !(c >= 'a' && c <= 'z') && extra.find(c) == std::string_view::npos) {
      return false;
    }
  }
  return !text.empty();
}

// "rfc3461/5.2.2/slug": the section between the slashes, or nothing.
std::optional<std::string_view> section_of(std::string_view id) {
  const auto first = id.find('/');
  const auto last = id.rfind('/');
  if (first == std::string_view::npos || first == last || id.find('/', first + 1) != last) {
    return std::nullopt;
  }
  const std::string_view rfc = id.substr(0, first);
  const std::string_view section = id.substr(first + 1, last - first - 1);
  const std::string_view number = rfc.starts_with("rfc") ? rfc.substr(3) : std::string_view{};
  const bool good = all_of(number, "") && number.find_first_not_of("0123456789") == std::string_view::npos &&
                    all_of(section, appendices) && all_of(id.substr(last + 1), "-");
  return good ? std::optional(section) : std::nullopt;
}

// Reads one of the enumerations by the words the book uses.
template <class value>
void read_word(yaml_reader& in, yaml_map& map, std::string_view key, std::span<const std::string_view> words,
               std::optional<value> (*named)(std::string_view), value& into) {
  const yaml_node* node = map.get(key, yaml_map::required);
  const auto index = node == nullptr ? std::nullopt : in.choice(*node, words);
  if (index) {
    into = named(words[*index]).value_or(into);
  }
}

void read_sentence(yaml_reader& in, yaml_map& map, std::string_view key, std::string& into) {
  if (map.read(key, into, yaml_map::required) && base::trimmed(into).empty()) {
    in.fail(*map.get(key), fmt::format("the {} is empty", key));
  }
}

spec::requirement read_requirement(yaml_reader& in, const yaml_node& node) {
  spec::requirement row;
  yaml_map map(in, node, "requirement");
  const bool has_id = map.read("id", row.id, yaml_map::required);
  const bool has_section = map.read("section", row.section, yaml_map::required);
  if (has_id) {
    const auto section = section_of(row.id);
    if (!section) {
      in.fail(*map.get("id"),
              fmt::format("\"{}\" is no requirement id; it looks like rfc3461/5.2.2/slug-of-words",
                          base::excerpt(row.id, 80)));
    } else if (has_section && *section != row.section) {
      in.fail(*map.get("section"), fmt::format("the section is \"{}\" here and \"{}\" in the id",
                                               base::excerpt(row.section, 20), *section));
    }
  }
  read_word(in, map, "level", level_words, spec::level_named, row.level);
  read_word(in, map, "role", role_words, spec::role_named, row.role);
  read_word(in, map, "impact", impact_words, spec::impact_named, row.impact);
  read_sentence(in, map, "sentence", row.sentence);
  read_sentence(in, map, "observed", row.observed);
  map.read("stand", row.stand);
  map.read("restates", row.restates);
  if (std::string other; map.read("part_of", other)) {
    if (!row.restates.empty()) {
      in.fail(*map.get("part_of"), "a row restates another or is a part of it, not both");
    }
    row.restates = std::move(other);
    row.part_of_it = true;
  }
  if (map.read("not_watchable", row.not_watchable) && base::trimmed(row.not_watchable).empty()) {
    in.fail(*map.get("not_watchable"), "the reason is empty");
  }
  if (!row.restates.empty() && !row.not_watchable.empty()) {
    in.fail(*map.get("not_watchable"), "a row that restates another is watched when that one is");
  }
  return row;
}

// Where a row says which other it restates.
struct restatement {
  std::string id;
  std::string source;
  std::size_t line = 0;
  std::size_t column = 0;
};

// The other row is there, and is judged itself: once all files are read.
void check_restatements(const std::vector<restatement>& all, const spec::law_book& book,
                        problem_list& problems) {
  for (const restatement& one : all) {
    const spec::requirement* row = book.find(one.id);
    const spec::requirement* other = book.find(row->restates);
    if (other == nullptr || !other->restates.empty()) {
      problems.push_back({fmt::format("\"{}\" {}", base::excerpt(row->restates, 80),
                                      other == nullptr ? "is no requirement" : "restates another itself"),
                          one.source, one.line, one.column});
    }
  }
}

void read_file(yaml_reader& in, const yaml_node& root, spec::law_book& book,
               std::map<std::string, std::string>& places, std::vector<restatement>& restated) {
  yaml_map top(in, root, "law");
  const yaml_node* rows = top.get("requirements", yaml_map::required);
  if (rows == nullptr) {
    return;
  }
  for (const yaml_node& node : in.list(*rows)) {
    spec::requirement row = read_requirement(in, node);
    const yaml_node* id = node.what == yaml_node::kind::map ? node.find("id") : nullptr;
    if (row.id.empty() || id == nullptr) {
      continue;
    }
    const auto [first, fresh] =
        places.emplace(row.id, fmt::format("{}:{}:{}", in.source(), id->line, id->column));
    if (!fresh) {
      in.fail(*id, fmt::format("the requirement \"{}\" is there already: {}", base::excerpt(row.id, 80),
                               first->second));
    } else {
      if (const yaml_node* other = node.find(row.part_of_it ? "part_of" : "restates");
          other != nullptr && !row.restates.empty()) {
        restated.push_back({row.id, in.source(), other->line, other->column});
      }
      book.add(std::move(row));
    }
  }
}

}  // namespace

checked<spec::law_book> read_law(const std::vector<source_file>& files) {
  spec::law_book book;
  problem_list problems;
  std::map<std::string, std::string> places;
  std::vector<restatement> restated;
  for (const source_file& file : files) {
    const auto root = parse_yaml(file.text, file.name);
    if (!root) {
      problems.push_back(root.error());
      continue;
    }
    yaml_reader in(file.name);
    read_file(in, *root, book, places, restated);
    const problem_list found = in.errors();
    problems.insert(problems.end(), found.begin(), found.end());
  }
  check_restatements(restated, book, problems);
  if (!problems.empty()) {
    return std::unexpected(std::move(problems));
  }
  return book;
}

checked<spec::law_book> load_law(const std::filesystem::path& folder) {
  const auto files = read_yaml_files(folder);
  if (!files) {
    return std::unexpected(problem_list{files.error()});
  }
  if (files->empty()) {
    return std::unexpected(problem_list{{"no law book here", folder.string(), 0, 0}});
  }
  return read_law(*files);
}

}  // namespace dsnspec::scenario
