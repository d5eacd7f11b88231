// Parameters put together from the pieces they are written in (RFC 2231 sections 3 and 4).
//
//   attribute with section = attribute "*" ( "0" / %x31-39 *DIGIT ) [ "*" ]
//   extended-initial-value = [charset] "'" [language] "'" *( "%" 2HEXDIG / attribute-char )
//
// "a*0*=us-ascii''de%2D; a*1=livery" is one parameter a. Which form comes first for a name counts; the other
// is noted as a repetition.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "grammar/syntax_error.hpp"
#include "mime/content_type.hpp"

namespace dsnspec::mime {

// One "attribute=value" as written.
struct parameter_piece {
  std::string_view attribute;  // with "*", "*0" and the like
  std::string value;           // without quotes; "%" still inside
  std::size_t offset = 0;
  std::size_t length = 0;
};

// In order of first appearance. Quadratic in the number of pieces, which limits::parameters bounds.
std::vector<parameter> assemble_parameters(const std::vector<parameter_piece>& pieces,
                                           grammar::deviations& forgiven);

}  // namespace dsnspec::mime
