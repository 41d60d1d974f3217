#include <testthat/vendor/catch.h>

#include <algorithm>
#include <bitset>
#include <limits>
#include <map>
#include <numeric>
#include <random>
#include <set>

#include "error.hpp"
#include "reconstruct.hpp"

using namespace tendensen;

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

std::int64_t half_up(std::int64_t count, std::int64_t base, int digits) {
  std::int64_t units = 100;
  for (int i = 0; i < digits; ++i) units *= 10;
  return (2 * count * units + base) / (2 * base);
}

bool prints(std::int64_t count, std::int64_t base, const std::optional<Printed>& printed) {
  return !printed || half_up(count, base, printed->digits) == printed->units;
}

std::int64_t sum(const Counts& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
}

std::int64_t net_of(const Counts& counts, const PrintedNet& net) {
  std::int64_t total = 0;
  for (const int option : net.options) total += counts[static_cast<std::size_t>(option)];
  return total;
}

bool reproduces(const Counts& counts, std::int64_t base, const PrintedColumn& column) {
  bool same = counts.size() == column.levels.size() && sum(counts) == base;
  for (std::size_t i = 0; i < counts.size() && same; ++i) {
    same = counts[i] >= 0 && prints(counts[i], base, column.levels[i]);
  }
  for (const auto& net : column.nets) {
    same = same && prints(net_of(counts, net), base, net.printed);
  }
  return same;
}

bool is_possible(const PrintedColumn& column) { return impossible_column(column).empty(); }
bool is_possible(const Counts& units) { return is_possible({percents(units), {}}); }

bool says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::int64_t below(std::mt19937& random, std::int64_t n) {
  return static_cast<std::int64_t>(random() % static_cast<std::uint32_t>(n));
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

// As it would be printed, each option in one of two nets or in none.
PrintedColumn printed_with_nets(std::mt19937& random, const Counts& counts, std::int64_t base,
                                int digits) {
  PrintedColumn column;
  std::vector<PrintedNet> nets(2);
  for (std::size_t i = 0; i < counts.size(); ++i) {
    column.levels.push_back(Printed{half_up(counts[i], base, digits), digits});
    const std::size_t net = random() % 3;
    if (net < 2) nets[net].options.push_back(static_cast<int>(i));
  }
  for (auto& net : nets) {
    if (net.options.empty()) continue;
    net.printed = {half_up(net_of(counts, net), base, digits), digits};
    column.nets.push_back(net);
  }
  return column;
}

void hide_some(std::mt19937& random, PrintedColumn& column) {
  for (auto& level : column.levels) {
    if (random() % 4 == 0) level.reset();
  }
}

// Moves a few printed values by one or two units.
void disturb(std::mt19937& random, PrintedColumn& column) {
  const auto move = [&](Printed& printed) {
    if (random() % 3 != 0) return;
    printed.units = std::clamp<std::int64_t>(printed.units + below(random, 5) - 2, 0, 100);
  };
  for (auto& level : column.levels) {
    if (level) move(*level);
  }
  for (auto& net : column.nets) move(net.printed);
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

// By trying: the sums that counts can have which print as they should, for bases to 1200.
using Sums = std::bitset<1201>;

Sums counts_of(const std::optional<Printed>& printed, std::int64_t base) {
  Sums sums;
  for (std::int64_t count = 0; count <= base; ++count) {
    sums[static_cast<std::size_t>(count)] = prints(count, base, printed);
  }
  return sums;
}

Sums plus(const Sums& a, const Sums& b) {
  Sums sums;
  for (std::size_t count = 0; count < b.size(); ++count) {
    if (b[count]) sums |= a << count;
  }
  return sums;
}

bool has_counts(const PrintedColumn& column, std::int64_t base) {
  std::vector<bool> netted(column.levels.size(), false);
  Sums total(1);
  for (const auto& net : column.nets) {
    Sums parts(1);
    for (const int option : net.options) {
      const auto i = static_cast<std::size_t>(option);
      netted[i] = true;
      parts = plus(parts, counts_of(column.levels[i], base));
    }
    total = plus(total, parts & counts_of(net.printed, base));
  }
  for (std::size_t i = 0; i < netted.size(); ++i) {
    if (!netted[i]) total = plus(total, counts_of(column.levels[i], base));
  }
  return total[static_cast<std::size_t>(base)];
}

}  // namespace

// 49.5 is printed as 50, and 50.5 as 51; nothing below 50.5 and 49.5 is as much as 100.
TEST_CASE("an interval holds its lower end and not its upper end") {
  CHECK(is_possible({50, 51}));
  CHECK_FALSE(is_possible({50, 52}));
  CHECK(is_possible({50, 50}));
  CHECK_FALSE(is_possible({50, 49}));
  CHECK(is_possible({{tenths(500), tenths(501)}, {}}));
  CHECK_FALSE(is_possible({{tenths(500), tenths(502)}, {}}));
  CHECK_FALSE(is_possible({{tenths(500), tenths(499)}, {}}));
}

TEST_CASE("sums that rounding explains are possible, others are not") {
  CHECK(is_possible({33, 33, 33}));
  CHECK(is_possible({14, 14, 14, 14, 14, 14, 14}));
  CHECK(is_possible({17, 17, 17, 17, 17, 17}));
  // 106, of which rounding explains 3.
  CHECK_FALSE(is_possible({3, 12, 9, 36, 10, 36}));
  CHECK_FALSE(is_possible({33, 33}));
}

TEST_CASE("a printed 0 was not less than 0") {
  CHECK(is_possible({0, 100}));
  CHECK(is_possible({0, 0, 0, 100}));
  CHECK(is_possible({0, 0, 0, 99}));
  // At least 49.5 + 51.5; zeros cannot make up for it.
  CHECK_FALSE(is_possible({0, 0, 0, 0, 50, 52}));
}

TEST_CASE("a printed 100 was not more than 100, and may be 100") {
  CHECK(is_possible({100}));
  CHECK_FALSE(is_possible({99}));
  CHECK(is_possible({100, 1}));
  CHECK_FALSE(is_possible({100, 2}));
  CHECK_FALSE(is_possible({101}));
}

TEST_CASE("options that were not printed can be anything") {
  CHECK(is_possible({{percent(60), not_printed}, {}}));
  CHECK(is_possible({{not_printed, not_printed}, {}}));
  CHECK(is_possible({{percent(50), percent(51), not_printed}, {}}));
  CHECK_FALSE(is_possible({{percent(50), percent(52), not_printed}, {}}));
}

TEST_CASE("a net is the sum of its parts") {
  const auto with_net = [](std::int64_t net) {
    return PrintedColumn{{percent(1), percent(12), not_printed}, {{{0, 1}, percent(net)}}};
  };
  // The parts are within [12, 14).
  CHECK_FALSE(is_possible(with_net(11)));
  CHECK(is_possible(with_net(12)));
  CHECK(is_possible(with_net(13)));
  CHECK(is_possible(with_net(14)));
  CHECK_FALSE(is_possible(with_net(15)));
}

TEST_CASE("an impossible net is told with its arithmetic, and the levels are not blamed") {
  const PrintedColumn column = {{percent(2), percent(3), percent(6), percent(7), not_printed},
                                {{{0, 1}, percent(5)}, {{2, 3}, percent(11)}}};
  const auto found = impossible_column(column);
  REQUIRE(found.size() == 1);
  CHECK(found[0].nets == (std::vector<int>{1}));
  CHECK_FALSE(found[0].levels);
  CHECK(says(found[0].reason, "6 + 7 = 13"));
  CHECK(says(found[0].reason, "between 12 and 14"));
  CHECK(says(found[0].reason, "between 10.5 and 11.5"));
}

TEST_CASE("a part that is larger than its net makes the net impossible") {
  const auto found =
      impossible_column({{percent(1), percent(12), not_printed}, {{{0, 1}, percent(11)}}});
  REQUIRE(found.size() == 1);
  CHECK(found[0].nets == (std::vector<int>{0}));
  CHECK_FALSE(found[0].levels);
  CHECK(says(found[0].reason, "12"));
  CHECK(says(found[0].reason, "between 10.5 and 11.5"));
}

TEST_CASE("an impossible sum is told with its arithmetic, and the levels are concerned") {
  const auto found = impossible_column({percents({3, 12, 9, 36, 10, 36}), {}});
  REQUIRE(found.size() == 1);
  CHECK(found[0].levels);
  CHECK(found[0].nets.empty());
  CHECK(says(found[0].reason, "3 + 12 + 9 + 36 + 10 + 36 = 106"));
  CHECK(says(found[0].reason, "between 103 and 109"));
}

TEST_CASE("nets alone add up to 100 too") {
  const auto nets = [](std::int64_t first, std::int64_t second) {
    return PrintedColumn{Levels(4), {{{0, 1}, percent(first)}, {{2, 3}, percent(second)}}};
  };
  CHECK(is_possible(nets(60, 40)));
  CHECK(is_possible(nets(60, 41)));
  CHECK_FALSE(is_possible(nets(60, 42)));
  CHECK_FALSE(is_possible(nets(60, 39)));
  CHECK(is_possible({Levels(4), {{{0, 1}, percent(60)}}}));
}

TEST_CASE("a net narrows the sum of its parts") {
  // Parts within [20, 22) and 79 within [78.5, 79.5); a net of 20 leaves [20, 20.5).
  const auto with_net = [](std::int64_t net, std::int64_t other) {
    return PrintedColumn{{percent(10), percent(11), percent(other)}, {{{0, 1}, percent(net)}}};
  };
  CHECK(is_possible(with_net(22, 79)));
  CHECK(is_possible(with_net(20, 80)));
  CHECK_FALSE(is_possible(with_net(20, 79)));
}

TEST_CASE("a net of all options can be 100") {
  CHECK(is_possible({percents({50, 50}), {{{0, 1}, percent(100)}}}));
  CHECK(is_possible({{percent(60), not_printed}, {{{0, 1}, percent(100)}}}));
  CHECK(is_possible({{not_printed, not_printed}, {{{0, 1}, percent(100)}}}));
  CHECK_FALSE(is_possible({percents({50, 50}), {{{0, 1}, percent(99)}}}));
}

TEST_CASE("digits may differ between levels and nets") {
  const auto with_net = [](std::int64_t net) {
    return PrintedColumn{{percent(1), percent(12), not_printed}, {{{0, 1}, tenths(net)}}};
  };
  // The parts are within [12, 14); 14.0 was at least 13.95, 11.9 below 11.95.
  CHECK(is_possible(with_net(120)));
  CHECK(is_possible(with_net(140)));
  CHECK_FALSE(is_possible(with_net(141)));
  CHECK_FALSE(is_possible(with_net(119)));
}

TEST_CASE("nets that name no option, or share one, are refused") {
  const auto with_nets = [](const std::vector<PrintedNet>& nets) {
    return PrintedColumn{percents({50, 25, 25}), nets};
  };
  CHECK_THROWS_AS(impossible_column(with_nets({{{0, 3}, percent(50)}})), ArgumentError);
  CHECK_THROWS_AS(impossible_column(with_nets({{{-1}, percent(50)}})), ArgumentError);
  CHECK_THROWS_AS(impossible_column(with_nets({{{0, 1}, percent(75)}, {{1, 2}, percent(50)}})),
                  ArgumentError);
  CHECK_THROWS_AS(solve_single(with_nets({{{3}, percent(50)}}), 100), ArgumentError);
}

TEST_CASE("what was rounded from counts is never impossible") {
  std::mt19937 random(2021);
  for (int i = 0; i < 10000; ++i) {
    const std::int64_t n = 1 + below(random, 400);
    const Counts counts = random_counts(random, 1 + random() % 8, n);
    auto column = printed_with_nets(random, counts, n, static_cast<int>(random() % 3));
    if (i % 3 == 0) column.nets.clear();
    if (i % 2 == 0) hide_some(random, column);
    INFO(text_of(column));
    REQUIRE(is_possible(column));
  }
}

// Rounding moves k cells by at most k / 2 units in total, and explains as much again.
TEST_CASE("a level moved by as many units as there are cells makes the sum impossible") {
  std::mt19937 random(106);
  for (int i = 0; i < 3000; ++i) {
    const std::size_t n_options = 2 + random() % 7;
    const std::int64_t n = 1 + below(random, 400);
    const Counts counts = random_counts(random, n_options, n);
    Levels levels;
    for (const auto count : counts) levels.push_back(percent(half_up(count, n, 0)));
    auto& moved = levels[random() % n_options]->units;
    const auto far = static_cast<std::int64_t>(n_options);
    moved += moved >= far && i % 2 == 0 ? -far : far;
    INFO(text_of({levels, {}}));
    const auto found = impossible_column({levels, {}});
    REQUIRE(found.size() == 1);
    REQUIRE(found[0].levels);
  }
}

TEST_CASE("a net moved by one unit more than it has parts is impossible") {
  std::mt19937 random(11);
  int nets = 0;
  for (int i = 0; i < 3000; ++i) {
    const std::int64_t n = 1 + below(random, 400);
    auto column = printed_with_nets(random, random_counts(random, 2 + random() % 7, n), n, 0);
    if (column.nets.empty()) continue;
    ++nets;
    const std::size_t moved = random() % column.nets.size();
    auto& net = column.nets[moved];
    const auto far = static_cast<std::int64_t>(net.options.size()) + 1;
    net.printed.units += net.printed.units >= far && i % 2 == 0 ? -far : far;
    INFO(text_of(column));
    const auto found = impossible_column(column);
    REQUIRE(std::any_of(found.begin(), found.end(), [&](const Impossible& impossible) {
      return !impossible.levels && impossible.nets == std::vector<int>{static_cast<int>(moved)};
    }));
  }
  CHECK(nets > 2000);
}

// Ends of intervals are multiples of half a percent, 6 of 1200 respondents: with six options at
// most, what real shares can do, counts of 1200 can.
TEST_CASE("a column is possible exactly when 1200 respondents can print it") {
  std::mt19937 random(1200);
  std::map<bool, int> seen;
  for (int i = 0; i < 3000; ++i) {
    const std::int64_t n = 20 + below(random, 400);
    const Counts counts = random_counts(random, 1 + random() % 6, n);
    auto column = printed_with_nets(random, counts, n, 0);
    if (i % 3 == 0) column.nets.clear();
    if (i % 4 == 0) hide_some(random, column);
    disturb(random, column);
    INFO(text_of(column));
    const bool possible = has_counts(column, 1200);
    REQUIRE(is_possible(column) == possible);
    ++seen[possible];
  }
  CHECK(seen[true] > 300);
  CHECK(seen[false] > 300);
}

TEST_CASE("picks that do not suffice are told with their arithmetic") {
  const auto two = pick_sum({percent(80), percent(80), percent(80)}, 2);
  CHECK(two.printed == 240);
  CHECK(two.least == 238.5);
  CHECK(two.allowed == 200);
  CHECK(says(two.reason, "80 + 80 + 80 = 240"));
  CHECK(says(two.reason, "238.5"));
  CHECK(says(two.reason, "200"));
  CHECK(pick_sum({percent(80), percent(80), percent(80)}, 3).reason.empty());
}

TEST_CASE("picks suffice when the smallest unrounded sum does") {
  CHECK(pick_sum({percent(67), percent(67), percent(67)}, 2).reason.empty());
  CHECK(pick_sum({percent(50), percent(51)}, 1).reason.empty());
  CHECK_FALSE(pick_sum({percent(50), percent(52)}, 1).reason.empty());
  CHECK(pick_sum({tenths(500), tenths(501)}, 1).reason.empty());
  CHECK_FALSE(pick_sum({tenths(500), tenths(502)}, 1).reason.empty());
  // A printed 0 was not less than 0.
  CHECK_FALSE(pick_sum({percent(0), percent(0), percent(50), percent(52)}, 1).reason.empty());
  CHECK(pick_sum({}, 1).reason.empty());
}

TEST_CASE("picks of respondents who kept to the maximum suffice") {
  std::mt19937 random(3);
  for (int i = 0; i < 500; ++i) {
    const int max_picks = 1 + static_cast<int>(random() % 4);
    const std::size_t n_options = 4 + random() % 8;
    const std::int64_t n = 1 + below(random, 100);
    Counts counts(n_options, 0);
    for (std::int64_t pick = 0; pick < n * max_picks; ++pick) {
      auto& count = counts[random() % n_options];
      if (count < n) ++count;
    }
    std::vector<Printed> levels;
    for (const auto count : counts) levels.push_back(percent(half_up(count, n, 0)));
    REQUIRE(pick_sum(levels, max_picks).reason.empty());
  }
}

TEST_CASE("counts of a small base are found by hand") {
  // Of four, nobody is a third; of three, one and two are 33 and 67.
  const auto solution = solve_single({percents({33, 67}), {}}, 4);
  CHECK(solution.base == 3);
  CHECK(solution.counts == (Counts{1, 2}));
  CHECK(solution.exact);
}

TEST_CASE("true counts are reproduced with all respondents") {
  std::mt19937 random(173);
  for (int i = 0; i < 2000; ++i) {
    const std::int64_t n = 20 + below(random, 381);
    const Counts counts = random_counts(random, 1 + random() % 8, n);
    auto column = printed_with_nets(random, counts, n, static_cast<int>(random() % 2));
    if (i % 3 == 0) column.nets.clear();
    if (i % 2 == 0) hide_some(random, column);
    INFO(text_of(column) << "of " << n);
    const auto solution = solve_single(column, n);
    REQUIRE(solution.base == n);
    REQUIRE(reproduces(solution.counts, n, column));
    REQUIRE(solution.exact);
  }
}

TEST_CASE("the base is the largest that can print the column") {
  std::mt19937 random(40);
  std::map<std::string, int> seen;
  for (int i = 0; i < 3000; ++i) {
    const std::int64_t n = 1 + below(random, 40);
    const std::int64_t n_true = 1 + below(random, n);
    const Counts counts = random_counts(random, 1 + random() % 4, n_true);
    auto column = printed_with_nets(random, counts, n_true, static_cast<int>(random() % 2));
    if (i % 2 == 0) column.nets.clear();
    if (i % 5 == 0) hide_some(random, column);
    if (i % 3 == 0) disturb(random, column);
    std::int64_t largest = n;
    while (largest > 0 && !has_counts(column, largest)) --largest;
    INFO(text_of(column) << "of " << n << ", by trying " << largest);
    const auto solution = solve_single(column, n);
    REQUIRE(sum(solution.counts) == solution.base);
    REQUIRE(solution.base <= n);
    REQUIRE(solution.exact == (largest > 0));
    ++seen[largest == 0 ? "none" : largest == n ? "all" : "fewer"];
    if (largest == 0) continue;
    REQUIRE(solution.base == largest);
    REQUIRE(reproduces(solution.counts, largest, column));
  }
  CHECK(seen["none"] > 100);
  CHECK(seen["fewer"] > 100);
  CHECK(seen["all"] > 100);
}

TEST_CASE("an impossible column keeps all respondents") {
  const auto solution = solve_single({percents({3, 12, 9, 36, 10, 36}), {}}, 142);
  CHECK(solution.base == 142);
  CHECK(sum(solution.counts) == 142);
  CHECK_FALSE(solution.exact);
}

TEST_CASE("an impossible net leaves the levels exact") {
  const PrintedColumn column = {percents({1, 12, 87}), {{{0, 1}, percent(11)}}};
  const auto solution = solve_single(column, 173);
  CHECK(solution.base == 173);
  CHECK(reproduces(solution.counts, 173, {column.levels, {}}));
  CHECK_FALSE(solution.exact);
}

namespace {

// Distance of counts to the ranges, and how many cells are outside.
struct Distance {
  std::int64_t total = 0;
  int cells = 0;
};

Distance distance(const Counts& counts, const std::vector<CountRange>& ranges) {
  Distance distance;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const std::int64_t away =
        std::max({ranges[i].low - counts[i], counts[i] - ranges[i].high, std::int64_t{0}});
    distance.total += away;
    distance.cells += away > 0;
  }
  return distance;
}

// The ends of counts_of(); empty when no count prints so.
CountRange ends_of(const std::optional<Printed>& printed, std::int64_t base) {
  CountRange ends{1, 0};
  for (std::int64_t count = base; count >= 0; --count) {
    if (!prints(count, base, printed)) continue;
    if (ends.empty()) ends.high = count;
    ends.low = count;
  }
  return ends;
}

// Three options that no base can print, each with a value that some count of n prints.
struct Unprintable {
  std::int64_t n;
  PrintedColumn column;
  std::vector<CountRange> ranges;  // of the levels, then of the nets

  // Cells: the options, then the nets.
  Distance away(Counts counts) const {
    for (const auto& net : column.nets) counts.push_back(net_of(counts, net));
    return distance(counts, ranges);
  }

  // By trying all counts; as few cells as possible among equals.
  Distance least() const {
    Distance least{4 * n, 4};
    for (std::int64_t a = 0; a <= n; ++a) {
      for (std::int64_t b = 0; a + b <= n; ++b) {
        const auto found = away({a, b, n - a - b});
        if (std::pair(found.total, found.cells) < std::pair(least.total, least.cells)) {
          least = found;
        }
      }
    }
    return least;
  }
};

std::vector<Unprintable> unprintables(std::mt19937& random, std::size_t n_cases, bool with_net) {
  std::vector<Unprintable> cases;
  while (cases.size() < n_cases) {
    const std::int64_t n = 3 + below(random, 28);
    const auto some = [&] { return percent(half_up(below(random, n + 1), n, 0)); };
    Unprintable made{n, {{some(), some(), some()}, {}}, {}};
    if (random() % 4 == 0) made.column.levels[0].reset();
    if (with_net) made.column.nets = {{{0, 1}, some()}};
    bool printable = false;
    for (std::int64_t base = 1; base <= n; ++base) {
      printable = printable || has_counts(made.column, base);
    }
    // The levels can still be exact where a net is impossible.
    const auto impossible = impossible_column(made.column);
    const bool net_fits = std::all_of(impossible.begin(), impossible.end(),
                                      [](const Impossible& found) { return found.levels; });
    if (printable || !net_fits) continue;
    for (const auto& level : made.column.levels) made.ranges.push_back(ends_of(level, n));
    for (const auto& net : made.column.nets) made.ranges.push_back(ends_of(net.printed, n));
    cases.push_back(made);
  }
  return cases;
}

}  // namespace

TEST_CASE("three options that no base can print are as near as counts can be") {
  std::mt19937 random(30);
  for (const auto& made : unprintables(random, 1500, false)) {
    INFO(text_of(made.column) << "of " << made.n);
    const auto solution = solve_single(made.column, made.n);
    REQUIRE(solution.base == made.n);
    REQUIRE_FALSE(solution.exact);
    REQUIRE(sum(solution.counts) == made.n);
    REQUIRE(*std::min_element(solution.counts.begin(), solution.counts.end()) >= 0);
    const auto reached = made.away(solution.counts);
    const auto least = made.least();
    REQUIRE(reached.total == least.total);
    REQUIRE(reached.cells == least.cells);
  }
}

TEST_CASE("a net counts as a cell when counts are as near as they can be") {
  std::mt19937 random(31);
  for (const auto& made : unprintables(random, 500, true)) {
    INFO(text_of(made.column) << "of " << made.n);
    const auto solution = solve_single(made.column, made.n);
    REQUIRE(sum(solution.counts) == made.n);
    REQUIRE(made.away(solution.counts).total == made.least().total);
  }
}

TEST_CASE("a group needs a respondent") {
  CHECK_THROWS_AS(solve_single({percents({100}), {}}, 0), ArgumentError);
  CHECK_THROWS_AS(solve_multiple(percents({100}), 0, 1), ArgumentError);
  CHECK(solve_single({percents({0, 100}), {}}, 1).counts == (Counts{0, 1}));
  CHECK(solve_multiple(percents({0, 100}), 1, 1).counts == (Counts{0, 1}));
}

TEST_CASE("multiple choices are inside the ranges, with as few picks too many as they allow") {
  std::mt19937 random(62);
  std::map<bool, int> seen;
  for (int i = 0; i < 3000; ++i) {
    const std::int64_t n = 1 + below(random, 300);
    const int max_picks = static_cast<int>(random() % 5);
    Levels levels;
    for (std::size_t option = 0, k = 1 + random() % 10; option < k; ++option) {
      levels.push_back(percent(half_up(below(random, n + 1), n, 0)));
      if (random() % 5 == 0) levels.back().reset();
    }
    const auto solution = solve_multiple(levels, n, max_picks);
    INFO(text_of({levels, {}}) << "of " << n << ", " << max_picks << " picks");
    REQUIRE(solution.counts.size() == levels.size());
    std::int64_t fewest = 0;
    for (std::size_t option = 0; option < levels.size(); ++option) {
      const auto count = solution.counts[option];
      if (!levels[option]) REQUIRE(count == 0);
      REQUIRE(prints(count, n, levels[option]));
      REQUIRE(count <= n);
      fewest += levels[option] ? ends_of(levels[option], n).low : 0;
    }
    if (max_picks == 0) {
      REQUIRE(solution.excess == 0);
      continue;
    }
    REQUIRE(solution.excess == std::max<std::int64_t>(0, fewest - n * max_picks));
    REQUIRE(sum(solution.counts) - solution.excess <= n * max_picks);
    ++seen[solution.excess > 0];
  }
  CHECK(seen[true] > 300);
  CHECK(seen[false] > 300);
}

namespace {

std::vector<int> dealt_single(const Counts& counts, std::int64_t n, std::uint32_t seed,
                              const std::string& stream) {
  Random random = random_stream(seed, stream);
  return deal_single(counts, n, -4, random);
}

std::vector<std::uint64_t> dealt_multiple(const Counts& counts, std::int64_t n, std::uint32_t seed,
                                          const std::string& stream) {
  Random random = random_stream(seed, stream);
  return deal_multiple(counts, n, random);
}

std::int64_t n_picks(std::uint64_t set) {
  return static_cast<std::int64_t>(std::bitset<64>(set).count());
}

}  // namespace

TEST_CASE("single answers are dealt to the exact count, the rest to the rest") {
  std::mt19937 random(315);
  for (int i = 0; i < 200; ++i) {
    const std::int64_t n = 1 + below(random, 400);
    Counts counts = random_counts(random, 2 + random() % 6, n);
    const std::int64_t rest = i % 2 == 0 ? 0 : counts.back();
    if (rest > 0) counts.pop_back();
    const auto codes = dealt_single(counts, n, 2021, "q" + std::to_string(i));
    REQUIRE(codes.size() == static_cast<std::size_t>(n));
    for (std::size_t option = 0; option < counts.size(); ++option) {
      REQUIRE(std::count(codes.begin(), codes.end(), static_cast<int>(option) + 1) ==
              counts[option]);
    }
    REQUIRE(std::count(codes.begin(), codes.end(), -4) == rest);
  }
}

TEST_CASE("single answers are in random order, the same for the same seed and stream") {
  const Counts counts = {50, 30, 20};
  const auto codes = dealt_single(counts, 110, 2021, "x");
  CHECK(codes == dealt_single(counts, 110, 2021, "x"));
  CHECK(codes != dealt_single(counts, 110, 2022, "x"));
  CHECK(codes != dealt_single(counts, 110, 2021, "y"));
  CHECK_FALSE(std::is_sorted(codes.begin(), codes.end()));
}

TEST_CASE("more answers than respondents are refused") {
  CHECK_THROWS_AS(dealt_single({2, 2}, 3, 1, "x"), ArgumentError);
  CHECK(dealt_single({}, 0, 1, "x").empty());
  CHECK(dealt_single({0, 0}, 2, 1, "x") == (std::vector<int>{-4, -4}));
}

TEST_CASE("multiple answers are dealt to the exact count, evenly over respondents") {
  std::mt19937 random(62);
  for (int i = 0; i < 150; ++i) {
    const std::int64_t n = 1 + below(random, 150);
    Counts counts;
    for (std::size_t option = 0, k = random() % 63; option < k; ++option) {
      counts.push_back(random() % 8 == 0 ? n : below(random, n + 1));
    }
    const auto sets = dealt_multiple(counts, n, 2021, "q" + std::to_string(i));
    REQUIRE(sets.size() == static_cast<std::size_t>(n));
    const std::int64_t fewest = sum(counts) / n;
    const std::int64_t most = (sum(counts) + n - 1) / n;
    bool even = true;
    for (const auto set : sets) even = even && n_picks(set) >= fewest && n_picks(set) <= most;
    REQUIRE(even);
    Counts dealt(64, 0);
    for (const auto set : sets) {
      for (std::size_t option = 0; option < 64; ++option) {
        dealt[option] += static_cast<std::int64_t>(set >> option & 1U);
      }
    }
    counts.resize(64, 0);
    REQUIRE(dealt == counts);
  }
}

TEST_CASE("multiple answers are the same for the same seed and stream") {
  const Counts counts = {50, 30, 20, 70};
  const auto sets = dealt_multiple(counts, 100, 2021, "x");
  CHECK(sets == dealt_multiple(counts, 100, 2021, "x"));
  CHECK(sets != dealt_multiple(counts, 100, 2022, "x"));
  CHECK(sets != dealt_multiple(counts, 100, 2021, "y"));
}

// Four options of half the respondents, two picks each: six pairs, about 17 times each.
TEST_CASE("every pair of options comes together") {
  std::map<std::uint64_t, int> seen;
  for (const auto set : dealt_multiple({50, 50, 50, 50}, 100, 2021, "pairs")) ++seen[set];
  CHECK(seen.size() == 6);
  for (const auto& pair : seen) {
    CHECK(pair.second >= 5);
    CHECK(pair.second <= 35);
  }
}

// Who picks most is random too: 30 of 100 respondents have a second pick.
TEST_CASE("the longer sets are spread over the respondents") {
  const auto sets = dealt_multiple({65, 65}, 100, 2021, "spread");
  int among_first_half = 0;
  for (std::size_t row = 0; row < 50; ++row) among_first_half += n_picks(sets[row]) == 2;
  CHECK(among_first_half >= 5);
  CHECK(among_first_half <= 25);
}

TEST_CASE("picks that cannot be dealt are refused") {
  CHECK_THROWS_AS(dealt_multiple({1, 4}, 3, 1, "x"), ArgumentError);
  CHECK_THROWS_AS(dealt_multiple({1, -1}, 3, 1, "x"), ArgumentError);
  CHECK_THROWS_AS(dealt_multiple({0}, 0, 1, "x"), ArgumentError);
  CHECK_THROWS_AS(dealt_multiple(Counts(63, 1), 3, 1, "x"), ArgumentError);
  CHECK(dealt_multiple({}, 3, 1, "x") == (std::vector<std::uint64_t>{0, 0, 0}));
}

TEST_CASE("single answers that cannot be dealt are refused") {
  Random random = random_stream(1, "x");
  CHECK_THROWS_AS(deal_single({-1}, 3, -4, random), ArgumentError);
  CHECK_THROWS_AS(deal_single({5, -3}, 3, -4, random), ArgumentError);
  CHECK_THROWS_AS(deal_single({2, 2}, 3, -4, random), ArgumentError);
  CHECK_THROWS_AS(deal_single({std::numeric_limits<std::int64_t>::max(), 1}, 3, -4, random),
                  ArgumentError);
}

TEST_CASE("a column without options, or of nobody, is refused") {
  CHECK_THROWS_AS(solve_single({{}, {}}, 5), ArgumentError);
  CHECK_THROWS_AS(solve_single({{percent(100)}, {}}, 0), ArgumentError);
}

// 50 and 50 of an even number; a net of both printed as 60 contradicts them, and is left out.
TEST_CASE("a net that contradicts its parts leaves the base to the levels") {
  const auto solution = solve_single({{percent(50), percent(50)}, {{{0, 1}, percent(60)}}}, 5);
  CHECK(solution.base == 4);
  CHECK(solution.counts == (Counts{2, 2}));
  CHECK_FALSE(solution.exact);
}
