// Writes HTML that is well-formed, also as XML, whatever octets it is given.
//
// Texts and values of attributes pass through printable(): what is written is printable ASCII and line feeds,
// so that no octet from outside reaches a browser as markup, as a control character or as something that
// turns the direction of writing around. The syntax is the one that HTML and XML have in common: attributes
// are quoted, every element is closed, and those without content end in "/>".
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dsnspec::report {

class html_writer {
 public:
  using attributes = std::initializer_list<std::pair<std::string_view, std::string_view>>;

  // Starts with the document type.
  html_writer();

  // Names come from our own source: they are not checked. An element that HTML knows as void is closed at
  // once.
  html_writer& open(std::string_view name, attributes with = {});
  html_writer& text(std::string_view value);
  html_writer& close();
  // open(), text(), close().
  html_writer& element(std::string_view name, std::string_view value, attributes with = {});

  // A style sheet of our own: it holds no '<' and no '&'.
  html_writer& style(std::string_view sheet);

  // The document, once every element is closed.
  [[nodiscard]] const std::string& str() const { return out_; }

 private:
  std::string out_;
  std::vector<std::string> open_;
};

}  // namespace dsnspec::report
