#include "report/progress.hpp"

#include <fmt/core.h>

#include "judge/outcome.hpp"
#include "report/colour.hpp"
#include "report/findings.hpp"
#include "report/text.hpp"

namespace dsnspec::report {
namespace {

constexpr std::string_view erase_line = "\r\x1B[K";
constexpr std::size_t line_width = 79;  // of any terminal; a longer line would wrap and not be erased

}  // namespace

void progress::print(std::string_view text) {
  finish();
  sink_(text);
  redraw();
}

void progress::finish() {
  if (line_shown_) {
    sink_(erase_line);
    line_shown_ = false;
  }
}

void progress::redraw() {
  if (!how_.terminal) {
    return;
  }
  std::string line = phase_;
  if (total_ != 0) {
    line = fmt::format("{}/{} cases, {}, {}", done_, total_, counted(findings_, "finding"),
                       seconds(elapsed_ms_ * 1000));
    line += phase_.empty() ? "" : "; " + phase_;
  }
  finish();
  if (!line.empty()) {
    sink_(line.substr(0, line_width));
    line_shown_ = true;
  }
}

void progress::say(std::string_view what) {
  phase_ = printable(what);
  if (how_.terminal) {
    redraw();
  } else {
    sink_(phase_ + "\n");
  }
}

void progress::tick(std::int64_t elapsed_ms) {
  elapsed_ms_ = elapsed_ms;
  redraw();
}

void progress::judged(const judge::judged_case& which, std::int64_t elapsed_ms) {
  elapsed_ms_ = elapsed_ms;
  ++done_;
  const painter paint(how_.colour);
  for (const auto& what : which.judgements) {
    if (what.known || !judge::is_finding_at(judge::threshold::should, what.verdict)) {
      continue;
    }
    ++findings_;
    if (!broken_.emplace(what.verdict, what.requirement).second) {
      continue;
    }
    const auto* rule = law_.find(what.requirement);
    print(fmt::format("{} {:<13} {} in {}\n",
                      paint(colour_of(what.verdict), fmt::format("{:<4}", name(what.verdict))),
                      impact_word({rule, &which, &what}), printable(what.requirement), printable(which.id)));
  }
  if (how_.terminal) {
    redraw();
  } else if (total_ != 0 && (done_ == total_ || done_ * 10 / total_ != (done_ - 1) * 10 / total_)) {
    sink_(fmt::format("{}/{} cases, {}, {}\n", done_, total_, counted(findings_, "finding"),
                      seconds(elapsed_ms * 1000)));
  }
}

}  // namespace dsnspec::report
