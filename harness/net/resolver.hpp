// One question to a DNS server, over UDP (RFC 1035): for mail systems of our own.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "net/zone.hpp"

namespace dsnspec::net {

struct name_server {
  std::string address = "127.0.0.53";
  std::uint16_t port = 53;
  std::chrono::milliseconds timeout{400};
};

struct dns_answer {
  enum class kind { data, no_data, nxdomain, failure };  // failure: SERVFAIL, no reply, or no valid one
  kind what = kind::failure;
  std::vector<record> records;  // of the type that was asked for
};

// `name` in ASCII, without the last dot. Types: a, mx. Never throws for what the network does.
boost::asio::awaitable<dns_answer> ask(name_server server, std::string name, record_type type);

}  // namespace dsnspec::net
