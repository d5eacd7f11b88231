#include "smtp/message.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>

#include "base/ascii.hpp"
#include "smtp/framing.hpp"

namespace dsnspec::smtp {

namespace {

std::string case_mark(const scenario::placement& where, std::size_t index) {
  return fmt::format("{}.{}", where.label, index + 1);
}

// CRLF where LF stands alone, and at the end.
std::string crlf(std::string_view text) {
  std::string out;
  char before = 0;
  for (const char c : text) {
    if (c == '\n' && before != '\r') {
      out += '\r';
    }
    out += c;
    before = c;
  }
  if (!out.empty() && !out.ends_with('\n')) {
    out += "\r\n";
  }
  return out;
}

// One address a line, so that no line grows beyond what RFC 5322 2.1.1 allows.
std::string recipients_field(const scenario::submission& what, const scenario::placement& where) {
  std::string out;
  for (const scenario::submitted_recipient& each : what.recipients) {
    out += (out.empty() ? "" : ",\r\n ") + where.resolve(each.to);
  }
  return out.empty() ? "undisclosed-recipients:;" : out;
}

std::string header(const scenario::submission& what, const scenario::placement& where, std::size_t index,
                   const std::string& date) {
  const scenario::address author = what.from.value_or(scenario::address{"sender", "origin"});
  const std::pair<std::string, std::string> defaults[] = {
      {"From", where.resolve(author)},
      {"To", recipients_field(what, where)},
      {"Date", date},
      {"Subject", "dsnspec " + case_mark(where, index)},
      {"Message-ID", message_id(where, index)},
      {case_field, case_mark(where, index)},
  };
  const auto& given = what.message.headers;
  std::string out;
  for (const auto& usual : defaults) {
    const bool replaced = std::any_of(given.begin(), given.end(), [&usual](const auto& each) {
      return base::iequals(each.first, usual.first);
    });
    if (!replaced) {
      out += fmt::format("{}: {}\r\n", usual.first, usual.second);
    }
  }
  for (const auto& [name, value] : given) {
    out += crlf(name + ": " + value);
  }
  return out;
}

// Lines that are all different, so that a report which keeps some of them can be told from one which keeps
// all.
void pad(std::string& content, std::size_t size) {
  constexpr std::size_t width = 76;
  for (std::size_t number = 1; content.size() < size; ++number) {
    std::string line = fmt::format("padding {} ", number);
    line.resize(width, 'x');
    content += line + "\r\n";
  }
}

std::string parameter(std::string_view keyword, const std::optional<std::string>& value) {
  return value ? fmt::format(" {}={}", keyword, *value) : std::string();
}

std::string further(const std::string& parameters) {
  return parameters.empty() ? std::string() : " " + parameters;
}

}  // namespace

std::string body_token(const scenario::placement& where, std::size_t index) {
  return fmt::format("body-token-{}-{}", where.label, index + 1);
}

std::string message_id(const scenario::placement& where, std::size_t index) {
  return fmt::format("<{}@dsnspec.test>", case_mark(where, index));
}

std::string message_content(const scenario::submission& what, const scenario::placement& where,
                            std::size_t index, const std::string& date) {
  std::string out = header(what, where, index, date) + "\r\n" + body_token(where, index) + "\r\n";
  out += "dsnspec sent this to see what is reported about it.\r\n" + crlf(what.message.body);
  pad(out, what.message.size);
  return out;
}

submission_plan plan_submission(const scenario::submission& what, const scenario::placement& where,
                                std::size_t index, const std::string& date) {
  submission_plan out;
  out.hello = fmt::format("submitter.{}.test", where.label);
  out.mail =
      fmt::format("MAIL FROM:<{}>{}{}{}", what.from ? where.resolve(*what.from) : std::string(),
                  parameter("RET", what.ret), parameter("ENVID", what.envid), further(what.parameters));
  for (const scenario::submitted_recipient& each : what.recipients) {
    out.rcpt.push_back(fmt::format("RCPT TO:<{}>{}{}{}", where.resolve(each.to),
                                   parameter("NOTIFY", each.notify), parameter("ORCPT", each.orcpt),
                                   further(each.parameters)));
  }
  out.probe = what.probe;
  out.helo = what.helo;
  if (!what.probe) {
    out.data = data_of(message_content(what, where, index, date));
  }
  return out;
}

}  // namespace dsnspec::smtp
