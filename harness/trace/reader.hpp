// Reads a trace line by line: from a file, or while the run is still going on.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "spec/law_book.hpp"
#include "trace/run.hpp"

namespace dsnspec::trace {

// What a line was about, for whoever follows a run.
struct line_seen {
  std::string kind;   // "k" of the line
  std::string label;  // the case it belongs to, if any
};

// Limits: a line of 16 MiB, 100 000 cases, a million sessions.
class reader {
 public:
  // The law book resolves the requirement ids in the scenarios; it must outlive the reader.
  reader(std::string source_name, const spec::law_book& law) : name_(std::move(source_name)), law_(law) {}

  // One line without its LF. Errors name source, line and reason; the lines before stay read.
  base::result<line_seen> line(std::string_view text);

  [[nodiscard]] const recorded_run& run() const { return run_; }
  // The case with that label; null when unknown.
  [[nodiscard]] const case_record* find(const std::string& label) const;

 private:
  struct impl;
  std::string name_;
  const spec::law_book& law_;
  recorded_run run_;
  std::size_t lines_ = 0;
  std::map<std::string, std::string> sources_;   // scenario id -> YAML
  std::map<std::string, std::size_t> by_label_;  // -> index into run_.cases
  struct place {
    std::size_t case_index;
    std::size_t session_index;
    bool stray;
  };
  std::map<std::uint32_t, place> by_session_;
};

// A whole trace. A last line cut off in the middle (a killed run) is left out; anything else wrong is an
// error.
base::result<recorded_run> read(std::string_view text, const std::string& source_name,
                                const spec::law_book& law);

}  // namespace dsnspec::trace
