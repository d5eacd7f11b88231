#include "scenario/catalogue_reader.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "scenario/yaml_reader.hpp"

namespace dsnspec::scenario {
namespace {

// One word, or several with "+" between.
bool is_name(std::string_view text) {
  return !text.empty() && text.front() != '+' && text.back() != '+' &&
         text.find("++") == std::string_view::npos && std::all_of(text.begin(), text.end(), [](char c) {
           return base::is_digit(c) || (c >= 'a' && c <= 'z') || c == '-' || c == '+';
         });
}

class catalogue_files {
 public:
  catalogue_files(const spec::law_book& law, const std::vector<scenario_file>& scenarios) {
    for (const auto& [id, row] : law.rows()) {
      requirements_.emplace(id);
    }
    for (const scenario_file& each : scenarios) {
      scenarios_.emplace(each.id);
    }
  }

  void read(const source_file& file) {
    const auto root = parse_yaml(file.text, file.name);
    if (!root) {
      problems_.push_back(root.error());
      return;
    }
    yaml_reader in(file.name);
    {
      yaml_map top(in, *root, "catalogue");
      if (const yaml_node* all = top.get("defects")) {
        for (const yaml_node& each : in.list(*all)) {
          defect(in, each);
        }
      }
      if (const yaml_node* all = top.get("variations")) {
        for (const yaml_node& each : in.list(*all)) {
          variation(in, each);
        }
      }
    }
    const problem_list found = in.errors();
    problems_.insert(problems_.end(), found.begin(), found.end());
  }

  checked<catalogue> result() && {
    if (!problems_.empty()) {
      return std::unexpected(std::move(problems_));
    }
    return std::move(out_);
  }

 private:
  void defect(yaml_reader& in, const yaml_node& node) {
    catalogue_defect one;
    yaml_map map(in, node, "defect");
    common(in, map, one.name, one.sentence);
    ids(in, map, "violates", "requirement", requirements_, one.violates);
    if (map.has("entails")) {
      ids(in, map, "entails", "requirement", requirements_, one.entails);
    }
    if (!map.read("unobserved", one.unobserved)) {
      ids(in, map, "caught_by", "scenario", scenarios_, one.caught_by);
    } else if (map.has("caught_by")) {
      in.fail(*map.get("caught_by"), "what is caught is not unobserved");
    }
    out_.defects.push_back(std::move(one));
  }

  void variation(yaml_reader& in, const yaml_node& node) {
    catalogue_variation one;
    yaml_map map(in, node, "variation");
    common(in, map, one.name, one.sentence);
    map.read("permitted_by", one.permitted_by, yaml_map::required);
    if (map.has("leaves_open")) {
      ids(in, map, "leaves_open", "requirement", requirements_, one.leaves_open);
    }
    map.read("leaves_all_open", one.leaves_all_open);
    out_.variations.push_back(std::move(one));
  }

  void common(yaml_reader& in, yaml_map& map, std::string& name, std::string& sentence) {
    if (map.read("name", name, yaml_map::required)) {
      if (!is_name(name)) {
        in.fail(*map.get("name"), "a name has lower-case letters, digits and \"-\", one of several \"+\"");
      } else if (!names_.insert(name).second) {
        in.fail(*map.get("name"), fmt::format("\"{}\" is there already", name));
      }
    }
    if (map.read("sentence", sentence, yaml_map::required) && base::trimmed(sentence).empty()) {
      in.fail(*map.get("sentence"), "the sentence is empty");
    }
  }

  static void ids(yaml_reader& in, yaml_map& map, std::string_view key, std::string_view kind,
                  const std::set<std::string, std::less<>>& known, std::vector<std::string>& into) {
    if (!map.read(key, into, yaml_map::required)) {
      return;
    }
    const std::vector<std::string_view> all(known.begin(), known.end());
    for (const std::string& each : into) {
      if (!known.contains(each)) {
        const std::string_view near = closest(each, all);
        in.fail(*map.get(key), fmt::format("there is no {} \"{}\"{}", kind, base::excerpt(each, 80),
                                           near.empty() ? "" : fmt::format("; did you mean \"{}\"?", near)));
      }
    }
    if (into.empty()) {
      in.fail(*map.get(key), fmt::format("names no {}", kind));
    }
  }

  std::set<std::string, std::less<>> requirements_;
  std::set<std::string, std::less<>> scenarios_;
  std::set<std::string> names_;
  problem_list problems_;
  catalogue out_;
};

}  // namespace

checked<catalogue> read_catalogue(const std::vector<source_file>& files, const spec::law_book& law,
                                  const std::vector<scenario_file>& scenarios) {
  catalogue_files out(law, scenarios);
  for (const source_file& file : files) {
    out.read(file);
  }
  return std::move(out).result();
}

checked<catalogue> load_catalogue(const std::filesystem::path& folder, const spec::law_book& law,
                                  const std::vector<scenario_file>& scenarios) {
  const auto files = read_yaml_files(folder);
  if (!files) {
    return std::unexpected(problem_list{files.error()});
  }
  return read_catalogue(*files, law, scenarios);
}

}  // namespace dsnspec::scenario
