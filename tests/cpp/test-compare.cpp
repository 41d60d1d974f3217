#include <testthat/vendor/catch.h>

#include <cmath>
#include <random>

#include "compare.hpp"
#include "error.hpp"

using namespace tendensen;

namespace {

WeightedShare count_share(double n, double base) { return {n, base, n, base, base}; }

Test test_of(const std::vector<double>& cells, std::size_t n_rows, std::size_t n_columns,
             const std::vector<double>& squares = {}) {
  double respondents = 0;
  for (const double cell : cells) respondents += cell;
  return test_table({cells, squares, n_rows, n_columns, respondents});
}

double log_factorial(double n) { return std::lgamma(n + 1); }

}  // namespace

// Newcombe 1998, "Interval estimation for the difference between independent proportions", table
// II, method 10.
TEST_CASE("intervals of differences are those that Newcombe printed") {
  struct Case {
    double x, m, y, n, low, high;
  };
  const std::vector<Case> printed = {
      {56, 70, 48, 80, 0.0524, 0.3339}, {9, 10, 3, 10, 0.1705, 0.8090},
      {6, 7, 2, 7, 0.0582, 0.8062},     {5, 56, 0, 29, -0.0381, 0.1926},
      {0, 10, 0, 20, -0.1611, 0.2775},  {0, 10, 0, 10, -0.2775, 0.2775},
      {10, 10, 0, 20, 0.6791, 1.0000},  {10, 10, 0, 10, 0.6075, 1.0000}};
  for (const auto& wanted : printed) {
    const auto found = compare_shares(count_share(wanted.x, wanted.m),
                                      count_share(wanted.y, wanted.n), false, 0.95);
    INFO(wanted.x << " of " << wanted.m << " against " << wanted.y << " of " << wanted.n);
    CHECK(found.difference == Approx(100 * (wanted.x / wanted.m - wanted.y / wanted.n)));
    CHECK(std::abs(found.interval.low / 100 - wanted.low) < 6e-5);
    CHECK(std::abs(found.interval.high / 100 - wanted.high) < 6e-5);
  }
}

// Fisher 1935: the lady tasting tea (one cup of each kind wrong), and the convictions of twins.
TEST_CASE("Fisher's test gives his probabilities") {
  CHECK(fisher_p_value(3, 1, 1, 3) == Approx(34.0 / 70));
  CHECK(fisher_p_value(4, 0, 0, 4) == Approx(2.0 / 70));
  CHECK(fisher_p_value(2, 10, 15, 3) == Approx(0.0005367).epsilon(1e-3));
  CHECK(fisher_p_value(2, 2, 2, 2) == Approx(1));
}

TEST_CASE("chi-square of two by two is n (ad - bc)^2 over the margins, V its root over n") {
  std::mt19937 random(1900);
  for (int i = 0; i < 200; ++i) {
    const auto count = [&] { return static_cast<double>(20 + random() % 100); };
    const double a = count(), b = count(), c = count(), d = count();
    const double n = a + b + c + d;
    const double statistic =
        n * std::pow(a * d - b * c, 2) / ((a + b) * (c + d) * (a + c) * (b + d));
    const auto test = test_of({a, c, b, d}, 2, 2);
    REQUIRE(test.kind == TestKind::chi_square);
    REQUIRE(test.statistic == Approx(statistic));
    REQUIRE(test.df == 1);
    // The chi-square with one degree of freedom is the square of a normal.
    REQUIRE(test.p_value == Approx(std::erfc(std::sqrt(statistic / 2))));
    REQUIRE(test.cramers_v == Approx(std::sqrt(statistic / n)));
  }
}

TEST_CASE("small cells get Fisher's test, rows and columns of zeros are left out") {
  CHECK(test_of({3, 1, 1, 3}, 2, 2).kind == TestKind::fisher);
  CHECK(test_of({3, 1, 1, 3}, 2, 2).p_value == Approx(34.0 / 70));
  CHECK(std::isnan(test_of({3, 1, 1, 3}, 2, 2).statistic));
  CHECK(test_of({5, 5, 5, 5}, 2, 2).kind == TestKind::chi_square);
  const auto wide = test_of({30, 0, 20, 0, 0, 0, 10, 0, 40}, 3, 3);
  CHECK(wide.kind == TestKind::chi_square);
  CHECK(wide.df == 1);
  CHECK(wide.p_value == Approx(test_of({30, 20, 10, 40}, 2, 2).p_value));
  for (const auto& nothing : {test_of({5, 6, 0, 0}, 2, 2), test_of({5, 0, 6, 0}, 2, 2),
                              test_of({0, 0, 0, 0}, 2, 2), test_of({}, 0, 0)}) {
    CHECK(nothing.kind == TestKind::none);
    CHECK(std::isnan(nothing.p_value));
  }
}

// All tables with the margins of a small one of two by three, listed.
TEST_CASE("the drawn p-value of a larger table is near the exact one, and always the same") {
  std::mt19937 random(51);
  for (int i = 0; i < 20; ++i) {
    std::vector<double> cells(6);
    for (double& cell : cells) cell = static_cast<double>(random() % 5);
    const double row = cells[0] + cells[2] + cells[4];
    std::vector<double> column(3);
    double n = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      column[j] = cells[2 * j] + cells[2 * j + 1];
      n += column[j];
    }
    if (row == 0 || row == n || column[0] * column[1] * column[2] == 0) continue;
    const auto weight = [&](double a, double b, double c) {
      double sum = 0;
      const std::vector<double> top = {a, b, c};
      for (std::size_t j = 0; j < 3; ++j) {
        sum -= log_factorial(top[j]) + log_factorial(column[j] - top[j]);
      }
      return sum;
    };
    const double found = weight(cells[0], cells[2], cells[4]);
    double all = 0;
    double as_improbable = 0;
    for (double a = 0; a <= column[0]; ++a) {
      for (double b = 0; b <= column[1]; ++b) {
        const double c = row - a - b;
        if (c < 0 || c > column[2]) continue;
        all += std::exp(weight(a, b, c));
        if (weight(a, b, c) <= found + 1e-7) as_improbable += std::exp(weight(a, b, c));
      }
    }
    const double p = as_improbable / all;
    const auto test = test_of(cells, 2, 3);
    REQUIRE(test.kind == TestKind::fisher);
    REQUIRE(std::abs(test.p_value - p) < 4.5 * std::sqrt(p * (1 - p) / 9999) + 1e-4);
    REQUIRE(test.p_value == test_of(cells, 2, 3).p_value);
  }
}

// With equal weights every design effect is n / (n - 1).
TEST_CASE("equal weights make the test of Rao and Scott that of Pearson") {
  const std::vector<double> counts = {12, 30, 8, 25, 14, 11, 9, 40, 21};
  double n = 0;
  for (const double count : counts) n += count;
  for (const double w : {1.0, 0.3}) {
    std::vector<double> cells, squares;
    for (const double count : counts) {
      cells.push_back(w * count);
      squares.push_back(w * w * count);
    }
    const auto pearson = test_of(counts, 3, 3);
    const auto test = test_table({cells, squares, 3, 3, n});
    CHECK(test.kind == TestKind::rao_scott);
    CHECK(test.df == Approx(4));
    CHECK(test.df_error == Approx(4 * (n - 1)));
    CHECK(test.statistic == Approx(pearson.statistic / 4 * (n - 1) / n));
    CHECK(test.cramers_v == Approx(pearson.cramers_v));
  }
}

TEST_CASE("a weighted table that leaves no contrast has no p-value, but does not fail") {
  // Two blocks: the first two rows have only the first two columns.
  const std::vector<double> cells = {5, 6, 0, 0, 4, 9, 0, 0, 0, 0, 7, 6, 0, 0, 5, 8};
  const auto test = test_table({cells, cells, 4, 4, 50});
  CHECK((test.kind == TestKind::none || test.p_value < 1e-6));
}

TEST_CASE("tables that break the contract are refused") {
  CHECK_THROWS_AS(test_of({1, 2, 3}, 2, 2), ArgumentError);
  CHECK_THROWS_AS(test_of({1, 2, 3, -4}, 2, 2), ArgumentError);
  CHECK_THROWS_AS(test_of({1, 2, 3, 4}, 2, 2, {1, 2}), ArgumentError);
}
