#include "scenario/yaml_reader.hpp"

#include <array>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dsnspec::scenario {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;

// One text, its tree, and a reader over it.
struct reading {
  explicit reading(std::string_view text) : root(*parse_yaml(text, "t.yaml")) {}
  yaml_node root;
  yaml_reader in{"t.yaml"};

  std::vector<std::string> complaints() const {
    std::vector<std::string> out;
    for (const base::error& one : in.errors()) {
      out.push_back(one.text());
    }
    return out;
  }
};

TEST(yaml_reader, text_is_verbatim) {
  reading r("[no, 010, \"a\\tb\", '', \"null\"]");
  EXPECT_THAT(r.in.texts(r.root), ElementsAre("no", "010", "a\tb", "", "null"));
  EXPECT_TRUE(r.in.ok());
}

TEST(yaml_reader, text_is_never_null_a_collection_or_control_characters) {
  reading r("- ~\n- null\n- [a]\n- {a: b}\n- \"a\\x07b\"\n- \"\\0\"\n-\n");
  EXPECT_THAT(r.in.texts(r.root), ElementsAre());
  const std::string null = "a text is missing; write \"\" for the empty one, or quote the word";
  const std::string control =
      "a text can't hold control characters; write them as {octets: '...\\xNN...'} where octets are allowed";
  EXPECT_THAT(r.complaints(),
              ElementsAre("t.yaml:1:3: " + null, "t.yaml:2:3: " + null,
                          "t.yaml:3:3: a text is wanted here, not a list",
                          "t.yaml:4:3: a text is wanted here, not a map", "t.yaml:5:3: " + control,
                          "t.yaml:6:3: " + control, "t.yaml:8:1: " + null));
}

TEST(yaml_reader, octets_can_be_repeated) {
  reading good("{octets: 'a\\n', repeat: 3}");
  EXPECT_EQ(good.in.octets(good.root), "a\na\na\n");
  reading bad("- {octets: 'abcde', repeat: 1000000}\n- {octets: 'a', repeat: 1}\n");
  for (const yaml_node& item : bad.root.items) {
    bad.in.octets(item);
  }
  EXPECT_THAT(bad.complaints(),
              ElementsAre("t.yaml:1:3: more than 4194304 octets",
                          "t.yaml:2:25: a number from 2 to 4194304 is wanted here, not \"1\""));
}

TEST(yaml_reader, octets_have_one_form) {
  reading good("[plain, {octets: 'caf\\xE9\\r\\n\\x00'}]");
  EXPECT_EQ(good.in.octets(good.root.items[0]), "plain");
  EXPECT_EQ(good.in.octets(good.root.items[1]), std::string("caf\xE9\r\n\0", 7));
  EXPECT_TRUE(good.in.ok());

  reading bad("- {octets: 'a\\xe9'}\n- {octets: \"\\xE9\"}\n- {octet: x}\n- [x]\n");
  for (const yaml_node& item : bad.root.items) {
    EXPECT_EQ(bad.in.octets(item), std::nullopt);
  }
  const std::string form =
      "octets are written as printable ASCII with \\\\, \\r, \\n, \\t and \\xNN (two upper-case digits); put "
      "them in '...'";
  EXPECT_THAT(bad.complaints(), ElementsAre("t.yaml:1:12: " + form, "t.yaml:2:12: " + form,
                                            "t.yaml:3:3: octets lacks the key \"octets\"",
                                            "t.yaml:3:4: unknown key \"octet\"; did you mean \"octets\"?",
                                            "t.yaml:4:3: a text is wanted here, not a list"));
}

TEST(yaml_reader, booleans_are_two_words) {
  reading r("[true, false, yes, \"true\", True, 1, ~]");
  EXPECT_EQ(r.in.boolean(r.root.items[0]), true);
  EXPECT_EQ(r.in.boolean(r.root.items[1]), false);
  for (std::size_t i = 2; i < 7; ++i) {
    EXPECT_EQ(r.in.boolean(r.root.items[i]), std::nullopt) << i;
  }
  EXPECT_EQ(r.complaints().front(), "t.yaml:1:15: true or false is wanted here, not \"yes\"");
  EXPECT_EQ(r.complaints().back(), "t.yaml:1:37: true or false is wanted here, not nothing");
}

TEST(yaml_reader, numbers_are_plain_decimal) {
  reading good("[0, 7, 65535]");
  EXPECT_EQ(good.in.number(good.root.items[0], 0, 9), 0U);
  EXPECT_EQ(good.in.number(good.root.items[1], 1, 9), 7U);
  EXPECT_EQ(good.in.number(good.root.items[2], 0, 65535), 65535U);
  reading bad("[010, 1e3, 0x1F, -1, +1, 1.0, \"5\", 99999999999999999999999, 10, ~, '', 1 2]");
  for (const yaml_node& item : bad.root.items) {
    EXPECT_EQ(bad.in.number(item, 0, 9), std::nullopt) << item.text;
  }
  EXPECT_EQ(bad.complaints().size(), 12U);
  EXPECT_EQ(bad.complaints().front(), "t.yaml:1:2: a number from 0 to 9 is wanted here, not \"010\"");
}

TEST(yaml_reader, durations_have_a_unit) {
  reading good("[50ms, 2s, 0s]");
  EXPECT_EQ(good.in.duration(good.root.items[0], milliseconds(5000)), milliseconds(50));
  EXPECT_EQ(good.in.duration(good.root.items[1], milliseconds(5000)), milliseconds(2000));
  EXPECT_EQ(good.in.duration(good.root.items[2], milliseconds(5000)), milliseconds(0));
  reading bad("[50, 2 s, 6s, 5001ms, 1.5s, ms, s, -1s, \"2s\", 18446744073709551615s, 2m]");
  for (const yaml_node& item : bad.root.items) {
    EXPECT_EQ(bad.in.duration(item, milliseconds(5000)), std::nullopt) << item.text;
  }
  EXPECT_EQ(bad.complaints().front(),
            "t.yaml:1:2: a duration such as 50ms or 2s, at most 5000ms, is wanted here, not \"50\"");
}

TEST(yaml_reader, choices_name_what_is_possible) {
  constexpr std::array<std::string_view, 3> words = {"nxdomain", "servfail", "silent"};
  reading r("[servfail, servfial, [x], zebra]");
  EXPECT_EQ(r.in.choice(r.root.items[0], words), 1U);
  EXPECT_EQ(r.in.choice(r.root.items[1], words), std::nullopt);
  EXPECT_EQ(r.in.choice(r.root.items[2], words), std::nullopt);
  EXPECT_EQ(r.in.choice(r.root.items[3], words), std::nullopt);
  EXPECT_THAT(r.complaints(),
              ElementsAre("t.yaml:1:12: \"servfial\" isn't known here; did you mean \"servfail\"?",
                          "t.yaml:1:22: one of nxdomain, servfail, silent is wanted here, not a list",
                          "t.yaml:1:27: one of nxdomain, servfail, silent is wanted here, not \"zebra\""));
}

TEST(yaml_map, reads_known_keys_and_reports_the_others) {
  reading r("title: x\nsize: 12\nprobe: true\nshwos: [a]\n\"\\e[31m\": 1\nnames: [a, b]\nwait: 50ms\n");
  std::string title;
  std::size_t size = 0;
  bool probe = false;
  std::vector<std::string> shows = {"kept"};
  std::vector<std::string> names;
  milliseconds wait{0};
  std::optional<std::string> missing;
  {
    yaml_map map(r.in, r.root, "scenario");
    EXPECT_TRUE(map.read("title", title, yaml_map::required));
    EXPECT_TRUE(map.read("size", size, 0, 100));
    EXPECT_TRUE(map.read("probe", probe));
    EXPECT_FALSE(map.read("shows", shows, yaml_map::required));
    EXPECT_TRUE(map.read("names", names));
    EXPECT_TRUE(map.read("wait", wait, milliseconds(1000)));
    EXPECT_FALSE(map.read("nothing", missing));
    EXPECT_TRUE(map.has("title"));
    EXPECT_FALSE(map.has("nothing"));
  }
  EXPECT_EQ(title, "x");
  EXPECT_EQ(size, 12U);
  EXPECT_TRUE(probe);
  EXPECT_THAT(shows, ElementsAre("kept"));
  EXPECT_THAT(names, ElementsAre("a", "b"));
  EXPECT_EQ(wait, milliseconds(50));
  EXPECT_EQ(missing, std::nullopt);
  EXPECT_THAT(
      r.complaints(),
      ElementsAre("t.yaml:1:1: scenario lacks the key \"shows\"",
                  "t.yaml:4:1: unknown key \"shwos\"; did you mean \"shows\"?",
                  "t.yaml:5:1: unknown key \"\\x1B[31m\"; scenario has: names, nothing, probe, shows, size, "
                  "title, wait"));
  EXPECT_THAT(r.in.asked().at("scenario"),
              ElementsAre("names", "nothing", "probe", "shows", "size", "title", "wait"));
}

TEST(yaml_map, a_list_in_its_place_is_one_error) {
  reading r("[a]");
  std::string title;
  yaml_map map(r.in, r.root, "scenario");
  EXPECT_FALSE(map.read("title", title, yaml_map::required));
  map.finish();
  EXPECT_THAT(r.complaints(), ElementsAre("t.yaml:1:1: scenario is a map; here is a list"));
}

TEST(yaml_reader, keeps_one_error_once_and_a_hundred_in_all) {
  reading r("x");
  for (int i = 0; i < 3; ++i) {
    r.in.fail(r.root, "the same");
  }
  EXPECT_EQ(r.in.errors().size(), 1U);
  for (std::size_t i = 0; i < 1000; ++i) {
    r.in.fail(1000 - i, 1, "another");
  }
  EXPECT_EQ(r.in.errors().size(), 100U);
  EXPECT_EQ(r.in.errors().front().text(), "t.yaml:1:1: the same") << "sorted by position";
}

TEST(closest, needs_real_likeness) {
  constexpr std::array<std::string_view, 4> words = {"mail", "rcpt", "ehlo_after_tls", "to"};
  EXPECT_EQ(closest("MAIL", words), "mail");
  EXPECT_EQ(closest("mial", words), "mail");
  EXPECT_EQ(closest("mai", words), "mail");
  EXPECT_EQ(closest("ehlo-after-tls", words), "ehlo_after_tls");
  EXPECT_EQ(closest("xyz", words), "");
  EXPECT_EQ(closest("t", words), "");
  EXPECT_EQ(closest(std::string(1'000'000, 'a'), words), "");
}

}  // namespace
}  // namespace dsnspec::scenario
