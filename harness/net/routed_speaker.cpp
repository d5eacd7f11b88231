#include "net/routed_speaker.hpp"

#include <algorithm>
#include <utility>

#include "base/ascii.hpp"
#include "smtp/command.hpp"
#include "smtp/envelope.hpp"

namespace dsnspec::net {
namespace {

using scenario::stage;

constexpr std::size_t max_line = 16384;  // a longer one is the host's to refuse

bool after_recipients(stage at) {
  return at == stage::rcpt || at == stage::data || at == stage::end_of_data;
}

template <class T>
void append(std::vector<T>& to, std::vector<T> more) {
  std::move(more.begin(), more.end(), std::back_inserter(to));
}

// A host that takes nobody: who is meant isn't here.
scenario::host nobody_here() {
  scenario::host out;
  scenario::reply_rule refuse;
  refuse.at = stage::rcpt;
  refuse.react.reply = "550 5.1.2 no such domain in this run\r\n";
  out.replies.push_back(std::move(refuse));
  return out;
}

}  // namespace

bool can_share_a_route(const scenario::host& which) {
  return which.ehlo == scenario::host().ehlo && !which.helo_only && !which.starttls && !which.refuse &&
         std::all_of(which.replies.begin(), which.replies.end(),
                     [](const scenario::reply_rule& each) { return after_recipients(each.at); });
}

// ---------------------------------------------------------------- the record

session_id held_back_session::opened(const session_start& what) {
  peer_ = what.peer;
  return 0;
}

void held_back_session::octets(session_id, bool from_client, std::string_view octets, std::size_t omitted) {
  if (real_) {
    seen_.octets(*real_, from_client, octets, omitted);
  } else {
    held_.push_back({from_client, std::string(octets), omitted});
  }
}

void held_back_session::message(session_id, const smtp::received_message& what) {
  if (real_) {
    seen_.message(*real_, what);
  }
}

// Who never said whom mail is for belongs to no case.
void held_back_session::closed(session_id, std::string_view reason) {
  if (!real_) {
    if (beginning_ && held_.size() <= *beginning_) {
      return;  // only the beginning of what another session has already
    }
    routed_place nobody;
    nobody.key = "route";
    belongs_to(nobody);
  }
  seen_.closed(*real_, reason);
}

void held_back_session::beginning_over() {
  beginning_ = beginning_.value_or(held_.size());
}

void held_back_session::belongs_to(const routed_place& which) {
  real_ = seen_.opened({which.label, which.key, session_role::server, peer_});
  for (const piece& each : held_) {
    seen_.octets(*real_, each.from_client, each.octets, each.omitted);
  }
  held_.resize(std::min(held_.size(), beginning_.value_or(0)), piece{});
}

void held_back_session::next() {
  if (real_) {
    seen_.closed(*real_, "quit");
    real_.reset();
  }
}

// ---------------------------------------------------------------- the dialogue

routed_speaker::routed_speaker(routed_places& places, held_back_session& record)
    : places_(places), record_(record), any_(nobody_here()) {}

void routed_speaker::start_common() {
  common_ = std::make_unique<smtp::server_session>(any_, any_memory_, route_name);
}

std::vector<smtp::server_step> routed_speaker::open() {
  start_common();
  return common_->open();
}

std::vector<smtp::server_step> routed_speaker::receive(std::string_view octets) {
  pending_ += octets;
  waiting_ = false;
  std::vector<smtp::server_step> steps;
  std::size_t start = 0;
  while (start < pending_.size() && !now().finished() && !waiting_) {
    const std::size_t end = pending_.find('\n', start);
    const bool whole = end != std::string::npos;
    if (!whole && !now().expects_data() && pending_.size() - start <= max_line) {
      break;
    }
    const std::string piece = pending_.substr(start, whole ? end + 1 - start : std::string::npos);
    if (!line(piece, steps)) {
      waiting_ = true;
      break;
    }
    start += piece.size();
  }
  pending_.erase(0, now().finished() ? pending_.size() : start);
  return steps;
}

bool routed_speaker::line(std::string_view octets, std::vector<smtp::server_step>& steps) {
  if (now().expects_data()) {
    feed(octets, steps);
    return true;
  }
  const smtp::command what = smtp::parse_command(base::trimmed(octets));
  if (what.is("MAIL")) {
    if (own_) {
      if (!steps.empty()) {
        return false;  // the answers to what came before belong to the session that ends here
      }
      record_.next();
      own_.reset();
      start_common();
      static_cast<void>(common_->open());
      static_cast<void>(common_->receive(hello_));
      static_cast<void>(common_->take_recorded());
      said_.clear();
      mail_ = false;
    }
    if (!mail_ && !steps.empty()) {
      return false;  // the beginning is to be complete
    }
    record_.beginning_over();
    mail_ = true;
  }
  if (what.is("RCPT")) {
    return recipient(octets, what.argument, steps);
  }
  if (!own_) {
    (mail_ ? said_ : hello_) += octets;
  }
  feed(octets, steps);
  return true;
}

bool routed_speaker::recipient(std::string_view octets, std::string_view argument,
                               std::vector<smtp::server_step>& steps) {
  const auto path = smtp::parse_path_argument(argument, "TO");
  const smtp::forward_path to{path ? std::string(path->path) : std::string()};
  const auto at = places_.find(base::lowered(to.domain()));
  routed_place* const meant = at == places_.end() ? nullptr : &at->second;
  if (own_ && meant != place_) {
    // RFC 5321 3.8: a server may close with 421. What it took so far wasn't completed, so nothing is lost.
    steps.push_back({std::string("421 4.3.2 ") + route_name + " one domain in a transaction\r\n",
                     std::chrono::milliseconds(0), 0, smtp::server_step::ending::drop});
    recorded_.push_back({std::string(octets), 0});
    pending_.clear();
    waiting_ = false;
    return true;
  }
  if (!own_ && meant != nullptr && mail_) {
    take_over(*meant);
  }
  feed(octets, steps);
  return true;
}

void routed_speaker::take_over(routed_place& by) {
  append(recorded_, common_->take_recorded());
  place_ = &by;
  own_ = std::make_unique<smtp::server_session>(*by.what, by.memory, route_name);
  static_cast<void>(own_->open());
  static_cast<void>(own_->receive(hello_ + said_));
  static_cast<void>(own_->take_recorded());
  record_.belongs_to(by);
}

void routed_speaker::feed(std::string_view octets, std::vector<smtp::server_step>& steps) {
  append(steps, now().receive(octets));
}

void routed_speaker::closed() {
  if (!pending_.empty()) {
    static_cast<void>(now().receive(std::exchange(pending_, {})));
  }
  now().closed();
}

std::vector<smtp::recorded_stretch> routed_speaker::take_recorded() {
  append(recorded_, now().take_recorded());
  return std::exchange(recorded_, {});
}

std::vector<smtp::received_message> routed_speaker::take_messages() {
  return now().take_messages();
}

}  // namespace dsnspec::net
