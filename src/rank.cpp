#include "core/rank.hpp"

#include "convert.h"

namespace {

std::vector<tendensen::Plane> option_planes(const tendensen::Answers& answers) {
  const std::vector<int> together(answers.columns.at(0).size());
  auto planes = tendensen::answer_planes(answers, {tendensen::View<int>(together), 1});
  planes.pop_back();
  return planes;
}

}  // namespace

// Rank and the ends of its confidence set: a row an option. `item` as in core_resample_counts(), of
// respondents who answered; no replicates ask for the exact sets.
// [[Rcpp::export(rng = false)]]
Rcpp::IntegerMatrix core_rank_sets(const Rcpp::List& item, double level, int n_replicates, int seed,
                                   int threads) {
  const auto options = option_planes(convert::answers(item));
  const tendensen::Pairs pairs(options);
  std::vector<tendensen::RankSet> sets;
  if (n_replicates == 0) {
    sets = tendensen::exact_rank_sets(pairs, level);
  } else {
    const auto n = convert::answers(item).columns.at(0).size();
    const Rcpp::IntegerVector together(static_cast<R_xlen_t>(n));
    const auto counts =
        tendensen::resample_counts(tendensen::pair_planes(options),
                                   convert::resampling(together, 1, n_replicates, seed, threads));
    sets = tendensen::bootstrap_rank_sets(pairs, static_cast<std::int64_t>(n), counts, level);
  }
  Rcpp::IntegerMatrix table(static_cast<int>(sets.size()), 3);
  for (int i = 0; i < table.nrow(); ++i) {
    const auto& set = sets[static_cast<std::size_t>(i)];
    table(i, Rcpp::_) = Rcpp::IntegerVector::create(set.rank, set.low, set.high);
  }
  return table;
}

// tau-b, the ends of its interval; pairs, those settled in the same order, and in reverse.
// [[Rcpp::export(rng = false)]]
Rcpp::NumericVector core_rank_agreement(const Rcpp::List& left, const Rcpp::List& right,
                                        double level) {
  const auto found =
      tendensen::rank_agreement(tendensen::Pairs(option_planes(convert::answers(left))),
                                tendensen::Pairs(option_planes(convert::answers(right))), level);
  return Rcpp::NumericVector::create(found.tau_b, found.interval.low, found.interval.high,
                                     found.pairs, found.same, found.reversed);
}
