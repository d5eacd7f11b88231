// How fast reports are read. The bar: reading one of at most 1 KiB, 150 000 times a second and more, -O2.
//
//   items_per_second is executions a second, bytes_per_second what that comes to.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "dsn/generate.hpp"
#include "dsn/lint.hpp"
#include "dsn/parse.hpp"

namespace dsnspec {
namespace {

constexpr std::size_t kib = 1024;

dsn::report_source small_source() {
  dsn::report_source source;
  source.message_id = "<20260131120000.A1B2C3@mx.example.org>";
  source.human_readable = "Your message could not be delivered to carol@next.example.\n";
  source.reporting_mta = {"dns", "mx.example.org"};
  source.arrival_date = "Sat, 31 Jan 2026 12:00:00 +0000";
  dsn::recipient_source one;
  one.final_recipient = {"rfc822", "carol@next.example"};
  one.status = {5, 1, 1};
  one.remote_mta = dsn::typed_text{"dns", "mail.next.example"};
  one.diagnostic_code = dsn::diagnostic_text{"smtp", {"550 5.1.1 <carol@next.example>: no such user"}};
  source.recipients.push_back(one);
  return source;
}

// A whole report, all three parts, the returned header cut so that it has as many octets as are allowed.
std::string full_report() {
  dsn::report_source source = small_source();
  source.returned_content = dsn::returned_source{dsn::returned_source::kind::headers, "Subject: hello\n"};
  return *dsn::generate(source);
}

// What a fuzzer runs on: reports cut off at 1 KiB at most, some of them damaged.
std::vector<std::string> mixture() {
  std::vector<std::string> out;
  base::random random(1);
  for (std::uint64_t seed = 0; seed < 256; ++seed) {
    std::string octets = *dsn::generate(dsn::random_source(seed));
    const std::size_t start = seed % 2 == 0 ? 0 : octets.find("\r\n\r\n") - octets.find("\r\n\r\n") / 2;
    octets = octets.substr(start, kib - random.below(kib / 2));
    for (std::size_t damage = random.below(4); damage > 0; --damage) {
      octets[random.below(octets.size())] = static_cast<char>(random.below(256));
    }
    out.push_back(std::move(octets));
  }
  return out;
}

template <class Read>
void run(benchmark::State& state, const std::vector<std::string>& inputs, Read read) {
  std::size_t octets = 0;
  std::size_t at = 0;
  for (auto _ : state) {
    const std::string& input = inputs[at];
    at = at + 1 == inputs.size() ? 0 : at + 1;
    octets += input.size();
    benchmark::DoNotOptimize(read(input));
  }
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(static_cast<std::int64_t>(octets));
  state.counters["size"] = static_cast<double>(octets) / static_cast<double>(state.iterations());
}

void whole_report(benchmark::State& state) {
  run(state, {full_report()}, [](const std::string& octets) { return dsn::parse(octets); });
}
BENCHMARK(whole_report);

void mixture_of_cut_reports(benchmark::State& state) {
  run(state, mixture(), [](const std::string& octets) { return dsn::parse(octets); });
}
BENCHMARK(mixture_of_cut_reports);

// The delivery-status part alone, as large as 1 KiB allows.
void status_of_1_kib(benchmark::State& state) {
  std::string octets =
      "Reporting-MTA: dns; mx.example.org\r\nArrival-Date: Sat, 31 Jan 2026 12:00:00 +0000\r\n";
  const std::string group =
      "\r\nFinal-Recipient: rfc822; carol@next.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
      "Remote-MTA: dns; mail.next.example\r\n"
      "Diagnostic-Code: smtp; 550 5.1.1 <carol@next.example>: no such user\r\n";
  while (octets.size() + group.size() <= kib) {
    octets += group;
  }
  run(state, {octets}, [](const std::string& text) { return dsn::parse_delivery_status(text); });
}
BENCHMARK(status_of_1_kib);

// Reports of some 100 recipients.
void large_report(benchmark::State& state) {
  dsn::report_source source = small_source();
  source.recipients.resize(100, source.recipients.front());
  run(state, {*dsn::generate(source)}, [](const std::string& octets) { return dsn::parse(octets); });
}
BENCHMARK(large_report);

void report_linted(benchmark::State& state) {
  run(state, {full_report()},
      [](const std::string& octets) { return dsn::lint(*dsn::parse(octets)).findings.size(); });
}
BENCHMARK(report_linted);

}  // namespace
}  // namespace dsnspec
