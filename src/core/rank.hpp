// Ranks of options, with confidence sets that hold for all options at once.
#pragma once

#include <cstdint>
#include <vector>

#include "interval.hpp"
#include "resample.hpp"

namespace tendensen {

// `rank`: 1 for the option of the most respondents; equal ones share the better place. The rank of
// the option in the population lies from `low` to `high`, for all options at once.
struct RankSet {
  int rank;
  int low;
  int high;
};

// The respondents who gave answer j and not answer k: plane j * n_options + k.
std::vector<Plane> pair_planes(const std::vector<Plane>& options);

// Their numbers, for each pair of options.
class Pairs {
 public:
  explicit Pairs(const std::vector<Plane>& options);
  std::size_t n_options() const { return n_options_; }
  std::int64_t only(std::size_t j, std::size_t k) const { return only_[j * n_options_ + k]; }

 private:
  std::size_t n_options_;
  std::vector<std::int64_t> only_;
};

// Exact in any sample: for each ordered pair the sign test that j is not chosen by more than k,
// given how many chose one of them only, with Holm's correction for the number of pairs (Bazylik,
// Mogstad, Romano, Shaikh, Wilhelm 2021, for multinomial data; with several picks it is McNemar's
// exact test).
std::vector<RankSet> exact_rank_sets(const Pairs& pairs, double level);

// By the bootstrap over respondents, which keeps the dependence between options: step-down over the
// largest difference in its own standard errors (Mogstad, Romano, Shaikh, Wilhelm 2024, after
// Romano and Wolf 2005). `n` is the base, the same in each replicate; `counts` are of the pair
// planes: replicate after replicate.
std::vector<RankSet> bootstrap_rank_sets(const Pairs& pairs, std::int64_t n,
                                         const std::vector<int>& counts, double level);

// The order of the same options in two samples. Of `pairs` pairs, as many are settled by the exact
// sets (at half the error each) to stand in the same order in both populations, and in reverse
// order. `interval`: of tau-b in the populations, whatever the order of all other pairs.
struct Agreement {
  double tau_b;
  Interval interval;
  int pairs;
  int same;
  int reversed;
};
Agreement rank_agreement(const Pairs& left, const Pairs& right, double level);

// Kendall's tau-b (Kendall 1945); NaN where one list has a single value. Contract: equal lengths.
double tau_b(const std::vector<double>& left, const std::vector<double>& right);

}  // namespace tendensen
