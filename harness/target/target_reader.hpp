// scenarios/targets/NAME/ to a target_spec. The format is described by reports/schemas/target.schema.json.
//
// All problems are told at once, each with file, line and column: syntax, unknown or missing keys, values of
// a wrong form, capabilities nobody knows, templates that aren't there or use unknown placeholders.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "scenario/checked.hpp"
#include "scenario/yaml_reader.hpp"
#include "target/target_spec.hpp"

namespace dsnspec::target {

// The names of all targets below the folder scenarios/targets, sorted.
base::result<std::vector<std::string>> list_targets(const std::filesystem::path& folder);

// The target in one folder, by the folder's name.
scenario::checked<target_spec> load_target(const std::filesystem::path& folder);

// The same from texts: target.yaml and its templates, by their names below conf/.
scenario::checked<target_spec> read_target(const std::string& name, std::string_view yaml,
                                           const std::string& source,
                                           const std::map<std::string, std::string>& templates);

// The same from a tree that was parsed already; problems are left in `in`.
target_spec read_target(const std::string& name, const scenario::yaml_node& root, scenario::yaml_reader& in,
                        const std::map<std::string, std::string>& templates);

// What the placeholders of a template stand for: hostname, domain, delay and expiry (whole seconds), aliases
// (path of the alias file).
std::map<std::string, std::string> template_values(const target_spec& spec);

}  // namespace dsnspec::target
