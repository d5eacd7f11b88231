// Which cases a run plays, which rows a list shows. Pure.
//
// What isn't given doesn't restrict. Of several values of one kind one must fit, of several kinds each.
#pragma once

#include <string>
#include <vector>

#include "scenario/loader.hpp"
#include "scenario/model.hpp"
#include "spec/law_book.hpp"
#include "spec/requirement.hpp"

namespace dsnspec::cli {

struct selection {
  std::vector<std::string> only;  // globs over ids
  std::vector<std::string>
      sections;  // "5.2.2": it and those below it, of any RFC; "rfc3461/5.2.2": of that one
  std::vector<spec::role> roles;

  [[nodiscard]] bool everything() const { return only.empty() && sections.empty() && roles.empty(); }
};

// A role as one types it: "relay-to-conforming" for "relay to conforming".
std::string role_word(spec::role which);

// By id, section and role of the requirement itself.
bool selects(const selection& which, const spec::requirement& row);

// By its id, with or without its values, and by the requirements it is there to show: one of them fits the
// sections and the roles.
bool selects(const selection& which, const scenario::scenario& one_case, const spec::law_book& law);

// The files with the selected cases only; files without any are left out.
std::vector<scenario::scenario_file> select(const selection& which, std::vector<scenario::scenario_file> all,
                                            const spec::law_book& law);

// The words of the selection as on a command line, for messages.
std::string described(const selection& which);

}  // namespace dsnspec::cli
