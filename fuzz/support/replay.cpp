// A plain main for a fuzz target, where there is no fuzzing engine: runs it on files, and on all files of
// folders.
//
//   TARGET FILE|FOLDER...
//
// Exit code 2: something can't be read. A property that doesn't hold ends the program; the input it was is
// said before.
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "support/target.hpp"

namespace fs = std::filesystem;

namespace {

std::string current;

// For the one who has to find the input again.
void say_input(int signal) {
  std::fprintf(stderr, "input: %s\n", current.c_str());
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

std::vector<fs::path> files_of(const fs::path& where) {
  std::vector<fs::path> out;
  if (!fs::is_directory(where)) {
    return {where};
  }
  for (const auto& entry : fs::recursive_directory_iterator(where)) {
    if (entry.is_regular_file()) {
      out.push_back(entry.path());
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

bool run(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  const std::vector<char> content{std::istreambuf_iterator<char>(stream), {}};
  if (!stream) {
    std::fprintf(stderr, "%s: can't be read\n", file.c_str());
    return false;
  }
  current = file.string();
  // A copy without spare room behind it, so that reading beyond the end is seen.
  auto* const exact = static_cast<std::uint8_t*>(std::malloc(content.size()));
  if (!content.empty()) {
    std::memcpy(exact, content.data(), content.size());
  }
  LLVMFuzzerTestOneInput(exact, content.size());
  std::free(exact);
  return true;
}

}  // namespace

int main(int count, char** arguments) {
  std::signal(SIGABRT, say_input);
  std::size_t runs = 0;
  for (int i = 1; i < count; ++i) {
    for (const fs::path& file : files_of(arguments[i])) {
      if (!run(file)) {
        return 2;
      }
      ++runs;
    }
  }
  std::printf("%zu inputs\n", runs);
  return runs == 0 ? 2 : 0;
}
