#include "target/adapter_protocol.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <exception>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>

#include "base/quote.hpp"
#include "grammar/address_literal.hpp"
#include "scenario/model.hpp"

namespace dsnspec::target {
namespace {

using nlohmann::json;

constexpr int protocol = 1;
constexpr const char* optional_verbs[] = {"queue", "flush", "mailbox", "reset"};
constexpr std::size_t deepest = 8;
constexpr std::int64_t longest_ms = 3'600'000;

// Thrown within this file, and caught in read().
struct wrong {
  std::string what;
};

json request(std::uint64_t id, std::string_view verb) {
  return {{"id", id}, {"verb", verb}};
}

// Names and addresses of ours are ASCII or UTF-8; what is not is no concern of an adapter.
std::string line_of(const json& what) {
  return what.dump(-1, ' ', false, json::error_handler_t::replace);
}

json object_of(std::string_view line) {
  if (line.size() > max_reply) {
    throw wrong{fmt::format("a line of more than {} octets", max_reply)};
  }
  const auto bounded = [](int depth, json::parse_event_t, json&) {
    if (depth > static_cast<int>(deepest)) {
      throw wrong{"it is nested too deeply"};
    }
    return true;
  };
  const json out = json::parse(line, bounded, false);
  if (!out.is_object()) {
    throw wrong{fmt::format("not a JSON object: {}", base::excerpt(line, 80))};
  }
  return out;
}

const json& member(const json& of, const char* key) {
  const auto at = of.find(key);
  if (at == of.end()) {
    throw wrong{fmt::format("'{}' is missing", key)};
  }
  return *at;
}

std::string text(const json& of, const char* key) {
  const json& value = member(of, key);
  if (!value.is_string()) {
    throw wrong{fmt::format("'{}' is not a string", key)};
  }
  return value.get<std::string>();
}

std::vector<std::string> texts(const json& of, const char* key) {
  const json& all = member(of, key);
  if (!all.is_array() ||
      !std::all_of(all.begin(), all.end(), [](const json& each) { return each.is_string(); })) {
    throw wrong{fmt::format("'{}' is not an array of strings", key)};
  }
  return all.get<std::vector<std::string>>();
}

std::int64_t number(const json& of, const char* key, std::int64_t least, std::int64_t most) {
  const json& value = member(of, key);
  if (!value.is_number_integer() || value < least || value > most) {
    throw wrong{fmt::format("'{}' is not an integer from {} to {}", key, least, most)};
  }
  return value.get<std::int64_t>();
}

bool yes(const json& of, const char* key) {
  const json& value = member(of, key);
  if (!value.is_boolean()) {
    throw wrong{fmt::format("'{}' is neither true nor false", key)};
  }
  return value.get<bool>();
}

void only(const json& of, std::initializer_list<const char*> keys) {
  for (const auto& [key, value] : of.items()) {
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
      throw wrong{
          fmt::format("unknown key '{}'; there are: {}", base::excerpt(key, 40), fmt::join(keys, ", "))};
    }
  }
}

// `read` of the line's object; what is wrong with it as an error.
template <class Read>
auto reading(std::string_view line, const Read& read) -> base::result<decltype(read(json()))> {
  try {
    return read(object_of(line));
  } catch (const wrong& bad) {
    return base::fail(bad.what);
  } catch (const json::exception&) {
    return base::fail(fmt::format("not a JSON object: {}", base::excerpt(line, 80)));
  }
}

std::string name_text(const json& of, const char* key) {
  std::string out = text(of, key);
  if (out.empty() || out.size() > 255 || out.find_first_of(" \r\n\t<>@") != std::string::npos) {
    throw wrong{fmt::format("'{}' is not a name: {}", key, base::excerpt(out, 60))};
  }
  return out;
}

void known(const std::vector<std::string>& all, const char* key, const std::vector<std::string>& there_are) {
  for (const std::string& each : all) {
    if (std::find(there_are.begin(), there_are.end(), each) == there_are.end()) {
      throw wrong{fmt::format("'{}' has '{}'; there are: {}", key, base::excerpt(each, 40),
                              fmt::join(there_are, ", "))};
    }
  }
}

adapter_introduction introduction_of(const json& said) {
  only(said, {"id", "ok", "protocol", "name", "version", "host_name", "domain", "names", "delay_ms",
              "expiry_ms", "capabilities", "verbs"});
  number(said, "protocol", protocol, protocol);
  adapter_introduction out;
  out.name = name_text(said, "name");
  out.version = text(said, "version");
  out.host_name = name_text(said, "host_name");
  out.domain = name_text(said, "domain");
  const std::string names = text(said, "names");
  if (names != "dns" && names != "table") {
    throw wrong{"'names' is neither \"dns\" nor \"table\""};
  }
  out.by_dns = names == "dns";
  out.delay = std::chrono::milliseconds(number(said, "delay_ms", 0, longest_ms));
  out.expiry = std::chrono::milliseconds(number(said, "expiry_ms", 0, longest_ms));
  out.capabilities = texts(said, "capabilities");
  known(out.capabilities, "capabilities",
        {std::begin(scenario::capabilities), std::end(scenario::capabilities)});
  out.verbs = texts(said, "verbs");
  known(out.verbs, "verbs", {std::begin(optional_verbs), std::end(optional_verbs)});
  return out;
}

queue_entry entry_of(const json& said) {
  if (!said.is_object()) {
    throw wrong{"'messages' has something that is not an object"};
  }
  only(said, {"id", "sender", "recipients"});
  return {text(said, "id"), text(said, "sender"), texts(said, "recipients"), line_of(said)};
}

std::vector<queue_entry> messages_of(const json& said) {
  only(said, {"id", "ok", "messages"});
  const json& all = member(said, "messages");
  if (!all.is_array()) {
    throw wrong{"'messages' is not an array"};
  }
  std::vector<queue_entry> out;
  std::transform(all.begin(), all.end(), std::back_inserter(out), entry_of);
  return out;
}

// UTF-8 of characters up to U+00FF, each of which stands for an octet.
std::string octets_of(const std::string& characters) {
  std::string out;
  for (std::size_t i = 0; i < characters.size(); ++i) {
    const auto lead = static_cast<unsigned char>(characters[i]);
    if (lead < 0x80) {
      out += characters[i];
      continue;
    }
    if (lead != 0xC2 && lead != 0xC3) {
      throw wrong{"'octets' has a character beyond U+00FF"};
    }
    const auto next = static_cast<unsigned char>(characters.at(++i));
    out += static_cast<char>(((lead & 3U) << 6U) | (next & 0x3FU));
  }
  return out;
}

}  // namespace

bool adapter_introduction::knows(std::string_view verb) const {
  return std::find(verbs.begin(), verbs.end(), verb) != verbs.end();
}

std::string hello_request(std::uint64_t id) {
  json out = request(id, "hello");
  out["protocol"] = protocol;
  return line_of(out);
}

std::string start_request(std::uint64_t id, const adapter_start& what) {
  json out = request(id, "start");
  out["dns"] = {{"address", what.dns_address}, {"port", what.dns_port}};
  out["hosts_port"] = what.hosts_port;
  out["hosts"] = json::array();
  for (const adapter_host& each : what.hosts) {
    out["hosts"].push_back(
        {{"domain", each.domain}, {"exchanger", each.exchanger}, {"address", each.address}});
  }
  out["mailboxes"] = what.local.mailboxes;
  out["aliases"] = what.local.aliases;
  out["lists"] = json::array();
  for (const mailing_list& each : what.local.lists) {
    out["lists"].push_back({{"name", each.name}, {"owner", each.owner}, {"members", each.members}});
  }
  return line_of(out);
}

std::string flush_request(std::uint64_t id, const std::string& message) {
  json out = request(id, "flush");
  out["message"] = message;
  return line_of(out);
}

std::string mailbox_request(std::uint64_t id, const std::string& name) {
  json out = request(id, "mailbox");
  out["name"] = name;
  return line_of(out);
}

std::string plain_request(std::uint64_t id, std::string_view verb) {
  return line_of(request(id, verb));
}

base::result<adapter_reply> read_reply(std::uint64_t id, std::string_view line) {
  return reading(line, [&](const json& said) {
    const json& its = member(said, "id");
    if (!its.is_number_integer() || its != id) {
      throw wrong{fmt::format("'id' is {} where {} was asked", base::excerpt(line_of(its), 40), id)};
    }
    adapter_reply out;
    out.line = std::string(line);
    if (yes(said, "ok")) {
      return out;
    }
    only(said, {"id", "ok", "error", "unsupported"});
    if (said.contains("unsupported")) {
      if (!yes(said, "unsupported")) {
        throw wrong{"'unsupported' is there, and not true"};
      }
      out.what = adapter_reply::kind::unsupported;
    } else {
      out.what = adapter_reply::kind::failed;
      out.error = text(said, "error");
    }
    return out;
  });
}

std::string wrong_with_refusal(std::string_view line) {
  const auto read = reading(line, [&](const json& said) {
    only(said, {"id", "ok", "error"});
    if (!member(said, "id").is_null()) {
      throw wrong{"'id' is not null"};
    }
    if (yes(said, "ok")) {
      throw wrong{"'ok' is true"};
    }
    return text(said, "error");
  });
  return read ? std::string() : read.error().message;
}

base::result<void> read_done(std::string_view line) {
  const auto read = reading(line, [](const json& said) {
    only(said, {"id", "ok"});
    return true;
  });
  return read ? base::result<void>{} : std::unexpected(read.error());
}

base::result<adapter_introduction> read_hello(std::string_view line) {
  return reading(line, introduction_of);
}

base::result<adapter_place> read_start(std::string_view line) {
  return reading(line, [](const json& said) {
    only(said, {"id", "ok", "address", "port"});
    adapter_place out{text(said, "address"), static_cast<std::uint16_t>(number(said, "port", 1, 65535))};
    if (!grammar::parse_ipv4(out.address)) {
      throw wrong{fmt::format("'address' is not an IPv4 address: {}", base::excerpt(out.address, 40))};
    }
    return out;
  });
}

base::result<std::vector<queue_entry>> read_messages(std::string_view line) {
  return reading(line, messages_of);
}

base::result<mailbox_content> read_mailbox_reply(std::string_view line) {
  return reading(line, [](const json& said) {
    only(said, {"id", "ok", "octets"});
    return mailbox_content{octets_of(text(said, "octets")), 0};
  });
}

}  // namespace dsnspec::target
