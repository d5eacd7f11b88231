#include "runner/quiet_fence.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/quote.hpp"
#include "judge/observation.hpp"
#include "runner/sentinel.hpp"

namespace dsnspec::runner {
namespace asio = boost::asio;
namespace {

using namespace std::chrono_literals;

constexpr auto quietly = asio::as_tuple(asio::use_awaitable);
// There is no event for "it was named", and there are few cases under way.
constexpr auto between_looks = 20ms;
constexpr int rounds = 5;  // so often something may still come

std::int64_t in_ms(std::chrono::steady_clock::duration time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
}

// Reports that are refused for now are tried again, too.
bool reports_may_wait(const scenario::scenario& what) {
  const auto origin = what.hosts.find("origin");
  scenario::scenario only;
  if (origin != what.hosts.end()) {
    only.hosts.insert(*origin);
  }
  return fails_temporarily(only);
}

}  // namespace

void quiet_fence::report_came(const std::string& label) {
  ++reports_[label];
}

bool quiet_fence::all_named(const std::string& label, const std::vector<std::string>& recipients) const {
  return std::all_of(recipients.begin(), recipients.end(),
                     [&](const std::string& each) { return watch_.named(label, each); });
}

asio::awaitable<void> quiet_fence::until(clock::time_point when) {
  asio::steady_timer timer(io_, when);
  co_await timer.async_wait(quietly);
}

asio::awaitable<void> quiet_fence::settle(const std::string& label,
                                          const std::vector<std::string>& recipients) {
  const auto limit = clock::now() + at_.patience;
  while (!all_named(label, recipients) && clock::now() < limit) {
    co_await until(clock::now() + between_looks);
  }
}

quiet_fence::clock::duration quiet_fence::quiet_time(const scenario::scenario& what) const {
  std::chrono::milliseconds slow{0};
  for (const auto& [key, host] : what.hosts) {
    for (const scenario::reply_rule& rule : host.replies) {
      slow = std::max(slow, rule.react.delay);
    }
  }
  return std::max<clock::duration>(at_.patience, 5 * slowest_) + slow;
}

asio::awaitable<std::string> quiet_fence::sentinel(std::string label, std::string domain) {
  const std::size_t before = reports_[label];
  const auto begun = clock::now();
  const net::submission_report sent = co_await mta_.submit(sentinel_plan(domain), label, recorder_);
  if (sent.outcome.how != smtp::submission_outcome::ending::accepted) {
    co_return fmt::format("the server did not take the sentinel: {}",
                          sent.outcome.final ? base::excerpt(sent.outcome.final->raw) : sent.outcome.failure);
  }
  const auto limit = begun + 6 * at_.patience;
  while (reports_[label] == before) {
    if (clock::now() >= limit) {
      co_return fmt::format("the report on the sentinel did not come within {} s",
                            std::chrono::duration_cast<std::chrono::seconds>(6 * at_.patience).count());
    }
    co_await until(clock::now() + between_looks);
  }
  slowest_ = std::max(slowest_, clock::now() - begun);
  co_return "";
}

asio::awaitable<trace::fence> quiet_fence::prove(const scenario::scenario& what,
                                                 const scenario::placement& where,
                                                 const std::vector<std::string>& recipients) {
  const auto begun = clock::now();
  const auto missing = [this](std::string why) {
    return trace::fence{recorder_.now(), false, std::move(why)};
  };
  std::string how = "every recipient was answered for good";
  if (fails_temporarily(what) || !all_named(where.label, recipients)) {
    if (at_.expiry.count() == 0) {
      co_return missing(
          "a recipient was never named at a host of ours, the queue can't be listed, and when the server "
          "gives up isn't known");
    }
    how = "the server's time to give up has passed";
    co_await until(begun + at_.expiry * (reports_may_wait(what) ? 2 : 1));
  }
  for (int round = 0; round < rounds; ++round) {
    const std::string& domain = where.hosts.at(judge::fence_host).domain;
    if (std::string why = co_await sentinel(where.label, domain); !why.empty()) {
      co_return missing(std::move(why));
    }
    const auto quiet = quiet_time(what);
    const auto from = std::max(begun, watch_.last(where.label).value_or(begun));
    co_await until(std::max(clock::now(), from + quiet));
    if (std::string why = co_await sentinel(where.label, domain); !why.empty()) {
      co_return missing(std::move(why));
    }
    if (watch_.last(where.label).value_or(begun) <= from) {
      co_return trace::fence{
          recorder_.now(), true,
          fmt::format("{}, two sentinels were reported (the slowest after {} ms), nothing for {} ms", how,
                      in_ms(slowest_), in_ms(clock::now() - from))};
    }
  }
  co_return missing("something of the case passed again and again");
}

}  // namespace dsnspec::runner
