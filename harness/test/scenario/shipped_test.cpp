// The law book and the scenarios that are shipped: they load, they hang together, and no id was ever lost.
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/random.hpp"
#include "scenario/law_reader.hpp"
#include "scenario/loader.hpp"

namespace dsnspec::scenario {
namespace {

const std::filesystem::path root = std::filesystem::path(DSNSPEC_SOURCE_DIR) / "scenarios";

const spec::law_book& law() {
  static const auto loaded = load_law(root / "law");
  static const spec::law_book none;
  return loaded ? *loaded : none;
}

const std::vector<scenario_file>& files() {
  static const auto loaded = load_tree(root, law());
  static const std::vector<scenario_file> none;
  return loaded ? *loaded : none;
}

std::string all(const problem_list& problems) {
  std::string out;
  for (const base::error& one : problems) {
    out += one.text() + "\n";
  }
  return out;
}

TEST(shipped, law_book_loads) {
  const auto loaded = load_law(root / "law");
  ASSERT_TRUE(loaded.has_value()) << all(loaded.error());
  EXPECT_GT(loaded->rows().size(), 100U);
}

TEST(shipped, scenarios_load) {
  const auto loaded = load_tree(root, law());
  ASSERT_TRUE(loaded.has_value()) << all(loaded.error());
  std::size_t cases = 0;
  for (const scenario_file& file : *loaded) {
    cases += file.cases.size();
  }
  EXPECT_GE(cases, 60U);
}

TEST(shipped, every_case_comes_back_from_its_text_and_binding) {
  ASSERT_FALSE(files().empty());
  for (const scenario_file& file : files()) {
    for (const scenario& one : file.cases) {
      const auto again = load_case(file.id, file.text, one.binding, law());
      ASSERT_TRUE(again.has_value()) << again.error().text();
      EXPECT_EQ(again->case_id(), one.case_id());
      EXPECT_EQ(again->submissions.size(), one.submissions.size());
    }
  }
}

TEST(shipped, the_example_in_the_readme_loads) {
  std::stringstream whole;
  whole << std::ifstream(root / "README.md").rdbuf();
  const std::string text = whole.str();
  const std::string fence = "```yaml\n";
  const auto start = text.find(fence);
  ASSERT_NE(start, std::string::npos);
  const auto end = text.find("```", start + fence.size());
  const std::string example = text.substr(start + fence.size(), end - start - fence.size());
  const auto cases = load_text("rfc3461/5.2.2/example", example, "README.md", law());
  ASSERT_TRUE(cases.has_value()) << all(cases.error());
  EXPECT_EQ(cases->size(), 3U);
}

// Damaged files: whatever comes of it, it is cases or problems with a place.
TEST(shipped, damaged_scenarios_load_or_are_refused) {
  base::random dice(3461);
  std::size_t refused = 0;
  for (const scenario_file& file : files()) {
    for (int round = 0; round < 2; ++round) {
      std::string text = file.text;
      for (std::size_t n = 1 + dice.below(3); n > 0; --n) {
        const std::size_t at = dice.below(text.size());
        switch (dice.below(3)) {
          case 0:
            text[at] = dice.pick("[]{},:#&*!|>'\"%@`-~$\\ \n09a");
            break;
          case 1:
            text.erase(at, 1 + dice.below(20));
            break;
          default:
            text.insert(at, text.substr(dice.below(text.size()), dice.below(40)));
            break;
        }
      }
      const auto cases = load_text(file.id, text, "damaged.yaml", law());
      refused += cases ? 0 : 1;
      if (!cases) {
        ASSERT_FALSE(cases.error().empty());
        ASSERT_FALSE(cases.error().front().message.empty());
        ASSERT_EQ(cases.error().front().source, "damaged.yaml");
      }
    }
  }
  EXPECT_GT(refused, files().size());
}

// A file stands in the folder of the section it is there for; but some folders are about no section with
// rules.
TEST(shipped, a_scenario_shows_first_what_its_folder_says) {
  for (const scenario_file& file : files()) {
    const std::string folder = file.id.substr(0, file.id.rfind('/') + 1);
    if (folder == "security/" || folder == "rfc3461/10/") {
      continue;
    }
    for (const scenario& one : file.cases) {
      EXPECT_TRUE(one.shows.front().starts_with(folder))
          << one.case_id() << " shows " << one.shows.front() << " first";
    }
  }
}

TEST(shipped, titles_are_unique) {
  std::set<std::string> titles;
  for (const scenario_file& file : files()) {
    EXPECT_TRUE(titles.insert(file.cases.front().title).second)
        << file.id << ": " << file.cases.front().title;
  }
}

// A run has seconds: nobody waits longer than a target's queue does.
TEST(shipped, delays_are_short) {
  for (const scenario_file& file : files()) {
    for (const scenario& one : file.cases) {
      for (const auto& [name, host] : one.hosts) {
        for (const reply_rule& rule : host.replies) {
          EXPECT_LE(rule.react.delay, milliseconds(2000)) << one.case_id();
        }
      }
    }
  }
}

// scenarios/ids.lock: every id of a requirement and of a scenario that was ever shipped, one a line, sorted.
// Baselines, issues and other people's dashboards refer to them, so an id never vanishes and never changes
// its meaning. A line
// "- <id>" keeps an id that was withdrawn.
class ids_lock : public testing::Test {
 protected:
  ids_lock() {
    std::ifstream stream(root / "ids.lock");
    for (std::string line; std::getline(stream, line);) {
      if (line.empty() || line.front() == '#') {
        continue;
      }
      if (line.starts_with("- ")) {
        withdrawn_.insert(line.substr(2));
      } else {
        listed_.push_back(line);
      }
    }
    for (const auto& [id, row] : law().rows()) {
      shipped_.insert("requirement " + id);
    }
    for (const scenario_file& file : files()) {
      shipped_.insert("scenario " + file.id);
    }
  }
  std::vector<std::string> listed_;
  std::set<std::string> withdrawn_;
  std::set<std::string> shipped_;
};

TEST_F(ids_lock, lists_every_id) {
  const std::set<std::string> listed(listed_.begin(), listed_.end());
  std::string missing;
  for (const std::string& id : shipped_) {
    missing += listed.contains(id) ? "" : id + "\n";
  }
  EXPECT_EQ(missing, "") << "add these lines to scenarios/ids.lock:\n" << missing;
}

TEST_F(ids_lock, no_id_vanished) {
  std::string vanished;
  for (const std::string& id : listed_) {
    vanished += shipped_.contains(id) ? "" : id + "\n";
  }
  EXPECT_EQ(vanished, "")
      << "these ids are gone; bring them back, or withdraw them for ever by putting \"- \" before "
         "their lines in scenarios/ids.lock:\n"
      << vanished;
}

TEST_F(ids_lock, is_sorted_and_withdrawn_ids_stay_away) {
  EXPECT_TRUE(std::is_sorted(listed_.begin(), listed_.end()));
  EXPECT_EQ(std::adjacent_find(listed_.begin(), listed_.end()), listed_.end()) << "an id stands twice";
  for (const std::string& id : withdrawn_) {
    EXPECT_FALSE(shipped_.contains(id)) << id << " was withdrawn and is used again";
  }
}

}  // namespace
}  // namespace dsnspec::scenario
