#include "fixture.hpp"

#include <cstdlib>
#include <fstream>

#include <fmt/core.h>
#include <unistd.h>

#include "cli/cli.hpp"

namespace dsnspec::cli {

namespace fs = std::filesystem;

called dsnspec(const std::vector<std::string>& arguments) {
  std::vector<const char*> argv = {"dsnspec"};
  for (const auto& each : arguments) {
    argv.push_back(each.c_str());
  }
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  called out;
  out.code = main(static_cast<int>(argv.size()), argv.data(), DSNSPEC_SOURCE_DIR);
  out.out = testing::internal::GetCapturedStdout();
  out.err = testing::internal::GetCapturedStderr();
  return out;
}

void data_fixture::SetUp() {
  const auto* test = testing::UnitTest::GetInstance()->current_test_info();
  root = fs::temp_directory_path() / fmt::format("dsnspec-test-{}-{}", getpid(), test->name());
  put("scenarios/law/rfc3461.yaml",
      "requirements:\n"
      "  - id: rfc3461/5.2.2/relayed\n"
      "    section: \"5.2.2\"\n"
      "    level: MUST\n"
      "    role: relay to non-conforming\n"
      "    impact: lost-report\n"
      "    sentence: A relayed report is sent.\n"
      "    observed: The reports at the origin.\n"
      "    stand: We take it so.\n"
      "  - id: rfc3461/5.2/never\n"
      "    section: \"5.2\"\n"
      "    level: MUST NOT\n"
      "    role: relay to conforming\n"
      "    impact: false-report\n"
      "    sentence: A report about a NEVER recipient is sent.\n"
      "    observed: The reports at the origin.\n");
  put("scenarios/rfc3461/5.2.2/relayed.yaml",
      "title: SUCCESS is asked for\n"
      "shows: [rfc3461/5.2.2/relayed]\n"
      "needs: [relay, dsn]\n"
      "matrix: {notify: [SUCCESS, \"SUCCESS,FAILURE\"]}\n"
      "hosts: {next: {}}\n"
      "submit: {rcpt: [{to: carol@next, notify: \"${notify}\"}]}\n");
  put("scenarios/rfc3461/5.2/never.yaml",
      "title: NEVER is asked for\n"
      "shows: [rfc3461/5.2/never]\n"
      "needs: [relay, dsn]\n"
      "hosts: {next: {}}\n"
      "submit: {rcpt: [{to: carol@next, notify: NEVER}]}\n");
  fs::create_directories(root / "scenarios/targets");
  fs::copy(DSNSPEC_SOURCE_DIR "/scenarios/targets/postfix", root / "scenarios/targets/postfix",
           fs::copy_options::recursive);
  fs::remove(root / "scenarios/targets/postfix/baseline.yaml");
  fs::create_directories(root / "reports");
  fs::copy(DSNSPEC_SOURCE_DIR "/reports/schemas", root / "reports/schemas", fs::copy_options::recursive);
  setenv("DSNSPEC_DATA", root.c_str(), 1);
}

void data_fixture::TearDown() {
  unsetenv("DSNSPEC_DATA");
  fs::remove_all(root);
}

void data_fixture::put(const std::string& path, const std::string& text) const {
  fs::create_directories((root / path).parent_path());
  std::ofstream(root / path, std::ios::binary) << text;
}

}  // namespace dsnspec::cli
