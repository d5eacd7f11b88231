// What is wrong with a grammar, and where.
#pragma once

#include <string>

#include "abnf/grammar.hpp"

namespace dsnspec::abnf {

struct flaw {
  place where;
  std::string message;
};

}  // namespace dsnspec::abnf
