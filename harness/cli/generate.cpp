#include "cli/generate.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "cli/message_files.hpp"
#include "cli/output.hpp"
#include "dsn/json.hpp"

namespace dsnspec::cli {
namespace {

exit_code write_one(const dsn::report_source& source, bool description, const std::string& from) {
  if (description) {
    print(dsn::to_json(source).dump(2) + "\n");
    return exit_code::ok;
  }
  const auto octets = dsn::generate(source);
  if (!octets) {
    return refuse(base::error{octets.error().message, from, 0, 0});
  }
  print(*octets);
  return exit_code::ok;
}

// In an mbox lines that start with "From ", or ">From " and so on, get one ">" more.
std::string quoted_for_mbox(std::string_view octets) {
  std::string out;
  for (std::size_t at = 0; at < octets.size();) {
    const std::size_t end = std::min(octets.find('\n', at), octets.size() - 1) + 1;
    const std::string_view line = octets.substr(at, end - at);
    const std::size_t text = line.find_first_not_of('>');
    if (text != std::string_view::npos && line.substr(text).starts_with("From ")) {
      out += '>';
    }
    out += line;
    at = end;
  }
  return out;
}

exit_code write_mbox(const generate_command& command) {
  for (std::size_t i = 0; i < command.count; ++i) {
    const auto octets = dsn::generate(dsn::random_source(command.seed + i, command.options));
    if (!octets) {
      complain(fmt::format("seed {}: {}", command.seed + i, octets.error().message));
      return exit_code::bug;
    }
    print("From MAILER-DAEMON Thu Jan  1 00:00:00 1970\r\n");
    print(quoted_for_mbox(*octets));
    print("\r\n");
  }
  return exit_code::ok;
}

}  // namespace

exit_code generate_reports(const generate_command& command) {
  if (!command.from_json.empty()) {
    const auto text = read_file(command.from_json, message_file_limit);
    if (!text) {
      return refuse(text.error());
    }
    auto source = dsn::source_from_json(*text);
    const std::string shown = command.from_json == "-" ? "<stdin>" : command.from_json;
    if (!source) {
      return refuse(base::error{source.error().message, shown, 0, 0});
    }
    return write_one(*source, command.description, shown);
  }
  if (command.count == 1) {
    return write_one(dsn::random_source(command.seed, command.options), command.description, "");
  }
  return write_mbox(command);
}

}  // namespace dsnspec::cli
