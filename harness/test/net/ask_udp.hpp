// One DNS query over UDP to 127.0.0.1; gives the response as dns_client.hpp shows it.
#pragma once

#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "test/net/dns_client.hpp"

namespace dsnspec::net::test {

inline boost::asio::awaitable<std::string> ask_udp(std::uint16_t port, std::string query) {
  const auto executor = co_await boost::asio::this_coro::executor;
  boost::asio::ip::udp::socket socket(executor,
                                      boost::asio::ip::udp::endpoint(boost::asio::ip::udp::v4(), 0));
  const boost::asio::ip::udp::endpoint server(boost::asio::ip::make_address("127.0.0.1"), port);
  const auto source = boost::asio::buffer(query);
  co_await socket.async_send_to(source, server, boost::asio::use_awaitable);
  std::array<char, 65536> buffer{};
  const auto target = boost::asio::buffer(buffer);
  boost::asio::ip::udp::endpoint from;
  const std::size_t size = co_await socket.async_receive_from(target, from, boost::asio::use_awaitable);
  co_return shown(std::string_view(buffer.data(), size));
}

}  // namespace dsnspec::net::test
