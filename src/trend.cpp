#include "core/trend.hpp"

#include "convert.h"

namespace {

// A row of low, high, closed (at the high end), base.
tendensen::Share share(const Rcpp::NumericMatrix& shares, int row) {
  return {{shares(row, 0), shares(row, 1), shares(row, 2) != 0}, shares(row, 3)};
}

const char* name_of(tendensen::Change change) {
  if (change == tendensen::Change::rise) return "rise";
  return change == tendensen::Change::fall ? "fall" : "no detectable change";
}

}  // namespace

// What can be said of each change, a row a pair of shares. Where a base is 0 (unknown): what base
// would be needed, and no interval.
// [[Rcpp::export(rng = false)]]
Rcpp::List core_change(const Rcpp::NumericMatrix& from, const Rcpp::NumericMatrix& to,
                       double level) {
  const int n = from.nrow();
  Rcpp::NumericVector low(n, NA_REAL), high(n, NA_REAL), needed(n, NA_REAL);
  Rcpp::CharacterVector verdict(n, "not testable");
  Rcpp::LogicalVector open(n);
  for (int i = 0; i < n; ++i) {
    const auto before = share(from, i);
    const auto after = share(to, i);
    open[i] = tendensen::sign_is_open(before, after);
    if (before.base == 0 || after.base == 0) {
      needed[i] = tendensen::base_needed(before, after, level);
      continue;
    }
    const auto interval = tendensen::change_interval(before, after, level);
    low[i] = interval.low;
    high[i] = interval.high;
    verdict[i] = name_of(tendensen::change_of(interval));
  }
  return Rcpp::List::create(Rcpp::Named("low") = low, Rcpp::Named("high") = high,
                            Rcpp::Named("verdict") = verdict, Rcpp::Named("sign_open") = open,
                            Rcpp::Named("needed") = needed);
}

// Points up and points down, a row a survey; NA where there is none.
// [[Rcpp::export(rng = false)]]
Rcpp::NumericMatrix core_smallest_change(const Rcpp::NumericVector& percent,
                                         const Rcpp::NumericVector& n1,
                                         const Rcpp::NumericVector& n2, double level,
                                         double power) {
  Rcpp::NumericMatrix table(static_cast<int>(percent.size()), 2);
  for (int i = 0; i < table.nrow(); ++i) {
    for (const int direction : {1, -1}) {
      const double change =
          tendensen::smallest_change(percent[i], n1[i], n2[i], level, power, direction);
      table(i, direction > 0 ? 0 : 1) = std::isnan(change) ? NA_REAL : change;
    }
  }
  return table;
}
