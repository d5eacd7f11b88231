#include <unistd.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <thread>

#include "runner/command_submission.hpp"
#include "runner/subject.hpp"
#include "target/supervisor.hpp"

namespace dsnspec::runner {
namespace asio = boost::asio;
namespace {

constexpr auto quietly = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t max_listing = std::size_t{16} << 20U;

class sandboxed final : public subject {
 public:
  sandboxed(asio::io_context& io, const target::target_spec& spec) : io_(io), spec_(spec), mta_(spec) {}

  [[nodiscard]] std::vector<net::world_options> surroundings() const override {
    net::world_options around;
    around.target_name = spec_.host_name;
    around.target_domain = spec_.domain;
    return {around};
  }

  // Our DNS answers meanwhile, on a thread of its own: commands that prepare a mail system, and the system
  // itself before it greets, may look names up, and would wait for seconds. Nobody else uses `io` until this
  // returns.
  base::result<void> start(const target::provisions& wanted, const net::world_options&,
                           const net::world&) override {
    const auto busy = asio::make_work_guard(io_);
    std::thread answering([this] {
      const target::signal_gate quiet;  // signals are for the main thread
      io_.run();
    });
    auto done = mta_.prepare(wanted);
    done = done ? mta_.start() : done;
    io_.stop();
    answering.join();
    io_.restart();
    return done;
  }

  void stop() override { mta_.stop(); }
  asio::awaitable<net::submission_report> submit(smtp::submission_plan plan, std::string label,
                                                 net::observer& seen) override {
    if (!spec_.submit.empty()) {
      return submit_by_command(io_, mta_, std::move(plan), std::move(label), seen);
    }
    if (spec_.login) {
      plan.starttls = spec_.login->starttls;
      if (plan.auth.empty()) {
        plan.auth = smtp::auth_plain(spec_.login->user, spec_.login->password);
      }
    }
    net::submit_options how;
    how.label = std::move(label);
    how.port = spec_.port;
    return net::submit(std::move(plan), std::move(how), seen);
  }

  [[nodiscard]] std::string version() const override { return mta_.version().value_or(""); }
  [[nodiscard]] int exit_fd() const override { return mta_.exit_fd(); }
  std::string how_it_ended() override {
    const auto how = mta_.ended();
    return how ? how->text() : "no reason known";
  }
  [[nodiscard]] std::string log_tail() const override { return mta_.log_tail(); }
  [[nodiscard]] std::chrono::milliseconds pause() const override { return std::chrono::milliseconds(60); }
  [[nodiscard]] bool lists_all() const override { return false; }
  [[nodiscard]] std::chrono::milliseconds patience() const override {
    return spec_.patience.value_or(std::chrono::seconds(15));
  }
  [[nodiscard]] bool may_starve() const override { return !spec_.patience; }

  [[nodiscard]] bool has_queue() const override { return !spec_.queue.empty(); }

  asio::awaitable<base::result<std::vector<target::queue_entry>>> queue() override {
    if (!has_queue()) {
      co_return std::vector<target::queue_entry>{};
    }
    auto listing = mta_.list_queue();
    if (!listing) {
      co_return std::unexpected(listing.error());
    }
    const std::string output = co_await output_of(listing->output_fd());
    const auto ended = listing->wait(std::chrono::milliseconds(1000));
    auto entries = mta_.read_queue(output);
    if (entries && (!ended || !ended->success())) {
      co_return base::fail(ended ? ended->text() : "the command that lists the queue did not end");
    }
    co_return entries;
  }

  asio::awaitable<void> flush(std::string id) override {
    if (auto begun = mta_.begin_flush(id)) {
      co_await output_of(begun->output_fd());
      static_cast<void>(begun->wait(std::chrono::milliseconds(1000)));
    }
  }

  [[nodiscard]] std::optional<target::mailbox_content> mailbox(const std::string& name) const override {
    auto content = mta_.mailbox(name);
    return content ? std::optional(std::move(*content)) : std::nullopt;
  }

 private:
  asio::awaitable<std::string> output_of(int fd) {
    std::string out;
    asio::posix::stream_descriptor from(io_, ::dup(fd));
    std::array<char, 16384> buffer{};
    for (;;) {
      const auto [failed, count] = co_await from.async_read_some(asio::buffer(buffer), quietly);
      if (failed || out.size() > max_listing) {
        co_return out;
      }
      out.append(buffer.data(), count);
    }
  }

  asio::io_context& io_;
  const target::target_spec& spec_;
  target::instance mta_;
};

}  // namespace

std::unique_ptr<subject> sandboxed_subject(asio::io_context& io, const target::target_spec& spec) {
  return std::make_unique<sandboxed>(io, spec);
}

}  // namespace dsnspec::runner
