// A trial of the suite itself. The reference mail system is played to as it is, with a defect of the
// catalogue or with a variation that the RFCs permit, and what the judge says is held against what the
// catalogue says.
//
// Clean, and with any variation, nobody is accused and nothing stays open. With a defect, each scenario that
// claims it accuses one of the requirements it violates, each of these is accused by one of those scenarios,
// and nothing else is accused by anybody. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "judge/recorded_verdicts.hpp"
#include "judge/trial_kind.hpp"
#include "judge/verdict.hpp"
#include "spec/law_book.hpp"

namespace dsnspec::judge {

struct trial {
  trial_kind kind = trial_kind::clean;
  std::string name;  // of the defect or variation; "clean"
  std::string sentence;
  std::vector<std::string> violates;  // requirements, by the ids under which they are judged
  // Requirements that are broken with these here and there, by the same ids: they may be accused.
  std::vector<std::string> entails;
  std::vector<std::string> caught_by;  // ids of scenarios
  std::string unobserved;              // why the defect can't be noticed; empty: it can
  // Requirements, by the ids under which they are judged, for which there is no occasion with the variation.
  std::vector<std::string> leaves_open;
  bool leaves_all_open = false;  // of which requirements is not said: any
};

// What the judge says of one requirement in one case, when it is neither kept nor a permitted choice.
struct charge {
  std::string case_id;
  std::string requirement;
  dsnspec::judge::verdict verdict = dsnspec::judge::verdict::fail;
  std::string summary;
};

// All FAIL, WARN, INCONCLUSIVE, SKIP and ERROR of the run, as judged.
std::vector<charge> charges_of(const judged_run& run);

// The same over all cases: one for each requirement and verdict.
struct accusation {
  std::string requirement;
  dsnspec::judge::verdict verdict = dsnspec::judge::verdict::fail;
  std::vector<std::string> cases;
  std::string summary;  // of the first case
};

// In rising order of gravity. otherwise: something is judged otherwise than it is recorded. outdated: the
// catalogue says that nobody can notice the defect, or that the variation leaves something open, and it isn't
// so. slipped: something that the catalogue claims was not noticed. failed: it could not be played.
enum class trial_outcome { as_expected, otherwise, outdated, inconclusive, slipped, accused_wrongly, failed };
std::string_view name(trial_outcome value);  // "as expected", "otherwise", "outdated", "accused wrongly", ...

inline constexpr std::size_t most_changes = 1000;

struct trial_result {
  trial what;
  trial_outcome outcome = trial_outcome::as_expected;  // the gravest
  std::size_t cases = 0;                               // played
  std::int64_t wall_ms = 0;
  std::vector<accusation> accused;      // FAIL and WARN of what the defect violates or entails
  std::vector<accusation> wrongly;      // FAIL and WARN of anything else
  std::vector<accusation> open;         // INCONCLUSIVE, SKIP and ERROR, but for what the catalogue says
  std::vector<std::string> shown;       // what the variation was to leave open and didn't
  std::vector<std::string> missing;     // requirements that no scenario which claims the defect accuses
  std::vector<std::string> silent;      // scenarios that claim the defect and accuse none of its requirements
  std::vector<verdict_change> changed;  // judged otherwise than it is recorded; the first most_changes
  std::size_t changes = 0;              // all of these
  std::string failure;                  // why it could not be played

  [[nodiscard]] bool caught() const;  // a defect, and nothing that is claimed slipped
};

// What the run of a trial comes to.
trial_result hold(trial what, const std::vector<charge>& charges);
// And all its verdicts against those that are recorded; not of one that could not be played.
void hold_against(trial_result& what, const recorded_verdicts& recorded, const run_verdicts& now);
// What hold() gives for one that could not be played.
trial_result failed_trial(trial what, std::string failure);

}  // namespace dsnspec::judge
