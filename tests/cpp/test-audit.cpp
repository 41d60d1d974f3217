#include <testthat/vendor/catch.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <random>

#include "audit.hpp"
#include "error.hpp"

using namespace tendensen;

// What a column can hold, and pick_sum() by hand, is in test-reconstruct.cpp; here are the names of
// the rules, the other rules, and all of them together on random tables.

namespace {

using Counts = std::vector<std::int64_t>;
using Levels = std::vector<std::optional<Printed>>;

constexpr std::optional<Printed> not_printed = std::nullopt;

Printed percent(std::int64_t units) { return {units, 0}; }
Printed tenths(std::int64_t units) { return {units, 1}; }

Levels percents(const Counts& units) {
  Levels levels;
  for (const auto value : units) levels.push_back(percent(value));
  return levels;
}

std::vector<Printed> printed(const Counts& units) {
  std::vector<Printed> cells;
  for (const auto value : units) cells.push_back(percent(value));
  return cells;
}

std::vector<std::string> rules_of(const std::vector<Impossible>& found) {
  std::vector<std::string> rules;
  for (const auto& one : found) rules.push_back(one.rule);
  return rules;
}

using Rules = std::vector<std::string>;

bool says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::int64_t below(std::mt19937& random, std::int64_t n) {
  return static_cast<std::int64_t>(random() % static_cast<std::uint32_t>(n));
}

Printed half_up(std::int64_t count, std::int64_t base, int digits) {
  std::int64_t units = 100;
  for (int i = 0; i < digits; ++i) units *= 10;
  return {(2 * count * units + base) / (2 * base), digits};
}

// Counts that sum to `n`, some of them 0.
Counts random_counts(std::mt19937& random, std::size_t n_options, std::int64_t n) {
  Counts cuts = {0, n};
  while (cuts.size() <= n_options) cuts.push_back(below(random, n + 1));
  std::sort(cuts.begin(), cuts.end());
  Counts counts;
  for (std::size_t i = 0; i < n_options; ++i) counts.push_back(cuts[i + 1] - cuts[i]);
  std::shuffle(counts.begin(), counts.end(), random);
  return counts;
}

// In halves of a percent, for whole percentages: the ends of [p - 1/2, p + 1/2), within 0 to 100.
std::int64_t low_of(const Printed& cell) { return std::max<std::int64_t>(0, 2 * cell.units - 1); }
std::int64_t high_of(const Printed& cell) {
  return std::min<std::int64_t>(200, 2 * cell.units + 1);
}
// 100 itself is in the interval of a printed 100.
bool holds_high(const Printed& cell) { return cell.units == 100; }

// Can shares in these intervals add up to 100?
bool can_be_100(const std::vector<Printed>& cells) {
  std::int64_t low = 0;
  std::int64_t high = 0;
  bool closed = true;
  for (const auto& cell : cells) {
    low += low_of(cell);
    high += high_of(cell);
    closed = closed && holds_high(cell);
  }
  return low <= 200 && (high > 200 || (closed && high == 200));
}

// Is every share that prints as `a` below every one that prints as `b`?
bool certainly_below(const Printed& a, const Printed& b) {
  return high_of(a) < low_of(b) || (high_of(a) == low_of(b) && !holds_high(a));
}

}  // namespace

TEST_CASE("a printed percentage is the interval that rounds to it") {
  // Half units: 2'000'000 a percent.
  const auto whole = shares_printed_as(percent(47));
  CHECK(whole.low == 93'000'000);   // 46.5
  CHECK(whole.high == 95'000'000);  // 47.5
  CHECK_FALSE(whole.closed);
  CHECK(whole.contains(93'000'000));
  CHECK_FALSE(whole.contains(95'000'000));
  const auto tenth = shares_printed_as(tenths(470));
  CHECK(tenth.low == 93'900'000);   // 46.95
  CHECK(tenth.high == 94'100'000);  // 47.05
  CHECK(half_units(percent(47)) == half_units(tenths(470)));
  CHECK(half_units(percent(100)) == half_units_of_100);
}

TEST_CASE("a printed 0 starts at 0, and a printed 100 ends with 100") {
  const auto none = shares_printed_as(percent(0));
  CHECK(none.low == 0);
  CHECK(none.high == 1'000'000);
  CHECK_FALSE(none.closed);
  const auto all = shares_printed_as(percent(100));
  CHECK(all.low == 199'000'000);
  CHECK(all.high == half_units_of_100);
  CHECK(all.closed);
  const auto nearly = shares_printed_as({99, 0});
  CHECK(nearly.high == 199'000'000);
  CHECK_FALSE(nearly.closed);
}

TEST_CASE("six digits are half units exactly") {
  const auto shares = shares_printed_as({12'345'678, max_digits});  // 12.345678
  CHECK(shares.low == 2 * 12'345'678 - 1);
  CHECK(shares.high == 2 * 12'345'678 + 1);
  CHECK(half_units({100'000'000, max_digits}) == half_units_of_100);
}

TEST_CASE("blocks are the nets, then each option outside them") {
  const PrintedColumn column = {percents({10, 20, 30, 40}), {{{3, 1}, percent(60)}}};
  const auto blocks = blocks_of(column);
  REQUIRE(blocks.size() == 3);
  CHECK(blocks[0].options == (std::vector<std::size_t>{3, 1}));
  CHECK(blocks[0].net == std::optional<std::size_t>(0));
  CHECK(blocks[1].options == (std::vector<std::size_t>{0}));
  CHECK(blocks[2].options == (std::vector<std::size_t>{2}));
  CHECK_FALSE(blocks[2].net.has_value());
  CHECK_THROWS_AS(blocks_of({percents({50, 50}), {{{0, 0}, percent(50)}}}), ArgumentError);
  CHECK_THROWS_AS(blocks_of({percents({50, 50}), {{{2}, percent(50)}}}), ArgumentError);
  CHECK_THROWS_AS(blocks_of({percents({50, 50}), {{{-1}, percent(50)}}}), ArgumentError);
}

// Figure 1, organisations in 2021: six cells print as 98 to 103 together, and here as 106.
TEST_CASE("rule exclusive_sum") {
  CHECK(rules_of(impossible_column({percents({3, 12, 9, 36, 10, 36}), {}})) ==
        (Rules{"exclusive_sum"}));
  CHECK(impossible_column({percents({3, 12, 9, 36, 10, 33}), {}}).empty());
  CHECK(rules_of(impossible_column({percents({3, 12, 9, 36, 10, 34}), {}})) ==
        (Rules{"exclusive_sum"}));
  CHECK(impossible_column({percents({3, 12, 9, 36, 10, 28}), {}}).empty());
  CHECK(rules_of(impossible_column({percents({3, 12, 9, 36, 10, 27}), {}})) ==
        (Rules{"exclusive_sum"}));
}

// Figure 7, business: of 1 and 12 the net is 12 to 14, and here 11.
TEST_CASE("rule net_parts, and subset where a part is not printed") {
  const auto rules = [](const Levels& levels, std::int64_t net) {
    return rules_of(impossible_column({levels, {{{0, 1}, percent(net)}}}));
  };
  const Levels all = percents({1, 12, 41, 46});
  CHECK(rules(all, 11) == (Rules{"net_parts"}));
  CHECK(rules(all, 12).empty());
  CHECK(rules(all, 14).empty());
  CHECK(rules(all, 15) == (Rules{"net_parts"}));
  const Levels some = {not_printed, percent(12), percent(41), percent(46)};
  CHECK(rules(some, 11) == (Rules{"subset"}));
  CHECK(rules(some, 12).empty());
  // The part that is not printed can be anything: the sum is then for the whole column to judge.
  CHECK(rules({not_printed, percent(12), percent(41), not_printed}, 59).empty());
  CHECK(rules({percent(1), not_printed, percent(41), percent(46)}, 0) == (Rules{"subset"}));
  CHECK(rules({percent(1), not_printed, percent(41), percent(46)}, 1) == (Rules{"exclusive_sum"}));
}

TEST_CASE("an impossible net does not hide an impossible sum") {
  const auto found = impossible_column({percents({1, 12, 41, 56}), {{{0, 1}, percent(11)}}});
  CHECK(rules_of(found) == (Rules{"net_parts", "exclusive_sum"}));
  CHECK(found[0].nets == std::vector<int>{0});
  CHECK_FALSE(found[0].levels);
  CHECK(found[1].levels);
}

TEST_CASE("rule nets_sum: nets that hold every option once add up to 100") {
  const auto reason = [](std::int64_t first, std::int64_t second) {
    return nets_sum(
        {percents({1, 12, 41, 46}), {{{0, 1}, percent(first)}, {{3, 2}, percent(second)}}});
  };
  // 10.5 + 86.5 up to 11.5 + 87.5, which is below 100.
  CHECK(says(reason(11, 87), "11 + 87 = 98"));
  CHECK(says(reason(11, 87), "between 97 and 99"));
  CHECK(reason(13, 87).empty());
  CHECK(reason(13, 88).empty());
  CHECK_FALSE(reason(13, 89).empty());
  CHECK_FALSE(reason(12, 87).empty());  // below 100, and 100 is not included
}

TEST_CASE("nets that leave an option out need not add up to 100") {
  const Levels levels = percents({1, 12, 41, 46});
  CHECK(nets_sum({levels, {}}).empty());
  CHECK(nets_sum({levels, {{{0, 1}, percent(11)}}}).empty());
  CHECK(nets_sum({levels, {{{0, 1}, percent(11)}, {{2}, percent(41)}}}).empty());
  CHECK_FALSE(nets_sum({levels, {{{0, 1, 2, 3}, percent(99)}}}).empty());
  CHECK(nets_sum({levels, {{{0, 1, 2, 3}, percent(100)}}}).empty());
  CHECK_FALSE(nets_sum({Levels(4), {{{0, 1}, percent(60)}, {{2, 3}, percent(42)}}}).empty());
}

TEST_CASE("nets with digits add up by their own intervals") {
  const auto reason = [](std::int64_t first, std::int64_t second) {
    return nets_sum({Levels(2), {{{0}, tenths(first)}, {{1}, percent(second)}}});
  };
  // 12.95 to 13.05, and 86.5 to 87.5.
  CHECK(reason(130, 87).empty());
  CHECK(reason(125, 87).empty());
  CHECK_FALSE(reason(124, 87).empty());
  CHECK(reason(135, 87).empty());
  CHECK_FALSE(reason(136, 87).empty());
}

// Figure 10, 2017: the chart has 29 where the table has 23.
TEST_CASE("rule printed_twice") {
  CHECK(says(printed_twice(percent(23), percent(29)), "23"));
  CHECK(says(printed_twice(percent(23), percent(29)), "29"));
  CHECK_FALSE(printed_twice(percent(23), percent(24)).empty());
  CHECK_FALSE(printed_twice(percent(100), percent(99)).empty());
  CHECK_FALSE(printed_twice(percent(0), percent(1)).empty());
  CHECK(printed_twice(percent(23), percent(23)).empty());
  CHECK(printed_twice(percent(0), percent(0)).empty());
  CHECK(printed_twice(percent(100), percent(100)).empty());
}

TEST_CASE("a number printed with and without a decimal is the same where the intervals meet") {
  CHECK(printed_twice(percent(23), tenths(230)).empty());
  CHECK(printed_twice(percent(23), tenths(225)).empty());  // 22.45 to 22.55
  CHECK(printed_twice(tenths(235), percent(23)).empty());  // 23.45 to 23.55
  CHECK_FALSE(printed_twice(percent(23), tenths(224)).empty());
  CHECK_FALSE(printed_twice(tenths(236), percent(23)).empty());
  CHECK(printed_twice(percent(0), tenths(5)).empty());  // 0.45 to 0.55
  CHECK_FALSE(printed_twice(percent(0), tenths(6)).empty());
}

TEST_CASE("rule bracket: a whole lies between its groups") {
  const auto fits = [](std::int64_t whole, const Counts& groups) {
    return bracket(percent(whole), printed(groups)).empty();
  };
  CHECK(fits(50, {40, 60}));
  CHECK(fits(40, {40, 60}));
  CHECK(fits(60, {40, 60}));
  CHECK_FALSE(fits(39, {40, 60}));
  CHECK_FALSE(fits(61, {40, 60}));
  CHECK(fits(40, {40, 40, 40}));
  CHECK_FALSE(fits(41, {40, 40, 40}));
  CHECK_FALSE(fits(39, {40, 40, 40}));
  CHECK(fits(0, {0, 1}));
  CHECK_FALSE(fits(0, {1, 2}));
  CHECK(fits(100, {100, 3}));
  CHECK_FALSE(fits(100, {99, 3}));
  CHECK(fits(50, {}));
  CHECK_FALSE(fits(50, {51}));
}

TEST_CASE("a whole with a decimal is held against the intervals of its groups") {
  // The largest group is below 40.5; 40.5 is at least 40.45.
  CHECK(bracket(tenths(405), {percent(30), percent(40)}).empty());
  CHECK_FALSE(bracket(tenths(406), {percent(30), percent(40)}).empty());
  // The smallest group is at least 29.5; 29.4 is below 29.45.
  CHECK(bracket(tenths(295), {percent(30), percent(40)}).empty());
  CHECK_FALSE(bracket(tenths(294), {percent(30), percent(40)}).empty());
}

TEST_CASE("a bracket is told with its numbers") {
  const std::string low = bracket(percent(39), printed({40, 60}));
  CHECK(says(low, "39"));
  CHECK(says(low, "larger"));
  CHECK(says(low, "between 39.5 and 40.5"));
  CHECK(says(low, "between 59.5 and 60.5"));
  CHECK(says(bracket(percent(61), printed({40, 60})), "smaller"));
}

// Figure 19, business: 307 printed, at least 300.5 unrounded. Figure 17, business: 301, at least
// 296.
TEST_CASE("pick_sum on two columns of the report") {
  const auto agenda = pick_sum(printed({43, 39, 33, 33, 24, 23, 23, 23, 21, 17, 15, 7, 6}), 3);
  CHECK(agenda.printed == 307);
  CHECK(agenda.least == 300.5);
  CHECK(agenda.allowed == 300);
  CHECK(says(agenda.reason, "= 307"));
  CHECK(says(agenda.reason, "300.5"));
  const auto levers = pick_sum(printed({61, 47, 46, 41, 34, 28, 17, 14, 10, 3}), 3);
  CHECK(levers.printed == 301);
  CHECK(levers.least == 296);
  CHECK(levers.reason.empty());
  // At least 300 exactly is possible.
  CHECK(pick_sum(printed({100, 100, 100, 2, 0}), 3).reason.empty());
  CHECK_FALSE(pick_sum(printed({100, 100, 100, 3, 0}), 3).reason.empty());
}

// ---- Properties ----

namespace {

struct Table {
  PrintedColumn column;  // single choice
  Counts counts;
  std::int64_t n = 1;
  int digits = 0;
};

// Single choice as it would be printed: no nets, some, or nets that hold every option once.
Table random_table(std::mt19937& random, int digits) {
  Table table;
  table.n = 1 + below(random, 400);
  table.digits = digits;
  table.counts = random_counts(random, 2 + random() % 7, table.n);
  const std::size_t n_nets = random() % 4;
  const bool partition = random() % 2 == 0;
  std::vector<PrintedNet> nets(n_nets);
  for (std::size_t i = 0; i < table.counts.size(); ++i) {
    table.column.levels.push_back(half_up(table.counts[i], table.n, digits));
    const std::size_t net = random() % (n_nets + (partition && n_nets > 0 ? 0 : 1));
    if (net < n_nets) nets[net].options.push_back(static_cast<int>(i));
  }
  for (auto& net : nets) {
    if (net.options.empty()) continue;
    std::int64_t count = 0;
    for (const int option : net.options) count += table.counts[static_cast<std::size_t>(option)];
    net.printed = half_up(count, table.n, digits);
    table.column.nets.push_back(net);
  }
  return table;
}

bool holds_every_option(const PrintedColumn& column) {
  std::size_t n = 0;
  for (const auto& net : column.nets) n += net.options.size();
  return n == column.levels.size();
}

// Counts of an option in groups, and in all of them together.
struct Groups {
  std::vector<Printed> groups;
  Printed whole{};
};

Groups random_groups(std::mt19937& random, int digits) {
  Groups printed;
  std::int64_t count = 0;
  std::int64_t n = 0;
  for (std::size_t group = 0, k = 1 + random() % 4; group < k; ++group) {
    const std::int64_t base = 1 + below(random, 200);
    const std::int64_t own = random() % 5 == 0 ? 0 : below(random, base + 1);
    printed.groups.push_back(half_up(own, base, digits));
    count += own;
    n += base;
  }
  printed.whole = half_up(count, n, digits);
  return printed;
}

// `n` respondents tick `max_picks` different options at most.
std::vector<Printed> random_picks(std::mt19937& random, int max_picks, int digits) {
  const std::size_t n_options = 3 + random() % 10;
  const std::int64_t n = 1 + below(random, 60);
  Counts counts(n_options, 0);
  std::vector<std::size_t> options(n_options);
  std::iota(options.begin(), options.end(), std::size_t{0});
  for (std::int64_t respondent = 0; respondent < n; ++respondent) {
    std::shuffle(options.begin(), options.end(), random);
    const auto picks = random() % 4 == 0 ? random() % static_cast<unsigned>(max_picks + 1)
                                         : static_cast<unsigned>(max_picks);
    for (std::size_t i = 0; i < std::min<std::size_t>(picks, n_options); ++i) ++counts[options[i]];
  }
  std::vector<Printed> levels;
  for (const auto count : counts) levels.push_back(half_up(count, n, digits));
  return levels;
}

std::string text_of(const PrintedColumn& column) {
  std::string text;
  for (const auto& level : column.levels) {
    text += level ? std::to_string(level->units) + " " : "- ";
  }
  for (const auto& net : column.nets) {
    text += "(";
    for (const int option : net.options) text += std::to_string(option) + " ";
    text += "= " + std::to_string(net.printed.units) + ") ";
  }
  return text;
}

}  // namespace

TEST_CASE("no rule raises what was rounded from real counts") {
  std::mt19937 random(2021);
  int partitions = 0;
  for (int i = 0; i < 10000; ++i) {
    const int digits = i % 3 == 0 ? static_cast<int>(random() % 4) : 0;
    const Table table = random_table(random, digits);
    INFO(text_of(table.column) << "of " << table.n << ", digits " << digits);
    REQUIRE(impossible_column(table.column).empty());
    REQUIRE(nets_sum(table.column).empty());
    partitions += holds_every_option(table.column);
    // The same count again, with other digits.
    REQUIRE(printed_twice(*table.column.levels[0],
                          half_up(table.counts[0], table.n, static_cast<int>(random() % 4)))
                .empty());
    const Groups groups = random_groups(random, digits);
    REQUIRE(bracket(groups.whole, groups.groups).empty());
    REQUIRE(pick_sum(random_picks(random, 3, digits), 3).reason.empty());
  }
  CHECK(partitions > 2000);
}

TEST_CASE("a level is impossible exactly when it is moved past the bound of the sum") {
  std::mt19937 random(98103);
  for (int i = 0; i < 500; ++i) {
    Table table = random_table(random, 0);
    table.column.nets.clear();
    auto& moved = table.column.levels[random() % table.counts.size()]->units;
    int seen = 0;
    for (moved = 0; moved <= 100; ++moved) {
      std::vector<Printed> cells;
      for (const auto& level : table.column.levels) cells.push_back(*level);
      const bool possible = can_be_100(cells);
      INFO(text_of(table.column));
      REQUIRE(rules_of(impossible_column(table.column)) ==
              (possible ? Rules{} : Rules{"exclusive_sum"}));
      seen += possible;
    }
    REQUIRE(seen > 0);
    REQUIRE(seen <= static_cast<int>(table.counts.size()) + 1);
  }
}

TEST_CASE("a net is impossible exactly when it is moved past the bound of its parts") {
  std::mt19937 random(1214);
  int nets = 0;
  for (int i = 0; i < 800; ++i) {
    Table table = random_table(random, 0);
    if (table.column.nets.empty()) continue;
    auto& net = table.column.nets[0];
    std::int64_t low = 0;
    std::int64_t high = 0;
    bool closed = true;
    for (const int option : net.options) {
      const Printed& part = *table.column.levels[static_cast<std::size_t>(option)];
      low += low_of(part);
      high += high_of(part);
      closed = closed && holds_high(part);
    }
    if (high > 200) {  // no share is more than 100
      high = 200;
      closed = true;
    }
    for (net.printed.units = 0; net.printed.units <= 100; ++net.printed.units) {
      const bool apart = high_of(net.printed) < low ||
                         (high_of(net.printed) == low && !holds_high(net.printed)) ||
                         high < low_of(net.printed) || (high == low_of(net.printed) && !closed);
      const auto rules = rules_of(impossible_column(table.column));
      INFO(text_of(table.column));
      REQUIRE((std::find(rules.begin(), rules.end(), "net_parts") != rules.end()) == apart);
    }
    ++nets;
  }
  CHECK(nets > 300);
}

TEST_CASE("nets that hold every option raise nets_sum exactly when one is moved past the bound") {
  std::mt19937 random(9910);
  int tried = 0;
  for (int i = 0; i < 2000; ++i) {
    Table table = random_table(random, 0);
    if (table.column.nets.empty()) continue;
    auto& moved = table.column.nets[random() % table.column.nets.size()].printed.units;
    for (moved = 0; moved <= 100; ++moved) {
      std::vector<Printed> cells;
      for (const auto& net : table.column.nets) cells.push_back(net.printed);
      INFO(text_of(table.column));
      REQUIRE(nets_sum(table.column).empty() ==
              (!holds_every_option(table.column) || can_be_100(cells)));
    }
    tried += holds_every_option(table.column);
  }
  CHECK(tried > 200);
}

TEST_CASE("a whole raises bracket exactly when it is moved past its groups") {
  std::mt19937 random(4060);
  for (int i = 0; i < 800; ++i) {
    Groups groups = random_groups(random, 0);
    for (groups.whole.units = 0; groups.whole.units <= 100; ++groups.whole.units) {
      const bool below_all =
          std::all_of(groups.groups.begin(), groups.groups.end(),
                      [&](const Printed& group) { return certainly_below(groups.whole, group); });
      const bool above_all =
          std::all_of(groups.groups.begin(), groups.groups.end(),
                      [&](const Printed& group) { return certainly_below(group, groups.whole); });
      REQUIRE(bracket(groups.whole, groups.groups).empty() == (!below_all && !above_all));
    }
  }
}

TEST_CASE("picks raise pick_sum exactly when one is moved past the bound") {
  std::mt19937 random(300);
  std::map<bool, int> seen;
  for (int i = 0; i < 800; ++i) {
    const int max_picks = 1 + static_cast<int>(random() % 3);
    auto levels = random_picks(random, max_picks, 0);
    auto& moved = levels[random() % levels.size()].units;
    for (; moved <= 100; ++moved) {
      std::int64_t least = 0;
      for (const auto& level : levels) least += low_of(level);
      const bool suffice = least <= 200 * max_picks;
      REQUIRE(pick_sum(levels, max_picks).reason.empty() == suffice);
      ++seen[suffice];
    }
  }
  CHECK(seen[true] > 1000);
  CHECK(seen[false] > 1000);
}

TEST_CASE("a number printed twice is another number exactly when the intervals are apart") {
  for (std::int64_t whole = 0; whole <= 100; ++whole) {
    for (std::int64_t tenth = 0; tenth <= 1000; ++tenth) {
      // In twentieths of a percent: [20 p - 10, 20 p + 10) and [2 t - 1, 2 t + 1).
      const bool apart = 20 * whole + 10 <= 2 * tenth - 1 || 2 * tenth + 1 <= 20 * whole - 10;
      REQUIRE(printed_twice(percent(whole), tenths(tenth)).empty() == !apart);
      REQUIRE(printed_twice(tenths(tenth), percent(whole)).empty() == !apart);
    }
  }
}
