#include <testthat/vendor/catch.h>

#include <cmath>
#include <limits>
#include <map>
#include <random>

#include "error.hpp"
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

namespace {

using Method = Interval (*)(double, double, double);

std::optional<Interval> one(const WeightedShare& share, IntervalMethod method,
                            double level = 0.95) {
  const std::vector<double> n = {share.n};
  const std::vector<double> base = {share.base};
  const std::vector<double> n_squares = {share.n_squares};
  const std::vector<double> base_squares = {share.base_squares};
  const std::vector<double> respondents = {share.respondents};
  return share_intervals({n, base, n_squares, base_squares, respondents}, level, method)[0];
}

}  // namespace

// Newcombe 1998, table I, methods 5 (Clopper-Pearson).
TEST_CASE("exact intervals are those that Newcombe printed") {
  const std::vector<Case> printed = {{81, 263, 0.2527, 0.3676},
                                     {15, 148, 0.0578, 0.1617},
                                     {0, 20, 0.0000, 0.1684},
                                     {1, 29, 0.0009, 0.1776}};
  for (const auto& wanted : printed) {
    const auto interval = clopper_pearson_interval(wanted.x, wanted.n, 0.95);
    INFO(wanted.x << " of " << wanted.n);
    CHECK(std::abs(interval.low / 100 - wanted.low) < 5e-5);
    CHECK(std::abs(interval.high / 100 - wanted.high) < 5e-5);
  }
}

TEST_CASE("every method stays within 0 to 100, holds the share and mirrors") {
  std::mt19937 random(34);
  for (const Method method :
       {clopper_pearson_interval, jeffreys_interval, agresti_coull_interval}) {
    for (int i = 0; i < 500; ++i) {
      Case c = random_case(random);
      if (i % 10 == 0) c.x = 0;
      if (i % 10 == 1) c.x = c.n;
      const auto interval = method(c.x, c.n, 0.9);
      const auto mirror = method(c.n - c.x, c.n, 0.9);
      INFO(c.x << " of " << c.n << ": " << interval.low << " to " << interval.high);
      REQUIRE(interval.low >= 0);
      REQUIRE(interval.high <= 100);
      REQUIRE(interval.low <= 100 * c.x / c.n);
      REQUIRE(interval.high >= 100 * c.x / c.n);
      REQUIRE(std::abs(interval.low + mirror.high - 100) < 1e-9);
    }
  }
}

// With weights 1 to 4 and the answer of 1 and 3: p = 0.4, sum of (w (y - p))^2 =
// 0.36 (1 + 9) + 0.16 (4 + 16) = 6.8, over 10^2.
TEST_CASE("the linearised variance and the effective base are those worked by hand") {
  const WeightedShare share{4, 10, 10, 30, 4};
  CHECK(linear_variance(share) == Approx(0.068));
  CHECK(effective_base(share) == Approx(0.24 / 0.068));
  CHECK(effective_base({0, 10, 0, 30, 4}) == Approx(100.0 / 30));
  CHECK(effective_base({10, 10, 30, 30, 4}) == Approx(100.0 / 30));
  // t with 3 degrees of freedom, from printed tables; the logit of 0.4 is log(2 / 3).
  const double half = 3.182446305284263 * std::sqrt(0.068 * 4 / 3) / 0.24;
  const auto interval = linear_interval(share, 0.95);
  REQUIRE(interval);
  CHECK(interval->low == Approx(100 / (1 + 1.5 * std::exp(half))));
  CHECK(interval->high == Approx(100 / (1 + 1.5 * std::exp(-half))));
}

TEST_CASE("weights of 1, or all alike, give the interval of the counts") {
  for (const double w : {1.0, 0.25, 3.0}) {
    for (int x = 0; x <= 7; ++x) {
      const auto interval = one({w * x, w * 7, w * w * x, w * w * 7, 7}, IntervalMethod::wilson);
      const auto plain = wilson_interval(x, 7, 0.95);
      REQUIRE(interval);
      CHECK(interval->low == Approx(plain.low).margin(1e-10));
      CHECK(interval->high == Approx(plain.high).margin(1e-10));
    }
  }
}

TEST_CASE("nobody has no interval, and one respondent none by linearisation") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const auto method :
       {IntervalMethod::wilson, IntervalMethod::clopper_pearson, IntervalMethod::linearisation}) {
    CHECK_FALSE(one({0, 0, 0, 0, 0}, method));
    CHECK_FALSE(one({nan, nan, nan, nan, 3}, method));
  }
  CHECK_FALSE(one({0.5, 1, 0.25, 1, 1}, IntervalMethod::linearisation));
  CHECK(one({1, 1, 1, 1, 1}, IntervalMethod::clopper_pearson)->low == Approx(2.5));
}

TEST_CASE("columns, shares and levels outside the contract are refused") {
  const std::vector<double> two = {1, 2};
  const std::vector<double> one_base = {3};
  const auto wilson = IntervalMethod::wilson;
  CHECK_THROWS_AS(share_intervals({two, one_base, two, two, two}, 0.95, wilson), ArgumentError);
  CHECK_THROWS_AS(share_intervals({two, two, two, two, one_base}, 0.95, wilson), ArgumentError);
  CHECK_THROWS_AS(one({4, 3, 4, 3, 3}, wilson), ArgumentError);
  CHECK_THROWS_AS(one({-1, 3, 1, 3, 3}, wilson), ArgumentError);
  CHECK_THROWS_AS(one({1, 3, 1, 3, 3}, wilson, 0), ArgumentError);
  CHECK_THROWS_AS(one({1, 3, 1, 3, 3}, wilson, 1), ArgumentError);
}
