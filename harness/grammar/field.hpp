// Header fields, and the groups of fields that RFC 3464 section 2.1 builds in their likeness (RFC 5322
// section 2.2).
//
//   field      = field-name ":" *text CRLF        ; folded: CRLF before WSP continues the line
//   field-name = 1*ftext
//
// The scanner cuts a text into pieces without losing an octet: the `raw` views, one after the other, are the
// text. It never fails. What is not as the RFC has it is noted as a deviation, and read in the way most
// people meant it.
//
// Time is linear in the text, memory constant. Views point into the text.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "grammar/syntax_error.hpp"

namespace dsnspec::grammar {

namespace rules {
inline constexpr rule field_bare_lf{"field-bare-lf", "RFC 5322 section 2.3"};  // LF without CR
inline constexpr rule field_bare_cr{"field-bare-cr", "RFC 5322 section 2.3"};  // CR without LF, in a value
inline constexpr rule field_nul{"field-nul", "RFC 5322 section 4.1"};
inline constexpr rule field_eight_bit{"field-eight-bit", "RFC 5322 section 2.2"};  // octets 80-FF, run by run
inline constexpr rule field_control{"field-control", "RFC 5322 section 4.1"};      // other controls but HTAB
inline constexpr rule field_blank_before_colon{"field-blank-before-colon", "RFC 5322 section 4.5"};
// no name, no colon: junk
inline constexpr rule field_not_a_field{"field-not-a-field", "RFC 5322 section 2.2"};
inline constexpr rule field_orphan_fold{"field-orphan-fold", "RFC 5322 section 2.2.3"};  // continues nothing
inline constexpr rule field_blank_only_line{"field-blank-only-line", "RFC 5322 section 3.2.2"};
// the text ends in the line
inline constexpr rule field_no_line_end{"field-no-line-end", "RFC 5322 section 2.2"};
// over 998 without the end
inline constexpr rule field_line_too_long{"field-line-too-long", "RFC 5322 section 2.1.1"};
// "From " line of an mbox at the start
inline constexpr rule field_mbox_from{"field-mbox-from", "RFC 4155 appendix A"};
}  // namespace rules

// A line's octets without its end (RFC 5322 section 2.1.1).
inline constexpr std::size_t field_line_limit = 998;

enum class piece {
  field,  // name, ":" and value, with all lines that continue it
  blank,  // one empty line, or one of blanks only (noted) where that separates
  junk,   // one line, with those that continue it, that is no field
};

struct field {
  piece kind = piece::field;
  std::string_view raw;    // with its last line end
  std::string_view name;   // as written, without blanks before the colon; empty unless kind is field
  std::string_view value;  // after the colon, without the last line end; folding and outer blanks still
                           // inside. For junk: the line without its last line end
  std::size_t offset = 0;  // of raw in the text
};

// What a line of blanks only is, after a field: by RFC 5322 section 4.2 it continues the field; in groups of
// a DSN its writer meant an empty line (RFC 3464 section 2.1).
enum class blank_only_line { continues, separates };

// One line: from `from` to after its LF, or to the end of the text. Only LF ends a line.
struct line {
  std::string_view raw;
  std::string_view content;  // without CRLF or LF
};
line line_at(std::string_view text, std::size_t from);

class field_scanner {
 public:
  // `forgiven` outlives the scanner.
  field_scanner(std::string_view text, blank_only_line blanks, deviations& forgiven)
      : text_(text), blanks_(blanks), forgiven_(&forgiven) {}

  // The next piece; nothing at the end of the text.
  std::optional<field> next();

  // Where the next piece starts.
  [[nodiscard]] std::size_t offset() const { return at_; }

 private:
  line take_line();                 // the next line, what is wrong with it noted
  std::size_t take_folded_lines();  // those that continue the piece; where the content of the last one ends

  std::string_view text_;
  blank_only_line blanks_;
  deviations* forgiven_;
  std::size_t at_ = 0;
};

// The value without blanks and folding at its two ends; a view into it.
std::string_view trimmed_value(std::string_view value);

}  // namespace dsnspec::grammar
