#include "mime/boundary.hpp"

#include <gtest/gtest.h>

#include "grammar/characters.hpp"
#include "mime/multipart.hpp"
#include "support/guard_page.hpp"
#include "support/outcome.hpp"

namespace dsnspec::mime {
namespace {

using namespace test;  // NOLINT

TEST(Boundary, AsGeneratorsMayWriteIt) {
  EXPECT_EQ(outcome(check_boundary("A.B'()+_,-./:=?9")), "ok");
  EXPECT_EQ(outcome(check_boundary("a b")), "ok");
  EXPECT_EQ(outcome(check_boundary(std::string(70, 'x'))), "ok");
  EXPECT_EQ(outcome(check_boundary("")), "boundary-empty@0+0");
  EXPECT_EQ(outcome(check_boundary("a ")), "boundary-last-blank@1+1");
  EXPECT_EQ(outcome(check_boundary(std::string(72, 'x'))), "boundary-too-long@70+2");
  for (const char c : all_octets()) {
    const std::string text = std::string("a") + c + "b";
    EXPECT_EQ(outcome(check_boundary(text)), grammar::chars::bchar(c) ? "ok" : "boundary-octet@1+1");
  }
}

TEST(Boundary, WholeLinesAreDelimiters) {
  EXPECT_EQ(classify_line("--b", "b"), delimiter::part);
  EXPECT_EQ(classify_line("--b \t", "b"), delimiter::part);
  EXPECT_EQ(classify_line("--b\r", "b"), delimiter::part);  // a doubled CR
  EXPECT_EQ(classify_line("--b--", "b"), delimiter::close);
  EXPECT_EQ(classify_line("--b-- ", "b"), delimiter::close);
  EXPECT_EQ(classify_line("--bc", "b"), delimiter::look_alike);
  EXPECT_EQ(classify_line("--b-", "b"), delimiter::look_alike);
  EXPECT_EQ(classify_line("--b--x", "b"), delimiter::look_alike);
  EXPECT_EQ(classify_line("--b x", "b"), delimiter::look_alike);
  EXPECT_EQ(classify_line(" --b", "b"), delimiter::none);
  EXPECT_EQ(classify_line("--B", "b"), delimiter::none);
  EXPECT_EQ(classify_line("--", "b"), delimiter::none);
  EXPECT_EQ(classify_line("-", "b"), delimiter::none);
  EXPECT_EQ(classify_line("", "b"), delimiter::none);
  with_every_prefix("--bound--  x", [](std::string_view text) { (void)classify_line(text, "bound"); });
}

// "preamble|part|part|epilogue" with what was noted; a "!" when there is no close-delimiter.
std::string divided(std::string_view body, std::string_view boundary = "b", std::size_t most = 100) {
  grammar::deviations met;
  const multipart out = split_multipart(body, boundary, most, met);
  std::string text = "<" + std::string(out.preamble) + ">";
  for (const std::string_view part : out.parts) {
    text += "[" + std::string(part) + "]";
  }
  return text + "<" + std::string(out.epilogue) + ">" + (out.closed ? " " : "! ") + outcome(met);
}

TEST(Multipart, PartsLieBetweenTheDelimiters) {
  EXPECT_EQ(divided("--b\r\n1\r\n--b\r\n2\r\n--b--\r\n"), "<>[1][2]<> none");
  EXPECT_EQ(divided("pre\r\n--b\r\n1\r\n--b--\r\nepi\r\n"), "<pre>[1]<epi\r\n> none");
  EXPECT_EQ(divided("--b\n1\n--b\n2\n--b--"), "<>[1][2]<> none");
  EXPECT_EQ(divided("--b\n1\r\n\r\n--b\r\n2\n\n--b--\n"), "<>[1\r\n][2\n]<> none");
  EXPECT_EQ(divided("--b \t\r\n1\r\n--b-- \r\n"), "<>[1]<> none");
}

TEST(Multipart, TheLineEndBelongsToTheDelimiter) {
  EXPECT_EQ(divided("--b\r\n\r\n\r\n--b--"), "<>[\r\n]<> none");
  EXPECT_EQ(divided("--b\r\n\r\n--b--"), "<>[]<> none");
  EXPECT_EQ(divided("--b\r\n--b--"), "<>[]<> none");
  EXPECT_EQ(divided("--b\r\n--b\r\n--b--"), "<>[][]<> none");
  EXPECT_EQ(divided("\r\n--b\r\n1\r\n--b--"), "<>[1]<> none");
}

TEST(Multipart, WithoutACloseTheLastPartGoesToTheEnd) {
  EXPECT_EQ(divided("--b\r\n1\r\n--b\r\n2\r\n"), "<>[1][2\r\n]<>! multipart-not-closed@16+0");
  EXPECT_EQ(divided("--b\r\n"), "<>[]<>! multipart-not-closed@5+0");
  EXPECT_EQ(divided("--b"), "<>[]<>! multipart-not-closed@3+0");
}

TEST(Multipart, WithoutADelimiterAllIsPreamble) {
  EXPECT_EQ(divided("text\r\n"), "<text\r\n><>! multipart-no-parts@0+0");
  EXPECT_EQ(divided(""), "<><>! multipart-no-parts@0+0");
  EXPECT_EQ(divided("a\r\n--b--\r\nc"), "<a><c> multipart-no-parts@0+0");
}

TEST(Multipart, LinesThatOnlyStartLikeOneAreText) {
  EXPECT_EQ(divided("--b\r\n--bc\r\n--b--\r\n"), "<>[--bc]<> delimiter-look-alike@5+4");
  EXPECT_EQ(divided("--abc\r\n--abcd\r\n1\r\n--abcd--\r\n--abc--", "abc"),
            "<>[--abcd\r\n1\r\n--abcd--]<> delimiter-look-alike@7+6 delimiter-look-alike@18+8");
}

TEST(Multipart, NothingAfterTheCloseIsAPart) {
  EXPECT_EQ(divided("--b\n1\n--b--\n--b\n2\n--b--\n"),
            "<>[1]<--b\n2\n--b--\n> delimiter-after-close@12+3 delimiter-after-close@18+5");
}

TEST(Multipart, NumberOfPartsIsBounded) {
  EXPECT_EQ(divided("--b\n1\n--b\n2\n--b\n3\n--b--\nend", "b", 2),
            "<>[1][2\n--b\n3]<end> mime-limit-parts@12+3");
}

TEST(Multipart, AMillionLookAlikesTakeLinearTime) {
  grammar::deviations met;
  const std::string boundary(70, 'b');
  const std::string body =
      "--" + boundary + "\n" + repeat("--" + boundary + "x\n", 200'000) + "--" + boundary + "--";
  const multipart out = split_multipart(body, boundary, 1000, met);
  EXPECT_EQ(out.parts.size(), 1U);
  EXPECT_EQ(met.count(rules::delimiter_look_alike), 200'000U);
  EXPECT_LE(met.kept().size(), 50U);
  const std::string empty = repeat("--b\n", 1'000'000);
  EXPECT_EQ(split_multipart(empty, "b", 1000, met).parts.size(), 1000U);
  EXPECT_EQ(met.count(rules::limit_parts), 999'000U);
}

TEST(Multipart, ReadsNothingBeyondTheEnd) {
  with_every_prefix("pre\r\n--b\r\n1\r\n--b \n\n--b--\n--b\r\n--b-",
                    [](std::string_view text) { (void)divided(text); });
}

}  // namespace
}  // namespace dsnspec::mime
