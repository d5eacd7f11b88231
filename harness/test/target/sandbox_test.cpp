#include "target/sandbox.hpp"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <syslog.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <set>

#include "target/descriptor.hpp"
#include "target/process.hpp"
#include "target/sandboxed.hpp"

namespace dsnspec::target {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

class sandbox : public testing::TestWithParam<identity> {
 protected:
  static seen run(const std::function<int(std::ostream&)>& inside, const sandbox_options& options = {}) {
    return run_sandboxed(GetParam(), options, inside);
  }
};

INSTANTIATE_TEST_SUITE_P(as, sandbox, testing::ValuesIn(identities()),
                         [](const auto& which) { return identity_name(which.param); });

std::string output_of(std::vector<std::string> argv) {
  const auto done = run_command({.argv = std::move(argv)});
  return done ? done->output + done->errors : done.error().message;
}

TEST_P(sandbox, PassesTheExitCodeOn) {
  EXPECT_EQ(run([](auto&) { return 0; }).exit_code, 0);
  const auto result = run([](auto&) { return 77; });
  EXPECT_EQ(result.exit_code, 77);
  EXPECT_EQ(result.error, "");
}

TEST_P(sandbox, TellsBySignal) {
  EXPECT_EQ(run([](auto&) { return ::raise(SIGKILL); }).signal, SIGKILL);
  EXPECT_EQ(run([](auto&) { return ::raise(SIGTERM); }).signal, SIGTERM);
}

TEST_P(sandbox, EndsWithAnException) {
  EXPECT_EQ(run([](auto&) -> int { throw 1; }).signal, SIGABRT);
}

TEST_P(sandbox, KeepsMemoryAndDescriptors) {
  const std::string before = "loaded before";
  const auto result = run([&](auto& out) {
    out << before;
    return 0;
  });
  EXPECT_EQ(result.text, before);
}

TEST_P(sandbox, IsRootWithManyIds) {
  const auto result = run([](auto& out) {
    out << ::getuid() << ::getgid() << ::geteuid();
    const bool given = ::chown("/tmp", 65534, 2000) == 0;
    struct stat about{};
    return given && ::stat("/tmp", &about) == 0 && about.st_uid == 65534 && about.st_gid == 2000 ? 0 : 1;
  });
  EXPECT_EQ(result.error, "");
  EXPECT_EQ(result.text, "000");
  EXPECT_EQ(result.exit_code, 0);
}

TEST_P(sandbox, HasTheLoopbackAndNoOtherWayOut) {
  const auto result = run([](auto& out) {
    ifaddrs* all = nullptr;
    ::getifaddrs(&all);
    for (const auto* each = all; each != nullptr; each = each->ifa_next) {
      // A kernel may add tunnel devices to every network namespace; they are down.
      if ((each->ifa_flags & IFF_UP) != 0) {
        out << each->ifa_name << (each->ifa_addr->sa_family == AF_INET ? "4 " : " ");
      }
    }
    out << "routes:" << std::ifstream("/proc/net/route").rdbuf();
    return 0;
  });
  EXPECT_THAT(result.text, HasSubstr("lo4 "));
  EXPECT_THAT(result.text, testing::MatchesRegex("(lo4? )+routes:Iface[^\n]*\n"));
}

TEST_P(sandbox, GivesEveryPortOfTheLoopbackBlock) {
  const auto result = run([](auto&) {
    return takes_port("127.0.0.1", 25) && takes_port("127.64.0.1", 25) && takes_port("127.127.255.254", 25) &&
                   takes_port("127.0.0.53", 53) && takes_port("127.0.0.53", 53, true)
               ? 0
               : 1;
  });
  EXPECT_EQ(result.exit_code, 0);
}

TEST_P(sandbox, LosesNoConnectionOfAShortBacklog) {
  const auto result = run([](auto& out) {
    out << std::ifstream("/proc/sys/net/ipv4/tcp_syncookies").rdbuf();
    return 0;
  });
  EXPECT_EQ(result.text, "0\n");
}

TEST_P(sandbox, ShowsNothingOfTheMachineButPrograms) {
  const auto folder = fs::temp_directory_path() / fmt::format("dsnspec-sandbox-test-{}", ::getpid());
  fs::create_directory(folder);
  const auto result = run([&](auto& out) {
    std::set<std::string> top;
    for (const auto& each : fs::directory_iterator("/")) {
      top.insert(each.path().filename());
    }
    for (const auto& each : top) {
      out << each << ' ';
    }
    for (const char* empty : {"/root", "/home", "/tmp", "/opt", "/srv", "/mnt", "/var/mail", "/sys"}) {
      out << (fs::is_empty(empty) ? "" : empty);
    }
    return fs::exists(folder) ? 1 : 0;
  });
  fs::remove(folder);
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.text,
              testing::MatchesRegex("\\.empty bin dev etc home lib( lib[0-9x]*)* mnt opt proc root run "
                                    "sbin srv sys tmp usr var "));
}

TEST_P(sandbox, DoesNotWriteToTheMachine) {
  const auto result = run([](auto& out) {
    out << output_of({"touch", "/usr/dsnspec-test"}) << output_of({"touch", "/usr/bin/sh"});
    return ::mkdir("/usr/lib/dsnspec-test", 0755) == 0 || ::rmdir("/usr/share") == 0 ? 1 : 0;
  });
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.text, HasSubstr("Read-only file system"));
  EXPECT_FALSE(fs::exists("/usr/dsnspec-test"));
}

TEST_P(sandbox, HasItsOwnNames) {
  sandbox_options options;
  options.host_name = "mx.example.test";
  options.mail_name = "example.test";
  options.name_server = "127.0.0.77";
  const auto result = run(
      [](auto& out) {
        char name[256] = {};
        ::gethostname(name, sizeof name);
        out << name << '\n';
        for (const char* file : {"/etc/mailname", "/etc/hosts", "/etc/resolv.conf", "/etc/passwd"}) {
          out << std::ifstream(file).rdbuf();
        }
        return 0;
      },
      options);
  EXPECT_THAT(result.text,
              HasSubstr("mx.example.test\nexample.test\n127.0.0.1 localhost\n127.0.0.1 mx.example.test mx\n"
                        "nameserver 127.0.0.77\n"));
  EXPECT_THAT(result.text, HasSubstr("\nmail:"));
  EXPECT_THAT(result.text, Not(HasSubstr("tester")));  // no account of the machine
}

TEST_P(sandbox, CanRunProgramsAndUseDevices) {
  const auto result = run([](auto& out) {
    out << output_of(
        {"sh", "-c", "head -c 3 /dev/zero | wc -c; echo x >/dev/null && awk 'BEGIN {print \"awk\"}'"});
    return 0;
  });
  EXPECT_EQ(result.text, "3\nawk\n");
}

TEST_P(sandbox, SeesItsOwnProcessesOnly) {
  const auto result = run([](auto& out) {
    int count = 0;
    for (const auto& each : fs::directory_iterator("/proc")) {
      count += std::isdigit(each.path().filename().string().front()) != 0 ? 1 : 0;
    }
    out << count << ' ' << ::getpid();
    return 0;
  });
  EXPECT_EQ(result.text, "2 2");  // PID 1 and this one
}

TEST_P(sandbox, LaysPackagesOverUsr) {
  const auto tree =
      fs::temp_directory_path() / fmt::format("dsnspec,tree:{}", ::getpid());  // separators of mount
  fs::create_directories(tree / "usr/bin");
  fs::create_directories(tree / "etc/fake");
  fs::create_directories(tree / "var/lib/fake");
  std::ofstream(tree / "usr/bin/dsnspec-fake-program") << "#!/bin/sh\necho from the package\n";
  std::ofstream(tree / "etc/fake/conf") << "settings";
  fs::permissions(tree / "usr/bin/dsnspec-fake-program", fs::perms(0755));
  sandbox_options options;
  options.trees = {tree};
  const auto result = run(
      [](auto& out) {
        out << output_of({"dsnspec-fake-program"}) << output_of({"cat", "/etc/fake/conf"});
        return fs::is_directory("/var/lib/fake") && fs::exists("/usr/bin/env") ? 0 : 1;
      },
      options);
  fs::remove_all(tree);
  EXPECT_EQ(result.error, "");
  EXPECT_EQ(result.text, "from the package\nsettings");
  EXPECT_EQ(result.exit_code, 0);
}

TEST_P(sandbox, SaysWhichTreeIsMissing) {
  sandbox_options options;
  options.trees = {"/nonexistent/tree"};
  const auto result = run([](auto&) { return 0; }, options);
  EXPECT_THAT(result.error, HasSubstr("/nonexistent/tree: No such file or directory"));
}

TEST_P(sandbox, CollectsSyslog) {
  sandbox_options options;
  options.syslog = true;
  const auto result = run(
      [](auto& out) {
        ::openlog("fake", LOG_PID, LOG_MAIL);
        for (int i = 0; i < 3000; ++i) {
          ::syslog(LOG_INFO, "line %d\nforged", i);
        }
        ::closelog();
        std::string text;
        for (int tries = 0; tries < 500 && text.find("line 2999") == std::string::npos; ++tries) {
          ::usleep(10'000);
          text = read_file(sandbox_syslog, 1U << 20U).value_or("");
        }
        out << text;
        return 0;
      },
      options);
  EXPECT_THAT(result.text, HasSubstr("fake[2]: line 0 forged\n"));
  EXPECT_THAT(result.text, HasSubstr("fake[2]: line 2999 forged\n"));
  EXPECT_EQ(std::count(result.text.begin(), result.text.end(), '\n'), 3000);
}

TEST_P(sandbox, BoundsItsFiles) {
  sandbox_options options;
  options.state_limit = 8U << 20U;
  options.log_limit = 1U << 20U;
  const auto result = run(
      [](auto& out) {
        out << output_of({"sh", "-c", "head -c 20000000 /dev/zero >/tmp/big; wc -c </tmp/big"});
        out << output_of({"sh", "-c", "head -c 2000000 /dev/zero >/var/log/big; wc -c </var/log/big"});
        return 0;
      },
      options);
  EXPECT_THAT(result.text, HasSubstr("No space left"));
  EXPECT_THAT(result.text, HasSubstr("1048576"));
}

// Without subordinate ids: the message names file and line to add.
TEST(sandbox_errors, SaysHowToGetSubordinateIds) {
  if (::geteuid() != 0) {
    GTEST_SKIP() << "needs root to become somebody without subordinate ids";
  }
  auto told = make_pipe();
  const int code = run_as(identity::root, [&] {
    if (::setresgid(4343, 4343, 4343) != 0 || ::setresuid(4343, 4343, 4343) != 0) {
      return 99;
    }
    const auto outcome = run_in_sandbox({}, [] { return 0; });
    const auto message = outcome ? "" : outcome.error().message;
    (void)!::write(told->second.get(), message.data(), message.size());
    return outcome ? 98 : 3;
  });
  told->second.reset();
  char text[2000] = {};
  (void)!::read(told->first.get(), text, sizeof text - 1);
  EXPECT_EQ(code, 3);
  EXPECT_THAT(text, HasSubstr("no sandbox: /etc/subuid grants 4343 no range of 65536 ids"));
  EXPECT_THAT(text, HasSubstr("\"4343:100000:65536\""));
}

}  // namespace
}  // namespace dsnspec::target
