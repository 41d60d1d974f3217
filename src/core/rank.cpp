#include "rank.hpp"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <limits>

#include "error.hpp"

namespace tendensen {

namespace {

// The hypothesis that option j is not chosen by more respondents than option k.
struct Hypothesis {
  std::size_t j;
  std::size_t k;
};

std::vector<Hypothesis> ordered_pairs(std::size_t n_options) {
  std::vector<Hypothesis> all;
  for (std::size_t j = 0; j < n_options; ++j) {
    for (std::size_t k = 0; k < n_options; ++k) {
      if (j != k) all.push_back({j, k});
    }
  }
  return all;
}

// P(X >= wins) for X of the binomial distribution of wins + losses and 1/2.
double sign_test(std::int64_t wins, std::int64_t losses) {
  if (wins == 0) return 1;
  const boost::math::binomial tosses(static_cast<double>(wins + losses), 0.5);
  return boost::math::cdf(boost::math::complement(tosses, static_cast<double>(wins - 1)));
}

// Every rejected hypothesis puts j before k.
std::vector<RankSet> rank_sets(const Pairs& pairs, const std::vector<Hypothesis>& rejected) {
  const auto n = static_cast<int>(pairs.n_options());
  std::vector<RankSet> sets(pairs.n_options(), RankSet{1, 1, n});
  for (const auto& [j, k] : ordered_pairs(pairs.n_options())) {
    sets[k].rank += pairs.only(j, k) > pairs.only(k, j);
  }
  for (const auto& [j, k] : rejected) {
    --sets[j].high;
    ++sets[k].low;
  }
  return sets;
}

// The value that all but a part `1 - level` of the replicates do not exceed.
double upper_quantile(std::vector<double> values, double level) {
  const auto n = static_cast<double>(values.size());
  const auto place = static_cast<std::ptrdiff_t>(std::min(n, std::ceil(level * (n + 1))) - 1);
  std::nth_element(values.begin(), values.begin() + place, values.end());
  return values[static_cast<std::size_t>(place)];
}

// Difference of the shares of j and k, of which `wins` chose j only and `losses` k only, and its
// standard error.
struct Difference {
  double value;
  double error;
};

Difference difference_of(double wins, double losses, double n) {
  const double value = (wins - losses) / n;
  return {value, std::sqrt(std::max(0.0, (wins + losses) / n - value * value) / n)};
}

// How far a replicate's difference lies above the sample's, in its own standard errors.
double studentised(const Difference& drawn, double sample) {
  const double above = drawn.value - sample;
  if (drawn.error > 0) return above / drawn.error;
  return above > 0 ? std::numeric_limits<double>::infinity() : 0;
}

std::vector<double> places(const Pairs& pairs) {
  std::vector<double> values;
  for (const auto& set : rank_sets(pairs, {})) values.push_back(set.rank);
  return values;
}

// The hypotheses that are rejected, by the sign test and Holm's correction.
std::vector<Hypothesis> settled_pairs(const Pairs& pairs, double level) {
  struct Tested {
    Hypothesis pair;
    double p;
  };
  std::vector<Tested> tests;
  for (const auto& pair : ordered_pairs(pairs.n_options())) {
    tests.push_back({pair, sign_test(pairs.only(pair.j, pair.k), pairs.only(pair.k, pair.j))});
  }
  std::stable_sort(tests.begin(), tests.end(),
                   [](const Tested& a, const Tested& b) { return a.p < b.p; });
  std::vector<Hypothesis> rejected;
  for (std::size_t i = 0; i < tests.size(); ++i) {
    if (tests[i].p > (1 - level) / static_cast<double>(tests.size() - i)) break;
    rejected.push_back(tests[i].pair);
  }
  return rejected;
}

}  // namespace

std::vector<Plane> pair_planes(const std::vector<Plane>& options) {
  std::vector<Plane> planes;
  for (const auto& j : options) {
    for (const auto& k : options) planes.push_back(j.without(k));
  }
  return planes;
}

Pairs::Pairs(const std::vector<Plane>& options) : n_options_(options.size()) {
  for (const auto& plane : pair_planes(options)) only_.push_back(plane.size());
}

std::vector<RankSet> exact_rank_sets(const Pairs& pairs, double level) {
  return rank_sets(pairs, settled_pairs(pairs, level));
}

std::vector<RankSet> bootstrap_rank_sets(const Pairs& pairs, std::int64_t n,
                                         const std::vector<int>& counts, double level) {
  const std::size_t m = pairs.n_options();
  if (n < 1 || counts.empty() || counts.size() % (m * m) != 0) {
    throw ArgumentError("Ranks need respondents, and replicates of all pairs of options.");
  }
  const auto base = static_cast<double>(n);
  const std::size_t n_replicates = counts.size() / (m * m);
  const auto sample = [&](const Hypothesis& pair) {
    return difference_of(static_cast<double>(pairs.only(pair.j, pair.k)),
                         static_cast<double>(pairs.only(pair.k, pair.j)), base);
  };
  const auto drawn = [&](const Hypothesis& pair, std::size_t replicate) {
    const int* own = counts.data() + replicate * m * m;
    return difference_of(own[pair.j * m + pair.k], own[pair.k * m + pair.j], base);
  };
  std::vector<Hypothesis> open = ordered_pairs(m);
  std::vector<Hypothesis> rejected;
  while (!open.empty()) {
    std::vector<double> largest(n_replicates, 0);
    for (const auto& pair : open) {
      const double value = sample(pair).value;
      for (std::size_t r = 0; r < n_replicates; ++r) {
        largest[r] = std::max(largest[r], studentised(drawn(pair, r), value));
      }
    }
    const double critical = upper_quantile(largest, level);
    const auto kept = std::stable_partition(open.begin(), open.end(), [&](const Hypothesis& pair) {
      const auto [value, error] = sample(pair);
      // Without spread in the sample nothing is known of it.
      return error <= 0 || value / error <= critical;
    });
    if (kept == open.end()) break;
    rejected.insert(rejected.end(), kept, open.end());
    open.erase(kept, open.end());
  }
  return rank_sets(pairs, rejected);
}

Agreement rank_agreement(const Pairs& left, const Pairs& right, double level) {
  const std::size_t m = left.n_options();
  if (right.n_options() != m || m < 2) {
    throw ArgumentError("Two lists of the same options, at least two, are needed.");
  }
  // Which option of a pair comes first for certain: 1 the first, -1 the second, 0 open.
  const double each = 1 - (1 - level) / 2;
  const auto order_of = [&](const Pairs& pairs) {
    std::vector<int> order(m * m, 0);
    for (const auto& [j, k] : settled_pairs(pairs, each)) {
      order[j * m + k] = 1;
      order[k * m + j] = -1;
    }
    return order;
  };
  const auto first = order_of(left);
  const auto second = order_of(right);
  Agreement found{tau_b(places(left), places(right)), {0, 0}, 0, 0, 0};
  for (std::size_t j = 0; j < m; ++j) {
    for (std::size_t k = j + 1; k < m; ++k) {
      ++found.pairs;
      const int settled = first[j * m + k] * second[j * m + k];
      found.same += settled > 0;
      found.reversed += settled < 0;
    }
  }
  found.interval = {2.0 * found.same / found.pairs - 1, 1 - 2.0 * found.reversed / found.pairs};
  return found;
}

double tau_b(const std::vector<double>& left, const std::vector<double>& right) {
  double concordant = 0;
  double pairs_left = 0;
  double pairs_right = 0;
  const auto sign = [](double x) { return (x > 0) - (x < 0); };
  for (std::size_t i = 0; i < left.size(); ++i) {
    for (std::size_t j = i + 1; j < left.size(); ++j) {
      const int a = sign(left[i] - left[j]);
      const int b = sign(right[i] - right[j]);
      concordant += a * b;
      pairs_left += a != 0;
      pairs_right += b != 0;
    }
  }
  return concordant / std::sqrt(pairs_left * pairs_right);
}

}  // namespace tendensen
