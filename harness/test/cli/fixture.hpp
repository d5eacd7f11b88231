// A data folder of its own for each test, and the program called as from a shell.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace dsnspec::cli {

struct called {
  int code = 0;
  std::string out;
  std::string err;
};

// dsnspec with these arguments.
called dsnspec(const std::vector<std::string>& arguments);

// DSNSPEC_DATA names a new folder with a small law book, two scenarios of three cases, the schemas and the
// target "postfix" of the source tree. Gone afterwards.
class data_fixture : public testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  // Below the folder; makes folders as needed.
  void put(const std::string& path, const std::string& text) const;
  std::filesystem::path root;
};

}  // namespace dsnspec::cli
