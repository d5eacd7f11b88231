#include "mutators/text_mutation.hpp"

#include <algorithm>
#include <utility>

namespace dsnspec::fuzz {

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t lf = text.find('\n');
    const std::size_t length = lf == std::string_view::npos ? text.size() : lf + 1;
    out.emplace_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return out;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) {
    out += line;
  }
  return out;
}

std::string_view content_of(std::string_view line) {
  if (line.ends_with('\n')) {
    line.remove_suffix(line.ends_with("\r\n") ? 2 : 1);
  }
  return line;
}

void swap_two(std::vector<std::string>& blocks, base::random& random) {
  if (blocks.size() > 1) {
    const std::size_t first = random.below(blocks.size());
    const std::size_t step = 1 + random.below(blocks.size() - 1);
    std::swap(blocks[first], blocks[(first + step) % blocks.size()]);
  }
}

void double_one(std::vector<std::string>& blocks, base::random& random) {
  if (!blocks.empty()) {
    const std::string copy = blocks[random.below(blocks.size())];
    blocks.insert(blocks.begin() + static_cast<std::ptrdiff_t>(random.below(blocks.size() + 1)), copy);
  }
}

void drop_one(std::vector<std::string>& blocks, base::random& random) {
  if (!blocks.empty()) {
    blocks.erase(blocks.begin() + static_cast<std::ptrdiff_t>(random.below(blocks.size())));
  }
}

void change_line_ends(std::vector<std::string>& lines, base::random& random) {
  constexpr std::string_view ends[] = {"\r\n", "\n", "\r", "\n\r", "\r\r\n", ""};
  const std::string_view end = one_of(ends, random);
  const bool all = random.chance(1, 3);
  const std::size_t only = lines.empty() ? 0 : random.below(lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (all || i == only) {
      lines[i] = std::string(content_of(lines[i])).append(end);
    }
  }
}

std::string truncated(std::string_view text, base::random& random) {
  std::size_t length = random.below(text.size() + 1);
  if (random.chance(1, 2)) {
    const std::size_t lf = text.find('\n', length);
    length = lf == std::string_view::npos ? length : lf + 1;
  }
  return std::string(text.substr(0, length));
}

std::string spliced(std::string_view first, std::string_view second, base::random& random) {
  std::string out = truncated(first, random);
  std::size_t start = random.below(second.size() + 1);
  if (random.chance(1, 2)) {
    const std::size_t lf = second.find('\n', start);
    start = lf == std::string_view::npos ? start : lf + 1;
  }
  return out.append(second.substr(start));
}

std::string with_octet_damage(std::string_view text, base::random& random) {
  static constexpr char octets[] = "\0\r\n\t \":;(),<>@[]\\+-=.%_{}\x7F\x80\xC3\xFF";
  constexpr std::string_view telling(octets, sizeof(octets) - 1);
  std::string out(text);
  const std::size_t at = random.below(out.size() + 1);
  switch (random.below(3)) {
    case 0:
      out.insert(at, 1, random.pick(telling));
      break;
    case 1:
      if (at < out.size()) {
        out[at] = random.chance(1, 2) ? random.pick(telling) : static_cast<char>(random.below(256));
      }
      break;
    default:
      for (const std::string copy = out.substr(at, 1 + random.below(8));
           out.size() < at + 40 && !copy.empty();) {
        out.insert(at, copy);
      }
  }
  return out;
}

std::string_view one_of(std::span<const std::string_view> all, base::random& random) {
  return all[random.below(all.size())];
}

}  // namespace dsnspec::fuzz
