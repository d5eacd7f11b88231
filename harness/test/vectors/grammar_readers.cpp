// The values of parameters and of fields.
#include "grammar/date_time.hpp"
#include "grammar/dns_mta_name.hpp"
#include "grammar/envelope_id.hpp"
#include "grammar/folding.hpp"
#include "grammar/notify.hpp"
#include "grammar/original_recipient.hpp"
#include "grammar/ret.hpp"
#include "grammar/smtp_diagnostic.hpp"
#include "grammar/status_code.hpp"
#include "grammar/typed_value.hpp"
#include "grammar/xtext.hpp"
#include "mime/boundary.hpp"
#include "mime/content_type.hpp"
#include "vectors/outcomes.hpp"

namespace dsnspec::vectors {
namespace {

using grammar::charset;
using grammar::deviations;

charset repertoire(const vector& of) {
  return of.smtputf8 ? charset::utf8 : charset::ascii;
}

json octets_member(std::string_view text) {
  return {{"octets", octets(text)}};
}

reading xtext(const vector& of) {
  reading out;
  strict(out, grammar::decode_xtext(of.input), octets_member);
  deviations met;
  out.tolerant = octets_member(grammar::decode_xtext(of.input, met));
  return out;
}

reading ret(const vector& of) {
  reading out;
  strict(out, grammar::parse_ret(of.input), [](grammar::ret value) { return json{{"ret", text(value)}}; });
  return out;
}

reading notify(const vector& of) {
  const auto write = [](grammar::notify value) { return json{{"notify", notify_words(value)}}; };
  reading out;
  strict(out, grammar::parse_notify(of.input), write);
  deviations met;
  tolerant(out, grammar::parse_notify(of.input, met), write);
  return out;
}

reading envid(const vector& of) {
  reading out;
  const auto decoded = grammar::decode_envelope_id(of.input);
  strict(out, decoded, octets_member);
  tolerant(out, decoded, octets_member);
  if (const auto length = grammar::envelope_id_length(of.input)) {
    refuse(out, length->rule);
  }
  return out;
}

reading orcpt(const vector& of) {
  const auto write = [](const grammar::original_recipient& value) {
    return json{{"type", value.type}, {"octets", octets(value.decoded())}};
  };
  reading out;
  strict(out, grammar::parse_original_recipient(of.input, repertoire(of)), write);
  deviations met;
  tolerant(out, grammar::parse_original_recipient(of.input, repertoire(of), met), write);
  if (const auto length = grammar::original_recipient_length(of.input)) {
    refuse(out, length->rule);
  }
  return out;
}

reading utf8_address(const vector& of) {
  reading out;
  const auto checked =
      of.smtputf8 ? grammar::check_utf8_addr_unitext(of.input) : grammar::check_utf8_addr_xtext(of.input);
  deviations met;
  const json decoded = octets_member(grammar::decode_unitext(of.input, met));
  strict(out, checked, decoded);
  out.tolerant = decoded;
  return out;
}

reading status_code(const vector& of) {
  const auto write = [](const grammar::status_code& code) {
    return json{{"class", code.class_}, {"subject", code.subject}, {"detail", code.detail}};
  };
  reading out;
  strict(out, grammar::parse_status_code(of.input), write);
  deviations met;
  tolerant(out, grammar::parse_status_code(of.input, met), write);
  return out;
}

reading typed_value(const vector& of) {
  const auto write = [](const grammar::typed_value& value) {
    return json{{"type", value.has_type ? json(value.type) : json(nullptr)}, {"value", octets(value.value)}};
  };
  reading out;
  strict(out, grammar::parse_typed_value(of.input), write);
  deviations met;
  out.tolerant = write(grammar::parse_typed_value(of.input, met));
  return out;
}

reading dns_mta_name(const vector& of) {
  const auto write = [](const grammar::dns_mta_name& value) {
    return json{{"name", value.name}, {"literal", value.literal}};
  };
  reading out;
  strict(out, grammar::parse_dns_mta_name(of.input), write);
  deviations met;
  tolerant(out, grammar::parse_dns_mta_name(of.input, met), write);
  return out;
}

reading smtp_diagnostic(const vector& of) {
  const auto write = [&of](const grammar::smtp_diagnostic& value) {
    json lines = json::array();
    grammar::smtp_diagnostic_lines each(of.input);
    while (const auto line = each.next()) {
      lines.push_back(octets(grammar::unfolded(line->raw)));
    }
    return json{{"code", value.code},
                {"enhanced", value.enhanced ? json(value.enhanced->text()) : json(nullptr)},
                {"lines", lines}};
  };
  reading out;
  strict(out, grammar::parse_smtp_diagnostic(of.input), write);
  deviations met;
  tolerant(out, grammar::parse_smtp_diagnostic(of.input, met), write);
  return out;
}

reading date_time(const vector& of) {
  const auto write = [](const grammar::date_time& value) {
    return json{{"unix", value.unix_seconds()},
                {"zone", value.zone_known ? json(value.zone) : json(nullptr)}};
  };
  reading out;
  strict(out, grammar::parse_date_time(of.input), write);
  deviations met;
  tolerant(out, grammar::parse_date_time(of.input, met), write);
  return out;
}

reading content_type(const vector& of) {
  const auto write = [](const mime::content_type& value) {
    json parameters = json::array();
    for (const mime::parameter& one : value.parameters) {
      parameters.push_back({{"name", one.name}, {"value", octets(one.value)}});
    }
    return json{{"type", value.type}, {"subtype", value.subtype}, {"parameters", parameters}};
  };
  reading out;
  strict(out, mime::parse_content_type(of.input), write);
  deviations met;
  tolerant(out, mime::parse_content_type(of.input, met), write);
  return out;
}

reading boundary(const vector& of) {
  reading out;
  strict(out, mime::check_boundary(of.input), json::object());
  return out;
}

}  // namespace

readers grammar_readers() {
  return {{"xtext", xtext},
          {"ret", ret},
          {"notify", notify},
          {"envid", envid},
          {"orcpt", orcpt},
          {"utf-8-address", utf8_address},
          {"status-code", status_code},
          {"typed-value", typed_value},
          {"dns-mta-name", dns_mta_name},
          {"smtp-diagnostic", smtp_diagnostic},
          {"date-time", date_time},
          {"content-type", content_type},
          {"boundary", boundary}};
}

}  // namespace dsnspec::vectors
