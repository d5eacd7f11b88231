#include "target/queue_listing.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/ascii.hpp"
#include "base/quote.hpp"

namespace dsnspec::target {
namespace {

using nlohmann::json;

std::string text_at(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

json parsed(std::string_view line) {
  auto object = json::parse(line, nullptr, false);
  if (object.is_discarded()) {
    std::string ascii(line);
    std::replace_if(
        ascii.begin(), ascii.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; }, '?');
    object = json::parse(ascii, nullptr, false);
  }
  return object;
}

// postqueue(1): queue_name, queue_id, sender, recipients [{address, delay_reason}]; the null sender is
// written MAILER-DAEMON, which can't be mistaken, for every other sender has a domain.
base::result<queue_entry> read_postfix_entry(std::string_view line) {
  const auto object = parsed(line);
  queue_entry entry{.id = {}, .sender = {}, .recipients = {}, .raw = std::string(line), .frozen = false};
  if (object.is_object()) {
    entry.id = text_at(object, "queue_id");
    entry.sender = text_at(object, "sender");
    if (const auto list = object.find("recipients"); list != object.end() && list->is_array()) {
      for (const auto& each : *list) {
        entry.recipients.push_back(each.is_object() ? text_at(each, "address") : std::string());
      }
    }
  }
  if (entry.id.empty()) {
    return base::fail(fmt::format("this is no line of \"postqueue -j\": {}", base::excerpt(line)));
  }
  if (entry.sender == "MAILER-DAEMON") {
    entry.sender.clear();
  }
  return entry;
}

// What is left of the text after its first word, which goes to `word`.
std::string_view split_word(std::string_view text, std::string_view& word) {
  text = base::trimmed(text);
  const auto end = std::min(text.find_first_of(" \t"), text.size());
  word = text.substr(0, end);
  return text.substr(end);
}

std::string_view without_brackets(std::string_view path) {
  return path.starts_with('<') && path.ends_with('>') ? path.substr(1, path.size() - 2) : path;
}

// For mail systems that list their queue for people only: a script of the target says it again like this. The
// sender has its brackets, for the null one is only them.
base::result<queue_entry> read_line_entry(std::string_view line) {
  std::string_view id, sender, recipient;
  auto rest = split_word(split_word(line, id), sender);
  const bool frozen = sender == "frozen";
  if (frozen) {
    rest = split_word(rest, sender);
  }
  if (!sender.starts_with('<') || !sender.ends_with('>')) {
    return base::fail(
        fmt::format("this is no line \"ID [frozen] <SENDER> RECIPIENT...\": {}", base::excerpt(line)));
  }
  queue_entry entry{std::string(id), std::string(without_brackets(sender)), {}, std::string(line), frozen};
  for (rest = split_word(rest, recipient); !recipient.empty(); rest = split_word(rest, recipient)) {
    entry.recipients.emplace_back(without_brackets(recipient));
  }
  return entry;
}

base::result<queue_entry> read_entry(queue_format format, std::string_view line) {
  return format == queue_format::postfix_json ? read_postfix_entry(line) : read_line_entry(line);
}

}  // namespace

base::result<std::vector<queue_entry>> read_queue(queue_format format, std::string_view output) {
  std::vector<queue_entry> entries;
  for (std::size_t at = 0; at < output.size();) {
    const auto end = std::min(output.find('\n', at), output.size());
    const auto line = base::trimmed(output.substr(at, end - at));
    at = end + 1;
    if (line.empty()) {
      continue;
    }
    auto entry = read_entry(format, line);
    if (!entry) {
      return std::unexpected(entry.error());
    }
    entries.push_back(std::move(*entry));
  }
  return entries;
}

}  // namespace dsnspec::target
