// What the exit code of dsnspec says to scripts and CI.
#pragma once

namespace dsnspec::cli {

enum class exit_code : int {
  ok = 0,            // as expected
  findings = 1,      // an unexpected finding at or above --level
  usage = 2,         // a wrong command line, an unreadable file, a broken scenario
  target = 3,        // the target could not start, or died and stayed dead
  stale = 4,         // only baseline entries that no longer occur
  no_match = 5,      // the selection matched nothing
  inconclusive = 6,  // only inconclusive results
  bug = 70,          // a defect of dsnspec itself
  skipped = 77,      // everything was skipped
};

}  // namespace dsnspec::cli
