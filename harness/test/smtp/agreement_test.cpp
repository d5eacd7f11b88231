// Commands and replies, held against corpus/abnf/smtp-parameters.abnf and reply.abnf.
#include <gtest/gtest.h>

#include <algorithm>

#include "base/ascii.hpp"
#include "grammar/esmtp_parameter.hpp"
#include "grammar/path.hpp"
#include "smtp/command.hpp"
#include "smtp/dsn_parameters.hpp"
#include "smtp/reply.hpp"
#include "splits.hpp"
#include "support/agreement.hpp"

namespace dsnspec::smtp {
namespace {

using dsnspec::test::agree;
using dsnspec::test::derive;
using dsnspec::test::derives;
using dsnspec::test::effort;
using dsnspec::test::repertoire;

// Whether the tolerant readers of this folder find nothing to remark on in a command, and those of the
// grammar folder find its path and parameters right.
template <class Dsn>
bool spotless(std::string_view text, std::string_view verb, std::string_view keyword,
              grammar::charset repertoire, Dsn dsn_only) {
  const command line = parse_command(text);
  const auto argument = parse_path_argument(line.argument, keyword);
  // These leave blanks around the verb and the colon unremarked; a colon, or the end of a path, is no blank.
  const std::string start = std::string(verb) + " " + std::string(keyword) + ":<";
  if (!line.is(verb) || !argument || argument->space_before_path || argument->no_brackets ||
      !base::istarts_with(text, start)) {
    return false;
  }
  const std::string path = "<" + std::string(argument->path) + ">";
  const bool path_right = keyword == "FROM" ? grammar::parse_reverse_path(path, repertoire).has_value()
                                            : grammar::parse_forward_path(path, repertoire).has_value();
  const std::string_view rest = text.substr(start.size() + argument->path.size() + 1);
  std::size_t count = 0;
  for (grammar::esmtp_parameters each(rest, repertoire); const auto one = each.next(); ++count) {
    if (!*one) {
      return false;
    }
  }
  return path_right && count == argument->parameters.size() && dsn_only(argument->parameters);
}

template <class Value>
std::size_t once_and_right(const std::optional<dsn_parameter<Value>>& one) {
  return one && one->count == 1 && one->valid() ? 1 : 0;
}

bool mail(std::string_view text) {
  return spotless(text, "MAIL", "FROM", grammar::charset::ascii, [](const std::vector<parameter>& all) {
    const auto dsn = dsn_of_mail(all);
    return once_and_right(dsn.ret) + once_and_right(dsn.envid) == all.size();
  });
}

template <grammar::charset Repertoire>
bool rcpt(std::string_view text) {
  return spotless(text, "RCPT", "TO", Repertoire, [](const std::vector<parameter>& all) {
    const auto dsn = dsn_of_rcpt(all, Repertoire);
    return once_and_right(dsn.notify) + once_and_right(dsn.orcpt) == all.size();
  });
}

// RFC 5321 section 4.1.3: "IPv6" is the only tag there is. RFC 6533 section 3: type utf-8 has its own form.
template <repertoire In>
bool prose(std::string_view text) {
  const auto literal = text.rfind("@[");
  if (literal != std::string_view::npos) {
    const std::string_view inner = text.substr(literal + 2, text.find(']', literal) - literal - 2);
    if (base::istarts_with(inner, "IPv6:") ? !derives("IPv6-address-literal", inner)
                                           : derives("IPv6-addr", inner)) {
      return false;
    }
  }
  const std::string lower = base::lowered(text);
  const auto orcpt = lower.rfind(" orcpt=utf-8;");
  return orcpt == std::string::npos ||
         derives("utf-8-type-addr", text.substr(orcpt + 7, text.find(' ', orcpt + 1) - orcpt - 7), In);
}

TEST(Agreement, MailCommand) {
  const auto in = repertoire::seven_bit;
  agree({.rule = "mail-dsn-command",
         .parser = mail,
         .alphabet = "<>a@ =R",
         .length = 5,
         .before = "MAIL FROM:",
         .prose = prose<in>,
         .budget = 50,
         .sentences = 20});
  agree({.rule = "mail-dsn-command",
         .parser = mail,
         .alphabet = " a=+4\t",
         .length = 5,
         .before = "mail from:<> Envid=",
         .after = " RET=full",
         .prose = prose<in>,
         .sentences = 1});
  agree({.rule = "mail-dsn-command",
         .parser = mail,
         .alphabet = " RETHDSFUL=",
         .length = 4,
         .before = "MAIL FROM:<a@b> ENVID=x",
         .after = "=HDRS",
         .prose = prose<in>,
         .sentences = 1});
}

TEST(Agreement, RcptCommand) {
  agree({.rule = "rcpt-dsn-command",
         .parser = rcpt<grammar::charset::ascii>,
         .alphabet = "<>a@ =N",
         .length = 5,
         .before = "RCPT TO:",
         .prose = prose<repertoire::seven_bit>,
         .budget = 60,
         .sentences = 20});
  agree({.rule = "rcpt-dsn-command",
         .parser = rcpt<grammar::charset::ascii>,
         .alphabet = " NEVRa;=",
         .length = 4,
         .before = "RCPT TO:<Postmaster> notify=",
         .after = "never",
         .prose = prose<repertoire::seven_bit>,
         .sentences = 1});
  agree({.rule = "rcpt-dsn-command",
         .parser = rcpt<grammar::charset::utf8>,
         .alphabet = "a; \\\xC3\xA9",
         .length = 4,
         .before = "RCPT TO:<\xC3\xA9@b> ORCPT=utf-8;",
         .prose = prose<repertoire::smtputf8>,
         .budget = 60,
         .sentences = 20,
         .in = repertoire::smtputf8});
}

// With any parameters, whatever their names.
TEST(Agreement, CommandsWithOtherParameters) {
  const auto any = [](const std::vector<parameter>&) { return true; };
  const auto literals = [](std::string_view text) {
    return prose<repertoire::seven_bit>(text.substr(0, text.find(' ', text.rfind('>'))));
  };
  agree({.rule = "mail-command",
         .parser =
             [any](std::string_view text) {
               return spotless(text, "MAIL", "FROM", grammar::charset::ascii, any);
             },
         .alphabet = " A=-<>",
         .length = 5,
         .before = "Mail From:<a@b>",
         .prose = literals,
         .budget = 40,
         .sentences = 6});
  agree({.rule = "rcpt-command",
         .parser =
             [any](std::string_view text) {
               return spotless(text, "RCPT", "TO", grammar::charset::ascii, any);
             },
         .alphabet = " A=-<>",
         .length = 5,
         .before = "RCPT to:<",
         .after = "a@b> SIZE=1",
         .prose = literals,
         .budget = 40,
         .sentences = 6});
}

// What the parts are taken for is what they were derived as.
TEST(Agreement, PartsOfCommands) {
  for (std::uint64_t seed = 0; seed < 300 * effort(); ++seed) {
    const auto made = derive(seed % 2 == 0 ? "mail-dsn-command" : "rcpt-dsn-command", seed, 80);
    const command line = parse_command(made.text);
    const auto argument = parse_path_argument(line.argument, seed % 2 == 0 ? "FROM" : "TO");
    ASSERT_TRUE(argument) << made.text;
    const std::string path = made.find(seed % 2 == 0 ? "Reverse-path" : "Forward-path").value();
    EXPECT_EQ("<" + std::string(argument->path) + ">", path) << made.text;
    const auto mail_has = dsn_of_mail(argument->parameters);
    const auto rcpt_has = dsn_of_rcpt(argument->parameters);
    const auto raw = [](const auto& one) {
      return one ? std::optional(std::string(one->raw)) : std::nullopt;
    };
    EXPECT_EQ(raw(mail_has.ret), made.find("ret-value")) << made.text;
    EXPECT_EQ(raw(mail_has.envid), made.find("envid-value")) << made.text;
    EXPECT_EQ(raw(rcpt_has.notify), made.find("notify-value")) << made.text;
    EXPECT_EQ(raw(rcpt_has.orcpt), made.find("original-recipient-address")) << made.text;
  }
}

// The text is one whole reply.
bool is_reply(std::string_view text) {
  reply_parser parser;
  const auto done = parser.next(text);
  return done && *done && text.empty();
}

// RFC 5321 section 4.2.1: the lines of a reply have the same code.
bool same_codes(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
    if (text.substr(at, 3) != text.substr(0, 3)) {
      return false;
    }
  }
  return true;
}

TEST(Agreement, Replies) {
  agree({.rule = "lax-Reply-line",
         .parser = is_reply,
         .alphabet = "25- \r\n",
         .length = 6,
         .prose = same_codes,
         .budget = 40});
  agree({.rule = "lax-Reply-line",
         .parser = is_reply,
         .alphabet = "250- \r\n",
         .length = 5,
         .before = "250-a\n250",
         .after = "\r\n",
         .prose = same_codes,
         .sentences = 1});
}

TEST(Agreement, RepliesInPieces) {
  for (std::uint64_t seed = 0; seed < 100 * effort(); ++seed) {
    const std::string text = derive("Reply-line", seed, 50).text;
    if (!same_codes(text)) {
      continue;
    }
    test::for_each_split(text, [&](const test::pieces& pieces) {
      reply_parser parser;
      std::size_t left = pieces.size();
      std::optional<base::result<reply>> done;
      for (std::string_view piece : pieces) {
        EXPECT_FALSE(done) << text;
        done = parser.next(piece);
        EXPECT_TRUE(piece.empty()) << text;
        --left;
      }
      ASSERT_TRUE(done && *done) << text;
      EXPECT_EQ((*done)->raw, text);
      EXPECT_EQ(left, 0U);
    });
  }
}

// What we write is a Reply-line, whatever printable text it is given.
TEST(Agreement, RepliesWritten) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const std::string first = derive("textstring", seed, 30).text;
    const std::string second = derive("textstring", seed + 1000, 30).text;
    const std::string status = derive("status-code", seed, 10).text;
    EXPECT_TRUE(derives("Reply-line", format_reply(250, status, first + "\r\n\r\n" + second)));
    EXPECT_TRUE(derives("Reply-line", format_reply(550, "", first)));
  }
}

// RFC 2034 section 4: what begins the text of a reply is a status code when it is one by the grammar, its
// class agrees and nothing that could belong to it follows.
TEST(Agreement, EnhancedStatus) {
  const auto parser = [](std::string_view text) {
    reply one;
    one.code = 550;
    one.lines = {std::string(text)};
    return one.enhanced_status() == text;
  };
  agree({.rule = "status-code",
         .parser = parser,
         .alphabet = "015. a",
         .length = 6,
         .prose = [](std::string_view text) { return text.front() == '5'; }});
}

}  // namespace
}  // namespace dsnspec::smtp
