#include "runner/fence.hpp"

#include <fmt/core.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/quote.hpp"
#include "judge/observation.hpp"
#include "runner/sentinel.hpp"

namespace dsnspec::runner {
namespace asio = boost::asio;
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

constexpr auto quietly = asio::as_tuple(asio::use_awaitable);
// How long after its own expiry the target is told to try a message now, and told again.
constexpr auto overdue_after = 2s;

std::string but_for(const std::vector<std::string>& frozen) {
  return frozen.empty() ? std::string()
                        : fmt::format(" but for {} frozen: {}", frozen.size(), base::excerpt(frozen.front()));
}

}  // namespace

fence::fence(asio::io_context& io, const target::target_spec& spec, subject& mta, recorder& record)
    : io_(io), spec_(spec), mta_(mta), recorder_(record), queue_(io, mta) {}

void fence::report_came(const std::string& label) {
  if (const auto at = sentinels_.find(label); at != sentinels_.end()) {
    at->second.reported = true;
    at->second.came.cancel();
  }
}

asio::awaitable<trace::fence> fence::prove(const scenario::placement& where) {
  if (!mta_.has_queue()) {
    co_return trace::fence{recorder_.now(), true,
                           "the target keeps no queue: what it took it had passed on before it answered"};
  }
  const std::string& label = where.label;
  sentinel& of = sentinels_.try_emplace(label, io_).first->second;
  const trace::time_us begun = recorder_.now();
  const auto expired = clock::now() + spec_.expiry + spec_.delay;
  auto overdue = expired + overdue_after;
  std::string missing;
  while (clock::now() < expired + mta_.patience()) {
    if (co_await queue_.holds(label)) {
      missing = "the target's queue still held a message of this case" + held(label);
      // Mail systems put messages aside for reasons of their own, Postfix those whose file was locked when it
      // looked, for a minute.
      if (const target::queue_entry* entry = queue_.entry_of(label);
          entry != nullptr && clock::now() > overdue) {
        overdue = clock::now() + overdue_after;
        co_await mta_.flush(entry->id);
      }
      continue;
    }
    if (!queue_.failure().empty()) {
      missing = "the target's queue could not be listed: " + queue_.failure();
      break;
    }
    if (missing = co_await send_sentinel(where, of); !missing.empty()) {
      break;
    }
    const bool left = of.reported ? co_await queue_.holds(label) : co_await queue_.holds_anything(label);
    if (const std::string why = too_slow(of); !why.empty()) {
      missing = of.reported ? why : "the report on the sentinel did not come";
      break;
    }
    if (!left && queue_.failure().empty()) {
      auto frozen = queue_.frozen(label);
      co_return trace::fence{recorder_.now(), true,
                             fmt::format("queue empty, sentinel {}, queue empty{}, after {} ms",
                                         of.reported ? "reported" : "gone without a report", but_for(frozen),
                                         (recorder_.now() - begun) / 1000),
                             std::move(frozen)};
    }
    if (!of.reported) {
      missing = "the report on the sentinel did not come";
      break;
    }
    // It slipped by the first listing, on its way from one queue to another: another sentinel has to follow
    // it.
    missing =
        "the target's queue held a message of this case again after the sentinel's report" + held(label);
  }
  co_return trace::fence{recorder_.now(), false, missing, queue_.frozen(label)};
}

std::string fence::held(const std::string& label) const {
  const target::queue_entry* entry = queue_.entry_of(label);
  return entry == nullptr ? std::string() : ": " + base::excerpt(entry->raw);
}

// A target that is given seconds to live by its configuration lets reports expire before it has tried to
// send them, when the machine is busy enough. The sentinel's report shows how busy.
std::string fence::too_slow(const sentinel& of) const {
  const bool slow = mta_.may_starve() && spec_.expiry.count() != 0 && of.took > 2 * spec_.expiry;
  return slow ? fmt::format(
                    "the sentinel's report took {} ms, and the target lets messages expire after {} ms: the "
                    "machine is too busy to tell",
                    of.took.count() / 1000, spec_.expiry.count())
              : std::string();
}

// Why the sentinel was not taken; empty when it was. Then its report has come, or would have.
asio::awaitable<std::string> fence::send_sentinel(const scenario::placement& where, sentinel& of) {
  of.reported = false;
  const trace::time_us begun = recorder_.now();
  const net::submission_report sent =
      co_await mta_.submit(sentinel_plan(where.hosts.at(judge::fence_host).domain), where.label, recorder_);
  if (sent.outcome.how != smtp::submission_outcome::ending::accepted) {
    co_return fmt::format("the target did not take the sentinel: {}",
                          sent.outcome.final ? base::excerpt(sent.outcome.final->raw) : sent.outcome.failure);
  }
  co_await await_report(where.label, of);
  of.took = std::chrono::microseconds(recorder_.now() - begun);
  co_return "";
}

asio::awaitable<void> fence::await_report(const std::string& label, sentinel& of) {
  asio::steady_timer limit(io_, mta_.patience());
  limit.async_wait([&of](boost::system::error_code cancelled) {
    if (!cancelled) {
      of.came.cancel();
    }
  });
  const auto until = clock::now() + mta_.patience();
  while (!of.reported && clock::now() < until) {
    if (!mta_.lists_all()) {
      co_await of.came.async_wait(quietly);
    } else if (!co_await queue_.holds_anything(label)) {
      break;
    }
  }
}

}  // namespace dsnspec::runner
