// The catalogue in scenarios/selftest/ and the switches of the reference mail system are the same.
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/reference_conduct.hpp"
#include "scenario/catalogue_reader.hpp"
#include "scenario/law_reader.hpp"

namespace dsnspec::cli {
namespace {

using testing::HasSubstr;

const std::filesystem::path root = std::filesystem::path(DSNSPEC_SOURCE_DIR) / "scenarios";

TEST(catalogue, NamesEverySwitchAndNoOther) {
  const auto law = scenario::load_law(root / "law");
  ASSERT_TRUE(law);
  const auto scenarios = scenario::load_tree(root, *law);
  ASSERT_TRUE(scenarios);
  const auto all = scenario::load_catalogue(root / "selftest", *law, *scenarios);
  ASSERT_TRUE(all) << all.error().front().text();
  std::set<std::string> defects;
  for (const auto& each : all->defects) {
    if (each.name.find('+') == std::string::npos) {
      defects.insert(each.name);
    } else {
      EXPECT_TRUE(conduct_of({each.name}, {})) << each.name;
    }
  }
  const auto switches = reference::defect_names();
  EXPECT_EQ(defects, std::set<std::string>(switches.begin(), switches.end()));
  std::set<std::string, std::less<>> variations;
  for (const auto& each : all->variations) {
    variations.insert(each.name);
  }
  const auto choices = reference::variation_names();
  EXPECT_EQ(variations, (std::set<std::string, std::less<>>(choices.begin(), choices.end())));
}

TEST(conduct_of, SwitchesOnWhatIsNamed) {
  const auto as = conduct_of({"envid-dropped", "ret-dropped"}, {"one-report-each"});
  ASSERT_TRUE(as);
  EXPECT_TRUE(as->broken(reference::defect::envid_dropped) && as->broken(reference::defect::ret_dropped));
  EXPECT_FALSE(as->broken(reference::defect::orcpt_dropped));
  EXPECT_TRUE(as->chosen.one_report_each);
}

TEST(conduct_of, SwitchesOnSeveralThatBelongTogether) {
  const auto as = conduct_of({"envid-dropped+ret-dropped+one-report-each"}, {});
  ASSERT_TRUE(as);
  EXPECT_TRUE(as->broken(reference::defect::envid_dropped) && as->broken(reference::defect::ret_dropped));
  EXPECT_TRUE(as->chosen.one_report_each);
  EXPECT_FALSE(conduct_of({"one-report-each"}, {}));
  EXPECT_FALSE(conduct_of({"envid-dropped+"}, {}));
  EXPECT_FALSE(conduct_of({""}, {}));
}

TEST(conduct_of, NamesWhatIsLikeAnUnknownName) {
  EXPECT_THAT(conduct_of({"envid-droped"}, {}).error().text(), HasSubstr("envid-dropped"));
  EXPECT_THAT(conduct_of({"envid"}, {}).error().text(), HasSubstr("envid-cut"));
  EXPECT_THAT(conduct_of({}, {"one-report-eech"}).error().text(), HasSubstr("one-report-each"));
  EXPECT_THAT(conduct_of({"\x1B[2J"}, {}).error().text(), HasSubstr("dsnspec list defects"));
}

}  // namespace
}  // namespace dsnspec::cli
