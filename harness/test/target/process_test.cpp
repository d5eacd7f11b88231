#include "target/process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>

namespace dsnspec::target {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using testing::HasSubstr;

command shell(const std::string& script) {
  return {.argv = {"sh", "-c", script}};
}

TEST(process, GivesOutputErrorsAndExitCode) {
  const auto done = run_command(shell("echo out; echo err >&2; exit 7"));
  ASSERT_TRUE(done);
  EXPECT_EQ(done->output, "out\n");
  EXPECT_EQ(done->errors, "err\n");
  EXPECT_EQ(done->exit_code, 7);
  EXPECT_FALSE(done->timed_out);
  EXPECT_EQ(done->diagnosis(), "exit code 7: err");
}

TEST(process, QuotesWhatAProgramSaid) {
  const auto done = run_command(shell("printf 'a\\033[31mb\\n' >&2; exit 1"));
  ASSERT_TRUE(done);
  EXPECT_EQ(done->diagnosis(), "exit code 1: a\\x1B[31mb");
}

TEST(process, TellsASignalAsItsExitCode) {
  const auto done = run_command(shell("kill -9 $$"));
  ASSERT_TRUE(done);
  EXPECT_EQ(done->exit_code, 128 + SIGKILL);
}

TEST(process, SaysWhichProgramIsMissing) {
  const auto done = run_command({.argv = {"dsnspec-no-such-program"}});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().message, "cannot run \"dsnspec-no-such-program\": no such program");
  EXPECT_FALSE(run_command({.argv = {"/etc/passwd"}}));
  EXPECT_FALSE(run_command({.argv = {}}));
}

TEST(process, KillsWhatTakesTooLong) {
  auto what = shell("sleep 60 & echo started; sleep 60");
  what.timeout = milliseconds{200};
  const auto start = steady_clock::now();
  const auto done = run_command(what);
  ASSERT_TRUE(done);
  EXPECT_TRUE(done->timed_out);
  EXPECT_EQ(done->output, "started\n");
  EXPECT_THAT(done->diagnosis(), HasSubstr("it took too long"));
  EXPECT_LT(steady_clock::now() - start, std::chrono::seconds{10});
}

TEST(process, DoesNotWaitForADaemonThatHoldsThePipe) {
  const auto start = steady_clock::now();
  const auto done = run_command(shell("sleep 20 & echo done"));
  ASSERT_TRUE(done);
  EXPECT_EQ(done->output, "done\n");
  EXPECT_LT(steady_clock::now() - start, std::chrono::seconds{10});
}

TEST(process, BoundsWhatItKeeps) {
  auto what = shell("head -c 300000 /dev/zero; head -c 5 /dev/zero >&2");
  what.output_limit = 1000;
  const auto done = run_command(what);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->output.size(), 1000U);
  EXPECT_EQ(done->errors.size(), 5U);
  EXPECT_EQ(done->omitted, 299'000U);
}

TEST(process, IsNotKeptByAnEndlessTalker) {
  auto what = shell("exec yes");
  what.timeout = milliseconds{300};
  what.output_limit = 10;
  const auto start = steady_clock::now();
  const auto done = run_command(what);
  ASSERT_TRUE(done);
  EXPECT_TRUE(done->timed_out);
  EXPECT_LT(steady_clock::now() - start, std::chrono::seconds{10});
}

TEST(process, HasACleanEnvironmentAndNoInput) {
  ::setenv("DSNSPEC_TEST_VARIABLE", "leaked", 1);
  const auto clean = run_command(shell("env; wc -c; ls /proc/self/fd | wc -l"));
  auto what = shell("env");
  what.keep_environment = true;
  const auto kept = run_command(what);
  ::unsetenv("DSNSPEC_TEST_VARIABLE");
  ASSERT_TRUE(clean && kept);
  EXPECT_THAT(clean->output, HasSubstr("LC_ALL=C\n"));
  EXPECT_THAT(clean->output,
              HasSubstr("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n"));
  EXPECT_THAT(clean->output, testing::Not(HasSubstr("leaked")));
  EXPECT_THAT(clean->output, testing::EndsWith("0\n4\n"));  // no input; 0, 1, 2 and that of ls itself
  EXPECT_THAT(kept->output, HasSubstr("DSNSPEC_TEST_VARIABLE=leaked\n"));
}

TEST(process, ReadsWhatItIsGiven) {
  auto what = shell("cat; cat");
  what.input = std::string("a\0b\n", 4) + std::string(300'000, 'x');
  const auto done = run_command(what);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->output, what.input);
}

TEST(process, SaysErrorsAndOutputTogether) {
  auto child = child_process::start(shell("echo one; echo two >&2"), child_process::output::together);
  ASSERT_TRUE(child);
  ASSERT_TRUE(child->wait(std::chrono::seconds{10}));
  char said[100];
  const ssize_t count = ::read(child->output_fd(), said, sizeof said);
  EXPECT_EQ(std::string(said, static_cast<std::size_t>(std::max<ssize_t>(count, 0))), "one\ntwo\n");
}

TEST(process, FindsProgramsInThePathOfItsEnvironment) {
  const auto folder = std::filesystem::temp_directory_path() / ("dsnspec-path-" + std::to_string(::getpid()));
  std::filesystem::create_directory(folder);
  std::filesystem::create_symlink("/bin/echo", folder / "dsnspec-echo");
  const std::string before = std::getenv("PATH");
  ::setenv("PATH", (folder.string() + ":" + before).c_str(), 1);
  const auto kept = run_command({.argv = {"dsnspec-echo", "x"}, .keep_environment = true});
  const auto clean = run_command({.argv = {"dsnspec-echo", "x"}});
  ::setenv("PATH", before.c_str(), 1);
  std::filesystem::remove_all(folder);
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->output, "x\n");
  EXPECT_FALSE(clean);
}

TEST(process, TellsItsEndByADescriptor) {
  auto child = child_process::start(shell("echo one; sleep 0.1; echo two; exit 3"));
  ASSERT_TRUE(child);
  EXPECT_FALSE(child->ended());
  pollfd watched{child->exit_fd(), POLLIN, 0};
  EXPECT_EQ(::poll(&watched, 1, 0), 0);
  EXPECT_EQ(::poll(&watched, 1, 10'000), 1);
  const auto status = child->ended();
  ASSERT_TRUE(status);
  EXPECT_EQ(status->code, 3);
  EXPECT_EQ(status->text(), "exit code 3");
  char text[100] = {};
  EXPECT_EQ(::read(child->output_fd(), text, sizeof text), 8);
  EXPECT_STREQ(text, "one\ntwo\n");
  EXPECT_EQ(child->ended()->code, 3);  // may be asked again
}

TEST(process, KillsItsGroupWhenItIsForgotten) {
  pid_t pid = 0;
  {
    auto child = child_process::start(shell("sleep 60 & sleep 60"));
    ASSERT_TRUE(child);
    pid = child->pid();
    EXPECT_EQ(::kill(-pid, 0), 0);
    child_process moved = std::move(*child);
    EXPECT_EQ(moved.pid(), pid);
    *child = std::move(moved);
    EXPECT_EQ(::kill(-pid, 0), 0);
  }
  for (int tries = 0; tries < 500 && ::kill(-pid, 0) == 0; ++tries) {
    ::usleep(10'000);  // the second sleep is reaped by init
  }
  EXPECT_NE(::kill(-pid, 0), 0);
}

TEST(process, AppendsToAFile) {
  const auto path = std::filesystem::temp_directory_path() / ("dsnspec-log-" + std::to_string(::getpid()));
  for (int i = 0; i < 2; ++i) {
    auto child =
        child_process::start(shell("echo out; echo err >&2"), child_process::output::to_file, path.string());
    ASSERT_TRUE(child);
    EXPECT_EQ(child->output_fd(), -1);
    ASSERT_TRUE(child->wait(std::chrono::seconds{10}));
  }
  EXPECT_EQ(read_file(path, 100).value_or("?"), "out\nerr\nout\nerr\n");
  EXPECT_EQ(read_file_end(path, 4).value_or("?"), "err\n");
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace dsnspec::target
