#include "interval.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>

namespace tendensen {

Interval wilson_interval(double x, double n, double level) {
  const double z = boost::math::quantile(boost::math::normal(), 0.5 + level / 2);
  const double share = x / n;
  const double centre = (share + z * z / (2 * n)) / (1 + z * z / n);
  const double half =
      z / (1 + z * z / n) * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
  // At 0 and n a bound is the share itself, but for the last digit of a double.
  return {std::min(100 * share, 100 * std::max(0.0, centre - half)),
          std::max(100 * share, 100 * std::min(1.0, centre + half))};
}

}  // namespace tendensen
