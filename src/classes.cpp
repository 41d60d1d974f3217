#include "core/classes.hpp"

#include "convert.h"

namespace {

std::vector<tendensen::ClassBounds> bounds_of(const Rcpp::NumericVector& from,
                                              const Rcpp::NumericVector& to) {
  std::vector<tendensen::ClassBounds> bounds;
  for (R_xlen_t i = 0; i < from.size(); ++i) bounds.push_back({from[i], to[i]});
  return bounds;
}

}  // namespace

// Median and mean with their intervals: `counts` has a row a class, a column a group.
// [[Rcpp::export(rng = false)]]
Rcpp::NumericMatrix core_classes(const Rcpp::NumericVector& from, const Rcpp::NumericVector& to,
                                 const Rcpp::NumericMatrix& counts, double level) {
  const auto bounds = bounds_of(from, to);
  const auto closed = tendensen::close_ends(bounds);
  Rcpp::NumericMatrix table(counts.ncol(), 6);
  for (int g = 0; g < counts.ncol(); ++g) {
    const auto own = Rcpp::as<std::vector<double>>(Rcpp::NumericVector(counts(Rcpp::_, g)));
    const auto median = tendensen::class_median(bounds, own, level);
    const auto mean = tendensen::class_mean(closed, own, level);
    table(g, Rcpp::_) =
        Rcpp::NumericVector::create(median.median, median.interval.low, median.interval.high,
                                    mean.mean, mean.interval.low, mean.interval.high);
  }
  return table;
}
