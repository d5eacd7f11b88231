// Any octets as a message: the parser, the linter and their JSON. Also as a bare delivery-status part.
#include <nlohmann/json.hpp>

#include "base/quote.hpp"
#include "dsn/json.hpp"
#include "dsn/lint.hpp"
#include "dsn/parse.hpp"
#include "grammar/offset.hpp"
#include "support/require.hpp"
#include "support/target.hpp"

using namespace dsnspec;
using fuzz::require;

namespace {

void lies_within(std::string_view whole, std::string_view part) {
  require(part.empty() || grammar::within(whole, part), "a view lies in the text it was taken from", part);
}

void inside(std::size_t offset, std::size_t length, std::size_t size, std::string_view about) {
  require(offset <= size && length <= size - offset, "a span lies in the input", about);
}

void check_entity(std::string_view octets, const mime::entity& which) {
  lies_within(octets, which.raw);
  require(which.header.size() + which.separator.size() + which.body.size() == which.raw.size(),
          "header, separator and body are the whole of an entity", which.raw);
  lies_within(which.raw, which.header);
  lies_within(which.raw, which.body);
  std::size_t end = which.raw.empty() ? 0 : grammar::offset_of(octets, which.raw);
  for (const grammar::field& one : which.fields) {
    lies_within(which.header, one.raw);
    lies_within(one.raw, one.name);
    lies_within(one.raw, one.value);
    require(one.offset == grammar::offset_of(octets, one.raw) && one.offset == end,
            "header fields follow one another without a gap", one.raw);
    end = one.offset + one.raw.size();
  }
  lies_within(which.body, which.preamble);
  lies_within(which.body, which.epilogue);
  for (const mime::entity& child : which.children) {
    lies_within(which.body, child.raw);
    check_entity(octets, child);
  }
}

void check_field(std::string_view text, const dsn::field& one, std::size_t& end) {
  lies_within(text, one.raw);
  lies_within(one.raw, one.name);
  lies_within(one.raw, one.value);
  require(one.where.length == one.raw.size() && !one.name.empty(), "a field has a name and its length",
          one.raw);
  require(one.where.offset == grammar::offset_of(text, one.raw), "a field is where it says", one.raw);
  require(one.where.offset >= end, "fields stand in order and don't overlap", one.raw);
  end = one.where.offset + one.where.length;
}

template <class Member>
void check_member(const std::vector<dsn::field>& fields, const std::optional<Member>& member) {
  if (member) {
    require(!fields.empty() && member->field >= &fields.front() && member->field <= &fields.back(),
            "a member points to a field of its group", member->field->raw);
    if constexpr (requires { member->text; }) {
      lies_within(member->field->raw, member->text);
    } else {
      lies_within(member->field->raw, member->type);
      lies_within(member->field->raw, member->value);
    }
  }
}

// `text`: what the offsets of the fields count in.
void check_groups(std::string_view text, const dsn::report& read) {
  std::size_t end = 0;
  for (const dsn::field& one : read.per_message.fields) {
    check_field(text, one, end);
  }
  check_member(read.per_message.fields, read.per_message.original_envelope_id);
  check_member(read.per_message.fields, read.per_message.reporting_mta);
  check_member(read.per_message.fields, read.per_message.arrival_date);
  inside(read.per_message.where.offset, read.per_message.where.length, text.size(), "per-message fields");
  for (const dsn::per_recipient_fields& group : read.recipients) {
    end = 0;
    for (const dsn::field& one : group.fields) {
      check_field(text, one, end);
    }
    check_member(group.fields, group.original_recipient);
    check_member(group.fields, group.final_recipient);
    check_member(group.fields, group.action);
    check_member(group.fields, group.status);
    check_member(group.fields, group.remote_mta);
    check_member(group.fields, group.diagnostic_code);
    check_member(group.fields, group.last_attempt_date);
    check_member(group.fields, group.final_log_id);
    check_member(group.fields, group.will_retry_until);
    inside(group.where.offset, group.where.length, text.size(), "per-recipient fields");
  }
}

void check_diagnostics(std::string_view octets, std::string_view status_text, const dsn::report& read) {
  for (const dsn::diagnostic& one : read.diagnostics) {
    inside(one.where.offset, one.where.length, one.in_status ? status_text.size() : octets.size(), one.rule);
    require(!one.rule.empty() && !one.message.empty() && fuzz::is_printable(one.message),
            "a diagnostic is printable", one.message);
  }
}

void check_lint(std::string_view octets, const dsn::report& read) {
  for (const auto profile : {dsn::profile::any, dsn::profile::smtp}) {
    dsn::lint_options options;
    options.profile = profile;
    options.report_expected = profile == dsn::profile::smtp;
    const dsn::lint_result result = dsn::lint(read, options);
    std::size_t before = 0;
    for (const dsn::finding& one : result.findings) {
      inside(one.where.offset, one.where.length, octets.size(), one.requirement);
      require(one.where.offset >= before, "findings are in order", one.requirement);
      require(fuzz::is_printable(one.message), "a finding is printable", one.message);
      before = one.where.offset;
    }
    require(result.findings.size() <= options.total, "findings are bounded");
  }
}

void check_json(const nlohmann::ordered_json& value) {
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    require(fuzz::is_printable(text), "JSON has printable strings only", text);
  }
  if (value.is_structured()) {
    for (const auto& each : value) {
      check_json(each);
    }
  }
}

}  // namespace

DSNSPEC_FUZZ_TARGET(octets) {
  const auto read = dsn::parse(octets);
  check_entity(octets, read->message);
  std::string_view status_text = octets;
  if (read->delivery_status != nullptr && mime::is_encoded(read->delivery_status->encoding)) {
    status_text = read->decoded_status;
  }
  check_groups(status_text, *read);
  check_diagnostics(octets, status_text, *read);
  check_lint(octets, *read);
  const nlohmann::ordered_json json = dsn::to_json(*read);
  check_json(json);
  require(!json.dump().empty(), "a report can be written as JSON");

  for (const bool is_global : {false, true}) {
    const auto bare = dsn::parse_delivery_status(octets, is_global);
    check_groups(octets, *bare);
    check_diagnostics(octets, octets, *bare);
  }
}
