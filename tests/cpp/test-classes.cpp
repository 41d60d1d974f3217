#include <testthat/vendor/catch.h>

#include <cmath>
#include <limits>

#include "classes.hpp"
#include "error.hpp"

using namespace tendensen;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
const std::vector<ClassBounds> euros = {{0, 250}, {250, 750}, {750, 1500}, {1500, infinity}};

}  // namespace

TEST_CASE("a quantile is interpolated within its class") {
  const std::vector<double> shares = {20, 23, 12, 7};
  // Half of 62 is 31: 11 of the 23 in the second class.
  CHECK(class_quantile(euros, shares, 0.5) == Approx(250 + 500 * 11.0 / 23));
  CHECK(class_quantile(euros, shares, 0) == Approx(0));
  CHECK(class_quantile(euros, shares, 20.0 / 62) == Approx(250));
  CHECK(std::isnan(class_quantile(euros, shares, 0.95)));
  CHECK(std::isnan(class_quantile(euros, {0, 0, 0, 0}, 0.5)));
  // Empty classes are passed over.
  CHECK(class_quantile(euros, {0, 0, 4, 0}, 0) == Approx(750));
  CHECK(class_quantile(euros, {0, 0, 4, 0}, 1) == Approx(1500));
  CHECK_THROWS_AS(class_quantile(euros, {1, 2}, 0.5), ArgumentError);
}

TEST_CASE("Woodruff's interval is that of the share below the median") {
  const std::vector<double> counts = {20, 40, 30, 10};
  const auto found = class_median(euros, counts, 0.95);
  const double half = 1.959963984540054 * 0.5 / 10;  // n = 100
  CHECK(found.median == Approx(250 + 500 * 30.0 / 40));
  CHECK(found.interval.low == Approx(250 + 500 * (100 * (0.5 - half) - 20) / 40));
  CHECK(found.interval.high == Approx(250 + 500 * (100 * (0.5 + half) - 20) / 40));
}

TEST_CASE("an end in an open class is its bound on the safe side") {
  const auto upper = class_median(euros, {1, 1, 1, 4}, 0.95);
  CHECK(std::isnan(upper.median));
  CHECK(std::isinf(upper.interval.high));
  CHECK(std::isfinite(upper.interval.low));
  const std::vector<ClassBounds> lower = {{-infinity, 10}, {10, 20}};
  const auto found = class_median(lower, {9, 1}, 0.95);
  CHECK(std::isnan(found.median));
  CHECK(found.interval.low == -infinity);
  CHECK(found.interval.high == 10);
  const auto one = class_median(euros, {0, 1, 0, 0}, 0.95);
  CHECK(one.median == Approx(500));
  CHECK(one.interval.low == Approx(250));
  CHECK(one.interval.high == Approx(750));
  CHECK(std::isnan(class_median(euros, {0, 0, 0, 0}, 0.95).median));
}

TEST_CASE("an open class is as wide as its neighbour") {
  const auto closed = close_ends(euros);
  CHECK(closed[3].to == 2250);
  CHECK(close_ends({{-infinity, 100}, {100, 500}})[0].from == 0);
  CHECK(close_ends({{-infinity, -100}, {-100, 500}})[0].from == -700);
  CHECK(close_ends({{-infinity, 500}, {500, 600}})[0].from == 400);
  CHECK(close_ends({{5, 6}})[0].to == 6);
  CHECK_THROWS_AS(close_ends({{5, infinity}}), ArgumentError);
}

TEST_CASE("the mean is that of the middles") {
  const std::vector<ClassBounds> classes = {{0, 2}, {2, 4}};
  const auto found = class_mean(classes, {1, 3}, 0.95);
  CHECK(found.mean == Approx(2.5));
  // 1, 3, 3, 3: standard deviation 1; t(3) = 3.182446.
  CHECK(found.interval.high - found.mean == Approx(3.182446305284263 / 2));
  CHECK(std::isnan(class_mean(classes, {1, 0}, 0.95).interval.low));
  CHECK(class_mean(classes, {5, 0}, 0.95).interval.low == Approx(1));
  CHECK(std::isnan(class_mean(classes, {0, 0}, 0.95).mean));
}
