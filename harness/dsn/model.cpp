#include "dsn/model.hpp"

#include <array>

#include "dsn/field_id.hpp"
#include "grammar/folding.hpp"

namespace dsnspec::dsn {
namespace {

std::vector<const field*> extensions_among(const std::vector<field>& fields) {
  std::vector<const field*> found;
  for (const field& one : fields) {
    if (identify(one.name) == field_id::extension) {
      found.push_back(&one);
    }
  }
  return found;
}

}  // namespace

std::string_view name(action value) {
  constexpr std::array<std::string_view, 5> names = {"failed", "delayed", "delivered", "relayed", "expanded"};
  return names[static_cast<std::size_t>(value)];
}

std::vector<const field*> extension_fields(const per_message_fields& group) {
  return extensions_among(group.fields);
}

std::vector<const field*> extension_fields(const per_recipient_fields& group) {
  return extensions_among(group.fields);
}

bool is_delivery_status(const mime::entity& part) {
  return part.content_type.is("message", "delivery-status") ||
         part.content_type.is("message", "global-delivery-status");
}

std::string unfolded(std::string_view value) {
  return grammar::unfolded_to_blank(value);
}

}  // namespace dsnspec::dsn
