#include "core/tabulate.hpp"

#include "convert.h"
#include "core/missing.hpp"

namespace {

using tendensen::Counts;
using tendensen::Tally;

// Two matrices, n and weighted, with a row an element and a column a group.
template <typename Cell>
Rcpp::List tallies(int n_rows, int n_groups, const Cell& cell) {
  Rcpp::NumericMatrix n(n_rows, n_groups);
  Rcpp::NumericMatrix weighted(n_rows, n_groups);
  for (int group = 0; group < n_groups; ++group) {
    for (int row = 0; row < n_rows; ++row) {
      const Tally tally = cell(group, row);
      n(row, group) = static_cast<double>(tally.n);
      weighted(row, group) = tally.weighted;
    }
  }
  return Rcpp::List::create(Rcpp::Named("n") = n, Rcpp::Named("weighted") = weighted);
}

}  // namespace

// Counts of options, of kinds of missing, and the base, each a row an element, a column a group.
// [[Rcpp::export(rng = false)]]
Rcpp::List core_tabulate(const Rcpp::List& columns, bool multiple, int n_options,
                         const Rcpp::IntegerVector& group, int n_groups,
                         const Rcpp::NumericVector& weights, const std::string& base, int threads) {
  const auto views = convert::views(columns);
  const tendensen::Groups groups{convert::view(group), n_groups};
  const auto n_threads = static_cast<unsigned>(threads);
  const Counts counts = multiple ? tendensen::count_multiple(views, n_options, groups,
                                                             convert::view(weights), n_threads)
                                 : tendensen::count_single(views.at(0), n_options, groups,
                                                           convert::view(weights), n_threads);
  const auto kind = convert::base(base);
  return Rcpp::List::create(
      Rcpp::Named("options") =
          tallies(n_options, n_groups, [&](int g, int i) { return counts.option(g, i); }),
      Rcpp::Named("missing") = tallies(tendensen::n_missing_kinds, n_groups,
                                       [&](int g, int i) { return counts.missing(g, i); }),
      Rcpp::Named("base") = tallies(1, n_groups, [&](int g, int) { return counts.base(g, kind); }));
}
