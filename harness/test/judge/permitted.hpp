// What the tests of permitted behaviour have in common: Carol behind a next hop, and reports on her.
#pragma once

#include <string>
#include <vector>

#include "judge/case_builder.hpp"

namespace dsnspec::judge::permitted {

inline constexpr const char* sender = "MAIL FROM:<sender@origin.c001.test>";
inline constexpr const char* carol = "RCPT TO:<carol@next.c001.test>";
inline constexpr const char* dana = "RCPT TO:<dana@next.c001.test>";

inline std::string to_carol(const std::string& notify, const std::string& mail = "") {
  return "submit:\n" + (mail.empty() ? "" : "  mail: {" + mail + "}\n") + "  rcpt: [{to: carol@next" +
         (notify.empty() ? "" : ", notify: \"" + notify + "\"") + "}]\nhosts: {next: {}}";
}

inline const std::string carol_and_dana =
    "submit:\n  rcpt: [{to: carol@next, notify: FAILURE}, {to: dana@next, notify: FAILURE}]\nhosts: {next: "
    "{}}";

inline std::string with_notify(const std::string& rcpt, const std::string& notify) {
  return rcpt + " NOTIFY=" + notify;
}

inline report_text failed(const std::string& who = "carol",
                          const std::string& diagnostic = "smtp; 550 5.1.1 no") {
  report_text out = report_on(who + "@next.c001.test", "failed", "5.1.1");
  out.diagnostic_code = diagnostic;
  return out;
}

inline report_text relayed(const std::string& who = "carol", const std::string& diagnostic = "smtp; 250 ok") {
  report_text out = report_on(who + "@next.c001.test", "relayed", "2.0.0");
  out.diagnostic_code = diagnostic;
  return out;
}

// Carol refused by a next hop; the report after one change.
template <class Change>
std::vector<std::string> reported_after(Change change) {
  case_builder one(to_carol("FAILURE"));
  one.submitted(sender, {with_notify(carol, "FAILURE")});
  one.relayed("next", "PIPELINING", sender, {std::string(carol) + " => 550 5.1.1 no"});
  report_text report = failed();
  change(report);
  one.reported(report);
  return one.accusations();
}

}  // namespace dsnspec::judge::permitted
