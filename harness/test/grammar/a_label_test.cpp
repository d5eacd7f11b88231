#include "grammar/a_label.hpp"

#include <gtest/gtest.h>

namespace dsnspec::grammar {
namespace {

TEST(a_label, takes_the_labels_outside_ascii) {
  EXPECT_EQ(with_a_labels("b\u00FCcher.example"), "xn--bcher-kva.example");
  EXPECT_EQ(with_a_labels("www.m\u00FCnchen.de"), "www.xn--mnchen-3ya.de");
  EXPECT_EQ(with_a_labels("\u4F8B\u5B50.\u6D4B\u8BD5"), "xn--fsqu00a.xn--0zwm56d");
  EXPECT_EQ(with_a_labels("\u03B2\u03CC\u03BB\u03BF\u03C2.com"), "xn--nxasmm1c.com");
}

// RFC 3492 section 7.1: (L), mixed digits and Japanese; (B), Chinese alone; one beyond the basic plane by
// hand.
TEST(a_label, encodes_as_rfc_3492_does) {
  EXPECT_EQ(with_a_labels("3\u5E74B\u7D44\u91D1\u516B\u5148\u751F"), "xn--3b-ww4c5e180e575a65lsy2b");
  EXPECT_EQ(with_a_labels("\u4ED6\u4EEC\u4E3A\u4EC0\u4E48\u4E0D\u8BF4\u4E2D\u6587"),
            "xn--ihqwcrb4cv8a8dqg056pqjye");
  EXPECT_EQ(with_a_labels("\U0001F4A9.la"), "xn--ls8h.la");
}

TEST(a_label, leaves_the_rest_alone) {
  for (const char* same :
       {"", ".", "example.org", "Example.ORG.", "xn--bcher-kva.example", "a..b", "b\xFC.example"}) {
    EXPECT_EQ(with_a_labels(same), same);
  }
  const std::string longer(200, 'x');
  EXPECT_EQ(with_a_labels(longer + "\u00FC.test"), longer + "\u00FC.test");
  EXPECT_EQ(with_a_labels(std::string(1'000'000, '.') + "\u00FC"), std::string(1'000'000, '.') + "xn--tda");
}

}  // namespace
}  // namespace dsnspec::grammar
