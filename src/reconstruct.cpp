#include "core/reconstruct.hpp"

#include "convert.h"

// Codes of `n` respondents, those without an answer as `rest`.
// [[Rcpp::export(rng = false)]]
Rcpp::IntegerVector core_reconstruct_single(const Rcpp::NumericVector& units,
                                            const Rcpp::IntegerVector& digits,
                                            const Rcpp::List& nets, double n, int rest, int seed,
                                            const std::string& stream) {
  const auto n_respondents = static_cast<std::int64_t>(n);
  const auto solution =
      tendensen::solve_single(convert::printed_column(units, digits, nets), n_respondents);
  auto random = tendensen::random_stream(static_cast<std::uint32_t>(seed), stream);
  return Rcpp::wrap(tendensen::deal_single(solution.counts, n_respondents, rest, random));
}

// Picks of `n` respondents, a bit an option, 31 options a column; and the picks beyond the maximum.
// [[Rcpp::export(rng = false)]]
Rcpp::List core_reconstruct_multiple(const Rcpp::NumericVector& units,
                                     const Rcpp::IntegerVector& digits, double n, int max_picks,
                                     int seed, const std::string& stream) {
  const auto n_respondents = static_cast<std::int64_t>(n);
  const auto solution =
      tendensen::solve_multiple(convert::printed(units, digits), n_respondents, max_picks);
  auto random = tendensen::random_stream(static_cast<std::uint32_t>(seed), stream);
  Rcpp::IntegerVector first(static_cast<R_xlen_t>(n_respondents));
  Rcpp::IntegerVector second(static_cast<R_xlen_t>(n_respondents));
  R_xlen_t row = 0;
  for (const auto picks : tendensen::deal_multiple(solution.counts, n_respondents, random)) {
    first[row] = static_cast<int>(picks & 0x7fffffffU);
    second[row++] = static_cast<int>(picks >> tendensen::options_a_column);
  }
  return Rcpp::List::create(Rcpp::Named("columns") = Rcpp::List::create(first, second),
                            Rcpp::Named("excess") = static_cast<double>(solution.excess));
}

// The largest number of answers, at most `n`, that print as the column; 0 for none.
// [[Rcpp::export(rng = false)]]
double core_largest_base(const Rcpp::NumericVector& units, const Rcpp::IntegerVector& digits,
                         const Rcpp::List& nets, double n) {
  const auto solution = tendensen::solve_single(convert::printed_column(units, digits, nets),
                                                static_cast<std::int64_t>(n));
  return solution.exact ? static_cast<double>(solution.base) : 0;
}

// Picks beyond the maximum that `n` respondents need, at the least.
// [[Rcpp::export(rng = false)]]
double core_least_excess(const Rcpp::NumericVector& units, const Rcpp::IntegerVector& digits,
                         double n, int max_picks) {
  return static_cast<double>(tendensen::solve_multiple(convert::printed(units, digits),
                                                       static_cast<std::int64_t>(n), max_picks)
                                 .excess);
}
