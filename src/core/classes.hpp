// A number that was asked in classes: "from 250 to 750 euro".
#pragma once

#include <vector>

#include "interval.hpp"

namespace tendensen {

// Values [from, to); an open class has an infinite end.
struct ClassBounds {
  double from;
  double to;
};

// Contract throughout: classes in ascending order that do not overlap; a share (or count) >= 0 a
// class.

// The value below which `share` of the respondents are, interpolated within its class, as if they
// were spread evenly over it. NaN when nobody is counted, or in an open class.
double class_quantile(const std::vector<ClassBounds>& classes, const std::vector<double>& shares,
                      double share);

// The median with Woodruff's interval (1952): the quantiles whose share below differs from a half
// by no more than its error under simple random sampling. An end in an open class is that class's
// bound on the safe side, which may be infinite.
struct ClassMedian {
  double median;
  Interval interval;
};
ClassMedian class_median(const std::vector<ClassBounds>& classes, const std::vector<double>& counts,
                         double level);

// An open class at either end becomes as wide as its neighbour, without going below 0 where it ends
// at 0 or more. Throws ArgumentError for an open class without a neighbour.
std::vector<ClassBounds> close_ends(std::vector<ClassBounds> classes);

// The mean of the middles of the classes, with Student's interval; its bounds are NaN for fewer
// than two respondents. Contract: no open class.
struct ClassMean {
  double mean;
  Interval interval;
};
ClassMean class_mean(const std::vector<ClassBounds>& classes, const std::vector<double>& counts,
                     double level);

}  // namespace tendensen
