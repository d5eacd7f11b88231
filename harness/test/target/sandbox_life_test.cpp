// How sandboxes end, and that each lives alone.
#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "target/descriptor.hpp"
#include "target/sandbox.hpp"
#include "target/sandboxed.hpp"

namespace dsnspec::target {
namespace {

namespace fs = std::filesystem;

class sandbox_life : public testing::TestWithParam<identity> {
 protected:
  static seen run(const std::function<int(std::ostream&)>& inside) {
    return run_sandboxed(GetParam(), {}, inside);
  }
};

INSTANTIATE_TEST_SUITE_P(as, sandbox_life, testing::ValuesIn(identities()),
                         [](const auto& which) { return identity_name(which.param); });

// Waits until nobody holds the other end of the pipe any more.
bool all_gone(int end, int within_ms) {
  pollfd watched{end, POLLIN, 0};
  char octet = 0;
  while (::poll(&watched, 1, within_ms) > 0) {
    if (::read(end, &octet, 1) == 0) {
      return true;
    }
  }
  return false;
}

TEST_P(sandbox_life, ReapsOrphansAndKillsWhatIsLeft) {
  auto held = make_pipe();
  const auto result = run([&](auto&) {
    // Two orphans: one ends at once and must not stay a zombie, the other outlives the run and must be
    // killed.
    if (::fork() == 0) {
      if (::fork() == 0) {
        ::_exit(0);
      }
      ::_exit(0);
    }
    if (::fork() == 0) {
      ::setsid();
      if (::fork() == 0) {
        ::signal(SIGTERM, SIG_IGN);
        ::pause();
      }
      ::_exit(0);
    }
    while (::wait(nullptr) > 0) {
    }
    for (int tries = 0; tries < 500; ++tries) {
      std::size_t processes = 0;
      for (const auto& each : fs::directory_iterator("/proc")) {
        processes += std::isdigit(each.path().filename().string().front()) != 0 ? 1 : 0;
      }
      if (processes == 3) {
        return 0;
      }
      ::usleep(10'000);
    }
    return 1;
  });
  held->second.reset();
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_TRUE(all_gone(held->first.get(), 0)) << "something still runs after the sandbox is said to be gone";
}

TEST_P(sandbox_life, PassesASignalOn) {
  auto ready = make_pipe();
  const int code = run_as(GetParam(), [&] {
    const pid_t outer = ::getpid();
    if (::fork() == 0) {
      char octet = 0;
      (void)!::read(ready->first.get(), &octet, 1);
      ::kill(outer, SIGTERM);
      ::_exit(0);
    }
    const auto outcome = run_in_sandbox({}, [&] {
      ::signal(SIGTERM, [](int) { ::_exit(42); });
      (void)!::write(ready->second.get(), "", 1);
      for (;;) {
        ::pause();
      }
      return 0;
    });
    return outcome ? outcome->exit_code : 98;
  });
  EXPECT_EQ(code, 42);
}

// What starts in the sandbox holds the pipe; so does a process that left its session.
int start_and_stay(int ready) {
  if (::fork() == 0) {
    ::setsid();
    ::signal(SIGTERM, SIG_IGN);
    ::signal(SIGHUP, SIG_IGN);
    for (;;) {
      ::pause();
    }
  }
  (void)!::write(ready, "", 1);
  for (;;) {
    ::pause();
  }
  return 0;
}

TEST_P(sandbox_life, LeavesNothingBehindWhenItsCallerIsKilled) {
  auto held = make_pipe();
  const pid_t outer = ::fork();
  if (outer == 0) {
    ::_exit(run_as(GetParam(), [&] {
      const pid_t caller = ::getpid();
      // A second process kills the caller of run_in_sandbox once all is set up.
      auto ready = make_pipe();
      if (::fork() == 0) {
        held->second.reset();
        char octet = 0;
        (void)!::read(ready->first.get(), &octet, 1);
        ::kill(caller, SIGKILL);
        ::_exit(0);
      }
      (void)run_in_sandbox({}, [&] { return start_and_stay(ready->second.get()); });
      return 0;
    }));
  }
  held->second.reset();
  int status = 0;
  ::waitpid(outer, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 128 + SIGKILL);
  EXPECT_TRUE(all_gone(held->first.get(), 10'000));
}

TEST_P(sandbox_life, LeavesNothingBehindWheneverItsCallerIsKilled) {
  for (int after_ms = 0; after_ms < 40; after_ms += 3) {
    auto held = make_pipe();
    const pid_t outer = ::fork();
    if (outer == 0) {
      ::_exit(run_as(GetParam(), [&] {
        const pid_t caller = ::getpid();
        if (::fork() == 0) {
          held->second.reset();
          ::usleep(static_cast<useconds_t>(after_ms) * 1000);
          ::kill(caller, SIGKILL);
          ::_exit(0);
        }
        (void)run_in_sandbox({}, [&] { return start_and_stay(held->second.get()); });
        return 0;
      }));
    }
    held->second.reset();
    ::waitpid(outer, nullptr, 0);
    EXPECT_TRUE(all_gone(held->first.get(), 10'000)) << after_ms << " ms";
  }
}

TEST_P(sandbox_life, DoesNotNoticeAnother) {
  auto first_up = make_pipe();
  auto second_done = make_pipe();
  const pid_t first = ::fork();
  if (first == 0) {
    second_done->second.reset();
    const auto result = run([&](auto&) {
      std::ofstream("/var/mail/carol") << "first";
      const bool fine = takes_port("127.0.0.1", 25) && takes_port("127.0.0.53", 53);
      (void)!::write(first_up->second.get(), "", 1);
      char octet = 0;
      (void)!::read(second_done->first.get(), &octet, 1);
      return fine ? 0 : 1;
    });
    ::_exit(result.exit_code);
  }
  char octet = 0;
  (void)!::read(first_up->first.get(), &octet, 1);
  const auto second = run([&](auto& out) {
    out << fs::exists("/var/mail/carol");
    return takes_port("127.0.0.1", 25) && takes_port("127.0.0.53", 53) ? 0 : 1;
  });
  second_done->second.reset();
  int status = -1;
  ::waitpid(first, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(second.exit_code, 0);
  EXPECT_EQ(second.text, "0");
}

TEST_P(sandbox_life, CanBeMadeTwiceByOneProcess) {
  const int code = run_as(GetParam(), [] {
    const auto first = run_in_sandbox({}, [] { return 1; });
    const auto second = run_in_sandbox({}, [] { return 2; });
    return first && second ? first->exit_code * 10 + second->exit_code : 99;
  });
  EXPECT_EQ(code, 12);
}

// A sandbox in a sandbox, where limits can be set without touching the machine (namespaces(7),
// /proc/sys/user).
seen nested(identity who, const std::string& forbidden) {
  return run_sandboxed(who, {}, [&](std::ostream& out) {
    for (const char* kind : {"user", "mnt"}) {
      if (forbidden.find(kind) != std::string::npos &&
          !write_setting(fmt::format("/proc/sys/user/max_{}_namespaces", kind), "0")) {
        return 90;
      }
    }
    const auto outcome = run_in_sandbox({}, [] { return takes_port("127.0.0.1", 25) ? 5 : 6; });
    out << (outcome ? "" : outcome.error().message);
    return outcome ? outcome->exit_code : 3;
  });
}

TEST_P(sandbox_life, WorksInsideAnother) {
  EXPECT_EQ(nested(GetParam(), "").exit_code, 5);
}

TEST_P(sandbox_life, NeedsNoUserNamespaceWhenItIsRoot) {
  const auto result = nested(GetParam(), "user");
  EXPECT_EQ(result.text, "");
  EXPECT_EQ(result.exit_code, 5);
}

TEST_P(sandbox_life, SaysThatNamespacesAreForbidden) {
  const auto result = nested(GetParam(), "user mnt");
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.text,
              testing::StartsWith("no sandbox: this machine does not allow new namespaces (sysctl "
                                  "user.max_user_namespaces"));
}

TEST_P(sandbox_life, IsSetUpQuickly) {
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 3; ++i) {
    ASSERT_EQ(run([](auto&) { return 0; }).exit_code, 0);
  }
  // About 30 ms each on an idle machine; the bound is for a busy one with sanitizers.
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds{9});
}

}  // namespace
}  // namespace dsnspec::target
