// Weights that make the respondents add up to published margins.
#pragma once

#include <cstddef>
#include <limits>
#include <vector>

#include "view.hpp"

namespace tendensen {

// The margin of one question: which cell each respondent is in (from 0), and the share of each
// cell.
struct Margin {
  View<int> cell;
  std::vector<double> shares;  // add up to 1
};

struct RakeRules {
  double low = 0;  // of a weight
  double high = std::numeric_limits<double>::infinity();
  int max_iterations = 100;
  double tolerance = 1e-10;  // largest deviation of a weighted share
};

enum class RakeEnd {
  met,
  empty,         // nobody can carry the cell's share
  bounds,        // the bounds keep the cell from its share, whatever the others do
  not_converged  // this cell was furthest off
};

struct Raked {
  RakeEnd end = RakeEnd::met;
  std::size_t margin = 0;  // the cell that `end` is about
  std::size_t cell = 0;
  int iterations = 0;
  double deviation = 0;         // largest difference between a weighted share and its target
  std::vector<double> weights;  // one a respondent, mean 1
};

// Raking as calibration (Deville and Sarndal 1992): of all weights within the bounds that meet the
// margins, those nearest to 1 in the distance w log(w) - w + 1, which without bounds are those of
// iterative proportional fitting. A weight is exp(sum of a parameter a cell), cut at the bounds;
// Newton steps, damped, find the parameters. Respondents in a cell with share 0 weigh 0. Throws
// ArgumentError for margins that are not of the same respondents, shares that do not add up to 1,
// and bounds that do not hold 1 between them.
Raked rake(const std::vector<Margin>& margins, const RakeRules& rules);

// Moves all weights by one amount and cuts them at the limits, so that their sum stays. Contract:
// low
// <= mean weight <= high.
std::vector<double> trim_weights(View<double> weights, double low, double high);

}  // namespace tendensen
