#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenario/example_law.hpp"
#include "scenario/loader.hpp"

namespace dsnspec::scenario {
namespace {

using testing::ElementsAre;
using testing::Pair;

// A scenario whose last line is 5, with a matrix and a recipient.
std::string with(const std::string& matrix, const std::string& recipient) {
  return "title: t\nshows: [rfc3461/5.2.1/notify-relayed]\nneeds: [relay, dsn]\nmatrix: " + matrix +
         "\nsubmit: {mail: {envid: x}, rcpt: [{" + recipient + "}]}\n";
}

std::vector<scenario> loaded(const std::string& text) {
  auto cases = load_text("a", text, "a.yaml", example_law());
  EXPECT_TRUE(cases.has_value()) << (cases ? "" : cases.error().front().text());
  return cases ? *cases : std::vector<scenario>{};
}

std::vector<std::string> complaints(const std::string& text) {
  const auto cases = load_text("a", text, "a.yaml", example_law());
  std::vector<std::string> out;
  if (!cases) {
    for (const base::error& one : cases.error()) {
      out.push_back(one.text());
    }
  }
  return out;
}

TEST(matrix, gives_every_combination_in_the_order_of_the_file) {
  const auto cases = loaded(with("{b: [x, y], a: [\"1\", '2', 3]}", "to: \"${a}${b}@n.example\""));
  std::vector<std::string> ids;
  for (const scenario& one : cases) {
    ids.push_back(one.case_id());
  }
  EXPECT_THAT(
      ids, ElementsAre("a[b=x;a=1]", "a[b=x;a=2]", "a[b=x;a=3]", "a[b=y;a=1]", "a[b=y;a=2]", "a[b=y;a=3]"));
  EXPECT_THAT(cases[3].binding, ElementsAre(Pair("b", "y"), Pair("a", "1")));
  EXPECT_EQ(cases[3].submissions[0].recipients[0].to.local_part, "1y");
}

TEST(matrix, null_leaves_the_key_or_item_out) {
  const auto cases = loaded(
      "title: t\nshows: [rfc3461/5.2.1/notify-relayed]\nneeds: [relay, dsn]\nmatrix: {notify: [NEVER, ~], "
      "word: [~, DSN]}\n"
      "hosts: {next: {ehlo: [SIZE, \"${word}\"]}}\n"
      "submit: {mail: {envid: x}, rcpt: [{to: a@next, notify: \"${notify}\"}]}\n");
  ASSERT_EQ(cases.size(), 4U);
  EXPECT_EQ(cases[0].case_id(), "a[notify=NEVER;word=absent]");
  EXPECT_EQ(cases[0].submissions[0].recipients[0].notify, "NEVER");
  EXPECT_THAT(cases[0].hosts.at("next").ehlo, ElementsAre("SIZE"));
  EXPECT_EQ(cases[3].case_id(), "a[notify=absent;word=DSN]");
  EXPECT_EQ(cases[3].submissions[0].recipients[0].notify, std::nullopt);
  EXPECT_THAT(cases[3].hosts.at("next").ehlo, ElementsAre("SIZE", "DSN"));
}

TEST(matrix, replaces_in_any_value_and_leaves_what_is_escaped) {
  const auto cases = loaded(
      "title: about ${v} $${v} $$${v}\nshows: [\"rfc3461/5.2.1/${what}\"]\nneeds: [relay]\nmatrix: {v: "
      "[\"7\"], what: "
      "[notify-relayed]}\nhosts: {next: {replies: [{at: mail, split: \"${v}\", reply: {octets: "
      "'25${v}\\r\\n'}}]}}\n"
      "submit: {rcpt: [{to: \"$${n}.${n}.${v}@next\", repeat: 2}, {to: \"a$b$@next\"}]}\n");
  ASSERT_EQ(cases.size(), 1U);
  EXPECT_EQ(cases[0].title, "about 7 ${v} $${v}");
  EXPECT_THAT(cases[0].shows, ElementsAre("rfc3461/5.2.1/notify-relayed"));
  EXPECT_EQ(cases[0].hosts.at("next").replies[0].react.split, 7U);
  EXPECT_EQ(cases[0].hosts.at("next").replies[0].react.reply, "257\r\n");
  EXPECT_EQ(cases[0].submissions[0].recipients[1].to.local_part, "${n}.2.7");
  EXPECT_EQ(cases[0].submissions[0].recipients[2].to.local_part, "a$b$");
}

TEST(matrix, says_what_is_wrong) {
  const std::string to = "to: \"${a}@n.example\"";
  const std::string value =
      "a matrix value is printable ASCII of at most 80 octets; it becomes part of the case's id";
  EXPECT_THAT(complaints(with("{a: []}", to)), ElementsAre("a.yaml:4:13: the variable \"a\" has no values"));
  EXPECT_THAT(complaints(with("{}", "to: b@n.example")),
              ElementsAre("a.yaml:4:9: the matrix has no variables"));
  EXPECT_THAT(complaints(with("[a]", "to: b@n.example")),
              ElementsAre("a.yaml:4:9: matrix is a map; here is a list"));
  EXPECT_THAT(complaints(with("{a: [x], b: [y]}", to)), ElementsAre("a.yaml:4:18: nothing uses ${b}"));
  EXPECT_THAT(complaints(with("{a: [x, x]}", to)),
              ElementsAre("a.yaml:4:17: the value \"x\" is here a second time"));
  EXPECT_THAT(complaints(with("{a: [x, absent]}", to)).size(), 1U);
  EXPECT_THAT(complaints(with("{a: [\"\\t\"]}", to)), testing::Contains("a.yaml:4:14: " + value));
  EXPECT_THAT(complaints(with("{a: [\u00e9]}", to)), testing::Contains("a.yaml:4:14: " + value));
  EXPECT_THAT(complaints(with("{a: [" + std::string(81, 'x') + "]}", to)),
              ElementsAre("a.yaml:4:14: " + value));
  EXPECT_THAT(complaints(with("{a: [\"${b}\"]}", to)),
              testing::Contains("a.yaml:4:14: a matrix value can't hold ${...} itself"));
  EXPECT_THAT(
      complaints(with("{abc: [x]}", "to: \"${xyz}@n.example\"")),
      ElementsAre(
          "a.yaml:4:10: nothing uses ${abc}",
          "a.yaml:5:40: unknown variable ${xyz}; variables are declared in the matrix, and a literal ${ "
          "is written $${"));
  EXPECT_THAT(complaints(with("{notify: [x]}", "to: \"${notfy}${notify}@n.example\"")),
              ElementsAre("a.yaml:5:40: unknown variable ${notfy}; did you mean ${notify}?"));
  EXPECT_THAT(complaints(with("{a: [x]}", "to: \"${a}@n.example\", notify: \"${a\"")),
              ElementsAre("a.yaml:5:66: ${ without }; a literal ${ is written $${"));
  EXPECT_THAT(complaints(with("{a: [~]}", to)),
              testing::Contains("a.yaml:5:40: ${a} can be absent, so it can't be a part of a longer text"));
  EXPECT_THAT(complaints(with("{n: [x]}", "to: \"${n}@n.example\"")).size(), 1U);
  EXPECT_THAT(complaints(with("{A: [x]}", "to: \"${A}@n.example\"")).size(), 1U);
  EXPECT_THAT(
      complaints("title: \"${n}\"\nshows: [rfc3461/5.2.1/notify-relayed]\nneeds: [relay]\n"
                 "submit: {rcpt: [{to: a@n.example}]}\n"),
      ElementsAre(
          "a.yaml:1:8: unknown variable ${n}; variables are declared in the matrix, and a literal ${ is "
          "written $${"))
      << "${n} is known only where repeat is";
}

TEST(matrix, is_bounded) {
  std::string values;
  for (int i = 0; i < 17; ++i) {
    values += (i == 0 ? "" : ", ") + std::string("v") + std::to_string(i);
  }
  const std::string matrix = "{a: [" + values + "], b: [" + values + "], c: [" + values + "]}";
  EXPECT_THAT(complaints(with(matrix, "to: \"${a}${b}${c}@n.example\"")),
              testing::Contains("a.yaml:4:9: more than 4096 combinations"));
  EXPECT_EQ(loaded(with("{a: [" + values + "], b: [" + values + "]}", "to: \"${a}${b}@n.example\"")).size(),
            289U);
}

TEST(matrix, equal_ids_are_an_error) {
  const auto all = complaints(with("{a: [\"x;b=y\", x], b: [\"y;b=y\", y]}", "to: \"${a}${b}@n.example\""));
  EXPECT_THAT(all, testing::Contains(testing::HasSubstr("two cases have the id a[a=x;b=y;b=y]")));
}

TEST(load_case, gives_the_case_with_that_binding_again) {
  const std::string text = with("{b: [x, ~], a: [p, q]}", "to: \"${a}@n.example\", notify: \"${b}\"");
  for (const scenario& one : loaded(text)) {
    const auto again = load_case("a", text, one.binding, example_law());
    ASSERT_TRUE(again.has_value()) << again.error().text();
    EXPECT_EQ(again->case_id(), one.case_id());
    EXPECT_EQ(again->submissions[0].recipients[0].notify, one.submissions[0].recipients[0].notify);
    EXPECT_EQ(again->submissions[0].recipients[0].to, one.submissions[0].recipients[0].to);
  }
}

TEST(load_case, refuses_other_bindings) {
  const std::string text = with("{b: [x, y], a: [p, q]}", "to: \"${a}${b}@n.example\"");
  const spec::law_book law = example_law();
  const std::vector<binding_list> wrong = {{},
                                           {{"a", "p"}, {"b", "x"}},
                                           {{"b", "x"}},
                                           {{"b", "z"}, {"a", "p"}},
                                           {{"b", "x"}, {"a", "p"}, {"c", "x"}}};
  for (const binding_list& binding : wrong) {
    const auto loaded_case = load_case("a", text, binding, law);
    ASSERT_FALSE(loaded_case.has_value());
  }
  EXPECT_EQ(load_case("a", text, wrong[3], law).error().text(),
            "a.yaml:1:1: its matrix has no such combination of values");
  EXPECT_FALSE(load_case("a", "x: [", {}, law).has_value());
}

}  // namespace
}  // namespace dsnspec::scenario
