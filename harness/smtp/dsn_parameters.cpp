#include "smtp/dsn_parameters.hpp"

#include "grammar/envelope_id.hpp"
#include "grammar/xtext.hpp"

namespace dsnspec::smtp {

namespace {

// Calls `read(raw)` for the first parameter with that keyword; more of them are counted.
template <class Value, class Read>
std::optional<dsn_parameter<Value>> find(const std::vector<parameter>& parameters, std::string_view keyword,
                                         Read read) {
  std::optional<dsn_parameter<Value>> found;
  for (const parameter& each : parameters) {
    if (!each.is(keyword)) {
      continue;
    }
    if (found) {
      ++found->count;
    } else {
      found = read(each.value.value_or(std::string_view{}));
    }
  }
  return found;
}

dsn_parameter<grammar::ret> read_ret(std::string_view raw) {
  dsn_parameter<grammar::ret> out{raw, std::nullopt, std::nullopt};
  if (const auto value = grammar::parse_ret(raw)) {
    out.value = *value;
  } else {
    out.wrong = value.error();
  }
  return out;
}

dsn_parameter<std::string> read_envid(std::string_view raw) {
  dsn_parameter<std::string> out{raw, std::nullopt, std::nullopt};
  if (const auto checked = grammar::check_envelope_id(raw); !checked) {
    out.wrong = checked.error();
  }
  grammar::deviations forgiven;
  out.value = grammar::decode_xtext(raw, forgiven);
  return out;
}

dsn_parameter<grammar::notify> read_notify(std::string_view raw) {
  dsn_parameter<grammar::notify> out{raw, std::nullopt, std::nullopt};
  if (const auto strict = grammar::parse_notify(raw); !strict) {
    out.wrong = strict.error();
  }
  grammar::deviations forgiven;
  if (const auto value = grammar::parse_notify(raw, forgiven)) {
    out.value = *value;
  }
  return out;
}

dsn_parameter<grammar::original_recipient> read_orcpt(std::string_view raw, grammar::charset repertoire) {
  dsn_parameter<grammar::original_recipient> out{raw, std::nullopt, std::nullopt};
  if (const auto strict = grammar::parse_original_recipient(raw, repertoire); !strict) {
    out.wrong = strict.error();
  }
  grammar::deviations forgiven;
  if (const auto value = grammar::parse_original_recipient(raw, repertoire, forgiven)) {
    out.value = *value;
  }
  return out;
}

}  // namespace

mail_dsn_parameters dsn_of_mail(const std::vector<parameter>& parameters) {
  return {find<grammar::ret>(parameters, "RET", read_ret),
          find<std::string>(parameters, "ENVID", read_envid)};
}

rcpt_dsn_parameters dsn_of_rcpt(const std::vector<parameter>& parameters, grammar::charset repertoire) {
  const auto orcpt = [repertoire](std::string_view raw) { return read_orcpt(raw, repertoire); };
  return {find<grammar::notify>(parameters, "NOTIFY", read_notify),
          find<grammar::original_recipient>(parameters, "ORCPT", orcpt)};
}

}  // namespace dsnspec::smtp
