#include "report/html.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "report/findings.hpp"
#include "report/html_page.hpp"
#include "report/text.hpp"

namespace dsnspec::report {
namespace page {
namespace {

std::string_view class_of(judge::verdict which) {
  switch (which) {
    case judge::verdict::pass:
      return "badge pass";
    case judge::verdict::note:
      return "badge note";
    case judge::verdict::skip:
      return "badge skip";
    case judge::verdict::inconclusive:
      return "badge inconclusive";
    case judge::verdict::warn:
      return "badge warn";
    case judge::verdict::fail:
      return "badge fail";
    case judge::verdict::error:
      break;
  }
  return "badge error";
}

std::string_view class_of(judge::grade which) {
  switch (which) {
    case judge::grade::exemplary:
    case judge::grade::conforming:
      return "badge pass";
    case judge::grade::dependable:
      return "badge warn";
    case judge::grade::not_dependable:
      return "badge fail";
    case judge::grade::not_shown:
      break;
  }
  return "badge skip";
}

// Only what can stand in an address as it is.
bool plain(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return base::is_alpha(c) || base::is_digit(c) || c == '.';
  });
}

void head(html_writer& to, const source& from) {
  const auto& target = from.run.header.target;
  to.open("head");
  to.open("meta", {{"charset", "utf-8"}});
  to.open("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
  // Nothing is to be run or fetched, even if an octet got through.
  to.open("meta", {{"http-equiv", "Content-Security-Policy"},
                   {"content", "default-src 'none'; style-src 'unsafe-inline'"}});
  to.element("title",
             fmt::format("{} {}: delivery status notifications, dsnspec", target.name, target.version));
  to.style(style_sheet);
  to.close();
}

void fact(html_writer& to, std::string_view what, std::string_view value) {
  if (!value.empty()) {
    to.open("div").element("dt", what).element("dd", value).close();
  }
}

// What it comes to, in one sentence.
std::string in_short(const source& from) {
  const auto fresh = count_findings(from, false);
  const auto known = count_findings(from, true);
  const auto also =
      known == 0 ? std::string(".") : fmt::format("; {} known and expected.", counted(known, "finding"));
  if (fresh != 0) {
    return fmt::format("{} that the baseline doesn't expect{}", counted(fresh, "finding"), also);
  }
  return cases_played(from.run) == 0 ? "Nothing was played."
                                     : "No finding that the baseline doesn't expect" + also;
}

void about(html_writer& to, const source& from) {
  const auto& run = from.run;
  const auto& target = run.header.target;
  to.open("header");
  to.element("p", "Delivery Status Notifications, as RFC 3461 and RFC 3464 want them", {{"class", "kicker"}});
  to.element("h1", fmt::format("{} {}", target.name, target.version));
  to.element("p", in_short(from), {{"class", "in-short"}});
  if (run.target_died) {
    to.element("p", "The target died. What follows is what was seen until then.", {{"class", "alarm"}});
  } else if (!run.complete) {
    to.element("p", "The run was cut short. What follows is what was seen until then.", {{"class", "alarm"}});
  }
  const auto played = cases_played(run);
  to.open("dl", {{"class", "facts"}});
  fact(to, "Build", target.build);
  fact(to, "Started", run.header.started);
  fact(to, "Played",
       fmt::format("{} in {}, {} skipped", counted(played, "case"), seconds(run.wall_ms * 1000),
                   run.cases.size() - played));
  fact(to, "Judged by", fmt::format("dsnspec {}, law book {}", run.header.suite, run.law.substr(0, 12)));
  to.close().close();
}

void counts(html_writer& to, const source& from) {
  constexpr judge::verdict order[] = {
      judge::verdict::fail, judge::verdict::warn,         judge::verdict::note, judge::verdict::pass,
      judge::verdict::skip, judge::verdict::inconclusive, judge::verdict::error};
  to.open("ul", {{"class", "counts"}, {"aria-label", "What was judged, by requirement and case"}});
  for (const auto each : order) {
    const auto at = from.run.summary.find(each);
    to.open("li").open("b").text(std::to_string(at == from.run.summary.end() ? 0 : at->second)).close();
    to.text(" ");
    badge(to, each);
    to.close();
  }
  to.close();
}

void contents(html_writer& to, const source& from) {
  const auto entry = [&to](std::string_view id, std::string_view title) {
    to.open("li").element("a", title, {{"href", fmt::format("#{}", id)}}).close();
  };
  to.open("nav", {{"aria-label", "Contents"}}).open("ul");
  entry("certificate", "Certificate");
  if (count_findings(from, false) != 0) {
    entry("findings", "Findings");
  }
  if (count_findings(from, true) != 0) {
    entry("known", "Known findings");
  }
  entry("requirements", "Every requirement");
  entry("cases", "Every case");
  to.close().close();
}

void grade_row(html_writer& to, const source& from, const judge::certificate_line& line) {
  to.open("tr").element("th", line.rfc.empty() ? line.role : "RFC " + line.rfc, {{"scope", "row"}});
  to.open("td");
  badge(to, line.grade);
  to.close();
  to.element("td", fmt::format("{} of {}", line.seen, line.of));
  to.open("td");
  constexpr std::size_t at_once = 3;
  const auto list = [&](std::size_t begin, std::size_t end) {
    to.open("ul", {{"class", "ids"}});
    for (std::size_t i = begin; i < end; ++i) {
      to.open("li");
      requirement_id(to, from, line.between[i]);
      to.close();
    }
    to.close();
  };
  if (!line.between.empty()) {
    list(0, std::min(at_once, line.between.size()));
  }
  if (line.between.size() > at_once) {
    to.open("details").element("summary", fmt::format("and {} more", line.between.size() - at_once));
    list(at_once, line.between.size());
    to.close();
  }
  to.close().close();
}

void certificate(html_writer& to, const source& from) {
  open_section(to, "certificate", "Certificate");
  for (const bool by_rfc : {true, false}) {
    to.open("table", {{"class", "certificate"}});
    to.element("caption", by_rfc ? "By RFC" : "By role");
    to.open("thead").open("tr");
    for (const auto* title :
         {by_rfc ? "RFC" : "Role", "Grade", "Requirements seen", "What stands before the next grade"}) {
      to.element("th", title, {{"scope", "col"}});
    }
    to.close().close().open("tbody");
    for (const auto& line : from.run.certificate) {
      if (line.rfc.empty() != by_rfc) {
        grade_row(to, from, line);
      }
    }
    to.close().close();
  }
  to.open("details").element("summary", "What the grades say");
  to.open("dl", {{"class", "legend"}});
  const auto grade = [&to](judge::grade which, std::string_view meaning) {
    to.open("div").open("dt");
    badge(to, which);
    to.close().element("dd", meaning).close();
  };
  grade(judge::grade::exemplary, "Nothing that an RFC demands or recommends was seen broken.");
  grade(judge::grade::conforming, "Nothing that an RFC demands (MUST, MUST NOT, grammar) was seen broken.");
  grade(judge::grade::dependable,
        "A demand was broken, but none whose breach loses a report, reports what is not so, discloses "
        "anything or opens a hole.");
  grade(judge::grade::not_dependable, "One of these was broken.");
  grade(judge::grade::not_shown,
        "Too little was seen to say any of this: less than half, or something that binds could not be looked "
        "at.");
  to.close().close().close();
}

}  // namespace

void badge(html_writer& to, judge::verdict which) {
  to.element("span", name(which), {{"class", class_of(which)}});
}

void badge(html_writer& to, judge::grade which) {
  to.element("span", name(which), {{"class", class_of(which)}});
}

void requirement_id(html_writer& to, const source& from, std::string_view id) {
  if (from.law.find(id) == nullptr) {
    to.element("code", id);
  } else {
    to.open("a", {{"href", "#" + std::string(id)}}).element("code", id).close();
  }
}

void citation(html_writer& to, const spec::requirement& row) {
  const auto rfc = std::string_view(row.id).substr(0, row.id.find('/'));
  if (!plain(rfc) || !plain(row.section)) {
    to.text(row.citation());
    return;
  }
  // Appendices are "appendix-A" there.
  const bool appendix = base::is_alpha(row.section.front());
  to.element("a", row.citation(),
             {{"href", fmt::format("https://www.rfc-editor.org/rfc/{}#{}-{}", rfc,
                                   appendix ? "appendix" : "section", row.section)}});
}

void open_section(html_writer& to, std::string_view id, std::string_view title) {
  to.open("section", {{"id", id}}).element("h2", title);
}

}  // namespace page

std::string html(const judge::judged_run& run, const spec::law_book& law) {
  const page::source from{run, law};
  html_writer to;
  to.open("html", {{"lang", "en"}});
  page::head(to, from);
  to.open("body");
  to.element("a", "Skip to the findings", {{"class", "skip-link"}, {"href", "#main"}});
  page::about(to, from);
  page::counts(to, from);
  page::contents(to, from);
  to.open("main", {{"id", "main"}});
  page::certificate(to, from);
  page::findings(to, from);
  page::known_findings(to, from);
  page::errors(to, from);
  page::stale(to, from);
  page::inconclusive(to, from);
  page::notes(to, from);
  page::skipped(to, from);
  page::requirements(to, from);
  page::cases(to, from);
  to.close().close().close();
  return to.str();
}

}  // namespace dsnspec::report
