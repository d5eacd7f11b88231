// The grammars of corpus/abnf, built into the program: fuzz targets read no files.
#pragma once

#include <span>

#include "abnf/grammar.hpp"
#include "abnf/reader.hpp"

namespace dsnspec::fuzz {

// Every file of corpus/abnf, by name. Written by fuzz/CMakeLists.txt.
std::span<const abnf::source> shipped_abnf();

enum class repertoire { seven_bit, smtputf8, global };

// Made at the first call.
const abnf::grammar& grammar_of(repertoire which);

}  // namespace dsnspec::fuzz
