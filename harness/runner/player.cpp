#include "runner/player.hpp"

#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <ctime>
#include <deque>

#include <fmt/core.h>

#include "base/quote.hpp"
#include "judge/observation.hpp"
#include "net/submitter.hpp"
#include "net/world.hpp"
#include "runner/queue_watch.hpp"
#include "runner/recorder.hpp"
#include "runner/subject.hpp"
#include "smtp/framing.hpp"
#include "smtp/message.hpp"

namespace dsnspec::runner {
namespace asio = boost::asio;
namespace {

constexpr auto quietly = asio::as_tuple(asio::use_awaitable);

std::string date_now() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  // Not strftime: the names of days and months must not depend on the locale.
  constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} +0000", days[utc.tm_wday], utc.tm_mday,
                     months[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

target::provisions provisions_of(const std::vector<placed_case>& cases) {
  target::provisions out;
  for (const placed_case& one : cases) {
    const scenario::local_setup& local = one.what.local;
    const auto resolved = [&one](const std::vector<scenario::address>& all) {
      std::vector<std::string> addresses;
      for (const scenario::address& each : all) {
        addresses.push_back(one.where.resolve(each));
      }
      return addresses;
    };
    for (const std::string& mailbox : local.mailboxes) {
      out.mailboxes.push_back(one.where.local_name(mailbox));
    }
    for (const auto& [name, targets] : local.aliases) {
      out.aliases[one.where.local_name(name)] = resolved(targets);
    }
    for (const scenario::mailing_list& list : local.lists) {
      out.lists.push_back(
          {one.where.local_name(list.name), one.where.resolve(list.owner), resolved(list.members)});
    }
  }
  return out;
}

class player {
 public:
  player(const play& what, const std::function<void(std::string_view)>& line)
      : what_(what),
        recorder_(line),
        mta_(what.reference ? reference_subject(io_, what.spec, *what.reference)
                            : sandboxed_subject(io_, what.spec)),
        queue_(io_, *mta_),
        free_jobs_(what.jobs),
        job_freed_(io_) {
    job_freed_.expires_at(asio::steady_timer::time_point::max());
    for (std::size_t i = 0; i < what.cases.size(); ++i) {
      live_.emplace_back(io_);
      by_label_[what.cases[i].where.label] = i;
    }
  }

  play_end run() {
    begin();
    if (!start()) {
      return play_end::target_failed;
    }
    asio::co_spawn(io_, queue_.run(), asio::detached);
    if (mta_->exit_fd() >= 0) {
      asio::co_spawn(io_, watch_target(), asio::detached);
    }
    open_cases_ = what_.cases.size();
    for (std::size_t i = 0; i < what_.cases.size(); ++i) {
      asio::co_spawn(io_, play_case(i), [this](std::exception_ptr failed) { case_over(failed); });
    }
    if (open_cases_ != 0) {
      io_.run();
    }
    return finish();
  }

 private:
  // What one case waits for while it is played.
  struct live_case {
    explicit live_case(asio::io_context& io) : sentinel_back(io) {
      sentinel_back.expires_at(asio::steady_timer::time_point::max());
    }
    bool sentinel_is_back = false;
    std::chrono::microseconds sentinel_took{0};
    asio::steady_timer sentinel_back;  // cancelled when the fence's report comes
  };

  void begin() {
    trace::run_header header = what_.header;
    header.clock_us = recorder_.wall_start();
    recorder_.out().run(header);
    for (std::size_t i = 0; i < what_.skipped.size(); ++i) {
      recorder_.out().skip(what_.skipped[i]->what, what_.skipped[i]->source, what_.skip_reasons[i]);
    }
    recorder_.on_message = [this](const std::string& label, const std::string& host,
                                  const smtp::received_message& message) {
      on_message(label, host, message);
    };
  }

  bool failed(const std::string& what, const std::string& text) {
    recorder_.out().target({recorder_.now(), what, text});
    return false;
  }

  bool start() {
    std::vector<net::inhabitant> inhabitants;
    for (const placed_case& one : what_.cases) {
      inhabitants.push_back({&one.what, &one.where});
    }
    std::string failure;
    for (const net::world_options& around : mta_->surroundings()) {
      failure = start_in(around, inhabitants);
      if (failure.empty()) {
        break;
      }
    }
    if (!failure.empty()) {
      return failed("failed", failure);
    }
    recorder_.out().target({recorder_.now(), "started", mta_->version()});
    return true;
  }

  // Why nothing could be started there; empty when all is.
  std::string start_in(const net::world_options& around, const std::vector<net::inhabitant>& inhabitants) {
    auto world = net::world::start(io_, inhabitants, around, recorder_);
    if (!world) {
      return world.error().text();
    }
    world_ = std::move(*world);
    const auto started = mta_->start(provisions_of(what_.cases), around, *world_);
    return started ? "" : started.error().text();
  }

  asio::awaitable<void> watch_target() {
    asio::posix::stream_descriptor exit(io_, ::dup(mta_->exit_fd()));
    co_await exit.async_wait(asio::posix::stream_descriptor::wait_read, quietly);
    recorder_.out().target(
        {recorder_.now(), "died",
         fmt::format("the mail system ended in the middle of the run: {}", mta_->how_it_ended())});
    died_ = true;
    io_.stop();
  }

  void on_message(const std::string& label, const std::string& host, const smtp::received_message&) {
    const auto at = by_label_.find(label);
    if (host == judge::fence_host && at != by_label_.end()) {
      live_[at->second].sentinel_is_back = true;
      live_[at->second].sentinel_back.cancel();
    }
  }

  // --------------------------------------------------------------- one case

  asio::awaitable<void> take_job() {
    while (free_jobs_ == 0) {
      co_await job_freed_.async_wait(quietly);
    }
    --free_jobs_;
  }

  void give_job() {
    ++free_jobs_;
    job_freed_.cancel();
  }

  asio::awaitable<void> play_case(std::size_t index) {
    const placed_case& one = what_.cases[index];
    co_await take_job();
    recorder_.out().begin_case(recorder_.now(), one.plan->what, one.plan->source, one.where);
    for (std::size_t i = 0; i < one.what.submissions.size(); ++i) {
      co_await submit(one, i);
    }
    // The place is kept until the target had time to work: not all cases come over it in the same moment. Our
    // own mail system is so quick that it is kept to the end, lest on a busy machine all are open at once.
    co_await queue_.holds(one.where.label);
    if (!what_.reference) {
      give_job();
    }
    const trace::fence fence = co_await prove_silence(index);
    if (what_.reference) {
      give_job();
    }
    read_mailboxes(one);
    recorder_.out().fence(one.where.label, fence);
  }

  asio::awaitable<void> submit(const placed_case& one, std::size_t i) {
    smtp::submission_plan plan = smtp::plan_submission(one.what.submissions[i], one.where, i, date_now());
    net::submit_options how = submit_options(one);
    const net::submission_report report = co_await net::submit(std::move(plan), how, recorder_);
    recorder_.out().submit(one.where.label, {i, report.session, recorder_.now(), report.outcome.failure});
  }

  [[nodiscard]] net::submit_options submit_options(const placed_case& one) const {
    net::submit_options how;
    how.label = one.where.label;
    how.port = mta_->port();
    return how;
  }

  // Queue without the case's messages; a message sent after that, whose failure must be reported, reported;
  // queue without them again: whatever was to come has come. A mail system that loses reports may lose that
  // one, too: when its queue no longer holds anything, nothing can come.
  asio::awaitable<trace::fence> prove_silence(std::size_t index) {
    const std::string label = what_.cases[index].where.label;
    const trace::time_us begun = recorder_.now();
    const auto deadline =
        std::chrono::steady_clock::now() + what_.spec.expiry + what_.spec.delay + mta_->patience();
    std::string missing;
    while (std::chrono::steady_clock::now() < deadline) {
      if (co_await queue_.holds(label)) {
        missing = "the target's queue still held a message of this case: " + queue_.entry_of(label);
        continue;
      }
      if (!queue_.failure().empty()) {
        missing = "the target's queue could not be listed: " + queue_.failure();
        break;
      }
      if (missing = co_await send_sentinel(index); !missing.empty()) {
        break;
      }
      const bool reported = live_[index].sentinel_is_back;
      const bool left = reported ? co_await queue_.holds(label) : co_await queue_.holds_anything(label);
      if (const std::string why = too_slow(live_[index].sentinel_took); !why.empty()) {
        missing = reported ? why : "the report on the sentinel did not come";
        break;
      }
      if (!left && queue_.failure().empty()) {
        co_return trace::fence{
            recorder_.now(), true,
            fmt::format("queue empty, sentinel {}, queue empty, after {} ms",
                        reported ? "reported" : "gone without a report", (recorder_.now() - begun) / 1000)};
      }
      if (!reported) {
        missing = "the report on the sentinel did not come";
        break;
      }
      // It slipped by the first listing, on its way from one queue to another: another sentinel has to follow
      // it.
      missing = "the target's queue held a message of this case again after the sentinel's report: " +
                queue_.entry_of(label);
    }
    co_return trace::fence{recorder_.now(), false, missing};
  }

  // A target that is given seconds to live by its configuration lets reports expire before it has tried to
  // send them, when the machine is busy enough. The sentinel's report shows how busy.
  [[nodiscard]] std::string too_slow(std::chrono::microseconds sentinel_took) const {
    const bool slow =
        mta_->may_starve() && what_.spec.expiry.count() != 0 && sentinel_took > 2 * what_.spec.expiry;
    return slow
               ? fmt::format(
                     "the sentinel's report took {} ms, and the target lets messages expire after {} ms: the "
                     "machine is too busy to tell",
                     sentinel_took.count() / 1000, what_.spec.expiry.count())
               : std::string();
  }

  // Why the sentinel was not taken; empty when it was. Then its report has come, or would have.
  asio::awaitable<std::string> send_sentinel(std::size_t index) {
    const placed_case& one = what_.cases[index];
    live_case& live = live_[index];
    live.sentinel_is_back = false;
    const trace::time_us begun = recorder_.now();
    const std::string domain = one.where.hosts.at(judge::fence_host).domain;
    smtp::submission_plan plan;
    plan.mail = fmt::format("MAIL FROM:<sender@{}>", domain);
    plan.rcpt = {fmt::format("RCPT TO:<{}@{}>", judge::fence_refused, domain)};
    plan.data =
        smtp::data_of(fmt::format("From: sender@{0}\r\nTo: {1}@{0}\r\nDate: {2}\r\nSubject: "
                                  "sentinel\r\n\r\nThe report on this message shows "
                                  "that those before it have come.\r\n",
                                  domain, judge::fence_refused, date_now()));
    net::submit_options how = submit_options(one);
    const net::submission_report sent = co_await net::submit(std::move(plan), how, recorder_);
    if (sent.outcome.how != smtp::submission_outcome::ending::accepted) {
      co_return fmt::format(
          "the target did not take the sentinel: {}",
          sent.outcome.final ? base::excerpt(sent.outcome.final->raw) : sent.outcome.failure);
    }
    asio::steady_timer limit(io_);
    limit.expires_after(mta_->patience());
    limit.async_wait([&live](boost::system::error_code cancelled) {
      if (!cancelled) {
        live.sentinel_back.cancel();
      }
    });
    const auto until = std::chrono::steady_clock::now() + mta_->patience();
    while (!live.sentinel_is_back && std::chrono::steady_clock::now() < until) {
      if (!mta_->lists_all()) {
        co_await live.sentinel_back.async_wait(quietly);
      } else if (!co_await queue_.holds_anything(one.where.label)) {
        break;
      }
    }
    live.sentinel_took = std::chrono::microseconds(recorder_.now() - begun);
    co_return "";
  }

  void read_mailboxes(const placed_case& one) {
    for (const std::string& name : one.what.local.mailboxes) {
      if (auto content = mta_->mailbox(one.where.local_name(name))) {
        recorder_.out().mailbox(recorder_.now(), one.where.label, {name, content->octets, content->omitted});
      }
    }
  }

  void case_over(const std::exception_ptr& failed) {
    if (failed) {
      broken_ = true;
      recorder_.out().target({recorder_.now(), "error", "a case could not be played to its end"});
    }
    if (--open_cases_ == 0) {
      io_.stop();
    }
  }

  play_end finish() {
    if (died_) {
      recorder_.out().target({recorder_.now(), "log", mta_->log_tail()});
      return play_end::target_failed;
    }
    mta_->stop();
    recorder_.out().target({recorder_.now(), "stopped", ""});
    recorder_.out().end(recorder_.now());
    return broken_ ? play_end::broken : play_end::complete;
  }

  const play& what_;
  asio::io_context io_{1};
  recorder recorder_;
  std::unique_ptr<net::world> world_;
  std::unique_ptr<subject> mta_;
  queue_watch queue_;
  std::deque<live_case> live_;
  std::map<std::string, std::size_t> by_label_;
  std::size_t free_jobs_;
  asio::steady_timer job_freed_;
  std::size_t open_cases_ = 0;
  bool died_ = false;
  bool broken_ = false;
};

}  // namespace

play_end play_all(const play& what, const std::function<void(std::string_view)>& line) {
  return player(what, line).run();
}

}  // namespace dsnspec::runner
