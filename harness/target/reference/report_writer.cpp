#include "target/reference/report_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/ascii.hpp"
#include "base/digest.hpp"
#include "grammar/unitext.hpp"
#include "grammar/utf8.hpp"
#include "target/reference/content.hpp"
#include "target/reference/date_text.hpp"
#include "target/reference/field_defects.hpp"
#include "target/reference/status_fields.hpp"

namespace dsnspec::reference {
namespace {

constexpr std::size_t fold_width = 78;
constexpr std::size_t boundary_digits = 24;

// "Name: value", folded in front of blanks (RFC 5322 section 2.2.3). A value with line ends is folded
// already.
std::string field(std::string_view name, std::string_view value) {
  std::string out = fmt::format("{}: ", name);
  if (value.find('\n') != std::string_view::npos || value.starts_with("smtp;") ||
      value.starts_with("SMTP;")) {
    return out.append(value).append("\r\n");
  }
  std::size_t width = out.size();
  for (std::size_t at = 0; at < value.size();) {
    const std::size_t next = std::min(value.find(' ', at + 1), value.size());
    if (width + (next - at) > fold_width && base::is_wsp(value[at]) && at > 0) {
      out += "\r\n";
      width = 0;
    }
    out += value.substr(at, next - at);
    width += next - at;
    at = next;
  }
  return out.append("\r\n");
}

struct part {
  std::string header;  // its fields
  std::string body;
  [[nodiscard]] std::string text() const { return header + "\r\n" + body; }
};

class writer {
 public:
  writer(const report& what, bool smtputf8, bool eight_bit, const conduct& as)
      : what_(what), eight_bit_(eight_bit), smtputf8_(smtputf8 && eight_bit), as_(as) {
    global_ = smtputf8_ && what.about.smtputf8 &&
              (as.chosen.global_always || tells_of_utf8(what) || returns_utf8());
  }

  written_report write() {
    std::vector<std::string> parts;
    if (!as_.broken(defect::human_part_missing)) {
      parts.push_back(human_part().text());
    }
    if (!as_.broken(defect::status_part_missing)) {
      parts.push_back(status_part().text());
    }
    if (as_.broken(defect::human_part_second) && parts.size() > 1) {
      std::swap(parts[0], parts[1]);
    }
    if (to_be_returned(what_, as_) != returned::nothing) {
      parts.push_back(returned_part().text());
    }
    const std::string boundary = free_boundary(parts);
    if (as_.broken(defect::boundary_starts_another)) {
      parts.front() = alternatives(parts.front(), boundary + "-1");
    }
    std::string content = header(boundary);
    needs_smtputf8_ = needs_smtputf8_ || !base::is_ascii(content);
    for (const std::string& each : parts) {
      content += fmt::format("--{}\r\n{}\r\n", boundary, each);
    }
    content += as_.broken(defect::closing_boundary_missing) ? "" : fmt::format("--{}--\r\n", boundary);
    return {std::move(content), needs_smtputf8_};
  }

 private:
  [[nodiscard]] bool returns_utf8() const {
    return to_be_returned(what_, as_) != returned::nothing && is_global_content();
  }

  // The message needs the types of RFC 6533 to be returned: its header is UTF-8.
  [[nodiscard]] bool is_global_content() const {
    const std::string& content = what_.about.content;
    return what_.about.smtputf8 && traits_of(content).utf8_header &&
           grammar::check_utf8(split(content).header);
  }

  std::string header(std::string_view boundary) const {
    const std::string from = fmt::format("Mail Delivery System <MAILER-DAEMON@{}>", what_.reporting_mta);
    std::string type = "multipart/report; report-type=delivery-status";
    if (as_.broken(defect::report_type_missing)) {
      type = "multipart/report";
    } else if (as_.broken(defect::multipart_mixed)) {
      type = "multipart/mixed";
    } else if (as_.broken(defect::report_type_of_disposition)) {
      type = "multipart/report; report-type=disposition-notification";
    }
    std::string out = field("Date", date_text(what_.issued));
    out += field("From", from);
    if (!as_.broken(defect::report_header_to_nobody)) {
      const bool another = as_.broken(defect::report_header_to_another);
      out +=
          field("To", fmt::format("<{}>", another ? "postmaster@" + what_.domain : what_.about.reverse_path));
    }
    out += field("Subject", subject());
    out += field("Message-ID", fmt::format("<{}@{}>", what_.id, what_.reporting_mta));
    out += field("Auto-Submitted", "auto-replied");
    if (!as_.broken(defect::mime_version_missing)) {
      out += field("MIME-Version", "1.0");
    }
    const std::string_view quote = as_.broken(defect::boundary_unquoted) ? "" : "\"";
    out += field("Content-Type", as_.broken(defect::boundary_missing)
                                     ? type
                                     : fmt::format("{}; boundary={}{}{}", type, quote, boundary, quote));
    if (as_.broken(defect::multipart_called_encoded)) {
      out += field("Content-Transfer-Encoding", "quoted-printable");
    } else if (has_eight_bit_part_) {
      out += field("Content-Transfer-Encoding", "8bit");
    }
    return out.append("\r\n");
  }

  std::string subject() const {
    const auto is = [&](action which) {
      return std::any_of(what_.recipients.begin(), what_.recipients.end(),
                         [&](const reported_recipient& one) { return one.what == which; });
    };
    if (is(action::failed)) {
      return "Delivery Status Notification (Failure)";
    }
    return is(action::delayed) ? "Delivery Status Notification (Delay)"
                               : "Delivery Status Notification (Success)";
  }

  // A boundary that stands nowhere in the parts (RFC 2046 section 5.1.1). It hangs on the content alone.
  std::string free_boundary(const std::vector<std::string>& parts) const {
    if (as_.broken(defect::boundary_guessable)) {
      return "b";
    }
    std::string all;
    for (const std::string& each : parts) {
      all += each;
    }
    for (int round = 0;; ++round) {
      std::string out = "=_" + base::sha256_hex(fmt::format("{}{}", round, all)).substr(0, boundary_digits);
      if (all.find(out) == std::string::npos) {
        return out;
      }
    }
  }

  // The header of a part whose body is as it is, in seven or in eight bits.
  std::string plain_header(std::string_view type, std::string_view body) {
    std::string out = field("Content-Type", type);
    if (!base::is_ascii(body) && !as_.broken(defect::eight_bit_undeclared)) {
      has_eight_bit_part_ = true;
      out += field("Content-Transfer-Encoding", "8bit");
    }
    return out;
  }

  part human_part() {
    std::string text = fmt::format("This is the mail system at {}.\r\n\r\n", what_.reporting_mta);
    for (const reported_recipient& one : what_.recipients) {
      text += sentence(one) + "\r\n";
    }
    for (const std::string& each : what_.named_besides) {
      text += fmt::format("The message was addressed to <{}>.\r\n", each);
    }
    if (as_.broken(defect::human_part_empty)) {
      text.clear();
    }
    const bool utf8 = !base::is_ascii(text);
    part out{plain_header(utf8 ? "text/plain; charset=utf-8" : "text/plain; charset=us-ascii", text), text};
    if (as_.chosen.html_beside_text) {
      return {field("Content-Type", "multipart/alternative; boundary=\"=_alternative\""),
              within(out.text(), "=_alternative")};
    }
    return out;
  }

  static std::string within(const std::string& plain, std::string_view boundary) {
    const std::string html =
        fmt::format("{}\r\n<p>See the text.</p>\r\n", field("Content-Type", "text/html"));
    return fmt::format("--{}\r\n{}\r\n--{}\r\n{}\r\n--{}--\r\n", boundary, plain, boundary, html, boundary);
  }

  // RFC 2046 section 5.1.1: no boundary may be what another starts with.
  static std::string alternatives(const std::string& plain, std::string_view boundary) {
    return field("Content-Type", fmt::format("multipart/alternative; boundary=\"{}\"", boundary)) + "\r\n" +
           within(plain, boundary);
  }

  std::string sentence(const reported_recipient& one) const {
    const std::string& address = one.who.address;
    const std::string who =
        global_ || base::is_ascii(address) ? address : grammar::encode_utf8_addr_xtext(address).value_or("?");
    switch (one.what) {
      case action::failed:
        return fmt::format("<{}>: the message could not be delivered ({}).", who, one.how.status);
      case action::delayed:
        return fmt::format(
            "<{}>: the message could not be delivered yet ({}). It will be tried again; you\r\n"
            "need not send it again.",
            who, one.how.status);
      case action::delivered:
        return fmt::format("<{}>: the message was delivered.", who);
      case action::relayed:
        return fmt::format("<{}>: the message was passed on to a host that gives no reports of delivery.",
                           who);
      case action::expanded:
        return fmt::format("<{}>: the message was delivered, and passed on to several others.", who);
    }
    return who;
  }

  part status_part() {
    const auto text_of = [](const field_group& group) {
      std::string out;
      for (const auto& [name, value] : group) {
        out += field(name, value);
      }
      return out;
    };
    std::vector<std::string> groups;
    for (const reported_recipient& one : what_.recipients) {
      groups.push_back(text_of(per_recipient_group(what_, one, global_, as_)));
    }
    const std::string text = joined(text_of(per_message_group(what_, global_, as_)), groups, as_);
    const std::string type = global_ ? "message/global-delivery-status" : "message/delivery-status";
    if (as_.broken(defect::status_part_in_base64) || (global_ && as_.broken(defect::global_status_encoded))) {
      return {field("Content-Type", type) + field("Content-Transfer-Encoding", "quoted-printable"),
              quoted_printable(text)};
    }
    return {plain_header(as_.broken(defect::status_part_as_text) ? "text/plain" : type, text), text};
  }

  part returned_part() {
    const bool global = is_global_content() && !as_.broken(defect::global_content_in_traditional_types);
    const std::string& content = what_.about.content;
    const bool may_be_raw =
        global ? smtputf8_ : eight_bit_ || as_.broken(defect::eight_bit_returned_to_plain_host);
    if (as_.broken(defect::another_message_returned)) {
      return raw_part("text/rfc822-headers", "Subject: a message\r\nFrom: <nobody@invalid.example>\r\n",
                      false);
    }
    if (as_.broken(defect::returned_message_encoded) && !global &&
        to_be_returned(what_, as_) == returned::all) {
      return encoded_part("message/rfc822", content);
    }
    if (to_be_returned(what_, as_) == returned::all) {
      if (base::is_ascii(content) || may_be_raw) {
        return raw_part(global ? "message/global" : "message/rfc822", content, global);
      }
      if (global) {
        return encoded_part("message/global", content);  // RFC 6533 section 4.2 allows what RFC 2046 does not
      }
      if (const auto seven_bits = in_seven_bits(content)) {
        return raw_part("message/rfc822", *seven_bits, false);
      }
    }
    std::string header(split(content).header);
    if (as_.broken(defect::returned_header_incomplete)) {
      header = header.substr(0, header.find("\r\nMessage-ID") + 2);
    }
    std::string type = global ? "message/global-headers" : "text/rfc822-headers";
    if (global && as_.broken(defect::global_headers_with_charset)) {
      type += "; charset=utf-8";
    }
    if (as_.broken(defect::headers_called_message)) {
      type = "message/rfc822";
    }
    if (as_.broken(defect::third_part_as_text)) {
      type = "text/plain";
    }
    if (as_.broken(global ? defect::body_behind_global_header : defect::body_behind_header)) {
      header = content;
    }
    const bool encoded = global && as_.broken(defect::global_headers_encoded);
    if (!encoded && (base::is_ascii(header) || may_be_raw)) {
      return raw_part(type, header, global);
    }
    return encoded_part(type, header);
  }

  part raw_part(const std::string& type, const std::string& text, bool global) {
    needs_smtputf8_ = needs_smtputf8_ || (global && !base::is_ascii(text));
    return {plain_header(type, text), text};
  }

  static part encoded_part(const std::string& type, const std::string& text) {
    return {field("Content-Type", type) + field("Content-Transfer-Encoding", "quoted-printable"),
            quoted_printable(text)};
  }

  const report& what_;
  bool eight_bit_;
  bool smtputf8_;
  const conduct& as_;
  bool global_ = false;
  bool needs_smtputf8_ = false;
  bool has_eight_bit_part_ = false;
};

}  // namespace

returned to_be_returned(const report& what, const conduct& as) {
  if (as.chosen.nothing_returned && !what.about.ret) {
    return returned::nothing;
  }
  const bool failure = std::any_of(what.recipients.begin(), what.recipients.end(),
                                   [](const reported_recipient& one) { return one.what == action::failed; });
  if (!failure && !as.broken(defect::all_returned_without_failure)) {
    return returned::header;  // section 6.2: nobody needs the content of what arrived
  }
  if (!what.about.ret) {
    return as.chosen.header_returned_by_default ? returned::header : returned::all;
  }
  if (*what.about.ret == grammar::ret::hdrs) {
    return as.broken(defect::body_returned_despite_hdrs) ? returned::all : returned::header;
  }
  if (as.broken(defect::header_alone_despite_full) ||
      what.about.content.size() > as.chosen.returned_at_most) {
    return returned::header;
  }
  return returned::all;
}

written_report write_report(const report& what, bool smtputf8, bool eight_bit, const conduct& as) {
  return writer(what, smtputf8, eight_bit, as).write();
}

}  // namespace dsnspec::reference
