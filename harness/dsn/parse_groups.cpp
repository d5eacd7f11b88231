#include "dsn/parse_groups.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "dsn/field_id.hpp"
#include "dsn/rules.hpp"
#include "grammar/characters.hpp"
#include "grammar/field.hpp"

namespace dsnspec::dsn {
namespace {

// Blank lines since the last field or junk line.
struct blank_run {
  std::size_t empty_lines = 0;      // nothing but a line end
  std::size_t lines_of_blanks = 0;  // blanks, which RFC 822 makes a continuation
  span extra;                       // of the empty lines after the first
  span first;

  void add(const grammar::field& line) {
    const span where{line.offset, line.raw.size()};
    if (!grammar::chars::wsp.all(line.raw.substr(0, 1))) {
      ++empty_lines;
      if (empty_lines == 1) {
        first = where;
      } else if (extra.length == 0) {
        extra = where;
      } else {
        extra.length = where.offset + where.length - extra.offset;
      }
    } else {
      ++lines_of_blanks;
    }
  }
  [[nodiscard]] bool any() const { return empty_lines + lines_of_blanks != 0; }
  void forget_surplus() {
    empty_lines = std::min<std::size_t>(empty_lines, 1);
    extra = {};
  }
};

// Contiguous fields, before it is known whose they are.
struct group {
  std::vector<field> fields;
  bool after_blanks_only = false;  // a line of blanks was all that separated it from the group before

  [[nodiscard]] span where() const {
    const std::size_t start = fields.front().where.offset;
    return {start, fields.back().where.offset + fields.back().where.length - start};
  }
};

bool has_any(const std::vector<field>& fields, bool (*wanted)(field_id)) {
  return std::any_of(fields.begin(), fields.end(),
                     [&](const field& one) { return wanted(identify(one.name)); });
}

bool has(const std::vector<field>& fields, field_id wanted) {
  return std::any_of(fields.begin(), fields.end(),
                     [&](const field& one) { return identify(one.name) == wanted; });
}

// Bit set of the defined fields that occur once per group.
unsigned defined_in(const std::vector<field>& fields) {
  unsigned seen = 0;
  for (const field& one : fields) {
    const field_id id = identify(one.name);
    if (id != field_id::extension && id != field_id::localized_diagnostic) {
      seen |= 1U << static_cast<unsigned>(id);
    }
  }
  return seen;
}

// Whether a line that is no field can be the rest of this one: its value is text without structure.
bool takes_loose_lines(const field& one) {
  switch (identify(one.name)) {
    case field_id::diagnostic_code:
    case field_id::localized_diagnostic:
    case field_id::final_log_id:
    case field_id::extension:
      return true;
    default:
      return false;
  }
}

class group_reader {
 public:
  group_reader(std::string_view text, std::size_t base, const limits& bounds, report& to,
               grammar::deviations& forgiven)
      : text_(text), base_(base), bounds_(bounds), report_(to), forgiven_(forgiven) {}

  void read() {
    grammar::field_scanner scanner(text_, grammar::blank_only_line::separates, forgiven_);
    while (!full_) {
      const std::size_t at = scanner.offset();
      const std::optional<grammar::field> piece = scanner.next();
      if (!piece) {
        break;
      }
      take(*piece, at);
    }
    close_group();
    at_end();
  }

 private:
  void take(const grammar::field& piece, std::size_t at) {
    switch (piece.kind) {
      case grammar::piece::blank:
        blanks_.add(piece);
        return;
      case grammar::piece::junk:
        take_junk(piece);
        return;
      case grammar::piece::field:
        if (fields_ == bounds_.fields) {
          stop(rules::limit_fields, at);
          return;
        }
        take_field(piece);
        return;
    }
  }

  void take_field(const grammar::field& piece) {
    note_blanks();
    if (blanks_.any()) {
      close_group();
      open_.after_blanks_only = blanks_.empty_lines == 0;
      blanks_ = {};
    }
    open_.fields.push_back({piece.name, piece.raw, piece.value, {piece.offset + base_, piece.raw.size()}});
    ++fields_;
    last_end_ = piece.offset + piece.raw.size();
  }

  // A loose line right behind a field of free text belongs to it: a reply of several lines that nobody
  // folded.
  void take_junk(const grammar::field& piece) {
    if (open_.fields.empty() || blanks_.any() || last_end_ != piece.offset ||
        !takes_loose_lines(open_.fields.back())) {
      note_blanks();
      blanks_.forget_surplus();
      return;
    }
    field& last = open_.fields.back();
    const std::size_t raw_start = last.where.offset - base_;
    const std::size_t value_start = static_cast<std::size_t>(last.value.data() - text_.data());
    const std::size_t value_end = piece.offset + piece.value.size();
    last.raw = text_.substr(raw_start, piece.offset + piece.raw.size() - raw_start);
    last.value = text_.substr(value_start, value_end - value_start);
    last.where.length = last.raw.size();
    last_end_ = piece.offset + piece.raw.size();
    forgiven_.add(rules::line_attached, piece.offset, piece.raw.size());
  }

  // What the blank lines before a field break.
  void note_blanks() {
    if (fields_ == 0) {
      if (blanks_.empty_lines != 0) {
        forgiven_.add(rules::leading_blank_line, blanks_.first.offset, blanks_.first.length);
      }
    } else if (blanks_.empty_lines > 1) {
      forgiven_.add(rules::extra_blank_line, blanks_.extra.offset, blanks_.extra.length);
    }
  }

  void at_end() {
    if (fields_ == 0) {
      forgiven_.add(rules::status_empty, 0, 0);
    } else if (!full_ && blanks_.empty_lines != 0) {
      forgiven_.add(rules::trailing_blank_line, blanks_.first.offset, blanks_.first.length);
    }
  }

  void close_group() {
    if (open_.fields.empty()) {
      return;
    }
    group done = std::exchange(open_, {});
    if (report_.recipients.empty()) {
      place_before_recipients(std::move(done));
    } else {
      place_after_recipient(std::move(done));
    }
  }

  void place_before_recipients(group&& done) {
    const bool first = report_.per_message.fields.empty();
    if (!has_any(done.fields, opens_recipient)) {
      if (!first && has_any(done.fields, is_per_recipient)) {
        add_recipient(std::move(done));
        return;
      }
      if (!first && !done.after_blanks_only) {  // else RFC 822 sees one group, as we do
        note(rules::per_message_late, done.where());
      }
      add_per_message(std::move(done.fields));
      return;
    }
    if (first) {
      split_off_per_message(done);
    }
    add_recipient(std::move(done));
  }

  // Per-message and per-recipient fields in one group: the first that opens a recipient divides them.
  void split_off_per_message(group& done) {
    const auto opens = std::find_if(done.fields.begin(), done.fields.end(),
                                    [](const field& one) { return opens_recipient(identify(one.name)); });
    if (opens == done.fields.begin()) {
      return;
    }
    note(rules::blank_line_missing, opens->where);
    add_per_message({done.fields.begin(), opens});
    done.fields.erase(done.fields.begin(), opens);
    done.after_blanks_only = false;
  }

  void place_after_recipient(group&& done) {
    per_recipient_fields& before = report_.recipients.back();
    const bool continues =
        !has(done.fields, field_id::final_recipient) && (defined_in(done.fields) & defined_in_last_) == 0;
    if (!continues) {
      add_recipient(std::move(done));
      return;
    }
    if (!done.after_blanks_only) {  // else RFC 822 sees one group, as we do
      note(rules::group_divided, done.where());
    }
    defined_in_last_ |= defined_in(done.fields);
    before.where.length = done.where().offset + done.where().length - before.where.offset;
    std::move(done.fields.begin(), done.fields.end(), std::back_inserter(before.fields));
  }

  void add_per_message(std::vector<field>&& fields) {
    per_message_fields& to = report_.per_message;
    std::move(fields.begin(), fields.end(), std::back_inserter(to.fields));
    const std::size_t start = to.fields.front().where.offset;
    to.where = {start, to.fields.back().where.offset + to.fields.back().where.length - start};
  }

  void add_recipient(group&& done) {
    if (report_.recipients.size() == bounds_.recipients) {
      stop(rules::limit_recipients, done.where().offset - base_);
      return;
    }
    if (done.after_blanks_only) {
      note(rules::separator_of_blanks, done.where());
    }
    per_recipient_fields& added = report_.recipients.emplace_back();
    added.where = done.where();
    defined_in_last_ = defined_in(done.fields);
    added.fields = std::move(done.fields);
  }

  void note(const grammar::rule& rule, const span& where) {
    forgiven_.add(rule, where.offset - base_, where.length);
  }

  // Nothing from `at` on is taken any more.
  void stop(const grammar::rule& rule, std::size_t at) {
    if (!full_) {
      forgiven_.add(rule, at, text_.size() - at);
      full_ = true;
    }
  }

  std::string_view text_;
  std::size_t base_;
  const limits& bounds_;
  report& report_;
  grammar::deviations& forgiven_;

  group open_;
  blank_run blanks_;
  std::size_t fields_ = 0;
  std::size_t last_end_ = 0;      // after the last field
  unsigned defined_in_last_ = 0;  // of the last recipient
  bool full_ = false;
};

}  // namespace

void parse_groups(std::string_view text, std::size_t base, const limits& bounds, report& to,
                  grammar::deviations& forgiven) {
  const grammar::deviations::shifted from_start(forgiven, base);
  group_reader(text, base, bounds, to, forgiven).read();
}

}  // namespace dsnspec::dsn
