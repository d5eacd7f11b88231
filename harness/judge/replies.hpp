// The replies that can stand behind a group of a report: what the servers of the recipient said before the
// report went out.
#pragma once

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "judge/case_view.hpp"

namespace dsnspec::judge {

struct reply_given {
  std::string host;  // key of the host
  const smtp::reply* reply = nullptr;
};

struct replies {
  std::vector<reply_given> all;  // different ones, the latest first; at most 1000
  bool certain = false;          // the last attempt ended with a reply: the report has to repeat it
  bool all_permanent = false;    // there are some, and each is a 5xx to MAIL, RCPT, DATA or the end of data
};

class reply_finder {
 public:
  explicit reply_finder(const case_view& of) : case_(of) {}

  // The group's recipient must lead to one address, and not to a mailbox. The result lives as long as the
  // finder.
  const replies& behind(const answer& one);

  // The names by which the target may know this host: those in DNS, its address, and what it calls itself.
  const std::vector<std::string>& names_of(const std::string& host);

 private:
  [[nodiscard]] replies acceptance(const fate& came) const;
  [[nodiscard]] replies refusals(const fate& came, const scenario::address& target,
                                 trace::time_us when) const;
  [[nodiscard]] bool every_attempt_shows(const scenario::address& target) const;

  const case_view& case_;
  // By recipient, kind of report and time.
  std::map<std::tuple<const submitted_recipient*, bool, trace::time_us>, replies> known_;
  std::map<std::string, std::vector<std::string>> names_;
};

}  // namespace dsnspec::judge
