#include "mime/content_type.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "grammar/cfws.hpp"
#include "grammar/characters.hpp"
#include "mime/parameter_pieces.hpp"

namespace dsnspec::mime {
namespace {

using grammar::deviations;
using grammar::skip_cfws;

// Reads parameter after parameter, as written.
class reader {
 public:
  reader(std::string_view text, std::size_t at, deviations& forgiven)
      : text_(text), at_(at), forgiven_(forgiven) {}

  std::vector<parameter_piece> read(std::size_t most) {
    std::vector<parameter_piece> out;
    while (next_semicolon()) {
      if (out.size() == most) {
        forgiven_.add(rules::limit_parameters, at_, text_.size() - at_);
        break;
      }
      read_one(out);
    }
    return out;
  }

 private:
  // After the next ";", what stands before it noted. False at the end of the text.
  bool next_semicolon() {
    at_ = skip_cfws(text_, at_, forgiven_);
    if (at_ < text_.size() && text_[at_] != ';') {
      const std::size_t start = at_;
      skip_to_semicolon();
      forgiven_.add(rules::content_type_surplus, start, at_ - start);
    }
    return at_ < text_.size() && text_[at_++] == ';';
  }

  void skip_to_semicolon() {
    while (at_ < text_.size() && text_[at_] != ';') {
      at_ = text_[at_] == '"' ? grammar::skip_quoted_string(text_, at_, forgiven_) : at_ + 1;
    }
  }

  // attribute "=" value
  void read_one(std::vector<parameter_piece>& into) {
    at_ = skip_cfws(text_, at_, forgiven_);
    if (at_ == text_.size() || text_[at_] == ';') {
      forgiven_.add(rules::parameter_empty, at_, 0);
      return;
    }
    parameter_piece one;
    one.offset = at_;
    const std::size_t name_end = grammar::chars::token.run_end(text_, at_);
    one.attribute = text_.substr(at_, name_end - at_);
    at_ = skip_cfws(text_, name_end, forgiven_);
    if (one.attribute.empty() || at_ == text_.size() || text_[at_] != '=') {
      skip_to_semicolon();
      forgiven_.add(rules::parameter_shape, one.offset, at_ - one.offset);
      return;
    }
    at_ = skip_cfws(text_, at_ + 1, forgiven_);
    read_value(one.value);
    one.length = at_ - one.offset;
    into.push_back(std::move(one));
  }

  // value = token / quoted-string. A value that should have been quoted goes on to the next blank or ";".
  void read_value(std::string& into) {
    const std::size_t start = at_;
    if (at_ < text_.size() && text_[at_] == '"') {
      at_ = grammar::skip_quoted_string(text_, at_, forgiven_);
      grammar::append_unquoted(text_.substr(start, at_ - start), into);
      return;
    }
    at_ = grammar::chars::token.run_end(text_, at_);
    const bool token =
        at_ > start &&
        (at_ == text_.size() || std::string_view(" \t\r\n;(").find(text_[at_]) != std::string_view::npos);
    if (!token) {
      at_ = std::min(text_.find_first_of(" \t\r\n;", at_), text_.size());
      forgiven_.add(rules::parameter_value, start, at_ - start);
    }
    into = text_.substr(start, at_ - start);
  }

  std::string_view text_;
  std::size_t at_;
  deviations& forgiven_;
};

}  // namespace

bool content_type::is(std::string_view wanted_type, std::string_view wanted_subtype) const {
  return base::iequals(type, wanted_type) && base::iequals(subtype, wanted_subtype);
}

bool content_type::is_multipart() const {
  return base::iequals(type, "multipart");
}

const parameter* content_type::find(std::string_view name) const {
  const auto at =
      std::ranges::find_if(parameters, [name](const auto& one) { return base::iequals(one.name, name); });
  return at == parameters.end() ? nullptr : &*at;
}

grammar::parsed<content_type> parse_content_type(std::string_view value, deviations& forgiven,
                                                 const limits& bounds) {
  using grammar::chars::token;
  const std::size_t type = skip_cfws(value, 0, forgiven);
  const std::size_t type_end = token.run_end(value, type);
  const std::size_t slash = skip_cfws(value, type_end, forgiven);
  if (type_end == type || slash == value.size() || value[slash] != '/') {
    return grammar::fail(rules::content_type_shape, type_end == type ? type : slash, 0);
  }
  const std::size_t subtype = skip_cfws(value, slash + 1, forgiven);
  const std::size_t subtype_end = token.run_end(value, subtype);
  if (subtype_end == subtype) {
    return grammar::fail(rules::content_type_shape, subtype, 0);
  }
  content_type out;
  out.type = value.substr(type, type_end - type);
  out.subtype = value.substr(subtype, subtype_end - subtype);
  const auto pieces = reader(value, subtype_end, forgiven).read(bounds.parameters);
  out.parameters = assemble_parameters(pieces, forgiven);
  return out;
}

grammar::parsed<content_type> parse_content_type(std::string_view value) {
  return grammar::strictly([value](deviations& forgiven) { return parse_content_type(value, forgiven); });
}

}  // namespace dsnspec::mime
