// The one RapidCheck file of this folder: it compiles slowly.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/ascii.hpp"
#include "grammar/xtext.hpp"
#include "smtp/client_session.hpp"
#include "smtp/command.hpp"
#include "smtp/dsn_parameters.hpp"
#include "smtp/framing.hpp"
#include "smtp/reply.hpp"
#include "smtp/server_session.hpp"
#include "support/generators.hpp"

namespace dsnspec::smtp {
namespace {

// Text out of the octets that matter here, so that the rare sequences are not rare.
rc::Gen<std::string> nasty_text() {
  return rc::gen::container<std::string>(rc::gen::element('\r', '\n', '.', 'a'));
}

std::vector<std::string_view> cut(std::string_view text, const std::vector<std::size_t>& lengths) {
  std::vector<std::string_view> out;
  for (const std::size_t length : lengths) {
    out.push_back(text.substr(0, length % 7));
    text.remove_prefix(out.back().size());
  }
  out.push_back(text);
  return out;
}

RC_GTEST_PROP(DataReader, GivesBackWhatDataOfSent, (const std::vector<std::size_t>& lengths)) {
  const std::string text = *nasty_text();
  std::string expected;  // data_of makes every line end CRLF
  for (const char c : text) {
    expected += c == '\n' && !expected.ends_with('\r') ? "\r\n" : std::string(1, c);
  }
  if (!expected.empty() && !expected.ends_with('\n')) {
    expected += "\r\n";
  }
  const std::string octets = data_of(text) + "QUIT";
  data_reader reader;
  bool ended = false;
  std::string rest;
  for (std::string_view piece : cut(octets, lengths)) {
    ended = ended || reader.feed(piece);
    rest += piece;
  }
  RC_ASSERT(ended);
  RC_ASSERT(reader.content() == expected);
  RC_ASSERT(rest == "QUIT");
}

RC_GTEST_PROP(LineSplitter, LosesNoOctet, (const std::vector<std::size_t>& lengths)) {
  const std::string text = *nasty_text();
  line_splitter splitter;
  std::string again;
  const auto put = [&](const line& one) { again += one.text + (one.cut ? "" : one.bare_lf ? "\n" : "\r\n"); };
  for (std::string_view piece : cut(text, lengths)) {
    while (const auto next = splitter.next(piece)) {
      put(*next);
    }
  }
  if (const auto last = splitter.rest()) {
    put(*last);
  }
  RC_ASSERT(again == text);
}

RC_GTEST_PROP(FormatReply, IsReadBackAsItWas, ()) {
  const auto code = *rc::gen::inRange(100, 600);
  const auto lines = *rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(
      rc::gen::container<std::string>(rc::gen::inRange(' ', '~'))));
  std::string text;
  for (const std::string& each : lines) {
    text += (&each == &lines.front() ? "" : "\n") + each;
  }
  const std::string octets = format_reply(code, "", text);
  std::string_view input = octets;
  reply_parser parser;
  const auto got = parser.next(input);
  RC_ASSERT(got.has_value() && got->has_value());
  RC_ASSERT((*got)->code == code);
  RC_ASSERT((*got)->lines == lines);
  RC_ASSERT((*got)->raw == octets);
}

// ---------------------------------------------------------------- commands and envelopes

using namespace dsnspec::test;  // the generators

struct written_recipient {
  std::string mailbox;
  std::string parameters;
};

struct written_envelope {
  std::string from;
  std::string parameters;
  std::vector<written_recipient> recipients;
};

// The parameters that RFC 3461 gives MAIL and RCPT, each there or not, with values in any letter case.
std::string mail_parameters() {
  std::vector<std::string> out;
  if (*rc::gen::arbitrary<bool>()) {
    out.push_back(*in_any_case("RET") + "=" + *in_any_case("HDRS"));
  }
  if (*rc::gen::arbitrary<bool>()) {
    out.push_back(*in_any_case("ENVID") + "=" + grammar::encode_xtext(*some_of(range(' ', '~'))));
  }
  return joined(out, " ");
}

std::string rcpt_parameters() {
  std::vector<std::string> out;
  if (*rc::gen::arbitrary<bool>()) {
    out.push_back("ORCPT=" + *atom() + ";" + grammar::encode_xtext(*printable_text()));
  }
  if (*rc::gen::arbitrary<bool>()) {
    out.push_back(*in_any_case("NOTIFY") + "=" +
                  *rc::gen::elementOf(std::vector<std::string>{"NEVER", "success", "FAILURE,DELAY"}));
  }
  return joined(out, " ");
}

written_envelope an_envelope() {
  written_envelope out;
  out.from = *rc::gen::oneOf(rc::gen::just(std::string()), dsnspec::test::mailbox());
  out.parameters = mail_parameters();
  const auto count = *rc::gen::inRange<std::size_t>(1, 5);
  for (std::size_t i = 0; i < count; ++i) {
    out.recipients.push_back({*dsnspec::test::mailbox(), rcpt_parameters()});
  }
  return out;
}

std::string command_of(std::string_view start, std::string_view mailbox, std::string_view parameters) {
  std::string out = std::string(start) + "<" + std::string(mailbox) + ">";
  return parameters.empty() ? out : out + " " + std::string(parameters);
}

RC_GTEST_PROP(Command, IsTakenApartAsItWasPutTogether, ()) {
  const written_envelope wanted = an_envelope();
  const std::string line = command_of("MAIL FROM:", wanted.from, wanted.parameters);
  const auto got = parse_path_argument(parse_command(line).argument, "FROM");
  RC_ASSERT(got.has_value());
  RC_ASSERT(got->path == wanted.from);
  RC_ASSERT(base::trimmed(got->text) == wanted.parameters);
  RC_ASSERT(!got->space_before_path && !got->no_brackets);
}

RC_GTEST_PROP(DsnParameters, AreReadBackInAnyOrderAndLetterCase, ()) {
  const std::string id = *some_of(range(' ', '~'));
  const auto ret = *rc::gen::element(grammar::ret::full, grammar::ret::hdrs);
  std::vector<std::string> words = {*in_any_case("ENVID") + "=" + grammar::encode_xtext(id),
                                    *in_any_case("RET") + "=" + *in_any_case(std::string(text(ret))),
                                    "SIZE=100", "ENVIDX=a", "X-RET=b"};
  const auto turn = *rc::gen::inRange<std::ptrdiff_t>(0, std::ssize(words));
  std::rotate(words.begin(), words.begin() + turn, words.end());
  const std::string line = joined(words, " ");
  const auto got = dsn_of_mail(parse_parameters(line));
  RC_ASSERT(got.envid && got.envid->valid() && got.envid->count == 1);
  RC_ASSERT(got.envid->value == id);
  RC_ASSERT(got.ret && got.ret->value == ret);
}

RC_GTEST_PROP(DsnParameters, GivenTwiceAreCountedAndTheFirstCounts, ()) {
  const auto times = *rc::gen::inRange<std::size_t>(1, 5);
  std::string line = "ORCPT=rfc822;first";
  for (std::size_t i = 1; i < times; ++i) {
    line += " " + *in_any_case("ORCPT") + "=x;" + std::to_string(i);
  }
  const auto got = dsn_of_rcpt(parse_parameters(line));
  RC_ASSERT(got.orcpt && got.orcpt->count == times);
  RC_ASSERT(got.orcpt->value && got.orcpt->value->decoded() == "first");
}

// A whole dialogue: what the client was to submit is what the server has received, however the octets are
// cut.
RC_GTEST_PROP(Session, EnvelopeAndContentArriveAsTheyWereSubmitted,
              (const std::vector<std::size_t>& lengths)) {
  const written_envelope wanted = an_envelope();
  const std::string content = *nasty_text();
  submission_plan plan;
  plan.mail = command_of("MAIL FROM:", wanted.from, wanted.parameters);
  for (const written_recipient& one : wanted.recipients) {
    plan.rcpt.push_back(command_of("RCPT TO:", one.mailbox, one.parameters));
  }
  plan.data = data_of(content);
  scenario::host host;
  host_memory memory;
  server_session server(host, memory, "mx.next");
  client_session client(plan);
  const auto to_client = [&client](const std::vector<server_step>& steps) {
    std::string out;
    for (const server_step& step : steps) {
      out += client.receive(step.octets);
    }
    return out;
  };
  std::string octets = to_client(server.open());
  while (!octets.empty()) {
    std::string answer;
    for (const std::string_view piece : cut(octets, lengths)) {
      answer += to_client(server.receive(piece));
    }
    octets = answer;
  }
  RC_ASSERT(client.finished());
  RC_ASSERT(client.outcome().how == submission_outcome::ending::accepted);
  const auto messages = server.take_messages();
  RC_ASSERT(messages.size() == 1U);
  const envelope& got = messages.front().envelope;
  RC_ASSERT(got.from.mailbox == wanted.from);
  RC_ASSERT(base::trimmed(got.parameters) == wanted.parameters);
  RC_ASSERT(got.recipients.size() == wanted.recipients.size());
  for (std::size_t i = 0; i < wanted.recipients.size(); ++i) {
    RC_ASSERT(got.recipients[i].path.mailbox == wanted.recipients[i].mailbox);
    RC_ASSERT(base::trimmed(got.recipients[i].parameters) == wanted.recipients[i].parameters);
  }
  RC_ASSERT(data_of(messages.front().content) == data_of(content));
}

}  // namespace
}  // namespace dsnspec::smtp
