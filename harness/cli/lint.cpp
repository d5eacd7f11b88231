#include "cli/lint.hpp"

#include <algorithm>
#include <optional>
#include <tuple>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "cli/message_files.hpp"
#include "cli/output.hpp"
#include "dsn/json.hpp"
#include "dsn/parse.hpp"
#include "report/text.hpp"

namespace dsnspec::cli {
namespace {

using json = nlohmann::ordered_json;
using report::counted;
using report::printable;

struct placed_finding {
  const spec::requirement* row;
  dsn::finding found;
  std::size_t offset;  // in the file
  std::size_t line;
};

std::string_view verdict(const spec::requirement& row) {
  return row.binding() ? "FAIL" : row.level == spec::level::may ? "NOTE" : "WARN";
}

// FAIL before WARN before NOTE, and within each the gravest impact first.
bool graver(const placed_finding& a, const placed_finding& b) {
  const auto rank = [](const placed_finding& one) {
    const int word = one.row->binding() ? 0 : one.row->level == spec::level::may ? 2 : 1;
    return std::tuple(word, one.row->impact, one.offset, one.found.requirement);
  };
  return rank(a) < rank(b);
}

struct totals {
  std::size_t messages = 0;
  std::size_t reports = 0;
  std::size_t passed_over = 0;
  std::size_t fail = 0;
  std::size_t warn = 0;
  std::size_t note = 0;
};

class lint_run {
 public:
  lint_run(const lint_command& command, const spec::law_book& law) : command_(command), law_(law) {}

  exit_code run() {
    for (const std::string& file : command_.files) {
      const auto done = read_messages(file, [this](const file_message& one) { lint_message(one); });
      if (!done) {
        complain(done.error().text());
        unreadable_ = true;
      }
    }
    command_.json ? print_json() : print_summary();
    return result();
  }

 private:
  void lint_message(const file_message& message) {
    const auto read = dsn::parse(message.octets);
    dsn::lint_options options;
    options.profile = command_.profile;
    options.report_expected = message.number == 0;
    const dsn::lint_result outcome = dsn::lint(*read, options);
    ++totals_.messages;
    const bool checked = outcome.kind == dsn::message_kind::status_report || !outcome.findings.empty();
    ++(checked ? totals_.reports : totals_.passed_over);
    std::vector<placed_finding> findings = placed(message, outcome.findings);
    for (const placed_finding& one : findings) {
      ++(one.row->binding()                   ? totals_.fail
         : one.row->level == spec::level::may ? totals_.note
                                              : totals_.warn);
    }
    std::sort(findings.begin(), findings.end(), graver);
    command_.json ? add_json(message, outcome, checked, findings)
                  : print_text(message, outcome, checked, findings);
  }

  // With rows of the law book, and places in the file. Findings come by offset, so lines are counted on.
  std::vector<placed_finding> placed(const file_message& message, const std::vector<dsn::finding>& findings) {
    std::vector<placed_finding> out;
    std::size_t line = message.line;
    std::size_t at = 0;
    for (const dsn::finding& one : findings) {
      const std::size_t offset = std::min(one.where.offset, message.octets.size());
      line += static_cast<std::size_t>(
          std::count(message.octets.begin() + static_cast<std::ptrdiff_t>(at),
                     message.octets.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
      at = offset;
      const spec::requirement* row = law_.find(one.requirement);
      if (row == nullptr) {
        unknown_.push_back(std::string(one.requirement));
      } else {
        out.push_back({row, one, message.offset + offset, line});
      }
    }
    return out;
  }

  // ---------------------------------------------------------------- text

  static void print_text(const file_message& message, const dsn::lint_result& outcome, bool checked,
                         const std::vector<placed_finding>& findings) {
    const std::string file = printable(message.file);
    if (!checked) {
      const std::string which = message.number == 0 ? "" : fmt::format(" message {}", message.number);
      print(fmt::format("{}:{} not checked{}: {}\n", file, message.offset, which, name(outcome.kind)));
    }
    for (const placed_finding& one : findings) {
      print(fmt::format("{}:{} (line {}): {} {}: {}\n", file, one.offset, one.line, verdict(*one.row),
                        one.row->id, printable(one.found.message)));
    }
    if (outcome.dropped != 0) {
      print(fmt::format("{}: and {} more\n", file, counted(outcome.dropped, "finding")));
    }
  }

  void print_summary() const {
    if (totals_.messages == 0) {
      return;
    }
    print(fmt::format("{} checked", counted(totals_.reports, "report")));
    if (totals_.passed_over != 0) {
      print(fmt::format(", {} not checked", counted(totals_.passed_over, "message")));
    }
    if (totals_.reports == 0) {
      print("\n");
    } else if (totals_.fail + totals_.warn + totals_.note == 0) {
      print(": nothing found\n");
    } else {
      print(fmt::format(": {} FAIL, {} WARN, {} NOTE\n", totals_.fail, totals_.warn, totals_.note));
    }
  }

  // ---------------------------------------------------------------- JSON

  void add_json(const file_message& message, const dsn::lint_result& outcome, bool checked,
                const std::vector<placed_finding>& findings) {
    json out;
    out["file"] = printable(message.file);
    out["number"] = message.number;
    out["offset"] = message.offset;
    out["line"] = message.line;
    out["kind"] = name(outcome.kind);
    out["checked"] = checked;
    out["findings"] = json::array();
    for (const placed_finding& one : findings) {
      json entry = dsn::to_json(one.found);
      entry["offset"] = one.offset;
      entry["line"] = one.line;
      entry["verdict"] = verdict(*one.row);
      entry["level"] = spec::name(one.row->level);
      entry["impact"] = spec::name(one.row->impact);
      entry["section"] = one.row->citation();
      out["findings"].push_back(std::move(entry));
    }
    out["dropped"] = outcome.dropped;
    messages_.push_back(std::move(out));
  }

  void print_json() {
    json out;
    out["profile"] = command_.profile == dsn::profile::smtp ? "smtp" : "any";
    out["messages"] = std::move(messages_);
    out["summary"] = {
        {"messages", totals_.messages}, {"checked", totals_.reports}, {"not_checked", totals_.passed_over},
        {"fail", totals_.fail},         {"warn", totals_.warn},       {"note", totals_.note}};
    print(out.dump(2) + "\n");
  }

  // ----------------------------------------------------------------

  [[nodiscard]] exit_code result() const {
    if (!unknown_.empty()) {
      complain(fmt::format("the law book has no requirement {}", unknown_.front()),
               "scenarios/law is not that of this dsnspec");
      return exit_code::bug;
    }
    if (unreadable_) {
      return exit_code::usage;
    }
    std::size_t grave = totals_.fail;
    grave += command_.level != lint_level::must ? totals_.warn : 0;
    grave += command_.level == lint_level::may ? totals_.note : 0;
    if (grave != 0) {
      return exit_code::findings;
    }
    return totals_.reports == 0 ? exit_code::skipped : exit_code::ok;
  }

  const lint_command& command_;
  const spec::law_book& law_;
  totals totals_;
  json messages_ = json::array();
  std::vector<std::string> unknown_;
  bool unreadable_ = false;
};

}  // namespace

exit_code lint_files(const lint_command& command, const data_dir& data) {
  const auto law = data.law();
  if (!law) {
    return refuse(law.error());
  }
  return lint_run(command, *law).run();
}

}  // namespace dsnspec::cli
