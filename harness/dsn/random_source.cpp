#include <fmt/format.h>

#include <array>
#include <span>

#include "base/random.hpp"
#include "dsn/generate.hpp"
#include "grammar/date_time.hpp"
#include "grammar/utf8.hpp"

namespace dsnspec::dsn {
namespace {

using names = std::span<const std::string_view>;

constexpr std::array<std::string_view, 8> hosts = {
    "mx.example.org",
    "mail.example.com",
    "a.very-long-host-name.in-a-deep.sub-domain.of.example.net",
    "[192.0.2.25]",
    "xn--bcher-kva.example",
    "MX1.Example.ORG",
    "x.y",
    "[IPv6:2001:db8::25]"};
constexpr std::array<std::string_view, 8> mailboxes = {
    "carol@ivory.example",
    "\"joe (x); y\"@b.example",
    "Postmaster",
    "a+2Btag@x.example",
    "MiXeD.Case@ExAmPlE.CoM",
    "@relay.example,@hop.example:user@host.example",
    "averyveryveryveryveryveryveryveryveryveryverylonglocalpartthatnobodywouldtype@example.org",
    "=?utf-8?Q?a?=@b.example"};
constexpr std::array<typed_text (*)(), 4> odd_addresses = {
    [] { return typed_text{"x400", "/G=Anna/S=Bell/C=US/ADMD= /"}; },
    [] { return typed_text{"unknown", "nair_s"}; },
    [] { return typed_text{"X-Foreign", "node::user (second floor); extension 5"}; },
    [] { return typed_text{"rfc822", "user%host@gateway.example"}; }};
constexpr std::array<std::string_view, 3> odd_mta_types = {"mailbus", "x400", "X-Local-Hostname"};
constexpr std::array<std::string_view, 12> words = {"mailbox",
                                                    "unavailable",
                                                    "<carol@ivory.example>",
                                                    "550",
                                                    "(state",
                                                    "14)",
                                                    "see",
                                                    "https://support.example/answer?id=6596&x=(y)",
                                                    "User",
                                                    "unknown;",
                                                    "quota",
                                                    "\"exceeded\""};
constexpr std::array<std::string_view, 6> extension_names = {
    "X-Postfix-Queue-ID",      "X-Foo-Bar",    "SMTP-Remote-Recipient",
    "X400-Content-Correlator", "x-lower-case", "X-A_b!-c"};
constexpr std::array<std::string_view, 4> zone_comments = {"", " (EDT)", " (Mitteleurop\\(a\\) Time)",
                                                           " (a (b) c)"};
constexpr std::array<std::string_view, 3> languages = {"de", "en-GB", "zh-Hant-TW"};

class source_maker {
 public:
  source_maker(std::uint64_t seed, const random_options& options) : random_(seed), options_(options) {}

  report_source make() {
    report_source out;
    out.global = options_.global;
    out.to = pick(mailboxes_in_header);
    out.subject = "Delivery report " + text(random_.below(12));
    out.date = date(false);
    out.message_id = fmt::format("<{}@mx.example.org>", random_.next());
    out.human_readable = lines(1 + random_.below(6));
    if (random_.chance(1, 2)) {
      out.original_envelope_id = random_.chance(1, 3) ? "a(b)c =?utf-8?Q?x?= " + token() : token();
    }
    out.reporting_mta = reporting_mta();
    if (!options_.smtp && random_.chance(1, 6)) {
      out.dsn_gateway = typed_text{"dns", pick(hosts)};
    }
    if (random_.chance(1, 2)) {
      out.received_from_mta = typed_text{"dns", pick(hosts) + (random_.chance(1, 2) ? " (192.0.2.1)" : "")};
    }
    if (random_.chance(2, 3)) {
      out.arrival_date = date(true);
    }
    out.extension_fields = extensions();
    const std::size_t recipients = random_.chance(1, 4) ? 1 + random_.below(options_.most_recipients) : 1;
    for (std::size_t i = 0; i < recipients; ++i) {
      out.recipients.push_back(recipient());
    }
    out.returned_content = returned(out);
    return out;
  }

 private:
  static constexpr std::array<std::string_view, 3> mailboxes_in_header = {
      "sender@example.org", "\"a b\"@example.org", "Someone <a+b=c@example.org>"};

  // ---------------------------------------------------------------- values

  std::string pick(names from) { return std::string(from[random_.below(from.size())]); }

  std::string token() {
    std::string out;
    for (std::size_t i = 1 + random_.below(30); i > 0; --i) {
      out +=
          random_.pick("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+=-_.:;@<>()[]{}\\\"'");
    }
    return out;
  }

  // At least one word; blanks of all kinds between, none at the ends.
  std::string text(std::size_t more_words) {
    std::string out = word();
    for (; more_words > 0; --more_words) {
      out += random_.chance(1, 10) ? (random_.chance(1, 2) ? "\t" : "   ") : " ";
      out += word();
    }
    return out;
  }

  std::string word() {
    if (options_.global && random_.chance(1, 4)) {
      std::string out;
      for (const char32_t code : {U'\u00FC', U'\u4F8B', U'\U0001F4EC'}) {
        grammar::append_utf8(out, code);
      }
      return out;
    }
    return random_.chance(1, 4) ? token() : pick(words);
  }

  std::string lines(std::size_t count) {
    std::string out;
    for (; count > 0; --count) {
      out += random_.chance(1, 5) ? (random_.chance(1, 2) ? "--" + token() : "") : text(random_.below(10));
      out += '\n';
    }
    return out + word() + (random_.chance(1, 2) ? "\n" : "");
  }

  static constexpr std::size_t range = 4'000'000'000;

  // `from` seconds after 1970 and up to `range` later.
  std::string date(bool with_comment, std::size_t from = 0) {
    const int zone = static_cast<int>(random_.below(27) * 60) - 12 * 60;
    std::string out = grammar::format_date_time(static_cast<std::int64_t>(from + random_.below(range)), zone);
    if (random_.chance(1, 4)) {
      out = out.substr(out.find(' ') + 1);  // the day of the week is optional
    }
    return with_comment ? out + pick(zone_comments) : out;
  }

  std::vector<extension_text> extensions() {
    std::vector<extension_text> out;
    while (random_.chance(1, 3)) {
      out.push_back({pick(extension_names), random_.chance(1, 8) ? "" : text(random_.below(20))});
    }
    return out;
  }

  // ---------------------------------------------------------------- fields

  typed_text reporting_mta() {
    if (!options_.smtp && random_.chance(1, 5)) {
      return {pick(odd_mta_types), "SYS" + token()};
    }
    return {random_.chance(1, 4) ? "DNS" : "dns", pick(hosts)};
  }

  typed_text address() {
    if (options_.global && random_.chance(1, 2)) {
      std::string local = "u";
      grammar::append_utf8(local, U'\u00E9');
      return {"utf-8", local + "@example.org"};
    }
    if (!options_.smtp && random_.chance(1, 5)) {
      return odd_addresses[random_.below(odd_addresses.size())]();
    }
    return {random_.chance(1, 4) ? "RFC822" : "rfc822", pick(mailboxes)};
  }

  diagnostic_text diagnostic(const grammar::status_code& status) {
    if (random_.chance(1, 4)) {
      return {"X-Postfix", {text(random_.below(30))}};
    }
    const std::string code = fmt::format("{}{}{}", status.class_, random_.below(6), random_.below(10));
    diagnostic_text out{random_.chance(1, 4) ? "SMTP" : "smtp", {}};
    for (std::size_t more = random_.chance(1, 3) ? 1 + random_.below(4) : 0; more > 0; --more) {
      out.lines.push_back(code + "-" + without(text(random_.below(25)), code));
    }
    out.lines.push_back(code + " " + without(text(random_.below(25)), code));
    return out;
  }

  // A reply that has its code again inside a line could not be told from one of more lines.
  static std::string without(std::string text, std::string_view code) {
    for (std::size_t at = 0; (at = text.find(code, at)) != std::string::npos;) {
      text[at] = 'n';
    }
    return text;
  }

  void outcome(recipient_source& out) {
    constexpr std::array actions = {action::failed,    action::failed,  action::delayed,
                                    action::delivered, action::relayed, action::expanded};
    out.action = actions[random_.below(actions.size())];
    switch (out.action) {
      case action::failed:
        out.status.class_ = random_.chance(1, 4) ? 4 : 5;
        break;
      case action::delayed:
        out.status.class_ = 4;
        break;
      default:
        out.status.class_ = 2;
    }
    if (random_.chance(2, 3)) {
      out.status.subject = static_cast<std::uint16_t>(random_.below(8));
      out.status.detail =
          static_cast<std::uint16_t>(random_.chance(1, 5) ? random_.below(1000) : random_.below(20));
    }
  }

  recipient_source recipient() {
    recipient_source out;
    outcome(out);
    if (random_.chance(1, 2)) {
      out.original_recipient = address();
    }
    out.final_recipient = address();
    if (random_.chance(1, 4)) {
      out.status_comment = text(random_.below(12));
    }
    if (random_.chance(2, 3)) {
      out.remote_mta =
          typed_text{"dns", pick(hosts) + (random_.chance(1, 4) ? " (192.0.2.1, the server)" : "")};
    }
    if (random_.chance(3, 4)) {
      out.diagnostic_code = diagnostic(out.status);
      if (options_.global && random_.chance(1, 2)) {
        out.localized_diagnostics.push_back({pick(languages), text(3)});
      }
    }
    if (random_.chance(2, 3)) {
      out.last_attempt_date = date(true);
    }
    if (random_.chance(1, 5)) {
      out.final_log_id = token() + " " + token();
    }
    if (out.action == action::delayed && random_.chance(2, 3)) {
      out.will_retry_until = date(true, range);  // after all the others
    }
    out.extension_fields = extensions();
    return out;
  }

  std::optional<returned_source> returned(const report_source& report) {
    if (random_.chance(1, 5)) {
      return std::nullopt;
    }
    returned_source out;
    out.content = "From: sender@example.org\nTo: carol@ivory.example\nSubject: " + text(3) + "\n";
    bool failed = false;
    for (const recipient_source& one : report.recipients) {
      failed = failed || one.action == action::failed;
    }
    if (failed && random_.chance(1, 2)) {  // RFC 3461 6.2: otherwise the header alone
      out.what = returned_source::kind::message;
      out.content += "\n" + lines(random_.below(20));
    }
    return out;
  }

  base::random random_;
  random_options options_;
};

}  // namespace

report_source random_source(std::uint64_t seed, const random_options& options) {
  return source_maker(seed, options).make();
}

}  // namespace dsnspec::dsn
