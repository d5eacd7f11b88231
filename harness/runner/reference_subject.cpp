#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "runner/subject.hpp"
#include "target/reference/mta.hpp"

namespace dsnspec::runner {
namespace asio = boost::asio;
namespace {

// Below the ports that the system gives out by itself, and above those of services. All runs on a machine
// share 127.0.0.0/8: each takes a port of its own for all its addresses.
constexpr std::uint16_t first_port = 20000;
constexpr std::uint16_t ports = 10000;
constexpr std::uint16_t tries = 50;
constexpr std::chrono::milliseconds silence{100};  // how long it waits for DNS

reference::directory directory_of(const target::target_spec& spec, const target::provisions& wanted) {
  reference::directory out;
  out.host_name = spec.host_name;
  out.domain = spec.domain;
  out.mailboxes.insert(wanted.mailboxes.begin(), wanted.mailboxes.end());
  out.aliases.insert(wanted.aliases.begin(), wanted.aliases.end());
  for (const target::mailing_list& each : wanted.lists) {
    out.lists[each.name] = {each.owner, each.members};
  }
  return out;
}

// DNS without the network: where the machine is busy, an answer that is late would look like none.
asio::awaitable<reference::name_answer> ask(const net::world& world, std::string name,
                                            reference::name_type type) {
  using kind = reference::name_answer::kind;
  const net::answer found =
      world.look_up(name, type == reference::name_type::mx ? net::record_type::mx : net::record_type::a);
  reference::name_answer out;
  switch (found.what) {
    case net::answer::kind::data:
      out.what = kind::data;
      break;
    case net::answer::kind::no_data:
      out.what = kind::no_data;
      break;
    case net::answer::kind::nxdomain:
      out.what = kind::nxdomain;
      break;
    case net::answer::kind::servfail:
      break;
    case net::answer::kind::silent: {
      asio::steady_timer limit(co_await asio::this_coro::executor, silence);
      co_await limit.async_wait(asio::as_tuple(asio::use_awaitable));
      break;
    }
  }
  for (const net::record& each : found.records) {
    out.records.push_back({each.value, each.preference});
  }
  co_return out;
}

class referring final : public subject {
 public:
  referring(asio::io_context& io, const target::target_spec& spec, const reference::conduct& as)
      : io_(io), spec_(spec), as_(as) {}

  [[nodiscard]] std::vector<net::world_options> surroundings() const override {
    return high_ports(spec_.host_name, spec_.domain);
  }

  base::result<void> start(const target::provisions& wanted, const net::world_options& around,
                           const net::world& world) override {
    reference::settings how;
    how.home = directory_of(spec_, wanted);
    how.as = as_;
    how.when.delay = spec_.delay;
    how.when.expiry = spec_.expiry;
    how.port = around.smtp_port;
    how.next_hop_port = around.smtp_port;
    how.names = [&world](std::string name, reference::name_type type) {
      return ask(world, std::move(name), type);
    };
    auto started = reference::mta::start(io_, std::move(how));
    if (!started) {
      return std::unexpected(started.error());
    }
    mta_ = std::move(*started);
    return {};
  }

  void stop() override { mta_->stop(); }
  asio::awaitable<net::submission_report> submit(smtp::submission_plan plan, std::string label,
                                                 net::observer& seen) override {
    net::submit_options how;
    how.label = std::move(label);
    how.port = mta_->port();
    return net::submit(std::move(plan), std::move(how), seen);
  }

  [[nodiscard]] std::string version() const override { return DSNSPEC_VERSION; }
  [[nodiscard]] int exit_fd() const override { return -1; }
  std::string how_it_ended() override { return {}; }
  [[nodiscard]] std::string log_tail() const override { return {}; }
  [[nodiscard]] std::chrono::milliseconds pause() const override { return std::chrono::milliseconds(10); }
  // Its queue lives in our thread: a message leaves it in the same moment in which its report comes in.
  [[nodiscard]] bool lists_all() const override { return true; }
  // It never hangs, so that only the machine can be slow.
  [[nodiscard]] std::chrono::milliseconds patience() const override { return std::chrono::seconds(120); }
  // It tries each message at least once, and looks up names without the network.
  [[nodiscard]] bool may_starve() const override { return false; }

  asio::awaitable<base::result<std::vector<target::queue_entry>>> queue() override {
    std::vector<target::queue_entry> out;
    for (reference::listed_message& each : mta_->queue()) {
      out.push_back({std::move(each.id), std::move(each.reverse_path), std::move(each.waiting), {}});
    }
    co_return out;
  }

  // It never leaves a message lying.
  asio::awaitable<void> flush(std::string) override { co_return; }

  [[nodiscard]] std::optional<target::mailbox_content> mailbox(const std::string& name) const override {
    return target::mailbox_content{mta_->mailbox(name), 0};
  }

 private:
  asio::io_context& io_;
  const target::target_spec& spec_;
  reference::conduct as_;
  std::unique_ptr<reference::mta> mta_;
};

}  // namespace

std::unique_ptr<subject> reference_subject(asio::io_context& io, const target::target_spec& spec,
                                           const reference::conduct& as) {
  return std::make_unique<referring>(io, spec, as);
}

std::vector<net::world_options> high_ports(const std::string& host_name, const std::string& domain) {
  std::vector<net::world_options> out;
  for (std::uint32_t i = 0; i < tries; ++i) {
    const auto port = static_cast<std::uint16_t>(
        first_port + (static_cast<std::uint32_t>(::getpid()) * 7 + i * 101) % ports);
    net::world_options around;
    around.target_name = host_name;
    around.target_domain = domain;
    around.smtp_port = port;
    around.dns_port = port;
    out.push_back(std::move(around));
  }
  return out;
}

target::target_spec reference_spec(const reference::conduct& as) {
  const reference::timers when;
  target::target_spec out;
  out.name = "reference";
  out.title = "dsnspec's own mail system";
  out.host_name = "mta.local.test";
  out.domain = "local.test";
  out.delay = when.delay;
  out.expiry = when.expiry;
  out.capabilities.assign(std::begin(scenario::capabilities), std::end(scenario::capabilities));
  if (!as.chosen.dsn_announced) {
    std::erase(out.capabilities, "dsn");
  }
  return out;
}

}  // namespace dsnspec::runner
