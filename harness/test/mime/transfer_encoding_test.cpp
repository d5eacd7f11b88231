#include "mime/transfer_encoding.hpp"

#include <gtest/gtest.h>

#include "grammar/characters.hpp"
#include "support/guard_page.hpp"
#include "support/outcome.hpp"

namespace dsnspec::mime {
namespace {

using namespace test;  // NOLINT

using decoder = std::string (*)(std::string_view, grammar::deviations&, std::size_t);

std::string decoded(decoder by, std::string_view text, std::size_t limit = 1000) {
  grammar::deviations met;
  const std::string out = by(text, met, limit);
  return out + " " + outcome(met);
}
std::string from_base64(std::string_view text, std::size_t limit = 1000) {
  return decoded(&decode_base64, text, limit);
}
std::string from_qp(std::string_view text, std::size_t limit = 1000) {
  return decoded(&decode_quoted_printable, text, limit);
}

std::string mechanism(std::string_view value) {
  grammar::deviations met;
  const auto found = parse_transfer_encoding(value, met);
  return std::string(name(found)) + " " + outcome(met);
}

TEST(TransferEncoding, Mechanisms) {
  EXPECT_EQ(mechanism(" 7bit"), "7bit none");
  EXPECT_EQ(mechanism("8BIT"), "8bit none");
  EXPECT_EQ(mechanism("binary"), "binary none");
  EXPECT_EQ(mechanism(" (x) Quoted-Printable (y)"), "quoted-printable none");
  EXPECT_EQ(mechanism("base64\r\n "), "base64 none");
  EXPECT_EQ(mechanism(" base64;"), "base64 transfer-encoding-surplus@7+1");
  EXPECT_EQ(mechanism("x-uuencode"), "unknown transfer-encoding-unknown@0+10");
  EXPECT_EQ(mechanism(" "), "7bit transfer-encoding-unknown@1+0");
  EXPECT_EQ(mechanism(""), "7bit transfer-encoding-unknown@0+0");
  EXPECT_TRUE(is_encoded(transfer_encoding::base64));
  EXPECT_FALSE(is_encoded(transfer_encoding::eight_bit));
}

TEST(Base64, Decodes) {
  EXPECT_EQ(from_base64("QUJD"), "ABC none");
  EXPECT_EQ(from_base64("QUI="), "AB none");
  EXPECT_EQ(from_base64("QQ=="), "A none");
  EXPECT_EQ(from_base64(""), " none");
  EXPECT_EQ(from_base64("QU\r\nJD\r\n"), "ABC none");
  EXPECT_EQ(from_base64("QU\nJD\n"), "ABC none");
  EXPECT_EQ(from_base64("+/+/"), "\xFB\xFF\xBF none");
}

TEST(Base64, PaddingFaults) {
  EXPECT_EQ(from_base64("QQ"), "A base64-padding@2+0");
  EXPECT_EQ(from_base64("QQ="), "A base64-padding@3+0");
  EXPECT_EQ(from_base64("QUI"), "AB base64-padding@3+0");
  EXPECT_EQ(from_base64("QUJDQ"), "ABC base64-padding@5+0");
  EXPECT_EQ(from_base64("QUJD="), "ABC base64-padding@4+1");
  EXPECT_EQ(from_base64("QUI=="), "AB base64-padding@4+1");
  EXPECT_EQ(from_base64("Q==="),
            " base64-padding@1+1 base64-padding@2+1 base64-padding@3+1 base64-padding@4+0");
  EXPECT_EQ(from_base64("QQ==QUJD"), "AABC base64-padding@4+0");
  EXPECT_EQ(from_base64("QQ=QUJD"), "AABC base64-padding@3+0");
  EXPECT_EQ(from_base64("QR=="), "A base64-bits@2+0");
  EXPECT_EQ(from_base64("QUJ="), "AB base64-bits@3+0");
}

TEST(Base64, OtherOctetsAreSkippedAndNoted) {
  EXPECT_EQ(from_base64("Q U-_!JD"), "ABC base64-octet@1+1 base64-octet@3+3");
  EXPECT_EQ(from_base64("QU  JD"), "ABC base64-octet@2+2");
  EXPECT_EQ(from_base64("QUJD\r"), "ABC base64-octet@4+1");
  EXPECT_EQ(from_base64("QU\0JD"_octets), "ABC base64-octet@2+1");
  EXPECT_EQ(from_base64("QU\xE9\rJD"), "ABC base64-octet@2+1");
  for (const char c : all_octets()) {
    if (c != '\n' && c != '=' && !grammar::chars::base64(c)) {
      EXPECT_EQ(from_base64(std::string("QU") + c + "JD"), "ABC base64-octet@2+1");
    }
  }
}

TEST(Base64, LinesAndLimit) {
  EXPECT_TRUE(from_base64(std::string(76, 'A') + "\r\n").ends_with(" none"));
  EXPECT_TRUE(from_base64(std::string(80, 'A')).ends_with(" base64-line-too-long@76+4"));
  EXPECT_TRUE(
      from_base64("QUJD\r\n" + std::string(80, 'A') + "\r\n").ends_with(" base64-line-too-long@82+4"));
  EXPECT_EQ(from_base64("QUJDQUJD", 3), "ABC mime-limit-decoded@7+1");
  EXPECT_EQ(from_base64("QUJDQUJD", 4), "ABCA mime-limit-decoded@7+1");
  EXPECT_EQ(from_base64("QUJD", 3), "ABC none");
  EXPECT_EQ(from_base64("QUJD", 0), " mime-limit-decoded@3+1");
}

// Every octet in every place of a group.
TEST(Base64, GoesThereAndBack) {
  static constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (unsigned value = 0; value < 0x1000000; value += 977) {
    std::string text;
    for (int shift = 18; shift >= 0; shift -= 6) {
      text += alphabet[(value >> shift) & 63U];
    }
    const std::string octets = {static_cast<char>(value >> 16U), static_cast<char>(value >> 8U),
                                static_cast<char>(value)};
    grammar::deviations met;
    ASSERT_EQ(decode_base64(text, met), octets);
    ASSERT_TRUE(met.empty());
  }
}

TEST(QuotedPrintable, Decodes) {
  EXPECT_EQ(from_qp("a=3Db=E9"), "a=b\xE9 none");
  EXPECT_EQ(from_qp("a=\r\nb\r\n"), "ab\r\n none");
  EXPECT_EQ(from_qp("a=\nb\n"), "ab\n none");
  EXPECT_EQ(from_qp("a= \t\r\nb"), "ab quoted-printable-trailing-blank@2+2");
  EXPECT_EQ(from_qp("a=20\r\n"), "a \r\n none");
  EXPECT_EQ(from_qp("a  \r\nb"), "a\r\nb quoted-printable-trailing-blank@1+2");
  EXPECT_EQ(from_qp("a="), "a none");
  EXPECT_EQ(from_qp(""), " none");
}

TEST(QuotedPrintable, FaultsStandForThemselves) {
  EXPECT_EQ(from_qp("a=3db"), "a=b quoted-printable-lower-case-hex@1+3");
  EXPECT_EQ(from_qp("/C=US/"), "/C=US/ quoted-printable-escape@2+1");
  EXPECT_EQ(from_qp("a=4\r\n"), "a=4\r\n quoted-printable-escape@1+1");
  EXPECT_EQ(from_qp("a\xE9\0"_octets),
            std::string("a\xE9\0 quoted-printable-octet@1+1 quoted-printable-octet@2+1"_octets));
  EXPECT_EQ(from_qp("a\rb"), "a\rb quoted-printable-octet@1+1");
  EXPECT_EQ(from_qp("=="), "= quoted-printable-escape@0+1");
}

TEST(QuotedPrintable, LinesAndLimit) {
  EXPECT_TRUE(from_qp(std::string(76, 'a') + "\r\n").ends_with(" none"));
  EXPECT_TRUE(from_qp(std::string(78, 'a')).ends_with(" quoted-printable-line-too-long@76+2"));
  EXPECT_EQ(from_qp("abc\r\ndef", 4), "abc\r mime-limit-decoded@8+0");
  EXPECT_EQ(from_qp("abc", 3), "abc none");
}

TEST(TransferEncoding, DecodesByName) {
  grammar::deviations met;
  EXPECT_EQ(decode("QUJD", transfer_encoding::base64, met), "ABC");
  EXPECT_EQ(decode("=41", transfer_encoding::quoted_printable, met), "A");
  EXPECT_EQ(decode("=41", transfer_encoding::seven_bit, met), "=41");
  EXPECT_EQ(decode("=41", transfer_encoding::unknown, met), "=41");
  EXPECT_TRUE(met.empty());
  EXPECT_EQ(decode("abc", transfer_encoding::binary, met, 2), "ab");
  EXPECT_EQ(outcome(met), "mime-limit-decoded@2+1");
}

TEST(TransferEncoding, TakesLinearTime) {
  grammar::deviations met;
  EXPECT_EQ(decode_base64(repeat("!Q ", 1'000'000), met).size(), 750'000U);
  EXPECT_EQ(met.count(rules::base64_octet), 1'000'001U);
  EXPECT_EQ(decode_base64(std::string(2'000'000, '-'), met).size(), 0U);
  EXPECT_EQ(decode_quoted_printable(repeat("= ", 1'000'000), met).size(), 1'999'998U);
  EXPECT_LE(met.kept().size(), 1000U);
}

TEST(TransferEncoding, ReadsNothingBeyondTheEnd) {
  with_every_prefix("QU J\r\nD=QQ==\xE9Q\n=U", [](std::string_view text) { (void)from_base64(text); });
  with_every_prefix("a=3D=3d=\r\n \t\n=G=4\n\xE9= \n==", [](std::string_view text) { (void)from_qp(text); });
  with_every_prefix(" (a) base64 \"x\" (b", [](std::string_view text) { (void)mechanism(text); });
}

}  // namespace
}  // namespace dsnspec::mime
