#include "target/apt.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "target/package_manifest.hpp"

namespace dsnspec::target {
namespace {

using testing::ElementsAre;

TEST(read_dependencies, ReadsWhatAptCachePrints) {
  const auto found = read_dependencies(
      "postfix\n"
      "  PreDepends: init-system-helpers\n"
      "  Depends: libc6\n"
      " |Depends: libfirst\n"
      "  Depends: libsecond\n"
      " |Depends: debconf\n"
      "  Depends: <debconf-2.0>\n"
      "    cdebconf\n"
      "    debconf\n"
      "  Depends: python3:any\n"
      "  Recommends: libnot\n"
      "  Conflicts: <mail-transport-agent>\n"
      "    exim4-daemon-light\n"
      "libnsl2\n"
      "  Depends: libtirpc3\n");
  EXPECT_THAT(found, ElementsAre(ElementsAre("init-system-helpers"), ElementsAre("libc6"),
                                 ElementsAre("libfirst", "libsecond"), ElementsAre("python3"),
                                 ElementsAre("libtirpc3")));
}

TEST(read_dependencies, StaysCalm) {
  EXPECT_TRUE(read_dependencies("").empty());
  EXPECT_TRUE(read_dependencies("E: No packages found\n").empty());
  EXPECT_TRUE(read_dependencies(" |Depends: a\n").empty());  // its alternative is missing
  EXPECT_TRUE(read_dependencies("Depends\n|\n: \n").empty());
}

TEST(package_manifest, IsReadAsItIsWritten) {
  const package_manifest manifest{
      "amd64", {{"postfix", "3.7.11-0+deb12u1"}, {"libx", "1:2~3"}}, {"libc6", "libssl3"}};
  const auto back = read_package_manifest(manifest.text());
  ASSERT_TRUE(back);
  EXPECT_EQ(back->architecture, "amd64");
  EXPECT_EQ(back->packages, manifest.packages);
  EXPECT_EQ(back->uses, manifest.uses);
}

TEST(package_manifest, IsRefusedInAnotherForm) {
  for (const char* text :
       {"", "\n", "dsnspec-packages 2\narchitecture a\npackage b 1\n", "dsnspec-packages 1\n",
        "dsnspec-packages 1\narchitecture a\n", "dsnspec-packages 1\npackage b 1\n",
        "dsnspec-packages 1\narchitecture a\npackage\n"}) {
    EXPECT_FALSE(read_package_manifest(text)) << text;
  }
}

}  // namespace
}  // namespace dsnspec::target
