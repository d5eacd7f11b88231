#include "report/colour.hpp"

#include <fmt/core.h>

namespace dsnspec::report {
namespace {

std::string_view code(colour which) {
  switch (which) {
    case colour::plain:
      return "";
    case colour::bold:
      return "1";
    case colour::red:
      return "1;31";
    case colour::yellow:
      return "33";
    case colour::green:
      return "32";
    case colour::cyan:
      return "36";
  }
  return "";
}

}  // namespace

colour colour_of(judge::verdict value) {
  using judge::verdict;
  switch (value) {
    case verdict::fail:
    case verdict::error:
      return colour::red;
    case verdict::warn:
    case verdict::inconclusive:
      return colour::yellow;
    case verdict::pass:
      return colour::green;
    case verdict::note:
      return colour::cyan;
    case verdict::skip:
      return colour::plain;
  }
  return colour::plain;
}

colour colour_of(judge::grade value) {
  using judge::grade;
  switch (value) {
    case grade::exemplary:
    case grade::conforming:
      return colour::green;
    case grade::dependable:
      return colour::yellow;
    case grade::not_dependable:
      return colour::red;
    case grade::not_shown:
      return colour::plain;
  }
  return colour::plain;
}

std::string painter::operator()(colour which, std::string_view text) const {
  return on_ && which != colour::plain ? fmt::format("\x1B[{}m{}\x1B[0m", code(which), text)
                                       : std::string(text);
}

}  // namespace dsnspec::report
