#include <testthat/vendor/catch.h>

#include <string>
#include <vector>

#include "error.hpp"
#include "match.hpp"
#include "missing.hpp"

using namespace tendensen;

namespace {

constexpr int not_shown = static_cast<int>(Missing::not_shown);
constexpr int no_answer = static_cast<int>(Missing::no_answer);

OptionNames names_of(const std::vector<std::string>& texts) {
  std::vector<OptionName> names;
  for (std::size_t i = 0; i < texts.size(); ++i)
    names.push_back({texts[i], static_cast<int>(i) + 1, 1});
  return OptionNames(names);
}

// Values of the parts, 0 for what matches nothing.
std::vector<int> values(const OptionNames& names, const std::string& text,
                        const std::string& separator) {
  std::vector<int> found;
  for (const auto& part : names.split(text, separator)) {
    found.push_back(part.match.found == OptionNames::Found::yes ? part.match.value : 0);
  }
  return found;
}

ColumnMatch match_one(const std::vector<std::string>& keys, const std::vector<ColumnName>& names) {
  return match_columns({keys}, names).front();
}

}  // namespace

TEST_CASE("a column is matched by what is declared, then its first key, then the tier") {
  const std::vector<ColumnName> names = {
      {"n:a", 0, -1, 1},    {"t:label", 1, -1, 3}, {"t:label", 2, 4, 4}, {"n:column 7", 3, -1, 0},
      {"t:same", 4, -1, 3}, {"t:same", 5, -1, 3},  {"t:same", 5, -1, 3}};
  CHECK(match_one({"n:a", "t:label"}, names).item == 0);
  CHECK(match_one({"n:x", "t:label"}, names).item == 1);
  CHECK(match_one({"n:a", "n:column 7"}, names).item == 3);
  CHECK(match_one({"n:x"}, names).item == -1);
  CHECK(match_one({}, names).item == -1);
  const auto both = match_one({"t:same"}, names);
  CHECK(both.item == 4);
  CHECK(both.rivals == (std::vector<int>{5, 5}));
  CHECK(match_one({"n:a", "t:same"}, names).rivals.empty());
}

TEST_CASE("two options of one item are rivals too") {
  CHECK(match_one({"a:x"}, {{"a:x", 0, 1, 4}, {"a:x", 0, 2, 4}}).rivals.size() == 1);
}

TEST_CASE("an answer is its option, none, or more than one") {
  using Found = OptionNames::Found;
  const OptionNames names(
      {{"x", 1, 1}, {"x", 2, 2}, {"y", 3, 2}, {"y", 4, 2}, {"y", 3, 3}, {"", 9, 0}});
  CHECK(names.find("x").value == 1);
  CHECK(names.find("y").found == Found::ambiguous);
  CHECK(names.find("").found == Found::no);
  CHECK(names.find("a text that is longer than all").found == Found::no);
  // A surer text settles it.
  CHECK(OptionNames({{"y", 3, 2}, {"y", 4, 2}, {"y", 5, 1}}).find("y").value == 5);
}

TEST_CASE("an option may hold the separator") {
  const auto names = names_of({"guide, coach", "coach", "screen", "guide"});
  CHECK(values(names, "guide, coach, screen", ", ") == (std::vector<int>{1, 3}));
  CHECK(values(names, "screen, guide, coach", ", ") == (std::vector<int>{3, 1}));
  CHECK(values(names, "coach, guide", ", ") == (std::vector<int>{2, 4}));
  CHECK(values(names, "guide, other, coach", ", ") == (std::vector<int>{4, 0, 2}));
  CHECK(values(names, "guide", ", ") == std::vector<int>{4});
}

TEST_CASE("empty parts and spaces around do not count") {
  const auto names = names_of({"a", "b"});
  CHECK(values(names, "a; b ;", ";") == (std::vector<int>{1, 2}));
  CHECK(values(names, ";;a;;", ";") == std::vector<int>{1});
  CHECK(values(names, "", ";").empty());
  CHECK(values(names, " ; ", ";").empty());
  CHECK_THROWS_AS(names.split("a", ""), ArgumentError);
}

TEST_CASE("what matches nothing comes out as it went in") {
  const auto parts = names_of({"a"}).split("x y;a; \xC3\xA9", ";");
  REQUIRE(parts.size() == 3);
  CHECK(parts[0].text == "x y");
  CHECK(parts[2].text == "\xC3\xA9");
}

TEST_CASE("a long answer is split in reasonable time") {
  std::string text;
  for (int i = 0; i < 20000; ++i) text += "a;";
  CHECK(values(names_of({"a", "a;a"}), text, ";").size() == 10000);
}

TEST_CASE("nothing ticked is told from not shown and no answer") {
  const std::vector<int> first = {1, 0, -1, -1, -1, -1, 1, 0};
  const std::vector<int> second = {0, -1, -1, -1, -1, -1, -1, 0};
  const std::vector<int> shown = {1, 1, 0, 1, 1, -1, 0, 0};
  const std::vector<int> complete = {1, 1, 1, 1, 0, 1, 1, 1};
  PickSource source{
      {View<int>(first), View<int>(second)}, View<int>(shown), View<int>(complete), false};
  auto picks = combine_picks(source, 8);
  REQUIRE(picks.columns.size() == 1);
  CHECK(picks.columns[0] ==
        (std::vector<int>{1, 0, not_shown, 0, no_answer, no_answer, 1, not_shown}));
  CHECK(picks.untold == (std::vector<std::size_t>{4, 5}));
  source.marks_open = true;
  picks = combine_picks(source, 8);
  CHECK(picks.columns[0] ==
        (std::vector<int>{1, 0, not_shown, no_answer, no_answer, no_answer, 1, not_shown}));
  CHECK(picks.untold.empty());
}

TEST_CASE("the 32nd option is the first bit of a second column") {
  const std::vector<int> none = {-1, 0};
  const std::vector<int> tick = {1, 0};
  std::vector<View<int>> ticks(31, View<int>(none));
  ticks.push_back(View<int>(tick));
  const auto picks = combine_picks({ticks, {}, {}, true}, 2);
  REQUIRE(picks.columns.size() == 2);
  CHECK(picks.columns[0] == (std::vector<int>{0, 0}));
  CHECK(picks.columns[1] == (std::vector<int>{1, 0}));
}

TEST_CASE("ticks that differ in length are refused") {
  const std::vector<int> two = {1, 0};
  const std::vector<int> three = {1, 0, 1};
  CHECK_THROWS_AS(combine_picks({{View<int>(two), View<int>(three)}, {}, {}, false}, 2),
                  ArgumentError);
  CHECK_THROWS_AS(combine_picks({{View<int>(two)}, View<int>(three), {}, false}, 2), ArgumentError);
  CHECK_THROWS_AS(combine_picks({{}, {}, {}, false}, 2), ArgumentError);
}
