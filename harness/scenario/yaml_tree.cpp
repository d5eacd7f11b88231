#include "scenario/yaml_tree.hpp"

#include <algorithm>
#include <cstdint>
#include <exception>
#include <optional>
#include <set>
#include <sstream>
#include <utility>

#include <fmt/core.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "base/quote.hpp"

namespace dsnspec::scenario {
namespace {

// Thrown through yaml-cpp by the handler below, and caught in parse_yaml: its interface has no other way to
// stop.
struct refusal {
  std::string message;
  std::size_t line;
  std::size_t column;
};

[[noreturn]] void refuse(const YAML::Mark& at, std::string message) {
  throw refusal{std::move(message), static_cast<std::size_t>(std::max(at.line, 0)) + 1,
                static_cast<std::size_t>(std::max(at.column, 0)) + 1};
}

// Builds the tree from yaml-cpp's events. Every collection is announced before yaml-cpp descends into it, so
// the depth limit here also bounds its recursion.
class tree_builder final : public YAML::EventHandler {
 public:
  explicit tree_builder(std::string_view text) : text_(text) {}

  yaml_node take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ > 0) {
      refuse(mark, "a second document starts here; a file holds one");
    }
  }
  void OnDocumentEnd() override {}
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
    refuse(mark, "aliases (*name) aren't allowed; write the value out, or quote it if it is text");
  }
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    put(mark, anchor, "", yaml_node::kind::null);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    yaml_node& node = put(mark, anchor, tag, yaml_node::kind::scalar);
    node.text = value;
    node.plain = tag == "?";
    if (node_for_key_) {
      accept_key();
    }
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    open(mark, anchor, tag, yaml_node::kind::sequence);
  }
  void OnSequenceEnd() override { open_.pop_back(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    open(mark, anchor, tag, yaml_node::kind::map);
  }
  void OnMapEnd() override { open_.pop_back(); }

 private:
  // A collection whose end hasn't come yet. Pointers into the tree stay valid: a vector of items grows only
  // while its last item is closed.
  struct level {
    yaml_node* node;
    std::set<std::string, std::less<>> names;  // map: the keys seen
    bool value_next = false;                   // map: the key is there, its value is next
  };

  void open(const YAML::Mark& mark, YAML::anchor_t anchor, const std::string& tag, yaml_node::kind what) {
    if (open_.size() == yaml_depth_limit) {
      refuse(mark, fmt::format("nested more than {} deep", yaml_depth_limit));
    }
    open_.push_back({&put(mark, anchor, tag, what), {}, false});
  }

  // Places a new node where the document is now: root, next item, next key or value.
  yaml_node& put(const YAML::Mark& mark, YAML::anchor_t anchor, const std::string& tag,
                 yaml_node::kind what) {
    check_properties(mark, anchor, tag);
    if (++nodes_ > yaml_node_limit) {
      refuse(mark, fmt::format("more than {} values", yaml_node_limit));
    }
    yaml_node node;
    node.what = what;
    node.line = static_cast<std::size_t>(std::max(mark.line, 0)) + 1;
    node.column = static_cast<std::size_t>(std::max(mark.column, 0)) + 1;
    if (open_.empty()) {
      return root_ = std::move(node);
    }
    level& at = open_.back();
    if (at.node->what == yaml_node::kind::sequence) {
      return at.node->items.emplace_back(std::move(node));
    }
    if (!at.value_next) {
      if (what != yaml_node::kind::scalar) {
        refuse(mark, "a key must be a word");
      }
      node_for_key_ = std::move(node);
      return *node_for_key_;
    }
    at.value_next = false;
    if (what == yaml_node::kind::null && node.line != at.node->keys.back().line) {
      // yaml-cpp reports an empty value where the next thing stands.
      node.line = at.node->keys.back().line;
      node.column = at.node->keys.back().column;
    }
    return at.node->items.emplace_back(std::move(node));
  }

  void accept_key() {
    level& at = open_.back();
    yaml_key key{std::move(node_for_key_->text), node_for_key_->line, node_for_key_->column};
    node_for_key_.reset();
    if (!at.names.insert(key.text).second) {
      throw refusal{fmt::format("the key \"{}\" is here a second time", base::excerpt(key.text, 60)),
                    key.line, key.column};
    }
    at.node->keys.push_back(std::move(key));
    at.value_next = true;
  }

  // yaml-cpp gives every plain node the tag "?" and every quoted one "!"; a written "!" before a scalar looks
  // the same, so the text decides.
  void check_properties(const YAML::Mark& mark, YAML::anchor_t anchor, const std::string& tag) const {
    const auto offset = static_cast<std::size_t>(std::max(mark.pos, 0));
    const bool written = offset < text_.size() && text_[offset] == '!';
    if (written || (!tag.empty() && tag != "?" && tag != "!")) {
      refuse(mark, "tags (!name) aren't allowed; quote the value if it is text");
    }
    if (anchor != YAML::NullAnchor) {
      refuse(mark, "anchors (&name) aren't allowed; quote the value if it is text");
    }
  }

  std::string_view text_;
  yaml_node root_;
  std::vector<level> open_;
  std::optional<yaml_node> node_for_key_;
  std::size_t nodes_ = 0;
  std::size_t documents_ = 0;
};

// How many octets the UTF-8 character at the start of `rest` has, and its code point; 0 when it isn't
// well-formed (RFC 3629 section 4: no overlong forms, no surrogates, nothing above U+10FFFF).
std::size_t utf8_length(std::string_view rest, std::uint32_t& code) {
  const auto octet = [&rest](std::size_t i) { return static_cast<unsigned char>(rest[i]); };
  const unsigned lead = octet(0);
  const std::size_t length = lead < 0x80   ? 1
                             : lead < 0xC2 ? 0
                             : lead < 0xE0 ? 2
                             : lead < 0xF0 ? 3
                             : lead < 0xF5 ? 4
                                           : 0;
  if (length == 0 || rest.size() < length) {
    return 0;
  }
  code = length == 1 ? lead : lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((octet(i) & 0xC0U) != 0x80U) {
      return 0;
    }
    code = (code << 6U) | (octet(i) & 0x3FU);
  }
  const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  return overlong || surrogate || code > 0x10FFFF ? 0 : length;
}

// What yaml-cpp would misread or take for a line end, and what nobody should meet in a reviewed file.
std::optional<refusal> unfit_octets(std::string_view text) {
  std::size_t line = 1;
  std::size_t start = 0;
  for (std::size_t i = 0; i < text.size();) {
    std::uint32_t code = 0;
    const std::size_t length = utf8_length(text.substr(i), code);
    const auto refused = [&](std::string message) {
      return refusal{std::move(message), line, i - start + 1};
    };
    if (length == 0) {
      return refused("this isn't UTF-8; write octets as {octets: '...\\xNN...'}");
    }
    const bool line_end = code == '\n' || (code == '\r' && text.substr(i, 2) == "\r\n");
    const bool control = (code < 0x20 && code != '\t' && !line_end) || (code >= 0x7F && code < 0xA0);
    if (control || code == 0x2028 || code == 0x2029 || code == 0xFEFF) {
      return refused(fmt::format("the character U+{:04X} isn't allowed here", code));
    }
    i += length;
    if (code == '\n') {
      ++line;
      start = i;
    }
  }
  return std::nullopt;
}

base::error as_error(const std::string& source, refusal what) {
  return {std::move(what.message), source, what.line, what.column};
}

}  // namespace

const yaml_node* yaml_node::find(std::string_view key) const {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i].text == key) {
      return &items[i];
    }
  }
  return nullptr;
}

base::result<yaml_node> parse_yaml(std::string_view text, const std::string& source) {
  if (text.size() > yaml_size_limit) {
    return std::unexpected(base::error{
        fmt::format("larger than {} octets, the most a YAML file may have", yaml_size_limit), source, 0, 0});
  }
  if (auto unfit = unfit_octets(text)) {
    return std::unexpected(as_error(source, std::move(*unfit)));
  }
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    tree_builder builder(text);
    while (parser.HandleNextDocument(builder)) {
    }
    yaml_node root = builder.take();
    root.line = std::max<std::size_t>(root.line, 1);
    root.column = std::max<std::size_t>(root.column, 1);
    return root;
  } catch (refusal& what) {
    return std::unexpected(as_error(source, std::move(what)));
  } catch (const YAML::Exception& problem) {
    const bool placed = !problem.mark.is_null();
    return std::unexpected(base::error{"not YAML: " + base::excerpt(problem.msg), source,
                                       placed ? static_cast<std::size_t>(problem.mark.line) + 1 : 0,
                                       placed ? static_cast<std::size_t>(problem.mark.column) + 1 : 0});
  } catch (const std::exception& problem) {
    return std::unexpected(
        base::error{"not readable as YAML: " + base::excerpt(problem.what()), source, 0, 0});
  }
}

}  // namespace dsnspec::scenario
