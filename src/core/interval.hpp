// Intervals for a percentage. All bounds are in percent.
#pragma once

#include <optional>
#include <vector>

#include "view.hpp"

namespace tendensen {

struct Interval {
  double low;
  double high;
};

enum class IntervalMethod { wilson, clopper_pearson, jeffreys, agresti_coull, linearisation };

// Intervals for x successes in n, either of which may be an effective, non-integer number.
// Contract: 0 <= x <= n, n > 0, 0 < level < 1.

// The score interval (Wilson 1927; Brown, Cai, DasGupta 2001).
Interval wilson_interval(double x, double n, double level);

// The lower end of Newcombe's interval (1998, method 10) for the difference of two independent
// percentages, of which `first` and `second` are the intervals. The upper end is that of the
// reverse difference, with its sign changed.
double newcombe_low(double first_percent, const Interval& first, double second_percent,
                    const Interval& second);
// The exact interval, by quantiles of the beta distribution (Clopper and Pearson 1934).
Interval clopper_pearson_interval(double x, double n, double level);
// Quantiles of Beta(x + 1/2, n - x + 1/2), but 0 and 100 where x is 0 or n (Brown, Cai, DasGupta).
Interval jeffreys_interval(double x, double n, double level);
// A Wald interval after adding z^2 / 2 successes and as many failures (Agresti and Coull 1998).
Interval agresti_coull_interval(double x, double n, double level);

// A share of respondents in sums of weights. Weights of 1 make it a count.
struct WeightedShare {
  double n;             // weights of those who gave the answer
  double base;          // weights of all in the base
  double n_squares;     // likewise, of squared weights
  double base_squares;  //
  double respondents;   // in the base

  double share() const { return n < base ? n / base : 1; }
};

// Variance of the share by Taylor linearisation of the ratio of two weighted sums, respondents
// being drawn independently: sum over the base of (w_i (y_i - p))^2 / (sum w)^2.
double linear_variance(const WeightedShare& share);

// p (1 - p) / variance (Korn and Graubard 1998): the number of unweighted respondents that says as
// much. The number itself for equal weights; at 0 and 100, where nothing varies, Kish's
// (sum w)^2 / sum w^2.
double effective_base(const WeightedShare& share);

// On the logit scale, by the variance above times r / (r - 1) for r respondents, and Student's t
// with r - 1 degrees of freedom. Empty at 0 and 100 and for fewer than two respondents.
std::optional<Interval> linear_interval(const WeightedShare& share, double level);

// One interval a cell, empty where there is none: a base that is 0 or not a number. Every method
// but linearisation takes the effective base.
struct ShareColumns {
  View<double> n, base, n_squares, base_squares, respondents;
};
// Throws ArgumentError for columns of different lengths, shares outside 0 to 1, and levels outside
// them.
std::vector<std::optional<Interval>> share_intervals(const ShareColumns& shares, double level,
                                                     IntervalMethod method);

}  // namespace tendensen
