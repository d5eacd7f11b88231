#include "report/xml_writer.hpp"

#include <cstddef>
#include <cstdint>

#include "base/quote.hpp"

namespace dsnspec::report {
namespace {

// The length of the UTF-8 sequence (RFC 3629) at the start of the text and what it stands for; length 0:
// none.
struct character {
  std::size_t length = 0;
  std::uint32_t value = 0;
};

character next_character(std::string_view text) {
  const auto octet = [text](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned first = octet(0);
  const std::size_t length = first < 0x80   ? 1
                             : first < 0xC2 ? 0
                             : first < 0xE0 ? 2
                             : first < 0xF0 ? 3
                             : first < 0xF5 ? 4
                                            : 0;
  if (length == 0 || length > text.size()) {
    return {};
  }
  std::uint32_t value = length == 1 ? first : first & (0x7FU >> length);
  for (std::size_t at = 1; at < length; ++at) {
    if ((octet(at) & 0xC0U) != 0x80) {
      return {};
    }
    value = value << 6U | (octet(at) & 0x3FU);
  }
  constexpr std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  return value < least[length] ? character{} : character{length, value};
}

// Char of XML 1.0 section 2.2.
bool xml_can_hold(std::uint32_t value) {
  return value == 0x9 || value == 0xA || value == 0xD || (value >= 0x20 && value <= 0xD7FF) ||
         (value >= 0xE000 && value <= 0xFFFD) || (value >= 0x10000 && value <= 0x10FFFF);
}

void append_markup(std::string& out, char c, bool in_attribute) {
  switch (c) {
    case '&':
      out += "&amp;";
      return;
    case '<':
      out += "&lt;";
      return;
    case '>':
      out += "&gt;";
      return;
    case '"':
      out += in_attribute ? "&quot;" : "\"";
      return;
    case '\r':
      out += "&#13;";
      return;
    case '\n':
      out += in_attribute ? "&#10;" : "\n";
      return;
    case '\t':
      out += in_attribute ? "&#9;" : "\t";
      return;
    default:
      out += c;
  }
}

void append_escaped(std::string& out, std::string_view text, bool in_attribute) {
  while (!text.empty()) {
    const character next = next_character(text);
    if (next.length == 0 || !xml_can_hold(next.value)) {
      out += base::quote(text.substr(0, 1));
      text.remove_prefix(1);
      continue;
    }
    if (next.length == 1) {
      append_markup(out, text.front(), in_attribute);
    } else {
      out += text.substr(0, next.length);
    }
    text.remove_prefix(next.length);
  }
}

}  // namespace

xml_writer::xml_writer() : out_("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n") {}

void xml_writer::end_tag_head() {
  if (in_head_) {
    out_ += '>';
    in_head_ = false;
  }
}

void xml_writer::indent() {
  out_.append(2 * open_.size(), ' ');
}

xml_writer& xml_writer::open(std::string_view name) {
  end_tag_head();
  if (!open_.empty()) {
    if (!open_.back().has_text) {
      out_ += '\n';
      indent();
    }
    open_.back().has_elements = true;
  }
  out_ += '<';
  out_ += name;
  in_head_ = true;
  open_.push_back({std::string(name)});
  return *this;
}

xml_writer& xml_writer::attribute(std::string_view name, std::string_view value) {
  out_ += ' ';
  out_ += name;
  out_ += "=\"";
  append_escaped(out_, value, true);
  out_ += '"';
  return *this;
}

xml_writer& xml_writer::text(std::string_view value) {
  if (!value.empty()) {
    end_tag_head();
    open_.back().has_text = true;
    append_escaped(out_, value, false);
  }
  return *this;
}

xml_writer& xml_writer::close() {
  const element last = open_.back();
  open_.pop_back();
  if (in_head_) {
    out_ += "/>";
    in_head_ = false;
  } else {
    if (last.has_elements && !last.has_text) {
      out_ += '\n';
      indent();
    }
    out_ += "</";
    out_ += last.name;
    out_ += '>';
  }
  if (open_.empty()) {
    out_ += '\n';
  }
  return *this;
}

}  // namespace dsnspec::report
