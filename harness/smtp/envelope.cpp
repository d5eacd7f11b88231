#include "smtp/envelope.hpp"

#include "base/ascii.hpp"
#include "grammar/address_parts.hpp"

namespace dsnspec::smtp {

std::string_view forward_path::local_part() const {
  return grammar::local_part_of(mailbox);
}

std::string_view forward_path::domain() const {
  return grammar::domain_of(mailbox);
}

bool forward_path::same_mailbox(const forward_path& other) const {
  return local_part() == other.local_part() && base::iequals(domain(), other.domain());
}

}  // namespace dsnspec::smtp
