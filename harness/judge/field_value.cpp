#include "judge/field_value.hpp"

#include "base/ascii.hpp"
#include "dsn/model.hpp"

namespace dsnspec::judge {

std::string one_blank(std::string_view text) {
  std::string out;
  for (const char c : base::trimmed(text)) {
    if (!base::is_wsp(c)) {
      out += c;
    } else if (out.back() != ' ') {
      out += ' ';
    }
  }
  return out;
}

std::string field_value(std::string_view folded) {
  return one_blank(dsn::unfolded(folded));
}

}  // namespace dsnspec::judge
