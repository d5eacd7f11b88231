#include "runner/case_watch.hpp"

#include "base/ascii.hpp"
#include "smtp/command.hpp"

namespace dsnspec::runner {
namespace {

constexpr std::size_t max_line = 16384;
constexpr std::size_t max_named = 10'000;  // of a case; more are not told apart from none

// The server's last word was to go on with the message.
bool ends_with_354(std::string_view octets) {
  octets = base::trimmed(octets);
  const auto start = octets.rfind('\n');
  return octets.substr(start == std::string_view::npos ? 0 : start + 1).starts_with("354");
}

}  // namespace

void case_watch::octets(const std::string& label, net::session_id which, bool from_client,
                        std::string_view octets, time_point now) {
  last_[label] = now;
  session& in = sessions_[which];
  if (!from_client) {
    in.data = ends_with_354(octets);
    return;
  }
  if (in.data) {
    return;
  }
  for (const char c : octets) {
    if (c == '\n') {
      command(label, in.line);
      in.line.clear();
    } else if (in.line.size() < max_line) {
      in.line += c;
    }
  }
}

void case_watch::command(const std::string& label, std::string_view line) {
  const smtp::command what = smtp::parse_command(base::trimmed(line));
  if (!what.is("RCPT")) {
    return;
  }
  const auto path = smtp::parse_path_argument(what.argument, "TO");
  if (std::set<std::string>& all = named_[label]; path && all.size() < max_named) {
    all.insert(base::lowered(path->path));
  }
}

bool case_watch::named(const std::string& label, std::string_view address) const {
  const auto at = named_.find(label);
  return at != named_.end() && at->second.contains(base::lowered(address));
}

std::optional<case_watch::time_point> case_watch::last(const std::string& label) const {
  const auto at = last_.find(label);
  return at == last_.end() ? std::nullopt : std::optional(at->second);
}

}  // namespace dsnspec::runner
