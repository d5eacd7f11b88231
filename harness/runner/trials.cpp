#include "runner/trials.hpp"

#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <exception>
#include <utility>

#include "judge/judge.hpp"
#include "runner/trial_message.hpp"
#include "target/descriptor.hpp"

namespace dsnspec::runner {
namespace {

using clock = std::chrono::steady_clock;

// ---------------------------------------------------------------- in the trial's process

trial_message play(const trial_plan& plan, const spec::law_book& law, const trial_options& how) {
  options wanted;
  for (const planned_case* each : plan.cases) {
    wanted.cases.push_back(*each);
  }
  wanted.jobs = how.jobs;
  wanted.trace = plan.trace;
  if (plan.what.kind == judge::trial_kind::defect) {
    wanted.defects.push_back(plan.what.name);
  } else if (plan.what.kind == judge::trial_kind::variation) {
    wanted.variations.push_back(plan.what.name);
  }
  trial_message out;
  const auto done = run_reference(plan.as, law, std::move(wanted), {});
  if (!done) {
    out.failure = done.error().text();
    return out;
  }
  out.failure = done->target_failure;
  if (!done->recorded.complete && out.failure.empty()) {
    out.failure = "the run was cut short";
  }
  const judge::judged_run judged = judge::judge(done->recorded, law);
  out.charges = charges_of(judged);
  out.verdicts = verdicts_of(judged);
  out.cases = judged.cases.size();
  return out;
}

[[noreturn]] void be_trial(const trial_plan& plan, const spec::law_book& law, const trial_options& how,
                           int tell) {
  std::string text;
  try {
    text = written(play(plan, law, how));
  } catch (const std::exception& bug) {
    text = written({{}, {}, 0, fmt::format("a bug in dsnspec: {}", bug.what())});
  }
  std::string_view left = text;
  while (!left.empty()) {
    const ssize_t count = ::write(tell, left.data(), left.size());
    if (count < 0 && errno != EINTR) {
      break;
    }
    left.remove_prefix(count < 0 ? 0 : static_cast<std::size_t>(count));
  }
  std::fflush(nullptr);
  ::_exit(0);
}

// ---------------------------------------------------------------- in ours

std::string end_of(int status) {
  if (WIFSIGNALED(status)) {
    return fmt::format("it was ended by signal {}", WTERMSIG(status));
  }
  return fmt::format("it ended with exit code {} and without a result", WEXITSTATUS(status));
}

struct live_trial {
  std::size_t place = 0;
  pid_t pid = -1;
  target::descriptor said;
  std::string text;
  clock::time_point begun;
  bool late = false;
};

class trials {
 public:
  trials(const std::vector<trial_plan>& plans, const spec::law_book& law, const trial_options& how,
         const trial_ended& ended)
      : plans_(plans), law_(law), how_(how), ended_(ended) {}

  void run() {
    while (next_ < plans_.size() || !live_.empty()) {
      while (next_ < plans_.size() && live_.size() < how_.at_once) {
        start(next_++);
      }
      listen();
    }
  }

 private:
  void start(std::size_t place) {
    auto pipe = target::make_pipe();
    if (!pipe) {
      ended_(place, judge::failed_trial(plans_[place].what, pipe.error().text()), {});
      return;
    }
    std::fflush(nullptr);
    const pid_t parent = ::getpid();
    const pid_t pid = ::fork();
    if (pid == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (::getppid() != parent) {
        ::_exit(1);
      }
      live_.clear();  // the others' pipes
      be_trial(plans_[place], law_, how_, pipe->second.get());
    }
    if (pid < 0) {
      ended_(place, judge::failed_trial(plans_[place].what, target::system_text("starting a process", errno)),
             {});
      return;
    }
    live_.push_back({place, pid, std::move(pipe->first), {}, clock::now(), false});
  }

  // Until one of them says something, ends or is late.
  void listen() {
    if (live_.empty()) {
      return;
    }
    std::vector<pollfd> watched;
    for (const live_trial& each : live_) {
      watched.push_back({each.said.get(), POLLIN, 0});
    }
    if (::poll(watched.data(), watched.size(), milliseconds_to_limit()) < 0) {
      return;
    }
    for (std::size_t i = watched.size(); i-- > 0;) {
      if (watched[i].revents != 0 && !take(live_[i])) {
        end(i);
      }
    }
    for (live_trial& each : live_) {
      if (!each.late && clock::now() >= each.begun + how_.limit) {
        each.late = true;
        ::kill(each.pid, SIGKILL);
      }
    }
  }

  [[nodiscard]] int milliseconds_to_limit() const {
    auto first = clock::time_point::max();
    for (const live_trial& each : live_) {
      first = each.late ? first : std::min(first, each.begun + how_.limit);
    }
    if (first == clock::time_point::max()) {
      return -1;
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(first - clock::now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, 1'000'000));
  }

  // False at the end.
  static bool take(live_trial& from) {
    std::array<char, 65536> buffer{};
    const ssize_t count = ::read(from.said.get(), buffer.data(), buffer.size());
    if (count > 0) {
      from.text.append(buffer.data(), static_cast<std::size_t>(count));
    }
    return count > 0 || (count < 0 && errno == EINTR);
  }

  void end(std::size_t index) {
    const live_trial one = std::move(live_[index]);
    live_.erase(live_.begin() + static_cast<std::ptrdiff_t>(index));
    int status = 0;
    while (::waitpid(one.pid, &status, 0) < 0 && errno == EINTR) {
    }
    auto said = one.late ? std::nullopt : read_trial_message(one.text);
    judge::trial_result out = result_of(one, said, status);
    out.wall_ms = std::chrono::duration_cast<std::chrono::milliseconds>(clock::now() - one.begun).count();
    ended_(one.place, std::move(out), said ? std::move(said->verdicts) : judge::run_verdicts());
  }

  [[nodiscard]] judge::trial_result result_of(const live_trial& one, const std::optional<trial_message>& said,
                                              int status) const {
    const judge::trial& what = plans_[one.place].what;
    if (!said) {
      return judge::failed_trial(
          what, one.late ? fmt::format("it took longer than {} s", how_.limit.count()) : end_of(status));
    }
    judge::trial_result out =
        said->failure.empty() ? judge::hold(what, said->charges) : judge::failed_trial(what, said->failure);
    out.cases = said->cases;
    return out;
  }

  const std::vector<trial_plan>& plans_;
  const spec::law_book& law_;
  const trial_options& how_;
  const trial_ended& ended_;
  std::size_t next_ = 0;
  std::vector<live_trial> live_;
};

}  // namespace

void run_trials(const std::vector<trial_plan>& plans, const spec::law_book& law, const trial_options& how,
                const trial_ended& ended) {
  trials(plans, law, how, ended).run();
}

}  // namespace dsnspec::runner
