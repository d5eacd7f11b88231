#include "grammar/language_tag.hpp"

#include <algorithm>

#include "grammar/characters.hpp"

namespace dsnspec::grammar {

checked check_language_tag(std::string_view text) {
  constexpr std::size_t longest = 8;
  for (std::size_t at = 0;;) {
    const std::size_t end = std::min(text.find('-', at), text.size());
    const std::string_view subtag = text.substr(at, end - at);
    const char_class& allowed = at == 0 ? chars::alpha : chars::let_dig;
    const std::size_t good = std::min(allowed.run_end(subtag), longest);
    if (subtag.empty() || good != subtag.size()) {
      return fail(rules::language_tag_shape, at + good, subtag.size() - good);
    }
    if (end == text.size()) {
      return {};
    }
    at = end + 1;
  }
}

}  // namespace dsnspec::grammar
