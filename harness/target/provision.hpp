// Makes the sandbox's files what a target and the cases of a run need: accounts, mailboxes, aliases, lists,
// configuration. Runs inside the sandbox, before the mail system starts.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "target/target_spec.hpp"

namespace dsnspec::target {

// What the mail system must hold, with the names as they are in this run ("dave.c017", see
// scenario/placement.hpp).
struct mailing_list {
  std::string name;                  // local part of its address
  std::string owner;                 // the address problems with its members go to
  std::vector<std::string> members;  // addresses
};

struct provisions {
  std::vector<std::string> mailboxes;                       // login names
  std::map<std::string, std::vector<std::string>> aliases;  // local part -> addresses
  std::vector<mailing_list> lists;
};

// Writes it all. Errors: a name that can't be a login name or alias (letters, digits, "._+-", at most 64), or
// one that is there twice; an address with characters that mean something in an alias file; a file that can't
// be written; a command of `prepare` that fails.
base::result<void> provision(const target_spec& spec, const provisions& wanted);

// The text of the alias file: pure, for tests.
base::result<std::string> alias_text(const alias_style& style, const provisions& wanted);

}  // namespace dsnspec::target
