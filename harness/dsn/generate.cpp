#include "dsn/generate.hpp"

#include <fmt/format.h>

#include <vector>

#include "base/ascii.hpp"
#include "base/digest.hpp"
#include "dsn/check_source.hpp"
#include "dsn/field_id.hpp"
#include "dsn/field_writer.hpp"
#include "grammar/field.hpp"

namespace dsnspec::dsn {
namespace {

class report_writer {
 public:
  explicit report_writer(const report_source& source) : source_(source) {}

  std::string write() {
    const std::vector<std::string> parts = body_parts();
    const std::string boundary = free_boundary(parts);
    std::string out = header(boundary);
    for (const std::string& part : parts) {
      out.append("--").append(boundary).append("\r\n").append(part).append("\r\n");
    }
    return out.append("--").append(boundary).append("--\r\n");
  }

 private:
  // ---------------------------------------------------------------- the container

  std::string header(std::string_view boundary) {
    std::string out;
    append_field(out, "Date", source_.date);
    append_field(out, "From", source_.from);
    append_field(out, "To", source_.to);
    append_field(out, "Subject", source_.subject);
    append_field(out, "Message-ID", source_.message_id);
    append_field(out, "Auto-Submitted", "auto-replied");
    append_field(out, "MIME-Version", "1.0");
    append_field(out, "Content-Type",
                 fmt::format("multipart/report; report-type=delivery-status; boundary=\"{}\"", boundary));
    if (source_.global) {
      append_field(out, "Content-Transfer-Encoding", "8bit");
    }
    return out.append("\r\n");
  }

  // A boundary that nothing in the parts contains. It hangs on their content alone, so the same source gives
  // the same octets.
  static std::string free_boundary(const std::vector<std::string>& parts) {
    constexpr std::size_t digits = 24;
    std::string all;
    for (const std::string& part : parts) {
      all += part;
    }
    for (unsigned attempt = 0;; ++attempt) {
      const std::string boundary =
          "=_" + base::sha256_hex(fmt::format("{}:{}", attempt, all)).substr(0, digits);
      if (all.find(boundary) == std::string::npos) {
        return boundary;
      }
    }
  }

  [[nodiscard]] std::string part_header(std::string_view type) const {
    std::string out;
    append_field(out, "Content-Type", type);
    if (source_.global) {
      append_field(out, "Content-Transfer-Encoding", "8bit");
    }
    return out.append("\r\n");
  }

  std::vector<std::string> body_parts() {
    std::vector<std::string> parts;
    parts.push_back(
        part_header(source_.global ? "text/plain; charset=utf-8" : "text/plain; charset=us-ascii"));
    append_lines(parts.back(), source_.human_readable);
    parts.push_back(
        part_header(source_.global ? "message/global-delivery-status" : "message/delivery-status"));
    append_status(parts.back());
    if (source_.returned_content) {
      parts.push_back(part_header(returned_type(source_.returned_content->what)));
      append_lines(parts.back(), source_.returned_content->content);
    }
    return parts;
  }

  [[nodiscard]] std::string_view returned_type(returned_source::kind what) const {
    if (what == returned_source::kind::headers) {
      return source_.global ? "message/global-headers" : "text/rfc822-headers";
    }
    return source_.global ? "message/global" : "message/rfc822";
  }

  // ---------------------------------------------------------------- the fields

  void append_status(std::string& out) {
    append(out, field_id::original_envelope_id, source_.original_envelope_id);
    append(out, field_id::reporting_mta, source_.reporting_mta);
    append(out, field_id::dsn_gateway, source_.dsn_gateway);
    append(out, field_id::received_from_mta, source_.received_from_mta);
    append(out, field_id::arrival_date, source_.arrival_date);
    append(out, source_.extension_fields);
    for (const recipient_source& one : source_.recipients) {
      out += "\r\n";
      append_recipient(out, one);
    }
  }

  static void append_recipient(std::string& out, const recipient_source& one) {
    append(out, field_id::original_recipient, one.original_recipient);
    append(out, field_id::final_recipient, one.final_recipient);
    append_field(out, name(field_id::action), name(one.action));
    append_field(out, name(field_id::status), status_text(one));
    append(out, field_id::remote_mta, one.remote_mta);
    if (one.diagnostic_code) {
      append_diagnostic(out, *one.diagnostic_code);
    }
    for (const typed_text& localized : one.localized_diagnostics) {
      append(out, field_id::localized_diagnostic, localized);
    }
    append(out, field_id::last_attempt_date, one.last_attempt_date);
    append(out, field_id::final_log_id, one.final_log_id);
    append(out, field_id::will_retry_until, one.will_retry_until);
    append(out, one.extension_fields);
  }

  static void append_diagnostic(std::string& out, const diagnostic_text& value) {
    if (base::iequals(value.type, "smtp")) {
      append_reply_field(out, name(field_id::diagnostic_code), value.type, value.lines);
    } else {
      append(out, field_id::diagnostic_code, typed_text{value.type, value.lines.front()});
    }
  }

  static std::string status_text(const recipient_source& one) {
    std::string out = one.status.text();
    if (!one.status_comment.empty()) {
      out += " (";
      for (const char c : one.status_comment) {
        if (c == '(' || c == ')' || c == '\\') {
          out += '\\';  // quoted-pair: the comment ends where we end it
        }
        out += c;
      }
      out += ')';
    }
    return out;
  }

  static void append(std::string& out, field_id id, const std::optional<std::string>& text) {
    if (text) {
      append_field(out, name(id), *text);
    }
  }

  static void append(std::string& out, field_id id, const typed_text& value) {
    append_field(out, name(id), value.type + "; " + value.value);
  }

  static void append(std::string& out, field_id id, const std::optional<typed_text>& value) {
    if (value) {
      append(out, id, *value);
    }
  }

  static void append(std::string& out, const std::vector<extension_text>& fields) {
    for (const extension_text& one : fields) {
      append_field(out, one.name, one.value);
    }
  }

  const report_source& source_;
};

// Values are checked one by one; together with names, and words that must not be torn apart, a line could
// still be too long.
std::expected<void, base::error> check_lines(std::string_view octets) {
  for (std::size_t at = 0; at < octets.size();) {
    const grammar::line line = grammar::line_at(octets, at);
    if (line.content.size() > grammar::field_line_limit) {
      return base::fail(fmt::format("{}...: the line would have more than {} octets",
                                    line.content.substr(0, 40), grammar::field_line_limit));
    }
    at += line.raw.size();
  }
  return {};
}

}  // namespace

base::result<std::string> generate(const report_source& source) {
  if (auto valid = check_source(source); !valid) {
    return std::unexpected(std::move(valid).error());
  }
  std::string octets = report_writer(source).write();
  if (auto fits = check_lines(octets); !fits) {
    return std::unexpected(std::move(fits).error());
  }
  return octets;
}

}  // namespace dsnspec::dsn
