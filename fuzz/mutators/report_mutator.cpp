#include "mutators/report_mutator.hpp"

#include <algorithm>
#include <span>
#include <vector>

#include "base/ascii.hpp"
#include "mutators/text_mutation.hpp"

namespace dsnspec::fuzz {
namespace {

constexpr std::string_view names[] = {"Original-Envelope-Id", "Reporting-MTA",   "DSN-Gateway",
                                      "Received-From-MTA",    "Arrival-Date",    "Original-Recipient",
                                      "Final-Recipient",      "Action",          "Status",
                                      "Remote-MTA",           "Diagnostic-Code", "Localized-Diagnostic",
                                      "Last-Attempt-Date",    "Final-Log-ID",    "Will-Retry-Until",
                                      "X-Extension",          "Content-Type",    "Content-Transfer-Encoding",
                                      "MIME-Version",         "Subject"};

// Values that some field has a use for, right and wrong.
constexpr std::string_view values[] = {"dns; mx.example.org",
                                       "dns;[192.0.2.1]",
                                       "dns; mx.example.org (mx [192.0.2.1])",
                                       "x-local; host name",
                                       "dns;",
                                       "; mx",
                                       "rfc822; carol@next.example",
                                       "rfc822;<carol@next.example>",
                                       "rfc822; \"a;b\"@c.example",
                                       "utf-8; \\x{E9}l@example.org",
                                       "utf-8; \xC3\xA9l@example.org",
                                       "failed",
                                       "delayed (for now)",
                                       "(a) Relayed (b)",
                                       "expanded;",
                                       "5.1.1",
                                       "4.2.2 (mailbox full)",
                                       "2.0.0.",
                                       "5.01.1",
                                       "9.9.9999",
                                       "smtp; 550 5.1.1 no such user",
                                       "smtp; 550-5.1.1 no\r\n 550 5.1.1 never",
                                       "smtp; 550",
                                       "X-Unix; 69",
                                       "smtp;",
                                       "Sat, 31 Jan 2026 12:00:00 +0000",
                                       "31 Feb 26 7:00 EST",
                                       "Sat Jan 31 12:00:00 2026",
                                       "en; text",
                                       "(((",
                                       "\"",
                                       "multipart/report; report-type=delivery-status; boundary=\"b1\"",
                                       "multipart/mixed; boundary=b1",
                                       "message/delivery-status",
                                       "message/global-delivery-status",
                                       "message/rfc822",
                                       "text/rfc822-headers",
                                       "multipart/report; boundary*0=b; boundary*1=1",
                                       "text/plain; charset=utf-8",
                                       "base64",
                                       "quoted-printable",
                                       "8bit"};

constexpr std::string_view groups[] = {
    "\r\nFinal-Recipient: rfc822; dave@next.example\r\nAction: failed\r\nStatus: 5.0.0\r\n",
    "\r\nOriginal-Recipient: rfc822;dave@next.example\r\nFinal-Recipient: rfc822;dave@x.example\r\nAction: "
    "relayed\r\n"
    "Status: 2.0.0\r\nRemote-MTA: dns;mx.x.example\r\n",
    "\r\nReporting-MTA: dns; other.example\r\n", " \r\nDiagnostic-Code: smtp; 421 later\r\n",
    "\r\n\r\nWill-Retry-Until: Sat, 31 Jan 2026 12:00:00 +0000\r\n"};

bool is_field(std::string_view block) {
  const std::size_t colon = block.find(':');
  return colon != std::string_view::npos && colon > 0 && block.find_first_of(" \t\r\n") > colon;
}

// Lines, but those that continue a field with it.
std::vector<std::string> blocks_of(std::string_view text) {
  std::vector<std::string> out;
  for (std::string& line : lines_of(text)) {
    if (!out.empty() && base::is_wsp(line.front()) && is_field(out.back())) {
      out.back() += line;
    } else {
      out.push_back(std::move(line));
    }
  }
  return out;
}

class changer {
 public:
  changer(std::string_view text, std::uint64_t seed) : text_(text), blocks_(blocks_of(text)), random_(seed) {
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      if (is_field(blocks_[i])) {
        fields_.push_back(i);
      }
    }
  }

  std::string change(report_operation what) {
    using enum report_operation;
    switch (what) {
      case swap_fields:
        return on_fields(swap_two);
      case double_field:
        return on_fields(double_one);
      case drop_field:
        return on_fields(drop_one);
      case refold:
        return on_field([this](std::string& field) { fold(field); });
      case rename:
        return on_field(
            [this](std::string& field) { field.replace(0, field.find(':'), one_of(names, random_)); });
      case replace_value:
        return on_field([this](std::string& field) {
          field = field.substr(0, field.find(':') + 1) + " " + std::string(one_of(values, random_)) + "\r\n";
        });
      case new_field:
        return with(std::string(one_of(names, random_)) + ": " + std::string(one_of(values, random_)) +
                    "\r\n");
      case new_group:
        return with(std::string(one_of(groups, random_)));
      case blank_line:
        return blank();
      case boundary:
        return on_delimiters();
      case letter_case:
        return on_field([this](std::string& field) { change_case(field); });
      case encoding:
        return encoded();
      case line_ends: {
        auto lines = lines_of(text_);
        change_line_ends(lines, random_);
        return joined(lines);
      }
      case truncate:
        return truncated(text_, random_);
      case octets:
        return with_octet_damage(text_, random_);
    }
    return std::string(text_);
  }

 private:
  // The fields alone suffer the operation; everything else stays where it is.
  template <class Operation>
  std::string on_fields(Operation what) {
    std::vector<std::string> fields;
    for (const std::size_t i : fields_) {
      fields.push_back(blocks_[i]);
    }
    what(fields, random_);
    std::vector<std::string> out;
    auto next = fields.begin();
    for (const std::string& block : blocks_) {
      if (!is_field(block)) {
        out.push_back(block);
      } else if (next != fields.end()) {
        out.push_back(*next++);
      }
    }
    out.insert(out.end(), next, fields.end());
    return joined(out);
  }

  template <class Operation>
  std::string on_field(Operation what) {
    if (!fields_.empty()) {
      what(blocks_[fields_[random_.below(fields_.size())]]);
    }
    return joined(blocks_);
  }

  std::string with(std::string block) {
    // After a field as often as not: new ones belong to groups.
    const std::size_t at = fields_.empty() || random_.chance(1, 4)
                               ? random_.below(blocks_.size() + 1)
                               : fields_[random_.below(fields_.size())] + 1;
    blocks_.insert(blocks_.begin() + static_cast<std::ptrdiff_t>(at), std::move(block));
    return joined(blocks_);
  }

  // Unfolded, or folded at a blank, at LF alone, in the middle of a word, or with a line of blanks.
  void fold(std::string& field) {
    constexpr std::string_view folds[] = {"\r\n ",      "\r\n\t", "\n ",
                                          "\r\n \r\n ", "\r\n",   "\r\n (comment)\r\n "};
    const std::size_t colon = field.find(':');
    if (const std::size_t end = field.find('\n', colon);
        end != std::string::npos && end + 1 < field.size() && random_.chance(1, 3)) {
      field.erase(end > 0 && field[end - 1] == '\r' ? end - 1 : end, 1);
      return;
    }
    std::size_t at = colon + 1 + random_.below(field.size() - colon);
    if (const std::size_t blank = field.find(' ', at); blank != std::string::npos && random_.chance(2, 3)) {
      at = blank;
    }
    field.insert(at, one_of(folds, random_));
  }

  static void flip(char& c) { c = base::is_alpha(c) ? static_cast<char>(c ^ 0x20) : c; }

  void change_case(std::string& field) {
    const std::size_t start = random_.below(field.size());
    const std::size_t end = std::min(field.size(), start + 1 + random_.below(20));
    for (std::size_t i = start; i < end; ++i) {
      flip(field[i]);
    }
  }

  std::string blank() {
    constexpr std::string_view blanks[] = {"\r\n", "\n", " \r\n", "\r\n\r\n", "\t \r\n", "\r\r\n"};
    std::vector<std::size_t> there;
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      if (content_of(blocks_[i]).empty()) {
        there.push_back(i);
      }
    }
    if (!there.empty() && random_.chance(1, 2)) {
      std::string& one = blocks_[there[random_.below(there.size())]];
      one = random_.chance(1, 2) ? std::string() : std::string(one_of(blanks, random_));
      return joined(blocks_);
    }
    return with(std::string(one_of(blanks, random_)));
  }

  // A delimiter line, or the parameter that names it.
  std::string on_delimiters() {
    std::vector<std::size_t> there;
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      if (blocks_[i].starts_with("--") || blocks_[i].find("boundary") != std::string::npos) {
        there.push_back(i);
      }
    }
    if (there.empty()) {
      return with("--b1\r\nContent-Type: message/delivery-status\r\n\r\n");
    }
    std::string& one = blocks_[there[random_.below(there.size())]];
    const std::size_t end = content_of(one).size();
    switch (random_.below(7)) {
      case 0:
        one.insert(end, "--");
        break;
      case 1:
        one.insert(end, random_.chance(1, 2) ? " \t" : "x");
        break;
      case 2:
        one.erase(0, 1 + random_.below(3));
        break;
      case 3:
        one += one;
        break;
      case 4:
        one.insert(end, "\r\nContent-Type: multipart/mixed; boundary=" + boundary() + "\r\n");
        break;
      case 5:
        one.clear();
        break;
      default:
        one.insert(random_.below(end + 1), 1, random_.pick(" -'\"=;b1"));
    }
    return joined(blocks_);
  }

  [[nodiscard]] std::string boundary() const {
    const std::size_t at = text_.find("boundary=");
    const std::size_t start = at == std::string_view::npos ? at : text_.find_first_not_of("\"=", at + 8);
    return start == std::string_view::npos
               ? std::string("b1")
               : std::string(text_.substr(start, text_.find_first_of("\";\r\n", start) - start));
  }

  // A part that says it is encoded, and sometimes is.
  std::string encoded() {
    const bool quoted = random_.chance(1, 2);
    const std::size_t at = text_.find("\r\n\r\n", random_.below(text_.size() + 1));
    if (at == std::string_view::npos) {
      return std::string(text_) + "Content-Transfer-Encoding: base64\r\n\r\n";
    }
    std::string out(text_.substr(0, at));
    out += quoted ? "\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
                  : "\r\nContent-Transfer-Encoding: base64\r\n\r\n";
    const std::size_t end = std::min(text_.find("\r\n--", at + 4), text_.size());
    out += quoted ? quoted_printable(text_.substr(at + 4, end - at - 4))
                  : base64(text_.substr(at + 4, end - at - 4));
    return out.append(text_.substr(end));
  }

  std::string quoted_printable(std::string_view text) {
    std::string out;
    for (const char c : text) {
      if (random_.chance(1, 8)) {
        constexpr std::string_view digits = "0123456789ABCDEF";
        const auto octet = static_cast<unsigned char>(c);
        out += {'=', digits[octet >> 4U], digits[octet & 15U]};
      } else {
        out += c;
      }
      out += random_.chance(1, 40) ? "=\r\n" : "";
    }
    return out;
  }

  static std::string base64(std::string_view text) {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t at = 0; at < text.size(); at += 3) {
      const std::string_view three = text.substr(at, 3);
      std::uint32_t bits = 0;
      for (std::size_t i = 0; i < 3; ++i) {
        bits = bits << 8U | (i < three.size() ? static_cast<unsigned char>(three[i]) : 0U);
      }
      for (std::size_t i = 0; i < 4; ++i) {
        out += i <= three.size() ? letters[bits >> (18 - 6 * i) & 63U] : '=';
      }
      out += at % 57 == 54 ? "\r\n" : "";
    }
    return out;
  }

  std::string_view text_;
  std::vector<std::string> blocks_;
  std::vector<std::size_t> fields_;  // which blocks are fields
  base::random random_;
};

}  // namespace

std::string changed_report(std::string_view text, report_operation what, std::uint64_t seed) {
  return changer(text, seed).change(what);
}

std::string mutated_report(std::string_view text, std::size_t most, std::uint64_t seed) {
  base::random random(seed);
  std::string out(text);
  for (std::size_t left = 1 + random.below(4); left > 0; --left) {
    out = changed_report(out, static_cast<report_operation>(random.below(report_operations)), random.next());
  }
  out.resize(std::min(out.size(), most));
  return out;
}

std::string crossed_reports(std::string_view first, std::string_view second, std::size_t most,
                            std::uint64_t seed) {
  base::random random(seed);
  std::string out = spliced(first, second, random);
  if (random.chance(1, 2)) {
    // Some fields of the second among those of the first.
    auto blocks = blocks_of(first);
    for (std::string& block : blocks_of(second)) {
      if (is_field(block) && random.chance(1, 3)) {
        blocks.insert(blocks.begin() + static_cast<std::ptrdiff_t>(random.below(blocks.size() + 1)), block);
      }
    }
    out = joined(blocks);
  }
  out.resize(std::min(out.size(), most));
  return out;
}

}  // namespace dsnspec::fuzz
