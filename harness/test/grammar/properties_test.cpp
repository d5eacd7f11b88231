// What holds for any octets at all. The only file of this folder with RapidCheck: it compiles slowly.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

#include "grammar/characters.hpp"
#include "grammar/date_time.hpp"
#include "grammar/dns_mta_name.hpp"
#include "grammar/field.hpp"
#include "grammar/folding.hpp"
#include "grammar/original_recipient.hpp"
#include "grammar/path.hpp"
#include "grammar/smtp_diagnostic.hpp"
#include "grammar/typed_value.hpp"

namespace dsnspec::grammar {
namespace {

// Text of few different octets, so that structure appears in it.
rc::Gen<std::string> text_of(const std::string& octets) {
  return rc::gen::container<std::string>(rc::gen::elementOf(octets));
}

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

}  // namespace
}  // namespace dsnspec::grammar
