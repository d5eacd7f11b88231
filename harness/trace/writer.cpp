#include "trace/writer.hpp"

#include <nlohmann/json.hpp>

#include "base/quote.hpp"

namespace dsnspec::trace {
namespace {

using json = nlohmann::ordered_json;

// Text of ours or of the target, which may hold any octet: quoted, so that dump() never meets bad UTF-8.
json text(std::string_view value) {
  return base::quote(value);
}

json texts(const std::vector<std::string>& values) {
  json out = json::array();
  for (const auto& value : values) {
    out.push_back(text(value));
  }
  return out;
}

std::string finished(const json& line) {
  return line.dump() + "\n";
}

json placed_hosts(const scenario::placement& where) {
  json hosts = json::object();
  for (const auto& [name, host] : where.hosts) {
    hosts[name] = {
        {"domain", text(host.domain)}, {"exchanger", text(host.exchanger)}, {"address", text(host.address)}};
  }
  return hosts;
}

json binding_of(const scenario::scenario& what) {
  json out = json::array();
  for (const auto& [name, value] : what.binding) {
    out.push_back({text(name), text(value)});
  }
  return out;
}

}  // namespace

void writer::run(const run_header& header) {
  const auto& target = header.target;
  json line = {{"k", "run"},
               {"format", 1},
               {"suite", text(header.suite)},
               {"law", text(header.law)},
               {"started", text(header.started)},
               {"target",
                {{"name", text(target.name)},
                 {"version", text(target.version)},
                 {"build", text(target.build)},
                 {"host_name", text(target.host_name)},
                 {"domain", text(target.domain)},
                 {"capabilities", texts(target.capabilities)},
                 {"delay_ms", target.delay_ms},
                 {"expiry_ms", target.expiry_ms}}}};
  if (target.by_command) {
    line["target"]["by_command"] = true;
  }
  if (target.one_next_hop) {
    line["target"]["one_next_hop"] = true;
  }
  if (target.no_queue) {
    line["target"]["no_queue"] = true;
  }
  if (!target.defects.empty()) {
    line["target"]["defects"] = texts(target.defects);
  }
  if (!target.variations.empty()) {
    line["target"]["variations"] = texts(target.variations);
  }
  if (!target.options.empty()) {
    line["target"]["options"] = texts(target.options);
  }
  if (header.clock_us) {
    line["clock_us"] = *header.clock_us;
  }
  line_(finished(line));
}

void writer::source(const scenario::scenario& what, const std::string& source) {
  if (written_.insert(what.id).second) {
    line_(finished({{"k", "scenario"}, {"id", text(what.id)}, {"yaml", text(source)}}));
  }
}

void writer::begin_case(time_us at, const scenario::scenario& what, const std::string& yaml,
                        const scenario::placement& where) {
  source(what, yaml);
  line_(finished({{"k", "case"},
                  {"t", at},
                  {"label", text(where.label)},
                  {"id", text(what.id)},
                  {"binding", binding_of(what)},
                  {"local_domain", text(where.local_domain)},
                  {"hosts", placed_hosts(where)}}));
}

void writer::skip(const scenario::scenario& what, const std::string& yaml, const std::string& reason) {
  source(what, yaml);
  line_(finished(
      {{"k", "skip"}, {"id", text(what.id)}, {"binding", binding_of(what)}, {"reason", text(reason)}}));
}

void writer::open(time_us at, const std::string& label, const session& opened) {
  line_(finished({{"k", "open"},
                  {"t", at},
                  {"s", opened.number},
                  {"case", text(label)},
                  {"role", opened.role == session_role::client ? "client" : "server"},
                  {"host", text(opened.host)},
                  {"peer", text(opened.peer)}}));
}

void writer::octets(time_us at, std::uint32_t session, bool from_client, std::string_view octets,
                    std::uint64_t omitted) {
  json line = {{"k", from_client ? "c" : "s"}, {"t", at}, {"s", session}, {"x", text(octets)}};
  if (omitted != 0) {
    line["omitted"] = omitted;
  }
  line_(finished(line));
}

void writer::tls(time_us at, std::uint32_t session) {
  line_(finished({{"k", "tls"}, {"t", at}, {"s", session}}));
}

void writer::close(time_us at, std::uint32_t session, const std::string& reason) {
  line_(finished({{"k", "close"}, {"t", at}, {"s", session}, {"how", text(reason)}}));
}

void writer::dns(const std::string& label, const dns_query& query) {
  line_(finished({{"k", "dns"},
                  {"t", query.at},
                  {"case", text(label)},
                  {"name", text(query.name)},
                  {"type", text(query.type)},
                  {"answer", text(query.answer)}}));
}

void writer::submit(const std::string& label, const submission_result& result) {
  line_(finished({{"k", "submit"},
                  {"t", result.at},
                  {"case", text(label)},
                  {"n", result.index},
                  {"s", result.session},
                  {"failure", text(result.failure)}}));
}

void writer::mailbox(time_us at, const std::string& label, const mailbox_content& content) {
  line_(finished({{"k", "mailbox"},
                  {"t", at},
                  {"case", text(label)},
                  {"name", text(content.name)},
                  {"x", text(content.octets)},
                  {"omitted", content.omitted}}));
}

void writer::fence(const std::string& label, const dsnspec::trace::fence& result) {
  json line = {{"k", "fence"},
               {"t", result.at},
               {"case", text(label)},
               {"proved", result.proved},
               {"text", text(result.text)}};
  if (!result.frozen.empty()) {
    line["frozen"] = texts(result.frozen);
  }
  line_(finished(line));
}

void writer::target(const target_event& event) {
  line_(finished({{"k", "target"}, {"t", event.at}, {"what", text(event.what)}, {"text", text(event.text)}}));
}

void writer::end(time_us at) {
  line_(finished({{"k", "end"}, {"t", at}}));
}

}  // namespace dsnspec::trace
