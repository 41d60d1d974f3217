#include "core/interval.hpp"

#include "convert.h"

// Two columns, low and high, in percent; NA where there is no interval.
// [[Rcpp::export(rng = false)]]
Rcpp::NumericMatrix core_intervals(const Rcpp::NumericVector& n, const Rcpp::NumericVector& base,
                                   const Rcpp::NumericVector& n_squares,
                                   const Rcpp::NumericVector& base_squares,
                                   const Rcpp::NumericVector& respondents, double level,
                                   const std::string& method) {
  const auto intervals =
      tendensen::share_intervals({convert::view(n), convert::view(base), convert::view(n_squares),
                                  convert::view(base_squares), convert::view(respondents)},
                                 level, convert::interval_method(method));
  Rcpp::NumericMatrix bounds(static_cast<int>(n.size()), 2);
  for (int i = 0; i < bounds.nrow(); ++i) {
    const auto& interval = intervals[static_cast<std::size_t>(i)];
    bounds(i, 0) = interval ? interval->low : NA_REAL;
    bounds(i, 1) = interval ? interval->high : NA_REAL;
  }
  return bounds;
}
