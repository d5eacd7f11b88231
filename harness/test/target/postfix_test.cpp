// The shipped target itself: Debian's Postfix starts in the sandbox, takes mail and delivers it. Needs the
// package archive once; it uses the user's ordinary cache.
#include <arpa/inet.h>
#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "target/instance.hpp"
#include "target/package_cache.hpp"
#include "target/sandboxed.hpp"
#include "target/target_reader.hpp"

namespace dsnspec::target {
namespace {

using testing::HasSubstr;

class postfix : public testing::TestWithParam<identity> {};

INSTANTIATE_TEST_SUITE_P(as, postfix, testing::ValuesIn(identities()),
                         [](const auto& which) { return identity_name(which.param); });

// Speaks the commands, one at a time, and gives the first line of each reply.
std::string talk(const std::vector<std::string>& commands) {
  const descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_port = htons(25);
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0) {
    return "no connection";
  }
  std::string replies;
  char block[4096];
  for (std::size_t i = 0; i <= commands.size(); ++i) {
    const ssize_t got = ::recv(socket.get(), block, sizeof block, 0);
    if (got <= 0) {
      break;
    }
    replies += std::string(block, 3) + " ";
    if (i < commands.size()) {
      const auto line = commands[i] + "\r\n";
      (void)!::write(socket.get(), line.data(), line.size());
    }
  }
  return replies;
}

TEST_P(postfix, StartsAndDelivers) {
  const auto spec = load_target(DSNSPEC_SOURCE_DIR "/scenarios/targets/postfix");
  ASSERT_TRUE(spec) << spec.error().front().text();
  cache_options options;
  const auto packages = provide_packages({spec->name, spec->packages, spec->unless_installed}, options);
  ASSERT_TRUE(packages) << packages.error().text();
  EXPECT_THAT(packages->version, HasSubstr("."));
  // The ordinary user of this test may not look into root's home: a copy it can read.
  char place[] = "/tmp/dsnspec-postfix-XXXXXX";
  ASSERT_NE(::mkdtemp(place), nullptr);
  std::filesystem::permissions(place, std::filesystem::perms(0755));
  std::filesystem::copy(
      packages->tree, std::string(place) + "/root",
      std::filesystem::copy_options::recursive | std::filesystem::copy_options::copy_symlinks);
  sandbox_options where;
  where.trees = {std::string(place) + "/root"};
  where.syslog = spec->syslog;
  where.host_name = spec->host_name;
  where.mail_name = spec->domain;
  const auto result = run_sandboxed(GetParam(), where, [&](std::ostream& out) {
    instance mta(*spec);
    const auto prepared = mta.prepare({.mailboxes = {"carol.c001"},
                                       .aliases = {{"fwd.c001", {"carol.c001@local.test"}}},
                                       .lists = {{"list.c001", "owner@x.test", {"carol.c001@local.test"}}}});
    const auto started = prepared ? mta.start() : prepared;
    if (!started) {
      out << started.error().message;
      return 3;
    }
    out << mta.version().value_or("?") << ' ' << mta.queue().value().size() << '\n';
    out << talk({"EHLO client", "MAIL FROM:<s@x.test>", "RCPT TO:<fwd.c001@local.test>", "DATA",
                 "Subject: hello\r\n\r\nbody\r\n.", "MAIL FROM:<s@x.test>", "RCPT TO:<list.c001@local.test>",
                 "RCPT TO:<nobody.c001@local.test>", "RCPT TO:<far@next.x.test>", "DATA",
                 "Subject: far\r\n\r\nbody\r\n.", "QUIT"})
        << '\n';
    // No name server answers here, so what is for elsewhere stays in the queue.
    std::string mail;
    const auto both_came = [&mail] {
      return mail.find("Subject: hello") != std::string::npos &&
             mail.find("Subject: far") != std::string::npos;
    };
    for (int tries = 0; tries < 1000 && !both_came(); ++tries) {
      ::usleep(10'000);
      mail = mta.mailbox("carol.c001").value().octets;
    }
    const auto queue = mta.queue().value();
    const auto flushed = mta.flush(queue.empty() ? "" : queue.front().id);
    out << (flushed ? "flushed " : flushed.error().message);
    out << (std::any_of(queue.begin(), queue.end(),
                        [](const auto& each) {
                          return each.sender == "s@x.test" &&
                                 each.recipients == std::vector<std::string>{"far@next.x.test"};
                        })
                ? "queued\n"
                : "not queued\n");
    out << mail << mta.log_tail();
    mta.stop();
    return mta.ended() ? 1 : 0;
  });
  std::filesystem::remove_all(place);
  EXPECT_EQ(result.error, "");
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.text, testing::ContainsRegex(
                               "^[0-9]+\\.[0-9.]+ 0\n220 250 250 250 354 250 250 250 550 250 354 250 221 \n"
                               "flushed queued\n"));
  EXPECT_THAT(result.text, HasSubstr("Delivered-To: fwd.c001@local.test"));
  EXPECT_THAT(result.text, HasSubstr("From owner@x.test"));  // the list's envelope return address
  EXPECT_THAT(result.text, HasSubstr("daemon started"));
}

}  // namespace
}  // namespace dsnspec::target
