// What can be said of a change between two editions of a survey. Each is taken as a simple random
// sample, independent of the other, from a population much larger than it.
#pragma once

#include "interval.hpp"
#include "range.hpp"

namespace tendensen {

// What is known of a percentage: one computed from respondents is [p, p]; one printed as 47 is
// [46.5, 47.5). `base`: of how many respondents, 0 where it is unknown.
struct Share {
  Range<double> percent;
  double base;
};

// The hull of Newcombe's hybrid score intervals (1998, method 10) for `to` - `from`, in points,
// over all values that the two can have. Contract: bases > 0 (infinite: known without error), 0 <
// level < 1.
Interval change_interval(const Share& from, const Share& to, double level);

enum class Change { rise, fall, none_detectable };
Change change_of(const Interval& interval);

// Can the change be of either sign, or nil, for what is printed alone?
bool sign_is_open(const Share& from, const Share& to);

// The smallest base, the same for both where both are unknown, with which the change would be
// detectable: infinite when none would do. Contract: at least one base is unknown (0).
double base_needed(const Share& from, const Share& to, double level);

// The smallest change in points, up (direction 1) or down (-1), from `percent` of n1 respondents
// that a two-sided test with n2 respondents detects with probability `power` (Fleiss 1981, chapter
// 3, without correction for continuity). NaN when there is none.
double smallest_change(double percent, double n1, double n2, double level, double power,
                       int direction);

}  // namespace tendensen
