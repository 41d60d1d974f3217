#include "interval.hpp"

#include <algorithm>
#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <string>

#include "error.hpp"

namespace tendensen {

namespace {

double normal_quantile(double level) {
  return boost::math::quantile(boost::math::normal(), 0.5 + level / 2);
}

// The tails are split evenly.
double beta_low(double a, double b, double level) {
  return 100 * boost::math::quantile(boost::math::beta_distribution<>(a, b), (1 - level) / 2);
}

double beta_high(double a, double b, double level) {
  const boost::math::beta_distribution<> beta(a, b);
  return 100 * boost::math::quantile(boost::math::complement(beta, (1 - level) / 2));
}

}  // namespace

Interval wilson_interval(double x, double n, double level) {
  const double z = normal_quantile(level);
  const double share = x / n;
  const double centre = (share + z * z / (2 * n)) / (1 + z * z / n);
  const double half =
      z / (1 + z * z / n) * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
  // At 0 and n a bound is the share itself, but for the last digit of a double.
  return {std::min(100 * share, 100 * std::max(0.0, centre - half)),
          std::max(100 * share, 100 * std::min(1.0, centre + half))};
}

double newcombe_low(double first_percent, const Interval& first, double second_percent,
                    const Interval& second) {
  return first_percent - second_percent -
         std::hypot(first_percent - first.low, second.high - second_percent);
}

Interval clopper_pearson_interval(double x, double n, double level) {
  return {x > 0 ? beta_low(x, n - x + 1, level) : 0, x < n ? beta_high(x + 1, n - x, level) : 100};
}

Interval jeffreys_interval(double x, double n, double level) {
  return {x > 0 ? beta_low(x + 0.5, n - x + 0.5, level) : 0,
          x < n ? beta_high(x + 0.5, n - x + 0.5, level) : 100};
}

Interval agresti_coull_interval(double x, double n, double level) {
  const double z = normal_quantile(level);
  const double all = n + z * z;
  const double share = (x + z * z / 2) / all;
  const double half = z * std::sqrt(share * (1 - share) / all);
  return {100 * std::max(0.0, share - half), 100 * std::min(1.0, share + half)};
}

double linear_variance(const WeightedShare& share) {
  const double p = share.share();
  const double others = std::max(0.0, share.base_squares - share.n_squares);
  return ((1 - p) * (1 - p) * share.n_squares + p * p * others) / (share.base * share.base);
}

double effective_base(const WeightedShare& share) {
  const double p = share.share();
  if (p <= 0 || p >= 1) return share.base * share.base / share.base_squares;
  return p * (1 - p) / linear_variance(share);
}

std::optional<Interval> linear_interval(const WeightedShare& share, double level) {
  const double p = share.share();
  const double r = share.respondents;
  if (r < 2 || p <= 0 || p >= 1) return std::nullopt;
  const double t = boost::math::quantile(boost::math::students_t(r - 1), 0.5 + level / 2);
  const double half = t * std::sqrt(linear_variance(share) * r / (r - 1)) / (p * (1 - p));
  const double logit = std::log(p / (1 - p));
  const auto percent = [](double x) { return 100 / (1 + std::exp(-x)); };
  return Interval{percent(logit - half), percent(logit + half)};
}

namespace {

void check_columns(const ShareColumns& shares) {
  const auto n_cells = shares.n.size();
  for (const auto& column :
       {shares.base, shares.n_squares, shares.base_squares, shares.respondents}) {
    if (column.size() == n_cells) continue;
    throw ArgumentError("There are " + std::to_string(column.size()) + " bases for " +
                        std::to_string(n_cells) + " counts.");
  }
}

std::optional<Interval> share_interval(const WeightedShare& share, double level,
                                       IntervalMethod method) {
  if (!(share.base > 0)) return std::nullopt;
  // A sum of weights may differ from itself in the last digits.
  if (!(share.n >= 0 && share.n <= share.base * (1 + 1e-9) && share.base_squares > 0)) {
    throw ArgumentError("An answer cannot be given by more than all, or by fewer than none.");
  }
  if (method == IntervalMethod::linearisation) return linear_interval(share, level);
  const double n = effective_base(share);
  const double x = share.share() * n;
  switch (method) {
    case IntervalMethod::clopper_pearson:
      return clopper_pearson_interval(x, n, level);
    case IntervalMethod::jeffreys:
      return jeffreys_interval(x, n, level);
    case IntervalMethod::agresti_coull:
      return agresti_coull_interval(x, n, level);
    default:
      return wilson_interval(x, n, level);
  }
}

}  // namespace

std::vector<std::optional<Interval>> share_intervals(const ShareColumns& shares, double level,
                                                     IntervalMethod method) {
  check_columns(shares);
  if (!(level > 0 && level < 1)) throw ArgumentError("A level lies between 0 and 1.");
  std::vector<std::optional<Interval>> intervals;
  intervals.reserve(shares.n.size());
  for (std::size_t i = 0; i < shares.n.size(); ++i) {
    intervals.push_back(share_interval({shares.n[i], shares.base[i], shares.n_squares[i],
                                        shares.base_squares[i], shares.respondents[i]},
                                       level, method));
  }
  return intervals;
}

}  // namespace tendensen
