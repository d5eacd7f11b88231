#include "judge/answers.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "grammar/original_recipient.hpp"
#include "smtp/message.hpp"

namespace dsnspec::judge {
namespace {

bool leads_to(const observation& seen, const submitted_recipient& from, const std::string& address) {
  return std::any_of(from.final_targets.begin(), from.final_targets.end(),
                     [&](const auto& target) { return same_address(seen.resolve(target), address); });
}

bool has_orcpt(const submitted_recipient& of, const dsn::typed_value& original) {
  if (!of.orcpt) {
    return false;
  }
  const auto given = grammar::parse_original_recipient(*of.orcpt, grammar::charset::utf8);
  return given && base::iequals(given->type, original.type) && given->decoded() == address_in(original);
}

// How well the group fits the recipient: 3 by address, 2 by alias, 1 by ORCPT, 0 not at all.
int fit(const observation& seen, const submitted_recipient& to, const dsn::per_recipient_fields& group) {
  if (group.final_recipient) {
    const std::string address = address_in(*group.final_recipient);
    if (same_address(address, to.address)) {
      return 3;
    }
    if (leads_to(seen, to, address)) {
      return 2;
    }
  }
  return group.original_recipient && has_orcpt(to, *group.original_recipient) ? 1 : 0;
}

struct fitting {
  const submission* of = nullptr;
  const submitted_recipient* to = nullptr;
  int grade = 0;
};

fitting best_fit(const observation& seen, const submission* only, const dsn::per_recipient_fields& group) {
  fitting best;
  for (const submission& of : seen.submissions()) {
    if (only != nullptr && only != &of) {
      continue;
    }
    for (const submitted_recipient& to : of.recipients) {
      if (const int grade = fit(seen, to, group); grade > best.grade) {
        best = {&of, &to, grade};
      }
    }
  }
  return best;
}

// By the marks in what the report returns; by the recipients otherwise.
const submission* submission_of(const observation& seen, const received_report& report) {
  for (const submission& of : seen.submissions()) {
    const std::string id = smtp::message_id(seen.record().where, of.index);
    if (report.how->said->message.find(id) != std::string::npos) {
      return &of;
    }
  }
  for (const auto& group : report.parsed->recipients) {
    if (const fitting best = best_fit(seen, nullptr, group); best.of != nullptr) {
      return best.of;
    }
  }
  return seen.submissions().size() == 1 ? &seen.submissions().front() : nullptr;
}

}  // namespace

std::string address_in(const dsn::typed_value& field) {
  const std::string text = dsn::unfolded(field.value);
  std::string_view address = base::trimmed(text);
  if (address.size() >= 2 && address.front() == '<' && address.back() == '>') {
    address = address.substr(1, address.size() - 2);
  }
  // RFC 6533 3: in seven bits an address of type utf-8 is written with \x{...}; what is malformed stays as it is.
  grammar::deviations forgiven;
  return base::iequals(field.type, "utf-8") ? grammar::decode_unitext(address, forgiven) : std::string(address);
}

answers::answers(const observation& seen) {
  for (const received_report& report : seen.reports()) {
    const submission* of = submission_of(seen, report);
    submissions_[&report] = of;
    for (const auto& group : report.parsed->recipients) {
      const fitting best = best_fit(seen, of, group);
      all_.push_back({&report, &group, of, best.to, best.grade == 2});
    }
  }
}

std::vector<const answer*> answers::to(const submitted_recipient& which) const {
  std::vector<const answer*> out;
  for (const answer& one : all_) {
    if (one.to == &which) {
      out.push_back(&one);
    }
  }
  return out;
}

const submission* answers::of(const received_report& report) const {
  const auto at = submissions_.find(&report);
  return at == submissions_.end() ? nullptr : at->second;
}

}  // namespace dsnspec::judge
