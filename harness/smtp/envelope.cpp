#include "smtp/envelope.hpp"

#include <algorithm>
#include <cstddef>

#include "base/ascii.hpp"

namespace dsnspec::smtp {

namespace {

// "@one,@two:user@host" -> "user@host" (RFC 5321 4.1.1.3: a source route is to be ignored).
std::string_view without_source_route(std::string_view path) {
  const std::size_t colon = path.starts_with('@') ? path.find(':') : std::string_view::npos;
  return colon == std::string_view::npos ? path : path.substr(colon + 1);
}

// The "@" after the local part: the first outside a Quoted-string. The domain may hold others, as in
// "a@[tag:@]" (General-address-literal, RFC 5321 4.1.3). A quote that nobody closes begins no Quoted-string.
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

std::string_view forward_path::local_part() const {
  const std::string_view address = without_source_route(mailbox);
  return address.substr(0, end_of_local_part(address));
}

std::string_view forward_path::domain() const {
  const std::string_view address = without_source_route(mailbox);
  const std::size_t at = end_of_local_part(address);
  return address.substr(std::min(at + 1, address.size()));
}

bool forward_path::same_mailbox(const forward_path& other) const {
  return local_part() == other.local_part() && base::iequals(domain(), other.domain());
}

}  // namespace dsnspec::smtp
