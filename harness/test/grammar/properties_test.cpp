// What holds for any octets at all, and for all that is valid. The only file of this folder with RapidCheck:
// it compiles slowly.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/ascii.hpp"
#include "grammar/address_literal.hpp"
#include "grammar/characters.hpp"
#include "grammar/date_time.hpp"
#include "grammar/dns_mta_name.hpp"
#include "grammar/envelope_id.hpp"
#include "grammar/esmtp_parameter.hpp"
#include "grammar/field.hpp"
#include "grammar/folding.hpp"
#include "grammar/notify.hpp"
#include "grammar/original_recipient.hpp"
#include "grammar/path.hpp"
#include "grammar/ret.hpp"
#include "grammar/smtp_diagnostic.hpp"
#include "grammar/typed_value.hpp"
#include "support/generators.hpp"

namespace dsnspec::grammar {
namespace {

using namespace dsnspec::test;  // the generators

RC_GTEST_PROP(GrammarProperty, XtextGoesThereAndBack, (const std::string& octets)) {
  const std::string encoded = encode_xtext(octets);
  RC_ASSERT(check_xtext(encoded).has_value());
  RC_ASSERT(is_canonical_xtext(encoded));
  RC_ASSERT(decode_xtext(encoded).value() == octets);
}

RC_GTEST_PROP(GrammarProperty, XtextThatDecodesIsXtext, ()) {
  const std::string text = *text_of("+09AFaG= ");
  deviations met;
  const std::string tolerant = decode_xtext(text, met);
  RC_ASSERT(met.empty() == check_xtext(text).has_value());
  RC_ASSERT(!met.empty() || decode_xtext(text) == tolerant);
}

RC_GTEST_PROP(GrammarProperty, FieldsLoseNoOctet, ()) {
  const std::string text = *text_of(std::string("\r\n\n\n  \tA:x\0\xE9", 13));
  for (const auto mode : {blank_only_line::continues, blank_only_line::separates}) {
    deviations met;
    field_scanner each(text, mode, met);
    std::string raw;
    while (const auto one = each.next()) {
      RC_ASSERT(one->offset == raw.size());
      raw += one->raw;
    }
    RC_ASSERT(raw == text);
  }
}

RC_GTEST_PROP(GrammarProperty, FoldingIsUndone, ()) {
  const std::string value = *text_of("ab  \t");
  const std::size_t width = *rc::gen::inRange<std::size_t>(0, 30);
  const std::string folded = folded_field("N", value, width);
  RC_ASSERT(unfolded(folded) == "N: " + value + "\r\n");
  deviations met;
  field_scanner each(folded, blank_only_line::separates, met);
  RC_ASSERT(each.next()->raw == folded);
  RC_ASSERT(met.empty());
}

RC_GTEST_PROP(GrammarProperty, DatesGoThereAndBack, ()) {
  const auto seconds = *rc::gen::inRange<std::int64_t>(-62'000'000'000, 253'000'000'000);
  const int zone = *rc::gen::inRange(-5999, 6000);
  const auto one = parse_date_time(format_date_time(seconds, zone));
  RC_ASSERT(one.has_value());
  RC_ASSERT(one->unix_seconds() == seconds);
}

// Strict parsers take exactly what the tolerant ones take without a deviation.
RC_GTEST_PROP(GrammarProperty, StrictIsTolerantWithNothingForgiven, ()) {
  const std::string text = *text_of("5.0-1;\r\n (\")\\a@<>");
  deviations typed;
  (void)parse_typed_value(text, typed);
  RC_ASSERT(parse_typed_value(text).has_value() == typed.empty());
  deviations name;
  const bool named = parse_dns_mta_name(text, name).has_value();
  RC_ASSERT(parse_dns_mta_name(text).has_value() == (named && name.empty()));
  deviations reply;
  const bool replied = parse_smtp_diagnostic(text, reply).has_value();
  RC_ASSERT(parse_smtp_diagnostic(text).has_value() == (replied && reply.empty()));
  deviations way;
  const bool gone = forward_path_prefix(text, charset::ascii, way).has_value();
  RC_ASSERT(forward_path_prefix(text).has_value() == (gone && way.empty()));
}

RC_GTEST_PROP(GrammarProperty, ErrorsPointIntoTheText, ()) {
  const std::string text = *text_of("<@a.,:\"\\>[]1 ");
  for (const auto& answer : {parse_forward_path(text), parse_rfc822_address(text)}) {
    if (!answer) {
      RC_ASSERT(answer.error().offset + answer.error().length <= text.size());
    }
  }
}

// ---------------------------------------------------------------- SMTP parameters (RFC 3461 sections 4
// to 4.4)

RC_GTEST_PROP(Xtext, CanonicalTextIsWrittenTheSameAgain, (const std::string& octets)) {
  const std::string canonical = encode_xtext(octets);
  RC_ASSERT(encode_xtext(decode_xtext(canonical).value()) == canonical);
}

RC_GTEST_PROP(Xtext, WhatIsEncodedWithoutNeedMeansTheSame, (const std::string& octets)) {
  std::string text;
  for (const char c : octets) {
    text += *rc::gen::arbitrary<bool>() ? fmt::format("+{:02X}", static_cast<unsigned char>(c))
                                        : encode_xtext(std::string(1, c));
  }
  RC_ASSERT(decode_xtext(text).value() == octets);
}

RC_GTEST_PROP(Xtext, OneOctetThatMayNotStandThereIsPointedAt, (const std::string& octets)) {
  std::string text = encode_xtext(octets);
  const char bad = *rc::gen::elementOf(std::string("= \t\r\n\x7F\x80\xFF"));
  const std::size_t at = *rc::gen::inRange<std::size_t>(0, text.size() + 1);
  RC_PRE(text.substr(0, at).find_last_of('+') == std::string::npos ||
         at - text.substr(0, at).find_last_of('+') > 2);
  text.insert(at, 1, bad);
  RC_ASSERT(check_xtext(text).error() == (syntax_error{at, 1, rules::xtext_octet}));
}

RC_GTEST_PROP(Xtext, LowerCaseDigitsArePointedAtAndReadTolerantly, (const std::string& octets)) {
  const std::string text = encode_xtext(octets);
  const std::string lower =
      fmt::format("+{:02x}", *rc::gen::elementOf(std::vector<int>{0x2B, 0xAB, 0xF0, 0x3D}));
  RC_ASSERT(check_xtext(text + lower).error() == (syntax_error{text.size(), 3, rules::xtext_lower_case_hex}));
  deviations met;
  RC_ASSERT(decode_xtext(text + lower, met) == decode_xtext(text + in_upper_case(lower)).value());
}

RC_GTEST_PROP(EnvelopeId, ComesBackDecodedAsItWasEncoded, ()) {
  const std::string id = *some_of(range(' ', '~') + "\t");
  RC_ASSERT(decode_envelope_id(encode_xtext(id)).value() == id);
}

RC_GTEST_PROP(EnvelopeId, HoldsNothingUnprintable, ()) {
  const std::string before = *printable_text();
  const char bad = *rc::gen::elementOf(std::string("\r\n\x1B\x7F\x80\xFF\v", 7) + '\0');
  const auto answer = check_envelope_id(encode_xtext(before + bad + *printable_text()));
  RC_ASSERT(answer.error().rule == rules::xtext_unprintable);
  RC_ASSERT(answer.error().offset == encode_xtext(before).size());
}

RC_GTEST_PROP(OriginalRecipient, ComesBackAsItWasEncoded, ()) {
  const std::string type = *atom();
  const std::string address = *printable_text();
  RC_PRE(!base::iequals(type, "utf-8"));
  const std::string value = type + ";" + encode_xtext(address);
  const auto one = parse_original_recipient(value);
  RC_ASSERT(one.has_value());
  RC_ASSERT(one->type == type);
  RC_ASSERT(one->decoded() == address);
}

RC_GTEST_PROP(OriginalRecipient, OfTypeUtf8ComesBackInBothForms, ()) {
  const std::string address = *rc::gen::nonEmpty(utf8_text());
  const std::string seven = *in_any_case("utf-8") + ";" + *encode_utf8_addr_xtext(address);
  RC_ASSERT(parse_original_recipient(seven).value().decoded() == address);
  RC_ASSERT(base::is_ascii(seven));
  const std::string eight = "utf-8;" + *encode_utf8_addr_unitext(address);
  RC_ASSERT(parse_original_recipient(eight, charset::utf8).value().decoded() == address);
  RC_ASSERT(parse_original_recipient(eight).has_value() == base::is_ascii(eight));
}

RC_GTEST_PROP(Notify, MeansTheSameInAnyOrderAndLetterCase, ()) {
  const auto success = *rc::gen::arbitrary<bool>();
  const auto failure = *rc::gen::arbitrary<bool>();
  const auto delay = *rc::gen::arbitrary<bool>();
  const notify wanted = notify::on(success, failure, delay);
  std::vector<std::string> words;
  for (const auto& [is, word] : {std::pair(success, "SUCCESS"), {failure, "FAILURE"}, {delay, "DELAY"}}) {
    if (is) {
      words.push_back(*in_any_case(word));
    }
  }
  if (words.empty()) {
    words.push_back(*in_any_case("NEVER"));
  }
  std::rotate(words.begin(), words.begin() + *rc::gen::inRange<std::ptrdiff_t>(0, std::ssize(words)),
              words.end());
  if (words.size() > 1 && *rc::gen::arbitrary<bool>()) {
    std::swap(words.front(), words.back());
  }
  RC_ASSERT(parse_notify(joined(words, ",")).value() == wanted);
  RC_ASSERT(parse_notify(wanted.text()).value() == wanted);
}

RC_GTEST_PROP(Notify, NeverStandsAlone, ()) {
  const auto word = rc::gen::elementOf(std::vector<std::string>{"SUCCESS", "FAILURE", "DELAY", "NEVER"});
  auto words = *rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(word));
  words.insert(words.begin() + *rc::gen::inRange<std::ptrdiff_t>(0, std::ssize(words) + 1),
               *in_any_case("NEVER"));
  deviations met;
  RC_ASSERT(parse_notify(joined(words, ","), met).error().rule == rules::notify_never_alone);
}

RC_GTEST_PROP(Ret, IsOneOfTwoWordsInAnyLetterCase, ()) {
  RC_ASSERT(parse_ret(*in_any_case("FULL")).value() == ret::full);
  RC_ASSERT(parse_ret(*in_any_case("HDRS")).value() == ret::hdrs);
  const std::string other = *text_of("FULHDRSfulhdrs,");
  RC_PRE(!base::iequals(other, "FULL") && !base::iequals(other, "HDRS"));
  RC_ASSERT(!parse_ret(other));
}

RC_GTEST_PROP(EsmtpParameters, AreFoundAsTheyWereWritten, ()) {
  const auto one = rc::gen::map(
      rc::gen::tuple(some_of(letters_and_digits()), rc::gen::arbitrary<bool>(), some_of("aZ09!+,;<>~\\")),
      [](const std::tuple<std::string, bool, std::string>& of) {
        return std::get<0>(of) + (std::get<1>(of) ? "=" + std::get<2>(of) : "");
      });
  const auto written = *rc::gen::container<std::vector<std::string>>(one);
  const std::string text = written.empty() ? "" : " " + joined(written, " ");
  std::vector<std::string> found;
  for (esmtp_parameters each(text); const auto next = each.next();) {
    found.emplace_back(next->value().raw);
  }
  RC_ASSERT(found == written);
}

// ---------------------------------------------------------------- addresses

RC_GTEST_PROP(Unitext, WhatAGeneratorWritesReadsBack, ()) {
  const std::string text = *rc::gen::nonEmpty(utf8_text());
  deviations met;
  RC_ASSERT(decode_unitext(*encode_utf8_addr_xtext(text), met) == text);
  RC_ASSERT(decode_unitext(*encode_utf8_addr_unitext(text), met) == text);
  RC_ASSERT(met.empty());
  RC_ASSERT(check_utf8_addr_xtext(*encode_utf8_addr_xtext(text)).has_value());
  RC_ASSERT(check_utf8_addr_unitext(*encode_utf8_addr_unitext(text)).has_value());
}

RC_GTEST_PROP(Unitext, WhatDoesNotConformIsCopied, ()) {
  const std::string text = *text_of("\\x{}E90DA8;");
  deviations met;
  const std::string decoded = decode_unitext(text, met);
  RC_ASSERT(met.empty() || decoded.find('\\') != std::string::npos);
  RC_ASSERT(decoded.find_first_of(std::string("\0\r\n", 3)) == std::string::npos);
}

RC_GTEST_PROP(Utf8, EveryScalarValueComesBack, ()) {
  const char32_t code = *scalar_value();
  std::string text;
  append_utf8(text, code);
  RC_ASSERT(utf8_at(text, 0).code == code);
  RC_ASSERT(utf8_at(text, 0).length == text.size());
  text.pop_back();
  RC_ASSERT(check_utf8(text).has_value() == text.empty());
}

RC_GTEST_PROP(Mailbox, IsTakenApartAsItWasPutTogether, ()) {
  const std::string local = *printable_text();
  const std::string host = *domain();
  const std::string text = in_quotes(local) + "@" + host;
  const auto one = parse_mailbox(text);
  RC_ASSERT(one.has_value());
  RC_ASSERT(one->unquoted_local_part() == local);
  RC_ASSERT(one->domain == host);
}

RC_GTEST_PROP(Path, IsItsMailboxInBracketsWhateverTheRoute, ()) {
  const std::string address = *dsnspec::test::mailbox();
  auto route = *rc::gen::container<std::vector<std::string>>(domain());
  std::string text = "<";
  for (std::string& hop : route) {
    hop.insert(0, "@");
  }
  text += joined(route, ",") + (route.empty() ? "" : ":") + address + ">";
  RC_ASSERT(parse_forward_path(text).value().address == address);
  RC_ASSERT(parse_reverse_path(text).value().source_route == joined(route, ","));
  const std::string more = text + *rc::gen::elementOf(std::vector<std::string>{"", " X=Y", "x"});
  RC_ASSERT(forward_path_prefix(more).value().raw == text);
}

RC_GTEST_PROP(AddressLiteral, GivesTheOctetsItWasWrittenFrom, (const std::array<std::uint8_t, 16>& octets)) {
  std::array<std::uint8_t, 4> four{};
  std::copy_n(octets.begin(), 4, four.begin());
  RC_ASSERT(parse_ipv4(fmt::format("{}.{}.{}.{}", four[0], four[1], four[2], four[3])).value() == four);
  std::vector<std::string> groups;
  for (std::size_t i = 0; i < 16; i += 2) {
    groups.push_back(fmt::format("{:x}", octets[i] * 256 + octets[i + 1]));
  }
  const std::string whole = *in_any_case(joined(groups, ":"));
  RC_ASSERT(parse_ipv6(whole).value() == octets);
  RC_ASSERT(parse_address_literal("[IPv6:" + whole + "]").value().octets == octets);
}

RC_GTEST_PROP(AddressLiteral, MayLeaveOutTwoOrMoreGroupsOfZero, ()) {
  const auto before = *rc::gen::inRange<std::size_t>(0, 7);
  const auto after = *rc::gen::inRange<std::size_t>(0, 7 - before);
  std::array<std::uint8_t, 16> wanted{};
  std::vector<std::string> left;
  std::vector<std::string> right;
  for (std::size_t i = 0; i < before; ++i) {
    left.emplace_back("a0b");
    wanted[2 * i] = 0x0A;
    wanted[2 * i + 1] = 0x0B;
  }
  for (std::size_t i = 0; i < after; ++i) {
    right.emplace_back("1");
    wanted[15 - 2 * i] = 1;
  }
  RC_ASSERT(parse_ipv6(joined(left, ":") + "::" + joined(right, ":")).value() == wanted);
}

// ---------------------------------------------------------------- values of fields

RC_GTEST_PROP(StatusCode, ComesBackFromItsText, ()) {
  const status_code code{*rc::gen::elementOf(std::vector<std::uint8_t>{2, 4, 5}),
                         *rc::gen::inRange<std::uint16_t>(0, 1000),
                         *rc::gen::inRange<std::uint16_t>(0, 1000)};
  RC_ASSERT(parse_status_code(code.text()).value() == code);
  deviations met;
  const auto prefix = status_code_prefix(code.text() + " text", met);
  RC_ASSERT(prefix.value().code == code);
  RC_ASSERT(prefix->length == code.text().size());
}

RC_GTEST_PROP(TypedValue, DoesNotDependOnCommentsAndFoldingAroundItsType, ()) {
  const std::string type = *atom();
  const std::string value = *some_of("ab;@()");
  const std::string text = *cfws() + type + *cfws() + ";" + *text_of(" \t") + value;
  const auto one = parse_typed_value(text);
  RC_ASSERT(one.has_value());
  RC_ASSERT(one->type == type);
  RC_ASSERT(one->value == value);
}

RC_GTEST_PROP(DnsMtaName, DoesNotDependOnCommentsAround, ()) {
  const std::string name = *domain();
  RC_PRE(!parse_ipv4(name));
  const std::string text = *cfws() + name + " " + *cfws();
  const auto one = parse_dns_mta_name(text);
  RC_ASSERT(one.has_value());
  RC_ASSERT(one->name == name);
  RC_ASSERT(!one->literal);
}

RC_GTEST_PROP(SmtpDiagnostic, HasTheLinesOfTheReply, ()) {
  const int code = *rc::gen::inRange(200, 600);
  RC_PRE(code / 10 % 10 <= 5);
  const auto texts = *rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(some_of("abc;(.) x")));
  std::vector<std::string> lines;
  for (const std::string& text : texts) {
    const bool last = &text == &texts.back();
    lines.push_back(fmt::format("{}{}x{}x", code, last ? ' ' : '-', text));
  }
  const std::string value = joined(lines, "\r\n ");
  RC_ASSERT(parse_smtp_diagnostic(value).value().lines == lines.size());
  RC_ASSERT(parse_smtp_diagnostic(value).value().code == code);
  std::vector<std::string> found;
  for (smtp_diagnostic_lines each(value); const auto line = each.next();) {
    found.emplace_back(line->raw);
  }
  RC_ASSERT(found == lines);
}

RC_GTEST_PROP(DateTime, DoesNotDependOnCommentsFoldingAndLetterCase, ()) {
  const auto seconds = *rc::gen::inRange<std::int64_t>(-62'000'000'000, 253'000'000'000);
  const std::string plain = format_date_time(seconds, *rc::gen::inRange(-720, 840));
  std::string text = *cfws();
  for (const char c : *in_any_case(plain)) {
    text += c == ' ' ? " " + *cfws() : std::string(1, c);
  }
  RC_ASSERT(parse_date_time(text + *cfws()).value() == parse_date_time(plain).value());
}

RC_GTEST_PROP(Fields, AreFoundAsTheyWereWritten, ()) {
  const auto name = some_of("abc-X!");
  const auto value = rc::gen::map(some_of("ab :;"), [](const std::string& text) { return "x" + text + "x"; });
  const auto written =
      *rc::gen::container<std::vector<std::pair<std::string, std::string>>>(rc::gen::pair(name, value));
  std::string text;
  for (const auto& [key, held] : written) {
    text += folded_field(key, held, 10);
  }
  deviations met;
  std::vector<std::pair<std::string, std::string>> found;
  for (field_scanner each(text, blank_only_line::continues, met); const auto one = each.next();) {
    found.emplace_back(one->name, unfolded(trimmed_value(one->value)));
  }
  RC_ASSERT(found == written);
  RC_ASSERT(met.empty());
}

}  // namespace
}  // namespace dsnspec::grammar
