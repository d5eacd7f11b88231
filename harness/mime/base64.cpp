// RFC 2045 section 6.8, the tolerant decoder declared in transfer_encoding.hpp.
#include <algorithm>
#include <cstdint>

#include "base/ascii.hpp"
#include "grammar/characters.hpp"
#include "mime/transfer_encoding.hpp"

namespace dsnspec::mime {
namespace {

constexpr std::size_t line_limit = 76;

// Of a character of the alphabet.
std::uint32_t digit_value(char c) {
  if (base::is_digit(c)) {
    return static_cast<std::uint32_t>(c - '0') + 52;
  }
  if (c == '+' || c == '/') {
    return c == '+' ? 62 : 63;
  }
  return static_cast<std::uint32_t>(c >= 'a' ? c - 'a' + 26 : c - 'A');
}

class decoder {
 public:
  decoder(std::string_view text, grammar::deviations& forgiven, std::size_t limit)
      : text_(text), forgiven_(forgiven), limit_(limit) {}

  std::string run() {
    out_.reserve(std::min(limit_, text_.size() / 4 * 3 + 3));
    for (at_ = 0; at_ < text_.size() && !full_; ++at_) {
      take(text_[at_]);
    }
    if (!full_) {
      finish();
    }
    return std::move(out_);
  }

 private:
  void take(char c) {
    if (c == '\n') {
      check_line(at_ > line_start_ && text_[at_ - 1] == '\r' ? at_ - 1 : at_);
      line_start_ = at_ + 1;
    } else if (grammar::chars::base64(c)) {
      digit(c);
    } else if (c == '=') {
      padding();
    } else if (c != '\r' || at_ + 1 == text_.size() || text_[at_ + 1] != '\n') {
      foreign();
    }
  }

  void digit(char c) {
    if (padded_) {
      // Encodings put one after the other: what follows the padding is base64 of its own.
      forgiven_.add(rules::base64_padding, at_, 0);
      padded_ = false;
      padding_due_ = 0;
    }
    bits_ = (bits_ << 6U) | digit_value(c);
    if (++digits_ == 4) {
      emit(3);
    }
  }

  void padding() {
    if (padding_due_ > 0) {
      --padding_due_;
    } else if (digits_ >= 2) {
      padding_due_ = digits_ == 2 ? 1 : 0;
      padded_ = true;
      flush();
    } else {
      forgiven_.add(rules::base64_padding, at_, 1);
    }
  }

  // Section 6.8: characters outside the alphabet are ignored. Runs are noted once.
  void foreign() {
    if (at_ != foreign_end_) {
      std::size_t end = at_ + 1;
      while (end < text_.size() && !grammar::chars::base64(text_[end]) && text_[end] != '=' &&
             text_[end] != '\r' && text_[end] != '\n') {
        ++end;
      }
      forgiven_.add(rules::base64_octet, at_, end - at_);
    }
    foreign_end_ = at_ + 1;
  }

  // Two or three digits that nothing completes: one or two octets, and bits left that should be zero.
  void flush() {
    const bool two = digits_ == 2;
    const std::uint32_t unused = two ? bits_ & 0x0FU : bits_ & 0x03U;
    if (unused != 0) {
      forgiven_.add(rules::base64_bits, at_, 0);
    }
    bits_ <<= two ? 12U : 6U;
    emit(two ? 1 : 2);
  }

  void emit(unsigned octets) {
    for (unsigned i = 0; i < octets; ++i) {
      if (out_.size() == limit_) {
        forgiven_.add(rules::limit_decoded, at_, text_.size() - at_);
        full_ = true;
        break;
      }
      out_ += static_cast<char>(static_cast<unsigned char>(bits_ >> (16U - 8U * i)));
    }
    bits_ = 0;
    digits_ = 0;
  }

  void check_line(std::size_t end) {
    if (end - line_start_ > line_limit) {
      forgiven_.add(rules::base64_line_too_long, line_start_ + line_limit, end - line_start_ - line_limit);
    }
  }

  void finish() {
    check_line(text_.size());
    if (padding_due_ > 0 || digits_ > 0) {
      forgiven_.add(rules::base64_padding, text_.size(), 0);
    }
    if (digits_ >= 2) {
      flush();
    }
  }

  std::string_view text_;
  grammar::deviations& forgiven_;
  std::size_t limit_;
  std::string out_;
  std::size_t at_ = 0;
  std::size_t line_start_ = 0;
  std::size_t foreign_end_ = std::string_view::npos;
  std::uint32_t bits_ = 0;
  unsigned digits_ = 0;       // in bits_, 0 to 3
  unsigned padding_due_ = 0;  // "=" that should still follow
  bool padded_ = false;       // the last thing read was padding
  bool full_ = false;
};

}  // namespace

std::string decode_base64(std::string_view text, grammar::deviations& forgiven, std::size_t limit) {
  return decoder(text, forgiven, limit).run();
}

}  // namespace dsnspec::mime
