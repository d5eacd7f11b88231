#include "grammar/path.hpp"

#include "base/ascii.hpp"
#include "grammar/characters.hpp"

namespace dsnspec::grammar {
namespace {

enum class direction { reverse, forward };

constexpr std::string_view postmaster = "Postmaster";

bool has_at(std::string_view text, std::size_t at, char c) {
  return at < text.size() && text[at] == c;
}

// [ A-d-l ":" ] at `from`. Gives where the mailbox starts; `from` itself when there is no route.
parsed<std::size_t> source_route_end(std::string_view text, std::size_t from, charset repertoire) {
  std::size_t at = from;
  if (!has_at(text, at, '@')) {
    return from;
  }
  for (;;) {
    const std::size_t end = domain_end(text, at + 1, repertoire);
    if (checked met = check_domain(text.substr(at + 1, end - at - 1), repertoire); !met) {
      met.error().offset += at + 1;
      return std::unexpected(met.error());
    }
    if (has_at(text, end, ':')) {
      return end + 1;
    }
    if (!has_at(text, end, ',') || !has_at(text, end + 1, '@')) {
      return fail(rules::path_source_route, end, 0);
    }
    at = end + 1;
  }
}

// [ A-d-l ":" ] Mailbox at `from`: everything of a path but its brackets. raw and address are set by it too.
parsed<path> routed_mailbox(std::string_view text, std::size_t from, charset repertoire) {
  const auto start = source_route_end(text, from, repertoire);
  if (!start) {
    return std::unexpected(start.error());
  }
  const auto box = mailbox_at(text, *start, repertoire);
  if (!box) {
    return std::unexpected(box.error());
  }
  path out;
  out.source_route = *start == from ? std::string_view() : text.substr(from, *start - 1 - from);
  out.mailbox = *box;
  out.address = box->raw;
  out.raw = text.substr(from, *start + box->raw.size() - from);
  return out;
}

// "<>" and "<Postmaster>", whose "<" is at `open`; nothing when it is neither.
std::optional<parsed<path>> special(std::string_view text, std::size_t open, direction which) {
  path out;
  if (has_at(text, open + 1, '>')) {
    if (which == direction::forward) {
      return fail(rules::path_null, open, 2);
    }
    out.raw = text.substr(open, 2);
    out.is_null = true;
    return out;
  }
  const std::string_view word = text.substr(open + 1, postmaster.size());
  if (which == direction::forward && base::iequals(word, postmaster) &&
      has_at(text, open + 1 + postmaster.size(), '>')) {
    out.raw = text.substr(open, postmaster.size() + 2);
    out.address = word;
    out.is_postmaster = true;
    return out;
  }
  return std::nullopt;
}

parsed<path> prefix(std::string_view text, charset repertoire, direction which, deviations& forgiven) {
  const std::size_t open = chars::wsp.run_end(text);
  if (open > 0) {
    forgiven.add(rules::path_blank, 0, open);
  }
  if (!has_at(text, open, '<')) {
    // "MAIL FROM:a@b", which RFC 821 never allowed either, is what people type.
    auto bare = routed_mailbox(text, open, repertoire);
    if (!bare) {
      return fail(rules::path_brackets, open, 0);
    }
    forgiven.add(rules::path_no_brackets, open, bare->raw.size());
    return bare;
  }
  if (const auto found = special(text, open, which)) {
    return *found;
  }
  auto out = routed_mailbox(text, open + 1, repertoire);
  if (!out) {
    return out;
  }
  const std::size_t end = open + 1 + out->raw.size();
  if (!has_at(text, end, '>')) {
    return fail(rules::path_brackets, end, 0);
  }
  out->raw = text.substr(open, end + 1 - open);
  return out;
}

parsed<path> strict_prefix(std::string_view text, charset repertoire, direction which) {
  return strictly([=](deviations& forgiven) { return prefix(text, repertoire, which, forgiven); });
}

parsed<path> whole(parsed<path> found, std::string_view text, const rule& surplus) {
  if (found && found->raw.size() != text.size()) {
    return fail(surplus, found->raw.size(), text.size() - found->raw.size());
  }
  return found;
}

}  // namespace

parsed<path> reverse_path_prefix(std::string_view text, charset repertoire) {
  return strict_prefix(text, repertoire, direction::reverse);
}

parsed<path> forward_path_prefix(std::string_view text, charset repertoire) {
  return strict_prefix(text, repertoire, direction::forward);
}

parsed<path> reverse_path_prefix(std::string_view text, charset repertoire, deviations& forgiven) {
  return prefix(text, repertoire, direction::reverse, forgiven);
}

parsed<path> forward_path_prefix(std::string_view text, charset repertoire, deviations& forgiven) {
  return prefix(text, repertoire, direction::forward, forgiven);
}

parsed<path> parse_reverse_path(std::string_view text, charset repertoire) {
  return whole(reverse_path_prefix(text, repertoire), text, rules::path_surplus);
}

parsed<path> parse_forward_path(std::string_view text, charset repertoire) {
  return whole(forward_path_prefix(text, repertoire), text, rules::path_surplus);
}

parsed<path> parse_rfc822_address(std::string_view text, charset repertoire) {
  const auto start = source_route_end(text, 0, repertoire);
  if (start && base::iequals(text.substr(*start), postmaster)) {
    path out;
    out.raw = text;
    out.source_route = *start == 0 ? std::string_view() : text.substr(0, *start - 1);
    out.address = text.substr(*start);
    out.is_postmaster = true;
    return out;
  }
  return whole(routed_mailbox(text, 0, repertoire), text, rules::mailbox_surplus);
}

checked check_path_length(const path& which) {
  if (which.raw.size() <= path_limit) {
    return {};
  }
  return fail(rules::path_too_long, path_limit, which.raw.size() - path_limit);
}

}  // namespace dsnspec::grammar
