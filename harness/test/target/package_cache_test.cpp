#include "target/package_cache.hpp"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "target/process.hpp"

namespace dsnspec::target {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

// A Debian of our own: programs in a folder in front of PATH that play apt and dpkg. Packages: mta needs
// libone (not installed) and libtwo (installed); libone needs libthree (not installed), debconf and perl.
// They log their calls.
class package_cache : public testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::temp_directory_path() / fmt::format("dsnspec-cache-test-{}", ::getpid());
    fs::remove_all(root_);
    fs::create_directories(root_ / "bin");
    fs::create_directories(root_ / "info");
    std::ofstream(root_ / "info/libtwo:amd64.list");
    std::ofstream(root_ / "info/netbase.list");
    write("dpkg", "echo amd64");
    write(
        "dpkg-query",
        R"(shift 3; for p; do case $p in libtwo) echo "$p amd64 installed";; netbase) echo "$p all installed";;
        libone) echo "$p i386 installed"; echo "$p amd64 config-files";; *) bad=1;; esac; done; exit ${bad:-0})");
    write("apt-cache", R"(shift; for p; do echo $p; case $p in
        mta) echo "  Depends: libone"; echo "  Depends: libtwo"; echo " |Depends: libnone"; echo "  Depends: libtwo";;
        libone) echo "  Depends: libthree"; echo "  Depends: debconf"; echo "  Depends: perl";;
        libthree) ;; missing) exit 100;; *) ;; esac; done)");
    write("apt-get", R"(case "$*" in *update*) echo updated >$STATE/lists; exit 0;; esac
        if [ -e $STATE/no-lists ] && [ ! -e $STATE/lists ]; then echo "E: Unable to locate package mta" >&2; exit 100; fi
        sleep ${FAKE_SLEEP:-0}
        seen=; for p; do [ -n "$seen" ] && echo "$p" >"$p"_1.0-2_amd64.deb; [ "$p" = download ] && seen=1; done; exit 0)");
    write("dpkg-deb", R"(case $1 in -W) shift 2; n=$(cat "$1"); echo "$n 1.0-2";;
        -x) n=$(cat "$2"); mkdir -p "$3/usr/bin" "$3/lib/x86_64-linux-gnu" "$3/etc"
            echo "$n" >"$3/usr/bin/$n"; echo "$n" >"$3/lib/x86_64-linux-gnu/$n.so";; esac)");
    before_ = std::getenv("PATH");
    ::setenv("PATH", ((root_ / "bin").string() + ":" + before_).c_str(), 1);
    ::setenv("STATE", root_.c_str(), 1);
    options_.folder = root_ / "cache";
    options_.dpkg_info = root_ / "info";
    options_.progress = [this](std::string_view line) { said_ += std::string(line) + "\n"; };
  }

  void TearDown() override {
    ::setenv("PATH", before_.c_str(), 1);
    ::unsetenv("STATE");
    ::unsetenv("FAKE_SLEEP");
    fs::remove_all(root_);
  }

  void write(const std::string& name, const std::string& body) const {
    const auto path = root_ / "bin" / name;
    std::ofstream(path) << "#!/bin/sh\necho " << name << " \"$*\" >>$STATE/calls\n" << body << "\n";
    fs::permissions(path, fs::perms(0755));
  }

  [[nodiscard]] std::string calls() const {
    std::ostringstream text;
    text << std::ifstream(root_ / "calls").rdbuf();
    return text.str();
  }
  [[nodiscard]] std::size_t downloads() const {
    std::size_t count = 0;
    const auto text = calls();
    for (auto at = text.find(" download "); at != std::string::npos; at = text.find(" download ", at + 1)) {
      ++count;
    }
    return count;
  }
  [[nodiscard]] std::size_t trees() const {
    std::size_t count = 0;
    for (const auto& each : fs::directory_iterator(options_.folder)) {
      count += each.is_directory() && !each.is_symlink() ? 1 : 0;
    }
    return count;
  }

  base::result<unpacked_packages> provide() { return provide_packages(request_, options_); }

  fs::path root_;
  std::string before_, said_;
  package_request request_{"fake", {"mta"}, {"netbase", "cpio"}};
  cache_options options_;
};

TEST_F(package_cache, FetchesWhatIsMissingAndNoMore) {
  const auto got = provide();
  ASSERT_TRUE(got) << got.error().text();
  EXPECT_EQ(got->version, "1.0-2");
  EXPECT_EQ(got->architecture, "amd64");
  for (const char* name : {"mta", "libone", "libthree", "cpio"}) {
    EXPECT_TRUE(fs::exists(got->tree + "/usr/bin/" + name)) << name;
    EXPECT_TRUE(fs::exists(got->tree + "/usr/lib/x86_64-linux-gnu/" + name + ".so")) << name;
  }
  for (const char* name : {"libtwo", "libnone", "netbase", "debconf", "perl"}) {
    EXPECT_FALSE(fs::exists(got->tree + "/usr/bin/" + name)) << name;
  }
  EXPECT_FALSE(fs::exists(got->tree + "/lib"));
  EXPECT_EQ(said_, "fetching Debian packages: mta cpio libone libthree\n");
}

TEST_F(package_cache, AsksNobodyWhenItHasThem) {
  ASSERT_TRUE(provide());
  const auto before = calls();
  const auto again = provide();
  ASSERT_TRUE(again);
  EXPECT_EQ(again->version, "1.0-2");
  EXPECT_EQ(calls(), before);
}

TEST_F(package_cache, FetchesAgainWhenALibraryWasRemoved) {
  ASSERT_TRUE(provide());
  fs::remove(root_ / "info/libtwo:amd64.list");
  ASSERT_FALSE(provide()) << "the fake dpkg-query still says it is installed, so this can't be cured";
  std::ofstream(root_ / "info/libtwo:amd64.list");
  ASSERT_TRUE(provide());
  EXPECT_EQ(downloads(), 2U);
}

TEST_F(package_cache, FetchesAgainWhenTheTreeIsBroken) {
  const auto first = provide()->tree;
  fs::remove(fs::path(first).parent_path() / "manifest");
  const auto second = provide();
  ASSERT_TRUE(second);
  EXPECT_NE(second->tree, first);
  EXPECT_FALSE(fs::exists(first));
}

TEST_F(package_cache, KeepsATreeThatIsInUseWhenRefreshed) {
  auto first = provide();
  options_.refresh = true;
  auto second = provide();
  ASSERT_TRUE(first && second);
  EXPECT_NE(first->tree, second->tree);
  EXPECT_TRUE(fs::exists(first->tree));
  first->in_use.reset();
  ASSERT_TRUE(provide());
  EXPECT_FALSE(fs::exists(first->tree));
  EXPECT_TRUE(fs::exists(second->tree));
}

TEST_F(package_cache, RemovesWhatAKilledFetchLeft) {
  ASSERT_TRUE(provide());
  const auto link = fs::path(fs::read_symlink([&] {
    for (const auto& each : fs::directory_iterator(options_.folder)) {
      if (each.is_symlink()) {
        return each.path();
      }
    }
    return fs::path();
  }()));
  const auto stale = fs::path(options_.folder) / (link.stem().string() + ".stale1");
  fs::create_directories(stale / "root/usr");
  options_.refresh = true;
  ASSERT_TRUE(provide());
  EXPECT_FALSE(fs::exists(stale));
  EXPECT_EQ(trees(), 1U);
}

TEST_F(package_cache, FetchesOnceForTwoAtOnce) {
  ::setenv("FAKE_SLEEP", "0.5", 1);
  pid_t children[3];
  for (auto& child : children) {
    child = ::fork();
    if (child == 0) {
      ::_exit(provide() ? 0 : 1);
    }
  }
  for (const auto child : children) {
    int status = -1;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(downloads(), 1U);
  EXPECT_EQ(trees(), 1U);
}

TEST_F(package_cache, CuresMissingListsAsRootAndSaysItOtherwise) {
  std::ofstream(root_ / "no-lists");
  const auto got = provide();
  if (::geteuid() == 0) {
    ASSERT_TRUE(got) << got.error().text();
    EXPECT_THAT(said_, HasSubstr("bringing apt's package lists up to date\n"));
  } else {
    ASSERT_FALSE(got);
    EXPECT_THAT(got.error().message, HasSubstr("Unable to locate package mta"));
    EXPECT_THAT(got.error().message, HasSubstr("run: sudo apt-get update"));
  }
}

TEST_F(package_cache, SaysWhatAptSaid) {
  write("apt-get",
        "echo 'E: Failed to fetch http://deb.debian.org/x  Temporary failure resolving' >&2; exit 100");
  const auto got = provide();
  ASSERT_FALSE(got);
  EXPECT_THAT(got.error().message,
              HasSubstr("cannot fetch the packages of fake: apt-get download failed, exit code 100: "
                        "E: Failed to fetch http://deb.debian.org/x  Temporary failure resolving"));
  EXPECT_EQ(trees(), 0U);
}

TEST_F(package_cache, HasNpmFetchWhatComesFromThere) {
  write(
      "npm",
      R"(case $1 in --version) echo 9;; install) mkdir -p "$3/node_modules/Mta"; echo x >"$3/node_modules/Mta/x";; esac)");
  request_ = {"fake", {}, {"netbase"}, {{"Mta@1.2.3", "@x/y@4.0"}, "2026-10-15"}};
  const auto got = provide();
  ASSERT_TRUE(got) << got.error().text();
  EXPECT_EQ(got->version, "1.2.3");
  EXPECT_TRUE(fs::exists(got->tree + "/usr/lib/dsnspec/npm/node_modules/Mta/x"));
  EXPECT_THAT(calls(), HasSubstr("--ignore-scripts"));
  EXPECT_THAT(calls(), HasSubstr("--before=2026-10-15 Mta@1.2.3 @x/y@4.0\n"));
  EXPECT_EQ(downloads(), 0U);  // netbase is installed
  EXPECT_EQ(provide()->tree, got->tree);
}

TEST_F(package_cache, SaysThatItNeedsNpm) {
  request_ = {"fake", {}, {}, {{"Mta@1.2.3"}, ""}};
  write("npm", "exit 1");
  auto got = provide();
  ASSERT_FALSE(got);
  EXPECT_THAT(got.error().message, HasSubstr("sudo apt-get install npm"));
  write("npm", "[ $1 = --version ] || { echo 'npm error ETARGET' >&2; exit 1; }");
  got = provide();
  ASSERT_FALSE(got);
  EXPECT_THAT(got.error().message, HasSubstr("npm failed, exit code 1: npm error ETARGET"));
  EXPECT_EQ(trees(), 0U);
}

TEST_F(package_cache, SaysThatItNeedsDebian) {
  ::setenv("PATH", (root_ / "nowhere").c_str(), 1);
  const auto got = provide();
  ASSERT_FALSE(got);
  EXPECT_THAT(got.error().message, HasSubstr("packages can only be fetched on Debian"));
}

TEST_F(package_cache, SaysThatItsFolderCantBeMade) {
  std::ofstream(root_ / "file") << "x";
  options_.folder = root_ / "file/cache";
  const auto got = provide();
  ASSERT_FALSE(got);
  EXPECT_THAT(got.error().message, HasSubstr("cannot make the cache"));
}

TEST(default_cache_folder, FollowsTheEnvironment) {
  const char* home = std::getenv("HOME");
  const std::string kept = home == nullptr ? "" : home;
  ::setenv("HOME", "/home/x", 1);
  ::unsetenv("XDG_CACHE_HOME");
  EXPECT_EQ(default_cache_folder().value(), "/home/x/.cache/dsnspec");
  ::setenv("XDG_CACHE_HOME", "relative", 1);  // to be ignored, says the XDG specification
  EXPECT_EQ(default_cache_folder().value(), "/home/x/.cache/dsnspec");
  ::setenv("XDG_CACHE_HOME", "/var/cache/x", 1);
  EXPECT_EQ(default_cache_folder().value(), "/var/cache/x/dsnspec");
  ::unsetenv("XDG_CACHE_HOME");
  ::unsetenv("HOME");
  EXPECT_FALSE(default_cache_folder());
  ::setenv("HOME", kept.c_str(), 1);
}

}  // namespace
}  // namespace dsnspec::target
