#include <testthat/vendor/catch.h>

#include <cmath>
#include <map>
#include <random>

#include "interval.hpp"

using namespace tendensen;

namespace {

struct Case {
  double x, n, low, high;
};

// Two-sided quantiles of the normal distribution, from printed tables.
const std::map<double, double> quantiles = {{0.80, 1.2815515655446004},
                                            {0.90, 1.6448536269514722},
                                            {0.95, 1.959963984540054},
                                            {0.99, 2.5758293035489004},
                                            {0.999, 3.290526731491926}};

// x in n, an effective number every other time.
Case random_case(std::mt19937& random) {
  const double step = random() % 2 == 0 ? 1 : 0.125;
  const auto most = 1 + random() % (random() % 2 == 0 ? 30 : 3000);
  return {step * static_cast<double>(random() % (most + 1)), step * static_cast<double>(most), 0,
          0};
}

}  // namespace

// Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3.
TEST_CASE("intervals are those that Newcombe printed") {
  const std::vector<Case> printed = {{81, 263, 0.2553, 0.3662},
                                     {15, 148, 0.0624, 0.1605},
                                     {0, 20, 0.0000, 0.1611},
                                     {1, 29, 0.0061, 0.1718}};
  for (const auto& wanted : printed) {
    const auto interval = wilson_interval(wanted.x, wanted.n, 0.95);
    INFO(wanted.x << " of " << wanted.n);
    CHECK(std::abs(interval.low / 100 - wanted.low) < 5e-5);
    CHECK(std::abs(interval.high / 100 - wanted.high) < 5e-5);
  }
}

// Wilson's definition: the shares p whose distance to x / n is z standard errors of p.
TEST_CASE("the bounds solve Wilson's equation at each level") {
  std::mt19937 random(1927);
  for (const auto& [level, z] : quantiles) {
    for (int i = 0; i < 200; ++i) {
      const Case c = random_case(random);
      const auto interval = wilson_interval(c.x, c.n, level);
      for (const double bound : {interval.low, interval.high}) {
        const double p = bound / 100;
        INFO(c.x << " of " << c.n << " at " << level << ": " << bound);
        REQUIRE(std::abs((c.x / c.n - p) * (c.x / c.n - p) - z * z * p * (1 - p) / c.n) < 1e-12);
      }
      REQUIRE(interval.low < interval.high);
    }
  }
}

TEST_CASE("none and all reach the ends, and z^2 / (n + z^2) from them") {
  for (const auto& [level, z] : quantiles) {
    for (const double n : {0.5, 1.0, 20.0, 315.0, 1e6}) {
      const double reach = 100 * z * z / (n + z * z);
      const auto none = wilson_interval(0, n, level);
      CHECK(none.low == Approx(0).margin(1e-12));
      CHECK(none.high == Approx(reach));
      const auto all = wilson_interval(n, n, level);
      CHECK(all.low == Approx(100 - reach));
      CHECK(all.high == Approx(100));
    }
  }
}

TEST_CASE("an interval lies within 0 to 100 and holds the share") {
  std::mt19937 random(98);
  for (int i = 0; i < 5000; ++i) {
    Case c = random_case(random);
    if (i % 10 == 0) c.x = 0;
    if (i % 10 == 1) c.x = c.n;
    const auto interval = wilson_interval(c.x, c.n, 0.95);
    INFO(c.x << " of " << c.n << ": " << interval.low << " to " << interval.high);
    REQUIRE(interval.low >= 0);
    REQUIRE(interval.high <= 100);
    REQUIRE(interval.low <= 100 * c.x / c.n);
    REQUIRE(interval.high >= 100 * c.x / c.n);
  }
}

TEST_CASE("who did and who did not have mirrored intervals") {
  std::mt19937 random(5);
  for (int i = 0; i < 1000; ++i) {
    const Case c = random_case(random);
    const auto did = wilson_interval(c.x, c.n, 0.95);
    const auto did_not = wilson_interval(c.n - c.x, c.n, 0.95);
    REQUIRE(std::abs(did.low + did_not.high - 100) < 1e-9);
    REQUIRE(std::abs(did.high + did_not.low - 100) < 1e-9);
  }
}

TEST_CASE("more respondents narrow an interval, a higher level widens it") {
  const auto few = wilson_interval(47, 100, 0.95);
  const auto many = wilson_interval(470, 1000, 0.95);
  const auto sure = wilson_interval(47, 100, 0.99);
  CHECK(sure.low < few.low);
  CHECK(few.low < many.low);
  CHECK(many.high < few.high);
  CHECK(few.high < sure.high);
}
