#include "runner/command_submission.hpp"

#include <unistd.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/quote.hpp"
#include "smtp/framing.hpp"
#include "smtp/recording.hpp"

namespace dsnspec::runner {
namespace asio = boost::asio;
namespace {

using namespace std::chrono_literals;
using ending = smtp::submission_outcome::ending;

constexpr auto quietly = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t max_kept = 1U << 20U;  // of the message, for the record
constexpr auto most = 30s;
constexpr int service_unavailable = 554;

// The path in a command that has nothing else. What stands in it may be invalid on purpose.
std::string path_in(const std::string& command) {
  const auto start = command.find('<');
  const auto end = command.rfind('>');
  return start < end && end != std::string::npos ? command.substr(start + 1, end - start - 1) : std::string();
}

// Message data as such a command reads it: without dots stuffed and the end of data, lines ended as on this
// system.
std::string text_of(std::string_view data) {
  smtp::data_reader reader(data.size());
  static_cast<void>(reader.feed(data));
  std::string out;
  const std::string& content = reader.content();
  for (std::size_t i = 0; i < content.size(); ++i) {
    if (content[i] != '\r' || content.substr(i, 2) != "\r\n") {
      out += content[i];
    }
  }
  return out;
}

class session {
 public:
  session(smtp::submission_plan plan, const std::string& label, net::observer& seen)
      : plan_(std::move(plan)), seen_(seen) {
    out_.session = seen.opened({label, "submitter", net::session_role::client, "a command"});
  }

  // Everything that would be said before the end of data is answered.
  void say() {
    reply("220 dsnspec: mail is given to a command, and these replies are not the target's");
    command("HELO " + plan_.hello, "250 dsnspec");
    command(plan_.mail, "250 dsnspec");
    for (std::size_t i = 0; i < plan_.rcpt.size(); ++i) {
      command(plan_.rcpt[i], "250 dsnspec");
      out_.outcome.accepted.push_back(i);
    }
    command("DATA", "354 dsnspec");
    for (const smtp::recorded_stretch& each : smtp::record_data(plan_.data, max_kept)) {
      seen_.octets(out_.session, true, each.octets, each.omitted);
    }
  }

  net::submission_report ended(const target::exit_status& status, const std::string& said) {
    const bool taken = status.success();
    const std::string text = fmt::format("dsnspec: the command ended with {}{}{}", status.text(),
                                         said.empty() ? "" : ": ", base::excerpt(said, 300));
    const int code = taken ? 250 : service_unavailable;
    out_.outcome.how = taken ? ending::accepted : ending::refused;
    out_.outcome.final = smtp::reply{};
    out_.outcome.final->code = code;
    out_.outcome.final->raw = fmt::format("{} {}\r\n", code, text);
    seen_.octets(out_.session, false, out_.outcome.final->raw, 0);
    command("QUIT", "221 dsnspec");
    seen_.closed(out_.session, "quit");
    return std::move(out_);
  }

  net::submission_report failed(const std::string& why) {
    out_.outcome.failure = why;
    seen_.closed(out_.session, "error: " + base::quote(why));
    return std::move(out_);
  }

  [[nodiscard]] const smtp::submission_plan& plan() const { return plan_; }

 private:
  void command(const std::string& line, const std::string& answer) {
    seen_.octets(out_.session, true, line + "\r\n", 0);
    reply(answer);
  }
  void reply(const std::string& line) { seen_.octets(out_.session, false, line + "\r\n", 0); }

  smtp::submission_plan plan_;
  net::observer& seen_;
  net::submission_report out_;
};

// How it ended; nothing when it still ran after the time it has.
asio::awaitable<std::optional<target::exit_status>> end_of(asio::io_context& io,
                                                           target::child_process& child) {
  // Shared with the timer, which may have expired in the moment in which this ends.
  const auto exit = std::make_shared<asio::posix::stream_descriptor>(io, ::dup(child.exit_fd()));
  asio::steady_timer limit(io, most);
  limit.async_wait([exit](boost::system::error_code cancelled) {
    if (!cancelled) {
      exit->cancel();
    }
  });
  // It may be said to be readable too early.
  for (bool late = false; !late && !child.ended();) {
    const auto [failed] = co_await exit->async_wait(asio::posix::stream_descriptor::wait_read, quietly);
    late = static_cast<bool>(failed);
  }
  co_return child.ended();
}

// What it has said so far; what it left running may hold the pipe open.
std::string said_by(int output_fd) {
  std::array<char, 4096> buffer{};
  const ssize_t count = ::read(output_fd, buffer.data(), buffer.size());
  return {buffer.data(), count > 0 ? static_cast<std::size_t>(count) : 0};
}

}  // namespace

asio::awaitable<net::submission_report> submit_by_command(asio::io_context& io, const target::instance& mta,
                                                          smtp::submission_plan plan, std::string label,
                                                          net::observer& seen) {
  session one(std::move(plan), label, seen);
  one.say();
  std::vector<std::string> to;
  for (const std::string& each : one.plan().rcpt) {
    to.push_back(path_in(each));
  }
  auto child = mta.begin_submit(path_in(one.plan().mail), to, text_of(one.plan().data));
  if (!child) {
    co_return one.failed(child.error().text());
  }
  const auto status = co_await end_of(io, *child);
  co_return status ? one.ended(*status, said_by(child->output_fd()))
                   : one.failed("the command that submits mail did not end");
}

}  // namespace dsnspec::runner
