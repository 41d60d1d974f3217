#include "core/weights.hpp"

#include <string>

#include "convert.h"

namespace {

std::string name_of(tendensen::RakeEnd end) {
  switch (end) {
    case tendensen::RakeEnd::empty:
      return "empty";
    case tendensen::RakeEnd::bounds:
      return "bounds";
    case tendensen::RakeEnd::not_converged:
      return "not_converged";
    default:
      return "met";
  }
}

}  // namespace

// The cell that `end` is about is counted from 1.
// [[Rcpp::export(rng = false)]]
Rcpp::List core_rake(const Rcpp::List& cells, const Rcpp::List& shares, double low, double high,
                     int max_iterations, double tolerance) {
  const auto raked =
      tendensen::rake(convert::margins(cells, shares), {low, high, max_iterations, tolerance});
  return Rcpp::List::create(Rcpp::Named("end") = name_of(raked.end),
                            Rcpp::Named("margin") = static_cast<int>(raked.margin) + 1,
                            Rcpp::Named("cell") = static_cast<int>(raked.cell) + 1,
                            Rcpp::Named("iterations") = raked.iterations,
                            Rcpp::Named("deviation") = raked.deviation,
                            Rcpp::Named("weights") = raked.weights);
}

// [[Rcpp::export(rng = false)]]
Rcpp::NumericVector core_trim(const Rcpp::NumericVector& weights, double low, double high) {
  return Rcpp::wrap(tendensen::trim_weights(convert::view(weights), low, high));
}
