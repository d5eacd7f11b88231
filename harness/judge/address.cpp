#include "judge/address.hpp"

#include "base/ascii.hpp"
#include "grammar/a_label.hpp"
#include "grammar/mailbox.hpp"
#include "smtp/envelope.hpp"

namespace dsnspec::judge {

std::string mailbox_key(std::string_view path) {
  const smtp::forward_path whole{std::string(path)};
  std::string local(whole.local_part());
  if (local.starts_with('"')) {
    const std::string alone = local + "@" + std::string(whole.domain());
    if (const auto mailbox = grammar::parse_mailbox(alone, grammar::charset::utf8)) {
      local = mailbox->unquoted_local_part();
    }
  }
  const std::string domain = base::lowered(grammar::with_a_labels(whole.domain()));
  return domain.empty() ? local : local + "@" + domain;
}

bool same_address(std::string_view a, std::string_view b) {
  return a == b || mailbox_key(a) == mailbox_key(b);
}

}  // namespace dsnspec::judge
