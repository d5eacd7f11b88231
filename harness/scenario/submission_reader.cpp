// The part "submit" of a scenario: what is offered to the target.
#include <algorithm>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "scenario/case_reader.hpp"
#include "scenario/matrix.hpp"

namespace dsnspec::scenario {
namespace {

constexpr std::size_t submission_limit = 64;
constexpr std::size_t recipient_limit = 2000;
constexpr std::size_t message_limit = 64U << 20U;

bool names_dsn_parameter(std::string_view text) {
  const std::string folded = base::lowered(text);
  return folded.find("ret") != std::string::npos || folded.find("envid") != std::string::npos ||
         folded.find("notify") != std::string::npos || folded.find("orcpt") != std::string::npos;
}

bool names_smtputf8(std::string_view text) {
  return base::lowered(text).find("smtputf8") != std::string::npos;
}

// Reads a parameter's value; one of RFC 3461 needs a target that offers DSN.
bool read_parameter(case_context& context, yaml_map& map, std::string_view key,
                    std::optional<std::string>& into) {
  const yaml_node* node = map.get(key);
  if (node == nullptr) {
    return false;
  }
  into = context.read_command_text(*node);
  context.uses("dsn", *node);
  return true;
}

void read_parameters(case_context& context, yaml_map& map, std::string& into) {
  const yaml_node* node = map.get("parameters");
  if (node == nullptr) {
    return;
  }
  into = context.read_command_text(*node).value_or("");
  if (names_dsn_parameter(into)) {
    context.uses("dsn", *node);
  }
  if (names_smtputf8(into)) {
    context.uses("smtputf8", *node);
  }
}

void read_mail(case_context& context, const yaml_node& node, submission& into) {
  yaml_map map(context.in, node, "mail");
  if (const yaml_node* from = map.get("from")) {
    if (from->what == yaml_node::kind::scalar && from->text.empty()) {
      into.from.reset();
      context.uses("null-sender", *from);
    } else if (auto sender = context.read_address(*from)) {
      into.from = std::move(*sender);
    }
  }
  read_parameter(context, map, "ret", into.ret);
  read_parameter(context, map, "envid", into.envid);
  read_parameters(context, map, into.parameters);
}

std::optional<submitted_recipient> read_recipient(case_context& context, const yaml_node& node) {
  submitted_recipient out;
  yaml_map map(context.in, node, "recipient");
  map.get("repeat");
  const yaml_node* to = map.get("to", yaml_map::required);
  read_parameter(context, map, "notify", out.notify);
  read_parameter(context, map, "orcpt", out.orcpt);
  read_parameters(context, map, out.parameters);
  const auto read = to == nullptr ? std::nullopt : context.read_address(*to);
  if (!read) {
    return std::nullopt;
  }
  if (read->host != "local") {
    context.uses("relay", *to);
  }
  out.to = *read;
  return out;
}

void read_recipients(case_context& context, const yaml_node& node, submission& into) {
  const auto add = [&](std::optional<submitted_recipient> one) {
    if (one) {
      into.recipients.push_back(std::move(*one));
    }
  };
  for (const yaml_node& item : context.in.list(node)) {
    const yaml_node* repeat = item.find("repeat");
    const auto count = repeat == nullptr ? std::nullopt : context.in.number(*repeat, 1, recipient_limit);
    if (repeat == nullptr) {
      add(read_recipient(context, item));
    }
    for (std::size_t n = 1; n <= count.value_or(0); ++n) {
      add(read_recipient(context, substitution::repeated(context.in, item, n)));
    }
  }
  if (node.what == yaml_node::kind::sequence && node.items.empty()) {
    context.in.fail(node, "a submission has at least one recipient");
  }
}

void read_message(case_context& context, const yaml_node& node, message& into) {
  yaml_map map(context.in, node, "message");
  map.read_octets("body", into.body);
  map.read("size", into.size, 0, message_limit);
  const yaml_node* headers = map.get("headers");
  if (headers == nullptr || !context.in.is_map(*headers, "headers")) {
    return;
  }
  for (std::size_t i = 0; i < headers->keys.size(); ++i) {
    const yaml_key& key = headers->keys[i];
    const bool fits = !key.text.empty() && std::all_of(key.text.begin(), key.text.end(), [](char c) {
      return c > 0x20 && c < 0x7F && c != ':';
    });
    if (!fits) {
      context.in.fail(key, "a header field's name is printable ASCII without blanks and colons");
    }
    if (auto value = context.in.octets(headers->items[i])) {
      into.headers.emplace_back(key.text, std::move(*value));
    }
  }
}

submission read_submission(case_context& context, const yaml_node& node) {
  submission out;
  yaml_map map(context.in, node, "submit");
  if (const yaml_node* mail = map.get("mail")) {
    read_mail(context, *mail, out);
  }
  if (const yaml_node* rcpt = map.get("rcpt", yaml_map::required)) {
    read_recipients(context, *rcpt, out);
  }
  if (const yaml_node* text = map.get("message")) {
    read_message(context, *text, out.message);
  }
  map.read("probe", out.probe);
  if (out.probe && map.has("message")) {
    context.in.fail(*map.get("message"), "a probe stops before the message");
  }
  map.read("helo", out.helo);
  return out;
}

}  // namespace

void read_submissions(case_context& context, const yaml_node& node, std::vector<submission>& into) {
  const bool several = node.what == yaml_node::kind::sequence;
  if (!several) {
    into.push_back(read_submission(context, node));
  } else if (node.items.empty() || node.items.size() > submission_limit) {
    context.in.fail(node, fmt::format("from 1 to {} submissions are wanted here", submission_limit));
  } else {
    for (const yaml_node& item : node.items) {
      into.push_back(read_submission(context, item));
    }
  }
  std::size_t recipients = 0;
  for (const submission& one : into) {
    recipients += one.recipients.size();
  }
  if (recipients > recipient_limit) {
    context.in.fail(node, fmt::format("{} recipients; the limit is {}", recipients, recipient_limit));
  }
}

}  // namespace dsnspec::scenario
