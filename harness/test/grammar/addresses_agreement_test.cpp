// Mailboxes, domains, literals and paths, held against corpus/abnf/address.abnf.
#include <gtest/gtest.h>

#include "base/ascii.hpp"
#include "grammar/address_literal.hpp"
#include "grammar/dns_mta_name.hpp"
#include "grammar/domain.hpp"
#include "grammar/mailbox.hpp"
#include "grammar/path.hpp"
#include "support/agreement.hpp"

namespace dsnspec::grammar {
namespace {

using test::agree;
using test::derives;
using test::repertoire;

// RFC 5321 section 4.1.3: a tag has to be registered, and "IPv6" alone is.
bool literal_prose(std::string_view text) {
  const std::string_view inner = text.substr(1, text.size() - 2);
  return base::istarts_with(inner, "IPv6:") ? derives("IPv6-address-literal", inner)
                                            : !derives("IPv6-addr", inner);
}

bool lax_literal_prose(std::string_view text) {
  const std::string_view inner = text.substr(1, text.size() - 2);
  return !base::istarts_with(inner, "IPv6:") || derives("IPv6-address-literal", inner);
}

// The same for whatever ends in a literal. There is no "[" in one.
bool host_prose(std::string_view text) {
  const std::string_view inner = text.substr(0, text.find_last_not_of('>') + 1);
  return !inner.ends_with(']') || literal_prose(inner.substr(inner.rfind('[')));
}

// The first token outside comments.
std::string_view first_token(std::string_view text) {
  std::size_t at = 0;
  for (std::size_t depth = 0;
       depth > 0 || std::string_view("( \t\r\n").find(text[at]) != std::string_view::npos; ++at) {
    depth = text[at] == '(' ? depth + 1 : text[at] == ')' ? depth - 1 : depth;
    at += depth > 0 && text[at] == '\\' ? 1 : 0;
  }
  text.remove_prefix(at);
  return text.substr(0, text[0] == '[' ? text.find(']') + 1 : text.find_first_of("( \t\r\n"));
}

TEST(Agreement, Domain) {
  agree({.rule = "Domain",
         .parser = [](std::string_view text) { return check_domain(text).has_value(); },
         .alphabet = "aZ9-._\xC3",
         .length = 5,
         .budget = 30});
  agree({.rule = "Domain",
         .parser = [](std::string_view text) { return check_domain(text, charset::utf8).has_value(); },
         .alphabet = "a-.\xC3\xA9\x80",
         .length = 6,
         .budget = 30,
         .in = repertoire::smtputf8});
  // 63 octets and one more
  agree({.rule = "Domain",
         .parser = [](std::string_view text) { return check_domain(text, charset::utf8).has_value(); },
         .alphabet = "a-.\xC3\xA9",
         .length = 4,
         .before = std::string(61, 'x'),
         .after = "y",
         .sentences = 1,
         .in = repertoire::smtputf8});
}

TEST(Agreement, AddressLiteral) {
  const auto strict = [](std::string_view text) { return parse_address_literal(text).has_value(); };
  const auto kind = [](std::string_view text) {
    deviations forgiven;
    return parse_address_literal(text, forgiven).has_value();
  };
  agree({.rule = "IPv4-address-literal",
         .parser = [](std::string_view text) { return parse_ipv4(text).has_value(); },
         .alphabet = "0125689.",
         .length = 5,
         .after = ".0.1"});
  agree({.rule = "IPv6-addr",
         .parser = [](std::string_view text) { return parse_ipv6(text).has_value(); },
         .alphabet = "1:.f0",
         .length = 7});
  for (const std::string before : {"1:1:1:1", "1:1::1:1", "1:1:1:1:1:1", "::1:1:1:1"}) {
    agree({.rule = "IPv6-addr",
           .parser = [](std::string_view text) { return parse_ipv6(text).has_value(); },
           .alphabet = ":1",
           .length = 7,
           .before = before,
           .sentences = 1});
    agree({.rule = "IPv6-addr",
           .parser = [](std::string_view text) { return parse_ipv6(text).has_value(); },
           .alphabet = ":1",
           .length = 5,
           .before = before,
           .after = "1.2.3.4",
           .sentences = 1});
  }
  agree({.rule = "address-literal",
         .parser = strict,
         .alphabet = "[]:1.-\\",
         .length = 5,
         .prose = literal_prose});
  agree({.rule = "address-literal",
         .parser = strict,
         .alphabet = ":1v.]",
         .length = 5,
         .before = "[ipV6",
         .after = "]",
         .prose = literal_prose});
  agree({.rule = "lax-address-literal",
         .parser = kind,
         .alphabet = "[]:1.-",
         .length = 6,
         .prose = lax_literal_prose});
}

TEST(Agreement, Mailbox) {
  agree({.rule = "Mailbox",
         .parser = [](std::string_view text) { return parse_mailbox(text).has_value(); },
         .alphabet = "a.@\"\\ [",
         .length = 5,
         .prose = host_prose});
  agree({.rule = "Mailbox",
         .parser = [](std::string_view text) { return parse_mailbox(text, charset::utf8).has_value(); },
         .alphabet = "a@\"\\\xC3\xA9",
         .length = 6,
         .prose = host_prose,
         .in = repertoire::smtputf8});
}

TEST(Agreement, Paths) {
  agree({.rule = "Reverse-path",
         .parser = [](std::string_view text) { return parse_reverse_path(text).has_value(); },
         .alphabet = "<>a@,:",
         .length = 6,
         .prose = host_prose,
         .budget = 36});
  agree({.rule = "Reverse-path",
         .parser = [](std::string_view text) { return parse_reverse_path(text).has_value(); },
         .alphabet = "@a:,\"",
         .length = 6,
         .before = "<@a",
         .after = "@b>",
         .prose = host_prose,
         .budget = 36});
  agree({.rule = "Forward-path",
         .parser = [](std::string_view text) { return parse_forward_path(text).has_value(); },
         .alphabet = "<>a@\"",
         .length = 6,
         .prose = host_prose,
         .budget = 36});
  agree({.rule = "rfc822-address",
         .parser = [](std::string_view text) { return parse_rfc822_address(text).has_value(); },
         .alphabet = "<a@,:.",
         .length = 6,
         .prose = host_prose,
         .budget = 36});
}

TEST(Agreement, DnsMtaName) {
  // RFC 3461 section 9.3 has addresses in brackets.
  const auto prose = [](std::string_view text) {
    const std::string_view name = first_token(text);
    return host_prose(name) && !derives("IPv4-address-literal", name);
  };
  agree({.rule = "dns-mta-name",
         .parser = [](std::string_view text) { return parse_dns_mta_name(text).has_value(); },
         .alphabet = "a. ([)]\r\n",
         .length = 5,
         .prose = prose});
  agree({.rule = "dns-mta-name",
         .parser = [](std::string_view text) { return parse_dns_mta_name(text).has_value(); },
         .alphabet = "1. ()]",
         .length = 5,
         .before = "1.2.3",
         .prose = prose});
}

}  // namespace
}  // namespace dsnspec::grammar
