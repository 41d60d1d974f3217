#include "core/resample.hpp"

#include "convert.h"

// How often each respondent is drawn: a row a respondent, a column a replicate.
// [[Rcpp::export(rng = false)]]
Rcpp::IntegerMatrix core_resample_weights(const Rcpp::IntegerVector& strata, int n_strata,
                                          int n_replicates, int seed, int threads) {
  const auto times = tendensen::resample_weights(
      convert::resampling(strata, n_strata, n_replicates, seed, threads));
  return Rcpp::IntegerMatrix(static_cast<int>(strata.size()), n_replicates, times.begin());
}

// Counts of the answers: a column a replicate; rows by item, then group, then option, the last
// being all who answered. Each of `items`: columns, multiple, n_options.
// [[Rcpp::export(rng = false)]]
Rcpp::IntegerMatrix core_resample_counts(const Rcpp::List& items, const Rcpp::IntegerVector& group,
                                         int n_groups, const Rcpp::IntegerVector& strata,
                                         int n_strata, int n_replicates, int seed, int threads) {
  std::vector<tendensen::Plane> sets;
  for (const SEXP item : items) {
    const auto planes =
        tendensen::answer_planes(convert::answers(item), {convert::view(group), n_groups});
    sets.insert(sets.end(), planes.begin(), planes.end());
  }
  const auto counts = tendensen::resample_counts(
      sets, convert::resampling(strata, n_strata, n_replicates, seed, threads));
  return Rcpp::IntegerMatrix(static_cast<int>(sets.size()), n_replicates, counts.begin());
}
