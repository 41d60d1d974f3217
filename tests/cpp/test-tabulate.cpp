#include <testthat/vendor/catch.h>

#include <algorithm>
#include <numeric>
#include <random>

#include "error.hpp"
#include "missing.hpp"
#include "tabulate.hpp"

using namespace tendensen;

namespace {

const std::vector<int> missing_codes = {-1, -2, -3, -4, -5, -6, -7, plain_na};

// One question: for multiple choice, a column for every 31 options.
struct Answers {
  bool multiple = false;
  int n_options = 1;
  int n_groups = 1;
  std::vector<std::vector<int>> columns;
  std::vector<int> groups;
  std::vector<double> weights;

  std::size_t n_rows() const { return groups.size(); }
};

Counts count(const Answers& answers, unsigned n_threads = 1) {
  const Groups groups{answers.groups, answers.n_groups};
  if (!answers.multiple) {
    return count_single(answers.columns[0], answers.n_options, groups, answers.weights, n_threads);
  }
  const std::vector<View<int>> columns(answers.columns.begin(), answers.columns.end());
  return count_multiple(columns, answers.n_options, groups, answers.weights, n_threads);
}

// `binary`: weights whose sums are exact in any order.
Answers random_answers(std::mt19937& random, bool multiple, int n_options, int n_groups,
                       std::size_t n_rows, bool binary = true) {
  Answers answers{multiple, n_options, n_groups, {}, {}, {}};
  const int n_columns = multiple ? (n_options + 30) / 31 : 1;
  answers.columns.resize(static_cast<std::size_t>(n_columns));
  for (std::size_t row = 0; row < n_rows; ++row) {
    const bool is_missing = random() % 4 == 0;
    const int code = is_missing ? missing_codes[random() % missing_codes.size()]
                                : 1 + static_cast<int>(random() % static_cast<unsigned>(n_options));
    for (int column = 0; column < n_columns; ++column) {
      const int n_bits = std::min(31, n_options - 31 * column);
      const auto picks = static_cast<int>(random() & random() & ((1U << n_bits) - 1));
      answers.columns[static_cast<std::size_t>(column)].push_back(is_missing || !multiple ? code
                                                                                          : picks);
    }
    answers.groups.push_back(static_cast<int>(random() % static_cast<unsigned>(n_groups)));
    answers.weights.push_back(binary ? static_cast<double>(random() % 32) / 8
                                     : static_cast<double>(random()) / 1e9);
  }
  return answers;
}

// The twin: who is in a cell is asked of each respondent, one cell after the other.
template <typename Member>
Tally tally(const Answers& answers, int group, const Member& member) {
  Tally tally;
  for (std::size_t row = 0; row < answers.n_rows(); ++row) {
    if (answers.groups[row] != group) continue;
    const int times = member(row);
    tally.n += times;
    if (!answers.weights.empty()) tally.weighted += times * answers.weights[row];
  }
  return tally;
}

bool answered(const Answers& answers, std::size_t row) { return answers.columns[0][row] >= 0; }

bool chose(const Answers& answers, std::size_t row, int option) {
  if (!answered(answers, row)) return false;
  if (!answers.multiple) return answers.columns[0][row] == option + 1;
  return (answers.columns[static_cast<std::size_t>(option / 31)][row] >> option % 31 & 1) != 0;
}

bool missing_as(int code, Missing kind) {
  return code == static_cast<int>(kind) || (code == plain_na && kind == Missing::not_asked);
}

int members(const Answers& answers, std::size_t row, Base base) {
  const int code = answers.columns[0][row];
  int picks = 0;
  switch (base) {
    case Base::answered:
      return code >= 0;
    case Base::asked:
      return code >= 0 || missing_as(code, Missing::no_answer) ||
             missing_as(code, Missing::dont_know) || missing_as(code, Missing::not_applicable) ||
             missing_as(code, Missing::suppressed);
    case Base::all:
      return 1;
    case Base::mentions:
      for (int i = 0; i < answers.n_options; ++i) picks += chose(answers, row, i);
      return picks;
  }
  return 0;
}

bool same(const Tally& a, const Tally& b) { return a.n == b.n && a.weighted == b.weighted; }

bool agrees(const Counts& counts, const Answers& answers) {
  bool agree = counts.n_groups() == answers.n_groups && counts.n_options() == answers.n_options;
  for (int group = 0; group < answers.n_groups; ++group) {
    const auto check = [&](const Tally& counted, const auto& member) {
      agree = agree && same(counted, tally(answers, group, member));
    };
    for (int i = 0; i < answers.n_options; ++i) {
      check(counts.option(group, i), [&](std::size_t row) { return chose(answers, row, i); });
    }
    for (int kind = 0; kind < n_missing_kinds; ++kind) {
      check(counts.missing(group, kind), [&](std::size_t row) {
        return missing_as(answers.columns[0][row], static_cast<Missing>(-1 - kind));
      });
    }
    for (const auto base : {Base::answered, Base::asked, Base::all, Base::mentions}) {
      check(counts.base(group, base), [&](std::size_t row) { return members(answers, row, base); });
    }
  }
  return agree;
}

bool identical(const Counts& a, const Counts& b) {
  bool identical = a.n_groups() == b.n_groups() && a.n_options() == b.n_options();
  for (int group = 0; group < a.n_groups(); ++group) {
    for (int i = 0; i < a.n_options(); ++i) {
      identical = identical && same(a.option(group, i), b.option(group, i));
    }
    for (int kind = 0; kind < n_missing_kinds; ++kind) {
      identical = identical && same(a.missing(group, kind), b.missing(group, kind));
    }
    for (const auto base : {Base::answered, Base::asked, Base::all, Base::mentions}) {
      identical = identical && same(a.base(group, base), b.base(group, base));
    }
  }
  return identical;
}

std::vector<std::int64_t> n_of_options(const Counts& counts, int group = 0) {
  std::vector<std::int64_t> n;
  for (int i = 0; i < counts.n_options(); ++i) n.push_back(counts.option(group, i).n);
  return n;
}

std::string refusal(const Answers& answers, unsigned n_threads = 1) {
  try {
    count(answers, n_threads);
  } catch (const ArgumentError& error) {
    return error.what();
  }
  return "";
}

bool says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

Answers single(const std::vector<int>& column, int n_options) {
  return {false, n_options, 1, {column}, std::vector<int>(column.size(), 0), {}};
}

Answers multiple(const std::vector<std::vector<int>>& columns, int n_options) {
  return {true, n_options, 1, columns, std::vector<int>(columns[0].size(), 0), {}};
}

}  // namespace

TEST_CASE("a single choice is counted by group") {
  Answers answers = single({1, 2, 2, 3, 2, -4}, 3);
  answers.n_groups = 2;
  answers.groups = {0, 0, 1, 1, 1, 1};
  const auto counts = count(answers);
  CHECK(n_of_options(counts, 0) == (std::vector<std::int64_t>{1, 1, 0}));
  CHECK(n_of_options(counts, 1) == (std::vector<std::int64_t>{0, 2, 1}));
  CHECK(counts.base(0, Base::answered).n == 2);
  CHECK(counts.base(1, Base::answered).n == 3);
}

TEST_CASE("each base of one respondent of each kind") {
  // Two answers and eight kinds of missing, of which four were asked; plain NA was not.
  const auto counts = count(single({1, 2, -1, -2, -3, -4, -5, -6, -7, plain_na}, 2));
  CHECK(counts.base(0, Base::answered).n == 2);
  CHECK(counts.base(0, Base::asked).n == 6);
  CHECK(counts.base(0, Base::all).n == 10);
}

TEST_CASE("plain NA is counted with what was not asked") {
  const auto counts = count(single({plain_na, -2, plain_na, -1}, 1));
  CHECK(counts.missing(0, 1).n == 3);
  CHECK(counts.missing(0, 0).n == 1);
}

TEST_CASE("who ticks nothing has answered, and mentions are ticks") {
  const auto counts = count(multiple({{0, 5, 7, -4, 0}}, 3));
  CHECK(n_of_options(counts) == (std::vector<std::int64_t>{2, 1, 2}));
  CHECK(counts.base(0, Base::answered).n == 4);
  CHECK(counts.base(0, Base::asked).n == 5);
  CHECK(counts.base(0, Base::mentions).n == 5);
}

TEST_CASE("option 31 is the first bit of the second column") {
  const auto counts = count(multiple({{1 << 30, 0, 0, -1}, {0, 1, 2, -1}}, 33));
  std::vector<std::int64_t> expected(33, 0);
  expected[30] = expected[31] = expected[32] = 1;
  CHECK(n_of_options(counts) == expected);
  CHECK(counts.base(0, Base::answered).n == 3);
  CHECK(counts.missing(0, 0).n == 1);
}

TEST_CASE("weights are summed in every cell, and counts stay counts") {
  Answers answers = single({1, 1, 2, -4, -1}, 2);
  answers.weights = {0.5, 2, 0, 4, 8};
  const auto counts = count(answers);
  CHECK(same(counts.option(0, 0), {2, 2.5}));
  CHECK(same(counts.option(0, 1), {1, 0}));
  CHECK(same(counts.missing(0, 3), {1, 4}));
  CHECK(same(counts.base(0, Base::answered), {3, 2.5}));
  CHECK(same(counts.base(0, Base::asked), {4, 6.5}));
  CHECK(same(counts.base(0, Base::all), {5, 14.5}));
}

TEST_CASE("without weights the weighted sums are 0") {
  const auto counts = count(single({1, 2, -4}, 2));
  CHECK(same(counts.option(0, 0), {1, 0}));
  CHECK(same(counts.base(0, Base::all), {3, 0}));
}

TEST_CASE("single choices agree with one loop a cell") {
  std::mt19937 random(173);
  for (int i = 0; i < 200; ++i) {
    Answers answers = random_answers(random, false, 1 + static_cast<int>(random() % 12),
                                     1 + static_cast<int>(random() % 4), random() % 300);
    if (i % 3 == 0) answers.weights.clear();
    REQUIRE(agrees(count(answers, 1 + i % 3), answers));
  }
}

TEST_CASE("multiple choices agree with one loop a cell, in one column and in two") {
  std::mt19937 random(142);
  const std::vector<int> sizes = {1, 5, 30, 31, 32, 45, 61, 62};
  for (int i = 0; i < 160; ++i) {
    Answers answers = random_answers(random, true, sizes[static_cast<std::size_t>(i) % 8],
                                     1 + static_cast<int>(random() % 3), random() % 200);
    REQUIRE(answers.columns.size() == (answers.n_options > 31 ? 2 : 1));
    if (i % 3 == 0) answers.weights.clear();
    REQUIRE(agrees(count(answers, 1 + i % 3), answers));
  }
}

TEST_CASE("no respondents are zero in every cell") {
  for (const bool multiple : {false, true}) {
    Answers answers{multiple, 3, 2, {{}}, {}, {}};
    const auto counts = count(answers, 8);
    CHECK(agrees(counts, answers));
    CHECK(counts.base(1, Base::all).n == 0);
    CHECK(counts.option(1, 2).n == 0);
  }
}

TEST_CASE("no groups and no respondents are no cells") {
  const Answers answers{false, 3, 0, {{}}, {}, {}};
  CHECK(count(answers).n_groups() == 0);
}

TEST_CASE("a group that nobody is in is zero") {
  Answers answers = single({1, 2}, 2);
  answers.n_groups = 3;
  answers.groups = {0, 2};
  CHECK(agrees(count(answers), answers));
}

TEST_CASE("a code that is not in the list is refused with its respondent") {
  for (const int code : {0, 4, -8, plain_na + 1, std::numeric_limits<int>::max()}) {
    const std::string message = refusal(single({1, -4, code, 3}, 3));
    INFO(message);
    CHECK(says(message, "respondent 3"));
    CHECK(says(message, std::to_string(code)));
  }
}

TEST_CASE("a tick beyond the list is refused with its respondent") {
  CHECK(says(refusal(multiple({{1, 8}}, 3)), "respondent 2"));
  CHECK(says(refusal(multiple({{1, std::numeric_limits<int>::max()}}, 30)), "respondent 2"));
  CHECK(refusal(multiple({{1, std::numeric_limits<int>::max()}}, 31)).empty());
  CHECK(says(refusal(multiple({{1, 1, 1}, {0, 1, 4}}, 33)), "respondent 3"));
  CHECK(says(refusal(multiple({{-8, 1}}, 3)), "respondent 1"));
}

TEST_CASE("an answer whose second column is missing is refused") {
  CHECK(says(refusal(multiple({{1, 1}, {1, -4}}, 33)), "respondent 2"));
}

TEST_CASE("a missing answer whose second column has ticks is refused") {
  CHECK(says(refusal(multiple({{1, -4}, {1, 1}}, 33)), "respondent 2"));
}

TEST_CASE("a respondent in no group is refused") {
  for (const int group : {-1, 2, plain_na}) {
    Answers answers = single({1, 1, -4}, 1);
    answers.n_groups = 2;
    answers.groups = {0, 1, group};
    CHECK(says(refusal(answers), "espondent 3"));
  }
}

TEST_CASE("columns, groups and weights of other lengths are refused") {
  Answers answers = single({1, 1, 1}, 1);
  answers.groups = {0, 0};
  CHECK_FALSE(refusal(answers).empty());
  answers = single({1, 1, 1}, 1);
  answers.weights = {1, 1};
  CHECK_FALSE(refusal(answers).empty());
  answers.weights = {1, 1, 1, 1};
  CHECK_FALSE(refusal(answers).empty());
  CHECK_FALSE(refusal(multiple({{1, 1}, {1}}, 33)).empty());
  CHECK_FALSE(refusal(multiple({{1, 1}, {1, 1, 1}}, 33)).empty());
  CHECK_THROWS_AS(count_multiple({}, 3, {}, {}, 1), ArgumentError);
  CHECK_FALSE(refusal(multiple({{1, 1}}, 32)).empty());
  CHECK_FALSE(refusal(multiple({{1, 1}, {0, 0}}, 31)).empty());
}

TEST_CASE("permuting the respondents changes no count") {
  std::mt19937 random(2006);
  const Answers answers = random_answers(random, true, 40, 3, 2000);
  std::vector<std::size_t> order(answers.n_rows());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::shuffle(order.begin(), order.end(), random);
  Answers moved{true, 40, 3, {{}, {}}, {}, {}};
  for (const std::size_t row : order) {
    for (std::size_t c = 0; c < 2; ++c) moved.columns[c].push_back(answers.columns[c][row]);
    moved.groups.push_back(answers.groups[row]);
    moved.weights.push_back(answers.weights[row]);
  }
  CHECK(identical(count(answers), count(moved)));
}

TEST_CASE("groups add up to all respondents") {
  std::mt19937 random(315);
  Answers answers = random_answers(random, false, 7, 5, 3000);
  const auto by_group = count(answers);
  answers.n_groups = 1;
  answers.groups.assign(answers.n_rows(), 0);
  const auto together = count(answers);
  for (int i = 0; i < 7; ++i) {
    Tally sum;
    for (int group = 0; group < 5; ++group) {
      sum.n += by_group.option(group, i).n;
      sum.weighted += by_group.option(group, i).weighted;
    }
    CHECK(same(sum, together.option(0, i)));
  }
}

// Weights whose sum depends on the order of adding.
TEST_CASE("200,000 respondents give the same bits on any number of threads") {
  std::mt19937 random(8);
  for (const bool multiple : {false, true}) {
    const Answers answers = random_answers(random, multiple, 40, 4, 200'000, false);
    const auto one = count(answers, 1);
    for (const unsigned n_threads : {2U, 3U, 8U}) CHECK(identical(one, count(answers, n_threads)));
    const double total = std::accumulate(answers.weights.begin(), answers.weights.end(), 0.0);
    double counted = 0;
    for (int group = 0; group < 4; ++group) counted += one.base(group, Base::all).weighted;
    CHECK(counted == Approx(total).epsilon(1e-12));
  }
}

TEST_CASE("200,000 respondents on three threads agree with one loop a cell") {
  std::mt19937 random(9);
  const Answers answers = random_answers(random, false, 3, 2, 200'000);
  CHECK(agrees(count(answers, 3), answers));
}

TEST_CASE("a table of many groups agrees with one loop a respondent") {
  std::mt19937 random(10);
  const Answers answers = random_answers(random, false, 4, 20'000, 100'000);
  std::vector<std::int64_t> n(4 * 20'000, 0);
  for (std::size_t row = 0; row < answers.n_rows(); ++row) {
    const int code = answers.columns[0][row];
    if (code > 0) ++n[static_cast<std::size_t>(4 * answers.groups[row] + code - 1)];
  }
  for (const unsigned n_threads : {1U, 8U}) {
    const auto counts = count(answers, n_threads);
    std::vector<std::int64_t> counted;
    for (int group = 0; group < 20'000; ++group) {
      for (const auto cell : n_of_options(counts, group)) counted.push_back(cell);
    }
    CHECK((counted == n));
  }
}

TEST_CASE("a wrong code among 200,000 respondents is named on any number of threads") {
  std::mt19937 random(11);
  Answers answers = random_answers(random, false, 3, 1, 200'000);
  answers.columns[0][150'000] = 4;
  for (const unsigned n_threads : {1U, 2U, 8U}) {
    CHECK(says(refusal(answers, n_threads), "respondent 150001 "));
  }
}
