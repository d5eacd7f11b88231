// What an MTA can do wrong when it announces DSN and takes commands (RFC 3461 4, 5.1, 5.4).

#include "judge/defects.hpp"

namespace dsnspec::judge {
namespace {

using script::carol;
using script::dana;
using script::sender;

const std::string probe = "submit: {probe: true, rcpt: [{to: carol@next}]}\nhosts: {next: {}}";

// One MAIL command and its reply; `plain` is the reply to the same command without parameters, given before.
case_builder mail(const std::string& parameters, const std::string& reply, const std::string& plain = "") {
  if (plain.empty()) {
    case_builder one(probe);
    one.submitted(sender + " " + parameters + " => " + reply, {});
    return one;
  }
  case_builder one(
      "submit:\n  - {probe: true, rcpt: [{to: carol@next}]}\n"
      "  - {probe: true, rcpt: [{to: carol@next}]}\nhosts: {next: {}}");
  one.submitted(sender + " => " + plain, {});
  one.submitted(sender + " " + parameters + " => " + reply, {});
  return one;
}

// The same for RCPT. The message is not submitted in the end.
case_builder rcpt(const std::string& parameters, const std::string& reply, const std::string& plain = "") {
  const std::string end = "451 not now";
  if (plain.empty()) {
    case_builder one(probe);
    one.submitted(sender, {carol + " " + parameters + " => " + reply}, end);
    return one;
  }
  case_builder one(
      "submit:\n  - {probe: true, rcpt: [{to: carol@next}]}\n"
      "  - {probe: true, rcpt: [{to: carol@next}]}\nhosts: {next: {}}");
  one.submitted(sender, {carol + " => " + plain}, end);
  one.submitted(sender, {carol + " " + parameters + " => " + reply}, end);
  return one;
}

using list = std::vector<std::string>;
const list mail_refused = {"FAIL rfc3461/5.1/valid-mail-parameters-accepted"};
const list rcpt_refused = {"FAIL rfc3461/5.1/valid-rcpt-parameters-accepted"};
const list mail_taken = {"FAIL rfc3461/5.1/invalid-mail-parameters-501"};
const list rcpt_taken = {"WARN rfc3461/5.1/invalid-rcpt-parameters-501"};

const defect table[] = {
    {"M002", "announces DSN and answers 555 to ENVID", [] { return mail("ENVID=x", "555 no"); },
     mail_refused},
    {"M002b",
     "announces DSN and answers 555 to RET",
     [] { return mail("RET=HDRS", "555 no"); },
     {"FAIL rfc3461/5.1/valid-mail-parameters-accepted", "FAIL rfc3461/5.4/ret-8-accepted"}},
    {"M004", "takes only letters and digits in ENVID", [] { return mail("ENVID=(<;\\{}>)", "501 no"); },
     mail_refused},
    {"M006", "takes lower-case hexadecimal digits", [] { return mail("ENVID=+3d", "250 ok"); }, mail_taken},
    {"M008", "takes any RET", [] { return mail("RET=BODY", "250 ok"); }, mail_taken},
    {"M010",
     "takes the last of two ENVIDs",
     [] { return mail("ENVID=a ENVID=b", "250 ok"); },
     {"FAIL rfc3461/5.1/duplicate-mail-parameters-501"}},
    {"M012",
     "merges two NOTIFYs",
     [] { return rcpt("NOTIFY=SUCCESS NOTIFY=FAILURE", "250 ok"); },
     {"WARN rfc3461/5.1/duplicate-rcpt-parameters-501"}},
    {"M014", "takes NEVER next to FAILURE", [] { return rcpt("NOTIFY=NEVER,FAILURE", "250 ok"); },
     rcpt_taken},
    {"M016",
     "knows NOTIFY in upper case alone",
     [] { return rcpt("NOTIFY=never", "501 no"); },
     {"FAIL rfc3461/5.1/valid-rcpt-parameters-accepted", "FAIL rfc5321/2.4/keywords-in-any-case"}},
    {"M018", "knows one order of NOTIFY alone", [] { return rcpt("NOTIFY=DELAY,SUCCESS", "501 no"); },
     rcpt_refused},
    {"M020", "wants a mailbox in ORCPT",
     [] { return rcpt("ORCPT=rfc822;root", "553 no such mailbox", "250 ok"); }, rcpt_refused},
    {"M022", "refuses types other than rfc822", [] { return rcpt("ORCPT=x400;x", "501 no"); }, rcpt_refused},
    {"M024",
     "takes no ENVID of 100 characters",
     [] { return mail("ENVID=" + std::string(94, 'a'), "501 too long"); },
     {"FAIL rfc3461/5.1/valid-mail-parameters-accepted", "FAIL rfc3461/5.4/envid-100-accepted"}},
    {"M026",
     "takes no line of more than 512 octets",
     [] { return rcpt("ORCPT=rfc822;" + std::string(480, 'a'), "500 line too long"); },
     {"FAIL rfc3461/5.1/valid-rcpt-parameters-accepted", "FAIL rfc3461/5.4/long-command-line-accepted"}},
    {"M030", "refuses strangers who use RET", [] { return mail("RET=HDRS", "550 5.7.1 not you", "250 ok"); },
     mail_refused},
    {"M032",
     "sends on to a recipient whose RCPT it refused",
     [] {
       case_builder one(
           "submit:\n  rcpt: [{to: carol@next, notify: \"SUCC\"}, {to: dana@next}]\nhosts: {next: {}}");
       one.submitted(sender, {carol + " NOTIFY=SUCC => 501 no", dana});
       one.relayed("next", "DSN", sender, {carol, dana});
       return one;
     },
     {"FAIL rfc3461/5.1/refused-recipient-left-out"}},
    {"M034",
     "drops a second message with the same ENVID",
     [] {
       case_builder one(
           "submit:\n  - mail: {envid: same}\n    rcpt: [{to: carol@next, notify: SUCCESS}]\n"
           "  - mail: {envid: same}\n    rcpt: [{to: carol@next, notify: SUCCESS}]\nhosts: {next: {}}");
       one.submitted(sender + " ENVID=same", {carol + " NOTIFY=SUCCESS"});
       one.submitted(sender + " ENVID=same", {carol + " NOTIFY=SUCCESS"});
       one.relayed("next", "DSN", sender + " ENVID=same", {carol + " NOTIFY=SUCCESS"});
       return one;
     },
     {"FAIL rfc3461/4.4/envid-has-no-meaning"}},
    {"M192",
     "has room for 27 octets of NOTIFY",
     [] { return rcpt("NOTIFY=SUCCESS,FAILURE,DELAY", "501 no"); },
     {"FAIL rfc3461/5.1/valid-rcpt-parameters-accepted", "FAIL rfc3461/5.4/notify-28-accepted"}},
    {"M192b",
     "has room for 7 octets of RET",
     [] { return mail("RET=FULL", "501 no"); },
     {"FAIL rfc3461/5.1/valid-mail-parameters-accepted", "FAIL rfc3461/5.4/ret-8-accepted"}},
};

DSNSPEC_JUDGE_DEFECTS(SubmissionDefects, table);

}  // namespace
}  // namespace dsnspec::judge
