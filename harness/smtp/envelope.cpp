#include "smtp/envelope.hpp"

#include <cstddef>

#include "base/ascii.hpp"
#include "grammar/address_parts.hpp"

namespace dsnspec::smtp {

namespace {

// "@one,@two:user@host" -> "user@host" (RFC 5321 4.1.1.3: a source route is to be ignored).
std::string_view without_source_route(std::string_view path) {
  const std::size_t colon = path.starts_with('@') ? path.find(':') : std::string_view::npos;
  return colon == std::string_view::npos ? path : path.substr(colon + 1);
}

}  // namespace

std::string_view forward_path::local_part() const {
  return grammar::local_part_of(without_source_route(mailbox));
}

std::string_view forward_path::domain() const {
  return grammar::domain_of(without_source_route(mailbox));
}

bool forward_path::same_mailbox(const forward_path& other) const {
  return local_part() == other.local_part() && base::iequals(domain(), other.domain());
}

}  // namespace dsnspec::smtp
