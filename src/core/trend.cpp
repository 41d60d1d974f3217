#include "trend.hpp"

#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <limits>

namespace tendensen {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
// No survey is larger.
constexpr double largest_base = 1e9;

Interval score_interval(double percent, double base, double level) {
  if (std::isinf(base)) return {percent, percent};
  return wilson_interval(percent / 100 * base, base, level);
}

// Of the change from the first to the second; the upper end is that of the reverse change.
double lower_end(double from, double from_base, double to, double to_base, double level) {
  return newcombe_low(to, score_interval(to, to_base, level), from,
                      score_interval(from, from_base, level));
}

double quantile(double share) { return boost::math::quantile(boost::math::normal(), share); }

}  // namespace

// The lower end rises with `to` and falls with `from`, so the hull is at the corners.
Interval change_interval(const Share& from, const Share& to, double level) {
  return {lower_end(from.percent.high, from.base, to.percent.low, to.base, level),
          -lower_end(to.percent.high, to.base, from.percent.low, from.base, level)};
}

Change change_of(const Interval& interval) {
  if (interval.low > 0) return Change::rise;
  return interval.high < 0 ? Change::fall : Change::none_detectable;
}

bool sign_is_open(const Share& from, const Share& to) {
  return !disjoint(from.percent, to.percent);
}

double base_needed(const Share& from, const Share& to, double level) {
  const auto detectable = [&](double base) {
    Share first = from;
    Share second = to;
    if (first.base == 0) first.base = base;
    if (second.base == 0) second.base = base;
    return change_of(change_interval(first, second, level)) != Change::none_detectable;
  };
  if (!detectable(largest_base)) return infinity;
  // Intervals get narrower with the base.
  double too_few = 0;
  double enough = largest_base;
  while (enough - too_few > 1) {
    const double middle = std::floor((too_few + enough) / 2);
    (detectable(middle) ? enough : too_few) = middle;
  }
  return enough;
}

double smallest_change(double percent, double n1, double n2, double level, double power,
                       int direction) {
  const double p1 = percent / 100;
  const double z_level = quantile(0.5 + level / 2);
  const double z_power = quantile(power);
  const auto detected = [&](double change) {
    const double p2 = p1 + direction * change;
    const double both = (n1 * p1 + n2 * p2) / (n1 + n2);
    const double equal = std::sqrt(std::max(0.0, both * (1 - both)) * (1 / n1 + 1 / n2));
    const double apart = std::sqrt(p1 * (1 - p1) / n1 + std::max(0.0, p2 * (1 - p2)) / n2);
    return change - z_level * equal >= z_power * apart;
  };
  double too_small = 0;
  double enough = direction > 0 ? 1 - p1 : p1;
  if (enough <= 0 || !detected(enough)) return std::numeric_limits<double>::quiet_NaN();
  for (int i = 0; i < 60; ++i) {
    const double middle = (too_small + enough) / 2;
    (detected(middle) ? enough : too_small) = middle;
  }
  return 100 * enough;
}

}  // namespace tendensen
