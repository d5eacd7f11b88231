// Whether a text is a well-formed XML 1.0 document, for the subset without DTD, CDATA, comments and
// processing instructions: what a writer of results may use at all. HTML in the syntax of XML, after its document
// type, is one as well. Also gives back the attribute values and texts it read.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace dsnspec::report {

struct xml_element {
  std::string name;
  std::map<std::string, std::string> attributes;
  std::string text;  // its own, references resolved
  std::vector<xml_element> children;

  // The first child of that name; fails the test's assumption by an empty element when there is none.
  [[nodiscard]] const xml_element& child(std::string_view wanted) const;
};

struct xml_check {
  std::string problem;  // empty: well-formed
  xml_element root;
};

xml_check check_xml(std::string_view document);

}  // namespace dsnspec::report
