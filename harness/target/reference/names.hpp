// What the reference mail system asks DNS, and gets to know.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <string>
#include <vector>

namespace dsnspec::reference {

struct name_answer {
  enum class kind { data, no_data, nxdomain, failure };  // failure: SERVFAIL, or no reply in time
  struct record {
    std::string value;        // an address, or a host name; "" in a null MX (RFC 7505)
    unsigned preference = 0;  // MX
  };
  kind what = kind::failure;
  std::vector<record> records;
};

enum class name_type { a, mx };

// `name` is in ASCII, without the last dot.
using name_service = std::function<boost::asio::awaitable<name_answer>(std::string name, name_type type)>;

}  // namespace dsnspec::reference
