#include "mutators/dialogue_mutator.hpp"

#include <algorithm>
#include <vector>

#include "base/ascii.hpp"
#include "mutators/text_mutation.hpp"

namespace dsnspec::fuzz {
namespace {

constexpr std::string_view commands[] = {
    "EHLO client.test",
    "HELO client.test",
    "EHLO",
    "MAIL FROM:<>",
    "MAIL FROM:<a@b.example>",
    "MAIL FROM:<a@b.example> RET=HDRS ENVID=q+2B1",
    "mail from: <a@b.example> SIZE=10 BODY=8BITMIME SMTPUTF8",
    "MAIL FROM:a@b.example",
    "RCPT TO:<c@d.example>",
    "RCPT TO:<@x.example,@y.example:c@d.example> NOTIFY=NEVER",
    "RCPT TO:<\"a>b\"@d.example> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;c+40d",
    "RCPT TO:<Postmaster>",
    "DATA",
    ".",
    "..",
    "RSET",
    "NOOP",
    "QUIT",
    "STARTTLS",
    "VRFY c",
    "BDAT 5 LAST",
    "",
    " ",
    "AUTH PLAIN AGEAYg=="};

constexpr std::string_view replies[] = {"220 mx.example.org ESMTP",
                                        "250-mx.example.org",
                                        "250-PIPELINING",
                                        "250 DSN",
                                        "250 2.1.0 Ok",
                                        "250",
                                        "250-",
                                        "354 go ahead",
                                        "354",
                                        "221 2.0.0 bye",
                                        "421 4.3.2 closing",
                                        "450 4.2.0 later",
                                        "501 5.5.4 bad parameter",
                                        "550-5.1.1 no",
                                        "550 5.1.1 no such user",
                                        "5501 x",
                                        "25",
                                        "999 x",
                                        "000 x",
                                        "250\tx",
                                        "503 order",
                                        "252 2.5.2 perhaps"};

constexpr std::string_view parameters[] = {" RET=FULL",
                                           " RET=HDRS",
                                           " RET=",
                                           " ENVID=abc",
                                           " ENVID=+zz",
                                           " ENVID=+00",
                                           " NOTIFY=NEVER,SUCCESS",
                                           " NOTIFY=SUCCESS,FAILURE,DELAY",
                                           " NOTIFY=",
                                           " NOTIFY=,SUCCESS",
                                           " ORCPT=rfc822;a+40b",
                                           " ORCPT=utf-8;\\x{E9}",
                                           " ORCPT=;",
                                           " ORCPT=x",
                                           " SMTPUTF8",
                                           " X=Y=Z",
                                           "  SIZE=1",
                                           "\tBODY=7BIT",
                                           " =",
                                           " -A"};

class changer {
 public:
  changer(std::string_view text, std::uint64_t seed) : text_(text), lines_(lines_of(text)), random_(seed) {}

  std::string change(dialogue_operation what) {
    using enum dialogue_operation;
    switch (what) {
      case swap_lines:
        swap_two(lines_, random_);
        break;
      case double_line:
        double_one(lines_, random_);
        break;
      case drop_line:
        drop_one(lines_, random_);
        break;
      case new_command:
        insert(std::string(one_of(commands, random_)) + "\r\n");
        break;
      case new_reply:
        insert(std::string(one_of(replies, random_)) + "\r\n");
        break;
      case replace_line:
        on_line([this](std::string& line) {
          const bool reply = !line.empty() && base::is_digit(line.front());
          line = std::string(reply ? one_of(replies, random_) : one_of(commands, random_)) + "\r\n";
        });
        break;
      case parameter:
        on_line(
            [this](std::string& line) { line.insert(content_of(line).size(), one_of(parameters, random_)); });
        break;
      case reply_code:
        on_line([this](std::string& line) { change_code(line); });
        break;
      case dots:
        on_line([this](std::string& line) { change_dots(line); });
        break;
      case long_line:
        on_line([this](std::string& line) {
          line.insert(random_.below(content_of(line).size() + 1), 1 + random_.below(2000),
                      random_.pick("a .<\"+"));
        });
        break;
      case letter_case:
        on_line([](std::string& line) {
          for (char& c : line) {
            c = base::is_alpha(c) ? static_cast<char>(c ^ 0x20) : c;
          }
        });
        break;
      case line_ends:
        change_line_ends(lines_, random_);
        break;
      case truncate:
        return truncated(text_, random_);
      case octets:
        return with_octet_damage(text_, random_);
    }
    return joined(lines_);
  }

 private:
  void insert(std::string line) {
    lines_.insert(lines_.begin() + static_cast<std::ptrdiff_t>(random_.below(lines_.size() + 1)),
                  std::move(line));
  }

  template <class Operation>
  void on_line(Operation what) {
    if (!lines_.empty()) {
      what(lines_[random_.below(lines_.size())]);
    }
  }

  // A digit of the code, or what follows it.
  void change_code(std::string& line) {
    if (line.size() >= 4) {
      const std::size_t at = random_.below(4);
      line[at] = at == 3 ? random_.pick("- \t.\r") : random_.pick("0123456789a");
    }
  }

  void change_dots(std::string& line) {
    constexpr std::string_view ends[] = {".\r\n", "\r\n.\r\n", "\n.\n",  "\n.\r\n",
                                         "\r.\r", "\r\n.\r",   "..\r\n", "\r\n..\r\n"};
    if (random_.chance(1, 2)) {
      line.insert(0, 1, '.');
    } else {
      line += one_of(ends, random_);
    }
  }

  std::string_view text_;
  std::vector<std::string> lines_;
  base::random random_;
};

}  // namespace

std::string changed_dialogue(std::string_view text, dialogue_operation what, std::uint64_t seed) {
  return changer(text, seed).change(what);
}

std::string mutated_dialogue(std::string_view text, std::size_t most, std::uint64_t seed) {
  base::random random(seed);
  std::string out(text);
  for (std::size_t left = 1 + random.below(4); left > 0; --left) {
    out = changed_dialogue(out, static_cast<dialogue_operation>(random.below(dialogue_operations)),
                           random.next());
  }
  out.resize(std::min(out.size(), most));
  return out;
}

std::string crossed_dialogues(std::string_view first, std::string_view second, std::size_t most,
                              std::uint64_t seed) {
  base::random random(seed);
  std::string out = spliced(first, second, random);
  out.resize(std::min(out.size(), most));
  return out;
}

}  // namespace dsnspec::fuzz
