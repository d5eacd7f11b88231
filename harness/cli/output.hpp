// Where the verbs speak: results on stdout, everything else on stderr.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "cli/exit_code.hpp"

namespace dsnspec::cli {

// To stdout. What can't be written is noticed by main(), which ends with an error.
void print(std::string_view text);

// "dsnspec: error: MESSAGE" to stderr. `hint` says what to do; a line of its own.
void complain(std::string_view message, std::string_view hint = {});

// The same for each problem, at most 20 of them; gives exit_code::usage, for `return refuse(...)`.
exit_code refuse(const std::vector<base::error>& problems);
exit_code refuse(const base::error& problem);

// A whole file, at most `limit` octets. "-" is stdin.
base::result<std::string> read_file(const std::string& name, std::size_t limit);

// Replaces the file.
base::result<void> write_file(const std::filesystem::path& path, std::string_view text);

// Whether colours are wanted on stdout (1) or stderr (2): "always", "never", or "auto": a terminal, unless
// NO_COLOR is set and not empty.
bool wants_colour(std::string_view when, int descriptor);

}  // namespace dsnspec::cli
