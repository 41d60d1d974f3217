#include <testthat/vendor/catch.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "error.hpp"
#include "resample.hpp"

using namespace tendensen;

namespace {

Resampling design(const std::vector<int>& strata, int n_strata, std::size_t n,
                  unsigned threads = 1) {
  return {{View<int>(strata), n_strata}, n, 7, threads};
}

}  // namespace

TEST_CASE("planes count who is in both, and who in one only") {
  std::mt19937 random(64);
  for (const std::size_t n : {1U, 63U, 64U, 65U, 200U}) {
    Plane a(n);
    Plane b(n);
    std::int64_t both = 0;
    std::int64_t only = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const bool in_a = random() % 2 == 0;
      const bool in_b = random() % 3 == 0;
      if (in_a) a.insert(i);
      if (in_b) b.insert(i);
      both += in_a && in_b;
      only += in_a && !in_b;
    }
    CHECK(count_both(a, b) == both);
    CHECK(a.without(b).size() == only);
  }
}

TEST_CASE("every replicate draws as many from a stratum as there are in it") {
  std::vector<int> strata(101, 0);
  for (std::size_t i = 0; i < strata.size(); i += 3) strata[i] = 1;
  const auto weights = resample_weights(design(strata, 2, 50));
  REQUIRE(weights.size() == 101 * 50);
  const auto n_second = std::accumulate(strata.begin(), strata.end(), 0);
  for (std::size_t r = 0; r < 50; ++r) {
    int first = 0;
    int second = 0;
    for (std::size_t i = 0; i < 101; ++i) {
      REQUIRE(weights[r * 101 + i] >= 0);
      (strata[i] == 1 ? second : first) += weights[r * 101 + i];
    }
    CHECK(second == n_second);
    CHECK(first == 101 - n_second);
  }
}

TEST_CASE("counts are those of the weights, for any number of threads") {
  const std::size_t n = 300;
  const std::vector<int> strata(n, 0);
  std::mt19937 random(5);
  std::vector<Plane> sets(9, Plane(n));
  std::vector<std::vector<bool>> inside(sets.size(), std::vector<bool>(n));
  for (std::size_t s = 0; s < sets.size(); ++s) {
    for (std::size_t i = 0; i < n; ++i) {
      inside[s][i] = random() % (s + 1) == 0;
      if (inside[s][i]) sets[s].insert(i);
    }
  }
  const auto weights = resample_weights(design(strata, 1, 40));
  const auto counts = resample_counts(sets, design(strata, 1, 40));
  for (std::size_t r = 0; r < 40; ++r) {
    for (std::size_t s = 0; s < sets.size(); ++s) {
      int by_hand = 0;
      for (std::size_t i = 0; i < n; ++i) by_hand += inside[s][i] ? weights[r * n + i] : 0;
      REQUIRE(counts[r * sets.size() + s] == by_hand);
    }
  }
  for (const unsigned threads : {2U, 3U, 8U}) {
    CHECK(resample_weights(design(strata, 1, 40, threads)) == weights);
    CHECK(resample_counts(sets, design(strata, 1, 40, threads)) == counts);
  }
}

TEST_CASE("more replicates leave the first ones as they are") {
  const std::vector<int> strata(20, 0);
  const auto few = resample_weights(design(strata, 1, 3));
  const auto many = resample_weights(design(strata, 1, 9));
  CHECK(std::equal(few.begin(), few.end(), many.begin()));
}

// Multinomial: mean 1 and variance 1 - 1/n of each respondent's number of draws.
TEST_CASE("respondents are drawn evenly") {
  const std::vector<int> strata(10, 0);
  const std::size_t n_draws = 20000;
  const auto weights = resample_weights(design(strata, 1, n_draws));
  for (std::size_t i = 0; i < 10; ++i) {
    double sum = 0;
    double squares = 0;
    for (std::size_t r = 0; r < n_draws; ++r) {
      sum += weights[r * 10 + i];
      squares += weights[r * 10 + i] * weights[r * 10 + i];
    }
    const double mean = sum / n_draws;
    CHECK(std::abs(mean - 1) < 0.035);  // five standard errors
    CHECK(std::abs(squares / n_draws - mean * mean - 0.9) < 0.06);
  }
}

TEST_CASE("answers become planes by group and option, and one of who answered") {
  const std::vector<int> group = {0, 0, 1, 1, 1};
  const std::vector<int> codes = {1, -4, 2, 2, 1};
  const Groups groups{View<int>(group), 2};
  const auto planes = answer_planes({{View<int>(codes)}, false, 2}, groups);
  REQUIRE(planes.size() == 6);
  Plane all(5);
  for (std::size_t i = 0; i < 5; ++i) all.insert(i);
  const std::int64_t sizes[] = {1, 0, 1, 1, 2, 3};
  for (std::size_t i = 0; i < 6; ++i) CHECK(count_both(planes[i], all) == sizes[i]);
}

TEST_CASE("picks in two columns of bits") {
  const std::vector<int> group(3, 0);
  const std::vector<int> first = {1, 0, -4};
  const std::vector<int> second = {2, 1, -4};
  const Answers answers{{View<int>(first), View<int>(second)}, true, 33};
  const auto planes = answer_planes(answers, {View<int>(group), 1});
  REQUIRE(planes.size() == 34);
  Plane all(3);
  for (std::size_t i = 0; i < 3; ++i) all.insert(i);
  CHECK(count_both(planes[0], all) == 1);
  CHECK(count_both(planes[31], all) == 1);
  CHECK(count_both(planes[32], all) == 1);
  CHECK(count_both(planes[33], all) == 2);
}

TEST_CASE("what does not fit is refused") {
  const std::vector<int> group = {0, 0};
  const std::vector<int> codes = {1, 3};
  const std::vector<int> short_codes = {1};
  const std::vector<int> astray = {0, 2};
  const Groups groups{View<int>(group), 1};
  CHECK_THROWS_AS(answer_planes({{View<int>(codes)}, false, 2}, groups), ArgumentError);
  CHECK_THROWS_AS(answer_planes({{View<int>(codes)}, true, 1}, groups), ArgumentError);
  CHECK_THROWS_AS(answer_planes({{View<int>(short_codes)}, false, 2}, groups), ArgumentError);
  CHECK_THROWS_AS(resample_weights(design(astray, 2, 1)), ArgumentError);
}
