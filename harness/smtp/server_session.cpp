#include "smtp/server_session.hpp"

#include <algorithm>
#include <utility>

#include "base/ascii.hpp"
#include "smtp/reply.hpp"

namespace dsnspec::smtp {

namespace {

using scenario::stage;

constexpr std::size_t max_line = 16384;
// Whether an EHLO reply, ours or the scenario's, has the keyword in one of its lines after the first.
bool announces(std::string_view reply, std::string_view keyword) {
  for (std::size_t end = reply.find('\n'); end != std::string_view::npos; end = reply.find('\n')) {
    reply.remove_prefix(end + 1);
    const std::string_view text = reply.substr(std::min<std::size_t>(4, reply.size()));
    const std::string_view word = text.substr(0, text.find_first_of(" \r\n"));
    if (base::iequals(word, keyword)) {
      return true;
    }
  }
  return false;
}

}  // namespace

server_session::server_session(const scenario::host& host, host_memory& memory, std::string own_name,
                               server_limits limits)
    : host_(host), memory_(memory), own_name_(std::move(own_name)), limits_(limits), lines_(max_line) {
  record_.begin(max_line);
}

std::vector<server_step> server_session::open() {
  const said greeting =
      answer(stage::greeting, format_reply(220, {}, own_name_ + (host_.helo_only ? " SMTP" : " ESMTP")));
  refusing_ = greeting.code >= 400;
  return std::exchange(steps_, {});
}

std::vector<server_step> server_session::receive(std::string_view octets) {
  while (!octets.empty() && (phase_ == phase::commands || phase_ == phase::data)) {
    if (phase_ == phase::data) {
      receive_data(octets);
    } else {
      receive_line(octets);
    }
  }
  if (!octets.empty()) {
    // Nothing is done with the rest, but it was sent.
    record_.end(octets, 0);
  }
  return std::exchange(steps_, {});
}

void server_session::receive_line(std::string_view& octets) {
  const std::string_view before = octets;
  const std::optional<line> found = lines_.next(octets);
  const std::string_view taken = before.substr(0, before.size() - octets.size());
  if (!found) {
    record_.put(taken, taken.ends_with('\r') ? 1 : 0);
    return;
  }
  record_.end(taken, found->bare_lf ? 1 : 2);
  record_.begin(max_line);
  on_line(*found);
  check_limits();
}

void server_session::receive_data(std::string_view& octets) {
  const std::string_view before = octets;
  const bool complete = data_.feed(octets);
  const std::string_view taken = before.substr(0, before.size() - octets.size());
  if (!complete) {
    record_.put(taken, data_.undecided());
    return;
  }
  record_.end(taken, std::string_view("\r\n.\r\n").size());
  record_.begin(max_line);
  phase_ = phase::commands;
  on_end_of_data();
  check_limits();
}

void server_session::tls_started() {
  tls_ = true;
  helloed_ = false;
  enhanced_ = false;
  transaction_.reset();
  lines_ = line_splitter(max_line);
  record_.begin(max_line);
  phase_ = phase::commands;
}

// Only after a whole line or message, lest it hang on how the octets come in. What of those is kept is
// bounded.
void server_session::check_limits() {
  const bool too_much = record_.kept() > limits_.max_recorded || commands_ > limits_.max_commands;
  if (too_much && phase_ != phase::over) {
    steps_.push_back({ordinary(421, "4.7.0", own_name_ + " closing: too much in one session"),
                      std::chrono::milliseconds(0), 0, server_step::ending::too_much});
    phase_ = phase::over;
  }
}

void server_session::on_line(const line& next) {
  ++commands_;
  if (next.omitted > 0) {
    say(500, "5.5.2", "Line too long");
    return;
  }
  const command what = parse_command(next.text);
  if (refusing_ && !what.is("QUIT")) {
    say(503, "5.5.1", "No service here");
    return;
  }
  on_command(what);
}

void server_session::on_command(const command& next) {
  if (next.is("EHLO")) {
    on_hello(stage::ehlo);
  } else if (next.is("HELO")) {
    on_hello(stage::helo);
  } else if (next.is("STARTTLS")) {
    on_starttls();
  } else if (next.is("MAIL")) {
    on_mail(next.argument);
  } else if (next.is("RCPT")) {
    on_rcpt(next.argument);
  } else if (next.is("DATA")) {
    on_data();
  } else {
    on_other(next);
  }
}

void server_session::on_hello(stage at) {
  const bool extended = at == stage::ehlo;
  std::string usual = format_reply(250, {}, own_name_);
  if (extended) {
    usual = host_.helo_only ? format_reply(502, {}, "Command not implemented") : keywords_reply();
  }
  const said reply = answer(at, std::move(usual));
  if (reply.accepted()) {
    helloed_ = true;
    enhanced_ = extended && announces(reply.octets, "ENHANCEDSTATUSCODES");
    // RFC 5321 4.1.4: EHLO clears as RSET does.
    transaction_.reset();
  }
}

std::string server_session::keywords_reply() const {
  std::string text = own_name_;
  const auto& keywords = tls_ && host_.ehlo_after_tls ? *host_.ehlo_after_tls : host_.ehlo;
  for (const std::string& keyword : keywords) {
    text += "\n" + keyword;
  }
  if (host_.starttls && !tls_) {
    text += "\nSTARTTLS";
  }
  return format_reply(250, {}, text);
}

void server_session::on_starttls() {
  if (!host_.starttls) {
    say(502, "5.5.1", "Command not implemented");
  } else if (tls_) {
    say(503, "5.5.1", "TLS is in use already");
  } else if (answer(stage::starttls, ordinary(220, "2.0.0", "Ready to start TLS")).code == 220 &&
             phase_ == phase::commands) {
    steps_.back().then = server_step::ending::start_tls;
    phase_ = phase::tls_pending;
  }
}

void server_session::on_mail(std::string_view argument) {
  if (!helloed_ || transaction_) {
    say(503, "5.5.1", helloed_ ? "Sender already given" : "EHLO or HELO first");
    return;
  }
  const auto parsed = parse_path_argument(argument, "FROM");
  if (!parsed) {
    say(501, "5.5.4", "Syntax: MAIL FROM:<address>");
    return;
  }
  if (answer(stage::mail, ordinary(250, "2.1.0", "Sender accepted")).accepted()) {
    transaction_ = {{std::string(parsed->path)}, std::string(parsed->text), {}};
  }
}

void server_session::on_rcpt(std::string_view argument) {
  if (!transaction_) {
    say(503, "5.5.1", "MAIL first");
    return;
  }
  const auto parsed = parse_path_argument(argument, "TO");
  if (!parsed) {
    say(501, "5.5.4", "Syntax: RCPT TO:<address>");
    return;
  }
  if (transaction_->recipients.size() >= limits_.max_recipients) {
    say(452, "4.5.3", "Too many recipients");
    return;
  }
  envelope_recipient next{{std::string(parsed->path)}, std::string(parsed->text)};
  if (answer(stage::rcpt, ordinary(250, "2.1.5", "Recipient accepted"), &next.path).accepted()) {
    transaction_->recipients.push_back(std::move(next));
  }
}

void server_session::on_data() {
  if (!transaction_) {
    say(503, "5.5.1", "MAIL first");
    return;
  }
  if (transaction_->recipients.empty()) {
    // RFC 5321 3.3 allows 503 or 554 here.
    say(554, "5.5.1", "No valid recipients");
    return;
  }
  const std::string go_ahead = format_reply(354, {}, "End data with <CR><LF>.<CR><LF>");
  const said reply = answer(stage::data, go_ahead, first_recipient());
  if (reply.code >= 300 && reply.code < 400 && phase_ == phase::commands) {
    data_ = data_reader(limits_.max_kept);
    record_.begin(limits_.max_kept);
    phase_ = phase::data;
  } else {
    transaction_.reset();
  }
}

void server_session::on_end_of_data() {
  smtp::envelope envelope = std::exchange(transaction_, std::nullopt).value_or(smtp::envelope{});
  const forward_path* const first = envelope.recipients.empty() ? nullptr : &envelope.recipients.front().path;
  const said reply = answer(stage::end_of_data, ordinary(250, "2.0.0", "Message accepted"), first);
  const std::size_t omitted = data_.omitted();
  messages_.push_back({std::move(envelope), data_.take_content(), omitted, reply.accepted(), tls_});
  data_ = data_reader();
}

void server_session::on_other(const command& next) {
  if (next.is("RSET")) {
    if (answer(stage::rset, ordinary(250, "2.0.0", "Forgotten")).accepted()) {
      transaction_.reset();
    }
  } else if (next.is("NOOP")) {
    answer(stage::noop, ordinary(250, "2.0.0", "Still here"));
  } else if (next.is("VRFY")) {
    say(252, "2.5.0", "Send mail, and see");
  } else if (next.is("QUIT")) {
    const said reply = answer(stage::quit, ordinary(221, "2.0.0", own_name_ + " closing"));
    if (phase_ == phase::commands && !reply.octets.empty()) {
      steps_.push_back({{}, std::chrono::milliseconds(0), 0, server_step::ending::quit});
      phase_ = phase::over;
    }
  } else if (next.is("HELP") || next.is("EXPN") || next.is("AUTH") || next.is("BDAT") || next.is("ETRN")) {
    say(502, "5.5.1", "Command not implemented");
  } else {
    say(500, "5.5.2", "Command not recognized");
  }
}

server_session::said server_session::answer(stage at, std::string usual, const forward_path* who) {
  server_step step = scripted_step(host_, memory_, at, who, std::move(usual));
  if (step.then != server_step::ending::go_on) {
    phase_ = phase::over;
  }
  said out{code_of(step), step.octets};
  steps_.push_back(std::move(step));
  return out;
}

std::string server_session::ordinary(int code, std::string_view enhanced, std::string_view text) const {
  return format_reply(code, enhanced_ ? enhanced : std::string_view{}, text);
}

void server_session::say(int code, std::string_view enhanced, std::string_view text) {
  steps_.push_back({ordinary(code, enhanced, text)});
}

const forward_path* server_session::first_recipient() const {
  return transaction_ && !transaction_->recipients.empty() ? &transaction_->recipients.front().path : nullptr;
}

}  // namespace dsnspec::smtp
