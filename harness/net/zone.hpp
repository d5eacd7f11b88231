// What our DNS knows: the names of all cases of a run, and what is to be answered for each. Pure data and
// look-up; dns_server speaks the protocol.
//
// Every name that exists has A, MX or PTR records; names between (c017.test) exist without data; all else is
// NXDOMAIN.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/model.hpp"
#include "scenario/placement.hpp"

namespace dsnspec::net {

enum class record_type : std::uint16_t { a = 1, mx = 15, ptr = 12 };

struct record {
  record_type type = record_type::a;
  std::string value;             // address, or a name without the last dot; "" in a null MX (RFC 7505)
  std::uint16_t preference = 0;  // mx
  friend bool operator==(const record&, const record&) = default;
};

struct answer {
  enum class kind { data, no_data, nxdomain, servfail, silent };
  kind what = kind::nxdomain;
  std::vector<record> records;
  std::string label;  // of the case the name belongs to; empty: none

  // "10 mx.next.c001.test, 20 mx.backup.c001.test", "NXDOMAIN", "no data", "SERVFAIL", "no reply".
  [[nodiscard]] std::string text() const;
};

class zone {
 public:
  // localhost and its PTR.
  zone();

  // Domain, exchangers and addresses of the case's hosts. An exchanger whose key is no host of the scenario
  // is taken as a name: it doesn't exist, unless somebody else added it.
  void add(const scenario::scenario& what, const scenario::placement& where);
  // An address record and its PTR, and for `domain`, when not empty, an MX that points there: for the target.
  void add_target(const std::string& host_name, const std::string& address, const std::string& domain);

  // `name` in any letter case, with or without the last dot. `type` is the number of the query type; 255:
  // any.
  [[nodiscard]] answer look_up(std::string_view name, std::uint16_t type) const;

 private:
  struct entry {
    answer::kind what = answer::kind::data;
    std::vector<record> records;
    std::string label;
  };
  entry& at(const std::string& name, const std::string& label);
  void add_record(const std::string& name, record what, const std::string& label);
  void add_address(const std::string& name, const std::string& address, const std::string& label);
  void add_exchangers(const std::string& key, const scenario::host& host, const scenario::placement& where);
  [[nodiscard]] std::string label_of(std::string_view name) const;

  std::map<std::string, entry, std::less<>> entries_;
  std::map<std::string, std::string, std::less<>> above_;  // names above those, and the case they belong to
};

}  // namespace dsnspec::net
