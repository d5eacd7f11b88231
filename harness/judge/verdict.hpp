// What the judge says: for each requirement and case one judgement, and what the whole run comes to.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spec/requirement.hpp"
#include "trace/run.hpp"

namespace dsnspec::judge {

// In rising order of gravity, so that the worst of several is their maximum.
enum class verdict { pass, note, skip, inconclusive, warn, fail, error };

// "PASS", "NOTE", "SKIP", "INCONCLUSIVE", "WARN", "FAIL", "ERROR".
std::string_view name(verdict value);

// What was seen, in the words of whoever said it.
struct evidence {
  trace::time_us at = 0;
  std::string where;   // "host next, session 12", "report at origin, session 31", "submitter, session 3"
  std::string octets;  // quoted (base::quote), an excerpt
};

// One requirement in one case. PASS says: the occasion arose, we looked, and it was kept.
struct judgement {
  std::string requirement;
  dsnspec::judge::verdict verdict = dsnspec::judge::verdict::pass;
  std::string summary;  // one sentence: what happened and what had to happen; empty for PASS
  std::vector<evidence> seen;
  bool known = false;         // the baseline expects it
  std::string known_reason;   // the baseline's words
  std::string arguable = {};  // why the RFC can be read otherwise, in the baseline's words; may be empty
  std::optional<spec::impact> impact = {};  // what it costs here, where that isn't what the requirement says
};

struct judged_case {
  std::string id;  // scenario::case_id()
  std::string title;
  std::string label;
  dsnspec::judge::verdict verdict = dsnspec::judge::verdict::pass;  // the worst
  std::vector<judgement> judgements;                                // in order of requirement id
};

struct requirement_result {
  dsnspec::judge::verdict verdict = dsnspec::judge::verdict::pass;  // the worst over its cases
  std::vector<std::string> cases;  // those that had something to say, in order
};

enum class grade { exemplary, conforming, dependable, not_dependable, not_shown };
std::string_view name(grade value);  // "exemplary", ..., "not dependable", "not shown"

struct certificate_line {
  std::string rfc;   // "3461"; empty for a line by role
  std::string role;  // spec::name(role); empty for a line by RFC
  dsnspec::judge::grade grade = dsnspec::judge::grade::not_shown;
  std::vector<std::string> between;  // the requirement ids that stand between it and the next grade
  std::size_t seen = 0;              // requirements of the line that were kept or broken in some case
  std::size_t of = 0;                // requirements of the line, those of level MAY left out
};

struct stale_entry {
  std::string requirement;
  std::string case_glob;
  std::string reason;
};

struct judged_run {
  trace::run_header header;
  std::string law;  // hash of the law book it was judged by
  bool complete = false;
  bool target_died = false;
  std::int64_t wall_ms = 0;
  std::vector<judged_case> cases;  // in the order played
  std::map<std::string, requirement_result> requirements;
  std::map<verdict, std::size_t> summary;     // judgements by verdict
  std::vector<certificate_line> certificate;  // RFCs first, then roles
  std::vector<stale_entry> stale;             // baseline entries that no longer occur
};

}  // namespace dsnspec::judge
