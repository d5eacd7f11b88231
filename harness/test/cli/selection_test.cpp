#include "cli/selection.hpp"

#include <gtest/gtest.h>

namespace dsnspec::cli {
namespace {

spec::law_book law() {
  spec::law_book out;
  const auto add = [&out](const char* id, const char* section, spec::role role) {
    spec::requirement row;
    row.id = id;
    row.section = section;
    row.role = role;
    out.add(row);
  };
  add("rfc3461/5.2/a", "5.2", spec::role::alias);
  add("rfc3461/5.2.2/b", "5.2.2", spec::role::list);
  add("rfc3461/5.20/c", "5.20", spec::role::list);
  add("rfc3464/5.2/d", "5.2", spec::role::report_format);
  return out;
}

scenario::scenario one(std::vector<std::string> shows) {
  scenario::scenario out;
  out.id = "x/y";
  out.shows = std::move(shows);
  out.binding = {{"n", "*"}};
  return out;
}

bool taken(const selection& which, const std::string& id) {
  return selects(which, *law().find(id));
}

TEST(Selection, OfNothingTakesEverything) {
  EXPECT_TRUE(selection{}.everything());
  EXPECT_TRUE(taken({}, "rfc3461/5.2/a"));
  EXPECT_TRUE(selects({}, one({}), law()));
}

TEST(Selection, BySectionTakesThoseBelow) {
  const selection which{.only = {}, .sections = {"5.2"}, .roles = {}};
  EXPECT_TRUE(taken(which, "rfc3461/5.2/a"));
  EXPECT_TRUE(taken(which, "rfc3461/5.2.2/b"));
  EXPECT_FALSE(taken(which, "rfc3461/5.20/c"));
  EXPECT_TRUE(taken(which, "rfc3464/5.2/d"));
  const selection of_one{.only = {}, .sections = {"rfc3461/5.2"}, .roles = {}};
  EXPECT_TRUE(taken(of_one, "rfc3461/5.2.2/b"));
  EXPECT_FALSE(taken(of_one, "rfc3464/5.2/d"));
}

TEST(Selection, OfSeveralKindsNeedsEach) {
  const selection which{.only = {}, .sections = {"5.2"}, .roles = {spec::role::list, spec::role::alias}};
  EXPECT_TRUE(taken(which, "rfc3461/5.2/a"));
  EXPECT_TRUE(taken(which, "rfc3461/5.2.2/b"));
  EXPECT_FALSE(taken(which, "rfc3464/5.2/d"));
  EXPECT_FALSE(selects(which, one({"rfc3464/5.2/d", "rfc3461/5.20/c"}), law()))
      << "one requirement must fit both section and role";
  EXPECT_TRUE(selects(which, one({"rfc3464/5.2/d", "rfc3461/5.2.2/b"}), law()));
  EXPECT_FALSE(selects(which, one({}), law()));
}

TEST(Selection, ByPatternTakesScenarioOrCase) {
  const auto by = [](const char* glob) {
    return selects({.only = {"nothing", glob}, .sections = {}, .roles = {}}, one({}), law());
  };
  EXPECT_TRUE(by("x/y"));
  EXPECT_TRUE(by("x/*"));
  EXPECT_TRUE(by("x/y[n=*]")) << "a case's id finds it, whatever is in it";
  EXPECT_TRUE(by("*n=*"));
  EXPECT_FALSE(by("x"));
  EXPECT_FALSE(by("y"));
}

TEST(Selection, LeavesOutEmptyFiles) {
  scenario::scenario_file file;
  file.cases = {one({"rfc3461/5.2/a"}), one({"rfc3464/5.2/d"})};
  const auto got = select({.only = {}, .sections = {}, .roles = {spec::role::alias}}, {file, {}}, law());
  ASSERT_EQ(got.size(), 1U);
  EXPECT_EQ(got[0].cases.size(), 1U);
}

TEST(Selection, IsDescribedAsTyped) {
  EXPECT_EQ(described({.only = {"a/*"}, .sections = {"5.2"}, .roles = {spec::role::relay_conforming}}),
            "--only 'a/*' --section 5.2 --role relay-to-conforming");
}

}  // namespace
}  // namespace dsnspec::cli
