#include "runner/run.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <thread>

#include <fmt/core.h>

#include "base/quote.hpp"
#include "judge/judge.hpp"
#include "judge/observation.hpp"
#include "runner/casting.hpp"
#include "runner/player.hpp"
#include "runner/subject.hpp"
#include "target/sandbox.hpp"
#include "target/supervisor.hpp"
#include "trace/reader.hpp"

namespace dsnspec::runner {
namespace {

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday,
                     utc.tm_hour, utc.tm_min, utc.tm_sec);
}

// All of it, or false.
bool write_all(int fd, std::string_view octets) {
  while (!octets.empty()) {
    const ssize_t count = ::write(fd, octets.data(), octets.size());
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count <= 0) {
      return false;
    }
    octets.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

// What the labels of a run begin with, where mail of an earlier one may still be under way.
std::string prefix_now() {
  const auto now = static_cast<std::uint64_t>(std::time(nullptr));
  return fmt::format("r{:x}c", now & 0xFFFFFFFU);
}

// They all have the route's address, and the one name.
void behind_route(std::vector<placed_case>& cases, const net::route& where) {
  for (placed_case& one : cases) {
    for (auto& [key, placed] : one.where.hosts) {
      placed.exchanger = net::route_name;
      placed.address = where.address;
    }
  }
}

// Takes the trace from the pipe: to the file first, then to whoever follows.
class follower {
 public:
  follower(int from, int file, const std::string& name, const spec::law_book& law, std::size_t total,
           const callbacks& told)
      : from_(from), file_(file), reader_(name, law), law_(law), told_(told), far_{0, total} {}

  void follow() {
    std::array<char, 65536> buffer{};
    for (;;) {
      const ssize_t count = ::read(from_, buffer.data(), buffer.size());
      if (count < 0 && errno == EINTR) {
        continue;
      }
      if (count <= 0) {
        return;
      }
      const std::string_view octets(buffer.data(), static_cast<std::size_t>(count));
      if (!write_all(file_, octets) && failure_.empty()) {
        failure_ = fmt::format("the trace can't be written: {}", ::strerror(errno));
      }
      take(octets);
    }
  }

  [[nodiscard]] const std::string& failure() const { return failure_; }
  trace::recorded_run run() { return reader_.run(); }

 private:
  void take(std::string_view octets) {
    pending_ += octets;
    std::size_t start = 0;
    for (auto end = pending_.find('\n', start); end != std::string::npos; end = pending_.find('\n', start)) {
      line(std::string_view(pending_).substr(start, end - start));
      start = end + 1;
    }
    pending_.erase(0, start);
  }

  void line(std::string_view text) {
    const auto seen = reader_.line(text);
    if (!seen) {
      if (failure_.empty()) {
        failure_ = "a line of our own trace can't be read back: " + seen.error().text();
      }
      return;
    }
    if (seen->kind == "fence" || seen->kind == "skip") {
      ++far_.done;
    }
    if (seen->kind == "fence" && told_.judged) {
      told_.judged(judge::judge_case(*reader_.find(seen->label), reader_.run(), law_), far_);
    }
  }

  int from_;
  int file_;
  trace::reader reader_;
  const spec::law_book& law_;
  const callbacks& told_;
  progress far_;
  std::string pending_;
  std::string failure_;
};

std::string failure_in(const trace::recorded_run& run) {
  for (const trace::target_event& event : run.target_events) {
    if (event.what == "failed" || event.what == "died") {
      return event.text;
    }
  }
  return {};
}

trace::run_header header_of(const target::target_spec& spec, const std::string& version,
                            const std::string& build, const spec::law_book& law) {
  trace::run_header out;
  out.suite = DSNSPEC_VERSION;
  out.law = law.hash();
  out.started = utc_now();
  out.target.name = spec.name;
  out.target.version = version;
  out.target.build = build;
  out.target.host_name = spec.host_name;
  out.target.domain = spec.domain;
  out.target.capabilities = spec.capabilities;
  out.target.by_command = !spec.submit.empty();
  out.target.one_next_hop = spec.one_next_hop;
  out.target.delay_ms = spec.delay.count();
  out.target.expiry_ms = spec.expiry.count();
  return out;
}

// Plays by `play_it`, which is given where to write the lines of the trace, and follows them.
template <class Play>
base::result<run_result> follow(const options& how, const spec::law_book& law, const callbacks& told,
                                const Play& play_it) {
  const std::string name = how.trace.empty() ? "/dev/null" : how.trace.string();
  target::descriptor file(::open(name.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (!file.open()) {
    return target::system_failure("writing " + name);
  }
  auto pipe = target::make_pipe();
  if (!pipe) {
    return std::unexpected(pipe.error());
  }
  follower lines(pipe->first.get(), file.get(), name, law, how.cases.size(), told);
  // The reader's thread waits in read(2), holding no lock, when the sandbox forks.
  std::thread reading([&lines] {
    const target::signal_gate quiet;  // signals are for the thread that waits for the sandbox
    lines.follow();
  });
  const int to = pipe->second.get();
  const auto outcome = play_it([to](std::string_view line) { write_all(to, line); });
  pipe->second.reset();
  reading.join();
  if (!outcome) {
    return std::unexpected(outcome.error());
  }
  if (!lines.failure().empty()) {
    return base::fail(lines.failure());
  }
  run_result out{lines.run(), {}};
  out.target_failure = failure_in(out.recorded);
  if (out.target_failure.empty() && outcome->signal != 0) {
    out.target_failure = fmt::format("the run was ended by signal {}", outcome->signal);
  }
  return out;
}

}  // namespace

base::result<run_result> run(const target::target_spec& spec, const spec::law_book& law, options how,
                             const callbacks& told) {
  const auto stage = [&told](const std::string& what) {
    if (told.stage) {
      told.stage(what);
    }
  };
  if (!how.cache.progress) {
    how.cache.progress = [&stage](std::string_view what) { stage(std::string(what)); };
  }
  auto packages =
      target::provide_packages({spec.name, spec.packages, spec.unless_installed, spec.npm}, how.cache);
  if (!packages) {
    return std::unexpected(packages.error());
  }
  // What version a build of the user's has, it says itself.
  const auto version = how.prefix.empty() ? packages->version : std::string();
  const auto build =
      how.prefix.empty() ? fmt::format("{} {}", packages->version, packages->architecture) : how.prefix;
  const casting cases = cast(how.cases, spec);
  const std::size_t jobs = spec.at_once == 0 ? how.jobs : std::min(how.jobs, spec.at_once);
  trace::run_header header = header_of(spec, version, build, law);
  header.target.no_queue = spec.queue.empty();
  const play what{spec, cases.played, cases.skipped, cases.reasons, std::move(header), jobs};
  target::sandbox_options sandbox;
  sandbox.host_name = spec.host_name;
  sandbox.mail_name = spec.domain;
  if (!how.prefix.empty()) {
    sandbox.trees.push_back(how.prefix);
  }
  sandbox.trees.push_back(packages->tree);
  sandbox.syslog = spec.syslog;
  stage(fmt::format("starting {} {}, {} cases", spec.name, how.prefix.empty() ? version : how.prefix,
                    cases.played.size()));
  return follow(how, law, told, [&](const auto& line) {
    return target::run_in_sandbox(sandbox, [&what, &line] { return static_cast<int>(play_all(what, line)); });
  });
}

base::result<run_result> run_attached(const attachment& at, const spec::law_book& law, options how,
                                      const callbacks& told) {
  auto said = ask_for_introduction(at);
  if (!said) {
    return std::unexpected(said.error());
  }
  const target::target_spec spec = spec_of(at, *said);
  const std::string prefix = prefix_now();
  casting cases =
      cast(how.cases, spec, prefix, [&at](const scenario::scenario& what) { return why_not(what, at); });
  if (at.route) {
    behind_route(cases.played, *at.route);
  }
  attached_to server{at, std::move(*said), {}, {}};
  server.trial.hosts[judge::fence_host] = fence_host();
  std::uint32_t last_address = 0x3FFF00;
  server.trial_place = scenario::place(server.trial, 0, spec.domain, last_address, prefix + "trial");
  server.trial_place.label.clear();
  trace::run_header header = header_of(spec, server.said.greeting, spec.title, law);
  header.target.options = at.options;
  const play what{spec,     cases.played, cases.skipped, cases.reasons, std::move(header),
                  how.jobs, std::nullopt, &server};
  if (told.stage) {
    told.stage(fmt::format("attached to {}: {}; {} cases, {} left out", spec.title,
                           base::excerpt(server.said.greeting), cases.played.size(), cases.skipped.size()));
  }
  return follow(how, law, told, [&](const auto& line) {
    target::sandbox_outcome out;
    out.exit_code = static_cast<int>(play_all(what, line));
    return base::result<target::sandbox_outcome>(out);
  });
}

std::vector<std::string> words_of(const std::string& command) {
  std::vector<std::string> out;
  for (std::size_t at = 0; (at = command.find_first_not_of(' ', at)) != std::string::npos;) {
    const std::size_t end = std::min(command.find(' ', at), command.size());
    out.push_back(command.substr(at, end - at));
    at = end;
  }
  return out;
}

base::result<run_result> run_adapter(const std::string& command, const spec::law_book& law, options how,
                                     const callbacks& told) {
  auto process = target::adapter::start(words_of(command));
  if (!process) {
    return std::unexpected(process.error());
  }
  adapted_to behind;
  behind.process = process->get();
  auto said = behind.process->hello();
  if (!said) {
    return std::unexpected(said.error());
  }
  behind.said = std::move(*said);
  behind.quiet.expiry = behind.said.expiry;
  const target::target_spec spec = spec_of(behind.said);
  const casting cases = cast(how.cases, spec, prefix_now(), [&behind](const scenario::scenario& what) {
    return why_not(what, behind.said);
  });
  for (const placed_case& one : cases.played) {
    for (const auto& [key, placed] : one.where.hosts) {
      behind.hosts.push_back({placed.domain, placed.exchanger, placed.address});
    }
  }
  trace::run_header header = header_of(spec, behind.said.version, behind.said.version, law);
  header.target.options = {"--adapter", command};
  play what{spec, cases.played, cases.skipped, cases.reasons, std::move(header), how.jobs};
  what.adapted = &behind;
  if (told.stage) {
    told.stage(fmt::format("starting {} {}, {} cases", spec.name, base::excerpt(behind.said.version, 60),
                           cases.played.size()));
  }
  auto result = follow(how, law, told, [&](const auto& line) {
    target::sandbox_outcome out;
    out.exit_code = static_cast<int>(play_all(what, line));
    return base::result<target::sandbox_outcome>(out);
  });
  static_cast<void>(behind.process->end(std::chrono::seconds(5)));
  return result;
}

base::result<run_result> run_reference(const reference::conduct& as, const spec::law_book& law, options how,
                                       const callbacks& told) {
  const target::target_spec spec = reference_spec(as);
  const casting cases = cast(how.cases, spec);
  trace::run_header header = header_of(spec, DSNSPEC_VERSION, DSNSPEC_VERSION, law);
  header.target.defects = how.defects;
  header.target.variations = how.variations;
  const play what{spec, cases.played, cases.skipped, cases.reasons, std::move(header), how.jobs, as};
  if (told.stage) {
    told.stage(fmt::format("starting {} {}, {} cases", spec.name, DSNSPEC_VERSION, cases.played.size()));
  }
  return follow(how, law, told, [&](const auto& line) {
    target::sandbox_outcome out;
    out.exit_code = static_cast<int>(play_all(what, line));
    return base::result<target::sandbox_outcome>(out);
  });
}

}  // namespace dsnspec::runner
