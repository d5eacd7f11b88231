#include "cli/output.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

#include <fmt/core.h>
#include <unistd.h>

#include "report/text.hpp"

namespace dsnspec::cli {
namespace {

constexpr std::size_t max_problems = 20;

struct closer {
  void operator()(std::FILE* file) const {
    if (file != stdin) {
      std::fclose(file);
    }
  }
};
using file_handle = std::unique_ptr<std::FILE, closer>;

base::error failed(std::string_view what, const std::string& name) {
  return {fmt::format("cannot {}: {}", what, std::strerror(errno)), name, 0, 0};
}

}  // namespace

void print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

void complain(std::string_view message, std::string_view hint) {
  std::string text = fmt::format("dsnspec: error: {}\n", report::printable(message));
  if (!hint.empty()) {
    text += fmt::format("dsnspec: hint: {}\n", report::printable(hint));
  }
  std::fflush(stdout);
  std::fwrite(text.data(), 1, text.size(), stderr);
}

exit_code refuse(const std::vector<base::error>& problems) {
  for (std::size_t i = 0; i < problems.size() && i < max_problems; ++i) {
    complain(problems[i].text());
  }
  if (problems.size() > max_problems) {
    complain(fmt::format("and {} more", problems.size() - max_problems));
  }
  return exit_code::usage;
}

exit_code refuse(const base::error& problem) {
  return refuse(std::vector{problem});
}

base::result<std::string> read_file(const std::string& name, std::size_t limit) {
  const file_handle file(name == "-" ? stdin : std::fopen(name.c_str(), "rbe"));
  const std::string shown = name == "-" ? "<stdin>" : name;
  if (!file) {
    return std::unexpected(failed("open", shown));
  }
  std::string out;
  char block[1U << 16U];
  while (const std::size_t got = std::fread(block, 1, sizeof block, file.get())) {
    if (out.size() + got > limit) {
      return std::unexpected(base::error{fmt::format("longer than {} octets", limit), shown, 0, 0});
    }
    out.append(block, got);
  }
  if (std::ferror(file.get()) != 0) {
    return std::unexpected(failed("read", shown));
  }
  return out;
}

base::result<void> write_file(const std::filesystem::path& path, std::string_view text) {
  file_handle file(std::fopen(path.c_str(), "wbe"));
  if (!file) {
    return std::unexpected(failed("write", path.string()));
  }
  const bool written = std::fwrite(text.data(), 1, text.size(), file.get()) == text.size();
  if (std::fclose(file.release()) != 0 || !written) {
    return std::unexpected(failed("write", path.string()));
  }
  return {};
}

bool wants_colour(std::string_view when, int descriptor) {
  if (when != "auto") {
    return when == "always";
  }
  const char* no_color = std::getenv("NO_COLOR");
  return (no_color == nullptr || *no_color == '\0') && isatty(descriptor) == 1;
}

}  // namespace dsnspec::cli
