// The certificate: what the target was seen to be, for each RFC of the law book and for each role.
//
// A requirement of level MAY never counts, neither for nor against, and one that nothing from outside can
// show neither. A row that restates another counts for its RFC with the verdicts of that one, and not again
// for its role. Of the others:
//   - a MUST finding is a FAIL, a SHOULD finding a WARN, in any case of the run; known ones count too (a FAIL
//     of what a SHOULD row restates is a SHOULD finding there);
//   - a requirement is seen when some case came to PASS, FAIL or WARN;
//   - it is open when it is binding (MUST, MUST NOT, grammar), some case came to INCONCLUSIVE or ERROR for
//     it, and it is not seen;
//   - what is a part of another (part_of) is kept where that one is, and open where that one is broken.
//
// The grade of a line, the first that applies:
//   not dependable  a MUST finding of impact lost-report, false-report, security or privacy. One witness is
//                   enough, whatever else remained open.
//   not shown       less than half of the line's requirements were seen, or something is open: the better
//                   grades speak of everything we meant to look at. Always of RFC 3461 for a target without
//                   the capability "dsn", whom it doesn't bind.
//   dependable      a MUST finding (of another impact)
//   conforming      a SHOULD finding
//   exemplary       neither
#pragma once

#include <vector>

#include "judge/verdict.hpp"
#include "spec/law_book.hpp"

namespace dsnspec::judge {

// The RFCs that the law book has rows of, by number; then all roles, in the order of spec::role. `between` is
// in order of impact, then of id: the MUST findings of grave impact, all MUST findings, the SHOULD findings,
// or, for "not shown", what is open, which may be nothing.
std::vector<certificate_line> certify(const judged_run& run, const spec::law_book& law);

}  // namespace dsnspec::judge
