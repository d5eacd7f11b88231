#include "target/target_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/core.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>

#include "scenario/model.hpp"

namespace dsnspec::target {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::map<std::string, std::string> templates = {{"main.cf.in", "myhostname = ${hostname}\n"},
                                                      {"broken.in", "fine\n  ${unknown}\n"}};

// Every key there is.
constexpr std::string_view whole = R"(title: A mail system
packages: {unpack: [mta, mta-extra], unless_installed: [netbase], npm: {install: [Mta@1.2.3, "@x/y@4.0.0-rc1"], before: "2026-10-15"}}
version: [mta, --version]
host_name: mta.local.test
domain: local.test
timers: {delay: 1s, expiry: 4500ms, patience: 90s}
accounts: [{name: Debian-mta, id: 901, home: /var/spool/mta}]
groups: [{name: drop, id: 902}]
directories: [{path: /var/spool/mta, owner: Debian-mta, group: drop, mode: "0730"}]
aliases: {file: /etc/aliases, first: "a: b", separator: " ", alias: "${name}: ${targets}", list: ["${owner}"]}
age: 60s
files:
  - {to: /etc/mta/main.cf, template: main.cf.in, owner: mta, group: drop, mode: "0640"}
  - {to: /etc/mta/other, copy: /usr/share/mta/other}
prepare: [[newaliases], [mta, check]]
start: [mta, -f]
ready: {port: 2525, within: 5s}
login: {user: "at ${next_hop}", password: secret, starttls: true}
stop: [mta, stop]
flush: [mta, flush]
queue: {command: [mailq, -j], format: lines}
one_next_hop: true
at_once: 8
mailbox: {path: "/home/${name}/Maildir", format: maildir}
syslog: true
log: /var/log/syslog
capabilities: [relay, alias]
)";

constexpr std::string_view least = R"(title: A mail system
packages: {unpack: [mta]}
host_name: mta.local.test
domain: local.test
log: /var/log/mta
start: [mta]
flush: [mta, flush]
queue: {command: [mailq], format: postfix-json}
capabilities: [relay]
)";

std::vector<std::string> problems(const std::string& yaml) {
  std::vector<std::string> out;
  const auto spec = read_target("x", yaml, "target.yaml", templates);
  if (!spec) {
    for (const auto& each : spec.error()) {
      out.push_back(each.text());
    }
  }
  return out;
}

// `least` with one line more, which is line 10.
std::vector<std::string> with(const std::string& line) {
  return problems(std::string(least) + line + "\n");
}

// `least` with the line that starts with this key replaced.
std::vector<std::string> replaced(const std::string& key, const std::string& line) {
  std::string text(least);
  const auto at = text.find(key + ":");
  text.replace(at, text.find('\n', at) - at, line);
  return problems(text);
}

TEST(read_target, ReadsEveryKey) {
  const auto spec = read_target("mta", whole, "target.yaml", templates);
  ASSERT_TRUE(spec) << spec.error().front().text();
  EXPECT_EQ(spec->name, "mta");
  EXPECT_THAT(spec->packages, ElementsAre("mta", "mta-extra"));
  EXPECT_THAT(spec->unless_installed, ElementsAre("netbase"));
  EXPECT_THAT(spec->npm.packages, ElementsAre("Mta@1.2.3", "@x/y@4.0.0-rc1"));
  EXPECT_EQ(spec->npm.before, "2026-10-15");
  EXPECT_THAT(spec->version, ElementsAre("mta", "--version"));
  EXPECT_EQ(spec->delay, milliseconds{1000});
  EXPECT_EQ(spec->expiry, milliseconds{4500});
  EXPECT_EQ(spec->accounts.at(0).name, "Debian-mta");
  EXPECT_EQ(spec->accounts.at(0).home, "/var/spool/mta");
  EXPECT_EQ(spec->groups.at(0).id, 902U);
  EXPECT_EQ(spec->directories.at(0).access.mode, 0730U);
  EXPECT_EQ(spec->files.at(0).template_text, "myhostname = ${hostname}\n");
  EXPECT_EQ(spec->files.at(0).access.mode, 0640U);
  EXPECT_EQ(spec->files.at(1).copy_of, "/usr/share/mta/other");
  EXPECT_EQ(spec->files.at(1).access.mode, 0644U);
  EXPECT_EQ(spec->age, milliseconds{60'000});
  EXPECT_THAT(spec->prepare, ElementsAre(ElementsAre("newaliases"), ElementsAre("mta", "check")));
  EXPECT_EQ(spec->port, 2525);
  EXPECT_EQ(spec->ready_within, milliseconds{5000});
  EXPECT_EQ(spec->patience, milliseconds{90'000});
  ASSERT_TRUE(spec->login);
  EXPECT_EQ(spec->login->user, "at ${next_hop}");
  EXPECT_EQ(spec->login->password, "secret");
  EXPECT_TRUE(spec->login->starttls);
  EXPECT_EQ(spec->queue_output, queue_format::lines);
  EXPECT_EQ(spec->mailbox, "/home/${name}/Maildir");
  EXPECT_EQ(spec->mailbox_output, mailbox_format::maildir);
  EXPECT_TRUE(spec->one_next_hop);
  EXPECT_EQ(spec->at_once, 8U);
  EXPECT_TRUE(spec->syslog);
  EXPECT_THAT(spec->capabilities, ElementsAre("relay", "alias"));
  EXPECT_EQ(template_values(*spec).at("expiry"), "5");
}

TEST(read_target, HasDefaults) {
  const auto spec = read_target("mta", least, "target.yaml", templates);
  ASSERT_TRUE(spec) << spec.error().front().text();
  EXPECT_EQ(spec->port, 25);
  EXPECT_EQ(spec->queue_output, queue_format::postfix_json);
  EXPECT_FALSE(spec->syslog);
  EXPECT_EQ(spec->delay, milliseconds{0});
  EXPECT_FALSE(spec->patience);
  EXPECT_FALSE(spec->login);
  EXPECT_TRUE(spec->aliases.file.empty());
}

TEST(read_target, WithoutAQueueThereIsNothingToFlush) {
  std::string text(least);
  const auto without = [&text](const std::string& key) {
    const auto at = text.find(key + ":");
    text.erase(at, text.find('\n', at) + 1 - at);
  };
  without("flush");
  EXPECT_THAT(problems(text), ElementsAre(HasSubstr("target lacks the key \"flush\"")));
  without("queue");
  EXPECT_THAT(problems(text), ElementsAre());
}

TEST(read_target, TellsAllProblemsWithTheirPlaces) {
  EXPECT_THAT(problems("title: [x]\nhost: y\n"),
              testing::IsSupersetOf({HasSubstr("target.yaml:1:8: a text is wanted here"),
                                     HasSubstr("target.yaml:1:1: target lacks the key \"packages\""),
                                     HasSubstr("target.yaml:2:1: ")}));
  EXPECT_THAT(problems("title: x\ntitle: y\n"), ElementsAre(HasSubstr("target.yaml:2:1: ")));
  EXPECT_THAT(problems(""), ElementsAre(HasSubstr("target.yaml:")));
}

TEST(read_target, ChecksPackages) {
  EXPECT_THAT(replaced("packages", "packages: {unpack: []}"),
              ElementsAre(HasSubstr(":2:20: there is nothing to unpack")));
  EXPECT_THAT(replaced("packages", "packages: {unpack: [-o]}"),
              ElementsAre(HasSubstr("\"-o\" is not the name")));
  EXPECT_THAT(replaced("packages", "packages: {unpack: [a], unless_installed: [b;c]}"),
              ElementsAre(HasSubstr("\"b;c\" is not the name")));
}

TEST(read_target, ChecksPathsNamesAndModes) {
  EXPECT_THAT(replaced("log", "log: var/log"),
              ElementsAre("target.yaml:5:6: \"var/log\" is not an absolute path"));
  EXPECT_THAT(with("directories: [{path: /a/../b}]"),
              ElementsAre(HasSubstr("10:22: \"/a/../b\" is not an absolute")));
  EXPECT_THAT(with("directories: [{path: /a, mode: 755}]"),
              ElementsAre(HasSubstr("10:32: a mode is four octal")));
  EXPECT_THAT(with("directories: [{path: /a, mode: \"0798\"}]"),
              ElementsAre(HasSubstr("a mode is four octal")));
  EXPECT_THAT(with("accounts: [{name: \"a:b\", id: 901}]"), ElementsAre(HasSubstr("\"a:b\" is not a name")));
  EXPECT_THAT(with("accounts: [{name: a, id: 2000}]"),
              ElementsAre(HasSubstr("10:26: a number from 100 to 1999")));
  EXPECT_THAT(replaced("domain", "domain: Local Test"),
              ElementsAre(HasSubstr("4:9: \"Local Test\" is not a domain")));
}

TEST(read_target, ChecksFiles) {
  EXPECT_THAT(with("files: [{to: /a}]"),
              ElementsAre(HasSubstr("10:9: a file has either \"template\" or \"copy\"")));
  EXPECT_THAT(with("files: [{to: /a, copy: /b, template: main.cf.in}]"),
              ElementsAre(HasSubstr("a file has either")));
  EXPECT_THAT(with("files: [{to: /a, template: none.in}]"),
              ElementsAre(HasSubstr("10:28: there is no template conf/none.in")));
  EXPECT_THAT(with("files: [{to: /a, template: broken.in}]"),
              ElementsAre(HasSubstr("10:28: conf/broken.in:2:3: nothing stands for \"${unknown}\"")));
}

TEST(read_target, ChecksCommandsAndPlaceholders) {
  EXPECT_THAT(replaced("start", "start: []"), ElementsAre(HasSubstr("6:8: a command has a program")));
  EXPECT_THAT(with("prepare: [[]]"), ElementsAre(HasSubstr("10:11: a command has a program")));
  EXPECT_THAT(with("aliases: {file: /a, alias: \"${nome}\"}"),
              ElementsAre(HasSubstr("10:28: nothing stands for \"${nome}\"")));
  EXPECT_THAT(with("aliases: {file: /a, alias: \"${owner}\"}"), ElementsAre(HasSubstr("nothing stands for")));
  EXPECT_THAT(with("mailbox: {path: \"/m/${user}\", format: mbox}"),
              ElementsAre(HasSubstr("nothing stands for")));
  EXPECT_THAT(with("mailbox: {path: /m, format: mmdf}"), ElementsAre(HasSubstr("10:29: ")));
}

TEST(read_target, TakesNpmInPlaceOfDebian) {
  EXPECT_THAT(replaced("packages", "packages: {npm: {install: [Haraka@3.3.4]}}"), testing::IsEmpty());
  for (const char* wrong : {"Haraka", "Haraka@", "Haraka@latest", "-g@1", "a b@1", "@1.0.0"}) {
    EXPECT_THAT(replaced("packages", fmt::format("packages: {{npm: {{install: [\"{}\"]}}}}", wrong)),
                ElementsAre(HasSubstr("is no npm package with its version")))
        << wrong;
  }
}

TEST(read_target, ReadsTheCommandThatSubmits) {
  std::string text(least);
  text += "submit: [sendmail, -f, \"<${from}>\", \"${to}\"]\n";
  const auto spec = read_target("mta", text, "target.yaml", templates);
  ASSERT_TRUE(spec) << spec.error().front().text();
  EXPECT_THAT(spec->submit, ElementsAre("sendmail", "-f", "<${from}>", "${to}"));
  EXPECT_THAT(with("submit: [sendmail, \"${to}\"]"),
              ElementsAre(HasSubstr("10:9: the command that submits")));
  EXPECT_THAT(with("submit: [sendmail, \"${from}\", \"x${to}\"]"),
              testing::Contains(HasSubstr("10:9: nothing stands for \"${to}\"")));
  EXPECT_THAT(with("ready: {port: 25}\nsubmit: [sendmail, \"${from}\", \"${to}\"]"),
              ElementsAre(HasSubstr("11:9: what has a command to submit mail does not greet")));
}

TEST(read_target, ChecksCapabilities) {
  EXPECT_THAT(replaced("capabilities", "capabilities: [relay, teleport]"), ElementsAre(HasSubstr("9:23: ")));
  EXPECT_THAT(replaced("capabilities", "capabilities: [relay, relay]"),
              ElementsAre("target.yaml:9:23: \"relay\" is there already"));
}

TEST(read_target, AgreesWithThePublishedSchema) {
  const auto schema =
      nlohmann::json::parse(std::ifstream(DSNSPEC_SOURCE_DIR "/reports/schemas/target.schema.json"));
  const auto root = scenario::parse_yaml(whole, "target.yaml");
  ASSERT_TRUE(root);
  scenario::yaml_reader in("target.yaml");
  (void)read_target("mta", *root, in, templates);
  ASSERT_TRUE(in.ok());
  const auto keys = [](const nlohmann::json& object) {
    std::set<std::string> out;
    for (const auto& [key, value] : object.at("properties").items()) {
      out.insert(key);
    }
    return out;
  };
  const auto& top = schema.at("properties");
  EXPECT_EQ(in.asked().at("target"), keys(schema));
  EXPECT_EQ(in.asked().at("npm"), keys(top.at("packages").at("properties").at("npm")));
  for (const char* name : {"packages", "timers", "aliases", "ready", "login", "queue", "mailbox"}) {
    // Maps of the target are named as their key is.
    const auto found = in.asked().find(name);
    ASSERT_NE(found, in.asked().end()) << name;
    EXPECT_EQ(found->second, keys(top.at(name))) << name;
  }
  EXPECT_EQ(in.asked().at("account"), keys(top.at("accounts").at("items")));
  EXPECT_EQ(in.asked().at("group"), keys(top.at("groups").at("items")));
  EXPECT_EQ(in.asked().at("directory"), keys(top.at("directories").at("items")));
  EXPECT_EQ(in.asked().at("file"), keys(top.at("files").at("items")));
  std::vector<std::string> capabilities(std::begin(scenario::capabilities), std::end(scenario::capabilities));
  EXPECT_EQ(top.at("capabilities").at("items").at("enum").get<std::vector<std::string>>(), capabilities);
}

TEST(load_target, LoadsWhatIsShipped) {
  const auto names = list_targets(DSNSPEC_SOURCE_DIR "/scenarios/targets");
  ASSERT_TRUE(names);
  EXPECT_THAT(*names, testing::Contains("postfix"));
  for (const auto& name : *names) {
    const auto spec = load_target(std::string(DSNSPEC_SOURCE_DIR "/scenarios/targets/") + name);
    ASSERT_TRUE(spec) << spec.error().front().text();
    EXPECT_EQ(spec->name, name);
  }
  EXPECT_FALSE(list_targets("/nonexistent"));
  const auto missing = load_target("/nonexistent/mta");
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().front().message, HasSubstr("/nonexistent/mta/target.yaml"));
}

}  // namespace
}  // namespace dsnspec::target
