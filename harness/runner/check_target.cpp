#include <dirent.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <charconv>
#include <cstring>
#include <thread>

#include <fmt/core.h>

#include "base/quote.hpp"
#include "net/world.hpp"
#include "runner/check.hpp"
#include "runner/command_submission.hpp"
#include "runner/recorder.hpp"
#include "scenario/placement.hpp"
#include "target/greeting.hpp"
#include "target/instance.hpp"
#include "target/sandbox.hpp"
#include "target/supervisor.hpp"

namespace dsnspec::runner {
namespace asio = boost::asio;
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;
using target::checked_item;

constexpr auto to_appear = 10s;
constexpr auto to_leave = 2s;
constexpr auto between_looks = 50ms;

// A host that refuses connections, the sender's, and a mailbox.
scenario::scenario little_world(bool mailbox) {
  scenario::scenario out;
  out.hosts["origin"].name = "origin";
  out.hosts["next"].name = "next";
  out.hosts["next"].refuse = true;
  if (mailbox) {
    out.local.mailboxes = {"dave"};
  }
  return out;
}

// Names of all processes of the sandbox but its first, ours, and those of the kernel's making.
std::string processes() {
  std::string out;
  DIR* all = ::opendir("/proc");
  if (all == nullptr) {
    return "nobody knows: /proc can't be read";
  }
  while (const dirent* entry = ::readdir(all)) {
    pid_t pid = 0;
    const char* const end = entry->d_name + std::strlen(entry->d_name);
    const auto [stop, failed] = std::from_chars(entry->d_name, end, pid);
    if (failed != std::errc() || stop != end || pid == 1 || pid == ::getpid()) {
      continue;
    }
    const auto name = target::read_file(fmt::format("/proc/{}/comm", pid), 64);
    if (name) {
      out += (out.empty() ? "" : ", ") + base::excerpt(name->substr(0, name->find('\n')));
    }
  }
  ::closedir(all);
  return out;
}

template <class Done>
bool comes_true(clock::duration most, const Done& done) {
  const auto until = clock::now() + most;
  while (!done()) {
    if (clock::now() >= until) {
      return false;
    }
    std::this_thread::sleep_for(between_looks);
  }
  return true;
}

// In the sandbox.
class inspection {
 public:
  inspection(const target::target_spec& spec, const std::function<void(const checked_item&)>& told)
      : spec_(spec), told_(told), mta_(spec) {}

  void run() {
    const auto can = [this](const char* what) {
      return std::find(spec_.capabilities.begin(), spec_.capabilities.end(), what) !=
             spec_.capabilities.end();
    };
    const bool mailbox = can("local-mailbox");
    what_ = little_world(mailbox);
    std::uint32_t next = 0;
    where_ = scenario::place(what_, 0, spec_.domain, next);
    net::world_options around;
    around.target_name = spec_.host_name;
    around.target_domain = spec_.domain;
    recorder nothing([](std::string_view) {});
    auto world = net::world::start(io_, {{&what_, &where_}}, around, nothing);
    if (!tell("our hosts find room", world)) {
      return;
    }
    const auto busy = asio::make_work_guard(io_);
    std::thread answering([this] {
      const target::signal_gate quiet;
      io_.run();
    });
    mail_system(mailbox);
    io_.stop();
    answering.join();
  }

 private:
  template <class T>
  bool tell(std::string what, const base::result<T>& result) {
    return tell(std::move(what), result ? std::string() : result.error().message);
  }
  bool tell(std::string what, std::string problem) {
    const bool good = problem.empty();
    told_(checked_item{std::move(what), std::move(problem), false});
    return good;
  }

  void mail_system(bool mailbox) {
    target::provisions wanted;
    if (mailbox) {
      wanted.mailboxes = {where_.local_name("dave")};
    }
    if (!tell("its files are made and its preparing commands succeed", mta_.prepare(wanted)) ||
        !tell("it starts and greets", mta_.start())) {
      return;
    }
    const auto version = mta_.version();
    tell("it tells its version", version);
    tell("its queue can be listed, and is empty", listed([](const auto& all) { return all.empty(); }));
    keeps_a_message();
    if (mailbox) {
      delivers();
    }
    tell("it still runs", mta_.ended() ? "it ended: " + mta_.ended()->text() : std::string());
    const auto begun = clock::now();
    mta_.stop();
    tell("it stops within 4 s",
         clock::now() - begun > 4s ? std::string("it had to be killed") : std::string());
    const auto still = target::greeting(spec_.port, 500ms);
    tell("nobody listens where it was", still ? "it still greets: " + base::excerpt(*still) : std::string());
    comes_true(to_leave, [] { return processes().empty(); });
    const std::string left = processes();
    tell("no process is left", left.empty() ? left : "these are: " + left);
  }

  [[nodiscard]] std::string sender() const { return "sender@" + where_.hosts.at("origin").domain; }

  // As a run does. Why it wasn't taken; empty: it was.
  std::string give(const std::string& recipient) {
    return handed_over([&](asio::io_context& io, net::observer& nobody) {
      smtp::submission_plan plan = check_message(sender(), recipient);
      if (!spec_.submit.empty()) {
        return submit_by_command(io, mta_, std::move(plan), "", nobody);
      }
      if (spec_.login) {
        plan.starttls = spec_.login->starttls;
        plan.auth = smtp::auth_plain(spec_.login->user, spec_.login->password);
      }
      net::submit_options how;
      how.port = spec_.port;
      return net::submit(std::move(plan), std::move(how), nobody);
    });
  }

  template <class Fits>
  base::result<std::vector<target::queue_entry>> listed(const Fits& fits) {
    base::result<std::vector<target::queue_entry>> last;
    const bool done = comes_true(to_appear, [&] {
      last = mta_.queue();
      return !last || fits(*last);
    });
    return done || !last
               ? last
               : base::fail(fmt::format("not within 10 s; it lists {} messages{}", last->size(),
                                        last->empty() ? "" : ", as " + base::excerpt(last->front().raw)));
  }

  void keeps_a_message() {
    const std::string carol = "carol@" + where_.hosts.at("next").domain;
    if (!tell("it takes a message for a host that refuses connections", give(carol))) {
      return;
    }
    const auto for_carol = [&](const target::queue_entry& each) {
      return std::find(each.recipients.begin(), each.recipients.end(), carol) != each.recipients.end();
    };
    const auto all =
        listed([&](const auto& queue) { return std::any_of(queue.begin(), queue.end(), for_carol); });
    if (!tell("the message is listed by its recipient", all)) {
      return;
    }
    const auto entry = std::find_if(all->begin(), all->end(), for_carol);
    tell("and by its sender",
         entry->sender == sender() ? std::string() : "its sender is " + base::excerpt(entry->sender));
    tell("it tries the message again when told to", mta_.flush(entry->id));
    if (spec_.expiry.count() != 0) {
      const bool given_up = comes_true(2 * spec_.expiry + 20s, [&] {
        const auto queue = mta_.queue();
        return queue && std::none_of(queue->begin(), queue->end(), for_carol);
      });
      tell("it gives the message up, as its timers say",
           given_up ? std::string() : "it is still listed long after that");
    }
  }

  void delivers() {
    const std::string name = where_.local_name("dave");
    if (!tell("it takes a message for a mailbox", give(fmt::format("{}@{}", name, spec_.domain)))) {
      return;
    }
    std::string problem = "nothing came within 10 s";
    comes_true(to_appear, [&] {
      const auto content = mta_.mailbox(name);
      problem = !content                                             ? content.error().message
                : content->octets.empty()                            ? problem
                : content->octets.find("check") == std::string::npos ? "something else came"
                                                                     : std::string();
      return problem.empty();
    });
    tell("what is delivered to the mailbox can be read", problem);
  }

  const target::target_spec& spec_;
  const std::function<void(const checked_item&)>& told_;
  target::instance mta_;
  asio::io_context io_{1};
  scenario::scenario what_;
  scenario::placement where_;
};

// One item as a line: its two texts quoted, a tab between them.
std::string line_of(const checked_item& item) {
  return fmt::format("{}\t{}\n", base::quote(item.what), base::quote(item.problem));
}

checked_item item_of(std::string_view line) {
  const auto tab = std::min(line.find('\t'), line.size());
  checked_item out;
  out.what = base::unquote(line.substr(0, tab)).value_or("");
  out.problem = base::unquote(line.substr(std::min(tab + 1, line.size()))).value_or("");
  return out;
}

// Tells of what comes through the pipe, until its end. How many items came, and how many are wrong.
std::pair<std::size_t, std::size_t> follow(int from, const tell_checked& told) {
  std::pair<std::size_t, std::size_t> out;
  std::string pending;
  char block[4096];
  for (ssize_t got = 0; (got = ::read(from, block, sizeof block)) > 0 || (got < 0 && errno == EINTR);) {
    pending.append(block, got > 0 ? static_cast<std::size_t>(got) : 0);
    for (auto end = pending.find('\n'); end != std::string::npos; end = pending.find('\n')) {
      const checked_item item = item_of(std::string_view(pending).substr(0, end));
      pending.erase(0, end + 1);
      ++out.first;
      out.second += item.problem.empty() ? 0 : 1;
      told(item);
    }
  }
  return out;
}

}  // namespace

base::result<bool> check_target(const target::target_spec& spec, const target::cache_options& cache,
                                const tell_checked& told) {
  auto packages = target::provide_packages({spec.name, spec.packages, spec.unless_installed}, cache);
  if (!packages) {
    return std::unexpected(packages.error());
  }
  auto pipe = target::make_pipe();
  if (!pipe) {
    return std::unexpected(pipe.error());
  }
  target::sandbox_options sandbox;
  sandbox.host_name = spec.host_name;
  sandbox.mail_name = spec.domain;
  sandbox.trees.push_back(packages->tree);
  sandbox.syslog = spec.syslog;
  std::pair<std::size_t, std::size_t> counts;
  std::thread following([&] {
    const target::signal_gate quiet;
    counts = follow(pipe->first.get(), told);
  });
  const int to = pipe->second.get();
  const auto outcome = target::run_in_sandbox(sandbox, [&spec, to] {
    inspection(spec, [to](const checked_item& item) {
      const std::string line = line_of(item);
      (void)!::write(to, line.data(), line.size());
    }).run();
    return 0;
  });
  pipe->second.reset();
  following.join();
  if (!outcome) {
    return std::unexpected(outcome.error());
  }
  if (outcome->exit_code != 0 || outcome->signal != 0) {
    return base::fail("the check itself was ended");
  }
  return counts.first != 0 && counts.second == 0;
}

}  // namespace dsnspec::runner
