#include <testthat/vendor/catch.h>

#include <algorithm>
#include <limits>
#include <random>
#include <set>

#include "error.hpp"
#include "missing.hpp"
#include "recode.hpp"

using namespace tendensen;

namespace {

using Codes = std::vector<std::string>;

const Codes scale = {"never", "rarely", "often", "always"};
const std::vector<RecodeRule> halves = {
    {"never", "low"}, {"rarely", "low"}, {"often", "high"}, {"always", "high"}};

std::string refusal(const Codes& codes, const std::vector<RecodeRule>& rules) {
  try {
    recode_table(codes, rules);
  } catch (const RecodeError& error) {
    return error.what();
  }
  return "";
}

bool says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// A complete recode of `n` options into at most `n_new`, in random order.
struct RandomRecode {
  Codes codes;
  std::vector<RecodeRule> rules;

  RandomRecode(std::mt19937& random, std::size_t n, std::size_t n_new) {
    for (std::size_t i = 0; i < n; ++i) {
      codes.push_back("old" + std::to_string(i));
      rules.push_back({codes.back(), "new" + std::to_string(random() % n_new)});
    }
    std::shuffle(rules.begin(), rules.end(), random);
  }

  std::string target(const std::string& code) const {
    return std::find_if(rules.begin(), rules.end(),
                        [&](const auto& rule) { return rule.from == code; })
        ->to;
  }
};

}  // namespace

TEST_CASE("a complete recode lists the new codes in order of first mention") {
  const auto table = recode_table(scale, halves);
  CHECK(table.codes == (Codes{"low", "high"}));
  CHECK(table.target == (std::vector<int>{0, 0, 1, 1}));
  const auto reversed = recode_table(scale, {halves.rbegin(), halves.rend()});
  CHECK(reversed.codes == (Codes{"high", "low"}));
  CHECK(reversed.target == (std::vector<int>{1, 1, 0, 0}));
}

TEST_CASE("a new code may be an old one") {
  const auto table = recode_table({"a", "b"}, {{"a", "b"}, {"b", "a"}});
  CHECK(table.codes == (Codes{"b", "a"}));
  CHECK(recode_single(std::vector<int>{1, 2}, table) == (std::vector<int>{1, 2}));
}

TEST_CASE("codes left over are named, all of them and no other") {
  const std::string message = refusal(scale, {{"never", "low"}, {"often", "high"}});
  CHECK(says(message, "`rarely`"));
  CHECK(says(message, "`always`"));
  CHECK_FALSE(says(message, "`never`"));
  CHECK_FALSE(says(message, "`often`"));
  CHECK(says(refusal(scale, {}), "`never`"));
}

TEST_CASE("rules for codes that do not exist are named") {
  auto rules = halves;
  rules.push_back({"sometimes", "low"});
  rules.push_back({"Never", "low"});
  const std::string message = refusal(scale, rules);
  CHECK(says(message, "`sometimes`"));
  CHECK(says(message, "`Never`"));
  CHECK_FALSE(says(message, "`never`"));
}

TEST_CASE("a code mapped twice is refused, to the same target too") {
  for (const std::string to : {"low", "high"}) {
    auto rules = halves;
    rules.push_back({"never", to});
    const std::string message = refusal(scale, rules);
    CHECK(says(message, "`never`"));
    CHECK_FALSE(says(message, "`rarely`"));
  }
}

TEST_CASE("a recode of no codes is empty") {
  const auto table = recode_table({}, {});
  CHECK(table.codes.empty());
  CHECK(table.target.empty());
}

TEST_CASE("kinds of missing pass through") {
  const std::vector<int> missing = {-1, -2, -3, -4, -5, -6, -7, plain_na};
  CHECK(recode_single(missing, recode_table(scale, halves)) == missing);
  CHECK(recode_multiple({missing}, recode_table(scale, halves)) == missing);
}

TEST_CASE("rows in are rows out") {
  CHECK(recode_single(View<int>(), recode_table(scale, halves)).empty());
  CHECK(recode_multiple({View<int>()}, recode_table(scale, halves)).empty());
}

TEST_CASE("a net is ticked when any of its parts is") {
  const auto table = recode_table(scale, halves);
  // In bits: none, never, rarely, both, often, never + always, all.
  CHECK(recode_multiple({std::vector<int>{0, 1, 2, 3, 4, 9, 15}}, table) ==
        (std::vector<int>{0, 1, 1, 1, 2, 3, 3}));
}

TEST_CASE("single answers are recoded by name") {
  std::mt19937 random(7);
  for (int i = 0; i < 200; ++i) {
    const RandomRecode recode(random, 1 + random() % 40, 1 + random() % 6);
    const auto table = recode_table(recode.codes, recode.rules);
    std::vector<int> column;
    for (int row = 0; row < 50; ++row) {
      column.push_back(random() % 5 == 0 ? -1 - static_cast<int>(random() % 7)
                                         : 1 + static_cast<int>(random() % recode.codes.size()));
    }
    const auto recoded = recode_single(column, table);
    REQUIRE(recoded.size() == column.size());
    for (std::size_t row = 0; row < column.size(); ++row) {
      if (column[row] < 0) {
        REQUIRE(recoded[row] == column[row]);
        continue;
      }
      const auto& old = recode.codes[static_cast<std::size_t>(column[row]) - 1];
      REQUIRE(table.codes.at(static_cast<std::size_t>(recoded[row]) - 1) == recode.target(old));
    }
  }
}

TEST_CASE("a net can have parts in both columns, and missing stands in both") {
  Codes codes;
  std::vector<RecodeRule> rules;
  for (int option = 0; option < 33; ++option) {
    codes.push_back("o" + std::to_string(option));
    rules.push_back({codes.back(), option == 0 || option == 31 ? "ends" : "middle"});
  }
  // Ticked: the first option, option 31, options 30 and 32, options 0 and 32, none.
  const std::vector<int> first = {1, 0, 1 << 30, 1, 0, -4, plain_na};
  const std::vector<int> second = {0, 1, 2, 2, 0, -4, plain_na};
  const auto table = recode_table(codes, rules);
  REQUIRE(table.codes == (Codes{"ends", "middle"}));
  CHECK(recode_multiple({first, second}, table) == (std::vector<int>{1, 1, 2, 3, 0, -4, plain_na}));
}

TEST_CASE("31 nets fit a column, 32 are refused") {
  for (const int n_nets : {31, 32}) {
    Codes codes;
    std::vector<RecodeRule> rules;
    for (int option = 0; option < n_nets; ++option) {
      codes.push_back("o" + std::to_string(option));
      rules.push_back({codes.back(), codes.back()});
    }
    const auto table = recode_table(codes, rules);
    const std::vector<int> first = {1 << 30};
    const std::vector<int> second = {0};
    if (n_nets == 31) {
      CHECK(recode_multiple({first}, table) == first);
    } else {
      CHECK_THROWS_AS(recode_multiple({first, second}, table), RecodeError);
    }
  }
}

TEST_CASE("multiple answers are recoded by name, in one column and in two") {
  std::mt19937 random(31);
  for (int i = 0; i < 200; ++i) {
    const std::size_t n = i == 0 ? 31 : i == 1 ? 62 : 1 + random() % 62;
    const RandomRecode recode(random, n, i % 2 == 0 ? 31 : 4);
    const auto table = recode_table(recode.codes, recode.rules);
    std::vector<std::vector<int>> columns((n + 30) / 31);
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const unsigned all = (1U << std::min<std::size_t>(31, n - 31 * c)) - 1;
      for (int row = 0; row < 30; ++row) {
        columns[c].push_back(static_cast<int>(random() & all & random() & random()));
      }
      columns[c].push_back(static_cast<int>(all));
    }
    const auto recoded = recode_multiple({columns.begin(), columns.end()}, table);
    REQUIRE(recoded.size() == columns[0].size());
    for (std::size_t row = 0; row < recoded.size(); ++row) {
      std::set<std::string> expected;
      for (std::size_t option = 0; option < n; ++option) {
        if ((columns[option / 31][row] >> option % 31 & 1) == 0) continue;
        expected.insert(recode.target(recode.codes[option]));
      }
      std::set<std::string> ticked;
      for (std::size_t option = 0; option < 31; ++option) {
        if (recoded[row] >> option & 1) ticked.insert(table.codes.at(option));
      }
      REQUIRE(ticked == expected);
    }
  }
}

TEST_CASE("a code that is no option is refused with its respondent") {
  const auto table = recode_table(scale, halves);
  for (const int code : {0, static_cast<int>(scale.size()) + 1, std::numeric_limits<int>::max()}) {
    CHECK_THROWS_AS(recode_single(std::vector<int>{1, code}, table), ArgumentError);
  }
  CHECK_THROWS_AS(recode_multiple({std::vector<int>{1 << scale.size()}}, table), ArgumentError);
}

TEST_CASE("columns of bits that do not fit the options are refused") {
  const auto table = recode_table(scale, halves);
  const std::vector<int> column = {1, 0};
  CHECK_THROWS_AS(recode_multiple({}, table), ArgumentError);
  CHECK_THROWS_AS(recode_multiple({column, column}, table), ArgumentError);
  RecodeTable wide{{"net"}, std::vector<int>(32, 0)};
  CHECK_THROWS_AS(recode_multiple({column}, wide), ArgumentError);
  CHECK_THROWS_AS(recode_multiple({column, std::vector<int>{1}}, wide), ArgumentError);
  // A kind of missing in the second column only.
  CHECK_THROWS_AS(recode_multiple({column, std::vector<int>{0, -4}}, wide), ArgumentError);
  CHECK(recode_multiple({column, column}, wide) == column);
}
