#include <testthat/vendor/catch.h>

#include <algorithm>
#include <numeric>
#include <random>

#include "error.hpp"
#include "rounding.hpp"

using namespace tendensen;

namespace {

using Counts = std::vector<std::int64_t>;

constexpr auto up = Rounding::half_up;
constexpr auto even = Rounding::half_even;
constexpr auto hamilton = Rounding::largest_remainder;

std::int64_t units_of(int digits) {
  return std::vector<std::int64_t>{
      100, 1'000, 10'000, 100'000, 1000000, 10'000'000, 100'000'000}[static_cast<std::size_t>(
      digits)];
}

// Half up as the whole part of share + 1/2.
std::int64_t half_up(std::int64_t count, std::int64_t base, int digits) {
  return (2 * count * units_of(digits) + base) / (2 * base);
}

std::int64_t below(std::mt19937& random, std::int64_t n) {
  const auto wide = static_cast<std::uint64_t>(random()) << 32U | random();
  return static_cast<std::int64_t>(wide % static_cast<std::uint64_t>(n));
}

std::string refusal(std::int64_t count, std::int64_t base, int digits) {
  try {
    round_percent(count, base, digits, up);
  } catch (const ArgumentError& error) {
    return error.what();
  }
  return "";
}

bool says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// Counts that sum to `base`, some of them 0.
Counts random_counts(std::mt19937& random, std::int64_t base, std::size_t n_cells) {
  Counts cuts = {0, base};
  while (cuts.size() <= n_cells) cuts.push_back(below(random, base + 1));
  std::sort(cuts.begin(), cuts.end());
  Counts counts;
  for (std::size_t i = 0; i < n_cells; ++i) counts.push_back(cuts[i + 1] - cuts[i]);
  return counts;
}

}  // namespace

TEST_CASE("ties go up, or to the even unit") {
  struct Tie {
    std::int64_t count, base;
    int digits;
    std::int64_t up, even;
  };
  const std::vector<Tie> ties = {{1, 8, 0, 13, 12},        // 12.5
                                 {3, 8, 0, 38, 38},        // 37.5
                                 {5, 8, 0, 63, 62},        // 62.5
                                 {7, 8, 0, 88, 88},        // 87.5
                                 {1, 200, 0, 1, 0},        // 0.5
                                 {3, 200, 0, 2, 2},        // 1.5
                                 {199, 200, 0, 100, 100},  // 99.5
                                 {1, 16, 1, 63, 62},       // 6.25
                                 {3, 16, 1, 188, 188},     // 18.75
                                 {1, 32, 2, 313, 312},     // 3.125
                                 {1, 200'000'000, 6, 1, 0}};
  for (const auto& tie : ties) {
    INFO(tie.count << " of " << tie.base << ", digits " << tie.digits);
    CHECK(round_percent(tie.count, tie.base, tie.digits, up) == tie.up);
    CHECK(round_percent(tie.count, tie.base, tie.digits, even) == tie.even);
  }
}

TEST_CASE("what is no tie goes to the nearest unit in both") {
  for (const auto rounding : {up, even}) {
    CHECK(round_percent(1, 3, 0, rounding) == 33);
    CHECK(round_percent(2, 3, 0, rounding) == 67);
    CHECK(round_percent(2, 3, 6, rounding) == 66'666'667);
    CHECK(round_percent(124, 1000, 0, rounding) == 12);
    CHECK(round_percent(126, 1000, 0, rounding) == 13);
    CHECK(round_percent(1'249'999'999, max_base, 0, rounding) == 12);
    CHECK(round_percent(1'250'000'001, max_base, 0, rounding) == 13);
  }
}

TEST_CASE("none is 0 and all is 100, with any digits") {
  for (int digits = 0; digits <= max_digits; ++digits) {
    for (const std::int64_t base :
         {std::int64_t{1}, std::int64_t{7}, std::int64_t{315}, max_base}) {
      for (const auto rounding : {up, even}) {
        CHECK(round_percent(0, base, digits, rounding) == 0);
        CHECK(round_percent(base, base, digits, rounding) == units_of(digits));
      }
      CHECK(round_percents({0, base}, base, digits, hamilton) == (Counts{0, units_of(digits)}));
    }
  }
}

// The definition: at most half a unit from the share, and at exactly half the rule of ties.
TEST_CASE("a rounded share is the nearest unit") {
  std::mt19937 random(2021);
  int ties = 0;
  for (int i = 0; i < 20000; ++i) {
    const int digits = static_cast<int>(random() % 7);
    std::int64_t base = 1 + below(random, i % 2 == 0 ? 400 : max_base);
    if (i % 4 == 0) base = 8 * (1 + below(random, 50));  // where ties are common
    const std::int64_t count = below(random, base + 1);
    const std::int64_t share = count * units_of(digits);  // of `base`
    for (const auto rounding : {up, even}) {
      const std::int64_t rounded = round_percent(count, base, digits, rounding);
      const std::int64_t error = rounded * base - share;
      INFO(count << " of " << base << ", digits " << digits);
      REQUIRE(2 * std::abs(error) <= base);
      if (2 * std::abs(error) != base) continue;
      ++ties;
      REQUIRE((rounding == up ? error > 0 : rounded % 2 == 0));
    }
  }
  CHECK(ties > 100);
}

TEST_CASE("cells are rounded one by one, and need not sum to the base") {
  CHECK(round_percents({1, 3, 5, 7}, 8, 0, up) == (Counts{13, 38, 63, 88}));
  CHECK(round_percents({1, 3, 5, 7}, 8, 0, even) == (Counts{12, 38, 62, 88}));
  CHECK(round_percents({}, 8, 0, up).empty());
}

TEST_CASE("largest remainders go to the earlier of equal cells") {
  CHECK(round_percents({1, 1, 1}, 3, 0, hamilton) == (Counts{34, 33, 33}));
  CHECK(round_percents({1, 1, 1}, 3, 1, hamilton) == (Counts{334, 333, 333}));
  CHECK(round_percents({1, 1, 1, 1, 1, 1}, 6, 0, hamilton) == (Counts{17, 17, 17, 17, 16, 16}));
  // 12.5, 12.5, 75: one unit for two halves.
  CHECK(round_percents({1, 1, 6}, 8, 0, hamilton) == (Counts{13, 12, 75}));
  CHECK(round_percents({6, 1, 1}, 8, 0, hamilton) == (Counts{75, 13, 12}));
  // 0.4, 0.4, 0.4, 98.8: the largest remainder is the last's.
  CHECK(round_percents({1, 1, 1, 247}, 250, 0, hamilton) == (Counts{1, 0, 0, 99}));
}

TEST_CASE("many equal cells keep their order") {
  // 30 thirtieths: 3 and a third each, 10 units left over.
  Counts expected(30, 3);
  std::fill_n(expected.begin(), 10, 4);
  CHECK(round_percents(Counts(30, 1), 30, 0, hamilton) == expected);
}

// Hamilton's method: whole shares, then one unit each for the largest remainders.
TEST_CASE("largest remainder sums to 100 and moves no cell by a unit") {
  std::mt19937 random(1792);
  for (int i = 0; i < 3000; ++i) {
    const int digits = static_cast<int>(random() % 7);
    const std::int64_t units = units_of(digits);
    const std::int64_t base = 1 + below(random, i % 2 == 0 ? 60 : max_base);
    const Counts counts = random_counts(random, base, 1 + random() % 12);
    const Counts rounded = round_percents(counts, base, digits, hamilton);
    REQUIRE(rounded.size() == counts.size());
    REQUIRE(std::accumulate(rounded.begin(), rounded.end(), std::int64_t{0}) == units);
    std::vector<std::int64_t> rest;
    std::vector<bool> raised;
    for (std::size_t cell = 0; cell < counts.size(); ++cell) {
      REQUIRE(std::abs(rounded[cell] * base - counts[cell] * units) < base);
      rest.push_back(counts[cell] * units % base);
      raised.push_back(rounded[cell] > counts[cell] * units / base);
    }
    for (std::size_t a = 0; a < rest.size(); ++a) {
      for (std::size_t b = 0; b < rest.size(); ++b) {
        if (!raised[a] || raised[b]) continue;
        REQUIRE((rest[a] > rest[b] || (rest[a] == rest[b] && a < b)));
      }
    }
  }
}

TEST_CASE("largest remainder needs counts that sum to the base") {
  CHECK_THROWS_AS(round_percents({1, 1}, 3, 0, hamilton), ArgumentError);
  CHECK_THROWS_AS(round_percents({2, 2}, 3, 0, hamilton), ArgumentError);
  CHECK_THROWS_AS(round_percents({}, 3, 0, hamilton), ArgumentError);
  CHECK_NOTHROW(round_percents({1, 2}, 3, 0, hamilton));
}

TEST_CASE("a base, a count or digits out of bounds are refused by name") {
  CHECK(says(refusal(0, 0, 0), "`base`"));
  CHECK(says(refusal(0, -1, 0), "-1"));
  CHECK(says(refusal(0, max_base + 1, 0), std::to_string(max_base + 1)));
  CHECK(says(refusal(0, 1, -1), "`digits`"));
  CHECK(says(refusal(0, 1, max_digits + 1), "7"));
  CHECK(says(refusal(-1, 1, 0), "-1 of 1"));
  CHECK(says(refusal(3, 2, 0), "3 of 2"));
  CHECK(refusal(max_base, max_base, max_digits).empty());
}

TEST_CASE("each way to round refuses the same arguments") {
  for (const auto rounding : {up, even, hamilton}) {
    CHECK_THROWS_AS(round_percents({0}, 0, 0, rounding), ArgumentError);
    CHECK_THROWS_AS(round_percents({1}, max_base + 1, 0, rounding), ArgumentError);
    CHECK_THROWS_AS(round_percents({1}, 1, 7, rounding), ArgumentError);
    CHECK_THROWS_AS(round_percents({1}, 1, -1, rounding), ArgumentError);
    CHECK_THROWS_AS(round_percents({-1, 2}, 1, 0, rounding), ArgumentError);
    CHECK_THROWS_AS(round_percents({2, -1}, 1, 0, rounding), ArgumentError);
  }
  CHECK_THROWS_AS(counts_printed_as(1, 0, 0), ArgumentError);
  CHECK_THROWS_AS(counts_printed_as(1, max_base + 1, 0), ArgumentError);
  CHECK_THROWS_AS(counts_printed_as(1, 1, -1), ArgumentError);
  CHECK_THROWS_AS(counts_printed_as(1, 1, 7), ArgumentError);
}

namespace {

// By trying every count; {1, 0} when there is none.
CountRange tried(std::int64_t printed, std::int64_t base, int digits) {
  CountRange range{1, 0};
  for (std::int64_t count = 0; count <= base; ++count) {
    if (half_up(count, base, digits) != printed) continue;
    if (range.empty()) range.low = count;
    range.high = count;
  }
  return range;
}

bool same(const CountRange& a, const CountRange& b) {
  return (a.empty() && b.empty()) || (a.low == b.low && a.high == b.high);
}

}  // namespace

TEST_CASE("the counts that print as a percentage are those that trying finds") {
  int none = 0;
  for (std::int64_t base = 1; base <= 400; ++base) {
    bool agree = true;
    for (std::int64_t printed = 0; printed <= 100; ++printed) {
      const CountRange range = counts_printed_as(printed, base, 0);
      agree = agree && same(range, tried(printed, base, 0));
      none += range.empty();
    }
    INFO("base " << base);
    CHECK(agree);
  }
  CHECK(none > 1000);
}

TEST_CASE("the counts that print with digits are those that trying finds") {
  std::mt19937 random(63);
  for (int i = 0; i < 2000; ++i) {
    const int digits = 1 + static_cast<int>(random() % 6);
    const std::int64_t base = 1 + below(random, 400);
    // Half of the time a value that some count prints as.
    const std::int64_t printed = i % 2 == 0 ? half_up(below(random, base + 1), base, digits)
                                            : below(random, units_of(digits) + 1);
    INFO(printed << " with " << digits << " digits of " << base);
    REQUIRE(same(counts_printed_as(printed, base, digits), tried(printed, base, digits)));
  }
}

TEST_CASE("the ranges of all values tile 0 to base") {
  for (const std::int64_t base :
       {std::int64_t{1}, std::int64_t{173}, std::int64_t{1001}, max_base - 1, max_base}) {
    std::int64_t next = 0;
    for (std::int64_t printed = 0; printed <= 1000; ++printed) {
      const CountRange range = counts_printed_as(printed, base, 1);
      if (range.empty()) continue;
      REQUIRE(range.low == next);
      next = range.high + 1;
    }
    CHECK(next == base + 1);
  }
}

TEST_CASE("ranges near the largest base are exact") {
  // A percent of 10^10 is 10^8.
  for (std::int64_t printed = 1; printed < 100; ++printed) {
    const CountRange range = counts_printed_as(printed, max_base, 0);
    REQUIRE(range.low == printed * 100'000'000 - 50'000'000);
    REQUIRE(range.high == printed * 100'000'000 + 49'999'999);
  }
  CHECK(same(counts_printed_as(0, max_base, 0), {0, 49'999'999}));
  CHECK(same(counts_printed_as(100, max_base, 0), {9'950'000'000, max_base}));
  CHECK(same(counts_printed_as(1, max_base, 6), {50, 149}));
  CHECK(same(counts_printed_as(100'000'000, max_base, 6), {max_base - 50, max_base}));
}

TEST_CASE("values outside 0 to 100 print from no count") {
  for (int digits = 0; digits <= max_digits; ++digits) {
    CHECK(counts_printed_as(-1, 315, digits).empty());
    CHECK(counts_printed_as(units_of(digits) + 1, 315, digits).empty());
  }
}
