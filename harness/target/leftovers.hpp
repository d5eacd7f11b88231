// Processes that a program leaves behind when it ends.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

namespace dsnspec::target {

// From when it is made, processes whose parents end become children of ours, and can be found.
class leftovers {
 public:
  leftovers();

  // Waits at most so long for all that came since to end, then kills the rest. Their names and numbers, as in
  // "exim4 (4711), sh (4712)"; empty: none was left.
  [[nodiscard]] std::string end(std::chrono::milliseconds most) const;

 private:
  std::vector<pid_t> before_;  // ours from elsewhere
};

}  // namespace dsnspec::target
