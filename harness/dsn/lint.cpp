#include "dsn/lint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "dsn/lint_context.hpp"

namespace dsnspec::dsn {
namespace {

bool carries_status(const mime::entity& message) {
  return std::any_of(message.children.begin(), message.children.end(), is_delivery_status);
}

void lint_as_no_report(lint_context& in) {
  const mime::content_type& type = in.subject.message.content_type;
  in.add(ids::multipart_report, in.subject.message.header.substr(0, 0),
         fmt::format("the message is {}/{}, not multipart/report", base::excerpt(type.type, 60),
                     base::excerpt(type.subtype, 60)));
}

}  // namespace

message_kind kind_of(const report& read) {
  const mime::entity& message = read.message;
  if (read.is_report || carries_status(message)) {
    return message_kind::status_report;
  }
  if (!message.content_type.is("multipart", "report")) {
    return message_kind::other;
  }
  const mime::parameter* type = message.content_type.find("report-type");
  const bool says_status = type != nullptr && (base::iequals(type->value, "delivery-status") ||
                                               base::iequals(type->value, "global-delivery-status"));
  return says_status ? message_kind::status_report : message_kind::other_report;
}

std::string_view name(message_kind kind) {
  switch (kind) {
    case message_kind::status_report:
      return "delivery status report";
    case message_kind::other_report:
      return "another kind of report";
    case message_kind::other:
      break;
  }
  return "no report";
}

lint_result lint(const report& read, const lint_options& options) {
  lint_result result;
  result.kind = kind_of(read);
  lint_context context(read, options, result);
  if (result.kind == message_kind::other && options.report_expected) {
    lint_as_no_report(context);
  }
  if (result.kind != message_kind::status_report) {
    return result;
  }
  lint_container(context);
  if (read.delivery_status != nullptr) {
    lint_structure(context);
    lint_per_message(context);
    for (const per_recipient_fields& group : read.recipients) {
      lint_per_recipient(context, group);
    }
  }
  lint_global(context);
  lint_choices(context);
  if (options.profile == profile::smtp) {
    lint_smtp(context);
  }
  std::sort(result.findings.begin(), result.findings.end(), [](const finding& a, const finding& b) {
    return std::tie(a.where.offset, a.requirement, a.message) <
           std::tie(b.where.offset, b.requirement, b.message);
  });
  return result;
}

}  // namespace dsnspec::dsn
