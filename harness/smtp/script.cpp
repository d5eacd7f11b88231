#include "smtp/script.hpp"

#include <algorithm>
#include <string_view>

#include "base/ascii.hpp"
#include "base/glob.hpp"

namespace dsnspec::smtp {

namespace {

constexpr std::size_t max_keys = 10'000;

bool in_turn(const scenario::reply_rule& rule, std::size_t attempt) {
  return attempt >= rule.first_attempt && (rule.last_attempt == 0 || attempt <= rule.last_attempt);
}

bool speaks_of(const scenario::reply_rule& rule, const forward_path* who) {
  return !rule.rcpt || (who != nullptr && base::glob_match(*rule.rcpt, who->local_part()));
}

}  // namespace

std::size_t host_memory::reached(scenario::stage at, const forward_path* who) {
  std::string key;
  if (at == scenario::stage::rcpt && who != nullptr) {
    key = std::string(who->local_part()) + "@" + base::lowered(who->domain());
  }
  const auto known = counts_.find({at, key});
  if (known != counts_.end()) {
    return ++known->second;
  }
  return ++counts_[{at, counts_.size() < max_keys ? key : std::string()}];
}

server_step scripted_step(const scenario::host& host, host_memory& memory, scenario::stage at,
                          const forward_path* who, std::string ordinary) {
  const std::size_t attempt = memory.reached(at, who);
  const auto rule =
      std::find_if(host.replies.begin(), host.replies.end(), [&](const scenario::reply_rule& each) {
        return each.at == at && speaks_of(each, who) && in_turn(each, attempt);
      });
  server_step step;
  if (rule == host.replies.end()) {
    step.octets = std::move(ordinary);
    return step;
  }
  const scenario::reaction& react = rule->react;
  if (!react.silent) {
    step.octets = react.reply.value_or(std::move(ordinary));
  }
  step.delay = react.delay;
  step.split = react.split;
  if (react.drop) {
    step.then = react.reset ? server_step::ending::reset : server_step::ending::drop;
  }
  return step;
}

int code_of(const server_step& step) {
  std::string_view text = step.octets;
  while (text.ends_with('\n') || text.ends_with('\r')) {
    text.remove_suffix(1);
  }
  const std::string_view last = text.substr(text.rfind('\n') + 1);
  if (last.size() < 3 || !std::all_of(last.begin(), last.begin() + 3, base::is_digit)) {
    return 0;
  }
  return (last[0] - '0') * 100 + (last[1] - '0') * 10 + (last[2] - '0');
}

}  // namespace dsnspec::smtp
