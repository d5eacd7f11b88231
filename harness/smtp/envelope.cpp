#include "smtp/envelope.hpp"

#include "base/ascii.hpp"

namespace dsnspec::smtp {

namespace {

// "@one,@two:user@host" -> "user@host" (RFC 5321 4.1.1.3: a source route is to be ignored).
std::string_view without_source_route(std::string_view path) {
  const std::size_t colon = path.starts_with('@') ? path.find(':') : std::string_view::npos;
  return colon == std::string_view::npos ? path : path.substr(colon + 1);
}

}  // namespace

std::string_view forward_path::local_part() const {
  const std::string_view address = without_source_route(mailbox);
  return address.substr(0, address.rfind('@'));
}

std::string_view forward_path::domain() const {
  const std::string_view address = without_source_route(mailbox);
  const std::size_t at = address.rfind('@');
  return at == std::string_view::npos ? std::string_view{} : address.substr(at + 1);
}

bool forward_path::same_mailbox(const forward_path& other) const {
  return local_part() == other.local_part() && base::iequals(domain(), other.domain());
}

}  // namespace dsnspec::smtp
