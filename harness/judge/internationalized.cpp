#include "judge/internationalized.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "mime/entity.hpp"

namespace dsnspec::judge {
namespace {

// Messages within messages end here.
constexpr int max_depth = 8;

bool has_utf8_header(std::string_view octets, const mime::entity& part, int depth) {
  if (!base::is_ascii(part.header)) {
    return true;
  }
  if (std::any_of(part.children.begin(), part.children.end(),
                  [&](const mime::entity& child) { return has_utf8_header(octets, child, depth); })) {
    return true;
  }
  const bool message = part.content_type.is("message", "rfc822") || part.content_type.is("message", "global");
  if (!message || mime::is_encoded(part.encoding) || depth == max_depth) {
    return false;
  }
  grammar::deviations forgiven;
  return has_utf8_header(octets, mime::parse_nested(octets, part, forgiven), depth + 1);
}

}  // namespace

std::optional<smtp::path_argument> argument_of(const trace::exchange& said, std::string_view keyword) {
  auto path = smtp::parse_path_argument(smtp::parse_command(said.command).argument, keyword);
  return path ? std::optional(std::move(*path)) : std::nullopt;
}

std::optional<smtp::parameter> parameter_of(const smtp::path_argument& said, std::string_view keyword) {
  const auto found = std::find_if(said.parameters.begin(), said.parameters.end(),
                                  [keyword](const auto& one) { return one.is(keyword); });
  return found == said.parameters.end() ? std::nullopt : std::optional(*found);
}

std::vector<std::string_view> keywords_of(const trace::dialogue& in) {
  std::vector<std::string_view> out;
  for (const trace::exchange& said : in.before_mail) {
    if (base::istarts_with(said.command, "EHLO") && said.accepted()) {
      out.assign(said.answer->lines.begin() + 1, said.answer->lines.end());
    }
  }
  return out;
}

std::optional<std::string_view> keyword_line(const trace::dialogue& in, std::string_view keyword) {
  for (const std::string_view line : keywords_of(in)) {
    if (base::iequals(line.substr(0, line.find(' ')), keyword)) {
      return line;
    }
  }
  return std::nullopt;
}

bool has_utf8_header(std::string_view message) {
  return has_utf8_header(message, mime::parse(message), 0);
}

bool requires_smtputf8(const submission& of, const submitted_recipient& to) {
  return !base::is_ascii(of.sender) || !base::is_ascii(to.address) || has_utf8_header(of.said->message);
}

std::string top_field(std::string_view message, std::string_view name) {
  return mime::field_value(mime::parse(message), name);
}

bool is_utf8_typed(std::string_view orcpt) {
  return base::istarts_with(orcpt, "utf-8;");
}

}  // namespace dsnspec::judge
