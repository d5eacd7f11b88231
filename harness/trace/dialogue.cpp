#include "trace/dialogue.hpp"

#include <algorithm>
#include <deque>

#include "base/ascii.hpp"
#include "smtp/command.hpp"
#include "smtp/framing.hpp"

namespace dsnspec::trace {
namespace {

// More than any real dialogue has; a peer that sends more is cut off here.
constexpr std::size_t max_exchanges = 100'000;
constexpr std::size_t max_message = std::size_t{8} << 20U;

class understanding {
 public:
  explicit understanding(const session& which) { out_.of = &which; }

  dialogue read() {
    out_.greeting.sent = out_.of->opened;
    awaited_.push_back({});
    for (const chunk& passed : out_.of->chunks) {
      now_ = passed.at;
      if (passed.tls_started) {
        start_tls();
      } else if (passed.from_client) {
        read_on();
        client_ += passed.octets;
        omitted(passed.omitted);
        commands();
      } else {
        replies(passed.octets);
        commands();
      }
      if (!out_.understood) {
        break;
      }
    }
    finish_message(false);
    end_of_session();
    return std::move(out_);
  }

 private:
  // What a reply answers, and where that stands: the index of the transaction, of its recipient, or of the
  // command outside.
  enum class awaiting { greeting, outside, mail, rcpt, data, end };
  struct awaited {
    awaiting what = awaiting::greeting;
    std::size_t at = 0;
    std::size_t recipient = 0;
  };

  void await(awaiting what, std::size_t recipient = 0) {
    const std::size_t count = what == awaiting::outside ? out_.before_mail.size() : out_.transactions.size();
    awaited_.push_back({what, count - 1, recipient});
  }

  [[nodiscard]] transaction& current() { return out_.transactions.back(); }

  // What was left out of the record can only be message data, its end included.
  void omitted(std::uint64_t count) {
    if (count != 0 && in_data_) {
      current().omitted += count;
    }
  }

  void start_tls() {
    tls_ = true;
    keywords_.clear();
    extended_ = false;
    open_ = false;
  }

  void commands() {
    std::string_view input = client_;
    while (!input.empty() && !blocked_ && out_.understood) {
      if (in_data_) {
        if (data_.feed(input)) {
          finish_message(true);
        }
      } else if (auto line = lines_.next(input)) {
        command(line->text);
      }
    }
    client_.erase(0, client_.size() - input.size());
  }

  // The end of data, or the end of what there is of it.
  void finish_message(bool complete) {
    if (!in_data_) {
      return;
    }
    in_data_ = false;
    transaction& now = current();
    now.complete = complete;
    now.omitted += data_.omitted();
    now.message = data_.take_content();
    if (!now.end) {
      now.end = exchange{".", now_, {}, 0};
      await(awaiting::end);
    }
    open_ = false;
  }

  void command(const std::string& text) {
    if (++count_ > max_exchanges) {
      out_.understood = false;
      return;
    }
    const smtp::command parsed = smtp::parse_command(text);
    const exchange said{text, now_, {}, 0};
    if (parsed.is("MAIL")) {
      begin(said, parsed);
    } else if (parsed.is("RCPT") && open_) {
      add_recipient(said, parsed);
    } else if (parsed.is("DATA") && open_) {
      current().data = said;
      await(awaiting::data);
      blocked_ = true;
    } else {
      outside(said, parsed);
    }
  }

  void begin(const exchange& said, const smtp::command& parsed) {
    transaction fresh;
    fresh.extended = extended_;
    fresh.tls = tls_;
    fresh.keywords = keywords_;
    fresh.mail = said;
    if (const auto path = smtp::parse_path_argument(parsed.argument, "FROM")) {
      fresh.from.mailbox = std::string(path->path);
    }
    out_.transactions.push_back(std::move(fresh));
    open_ = true;
    await(awaiting::mail);
  }

  void add_recipient(const exchange& said, const smtp::command& parsed) {
    recipient_exchange to;
    static_cast<exchange&>(to) = said;
    if (const auto path = smtp::parse_path_argument(parsed.argument, "TO")) {
      to.path.mailbox = std::string(path->path);
    }
    current().recipients.push_back(std::move(to));
    await(awaiting::rcpt, current().recipients.size() - 1);
  }

  void outside(const exchange& said, const smtp::command& parsed) {
    if (parsed.is("RSET") || parsed.is("EHLO") || parsed.is("HELO")) {
      open_ = false;
    }
    // What follows these depends on the reply.
    blocked_ = parsed.is("EHLO") || parsed.is("HELO") || parsed.is("STARTTLS");
    out_.before_mail.push_back(said);
    await(awaiting::outside);
  }

  void replies(std::string_view input) {
    while (auto next = parser_.next(input)) {
      if (!*next) {
        out_.understood = false;
        return;
      }
      reply(std::move(**next));
    }
  }

  void reply(smtp::reply got) {
    if (awaited_.empty()) {
      early(std::move(got));
      return;
    }
    const awaited next = awaited_.front();
    awaited_.pop_front();
    switch (next.what) {
      case awaiting::greeting:
        answer(out_.greeting, std::move(got));
        break;
      case awaiting::outside:
        answer_outside(out_.before_mail[next.at], std::move(got));
        break;
      case awaiting::mail:
        answer(out_.transactions[next.at].mail, std::move(got));
        break;
      case awaiting::rcpt:
        answer(out_.transactions[next.at].recipients[next.recipient], std::move(got));
        break;
      case awaiting::data:
        answer_data(out_.transactions[next.at], std::move(got));
        break;
      case awaiting::end:
        answer(*out_.transactions[next.at].end, std::move(got));
        break;
    }
  }

  void answer_data(transaction& to, smtp::reply got) {
    in_data_ = got.code == 354;
    open_ = in_data_;
    data_ = smtp::data_reader(max_message);
    blocked_ = false;
    answer(*to.data, std::move(got));
  }

  // A reply nobody asked for yet: in the middle of data it is the last word about the message (and where the
  // record leaves out the end of a large message, the only sign of it); outside (421) it answers nothing.
  void early(smtp::reply got) {
    if (!in_data_) {
      return;
    }
    current().end = exchange{".", now_, std::move(got), now_};
    if (current().omitted != 0) {
      finish_message(true);
    }
  }

  // The client says something after all replies so far: it has read them.
  void read_on() {
    if (!out_.transactions.empty() && current().end && current().end->answer) {
      read_ = out_.transactions.size();
    }
  }

  // Whoever resets a connection may take the last replies with it (RFC 9293 3.5.3).
  void end_of_session() {
    const std::string& why = out_.of->close_reason;
    if (!out_.transactions.empty() && (why == "reset" || why.starts_with("error"))) {
      current().reply_lost = current().delivered() && read_ < out_.transactions.size();
    }
  }

  void answer(exchange& to, smtp::reply got) {
    to.answer = std::move(got);
    to.answered = now_;
  }

  void answer_outside(exchange& to, smtp::reply got) {
    const smtp::command said = smtp::parse_command(to.command);
    blocked_ = false;
    if (got.accepted() && (said.is("EHLO") || said.is("HELO"))) {
      // Whatever further lines a reply to HELO has, they announce nothing (RFC 5321 4.1.1.1).
      extended_ = said.is("EHLO");
      keywords_.clear();
      if (extended_ && !got.lines.empty()) {
        keywords_.assign(got.lines.begin() + 1, got.lines.end());
      }
    }
    answer(to, std::move(got));
  }

  dialogue out_;
  std::string client_;  // octets of the client not yet read
  smtp::line_splitter lines_;
  smtp::data_reader data_;
  smtp::reply_parser parser_;
  std::deque<awaited> awaited_;
  std::vector<std::string> keywords_;
  time_us now_ = 0;
  bool extended_ = false;
  bool tls_ = false;
  bool open_ = false;  // between MAIL and the end of the transaction
  bool in_data_ = false;
  bool blocked_ = false;  // how to read on depends on a reply that isn't there yet
  std::size_t count_ = 0;
  std::size_t read_ = 0;  // transactions whose last reply the client has surely read
};

}  // namespace

bool transaction::announced(std::string_view keyword) const {
  return std::any_of(keywords.begin(), keywords.end(), [keyword](const std::string& line) {
    const std::string_view first = std::string_view(line).substr(0, line.find(' '));
    return base::iequals(first, keyword);
  });
}

dialogue understand(const session& which) {
  return understanding(which).read();
}

}  // namespace dsnspec::trace
