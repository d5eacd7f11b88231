// Our parsers over every vector of corpus/vectors, and the vectors themselves.
#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <regex>

#include "report/schema_check.hpp"
#include "vectors/vector.hpp"

namespace dsnspec::vectors {

void PrintTo(const vector& one, std::ostream* out) {
  *out << one.file << ": " << one.id();
}

namespace {

const readers& all_readers() {
  static const readers all = [] {
    readers out = grammar_readers();
    out.merge(address_readers());
    out.merge(smtp_readers());
    out.merge(report_readers());
    return out;
  }();
  return all;
}

reading read(const vector& one) {
  const auto found = all_readers().find(one.production);
  return found == all_readers().end() ? reading{} : found->second(one);
}

std::string in_words(const std::optional<json>& value) {
  return value ? value->dump(-1, ' ', true, json::error_handler_t::replace) : "refused";
}

std::string list(const std::set<std::string>& names) {
  std::string out;
  for (const std::string& one : names) {
    out += " " + one;
  }
  return out;
}

// Which rules are broken: all of them where the reader knows them all, else at least one and none besides.
void expect_broken(const vector& one, const reading& got) {
  const std::set<std::string> breaks = one.breaks();
  const bool named = got.all ? got.broken == breaks
                             : !got.broken.empty() && std::includes(breaks.begin(), breaks.end(),
                                                                    got.broken.begin(), got.broken.end());
  EXPECT_TRUE(named) << one.id() << "\n  breaks:" << list(breaks) << "\n  found: " << list(got.broken);
}

TEST(vectors, are_read_as_they_say) {
  for (const vector& one : all_vectors()) {
    const reading got = read(one);
    const json expect = one.expect();
    if (one.verdict == "valid") {
      EXPECT_EQ(in_words(got.strict), in_words(expect)) << one.id() << list(got.broken);
      EXPECT_EQ(list(got.broken), "") << one.id();
      EXPECT_TRUE(!got.tolerant || *got.tolerant == expect) << one.id() << in_words(got.tolerant);
      continue;
    }
    expect_broken(one, got);
    if (one.verdict == "tolerated") {
      EXPECT_TRUE(!got.strict || got.all) << one.id() << " is taken by the strict form";
      EXPECT_EQ(in_words(got.tolerant), in_words(expect)) << one.id();
    } else {
      EXPECT_TRUE(!got.strict) << one.id() << " is taken";
    }
  }
}

TEST(vectors, are_of_productions_that_have_a_reader) {
  std::set<std::string> unread;
  for (const auto& [production, reader] : all_readers()) {
    unread.insert(production);
  }
  for (const vector& one : all_vectors()) {
    EXPECT_TRUE(all_readers().contains(one.production)) << one.file;
    unread.erase(one.production);
  }
  EXPECT_EQ(list(unread), "") << "no vectors";
}

TEST(vectors, stand_in_files_of_their_verdict_and_production) {
  for (const vector& one : all_vectors()) {
    const bool whole = one.production == "report";
    const std::string slug = one.id().substr(one.id().find('/') + 1);
    EXPECT_EQ(one.file, one.verdict + "/" + one.production + (whole ? "/" + slug : "") + ".json");
    EXPECT_EQ(one.id().substr(0, one.id().find('/')), one.production);
  }
}

TEST(vectors, have_ids_of_their_own_and_are_many) {
  std::set<std::string> ids;
  for (const vector& one : all_vectors()) {
    EXPECT_TRUE(ids.insert(one.id()).second) << "twice: " << one.id();
  }
  EXPECT_GE(ids.size(), 500U);
}

TEST(vectors, say_what_is_to_be_expected_and_why) {
  for (const vector& one : all_vectors()) {
    EXPECT_TRUE(std::regex_match(one.text.value("section", ""),
                                 std::regex("RFC [0-9]{3,4} (section|appendix) [0-9A-Z.]+"
                                            "(, RFC [0-9]{3,4} (section|appendix) [0-9A-Z.]+)*")))
        << one.id();
    EXPECT_EQ(one.text.contains("expect"), one.verdict != "invalid") << one.id();
    EXPECT_TRUE(one.verdict != "valid" || !one.text.contains("breaks")) << one.id();
    // Where no rule of a report itself is broken, the note says what is odd.
    EXPECT_TRUE(one.verdict == "valid" || one.text.contains("breaks") || one.text.contains("note"))
        << one.id();
  }
}

TEST(vectors, are_as_their_schema_says) {
  const report::schema_check schema("vector");
  for (const std::string& file : all_files()) {
    if (file.ends_with(".json")) {
      EXPECT_EQ(schema.problem(json::parse(std::ifstream(DSNSPEC_SOURCE_DIR "/corpus/vectors/" + file))), "")
          << file;
    }
  }
}

TEST(vectors, have_no_file_besides_and_an_index_of_all) {
  std::map<std::string, int> counts;
  std::set<std::string> messages;
  for (const vector& one : all_vectors()) {
    ++counts[one.file];
    if (one.text.contains("file")) {
      messages.insert(one.verdict + "/" + one.production + "/" + one.text["file"].get<std::string>());
    }
  }
  std::string index;
  for (const std::string& file : all_files()) {
    EXPECT_TRUE(counts.contains(file) || messages.contains(file)) << file << " belongs to no vector";
    index += counts.contains(file) ? file + " " + std::to_string(counts[file]) + "\n" : "";
  }
  std::ifstream in(DSNSPEC_SOURCE_DIR "/corpus/vectors/INDEX");
  const std::string written(std::istreambuf_iterator<char>(in), {});
  EXPECT_EQ(written, index);
}

}  // namespace
}  // namespace dsnspec::vectors
