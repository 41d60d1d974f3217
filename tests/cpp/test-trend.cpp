#include <testthat/vendor/catch.h>

#include <cmath>
#include <limits>
#include <random>

#include "trend.hpp"

using namespace tendensen;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

Share counted(double x, double n) { return {{100 * x / n, 100 * x / n, true}, n}; }

Share printed(double percent, double n) { return {{percent - 0.5, percent + 0.5, false}, n}; }

struct Case {
  double x1, n1, x2, n2, low, high;
};

}  // namespace

// Newcombe 1998, "Interval estimation for the difference between independent proportions", table
// II, method 10: first minus second.
TEST_CASE("intervals of a difference are those that Newcombe printed") {
  const Case cases[] = {{56, 70, 48, 80, 0.0524, 0.3339}, {9, 10, 3, 10, 0.1705, 0.8090},
                        {6, 7, 2, 7, 0.0582, 0.8062},     {5, 56, 0, 29, -0.0381, 0.1926},
                        {0, 10, 0, 20, -0.1611, 0.2775},  {0, 10, 0, 10, -0.2775, 0.2775},
                        {10, 10, 0, 20, 0.6791, 1.0000},  {10, 10, 0, 10, 0.6075, 1.0000}};
  for (const auto& wanted : cases) {
    const auto interval =
        change_interval(counted(wanted.x2, wanted.n2), counted(wanted.x1, wanted.n1), 0.95);
    INFO(wanted.x1 << "/" << wanted.n1 << " and " << wanted.x2 << "/" << wanted.n2);
    CHECK(std::abs(interval.low / 100 - wanted.low) < 5e-5);
    CHECK(std::abs(interval.high / 100 - wanted.high) < 5e-5);
  }
}

TEST_CASE("the hull over printed values holds the interval of each, and no more") {
  std::mt19937 random(10);
  std::uniform_real_distribution<double> part(-0.5, 0.5);
  for (int i = 0; i < 300; ++i) {
    const double p1 = 1 + static_cast<double>(random() % 98);
    const double p2 = 1 + static_cast<double>(random() % 98);
    const double n1 = 1 + static_cast<double>(random() % 400);
    const double n2 = 1 + static_cast<double>(random() % 400);
    const auto hull = change_interval(printed(p1, n1), printed(p2, n2), 0.9);
    for (int k = 0; k < 20; ++k) {
      const double a = p1 + part(random);
      const double b = p2 + part(random);
      const auto one = change_interval({{a, a, true}, n1}, {{b, b, true}, n2}, 0.9);
      REQUIRE(hull.low <= one.low + 1e-9);
      REQUIRE(hull.high >= one.high - 1e-9);
    }
    const double ends[] = {p1 + 0.5, p2 - 0.5};
    const auto corner =
        change_interval({{ends[0], ends[0], true}, n1}, {{ends[1], ends[1], true}, n2}, 0.9);
    REQUIRE(hull.low == Approx(corner.low));
  }
}

TEST_CASE("the reverse change has the reverse interval") {
  const auto there = change_interval(printed(20, 120), printed(31, 90), 0.95);
  const auto back = change_interval(printed(31, 90), printed(20, 120), 0.95);
  CHECK(there.low == Approx(-back.high));
  CHECK(there.high == Approx(-back.low));
}

TEST_CASE("without sampling error only the rounding is left") {
  const auto interval = change_interval(printed(20, infinity), printed(31, infinity), 0.95);
  CHECK(interval.low == Approx(10));
  CHECK(interval.high == Approx(12));
}

TEST_CASE("a change is what its interval leaves open") {
  CHECK(change_of({0.1, 3}) == Change::rise);
  CHECK(change_of({-3, -0.1}) == Change::fall);
  CHECK(change_of({-3, 0.1}) == Change::none_detectable);
  CHECK(change_of({0, 3}) == Change::none_detectable);
}

TEST_CASE("rounding leaves the sign open where one value can print as both") {
  CHECK(sign_is_open(printed(7, 0), printed(7, 0)));
  CHECK_FALSE(sign_is_open(printed(7, 0), printed(8, 0)));  // 7.5 prints as 8
  CHECK(sign_is_open(counted(75, 1000), printed(8, 0)));    // 7.5 and 7.5
  CHECK_FALSE(sign_is_open(counted(74, 1000), printed(8, 0)));
}

TEST_CASE("the base that is needed suffices, and one less does not") {
  struct Pair {
    Share from, to;
  };
  const Pair pairs[] = {{printed(28, 0), printed(17, 142)},
                        {printed(6, 0), printed(10, 0)},
                        {printed(26, 0), printed(72, 142)},
                        {counted(93, 173), printed(47, 0)}};
  for (const auto& [from, to] : pairs) {
    const double needed = base_needed(from, to, 0.95);
    const auto verdict = [&, from = from, to = to](double base) {
      Share first = from;
      Share second = to;
      if (first.base == 0) first.base = base;
      if (second.base == 0) second.base = base;
      return change_of(change_interval(first, second, 0.95));
    };
    if (std::isinf(needed)) {
      CHECK(verdict(1e9) == Change::none_detectable);
      continue;
    }
    CHECK(verdict(needed) != Change::none_detectable);
    CHECK(verdict(needed - 1) == Change::none_detectable);
  }
  CHECK(std::isinf(base_needed(printed(7, 0), printed(7, 0), 0.95)));
  CHECK(std::isinf(base_needed(printed(15, 0), printed(14, 142), 0.95)));
}

TEST_CASE("the smallest change is just detected") {
  // n = 2 * 1.96^2 * 0.5 * 0.5 / d^2 for power 1/2, where the quantile of the power is 0.
  const double z = 1.959963984540054;
  for (const double n : {50.0, 173.0, 1000.0}) {
    const double change = smallest_change(40, n, n, 0.95, 0.5, 1) / 100;
    const double both = 0.4 + change / 2;
    CHECK(change == Approx(z * std::sqrt(2 * both * (1 - both) / n)).epsilon(1e-6));
  }
  // Mirrored.
  CHECK(smallest_change(30, 80, 120, 0.95, 0.8, 1) ==
        Approx(smallest_change(70, 80, 120, 0.95, 0.8, -1)));
  // It falls with the number of respondents, and grows with the power.
  CHECK(smallest_change(30, 100, 100, 0.95, 0.8, 1) > smallest_change(30, 101, 100, 0.95, 0.8, 1));
  CHECK(smallest_change(30, 100, 100, 0.95, 0.9, 1) > smallest_change(30, 100, 100, 0.95, 0.8, 1));
}

TEST_CASE("where no change would be detected there is none") {
  CHECK(std::isnan(smallest_change(0, 100, 100, 0.95, 0.8, -1)));
  CHECK(std::isnan(smallest_change(100, 100, 100, 0.95, 0.8, 1)));
  CHECK(std::isnan(smallest_change(50, 1, 1, 0.95, 0.8, 1)));
}
