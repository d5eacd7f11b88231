#include "cli/parse.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/quote.hpp"
#include "cli/message_files.hpp"
#include "cli/output.hpp"
#include "dsn/json.hpp"
#include "dsn/parse.hpp"

namespace dsnspec::cli {
namespace {

// As JSON a field takes ten times the memory it takes in a report; this many stay below a gigabyte. The JSON
// says so when some are left out.
dsn::limits json_limits() {
  dsn::limits bounds;
  bounds.fields = 600'000;
  return bounds;
}

}  // namespace

exit_code parse_file(const parse_command& command) {
  std::size_t messages = 0;
  std::string text;
  const auto done = read_messages(command.file, [&](const file_message& one) {
    ++messages;
    if (command.number == messages || (command.number == 0 && messages == 1)) {
      text = dsn::to_json(*dsn::parse(one.octets, json_limits())).dump(2);
    }
  });
  if (!done) {
    return refuse(done.error());
  }
  if (command.number == 0 && messages > 1) {
    complain(fmt::format("{} has {} messages", base::excerpt(command.file), messages),
             "--number N says which one is meant");
    return exit_code::usage;
  }
  if (command.number > messages) {
    complain(fmt::format("{} has only {} message{}", base::excerpt(command.file), messages,
                         messages == 1 ? "" : "s"));
    return exit_code::usage;
  }
  print(text + "\n");
  return exit_code::ok;
}

}  // namespace dsnspec::cli
