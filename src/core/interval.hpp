// Intervals for a percentage.
#pragma once

namespace tendensen {

struct Interval {
  double low;
  double high;
};

// Wilson's score interval for x successes in n (Wilson 1927; Brown, Cai, DasGupta 2001), in
// percent. Contract: 0 <= x <= n, n > 0 (either may be an effective, non-integer number),
// 0 < level < 1.
Interval wilson_interval(double x, double n, double level);

}  // namespace tendensen
