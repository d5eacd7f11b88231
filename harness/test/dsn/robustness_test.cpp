// Hostile input: every prefix, damaged octets, and large inputs in linear time.
#include <gtest/gtest.h>

#include <chrono>

#include <nlohmann/json.hpp>
#include "base/random.hpp"
#include "dsn/generate.hpp"
#include "dsn/json.hpp"
#include "dsn/sample.hpp"
#include "grammar/offset.hpp"
#include "support/guard_page.hpp"

namespace dsnspec::dsn::test {
namespace {

void check_spans(std::string_view octets, const report& read) {
  for (const diagnostic& one : read.diagnostics) {
    const std::size_t size =
        one.in_status && !read.decoded_status.empty() ? read.decoded_status.size() : octets.size();
    ASSERT_LE(one.where.offset, size) << one.rule;
    ASSERT_LE(one.where.length, size - one.where.offset) << one.rule;
    ASSERT_FALSE(one.message.empty());
    for (const char c : one.message) {
      ASSERT_TRUE(c >= 0x20 && c < 0x7F) << one.rule;
    }
  }
  for (const per_recipient_fields& group : read.recipients) {
    ASSERT_LE(group.where.offset + group.where.length, octets.size() + read.decoded_status.size());
  }
}

void read_and_lint(std::string_view octets) {
  const auto read = parse(octets);
  check_spans(octets, *read);
  lint_options options;
  options.profile = profile::smtp;
  options.report_expected = true;
  for (const finding& one : lint(*read, options).findings) {
    ASSERT_LE(one.where.offset + one.where.length, octets.size()) << one.requirement;
  }
}

void use(std::string_view octets) {
  read_and_lint(octets);
  const auto read = parse(octets);
  ASSERT_FALSE(to_json(*read).dump().empty());
  (void)generate(source_of(*read));
}

// The delivery status of the clean report.
std::string clean_status() {
  const std::string octets = clean_report();
  const std::size_t start = octets.find("Original-Envelope-Id");
  return octets.substr(start, octets.find("\r\n--b1\r\nContent-Type: message/rfc822") - start);
}

TEST(robustness, every_prefix) {
  dsnspec::test::with_every_prefix(clean_report(), read_and_lint);
  const std::string random_one = *generate(random_source(3));
  dsnspec::test::with_every_prefix(std::string_view(random_one).substr(0, 3000), read_and_lint);
}

TEST(robustness, every_prefix_of_a_bare_status) {
  dsnspec::test::with_every_prefix(
      clean_status(), [](std::string_view text) { check_spans(text, *parse_delivery_status(text)); });
}

TEST(robustness, every_octet_of_a_bare_status_changed) {
  dsnspec::test::with_every_octet_changed(
      clean_status(), std::string_view("\0\r\n \":;(\xFF", 9),
      [](std::string_view text) { check_spans(text, *parse_delivery_status(text)); });
}

TEST(robustness, every_octet_changed) {
  dsnspec::test::with_every_octet_changed(clean_report(), "\n\xFF", read_and_lint);
}

TEST(robustness, random_damage) {
  base::random random(4711);
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    std::string octets = *generate(random_source(seed));
    for (int i = 0; i < 20; ++i) {
      const std::size_t at = random.below(octets.size());
      const std::size_t length = std::min(random.below(40), octets.size() - at);
      switch (random.below(4)) {
        case 0:
          octets.erase(at, length);
          break;
        case 1:
          octets.insert(at, octets.substr(random.below(octets.size()), length));
          break;
        case 2:
          octets[at] = static_cast<char>(random.below(256));
          break;
        default:
          octets.insert(at, 1, random.pick("\r\n\t ;:()\"\\-="));
      }
      if (octets.empty()) {
        break;
      }
    }
    use(octets);
  }
}

// ---------------------------------------------------------------- size

// `read` must not take more than a few times longer for ten times the input. Generous: the machine is shared.
void expect_linear(const std::function<std::string(std::size_t)>& make, std::size_t small) {
  const auto seconds = [&](std::size_t count) {
    const std::string octets = make(count);
    const auto start = std::chrono::steady_clock::now();
    const auto read = parse(octets);
    lint(*read);
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  const double short_one = std::min(seconds(small), seconds(small)) + 0.002;
  EXPECT_LT(seconds(small * 10), short_one * 60);
}

std::string report_with(const std::string& fields) {
  return damaged({{"X-Queue-Id: 4711\r\n", fields}});
}

TEST(size, many_groups) {
  expect_linear(
      [](std::size_t count) {
        std::string groups;
        for (std::size_t i = 0; i < count; ++i) {
          groups += "\r\nFinal-Recipient: rfc822; a@b\r\nAction: failed\r\nStatus: 5.0.0\r\n";
        }
        return report_with(groups);
      },
      2000);
}

TEST(size, many_continuation_lines) {
  expect_linear(
      [](std::size_t count) {
        std::string lines = "X-Foo: a\r\n";
        for (std::size_t i = 0; i < count; ++i) {
          lines += " b\r\n";
        }
        return report_with(lines);
      },
      20'000);
}

TEST(size, many_loose_lines_blank_lines_and_divided_groups) {
  for (const std::string line :
       {"loose line\r\n", "\r\n", " \r\n", "X-Foo: a\r\n\r\n", "(((((((((\r\n", "X: (\r\n", "\"\r\n"}) {
    expect_linear(
        [&](std::size_t count) {
          std::string lines = "Diagnostic-Code: smtp; 550 a\r\n";
          for (std::size_t i = 0; i < count; ++i) {
            lines += line;
          }
          return report_with(lines);
        },
        5000);
  }
}

TEST(size, one_long_value) {
  expect_linear([](std::size_t count) { return report_with("X-Foo: " + std::string(count, '(') + "\r\n"); },
                500'000);
  expect_linear(
      [](std::size_t count) { return damaged({{"5.1.1 (no", "5.1.1 " + std::string(count, '(')}}); },
      200'000);
}

TEST(size, limits_leave_the_rest_out_and_say_so) {
  std::string octets = "Reporting-MTA: dns; a.b\r\n";
  for (int i = 0; i < 100; ++i) {
    octets += "\r\nFinal-Recipient: rfc822; a@b\r\nAction: failed\r\nStatus: 5.0.0\r\n";
  }
  limits few;
  few.recipients = 10;
  const auto read = parse_delivery_status(octets, false, few);
  EXPECT_EQ(read->recipients.size(), 10U);
  EXPECT_TRUE(has_rule(*read, "limit-recipients"));
  few = {};
  few.fields = 31;
  const auto other = parse_delivery_status(octets, false, few);
  EXPECT_EQ(other->recipients.size(), 10U);
  EXPECT_TRUE(has_rule(*other, "limit-fields"));
  for (const diagnostic& one : other->diagnostics) {
    if (one.rule == "limit-fields") {
      EXPECT_EQ(one.where.offset + one.where.length, octets.size());
    }
  }
}

TEST(size, diagnostics_are_bounded) {
  std::string octets = "Reporting-MTA: dns; a.b\r\n";
  for (int i = 0; i < 5000; ++i) {
    octets += "loose\r\n";
  }
  const auto read = parse_delivery_status(octets);
  EXPECT_LT(read->diagnostics.size(), 200U);
  EXPECT_TRUE(has_rule(*read, "diagnostics-dropped"));
}

}  // namespace
}  // namespace dsnspec::dsn::test
