// What is skipped, not inconclusive, because the target is what it is.
#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

#include "judge/out_of_reach.hpp"
#include "judge/sample.hpp"

namespace dsnspec::judge {
namespace {

constexpr const char* return_path = "rfc5321/4.4/return-path-line";
constexpr const char* partial = "rfc5321/4.4/one-notification-preferred";
constexpr const char* envelope_id = "rfc3461/6.3/original-envelope-id-absent";
constexpr const char* not_invented = "rfc3461/5.2.1/notify-not-invented";
constexpr const char* offered = "rfc5321/4.1.1.3/parameters-of-offered-extensions";
constexpr const char* taken = "rfc3461/5.1/valid-mail-parameters-accepted";
constexpr const char* long_line = "rfc5321/4.5.3.1.6/text-line-1000";

spec::law_book some_law() {
  using spec::role;
  spec::law_book law;
  const auto row = [&law](const char* id, role whose) {
    law.add(sample::row(id, spec::level::must, spec::impact::form, whose));
  };
  row(return_path, role::local_delivery);
  row(partial, role::report_format);
  row(envelope_id, role::report_format);
  row(not_invented, role::relay_conforming);
  row(long_line, role::relay_conforming);
  row(offered, role::relay_conforming);
  row(taken, role::submission);
  return law;
}

// Lines as "C: QUIT" or "S: 221 bye".
trace::session session(trace::session_role role, std::initializer_list<std::string> lines) {
  trace::session out;
  out.number = 1;
  out.role = role;
  for (const std::string& line : lines) {
    out.chunks.push_back({0, line.starts_with('C'), line.substr(3) + "\r\n", 0, false});
  }
  return out;
}

// One case, in which a message is submitted, or given to a command, and relayed.
class a_case {
 public:
  explicit a_case(const std::string& end = "250 taken", const std::string& hello = "EHLO",
                  const std::string& parameter = "") {
    run_.target.capabilities = {"relay"};
    record_.sessions.push_back(session(
        trace::session_role::client,
        {"S: 220 mta", "C: HELO submitter", "S: 250 mta", "C: MAIL FROM:<a@b.test>", "S: 250 ok",
         "C: RCPT TO:<c@d.test>", "S: 250 ok", "C: DATA", "S: 354 go", "C: text", "C: .", "S: " + end}));
    record_.sessions.push_back(session(trace::session_role::server,
                                       {"S: 220 next", "C: " + hello + " mta", "S: 250 next",
                                        "C: MAIL FROM:<a@b.test>" + parameter, "S: 250 ok", "C: QUIT",
                                        "S: 221 bye"}));
    record_.submissions.push_back({0, 1, 0, ""});
  }
  a_case& by_command() {
    run_.target.by_command = true;
    return *this;
  }
  a_case& without_queue() {
    run_.target.no_queue = true;
    return *this;
  }
  a_case& told_in_own_form() {
    judgement one;
    one.requirement = "rfc5321/3.6.3/standard-format";
    one.verdict = verdict::warn;
    judged_.judgements.push_back(one);
    return *this;
  }
  [[nodiscard]] bool reaches(const char* requirement) const {
    const trace::case_record* const records[] = {&record_};
    const judged_case* const judged[] = {&judged_};
    return out_of_reach(requirement, some_law(), run_, records, judged).empty();
  }

 private:
  trace::run_header run_;
  trace::case_record record_;
  judged_case judged_;
};

TEST(OutOfReach, NothingOfAServerThatTakesAndRelays) {
  for (const char* each : {return_path, partial, envelope_id, not_invented, long_line}) {
    EXPECT_TRUE(a_case().reaches(each)) << each;
  }
}

TEST(OutOfReach, OfACommandWhatIsSaidOfServersAndOfDsn) {
  EXPECT_FALSE(a_case().by_command().reaches(return_path));
  EXPECT_FALSE(a_case().by_command().reaches(envelope_id));
  EXPECT_TRUE(a_case().by_command().reaches(partial));
  EXPECT_TRUE(a_case().by_command().reaches(long_line));
}

TEST(OutOfReach, WhatACommandDoesNotTake) {
  EXPECT_FALSE(a_case("554 ended with 65").by_command().reaches(long_line));
  EXPECT_TRUE(a_case("554 no").reaches(long_line));  // a server's reply is its own
}

TEST(OutOfReach, WhatBindsWithDsnAlone) {
  EXPECT_TRUE(binds_with_dsn_alone("rfc3461/6.3/original-envelope-id-absent"));
  EXPECT_TRUE(binds_with_dsn_alone("rfc6533/4.5/seven-bit-encoding-to-plain-server"));
  EXPECT_FALSE(binds_with_dsn_alone("rfc6533/4.1/charset-utf8"));
  EXPECT_FALSE(binds_with_dsn_alone("rfc3464/2.1/field-syntax"));
}

TEST(OutOfReach, WhatIsSaidOfParametersToOneWhoGivesNone) {
  EXPECT_FALSE(a_case().reaches(offered));
  EXPECT_TRUE(a_case("250 taken", "EHLO", " SIZE=5").reaches(offered));
}

TEST(OutOfReach, WithoutAQueueAllButWhatTheSubmitterIsAnswered) {
  EXPECT_FALSE(a_case().without_queue().reaches(partial));
  EXPECT_FALSE(a_case().without_queue().reaches(long_line));
  EXPECT_TRUE(a_case().without_queue().reaches(taken));
}

TEST(OutOfReach, WhatANotificationInAnotherFormDoesNotShow) {
  EXPECT_FALSE(a_case().told_in_own_form().reaches(partial));
  EXPECT_TRUE(a_case().told_in_own_form().reaches(long_line));
}

TEST(OutOfReach, WhatIsGivenToConformingNextHopsByOneThatSaysHelo) {
  EXPECT_FALSE(a_case("250 taken", "HELO").reaches(not_invented));
  EXPECT_TRUE(a_case("250 taken", "HELO").reaches(long_line));
}

}  // namespace
}  // namespace dsnspec::judge
