// DNS messages for the tests: a query as octets, a response as text.
#pragma once

#include <ldns/ldns.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace dsnspec::net::test {

inline std::string ask_for(const char* name, ldns_rr_type type, std::uint16_t edns = 0) {
  ldns_pkt* packet = nullptr;
  ldns_pkt_query_new_frm_str(&packet, name, type, LDNS_RR_CLASS_IN, LDNS_RD);
  ldns_pkt_set_id(packet, 4711);
  if (edns > 0) {
    ldns_pkt_set_edns_udp_size(packet, edns);
  }
  std::uint8_t* octets = nullptr;
  std::size_t size = 0;
  ldns_pkt2wire(&octets, packet, &size);
  std::string out(reinterpret_cast<const char*>(octets), size);
  std::free(octets);
  ldns_pkt_free(packet);
  return out;
}

// Records with single blanks, after ":" those of the answer, after ";" those of the authority section.
inline std::string shown_records(const ldns_rr_list* records, const std::string& before) {
  std::string out;
  for (std::size_t i = 0; i < ldns_rr_list_rr_count(records); ++i) {
    char* const text = ldns_rr2str(ldns_rr_list_rr(records, i));
    out += before;
    for (const char c : std::string_view(text)) {
      out += c == '\t' || c == '\n' ? ' ' : c;
    }
    std::free(text);
    out.pop_back();
    if (const std::size_t in = out.find(" IN "); in != std::string::npos) {
      out.erase(in, 3);
    }
  }
  return out;
}

inline std::string shown(std::string_view octets) {
  ldns_pkt* packet = nullptr;
  if (ldns_wire2pkt(&packet, reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size()) !=
      LDNS_STATUS_OK) {
    return "unreadable";
  }
  char* const code = ldns_pkt_rcode2str(ldns_pkt_get_rcode(packet));
  std::string out = code;
  std::free(code);
  out += ldns_pkt_qr(packet) ? "" : " no response";
  out += ldns_pkt_id(packet) == 4711 ? "" : " wrong id";
  out += ldns_pkt_aa(packet) ? " aa" : "";
  out += ldns_pkt_tc(packet) ? " tc" : "";
  out += shown_records(ldns_pkt_answer(packet), ": ") + shown_records(ldns_pkt_authority(packet), "; ");
  ldns_pkt_free(packet);
  return out;
}

}  // namespace dsnspec::net::test
