#include "judge/unsent.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "judge/internationalized.hpp"

namespace dsnspec::judge {
namespace {

// "ID frozen <> RECIPIENT...": from nobody, and to this address.
bool is_report_to(std::string_view listed, std::string_view address) {
  const auto from = listed.find(" <> ");
  return from != std::string_view::npos &&
         base::lowered(listed.substr(from)).find(base::lowered(address)) != std::string::npos;
}

}  // namespace

const trace::dialogue* left_plain_server(const observation& seen, const submission& of) {
  if (!of.smtputf8 || of.sender.empty()) {
    return nullptr;
  }
  const smtp::forward_path sender{of.sender};
  const auto& hosts = seen.record().where.hosts;
  for (const trace::dialogue& in : seen.dialogues()) {
    const auto placed = hosts.find(in.of->host);
    if (in.of->role == trace::session_role::server && placed != hosts.end() &&
        base::iequals(placed->second.domain, sender.domain()) && in.transactions.empty() &&
        !keywords_of(in).empty() && !keyword_line(in, "SMTPUTF8")) {
      return &in;
    }
  }
  return nullptr;
}

std::optional<std::string> unsent_report(const case_view& of_case, const submission& of) {
  if (left_plain_server(of_case.seen, of) != nullptr) {
    return "the target came to the sender's server, which lacks SMTPUTF8, and left";
  }
  const auto& fence = of_case.seen.record().fence;
  if (!fence || of.sender.empty()) {
    return std::nullopt;
  }
  const auto at = std::find_if(fence->frozen.begin(), fence->frozen.end(),
                               [&of](const std::string& listed) { return is_report_to(listed, of.sender); });
  return at == fence->frozen.end()
             ? std::nullopt
             : std::optional(fmt::format("its queue has it as frozen, {}", base::excerpt(*at, 100)));
}

}  // namespace dsnspec::judge
