#include "scenario/loader.hpp"

#include <algorithm>
#include <set>

#include <fmt/core.h>

#include "base/quote.hpp"
#include "scenario/case_reader.hpp"
#include "scenario/matrix.hpp"
#include "scenario/source_files.hpp"
#include "scenario/yaml_reader.hpp"

namespace dsnspec::scenario {
namespace {

bool is_scenario_id(std::string_view id) {
  const bool characters = std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-' || c == '/';
  });
  return characters && !id.empty() && id.size() <= 200 && id.front() != '/' && id.back() != '/' &&
         id.find("//") == std::string_view::npos && id.find("..") == std::string_view::npos;
}

// A file read as far as its matrix; then one case at a time.
class file_reader {
 public:
  file_reader(const std::string& id, yaml_node root, const std::string& source, const spec::law_book& law)
      : id_(id), root_(std::move(root)), law_(law), in_(source), matrix_(in_, matrix_node()) {
    if (!is_scenario_id(id_)) {
      in_.fail(0, 0,
               fmt::format("\"{}\" is no scenario id: lower-case letters, digits, '.', '_', '-' and '/'",
                           base::excerpt(id_, 80)));
    }
  }

  [[nodiscard]] const matrix& variables() const { return matrix_; }
  [[nodiscard]] bool ok() const { return in_.ok(); }
  [[nodiscard]] problem_list problems() const { return in_.errors(); }
  void fail(std::string message) { in_.fail(root_, std::move(message)); }

  scenario read(const binding_list& binding) {
    substitution values(in_, binding);
    const yaml_node tree = values.apply(root_);
    used_.insert(values.used().begin(), values.used().end());
    scenario out;
    if (values.complete()) {  // what was read of the rest would be misleading
      out = read_case(in_, tree, law_);
    }
    out.id = id_;
    out.binding = binding;
    out.siblings = matrix_.combinations();
    return out;
  }

  std::vector<scenario> read_all() {
    std::vector<scenario> out;
    std::set<std::string> ids;
    if (!in_.ok()) {
      return out;
    }
    for (std::size_t i = 0; i < matrix_.combinations(); ++i) {
      out.push_back(read(matrix_.binding(i)));
      if (!ids.insert(out.back().case_id()).second) {
        fail(fmt::format("two cases have the id {}", base::excerpt(out.back().case_id(), 120)));
      }
    }
    matrix_.report_unused(in_, used_);
    return out;
  }

 private:
  [[nodiscard]] const yaml_node* matrix_node() const {
    return root_.what == yaml_node::kind::map ? root_.find("matrix") : nullptr;
  }

  std::string id_;
  yaml_node root_;
  const spec::law_book& law_;
  yaml_reader in_;
  matrix matrix_;
  std::set<std::string> used_;
};

std::string id_of(const std::string& path) {
  return path.substr(0, path.size() - std::string_view(".yaml").size());
}

bool holds_scenario(const source_file& file) {
  return !file.path.starts_with("law/") && !file.path.starts_with("targets/") &&
         !file.path.starts_with("examples/") && !file.path.starts_with("selftest/");
}

}  // namespace

checked<std::vector<scenario>> load_text(const std::string& id, std::string_view text,
                                         const std::string& source, const spec::law_book& law) {
  auto root = parse_yaml(text, source);
  if (!root) {
    return std::unexpected(problem_list{root.error()});
  }
  file_reader reader(id, std::move(*root), source, law);
  auto cases = reader.read_all();
  if (!reader.ok()) {
    return std::unexpected(reader.problems());
  }
  return cases;
}

checked<std::vector<scenario_file>> load_tree(const std::filesystem::path& root, const spec::law_book& law) {
  auto files = read_yaml_files(root);
  if (!files) {
    return std::unexpected(problem_list{files.error()});
  }
  std::vector<scenario_file> out;
  problem_list problems;
  for (source_file& file : *files) {
    if (!holds_scenario(file)) {
      continue;
    }
    auto cases = load_text(id_of(file.path), file.text, file.name, law);
    if (cases) {
      out.push_back({id_of(file.path), std::move(file.name), std::move(file.text), std::move(*cases)});
    } else {
      problems.insert(problems.end(), cases.error().begin(), cases.error().end());
    }
  }
  if (problems.empty() && out.empty()) {
    problems.push_back({"no scenarios here", root.string(), 0, 0});
  }
  if (!problems.empty()) {
    return std::unexpected(std::move(problems));
  }
  return out;
}

base::result<scenario> load_case(const std::string& id, std::string_view text, const binding_list& binding,
                                 const spec::law_book& law) {
  const std::string source = id + ".yaml";
  auto root = parse_yaml(text, source);
  if (!root) {
    return std::unexpected(root.error());
  }
  file_reader reader(id, std::move(*root), source, law);
  if (!reader.variables().has(binding)) {
    reader.fail("its matrix has no such combination of values");
  }
  scenario out = reader.read(binding);
  if (!reader.ok()) {
    return std::unexpected(reader.problems().front());
  }
  return out;
}

}  // namespace dsnspec::scenario
