#include "grammar/address_parts.hpp"

#include <algorithm>
#include <cstddef>

namespace dsnspec::grammar {
namespace {

std::string_view without_source_route(std::string_view path) {
  const std::size_t colon = path.starts_with('@') ? path.find(':') : std::string_view::npos;
  return colon == std::string_view::npos ? path : path.substr(colon + 1);
}

std::size_t end_of_local_part(std::string_view address) {
  std::size_t at = 0;
  if (address.starts_with('"')) {
    for (at = 1; at < address.size() && address[at] != '"'; ++at) {
      at += address[at] == '\\' ? 1 : 0;
    }
  }
  return std::min(address.find('@', at < address.size() ? at : 0), address.size());
}

}  // namespace

std::string_view local_part_of(std::string_view address) {
  address = without_source_route(address);
  return address.substr(0, end_of_local_part(address));
}

std::string_view domain_of(std::string_view address) {
  address = without_source_route(address);
  return address.substr(std::min(end_of_local_part(address) + 1, address.size()));
}

}  // namespace dsnspec::grammar
