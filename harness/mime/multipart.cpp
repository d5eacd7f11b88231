#include "mime/multipart.hpp"

#include <algorithm>

#include "grammar/field.hpp"

namespace dsnspec::mime {
namespace {

class splitter {
 public:
  splitter(std::string_view body, std::string_view boundary, std::size_t most_parts,
           grammar::deviations& forgiven)
      : body_(body), boundary_(boundary), most_parts_(most_parts), forgiven_(forgiven) {}

  multipart split() {
    std::size_t at = 0;
    while (at < body_.size()) {
      const grammar::line one = grammar::line_at(body_, at);
      const std::size_t next = at + one.raw.size();
      take(classify_line(one.content, boundary_), at, one, next);
      at = next;
    }
    finish();
    return out_;
  }

 private:
  enum class place { preamble, part, epilogue };

  void take(delimiter what, std::size_t at, const grammar::line& one, std::size_t next) {
    if (what == delimiter::look_alike) {
      forgiven_.add(rules::delimiter_look_alike, at, one.content.size());
    } else if (what != delimiter::none && place_ == place::epilogue) {
      forgiven_.add(rules::delimiter_after_close, at, one.content.size());
    } else if (what == delimiter::close) {
      end_piece(at);
      place_ = place::epilogue;
      start_ = next;
      out_.closed = true;
    } else if (what == delimiter::part &&
               out_.parts.size() + (place_ == place::part ? 1 : 0) >= most_parts_) {
      forgiven_.add(rules::limit_parts, at, one.content.size());
    } else if (what == delimiter::part) {
      end_piece(at);
      place_ = place::part;
      start_ = next;
    }
  }

  // What runs from start_ to the line end before the delimiter at `at`. Right after another delimiter there
  // is no such line end of its own: the piece is empty.
  void end_piece(std::size_t at) {
    std::size_t end = at;
    if (end > start_) {
      --end;
      end -= end > start_ && body_[end - 1] == '\r' ? 1 : 0;
    }
    keep(body_.substr(start_, end - start_));
  }

  void keep(std::string_view piece) {
    switch (place_) {
      case place::preamble:
        out_.preamble = piece;
        break;
      case place::part:
        out_.parts.push_back(piece);
        break;
      case place::epilogue:
        out_.epilogue = piece;
        break;
    }
  }

  void finish() {
    const place last = place_;
    keep(body_.substr(std::min(start_, body_.size())));
    if (out_.parts.empty()) {
      forgiven_.add(rules::multipart_no_parts, 0, 0);
    } else if (last == place::part) {
      forgiven_.add(rules::multipart_not_closed, body_.size(), 0);
    }
  }

  std::string_view body_;
  std::string_view boundary_;
  std::size_t most_parts_;
  grammar::deviations& forgiven_;
  multipart out_;
  place place_ = place::preamble;
  std::size_t start_ = 0;  // of the piece being read
};

}  // namespace

multipart split_multipart(std::string_view body, std::string_view boundary, std::size_t most_parts,
                          grammar::deviations& forgiven) {
  return splitter(body, boundary, most_parts, forgiven).split();
}

}  // namespace dsnspec::mime
