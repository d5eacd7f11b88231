#include "judge/taken_parameters.hpp"

#include <algorithm>

#include "judge/smtp_extensions.hpp"
#include "smtp/dsn_parameters.hpp"

namespace dsnspec::judge {

bool takes_parameters(const submission& of, const smtp::path_argument& path) {
  const auto mail = smtp::dsn_of_mail(path.parameters);
  const auto rcpt =
      smtp::dsn_of_rcpt(path.parameters, of.smtputf8 ? grammar::charset::utf8 : grammar::charset::ascii);
  const auto good = [](const auto& one) { return !one || (one->valid() && one->count == 1); };
  const bool known = std::all_of(
      path.parameters.begin(), path.parameters.end(),
      [&of](const smtp::parameter& one) { return of.said->announced(extension_of(one.keyword)); });
  return known && good(mail.ret) && good(mail.envid) && good(rcpt.notify) && good(rcpt.orcpt);
}

}  // namespace dsnspec::judge
