#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <thread>

#include "net/submitter.hpp"
#include "runner/adapted.hpp"
#include "runner/subject.hpp"
#include "target/supervisor.hpp"

namespace dsnspec::runner {
namespace asio = boost::asio;
namespace {

// Its answers are waited for on a thread of their own, so that our hosts go on meanwhile.
class adapter_subject_ final : public subject {
 public:
  adapter_subject_(asio::io_context& io, const adapted_to& what) : io_(io), what_(what) {}

  [[nodiscard]] std::vector<net::world_options> surroundings() const override {
    return high_ports(what_.said.host_name, what_.said.domain);
  }

  base::result<void> start(const target::provisions& wanted, const net::world_options& around,
                           const net::world& world) override {
    target::adapter_start request;
    request.dns_address = around.dns_address;
    request.dns_port = world.dns_port();
    request.hosts_port = around.smtp_port;
    request.hosts = what_.hosts;
    request.local = wanted;
    const auto busy = asio::make_work_guard(io_);
    std::thread answering([this] {
      const target::signal_gate quiet;  // signals are for the main thread
      io_.run();
    });
    const auto at = what_.process->start_server(request);
    io_.stop();
    answering.join();
    io_.restart();
    if (!at) {
      return std::unexpected(at.error());
    }
    place_ = *at;
    return {};
  }

  void stop() override { static_cast<void>(what_.process->stop()); }
  asio::awaitable<net::submission_report> submit(smtp::submission_plan plan, std::string label,
                                                 net::observer& seen) override {
    net::submit_options how;
    how.label = std::move(label);
    how.address = place_.address;
    how.port = place_.port;
    return net::submit(std::move(plan), std::move(how), seen);
  }
  [[nodiscard]] std::string version() const override { return what_.said.version; }
  [[nodiscard]] int exit_fd() const override { return what_.process->exit_fd(); }
  std::string how_it_ended() override { return "the adapter ended"; }
  [[nodiscard]] std::string log_tail() const override { return what_.process->errors(); }
  [[nodiscard]] std::chrono::milliseconds pause() const override { return std::chrono::milliseconds(100); }
  [[nodiscard]] bool lists_all() const override { return false; }
  [[nodiscard]] std::chrono::milliseconds patience() const override { return std::chrono::seconds(15); }
  [[nodiscard]] bool may_starve() const override { return true; }

  asio::awaitable<base::result<std::vector<target::queue_entry>>> queue() override {
    using listing = base::result<std::vector<target::queue_entry>>;
    auto ask = [](target::adapter& of) -> asio::awaitable<std::shared_ptr<listing>> {
      co_return std::make_shared<listing>(of.queue());
    };
    const auto listed = co_await asio::co_spawn(asking_, ask(*what_.process), asio::use_awaitable);
    co_return std::move(*listed);
  }

  asio::awaitable<void> flush(std::string id) override {
    if (what_.said.knows("flush")) {
      auto ask = [](target::adapter& of, std::string which) -> asio::awaitable<void> {
        static_cast<void>(of.flush(which));
        co_return;
      };
      co_await asio::co_spawn(asking_, ask(*what_.process, std::move(id)), asio::use_awaitable);
    }
  }

  [[nodiscard]] std::optional<target::mailbox_content> mailbox(const std::string& name) const override {
    auto content = what_.process->mailbox(name);
    return content ? std::optional(std::move(*content)) : std::nullopt;
  }

 private:
  asio::io_context& io_;
  const adapted_to& what_;
  target::adapter_place place_;
  asio::thread_pool asking_{1};
};

}  // namespace

std::unique_ptr<subject> adapter_subject(asio::io_context& io, const adapted_to& what) {
  return std::make_unique<adapter_subject_>(io, what);
}

}  // namespace dsnspec::runner
