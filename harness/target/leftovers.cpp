#include "target/leftovers.hpp"

#include <fmt/core.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <thread>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "target/descriptor.hpp"

namespace dsnspec::target {
namespace {

using clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds between_looks{20};

std::vector<pid_t> our_children() {
  std::vector<pid_t> out;
  const auto text = read_file(fmt::format("/proc/self/task/{}/children", ::getpid()), 65536);
  if (!text) {
    return out;
  }
  for (std::size_t at = 0; at < text->size();) {
    const std::size_t end = std::min(text->find(' ', at), text->size());
    pid_t pid = 0;
    std::from_chars(text->data() + at, text->data() + end, pid);
    if (pid > 0) {
      out.push_back(pid);
    }
    at = end + 1;
  }
  return out;
}

std::string name_of(pid_t pid) {
  return base::excerpt(base::trimmed(read_file(fmt::format("/proc/{}/comm", pid), 64).value_or("?")));
}

}  // namespace

leftovers::leftovers() : before_(our_children()) {
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
}

std::string leftovers::end(std::chrono::milliseconds most) const {
  const auto until = clock::now() + most;
  std::vector<pid_t> there;
  const auto look = [&] {
    there = our_children();
    std::erase_if(there, [this](pid_t each) {
      return std::find(before_.begin(), before_.end(), each) != before_.end() ||
             ::waitpid(each, nullptr, WNOHANG) == each;
    });
    return there.empty();
  };
  while (!look() && clock::now() < until) {
    std::this_thread::sleep_for(between_looks);
  }
  std::string out;
  for (const pid_t each : there) {
    out += fmt::format("{}{} ({})", out.empty() ? "" : ", ", name_of(each), each);
    ::kill(each, SIGKILL);
    ::waitpid(each, nullptr, 0);
  }
  return out;
}

}  // namespace dsnspec::target
