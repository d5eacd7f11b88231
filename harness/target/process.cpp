#include "target/process.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <tuple>
#include <utility>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "target/spawn_plan.hpp"

namespace dsnspec::target {
namespace {

using clock = std::chrono::steady_clock;

constexpr const char* usual_path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

std::vector<std::string> environment_of(const command& what) {
  std::vector<std::string> out;
  if (what.keep_environment) {
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
      if (std::strncmp(*entry, "LC_ALL=", 7) != 0) {
        out.emplace_back(*entry);
      }
    }
  } else {
    out.emplace_back(std::string("PATH=") + usual_path);
  }
  out.emplace_back("LC_ALL=C");
  return out;
}

// The path of a program: posix_spawnp would search our PATH, not that of the environment it gets.
std::string located(const std::string& program, bool keep_environment) {
  if (program.find('/') != std::string::npos) {
    return program;
  }
  const char* own = keep_environment ? std::getenv("PATH") : nullptr;
  const std::string path = own != nullptr ? own : usual_path;
  for (std::size_t at = 0; at <= path.size();) {
    const auto end = std::min(path.find(':', at), path.size());
    const auto candidate = path.substr(at, end - at) + "/" + program;
    if (end > at && ::access(candidate.c_str(), X_OK) == 0) {
      return candidate;
    }
    at = end + 1;
  }
  return {};
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (auto& text : texts) {
    out.push_back(text.data());
  }
  out.push_back(nullptr);
  return out;
}

// Reads what is there, but no more than the largest pipe holds, so that a program that never stops talking
// can't keep us here. False at the end of the output.
bool drain(int from, std::string& into, std::size_t limit, std::size_t& omitted) {
  char block[65536];
  for (int turn = 0; turn < 16; ++turn) {
    const ssize_t got = ::read(from, block, sizeof block);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got <= 0) {
      return got < 0 && errno == EAGAIN;
    }
    const auto count = static_cast<std::size_t>(got);
    const auto kept = std::min(count, limit - std::min(limit, into.size()));
    into.append(block, kept);
    omitted += count - kept;
  }
  return true;
}

// A file without a name that holds it, to be read from its start. None is needed for no input.
base::result<descriptor> file_of(const std::string& input) {
  constexpr std::size_t most = std::size_t{64} << 20U;
  if (input.size() > most) {
    return base::fail("too much for standard input");
  }
  descriptor file(::memfd_create("input", MFD_CLOEXEC));
  for (std::size_t at = 0; file.open() && at < input.size();) {
    const ssize_t count = ::write(file.get(), input.data() + at, input.size() - at);
    if (count <= 0) {
      file.reset();
    } else {
      at += static_cast<std::size_t>(count);
    }
  }
  if (!file.open() || ::lseek(file.get(), 0, SEEK_SET) != 0) {
    return system_failure("cannot hold what is for standard input");
  }
  return file;
}

int remaining(clock::time_point until) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - clock::now()).count();
  return static_cast<int>(std::clamp<long long>(left, 0, 1'000'000'000));
}

}  // namespace

std::string exit_status::text() const {
  if (signal == 0) {
    return fmt::format("exit code {}", code);
  }
  const char* name = ::sigdescr_np(signal);
  return fmt::format("killed by signal {} ({})", signal, name == nullptr ? "?" : name);
}

std::string command_result::diagnosis() const {
  const auto said = base::trimmed(base::trimmed(errors).empty() ? output : errors);
  const auto last = said.substr(said.size() - std::min<std::size_t>(said.size(), 500));
  const auto ending = timed_out ? std::string("it took too long") : fmt::format("exit code {}", exit_code);
  return last.empty() ? ending : fmt::format("{}: {}", ending, base::quote(last));
}

base::result<child_process> child_process::start(const command& what, output where, const std::string& file) {
  if (what.argv.empty()) {
    return base::fail("an empty command");
  }
  const auto path = located(what.argv.front(), what.keep_environment);
  if (path.empty()) {
    return base::fail(fmt::format("cannot run \"{}\": no such program", base::quote(what.argv.front())));
  }
  child_process child;
  descriptor output_end, errors_end;
  spawn_plan plan;
  const auto input = what.input.empty() ? base::result<descriptor>(descriptor{}) : file_of(what.input);
  if (!input) {
    return std::unexpected(input.error());
  }
  if (input->open()) {
    ::posix_spawn_file_actions_adddup2(&plan.actions, input->get(), STDIN_FILENO);
  } else {
    ::posix_spawn_file_actions_addopen(&plan.actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  }
  if (where == output::to_file) {
    ::posix_spawn_file_actions_addopen(&plan.actions, STDOUT_FILENO, file.c_str(),
                                       O_WRONLY | O_CREAT | O_APPEND, 0644);
    ::posix_spawn_file_actions_adddup2(&plan.actions, STDOUT_FILENO, STDERR_FILENO);
  } else {
    auto out = make_pipe();
    auto err = make_pipe();
    if (!out || !err) {
      return std::unexpected((out ? err : out).error());
    }
    std::tie(child.output_, output_end) = std::move(*out);
    std::tie(child.errors_, errors_end) = std::move(*err);
    ::fcntl(child.output_.get(), F_SETFL, O_NONBLOCK);
    ::fcntl(child.errors_.get(), F_SETFL, O_NONBLOCK);
    ::posix_spawn_file_actions_adddup2(&plan.actions, output_end.get(), STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(
        &plan.actions, where == output::together ? output_end.get() : errors_end.get(), STDERR_FILENO);
  }
  ::posix_spawn_file_actions_addclosefrom_np(&plan.actions, STDERR_FILENO + 1);
  ::posix_spawn_file_actions_addchdir_np(&plan.actions, what.directory.c_str());
  auto argv = what.argv;
  auto environment = environment_of(what);
  const int failed = ::posix_spawn(&child.pid_, path.c_str(), &plan.actions, &plan.attributes,
                                   pointers(argv).data(), pointers(environment).data());
  if (failed != 0) {
    child.pid_ = -1;
    return base::fail(system_text(fmt::format("cannot run \"{}\"", base::quote(path)), failed));
  }
  child.exit_.reset(static_cast<int>(::syscall(SYS_pidfd_open, child.pid_, 0)));
  if (!child.exit_.open()) {
    return system_failure("cannot watch a program (pidfd_open, Linux 5.3)");
  }
  return child;
}

child_process::child_process(child_process&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      exit_(std::move(other.exit_)),
      output_(std::move(other.output_)),
      errors_(std::move(other.errors_)),
      status_(std::exchange(other.status_, std::nullopt)) {}

child_process& child_process::operator=(child_process&& other) noexcept {
  if (this != &other) {
    discard();
    pid_ = std::exchange(other.pid_, -1);
    exit_ = std::move(other.exit_);
    output_ = std::move(other.output_);
    errors_ = std::move(other.errors_);
    status_ = std::exchange(other.status_, std::nullopt);
  }
  return *this;
}

child_process::~child_process() {
  discard();
}

void child_process::discard() {
  if (pid_ > 0 && !status_) {
    signal(SIGKILL);
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  pid_ = -1;
}

std::optional<exit_status> child_process::ended() {
  return wait(std::chrono::milliseconds{0});
}

std::optional<exit_status> child_process::wait(std::chrono::milliseconds most) {
  const auto until = clock::now() + most;
  while (!status_ && pid_ > 0) {
    pollfd watched{exit_.get(), POLLIN, 0};
    const int ready = ::poll(&watched, 1, remaining(until));
    int status = 0;
    if (ready > 0 && ::waitpid(pid_, &status, WNOHANG) == pid_) {
      const bool by_itself = WIFEXITED(status);
      status_ = by_itself ? exit_status{WEXITSTATUS(status), 0} : exit_status{0, WTERMSIG(status)};
    } else if (ready == 0) {
      break;
    }
  }
  return status_;
}

void child_process::signal(int number) const {
  if (pid_ > 0) {
    ::kill(-pid_, number);
  }
}

base::result<command_result> run_command(const command& what) {
  const auto until = clock::now() + what.timeout;
  auto child = child_process::start(what);
  if (!child) {
    return std::unexpected(child.error());
  }
  command_result result;
  bool output_open = true;
  bool errors_open = true;
  bool running = true;
  while (running && !result.timed_out) {
    pollfd watched[] = {{child->exit_fd(), POLLIN, 0},
                        {output_open ? child->output_.get() : -1, POLLIN, 0},
                        {errors_open ? child->errors_.get() : -1, POLLIN, 0}};
    const int ready = ::poll(watched, 3, remaining(until));
    result.timed_out = ready == 0;
    running = watched[0].revents == 0;
    // After its end only what already is in the pipes is taken: a daemon it left behind may hold them open.
    output_open =
        output_open && drain(child->output_.get(), result.output, what.output_limit, result.omitted);
    errors_open =
        errors_open && drain(child->errors_.get(), result.errors, what.output_limit, result.omitted);
  }
  if (result.timed_out) {
    child->signal(SIGKILL);
  }
  const auto status = child->wait(std::chrono::seconds{5}).value_or(exit_status{0, SIGKILL});
  result.exit_code = status.signal == 0 ? status.code : 128 + status.signal;
  return result;
}

}  // namespace dsnspec::target
