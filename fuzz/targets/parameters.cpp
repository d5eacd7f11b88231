// MAIL and RCPT with their parameters: each line of the input is a command line, an argument, and a value.
#include "grammar/envelope_id.hpp"
#include "grammar/esmtp_parameter.hpp"
#include "grammar/notify.hpp"
#include "grammar/offset.hpp"
#include "grammar/original_recipient.hpp"
#include "grammar/path.hpp"
#include "grammar/ret.hpp"
#include "smtp/command.hpp"
#include "smtp/dsn_parameters.hpp"
#include "support/require.hpp"
#include "support/target.hpp"

using namespace dsnspec;
using fuzz::require;
using grammar::charset;

namespace {

void lies_within(std::string_view whole, std::string_view part) {
  require(part.empty() || grammar::within(whole, part), "a view lies in the text it was taken from", part);
}

void inside(const grammar::syntax_error& error, std::string_view text) {
  require(error.offset <= text.size() && error.length <= text.size() - error.offset,
          "an error lies in the text", error.rule.name);
}

// Each of several values of one kind, strict and tolerant.
template <class Strict, class Tolerant>
void both_forms(std::string_view text, Strict strict, Tolerant tolerant) {
  const auto strictly = strict(text);
  grammar::deviations met;
  const auto kindly = tolerant(text, met);
  for (const grammar::deviation& one : met.kept()) {
    inside(one, text);
  }
  if (!strictly) {
    inside(strictly.error(), text);
  }
  if (!kindly) {
    inside(kindly.error(), text);
  }
  require(strictly.has_value() == (kindly.has_value() && met.empty()),
          "what the strict form takes the tolerant one takes without a word, and nothing else", text);
}

void check_values(std::string_view value) {
  both_forms(
      value, [](auto text) { return grammar::parse_notify(text); },
      [](auto text, auto& met) { return grammar::parse_notify(text, met); });
  for (const charset repertoire : {charset::ascii, charset::utf8}) {
    both_forms(
        value, [=](auto text) { return grammar::parse_original_recipient(text, repertoire); },
        [=](auto text, auto& met) { return grammar::parse_original_recipient(text, repertoire, met); });
    if (const auto read = grammar::parse_original_recipient(value, repertoire)) {
      lies_within(value, read->type);
      lies_within(value, read->encoded);
      require(read->decoded().size() <= read->encoded.size(), "decoding makes nothing longer", value);
    }
    for (const auto& path :
         {grammar::parse_reverse_path(value, repertoire), grammar::parse_forward_path(value, repertoire)}) {
      if (path) {
        lies_within(value, path->raw);
        lies_within(value, path->address);
        lies_within(value, path->source_route);
      } else {
        inside(path.error(), value);
      }
    }
  }
  (void)grammar::parse_ret(value);
  require(grammar::check_envelope_id(value).has_value() == grammar::decode_envelope_id(value).has_value(),
          "an envelope id that is right can be decoded", value);
}

void check_walk(std::string_view text) {
  for (const charset repertoire : {charset::ascii, charset::utf8}) {
    grammar::deviations met;
    std::size_t steps = 0;
    grammar::esmtp_parameters each(text, repertoire, &met);
    while (const auto one = each.next()) {
      require(++steps <= text.size() + 1, "the walk over the parameters ends", text);
      if (*one) {
        lies_within(text, (*one)->raw);
        lies_within((*one)->raw, (*one)->keyword);
        lies_within((*one)->raw, (*one)->value.value_or(std::string_view{}));
      } else {
        inside(one->error(), text);
      }
    }
  }
}

template <class Value>
void check_parameter(const std::optional<smtp::dsn_parameter<Value>>& one) {
  if (one) {
    require(one->count > 0 && (one->valid() ? one->value.has_value() : true),
            "a parameter that is right has a value", one->raw);
    if (one->wrong) {
      inside(*one->wrong, one->raw);
    }
  }
}

void check_argument(std::string_view argument, std::string_view keyword) {
  const auto read = smtp::parse_path_argument(argument, keyword);
  if (!read) {
    require(fuzz::is_printable(read.error().message), "an error is printable", read.error().message);
    return;
  }
  lies_within(argument, read->path);
  lies_within(argument, read->text);
  for (const smtp::parameter& one : read->parameters) {
    lies_within(read->text, one.raw);
    lies_within(one.raw, one.keyword);
    lies_within(one.raw, one.value.value_or(std::string_view{}));
  }
  const auto mail = smtp::dsn_of_mail(read->parameters);
  check_parameter(mail.ret);
  check_parameter(mail.envid);
  for (const charset repertoire : {charset::ascii, charset::utf8}) {
    const auto rcpt = smtp::dsn_of_rcpt(read->parameters, repertoire);
    check_parameter(rcpt.notify);
    check_parameter(rcpt.orcpt);
  }
}

}  // namespace

DSNSPEC_FUZZ_TARGET(octets) {
  while (!octets.empty()) {
    const std::string_view line = octets.substr(0, octets.find('\n'));
    octets.remove_prefix(line.size() == octets.size() ? line.size() : line.size() + 1);
    const smtp::command command = smtp::parse_command(line);
    lies_within(line, command.verb);
    lies_within(line, command.argument);
    for (const std::string_view keyword : {"FROM", "TO"}) {
      check_argument(command.argument, keyword);
    }
    check_walk(line);
    for (const smtp::parameter& one : smtp::parse_parameters(line)) {
      check_values(one.value.value_or(one.raw));
    }
    check_values(line);
  }
}
