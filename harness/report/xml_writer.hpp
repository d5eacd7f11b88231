// Writes XML 1.0 that is well-formed whatever octets it is given.
//
// Markup characters become references. Octets that XML cannot hold (control characters, U+FFFE and U+FFFF,
// surrogates, anything that is not UTF-8) become \xNN each, as in base/quote.hpp; backslashes stay as they
// are. In attributes TAB, LF and CR become character references, so that they survive the reader's
// normalisation; in text only CR does.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dsnspec::report {

class xml_writer {
 public:
  // Starts with the XML declaration.
  xml_writer();

  // Names come from our own source: they are not checked. Attributes belong to the element opened last,
  // before anything is put into it.
  xml_writer& open(std::string_view name);
  xml_writer& attribute(std::string_view name, std::string_view value);
  xml_writer& text(std::string_view value);
  xml_writer& close();

  // The document, once every element is closed.
  [[nodiscard]] const std::string& str() const { return out_; }

 private:
  void end_tag_head();
  void indent();

  struct element {
    std::string name;
    bool has_text = false;
    bool has_elements = false;
  };
  std::string out_;
  std::vector<element> open_;
  bool in_head_ = false;  // "<name" is written, its ">" is not
};

}  // namespace dsnspec::report
