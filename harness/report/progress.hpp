// What a run shows while it goes on: on a terminal one line that is written over, for a pipe a plain line now
// and then; in both, unexpected findings as they come: each requirement when it is first seen broken, then
// only counted.
//
// No clock, no terminal of its own: times come in, text goes out through the sink.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "judge/verdict.hpp"
#include "spec/law_book.hpp"

namespace dsnspec::report {

struct progress_options {
  bool terminal = false;  // the sink is a terminal: one line, written over
  bool colour = false;
};

class progress {
 public:
  progress(std::function<void(std::string_view)> sink, const spec::law_book& law, progress_options how)
      : sink_(std::move(sink)), law_(law), how_(how) {}

  // What goes on before and after the cases: "unpacking postfix 3.7.11".
  void say(std::string_view what);
  // From now on only the cases are shown.
  void clear_phase() { phase_.clear(); }
  // How many cases there will be.
  void expect(std::size_t cases) { total_ = cases; }
  // One more case is judged, its known findings marked (judge/baseline.hpp).
  void judged(const judge::judged_case& which, std::int64_t elapsed_ms);
  // The time went on: brings the terminal's line up to date.
  void tick(std::int64_t elapsed_ms);
  // Clears the terminal's line, for the report that follows.
  void finish();

 private:
  void print(std::string_view text);
  void redraw();

  std::function<void(std::string_view)> sink_;
  const spec::law_book& law_;
  progress_options how_;
  std::size_t total_ = 0;
  std::size_t done_ = 0;
  std::size_t findings_ = 0;
  std::set<std::pair<judge::verdict, std::string>> broken_;  // what was shown
  std::int64_t elapsed_ms_ = 0;
  std::string phase_;
  bool line_shown_ = false;
};

}  // namespace dsnspec::report
