#include "scenario/case_reader.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "grammar/a_label.hpp"
#include "grammar/address_parts.hpp"
#include "grammar/characters.hpp"
#include "grammar/utf8.hpp"

namespace dsnspec::scenario {
namespace {

// Those whose use shows in the file. The others (delay, expiry, ...) depend on what the target's timers do.
constexpr std::array<std::string_view, 9> visible_capabilities = {
    "relay", "local-mailbox", "alias", "multi-alias", "list", "dsn", "smtputf8", "starttls", "null-sender"};

bool is_local_name(std::string_view text) {
  const auto starts = [](char c) { return (c >= 'a' && c <= 'z') || grammar::chars::eight_bit(c); };
  return !text.empty() && text.size() <= 30 && starts(text.front()) && grammar::check_utf8(text) &&
         std::all_of(text.begin(), text.end(), [&](char c) {
           return starts(c) || base::is_digit(c) || c == '.' || c == '_' || c == '-';
         });
}

std::string shown(std::string_view text) {
  return "\"" + base::excerpt(text, 80) + "\"";
}

void read_shows(case_context& context, yaml_map& top, scenario& into) {
  const yaml_node* shows = top.get("shows", yaml_map::required);
  if (shows == nullptr) {
    return;
  }
  for (const yaml_node& node : context.in.list(*shows)) {
    auto id = context.read_requirement_id(node);
    if (id && std::find(into.shows.begin(), into.shows.end(), *id) != into.shows.end()) {
      context.in.fail(node, "this requirement is in the list already");
    } else if (id) {
      into.shows.push_back(std::move(*id));
    }
  }
  if (shows->what == yaml_node::kind::sequence && shows->items.empty()) {
    context.in.fail(*shows, "a scenario shows at least one requirement");
  }
}

void read_needs(case_context& context, const yaml_node* node, scenario& into) {
  if (node == nullptr) {
    return;
  }
  const std::vector<std::string_view> words(std::begin(capabilities), std::end(capabilities));
  for (const yaml_node& item : context.in.list(*node)) {
    const auto index = context.in.choice(item, words);
    if (index && std::find(into.needs.begin(), into.needs.end(), words[*index]) != into.needs.end()) {
      context.in.fail(item, "this capability is in the list already");
    } else if (index) {
      into.needs.emplace_back(words[*index]);
    }
  }
}

void check_hosts_used(case_context& context, const yaml_node* hosts) {
  if (hosts == nullptr || hosts->what != yaml_node::kind::map) {
    return;
  }
  for (const yaml_key& key : hosts->keys) {
    if (key.text != "origin" && !context.host_used(key.text)) {
      context.in.fail(key, fmt::format("nothing uses the host {}", shown(key.text)));
    }
  }
}

}  // namespace

bool is_host_name(std::string_view text) {
  return !text.empty() && text.size() <= 30 && text.front() != '-' && text.back() != '-' &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || base::is_digit(c) || c == '-'; });
}

void case_context::declare_local(const yaml_node& at, const std::string& name) {
  if (!is_local_name(name)) {
    in.fail(
        at,
        fmt::format(
            "{} can't name a mailbox, alias or list: lower-case letters, digits, '.', '_' and '-', and what "
            "is outside ASCII, from a letter on",
            shown(name)));
  } else if (!local_names_.insert(name).second) {
    in.fail(at, fmt::format("the local name {} is declared already", shown(name)));
  }
}

std::string case_context::known_hosts(std::string_view wrong) const {
  const std::vector<std::string_view> names(hosts_.begin(), hosts_.end());
  const std::string_view meant = closest(wrong, names);
  return meant.empty() ? "it is no host of this scenario, not \"local\" and no domain with a dot"
                       : fmt::format("did you mean \"{}\"?", base::excerpt(meant, 60));
}

std::optional<std::string> case_context::read_exchanger(const yaml_node& node) {
  auto name = in.text(node);
  if (!name) {
    return std::nullopt;
  }
  if (hosts_.contains(*name)) {
    used_hosts_.insert(*name);
  } else if (name->find('.') == std::string::npos) {
    in.fail(node, fmt::format("unknown host {}; {}", shown(*name), known_hosts(*name)));
    return std::nullopt;
  }
  return name;
}

std::optional<address> case_context::read_address(const yaml_node& node) {
  const auto text = in.octets(node);
  if (!text) {
    return std::nullopt;
  }
  if (!base::is_ascii(*text)) {
    uses("smtputf8", node);
  }
  address out;
  out.host = grammar::domain_of(*text);
  if (!out.host.empty()) {
    out.local_part = text->substr(0, text->size() - out.host.size() - 1);  // with a source route
  }
  if (out.local_part.empty() || out.host.empty() || text->size() > 500) {
    in.fail(node, fmt::format("{} is no address; it looks like carol@next", shown(*text)));
    return std::nullopt;
  }
  if (!base::is_ascii(out.host) && hosts_.contains(grammar::with_a_labels(out.host))) {
    out.u_label = std::exchange(out.host, grammar::with_a_labels(out.host));
  }
  if (out.host == "local") {
    if (!local_names_.contains(out.local_part)) {
      in.fail(node, fmt::format("{} isn't declared under local (mailboxes, aliases, lists or unknown)",
                                shown(out.local_part)));
      return std::nullopt;
    }
  } else if (hosts_.contains(out.host)) {
    used_hosts_.insert(out.host);
  } else if (out.host.find('.') == std::string::npos) {
    in.fail(node, fmt::format("unknown host {}; {}", shown(out.host), known_hosts(out.host)));
    return std::nullopt;
  }
  return out;
}

std::optional<std::string> case_context::read_requirement_id(const yaml_node& node) {
  auto id = in.text(node);
  if (!id || law.find(*id) != nullptr) {
    return id;
  }
  std::vector<std::string_view> ids;
  for (const auto& [known, row] : law.rows()) {
    ids.emplace_back(known);
  }
  const std::string_view meant = closest(*id, ids);
  in.fail(node, fmt::format("the law book has no requirement {}", shown(*id)) +
                    (meant.empty() ? "" : fmt::format("; did you mean \"{}\"?", meant)));
  return std::nullopt;
}

std::optional<std::string> case_context::read_command_text(const yaml_node& node) {
  auto text = in.octets(node);
  if (text && text->find_first_of("\r\n") != std::string::npos) {
    in.fail(node, "a command is one line: CR and LF can't be in it");
    return std::nullopt;
  }
  return text;
}

void case_context::check_needs(const yaml_node& at, const std::vector<std::string>& needs) {
  for (const auto& [capability, line] : used_) {
    if (std::find(needs.begin(), needs.end(), capability) == needs.end()) {
      in.fail(at, fmt::format("needs lacks \"{}\", which line {} makes use of", capability, line));
    }
  }
  for (const std::string_view capability : visible_capabilities) {
    const bool said = std::find(needs.begin(), needs.end(), capability) != needs.end();
    if (said && !used_.contains(std::string(capability))) {
      in.fail(at, fmt::format("needs has \"{}\", but nothing here makes use of it", capability));
    }
  }
}

scenario read_case(yaml_reader& in, const yaml_node& root, const spec::law_book& law) {
  scenario out;
  case_context context(in, law);
  yaml_map top(in, root, "scenario");
  if (top.read("title", out.title, yaml_map::required) && base::trimmed(out.title).empty()) {
    in.fail(*top.get("title"), "the title is empty");
  }
  top.get("matrix");
  const yaml_node* needs = top.get("needs");
  const yaml_node* submit = top.get("submit", yaml_map::required);
  const yaml_node* hosts = top.get("hosts");
  const yaml_node* local = top.get("local");
  const yaml_node* expect = top.get("expect");
  read_shows(context, top, out);
  read_needs(context, needs, out);
  context.declare_host("origin");
  if (local != nullptr) {
    declare_locals(context, *local);
  }
  if (hosts != nullptr) {
    read_hosts(context, *hosts, out.hosts);
  }
  out.hosts.try_emplace("origin").first->second.name = "origin";
  if (local != nullptr) {
    read_local(context, *local, out.local);
  }
  if (submit != nullptr) {
    read_submissions(context, *submit, out.submissions);
  }
  if (expect != nullptr) {
    read_expectations(context, *expect, out.expect);
  }
  if (in.ok()) {  // otherwise much would only seem to be unused
    check_hosts_used(context, hosts);
    context.check_needs(needs == nullptr ? root : *needs, out.needs);
  }
  return out;
}

}  // namespace dsnspec::scenario
