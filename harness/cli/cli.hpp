// The command line: verbs, --help, --version, and the exit code.
#pragma once

namespace dsnspec::cli {

// `source_dir`: the source tree at build time, see data_dir.hpp. Never throws.
int main(int argc, const char* const* argv, const char* source_dir);

}  // namespace dsnspec::cli
