#include "report/html_page.hpp"

namespace dsnspec::report::page {

// Quiet, readable on paper, in the dark and on a telephone. The badges are white on colours that keep a
// contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3) in either scheme.
const std::string_view style_sheet = R"css(
:root { color-scheme: light dark; --page: #fff; --text: #1c2128; --aside: #57606a; --line: #d0d7de;
  --soft: #f6f8fa; --link: #0b57c2; --fail: #b42318; --warn: #8a5a00; }
@media (prefers-color-scheme: dark) { :root { --page: #14181d; --text: #e6eaef; --aside: #a0abb6; --line: #3a424c;
  --soft: #1d2329; --link: #8ab8ff; --fail: #f0685c; --warn: #d9a13b; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 72rem; background: var(--page); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: break-word; }
a { color: var(--link); }
code, dd { overflow-wrap: anywhere; }
code { font: .9em ui-monospace, monospace; }
h1 { margin: 0 0 .75rem; font-size: 2rem; line-height: 1.2; }
h2 { margin: 2.5rem 0 .75rem; font-size: 1.4rem; line-height: 1.25; border-bottom: 1px solid var(--line); }
h3 { margin: 1.25rem 0 .5rem; font-size: 1.05rem; }
p, ul, dl, table, blockquote, details { margin: .5rem 0; }
ul { padding-left: 1.25rem; }
dd { margin: 0; }
summary { cursor: pointer; padding: .15rem 0; }
table { width: 100%; border-collapse: collapse; }
caption { text-align: left; font-weight: 600; padding: .5rem 0 .25rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem .35rem 0; border-bottom: 1px solid var(--line);
  font-weight: normal; }
thead th { color: var(--aside); font-size: .85rem; }
blockquote { padding-left: .75rem; border-left: 3px solid var(--line); }
:target { background: var(--soft); outline: 2px solid var(--link); outline-offset: 2px; }
.skip-link { position: absolute; left: -100rem; }
.skip-link:focus { position: static; }
.kicker, .aside, .standing, .facts dt, .rows dt { color: var(--aside); }
.kicker { margin: 0; }
.in-short { margin: 0 0 .75rem; font-size: 1.15rem; font-weight: 600; }
.aside { font-size: .875rem; }
.alarm { padding: .5rem .75rem; border: 2px solid var(--fail); font-weight: 600; }
.facts, .rows, .legend { display: grid; gap: .25rem; }
.facts div, .rows div, .legend div { display: grid; grid-template-columns: 7rem 1fr; gap: .75rem; }
.legend div { grid-template-columns: 9.5rem 1fr; }
.counts, nav ul { display: flex; flex-wrap: wrap; gap: .4rem 1.25rem; padding: 0; list-style: none; }
.counts { margin-top: 1rem; }
.counts b { font-size: 1.25rem; }
.ids { margin: 0; padding: 0; list-style: none; }
.badge { display: inline-block; padding: 0 .5rem; border-radius: .25rem; background: #59636e; color: #fff;
  font: 600 .8rem/1.6 system-ui, sans-serif; white-space: nowrap; }
.badge.pass { background: #1a6b3a; }
.badge.note { background: #1f5fa8; }
.badge.warn { background: #8a5a00; }
.badge.fail { background: #b42318; }
.badge.error { background: #7a0c5e; }
.badge.inconclusive { background: #6b3fa0; }
.badge.unseen { background: none; color: var(--aside); border: 1px solid var(--line); }
.finding { margin: 1rem 0; padding: .25rem 1rem .75rem; background: var(--soft); border: 1px solid var(--line);
  border-left: .4rem solid var(--warn); border-radius: .25rem; }
.finding.fail { border-left-color: var(--fail); }
.evidence td:first-child, .evidence td:nth-child(2) { white-space: nowrap; }
.certificate th[scope=row] { width: 14rem; }
.certificate td:nth-child(2) { width: 10rem; }
.certificate td:nth-child(3) { width: 11rem; }
.requirements th:first-child, .cases th:first-child { width: 8.5rem; }
.requirements th:nth-child(n+3) { width: 7.5rem; }
.cases th:last-child { width: 6rem; }
@media (max-width: 45rem) {
  .evidence td:nth-child(2) { white-space: normal; }
  .requirements th:nth-child(n+4), .requirements td:nth-child(n+4) { display: none; }
  .certificate thead { position: absolute; left: -100rem; }
  .certificate tr { display: block; padding: .5rem 0; border-bottom: 1px solid var(--line); }
  .certificate th[scope=row], .certificate td { display: inline-block; width: auto; padding: 0 .75rem 0 0; border: 0; }
  .certificate th[scope=row] { min-width: 6rem; font-weight: 600; }
  .certificate td:last-child { display: block; }
  .facts div, .rows div { grid-template-columns: 1fr; gap: 0; }
}
@media print { body { max-width: none; } .finding, tr { break-inside: avoid; } nav { display: none; } }
)css";

}  // namespace dsnspec::report::page
