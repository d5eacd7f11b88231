// Domain names with U-labels, in the form DNS knows them (RFC 5890 section 2.3.2.1, RFC 3492).
//
// A U-label is a DNS label with characters outside ASCII; its A-label is "xn--" and the Punycode of it.
// Letters are taken as they are: nothing is mapped, folded or normalised, which RFC 5891 leaves to whoever
// made the label.
#pragma once

#include <string>
#include <string_view>

namespace dsnspec::grammar {

// Every U-label of the domain as its A-label; ASCII labels stay as written. A label that is not UTF-8, or
// longer than the 63 octets DNS allows, stays as it is, too. Quadratic in the length of a label, linear in
// that of the domain.
std::string with_a_labels(std::string_view domain);

}  // namespace dsnspec::grammar
