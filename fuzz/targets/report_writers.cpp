// A judged run in which every text is the input's: what is written of it stays well-formed, and shows nothing
// that a terminal would obey.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#ifdef DSNSPEC_HAS_EXPAT
#include <expat.h>
#endif

#include "report/console.hpp"
#include "report/html.hpp"
#include "report/json.hpp"
#include "report/junit.hpp"
#include "support/require.hpp"
#include "support/target.hpp"

using namespace dsnspec;
using fuzz::require;

namespace {

// The lines of the input, one after the other and from the first again.
class texts {
 public:
  explicit texts(std::string_view octets) {
    while (lines_.empty() || !octets.empty()) {
      const std::string_view line = octets.substr(0, octets.find('\n'));
      lines_.emplace_back(line);
      octets.remove_prefix(std::min(octets.size(), line.size() + 1));
    }
  }
  const std::string& next() { return lines_[at_++ % lines_.size()]; }

 private:
  std::vector<std::string> lines_;
  std::size_t at_ = 0;
};

spec::law_book make_law() {
  spec::law_book law;
  for (const char* id : {"rfc3461/5.2/form", "rfc3461/5.2/lost"}) {
    spec::requirement row;
    row.id = id;
    row.section = "5.2";
    row.sentence = "A sentence.";
    law.add(row);
  }
  return law;
}

judge::judged_run make_run(texts& of) {
  using judge::verdict;
  judge::judged_run run;
  run.law = of.next();
  run.header.suite = of.next();
  run.header.started = of.next();
  run.header.target.name = of.next();
  run.header.target.version = of.next();
  run.header.target.build = of.next();
  for (const char* requirement : {"rfc3461/5.2/form", "rfc3461/5.2/lost"}) {
    judge::judged_case& which = run.cases.emplace_back();
    which.id = of.next();
    which.title = of.next();
    which.label = of.next();
    for (const verdict what : {verdict::pass, verdict::note, verdict::skip, verdict::inconclusive,
                               verdict::warn, verdict::fail, verdict::error}) {
      judge::judgement& one = which.judgements.emplace_back();
      one.requirement = requirement;
      one.verdict = what;
      one.summary = of.next();
      one.seen = {{1, of.next(), of.next()}};
      one.known = what == verdict::fail && which.id.size() % 2 == 0;
      one.known_reason = of.next();
      ++run.summary[what];
    }
    which.verdict = verdict::error;
    run.requirements[requirement] = {verdict::error, {which.id}};
  }
  run.stale.push_back({of.next(), of.next(), of.next()});
  run.certificate.push_back({"3461", "", judge::grade::not_dependable, {"rfc3461/5.2/lost"}, 1, 2});
  return run;
}

void check_xml(const char* sentence, const std::string& text) {
#ifdef DSNSPEC_HAS_EXPAT
  XML_Parser const parser = XML_ParserCreate(nullptr);
  const auto status = XML_Parse(parser, text.data(), static_cast<int>(text.size()), XML_TRUE);
  const char* const problem = XML_ErrorString(XML_GetErrorCode(parser));
  require(status == XML_STATUS_OK, sentence, (problem == nullptr ? "" : problem) + (" | " + text));
  XML_ParserFree(parser);
#else
  for (const char c : text) {
    require(c == '\n' || (c >= 0x20 && c < 0x7F), sentence, text);
  }
#endif
}

}  // namespace

DSNSPEC_FUZZ_TARGET(octets) {
  static const spec::law_book law = make_law();
  texts of(octets);
  const judge::judged_run run = make_run(of);

  const std::string json = report::json(run, law);
  require(nlohmann::json::accept(json), "the result is JSON", json);
  for (const char c : json) {
    require(c == '\n' || (c >= 0x20 && c < 0x7F), "the result is printable ASCII", json);
  }
  check_xml("JUnit is well-formed XML", report::junit(run, law));
  check_xml("JUnit is well-formed XML", report::junit(run, law, {judge::threshold::may, true}));
  const std::string page = report::html(run, law);
  check_xml("the page is well-formed as XML too", page);
  for (const char c : page) {
    require(c == '\n' || (c >= 0x20 && c < 0x7F), "the page is printable ASCII", page);
  }
  for (const char c : report::console(run, law)) {
    require(c == '\n' || (c >= 0x20 && c < 0x7F), "what people see is printable");
  }
}
