// Claims about percentages, judged for every value that the evidence allows.
//
// `holds`: true for every value in the ranges of the evidence; `contradicted`: true for none;
// `not testable`: otherwise. Ranges of several cells are taken as independent, so a claim whose
// truth hangs on their adding up to 100 can come out as not testable, never as wrong.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "range.hpp"

namespace tendensen {

using Evidence = Range<double>;

enum class Verdict { holds, contradicted, not_testable };

struct Judgement {
  Verdict verdict;
  double observed;  // the statistic at the values as printed or computed
  double lower;     // its smallest and largest value over the evidence
  double upper;
  std::string reason;
};

// A value as printed or computed, and what it can be.
struct Quantity {
  double value;
  Evidence range;
};

// Sum of cells.
Quantity total(const std::vector<Quantity>& cells);

// `equals`, `sum`, `about`: the quantity lies in the target.
Judgement judge_within(const Quantity& quantity, const Evidence& target);

enum class Comparison { at_least, at_most, more_than, less_than };

// Against a limit, or against another quantity.
Judgement judge_limit(const Quantity& quantity, Comparison comparison, double limit);
Judgement judge_pair(const Quantity& left, Comparison comparison, const Quantity& right);

// `difference`: left - right lies in the target (in points).
Judgement judge_difference(const Quantity& left, const Quantity& right, const Evidence& target);

// `ratio`: left / right lies in the target. Contract: percentages, so not negative.
Judgement judge_ratio(const Quantity& left, const Quantity& right, const Evidence& target);

// `rank`: the place of cell `which` among `cells`, 1 for the largest, lies in first..last. Equal
// cells share the better place. From the end when `smallest_first`.
Judgement judge_rank(const std::vector<Quantity>& cells, std::size_t which, int first, int last,
                     bool smallest_first);

// `order`: no two options stand in opposite orders in the lists. `observed` is Kendall's tau-b
// (Kendall 1945) of the values; lower and upper are NaN. The reason names the reversed pairs.
Judgement judge_order(const std::vector<Quantity>& left, const std::vector<Quantity>& right,
                      const std::vector<std::string>& names);

// `none`: no respondent at all. A printed 0 says so when one respondent of `base` would print as
// more; base 0 = unknown.
Judgement judge_none(const Quantity& quantity, double base);

// A class of a grouped variable: values [from, to), `to` infinite when open.
struct ClassShare {
  double from;
  double to;
  Quantity share;
};

// Median of a grouped variable, by interpolation within its class, over all shares that the
// evidence allows; NaN where it falls in an open class.
Quantity grouped_median(const std::vector<ClassShare>& classes);

// `median`, `change`: left against right. `same` is within `tolerance` on either side.
enum class Direction { up, down, same };
Judgement judge_change(const Quantity& left, const Quantity& right, Direction direction,
                       double tolerance);

// A claim with the evidence for it. Each relation uses the fields named beside them.
struct Claim {
  std::string relation;
  std::vector<Quantity> left;   // the cells; for `rank` and `plurality` all cells of the list
  std::vector<Quantity> right;  // what they are compared with; empty for none
  Evidence target{};            // equals, sum, about, difference, ratio
  double limit = 0;             // at least, at most, more than, less than, without `right`
  std::size_t which = 0;        // rank, plurality
  int first = 1;                // rank
  int last = 1;                 // rank
  bool smallest_first = false;  // rank
  Direction direction = Direction::up;  // change, median
  double tolerance = 0;                 // change, median
  double base = 0;                      // none
  std::vector<std::string> names;       // order
  std::vector<double> from;             // median: the classes
  std::vector<double> to;
};

// Throws ArgumentError for a relation that is not in relations().
Judgement judge(const Claim& claim);

// The language of relations, in the order of the documentation.
const std::vector<std::string>& relations();

}  // namespace tendensen
