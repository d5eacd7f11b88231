#include "dsn/diagnostics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/quote.hpp"
#include "grammar/field.hpp"

namespace dsnspec::dsn {
namespace {

struct wording {
  std::string_view rule;
  severity grave;
  std::string_view sentence;
};

constexpr auto error = severity::error;
constexpr auto warning = severity::warning;
constexpr auto note = severity::note;

// Sorted by rule, for the binary search.
constexpr std::array wordings = {
    wording{"action-missing", error, "this group has no Action"},
    wording{"action-unknown", error, "no action that RFC 3464 knows"},
    wording{"address-type-not-utf8", warning, "an address beyond ASCII needs the address type utf-8"},
    wording{"base64-bits", note, "unused bits at the end of the base64 data are not zero"},
    wording{"base64-line-too-long", note, "a base64 line has more than 76 octets"},
    wording{"base64-octet", warning, "octets outside the base64 alphabet are skipped"},
    wording{"base64-padding", warning, "the base64 padding is wrong"},
    wording{"blank-line-missing", error, "no blank line stands before the fields of the recipient"},
    wording{"boundary-empty", error, "the boundary is empty"},
    wording{"boundary-last-blank", warning, "the boundary ends with a blank"},
    wording{"boundary-missing", error, "a multipart without the parameter boundary cannot be divided"},
    wording{"boundary-nested-same", warning, "a multipart inside has the boundary of an outer one"},
    wording{"boundary-octet", warning, "the boundary has a character that RFC 2046 does not allow"},
    wording{"boundary-too-long", warning, "the boundary has more than 70 characters"},
    wording{"comment-octet", warning, "a control or an eight-bit octet stands in a comment"},
    wording{"comment-too-deep", warning, "comments are nested too deeply"},
    wording{"comment-unterminated", warning, "a comment doesn't end"},
    wording{"content-type-parameter-charset", note, "the charset of an extended parameter is malformed"},
    wording{"content-type-parameter-empty", note, "there is a semicolon without a parameter"},
    wording{"content-type-parameter-escape", warning,
            "a percent sign is not followed by two hexadecimal digits"},
    wording{"content-type-parameter-pieces", warning,
            "the pieces of a continued parameter don't fit together"},
    wording{"content-type-parameter-repeated", warning, "a parameter stands twice, the first counts"},
    wording{"content-type-parameter-shape", warning, "a parameter is not of the form name=value"},
    wording{"content-type-parameter-value", warning, "the value of a parameter needs quotation marks"},
    wording{"content-type-repeated", warning, "Content-Type stands twice, the first counts"},
    wording{"content-type-shape", error, "Content-Type is not of the form type/subtype"},
    wording{"content-type-surplus", warning, "something follows the media type that is no parameter"},
    wording{"date-blank-inside", note, "blanks stand where a date has none"},
    wording{"date-blank-missing", warning, "a blank is missing in the date"},
    wording{"date-day", error, "the day is not one of that month"},
    wording{"date-day-name", error, "this word is no day of the week"},
    wording{"date-day-name-wrong", note, "the date is not on that day of the week"},
    wording{"date-empty", error, "there is no date"},
    wording{"date-month", error, "this word is no month"},
    wording{"date-no-zone", warning, "the date has no time zone"},
    wording{"date-order", warning, "the parts of the date stand in another order"},
    wording{"date-short-number", warning, "a number of the date has too few digits"},
    wording{"date-short-year", note, "the year has fewer than four digits"},
    wording{"date-surplus", error, "text follows the date"},
    wording{"date-time-of-day", error, "this is no time of day"},
    wording{"date-year", error, "this is no year"},
    wording{"date-zone", error, "this is no time zone"},
    wording{"date-zone-not-numeric", warning, "the time zone is not numeric"},
    wording{"date-zone-range", warning, "no time zone is that far from UTC"},
    wording{"date-zone-unknown", warning, "nobody knows this time zone"},
    wording{"delimiter-after-close", warning, "a delimiter follows the closing one"},
    wording{"delimiter-look-alike", warning, "a line starts like the delimiter and goes on"},
    wording{"dns-name-bare-address", warning, "an address in place of a domain name needs brackets"},
    wording{"dns-name-empty", warning, "the domain name is missing"},
    wording{"dns-name-octet", note, "the domain name has a character that host names do not have"},
    wording{"dns-name-surplus", warning, "text follows the domain name"},
    wording{"dns-name-trailing-dot", note, "the domain name ends with a dot"},
    wording{"domain-empty", warning, "the domain name is empty"},
    wording{"domain-label-empty", warning, "two dots of the domain name have nothing between them"},
    wording{"domain-label-hyphen", note, "a label of the domain name starts or ends with a hyphen"},
    wording{"domain-label-too-long", warning, "a label of the domain name has more than 63 octets"},
    wording{"domain-octet", warning, "the domain name has a character that cannot stand there"},
    wording{"domain-too-long", warning, "the domain name has more than 255 octets"},
    wording{"extra-blank-line", warning, "more than one blank line stands between two groups"},
    wording{"field-bare-cr", warning, "a CR without LF stands in a field"},
    wording{"field-bare-lf", note, "lines end with LF alone"},
    wording{"field-blank-before-colon", note, "blanks stand before the colon"},
    wording{"field-blank-only-line", note, "a line has nothing but blanks"},
    wording{"field-control", note, "a control character stands in a field"},
    wording{"field-doubled", error, "this field was there already, the first one counts"},
    wording{"field-eight-bit", warning, "eight-bit octets stand in a field"},
    wording{"field-line-too-long", warning, "a line has more than 998 octets"},
    wording{"field-mbox-from", note, "an mbox separator line stands before the message"},
    wording{"field-no-line-end", note, "the last line has no line end"},
    wording{"field-not-a-field", error, "this line is no field and continues none"},
    wording{"field-nul", warning, "a NUL octet stands in a field"},
    wording{"field-orphan-fold", error, "this line continues a field, but there is none"},
    wording{"final-recipient-missing", error, "this group has no Final-Recipient"},
    wording{"first-part-empty", warning, "the part for people is empty"},
    wording{"fws-bare-lf", note, "a field is folded at LF alone"},
    wording{"group-divided", error, "a blank line divides the fields of one recipient"},
    wording{"header-not-ended", warning, "no blank line ends the header"},
    wording{"leading-blank-line", warning, "a blank line stands before the first field"},
    wording{"limit-fields", error, "there are too many fields, the rest is left out"},
    wording{"limit-recipients", error, "there are too many recipients, the rest is left out"},
    wording{"line-attached", warning, "the line is taken as a continuation of the field above"},
    wording{"mime-limit-decoded", error, "the encoded part is too large, its end is left out"},
    wording{"mime-limit-depth", warning, "multiparts are nested too deeply"},
    wording{"mime-limit-header-fields", warning, "there are too many header fields"},
    wording{"mime-limit-parameters", warning, "there are too many parameters"},
    wording{"mime-limit-parts", warning, "there are too many parts"},
    wording{"mime-version-missing", warning, "there is no MIME-Version field"},
    wording{"multipart-encoded", error, "a multipart must not be encoded"},
    wording{"multipart-no-parts", error, "the multipart has no delimiter line"},
    wording{"multipart-not-closed", warning, "the closing delimiter is missing"},
    wording{"not-a-report", error, "the message is not of type multipart/report"},
    wording{"per-message-field-late", error, "a per-message field stands in another group than the first"},
    wording{"quoted-pair-line-end", note, "a backslash stands before a line end, which it cannot quote"},
    wording{"quoted-printable-escape", warning, "an equals sign is not followed by two hexadecimal digits"},
    wording{"quoted-printable-line-too-long", note, "a quoted-printable line has more than 76 octets"},
    wording{"quoted-printable-octet", warning, "an octet should have been encoded"},
    wording{"quoted-printable-trailing-blank", note,
            "blanks at the end of a quoted-printable line are dropped"},
    wording{"quoted-string-unterminated", warning, "a quoted string doesn't end"},
    wording{"recipient-field-early", error, "a per-recipient field stands among the per-message fields"},
    wording{"recipient-group-missing", error, "there is no group of per-recipient fields"},
    wording{"report-type-missing", error, "multipart/report without the parameter report-type"},
    wording{"report-type-other", error, "report-type is not the type of the second part"},
    wording{"reporting-mta-missing", error, "there is no Reporting-MTA"},
    wording{"separator-of-blanks", warning, "a line of blanks separates two groups instead of an empty one"},
    wording{"smtp-after-last", warning, "a reply line follows the last one of the reply"},
    wording{"smtp-codes-differ", warning, "the lines of the reply have different codes"},
    wording{"smtp-no-separator", note, "nothing follows the reply code"},
    wording{"smtp-reply-code", warning, "no reply code of SMTP starts the diagnostic"},
    wording{"smtp-reply-code-range", warning, "SMTP has no reply codes in that range"},
    wording{"smtp-unfinished", note, "the last line of the reply says that another follows"},
    wording{"status-code-class", error, "the class of a status code is 2, 4 or 5"},
    wording{"status-code-digits", error, "a number of the status code has more than three digits"},
    wording{"status-code-leading-zero", warning, "a number of the status code has a leading zero"},
    wording{"status-code-shape", error, "this is no status code"},
    wording{"status-code-surplus", warning, "text follows the status code"},
    wording{"status-empty", error, "the delivery status has no fields"},
    wording{"status-missing", error, "this group has no Status"},
    wording{"status-part-elsewhere", error, "a delivery status stands in another place than the second part"},
    wording{"status-part-encoded", error, "the delivery status must not be encoded, it has to be 7bit"},
    wording{"status-part-missing", error, "the second part is no delivery status"},
    wording{"status-part-parameter", note, "message/delivery-status has no parameters"},
    wording{"surplus-part", warning, "a report has at most three parts"},
    wording{"trailing-blank-line", note, "blank lines follow the last field"},
    wording{"transfer-encoding-repeated", warning,
            "Content-Transfer-Encoding stands twice, the first counts"},
    wording{"transfer-encoding-surplus", warning, "text follows the name of the encoding"},
    wording{"transfer-encoding-unknown", warning, "nobody knows this encoding"},
    wording{"typed-value-bare-lf", note, "a field is folded at LF alone"},
    wording{"typed-value-no-type", error, "there is no type before a semicolon"},
    wording{"typed-value-type-empty", error, "the type before the semicolon is empty"},
    wording{"typed-value-type-octet", error, "the type before the semicolon is not a single word"},
    wording{"utf8-malformed", warning, "these octets are not UTF-8"},
};
static_assert(std::is_sorted(wordings.begin(), wordings.end(),
                             [](const wording& a, const wording& b) { return a.rule < b.rule; }));

const wording* wording_of(std::string_view rule) {
  const auto at =
      std::lower_bound(wordings.begin(), wordings.end(), rule,
                       [](const wording& entry, std::string_view wanted) { return entry.rule < wanted; });
  return at != wordings.end() && at->rule == rule ? &*at : nullptr;
}

std::string message_for(const grammar::deviation& met, std::string_view text) {
  std::string sentence = sentence_for(met.rule);
  if (met.length == 0 || met.offset >= text.size()) {
    return sentence;
  }
  constexpr std::size_t shown = 60;
  return fmt::format("{}: \"{}\"", sentence, base::excerpt(text.substr(met.offset, met.length), shown));
}

}  // namespace

severity severity_of(const grammar::rule& rule) {
  const wording* found = wording_of(rule.name);
  return found != nullptr ? found->grave : warning;
}

std::string sentence_for(const grammar::rule& rule) {
  if (const wording* found = wording_of(rule.name)) {
    return std::string(found->sentence);
  }
  std::string sentence(rule.name);
  std::replace(sentence.begin(), sentence.end(), '-', ' ');
  return sentence;
}

namespace {

// Where lines end with LF, each of them would give one.
bool once_is_enough(const grammar::rule& rule) {
  return rule == grammar::rules::field_bare_lf;
}

}  // namespace

void append_diagnostics(std::vector<diagnostic>& to, const grammar::deviations& met,
                        std::span<const grammar::rule> left_out, std::string_view text, bool in_status) {
  std::vector<grammar::rule> done(left_out.begin(), left_out.end());
  std::size_t told = 0;
  for (const grammar::deviation& one : met.kept()) {
    if (std::find(done.begin(), done.end(), one.rule) != done.end()) {
      continue;
    }
    to.push_back({one.rule.name,
                  one.rule.section,
                  severity_of(one.rule),
                  {one.offset, one.length},
                  message_for(one, text),
                  in_status});
    if (once_is_enough(one.rule)) {
      done.push_back(one.rule);
    } else {
      ++told;
    }
  }
  std::size_t met_of_done = 0;
  for (const grammar::rule& rule : done) {
    met_of_done += met.count(rule);
  }
  if (const std::size_t dropped = met.met() - met_of_done - told; dropped != 0) {
    to.push_back({"diagnostics-dropped",
                  "",
                  severity::note,
                  {},
                  fmt::format("{} more diagnostics were left out", dropped),
                  in_status});
  }
}

}  // namespace dsnspec::dsn
