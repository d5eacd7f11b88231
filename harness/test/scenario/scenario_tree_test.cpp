// Loading a folder of scenarios.
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "scenario/example_law.hpp"
#include "scenario/loader.hpp"
#include "scenario/yaml_tree.hpp"

namespace dsnspec::scenario {
namespace {

constexpr const char* smallest =
    "title: t\n"
    "shows: [rfc3461/5.2.1/notify-relayed]\n"
    "needs: [relay]\n"
    "hosts: {next: {}}\n"
    "submit: {rcpt: [{to: carol@next}]}\n";

class scenario_tree : public testing::Test {
 protected:
  // A folder for each process: ctest runs these tests side by side.
  scenario_tree() : root_(testing::TempDir() + "/scenario_tree_test." + std::to_string(getpid())) {
    std::filesystem::remove_all(root_);
  }
  ~scenario_tree() override { std::filesystem::remove_all(root_); }
  void put(const std::string& path, const std::string& text) {
    const std::filesystem::path full = root_ / path;
    std::filesystem::create_directories(full.parent_path());
    std::ofstream(full, std::ios::binary) << text;
  }
  std::filesystem::path root_;
};

TEST_F(scenario_tree, loads_every_scenario_by_its_path) {
  put("z/late.yaml", smallest);
  put("a/5.2/early.yaml", smallest);
  put("law/rfc1.yaml", "not a scenario");
  put("targets/x/target.yaml", "not a scenario");
  put("examples/x.yaml", "not a scenario");
  put("a/notes.md", "not a scenario");
  const auto files = load_tree(root_, example_law());
  ASSERT_TRUE(files.has_value()) << files.error().front().text();
  ASSERT_EQ(files->size(), 2U);
  EXPECT_EQ((*files)[0].id, "a/5.2/early");
  EXPECT_EQ((*files)[0].text, smallest);
  EXPECT_EQ((*files)[0].cases.front().id, "a/5.2/early");
  EXPECT_EQ((*files)[1].id, "z/late");
}

TEST_F(scenario_tree, tells_the_problems_of_all_files) {
  put("a/one.yaml", "x: [");
  put("a/two.yaml", smallest);
  put("b/three.yaml", "title: t\n");
  const auto files = load_tree(root_, example_law());
  ASSERT_FALSE(files.has_value());
  ASSERT_EQ(files.error().size(), 3U);
  EXPECT_EQ(files.error()[0].source, (root_ / "a/one.yaml").string());
  EXPECT_EQ(files.error()[2].source, (root_ / "b/three.yaml").string());
}

TEST_F(scenario_tree, an_empty_or_missing_one_is_an_error) {
  EXPECT_EQ(load_tree(root_, example_law()).error().front().text(),
            root_.string() + ": can't be read: No such file or directory");
  put("law/rfc1.yaml", "x");
  EXPECT_EQ(load_tree(root_, example_law()).error().front().text(), root_.string() + ": no scenarios here");
  put("a/big.yaml", std::string(yaml_size_limit + 1, 'x'));
  EXPECT_NE(load_tree(root_, example_law())
                .error()
                .front()
                .text()
                .find("big.yaml: can't be read: it has more than"),
            std::string::npos);
}

}  // namespace
}  // namespace dsnspec::scenario
