#include "target/provision.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <ctime>
#include <fstream>

#include "target/descriptor.hpp"
#include "target/sandboxed.hpp"

namespace dsnspec::target {
namespace {

using testing::HasSubstr;

alias_style style() {
  return {.file = "/etc/aliases",
          .first = "root: /dev/null\n",
          .separator = ", ",
          .alias = "${name}: ${targets}",
          .list = {"${name}: ${targets}", "owner-${name}: ${owner}"}};
}

TEST(alias_text, WritesAliasesAndLists) {
  const provisions wanted{
      .mailboxes = {"dave.c001"},
      .aliases = {{"fwd.c001", {"bob@next.c001.test"}},
                  {"multi", {"dave.c001@local.test", "bob@next.c001.test"}}},
      .lists = {{"list.c001", "owner@next.c001.test", {"a@next.c001.test", "b@next.c001.test"}}}};
  EXPECT_EQ(alias_text(style(), wanted).value(),
            "root: /dev/null\n"
            "fwd.c001: bob@next.c001.test\n"
            "multi: dave.c001@local.test, bob@next.c001.test\n"
            "list.c001: a@next.c001.test, b@next.c001.test\n"
            "owner-list.c001: owner@next.c001.test\n");
}

TEST(alias_text, RefusesWhatAnAliasFileWouldTakeForSomethingElse) {
  for (const char* target :
       {"|/bin/sh", "/etc/passwd", ":include:/etc/passwd", "a b@x", "a,b@x", "\"a\"@x", "a@x\nroot: b@y", "a",
        "@x", "a@", "", "a@x#", "<a@x>", "/a@x", "caf\xE9@x"}) {
    EXPECT_FALSE(alias_text(style(), {.mailboxes = {}, .aliases = {{"n", {target}}}, .lists = {}})) << target;
    EXPECT_FALSE(alias_text(style(), {.mailboxes = {}, .aliases = {}, .lists = {{"n", "o@x", {target}}}}))
        << target;
    EXPECT_FALSE(alias_text(style(), {.mailboxes = {}, .aliases = {}, .lists = {{"n", target, {"a@x"}}}}))
        << target;
  }
}

TEST(alias_text, RefusesNamesThatAreNone) {
  const std::vector<std::string> names = {"", "a:b", "a b", "../x", "-a", "a\n", std::string(65, 'a')};
  for (const auto& name : names) {
    EXPECT_FALSE(alias_text(style(), {.mailboxes = {name}, .aliases = {}, .lists = {}})) << name;
    EXPECT_FALSE(alias_text(style(), {.mailboxes = {}, .aliases = {{name, {"a@x"}}}, .lists = {}})) << name;
  }
}

TEST(alias_text, TakesUtf8ButForMailboxes) {
  const auto text =
      alias_text(style(), {.mailboxes = {}, .aliases = {{"j\u00FCrgen", {"r\u00E9n@x"}}}, .lists = {}});
  ASSERT_TRUE(text);
  EXPECT_NE(text->find("j\u00FCrgen"), std::string::npos);
  EXPECT_NE(text->find("r\u00E9n@x"), std::string::npos);
  EXPECT_FALSE(alias_text(style(), {.mailboxes = {}, .aliases = {{"j\xFCrgen", {"a@x"}}}, .lists = {}}));
  EXPECT_FALSE(alias_text(style(), {.mailboxes = {"j\u00FCrgen"}, .aliases = {}, .lists = {}}));
}

TEST(alias_text, RefusesTheSameNameTwice) {
  const auto text = alias_text(style(), {.mailboxes = {"dave"}, .aliases = {{"Dave", {"a@x"}}}, .lists = {}});
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().message, "\"Dave\" is there twice");
}

class provisioning : public testing::TestWithParam<identity> {};

INSTANTIATE_TEST_SUITE_P(as, provisioning, testing::ValuesIn(identities()),
                         [](const auto& which) { return identity_name(which.param); });

target_spec fake_spec() {
  target_spec spec;
  spec.name = "fake";
  spec.host_name = "mta.local.test";
  spec.domain = "local.test";
  spec.accounts = {{"mta", 901, "/var/spool/mta"}};
  spec.groups = {{"drop", 902}};
  spec.directories = {{"/var/spool/mta/active", {"mta", "drop", 0730}}};
  spec.files = {{"/etc/mta/main.cf", "", "myhostname = ${hostname}\n", {"mta", "root", 0640}},
                {"/etc/mta/services", "/etc/services", std::nullopt, {"root", "root", 0644}}};
  spec.age = milliseconds{60'000};
  spec.aliases = style();
  spec.prepare = {{"sh", "-c", "stat -c '%U %G %a' /var/spool/mta/active /etc/mta/main.cf >/etc/mta/seen"}};
  return spec;
}

TEST_P(provisioning, MakesAccountsFilesAndMailboxes) {
  const auto spec = fake_spec();
  const auto result = run_sandboxed(GetParam(), {}, [&](std::ostream& out) {
    const auto done =
        provision(spec, {.mailboxes = {"dave.c001", "carol"}, .aliases = {{"a", {"b@x.test"}}}, .lists = {}});
    if (!done) {
      out << done.error().message;
      return 1;
    }
    const passwd* carol = ::getpwnam("carol");
    struct stat home{}, conf{};
    ::stat("/home/carol", &home);
    ::stat("/etc/mta/main.cf", &conf);
    out << (carol != nullptr && carol->pw_uid == 2001 && home.st_uid == 2001 ? "carol " : "?");
    out << (std::time(nullptr) - conf.st_mtime >= 60 ? "old\n" : "young\n");
    out << std::ifstream("/etc/mta/main.cf").rdbuf() << std::ifstream("/etc/mta/seen").rdbuf()
        << std::ifstream("/etc/aliases").rdbuf();
    return 0;
  });
  EXPECT_EQ(result.error, "");
  EXPECT_EQ(
      result.text,
      "carol old\nmyhostname = mta.local.test\nmta drop 730\nmta root 640\nroot: /dev/null\na: b@x.test\n");
}

TEST_P(provisioning, SaysWhatFailed) {
  const auto message = [](const target_spec& spec, const provisions& wanted = {}) {
    return run_sandboxed(GetParam(), {},
                         [&](std::ostream& out) {
                           const auto done = provision(spec, wanted);
                           out << (done ? "fine" : done.error().message);
                           return 0;
                         })
        .text;
  };
  auto spec = fake_spec();
  spec.prepare = {{"sh", "-c", "echo 'bad \033 table' >&2; exit 75"}};
  EXPECT_EQ(message(spec),
            "\"sh -c echo 'bad \033 table' >&2; exit 75\" failed, exit code 75: bad \\x1B table");
  spec = fake_spec();
  spec.directories.front().access.owner = "nobody-like-this";
  EXPECT_THAT(message(spec), HasSubstr("belongs to nobody-like-this:drop, but one of them doesn't exist"));
  spec = fake_spec();
  spec.files.back().copy_of = "/usr/share/none";
  EXPECT_EQ(message(spec), "the packages hold no /usr/share/none");
  spec = fake_spec();
  spec.aliases = {};
  EXPECT_EQ(message(spec, {.mailboxes = {}, .aliases = {{"a", {"b@x.test"}}}, .lists = {}}),
            "this target has no aliases");
}

}  // namespace
}  // namespace dsnspec::target
