#include "scenario/example_reader.hpp"

#include <system_error>
#include <utility>

#include <fmt/core.h>

#include "base/quote.hpp"
#include "scenario/yaml_reader.hpp"

namespace dsnspec::scenario {
namespace {

class example_file {
 public:
  example_file(yaml_reader& in, const spec::law_book& law, example_map& into)
      : in_(in), law_(law), into_(into) {}

  void read(const yaml_node& root) {
    yaml_map top(in_, root, "examples");
    top.read("report", report_);
    const yaml_node* all = top.get("examples", yaml_map::required);
    if (all == nullptr) {
      return;
    }
    for (const yaml_node& node : in_.list(*all)) {
      read_example(node);
    }
  }

 private:
  void read_example(const yaml_node& node) {
    example one;
    one.report = report_;
    yaml_map map(in_, node, "example");
    const bool named = map.read("id", one.requirement, yaml_map::required);
    read_octets(map, "good", one.good);
    read_octets(map, "bad", one.bad);
    map.read("also", one.also);
    if (!named) {
      return;
    }
    known(*map.get("id"), one.requirement);
    for (const std::string& id : one.also) {
      known(*map.get("also"), id);
    }
    if (one.good == one.bad) {
      in_.fail(*map.get("id"), "what is good and what is bad are the same");
    }
    std::string id = one.requirement;
    if (!into_.emplace(std::move(id), std::move(one)).second) {
      in_.fail(*map.get("id"), "this requirement has an example already");
    }
  }

  void read_octets(yaml_map& map, std::string_view key, std::string& into) {
    map.get(key, yaml_map::required);
    map.read_octets(key, into);
  }

  void known(const yaml_node& at, const std::string& id) {
    if (law_.find(id) == nullptr) {
      in_.fail(at, fmt::format("\"{}\" is no requirement", base::excerpt(id, 80)));
    }
  }

  yaml_reader& in_;
  const spec::law_book& law_;
  example_map& into_;
  std::string report_;
};

}  // namespace

checked<example_map> read_examples(const std::vector<source_file>& files, const spec::law_book& law) {
  example_map out;
  problem_list problems;
  for (const source_file& file : files) {
    const auto root = parse_yaml(file.text, file.name);
    if (!root) {
      problems.push_back(root.error());
      continue;
    }
    yaml_reader in(file.name);
    example_file(in, law, out).read(*root);
    const problem_list found = in.errors();
    problems.insert(problems.end(), found.begin(), found.end());
  }
  if (!problems.empty()) {
    return std::unexpected(std::move(problems));
  }
  return out;
}

checked<example_map> load_examples(const std::filesystem::path& folder, const spec::law_book& law) {
  std::error_code problem;
  if (!std::filesystem::exists(folder, problem)) {
    return example_map{};
  }
  const auto files = read_yaml_files(folder);
  if (!files) {
    return std::unexpected(problem_list{files.error()});
  }
  return read_examples(*files, law);
}

}  // namespace dsnspec::scenario
