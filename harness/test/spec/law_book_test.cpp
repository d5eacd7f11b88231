#include "spec/law_book.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace dsnspec::spec {
namespace {

requirement row(const std::string& id) {
  requirement out;
  out.id = id;
  out.section = "5.2.2";
  out.sentence = "s";
  return out;
}

TEST(law_book, finds_what_was_added_and_takes_an_id_once) {
  law_book book;
  EXPECT_TRUE(book.add(row("rfc3461/5.2.2/x")));
  requirement second = row("rfc3461/5.2.2/x");
  second.sentence = "another";
  EXPECT_FALSE(book.add(second));
  ASSERT_NE(book.find("rfc3461/5.2.2/x"), nullptr);
  EXPECT_EQ(book.find("rfc3461/5.2.2/x")->sentence, "s");
  EXPECT_EQ(book.find("rfc3461/5.2.2/y"), nullptr);
  EXPECT_EQ(book.rows().size(), 1U);
}

TEST(law_book, hash_is_of_the_rows_and_not_of_their_order) {
  law_book one;
  law_book other;
  one.add(row("rfc3461/5.2.2/x"));
  one.add(row("rfc3461/5.2.2/y"));
  other.add(row("rfc3461/5.2.2/y"));
  other.add(row("rfc3461/5.2.2/x"));
  EXPECT_EQ(one.hash(), other.hash());
  EXPECT_EQ(one.hash().size(), 64U);
  EXPECT_NE(one.hash(), law_book{}.hash());
}

TEST(law_book, hash_tells_every_part_of_a_row) {
  law_book plain;
  plain.add(row("a/b/c"));
  std::vector<requirement> changed(10, row("a/b/c"));
  changed[0].section = "5.2.3";
  changed[1].level = level::should;
  changed[2].role = role::list;
  changed[3].impact = impact::security;
  changed[4].sentence = "t";
  changed[5].observed = "o";
  changed[6].stand = "w";
  changed[7].not_watchable = "w";
  changed[8].restates = "w";
  changed[9].part_of_it = true;
  for (const requirement& each : changed) {
    law_book book;
    book.add(each);
    EXPECT_NE(book.hash(), plain.hash());
  }
  law_book moved;  // the same letters in other parts
  requirement shifted = row("a/b/c");
  shifted.sentence = "";
  shifted.observed = "s";
  moved.add(shifted);
  EXPECT_NE(moved.hash(), plain.hash());
  law_book decided;
  law_book unseen;
  decided.add(changed[6]);
  unseen.add(changed[7]);
  EXPECT_NE(decided.hash(), unseen.hash());
}

TEST(law_book, judges_what_restates_another_as_that) {
  law_book book;
  requirement again = row("a/b/again");
  again.restates = "a/b/c";
  book.add(row("a/b/c"));
  book.add(again);
  EXPECT_EQ(book.judged_as("a/b/again"), "a/b/c");
  EXPECT_EQ(book.judged_as("a/b/c"), "a/b/c");
  EXPECT_EQ(book.judged_as("a/b/unknown"), "a/b/unknown");
}

TEST(requirement, cites_its_section_and_knows_what_binds) {
  requirement one = row("rfc3461/5.2.2/x");
  EXPECT_EQ(one.citation(), "RFC 3461 section 5.2.2");
  for (const level each : {level::must, level::must_not, level::grammar}) {
    one.level = each;
    EXPECT_TRUE(one.binding());
  }
  for (const level each : {level::should, level::should_not, level::may}) {
    one.level = each;
    EXPECT_FALSE(one.binding());
  }
}

TEST(requirement, words_go_both_ways) {
  for (int i = 0; i < 6; ++i) {
    EXPECT_EQ(level_named(name(static_cast<level>(i))), static_cast<level>(i));
  }
  for (int i = 0; i < 8; ++i) {
    EXPECT_EQ(impact_named(name(static_cast<impact>(i))), static_cast<impact>(i));
    EXPECT_EQ(role_named(name(static_cast<role>(i))), static_cast<role>(i));
  }
  EXPECT_EQ(level_named("must"), std::nullopt);
  EXPECT_EQ(impact_named(""), std::nullopt);
  EXPECT_EQ(role_named("relay"), std::nullopt);
  EXPECT_EQ(name(level::must_not), "MUST NOT");
}

}  // namespace
}  // namespace dsnspec::spec
