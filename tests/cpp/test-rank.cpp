#include <testthat/vendor/catch.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "error.hpp"
#include "rank.hpp"

using namespace tendensen;

namespace {

// One respondent after the other, `counts[i]` of them with option i.
std::vector<Plane> planes_of(const std::vector<int>& counts) {
  const int n = std::accumulate(counts.begin(), counts.end(), 0);
  std::vector<Plane> planes(counts.size(), Plane(static_cast<std::size_t>(n)));
  std::size_t respondent = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    for (int k = 0; k < counts[i]; ++k) planes[i].insert(respondent++);
  }
  return planes;
}

std::vector<int> draws(const std::vector<Plane>& options, int n) {
  const std::vector<int> strata(static_cast<std::size_t>(n), 0);
  return resample_counts(pair_planes(options), {{View<int>(strata), 1}, 500, 3, 1});
}

}  // namespace

TEST_CASE("pairs count who chose one and not the other") {
  const Pairs single(planes_of({3, 5, 0}));
  CHECK(single.only(0, 1) == 3);
  CHECK(single.only(1, 0) == 5);
  CHECK(single.only(2, 0) == 0);
  Plane a(4);
  Plane b(4);
  for (const std::size_t i : {0U, 1U, 2U}) a.insert(i);
  for (const std::size_t i : {1U, 2U, 3U}) b.insert(i);
  const Pairs several({a, b});
  CHECK(several.only(0, 1) == 1);
  CHECK(several.only(1, 0) == 1);
}

// Two options, two hypotheses. The smaller p-value must not exceed 0.025: 1/64 for 6 of 6, 1/32
// for 5.
TEST_CASE("the exact sets of two options are those of the sign test") {
  const auto settled = exact_rank_sets(Pairs(planes_of({6, 0})), 0.95);
  CHECK(settled[0].high == 1);
  CHECK(settled[1].low == 2);
  const auto open = exact_rank_sets(Pairs(planes_of({5, 0})), 0.95);
  CHECK(open[0].high == 2);
  CHECK(open[1].low == 1);
}

TEST_CASE("ranks share the better place, and lie in their sets") {
  std::mt19937 random(11);
  for (int i = 0; i < 200; ++i) {
    std::vector<int> counts(2 + random() % 6);
    for (auto& count : counts) count = static_cast<int>(random() % 60);
    counts[0] += 2;
    const int n = std::accumulate(counts.begin(), counts.end(), 0);
    const auto planes = planes_of(counts);
    const Pairs pairs(planes);
    for (const auto& sets :
         {exact_rank_sets(pairs, 0.95), bootstrap_rank_sets(pairs, n, draws(planes, n), 0.95)}) {
      for (std::size_t j = 0; j < counts.size(); ++j) {
        const auto above = std::count_if(counts.begin(), counts.end(),
                                         [&](int other) { return other > counts[j]; });
        REQUIRE(sets[j].rank == 1 + above);
        REQUIRE((sets[j].low <= sets[j].rank && sets[j].rank <= sets[j].high));
        REQUIRE((1 <= sets[j].low && sets[j].high <= static_cast<int>(counts.size())));
      }
    }
  }
}

TEST_CASE("a larger sample narrows the sets, until all is settled") {
  const auto few = exact_rank_sets(Pairs(planes_of({20, 15, 5})), 0.95);
  const auto many = exact_rank_sets(Pairs(planes_of({2000, 1500, 500})), 0.95);
  for (std::size_t j = 0; j < 3; ++j) {
    CHECK(few[j].high - few[j].low >= many[j].high - many[j].low);
    CHECK(many[j].low == many[j].high);
  }
  const auto planes = planes_of({2000, 1500, 500});
  const auto resampled = bootstrap_rank_sets(Pairs(planes), 4000, draws(planes, 4000), 0.95);
  for (std::size_t j = 0; j < 3; ++j) CHECK(resampled[j].low == resampled[j].high);
}

TEST_CASE("options that no respondent tells apart are not settled") {
  Plane all(5);
  Plane none(5);
  for (std::size_t i = 0; i < 5; ++i) all.insert(i);
  const auto sets = bootstrap_rank_sets(Pairs({all, none}), 5, draws({all, none}, 5), 0.95);
  CHECK(sets[0].high == 2);
  CHECK(sets[1].low == 1);
  CHECK_THROWS_AS(bootstrap_rank_sets(Pairs({all, none}), 5, {}, 0.95), ArgumentError);
}

TEST_CASE("agreement counts the pairs that both samples settle") {
  const Pairs up(planes_of({3000, 2000, 1000}));
  const Pairs down(planes_of({1000, 2000, 3000}));
  const Pairs open(planes_of({3, 2, 1}));
  const auto same = rank_agreement(up, up, 0.95);
  CHECK((same.pairs == 3 && same.same == 3 && same.reversed == 0));
  CHECK((same.tau_b == Approx(1) && same.interval.low == Approx(1) &&
         same.interval.high == Approx(1)));
  const auto reverse = rank_agreement(up, down, 0.95);
  CHECK((reverse.same == 0 && reverse.reversed == 3));
  CHECK((reverse.tau_b == Approx(-1) && reverse.interval.high == Approx(-1)));
  const auto unknown = rank_agreement(up, open, 0.95);
  CHECK((unknown.same == 0 && unknown.reversed == 0));
  CHECK((unknown.interval.low == Approx(-1) && unknown.interval.high == Approx(1)));
  CHECK_THROWS_AS(rank_agreement(up, Pairs(planes_of({1, 2})), 0.95), ArgumentError);
}

TEST_CASE("one option has the first place") {
  const auto sets = exact_rank_sets(Pairs(planes_of({4})), 0.95);
  REQUIRE(sets.size() == 1);
  CHECK((sets[0].rank == 1 && sets[0].low == 1 && sets[0].high == 1));
}

TEST_CASE("Kendall's tau-b by hand") {
  CHECK(tau_b({1, 2, 3}, {1, 2, 3}) == Approx(1));
  CHECK(tau_b({1, 2, 3}, {3, 2, 1}) == Approx(-1));
  // Pairs: + + and a tie on the right: 2 / sqrt(3 * 2)
  CHECK(tau_b({1, 2, 3}, {1, 2, 2}) == Approx(2 / std::sqrt(6)));
  CHECK(std::isnan(tau_b({1, 1}, {1, 2})));
}
