#include "cli/results_folder.hpp"

#include <array>
#include <ctime>
#include <system_error>

#include <fmt/core.h>

namespace dsnspec::cli {
namespace {

namespace fs = std::filesystem;

// "20260131T120000Z": sorts by time, and is a plain word for every shell.
std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y%m%dT%H%M%SZ", &parts)};
}

}  // namespace

base::result<fs::path> results_folder(const std::string& wanted, const std::string& name) {
  std::error_code failure;
  if (!wanted.empty()) {
    fs::create_directories(wanted, failure);
    if (!failure) {
      return fs::path(wanted);
    }
    return std::unexpected(
        base::error{fmt::format("cannot make the folder: {}", failure.message()), wanted, 0, 0});
  }
  const fs::path root = "dsnspec-runs";
  fs::create_directories(root, failure);
  const auto fresh = fmt::format("{}-{}", utc_now(), name);
  for (int attempt = 1; !failure && attempt < 1000; ++attempt) {
    const auto folder = root / (attempt == 1 ? fresh : fmt::format("{}-{}", fresh, attempt));
    if (fs::create_directory(folder, failure)) {
      return folder;
    }
  }
  return std::unexpected(
      base::error{fmt::format("cannot make a folder for the results{}{}; give one by --out",
                              failure ? ": " : "", failure ? failure.message() : ""),
                  root.string(), 0, 0});
}

}  // namespace dsnspec::cli
