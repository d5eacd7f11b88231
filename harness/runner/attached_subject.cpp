#include <boost/asio/awaitable.hpp>

#include "runner/subject.hpp"

namespace dsnspec::runner {
namespace asio = boost::asio;
namespace {

class attached final : public subject {
 public:
  attached(const attachment& at, const introduction& said) : at_(at), said_(said) {}

  [[nodiscard]] std::vector<net::world_options> surroundings() const override {
    net::world_options around;
    around.route = at_.route;
    around.smtp_port = at_.hosts_port;
    around.dns_address = at_.dns_address;
    around.dns_port = at_.dns_port;
    around.target_name = at_.host_name;
    around.target_address = at_.address;
    around.target_domain = at_.domain;
    return {around};
  }

  base::result<void> start(const target::provisions&, const net::world_options&, const net::world&) override {
    return {};
  }
  void stop() override {}
  asio::awaitable<net::submission_report> submit(smtp::submission_plan plan, std::string label,
                                                 net::observer& seen) override {
    net::submit_options how;
    how.label = std::move(label);
    how.address = at_.address;
    how.port = at_.port;
    return net::submit(std::move(plan), std::move(how), seen);
  }
  [[nodiscard]] std::string version() const override { return said_.greeting; }
  [[nodiscard]] int exit_fd() const override { return -1; }
  std::string how_it_ended() override { return {}; }
  [[nodiscard]] std::string log_tail() const override { return {}; }

  asio::awaitable<base::result<std::vector<target::queue_entry>>> queue() override {
    co_return base::fail("the queue of a server that is attached to can't be listed");
  }
  asio::awaitable<void> flush(std::string) override { co_return; }
  [[nodiscard]] std::chrono::milliseconds pause() const override { return std::chrono::milliseconds(1000); }
  [[nodiscard]] bool lists_all() const override { return false; }
  [[nodiscard]] std::chrono::milliseconds patience() const override { return at_.patience; }
  [[nodiscard]] bool may_starve() const override { return false; }
  [[nodiscard]] std::optional<target::mailbox_content> mailbox(const std::string&) const override {
    return std::nullopt;
  }

 private:
  const attachment& at_;
  introduction said_;
};

}  // namespace

std::unique_ptr<subject> attached_subject(const attachment& at, const introduction& said) {
  return std::make_unique<attached>(at, said);
}

}  // namespace dsnspec::runner
