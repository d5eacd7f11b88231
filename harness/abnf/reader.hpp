// Reads ABNF as RFC 5234 section 4 has it, with the exact and inexact strings of RFC 7405 (%s"..." and
// %i"...").
//
// Lines may end in LF as well as CRLF. Values above %xFF are refused: what is matched are octets. Refused,
// too, because no machine can act on them: prose (<...>), a rule without definition, one defined twice other
// than by "=/", left recursion, and a rule that derives no finite text. Nothing is predefined: ALPHA and the
// like have to be in the files.
//
// A sub-grammar is extended by reading another file after it, whose "=/" add alternatives, as RFC 6531 does
// to RFC 5321.
#pragma once

#include <span>
#include <string>

#include "abnf/grammar.hpp"
#include "base/error.hpp"

namespace dsnspec::abnf {

struct source {
  std::string name;  // of the file, for errors
  std::string text;
};

// The error is the first one met, with file, line and column.
base::result<grammar> read_grammar(std::span<const source> files);

}  // namespace dsnspec::abnf
