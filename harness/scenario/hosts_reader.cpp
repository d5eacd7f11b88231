// The part "hosts" of a scenario: what the hosts around the target say and do.
#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "scenario/case_reader.hpp"

namespace dsnspec::scenario {
namespace {

constexpr std::size_t host_limit = 64;
constexpr milliseconds longest_delay{60'000};
constexpr std::array<std::string_view, 11> stage_words = {
    "greeting", "ehlo", "helo", "starttls", "mail", "rcpt", "data", "end_of_data", "rset", "noop", "quit"};
constexpr std::array stages = {stage::greeting, stage::ehlo, stage::helo, stage::starttls,
                               stage::mail,     stage::rcpt, stage::data, stage::end_of_data,
                               stage::rset,     stage::noop, stage::quit};
static_assert(stages.size() == stage_words.size());

constexpr std::array<std::string_view, 5> dns_words = {"nxdomain", "servfail", "silent", "null-mx",
                                                       "address-only"};
constexpr std::array dns_values = {dns_behaviour::nxdomain, dns_behaviour::servfail, dns_behaviour::silent,
                                   dns_behaviour::null_mx, dns_behaviour::address_only};
static_assert(dns_values.size() == dns_words.size());

// A reply line by RFC 5321 4.2: three digits, then "-" (more follows) or a blank, then text. Says what is
// wrong.
std::string reply_fault(std::string_view line, std::string_view code, bool last) {
  const bool coded = line.size() >= 3 && line[0] >= '2' && line[0] <= '5' && base::is_digit(line[1]) &&
                     base::is_digit(line[2]);
  if (!coded) {
    return "a reply line begins with a code from 200 to 599";
  }
  if (line.substr(0, 3) != code) {
    return "all lines of a reply have the same code";
  }
  if (line.size() > 3 && line[3] != (last ? ' ' : '-')) {
    return last ? "after the code of the last line comes a blank"
                : "after the code of a line that isn't the last comes '-'";
  }
  if (!last && line.size() < 4) {
    return "after the code of a line that isn't the last comes '-'";
  }
  const bool printable =
      std::all_of(line.begin(), line.end(), [](char c) { return c == '\t' || (c >= 0x20 && c <= 0x7E); });
  return printable ? "" : "a reply line is printable ASCII";
}

// "550 text", ["550-two", "550 lines"], or raw octets, which stay as they are, also as lines of such a list.
std::optional<std::string> read_reply(yaml_reader& in, const yaml_node& node) {
  if (node.what == yaml_node::kind::map) {
    return in.octets(node);
  }
  std::vector<const yaml_node*> nodes = {&node};
  if (node.what == yaml_node::kind::sequence) {
    nodes.clear();
    for (const yaml_node& item : node.items) {
      nodes.push_back(&item);
    }
  }
  if (nodes.empty()) {
    in.fail(node, "a reply has at least one line");
    return std::nullopt;
  }
  std::string out;
  std::string code;
  for (const yaml_node* one : nodes) {
    const bool raw = one->what == yaml_node::kind::map;
    const auto line = raw ? in.octets(*one) : in.text(*one);
    if (!line) {
      return std::nullopt;
    }
    if (raw) {
      out += *line;
      continue;
    }
    code = code.empty() ? line->substr(0, 3) : code;
    const std::string fault = reply_fault(*line, code, one == nodes.back());
    if (!fault.empty()) {
      in.fail(*one, fault + "; write what is wrong on purpose as {octets: '...\\r\\n'}");
      return std::nullopt;
    }
    out += *line + "\r\n";
  }
  return out;
}

// "2", "1-2" or "3-".
void read_attempts(yaml_reader& in, const yaml_node& node, reply_rule& into) {
  const std::string text = in.text(node).value_or("?");
  const auto dash = text.find('-');
  const auto number = [](std::string_view digits) {
    std::size_t value = 0;
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return problem == std::errc{} && end == digits.data() + digits.size() && digits.front() != '0' &&
                   value <= 1'000'000
               ? value
               : 0;
  };
  const std::size_t first = number(std::string_view(text).substr(0, dash));
  const bool open = dash != std::string::npos && dash + 1 == text.size();
  const std::size_t last =
      open || dash == std::string::npos ? first : number(std::string_view(text).substr(dash + 1));
  if (first == 0 || last < first) {
    in.fail(node, "attempts are counted from 1 and written 2, 1-2 or 3-");
    return;
  }
  into.first_attempt = first;
  into.last_attempt = open ? 0 : last;
}

reply_rule read_rule(yaml_reader& in, const yaml_node& node) {
  reply_rule out;
  yaml_map map(in, node, "reply");
  if (const yaml_node* at = map.get("at", yaml_map::required)) {
    if (const auto index = in.choice(*at, stage_words)) {
      out.at = stages[*index];
    }
  }
  const yaml_node* attempts = map.get("attempts");
  const yaml_node* reply = map.get("reply");
  if (map.read("rcpt", out.rcpt) && out.at != stage::rcpt && out.at != stage::data &&
      out.at != stage::end_of_data) {
    in.fail(*map.get("rcpt"), "a rule is bound to recipients only at rcpt, data and end_of_data");
  }
  map.read("delay", out.react.delay, longest_delay);
  map.read("split", out.react.split, 1, 65'536);
  map.read("drop", out.react.drop);
  map.read("reset", out.react.reset);
  map.read("silent", out.react.silent);
  if (attempts != nullptr) {
    read_attempts(in, *attempts, out);
  }
  if (reply != nullptr) {
    out.react.reply = read_reply(in, *reply);
  }
  if (reply != nullptr && out.react.silent) {
    in.fail(*reply, "a silent host sends no reply");
  }
  const reaction& react = out.react;
  if (map.has("at") && reply == nullptr && react.delay.count() == 0 && react.split == 0 && !react.drop &&
      !react.reset && !react.silent) {
    in.fail(node, "this rule changes nothing; say reply, delay, split, drop, reset or silent");
  }
  out.react.drop = react.drop || react.reset;
  return out;
}

void read_dns(case_context& context, const yaml_node& node, dns_plan& into) {
  yaml_reader& in = context.in;
  if (node.what != yaml_node::kind::map) {
    if (const auto index = in.choice(node, dns_words)) {
      into.behaviour = dns_values[*index];
    }
    return;
  }
  yaml_map map(in, node, "dns");
  const yaml_node* list = map.get("mx", yaml_map::required);
  if (list == nullptr) {
    return;
  }
  for (const yaml_node& item : in.list(*list)) {
    mail_exchanger next;
    yaml_map exchanger(in, item, "mail exchanger");
    exchanger.get("preference", yaml_map::required);
    exchanger.read("preference", next.preference, 0, 65'535);
    if (const yaml_node* name = exchanger.get("host", yaml_map::required)) {
      next.host = context.read_exchanger(*name).value_or("");
    }
    into.exchangers.push_back(std::move(next));
  }
  if (into.exchangers.empty()) {
    in.fail(*list, "at least one mail exchanger is wanted; without the key \"dns\" the host is its own");
  }
}

void read_keywords(yaml_reader& in, const yaml_node& node, std::vector<std::string>& into) {
  into.clear();
  for (const yaml_node& item : in.list(node)) {
    if (auto keyword = in.octets(item)) {
      if (keyword->empty() || keyword->find_first_of("\r\n") != std::string::npos) {
        in.fail(item, "an EHLO keyword is a line of its own, without CR and LF");
      }
      into.push_back(std::move(*keyword));
    }
  }
}

void check_host(yaml_reader& in, yaml_map& map, const host& which) {
  if (which.helo_only && (map.has("ehlo") || which.starttls)) {
    in.fail(*map.get("helo_only"), "a host that knows only HELO announces no keywords");
  }
  if (map.has("ehlo_after_tls") && !which.starttls) {
    in.fail(*map.get("ehlo_after_tls"), "there is no \"after TLS\" without starttls: true");
  }
  if (which.refuse && map.has("replies")) {
    in.fail(*map.get("refuse"), "a host that refuses connections sends no replies");
  }
}

host read_host(case_context& context, const std::string& name, const yaml_node& node) {
  yaml_reader& in = context.in;
  host out;
  out.name = name;
  yaml_map map(in, node, "host");
  if (const yaml_node* ehlo = map.get("ehlo")) {
    read_keywords(in, *ehlo, out.ehlo);
  }
  map.read("helo_only", out.helo_only);
  if (map.read("starttls", out.starttls) && out.starttls) {
    context.uses("starttls", *map.get("starttls"));
  }
  if (const yaml_node* ehlo = map.get("ehlo_after_tls")) {
    read_keywords(in, *ehlo, out.ehlo_after_tls.emplace());
  }
  if (const yaml_node* replies = map.get("replies")) {
    for (const yaml_node& rule : in.list(*replies)) {
      out.replies.push_back(read_rule(in, rule));
    }
  }
  if (const yaml_node* dns = map.get("dns")) {
    read_dns(context, *dns, out.dns);
  }
  map.read("refuse", out.refuse);
  check_host(in, map, out);
  return out;
}

}  // namespace

void read_hosts(case_context& context, const yaml_node& node, std::map<std::string, host>& into) {
  if (!context.in.is_map(node, "hosts")) {
    return;
  }
  if (node.keys.size() > host_limit) {
    context.in.fail(node, fmt::format("more than {} hosts", host_limit));
    return;
  }
  for (const yaml_key& key : node.keys) {
    if (!is_host_name(key.text) || key.text == "local") {
      context.in.fail(
          key, fmt::format("\"{}\" can't name a host: lower-case letters, digits and inner hyphens, and not "
                           "\"local\"",
                           base::excerpt(key.text, 60)));
    }
    context.declare_host(key.text);
  }
  for (std::size_t i = 0; i < node.keys.size(); ++i) {
    into[node.keys[i].text] = read_host(context, node.keys[i].text, node.items[i]);
  }
}

}  // namespace dsnspec::scenario
