#include "target/reference/server_session.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/ascii.hpp"
#include "smtp/reply.hpp"
#include "target/reference/date_text.hpp"

namespace dsnspec::reference {
namespace {

constexpr std::size_t most_recipients = 1000;
constexpr std::size_t longest_told = 320;

// What the client calls itself, as far as it may stand in a field.
std::string safe_name(std::string_view hello) {
  std::string out;
  for (const char c : hello.substr(0, 255)) {
    const bool plain =
        base::is_alpha(c) || base::is_digit(c) || c == '.' || c == '-' || c == ':' || c == '[' || c == ']';
    out += plain ? c : '-';
  }
  return out.empty() ? "unknown" : out;
}

}  // namespace

std::string server_session::greeting() const {
  return fmt::format("220 {} ESMTP dsnspec reference\r\n", home_.host_name);
}

// RFC 2034 section 4: every 2xx, 4xx and 5xx reply but those to the greeting and to EHLO.
std::string server_session::reply(int code, std::string_view enhanced, std::string_view text) const {
  return smtp::format_reply(code, as_.chosen.enhanced_codes ? enhanced : "", text);
}

std::string server_session::receive(std::string_view octets, wall_time now) {
  std::string out;
  while (!octets.empty() && !finished_ && !awaits_tls_) {
    if (in_data_) {
      if (data_.feed(octets)) {
        out += on_end_of_data(now);
      }
    } else if (const auto line = lines_.next(octets)) {
      out += on_line(*line);
    }
  }
  return out;
}

std::string server_session::on_line(const smtp::line& line) {
  if (line.omitted > 0 || (as_.broken(defect::long_lines_refused) && line.text.size() > 510)) {
    return reply(500, "5.5.2", "the line is too long");
  }
  const smtp::command said = smtp::parse_command(line.text);
  if (said.is("EHLO") || said.is("HELO")) {
    return on_hello(said, said.is("EHLO"));
  }
  if (said.is("MAIL")) {
    return on_mail(said.argument);
  }
  if (said.is("RCPT")) {
    return on_rcpt(said.argument);
  }
  if (said.is("DATA")) {
    return on_data();
  }
  if (said.is("STARTTLS")) {
    return on_starttls();
  }
  if (said.is("RSET")) {
    reset();
    return reply(250, "2.0.0", "forgotten");
  }
  if (said.is("NOOP")) {
    return reply(250, "2.0.0", "nothing done");
  }
  if (said.is("VRFY")) {
    return reply(252, "2.5.2", "send a message and see");
  }
  if (said.is("QUIT")) {
    finished_ = true;
    return reply(221, "2.0.0", "good-bye");
  }
  return reply(500, "5.5.2", "this command is not known here");
}

std::string server_session::on_hello(const smtp::command& said, bool extended) {
  if (said.argument.empty()) {
    return reply(501, "5.5.4", "who are you?");
  }
  reset();
  greeted_ = true;
  extended_ = extended;
  current_.received_from = safe_name(said.argument);
  if (!extended) {
    return smtp::format_reply(250, "", home_.host_name);
  }
  std::string text = home_.host_name;
  if (as_.chosen.pipelining) {
    text += "\nPIPELINING";
  }
  text += fmt::format("\nSIZE {}", message_size_limit);
  text += as_.chosen.eight_bit_announced ? "\n8BITMIME\nSMTPUTF8" : "";
  text += as_.chosen.enhanced_codes ? "\nENHANCEDSTATUSCODES" : "";
  text += "\nDSN";
  text += secure_ ? "" : "\nSTARTTLS";
  return smtp::format_reply(250, "", text);
}

std::string server_session::on_starttls() {
  if (secure_) {
    return reply(503, "5.5.1", "TLS is active already");
  }
  awaits_tls_ = true;
  return reply(220, "2.0.0", "go ahead");
}

// RFC 3207 section 4.2: all that was learnt before is forgotten, and so are lines that came too soon.
void server_session::tls_started() {
  awaits_tls_ = false;
  secure_ = true;
  greeted_ = false;
  lines_ = smtp::line_splitter{8192};
  reset();
}

void server_session::reset() {
  in_transaction_ = false;
  message fresh;
  fresh.received_from = std::move(current_.received_from);
  current_ = std::move(fresh);
}

std::string server_session::on_mail(std::string_view argument) {
  if (!greeted_) {
    return reply(503, "5.5.1", "say EHLO first");
  }
  if (in_transaction_) {
    return reply(503, "5.5.1", "there is a sender already");
  }
  auto wanted = read_mail(argument, as_);
  if (!wanted) {
    return reply(wanted.error().code, wanted.error().enhanced, wanted.error().text);
  }
  in_transaction_ = true;
  current_.reverse_path = std::move(wanted->reverse_path);
  current_.ret = wanted->ret;
  current_.envid = std::move(wanted->envid);
  current_.smtputf8 = wanted->smtputf8;
  return reply(250, "2.1.0", "sender ok");
}

std::string server_session::on_rcpt(std::string_view argument) {
  if (!in_transaction_) {
    return reply(503, "5.5.1", "there is no sender yet");
  }
  if (current_.recipients.size() >= most_recipients) {
    return reply(452, "4.5.3", "too many recipients");
  }
  auto wanted = read_rcpt(argument, current_.smtputf8, as_);
  if (!wanted) {
    return reply(wanted.error().code, wanted.error().enhanced, wanted.error().text);
  }
  if (home_.is_home_of(wanted->address) && !home_.knows(local_part_of(wanted->address))) {
    return reply(550, "5.1.1", "nobody of that name lives here");
  }
  current_.recipients.push_back(std::move(*wanted));
  return reply(250, "2.1.5", "recipient ok");
}

std::string server_session::on_data() {
  if (current_.recipients.empty()) {
    return reply(in_transaction_ ? 554 : 503, in_transaction_ ? "5.5.1" : "5.5.1", "there is no recipient");
  }
  in_data_ = true;
  data_ = smtp::data_reader{message_size_limit};
  return smtp::format_reply(354, "", "end with a line that is a dot");
}

std::string server_session::on_end_of_data(wall_time now) {
  in_data_ = false;
  if (data_.omitted() > 0) {
    reset();
    return reply(552, "5.3.4", "the message is too large");
  }
  message taken = std::move(current_);
  current_ = {};
  current_.received_from = taken.received_from;
  reset();
  taken.id = new_id_();
  taken.client_address = client_;
  taken.arrived = now;
  taken.content = received_field(taken, now) + data_.take_content();
  const std::string id = taken.id;
  taken_.push_back(std::move(taken));
  return reply(250, "2.0.0", "taken as " + id);
}

// RFC 5321 section 4.4; the keywords of "with" are those of RFC 3848 and RFC 6531 section 3.7.3.
std::string server_session::received_field(const message& about, wall_time now) const {
  std::string_view with = extended_ ? "ESMTP" : "SMTP";
  if (about.smtputf8) {
    with = secure_ ? "UTF8SMTPS" : "UTF8SMTP";
  } else if (secure_) {
    with = "ESMTPS";
  }
  // Of several recipients none hears of the others. Long addresses would make the line too long.
  const bool tell = about.recipients.size() == 1 && about.recipients.front().address.size() <= longest_told;
  const std::string to = tell ? fmt::format("\r\n for <{}>", about.recipients.front().address) : "";
  return fmt::format("Received: from {} by {} with {} id {}{};\r\n {}\r\n", about.received_from,
                     home_.host_name, with, about.id, to, date_text(now));
}

}  // namespace dsnspec::reference
