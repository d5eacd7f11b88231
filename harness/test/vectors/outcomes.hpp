// Answers of parsers put into readings.
#pragma once

#include <string>
#include <vector>

#include "grammar/notify.hpp"
#include "grammar/syntax_error.hpp"
#include "vectors/vector.hpp"

namespace dsnspec::vectors {

inline void refuse(reading& out, const grammar::rule& broken) {
  out.strict.reset();
  out.broken.insert(std::string(broken.name));
}

// The answer of the strict form, with `write` to make JSON of a value.
template <class T, class Write>
void strict(reading& out, const grammar::parsed<T>& answer, Write write) {
  if (answer) {
    out.strict = write(*answer);
  } else {
    refuse(out, answer.error().rule);
  }
}

inline void strict(reading& out, const grammar::checked& answer, const json& value) {
  if (answer) {
    out.strict = value;
  } else {
    refuse(out, answer.error().rule);
  }
}

template <class T, class Write>
void tolerant(reading& out, const grammar::parsed<T>& answer, Write write) {
  if (answer) {
    out.tolerant = write(*answer);
  }
}

inline std::vector<std::string> notify_words(grammar::notify value) {
  std::vector<std::string> out;
  const auto add = [&out](bool is, const char* word) {
    if (is) {
      out.emplace_back(word);
    }
  };
  add(value.is_never(), "NEVER");
  add(value.success(), "SUCCESS");
  add(value.failure(), "FAILURE");
  add(value.delay(), "DELAY");
  return out;
}

}  // namespace dsnspec::vectors
