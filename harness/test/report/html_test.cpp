#include "report/html.hpp"

#include <algorithm>
#include <functional>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/html_writer.hpp"
#include "sample.hpp"
#include "xml_check.hpp"

namespace dsnspec::report {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

void each_element(const xml_element& from, const std::function<void(const xml_element&)>& visit) {
  visit(from);
  for (const auto& child : from.children) {
    each_element(child, visit);
  }
}

std::vector<const xml_element*> all_of(const xml_element& from,
                                       const std::function<bool(const xml_element&)>& wanted) {
  std::vector<const xml_element*> out;
  each_element(from, [&](const xml_element& each) {
    if (wanted(each)) {
      out.push_back(&each);
    }
  });
  return out;
}

std::vector<const xml_element*> named(const xml_element& from, const std::string& name) {
  return all_of(from, [&name](const xml_element& each) { return each.name == name; });
}

std::string attribute(const xml_element& of, const std::string& name) {
  const auto at = of.attributes.find(name);
  return at == of.attributes.end() ? "" : at->second;
}

const xml_element& with_id(const xml_element& from, const std::string& id) {
  const auto found = all_of(from, [&id](const xml_element& each) { return attribute(each, "id") == id; });
  static const xml_element none;
  return found.size() == 1 ? *found.front() : none;
}

// Everything that stands in the element, in one.
std::string words(const xml_element& from) {
  std::string out;
  each_element(from, [&out](const xml_element& each) { out += each.text + "\n"; });
  return out;
}

xml_element read(const judge::judged_run& run) {
  auto got = check_xml(html(run, sample::law()));
  EXPECT_EQ(got.problem, "");
  EXPECT_EQ(got.root.name, "html");
  return got.root;
}

TEST(Html, SaysWhatWasTestedAndHowItWent) {
  const auto page = read(sample::full());
  EXPECT_EQ(attribute(page, "lang"), "en");
  ASSERT_EQ(named(page, "h1").size(), 1U);
  EXPECT_EQ(named(page, "h1").front()->text, "postfix 3.7.11");
  EXPECT_EQ(named(page, "title").front()->text, "postfix 3.7.11: delivery status notifications, dsnspec");
  EXPECT_THAT(words(*named(page, "header").front()),
              AllOf(HasSubstr("3.7.11-0+deb12u1 amd64"), HasSubstr("2026-01-31T12:00:00Z"),
                    HasSubstr("3 cases in 9.876 s, 1 skipped"),
                    HasSubstr("dsnspec 0.1.0, law book aaaaaaaaaaaa"), Not(HasSubstr("cut short"))));
}

TEST(Html, SaysInShortWhatItComesTo) {
  const auto in_short = [](const judge::judged_run& run) {
    const auto page = read(run);
    return named(*named(page, "header").front(), "p")[1]->text;
  };
  auto run = sample::full();
  EXPECT_EQ(in_short(run), "3 findings that the baseline doesn't expect; 1 finding known and expected.");
  for (auto& which : run.cases) {
    for (auto& what : which.judgements) {
      what.known = true;
    }
  }
  EXPECT_THAT(in_short(run), testing::StartsWith("No finding that the baseline doesn't expect; "));
  run.cases.resize(0);
  EXPECT_EQ(in_short(run), "Nothing was played.");
}

TEST(Html, PutsEachLineOfTheEvidenceOnALine) {
  auto run = sample::full();
  run.cases.front().judgements[1].seen = {{1, "report", "Action: failed\\r\\nStatus: 5.1.1\\r\\n"},
                                          {2, "report", "a"}};
  EXPECT_THAT(html(run, sample::law()),
              AllOf(HasSubstr("<code>Action: failed\\r\\n\n<br/>Status: 5.1.1\\r\\n</code>"),
                    HasSubstr("<code>a</code>")));
}

TEST(Html, SaysWhenTheRunWasCutShort) {
  auto run = sample::full();
  run.complete = false;
  EXPECT_THAT(words(*named(read(run), "header").front()), HasSubstr("The run was cut short."));
  run.target_died = true;
  EXPECT_THAT(words(*named(read(run), "header").front()), HasSubstr("The target died."));
}

TEST(Html, GivesTheCertificateByRfcAndByRole) {
  const auto page = read(sample::full());
  const auto tables = named(with_id(page, "certificate"), "table");
  ASSERT_EQ(tables.size(), 2U);
  EXPECT_THAT(words(*tables[0]), AllOf(HasSubstr("By RFC"), HasSubstr("RFC 3461"),
                                       HasSubstr("not dependable"), HasSubstr("rfc3461/5.2/lost")));
  EXPECT_THAT(words(*tables[1]), AllOf(HasSubstr("By role"), HasSubstr("relay to non-conforming")));
}

TEST(Html, FoldsALongListOfWhatStandsBetween) {
  auto run = sample::full();
  run.certificate.front().between = {"a/1", "a/2", "a/3", "a/4", "a/5"};
  const auto page = read(run);
  const auto folded = named(*named(with_id(page, "certificate"), "table").front(), "details");
  ASSERT_EQ(folded.size(), 1U);
  EXPECT_THAT(words(*folded.front()), AllOf(HasSubstr("and 2 more"), HasSubstr("a/4"), HasSubstr("a/5")));
}

TEST(Html, ShowsFindingsGravestFirstWithTheirEvidence) {
  const auto page = read(sample::full());
  const auto found = named(with_id(page, "findings"), "article");
  ASSERT_EQ(found.size(), 3U) << "one of them seen in several cases";
  EXPECT_THAT(words(*found[0]),
              AllOf(HasSubstr("FAIL"), HasSubstr("rfc3461/5.2/lost"), HasSubstr("RFC 3461 section 5.2"),
                    HasSubstr("lost-report"), HasSubstr("this must not happen: A report is lost."),
                    HasSubstr("no report about carol@next.c001.test"), HasSubstr("0.412 s"),
                    HasSubstr("host next, session 3"), HasSubstr("RCPT TO:<carol@next.c001.test>\\r\\n"),
                    HasSubstr("1.412 s"), HasSubstr("rfc3461/5.2/one[notify=SUCCESS]"), HasSubstr("A title"),
                    HasSubstr("dsnspec run postfix --only 'rfc3461/5.2/one[notify=SUCCESS]'")));
  EXPECT_THAT(words(*found[1]),
              AllOf(HasSubstr("rfc3461/5.2/form"), HasSubstr("The same in 2 more cases"),
                    HasSubstr("rfc3461/5.2/one[notify=NEVER]"), HasSubstr("quite another thing")));
  EXPECT_THAT(words(*found[2]), AllOf(HasSubstr("WARN"), HasSubstr("rfc3461/5.2/wish")));
}

TEST(Html, ShowsOnlyTheFirstOfMuchEvidence) {
  auto run = sample::full();
  run.cases.front().judgements[1].seen.assign(25, {1, "host next", "octets"});
  const auto page = read(run);
  const auto& first = *named(with_id(page, "findings"), "article").front();
  EXPECT_EQ(named(first, "tr").size(), 21U) << "with the head";
  EXPECT_THAT(words(first), HasSubstr("and 5 more, all in result.json"));
}

TEST(Html, KeepsKnownFindingsApart) {
  const auto page = read(sample::full());
  EXPECT_THAT(words(with_id(page, "known")), AllOf(HasSubstr("two reports"), HasSubstr("reported upstream")));
  EXPECT_THAT(words(with_id(page, "findings")), Not(HasSubstr("two reports")));
}

TEST(Html, ShowsOurStandWhereTheTextsAreSilent) {
  spec::law_book law;
  auto row = *sample::law().find("rfc3461/5.2/lost");
  row.stand = "We think so.";
  law.add(row);
  const auto page = check_xml(html(sample::full(), law)).root;
  EXPECT_THAT(words(with_id(page, "findings")), HasSubstr("We think so."));
}

TEST(Html, TellsWhatIsNoFinding) {
  const auto page = read(sample::full());
  EXPECT_THAT(words(with_id(page, "errors")), AllOf(HasSubstr("no idea"), HasSubstr("rfc3461/5.3/two")));
  EXPECT_THAT(words(with_id(page, "inconclusive")),
              AllOf(HasSubstr("the queue was never empty"), HasSubstr("rfc3461/5.3/kept")));
  EXPECT_THAT(words(with_id(page, "notes")), AllOf(HasSubstr("it did so"), HasSubstr("1 case")));
  EXPECT_THAT(words(with_id(page, "skipped")),
              AllOf(HasSubstr("the target has no list"), HasSubstr("rfc3461/5.3/three")));
  EXPECT_THAT(words(with_id(page, "stale")), AllOf(HasSubstr("was broken once"), HasSubstr("rfc3461/5.3/*")));
  EXPECT_EQ(named(with_id(page, "cases"), "tr").size(), 5U) << "four and the head";
}

TEST(Html, LeavesOutWhatHasNothingToSay) {
  judge::judged_run run;
  run.complete = true;
  const auto page = read(run);
  for (const auto* id : {"findings", "known", "errors", "stale", "inconclusive", "notes", "skipped"}) {
    EXPECT_EQ(with_id(page, id).name, "") << id;
  }
  EXPECT_EQ(with_id(page, "rfc3461/5.2/lost").name, "tr") << "requirements stand there unseen as well";
  EXPECT_THAT(words(with_id(page, "requirements")), HasSubstr("3 not seen"));
}

TEST(Html, HasEachRequirementUnderItsIdBySection) {
  const auto page = read(sample::full());
  EXPECT_THAT(
      words(with_id(page, "rfc3461/5.2/lost")),
      AllOf(HasSubstr("FAIL"), HasSubstr("2 cases"), HasSubstr("MUST NOT"), HasSubstr("lost-report")));
  const auto sections = all_of(with_id(page, "requirements"), [](const xml_element& each) {
    return each.name == "details" && words(each.child("summary")).find("Section") != std::string::npos;
  });
  ASSERT_EQ(sections.size(), 2U);
  EXPECT_THAT(words(sections[0]->child("summary")), HasSubstr("Section 5.2\n"));
  EXPECT_EQ(attribute(*sections[0], "open"), "open") << "something was broken";
  EXPECT_THAT(words(sections[0]->child("summary")), HasSubstr(": 2 FAIL, 1 WARN"));
}

TEST(Html, PutsSectionsInTheOrderOfTheirNumbers) {
  spec::law_book law;
  for (const auto* section : {"10.1", "2", "A", "5.10", "5.2", "5"}) {
    spec::requirement row;
    row.section = section;
    row.id = "rfc3461/" + row.section + "/slug";
    row.not_watchable = row.section == "2" ? "it is a definition" : "";
    law.add(row);
    row.id = "rfc822/" + row.section + "/slug";
    row.restates = "rfc3461/" + row.section + "/slug";
    law.add(row);
  }
  judge::judged_run run;
  run.requirements["rfc3461/5/slug"] = {judge::verdict::pass, {"case"}};
  const auto page = check_xml(html(run, law)).root;
  std::vector<std::string> met;
  for (const auto* each : named(with_id(page, "requirements"), "strong")) {
    met.push_back(each->text);
  }
  EXPECT_THAT(met, testing::ElementsAre("Section 2", "Section 5", "Section 5.2", "Section 5.10",
                                        "Section 10.1", "Section A", "Section 2", "Section 5", "Section 5.2",
                                        "Section 5.10", "Section 10.1", "Section A"));
  EXPECT_THAT(words(with_id(page, "rfc822/5/slug")), AllOf(HasSubstr("PASS"), HasSubstr("judged as")));
  EXPECT_THAT(words(with_id(page, "rfc3461/2/slug")),
              AllOf(HasSubstr("not watchable"), HasSubstr("Not watchable: it is a definition")));
  const auto targets = named(page, "a");
  EXPECT_TRUE(std::any_of(targets.begin(), targets.end(), [](const xml_element* each) {
    return attribute(*each, "href") == "https://www.rfc-editor.org/rfc/rfc3461#appendix-A";
  }));
}

TEST(Html, LeadsNowhereThatIsNotThere) {
  for (const auto& run : {sample::full(), sample::hostile(), judge::judged_run{}}) {
    const auto page = read(run);
    std::set<std::string> ids;
    each_element(page, [&ids](const xml_element& each) {
      if (const auto id = attribute(each, "id"); !id.empty()) {
        EXPECT_TRUE(ids.insert(id).second) << id << " twice";
      }
    });
    for (const auto* each : named(page, "a")) {
      const auto to = attribute(*each, "href");
      EXPECT_TRUE(to.starts_with("https://www.rfc-editor.org/rfc/") || ids.contains(to.substr(1))) << to;
    }
  }
}

TEST(Html, FetchesAndRunsNothing) {
  const auto page = read(sample::hostile());
  each_element(page, [](const xml_element& each) {
    for (const auto* never : {"script", "link", "img", "iframe", "object", "base", "form"}) {
      EXPECT_NE(each.name, never);
    }
    for (const auto& [key, value] : each.attributes) {
      EXPECT_THAT(key, AllOf(testing::Ne("src"), testing::Ne("style"), Not(testing::StartsWith("on"))));
    }
  });
}

TEST(Html, StaysWellFormedWhateverOctetsCome) {
  const auto page = html(sample::hostile(), sample::law());
  EXPECT_EQ(check_xml(page).problem, "");
  for (const char c : page) {
    ASSERT_TRUE(c == '\n' || (c >= 0x20 && c < 0x7F)) << "octet " << static_cast<int>(c);
  }
}

TEST(Html, HasTheSameElementsWhateverOctetsCome) {
  const auto names = [](const judge::judged_run& run) {
    std::vector<std::string> out;
    each_element(read(run), [&out](const xml_element& each) { out.push_back(each.name); });
    return out;
  };
  auto harmless = sample::full();
  auto nasty = sample::full();
  for (auto& which : nasty.cases) {
    for (auto& what : which.judgements) {
      what.summary =
          what.summary.empty() ? "" : what.summary + "</p></section><script>alert(1)</script>\" onclick=\"";
      what.known_reason += "&#60;b>";
      for (auto& each : what.seen) {
        each.octets = "--></code><h1>" + each.octets;
      }
    }
  }
  EXPECT_EQ(names(nasty), names(harmless));
}

TEST(HtmlWriter, EscapesTextAndAttributes) {
  html_writer to;
  to.open("p", {{"title", "a\"<&>'\r\n"}}).text("<b>&amp;\x7F\xC3\xA4").close();
  EXPECT_EQ(
      to.str(),
      "<!DOCTYPE html>\n<p title=\"a&quot;&lt;&amp;&gt;'\\r\\n\">&lt;b&gt;&amp;amp;\\x7F\\xC3\\xA4</p>\n");
}

TEST(HtmlWriter, ClosesVoidElementsAtOnceAndOthersAlways) {
  html_writer to;
  to.open("div").open("br").element("span", "").style("p { margin: 0 }").close();
  EXPECT_EQ(to.str(), "<!DOCTYPE html>\n<div>\n<br/><span></span>\n<style>p { margin: 0 }</style></div>\n");
}

}  // namespace
}  // namespace dsnspec::report
