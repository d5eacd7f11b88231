// RFC 3461 6.2, RFC 3464 2, RFC 6522 3: that the third part of a report is the message it is about, or a
// portion of it, and goes over its path without octets that may be lost there.

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "grammar/characters.hpp"
#include "grammar/field.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"
#include "judge/relayed.hpp"
#include "mime/transfer_encoding.hpp"

namespace dsnspec::judge {
namespace {

// A line so long says by itself what it was taken from.
constexpr std::size_t telling_line = 16;

bool has_eight_bit(std::string_view text) {
  return std::any_of(text.begin(), text.end(), grammar::chars::eight_bit);
}

// What encoded parts inside it hold stays encoded.
std::string decoded_body(const mime::entity& part) {
  grammar::deviations forgiven;
  return mime::decode(part.body, part.encoding, forgiven);
}

bool is_returned_type(const mime::entity& part) {
  return part.content_type.is("message", "rfc822") || part.content_type.is("message", "global") ||
         part.content_type.is("text", "rfc822-headers") || part.content_type.is("message", "global-headers");
}

class returned_check {
 public:
  returned_check(const case_view& of, findings& found) : case_(of), found_(found) {}

  void run() {
    for (const received_report& report : case_.seen.reports()) {
      const submission* of = case_.reports.of(report);
      if (report.is_dsn() && !report.truncated() && of != nullptr && of->said->omitted == 0 &&
          case_.reports.to_sender(report)) {
        third_part(report, *of);
        header_alone(report, *of);
        seven_bit_path(report, *of);
      }
    }
  }

 private:
  // Some line of it is one of the message's.
  static bool is_of(const mime::entity& part, const std::set<std::string_view>& lines) {
    const bool encoded = mime::is_encoded(part.encoding);
    const std::string decoded = encoded ? decoded_body(part) : std::string{};
    const std::string_view content = encoded ? std::string_view(decoded) : part.body;
    for (std::size_t at = 0; at < content.size();) {
      const grammar::line line = grammar::line_at(content, at);
      if (lines.contains(base::trimmed(line.content))) {
        return true;
      }
      at += line.raw.size();
    }
    return false;
  }

  // Read once, because thousands of reports may be about one submission.
  const std::set<std::string_view>& lines_of(const submission& of) {
    const auto [known, fresh] = lines_.try_emplace(&of);
    std::set<std::string_view>& out = known->second;
    const std::string_view message = fresh ? std::string_view(of.said->message) : std::string_view{};
    for (std::size_t at = 0; at < message.size();) {
      const grammar::line line = grammar::line_at(message, at);
      const std::string_view text = base::trimmed(line.content);
      if (text.size() >= telling_line) {
        out.insert(text);
      }
      at += line.raw.size();
    }
    return out;
  }

  void third_part(const received_report& report, const submission& of) {
    constexpr std::string_view rule = "rfc3461/6.2/third-part-is-the-message";
    const auto& parts = report.parsed->message.children;
    const std::set<std::string_view>& lines = lines_of(of);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (i != 2 && is_returned_type(parts[i]) && is_of(parts[i], lines)) {
        found_.broken(rule, fmt::format("the message is returned as part {}", i + 1),
                      {excerpted(report, parts[i].raw)});
        return;
      }
    }
    const mime::entity* part = report.parsed->returned_content;
    if (part == nullptr || base::trimmed(part->body).empty()) {
      return;
    }
    // Only what claims to be a message or a header: other text may be an excerpt that was rewritten. A report
    // on a report is wrong for another reason (see check_report_subject).
    if (is_of(*part, lines)) {
      found_.kept(rule);
    } else if (is_returned_type(*part) && !mime::parse(part->body).content_type.is("multipart", "report")) {
      found_.broken(rule, "the third part has no line of the message that the report is about",
                    {excerpted(report, part->raw)});
    }
  }

  // A header without its body, labelled as a whole message. The linter sees it only where the header itself
  // says that there is more.
  void header_alone(const received_report& report, const submission& of) {
    const mime::entity* part = report.parsed->returned_content;
    const bool message = part != nullptr && (part->content_type.is("message", "rfc822") ||
                                             part->content_type.is("message", "global"));
    if (!message || base::trimmed(mime::parse(of.said->message).body).empty()) {
      return;
    }
    const bool encoded = mime::is_encoded(part->encoding);
    const std::string decoded = encoded ? decoded_body(*part) : std::string{};
    const mime::entity returned = mime::parse(encoded ? std::string_view(decoded) : part->body);
    found_.held("rfc6522/4/headers-only-as-message", !base::trimmed(returned.body).empty(),
                "a header without its body is returned as a message", {excerpted(report, part->raw)});
  }

  void seven_bit_path(const received_report& report, const submission& of) {
    const trace::transaction& way = *report.how->said;
    const auto body = value_of(of.said->mail, "BODY");
    const bool declared = of.smtputf8 || (body && base::iequals(*body, "8BITMIME"));
    const mime::entity* part = report.parsed->returned_content;
    if (!declared || !has_eight_bit(of.said->message) || way.announced("8BITMIME")) {
      return;
    }
    found_.held("rfc6522/3/eight-bit-content-over-seven-bit-path",
                part == nullptr || !has_eight_bit(part->raw),
                "octets above 127 are returned to a host that doesn't announce 8BITMIME",
                {said(*of.in, of.said->mail), said(*report.how->in, way.mail),
                 excerpted(report, part != nullptr ? part->raw : std::string_view{})});
  }

  const case_view& case_;
  findings& found_;
  std::map<const submission*, std::set<std::string_view>> lines_;
};

}  // namespace

void check_report_returned(const case_view& of, findings& found) {
  returned_check(of, found).run();
}

}  // namespace dsnspec::judge
