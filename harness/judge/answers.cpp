#include "judge/answers.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "grammar/original_recipient.hpp"
#include "grammar/xtext.hpp"
#include "judge/address.hpp"
#include "smtp/message.hpp"

namespace dsnspec::judge {
namespace {

constexpr std::size_t marker_length = 200;  // more than any Message-ID of ours has
constexpr std::size_t looked_at = 100;      // groups, to find out what a report without marks is about

// Type and decoded address, for comparison.
std::string orcpt_key(std::string_view type, std::string_view address) {
  return base::lowered(type) + ";" + std::string(address);
}

std::string orcpt_key(const std::optional<std::string>& orcpt) {
  const auto given = orcpt ? grammar::parse_original_recipient(*orcpt, grammar::charset::utf8)
                           : grammar::parse_original_recipient("");
  return given ? orcpt_key(given->type, given->decoded()) : std::string();
}

// The recipients of a case by what a group may call them.
class name_index {
 public:
  explicit name_index(const observation& seen) {
    for (const submission& of : seen.submissions()) {
      for (const submitted_recipient& to : of.recipients) {
        const entry one{&of, &to, orcpt_key(to.orcpt)};
        addresses_[mailbox_key(to.address)].push_back(one);
        any_case_[base::lowered(mailbox_key(to.address))].push_back(one);
        for (const scenario::address& target : to.final_targets) {
          targets_[mailbox_key(seen.resolve(target))].push_back(one);
        }
        if (!one.orcpt.empty()) {
          orcpts_[one.orcpt].push_back(one);
        }
      }
    }
  }

  struct fitting {
    const submission* of = nullptr;
    const submitted_recipient* to = nullptr;
    bool by_target = false;
  };

  // `only` null: of any submission.
  // By an address alone.
  [[nodiscard]] fitting find(const submission* only, const std::string& address) const {
    const entry* one = best(addresses_, mailbox_key(address), only, "");
    return one == nullptr ? fitting{} : fitting{one->of, one->to, false};
  }

  [[nodiscard]] fitting find(const submission* only, const dsn::per_recipient_fields& group) const {
    const std::string original = group.original_recipient ? orcpt_key(group.original_recipient->type,
                                                                      address_in(*group.original_recipient))
                                                          : "";
    if (group.final_recipient) {
      const std::string key = mailbox_key(address_in(*group.final_recipient));
      if (const entry* one = best(addresses_, key, only, original)) {
        return {one->of, one->to, false};
      }
      if (const entry* one = best(targets_, key, only, original)) {
        return {one->of, one->to, true};
      }
    }
    const entry* one = original.empty() ? nullptr : best(orcpts_, original, only, original);
    if (one == nullptr && group.final_recipient) {
      one = best(any_case_, base::lowered(mailbox_key(address_in(*group.final_recipient))), only, original);
    }
    if (one == nullptr && !group.final_recipient && only != nullptr && only->recipients.size() == 1) {
      return {only, &only->recipients.front(), false};
    }
    return one == nullptr ? fitting{} : fitting{one->of, one->to, false};
  }

 private:
  struct entry {
    const submission* of;
    const submitted_recipient* to;
    std::string orcpt;
  };
  using entries = std::map<std::string, std::vector<entry>>;

  // Of several with one name the one with the right ORCPT; of those that a target took before those it
  // refused.
  static const entry* best(const entries& where, const std::string& key, const submission* only,
                           const std::string& original) {
    const auto at = where.find(key);
    const entry* found = nullptr;
    int grade = 0;
    if (at != where.end()) {
      for (const entry& one : at->second) {
        const int now = (only == nullptr || only == one.of ? 4 : 0) + (one.to->accepted ? 2 : 0) +
                        (one.orcpt == original ? 1 : 0);
        if (now >= 4 && now > grade) {
          found = &one;
          grade = now;
        }
        if (grade == 7) {
          break;
        }
      }
    }
    return found;
  }

  entries addresses_;
  entries any_case_;
  entries targets_;
  entries orcpts_;
};

// By the marks in what the report returns; by the recipients and the envelope id otherwise.
class submission_finder {
 public:
  submission_finder(const observation& seen, const name_index& names) : seen_(seen), names_(names) {
    for (const submission& of : seen.submissions()) {
      by_message_id_[smtp::message_id(seen.record().where, of.index)] = &of;
    }
  }

  // Remembers which it gave: of two submissions that a report may be about, the one without report comes
  // first.
  const submission* find(const received_report& report) {
    const submission* found = by_mark(report.how->said->message);
    if (found == nullptr) {
      found = by_content(*report.parsed);
    }
    if (found == nullptr && seen_.submissions().size() == 1) {
      found = &seen_.submissions().front();
    }
    ++reports_[found];
    return found;
  }

 private:
  // The first Message-ID of ours in the text: one pass, however many submissions there are.
  [[nodiscard]] const submission* by_mark(std::string_view text) const {
    const std::string start = "<" + seen_.record().where.label + ".";
    for (auto at = text.find(start); at != std::string_view::npos; at = text.find(start, at + 1)) {
      const std::string_view rest = text.substr(at, marker_length);
      const auto found = by_message_id_.find(std::string(rest.substr(0, rest.find('>') + 1)));
      if (found != by_message_id_.end()) {
        return found->second;
      }
    }
    return nullptr;
  }

  [[nodiscard]] const submission* by_content(const dsn::report& report) {
    const submission* found = nullptr;
    bool by_envid = false;
    for (const submission& of : seen_.submissions()) {
      if (names_any(of, report)) {
        const bool same_envid = names_envid(of, report);
        if (found == nullptr || same_envid > by_envid ||
            (same_envid == by_envid && reports_[&of] < reports_[found])) {
          found = &of;
          by_envid = same_envid;
        }
      }
    }
    return found;
  }

  [[nodiscard]] bool names_any(const submission& of, const dsn::report& report) const {
    const auto& groups = report.recipients;
    const auto end = groups.begin() + static_cast<std::ptrdiff_t>(std::min(groups.size(), looked_at));
    return std::any_of(groups.begin(), end,
                       [&](const auto& group) { return names_.find(&of, group).to != nullptr; });
  }

  static bool names_envid(const submission& of, const dsn::report& report) {
    const auto& field = report.per_message.original_envelope_id;
    if (!field || !of.envid) {
      return !field && !of.envid;
    }
    grammar::deviations forgiven;
    return field->text == *of.envid ||
           field->text == base::trimmed(grammar::decode_xtext(*of.envid, forgiven));
  }

  const observation& seen_;
  const name_index& names_;
  std::map<std::string, const submission*> by_message_id_;
  std::map<const submission*, std::size_t> reports_;
};

// The addresses of all Final-Recipient fields of a group but the first.
std::vector<std::string> further_recipients(const dsn::per_recipient_fields& group) {
  std::vector<std::string> out;
  for (const dsn::field& one : group.fields) {
    if (base::iequals(one.name, "Final-Recipient") && group.final_recipient &&
        group.final_recipient->field != &one) {
      const std::string text = dsn::unfolded(one.value);
      out.emplace_back(base::trimmed(std::string_view(text).substr(text.find(';') + 1)));
    }
  }
  return out;
}

template <class Key>
const std::vector<const answer*>& all_of(const std::map<const Key*, std::vector<const answer*>>& index,
                                         const Key* which) {
  static const std::vector<const answer*> none;
  const auto at = index.find(which);
  return at == index.end() ? none : at->second;
}

}  // namespace

std::string address_in(const dsn::typed_value& field) {
  const std::string text = dsn::unfolded(field.value);
  std::string_view address = base::trimmed(text);
  // RFC 3464 2.1.1 has comments in every field; one behind an address is none of it.
  const auto comment = address.ends_with(')') ? address.rfind(" (") : std::string_view::npos;
  if (comment != std::string_view::npos && address.find('@') < comment) {
    address = base::trimmed(address.substr(0, comment));
  }
  if (address.size() >= 2 && address.front() == '<' && address.back() == '>') {
    address = address.substr(1, address.size() - 2);
  }
  // RFC 6533 3: in seven bits an address of type utf-8 is written with \x{...}; what is malformed stays as it
  // is.
  grammar::deviations forgiven;
  return base::iequals(field.type, "utf-8") ? grammar::decode_unitext(address, forgiven)
                                            : std::string(address);
}

answers::answers(const observation& seen) {
  const name_index names(seen);
  submission_finder submissions(seen, names);
  for (const received_report& report : seen.reports()) {
    const submission* of = submissions.find(report);
    submissions_[&report] = of;
    brought_[report.how] = &report;
    const auto& to = report.how->said->recipients;
    if (of != nullptr && std::any_of(to.begin(), to.end(), [of](const trace::recipient_exchange& one) {
          return same_address(one.path.mailbox, of->sender);
        })) {
      to_sender_.insert(&report);
    } else if (!to.empty() && seen.is_list_owner(to.front().path.mailbox)) {
      continue;  // what became of a list's members is no answer to the sender
    }
    for (const auto& group : report.parsed->recipients) {
      auto found = names.find(of, group);
      if (found.to == nullptr) {
        found = names.find(nullptr, group);
      }
      all_.push_back({&report, &group, found.to == nullptr ? of : found.of, found.to, found.by_target});
      for (const std::string& address : further_recipients(group)) {
        if (const auto further = names.find(of, address); further.to != nullptr) {
          lost_groups_.insert(further.to);
        }
      }
    }
  }
  for (const answer& one : all_) {
    by_report_[one.report].push_back(&one);
    if (one.to != nullptr) {
      by_recipient_[one.to].push_back(&one);
    }
  }
}

const std::vector<const answer*>& answers::to(const submitted_recipient& which) const {
  return all_of(by_recipient_, &which);
}

bool answers::has(const submitted_recipient& which, dsn::action what) const {
  const auto& got = to(which);
  return std::any_of(got.begin(), got.end(), [what](const answer* one) { return one->is(what); });
}

const std::vector<const answer*>& answers::in(const received_report& which) const {
  return all_of(by_report_, &which);
}

const submission* answers::of(const received_report& report) const {
  const auto at = submissions_.find(&report);
  return at == submissions_.end() ? nullptr : at->second;
}

const received_report* answers::brought_by(const hop_transaction& hop) const {
  const auto at = brought_.find(&hop);
  return at == brought_.end() ? nullptr : at->second;
}

}  // namespace dsnspec::judge
