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
  return {100 * std::max(0.0, centre - half), 100 * std::min(1.0, centre + half)};
}

}  // namespace tendensen
