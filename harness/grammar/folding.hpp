// Folding of long header fields and its undoing (RFC 5322 section 2.2.3, RFC 822 section 3.1.1).
//
// A line end, CRLF or LF alone, that a blank follows is folding; any other is left as it is.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace dsnspec::grammar {

// As the RFCs have it: the line end goes, the blanks after it stay.
std::string unfolded(std::string_view value);

// For showing and comparing: a line end and all blanks around it become one SPACE.
std::string unfolded_to_blank(std::string_view value);

// True when there is nothing to undo, so that the value can be used as it is.
bool is_unfolded(std::string_view value);

// "Name: value" CRLF, folded before blanks where a line would grow beyond `width` octets and a blank makes it
// possible; never a line of blanks only, so a word longer than the width stays whole. A CR or LF in the value
// becomes a SPACE: nothing in it can start a line of its own.
std::string folded_field(std::string_view name, std::string_view value, std::size_t width = 78);

}  // namespace dsnspec::grammar
