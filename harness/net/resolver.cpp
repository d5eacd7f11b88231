#include "net/resolver.hpp"

#include <ldns/ldns.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdlib>
#include <memory>
#include <optional>

namespace dsnspec::net {

namespace asio = boost::asio;
using asio::ip::udp;
using boost::system::error_code;

namespace {

struct free_packet {
  void operator()(ldns_pkt* what) const { ldns_pkt_free(what); }
};
using packet = std::unique_ptr<ldns_pkt, free_packet>;

std::optional<std::string> query_for(const std::string& name, record_type type, std::uint16_t id) {
  ldns_pkt* made = nullptr;
  if (ldns_pkt_query_new_frm_str(&made, name.c_str(), static_cast<ldns_rr_type>(type), LDNS_RR_CLASS_IN,
                                 LDNS_RD) != LDNS_STATUS_OK) {
    return std::nullopt;
  }
  const packet held(made);
  ldns_pkt_set_id(made, id);
  std::uint8_t* octets = nullptr;
  std::size_t size = 0;
  if (ldns_pkt2wire(&octets, made, &size) != LDNS_STATUS_OK) {
    return std::nullopt;
  }
  std::string out(reinterpret_cast<const char*>(octets), size);  // NOLINT
  std::free(octets);                                             // NOLINT
  return out;
}

std::string text_of(const ldns_rdf* value) {
  char* const text = ldns_rdf2str(value);
  std::string out = text != nullptr ? text : "";
  std::free(text);  // NOLINT
  if (out.ends_with('.')) {
    out.pop_back();
  }
  return out;
}

std::vector<record> records_in(const ldns_pkt* response, record_type type) {
  std::vector<record> out;
  const ldns_rr_list* const answers = ldns_pkt_answer(response);
  for (std::size_t i = 0; i < ldns_rr_list_rr_count(answers); ++i) {
    const ldns_rr* const each = ldns_rr_list_rr(answers, i);
    if (ldns_rr_get_type(each) != static_cast<ldns_rr_type>(type)) {
      continue;
    }
    if (type == record_type::mx) {
      out.push_back({type, text_of(ldns_rr_rdf(each, 1)), ldns_rdf2native_int16(ldns_rr_rdf(each, 0))});
    } else {
      out.push_back({type, text_of(ldns_rr_rdf(each, 0)), 0});
    }
  }
  return out;
}

dns_answer read_answer(std::string_view octets, record_type type) {
  dns_answer out;
  ldns_pkt* made = nullptr;
  const auto* const raw = reinterpret_cast<const std::uint8_t*>(octets.data());  // NOLINT
  if (ldns_wire2pkt(&made, raw, octets.size()) != LDNS_STATUS_OK) {
    return out;
  }
  const packet held(made);
  switch (ldns_pkt_get_rcode(made)) {
    case LDNS_RCODE_NOERROR:
      out.records = records_in(made, type);
      out.what = out.records.empty() ? dns_answer::kind::no_data : dns_answer::kind::data;
      break;
    case LDNS_RCODE_NXDOMAIN:
      out.what = dns_answer::kind::nxdomain;
      break;
    default:
      break;
  }
  return out;
}

}  // namespace

asio::awaitable<dns_answer> ask(name_server server, std::string name, record_type type) {
  const auto executor = co_await asio::this_coro::executor;
  error_code failed;
  const udp::endpoint where(asio::ip::make_address(server.address, failed), server.port);
  // The socket is connected and of one question, so the id need not be guessed at by anybody.
  const auto query = query_for(name, type, 1);
  const auto socket = std::make_shared<udp::socket>(executor);  // the timer's handler may come late
  if (!failed && query) {
    socket->open(udp::v4(), failed);
    socket->connect(where, failed);
  }
  if (failed || !query) {
    co_return dns_answer{};
  }
  asio::steady_timer limit(executor);
  limit.expires_after(server.timeout);
  limit.async_wait([socket](const error_code& cancelled) {
    if (!cancelled) {
      error_code ignored;
      socket->close(ignored);
    }
  });
  const auto source = asio::buffer(*query);
  co_await socket->async_send(source, asio::redirect_error(asio::use_awaitable, failed));
  std::array<char, 4096> buffer{};
  const auto target = asio::buffer(buffer);
  std::size_t size = 0;
  if (!failed) {
    size = co_await socket->async_receive(target, asio::redirect_error(asio::use_awaitable, failed));
  }
  limit.cancel();
  if (failed) {
    co_return dns_answer{};
  }
  co_return read_answer(std::string_view(buffer.data(), size), type);
}

}  // namespace dsnspec::net
