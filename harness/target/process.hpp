// Programs started by us: in a session of their own, with a clean environment unless told otherwise, nothing
// on standard input unless it is given, and no descriptor of ours but standard output and error.
//
// Nothing here blocks longer than it says. exit_fd() and output_fd() can be awaited by any event loop.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "target/descriptor.hpp"

namespace dsnspec::target {

struct command {
  std::vector<std::string> argv;  // a first word without a slash is looked up in PATH
  // The environment is PATH with the usual six folders and LC_ALL=C, or with `keep_environment` ours and
  // LC_ALL=C.
  bool keep_environment = false;
  std::string directory = "/";
  std::string input = {};                     // what it reads from standard input, at most 64 MiB
  std::chrono::milliseconds timeout{10'000};  // run_command: then the whole session is killed
  std::size_t output_limit = 16U << 20U;      // run_command: octets kept of each of the two outputs
};

// How a program ended.
struct exit_status {
  int code = 0;    // when it wasn't a signal
  int signal = 0;  // 0: it exited by itself
  [[nodiscard]] bool success() const { return code == 0 && signal == 0; }
  [[nodiscard]] std::string text() const;  // "exit code 1", "killed by signal 9 (Killed)"
};

struct command_result {
  int exit_code = 0;  // 128 + N for signal N
  bool timed_out = false;
  std::string output, errors;
  std::size_t omitted = 0;  // octets of both that were too many to keep

  // How it ended and the last lines it said, quoted, for a message.
  [[nodiscard]] std::string diagnosis() const;
};

// Runs it to its end. A program that can't be started is an error; one that fails is not.
base::result<command_result> run_command(const command& what);

// When it goes away before its program has ended, the program and its process group are killed.
class child_process {
 public:
  enum class output {
    pipe,      // standard output can be read from output_fd(); standard error is dropped
    together,  // both can be read from output_fd()
    to_file    // both are appended to a file
  };

  static base::result<child_process> start(const command& what, output where = output::pipe,
                                           const std::string& file = {});
  child_process(child_process&& other) noexcept;
  child_process& operator=(child_process&& other) noexcept;
  ~child_process();

  [[nodiscard]] pid_t pid() const { return pid_; }
  // Readable once the program has ended (pidfd_open(2)). Stays ours.
  [[nodiscard]] int exit_fd() const { return exit_.get(); }
  // Non-blocking. At its end all was said. Stays ours; -1 without a pipe.
  [[nodiscard]] int output_fd() const { return output_.get(); }

  // Nothing while it runs.
  std::optional<exit_status> ended();
  // The same, after waiting at most this long.
  std::optional<exit_status> wait(std::chrono::milliseconds most);
  // To every process of its session's first process group.
  void signal(int number) const;

 private:
  friend base::result<command_result> run_command(const command& what);
  child_process() = default;
  void discard();

  pid_t pid_ = -1;
  descriptor exit_, output_, errors_;
  std::optional<exit_status> status_;
};

}  // namespace dsnspec::target
