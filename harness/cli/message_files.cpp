#include "cli/message_files.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <system_error>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "cli/output.hpp"

namespace dsnspec::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view from_mark = "From ";

// "From sender Thu Apr 29 23:34:45 2010": without a time and a month it is a sentence of somebody's text.
bool is_separator(std::string_view line) {
  constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  constexpr std::size_t longest = 1000;
  if (!line.starts_with(from_mark) || line.size() > longest) {
    return false;
  }
  bool time = false;
  for (std::size_t i = line.find(':'); i != std::string_view::npos && !time; i = line.find(':', i + 1)) {
    time = i >= 2 && i + 2 < line.size() && base::is_digit(line[i - 1]) && base::is_digit(line[i - 2]) &&
           base::is_digit(line[i + 1]) && base::is_digit(line[i + 2]);
  }
  return time && std::any_of(months.begin(), months.end(), [&](std::string_view month) {
           return line.find(month) != std::string_view::npos;
         });
}

std::size_t after_line(std::string_view text, std::size_t at) {
  const std::size_t end = text.find('\n', at);
  return end == std::string_view::npos ? text.size() : end + 1;
}

bool is_empty_line(std::string_view line) {
  return line == "\n" || line == "\r\n";
}

base::error about(const std::string& file, std::string message) {
  return {std::move(message), file, 0, 0};
}

void visit_text(const std::string& file, std::string_view text,
                const std::function<void(const file_message&)>& visit) {
  const std::vector<message_place> places = messages_in(text);
  file_message one;
  one.file = file;
  std::size_t counted = 0;
  for (const message_place& place : places) {
    one.number = places.size() == 1 ? 0 : one.number + 1;
    one.octets = text.substr(place.offset, place.length);
    one.offset = place.offset;
    one.line +=
        static_cast<std::size_t>(std::count(text.begin() + static_cast<std::ptrdiff_t>(counted),
                                            text.begin() + static_cast<std::ptrdiff_t>(place.offset), '\n'));
    counted = place.offset;
    visit(one);
  }
}

// The files of cur and new, by name; nothing when the folder is no Maildir.
std::optional<std::vector<fs::path>> maildir_files(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const char* below : {"new", "cur"}) {
    std::error_code failed;
    for (fs::directory_iterator at(folder / below, failed), end; !failed && at != end; at.increment(failed)) {
      std::error_code ignored;
      if (at->path().filename().string().front() != '.' && !at->is_directory(ignored)) {
        files.push_back(at->path());
      }
    }
    if (failed) {
      return std::nullopt;
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

base::result<void> read_maildir(const std::string& folder,
                                const std::function<void(const file_message&)>& visit) {
  const auto files = maildir_files(folder);
  if (!files) {
    return std::unexpected(
        about(folder, "this is a folder, and no Maildir: that has the folders cur and new"));
  }
  if (files->empty()) {
    return std::unexpected(about(folder, "the Maildir has no messages"));
  }
  std::optional<base::error> first_problem;
  file_message one;
  for (const fs::path& file : *files) {
    const auto text = read_file(file.string(), message_file_limit);
    if (!text) {
      first_problem = first_problem.value_or(text.error());
      continue;
    }
    one.file = file.string();
    ++one.number;
    one.octets = *text;
    visit(one);
  }
  if (first_problem) {
    return std::unexpected(*first_problem);
  }
  return {};
}

}  // namespace

std::vector<message_place> messages_in(std::string_view text) {
  if (!text.starts_with(from_mark)) {
    return {{0, text.size()}};
  }
  std::vector<message_place> places;
  bool after_empty = true;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t next = after_line(text, at);
    const std::string_view line = text.substr(at, next - at);
    if (at == 0 || (after_empty && is_separator(line))) {
      places.push_back({next, 0});
    }
    after_empty = is_empty_line(line);
    at = next;
    // The empty line before a separator is not the message's.
    const bool ends_here =
        at == text.size() || (after_empty && is_separator(text.substr(at, after_line(text, at) - at)));
    if (ends_here && !places.empty()) {
      const std::size_t end = after_empty ? at - line.size() : at;
      places.back().length = std::max(end, places.back().offset) - places.back().offset;
    }
  }
  return places;
}

base::result<void> read_messages(const std::string& file,
                                 const std::function<void(const file_message&)>& visit) {
  std::error_code ignored;
  if (file != "-" && fs::is_directory(file, ignored)) {
    return read_maildir(file, visit);
  }
  const auto text = read_file(file, message_file_limit);
  if (!text) {
    return std::unexpected(text.error());
  }
  const std::string shown = file == "-" ? "<stdin>" : file;
  if (text->empty()) {
    return std::unexpected(about(shown, "the file is empty"));
  }
  visit_text(shown, *text, visit);
  return {};
}

}  // namespace dsnspec::cli
