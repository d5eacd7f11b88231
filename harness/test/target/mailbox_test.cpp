#include "target/mailbox.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace dsnspec::target {
namespace {

class mailboxes : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "mailboxes.XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string put(const std::string& name, const std::string& text) {
    const auto path = folder_ / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text;
    return path.string();
  }
  std::string maildir() { return folder_.string(); }

  std::filesystem::path folder_;
};

TEST_F(mailboxes, AnMboxIsTakenAsItIs) {
  const auto path = put("carol", "From a@x Thu\n\nmail\n");
  EXPECT_EQ(read_mailbox(mailbox_format::mbox, path, 100).value().octets, "From a@x Thu\n\nmail\n");
  const auto part = read_mailbox(mailbox_format::mbox, path, 6).value();
  EXPECT_EQ(part.octets, "From a");
  EXPECT_EQ(part.omitted, 13U);
}

TEST_F(mailboxes, NoneIsEmpty) {
  for (const auto format : {mailbox_format::mbox, mailbox_format::maildir}) {
    const auto none = read_mailbox(format, maildir() + "/none", 100);
    ASSERT_TRUE(none);
    EXPECT_EQ(none->octets, "");
    EXPECT_EQ(none->omitted, 0U);
  }
}

TEST_F(mailboxes, AMaildirBecomesAnMbox) {
  put("new/1795290803.2", "Subject: b\n\nB\n");
  put("cur/1795290802.1:2,S", "Subject: a\n\nA\n");
  put("tmp/1795290804.3", "Subject: not yet\n");
  std::filesystem::create_symlink("/etc/passwd", folder_ / "new" / "1795290805.4");
  const auto all = read_mailbox(mailbox_format::maildir, maildir(), 1000).value();
  EXPECT_EQ(all.octets,
            "From - Thu Jan  1 00:00:00 1970\nSubject: a\n\nA\n\n"
            "From - Thu Jan  1 00:00:00 1970\nSubject: b\n\nB\n\n");
  EXPECT_EQ(all.omitted, 0U);
  const auto part = read_mailbox(mailbox_format::maildir, maildir(), 50).value();
  EXPECT_EQ(part.octets, all.octets.substr(0, 50));
  EXPECT_EQ(part.omitted, all.octets.size() - 50);
}

TEST_F(mailboxes, WhatCannotBeReadIsAnError) {
  const auto file = put("carol", "mail");
  EXPECT_FALSE(read_mailbox(mailbox_format::mbox, file + "/x", 100));
  EXPECT_FALSE(read_mailbox(mailbox_format::maildir, file, 100));
}

}  // namespace
}  // namespace dsnspec::target
