// What a fuzz target says when a property doesn't hold: the sentence, what it was about, and the end of the
// program, so that every engine sees a crash.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/quote.hpp"

namespace dsnspec::fuzz {

[[noreturn]] inline void broken(const char* sentence, std::string_view about) {
  std::fprintf(stderr, "property broken: %s\n", sentence);
  if (!about.empty()) {
    std::fprintf(stderr, "  %s\n", base::excerpt(about, 2000).c_str());
  }
  std::abort();
}

// `sentence` says what must be so.
inline void require(bool kept, const char* sentence, std::string_view about = {}) {
  if (!kept) {
    broken(sentence, about);
  }
}

// The same, for two texts that must be equal: shows both from shortly before they differ.
inline void require_same(std::string_view got, std::string_view wanted, const char* sentence) {
  if (got != wanted) {
    std::size_t at = 0;
    while (at < got.size() && at < wanted.size() && got[at] == wanted[at]) {
      ++at;
    }
    at -= at < 80 ? at : 80;
    broken(sentence, std::string(got.substr(at, 400)) + "\n---\n" + std::string(wanted.substr(at, 400)));
  }
}

inline bool is_printable(std::string_view text) {
  for (const char c : text) {
    if (c < 0x20 || c > 0x7E) {
      return false;
    }
  }
  return true;
}

}  // namespace dsnspec::fuzz
