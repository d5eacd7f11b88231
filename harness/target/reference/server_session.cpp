#include "target/reference/server_session.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/ascii.hpp"
#include "grammar/a_label.hpp"
#include "grammar/address_parts.hpp"
#include "smtp/reply.hpp"
#include "target/reference/content.hpp"
#include "target/reference/date_text.hpp"
#include "target/reference/turns.hpp"

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

std::string announced_for_utf8(const conduct& as) {
  std::string out = as.broken(defect::smtputf8_without_8bitmime) ? "" : "\n8BITMIME";
  out += "\nSMTPUTF8";
  return out + (as.broken(defect::smtputf8_keyword_with_parameter) ? " RFC6531" : "");
}

}  // namespace

std::string server_session::greeting() const {
  return fmt::format("220 {} ESMTP dsnspec reference\r\n", home_.host_name);
}

// RFC 2034 section 4: every 2xx, 4xx and 5xx reply but those to the greeting and to EHLO.
std::string server_session::reply(int code, std::string_view enhanced, std::string_view text) const {
  if (!as_.chosen.enhanced_codes || (as_.broken(defect::codes_after_ehlo_alone) && !extended_) ||
      (as_.broken(defect::replies_without_codes) && enhanced == "2.1.5")) {
    return smtp::format_reply(code, "", text);
  }
  if (as_.broken(defect::codes_differ_by_line) && code >= 500) {
    return fmt::format("{}-{} {}\r\n{} 5.0.0 see above\r\n", code, enhanced, text, code);
  }
  std::string shown(enhanced);
  if (as_.broken(defect::reply_class_contradicts) && code >= 500) {
    shown.front() = '4';
  }
  if (as_.broken(defect::reply_code_malformed)) {
    shown.resize(3);  // "2.1"
  }
  if (as_.broken(defect::reply_code_too_long)) {
    shown.insert(shown.rfind('.'), "000");  // "2.1000.5"
  }
  return smtp::format_reply(code, shown, text);
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
  if (as_.broken(defect::lines_over_256_refused) && line.text.size() > 256) {
    return reply(501, "5.5.4", "the arguments are too long");
  }
  std::string cleaned(line.text);
  if (as_.broken(defect::control_characters_taken)) {
    std::erase_if(cleaned, [](char c) { return (c >= 0 && c < ' ') || c == '\x7F'; });
  }
  const smtp::command said = smtp::parse_command(cleaned);
  if (as_.broken(defect::long_mail_lines_refused) && said.is("MAIL") && cleaned.size() > 390) {
    // As servers do that count the parameters, or the kinds of them.
    const bool utf8 =
        said.argument.ends_with("SMTPUTF8") || said.argument.find("SMTPUTF8 ") != std::string::npos;
    return reply(utf8 ? 555 : 504, "5.5.4", "these parameters are too many");
  }
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
  text += as_.broken(defect::ehlo_reply_with_utf8) ? " gr\xC3\xBC\xC3\x9Ft" : "";
  if (as_.chosen.pipelining) {
    text += "\nPIPELINING";
  }
  text += fmt::format("\nSIZE {}", message_size_limit);
  text += as_.chosen.eight_bit_announced ? announced_for_utf8(as_) : "";
  text += as_.chosen.enhanced_codes ? "\nENHANCEDSTATUSCODES" : "";
  text += as_.broken(defect::enhanced_codes_keyword_with_parameter) ? " 1" : "";
  if (as_.chosen.dsn_announced) {
    text += as_.broken(defect::dsn_keyword_with_parameter) ? "\nDSN RET NOTIFY" : "\nDSN";
  }
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
  told_of_too_many_ = false;
  in_transaction_ = false;
  message fresh;
  fresh.received_from = std::move(current_.received_from);
  current_ = std::move(fresh);
}

// Refusals that say nothing of the command: the service is busy or closing, a login or TLS is missing, the
// policy forbids it. 400 and 459 are there because any 4xx may come.
std::string server_session::refuse_in_turn(std::string_view argument) {
  const int code =
      in_turn({400, 421, 450, 451, 452, 459, 521, 530, 535, 538, 550, 551, 552, 553, 554}, argument);
  finished_ = code == 421 || code == 521;
  return reply(code, code < 500 ? "4.7.0" : "5.7.0", "not now, and not to you");
}

std::string server_session::refuse(const refusal& why, std::string_view argument) const {
  const bool of_parameter = why.code == 501 && why.enhanced == "5.5.4";
  const int code = of_parameter && as_.broken(defect::parameters_refused_by_turns)
                       ? in_turn({500, 502, 504, 555}, argument)
                       : why.code;
  return reply(code, why.enhanced, why.text);
}

std::string server_session::on_mail(std::string_view argument) {
  if (!greeted_) {
    return reply(503, "5.5.1", "say EHLO first");
  }
  if (in_transaction_) {
    return reply(503, "5.5.1", "there is a sender already");
  }
  if (as_.chosen.mail_refused) {
    return refuse_in_turn(argument);
  }
  auto wanted = read_mail(argument, as_);
  if (!wanted) {
    return refuse(wanted.error(), argument);
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
  const bool few = as_.broken(defect::recipients_over_50_refused);
  if (current_.recipients.size() >= (few ? 50 : most_recipients)) {
    const bool again = few && std::exchange(told_of_too_many_, true);
    return reply(again ? 552 : 452, again ? "5.5.3" : "4.5.3", "too many recipients");
  }
  if (as_.chosen.recipients_refused) {
    return refuse_in_turn(argument);
  }
  auto wanted = read_rcpt(argument, current_.smtputf8, as_);
  if (!wanted) {
    auto bare = read_rcpt(argument.substr(0, argument.find('>') + 1), current_.smtputf8, as_);
    if (bare && as_.broken(defect::refused_recipient_kept)) {
      current_.recipients.push_back(std::move(*bare));
    }
    return refuse(wanted.error(), argument);
  }
  if (home_.is_home_of(wanted->address) && !home_.knows(grammar::local_part_of(wanted->address))) {
    return reply(550, "5.1.1",
                 as_.broken(defect::utf8_in_replies) ? wanted->address + " doesn't live here"
                                                     : "nobody of that name lives here");
  }
  if (as_.broken(defect::mailbox_named_in_251) && home_.is_home_of(wanted->address)) {
    current_.recipients.push_back(std::move(*wanted));
    return reply(251, "2.1.5", "will be sent on to <ren\xC3\xA9@" + home_.domain + ">");
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
  std::string content = data_.take_content();
  if (as_.broken(defect::messages_over_32k_refused) && content.size() > std::size_t{32} << 10U) {
    reset();
    return reply(552, "5.3.4", "the message is too large");
  }
  if (as_.broken(defect::utf8_header_refused) && current_.smtputf8 && traits_of(content).utf8_header) {
    reset();
    return reply(in_turn({552, 550, 554}, current_.reverse_path), "5.6.9",
                 "the header has characters that the recipient can't take");
  }
  message taken = std::move(current_);
  current_ = {};
  current_.received_from = taken.received_from;
  reset();
  taken.id = new_id_();
  taken.client_address = client_;
  taken.arrived = now;
  taken.content = received_field(taken, now) + content;
  const std::string id = taken.id;
  taken_.push_back(std::move(taken));
  return reply(250, "2.0.0", "taken as " + id);
}

// RFC 5321 section 4.4; the keywords of "with" are those of RFC 3848 and RFC 6531 section 3.7.3.
std::string server_session::received_field(const message& about, wall_time now) const {
  std::string_view with = extended_ ? "ESMTP" : "SMTP";
  if (about.smtputf8 && !as_.broken(defect::esmtp_for_utf8smtp)) {
    with = secure_ ? "UTF8SMTPS" : "UTF8SMTP";
  } else if (secure_) {
    with = "ESMTPS";
  }
  // Of several recipients none hears of the others. Long addresses would make the line too long.
  const bool tell = about.recipients.size() == 1 && about.recipients.front().address.size() <= longest_told;
  std::string address = tell ? about.recipients.front().address : "";
  if (as_.broken(defect::trace_in_a_labels)) {
    address = fmt::format("{}@{}", grammar::local_part_of(address),
                          grammar::with_a_labels(grammar::domain_of(address)));
  }
  const std::string to = tell ? fmt::format("\r\n for <{}>", address) : "";
  const std::string_view note = as_.broken(defect::trace_with_utf8) ? " (r\xC3\xA9"
                                                                      "f\xC3\xA9rence)"
                                                                    : "";
  return fmt::format("Received: from {} by {}{} with {} id {}{};\r\n {}\r\n", about.received_from,
                     home_.host_name, note, with, about.id, to, date_text(now));
}

}  // namespace dsnspec::reference
