#include "target/adapter.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <pthread.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <ctime>

#include "base/quote.hpp"
#include "target/spawn_plan.hpp"

namespace dsnspec::target {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

constexpr auto for_hello = 10s;
constexpr auto for_start = 60s;
constexpr auto for_others = 30s;  // on a busy machine
constexpr std::size_t max_errors = 8192;

int remaining(clock::time_point until) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 1'000'000));
}

// While it lives, writing to a pipe nobody reads is an error and not the end of us.
class no_sigpipe {
 public:
  no_sigpipe() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  no_sigpipe(const no_sigpipe&) = delete;
  no_sigpipe& operator=(const no_sigpipe&) = delete;
  ~no_sigpipe() {
    if (sigismember(&before_, SIGPIPE) == 0) {
      const timespec now{};
      ::sigtimedwait(&pipe_, nullptr, &now);
    }
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  sigset_t pipe_{}, before_{};
};

template <class T>
base::result<T> about(std::string_view verb, base::result<T> what) {
  return what ? std::move(what)
              : base::fail(fmt::format("the adapter's answer to '{}': {}", verb, what.error().message));
}

}  // namespace

base::result<std::unique_ptr<adapter>> adapter::start(const std::vector<std::string>& argv) {
  if (argv.empty()) {
    return base::fail("an adapter is a command, and this one is empty");
  }
  auto in = make_pipe();
  auto out = make_pipe();
  auto err = make_pipe();
  if (!in || !out || !err) {
    return std::unexpected((!in ? in : !out ? out : err).error());
  }
  std::unique_ptr<adapter> made(new adapter);
  spawn_plan plan;
  ::posix_spawn_file_actions_adddup2(&plan.actions, in->first.get(), STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&plan.actions, out->second.get(), STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&plan.actions, err->second.get(), STDERR_FILENO);
  ::posix_spawn_file_actions_addclosefrom_np(&plan.actions, STDERR_FILENO + 1);
  auto arguments = argv;
  std::vector<char*> pointers;
  for (std::string& each : arguments) {
    pointers.push_back(each.data());
  }
  pointers.push_back(nullptr);
  const int failed = ::posix_spawnp(&made->pid_, argv.front().c_str(), &plan.actions, &plan.attributes,
                                    pointers.data(), environ);
  if (failed != 0) {
    made->pid_ = -1;
    return base::fail(system_text(fmt::format("cannot run \"{}\"", base::excerpt(argv.front())), failed));
  }
  made->exit_.reset(static_cast<int>(::syscall(SYS_pidfd_open, made->pid_, 0)));
  made->input_ = std::move(in->second);
  made->output_ = std::move(out->first);
  made->errors_end_ = std::move(err->first);
  for (const descriptor* each : {&made->input_, &made->output_, &made->errors_end_}) {
    ::fcntl(each->get(), F_SETFL, O_NONBLOCK);
  }
  return made;
}

adapter::~adapter() {
  static_cast<void>(end(0ms));
}

std::optional<exit_status> adapter::end(std::chrono::milliseconds most) {
  input_.reset();
  const auto until = clock::now() + most;
  while (pid_ > 0 && !status_) {
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) == pid_) {
      status_ = WIFEXITED(status) ? exit_status{WEXITSTATUS(status), 0} : exit_status{0, WTERMSIG(status)};
      break;
    }
    keep_errors();
    if (clock::now() >= until) {
      ::kill(-pid_, SIGKILL);
      while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
      }
      pid_ = -1;
      return std::nullopt;
    }
    pollfd watched{exit_.get(), POLLIN, 0};
    ::poll(&watched, 1, std::min(remaining(until), 50));
  }
  if (pid_ > 0) {
    ::kill(-pid_, SIGKILL);  // who is left of its group
  }
  keep_errors();
  return status_;
}

void adapter::keep_errors() {
  char block[4096];
  for (int turn = 0; turn < 64 && errors_end_.open(); ++turn) {
    const ssize_t got = ::read(errors_end_.get(), block, sizeof block);
    if (got <= 0) {
      return;
    }
    errors_.append(block, static_cast<std::size_t>(got));
    errors_.erase(0, errors_.size() - std::min(errors_.size(), max_errors));
  }
}

std::string adapter::errors() {
  keep_errors();
  return errors_;
}

base::result<void> adapter::write(const std::string& octets, clock::time_point until) {
  const no_sigpipe quiet;
  std::string_view left = octets;
  while (!left.empty()) {
    const ssize_t count = input_.open() ? ::write(input_.get(), left.data(), left.size()) : -1;
    if (count > 0) {
      left.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno == EAGAIN && clock::now() < until) {
      pollfd watched{input_.get(), POLLOUT, 0};
      ::poll(&watched, 1, std::min(remaining(until), 50));
      keep_errors();
    } else if (errno != EINTR) {
      return base::fail(errno == EAGAIN ? "it does not read its standard input"
                                        : "it closed its standard input");
    }
  }
  return {};
}

// False when the time is over, or the output, or more came than a line may be long.
bool adapter::read_some(clock::time_point until) {
  if (output_over_ || pending_.size() > max_reply) {
    return false;
  }
  while (true) {
    pollfd watched[] = {{output_.get(), POLLIN, 0}, {errors_end_.get(), POLLIN, 0}};
    if (::poll(watched, 2, remaining(until)) <= 0 && clock::now() >= until) {
      return false;
    }
    if ((watched[1].revents & POLLIN) != 0) {
      keep_errors();
    } else if (watched[1].revents != 0) {
      errors_end_.reset();
    }
    if (watched[0].revents != 0) {
      char block[65536];
      const ssize_t got = ::read(output_.get(), block, sizeof block);
      output_over_ = got == 0;
      pending_.append(block, got > 0 ? static_cast<std::size_t>(got) : 0);
      return !output_over_;
    }
    if (clock::now() >= until) {
      return false;
    }
  }
}

base::result<std::string> adapter::ask(const std::string& line, std::chrono::milliseconds most) {
  const auto until = clock::now() + most;
  if (auto sent = write(line + "\n", until); !sent) {
    return failed(sent.error().message);
  }
  std::size_t seen = 0;
  for (;;) {
    if (const auto end = pending_.find('\n', seen); end != std::string::npos) {
      std::string out = pending_.substr(0, end);
      pending_.erase(0, end + 1);
      return out;
    }
    seen = pending_.size();
    if (!read_some(until)) {
      return failed(output_over_                  ? "it closed its standard output"
                    : pending_.size() > max_reply ? fmt::format("a line of more than {} octets", max_reply)
                                                  : fmt::format("no line within {} ms", most.count()));
    }
  }
}

// With the end of what it said about that.
std::unexpected<base::error> adapter::failed(const std::string& what) {
  const std::string said = errors();
  return base::fail(said.empty() ? what
                                 : what + "; to standard error it wrote: " +
                                       base::quote(std::string_view(said).substr(
                                           said.size() - std::min<std::size_t>(said.size(), 500))));
}

std::string adapter::unasked(std::chrono::milliseconds most) {
  if (pending_.empty()) {
    static_cast<void>(read_some(clock::now() + most));
  }
  return std::exchange(pending_, {}).substr(0, 4096);
}

base::result<adapter_reply> adapter::reply_to(const std::string& request, std::uint64_t id,
                                              std::chrono::milliseconds most) {
  const std::lock_guard guard(one_at_a_time_);
  const auto line = ask(request, most);
  return line ? read_reply(id, *line) : std::unexpected(line.error());
}

base::result<std::string> adapter::done(const std::string& request, std::uint64_t id, std::string_view verb,
                                        std::chrono::milliseconds most) {
  auto reply = about(verb, reply_to(request, id, most));
  if (!reply) {
    return std::unexpected(reply.error());
  }
  if (reply->what != adapter_reply::kind::done) {
    return base::fail(fmt::format("the adapter's answer to '{}': {}", verb,
                                  reply->what == adapter_reply::kind::unsupported
                                      ? "unsupported"
                                      : "it failed: " + base::excerpt(reply->error, 300)));
  }
  return std::move(reply->line);
}

base::result<adapter_introduction> adapter::hello() {
  const auto id = next_id();
  const auto line = done(hello_request(id), id, "hello", for_hello);
  return line ? about("hello", read_hello(*line)) : std::unexpected(line.error());
}

base::result<adapter_place> adapter::start_server(const adapter_start& what) {
  const auto id = next_id();
  const auto line = done(start_request(id, what), id, "start", for_start);
  return line ? about("start", read_start(*line)) : std::unexpected(line.error());
}

base::result<std::vector<queue_entry>> adapter::queue() {
  const auto id = next_id();
  const auto line = done(plain_request(id, "queue"), id, "queue", for_others);
  return line ? about("queue", read_messages(*line)) : std::unexpected(line.error());
}

base::result<void> adapter::flush(const std::string& message) {
  const auto id = next_id();
  const auto line = done(flush_request(id, message), id, "flush", for_others);
  return line ? about("flush", read_done(*line)) : std::unexpected(line.error());
}

base::result<mailbox_content> adapter::mailbox(const std::string& name) {
  const auto id = next_id();
  const auto line = done(mailbox_request(id, name), id, "mailbox", for_others);
  return line ? about("mailbox", read_mailbox_reply(*line)) : std::unexpected(line.error());
}

base::result<void> adapter::reset() {
  const auto id = next_id();
  const auto line = done(plain_request(id, "reset"), id, "reset", for_start);
  return line ? about("reset", read_done(*line)) : std::unexpected(line.error());
}

base::result<void> adapter::stop() {
  const auto id = next_id();
  const auto line = done(plain_request(id, "stop"), id, "stop", for_start);
  return line ? about("stop", read_done(*line)) : std::unexpected(line.error());
}

}  // namespace dsnspec::target
