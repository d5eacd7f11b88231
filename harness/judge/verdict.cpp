#include "judge/verdict.hpp"

namespace dsnspec::judge {

std::string_view name(verdict value) {
  switch (value) {
    case verdict::pass:
      return "PASS";
    case verdict::note:
      return "NOTE";
    case verdict::skip:
      return "SKIP";
    case verdict::inconclusive:
      return "INCONCLUSIVE";
    case verdict::warn:
      return "WARN";
    case verdict::fail:
      return "FAIL";
    case verdict::error:
      return "ERROR";
  }
  return "?";
}

std::string_view name(grade value) {
  switch (value) {
    case grade::exemplary:
      return "exemplary";
    case grade::conforming:
      return "conforming";
    case grade::dependable:
      return "dependable";
    case grade::not_dependable:
      return "not dependable";
    case grade::not_shown:
      return "not shown";
  }
  return "?";
}

}  // namespace dsnspec::judge
