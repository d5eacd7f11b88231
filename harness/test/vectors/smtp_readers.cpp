// Commands and replies.
#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "grammar/esmtp_parameter.hpp"
#include "grammar/path.hpp"
#include "smtp/client_session.hpp"
#include "smtp/command.hpp"
#include "smtp/dsn_parameters.hpp"
#include "smtp/reply.hpp"
#include "vectors/outcomes.hpp"

namespace dsnspec::vectors {
namespace {

using grammar::charset;
using grammar::deviations;

// A command line read as a server does that refuses whatever a conforming client may not send. The names of
// what is broken that are not a rule of the grammar folder: "command-keyword", "parameter-repeated",
// "parameter-unknown".
class command_reader {
 public:
  command_reader(const vector& of, std::string_view start, bool is_mail)
      : of_(of), start_(start), is_mail_(is_mail) {}

  reading read() {
    if (!base::istarts_with(of_.input, start_)) {
      out_.broken.insert("command-keyword");
      return out_;
    }
    const std::string_view rest = std::string_view(of_.input).substr(start_.size());
    const auto loose =
        smtp::parse_path_argument(smtp::parse_command(of_.input).argument, is_mail_ ? "FROM" : "TO");
    const bool utf8 =
        of_.smtputf8 || (loose && std::any_of(loose->parameters.begin(), loose->parameters.end(),
                                              [](const auto& p) { return p.is("SMTPUTF8"); }));
    repertoire_ = utf8 ? charset::utf8 : charset::ascii;
    deviations forgiven;
    const auto path = prefix(rest, forgiven);
    if (!path) {
      out_.broken.insert(std::string(path.error().rule.name));
      return out_;
    }
    note(forgiven);
    read_parameters(path->raw.data() + path->raw.size() - of_.input.data());
    if (loose) {
      const json value = describe(path->address, *loose);
      out_.tolerant = value;
      if (out_.broken.empty()) {
        out_.strict = value;
      }
    }
    return out_;
  }

 private:
  grammar::parsed<grammar::path> prefix(std::string_view rest, deviations& forgiven) const {
    return is_mail_ ? grammar::reverse_path_prefix(rest, repertoire_, forgiven)
                    : grammar::forward_path_prefix(rest, repertoire_, forgiven);
  }

  void note(const deviations& met) {
    for (const auto& one : met.kept()) {
      out_.broken.insert(std::string(one.rule.name));
    }
  }

  [[nodiscard]] bool known(std::string_view keyword) const {
    static constexpr std::array mail = {"RET", "ENVID", "SIZE", "BODY", "SMTPUTF8", "AUTH"};
    static constexpr std::array rcpt = {"NOTIFY", "ORCPT"};
    const auto same = [keyword](const char* one) { return base::iequals(one, keyword); };
    return is_mail_ ? std::any_of(mail.begin(), mail.end(), same)
                    : std::any_of(rcpt.begin(), rcpt.end(), same);
  }

  void read_parameters(std::ptrdiff_t from) {
    deviations blanks;
    grammar::esmtp_parameters each(std::string_view(of_.input).substr(static_cast<std::size_t>(from)),
                                   repertoire_, &blanks);
    while (const auto one = each.next()) {
      if (!*one) {
        out_.broken.insert(std::string(one->error().rule.name));
      } else if (!known((*one)->keyword)) {
        out_.broken.insert("parameter-unknown");
      }
    }
    note(blanks);
  }

  template <class Value>
  void judge(const std::optional<smtp::dsn_parameter<Value>>& one) {
    if (one && one->wrong) {
      out_.broken.insert(std::string(one->wrong->rule.name));
    }
    if (one && one->count > 1) {
      out_.broken.insert("parameter-repeated");
    }
  }

  json describe(std::string_view address, const smtp::path_argument& loose) {
    json value;
    value[is_mail_ ? "reverse_path" : "forward_path"] = octets(address);
    const auto mail = is_mail_ ? smtp::dsn_of_mail(loose.parameters) : smtp::mail_dsn_parameters{};
    const auto rcpt =
        is_mail_ ? smtp::rcpt_dsn_parameters{} : smtp::dsn_of_rcpt(loose.parameters, repertoire_);
    judge(mail.ret);
    judge(mail.envid);
    judge(rcpt.notify);
    judge(rcpt.orcpt);
    if (mail.ret && mail.ret->value) {
      value["ret"] = text(*mail.ret->value);
    }
    if (mail.envid && mail.envid->value) {
      value["envid"] = octets(*mail.envid->value);
    }
    if (rcpt.notify && rcpt.notify->value) {
      value["notify"] = notify_words(*rcpt.notify->value);
    }
    if (rcpt.orcpt && rcpt.orcpt->value) {
      value["orcpt"] = {{"type", rcpt.orcpt->value->type}, {"octets", octets(rcpt.orcpt->value->decoded())}};
    }
    value["parameters"] = json::array();
    for (const smtp::parameter& one : loose.parameters) {
      value["parameters"].push_back(
          {{"keyword", octets(one.keyword)}, {"value", one.value ? octets(*one.value) : json(nullptr)}});
    }
    return value;
  }

  const vector& of_;
  std::string_view start_;
  bool is_mail_;
  charset repertoire_ = charset::ascii;
  reading out_;
};

reading mail_command(const vector& of) {
  return command_reader(of, "MAIL FROM:", true).read();
}
reading rcpt_command(const vector& of) {
  return command_reader(of, "RCPT TO:", false).read();
}

reading reply(const vector& of) {
  reading out;
  std::string_view rest = of.input;
  smtp::reply_parser parser;
  const auto answer = parser.next(rest);
  if (!answer || !*answer || !rest.empty()) {
    out.broken.insert("reply-malformed");
    return out;
  }
  json lines = json::array();
  for (const std::string& line : (*answer)->lines) {
    lines.push_back(octets(line));
  }
  const auto enhanced = (*answer)->enhanced_status();
  out.tolerant = json{
      {"code", (*answer)->code}, {"lines", lines}, {"enhanced", enhanced ? json(*enhanced) : json(nullptr)}};
  if (of.input.ends_with("\r\n")) {
    out.strict = out.tolerant;
  } else {
    out.broken.insert("framing-bare-lf");
  }
  return out;
}

reading ehlo_reply(const vector& of) {
  smtp::client_session client({});
  (void)client.receive("220 mx.example\r\n");
  (void)client.receive(of.input);
  json keywords = client.outcome().keywords;
  const bool dsn = std::any_of(
      client.outcome().keywords.begin(), client.outcome().keywords.end(),
      [](const std::string& line) { return base::iequals(line.substr(0, line.find(' ')), "DSN"); });
  reading out;
  out.strict = json{{"dsn", dsn}, {"keywords", keywords}};
  out.tolerant = out.strict;
  return out;
}

}  // namespace

readers smtp_readers() {
  return {{"mail-command", mail_command},
          {"rcpt-command", rcpt_command},
          {"reply", reply},
          {"ehlo-reply", ehlo_reply}};
}

}  // namespace dsnspec::vectors
