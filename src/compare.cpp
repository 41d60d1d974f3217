#include "core/compare.hpp"

#include "convert.h"

namespace {

const char* name_of(tendensen::TestKind kind) {
  switch (kind) {
    case tendensen::TestKind::chi_square:
      return "chi-square";
    case tendensen::TestKind::fisher:
      return "fisher";
    case tendensen::TestKind::rao_scott:
      return "rao-scott";
    default:
      return nullptr;
  }
}

// A row a test.
Rcpp::List test_columns(const std::vector<tendensen::Test>& tests) {
  const auto n = static_cast<R_xlen_t>(tests.size());
  Rcpp::CharacterVector kind(n, NA_STRING);
  Rcpp::NumericVector statistic(n), df(n), df_error(n), p_value(n), cramers_v(n);
  const auto number = [](double x) { return std::isnan(x) ? NA_REAL : x; };
  for (R_xlen_t i = 0; i < n; ++i) {
    const auto& test = tests[static_cast<std::size_t>(i)];
    if (const char* name = name_of(test.kind)) kind[i] = name;
    statistic[i] = number(test.statistic);
    df[i] = number(test.df);
    df_error[i] = number(test.df_error);
    p_value[i] = number(test.p_value);
    cramers_v[i] = number(test.cramers_v);
  }
  return Rcpp::List::create(Rcpp::Named("test") = kind, Rcpp::Named("statistic") = statistic,
                            Rcpp::Named("df") = df, Rcpp::Named("df_error") = df_error,
                            Rcpp::Named("p_value") = p_value, Rcpp::Named("cramers_v") = cramers_v);
}

tendensen::WeightedShare share(const Rcpp::NumericMatrix& shares, int row) {
  return {shares(row, 0), shares(row, 1), shares(row, 2), shares(row, 3), shares(row, 4)};
}

}  // namespace

// Rows of `first` and `second`: n, base, their sums of squares, respondents.
// [[Rcpp::export(rng = false)]]
Rcpp::List core_compare_shares(const Rcpp::NumericMatrix& first, const Rcpp::NumericMatrix& second,
                               bool weighted, double level) {
  std::vector<tendensen::Test> tests;
  Rcpp::NumericVector difference(first.nrow()), low(first.nrow()), high(first.nrow());
  for (int i = 0; i < first.nrow(); ++i) {
    const auto found =
        tendensen::compare_shares(share(first, i), share(second, i), weighted, level);
    difference[i] = found.difference;
    low[i] = found.interval.low;
    high[i] = found.interval.high;
    tests.push_back(found.test);
  }
  return Rcpp::List::create(Rcpp::Named("difference") = difference, Rcpp::Named("conf_low") = low,
                            Rcpp::Named("conf_high") = high,
                            Rcpp::Named("tests") = test_columns(tests));
}

// `squares` is without elements where nobody is weighted.
// [[Rcpp::export(rng = false)]]
Rcpp::List core_test_table(const Rcpp::NumericMatrix& cells, const Rcpp::NumericVector& squares,
                           double respondents) {
  return test_columns({tendensen::test_table(
      {convert::view(cells), convert::view(squares), static_cast<std::size_t>(cells.nrow()),
       static_cast<std::size_t>(cells.ncol()), respondents})});
}
