#include "runner/queue_watch.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

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

}  // namespace

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
    labels_.clear();
    for (const target::queue_entry& entry : *entries) {
      labels_.merge(labels_in(entry));
    }
  }
  ++completed_count_;
}

asio::awaitable<bool> queue_watch::holds(std::string label) {
  const std::uint64_t needed = started_count_ + 1;
  ++waiters_;
  wanted_.cancel();
  while (completed_count_ < needed) {
    co_await completed_.async_wait(quietly);
  }
  --waiters_;
  co_return failure_.empty() && labels_.contains(label);
}

}  // namespace dsnspec::runner
