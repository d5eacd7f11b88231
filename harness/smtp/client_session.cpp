#include "smtp/client_session.hpp"

#include <cstdint>
#include <utility>

#include "base/quote.hpp"

namespace dsnspec::smtp {

namespace {

// RFC 4648 section 4.
std::string base64(std::string_view octets) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < octets.size(); i += 3) {
    std::uint32_t bits = 0;
    for (std::size_t k = i; k < i + 3; ++k) {
      bits = bits << 8U | (k < octets.size() ? static_cast<unsigned char>(octets[k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      out += i + k <= octets.size() ? digits[bits >> (18U - 6U * k) & 63U] : '=';
    }
  }
  return out;
}

}  // namespace

std::string auth_plain(std::string_view user, std::string_view password) {
  std::string message(1, '\0');
  message += user;
  message += '\0';
  message += password;
  return "AUTH PLAIN " + base64(message);
}

std::string client_session::receive(std::string_view octets) {
  std::string out;
  while (!octets.empty() && !finished()) {
    if (!out.empty() || starting_tls()) {
      // We said something, or will, and the answer was there before: it answers something else.
      fail("unexpected octets after a reply: " + base::excerpt(octets, 80));
      break;
    }
    auto got = replies_.next(octets);
    if (!got) {
      break;
    }
    if (!*got) {
      fail("malformed reply: " + got->error().message);
      break;
    }
    out = on_reply(**got);
  }
  return out;
}

void client_session::closed(std::string_view reason) {
  if (finished()) {
    return;
  }
  if (state_ == state::quit) {
    // All that counts was said; RFC 5321 4.1.1.10 asks for a reply to QUIT, but nothing hangs on it.
    state_ = state::over;
    return;
  }
  std::string text(reason.empty() ? "connection closed" : reason);
  if (!replies_.pending().empty()) {
    text += " in the middle of a reply: " + base::excerpt(replies_.pending(), 80);
  }
  fail(std::move(text));
}

void client_session::fail(std::string reason) {
  outcome_.how = submission_outcome::ending::failed;
  outcome_.failure = std::move(reason);
  state_ = state::over;
}

std::string client_session::send(state next, const std::string& command) {
  state_ = next;
  outcome_.exchanges.push_back({command, std::nullopt});
  return command + "\r\n";
}

std::string client_session::on_reply(const reply& got) {
  if (state_ == state::greeting) {
    outcome_.exchanges.push_back({});
  }
  outcome_.exchanges.back().answer = got;
  if (state_ == state::quit) {
    state_ = state::over;
    return {};
  }
  if (got.code == 421) {
    // RFC 5321 3.8: the server closes after it, whatever was asked.
    outcome_.final = got;
    fail("the server closes: " + base::excerpt(got.raw));
    return {};
  }
  switch (state_) {
    case state::greeting:
      return got.accepted() ? hello() : refused_service(got, "greeting");
    case state::ehlo:
      return on_ehlo(got);
    case state::starttls:
      return on_starttls(got);
    case state::auth:
      return on_auth(got);
    case state::helo:
      return got.accepted() ? send(state::mail, plan_.mail) : refused_service(got, "HELO");
    case state::mail:
      outcome_.final = got;
      return got.accepted() ? next_recipient() : quit(submission_outcome::ending::refused);
    case state::rcpt:
      return on_recipient(got);
    case state::data:
      return on_data(got);
    case state::end_of_data:
      outcome_.final = got;
      return quit(got.accepted() ? submission_outcome::ending::accepted
                                 : submission_outcome::ending::refused);
    case state::rset:
      return quit(outcome_.accepted.empty() ? submission_outcome::ending::refused
                                            : submission_outcome::ending::probed);
    case state::handshake:
    case state::quit:
    case state::over:
      break;
  }
  return {};
}

std::string client_session::hello() {
  // A login needs EHLO, and so does TLS; HELO is said after them then.
  const bool prepared = (secure_ || !plan_.starttls) && (known_ || plan_.auth.empty());
  return plan_.helo && prepared ? send(state::helo, "HELO " + plan_.hello)
                                : send(state::ehlo, "EHLO " + plan_.hello);
}

std::string client_session::on_ehlo(const reply& got) {
  if (!got.accepted()) {
    return send(state::helo, "HELO " + plan_.hello);
  }
  outcome_.extended = true;
  outcome_.keywords.assign(got.lines.begin() + 1, got.lines.end());
  if (plan_.starttls && !secure_) {
    return send(state::starttls, "STARTTLS");
  }
  return plan_.auth.empty() || known_ ? send(state::mail, plan_.mail) : send(state::auth, plan_.auth);
}

std::string client_session::on_starttls(const reply& got) {
  if (!got.accepted()) {
    return refused_service(got, "STARTTLS");
  }
  state_ = state::handshake;
  return {};
}

// RFC 3207 section 4.2: what was said in clear is forgotten.
std::string client_session::tls_started() {
  secure_ = true;
  return hello();
}

std::string client_session::on_auth(const reply& got) {
  if (!got.accepted()) {
    return refused_service(got, "AUTH");
  }
  known_ = true;
  return hello();
}

std::string client_session::on_recipient(const reply& got) {
  outcome_.final = got;
  if (got.accepted()) {
    outcome_.accepted.push_back(recipient_);
  }
  ++recipient_;
  return next_recipient();
}

std::string client_session::next_recipient() {
  if (recipient_ < plan_.rcpt.size()) {
    return send(state::rcpt, plan_.rcpt[recipient_]);
  }
  if (plan_.probe || outcome_.accepted.empty()) {
    return send(state::rset, "RSET");
  }
  return send(state::data, "DATA");
}

std::string client_session::on_data(const reply& got) {
  if (got.code < 300 || got.code >= 400) {
    outcome_.final = got;
    return quit(submission_outcome::ending::refused);
  }
  state_ = state::end_of_data;
  outcome_.exchanges.push_back({".", std::nullopt});
  return std::move(plan_.data);
}

std::string client_session::refused_service(const reply& got, std::string_view at) {
  outcome_.final = got;
  std::string command = quit(submission_outcome::ending::failed);
  outcome_.failure = "refused at " + std::string(at) + ": " + base::excerpt(got.raw);
  return command;
}

std::string client_session::quit(submission_outcome::ending how) {
  outcome_.how = how;
  return send(state::quit, "QUIT");
}

}  // namespace dsnspec::smtp
