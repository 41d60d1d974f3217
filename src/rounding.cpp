#include "core/rounding.hpp"

#include "convert.h"

// Percentages in units of 10^-digits.
// [[Rcpp::export(rng = false)]]
Rcpp::NumericVector core_round_percents(const Rcpp::NumericVector& counts, double base, int digits,
                                        const std::string& rounding) {
  const auto bases = convert::counts(Rcpp::NumericVector::create(base));
  return convert::numbers(tendensen::round_percents(convert::counts(counts), bases[0], digits,
                                                    convert::rounding(rounding)));
}
