// Resampling of respondents with replacement, within strata: the bootstrap (Efron 1979). A
// replicate is drawn from a stream of its own, so that it does not depend on the others nor on the
// threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "tabulate.hpp"
#include "view.hpp"

namespace tendensen {

// A set of respondents, a bit each.
class Plane {
 public:
  explicit Plane(std::size_t n = 0) : words_((n + 63) / 64) {}

  void insert(std::size_t respondent) {
    words_[respondent / 64] |= std::uint64_t{1} << (respondent % 64);
  }
  // Those who are not in the other set. Contract: a plane of as many respondents.
  Plane without(const Plane& other) const;
  std::int64_t size() const;
  std::size_t n_words() const { return words_.size(); }
  std::uint64_t word(std::size_t i) const { return words_[i]; }

 private:
  std::vector<std::uint64_t> words_;
};

// How many are in both. Contract: planes of as many respondents.
std::int64_t count_both(const Plane& a, const Plane& b);

// The answers to an item; codes as in tabulate.hpp.
struct Answers {
  std::vector<View<int>> columns;
  bool multiple = false;
  int n_options = 0;
};

// A group after the other: a plane an option, and then one of all who answered.
std::vector<Plane> answer_planes(const Answers& answers, const Groups& groups);

struct Resampling {
  Groups strata;  // as many are drawn from each as there are in it
  std::size_t n_replicates = 0;
  std::uint32_t seed = 0;
  unsigned n_threads = 1;
};

// How often each respondent is drawn: replicate after replicate, a value a respondent.
std::vector<int> resample_weights(const Resampling& resampling);

// The size of each set in each replicate: replicate after replicate, a value a set. Contract:
// planes of as many respondents as the strata have.
std::vector<int> resample_counts(const std::vector<Plane>& sets, const Resampling& resampling);

}  // namespace tendensen
