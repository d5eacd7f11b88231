// Every kind of line that trace/writer writes is as reports/schemas/trace.schema.json says. It stands here
// because the schema checker does.
#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "schema_check.hpp"
#include "trace/writer.hpp"

namespace dsnspec::report {
namespace {

TEST(TraceSchema, CoversEveryLine) {
  std::vector<std::string> lines;
  trace::writer out([&lines](std::string_view line) { lines.emplace_back(line); });
  const std::string nasty("\0\x1B\\\"\xFF\r\n", 7);

  trace::run_header header{"0.1.0", std::string(64, 'a'), "2026-01-31T12:00:00Z", {}, {}};
  header.clock_us = 1'769'860'800'000'000;
  header.target.name = nasty;
  header.target.capabilities = {"relay", nasty};
  out.run(header);
  scenario::scenario what;
  what.id = "rfc3461/5.2/one";
  what.binding = {{"notify", nasty}};
  scenario::placement where{
      "c001", "local.test", {{"next", {"next.c001.test", "mx.next.c001.test", "127.64.0.1"}}}};
  out.begin_case(1, what, "title: x\n", where);
  out.skip(what, "title: x\n", nasty);
  trace::session session;
  session.number = 7;
  session.host = "next";
  session.peer = nasty;
  out.open(2, "c001", session);
  session.number = 8;
  session.role = trace::session_role::client;
  out.open(2, "", session);
  out.octets(3, 7, true, nasty, 0);
  out.octets(4, 7, false, nasty, 12);
  out.tls(5, 7);
  out.close(6, 7, nasty);
  out.dns("c001", {7, nasty, "MX", nasty});
  out.submit("c001", {0, 0, 8, nasty});
  out.mailbox(9, "c001", {"dave", nasty, 1});
  out.fence("c001", {10, true, nasty});
  out.target({11, "log", nasty});
  out.end(12);

  const schema_check schema("trace");
  std::set<std::string> kinds;
  for (const auto& line : lines) {
    ASSERT_EQ(line.back(), '\n');
    const auto value = nlohmann::json::parse(line);
    EXPECT_EQ(schema.problem(value), "") << line;
    kinds.insert(value.at("k"));
  }
  EXPECT_EQ(kinds, (std::set<std::string>{"run", "scenario", "case", "skip", "open", "c", "s", "tls", "close",
                                          "dns", "submit", "mailbox", "fence", "target", "end"}));
  EXPECT_NE(schema.problem({{"k", "end"}}), "");
  EXPECT_NE(schema.problem({{"k", "tls"}, {"t", 1}, {"s", 0}}), "");
  EXPECT_NE(schema.problem({{"k", "target"}, {"t", 1}, {"what", "log"}, {"text", "not \\quoted"}}), "");
}

}  // namespace
}  // namespace dsnspec::report
