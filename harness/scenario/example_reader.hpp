// What keeping and breaking a requirement looks like: the files of scenarios/examples/*.yaml, which `explain`
// shows and a test judges.
//
//   report: report.eml                            # a message beside this file; without it the examples are
//   dialogues examples:
//     - id: rfc3464/2.3.4/status-leading-zeros    # of the law book; one example each in all files together
//       good: "Status: 5.1.1\n"                   # a passage of that report, or a dialogue
//       bad: "Status: 5.01.1\n"                   # what breaks the requirement in its place
//       also: [rfc3464/2.3.4/status-syntax]       # optional: what can't but be broken with it
//
// A dialogue is a text of lines: "submitter:", the name of a host with a colon, and "report:" are followed by
// what is said there or stands in the report; " => " by the reply, where it isn't 250. What is in parentheses
// is told, not said:
// "(announces PIPELINING DSN)" of a host, "(returns the whole message)" of a report.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "scenario/checked.hpp"
#include "scenario/source_files.hpp"
#include "spec/law_book.hpp"

namespace dsnspec::scenario {

struct example {
  std::string requirement;
  std::string report;  // name of the message's file; empty: a dialogue
  std::string good;    // octets; lines end with LF
  std::string bad;
  std::vector<std::string> also;
};

using example_map = std::map<std::string, example, std::less<>>;  // by requirement

checked<example_map> read_examples(const std::vector<source_file>& files, const spec::law_book& law);

// The files of that folder: <scenario root>/examples. A folder that isn't there has none.
checked<example_map> load_examples(const std::filesystem::path& folder, const spec::law_book& law);

}  // namespace dsnspec::scenario
