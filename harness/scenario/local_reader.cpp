// The part "local" of a scenario: what the target itself must hold.
#include <fmt/core.h>

#include "scenario/case_reader.hpp"

namespace dsnspec::scenario {
namespace {

void declare_items(case_context& context, const yaml_node* node) {
  if (node == nullptr || node->what != yaml_node::kind::sequence) {
    return;
  }
  for (const yaml_node& item : node->items) {
    if (item.what == yaml_node::kind::scalar) {
      context.declare_local(item, item.text);
    }
  }
}

void declare_keys(case_context& context, const yaml_node* node) {
  if (node == nullptr || node->what != yaml_node::kind::map) {
    return;
  }
  for (const yaml_key& key : node->keys) {
    yaml_node at;
    at.line = key.line;
    at.column = key.column;
    context.declare_local(at, key.text);
  }
}

// The target sends what goes to this address out again.
void note_relay(case_context& context, const address& to, const yaml_node& at) {
  if (to.host != "local") {
    context.uses("relay", at);
  }
}

std::vector<address> read_addresses(case_context& context, const yaml_node& node, std::string_view what) {
  std::vector<address> out;
  for (const yaml_node& item : context.in.list(node)) {
    if (auto one = context.read_address(item)) {
      note_relay(context, *one, item);
      out.push_back(std::move(*one));
    }
  }
  if (node.what == yaml_node::kind::sequence && node.items.empty()) {
    context.in.fail(node, fmt::format("{} has at least one address", what));
  }
  return out;
}

void read_aliases(case_context& context, const yaml_node& node, local_setup& into) {
  if (!context.in.is_map(node, "aliases")) {
    return;
  }
  for (std::size_t i = 0; i < node.keys.size(); ++i) {
    auto targets = read_addresses(context, node.items[i], "an alias");
    context.uses(targets.size() > 1 ? "multi-alias" : "alias", node.items[i]);
    into.aliases[node.keys[i].text] = std::move(targets);
  }
}

void read_lists(case_context& context, const yaml_node& node, local_setup& into) {
  if (!context.in.is_map(node, "lists")) {
    return;
  }
  for (std::size_t i = 0; i < node.keys.size(); ++i) {
    mailing_list next;
    next.name = node.keys[i].text;
    yaml_map map(context.in, node.items[i], "list");
    if (const yaml_node* owner = map.get("owner", yaml_map::required)) {
      next.owner = context.read_address(*owner).value_or(address{});
    }
    if (const yaml_node* members = map.get("members", yaml_map::required)) {
      next.members = read_addresses(context, *members, "a list");
    }
    context.uses("list", node.items[i]);
    into.lists.push_back(std::move(next));
  }
}

}  // namespace

void declare_locals(case_context& context, const yaml_node& node) {
  if (node.what == yaml_node::kind::map) {
    declare_items(context, node.find("mailboxes"));
    declare_keys(context, node.find("aliases"));
    declare_keys(context, node.find("lists"));
    declare_items(context, node.find("unknown"));
  }
}

void read_local(case_context& context, const yaml_node& node, local_setup& into) {
  yaml_map map(context.in, node, "local");
  map.read("mailboxes", into.mailboxes);
  std::vector<std::string> unknown;  // names nobody has at the target, for mail that must fail there
  map.read("unknown", unknown);
  if (!into.mailboxes.empty() || !unknown.empty()) {
    context.uses("local-mailbox", node);
  }
  if (const yaml_node* aliases = map.get("aliases")) {
    read_aliases(context, *aliases, into);
  }
  if (const yaml_node* lists = map.get("lists")) {
    read_lists(context, *lists, into);
  }
}

}  // namespace dsnspec::scenario
