#include "grammar/ret.hpp"

#include "base/ascii.hpp"

namespace dsnspec::grammar {

parsed<ret> parse_ret(std::string_view value) {
  if (base::iequals(value, text(ret::full))) {
    return ret::full;
  }
  if (base::iequals(value, text(ret::hdrs))) {
    return ret::hdrs;
  }
  return fail(rules::ret_keyword, 0, value.size());
}

}  // namespace dsnspec::grammar
