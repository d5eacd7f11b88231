#include "trace/reader.hpp"

#include <algorithm>
#include <utility>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/quote.hpp"
#include "scenario/loader.hpp"

namespace dsnspec::trace {
namespace {

using json = nlohmann::json;

constexpr std::size_t max_line = std::size_t{16} << 20U;
constexpr std::size_t max_cases = 100'000;
constexpr std::size_t max_sessions = 1'000'000;

// What is wrong with a line; thrown by the helpers below, caught in reader::line.
struct bad_line {
  std::string reason;
};

std::string text(const json& line, const char* key) {
  const std::string& quoted = line.at(key).get_ref<const std::string&>();
  auto octets = base::unquote(quoted);
  if (!octets) {
    throw bad_line{fmt::format("'{}' is not quoted as a trace quotes octets", key)};
  }
  return std::move(*octets);
}

std::vector<std::string> texts(const json& line, const char* key) {
  std::vector<std::string> out;
  for (const auto& item : line.at(key)) {
    auto octets = base::unquote(item.get_ref<const std::string&>());
    if (!octets) {
      throw bad_line{fmt::format("'{}' holds an item that is not quoted as a trace quotes octets", key)};
    }
    out.push_back(std::move(*octets));
  }
  return out;
}

time_us time_of(const json& line) {
  return line.at("t").get<time_us>();
}

run_header header_of(const json& line) {
  if (line.at("format").get<int>() != 1) {
    throw bad_line{"this trace has a format that this version does not know (it reads format 1)"};
  }
  const json& target = line.at("target");
  run_header out;
  out.suite = text(line, "suite");
  out.law = text(line, "law");
  out.started = text(line, "started");
  if (line.contains("clock_us")) {
    out.clock_us = line.at("clock_us").get<std::int64_t>();
  }
  out.target.name = text(target, "name");
  out.target.version = text(target, "version");
  out.target.build = text(target, "build");
  out.target.host_name = text(target, "host_name");
  out.target.domain = text(target, "domain");
  out.target.capabilities = texts(target, "capabilities");
  out.target.delay_ms = target.at("delay_ms").get<std::int64_t>();
  out.target.expiry_ms = target.at("expiry_ms").get<std::int64_t>();
  if (target.contains("by_command")) {
    out.target.by_command = target.at("by_command").get<bool>();
  }
  if (target.contains("one_next_hop")) {
    out.target.one_next_hop = target.at("one_next_hop").get<bool>();
  }
  if (target.contains("no_queue")) {
    out.target.no_queue = target.at("no_queue").get<bool>();
  }
  if (target.contains("defects")) {
    out.target.defects = texts(target, "defects");
  }
  if (target.contains("variations")) {
    out.target.variations = texts(target, "variations");
  }
  if (target.contains("options")) {
    out.target.options = texts(target, "options");
  }
  return out;
}

using binding = std::vector<std::pair<std::string, std::string>>;

binding binding_of(const json& line) {
  binding out;
  for (const auto& pair : line.at("binding")) {
    const auto name = base::unquote(pair.at(0).get_ref<const std::string&>());
    const auto value = base::unquote(pair.at(1).get_ref<const std::string&>());
    if (!name || !value) {
      throw bad_line{"'binding' is not quoted as a trace quotes octets"};
    }
    out.emplace_back(*name, *value);
  }
  return out;
}

scenario::placement placement_of(const json& line) {
  scenario::placement out;
  out.label = text(line, "label");
  out.local_domain = text(line, "local_domain");
  for (const auto& [name, host] : line.at("hosts").items()) {
    out.hosts[name] = {text(host, "domain"), text(host, "exchanger"), text(host, "address")};
  }
  return out;
}

}  // namespace

bool recorded_run::target_died() const {
  return std::any_of(target_events.begin(), target_events.end(),
                     [](const target_event& event) { return event.what == "died"; });
}

// The kinds of lines, each with what it adds to the run.
struct reader::impl {
  reader& r;
  const json& line;

  [[nodiscard]] case_record& labelled() const {
    const std::string label = text(line, "case");
    const auto at = r.by_label_.find(label);
    if (at == r.by_label_.end()) {
      throw bad_line{fmt::format("case '{}' was not announced before", base::excerpt(label, 40))};
    }
    return r.run_.cases[at->second];
  }

  [[nodiscard]] session& numbered() const {
    const auto number = line.at("s").get<std::uint32_t>();
    const auto at = r.by_session_.find(number);
    if (at == r.by_session_.end()) {
      throw bad_line{fmt::format("session {} was not opened before", number)};
    }
    const place& where = at->second;
    return where.stray ? r.run_.stray_sessions[where.session_index]
                       : r.run_.cases[where.case_index].sessions[where.session_index];
  }

  [[nodiscard]] scenario::scenario scenario_of() const {
    const std::string id = text(line, "id");
    const auto source = r.sources_.find(id);
    if (source == r.sources_.end()) {
      throw bad_line{fmt::format("scenario '{}' has no source line before", base::excerpt(id, 80))};
    }
    auto loaded = scenario::load_case(id, source->second, binding_of(line), r.law_);
    if (!loaded) {
      throw bad_line{fmt::format("scenario '{}': {}", id, loaded.error().text())};
    }
    return std::move(*loaded);
  }

  case_record& new_case() const {
    if (r.run_.cases.size() == max_cases) {
      throw bad_line{fmt::format("more than {} cases", max_cases)};
    }
    return r.run_.cases.emplace_back();
  }

  std::string begin_case() const {
    case_record record;
    record.what = scenario_of();
    record.where = placement_of(line);
    record.started = time_of(line);
    std::string label = record.where.label;
    if (!r.by_label_.emplace(label, r.run_.cases.size()).second) {
      throw bad_line{fmt::format("label '{}' is used twice", base::excerpt(label, 40))};
    }
    new_case() = std::move(record);
    return label;
  }

  void skip() const {
    case_record record;
    record.what = scenario_of();
    record.skipped = text(line, "reason");
    new_case() = std::move(record);
  }

  void open() const {
    if (r.by_session_.size() == max_sessions) {
      throw bad_line{fmt::format("more than {} sessions", max_sessions)};
    }
    session opened;
    opened.number = line.at("s").get<std::uint32_t>();
    opened.opened = time_of(line);
    opened.role = line.at("role") == "client" ? session_role::client : session_role::server;
    opened.host = text(line, "host");
    opened.peer = text(line, "peer");
    const std::uint32_t number = opened.number;
    place where{0, r.run_.stray_sessions.size(), true};
    std::vector<session>* list = &r.run_.stray_sessions;
    if (const std::string label = text(line, "case"); !label.empty()) {
      case_record& record = labelled();
      where = {r.by_label_.at(label), record.sessions.size(), false};
      list = &record.sessions;
    }
    if (!r.by_session_.emplace(number, where).second) {
      throw bad_line{fmt::format("session {} is opened twice", number)};
    }
    list->push_back(std::move(opened));
  }

  void octets(bool from_client) const {
    chunk passed;
    passed.at = time_of(line);
    passed.from_client = from_client;
    passed.octets = text(line, "x");
    passed.omitted = line.value("omitted", std::uint64_t{0});
    numbered().chunks.push_back(std::move(passed));
  }

  void tls() const {
    chunk mark;
    mark.at = time_of(line);
    mark.tls_started = true;
    numbered().chunks.push_back(std::move(mark));
  }

  void close() const {
    session& which = numbered();
    which.closed = time_of(line);
    which.close_reason = text(line, "how");
  }

  void submit() const {
    labelled().submissions.push_back({line.at("n").get<std::size_t>(), line.at("s").get<std::uint32_t>(),
                                      time_of(line), text(line, "failure")});
  }

  void mailbox() const {
    labelled().mailboxes.push_back(
        {text(line, "name"), text(line, "x"), line.at("omitted").get<std::uint64_t>()});
  }

  // A mail system also asks for what belongs to no case: the name of its client, its own domain.
  void dns() const {
    auto& queries = text(line, "case").empty() ? r.run_.stray_queries : labelled().queries;
    queries.push_back({time_of(line), text(line, "name"), text(line, "type"), text(line, "answer")});
  }

  void fence() const {
    labelled().fence =
        dsnspec::trace::fence{time_of(line), line.at("proved").get<bool>(), text(line, "text"),
                              line.contains("frozen") ? texts(line, "frozen") : std::vector<std::string>()};
  }

  // The label of the case the line belongs to.
  std::string apply(const std::string& kind) const {
    if (kind == "run") {
      r.run_.header = header_of(line);
    } else if (r.run_.header.suite.empty()) {
      throw bad_line{"a trace begins with its 'run' line"};
    } else if (kind == "scenario") {
      r.sources_[text(line, "id")] = text(line, "yaml");
    } else if (kind == "case") {
      return begin_case();
    } else if (kind == "skip") {
      skip();
    } else if (kind == "open") {
      open();
    } else if (kind == "c" || kind == "s") {
      octets(kind == "c");
    } else if (kind == "tls") {
      tls();
    } else if (kind == "close") {
      close();
    } else if (kind == "dns") {
      dns();
    } else if (kind == "submit") {
      submit();
    } else if (kind == "mailbox") {
      mailbox();
    } else if (kind == "fence") {
      fence();
    } else if (kind == "target") {
      r.run_.target_events.push_back({time_of(line), text(line, "what"), text(line, "text")});
      if (r.run_.header.target.version.empty() && r.run_.target_events.back().what == "started") {
        r.run_.header.target.version = r.run_.target_events.back().text;
      }
    } else if (kind == "end") {
      r.run_.complete = true;
    } else {
      throw bad_line{fmt::format("unknown kind of line '{}'", base::excerpt(kind, 40))};
    }
    if (line.contains("t")) {
      r.run_.wall_ms = std::max(r.run_.wall_ms, time_of(line) / 1000);
    }
    return line.contains("case") ? text(line, "case") : std::string{};
  }
};

base::result<line_seen> reader::line(std::string_view given) {
  ++lines_;
  const auto failed = [this](std::string reason) {
    return std::unexpected(base::error{std::move(reason), name_, lines_, 0});
  };
  if (given.size() > max_line) {
    return failed(fmt::format("a line of {} octets; a trace has none above {}", given.size(), max_line));
  }
  try {
    const json parsed = json::parse(given);
    const std::string kind = parsed.at("k").get<std::string>();
    std::string label = impl{*this, parsed}.apply(kind);
    return line_seen{kind, std::move(label)};
  } catch (const bad_line& bad) {
    return failed(bad.reason);
  } catch (const json::exception& bad) {
    return failed(fmt::format("not a line of a trace: {}", base::excerpt(bad.what(), 200)));
  }
}

const case_record* reader::find(const std::string& label) const {
  const auto at = by_label_.find(label);
  return at == by_label_.end() ? nullptr : &run_.cases[at->second];
}

base::result<recorded_run> read(std::string_view text, const std::string& source_name,
                                const spec::law_book& law) {
  reader lines(source_name, law);
  std::size_t start = 0;
  while (start < text.size()) {
    const auto end = text.find('\n', start);
    if (end == std::string_view::npos) {
      break;  // cut off while it was written
    }
    auto seen = lines.line(text.substr(start, end - start));
    if (!seen) {
      return std::unexpected(seen.error());
    }
    start = end + 1;
  }
  if (lines.run().header.suite.empty()) {
    return std::unexpected(base::error{"not a trace: it has no 'run' line", source_name, 1, 0});
  }
  return lines.run();
}

}  // namespace dsnspec::trace
