// A mail system under test, as data: how it is obtained, configured, started, watched and stopped, and what
// it can do. One folder per target, scenarios/targets/NAME/: target.yaml says all this, conf/ holds the
// templates it names.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "target/npm.hpp"

namespace dsnspec::target {

using words = std::vector<std::string>;  // a command: program and arguments
using std::chrono::milliseconds;

struct account {
  std::string name;
  std::uint32_t id = 0;  // of the user and of the group of the same name
  std::string home = "/nonexistent";
};

struct group {
  std::string name;
  std::uint32_t id = 0;
};

struct ownership {
  std::string owner = "root";
  std::string group = "root";
  unsigned mode = 0;
};

struct directory {
  std::string path;
  ownership access;
};

// A file of the sandbox, made from a template or copied from the unpacked packages.
struct provided_file {
  std::string to;
  std::string copy_of;                       // absolute path; or
  std::optional<std::string> template_text;  // with placeholders (placeholder.hpp)
  ownership access;
};

// How aliases and lists are written down: one text file, a line for each.
struct alias_style {
  std::string file;
  std::string first;              // what stands before all lines
  std::string separator = ", ";   // between targets
  std::string alias;              // ${name} ${targets}
  std::vector<std::string> list;  // lines; ${name} ${owner} ${targets}
};

enum class queue_format {
  postfix_json,  // `postqueue -j`: one JSON object a line
  lines  // one message a line: its id, "frozen" if it is tried no more, <sender>, its recipients; blanks
         // between
};
enum class mailbox_format { mbox, maildir };

// How a submitter is let in, by AUTH PLAIN, where that needs more than the address it comes from.
struct login {
  std::string user;  // with one_next_hop, ${next_hop} is the address of the host that the recipients are at
  std::string password;
  bool starttls = false;  // and only under TLS
};

struct target_spec {
  std::string name;   // of its folder
  std::string title;  // for people

  std::vector<std::string> packages;          // Debian packages, the mail system itself first
  std::vector<std::string> unless_installed;  // see package_cache.hpp
  npm_request npm;                            // the mail system is an npm package
  words version;                              // prints the version; empty: that of the package is taken

  std::string host_name;  // what it calls itself
  std::string domain;     // for which it delivers to local mailboxes
  bool syslog = false;    // it reports to /dev/log
  std::string log;        // where its reports end up

  std::vector<account> accounts;
  std::vector<group> groups;
  std::vector<target::directory> directories;
  std::vector<provided_file> files;
  milliseconds age{0};  // every file written is made this much older than it is
  alias_style aliases;

  std::vector<words> prepare;  // run in this order when all files are there
  words start;                 // stays in the foreground
  std::uint16_t port = 25;     // on 127.0.0.1; ready when it greets with 220
  milliseconds ready_within{10'000};
  // Given: it has no SMTP server, mail is submitted by this command, with the message on standard input.
  // ${from} is the reverse-path; the word ${to} stands for as many words as there are recipients.
  words submit;
  std::optional<target::login> login;
  // It sends all mail of a submission to one host, which is that of the recipients: ${next_hop} of the login,
  // or what its own configuration makes of their domain. It looks up no mail exchangers.
  bool one_next_hop = false;
  // How many submissions it is given at once at most. 0: as many as the run makes.
  std::size_t at_once = 0;
  words stop;   // empty: SIGTERM
  words flush;  // has it try one message of its queue now; ${id}

  words queue;  // empty: it keeps none, and has passed on what it took before it answered
  queue_format queue_output = queue_format::postfix_json;
  mailbox_format mailbox_output = mailbox_format::mbox;
  std::string mailbox;  // path; ${name}

  milliseconds delay{0};   // from arrival to a delay warning; 0: it never warns
  milliseconds expiry{0};  // from arrival until it gives up; 0: unknown
  // Set: it makes reports slowly, but none expires before it was tried; so long they may take when all cases
  // wait for theirs. Otherwise a report that takes long may have expired.
  std::optional<milliseconds> patience;
  std::vector<std::string> capabilities;  // of scenario::capabilities
};

}  // namespace dsnspec::target
