// The fields of a delivery status, one by one and in their groups, held against
// corpus/abnf/delivery-status.abnf.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <tuple>

#include "base/ascii.hpp"
#include "dsn/field_id.hpp"
#include "dsn/parse.hpp"
#include "support/agreement.hpp"

namespace dsnspec::dsn {
namespace {

using test::agree;
using test::derives;
using test::repertoire;

// RFC 5322 section 3.2.2: no line of a field may be all blanks; in a delivery status it would divide the
// groups. Section 2.1.1: no line above 998 octets.
bool lines_right(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find("\r\n", at), text.size());
    if (text.substr(at, end - at).find_first_not_of(" \t") == std::string_view::npos || end - at > 998) {
      return false;
    }
    at = end + 2;
  }
  return true;
}

// A field by itself, where it belongs in a report that is otherwise right. True: it is the field that was
// meant, and nobody has anything to say of it.
struct field_place {
  std::string before;
  std::string after;
  std::string name;
  bool global = false;

  bool operator()(std::string_view text) const {
    const std::string octets = before + std::string(text) + "\r\n" + after;
    const auto read = parse_delivery_status(octets, global);
    return read->diagnostics.empty() && read->recipients.size() == 1 &&
           (alone(read->per_message.fields, text) || alone(read->recipients[0].fields, text));
  }

 private:
  // One of the fields is the whole text and has the name.
  [[nodiscard]] bool alone(const std::vector<field>& fields, std::string_view text) const {
    return std::ranges::any_of(fields, [&](const field& one) {
      return one.where.offset == before.size() && one.where.length == text.size() + 2 &&
             (name.empty() || base::iequals(one.name, name));
    });
  }
};

const std::string message = "Reporting-MTA: dns; a\r\n";
const std::string recipient = "Final-Recipient: rfc822; b\r\n";
const std::string action = "Action: failed\r\n";
const std::string status = "Status: 5.0.0\r\n";

const field_place in_message{message, "\r\n" + recipient + action + status, ""};
const field_place in_recipient{message + "\r\n" + recipient + action + status, "", ""};

test::production field(const std::string& rule, const std::string& name, field_place where,
                       const std::string& alphabet, std::size_t length, test::verdict prose = lines_right) {
  where.name = name;
  return {.rule = rule,
          .parser = std::move(where),
          .alphabet = alphabet,
          .length = length,
          .before = name + ":",
          .prose = std::move(prose),
          .budget = 30 + name.size(),
          .sentences = 4};
}

TEST(Agreement, TextFields) {
  agree(field("original-envelope-id-field", "Original-Envelope-ID", in_message, "a( \r\n\xC3", 4));
  agree(field("final-log-id-field", "Final-log-id", in_recipient, "a(; \r\n", 4));
}

TEST(Agreement, ExtensionField) {
  // The names of the fields that are defined match as well; they are compared by themselves.
  const auto prose = [](std::string_view text) {
    return lines_right(text) && identify(text.substr(0, text.find(':'))) == field_id::extension;
  };
  agree({.rule = "extension-field",
         .parser = in_recipient,
         .alphabet = "a: \t\r\n",
         .length = 5,
         .prose = prose,
         .sentences = 4});
}

TEST(Agreement, AddressFields) {
  agree(field("original-recipient-field", "Original-Recipient", in_recipient, "a;( )\\\"", 4));
  const field_place instead{message + "\r\n", action + status, ""};
  agree(field("final-recipient-field", "Final-Recipient", instead, "a;( )\r\n", 4));
}

TEST(Agreement, ActionField) {
  const field_place instead{message + "\r\n" + recipient, status, ""};
  for (const std::string word : {"failed", "Delivered", "RELAYED", "expanded", "delayed"}) {
    auto one = field("action-field", "Action", instead, " (\\)d\r\n", 4);
    one.before += word.substr(0, word.size() - 1);
    one.after = word.substr(word.size() - 1);
    one.sentences = 2;
    agree(one);
  }
}

TEST(Agreement, StatusField) {
  const field_place instead{message + "\r\n" + recipient + action, "", ""};
  agree(field("status-field", "Status", instead, "5.0 (", 6));
  auto one = field("status-field", "Status", instead, "0. ()\r\n", 4);
  one.before += " 5.1.1";
  agree(one);
}

// After blanks and comments at `at`.
std::size_t after_cfws(std::string_view text, std::size_t at) {
  for (std::size_t depth = 0; at < text.size(); ++at) {
    if (text[at] == '(') {
      ++depth;
    } else if (text[at] == ')') {
      --depth;
    } else if (depth == 0 && std::string_view(" \t\r\n").find(text[at]) == std::string_view::npos) {
      break;
    } else if (depth > 0 && text[at] == '\\') {
      ++at;
    }
  }
  return std::min(at, text.size());
}

// RFC 3464 section 2.1.2: the type says which grammar the value has. What corpus/abnf/address.abnf leaves to
// prose: the only tag of a literal is IPv6, and addresses stand in brackets.
bool mta_prose(std::string_view text) {
  const std::size_t type = after_cfws(text, text.find(':') + 1);
  const std::size_t semicolon = after_cfws(text, text.find_first_of(" \t\r\n(;", type));
  if (!lines_right(text) || !base::istarts_with(text.substr(type), "dns") || semicolon - type < 3 ||
      text.find_first_of(" \t\r\n(;", type) != type + 3) {
    return lines_right(text);
  }
  if (!derives("typed-dns-mta", text.substr(text.find(':') + 1))) {
    return false;
  }
  const std::string_view rest = text.substr(after_cfws(text, semicolon + 1));
  if (rest.front() != '[') {
    return !derives("IPv4-address-literal", rest.substr(0, rest.find_first_of("( \t\r\n")));
  }
  const std::string_view inner = rest.substr(1, rest.find(']') - 1);
  return base::istarts_with(inner, "IPv6:") ? derives("IPv6-address-literal", inner)
                                            : !derives("IPv6-addr", inner);
}

TEST(Agreement, MtaFields) {
  const field_place instead{"", "\r\n" + recipient + action + status, ""};
  agree(field("reporting-mta-field", "Reporting-MTA", instead, "a;( [1.", 4, mta_prose));
  const auto dns = [](const std::string& rule, const std::string& name, const field_place& where) {
    auto one = field(rule, name, where, "a.1 ([)]", 4, mta_prose);
    one.before += "dns;";
    return one;
  };
  agree(dns("dsn-gateway-field", "DSN-Gateway", in_message));
  agree(dns("received-from-mta-field", "Received-From-MTA", in_message));
  agree(dns("remote-mta-field", "Remote-MTA", in_recipient));
}

// The calendar's share of date-time is compared in the tests of the grammar folder; here the date is one that
// is right.
TEST(Agreement, DateFields) {
  const auto dated = [](const std::string& rule, const std::string& name, field_place where) {
    where.name = name;
    return test::production{.rule = rule,
                            .parser = where,
                            .alphabet = " (\\),7\r\n",
                            .length = 4,
                            .before = name + ":Thu,",
                            .after = "7 Jul 1994 17:16 -0400",
                            .prose =
                                [](std::string_view text) {
                                  return lines_right(text) &&
                                         text.find("7 Jul 1994 17:16 -0400") != std::string_view::npos &&
                                         !base::is_digit(text[text.rfind("7 Jul") - 1]);
                                },
                            .sentences = 0};
  };
  agree(dated("arrival-date-field", "Arrival-Date", in_message));
  agree(dated("last-attempt-date-field", "Last-Attempt-Date", in_recipient));
  agree(dated("will-retry-until-field", "Will-Retry-Until", in_recipient));
}

TEST(Agreement, DiagnosticField) {
  // One line of a reply, so texts with digits for more don't count: how several lines are divided is compared
  // in the tests of the grammar folder.
  const auto one_line = [](std::string_view text) {
    return std::ranges::count_if(text, base::is_digit) <= 3;
  };
  const auto prose = [one_line](std::string_view text) {
    const std::string_view value = text.substr(text.find(':') + 1);
    const std::size_t type = after_cfws(value, 0);
    const bool smtp =
        base::istarts_with(value.substr(type), "smtp") && value.find_first_of(" \t\r\n(;", type) == type + 4;
    const auto control = [](char c) {
      return c == '\x7F' || (c < ' ' && c != '\t' && c != '\r' && c != '\n');
    };
    return one_line(text) && lines_right(text) && std::ranges::none_of(text, control) &&
           (!smtp || derives("typed-smtp-diagnostic", value));
  };
  for (const auto& [start, alphabet, sentences] :
       {std::tuple(" smtp; 55", "25- a\r\n", 0), std::tuple("", "smtp;( ", 4)}) {
    auto one = field("diagnostic-code-field", "Diagnostic-Code", in_recipient, alphabet, 4, prose);
    one.before += start;
    one.sentences = static_cast<std::size_t>(sentences);
    one.parser = [one_line, where = one.parser](std::string_view text) {
      return one_line(text) && where(text);
    };
    agree(one);
  }
}

// Whole bodies in the order of the grammar: what it derives, the parser reads without remark, and takes apart
// into just the fields that were derived.
void compare_bodies(const std::string& body, repertoire in) {
  std::size_t read_in_full = 0;
  for (std::uint64_t seed = 0; seed < 400 * test::effort(); ++seed) {
    const auto made = test::derive(body, seed, 250, in);
    const auto read = parse_delivery_status(made.text, in == repertoire::global);
    const auto all = [&made](std::string_view rule) {
      std::vector<std::string> out;
      for (const auto& part : made.parts) {
        if (base::iequals(part.rule, rule)) {
          out.push_back(part.text);
        }
      }
      return out;
    };
    // Extension fields can be named like others, and blank-only lines divide groups: rules beyond the
    // grammar.
    const auto extensions = all("extension-field");
    const bool plain = std::ranges::all_of(extensions, [](const std::string& one) {
      return identify(one.substr(0, one.find(':'))) == field_id::extension;
    });
    std::string folded = made.text;
    for (std::size_t gap = folded.find("\r\n\r\n"); gap != std::string::npos;
         gap = folded.find("\r\n\r\n", gap)) {
      folded.erase(gap, 2);
    }
    if (!plain || !lines_right(folded)) {
      continue;
    }
    ++read_in_full;
    const auto finals = all("final-recipient-field");
    const auto codes = all("status-code");
    ASSERT_EQ(read->recipients.size(), finals.size()) << made.text;
    EXPECT_EQ(read->per_message.reporting_mta->field->raw, all("reporting-mta-field").front() + "\r\n");
    std::size_t kept = extension_fields(read->per_message).size();
    for (std::size_t i = 0; i < finals.size(); ++i) {
      EXPECT_EQ(read->recipients[i].final_recipient->field->raw, finals[i] + "\r\n") << made.text;
      EXPECT_EQ(read->recipients[i].status->value->text(), codes[i]) << made.text;
      kept += extension_fields(read->recipients[i]).size();
    }
    EXPECT_EQ(kept, extensions.size()) << made.text;
  }
  EXPECT_GT(read_in_full, 20U);
}

TEST(Agreement, WholeBodies) {
  compare_bodies("delivery-status-content", repertoire::seven_bit);
  compare_bodies("utf-8-delivery-status-content", repertoire::global);
}

// A body in the grammar, cut anywhere, changed by an octet anywhere: never a crash, and every octet of a
// field is in it.
TEST(Agreement, BodiesCutAnywhere) {
  for (std::uint64_t seed = 0; seed < 5 * test::effort(); ++seed) {
    const std::string text = test::derive("delivery-status-content", seed, 300).text;
    for (std::size_t at = 0; at <= text.size(); ++at) {
      const auto read = parse_delivery_status(std::string_view(text).substr(0, at));
      for (const auto& group : read->recipients) {
        for (const auto& one : group.fields) {
          EXPECT_EQ(text.substr(one.where.offset, one.where.length), one.raw);
        }
      }
    }
  }
}

// RFC 6533 section 4: what the 7-bit form doesn't take.
TEST(Agreement, GlobalFields) {
  field_place where = in_recipient;
  where.global = true;
  for (const auto& [rule, name] : {std::pair("original-recipient-field", "Original-Recipient:UTF-8;"),
                                   std::pair("localized-diagnostic-text-field", "Localized-Diagnostic:de;"),
                                   std::pair("extension-field", "X-Y:")}) {
    agree({.rule = rule,
           .parser = where,
           .alphabet = "a; \xC3\xA9\x80(",
           .length = 4,
           .before = name,
           .prose = lines_right,
           .budget = 40,
           .sentences = 0,
           .in = repertoire::global});
  }
}

}  // namespace
}  // namespace dsnspec::dsn
