// Octets of an SMTP dialogue cut into lines, and message data into content: incrementally, in bounded memory,
// with the same result however the stream is split.
//
// RFC 5321 2.3.8: only CRLF ends a line. In commands and replies a lone LF ends one too here, because a peer
// that sends it would otherwise hang; the line says so. In message data nothing but CRLF counts (4.1.1.4):
// "LF . LF" is content, so that nobody smuggles a second message past us.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace dsnspec::smtp {

struct line {
  std::string text;         // without its end, at most the splitter's limit
  std::size_t omitted = 0;  // octets beyond the limit, which were dropped
  bool bare_lf = false;     // ended by LF without CR
  bool bare_cr = false;     // holds a CR that no LF follows
  bool cut = false;         // the stream ended before the line did (only from rest())
};

class line_splitter {
 public:
  explicit line_splitter(std::size_t max_line = 16384) : max_line_(max_line) {}

  // Takes octets from the front of `input` up to and including the first line end. Nothing: the line isn't
  // complete and `input` is used up.
  std::optional<line> next(std::string_view& input);

  // What came after the last line end, when the stream is over; nothing when there was none.
  std::optional<line> rest();

  // For readers of a record: here `count` octets of the line were left out.
  void skip(std::size_t count);

  // True between lines: nothing of a next line has come.
  [[nodiscard]] bool idle() const { return current_.text.empty() && current_.omitted == 0 && !cr_; }

 private:
  void put(std::string_view octets);
  line take(bool bare_lf);

  std::size_t max_line_;
  line current_;
  bool cr_ = false;  // the last octet was CR; it isn't in current_ yet
};

// Message data after 354, up to the line with a single dot. Dot-stuffing is undone (RFC 5321 4.5.2).
class data_reader {
 public:
  explicit data_reader(std::size_t max_kept = 1U << 20U) : max_kept_(max_kept) {}

  // Takes octets from the front of `input`. True: the end-of-data line has come and `input` starts after it.
  // False: all is taken. Must not be called again after true.
  bool feed(std::string_view& input);

  // For readers of a record: here `count` octets were left out, and the end-of-data sequence that follows is
  // whole.
  void skip(std::size_t count);

  // The content, CRLF of its last line included, dots unstuffed; the first max_kept octets of it.
  [[nodiscard]] const std::string& content() const { return content_; }
  std::string take_content() { return std::move(content_); }
  [[nodiscard]] std::size_t size() const { return size_; }  // octets of the whole content
  [[nodiscard]] std::size_t omitted() const { return size_ - kept_; }
  [[nodiscard]] bool bare_lf() const { return bare_lf_; }
  [[nodiscard]] bool bare_cr() const { return bare_cr_; }

  // How many of the octets fed last may turn out to be the start of the end-of-data sequence CRLF "." CRLF.
  [[nodiscard]] std::size_t undecided() const;

 private:
  // Where we are in CRLF "." CRLF. After `dot` a CRLF ends the data, anything else was a stuffed line.
  enum class state { text, cr, line_start, dot, dot_cr };
  void put(std::string_view octets);
  std::size_t put_text(std::string_view input);
  void lone_cr();

  std::size_t max_kept_;
  state state_ = state::line_start;
  bool first_line_ = true;
  std::string content_;
  std::size_t size_ = 0;
  std::size_t kept_ = 0;
  bool bare_lf_ = false;
  bool bare_cr_ = false;
};

// Content as it goes on the wire after 354: line ends made CRLF where LF stands alone, a last line completed,
// dots stuffed, the end-of-data line added.
std::string data_of(std::string_view content);

}  // namespace dsnspec::smtp
