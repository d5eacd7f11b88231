#include "net/dns_message.hpp"

#include <ldns/ldns.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>

namespace dsnspec::net {

namespace {

constexpr std::size_t header_size = 12;
constexpr std::size_t least_udp_size = 512;
constexpr std::uint16_t largest_udp_size = 4096;
constexpr std::uint32_t ttl = 1;

struct free_ldns {
  void operator()(ldns_pkt* what) const { ldns_pkt_free(what); }
  void operator()(ldns_rr* what) const { ldns_rr_free(what); }
  void operator()(char* what) const { std::free(what); }          // NOLINT: from malloc
  void operator()(std::uint8_t* what) const { std::free(what); }  // NOLINT: from malloc
};
template <class T>
using held = std::unique_ptr<T, free_ldns>;

std::uint8_t octet(std::string_view text, std::size_t at) {
  return static_cast<std::uint8_t>(text[at]);
}

// The header alone, for queries that can't be read: id, opcode and RD are the query's.
std::string bare_header(std::string_view query, int rcode) {
  std::string out(query.substr(0, 2));
  out += static_cast<char>(0x80U | (octet(query, 2) & 0x79U));
  out += static_cast<char>(rcode);
  return out + std::string(header_size - 4, '\0');
}

held<ldns_pkt> parse(std::string_view query) {
  ldns_pkt* parsed = nullptr;
  const auto* octets = reinterpret_cast<const std::uint8_t*>(query.data());  // NOLINT: char to octets
  if (ldns_wire2pkt(&parsed, octets, query.size()) != LDNS_STATUS_OK) {
    return nullptr;
  }
  return held<ldns_pkt>(parsed);
}

std::string text_of(const ldns_rdf* name) {
  const held<char> text(ldns_rdf2str(name));
  std::string out(text ? text.get() : "");
  if (out.ends_with('.')) {
    out.pop_back();
  }
  return out;
}

std::string text_of(ldns_rr_type type) {
  const held<char> text(ldns_rr_type2str(type));
  return text ? text.get() : "";
}

held<ldns_rr> empty_record(const ldns_rdf* owner, ldns_rr_type type) {
  held<ldns_rr> out(ldns_rr_new());
  ldns_rr_set_owner(out.get(), ldns_rdf_clone(owner));
  ldns_rr_set_type(out.get(), type);
  ldns_rr_set_class(out.get(), LDNS_RR_CLASS_IN);
  ldns_rr_set_ttl(out.get(), ttl);
  return out;
}

// Null when the value can't be written on the wire: a name with a label that is too long, say.
held<ldns_rr> wire_record(const ldns_rdf* owner, const record& what) {
  held<ldns_rr> out = empty_record(owner, static_cast<ldns_rr_type>(what.type));
  if (what.type == record_type::mx) {
    ldns_rr_push_rdf(out.get(), ldns_native2rdf_int16(LDNS_RDF_TYPE_INT16, what.preference));
  }
  ldns_rdf* const value = what.type == record_type::a
                              ? ldns_rdf_new_frm_str(LDNS_RDF_TYPE_A, what.value.c_str())
                              : ldns_dname_new_frm_str((what.value + ".").c_str());
  if (value == nullptr) {
    return nullptr;
  }
  ldns_rr_push_rdf(out.get(), value);
  return out;
}

// The zone is the last label of the name, or the root.
held<ldns_rr> start_of_authority(const ldns_rdf* name) {
  ldns_rr* parsed = nullptr;
  if (ldns_rr_new_frm_str(&parsed, ". 1 IN SOA ns.dsnspec.test. hostmaster.dsnspec.test. 1 1 1 1 1", ttl,
                          nullptr, nullptr) != LDNS_STATUS_OK) {
    return nullptr;
  }
  held<ldns_rr> out(parsed);
  const std::uint8_t labels = ldns_dname_label_count(name);
  if (labels > 0) {
    ldns_rdf_deep_free(ldns_rr_owner(out.get()));
    ldns_rr_set_owner(out.get(), ldns_dname_clone_from(name, static_cast<std::uint16_t>(labels - 1)));
  }
  return out;
}

held<ldns_pkt> response_to(const ldns_pkt& query) {
  held<ldns_pkt> out(ldns_pkt_new());
  ldns_pkt_set_id(out.get(), ldns_pkt_id(&query));
  ldns_pkt_set_qr(out.get(), true);
  ldns_pkt_set_aa(out.get(), true);
  ldns_pkt_set_rd(out.get(), ldns_pkt_rd(&query));
  ldns_pkt_set_ra(out.get(), true);
  ldns_pkt_push_rr(out.get(), LDNS_SECTION_QUESTION,
                   ldns_rr_clone(ldns_rr_list_rr(ldns_pkt_question(&query), 0)));
  if (ldns_pkt_edns(&query)) {
    ldns_pkt_set_edns_udp_size(out.get(), largest_udp_size);
  }
  return out;
}

// False: it can't be written.
bool fill(ldns_pkt* response, const ldns_rdf* name, const answer& what) {
  for (const record& each : what.records) {
    held<ldns_rr> next = wire_record(name, each);
    if (!next) {
      return false;
    }
    ldns_pkt_push_rr(response, LDNS_SECTION_ANSWER, next.release());
  }
  if (what.what == answer::kind::servfail) {
    ldns_pkt_set_rcode(response, LDNS_RCODE_SERVFAIL);
  } else if (what.what != answer::kind::data) {
    ldns_pkt_set_rcode(response,
                       what.what == answer::kind::nxdomain ? LDNS_RCODE_NXDOMAIN : LDNS_RCODE_NOERROR);
    held<ldns_rr> authority = start_of_authority(name);
    if (!authority) {
      return false;
    }
    ldns_pkt_push_rr(response, LDNS_SECTION_AUTHORITY, authority.release());
  }
  return true;
}

std::optional<std::string> wire(const ldns_pkt& packet) {
  std::uint8_t* octets = nullptr;
  std::size_t size = 0;
  if (ldns_pkt2wire(&octets, &packet, &size) != LDNS_STATUS_OK) {
    return std::nullopt;
  }
  const held<std::uint8_t> owned(octets);
  return std::string(reinterpret_cast<const char*>(octets), size);  // NOLINT: octets to char
}

std::size_t room(const ldns_pkt& query, bool tcp) {
  if (tcp) {
    return 65535;
  }
  const std::uint16_t offered = ldns_pkt_edns(&query) ? ldns_pkt_edns_udp_size(&query) : std::uint16_t{0};
  return std::clamp<std::size_t>(offered, least_udp_size, largest_udp_size);
}

std::string with_records(const ldns_pkt& query, std::string_view octets, const ldns_rdf* name,
                         const answer& what, bool tcp) {
  const held<ldns_pkt> response = response_to(query);
  std::optional<std::string> out;
  if (fill(response.get(), name, what)) {
    out = wire(*response);
  }
  if (out && out->size() <= room(query, tcp)) {
    return *out;
  }
  const held<ldns_pkt> shorter = response_to(query);
  ldns_pkt_set_tc(shorter.get(), out.has_value());
  ldns_pkt_set_rcode(shorter.get(), out ? LDNS_RCODE_NOERROR : LDNS_RCODE_SERVFAIL);
  return wire(*shorter).value_or(bare_header(octets, LDNS_RCODE_SERVFAIL));
}

std::string refusal(const ldns_pkt& query, std::string_view octets) {
  const held<ldns_pkt> response = response_to(query);
  ldns_pkt_set_rcode(response.get(), LDNS_RCODE_REFUSED);
  return wire(*response).value_or(bare_header(octets, LDNS_RCODE_REFUSED));
}

}  // namespace

dns_reply answer_query(const zone& names, std::string_view query, bool tcp) {
  if (query.size() < header_size || (octet(query, 2) & 0x80U) != 0) {
    return {};
  }
  if ((octet(query, 2) & 0x78U) != 0) {
    return {bare_header(query, LDNS_RCODE_NOTIMPL), std::nullopt};
  }
  const held<ldns_pkt> parsed = parse(query);
  if (!parsed || ldns_pkt_qdcount(parsed.get()) != 1 ||
      ldns_rr_list_rr_count(ldns_pkt_question(parsed.get())) != 1) {
    return {bare_header(query, LDNS_RCODE_FORMERR), std::nullopt};
  }
  const ldns_rr* const question = ldns_rr_list_rr(ldns_pkt_question(parsed.get()), 0);
  const ldns_rdf* const name = ldns_rr_owner(question);
  const ldns_rr_type type = ldns_rr_get_type(question);
  const bool transfer = type == LDNS_RR_TYPE_AXFR || type == LDNS_RR_TYPE_IXFR;
  dns_event event{{}, text_of(name), text_of(type), "REFUSED"};
  if (transfer || ldns_rr_get_class(question) != LDNS_RR_CLASS_IN) {
    return {refusal(*parsed, query), std::move(event)};
  }
  const answer found = names.look_up(event.name, static_cast<std::uint16_t>(type));
  event.label = found.label;
  event.answer = found.text();
  if (found.what == answer::kind::silent) {
    return {std::nullopt, std::move(event)};
  }
  return {with_records(*parsed, query, name, found, tcp), std::move(event)};
}

}  // namespace dsnspec::net
