#include "target/instance.hpp"

#include <fmt/core.h>
#include <poll.h>

#include <csignal>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "target/greeting.hpp"
#include "target/placeholder.hpp"

namespace dsnspec::target {
namespace {

using clock = std::chrono::steady_clock;

// What doesn't greet is thought to run when it still does after this time.
constexpr milliseconds settling{100};
constexpr const char* spoken = "/var/log/standard-output";  // of the mail system's main process

base::result<std::string> output_of(const words& argv) {
  auto done = run_command({.argv = argv});
  if (!done) {
    return std::unexpected(done.error());
  }
  if (done->exit_code != 0) {
    return base::fail(fmt::format("\"{}\" failed, {}", argv.front(), done->diagnosis()));
  }
  return std::move(done->output);
}

base::result<words> flush_command(const target_spec& spec, const std::string& id) {
  words command;
  for (const std::string& word : spec.flush) {
    auto filled = fill_in(word, {{"id", id}});
    if (!filled) {
      return std::unexpected(filled.error());
    }
    command.push_back(std::move(*filled));
  }
  return command;
}

}  // namespace

base::result<void> instance::prepare(const provisions& wanted) {
  return provision(spec_, wanted);
}

base::result<void> instance::start() {
  auto child = child_process::start({.argv = spec_.start}, child_process::output::to_file, spoken);
  if (!child) {
    return std::unexpected(child.error());
  }
  main_.emplace(std::move(*child));
  std::string missing;
  const auto explained = [&](const std::string& what) {
    return base::fail(
        fmt::format("{} {}; its log ends with: {}", spec_.name, what, base::quote(log_tail(2000))));
  };
  if (!spec_.submit.empty()) {
    const auto status = main_->wait(settling);
    return status ? explained(fmt::format("ended when it was started ({})", status->text()))
                  : base::result<void>{};
  }
  const auto until = clock::now() + spec_.ready_within;
  while (clock::now() < until) {
    const auto left = std::chrono::ceil<milliseconds>(until - clock::now());
    const auto line = greeting(spec_.port, left);
    if (line) {
      return {};
    }
    // A try that the time cut short says less than the one before it.
    if (missing.empty() || clock::now() < until) {
      missing = line.error().message;
    }
    // There is no event for "somebody listens now", so it is tried again; its end is an event.
    if (const auto status = main_->wait(milliseconds{3})) {
      return explained(fmt::format("ended while it was started ({})", status->text()));
    }
  }
  return explained(fmt::format("was not ready after {} ms ({})", spec_.ready_within.count(), missing));
}

void instance::stop() {
  if (!main_ || main_->ended()) {
    return;
  }
  if (spec_.stop.empty()) {
    main_->signal(SIGTERM);
  } else {
    (void)run_command({.argv = spec_.stop});
  }
  (void)main_->wait(std::chrono::seconds{5});
  main_.reset();  // kills it if it is still there
}

std::optional<exit_status> instance::ended() {
  return main_ ? main_->ended() : std::nullopt;
}

base::result<child_process> instance::begin_submit(const std::string& from,
                                                   const std::vector<std::string>& to,
                                                   std::string message) const {
  words command;
  for (const std::string& word : spec_.submit) {
    if (word == "${to}") {
      command.insert(command.end(), to.begin(), to.end());
      continue;
    }
    auto filled = fill_in(word, {{"from", from}});
    if (!filled) {
      return std::unexpected(filled.error());
    }
    command.push_back(std::move(*filled));
  }
  return child_process::start({.argv = std::move(command), .input = std::move(message)},
                              child_process::output::together);
}

base::result<child_process> instance::list_queue() const {
  return child_process::start({.argv = spec_.queue});
}

base::result<std::vector<queue_entry>> instance::read_queue(std::string_view output) const {
  return target::read_queue(spec_.queue_output, output);
}

base::result<std::vector<queue_entry>> instance::queue() const {
  const auto output = output_of(spec_.queue);
  return output ? read_queue(*output) : std::unexpected(output.error());
}

base::result<child_process> instance::begin_flush(const std::string& id) const {
  const auto command = flush_command(spec_, id);
  return command ? child_process::start({.argv = *command}) : std::unexpected(command.error());
}

base::result<void> instance::flush(const std::string& id) const {
  const auto command = flush_command(spec_, id);
  if (!command) {
    return std::unexpected(command.error());
  }
  const auto output = output_of(*command);
  return output ? base::result<void>{} : std::unexpected(output.error());
}

base::result<mailbox_content> instance::mailbox(const std::string& name, std::size_t limit) const {
  const auto path = fill_in(spec_.mailbox, {{"name", name}});
  if (!path) {
    return std::unexpected(path.error());
  }
  return read_mailbox(spec_.mailbox_output, *path, limit);
}

std::string instance::log_tail(std::size_t limit) const {
  const auto said = read_file_end(spoken, limit / 4).value_or("");
  return said + read_file_end(spec_.log, limit - said.size()).value_or("");
}

base::result<std::string> instance::version() const {
  if (spec_.version.empty()) {
    return std::string();
  }
  auto output = output_of(spec_.version);
  return output ? base::result<std::string>(std::string(base::trimmed(*output))) : output;
}

}  // namespace dsnspec::target
