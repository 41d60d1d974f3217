#include <testthat/vendor/catch.h>

#include <random>

#include "error.hpp"
#include "match.hpp"
#include "missing.hpp"

using namespace tendensen;

namespace {

using Found = OptionNames::Found;

std::vector<int> values(const std::vector<OptionNames::Part>& parts) {
  std::vector<int> found;
  for (const auto& part : parts) found.push_back(part.match.value);
  return found;
}

}  // namespace

TEST_CASE("a column is what its most telling key says; a declared name goes before all") {
  const std::vector<ColumnName> names = {{"q1", 0, -1, 1},    {"q2", 1, -1, 1}, {"q2/a", 1, 0, 2},
                                         {"vraag", 0, -1, 3}, {"x7", 2, -1, 0}, {"a", 3, -1, 1}};
  const auto matches = match_columns(
      {{"q1", "vraag"}, {"q2/a", "a"}, {"q1", "x7"}, {"nothing"}, {}, {"vraag"}}, names);
  CHECK(matches[0].item == 0);
  CHECK((matches[1].item == 1 && matches[1].option == 0));
  CHECK((matches[2].item == 2 && matches[2].tier == 0));
  CHECK(matches[3].item == -1);
  CHECK(matches[4].item == -1);
  CHECK(matches[5].item == 0);
}

TEST_CASE("a key of two places is nobody's to choose, unless one is surer") {
  const auto two = match_columns({{"t"}}, {{"t", 0, -1, 3}, {"t", 1, -1, 3}});
  CHECK(two[0].rivals == std::vector<int>{1});
  const auto surer = match_columns({{"t"}}, {{"t", 0, -1, 3}, {"t", 1, -1, 2}});
  CHECK(surer[0].item == 1);
  CHECK(surer[0].rivals.empty());
  const auto twice = match_columns({{"t"}}, {{"t", 0, -1, 3}, {"t", 0, -1, 3}});
  CHECK(twice[0].rivals.empty());
}

TEST_CASE("an answer is the option of the lowest tier, or ambiguous within it") {
  const OptionNames names({{"ja", 1, 2}, {"nee", 2, 2}, {"ja", 3, 0}, {"x", 1, 1}, {"x", 2, 1}});
  CHECK(names.find("ja").value == 3);
  CHECK(names.find("nee").value == 2);
  CHECK(names.find("x").found == Found::ambiguous);
  CHECK(names.find("").found == Found::no);
  CHECK(names.find("jaa").found == Found::no);
}

TEST_CASE("joined answers are divided by the options, which may hold the separator") {
  const OptionNames names({{"cheaper, later", 1, 0}, {"fast", 2, 0}, {"later", 3, 0}});
  CHECK(values(names.split("cheaper, later, fast", ", ")) == (std::vector<int>{1, 2}));
  CHECK(values(names.split("later, fast", ", ")) == (std::vector<int>{3, 2}));
  CHECK(values(names.split("fast;later;", ";")) == (std::vector<int>{2, 3}));
  CHECK(names.split("", ", ").empty());
  CHECK(names.split(" ; ;", ";").empty());
  const auto lost = names.split("fast, unknown, later", ", ");
  REQUIRE(lost.size() == 3);
  CHECK(lost[1].match.found == Found::no);
  CHECK(lost[1].text == "unknown");
  CHECK_THROWS_AS(names.split("a", ""), ArgumentError);
}

TEST_CASE("what was joined of random labels is found again") {
  std::mt19937 random(7);
  const std::vector<std::string> words = {"a", "b", "c"};
  for (int round = 0; round < 300; ++round) {
    // A last word of its own makes any join uniquely divisible.
    std::vector<OptionName> names;
    for (int value = 1; value <= 5; ++value) {
      std::string label;
      for (unsigned k = random() % 3; k > 0; --k) label += words[random() % 3] + ", ";
      names.push_back({label + "end" + std::to_string(value), value, 0});
    }
    std::string joined;
    std::vector<int> picked;
    for (unsigned k = 1 + random() % 5; k > 0; --k) {
      const auto& name = names[random() % names.size()];
      joined += (joined.empty() ? "" : ", ") + name.text;
      picked.push_back(name.value);
    }
    CHECK(values(OptionNames(names).split(joined, ", ")) == picked);
  }
}

TEST_CASE("nothing ticked, not shown and no answer are told apart") {
  const int none = static_cast<int>(Missing::no_answer);
  const int hidden = static_cast<int>(Missing::not_shown);
  const std::vector<int> first = {1, -1, -1, -1, 0, -1};
  const std::vector<int> second = {1, -1, -1, -1, -1, 1};
  const std::vector<int> shown = {1, 0, 1, 1, 1, 0};
  const std::vector<int> complete = {1, 1, 1, 0, 1, 1};
  auto picks = combine_picks({{first, second}, shown, complete, false}, 6);
  CHECK(picks.columns == std::vector<std::vector<int>>{{3, hidden, 0, none, 0, 2}});
  CHECK(picks.untold == std::vector<std::size_t>{3});
  picks = combine_picks({{first, second}, shown, complete, true}, 6);
  CHECK(picks.columns == std::vector<std::vector<int>>{{3, hidden, none, none, 0, 2}});
  CHECK(picks.untold.empty());
  // Nothing known of routing and sending.
  picks = combine_picks({{first, second}, {}, {}, false}, 6);
  CHECK(picks.untold == (std::vector<std::size_t>{1, 2, 3}));
}

TEST_CASE("more than 31 options take a second column") {
  const std::vector<int> open = {0};
  const std::vector<int> ticked = {1};
  std::vector<View<int>> ticks(33, View<int>(open));
  ticks[30] = View<int>(ticked);
  ticks[32] = View<int>(ticked);
  const auto picks = combine_picks({ticks, {}, {}, true}, 1);
  CHECK(picks.columns == std::vector<std::vector<int>>{{1 << 30}, {2}});
}

TEST_CASE("columns that do not fit are refused") {
  const std::vector<int> one = {1};
  const std::vector<int> two = {1, 0};
  CHECK_THROWS_AS(combine_picks({{}, {}, {}, false}, 1), ArgumentError);
  CHECK_THROWS_AS(combine_picks({{one, two}, {}, {}, false}, 1), ArgumentError);
  CHECK_THROWS_AS(combine_picks({{one}, two, {}, false}, 1), ArgumentError);
  CHECK_THROWS_AS(combine_picks({std::vector<View<int>>(63, View<int>(one)), {}, {}, false}, 1),
                  ArgumentError);
}
