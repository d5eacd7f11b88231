// Text as Markdown (CommonMark with the tables of GitHub), whatever it holds.
#pragma once

#include <string>
#include <string_view>

namespace dsnspec::report::markdown {

// Printable text that is nothing but text, also in a cell of a table.
std::string text(std::string_view raw);

// Printable text as code: `MAIL FROM:<>`. Also where it has backticks or, in a table, bars in it.
std::string code(std::string_view raw);

// The name of a place on a page, for `<a id="...">` and links: letters, digits, "-", "." and "_".
std::string anchor(std::string_view raw);

}  // namespace dsnspec::report::markdown
