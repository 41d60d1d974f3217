#include "core/interval.hpp"

#include "convert.h"

// Two columns, low and high, in percent; NA where the base is 0.
// [[Rcpp::export(rng = false)]]
Rcpp::NumericMatrix core_wilson(const Rcpp::NumericVector& n, const Rcpp::NumericVector& base,
                                double level) {
  Rcpp::NumericMatrix bounds(static_cast<int>(n.size()), 2);
  for (int i = 0; i < bounds.nrow(); ++i) {
    const bool known = base[i] > 0;
    const auto interval = known ? tendensen::wilson_interval(n[i], base[i], level)
                                : tendensen::Interval{NA_REAL, NA_REAL};
    bounds(i, 0) = interval.low;
    bounds(i, 1) = interval.high;
  }
  return bounds;
}
