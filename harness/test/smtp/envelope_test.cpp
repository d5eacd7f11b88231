#include "smtp/envelope.hpp"

#include <string>

#include <gtest/gtest.h>

namespace dsnspec::smtp {
namespace {

TEST(ReversePath, MayBeNull) {
  EXPECT_TRUE(reverse_path{}.is_null());
  EXPECT_FALSE(reverse_path{"a@b"}.is_null());
}

TEST(ForwardPath, HasLocalPartAndDomain) {
  EXPECT_EQ(forward_path{"a@b.example"}.local_part(), "a");
  EXPECT_EQ(forward_path{"a@b.example"}.domain(), "b.example");
  EXPECT_EQ(forward_path{"\"a@x\"@b"}.local_part(), "\"a@x\"");
  EXPECT_EQ(forward_path{"@r,@s:a@b"}.local_part(), "a");
  EXPECT_EQ(forward_path{"@r,@s:a@b"}.domain(), "b");
  EXPECT_EQ(forward_path{"Postmaster"}.local_part(), "Postmaster");
  EXPECT_EQ(forward_path{"Postmaster"}.domain(), "");
  EXPECT_EQ(forward_path{"a@"}.local_part(), "a");
  EXPECT_EQ(forward_path{""}.local_part(), "");
}

TEST(ForwardPath, SplitsAtTheEndOfTheLocalPart) {
  const auto split = [](const char* mailbox) {
    const forward_path path{mailbox};
    return std::string(path.local_part()) + " | " + std::string(path.domain());
  };
  EXPECT_EQ(split("a@[x:@]"), "a | [x:@]") << "\"@\" is dcontent of a General-address-literal";
  EXPECT_EQ(split("\"a@b\"@[x:c@d]"), "\"a@b\" | [x:c@d]");
  EXPECT_EQ(split(R"("a\"@b\\"@c)"), R"("a\"@b\\" | c)") << "a quoted-pair doesn't end the Quoted-string";
  EXPECT_EQ(split("@r:a@[x:@]"), "a | [x:@]");
  EXPECT_EQ(split("\"a@b"), "\"a | b") << "no Quoted-string at all";
  EXPECT_EQ(split("\"a\\"), "\"a\\ | ");
  EXPECT_EQ(split("\"a\""), "\"a\" | ");
  EXPECT_EQ(split("@"), " | ");
}

TEST(ForwardPath, ComparesAsAMailbox) {
  EXPECT_TRUE(forward_path{"a@B.Example"}.same_mailbox({"a@b.example"}));
  EXPECT_TRUE(forward_path{"@r:a@b"}.same_mailbox({"a@b"}));
  EXPECT_FALSE(forward_path{"A@b"}.same_mailbox({"a@b"}));
  EXPECT_FALSE(forward_path{"a@b"}.same_mailbox({"a@c"}));
}

}  // namespace
}  // namespace dsnspec::smtp
