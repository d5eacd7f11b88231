#include "xml_check.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

#include <fmt/core.h>

namespace dsnspec::report {
namespace {

struct bad {
  std::string why;
};

class parser {
 public:
  explicit parser(std::string_view text) : text_(text) {}

  xml_element document() {
    if (!take("<!DOCTYPE html>")) {
      expect("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    }
    blanks();
    auto root = element();
    blanks();
    if (!text_.empty()) {
      throw bad{"something follows the root element"};
    }
    return root;
  }

 private:
  bool take(std::string_view what) {
    if (!text_.starts_with(what)) {
      return false;
    }
    text_.remove_prefix(what.size());
    return true;
  }
  void expect(std::string_view what) {
    if (!take(what)) {
      throw bad{fmt::format("expected {} before {}", what, text_.substr(0, 30))};
    }
  }
  bool blanks() {
    const auto before = text_.size();
    text_.remove_prefix(std::min(text_.find_first_not_of(" \t\r\n"), text_.size()));
    return text_.size() != before;
  }
  std::string name() {
    const auto length = text_.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-");
    if (length == 0 || length == std::string_view::npos) {
      throw bad{"no name"};
    }
    std::string out(text_.substr(0, length));
    text_.remove_prefix(length);
    return out;
  }

  // One character of Char (XML 1.0 section 2.2) in UTF-8, as it stands.
  std::string character() {
    const auto octet = [this](std::size_t at) {
      return at < text_.size() ? static_cast<unsigned char>(text_[at]) : 0U;
    };
    const unsigned first = octet(0);
    std::size_t length = 1;
    std::uint32_t value = first;
    if (first >= 0xF0) {
      length = 4;
      value = first & 0x07U;
    } else if (first >= 0xE0) {
      length = 3;
      value = first & 0x0FU;
    } else if (first >= 0xC0) {
      length = 2;
      value = first & 0x1FU;
    } else if (first >= 0x80) {
      throw bad{"a continuation octet by itself"};
    }
    for (std::size_t at = 1; at < length; ++at) {
      if ((octet(at) & 0xC0U) != 0x80U) {
        throw bad{"a UTF-8 sequence is cut off"};
      }
      value = value << 6U | (octet(at) & 0x3FU);
    }
    const bool shortest = length == 1 || value >= (length == 2 ? 0x80U : length == 3 ? 0x800U : 0x10000U);
    const bool allowed = value == 9 || value == 10 || value == 13 || (value >= 0x20 && value < 0xD800) ||
                         (value >= 0xE000 && value <= 0xFFFD) || (value >= 0x10000 && value <= 0x10FFFF);
    if (!shortest || !allowed) {
      throw bad{fmt::format("U+{:04X} in {} octets", value, length)};
    }
    std::string out(text_.substr(0, length));
    text_.remove_prefix(length);
    return out;
  }

  std::string reference() {
    const std::pair<std::string_view, std::string_view> known[] = {
        {"&amp;", "&"}, {"&lt;", "<"},   {"&gt;", ">"},  {"&quot;", "\""},
        {"&#9;", "\t"}, {"&#10;", "\n"}, {"&#13;", "\r"}};
    for (const auto& [form, value] : known) {
      if (take(form)) {
        return std::string(value);
      }
    }
    throw bad{"a reference that nobody knows"};
  }

  std::string content(std::string_view stop) {
    std::string out;
    while (!text_.empty() && stop.find(text_.front()) == std::string_view::npos) {
      if (text_.starts_with("]]>")) {
        throw bad{"]]> in text"};
      }
      out += text_.front() == '&' ? reference() : character();
    }
    return out;
  }

  xml_element element() {
    expect("<");
    xml_element out;
    out.name = name();
    while (blanks() && text_.front() != '>' && text_.front() != '/') {
      const auto key = name();
      expect("=\"");
      if (!out.attributes.emplace(key, content("\"<\t\n\r")).second) {
        throw bad{"attribute twice"};
      }
      expect("\"");
    }
    if (take("/>")) {
      return out;
    }
    expect(">");
    while (true) {
      out.text += content("<");
      if (take("</")) {
        expect(out.name);
        expect(">");
        return out;
      }
      out.children.push_back(element());
    }
  }

  std::string_view text_;
};

}  // namespace

const xml_element& xml_element::child(std::string_view wanted) const {
  static const xml_element none;
  for (const auto& each : children) {
    if (each.name == wanted) {
      return each;
    }
  }
  return none;
}

xml_check check_xml(std::string_view document) {
  try {
    return {"", parser(document).document()};
  } catch (const bad& found) {
    return {found.why, {}};
  }
}

}  // namespace dsnspec::report
