#include "mime/entity.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "grammar/folding.hpp"
#include "mime/boundary.hpp"
#include "mime/header.hpp"
#include "mime/multipart.hpp"

namespace dsnspec::mime {
namespace {

using grammar::deviations;
using grammar::offset_of;

// However a caller sets limits::depth: building a tree, and destroying it, recurses.
constexpr std::size_t deepest = 200;

// Parses one tree. Everything below adds deviations with offsets in `input_`.
class builder {
 public:
  builder(std::string_view input, deviations& forgiven, const limits& bounds)
      : input_(input), forgiven_(forgiven), bounds_(bounds) {}

  entity build(std::string_view raw, bool in_digest = false) {
    entity out;
    read_header(raw, out);
    read_types(out, in_digest);
    if (out.content_type.is_multipart()) {
      divide(out);
    }
    return out;
  }

 private:
  void read_header(std::string_view raw, entity& into) {
    const std::size_t start = offset_of(input_, raw);
    const deviations::shifted in_raw(forgiven_, start);
    header_split split = split_header(raw, forgiven_, bounds_);
    into.raw = raw;
    into.header = split.header;
    into.separator = split.separator;
    into.body = split.body;
    into.fields = std::move(split.fields);
    for (grammar::field& one : into.fields) {
      one.offset += start;
    }
  }

  // At the field of that name, which is there.
  void note_field(const grammar::rule& broken, const entity& in, std::string_view name) {
    const grammar::field* const field = find_field(in, name);
    forgiven_.add(broken, field->offset, field->raw.size());
  }

  // The first of that name; further ones are noted.
  const grammar::field* only(const entity& in, std::string_view name, const grammar::rule& repeated) {
    const grammar::field* first = nullptr;
    for (const grammar::field& one : in.fields) {
      if (!base::iequals(one.name, name)) {
        continue;
      }
      if (first != nullptr) {
        forgiven_.add(repeated, one.offset, one.raw.size());
      } else {
        first = &one;
      }
    }
    return first;
  }

  void read_types(entity& into, bool in_digest) {
    // RFC 2045 section 5.2 and RFC 2046 section 5.1.5: what it is when nothing says so, or nothing readable.
    into.content_type.type = in_digest ? "message" : "text";
    into.content_type.subtype = in_digest ? "rfc822" : "plain";
    if (const auto* const one = only(into, "Content-Type", rules::content_type_repeated)) {
      const deviations::shifted in_value(forgiven_, offset_of(input_, one->value));
      if (auto found = parse_content_type(one->value, forgiven_, bounds_)) {
        into.content_type = std::move(*found);
        into.has_content_type = true;
      } else {
        forgiven_.add(found.error());
      }
    }
    if (const auto* const one = only(into, "Content-Transfer-Encoding", rules::encoding_repeated)) {
      const deviations::shifted in_value(forgiven_, offset_of(input_, one->value));
      into.encoding = parse_transfer_encoding(one->value, forgiven_);
      into.has_encoding = true;
    }
  }

  // False when the parameter gives nothing to divide by.
  bool read_boundary(entity& into) {
    const grammar::field* const field = find_field(into, "Content-Type");
    const deviations::shifted in_value(forgiven_, offset_of(input_, field->value));
    const parameter* const found = into.content_type.find("boundary");
    if (found == nullptr) {
      forgiven_.add(rules::boundary_missing, 0, field->value.size());
      return false;
    }
    if (const auto met = check_boundary(found->value); !met) {
      forgiven_.add(met.error().rule, found->offset, found->length);
    }
    // A boundary doesn't end with blanks, because gateways drop those from the ends of lines.
    into.boundary = found->value.substr(0, found->value.find_last_not_of(" \t") + 1);
    return !into.boundary.empty();
  }

  void divide(entity& into) {
    if (is_encoded(into.encoding)) {
      note_field(rules::multipart_encoded, into, "Content-Transfer-Encoding");
    }
    if (boundaries_.size() >= std::min(bounds_.depth, deepest)) {
      forgiven_.add(rules::limit_depth, offset_of(input_, into.raw), into.raw.size());
      return;
    }
    if (parts_ >= bounds_.parts) {
      forgiven_.add(rules::limit_parts, offset_of(input_, into.raw), into.raw.size());
      return;
    }
    if (!read_boundary(into)) {
      return;
    }
    if (std::ranges::find(boundaries_, into.boundary) != boundaries_.end()) {
      note_field(rules::boundary_nested_same, into, "Content-Type");
    }
    multipart split = cut(into);
    into.preamble = split.preamble;
    into.epilogue = split.epilogue;
    into.closed = split.closed;
    into.children.reserve(split.parts.size());
    boundaries_.push_back(into.boundary);
    for (const std::string_view part : split.parts) {
      into.children.push_back(build(part, into.content_type.is("multipart", "digest")));
    }
    boundaries_.pop_back();
  }

  multipart cut(const entity& of) {
    const deviations::shifted in_body(forgiven_, offset_of(input_, of.body));
    multipart out = split_multipart(of.body, of.boundary, bounds_.parts - parts_, forgiven_);
    parts_ += out.parts.size();
    return out;
  }

  std::string_view input_;
  deviations& forgiven_;
  const limits& bounds_;
  std::size_t parts_ = 0;                     // found so far, in the whole tree
  std::vector<std::string_view> boundaries_;  // of the multiparts around the one being built
};

}  // namespace

entity parse(std::string_view input, deviations& forgiven, const limits& bounds) {
  return builder(input, forgiven, bounds).build(input);
}

entity parse(std::string_view input, const limits& bounds) {
  deviations unseen(grammar::deviation_limits{0, 0});
  return parse(input, unseen, bounds);
}

entity parse_nested(std::string_view input, const entity& part, deviations& forgiven, const limits& bounds) {
  return builder(grammar::within(input, part.body) ? input : part.body, forgiven, bounds).build(part.body);
}

const grammar::field* find_field(const entity& where, std::string_view name) {
  const auto at =
      std::ranges::find_if(where.fields, [name](const auto& one) { return base::iequals(one.name, name); });
  return at == where.fields.end() ? nullptr : &*at;
}

std::size_t count_fields(const entity& where, std::string_view name) {
  return static_cast<std::size_t>(
      std::ranges::count_if(where.fields, [name](const auto& one) { return base::iequals(one.name, name); }));
}

std::string field_value(const entity& where, std::string_view name) {
  const grammar::field* const found = find_field(where, name);
  return found == nullptr ? std::string() : grammar::unfolded(grammar::trimmed_value(found->value));
}

std::size_t count_entities(const entity& root) {
  std::size_t out = 1;
  for (const entity& child : root.children) {
    out += count_entities(child);
  }
  return out;
}

}  // namespace dsnspec::mime
