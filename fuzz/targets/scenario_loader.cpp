// Scenario files: whatever the text, cases or errors that say where and what. Every requirement that a text
// names is in the law book here, unless it says "unknown".
#include "scenario/loader.hpp"

#include <algorithm>
#include <string>

#include "base/ascii.hpp"
#include "support/require.hpp"
#include "support/target.hpp"

using namespace dsnspec;
using fuzz::require;

namespace {

constexpr std::size_t most_cases_reloaded = 4;

spec::law_book law_for(std::string_view text) {
  spec::law_book law;
  for (std::size_t at = text.find("rfc"); at != std::string_view::npos; at = text.find("rfc", at + 1)) {
    const std::size_t end = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789/.-", at);
    const std::string_view id = text.substr(at, end == std::string_view::npos ? end : end - at);
    if (id.size() < 80 && id.find("unknown") == std::string_view::npos) {
      spec::requirement row;
      row.id = id;
      law.add(row);
    }
  }
  return law;
}

void check_error(const base::error& one, std::string_view text) {
  const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) +
                     static_cast<std::size_t>(std::count(text.begin(), text.end(), '\r')) + 1;
  require(!one.message.empty() && fuzz::is_printable(one.message), "an error is printable", one.message);
  require(one.source == "fuzz.yaml", "an error names the file", one.source);
  require(one.line <= lines + 1, "an error names a line of the file", one.text());
}

}  // namespace

DSNSPEC_FUZZ_TARGET(octets) {
  const spec::law_book law = law_for(octets);
  const auto loaded = scenario::load_text("fuzz/one", octets, "fuzz.yaml", law);
  if (!loaded) {
    require(!loaded.error().empty(), "what is refused is refused for a reason");
    for (const base::error& one : loaded.error()) {
      check_error(one, octets);
    }
    return;
  }
  require(!loaded->empty(), "a scenario has a case");
  for (std::size_t i = 0; i < std::min(loaded->size(), most_cases_reloaded); ++i) {
    const scenario::scenario& one = (*loaded)[i];
    require(one.siblings == loaded->size(), "a case knows how many there are", one.case_id());
    const auto again = scenario::load_case("fuzz/one", octets, one.binding, law);
    require(again && again->case_id() == one.case_id(), "a case is found again by its binding",
            one.case_id());
  }
}
