// What the writer writes, the reader reads: the same run.

#include <gtest/gtest.h>

#include "scenario/loader.hpp"
#include "trace/reader.hpp"
#include "trace/writer.hpp"

namespace dsnspec::trace {
namespace {

spec::law_book small_law() {
  spec::law_book law;
  spec::requirement row;
  row.id = "rfc3461/5.2.1/envid-relayed";
  row.section = "5.2.1";
  row.sentence = "x";
  law.add(row);
  return law;
}

constexpr const char* yaml = R"(title: t
shows: [rfc3461/5.2.1/envid-relayed]
needs: [relay, dsn]
matrix:
  notify: [NEVER, SUCCESS]
submit:
  rcpt: [{to: carol@next, notify: "${notify}"}]
hosts:
  next: {}
)";

class round_trip : public ::testing::Test {
 protected:
  void record() {
    const auto cases = scenario::load_text("rfc3461/x", yaml, "x.yaml", law_);
    ASSERT_TRUE(cases) << cases.error().front().text();
    run_header header;
    header.suite = "1.0";
    header.law = law_.hash();
    header.started = "2026-01-31T12:00:00Z";
    header.clock_us = clock_;
    header.target = {"postfix",
                     "3.7",
                     "3.7-1",
                     "mta.test",
                     "local.test",
                     {"relay"},
                     1000,
                     4000,
                     {"envid-dropped"},
                     {"one-report-each"},
                     {"--attach", "127.0.0.1:25"}};
    header.target.by_command = true;
    header.target.one_next_hop = true;
    header.target.no_queue = true;
    out_.run(header);
    std::uint32_t next = 0;
    const auto where = scenario::place((*cases)[0], 0, "local.test", next);
    out_.begin_case(10, (*cases)[0], yaml, where);
    out_.skip((*cases)[1], yaml, "can't \xFF");
    session opened;
    opened.number = 7;
    opened.host = "next";
    opened.peer = "127.0.0.1:99";
    out_.open(20, where.label, opened);
    out_.octets(21, 7, true, std::string_view("EHLO \0\xFF\x1B\r\n", 10), 5);
    out_.tls(22, 7);
    out_.close(23, 7, "eof");
    out_.submit(where.label, {0, 7, 24, ""});
    out_.dns(where.label, {25, "next.c001.test", "MX", "10 mx"});
    out_.dns("", {25, "1.0.0.127.in-addr.arpa", "PTR", "localhost"});
    out_.mailbox(26, where.label, {"dave", "From x\n", 0});
    out_.fence(where.label, {27, true, "ok", {"1 frozen <> a@\xE9"}});
    out_.target({28, "died", "it"});
    out_.end(2'000'000);
  }

  spec::law_book law_ = small_law();
  std::string text_;
  std::optional<std::int64_t> clock_ = 1'769'860'800'123'456;
  writer out_{[this](std::string_view line) { text_ += line; }};
};

// Traces from before the clock was recorded are read as well.
TEST_F(round_trip, WithoutAClock) {
  clock_.reset();
  record();
  EXPECT_EQ(text_.find("clock_us"), std::string::npos);
  const auto back = read(text_, "t.ndjson", law_);
  ASSERT_TRUE(back) << back.error().text();
  EXPECT_FALSE(back->header.clock_us);
}

TEST_F(round_trip, KeepsEverything) {
  record();
  const auto run = read(text_, "t.ndjson", law_);
  ASSERT_TRUE(run) << run.error().text();
  EXPECT_TRUE(run->complete);
  EXPECT_EQ(run->wall_ms, 2000);
  EXPECT_EQ(run->header.clock_us, clock_);
  EXPECT_EQ(run->header.target.host_name, "mta.test");
  EXPECT_EQ(run->header.target.capabilities, std::vector<std::string>{"relay"});
  EXPECT_EQ(run->header.target.defects, std::vector<std::string>{"envid-dropped"});
  EXPECT_TRUE(run->header.target.by_command);
  EXPECT_TRUE(run->header.target.one_next_hop);
  EXPECT_TRUE(run->header.target.no_queue);
  EXPECT_EQ(run->header.target.variations, std::vector<std::string>{"one-report-each"});
  EXPECT_EQ(run->header.target.options, (std::vector<std::string>{"--attach", "127.0.0.1:25"}));
  EXPECT_TRUE(run->target_died());
  ASSERT_EQ(run->cases.size(), 2U);
  const case_record& played = run->cases[0];
  EXPECT_EQ(played.what.case_id(), "rfc3461/x[notify=NEVER]");
  EXPECT_EQ(played.where.hosts.at("next").domain, "next.c001.test");
  ASSERT_EQ(played.sessions.size(), 1U);
  const session& session = played.sessions[0];
  EXPECT_EQ(session.close_reason, "eof");
  ASSERT_EQ(session.chunks.size(), 2U);
  EXPECT_EQ(session.chunks[0].octets, std::string("EHLO \0\xFF\x1B\r\n", 10));
  EXPECT_EQ(session.chunks[0].omitted, 5U);
  EXPECT_TRUE(session.chunks[1].tls_started);
  EXPECT_EQ(played.submissions.at(0).session, 7U);
  ASSERT_EQ(played.queries.size(), 1U);
  EXPECT_EQ(played.queries.at(0).answer, "10 mx");
  ASSERT_EQ(run->stray_queries.size(), 1U);
  EXPECT_EQ(run->stray_queries.at(0).name, "1.0.0.127.in-addr.arpa");
  EXPECT_EQ(played.mailboxes.at(0).octets, "From x\n");
  EXPECT_TRUE(played.fence->proved);
  EXPECT_EQ(played.fence->frozen, std::vector<std::string>{"1 frozen <> a@\xE9"});
  EXPECT_EQ(run->cases[1].skipped, "can't \xFF");
}

TEST_F(round_trip, IsPrintableAscii) {
  record();
  for (const char c : text_) {
    EXPECT_TRUE((c >= ' ' && c <= '~') || c == '\n') << static_cast<int>(c);
  }
}

TEST_F(round_trip, LeavesOutALineThatWasCutOff) {
  record();
  const auto run = read(text_.substr(0, text_.size() - 5), "t.ndjson", law_);
  ASSERT_TRUE(run) << run.error().text();
  EXPECT_FALSE(run->complete);
  EXPECT_TRUE(run->cases[0].fence);
}

TEST_F(round_trip, EveryCutGivesARunOrAClearError) {
  record();
  for (std::size_t i = 0; i < text_.size(); ++i) {
    const auto run = read(text_.substr(0, i), "t.ndjson", law_);
    EXPECT_TRUE(run || !run.error().message.empty());
  }
}

TEST_F(round_trip, SaysWhichLineIsWrong) {
  record();
  const auto bad = [this](const std::string& line) {
    const std::size_t first = text_.find('\n') + 1;
    return read(text_.substr(0, first) + line + "\n", "t.ndjson", law_).error().text();
  };
  EXPECT_EQ(bad(R"({"k":"nonsense"})"), "t.ndjson:2: unknown kind of line 'nonsense'");
  EXPECT_EQ(bad(R"({"k":"tls","t":1,"s":9})"), "t.ndjson:2: session 9 was not opened before");
  EXPECT_NE(bad("{").find("t.ndjson:2: not a line of a trace"), std::string::npos);
  EXPECT_EQ(bad(R"({"k":"fence","t":1,"proved":true,"text":"","case":"c\\9"})"),
            "t.ndjson:2: 'case' is not quoted as a trace quotes octets");
  EXPECT_NE(bad(std::string(100'000, '[')).find("t.ndjson:2:"), std::string::npos);
  EXPECT_EQ(read(R"({"k":"end","t":1})"
                 "\n",
                 "t", law_)
                .error()
                .text(),
            "t:1: a trace begins with its 'run' line");
  EXPECT_EQ(read("", "t", law_).error().text(), "t:1: not a trace: it has no 'run' line");
}

}  // namespace
}  // namespace dsnspec::trace
