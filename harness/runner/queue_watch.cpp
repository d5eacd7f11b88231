#include "runner/queue_watch.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "judge/observation.hpp"

namespace dsnspec::runner {
namespace asio = boost::asio;
namespace {

constexpr auto quietly = asio::as_tuple(asio::use_awaitable);

void add_parts(const std::string& address, std::set<std::string>& into) {
  std::size_t start = 0;
  while (start <= address.size()) {
    const std::size_t end = std::min(address.find_first_of(".@", start), address.size());
    if (end > start) {
      into.insert(address.substr(start, end - start));
    }
    start = end + 1;
  }
}

bool is_at_fence(const std::string& address) {
  static const std::string host = std::string("@") + judge::fence_host + ".";
  return address.find(host) != std::string::npos;
}

}  // namespace

bool is_of_fence(const target::queue_entry& entry) {
  return (is_at_fence(entry.sender) || (entry.sender.empty() && !entry.recipients.empty())) &&
         std::all_of(entry.recipients.begin(), entry.recipients.end(), is_at_fence);
}

std::set<std::string> labels_in(const target::queue_entry& entry) {
  std::set<std::string> out;
  add_parts(entry.sender, out);
  for (const std::string& to : entry.recipients) {
    add_parts(to, out);
  }
  return out;
}

queue_watch::queue_watch(asio::io_context& io, subject& mta)
    : io_(io), mta_(mta), wanted_(io), completed_(io) {
  wanted_.expires_at(asio::steady_timer::time_point::max());
  completed_.expires_at(asio::steady_timer::time_point::max());
}

asio::awaitable<void> queue_watch::run() {
  asio::steady_timer rest(io_);
  for (;;) {
    if (waiters_ == 0) {
      co_await wanted_.async_wait(quietly);
    }
    co_await list();
    completed_.cancel();
    rest.expires_after(mta_.pause());
    co_await rest.async_wait(quietly);
  }
}

asio::awaitable<void> queue_watch::list() {
  ++started_count_;
  const auto entries = co_await mta_.queue();
  if (!entries) {
    failure_ = entries.error().text();
  } else {
    failure_.clear();
    held_.clear();
    of_fence_.clear();
    frozen_.clear();
    for (const target::queue_entry& entry : *entries) {
      if (is_of_fence(entry)) {
        if (!entry.frozen) {
          of_fence_.merge(labels_in(entry));
        }
        continue;
      }
      for (const std::string& label : labels_in(entry)) {
        if (entry.frozen) {
          frozen_[label].push_back(entry.raw);
        } else {
          held_.try_emplace(label, entry);
        }
      }
    }
  }
  ++completed_count_;
}

asio::awaitable<void> queue_watch::fresh_listing() {
  const std::uint64_t needed = started_count_ + 1;
  ++waiters_;
  wanted_.cancel();
  while (completed_count_ < needed) {
    co_await completed_.async_wait(quietly);
  }
  --waiters_;
}

asio::awaitable<bool> queue_watch::holds(std::string label) {
  co_await fresh_listing();
  co_return failure_.empty() && held_.contains(label);
}

asio::awaitable<bool> queue_watch::holds_anything(std::string label) {
  co_await fresh_listing();
  co_return failure_.empty() && (held_.contains(label) || of_fence_.contains(label));
}

std::vector<std::string> queue_watch::frozen(const std::string& label) const {
  const auto at = frozen_.find(label);
  return at == frozen_.end() ? std::vector<std::string>() : at->second;
}

const target::queue_entry* queue_watch::entry_of(const std::string& label) const {
  const auto held = held_.find(label);
  return held == held_.end() ? nullptr : &held->second;
}

}  // namespace dsnspec::runner
