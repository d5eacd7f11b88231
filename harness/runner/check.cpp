#include "runner/check.hpp"

#include <fmt/core.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <ctime>
#include <optional>

#include "base/quote.hpp"
#include "grammar/date_time.hpp"
#include "net/submitter.hpp"
#include "runner/run.hpp"
#include "smtp/message.hpp"

namespace dsnspec::runner {
namespace {

class deaf final : public net::observer {
 public:
  net::session_id opened(const net::session_start&) override { return 1; }
  void octets(net::session_id, bool, std::string_view, std::size_t) override {}
  void tls_started(net::session_id) override {}
  void closed(net::session_id, std::string_view) override {}
  void message(net::session_id, const smtp::received_message&) override {}
  void dns_query(const net::dns_event&) override {}
};

}  // namespace

smtp::submission_plan check_message(const std::string& sender, const std::string& recipient) {
  smtp::submission_plan plan;
  plan.mail = fmt::format("MAIL FROM:<{}>", sender);
  plan.rcpt = {fmt::format("RCPT TO:<{}>", recipient)};
  plan.data =
      smtp::data_of(fmt::format("From: {}\r\nTo: {}\r\nDate: {}\r\nSubject: check\r\n\r\n"
                                "Whether this is listed or delivered is of interest.\r\n",
                                sender, recipient, grammar::format_date_time(std::time(nullptr), 0)));
  return plan;
}

std::string handed_over(const std::function<boost::asio::awaitable<net::submission_report>(
                            boost::asio::io_context&, net::observer&)>& how) {
  boost::asio::io_context io{1};
  deaf nobody;
  std::optional<net::submission_report> report;
  boost::asio::co_spawn(
      io, how(io, nobody),
      [&report](const std::exception_ptr&, net::submission_report got) { report = std::move(got); });
  io.run();
  if (!report || report->outcome.how != smtp::submission_outcome::ending::accepted) {
    return !report                 ? "no answer"
           : report->outcome.final ? "it was answered " + base::excerpt(report->outcome.final->raw)
                                   : report->outcome.failure;
  }
  return {};
}

bool check_adapter(const std::string& command, const tell_checked& told) {
  const auto hand_over = [](const std::string& address, std::uint16_t port, const std::string& recipient) {
    return handed_over([&](boost::asio::io_context&, net::observer& nobody) {
      net::submit_options how;
      how.address = address;
      how.port = port;
      return net::submit(check_message("sender@origin.check.test", recipient), std::move(how), nobody);
    });
  };
  return target::check_adapter(words_of(command), hand_over, told);
}

}  // namespace dsnspec::runner
