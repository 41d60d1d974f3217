#include "compare.hpp"

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/hypergeometric.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "error.hpp"
#include "linear.hpp"
#include "random.hpp"

namespace tendensen {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
// Tables drawn where there are too many to list: 9999, fewer of more than 3000 respondents, 999 of
// more than 30 000. The standard error of p is sqrt(p (1 - p) / draws).
int n_draws(double respondents) {
  return static_cast<int>(std::clamp(3e7 / respondents, 999.0, 9999.0));
}

Test no_test() { return {TestKind::none, nan, nan, nan, nan, nan}; }

void check_table(const CrossTable& table) {
  const std::size_t n_cells = table.n_rows * table.n_columns;
  const auto fits = [&](View<double> cells) {
    return cells.size() == n_cells &&
           std::all_of(cells.begin(), cells.end(), [](double x) { return x >= 0; });
  };
  if (!fits(table.cells) || !(table.squares.empty() || fits(table.squares))) {
    throw ArgumentError("A table of " + std::to_string(table.n_rows) + " by " +
                        std::to_string(table.n_columns) + " needs as many cells, none negative.");
  }
}

arma::mat matrix(View<double> cells, const CrossTable& table) {
  arma::mat values(table.n_rows, table.n_columns);
  std::copy(cells.begin(), cells.end(), values.begin());
  return values;
}

struct Pearson {
  double statistic;
  double df;
  double cramers_v;
  double least;  // expected count
  double small;  // part of the cells that expect fewer than 5
};

// Contract: no row or column of zeros; the cells add up to the number of respondents.
Pearson pearson(const arma::mat& counts) {
  const double n = arma::accu(counts);
  const arma::mat expected = arma::sum(counts, 1) * arma::sum(counts, 0) / n;
  const double statistic = arma::accu(arma::square(counts - expected) / expected);
  const double side = static_cast<double>(std::min(counts.n_rows, counts.n_cols)) - 1;
  const auto n_small = static_cast<double>(arma::uvec(arma::find(expected < 5)).n_elem);
  return {statistic, static_cast<double>((counts.n_rows - 1) * (counts.n_cols - 1)),
          std::sqrt(statistic / (n * side)), expected.min(),
          n_small / static_cast<double>(expected.n_elem)};
}

// Logarithm of the probability of a table with its margins, but for what the margins fix.
double log_weight(const arma::mat& counts) {
  double sum = 0;
  for (const double count : counts) sum -= boost::math::lgamma(count + 1);
  return sum;
}

// Of a larger table (Freeman and Halton 1951), by drawing tables with its margins: always the same.
double drawn_p_value(const arma::mat& counts) {
  std::vector<std::size_t> row_of;
  for (std::size_t row = 0; row < counts.n_rows; ++row) {
    row_of.insert(row_of.end(), static_cast<std::size_t>(arma::accu(counts.row(row))), row);
  }
  const double found = log_weight(counts) + 1e-7;
  Random random = random_stream(1, "fisher");
  const int draws = n_draws(arma::accu(counts));
  int as_improbable = 1;
  for (int i = 0; i < draws; ++i) {
    shuffle(row_of, random);
    arma::mat drawn(counts.n_rows, counts.n_cols, arma::fill::zeros);
    std::size_t next = 0;
    for (std::size_t column = 0; column < counts.n_cols; ++column) {
      const auto end = next + static_cast<std::size_t>(arma::accu(counts.col(column)));
      for (; next < end; ++next) drawn(row_of[next], column) += 1;
    }
    as_improbable += log_weight(drawn) <= found;
  }
  return as_improbable / (draws + 1.0);
}

Test count_test(const arma::mat& counts) {
  const Pearson found = pearson(counts);
  const bool two_by_two = counts.n_elem == 4;
  if (two_by_two ? found.least < 5 : found.least < 1 || found.small > 0.2) {
    const double p = two_by_two
                         ? fisher_p_value(counts(0, 0), counts(0, 1), counts(1, 0), counts(1, 1))
                         : drawn_p_value(counts);
    return {TestKind::fisher, nan, nan, nan, p, found.cramers_v};
  }
  const double p = boost::math::cdf(
      boost::math::complement(boost::math::chi_squared(found.df), found.statistic));
  return {TestKind::chi_square, found.statistic, found.df, nan, p, found.cramers_v};
}

// Contrasts between cells that no effect of rows or of columns explains: a column for each.
arma::mat interactions(std::size_t n_rows, std::size_t n_columns) {
  const auto against_last = [](std::size_t n) {
    return arma::mat(
        arma::join_cols(arma::eye(n - 1, n - 1), -arma::mat(1, n - 1, arma::fill::ones)));
  };
  return arma::kron(against_last(n_columns), against_last(n_rows));
}

// Rao and Scott (1984): the generalised design effects are the eigenvalues of
// (C' D^-1 P D^-1 C)^-1 C' D^-1 V D^-1 C, with shares p in the diagonal of D, C the contrasts, P
// the covariance of the shares in a simple random sample and V in this one; of the first, the part
// that the contrasts leave is D / n.
Test rao_scott_test(const arma::mat& sums, const arma::mat& squares, double respondents) {
  const double n = respondents;
  const arma::vec share = arma::vectorise(sums) / arma::accu(sums);
  const arma::vec q = arma::vectorise(squares) / std::pow(arma::accu(sums), 2) * n / (n - 1);
  const arma::mat covariance =
      arma::diagmat(q) - q * share.t() - share * q.t() + arma::accu(q) * share * share.t();
  arma::vec inverse = 1 / share;
  inverse.elem(arma::find(share <= 0)).zeros();
  const arma::mat scaled = arma::diagmat(inverse) * interactions(sums.n_rows, sums.n_cols);
  const arma::mat simple = scaled.t() * arma::diagmat(share) * scaled / n;
  arma::mat effects;
  const Pearson found = pearson(sums * (n / arma::accu(sums)));
  if (!arma::solve(effects, simple, arma::mat(scaled.t() * covariance * scaled),
                   arma::solve_opts::no_approx)) {
    return {TestKind::none, nan, nan, nan, nan, found.cramers_v};
  }
  const double trace = arma::trace(effects);
  const double df = trace * trace / arma::trace(effects * effects);
  const double f = found.statistic / trace;
  const double df_error = df * (n - 1);
  const double p =
      boost::math::cdf(boost::math::complement(boost::math::fisher_f(df, df_error), f));
  return {TestKind::rao_scott, f, df, df_error, p, found.cramers_v};
}

// What is left of a sum, which may differ from its only part in the last digits.
double others(double sum, double part) { return sum - part > 1e-12 * sum ? sum - part : 0; }

}  // namespace

double fisher_p_value(double a, double b, double c, double d) {
  const auto whole = [](double x) { return static_cast<unsigned>(std::llround(x)); };
  const boost::math::hypergeometric tables(whole(a + b), whole(a + c), whole(a + b + c + d));
  const double found = boost::math::pdf(tables, whole(a)) * (1 + 1e-7);
  const auto range = boost::math::support(tables);
  double sum = 0;
  for (auto first = range.first; first <= range.second; ++first) {
    const double probability = boost::math::pdf(tables, first);
    if (probability <= found) sum += probability;
  }
  return std::min(1.0, sum);
}

Test test_table(const CrossTable& table) {
  check_table(table);
  const arma::mat all = matrix(table.cells, table);
  const arma::uvec rows = arma::find(arma::sum(all, 1) > 0);
  const arma::uvec columns = arma::find(arma::sum(all, 0) > 0);
  if (rows.n_elem < 2 || columns.n_elem < 2) return no_test();
  const arma::mat cells = all.submat(rows, columns);
  if (table.squares.empty()) return count_test(cells);
  if (!(table.respondents > 1)) return no_test();
  return rao_scott_test(cells, matrix(table.squares, table).submat(rows, columns),
                        table.respondents);
}

Comparison compare_shares(const WeightedShare& first, const WeightedShare& second, bool weighted,
                          double level) {
  const auto score = [&](const WeightedShare& share) {
    const double n = effective_base(share);
    return wilson_interval(share.share() * n, n, level);
  };
  const Interval one = score(first);
  const Interval other = score(second);
  const double p = 100 * first.share();
  const double q = 100 * second.share();
  const std::vector<double> sums = {first.n, others(first.base, first.n), second.n,
                                    others(second.base, second.n)};
  const std::vector<double> squares = {first.n_squares, others(first.base_squares, first.n_squares),
                                       second.n_squares,
                                       others(second.base_squares, second.n_squares)};
  return {p - q,
          {newcombe_low(p, one, q, other), -newcombe_low(q, other, p, one)},
          test_table({sums, weighted ? View<double>(squares) : View<double>(), 2, 2,
                      first.respondents + second.respondents})};
}

}  // namespace tendensen
