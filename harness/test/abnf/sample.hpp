// Grammars of a few lines.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "abnf/reader.hpp"

namespace dsnspec::abnf::test {

inline base::result<grammar> read(const std::string& text) {
  const source file{"a.abnf", text};
  return read_grammar({&file, 1});
}

// For texts that are known to be right.
inline grammar sample(const std::string& text) {
  auto out = read(text);
  EXPECT_TRUE(out) << out.error().text();
  return out ? *out : grammar();
}

}  // namespace dsnspec::abnf::test
