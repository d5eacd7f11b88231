// One case: the tree of a scenario file, its variables replaced, as a scenario. The parts are in files of
// their own (hosts_reader, submission_reader, ...); what they share is the case_context.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/model.hpp"
#include "scenario/yaml_reader.hpp"
#include "spec/law_book.hpp"

namespace dsnspec::scenario {

// What is known of a case while it is read, and what it was seen to make use of.
class case_context {
 public:
  case_context(yaml_reader& in_, const spec::law_book& law_) : in(in_), law(law_) {}

  yaml_reader& in;
  const spec::law_book& law;

  // Names are declared before addresses are read. A name that is there already is reported.
  void declare_host(const std::string& name) { hosts_.insert(name); }
  void declare_local(const yaml_node& at, const std::string& name);

  // "carol@next": local part and, after the last "@", a declared host, "local", or a domain with a dot. Octets are taken,
  // too. A host whose key is an A-label can be named by its U-label.
  std::optional<address> read_address(const yaml_node& node);
  // The key of a declared host, or a domain with a dot.
  std::optional<std::string> read_exchanger(const yaml_node& node);
  // An id of the law book.
  std::optional<std::string> read_requirement_id(const yaml_node& node);
  // A parameter or text of a command: octets without CR and LF.
  std::optional<std::string> read_command_text(const yaml_node& node);

  // The case makes use of a capability of the target, here.
  void uses(std::string_view capability, const yaml_node& at) {
    used_.try_emplace(std::string(capability), at.line);
  }
  // Holds the capabilities that were used against those the case says it needs.
  void check_needs(const yaml_node& at, const std::vector<std::string>& needs);
  [[nodiscard]] bool host_used(const std::string& name) const { return used_hosts_.contains(name); }

 private:
  [[nodiscard]] std::string known_hosts(std::string_view wrong) const;
  std::set<std::string> hosts_;
  std::set<std::string> used_hosts_;
  std::set<std::string> local_names_;
  std::map<std::string, std::size_t> used_;  // capability -> line of its first use
};

// True for what may stand in a DNS label: lower-case letters, digits and inner hyphens; at most 30.
bool is_host_name(std::string_view text);

void read_hosts(case_context& context, const yaml_node& node, std::map<std::string, host>& into);
void read_local(case_context& context, const yaml_node& node, local_setup& into);
// Names only, so that addresses can be read in any order afterwards.
void declare_locals(case_context& context, const yaml_node& node);
// One map or a list of them.
void read_submissions(case_context& context, const yaml_node& node, std::vector<submission>& into);
void read_expectations(case_context& context, const yaml_node& node, std::vector<expectation>& into);

// The whole. Problems are reported to `in`; the result is of use only when there were none.
scenario read_case(yaml_reader& in, const yaml_node& root, const spec::law_book& law);

}  // namespace dsnspec::scenario
