#include "target/target_reader.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/quote.hpp"
#include "scenario/model.hpp"
#include "scenario/source_files.hpp"
#include "scenario/yaml_reader.hpp"
#include "target/descriptor.hpp"
#include "target/placeholder.hpp"

namespace dsnspec::target {
namespace {

using scenario::yaml_map;
using scenario::yaml_node;
using scenario::yaml_reader;

constexpr milliseconds longest{3'600'000};
// Debian gives ids from 1000 to people; mailboxes start at 2000 (provision.cpp).
constexpr std::uint64_t first_id = 100;
constexpr std::uint64_t last_id = 1999;

constexpr std::string_view lower = "abcdefghijklmnopqrstuvwxyz0123456789";

bool made_of(std::string_view text, std::string_view characters) {
  return !text.empty() && text.find_first_not_of(characters) == std::string_view::npos;
}

class reading {
 public:
  reading(yaml_reader& in, const std::map<std::string, std::string>& templates)
      : in_(in), templates_(templates) {}

  target_spec target(const yaml_node& root);

 private:
  using need = yaml_map::need;

  void name(yaml_map& map, const char* key, std::string& into, need how) {
    check(map, key, into, how, std::string(lower) + "ABCDEFGHIJKLMNOPQRSTUVWXYZ-_.", "a name");
  }
  void path(yaml_map& map, const char* key, std::string& into, need how);
  void check(yaml_map& map, const char* key, std::string& into, need how, std::string_view allowed,
             std::string_view what);
  void command(yaml_map& map, const char* key, words& into, need how);
  void access(yaml_map& map, ownership& into, unsigned otherwise);
  void line(yaml_map& map, const char* key, std::string& into, std::set<std::string> known);
  void filled(const yaml_node& at, std::string_view text, const std::set<std::string>& known);
  template <class callable>
  void each(yaml_map& map, const char* key, const char* kind, callable use);

  void packages(yaml_map& top, target_spec& out);
  void npm(yaml_map& packages, npm_request& into);
  void file(yaml_map& map, const yaml_node& at, const target_spec& so_far, provided_file& into);
  void aliases(yaml_map& top, alias_style& into);
  void running(yaml_map& top, target_spec& out);
  void login(yaml_map& top, target_spec& out);
  void submission(yaml_map& top, words& into);
  void watching(yaml_map& top, target_spec& out);
  void capabilities(yaml_map& top, std::vector<std::string>& into);

  yaml_reader& in_;
  const std::map<std::string, std::string>& templates_;
};

void reading::check(yaml_map& map, const char* key, std::string& into, need how, std::string_view allowed,
                    std::string_view what) {
  const yaml_node* node = map.get(key);
  if (map.read(key, into, how) && !made_of(into, allowed)) {
    in_.fail(*node, fmt::format("\"{}\" is not {}", base::excerpt(into, 60), what));
  }
}

void reading::path(yaml_map& map, const char* key, std::string& into, need how) {
  const yaml_node* node = map.get(key);
  if (map.read(key, into, how) && (!into.starts_with('/') || into.find("..") != std::string::npos)) {
    in_.fail(*node, fmt::format("\"{}\" is not an absolute path", base::excerpt(into, 60)));
  }
}

void reading::command(yaml_map& map, const char* key, words& into, need how) {
  const yaml_node* node = map.get(key);
  if (map.read(key, into, how) && (into.empty() || into.front().empty())) {
    in_.fail(*node, "a command has a program as its first word");
  }
}

void reading::access(yaml_map& map, ownership& into, unsigned otherwise) {
  name(map, "owner", into.owner, yaml_map::optional);
  name(map, "group", into.group, yaml_map::optional);
  into.mode = otherwise;
  std::string mode;
  const yaml_node* node = map.get("mode");
  if (!map.read("mode", mode)) {
    return;
  }
  if (mode.size() != 4 || !made_of(mode, "01234567")) {
    in_.fail(*node, "a mode is four octal digits in quotation marks, \"0755\"");
    return;
  }
  into.mode = static_cast<unsigned>(std::stoul(mode, nullptr, 8));
}

// Reports a placeholder that would not be known when the text is used.
void reading::filled(const yaml_node& at, std::string_view text, const std::set<std::string>& known) {
  std::map<std::string, std::string> values;
  for (const auto& each : known) {
    values[each];
  }
  if (const auto tried = fill_in(text, values); !tried) {
    in_.fail(at, tried.error().message);
  }
}

void reading::line(yaml_map& map, const char* key, std::string& into, std::set<std::string> known) {
  const yaml_node* node = map.get(key);
  if (map.read(key, into, yaml_map::required)) {
    filled(*node, into, known);
  }
}

template <class callable>
void reading::each(yaml_map& map, const char* key, const char* kind, callable use) {
  if (const yaml_node* list = map.get(key)) {
    for (const yaml_node& item : in_.list(*list)) {
      yaml_map one(in_, item, kind);
      use(one, item);
    }
  }
}

void reading::packages(yaml_map& top, target_spec& out) {
  const yaml_node* node = top.get("packages", yaml_map::required);
  if (node == nullptr) {
    return;
  }
  yaml_map map(in_, *node, "packages");
  npm(map, out.npm);
  const yaml_node* unpack = map.get("unpack");
  const auto needed = out.npm.empty() ? yaml_map::required : yaml_map::optional;
  if (map.read("unpack", out.packages, needed) && out.packages.empty()) {
    in_.fail(*unpack, "there is nothing to unpack");
  }
  map.read("unless_installed", out.unless_installed);
  for (const auto* names : {&out.packages, &out.unless_installed}) {
    for (const auto& each : *names) {
      if (!made_of(each, std::string(lower) + "+-.") || each.front() == '-') {
        in_.fail(*node, fmt::format("\"{}\" is not the name of a Debian package", base::excerpt(each, 60)));
      }
    }
  }
}

void reading::npm(yaml_map& packages, npm_request& into) {
  const yaml_node* node = packages.get("npm");
  if (node == nullptr) {
    return;
  }
  yaml_map map(in_, *node, "npm");
  map.read("install", into.packages, yaml_map::required);
  check(map, "before", into.before, yaml_map::optional, "0123456789-", "a date");
  for (const auto& each : into.packages) {
    const auto [name, version] = name_and_version_of_npm(each);
    if (!made_of(name, std::string(lower) + "ABCDEFGHIJKLMNOPQRSTUVWXYZ-_.@/") || name.front() == '-' ||
        !made_of(version, std::string(lower) + "-.") || version.find_first_of("0123456789") != 0) {
      in_.fail(*node, fmt::format("\"{}\" is no npm package with its version, as Haraka@3.3.4",
                                  base::excerpt(each, 60)));
    }
  }
}

void reading::file(yaml_map& map, const yaml_node& at, const target_spec& so_far, provided_file& into) {
  path(map, "to", into.to, yaml_map::required);
  path(map, "copy", into.copy_of, yaml_map::optional);
  access(map, into.access, 0644);
  std::string from;
  const yaml_node* named = map.get("template");
  const bool is_template = map.read("template", from);
  if (is_template == map.has("copy")) {
    in_.fail(at, "a file has either \"template\" or \"copy\"");
  }
  if (!is_template) {
    return;
  }
  const auto found = templates_.find(from);
  if (found == templates_.end()) {
    in_.fail(*named, fmt::format("there is no template conf/{}", base::excerpt(from, 60)));
    return;
  }
  const auto tried = fill_in(found->second, template_values(so_far));
  if (!tried) {
    const auto& problem = tried.error();
    in_.fail(*named, fmt::format("conf/{}:{}:{}: {}", from, problem.line, problem.column, problem.message));
  }
  into.template_text = found->second;
}

void reading::aliases(yaml_map& top, alias_style& into) {
  const yaml_node* node = top.get("aliases");
  if (node == nullptr) {
    return;
  }
  yaml_map map(in_, *node, "aliases");
  path(map, "file", into.file, yaml_map::required);
  map.read("first", into.first);
  map.read("separator", into.separator);
  line(map, "alias", into.alias, {"name", "targets"});
  const yaml_node* list = map.get("list");
  if (map.read("list", into.list)) {
    for (std::size_t i = 0; i < into.list.size(); ++i) {
      filled(list->items[i], into.list[i], {"name", "targets", "owner"});
    }
  }
}

void reading::running(yaml_map& top, target_spec& out) {
  if (const yaml_node* list = top.get("prepare")) {
    for (const yaml_node& item : in_.list(*list)) {
      out.prepare.push_back(in_.texts(item));
      if (out.prepare.back().empty()) {
        in_.fail(item, "a command has a program as its first word");
      }
    }
  }
  command(top, "start", out.start, yaml_map::required);
  command(top, "stop", out.stop, yaml_map::optional);
  command(top, "flush", out.flush, top.has("queue") ? yaml_map::required : yaml_map::optional);
  command(top, "version", out.version, yaml_map::optional);
  submission(top, out.submit);
  login(top, out);
  top.read("one_next_hop", out.one_next_hop);
  top.read("at_once", out.at_once, 1, 1000);
  if (const yaml_node* node = top.get("ready")) {
    yaml_map map(in_, *node, "ready");
    map.read("port", out.port, 1, 65535);
    map.read("within", out.ready_within, longest);
  }
}

void reading::login(yaml_map& top, target_spec& out) {
  const yaml_node* node = top.get("login");
  if (node == nullptr) {
    return;
  }
  yaml_map map(in_, *node, "login");
  target::login& how = out.login.emplace();
  line(map, "user", how.user, {"next_hop"});
  map.read("password", how.password, yaml_map::required);
  map.read("starttls", how.starttls);
  if (!out.submit.empty()) {
    in_.fail(*node, "a command that submits mail doesn't log in");
  }
}

void reading::submission(yaml_map& top, words& into) {
  command(top, "submit", into, yaml_map::optional);
  if (into.empty()) {
    return;
  }
  const yaml_node* node = top.get("submit");
  std::string others;
  for (const std::string& word : into) {
    if (word != "${to}") {
      others += word + "\n";
    }
  }
  filled(*node, others, {"from"});
  if (std::count(into.begin(), into.end(), "${to}") != 1 || others.find("${from}") == std::string::npos) {
    in_.fail(*node, "the command that submits mail names ${from}, and ${to} as one word of its own");
  }
  if (top.has("ready")) {
    in_.fail(*node, "what has a command to submit mail does not greet: \"ready\" means nothing");
  }
}

void reading::watching(yaml_map& top, target_spec& out) {
  if (const yaml_node* node = top.get("queue")) {
    yaml_map map(in_, *node, "queue");
    command(map, "command", out.queue, yaml_map::required);
    if (const yaml_node* format = map.get("format", yaml_map::required)) {
      constexpr std::array<std::string_view, 2> formats = {"postfix-json", "lines"};  // as in queue_format
      out.queue_output = static_cast<queue_format>(in_.choice(*format, formats).value_or(0));
    }
  }
  if (const yaml_node* node = top.get("mailbox")) {
    yaml_map map(in_, *node, "mailbox");
    path(map, "path", out.mailbox, yaml_map::required);
    filled(*node, out.mailbox, {"name"});
    if (const yaml_node* format = map.get("format", yaml_map::required)) {
      constexpr std::array<std::string_view, 2> formats = {"mbox", "maildir"};  // as in mailbox_format
      out.mailbox_output = static_cast<mailbox_format>(in_.choice(*format, formats).value_or(0));
    }
  }
  top.read("syslog", out.syslog);
  path(top, "log", out.log, yaml_map::required);
}

void reading::capabilities(yaml_map& top, std::vector<std::string>& into) {
  const yaml_node* node = top.get("capabilities", yaml_map::required);
  if (node == nullptr) {
    return;
  }
  std::vector<std::string_view> known;
  for (const char* each : scenario::capabilities) {
    known.emplace_back(each);
  }
  std::set<std::size_t> seen;
  for (const yaml_node& item : in_.list(*node)) {
    const auto which = in_.choice(item, known);
    if (which && !seen.insert(*which).second) {
      in_.fail(item, fmt::format("\"{}\" is there already", known[*which]));
    } else if (which) {
      into.emplace_back(known[*which]);
    }
  }
}

target_spec reading::target(const yaml_node& root) {
  target_spec out;
  yaml_map top(in_, root, "target");
  top.read("title", out.title, yaml_map::required);
  packages(top, out);
  check(top, "host_name", out.host_name, yaml_map::required, std::string(lower) + "-.",
        "a host name in lower case");
  check(top, "domain", out.domain, yaml_map::required, std::string(lower) + "-.", "a domain in lower case");
  if (const yaml_node* node = top.get("timers")) {
    yaml_map map(in_, *node, "timers");
    map.read("delay", out.delay, longest);
    map.read("expiry", out.expiry, longest);
    if (milliseconds patience{0}; map.read("patience", patience, longest)) {
      out.patience = patience;
    }
  }
  each(top, "accounts", "account", [&](yaml_map& map, const yaml_node&) {
    auto& next = out.accounts.emplace_back();
    name(map, "name", next.name, yaml_map::required);
    map.read("id", next.id, first_id, last_id);
    path(map, "home", next.home, yaml_map::optional);
  });
  each(top, "groups", "group", [&](yaml_map& map, const yaml_node&) {
    auto& next = out.groups.emplace_back();
    name(map, "name", next.name, yaml_map::required);
    map.read("id", next.id, first_id, last_id);
  });
  each(top, "directories", "directory", [&](yaml_map& map, const yaml_node&) {
    auto& next = out.directories.emplace_back();
    path(map, "path", next.path, yaml_map::required);
    access(map, next.access, 0755);
  });
  aliases(top, out.aliases);
  top.read("age", out.age, longest);
  each(top, "files", "file",
       [&](yaml_map& map, const yaml_node& at) { file(map, at, out, out.files.emplace_back()); });
  running(top, out);
  watching(top, out);
  capabilities(top, out.capabilities);
  top.finish();
  return out;
}

}  // namespace

std::map<std::string, std::string> template_values(const target_spec& spec) {
  const auto seconds = [](milliseconds time) { return fmt::format("{}", (time.count() + 999) / 1000); };
  return {{"hostname", spec.host_name},
          {"domain", spec.domain},
          {"delay", seconds(spec.delay)},
          {"expiry", seconds(spec.expiry)},
          {"aliases", spec.aliases.file}};
}

target_spec read_target(const std::string& name, const yaml_node& root, yaml_reader& in,
                        const std::map<std::string, std::string>& templates) {
  auto spec = reading(in, templates).target(root);
  spec.name = name;
  return spec;
}

scenario::checked<target_spec> read_target(const std::string& name, std::string_view yaml,
                                           const std::string& source,
                                           const std::map<std::string, std::string>& templates) {
  const auto root = scenario::parse_yaml(yaml, source);
  if (!root) {
    return std::unexpected(scenario::problem_list{root.error()});
  }
  yaml_reader in(source);
  auto spec = read_target(name, *root, in, templates);
  return in.ok() ? scenario::checked<target_spec>(std::move(spec)) : std::unexpected(in.errors());
}

}  // namespace dsnspec::target
