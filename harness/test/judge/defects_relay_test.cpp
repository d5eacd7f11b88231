// What an MTA can do wrong when it relays: to servers with DSN, to servers without, through aliases and lists
// (RFC 3461 4.5, 5.2.1, 5.2.2 a and d, 5.2.7).

#include "judge/defects.hpp"

namespace dsnspec::judge {
namespace {

using script::carol;
using script::dana;
using script::sender;
using script::to_carol;
using list = std::vector<std::string>;

// Submitted with `came_mail` and `came_rcpt`, told to a server with DSN with `told_mail` and `told_rcpt`.
case_builder relay(const std::string& came_mail, const std::string& came_rcpt, const std::string& told_mail,
                   const std::string& told_rcpt) {
  case_builder one(to_carol());
  one.submitted(sender + came_mail, {carol + came_rcpt});
  one.relayed("next", "PIPELINING DSN", sender + told_mail, {carol + told_rcpt});
  return one;
}

case_builder envelope_id(const std::string& came, const std::string& told) {
  return relay(" ENVID=" + came, "", told.empty() ? "" : " ENVID=" + told, "");
}

case_builder notify(const std::string& came, const std::string& told) {
  return relay("", " NOTIFY=" + came, "", told.empty() ? "" : " NOTIFY=" + told);
}

case_builder orcpt(const std::string& came, const std::string& told) {
  return relay("", " ORCPT=" + came, "", told.empty() ? "" : " ORCPT=" + told);
}

// One alias with one target, told `mail` and `rcpt`.
case_builder alias(const std::string& came, const std::string& mail, const std::string& rcpt) {
  case_builder one(
      "submit:\n  mail: {envid: q1}\n  rcpt: [{to: fwd@local}]\nhosts: {next: {}}\n"
      "local: {aliases: {fwd: [carol@next]}}");
  one.submitted(sender + " ENVID=q1", {"RCPT TO:<fwd.c001@local.test>" + came});
  one.relayed("next", "DSN", sender + mail, {carol + rcpt});
  return one;
}

// One alias with two targets, both told the same; `action` is reported to the sender.
case_builder team(const std::string& came, const std::string& told, const std::string& action) {
  case_builder one("submit:\n  rcpt: [{to: team@local, notify: " + came +
                   ", orcpt: \"rfc822;x@y.example\"}]\n"
                   "hosts: {next: {}}\nlocal: {aliases: {team: [carol@next, dana@next]}}");
  one.submitted(sender, {"RCPT TO:<team.c001@local.test> NOTIFY=" + came + " ORCPT=rfc822;x@y.example"});
  one.relayed("next", "DSN", sender, {carol + told, dana + told});
  if (!action.empty()) {
    report_text report = report_on("team.c001@local.test", action, "2.0.0");
    report.original_recipient = "rfc822; x@y.example";
    report.remote_mta = "";
    one.reported(report);
  }
  return one;
}

// One list with one member, told `mail` and `rcpt`.
case_builder chat(const std::string& mail, const std::string& rcpt, const std::string& action = "delivered") {
  case_builder one(
      "submit:\n  mail: {envid: q1}\n  rcpt: [{to: chat@local, notify: SUCCESS}]\nhosts: {next: {}}\n"
      "local: {lists: {chat: {owner: owner@origin, members: [carol@next]}}}");
  one.submitted(sender + " ENVID=q1", {"RCPT TO:<chat.c001@local.test> NOTIFY=SUCCESS"});
  one.relayed("next", "DSN", mail, {carol + rcpt});
  report_text report = report_on("chat.c001@local.test", action, "2.0.0");
  report.envelope_id = "q1";
  report.remote_mta = "";
  one.reported(report);
  return one;
}

const std::string owner = "MAIL FROM:<owner@origin.c001.test>";
const std::string long_envid = std::string(94, 'e');
const std::string long_orcpt = "rfc822;" + std::string(487, 'o');

const defect table[] = {
    {"M028",
     "cuts a long ENVID",
     [] { return envelope_id(long_envid, long_envid.substr(0, 64)); },
     {"FAIL rfc3461/5.2.1/envid-relayed", "FAIL rfc3461/5.4/long-parameters-intact"}},
    {"M028b",
     "cuts a long ORCPT",
     [] { return orcpt(long_orcpt, long_orcpt.substr(0, 255)); },
     {"FAIL rfc3461/5.2.1/orcpt-relayed", "FAIL rfc3461/5.4/long-parameters-intact"}},
    {"M028c",
     "cuts an ENVID of a length that it needn't have taken",
     [] { return envelope_id(std::string(200, 'e'), long_envid); },
     {"FAIL rfc3461/5.2.1/envid-relayed"}},
    {"M036",
     "drops ENVID when RET is absent",
     [] { return envelope_id("x", ""); },
     {"FAIL rfc3461/5.2.1/envid-relayed"}},
    {"M038",
     "relays ENVID decoded",
     [] { return envelope_id("a+2Bb", "a+b"); },
     {"FAIL rfc3461/4/values-in-xtext", "FAIL rfc3461/5.2.1/envid-octet-exact"}},
    {"M038b",
     "relays ENVID decoded, which makes another value of it",
     [] { return envelope_id("+2B41", "+41"); },
     {"FAIL rfc3461/5.2.1/envid-relayed"}},
    {"M040",
     "encodes ENVID anew",
     [] { return envelope_id("+41", "A"); },
     {"FAIL rfc3461/5.2.1/envid-octet-exact"}},
    {"M040b",
     "encodes ORCPT anew",
     [] { return orcpt("rfc822;+41", "rfc822;A"); },
     {"FAIL rfc3461/5.2.1/orcpt-octet-exact"}},
    {"M042",
     "adds RET",
     [] { return relay("", "", " RET=HDRS", ""); },
     {"FAIL rfc3461/5.2.1/ret-not-invented"}},
    {"M044", "drops RET", [] { return relay(" RET=HDRS", "", "", ""); }, {"FAIL rfc3461/5.2.1/ret-relayed"}},
    {"M046",
     "makes FAILURE of NEVER",
     [] { return notify("NEVER", "FAILURE"); },
     {"FAIL rfc3461/5.2.1/notify-relayed"}},
    {"M048",
     "relays the first keyword alone",
     [] { return notify("SUCCESS,FAILURE", "SUCCESS"); },
     {"FAIL rfc3461/5.2.1/notify-relayed"}},
    {"M050",
     "adds keywords",
     [] { return notify("SUCCESS", "SUCCESS,FAILURE,DELAY"); },
     {"FAIL rfc3461/5.2.1/notify-relayed"}},
    {"M052",
     "drops ORCPT",
     [] { return orcpt("rfc822;x@y.example", ""); },
     {"FAIL rfc3461/5.2.1/orcpt-relayed"}},
    {"M054",
     "puts the recipient into ORCPT",
     [] { return orcpt("rfc822;x@y.example", "rfc822;carol@next.c001.test"); },
     {"FAIL rfc3461/5.2.1/orcpt-relayed"}},
    {"M056",
     "adds an ORCPT with the alias's target",
     [] { return alias("", " ENVID=q1", " ORCPT=rfc822;carol@next.c001.test"); },
     {"FAIL rfc3461/5.2.1/orcpt-added-is-received-address"}},
    {"M060",
     "loses the parameters when it tries again",
     [] {
       case_builder one(to_carol());
       one.submitted(sender + " ENVID=x RET=FULL", {carol + " NOTIFY=FAILURE ORCPT=rfc822;x"});
       one.relayed("next", "DSN", sender + " ENVID=x RET=FULL",
                   {carol + " NOTIFY=FAILURE ORCPT=rfc822;x => 451 later"});
       one.relayed("next", "DSN", sender, {carol});
       return one;
     },
     {"FAIL rfc3461/5.2.1/envid-relayed", "FAIL rfc3461/5.2.1/notify-relayed",
      "FAIL rfc3461/5.2.1/orcpt-relayed", "FAIL rfc3461/5.2.1/ret-relayed"}},
    {"M062",
     "doesn't know dsn in lower case",
     [] {
       case_builder one(to_carol());
       one.submitted(sender + " ENVID=x", {carol + " NOTIFY=FAILURE"});
       one.relayed("next", "PIPELINING dsn", sender, {carol});
       return one;
     },
     {"FAIL rfc3461/5.2.1/envid-relayed", "FAIL rfc3461/5.2.1/notify-relayed"}},
    {"M064",
     "drops ORCPT at an alias",
     [] { return alias(" ORCPT=rfc822;x", " ENVID=q1", ""); },
     {"WARN rfc3461/5.2.7.2/parameters-propagated-through-alias"}},
    {"M064b",
     "writes another ORCPT at an alias",
     [] { return alias(" ORCPT=rfc822;x", " ENVID=q1", " ORCPT=rfc822;carol@next.c001.test"); },
     {"WARN rfc3461/5.2.7.2/parameters-propagated-through-alias"}},
    {"M066",
     "drops NOTIFY=SUCCESS at an alias with several targets",
     [] { return team("SUCCESS", " ORCPT=rfc822;x@y.example", "expanded"); },
     {"FAIL rfc3461/5.2.7.3/success-removed-in-way-c"}},
    {"M066b",
     "passes SUCCESS on to all targets of an alias",
     [] { return team("SUCCESS", " NOTIFY=SUCCESS ORCPT=rfc822;x@y.example", "expanded"); },
     {"FAIL rfc3461/5.2.7.3/success-removed-in-way-c"}},
    {"M066c",
     "reports nothing of an alias with several targets",
     [] { return team("SUCCESS", " NOTIFY=NEVER ORCPT=rfc822;x@y.example", ""); },
     {"FAIL rfc3461/5.2.7.3/expanded-dsn-in-way-c"}},
    {"M066d",
     "reports nothing, and the request ends at the alias",
     [] { return team("SUCCESS", "", ""); },
     {"FAIL rfc3461/5.2.7.3/relayed-dsn-in-way-a"}},
    {"M068",
     "puts the list into ORCPT",
     [] { return chat(owner, " ORCPT=rfc822;chat.c001@local.test"); },
     {"FAIL rfc3461/4.2/list-orcpt-is-the-subscriber"}},
    {"M068b",
     "passes ENVID on to the members of a list",
     [] { return chat(owner + " ENVID=q1", ""); },
     {"FAIL rfc3461/5.2.7.1/list-parameters-not-derived"}},
    {"M068c",
     "sends to members with the sender's reverse-path",
     [] { return chat(sender, ""); },
     {"FAIL rfc3461/5.2.7.1/list-return-address-rewritten"}},
    {"M068d",
     "sends to members with a null reverse-path",
     [] { return chat("MAIL FROM:<>", ""); },
     {"FAIL rfc3461/5.2.7.1/list-return-address-rewritten"}},
    {"M092",
     "says expanded of a list",
     [] { return chat(owner, "", "expanded"); },
     {"FAIL rfc3461/5.2.7.1/delivered-dsn-for-list", "WARN rfc3464/2.3.3/expanded-not-for-lists"}},
    {"M070",
     "sends parameters to a server without DSN",
     [] {
       case_builder one(to_carol());
       one.submitted(sender + " RET=FULL", {carol});
       one.relayed("next", "PIPELINING", sender + " RET=FULL", {carol});
       return one;
     },
     {"FAIL rfc3461/5.2.2/no-parameters-to-nonconforming"}},
    {"M072",
     "takes the word in the greeting for the announcement",
     [] {
       case_builder one(to_carol());
       one.submitted(sender, {carol + " NOTIFY=FAILURE"});
       one.session("next", {"S: 220 DSN ESMTP", "C: EHLO y", "S: 250-DSN.example", "S: 250 XDSN",
                            "C: " + sender, "S: 250 ok", "C: " + carol + " NOTIFY=FAILURE", "S: 250 ok",
                            "C: DATA", "S: 354 go", "M:", "S: 250 ok"});
       return one;
     },
     {"FAIL rfc3461/5.2.2/no-parameters-to-nonconforming"}},
    {"M080",
     "uses the null reverse-path for all as soon as one has NEVER",
     [] {
       case_builder one(
           "submit:\n  rcpt: [{to: carol@next, notify: NEVER}, {to: dana@next, notify: FAILURE}]\n"
           "hosts: {next: {}}");
       one.submitted(sender, {carol + " NOTIFY=NEVER", dana + " NOTIFY=FAILURE"});
       one.relayed("next", "PIPELINING", "MAIL FROM:<>", {carol, dana});
       return one;
     },
     {"FAIL rfc3461/5.2.2/null-sender-only-for-never"}},
    {"M184",
     "repeats NOTIFY after a retry",
     [] { return relay("", " NOTIFY=NEVER", "", " NOTIFY=NEVER NOTIFY=NEVER"); },
     {"FAIL rfc3461/4.5/parameters-once-per-rcpt"}},
    {"M184b",
     "repeats RET",
     [] { return relay(" RET=FULL", "", " RET=FULL RET=FULL", ""); },
     {"FAIL rfc3461/4.5/parameters-once-per-mail"}},
    {"M186",
     "adds an ORCPT of a type of its own",
     [] { return relay("", "", "", " ORCPT=smtp;carol@next.c001.test"); },
     {"FAIL rfc3461/4.2/added-type-registered", "FAIL rfc3461/5.2.1/orcpt-added-is-received-address"}},
    {"M188",
     "announces DSN in front of a relay that doesn't know it",
     [] { return relay(" ENVID=x", " NOTIFY=FAILURE", "", ""); },
     {"FAIL rfc3461/5.2.1/envid-relayed", "FAIL rfc3461/5.2.1/notify-relayed"}},
    {"M188b",
     "... and reports nothing where the next hop has no DSN",
     [] {
       case_builder one(to_carol());
       one.submitted(sender, {carol + " NOTIFY=SUCCESS"});
       one.relayed("next", "PIPELINING", sender, {carol});
       return one;
     },
     {"FAIL rfc3461/5.2.2/relayed-dsn-for-success"}},
    {"M204",
     "adds DELAY to NEVER",
     [] { return notify("NEVER", "NEVER,DELAY"); },
     {"FAIL rfc3461/4.1/never-alone", "FAIL rfc3461/5.2.1/notify-relayed"}},
    {"M204b",
     "leaves a null element behind",
     [] { return notify("SUCCESS,DELAY", "SUCCESS,DELAY,"); },
     {"FAIL rfc3461/4.1/never-alone"}},
};

DSNSPEC_JUDGE_DEFECTS(RelayDefects, table);

}  // namespace
}  // namespace dsnspec::judge
