// Differences between groups: of the share of one answer, and of a whole question.
#pragma once

#include <cstddef>
#include <vector>

#include "interval.hpp"
#include "view.hpp"

namespace tendensen {

enum class TestKind { none, chi_square, fisher, rao_scott };

// What does not apply is NaN.
struct Test {
  TestKind kind = TestKind::none;
  double statistic;  // Pearson's X^2; of Rao and Scott, F
  double df;
  double df_error;  // of F
  double p_value;
  double cramers_v;  // sqrt(X^2 / (n (smaller side of the table - 1)))
};

// A table of counts, or of sums of weights and of squared weights, column by column.
struct CrossTable {
  View<double> cells;
  View<double> squares;  // empty without weights
  std::size_t n_rows;
  std::size_t n_columns;
  double respondents;
};

// Are the rows and columns independent? Rows and columns of zeros are left out; a table with fewer
// than two of either has no test. Without weights Pearson's chi-square; where cells are small,
// Fisher's exact test. Small: an expected count below 5 of a table of two by two; below 1, or below
// 5 in more than a fifth of the cells, of a larger one (Cochran 1954). With weights the test of Rao
// and Scott (1984), second order, as an F test (Thomas and Rao 1987), respondents being drawn
// independently. Throws ArgumentError for tables of another size than said, and negative cells.
Test test_table(const CrossTable& table);

// Fisher's exact test of two by two, two-sided: the probability, with the margins held, of all
// tables no more probable than {{a, b}, {c, d}}.
double fisher_p_value(double a, double b, double c, double d);

struct Comparison {
  double difference;  // first minus second, in percentage points
  Interval interval;
  Test test;
};

// Newcombe's hybrid score interval (Newcombe 1998, method 10) from Wilson's two, weighted with the
// effective bases; and the test of the table of who gave the answer and who did not. Contract: both
// have a base.
Comparison compare_shares(const WeightedShare& first, const WeightedShare& second, bool weighted,
                          double level);

}  // namespace tendensen
