// Scenario files: YAML text to concrete cases. The format is described by
// reports/schemas/scenario.schema.json and, for people, in scenarios/README.md.
//
// A file with a matrix gives one case for each combination of values, in the order of the file, the last
// variable changing fastest. `${name}` in any value stands for the variable's value; `$${` is a literal `${`.
// A matrix value of null leaves out the key or list item whose whole value is that variable; in the case id
// it is called "absent".
//
// Every id, name, address and capability a scenario uses is checked, with the position of whatever is wrong:
// all problems at once, never just the first.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "scenario/checked.hpp"
#include "scenario/model.hpp"
#include "spec/law_book.hpp"

namespace dsnspec::scenario {

// Variables and their values, in the order of the file: scenario::binding.
using binding_list = std::vector<std::pair<std::string, std::string>>;

struct scenario_file {
  std::string id;      // "rfc3461/5.2.2/success-relayed"
  std::string source;  // the file's name
  std::string text;    // its content: with a case's binding, all that load_case needs
  std::vector<scenario> cases;
};

// All cases of one text. `source` names it in messages. `id` matches [a-z0-9._/-]+.
checked<std::vector<scenario>> load_text(const std::string& id, std::string_view text,
                                         const std::string& source, const spec::law_book& law);

// Every scenario below `root`, by id; its folders "law", "targets", "examples" and "selftest" hold other things
// and are left out. No scenario at all is an error.
checked<std::vector<scenario_file>> load_tree(const std::filesystem::path& root, const spec::law_book& law);

// The one case of a text that has this binding: the judge's way back from a trace. The first problem, if any.
base::result<scenario> load_case(const std::string& id, std::string_view text, const binding_list& binding,
                                 const spec::law_book& law);

}  // namespace dsnspec::scenario
