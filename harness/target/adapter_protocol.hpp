// The lines that dsnspec and an adapter say to each other: one JSON object each, requests on the adapter's
// standard input, replies on its standard output. reports/schemas/adapter.schema.json and docs/adapters.md
// describe them. No I/O here.
//
// A reply that isn't as the schema says is an error that tells what is wrong with it. What stands in it is
// quoted before it is shown.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "target/mailbox.hpp"
#include "target/provision.hpp"
#include "target/queue_listing.hpp"

namespace dsnspec::target {

inline constexpr std::size_t max_reply = std::size_t{16} << 20U;  // octets of a line

// What it says to hello.
struct adapter_introduction {
  std::string name;     // "exim"
  std::string version;  // of the mail system
  std::string host_name;
  std::string domain;
  bool by_dns = false;  // it asks our DNS; else it is told the address of each host
  std::chrono::milliseconds delay{0};
  std::chrono::milliseconds expiry{0};
  std::vector<std::string> capabilities;
  std::vector<std::string> verbs;  // of queue, flush, mailbox and reset, those it knows

  [[nodiscard]] bool knows(std::string_view verb) const;
};

// A host that mail may be for.
struct adapter_host {
  std::string domain;
  std::string exchanger;
  std::string address;
};

struct adapter_start {
  std::string dns_address;
  std::uint16_t dns_port = 0;
  std::uint16_t hosts_port = 0;
  std::vector<adapter_host> hosts;
  provisions local;
};

// Where the mail system takes mail.
struct adapter_place {
  std::string address;  // IPv4
  std::uint16_t port = 0;
};

// Lines without their ends.
std::string hello_request(std::uint64_t id);
std::string start_request(std::uint64_t id, const adapter_start& what);
std::string flush_request(std::uint64_t id, const std::string& message);
std::string mailbox_request(std::uint64_t id, const std::string& name);
std::string plain_request(std::uint64_t id,
                          std::string_view verb);  // queue, reset, stop, or one of no meaning

// A reply to the request with this id, of whatever verb.
struct adapter_reply {
  enum class kind { done, failed, unsupported };
  kind what = kind::done;
  std::string error;  // of `failed`
  std::string line;   // to be read by one of those below
};
base::result<adapter_reply> read_reply(std::uint64_t id, std::string_view line);
// The reply to a line that is no request: its id is null, and it says that it failed. Empty: it is right.
std::string wrong_with_refusal(std::string_view line);

// What a reply `done` says besides.
base::result<void> read_done(std::string_view line);
base::result<adapter_introduction> read_hello(std::string_view line);
base::result<adapter_place> read_start(std::string_view line);
base::result<std::vector<queue_entry>> read_messages(std::string_view line);
base::result<mailbox_content> read_mailbox_reply(std::string_view line);

}  // namespace dsnspec::target
