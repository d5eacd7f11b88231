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
#include "grammar/date_time.hpp"
#include "judge/observation.hpp"
#include "net/world.hpp"
#include "runner/fence.hpp"
#include "runner/next_hop.hpp"
#include "runner/quiet_fence.hpp"
#include "runner/recorder.hpp"
#include "runner/subject.hpp"
#include "smtp/framing.hpp"
#include "smtp/message.hpp"

namespace dsnspec::runner {
namespace asio = boost::asio;
namespace {

using namespace std::chrono_literals;

constexpr auto quietly = asio::as_tuple(asio::use_awaitable);
std::string date_now() {
  return grammar::format_date_time(std::time(nullptr), 0);
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

std::unique_ptr<subject> subject_of(asio::io_context& io, const play& what) {
  if (what.attached != nullptr) {
    return attached_subject(what.attached->at, what.attached->said);
  }
  if (what.adapted != nullptr) {
    return adapter_subject(io, *what.adapted);
  }
  return what.reference ? reference_subject(io, what.spec, *what.reference)
                        : sandboxed_subject(io, what.spec);
}

class player {
 public:
  player(const play& what, const std::function<void(std::string_view)>& line)
      : what_(what),
        recorder_(line),
        mta_(subject_of(io_, what)),
        fence_(io_, what.spec, *mta_, recorder_),
        free_jobs_(what.jobs),
        job_freed_(io_) {
    job_freed_.expires_at(asio::steady_timer::time_point::max());
    if (what.attached != nullptr) {
      quiet_.emplace(io_, what.attached->at, *mta_, recorder_);
    } else if (what.adapted != nullptr && !what.adapted->said.knows("queue")) {
      quiet_.emplace(io_, what.adapted->quiet, *mta_, recorder_);
    }
  }

  play_end run() {
    begin();
    if (!start()) {
      return play_end::target_failed;
    }
    asio::co_spawn(io_, fence_.run(), asio::detached);
    if (mta_->exit_fd() >= 0) {
      asio::co_spawn(io_, watch_target(), asio::detached);
    }
    if (what_.attached != nullptr && !mail_comes_back()) {
      return play_end::target_failed;
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
    if (quiet_) {
      recorder_.on_octets = [this](const std::string& label, const std::string& host, net::session_id which,
                                   bool from_client, std::string_view octets) {
        if (host != judge::fence_host) {
          quiet_->watch().octets(label, which, from_client, octets, std::chrono::steady_clock::now());
        }
      };
    }
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
    if (what_.attached != nullptr) {
      inhabitants.push_back({&what_.attached->trial, &what_.attached->trial_place});
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

  // Nothing can be said of a server whose mail for *.test doesn't come to us.
  bool mail_comes_back() {
    std::string missing;
    asio::co_spawn(io_, quiet_->sentinel("", what_.attached->trial_place.hosts.at(judge::fence_host).domain),
                   [&](const std::exception_ptr&, std::string why) {
                     missing = std::move(why);
                     io_.stop();
                   });
    io_.run();
    io_.restart();
    return missing.empty() ||
           failed("failed",
                  fmt::format("mail for our hosts does not come to them, or its reports don't come back: {}",
                              missing));
  }

  void on_message(const std::string& label, const std::string& host, const smtp::received_message&) {
    if (host == judge::fence_host && quiet_) {
      quiet_->report_came(label);
    } else if (host == judge::fence_host) {
      fence_.report_came(label);
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
    std::vector<std::string> taken;
    for (std::size_t i = 0; i < one.what.submissions.size(); ++i) {
      co_await submit(one, i, taken);
    }
    if (quiet_) {
      co_await quiet_->settle(one.where.label, taken);
      give_job();
      const trace::fence quiet = co_await quiet_->prove(one.what, one.where, taken);
      read_mailboxes(one);
      recorder_.out().fence(one.where.label, quiet);
      co_return;
    }
    // The place is kept until the target had time to work: not all cases come over it in the same moment. Our
    // own mail system is so quick that it is kept to the end, lest on a busy machine all are open at once.
    co_await fence_.next_listing(one.where.label);
    if (!what_.reference) {
      give_job();
    }
    const trace::fence fence = co_await fence_.prove(one.where);
    if (what_.reference) {
      give_job();
    }
    read_mailboxes(one);
    recorder_.out().fence(one.where.label, fence);
  }

  // `taken`: gets the recipients whom the mail system took.
  asio::awaitable<void> submit(const placed_case& one, std::size_t i, std::vector<std::string>& taken) {
    smtp::submission_plan plan = smtp::plan_submission(one.what.submissions[i], one.where, i, date_now());
    plan.auth = login_for(what_.spec, one.what.submissions[i], one.where);
    const net::submission_report report = co_await mta_->submit(std::move(plan), one.where.label, recorder_);
    recorder_.out().submit(one.where.label, {i, report.session, recorder_.now(), report.outcome.failure});
    if (report.outcome.how == smtp::submission_outcome::ending::accepted) {
      for (const std::size_t each : report.outcome.accepted) {
        taken.push_back(one.where.resolve(one.what.submissions[i].recipients.at(each).to));
      }
    }
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
  fence fence_;
  std::optional<quiet_fence> quiet_;  // instead of it, where the queue can't be listed
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
