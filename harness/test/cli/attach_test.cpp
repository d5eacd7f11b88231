#include "cli/attach.hpp"

#include <gtest/gtest.h>

namespace dsnspec::cli {
namespace {

attach_options good() {
  attach_options out;
  out.server = "localhost:2500";
  out.route = "127.0.0.2:2525";
  return out;
}

std::string problem(const attach_options& options) {
  const auto at = attachment_of(options);
  return at ? std::string() : at.error().message;
}

TEST(AttachmentOf, TakesARoute) {
  const auto at = attachment_of(good());
  ASSERT_TRUE(at) << at.error().message;
  EXPECT_EQ(at->address, "127.0.0.1");
  EXPECT_EQ(at->port, 2500);
  ASSERT_TRUE(at->route);
  EXPECT_EQ(at->route->address, "127.0.0.2");
  EXPECT_EQ(at->route->port, 2525);
  EXPECT_EQ(at->options,
            (std::vector<std::string>{"--attach", "localhost:2500", "--route", "127.0.0.2:2525"}));
}

TEST(AttachmentOf, TakesDns) {
  attach_options options = good();
  options.route.clear();
  options.dns = "127.0.0.53:5353";
  options.hosts_port = 2525;
  options.expiry = 12;
  options.claims = {"starttls"};
  const auto at = attachment_of(options);
  ASSERT_TRUE(at) << at.error().message;
  EXPECT_FALSE(at->route);
  EXPECT_EQ(at->dns_port, 5353);
  EXPECT_EQ(at->hosts_port, 2525);
  EXPECT_EQ(at->expiry, std::chrono::seconds(12));
  EXPECT_EQ(at->options,
            (std::vector<std::string>{"--attach", "localhost:2500", "--dns", "127.0.0.53:5353",
                                      "--hosts-port", "2525", "--expiry", "12", "--claim", "starttls"}));
}

TEST(AttachmentOf, RefusesWhatIsNoAddress) {
  for (const char* bad : {"", ":25", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536",
                          "127.0.0.1:25x", "127.0.0.256:25", "[::1]:25", "mail.example:25"}) {
    attach_options options = good();
    options.server = bad;
    EXPECT_NE(problem(options).find("--attach wants"), std::string::npos) << bad;
    options = good();
    options.route = bad;
    EXPECT_NE(problem(options), "") << bad;
  }
}

TEST(AttachmentOf, WantsToKnowHowItComesToUs) {
  attach_options options = good();
  options.route.clear();
  EXPECT_NE(problem(options).find("--route or --dns"), std::string::npos);
}

TEST(AttachmentOf, NobodyCanClaimWhatHasToBeSetUp) {
  attach_options options = good();
  options.claims = {"alias"};
  EXPECT_NE(problem(options).find("'alias'"), std::string::npos);
}

}  // namespace
}  // namespace dsnspec::cli
