// Addresses and paths.
#include "grammar/address_literal.hpp"
#include "grammar/mailbox.hpp"
#include "grammar/path.hpp"
#include "vectors/outcomes.hpp"

namespace dsnspec::vectors {
namespace {

using grammar::charset;
using grammar::deviations;

charset repertoire(const vector& of) {
  return of.smtputf8 ? charset::utf8 : charset::ascii;
}

json of_literal(const grammar::address_literal& value) {
  using kind = grammar::address_literal::kind;
  const std::size_t size = value.what == kind::ipv4 ? 4 : value.what == kind::ipv6 ? 16 : 0;
  json out = {{"kind", size == 4 ? "ipv4" : size == 16 ? "ipv6" : "general"}, {"address", json::array()}};
  for (std::size_t i = 0; i < size; ++i) {
    out["address"].push_back(value.octets[i]);
  }
  return out;
}

reading address_literal(const vector& of) {
  reading out;
  strict(out, grammar::parse_address_literal(of.input), of_literal);
  deviations met;
  tolerant(out, grammar::parse_address_literal(of.input, met), of_literal);
  return out;
}

reading mailbox(const vector& of) {
  reading out;
  strict(out, grammar::parse_mailbox(of.input, repertoire(of)), [](const grammar::mailbox& value) {
    return json{{"local_part", octets(value.unquoted_local_part())}, {"domain", octets(value.domain)}};
  });
  return out;
}

json of_path(const grammar::path& value) {
  return {{"address", octets(value.address)}};
}

reader path(grammar::parsed<grammar::path> (*parse)(std::string_view, charset)) {
  return [parse](const vector& of) {
    reading out;
    strict(out, parse(of.input, repertoire(of)), of_path);
    return out;
  };
}

}  // namespace

readers address_readers() {
  return {{"address-literal", address_literal},
          {"mailbox", mailbox},
          {"reverse-path", path(grammar::parse_reverse_path)},
          {"forward-path", path(grammar::parse_forward_path)},
          {"rfc822-address", path(grammar::parse_rfc822_address)}};
}

}  // namespace dsnspec::vectors
