#include "scenario/matrix.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "base/quote.hpp"

namespace dsnspec::scenario {
namespace {

constexpr std::size_t combination_limit = 4096;
constexpr std::size_t value_limit = 80;

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 30 && text.front() >= 'a' && text.front() <= 'z' &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || base::is_digit(c) || c == '_'; });
}

// Why a text can't be a matrix value; empty when it can.
std::string_view unfit(std::string_view text) {
  const bool printable = std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c <= 0x7E; });
  if (!printable || text.size() > value_limit) {
    return "a matrix value is printable ASCII of at most 80 octets; it becomes part of the case's id";
  }
  if (text == absent) {
    return "\"absent\" is what a value of ~ (the key is left out) is called in case ids; write ~ or another "
           "word";
  }
  if (text.find("${") != std::string_view::npos) {
    return "a matrix value can't hold ${...} itself";
  }
  return {};
}

}  // namespace

matrix::variable matrix::read_variable(yaml_reader& in, const yaml_key& key, const yaml_node& node) {
  variable out{key, {}};
  if (!is_name(key.text) || key.text == "n") {
    in.fail(key,
            fmt::format(
                "\"{}\" can't name a variable: lower-case letters, digits and _ from a letter on, and not n, "
                "which counts repetitions",
                base::excerpt(key.text, 60)));
  }
  for (const yaml_node& item : in.list(node)) {
    std::optional<std::string> value;
    if (item.what == yaml_node::kind::null) {
      value = absent;
    } else if ((value = in.text(item)) && !unfit(*value).empty()) {
      in.fail(item, std::string(unfit(*value)));
    }
    if (value && std::find(out.values.begin(), out.values.end(), *value) != out.values.end()) {
      in.fail(item, fmt::format("the value \"{}\" is here a second time", base::excerpt(*value, 80)));
    } else if (value) {
      out.values.push_back(std::move(*value));
    }
  }
  if (node.what == yaml_node::kind::sequence && node.items.empty()) {
    in.fail(node, fmt::format("the variable \"{}\" has no values", base::excerpt(key.text, 60)));
  }
  return out;
}

matrix::matrix(yaml_reader& in, const yaml_node* node) {
  if (node == nullptr || !in.is_map(*node, "matrix")) {
    return;
  }
  if (node->keys.empty()) {
    in.fail(*node, "the matrix has no variables");
  }
  for (std::size_t i = 0; i < node->keys.size(); ++i) {
    variable next = read_variable(in, node->keys[i], node->items[i]);
    combinations_ *= next.values.size();
    variables_.push_back(std::move(next));
    if (combinations_ > combination_limit) {
      in.fail(*node, fmt::format("more than {} combinations", combination_limit));
      combinations_ = 0;
      return;
    }
  }
}

binding_list matrix::binding(std::size_t combination) const {
  binding_list out;
  std::size_t rest = combinations_;
  for (const variable& next : variables_) {
    rest /= next.values.size();
    out.emplace_back(next.key.text, next.values[combination / rest % next.values.size()]);
  }
  return out;
}

bool matrix::has(const binding_list& which) const {
  return std::equal(variables_.begin(), variables_.end(), which.begin(), which.end(),
                    [](const variable& ours, const auto& theirs) {
                      return ours.key.text == theirs.first &&
                             std::find(ours.values.begin(), ours.values.end(), theirs.second) !=
                                 ours.values.end();
                    });
}

void matrix::report_unused(yaml_reader& in, const std::set<std::string>& used) const {
  for (const variable& next : variables_) {
    if (!used.contains(next.key.text)) {
      in.fail(next.key, fmt::format("nothing uses ${{{}}}", base::excerpt(next.key.text, 60)));
    }
  }
}

const std::string* substitution::value_of(std::string_view name) const {
  const auto at =
      std::find_if(values_.begin(), values_.end(), [name](const auto& pair) { return pair.first == name; });
  return at == values_.end() ? nullptr : &at->second;
}

std::optional<std::string_view> substitution::sole_variable(const yaml_node& node) {
  const std::string_view text = node.text;
  if (node.what != yaml_node::kind::scalar || !text.starts_with("${") || text.find('}') != text.size() - 1) {
    return std::nullopt;
  }
  return text.substr(2, text.size() - 3);
}

bool substitution::is_absent(const yaml_node& node) {
  const auto name = sole_variable(node);
  const std::string* value = name ? value_of(*name) : nullptr;
  if (value == nullptr || *value != absent) {
    return false;
  }
  used_.emplace(*name);
  return true;
}

void substitution::fail(const yaml_node& node, std::string message) {
  complete_ = false;
  in_.fail(node, std::move(message));
}

// What stands for ${name}; nothing, after a report, when that isn't known.
std::optional<std::string> substitution::replaced(const yaml_node& node, std::string_view name) {
  if (first_pass_in_repeat_ && name == "n") {
    return "${n}";
  }
  const std::string* value = value_of(name);
  if (value == nullptr) {
    std::vector<std::string_view> names;
    for (const auto& [known, ignored] : values_) {
      names.emplace_back(known);
    }
    const std::string_view meant = closest(name, names);
    fail(node, fmt::format("unknown variable ${{{}}}", base::excerpt(name, 60)) +
                   (meant.empty() ? "; variables are declared in the matrix, and a literal ${ is written $${"
                                  : fmt::format("; did you mean ${{{}}}?", base::excerpt(meant, 60))));
    return std::nullopt;
  }
  used_.emplace(name);
  if (*value == absent) {
    fail(node, fmt::format("${{{}}} can be absent, so it can't be a part of a longer text", name));
    return std::nullopt;
  }
  return *value;
}

void substitution::replace(yaml_node& node) {
  const bool whole = sole_variable(node).has_value();
  std::string out;
  std::string_view rest = node.text;
  for (auto at = rest.find("${"); at != std::string_view::npos; at = rest.find("${")) {
    const auto end = rest.find('}', at);
    if (at > 0 && rest[at - 1] == '$') {
      out += first_pass_in_repeat_ ? rest.substr(0, at + 2) : rest.substr(0, at - 1);
      out += first_pass_in_repeat_ ? "" : "${";
      rest.remove_prefix(at + 2);
      continue;
    }
    if (end == std::string_view::npos) {
      fail(node, "${ without }; a literal ${ is written $${");
      break;
    }
    const auto value = replaced(node, rest.substr(at + 2, end - at - 2));
    out += rest.substr(0, at);
    out += value.value_or("");
    rest.remove_prefix(end + 1);
  }
  node.text = out.append(rest);
  node.plain = node.plain || whole;  // so that "${size}", which flow maps need in quotes, can be a number
}

yaml_node substitution::apply(const yaml_node& node) {
  yaml_node out = node;
  if (node.what == yaml_node::kind::scalar) {
    replace(out);
    return out;
  }
  const bool outer = first_pass_in_repeat_;
  first_pass_in_repeat_ = outer || node.find("repeat") != nullptr;
  out.keys.clear();
  out.items.clear();
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    if (is_absent(node.items[i])) {
      continue;
    }
    out.items.push_back(apply(node.items[i]));
    if (node.what == yaml_node::kind::map) {
      out.keys.push_back(node.keys[i]);
    }
  }
  first_pass_in_repeat_ = outer;
  return out;
}

yaml_node substitution::repeated(yaml_reader& in, const yaml_node& node, std::size_t n) {
  const binding_list values = {{"n", fmt::format("{}", n)}};
  substitution second(in, values);
  yaml_node out = node;
  for (yaml_node& item : out.items) {
    item = second.apply(item);
  }
  return out;
}

}  // namespace dsnspec::scenario
