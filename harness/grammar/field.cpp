#include "grammar/field.hpp"

#include "grammar/characters.hpp"

namespace dsnspec::grammar {
namespace {

constexpr char_class blank = chars::wsp | char_class("\r");  // a CR here is one without LF
constexpr char_class remarkable = (chars::ctl | chars::eight_bit) - char_class("\t");

bool is_blank(std::string_view content) {
  return blank.all(content);
}

bool continues(std::string_view content) {
  return !content.empty() && chars::wsp(content.front());
}

// ">From " is what some programs make of a "From " line before handing it on.
bool is_mbox_from(std::string_view content) {
  return content.starts_with("From ") || content.starts_with(">From ");
}

const rule& rule_for(char c) {
  if (chars::eight_bit(c)) {
    return rules::field_eight_bit;
  }
  if (c == '\0') {
    return rules::field_nul;
  }
  return c == '\r' ? rules::field_bare_cr : rules::field_control;
}

// Octets that don't belong in a header, each run of one kind once.
void check_octets(std::string_view content, std::size_t offset, deviations& forgiven) {
  for (std::size_t at = 0; at < content.size();) {
    if (!remarkable(content[at])) {
      ++at;
      continue;
    }
    const rule& broken = rule_for(content[at]);
    const std::size_t start = at++;
    while (at < content.size() && remarkable(content[at]) && rule_for(content[at]) == broken) {
      ++at;
    }
    forgiven.add(broken, offset + start, at - start);
  }
}

void check_line(const line& one, std::size_t offset, deviations& forgiven) {
  check_octets(one.content, offset, forgiven);
  if (one.content.size() > field_line_limit) {
    forgiven.add(rules::field_line_too_long, offset + field_line_limit,
                 one.content.size() - field_line_limit);
  }
  const std::size_t ending = one.raw.size() - one.content.size();
  if (ending == 0) {
    forgiven.add(rules::field_no_line_end, offset + one.raw.size(), 0);
  } else if (ending == 1) {
    forgiven.add(rules::field_bare_lf, offset + one.content.size(), 1);
  }
}

// field-name, blanks that obsolete syntax allows, ":". Gives where the colon is, or npos.
std::size_t colon_of(std::string_view content) {
  const std::size_t name = chars::ftext.run_end(content);
  const std::size_t colon = chars::wsp.run_end(content, name);
  const bool found = name > 0 && colon < content.size() && content[colon] == ':';
  return found ? colon : std::string_view::npos;
}

// Why a line starts no field; null when it does.
const rule* why_junk(std::string_view content, bool first_line) {
  if (continues(content)) {
    return &rules::field_orphan_fold;
  }
  if (colon_of(content) != std::string_view::npos) {
    return nullptr;
  }
  return first_line && is_mbox_from(content) ? &rules::field_mbox_from : &rules::field_not_a_field;
}

}  // namespace

line line_at(std::string_view text, std::size_t from) {
  const std::string_view rest = text.substr(from);
  const std::size_t lf = rest.find('\n');
  if (lf == std::string_view::npos) {
    return {rest, rest};
  }
  const bool crlf = lf > 0 && rest[lf - 1] == '\r';
  return {rest.substr(0, lf + 1), rest.substr(0, crlf ? lf - 1 : lf)};
}

line field_scanner::take_line() {
  const line one = line_at(text_, at_);
  check_line(one, at_, *forgiven_);
  if (!one.content.empty() && is_blank(one.content)) {
    forgiven_->add(rules::field_blank_only_line, at_, one.content.size());
  }
  at_ += one.raw.size();
  return one;
}

std::size_t field_scanner::take_folded_lines() {
  std::size_t content_end = at_;
  while (at_ < text_.size()) {
    const std::string_view content = line_at(text_, at_).content;
    if (!continues(content) || (blanks_ == blank_only_line::separates && is_blank(content))) {
      break;
    }
    content_end = at_ + content.size();
    take_line();
  }
  return content_end;
}

std::optional<field> field_scanner::next() {
  if (at_ >= text_.size()) {
    return std::nullopt;
  }
  field out;
  out.offset = at_;
  const line first = take_line();
  out.raw = first.raw;
  out.value = first.content;
  if (is_blank(first.content)) {
    out.kind = piece::blank;
    return out;
  }
  const rule* const junk = why_junk(first.content, out.offset == 0);
  const std::size_t folded = at_;
  if (const std::size_t content_end = take_folded_lines(); at_ != folded) {
    out.raw = text_.substr(out.offset, at_ - out.offset);
    out.value = text_.substr(out.offset, content_end - out.offset);
  }
  if (junk != nullptr) {
    out.kind = piece::junk;
    forgiven_->add(*junk, out.offset, first.content.size());
    return out;
  }
  const std::size_t name = chars::ftext.run_end(first.content);
  const std::size_t colon = colon_of(first.content);
  if (name != colon) {
    forgiven_->add(rules::field_blank_before_colon, out.offset + name, colon - name);
  }
  out.name = first.content.substr(0, name);
  out.value.remove_prefix(colon + 1);
  return out;
}

std::string_view trimmed_value(std::string_view value) {
  const std::size_t first = value.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) {
    return {};
  }
  return value.substr(first, value.find_last_not_of(" \t\r\n") - first + 1);
}

}  // namespace dsnspec::grammar
