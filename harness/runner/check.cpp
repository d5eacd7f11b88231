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

std::string hand_over(const std::string& address, std::uint16_t port, const std::string& recipient) {
  boost::asio::io_context io{1};
  deaf nobody;
  smtp::submission_plan plan;
  plan.mail = "MAIL FROM:<sender@origin.check.test>";
  plan.rcpt = {fmt::format("RCPT TO:<{}>", recipient)};
  plan.data = smtp::data_of(
      fmt::format("From: sender@origin.check.test\r\nTo: {}\r\nDate: {}\r\nSubject: check\r\n\r\n"
                  "Whether this is listed or delivered is of interest.\r\n",
                  recipient, grammar::format_date_time(std::time(nullptr), 0)));
  net::submit_options how;
  how.address = address;
  how.port = port;
  std::optional<net::submission_report> report;
  boost::asio::co_spawn(
      io, net::submit(std::move(plan), how, nobody),
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
  return target::check_adapter(words_of(command), hand_over, told);
}

}  // namespace dsnspec::runner
