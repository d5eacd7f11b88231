#include "sample.hpp"

#include <algorithm>
#include <utility>

namespace dsnspec::report::sample {
namespace {

using judge::verdict;

spec::requirement row(std::string id, spec::level level, spec::impact impact, std::string sentence) {
  spec::requirement out;
  out.section = id.substr(8, id.find('/', 8) - 8);
  out.id = std::move(id);
  out.level = level;
  out.impact = impact;
  out.role = spec::role::relay_nonconforming;
  out.sentence = std::move(sentence);
  return out;
}

judge::judged_case& add(judge::judged_run& run, std::string id, std::string label) {
  auto& out = run.cases.emplace_back();
  out.id = std::move(id);
  out.label = std::move(label);
  out.title = "A title";
  return out;
}

judge::judgement said(std::string requirement, verdict what, std::string summary,
                      std::vector<judge::evidence> seen = {}) {
  return {std::move(requirement), what, std::move(summary), std::move(seen), false, {}};
}

void sum_up(judge::judged_run& run) {
  for (auto& which : run.cases) {
    for (const auto& what : which.judgements) {
      ++run.summary[what.verdict];
      which.verdict = std::max(which.verdict, what.verdict);
      auto& result = run.requirements[what.requirement];
      result.verdict = std::max(result.verdict, what.verdict);
      result.cases.push_back(which.id);
    }
  }
  run.header.target.capabilities = {"dsn"};
  run.certificate = judge::certify(run, law());
}

judge::judged_run header() {
  judge::judged_run run;
  run.header.suite = "0.1.0";
  run.header.law = run.law = std::string(64, 'a');
  run.header.started = "2026-01-31T12:00:00Z";
  run.header.target.name = "postfix";
  run.header.target.version = "3.7.11";
  run.header.target.build = "3.7.11-0+deb12u1 amd64";
  run.complete = true;
  run.wall_ms = 9876;
  return run;
}

}  // namespace

spec::law_book law() {
  using spec::impact;
  using spec::level;
  spec::law_book out;
  out.add(row("rfc3461/5.2/form", level::must, impact::form, "The form is kept."));
  out.add(row("rfc3461/5.2/lost", level::must_not, impact::lost_report, "A report is lost."));
  out.add(row("rfc3461/5.2/wish", level::should, impact::lost_report, "It would be good."));
  out.add(row("rfc3461/5.3/choice", level::may, impact::form, "One may do so."));
  out.add(row("rfc3461/5.3/kept", level::must, impact::form, "This is kept."));
  return out;
}

judge::judged_run full() {
  auto run = header();
  auto& first = add(run, "rfc3461/5.2/one[notify=SUCCESS]", "c001");
  first.judgements = {said("rfc3461/5.2/form", verdict::fail, "mx.c001.test got what is bad",
                           {{1'500, "host next, session 3", "MAIL\\r\\n"}}),
                      said("rfc3461/5.2/lost", verdict::fail, "no report about carol@next.c001.test",
                           {{412'345, "host next, session 3", "RCPT TO:<carol@next.c001.test>\\r\\n"},
                            {1'412'345, "report at origin, session 12", "Action: failed\\r\\n"}}),
                      said("rfc3461/5.3/kept", verdict::pass, "")};
  auto& second = add(run, "rfc3461/5.2/one[notify=NEVER]", "c002");
  second.judgements = {said("rfc3461/5.2/form", verdict::fail, "mx.c002.test got what is bad"),
                       said("rfc3461/5.2/lost", verdict::fail, "two reports"),
                       said("rfc3461/5.2/wish", verdict::warn, "it was not good"),
                       said("rfc3461/5.3/choice", verdict::note, "it did so")};
  second.judgements[1].known = true;
  second.judgements[1].known_reason = "reported upstream";
  auto& third = add(run, "rfc3461/5.3/two", "c003");
  third.judgements = {said("rfc3461/5.2/form", verdict::fail, "quite another thing"),
                      said("rfc3461/5.3/kept", verdict::inconclusive, "the queue was never empty"),
                      said("rfc3461/5.3/choice", verdict::error, "no idea")};
  auto& fourth = add(run, "rfc3461/5.3/three", "");
  fourth.judgements = {said("rfc3461/5.3/kept", verdict::skip, "the target has no list")};
  run.stale.push_back({"rfc3461/5.3/kept", "rfc3461/5.3/*", "was broken once"});
  sum_up(run);
  return run;
}

judge::judged_run hostile() {
  std::string every;
  for (int octet = 0; octet < 256; ++octet) {
    every += static_cast<char>(octet);
  }
  const std::string nasty = every +
                            "\x1B[2J]]><!-- & --><![CDATA[ '\"`$(reboot) \xEF\xBF\xBE \xED\xA0\x80 \xC0\x80 "
                            "\xF4\x90\x80\x80 \xE2\x82";
  auto run = header();
  run.header.target.name = run.header.target.version = run.header.target.build = nasty;
  run.header.suite = nasty;
  run.header.started = nasty;
  auto& which = add(run, nasty + "[" + nasty + "]", nasty);
  for (const auto what :
       {verdict::fail, verdict::warn, verdict::note, verdict::skip, verdict::inconclusive, verdict::error}) {
    which.judgements.push_back(said("rfc3461/5.2/form", what, nasty, {{-1, nasty, nasty}}));
  }
  which.judgements.push_back(said(nasty, verdict::fail, nasty));
  auto known = said("rfc3461/5.2/lost", verdict::fail, nasty);
  known.known = true;
  known.known_reason = nasty;
  which.judgements.push_back(known);
  run.stale.push_back({nasty, nasty, nasty});
  sum_up(run);
  return run;
}

}  // namespace dsnspec::report::sample
