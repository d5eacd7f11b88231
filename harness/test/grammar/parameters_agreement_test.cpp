// The parameters of MAIL and RCPT, held against corpus/abnf/smtp-parameters.abnf.
#include <gtest/gtest.h>

#include "base/ascii.hpp"
#include "grammar/envelope_id.hpp"
#include "grammar/esmtp_parameter.hpp"
#include "grammar/notify.hpp"
#include "grammar/original_recipient.hpp"
#include "grammar/ret.hpp"
#include "grammar/unitext.hpp"
#include "grammar/utf8.hpp"
#include "grammar/xtext.hpp"
#include "support/agreement.hpp"

namespace dsnspec::grammar {
namespace {

using test::agree;
using test::repertoire;

TEST(Agreement, Xtext) {
  agree({.rule = "xtext",
         .parser = [](std::string_view text) { return check_xtext(text).has_value(); },
         .alphabet = "+=!~09AFaG ",
         .length = 5});
  agree({.rule = "printable-xtext",
         .parser = [](std::string_view text) { return check_printable_xtext(text).has_value(); },
         .alphabet = "+=0279AEFf~",
         .length = 4});
  agree({.rule = "canonical-xtext", .parser = is_canonical_xtext, .alphabet = "+=0237BDF!", .length = 5});
}

TEST(Agreement, EnvelopeId) {
  agree({.rule = "envid-value",
         .parser = [](std::string_view text) { return check_envelope_id(text).has_value(); },
         .alphabet = "+=0279AEFf~",
         .length = 4});
}

TEST(Agreement, Ret) {
  const auto parser = [](std::string_view text) { return parse_ret(text).has_value(); };
  agree({.rule = "ret-value", .parser = parser, .alphabet = "FULfHDRS,", .length = 5});
}

TEST(Agreement, Notify) {
  const auto strict = [](std::string_view text) { return parse_notify(text).has_value(); };
  const auto kind = [](std::string_view text) {
    deviations forgiven;
    return parse_notify(text, forgiven).has_value();
  };
  agree({.rule = "notify-value", .parser = strict, .alphabet = "NEVRDLAYn,", .length = 5});
  agree({.rule = "notify-value", .parser = strict, .alphabet = "DELAY,S", .length = 5, .before = "SUCCESS"});
  agree({.rule = "lax-notify-value", .parser = kind, .alphabet = "NEVRDLAYn,", .length = 5});
  agree({.rule = "lax-notify-value", .parser = kind, .alphabet = "DELAY,N", .length = 5, .before = "DELAY"});
  agree({.rule = "lax-notify-value",
         .parser = kind,
         .alphabet = ", ",
         .length = 5,
         .before = ",FAILURE",
         .after = "NEVER"});
}

TEST(Agreement, OriginalRecipient) {
  const auto seven_bit = [](std::string_view text) { return parse_original_recipient(text).has_value(); };
  const auto utf8 = [](std::string_view text) {
    return parse_original_recipient(text, charset::utf8).has_value();
  };
  const auto kind = [](std::string_view text) {
    deviations forgiven;
    return parse_original_recipient(text, charset::ascii, forgiven).has_value();
  };
  // RFC 6533 section 3: what says it is of type utf-8 has to be in its form; xtext isn't used with it.
  const auto of_its_type = [](repertoire in) {
    return [in](std::string_view text) {
      return !base::istarts_with(text, "utf-8;") || test::derives("utf-8-type-addr", text, in);
    };
  };
  agree({.rule = "original-recipient-address",
         .parser = seven_bit,
         .alphabet = "a;.=+0A@",
         .length = 5,
         .prose = of_its_type(repertoire::seven_bit)});
  agree({.rule = "original-recipient-address",
         .parser = seven_bit,
         .alphabet = "\\x{0DA}+\xC3\xA9",
         .length = 4,
         .before = "utf-8;",
         .prose = of_its_type(repertoire::seven_bit)});
  agree({.rule = "original-recipient-address",
         .parser = utf8,
         .alphabet = "\\x{0DA}+\xC3\xA9",
         .length = 4,
         .before = "Utf-8;",
         .prose = of_its_type(repertoire::smtputf8),
         .in = repertoire::smtputf8});
  agree({.rule = "lax-original-recipient-address", .parser = kind, .alphabet = "a;.=+0\xC3@", .length = 5});
}

TEST(Agreement, Unitext) {
  const auto seven_bit = [](std::string_view text) { return check_utf8_addr_xtext(text).has_value(); };
  const auto utf8 = [](std::string_view text) { return check_utf8_addr_unitext(text).has_value(); };
  agree({.rule = "utf-8-addr-xtext", .parser = seven_bit, .alphabet = "\\x{}01X+=", .length = 5});
  agree({.rule = "utf-8-addr-xtext",
         .parser = seven_bit,
         .alphabet = "0123578ABCDEFabdf",
         .length = 4,
         .before = "\\x{",
         .after = "}"});
  agree({.rule = "utf-8-addr-xtext",
         .parser = seven_bit,
         .alphabet = "01Df",
         .length = 7,
         .before = "\\x{",
         .after = "}"});
  agree({.rule = "utf-8-addr-unitext", .parser = utf8, .alphabet = "\\x{80}\xC2\x80\xE0\xA0 ", .length = 4});
}

TEST(Agreement, Utf8) {
  const auto parser = [](std::string_view text) { return check_utf8(text).has_value(); };
  agree({.rule = "UTF8-octets",
         .parser = parser,
         .alphabet =
             "a\x7F\x80\x8F\x90\x9F\xA0\xBF\xC0\xC1\xC2\xDF\xE0\xE1\xEC\xED\xEE\xEF\xF0\xF1\xF3\xF4\xF5\xFF",
         .length = 3});
  agree({.rule = "UTF8-octets",
         .parser = parser,
         .alphabet = "\x80\x8F\x90\xBF\xF0\xF1\xF3\xF4\xE0\xED",
         .length = 5});
}

TEST(Agreement, EsmtpParameters) {
  const auto walk = [](std::string_view text, charset repertoire) {
    esmtp_parameters each(text, repertoire);
    while (const auto one = each.next()) {
      if (!*one) {
        return false;
      }
    }
    return true;
  };
  agree({.rule = "esmtp-parameters",
         .parser = [&](std::string_view text) { return walk(text, charset::ascii); },
         .alphabet = " \tA-=+\xC3",
         .length = 5});
  agree({.rule = "esmtp-parameters",
         .parser = [&](std::string_view text) { return walk(text, charset::utf8); },
         .alphabet = " A-=\xC3\xA9\x80",
         .length = 5,
         .in = repertoire::smtputf8});
}

}  // namespace
}  // namespace dsnspec::grammar
