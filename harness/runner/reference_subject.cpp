#include <unistd.h>

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

class referring final : public subject {
 public:
  referring(asio::io_context& io, const target::target_spec& spec, const reference::conduct& as)
      : io_(io), spec_(spec), as_(as) {}

  [[nodiscard]] std::vector<net::world_options> surroundings() const override {
    std::vector<net::world_options> out;
    for (std::uint32_t i = 0; i < tries; ++i) {
      const auto port = static_cast<std::uint16_t>(first_port + (static_cast<std::uint32_t>(::getpid()) * 7 + i * 101) % ports);
      net::world_options around;
      around.target_name = spec_.host_name;
      around.target_domain = spec_.domain;
      around.smtp_port = port;
      around.dns_port = port;
      out.push_back(std::move(around));
    }
    return out;
  }

  base::result<void> start(const target::provisions& wanted, const net::world_options& around) override {
    reference::settings how;
    how.home = directory_of(spec_, wanted);
    how.as = as_;
    how.when.delay = spec_.delay;
    how.when.expiry = spec_.expiry;
    how.port = around.smtp_port;
    how.next_hop_port = around.smtp_port;
    how.names.address = around.dns_address;
    how.names.port = around.dns_port;
    auto started = reference::mta::start(io_, std::move(how));
    if (!started) {
      return std::unexpected(started.error());
    }
    mta_ = std::move(*started);
    return {};
  }

  void stop() override { mta_->stop(); }
  [[nodiscard]] std::uint16_t port() const override { return mta_->port(); }
  [[nodiscard]] std::string version() const override { return DSNSPEC_VERSION; }
  [[nodiscard]] int exit_fd() const override { return -1; }
  std::string how_it_ended() override { return {}; }
  [[nodiscard]] std::string log_tail() const override { return {}; }
  [[nodiscard]] std::chrono::milliseconds pause() const override { return std::chrono::milliseconds(10); }

  asio::awaitable<base::result<std::vector<target::queue_entry>>> queue() override {
    std::vector<target::queue_entry> out;
    for (reference::listed_message& each : mta_->queue()) {
      out.push_back({std::move(each.id), std::move(each.reverse_path), std::move(each.waiting), {}});
    }
    co_return out;
  }

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

target::target_spec reference_spec() {
  const reference::timers when;
  target::target_spec out;
  out.name = "reference";
  out.title = "dsnspec's own mail system";
  out.host_name = "mta.local.test";
  out.domain = "local.test";
  out.delay = when.delay;
  out.expiry = when.expiry;
  out.capabilities.assign(std::begin(scenario::capabilities), std::end(scenario::capabilities));
  return out;
}

}  // namespace dsnspec::runner
