// What of a dialogue is kept for the record: everything, except the middle of a line or message that is too
// long.
//
// The octets come in units (a line, a message's data) that end with a mark: the line end, or CRLF "." CRLF.
// Of a unit the first `limit` octets are kept, the rest is counted, and the mark is kept again, so that a
// reader of the record finds the end. The result is the same however the octets come in.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dsnspec::smtp {

// Octets, then a count of octets that followed and are left out.
struct recorded_stretch {
  std::string octets;
  std::size_t omitted = 0;
  friend bool operator==(const recorded_stretch&, const recorded_stretch&) = default;
};

class recorder {
 public:
  // A new unit. The one before must have ended.
  void begin(std::size_t limit) { room_ = limit; }

  // More of the unit. The last `undecided` octets of all that came may turn out to belong to the mark: where
  // the limit is passed they are held back until that is known.
  void put(std::string_view octets, std::size_t undecided);

  // The last octets of the unit; `mark` octets of all that came are its end mark.
  void end(std::string_view octets, std::size_t mark);

  // The stream is over: what is held back is let go.
  void flush();

  // What was recorded since the last call.
  std::vector<recorded_stretch> take() { return std::exchange(done_, {}); }
  // Octets kept since the beginning.
  [[nodiscard]] std::size_t kept() const { return kept_; }

 private:
  void keep(std::string_view octets);
  void body(std::string_view octets);

  std::size_t room_ = 0;
  std::size_t kept_ = 0;
  std::string held_;
  std::vector<recorded_stretch> done_;
};

// `data` (end-of-data line included) sent in one go, as it is to be recorded.
std::vector<recorded_stretch> record_data(std::string_view data, std::size_t limit);

}  // namespace dsnspec::smtp
