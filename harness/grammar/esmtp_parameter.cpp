#include "grammar/esmtp_parameter.hpp"

#include <algorithm>

#include "grammar/characters.hpp"

namespace dsnspec::grammar {
namespace {

// esmtp-keyword = (ALPHA / DIGIT) *(ALPHA / DIGIT / "-")
checked check_keyword(std::string_view keyword) {
  if (keyword.empty() || !chars::let_dig(keyword.front())) {
    return fail(rules::esmtp_keyword, 0, keyword.empty() ? 0 : 1);
  }
  const std::size_t end = chars::esmtp_keyword_char.run_end(keyword);
  return end == keyword.size() ? checked() : checked(fail(rules::esmtp_keyword, end, 1));
}

// esmtp-value = 1*(%d33-60 / %d62-126), and UTF8-non-ascii where the repertoire has it.
checked check_value(std::string_view value, charset repertoire) {
  if (value.empty()) {
    return fail(rules::esmtp_value_empty, 0, 0);
  }
  for (std::size_t at = 0; at < value.size();) {
    const std::size_t wide = repertoire == charset::utf8 ? utf8_non_ascii_at(value, at) : 0;
    if (wide == 0 && !chars::esmtp_value_char(value[at])) {
      return fail(rules::esmtp_value_octet, at, 1);
    }
    at += wide == 0 ? 1 : wide;
  }
  return {};
}

std::unexpected<syntax_error> moved(syntax_error error, std::size_t by) {
  error.offset += by;
  return std::unexpected(error);
}

}  // namespace

parsed<esmtp_parameter> parse_esmtp_parameter(std::string_view text, charset repertoire) {
  const std::size_t equals = text.find('=');
  const std::string_view keyword = text.substr(0, equals);
  if (const checked met = check_keyword(keyword); !met) {
    return std::unexpected(met.error());
  }
  if (equals == std::string_view::npos) {
    return esmtp_parameter{text, keyword, std::nullopt};
  }
  const std::string_view value = text.substr(equals + 1);
  if (const checked met = check_value(value, repertoire); !met) {
    return moved(met.error(), equals + 1);
  }
  return esmtp_parameter{text, keyword, value};
}

std::optional<parsed<esmtp_parameter>> esmtp_parameters::next() {
  if (at_ >= text_.size()) {
    return std::nullopt;
  }
  // Mail-parameters = esmtp-param *(SP esmtp-param), after the SP that follows the path.
  const std::size_t blanks = at_;
  const std::size_t start = chars::wsp.run_end(text_, blanks);
  const std::size_t end = std::min(text_.find_first_of(" \t", start), text_.size());
  const bool one_space = start - blanks == 1 && text_[blanks] == ' ' && start < text_.size();
  at_ = end;
  if (!one_space) {
    if (forgiven_ == nullptr || start == blanks) {
      return fail(rules::esmtp_parameter_blank, blanks, start - blanks);
    }
    forgiven_->add(rules::esmtp_parameter_blank, blanks, start - blanks);
    if (start == text_.size()) {
      return std::nullopt;
    }
  }
  auto one = parse_esmtp_parameter(text_.substr(start, end - start), repertoire_);
  if (!one) {
    return moved(one.error(), start);
  }
  return one;
}

}  // namespace dsnspec::grammar
