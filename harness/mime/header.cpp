#include "mime/header.hpp"

#include <algorithm>
#include <optional>

namespace dsnspec::mime {
namespace {

// Answers, for junk lines met in order, whether the header goes on after them. The text is searched once.
class look_ahead {
 public:
  explicit look_ahead(std::string_view text) : text_(text) {}

  bool header_goes_on(std::size_t after) {
    if (!last_) {
      last_ = search(after);
    }
    return *last_ > after;
  }

 private:
  // Where the first empty line is, or, when there is none, the last line that looks like a field; 0 for
  // neither.
  [[nodiscard]] std::size_t search(std::size_t from) const {
    grammar::deviations unseen(grammar::deviation_limits{0, 0});
    grammar::field_scanner each(text_.substr(from), grammar::blank_only_line::continues, unseen);
    std::size_t last = 0;
    while (const auto one = each.next()) {
      if (one->kind == grammar::piece::blank) {
        return from + one->offset;
      }
      last = one->kind == grammar::piece::field ? from + one->offset : last;
    }
    return last;
  }

  std::string_view text_;
  std::optional<std::size_t> last_;
};

bool is_mbox_from(const grammar::field& one) {
  return one.offset == 0 && (one.raw.starts_with("From ") || one.raw.starts_with(">From "));
}

}  // namespace

header_split split_header(std::string_view text, grammar::deviations& forgiven, const limits& bounds) {
  header_split out;
  look_ahead ahead(text);
  bool any_field = false;
  std::size_t end = text.size();
  grammar::field_scanner each(text, grammar::blank_only_line::continues, forgiven);
  while (const auto one = each.next()) {
    if (one->kind == grammar::piece::blank) {
      end = one->offset;
      out.separator = one->raw;
      break;
    }
    any_field = any_field || one->kind == grammar::piece::field;
    if (one->kind == grammar::piece::junk && !is_mbox_from(*one) &&
        !(any_field && ahead.header_goes_on(one->offset))) {
      forgiven.add(rules::header_not_ended, one->offset, 0);
      end = one->offset;
      break;
    }
    if (out.fields.size() < bounds.header_fields) {
      out.fields.push_back(*one);
    } else {
      forgiven.add(rules::limit_header_fields, one->offset, one->raw.size());
    }
  }
  out.header = text.substr(0, end);
  out.body = text.substr(end + out.separator.size());
  return out;
}

}  // namespace dsnspec::mime
