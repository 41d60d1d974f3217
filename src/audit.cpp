#include "core/audit.hpp"

#include "convert.h"

// Why the printed column is impossible: reason, and whether it concerns the levels and which nets.
// [[Rcpp::export(rng = false)]]
Rcpp::List core_impossible(const Rcpp::NumericVector& units, const Rcpp::IntegerVector& digits,
                           const Rcpp::List& nets) {
  Rcpp::List found;
  for (const auto& impossible :
       tendensen::impossible_column(convert::printed_column(units, digits, nets))) {
    Rcpp::IntegerVector concerned(impossible.nets.begin(), impossible.nets.end());
    found.push_back(Rcpp::List::create(
        Rcpp::Named("rule") = impossible.rule, Rcpp::Named("reason") = impossible.reason,
        Rcpp::Named("levels") = impossible.levels, Rcpp::Named("nets") = concerned + 1));
  }
  return found;
}

// [[Rcpp::export(rng = false)]]
Rcpp::List core_pick_sum(const Rcpp::NumericVector& units, const Rcpp::IntegerVector& digits,
                         int max_picks) {
  std::vector<tendensen::Printed> levels;
  for (const auto& level : convert::printed(units, digits)) {
    if (level) levels.push_back(*level);
  }
  const auto sum = tendensen::pick_sum(levels, max_picks);
  return Rcpp::List::create(Rcpp::Named("printed") = sum.printed, Rcpp::Named("least") = sum.least,
                            Rcpp::Named("allowed") = sum.allowed,
                            Rcpp::Named("reason") = sum.reason);
}

// [[Rcpp::export(rng = false)]]
std::string core_nets_sum(const Rcpp::NumericVector& units, const Rcpp::IntegerVector& digits,
                          const Rcpp::List& nets) {
  return tendensen::nets_sum(convert::printed_column(units, digits, nets));
}

// The first of `units` is printed again as the second.
// [[Rcpp::export(rng = false)]]
std::string core_printed_twice(const Rcpp::NumericVector& units,
                               const Rcpp::IntegerVector& digits) {
  const auto cells = convert::printed(units, digits);
  return tendensen::printed_twice(*cells.at(0), *cells.at(1));
}

// The first of `units` is the whole, the others its groups.
// [[Rcpp::export(rng = false)]]
std::string core_bracket(const Rcpp::NumericVector& units, const Rcpp::IntegerVector& digits) {
  std::vector<tendensen::Printed> groups;
  for (const auto& cell : convert::printed(units, digits)) groups.push_back(*cell);
  const tendensen::Printed whole = groups.at(0);
  groups.erase(groups.begin());
  return tendensen::bracket(whole, groups);
}

// Does any integer count of `base` print so? One value a cell.
// [[Rcpp::export(rng = false)]]
Rcpp::LogicalVector core_countable(const Rcpp::NumericVector& units,
                                   const Rcpp::IntegerVector& digits, double base) {
  Rcpp::LogicalVector countable(units.size());
  for (R_xlen_t i = 0; i < units.size(); ++i) {
    countable[i] = !tendensen::counts_printed_as(static_cast<std::int64_t>(units[i]),
                                                 static_cast<std::int64_t>(base), digits[i])
                        .empty();
  }
  return countable;
}
