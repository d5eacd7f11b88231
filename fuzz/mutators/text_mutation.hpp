// What the mutators share: a text as lines, and operations that any text made of lines can suffer.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"

namespace dsnspec::fuzz {

// Each with its line end (CRLF or LF), the last one perhaps without.
std::vector<std::string> lines_of(std::string_view text);
std::string joined(const std::vector<std::string>& lines);

// Without its CRLF or LF.
std::string_view content_of(std::string_view line);

// Of several blocks: two change places, one comes twice, one goes. Nothing happens to fewer than the
// operation needs.
void swap_two(std::vector<std::string>& blocks, base::random& random);
void double_one(std::vector<std::string>& blocks, base::random& random);
void drop_one(std::vector<std::string>& blocks, base::random& random);

// CRLF to LF, LF to CRLF, CR alone, none at all: at one line, or at all.
void change_line_ends(std::vector<std::string>& lines, base::random& random);

// Cut off somewhere, at a line end as often as not.
std::string truncated(std::string_view text, base::random& random);

// The start of one and the end of another.
std::string spliced(std::string_view first, std::string_view second, base::random& random);

// An octet replaced, put in, or a stretch repeated; the octets are those that grammars care about.
std::string with_octet_damage(std::string_view text, base::random& random);

std::string_view one_of(std::span<const std::string_view> all, base::random& random);

}  // namespace dsnspec::fuzz
