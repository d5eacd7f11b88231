// Messages in files: one message (eml), an mbox, a Maildir, or standard input.
//
// An mbox (RFC 4155) starts with a "From " line; each later one that stands after an empty line and has a
// time of day and a month in it starts another message. ">From " stays as it is, so that offsets are those of
// the file. A Maildir is a folder with the folders cur and new.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace dsnspec::cli {

// Octets that one file may have.
inline constexpr std::size_t message_file_limit = 64UL * 1024 * 1024;

struct file_message {
  std::string file;         // its name as given, or below the Maildir; "<stdin>"
  std::string_view octets;  // without the "From " line; valid during the call of the visitor
  std::size_t number = 0;   // from 1 in an mbox of several and in a Maildir; 0: the file is this message
  std::size_t offset = 0;   // of octets in the file
  std::size_t line = 1;     // of their first line in the file, from 1
};

// Calls `visit` with each message of the file in order. Errors name the file: it isn't there, can't be read,
// is empty, is larger than the limit, is a folder but no Maildir. Files of a Maildir that can't be read are
// such errors too, after the others were visited.
base::result<void> read_messages(const std::string& file,
                                 const std::function<void(const file_message&)>& visit);

// Where the messages of an mbox are, in order; one entry for all of a text that is none.
struct message_place {
  std::size_t offset = 0;
  std::size_t length = 0;
};
std::vector<message_place> messages_in(std::string_view text);

}  // namespace dsnspec::cli
