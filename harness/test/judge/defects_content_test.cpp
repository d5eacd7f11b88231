// What an MTA can do wrong in the container of a report and in its fields (RFC 3461 6.2, 6.3, RFC 3464 2, RFC
// 6522).

#include "judge/defects.hpp"

namespace dsnspec::judge {
namespace {

using script::carol;
using script::sender;
using script::to_carol;
using edits = std::vector<std::pair<std::string, std::string>>;

// Everything asked for, the message refused, and the right report after one change.
template <class Change>
case_builder refused(Change change, const std::string& ret = "HDRS",
                     const std::string& reply = "550 5.1.1 no such user here") {
  case_builder one(to_carol());
  one.submitted(sender + (ret.empty() ? "" : " RET=" + ret) + " ENVID=a+2Bb",
                {carol + " NOTIFY=FAILURE ORCPT=rfc822;Carol+2Bx@Orig.example"});
  one.relayed("next", "PIPELINING", sender, {carol + " => " + reply});
  report_text report = report_on("carol@next.c001.test", "failed", "5.1.1");
  report.envelope_id = "a+b";
  report.original_recipient = "rfc822; Carol+x@Orig.example";
  report.diagnostic_code = "smtp; 550 5.1.1 no such user here";
  change(report);
  one.reported(report);
  return one;
}

case_builder edited(const edits& all) {
  return refused([&all](report_text& r) { r.edits = all; });
}

// Taken by a server without DSN, RET=FULL.
template <class Change>
case_builder taken(Change change) {
  case_builder one(to_carol());
  one.submitted(sender + " RET=FULL", {carol + " NOTIFY=SUCCESS"});
  one.relayed("next", "PIPELINING", sender, {carol});
  report_text report = report_on("carol@next.c001.test", "relayed", "2.0.0");
  report.diagnostic_code = "smtp; 250 ok";
  change(report);
  one.reported(report);
  return one;
}

// Two recipients with an ORCPT each; `second` is the group of the second one.
case_builder two(const std::string& second) {
  case_builder one("submit:\n  rcpt: [{to: carol@next}, {to: dana@next}]\nhosts: {next: {}}");
  one.submitted(sender, {carol + " ORCPT=rfc822;c@x.example", script::dana + " ORCPT=rfc822;d@x.example"});
  one.relayed("next", "PIPELINING", sender, {carol + " => 550 no", script::dana + " => 550 no"});
  report_text report = report_on("carol@next.c001.test", "failed", "5.1.1");
  report.original_recipient = "rfc822; c@x.example";
  report.diagnostic_code = "smtp; 550 no";
  report.more = second;
  one.reported(report);
  return one;
}

const std::string danas_fields =
    "Final-Recipient: rfc822; dana@next.c001.test\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    "Remote-MTA: dns; mx.next.c001.test\r\nDiagnostic-Code: smtp; 550 no\r\n";

case_builder alias_target_named() {
  case_builder one(
      "submit:\n  rcpt: [{to: fwd@local}]\nhosts: {next: {}}\nlocal: {aliases: {fwd: [carol@next]}}");
  one.submitted(sender, {"RCPT TO:<fwd.c001@local.test>"});
  one.relayed("next", "PIPELINING", sender, {carol + " => 550 no"});
  report_text report = report_on("carol@next.c001.test", "failed", "5.0.0");
  report.diagnostic_code = "smtp; 550 no";
  one.reported(report);
  return one;
}

// A recipient who is written like this, and how the report names him.
case_builder written(const std::string& local_part, const std::string& shown) {
  case_builder one("submit:\n  rcpt: [{to: '" + local_part + "@next'}]\nhosts: {next: {}}");
  const std::string rcpt = "RCPT TO:<" + local_part + "@next.c001.test>";
  one.submitted(sender, {rcpt});
  one.relayed("next", "PIPELINING", sender, {rcpt + " => 550 no"});
  report_text report = report_on(shown, "failed", "5.0.0");
  report.diagnostic_code = "smtp; 550 no";
  one.reported(report);
  return one;
}

const defect table[] = {
    // ------------------------------------------------------------- the container
    {"M106",
     "leaves report-type out",
     [] { return edited({{"report-type=delivery-status; ", ""}}); },
     {"FAIL rfc6522/3/report-type-present"}},
    {"M108",
     "leaves the part for people out",
     [] { return edited({{"--b1\r\nContent-Type: text/plain\r\n\r\nSomething happened.\r\n", ""}}); },
     {"FAIL rfc3461/6.2/multipart-report", "FAIL rfc6522/3/first-part-human-readable"}},
    {"M110",
     "returns the body after RET=HDRS",
     [] { return refused([](auto& r) { r.with_body = true; }); },
     {"FAIL rfc3461/4.3/hdrs-returns-headers-only"}},
    {"M110b",
     "returns the body in the part for people",
     [] { return edited({{"Something happened.", "You wrote:\r\n> body-token-c001-1"}}); },
     {"FAIL rfc3461/4.3/hdrs-returns-headers-only"}},
    {"M110c",
     "returns the body in base64 after RET=HDRS",
     [] {
       // "Subject: x\r\n\r\nbody-token-c001-1\r\n"
       return refused([](auto& r) {
         r.two_parts = true;
         r.edits = {{"\r\n--b1--",
                     "\r\n--b1\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                     "U3ViamVjdDogeA0KDQpib2R5LXRva2VuLWMwMDEtMQ0K\r\n--b1--"}};
       });
     },
     {"FAIL rfc3461/4.3/hdrs-returns-headers-only"}},
    {"M112",
     "returns the whole message with a report of success",
     [] { return taken([](auto& r) { r.with_body = true; }); },
     {"WARN rfc3461/6.2/headers-only-without-failure"}},
    {"M114",
     "returns a part of the header",
     [] {
       return refused([](auto& r) {
         r.two_parts = true;
         r.edits = {{"\r\n--b1--",
                     "\r\n--b1\r\nContent-Type: text/rfc822-headers\r\n\r\nSubject: x\r\n"
                     "From: sender@origin.c001.test\r\n\r\n--b1--"}};
       });
     },
     {"WARN rfc6522/4/all-header-fields"}},
    {"M116",
     "has a boundary that stands in the text",
     [] { return edited({{"Something happened.", "--b1-look\r\n"}}); },
     {"FAIL rfc6522/3/boundary-not-in-content"}},
    // ------------------------------------------------------------- per-message fields
    {"M118",
     "leaves Original-Envelope-Id out",
     [] { return refused([](auto& r) { r.envelope_id = ""; }); },
     {"FAIL rfc3461/6.3/original-envelope-id-present"}},
    {"M120",
     "shows the envelope id encoded",
     [] { return refused([](auto& r) { r.envelope_id = "a+2Bb"; }); },
     {"FAIL rfc3461/6.3/original-envelope-id-decoded"}},
    {"M140",
     "leaves Reporting-MTA out",
     [] { return edited({{"Reporting-MTA: dns; mta.local.test\r\n", ""}}); },
     {"FAIL rfc3464/2.2.2/reporting-mta-present"}},
    {"M140b",
     "writes Reporting-MTA twice",
     [] { return edited({{"Reporting-MTA:", "Reporting-MTA: dns; mta.local.test\r\nReporting-MTA:"}}); },
     {"FAIL rfc3464/2.2/at-most-once"}},
    {"M142",
     "calls itself localhost",
     [] { return refused([](auto& r) { r.reporting_mta = "dns; localhost"; }); },
     {"FAIL rfc3461/6.3/reporting-mta-dns-fqdn", "FAIL rfc3461/6.3/reporting-mta-single-label"}},
    {"M160",
     "writes DSN-Gateway",
     [] {
       return edited({{"\r\n\r\nOriginal-Recipient",
                       "\r\nDSN-Gateway: dns; mta.local.test\r\n\r\nOriginal-Recipient"}});
     },
     {"FAIL rfc3464/2.2.3/no-gateway-field-without-gateway"}},
    {"M156",
     "writes a date with a named zone",
     [] {
       return edited({{"\r\n\r\nOriginal-Recipient",
                       "\r\nArrival-Date: Sat, 31 Jan 2026 12:00:00 GMT\r\n\r\nOriginal-Recipient"}});
     },
     {"FAIL rfc3464/2.2.5/arrival-date-numeric-zone"}},
    {"M156b",
     "writes a date without a zone",
     [] { return refused([](auto& r) { r.more = "Last-Attempt-Date: Sat, 31 Jan 2026 12:00:00\r\n"; }); },
     {"FAIL rfc3464/2.3.7/last-attempt-date-numeric-zone"}},
    // ------------------------------------------------------------- who it is about
    {"M122",
     "leaves Original-Recipient out",
     [] { return refused([](auto& r) { r.original_recipient = ""; }); },
     {"FAIL rfc3461/6.3/original-recipient-present"}},
    {"M124",
     "shows the original recipient encoded",
     [] { return refused([](auto& r) { r.original_recipient = "rfc822; Carol+2Bx@Orig.example"; }); },
     {"FAIL rfc3461/6.3/original-recipient-decoded"}},
    {"M126",
     "shows the first recipient's ORCPT for all",
     [] { return two("\r\nOriginal-Recipient: rfc822; c@x.example\r\n" + danas_fields); },
     {"FAIL rfc3461/6.3/original-recipient-value"}},
    {"M126b",
     "shows the first recipient's ORCPT alone",
     [] { return two("\r\n" + danas_fields); },
     {"FAIL rfc3461/6.3/original-recipient-present"}},
    {"M128",
     "leaves Final-Recipient out",
     [] { return refused([](auto& r) { r.final_recipient = ""; }); },
     {"FAIL rfc3464/2.3.2/final-recipient-present"}},
    {"M128b",
     "leaves the second Final-Recipient out",
     [] {
       return two(
           "\r\nOriginal-Recipient: rfc822; d@x.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
           "Remote-MTA: dns; mx.next.c001.test\r\nDiagnostic-Code: smtp; 550 no\r\n");
     },
     {"FAIL rfc3464/2.3.2/final-recipient-present"}},
    {"M130",
     "names the target of an alias",
     [] { return alias_target_named(); },
     {"FAIL rfc3461/6.3/final-recipient-is-envelope-recipient"}},
    {"M132",
     "takes the quotation marks off",
     [] { return written("\"carol\"", "carol@next.c001.test"); },
     {"FAIL rfc3461/6.3/final-recipient-is-envelope-recipient"}},
    {"M132b",
     "writes the address in lower case",
     [] { return written("Carol", "carol@next.c001.test"); },
     {"FAIL rfc3461/6.3/final-recipient-is-envelope-recipient"}},
    {"M132c",
     "writes the domain in upper case",
     [] { return written("carol", "carol@NEXT.C001.TEST"); },
     {"FAIL rfc3461/6.3/final-recipient-is-envelope-recipient"}},
    // ------------------------------------------------------------- what happened
    {"M134",
     "leaves Action out",
     [] { return refused([](auto& r) { r.action = ""; }); },
     {"FAIL rfc3464/2.3.3/action-present"}},
    {"M134b",
     "says bounced",
     [] { return refused([](auto& r) { r.action = "bounced"; }); },
     {"FAIL rfc3464/2.3.3/action-value"}},
    {"M136",
     "takes the reply code for Status",
     [] { return refused([](auto& r) { r.status = "550"; }); },
     {"FAIL rfc3464/2.3.4/status-syntax"}},
    {"M136b",
     "writes a leading zero",
     [] { return refused([](auto& r) { r.status = "5.01.1"; }); },
     {"FAIL rfc3464/2.3.4/status-leading-zeros"}},
    {"M136c",
     "writes words after Status",
     [] { return refused([](auto& r) { r.status = "5.1.1; no such user"; }); },
     {"FAIL rfc3464/2.3.4/status-syntax"}},
    {"M138",
     "says success of a failure",
     [] { return refused([](auto& r) { r.status = "2.0.0"; }); },
     {"FAIL rfc3464/2.3.4/status-contradicts-action"}},
    {"M138b",
     "says failure of a success",
     [] { return taken([](auto& r) { r.status = "5.0.0"; }); },
     {"WARN rfc3464/2.3.3/success-with-failure-status"}},
    // ------------------------------------------------------------- what the server said
    {"M144",
     "leaves Remote-MTA out",
     [] { return refused([](auto& r) { r.remote_mta = ""; }); },
     {"FAIL rfc3461/6.3/remote-mta-after-smtp"}},
    {"M146",
     "names the recipient's domain",
     [] { return refused([](auto& r) { r.remote_mta = "dns; next.c001.test"; }); },
     {"FAIL rfc3464/2.3.5/remote-mta-is-the-server"}},
    {"M146b",
     "writes the address without brackets",
     [] { return refused([](auto& r) { r.remote_mta = "dns; 127.64.0.1"; }); },
     {"WARN rfc3461/9.3/dns-name-syntax"}},
    {"M146c",
     "names the server that merely deferred",
     [] {
       case_builder one(
           "submit:\n  rcpt: [{to: carol@next}]\nhosts:\n"
           "  next: {dns: {mx: [{preference: 10, host: busy}, {preference: 20, host: strict}]}}\n"
           "  busy: {}\n  strict: {}");
       one.submitted(sender, {carol});
       one.relayed("busy", "PIPELINING", sender + " => 451 later", {});
       one.relayed("strict", "PIPELINING", sender, {carol + " => 550 no"});
       report_text report = report_on("carol@next.c001.test", "failed", "5.0.0");
       report.remote_mta = "dns; mx.busy.c001.test";
       report.diagnostic_code = "smtp; 550 no";
       one.reported(report);
       return one;
     },
     {"FAIL rfc3464/2.3.5/remote-mta-is-the-server"}},
    {"M148",
     "has a diagnostic type of its own",
     [] { return refused([](auto& r) { r.diagnostic_code = "X-Mta; 550 5.1.1 no such user here"; }); },
     {"FAIL rfc3461/6.3/diagnostic-code-smtp"}},
    {"M148b",
     "leaves Diagnostic-Code out",
     [] { return refused([](auto& r) { r.diagnostic_code = ""; }); },
     {"FAIL rfc3461/6.3/diagnostic-code-after-smtp"}},
    {"M150",
     "doesn't fold a reply of several lines",
     [] {
       return refused([](auto& r) { r.diagnostic_code = "smtp; 550-5.1.1 no such\r\n550 5.1.1 user here"; },
                      "HDRS", "550-5.1.1 no such\r\n550 5.1.1 user here");
     },
     {"FAIL rfc3464/2.1/field-syntax"}},
    {"M152",
     "lets 8-bit octets through",
     [] {
       return refused([](auto& r) { r.diagnostic_code = "smtp; 550 5.1.1 caf\xE9"; }, "HDRS",
                      "550 5.1.1 caf\xE9");
     },
     {"FAIL rfc3464/2.1/seven-bit-octets"}},
    {"M152b",
     "lets a line end through",
     [] {
       return refused([](auto& r) { r.diagnostic_code = "smtp; 550 5.1.1 a\r\nX-Injected: yes"; }, "HDRS",
                      "550 5.1.1 a\rX-Injected: yes");
     },
     {"FAIL rfc3461/8/no-injected-lines", "WARN rfc3464/2.4/x-name-tells-the-implementation"}},
    {"M152c",
     "fails to report when the reply is odd",
     [] {
       case_builder one(to_carol());
       one.submitted(sender, {carol});
       one.relayed("next", "PIPELINING", sender, {carol + " => 550 5.1.1 caf\xE9"});
       return one;
     },
     {"FAIL rfc3461/5.2.2/failed-dsn-without-notify", "FAIL rfc3461/5.2.6/failed-dsn-without-notify"}},
    {"M154",
     "leaves the blank line between recipients out",
     [] { return two("Original-Recipient: rfc822; d@x.example\r\n" + danas_fields); },
     {"FAIL rfc3464/2.3/at-most-once"}},
    {"M164",
     "writes Diagnostic-Code twice",
     [] {
       return refused([](auto& r) { r.more = "Diagnostic-Code: smtp; 550 5.1.1 no such user here\r\n"; });
     },
     {"FAIL rfc3464/2.3/at-most-once"}},
};

DSNSPEC_JUDGE_DEFECTS(ContentDefects, table);

}  // namespace
}  // namespace dsnspec::judge
