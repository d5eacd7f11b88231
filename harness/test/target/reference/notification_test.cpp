#include "target/reference/notification.hpp"

#include <gtest/gtest.h>

namespace dsnspec::reference {
namespace {

using result = attempt::result;

std::optional<action> owed_to(std::optional<grammar::notify> wanted, result what, const conduct& as = {}) {
  recipient who;
  who.notify = wanted;
  attempt how;
  how.what = what;
  return owed(who, how, as);
}

// RFC 3461 sections 5.2.1 to 5.2.6, one row for each sentence.
TEST(owed, FollowsTheRequest) {
  const auto success = grammar::notify::on(true, false, false);
  const auto failure = grammar::notify::on(false, true, false);
  const auto delay = grammar::notify::on(false, false, true);
  const auto never = grammar::notify::never();
  struct row {
    std::optional<grammar::notify> wanted;
    result what;
    std::optional<action> due;
  };
  const row rows[] = {
      {std::nullopt, result::failed, action::failed},  {std::nullopt, result::deferred, std::nullopt},
      {std::nullopt, result::delivered, std::nullopt}, {std::nullopt, result::relayed, std::nullopt},
      {std::nullopt, result::expanded, std::nullopt},  {success, result::delivered, action::delivered},
      {success, result::relayed, action::relayed},     {success, result::expanded, action::expanded},
      {success, result::passed_on, std::nullopt},      {success, result::failed, std::nullopt},
      {success, result::deferred, std::nullopt},       {failure, result::failed, action::failed},
      {failure, result::delivered, std::nullopt},      {failure, result::relayed, std::nullopt},
      {delay, result::deferred, action::delayed},      {delay, result::failed, std::nullopt},
      {never, result::failed, std::nullopt},           {never, result::relayed, std::nullopt},
      {never, result::deferred, std::nullopt},         {never, result::delivered, std::nullopt},
  };
  for (const row& each : rows) {
    EXPECT_EQ(owed_to(each.wanted, each.what), each.due)
        << (each.wanted ? each.wanted->text() : "no NOTIFY") << ", result " << static_cast<int>(each.what);
  }
}

TEST(owed, LeavesDelaysToChoice) {
  conduct silent;
  silent.chosen.delays_reported = false;
  EXPECT_EQ(owed_to(grammar::notify::on(false, false, true), result::deferred, silent), std::nullopt);
  conduct talkative;
  talkative.chosen.delays_reported_unasked = true;
  EXPECT_EQ(owed_to(std::nullopt, result::deferred, talkative), action::delayed);
}

TEST(unreportable, IsWhatHasNoReturnPath) {
  message what;
  EXPECT_TRUE(unreportable(what, {}));
  what.reverse_path = "sender@origin.example";
  EXPECT_FALSE(unreportable(what, {}));
  conduct broken;
  broken.break_by(defect::null_sender_reported);
  EXPECT_FALSE(unreportable(message{}, broken));
}

TEST(defects, HaveNamesThatFindThem) {
  for (const std::string& name : defect_names()) {
    const auto found = find_defect(name);
    ASSERT_TRUE(found) << name;
    EXPECT_EQ(defect_name(*found), name);
    EXPECT_EQ(name.find('_'), std::string::npos);
  }
  EXPECT_FALSE(find_defect("envid_dropped"));
  EXPECT_FALSE(find_defect(""));
}

TEST(variations, HaveNamesThatFindThem) {
  for (const std::string_view name : variation_names()) {
    choices which;
    EXPECT_TRUE(vary(which, name)) << name;
  }
  choices which;
  EXPECT_FALSE(vary(which, "nothing"));
}

}  // namespace
}  // namespace dsnspec::reference
