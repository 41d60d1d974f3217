#include <testthat/vendor/catch.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <random>
#include <set>

#include "claims.hpp"
#include "error.hpp"

using namespace tendensen;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// A whole percentage as printed; `digits` after the point.
Quantity printed(double value, int digits = 0) {
  const double half = digits == 0 ? 0.5 : 0.05;
  const bool full = value + half > 100;
  return {value, {std::max(0.0, value - half), full ? 100 : value + half, full}};
}

Quantity exact(double value) { return {value, {value, value, true}}; }

std::vector<Quantity> all_printed(const std::vector<double>& values) {
  std::vector<Quantity> cells;
  for (const double value : values) cells.push_back(printed(value));
  return cells;
}

std::vector<Quantity> all_exact(const std::vector<double>& values) {
  std::vector<Quantity> cells;
  for (const double value : values) cells.push_back(exact(value));
  return cells;
}

// What prints as `value`.
Evidence prints_as(double value, int digits = 0) {
  const double half = digits == 0 ? 0.5 : 0.05;
  return {value - half, value + half, false};
}

constexpr Verdict holds = Verdict::holds;
constexpr Verdict contradicted = Verdict::contradicted;
constexpr Verdict not_testable = Verdict::not_testable;

bool says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

Verdict within(const std::string& relation, const std::vector<Quantity>& cells,
               const Evidence& target) {
  Claim claim;
  claim.relation = relation;
  claim.left = cells;
  claim.target = target;
  return judge(claim).verdict;
}

Verdict against(const std::string& relation, const Quantity& left, double limit) {
  Claim claim;
  claim.relation = relation;
  claim.left = {left};
  claim.limit = limit;
  return judge(claim).verdict;
}

Verdict pair(const std::string& relation, const std::vector<Quantity>& left,
             const std::vector<Quantity>& right) {
  Claim claim;
  claim.relation = relation;
  claim.left = left;
  claim.right = right;
  return judge(claim).verdict;
}

Verdict compared(const std::string& relation, const Quantity& left, const Quantity& right,
                 const Evidence& target) {
  Claim claim;
  claim.relation = relation;
  claim.left = {left};
  claim.right = {right};
  claim.target = target;
  return judge(claim).verdict;
}

Verdict changed(const Quantity& left, const Quantity& right, Direction direction,
                double tolerance = 3) {
  Claim claim;
  claim.relation = "change";
  claim.left = {left};
  claim.right = {right};
  claim.direction = direction;
  claim.tolerance = tolerance;
  return judge(claim).verdict;
}

Verdict ranked(const std::vector<Quantity>& cells, std::size_t which, int first, int last,
               bool smallest_first = false) {
  Claim claim;
  claim.relation = "rank";
  claim.left = cells;
  claim.which = which;
  claim.first = first;
  claim.last = last;
  claim.smallest_first = smallest_first;
  return judge(claim).verdict;
}

Judgement ordered(const std::vector<Quantity>& left, const std::vector<Quantity>& right) {
  Claim claim;
  claim.relation = "order";
  claim.left = left;
  claim.right = right;
  for (std::size_t i = 0; i < left.size(); ++i) claim.names.push_back("option" + std::to_string(i));
  return judge(claim);
}

Verdict none(const Quantity& left, double base) {
  Claim claim;
  claim.relation = "none";
  claim.left = {left};
  claim.base = base;
  return judge(claim).verdict;
}

Evidence below_number(double number) { return {-infinity, number, false}; }
Evidence from_number(double number) { return {number, infinity, true}; }
Evidence above_number(double number) { return {number, infinity, true, false}; }

}  // namespace

// ---- Ranges ----

TEST_CASE("a range holds the ends that are closed") {
  const Range<int> half_open = {2, 4, false};
  CHECK(half_open.contains(2));
  CHECK(half_open.contains(3));
  CHECK_FALSE(half_open.contains(4));
  const Range<int> closed = {2, 4};
  CHECK(closed.contains(2));
  CHECK(closed.contains(4));
  CHECK_FALSE(closed.contains(5));
  CHECK_FALSE(closed.contains(1));
  const Range<int> open = {2, 4, false, false};
  CHECK_FALSE(open.contains(2));
  CHECK(open.contains(3));
  CHECK_FALSE(open.contains(4));
}

// Twin: the whole numbers in ranges whose ends are multiples of four, so that open ends are seen.
TEST_CASE("ranges are compared, added and cut as the sets of their values are") {
  std::vector<Range<int>> ranges;
  for (int low = 0; low < 12; low += 4) {
    ranges.push_back({low, low, true, true});
    for (int high = low + 4; high <= 12; high += 4) {
      for (const bool closed : {true, false}) {
        for (const bool low_closed : {true, false}) {
          ranges.push_back({low, high, closed, low_closed});
        }
      }
    }
  }
  const auto values = [](const Range<int>& range) {
    std::set<int> found;
    for (int value = -1; value <= 25; ++value) {
      if (range.contains(value)) found.insert(value);
    }
    return found;
  };
  for (const auto& a : ranges) {
    for (const auto& b : ranges) {
      const auto left = values(a);
      const auto right = values(b);
      INFO(a.low << " " << a.high << " " << a.low_closed << a.closed << ", " << b.low << " "
                 << b.high << " " << b.low_closed << b.closed);
      std::set<int> shared;
      std::set_intersection(left.begin(), left.end(), right.begin(), right.end(),
                            std::inserter(shared, shared.begin()));
      REQUIRE(below(a, b) == (*left.rbegin() < *right.begin()));
      REQUIRE(disjoint(a, b) == shared.empty());
      REQUIRE(inside(a, b) == (shared == left));
      if (!shared.empty()) REQUIRE(values(intersection(a, b)) == shared);
      // An end of a sum is attained when it is in both.
      const auto total = a + b;
      REQUIRE(total.low == a.low + b.low);
      REQUIRE(total.high == a.high + b.high);
      REQUIRE(total.closed == (left.count(a.high) > 0 && right.count(b.high) > 0));
      REQUIRE(total.low_closed == (left.count(a.low) > 0 && right.count(b.low) > 0));
    }
  }
}

// ---- Each relation by hand ----

TEST_CASE("relation equals") {
  const auto equals = [](const Quantity& cell, double value) {
    return within("equals", {cell}, prints_as(value));
  };
  CHECK(equals(printed(47), 47) == holds);
  CHECK(equals(printed(47), 48) == contradicted);
  CHECK(equals(printed(47), 46) == contradicted);
  CHECK(equals(printed(46.5, 1), 47) == not_testable);  // 46.45 to 46.55
  CHECK(equals(printed(46.6, 1), 47) == holds);
  CHECK(equals(printed(46.4, 1), 47) == contradicted);
  CHECK(within("equals", {printed(47)}, prints_as(46.9, 1)) == not_testable);
}

TEST_CASE("46.5 belongs to 47, and 47.5 does not") {
  const auto equals = [](double value, double claimed) {
    return within("equals", {exact(value)}, prints_as(claimed));
  };
  CHECK(equals(46.5, 47) == holds);
  CHECK(equals(46.5, 46) == contradicted);
  CHECK(equals(47.5, 47) == contradicted);
  CHECK(equals(47.5, 48) == holds);
  CHECK(equals(std::nextafter(47.5, 0), 47) == holds);
  CHECK(equals(std::nextafter(46.5, 0), 47) == contradicted);
}

TEST_CASE("equals at 0 and at 100") {
  CHECK(within("equals", {printed(0)}, prints_as(0)) == holds);
  CHECK(within("equals", {printed(1)}, prints_as(0)) == contradicted);
  CHECK(within("equals", {exact(0)}, prints_as(0)) == holds);
  CHECK(within("equals", {exact(0.5)}, prints_as(0)) == contradicted);
  CHECK(within("equals", {exact(0.5)}, prints_as(1)) == holds);
  CHECK(within("equals", {printed(100)}, prints_as(100)) == holds);
  CHECK(within("equals", {printed(99)}, prints_as(100)) == contradicted);
  CHECK(within("equals", {exact(100)}, prints_as(100)) == holds);
  CHECK(within("equals", {exact(99.5)}, prints_as(100)) == holds);
  // A count is exactly the number.
  CHECK(within("equals", {exact(315)}, {315, 315, true}) == holds);
  CHECK(within("equals", {exact(314)}, {315, 315, true}) == contradicted);
}

TEST_CASE("relation about") {
  const Evidence eight_in_ten = {75, 85, false};
  const auto about = [&](const Quantity& cell) { return within("about", {cell}, eight_in_ten); };
  CHECK(about(printed(83)) == holds);
  CHECK(about(printed(84)) == holds);
  CHECK(about(printed(85)) == not_testable);
  CHECK(about(printed(86)) == contradicted);
  CHECK(about(printed(76)) == holds);
  CHECK(about(printed(75)) == not_testable);
  CHECK(about(printed(74)) == contradicted);
  CHECK(about(exact(75)) == holds);
  CHECK(about(exact(85)) == contradicted);
  CHECK(about(exact(std::nextafter(85.0, 0))) == holds);
  const Evidence almost_all = {75, 100, true};
  CHECK(within("about", {exact(100)}, almost_all) == holds);
  CHECK(within("about", {printed(100)}, almost_all) == holds);
  CHECK(within("about", {printed(75)}, almost_all) == not_testable);
  CHECK(within("about", {printed(0)}, {0, 10, false}) == holds);
}

TEST_CASE("relation sum") {
  const auto sum = [](const std::vector<Quantity>& cells, double value) {
    return within("sum", cells, prints_as(value));
  };
  // Figure 1: 36 + 10 + 36 is 80.5 up to 83.5.
  CHECK(sum(all_printed({36, 10, 36}), 75) == contradicted);
  CHECK(sum(all_printed({36, 10, 36}), 82) == not_testable);
  CHECK(sum(all_printed({36, 10, 36}), 81) == not_testable);
  CHECK(sum(all_printed({36, 10, 36}), 80) == contradicted);  // below 80.5
  CHECK(sum(all_printed({36, 10, 36}), 84) == contradicted);  // 83.5 is not reached
  CHECK(sum(all_printed({82}), 82) == holds);
  CHECK(sum({printed(24.1, 1), printed(48.9, 1)}, 73) == holds);  // 72.9 to 73.1
  CHECK(sum(all_exact({36.25, 10, 36}), 82) == holds);
  CHECK(sum(all_exact({36.5, 10, 36}), 82) == contradicted);
  CHECK(sum(all_printed({0, 0, 0}), 0) == not_testable);
  CHECK(sum(all_exact({0, 0, 0}), 0) == holds);
}

TEST_CASE("the total of cells is known as far as they are") {
  const auto open = total(all_printed({36, 10, 36}));
  CHECK(open.value == 82);
  CHECK(open.range.low == 80.5);
  CHECK(open.range.high == 83.5);
  CHECK_FALSE(open.range.closed);
  CHECK(total({exact(20), printed(30)}).range.closed == false);
  CHECK(total(all_exact({20, 30})).range.closed);
  CHECK(total({printed(100), exact(0)}).range.closed);
  CHECK(total({}).value == 0);
}

TEST_CASE("relations at least and at most, against a number") {
  CHECK(against("at least", printed(50), 49.5) == holds);
  CHECK(against("at least", printed(50), 50) == not_testable);
  CHECK(against("at least", printed(50), 50.5) == contradicted);  // 50.5 prints as 51
  CHECK(against("at least", exact(50), 50) == holds);
  CHECK(against("at least", exact(std::nextafter(50.0, 0)), 50) == contradicted);
  CHECK(against("at least", printed(0), 0) == holds);
  CHECK(against("at least", printed(100), 100) == not_testable);
  CHECK(against("at least", exact(100), 100) == holds);
  CHECK(against("at most", printed(50), 50.5) == holds);
  CHECK(against("at most", printed(50), 50) == not_testable);
  CHECK(against("at most", printed(50), 49.5) == not_testable);  // 49.5 itself
  CHECK(against("at most", printed(50), 49.25) == contradicted);
  CHECK(against("at most", exact(50), 50) == holds);
  CHECK(against("at most", exact(std::nextafter(50.0, 51)), 50) == contradicted);
  CHECK(against("at most", printed(100), 100) == holds);
  CHECK(against("at most", printed(0), 0) == not_testable);
}

TEST_CASE("relations more than and less than, against a number") {
  CHECK(against("more than", printed(50), 49.25) == holds);
  CHECK(against("more than", printed(50), 49.5) == not_testable);  // 49.5 itself
  CHECK(against("more than", printed(50), 50) == not_testable);
  CHECK(against("more than", printed(50), 50.5) == contradicted);
  CHECK(against("more than", exact(50), 50) == contradicted);
  CHECK(against("more than", exact(50.25), 50) == holds);
  CHECK(against("more than", printed(100), 100) == contradicted);
  CHECK(against("more than", printed(0), 0) == not_testable);
  CHECK(against("less than", printed(50), 50.5) == holds);
  CHECK(against("less than", printed(50), 50) == not_testable);
  CHECK(against("less than", printed(50), 49.5) == contradicted);
  CHECK(against("less than", exact(50), 50) == contradicted);
  CHECK(against("less than", exact(49.75), 50) == holds);
  CHECK(against("less than", printed(100), 100) == not_testable);
  CHECK(against("less than", printed(0), 0) == contradicted);
}

TEST_CASE("the four comparisons and larger, against another cell") {
  const auto verdicts = [](const Quantity& left, const Quantity& right) {
    std::vector<Verdict> found;
    for (const char* relation : {"at least", "at most", "more than", "less than", "larger"}) {
      found.push_back(pair(relation, {left}, {right}));
    }
    return found;
  };
  using Verdicts = std::vector<Verdict>;
  const Verdicts above = {holds, contradicted, holds, contradicted, holds};
  const Verdicts under = {contradicted, holds, contradicted, holds, contradicted};
  const Verdicts tie = {holds, holds, contradicted, contradicted, contradicted};
  // Neighbours: 49.5 and up, and below 49.5.
  CHECK(verdicts(printed(50), printed(49)) == above);
  CHECK(verdicts(printed(49), printed(50)) == under);
  CHECK(verdicts(printed(50), printed(50)) == Verdicts(5, not_testable));
  CHECK(verdicts(printed(0), printed(0)) == Verdicts(5, not_testable));
  CHECK(verdicts(printed(1), printed(0)) == above);
  CHECK(verdicts(printed(100), printed(99)) == above);
  CHECK(verdicts(printed(100), printed(100)) == Verdicts(5, not_testable));
  CHECK(verdicts(exact(50), exact(50)) == tie);
  CHECK(verdicts(exact(0), exact(0)) == tie);
  CHECK(verdicts(exact(100), exact(100)) == tie);
  CHECK(verdicts(exact(50.25), exact(50)) == above);
  // An exact cell at the end of a printed one.
  CHECK(verdicts(printed(50), exact(50.5)) == under);
  CHECK(verdicts(printed(50), exact(49.5)) ==
        (Verdicts{holds, not_testable, not_testable, contradicted, not_testable}));
  CHECK(verdicts(exact(50.5), printed(50)) == above);
  CHECK(verdicts(printed(100), exact(100)) ==
        (Verdicts{not_testable, holds, contradicted, not_testable, contradicted}));
}

// 20 + 30 is 49 up to 51; 10 + 38 is below 49, 10 + 39 below 50, 10 + 42 at least 51.
TEST_CASE("sums are compared as sums") {
  CHECK(pair("larger", all_printed({20, 30}), all_printed({10, 38})) == holds);
  CHECK(pair("larger", all_printed({20, 30}), all_printed({10, 39})) == not_testable);
  CHECK(pair("larger", all_printed({20, 30}), all_printed({10, 42})) == contradicted);
  CHECK(pair("larger", all_exact({20, 30}), all_exact({10, 40})) == contradicted);
}

TEST_CASE("relation difference") {
  const auto difference = [](const Quantity& left, const Quantity& right, double points) {
    return compared("difference", left, right, prints_as(points));
  };
  // 83 - 63 is above 19 and below 21.
  CHECK(difference(printed(83), printed(63), 20) == not_testable);
  CHECK(difference(printed(83), printed(63), 19) == not_testable);
  CHECK(difference(printed(83), printed(63), 21) == not_testable);
  CHECK(difference(printed(83), printed(63), 22) == contradicted);
  CHECK(difference(printed(83), printed(63), 18) == contradicted);
  CHECK(difference(printed(83), printed(63), -20) == contradicted);
  CHECK(difference(printed(63), printed(83), -20) == not_testable);
  CHECK(difference(printed(83.1, 1), printed(63.1, 1), 20) == holds);  // 19.9 to 20.1
  CHECK(difference(exact(83), exact(63), 20) == holds);
  CHECK(difference(exact(83), exact(63.5), 20) == holds);         // 19.5
  CHECK(difference(exact(83.5), exact(63), 20) == contradicted);  // 20.5 prints as 21
  CHECK(difference(exact(50), exact(50), 0) == holds);
  // Neither 19 nor 21 is reached.
  CHECK(compared("difference", printed(83), printed(63), {21, 22, false}) == contradicted);
  CHECK(compared("difference", printed(83), printed(63), {18, 19, false}) == contradicted);
}

TEST_CASE("a difference of a printed and a computed number") {
  // 49.5 - 20 up to 50.5 - 20, the top not reached.
  CHECK(compared("difference", printed(50), exact(20), prints_as(30)) == holds);
  // 50 - 19.5 = 30.5 is reached, and prints as 31.
  CHECK(compared("difference", exact(50), printed(20), prints_as(30)) == not_testable);
  CHECK(compared("difference", exact(50), printed(20), prints_as(31)) == not_testable);
  CHECK(compared("difference", exact(50), printed(20), prints_as(29)) == contradicted);
}

TEST_CASE("relation ratio") {
  const auto ratio = [](double left, double right, const Evidence& target) {
    return compared("ratio", printed(left), printed(right), target);
  };
  // Figure 2: 16.5 / 28.5 = 0.579 up to 17.5 / 27.5 = 0.636.
  CHECK(ratio(17, 28, below_number(0.5)) == contradicted);
  CHECK(ratio(25, 63, below_number(0.5)) == holds);         // 25.5 / 62.5 = 0.408
  CHECK(ratio(28, 57, below_number(0.5)) == not_testable);  // 28.5 / 56.5 = 0.504
  CHECK(ratio(45, 15, {2.5, 3.5, false}) == holds);         // 2.87 to 3.14
  CHECK(ratio(38, 15, {2.5, 3.5, false}) == not_testable);  // 2.42 to 2.66
  CHECK(ratio(30, 15, {2.5, 3.5, false}) == contradicted);  // 2.10
  CHECK(ratio(90, 30, from_number(2)) == holds);            // 2.93
  CHECK(ratio(60, 30, from_number(2)) == not_testable);
  CHECK(ratio(10, 30, from_number(2)) == contradicted);
  const auto of_exact = [](double left, double right, const Evidence& target) {
    return compared("ratio", exact(left), exact(right), target);
  };
  CHECK(of_exact(50, 100, below_number(0.5)) == contradicted);
  CHECK(of_exact(49, 100, below_number(0.5)) == holds);
  CHECK(of_exact(50, 20, {2.5, 3.5, false}) == holds);
  CHECK(of_exact(70, 20, {2.5, 3.5, false}) == contradicted);
  CHECK(of_exact(0, 20, below_number(0.5)) == holds);
  // Exactly twice is twice, and not more.
  CHECK(of_exact(100, 50, from_number(2)) == holds);
  CHECK(of_exact(100, 50, above_number(2)) == contradicted);
  CHECK(of_exact(101, 50, above_number(2)) == holds);
  CHECK(ratio(90, 30, above_number(2)) == holds);
  CHECK(ratio(60, 30, above_number(2)) == not_testable);
}

TEST_CASE("a ratio to nothing is infinite, and of nothing to nothing is no number") {
  const auto ratio = [](const Quantity& left, const Quantity& right) {
    std::vector<Verdict> found;
    for (const auto& target : {below_number(0.5), from_number(2), Evidence{2.5, 3.5, false}}) {
      found.push_back(compared("ratio", left, right, target));
    }
    return found;
  };
  using Verdicts = std::vector<Verdict>;
  CHECK(ratio(exact(5), exact(0)) == (Verdicts{contradicted, holds, contradicted}));
  // 4.5 / 0.5 is 9, and 9 is not reached from above.
  CHECK(ratio(printed(5), printed(0)) == (Verdicts{contradicted, holds, contradicted}));
  CHECK(ratio(printed(1), printed(0)) == (Verdicts{contradicted, not_testable, not_testable}));
  CHECK(ratio(printed(0), printed(0)) == Verdicts(3, not_testable));
  CHECK(ratio(exact(0), exact(0)) == Verdicts(3, not_testable));
  CHECK(compared("ratio", printed(0), exact(0), from_number(2)) == not_testable);
  CHECK_FALSE(says(judge_ratio(printed(0), printed(0), from_number(2)).reason, "nan"));
}

TEST_CASE("a ratio of a printed and a computed number") {
  // 49.5 / 24.75 = 2 is not reached; 49 / 24.5 = 2 is.
  CHECK(compared("ratio", printed(49), exact(24.75), below_number(2)) == holds);
  CHECK(compared("ratio", exact(49), printed(25), below_number(2)) == not_testable);
  CHECK(compared("ratio", exact(48), printed(25), below_number(2)) == holds);
  // 51 / 25.5 = 2 is not reached, 50.5 / 25.25 = 2 neither; 49.5 / 24.75 = 2 is.
  CHECK(compared("ratio", exact(51), printed(25), above_number(2)) == holds);
  CHECK(compared("ratio", printed(50), exact(25.25), above_number(2)) == contradicted);
  CHECK(compared("ratio", printed(50), exact(24.75), above_number(2)) == not_testable);
  CHECK(compared("ratio", printed(50), exact(24.75), from_number(2)) == holds);
}

TEST_CASE("relation change") {
  CHECK(changed(printed(83), printed(63), Direction::up) == holds);
  CHECK(changed(printed(83), printed(63), Direction::down) == contradicted);
  CHECK(changed(printed(63), printed(83), Direction::down) == holds);
  CHECK(changed(printed(63), printed(83), Direction::up) == contradicted);
  CHECK(changed(printed(64), printed(64), Direction::up) == not_testable);
  CHECK(changed(printed(64), printed(64), Direction::down) == not_testable);
  CHECK(changed(printed(65), printed(64), Direction::up) == holds);
  CHECK(changed(printed(64), printed(65), Direction::down) == holds);
  CHECK(changed(exact(64), exact(64), Direction::up) == contradicted);
  CHECK(changed(exact(64), exact(64), Direction::down) == contradicted);
  CHECK(changed(exact(64.25), exact(64), Direction::up) == holds);
}

TEST_CASE("a change is none within the tolerance on either side") {
  const auto same = [](const Quantity& left, const Quantity& right) {
    return changed(left, right, Direction::same);
  };
  CHECK(same(printed(64), printed(64)) == holds);
  CHECK(same(printed(66), printed(64)) == holds);  // below 3
  CHECK(same(printed(62), printed(64)) == holds);
  CHECK(same(printed(67), printed(64)) == not_testable);
  CHECK(same(printed(61), printed(64)) == not_testable);
  CHECK(same(printed(69), printed(64)) == contradicted);
  CHECK(same(exact(67), exact(64)) == holds);
  CHECK(same(exact(61), exact(64)) == holds);
  CHECK(same(exact(67.25), exact(64)) == contradicted);
  CHECK(same(exact(60.75), exact(64)) == contradicted);
}

// 67.5 - 64.5 = 3 is not reached: every change is above 3.
TEST_CASE("a change beyond the tolerance is seen on both sides") {
  CHECK(changed(printed(60), printed(64), Direction::same) == contradicted);
  CHECK(changed(printed(68), printed(64), Direction::same) == contradicted);
}

TEST_CASE("relation rank") {
  const auto cells = all_printed({61, 47, 46, 41});
  CHECK(ranked(cells, 0, 1, 1) == holds);
  CHECK(ranked(cells, 1, 1, 1) == contradicted);
  CHECK(ranked(cells, 1, 2, 2) == holds);
  CHECK(ranked(cells, 2, 1, 3) == holds);
  CHECK(ranked(cells, 3, 1, 3) == contradicted);
  CHECK(ranked(cells, 3, 4, 4) == holds);
  CHECK(ranked({printed(5)}, 0, 1, 1) == holds);
  CHECK_THROWS_AS(ranked(cells, 4, 1, 1), ArgumentError);
}

TEST_CASE("equal cells share the better place") {
  // Printed alike, either can be the larger one.
  const auto printed_ties = all_printed({58, 50, 58, 30});
  CHECK(ranked(printed_ties, 0, 1, 1) == not_testable);
  CHECK(ranked(printed_ties, 2, 2, 2) == not_testable);
  CHECK(ranked(printed_ties, 2, 1, 2) == holds);
  CHECK(ranked(printed_ties, 1, 3, 3) == holds);
  CHECK(ranked(printed_ties, 1, 2, 2) == contradicted);
  const auto ties = all_exact({58, 50, 58, 30});
  CHECK(ranked(ties, 0, 1, 1) == holds);
  CHECK(ranked(ties, 2, 1, 1) == holds);
  CHECK(ranked(ties, 2, 2, 2) == contradicted);
  CHECK(ranked(ties, 1, 3, 3) == holds);
  CHECK(ranked(ties, 1, 2, 2) == contradicted);
  CHECK(ranked(all_exact({5, 5, 5}), 1, 1, 1) == holds);
}

TEST_CASE("rank from the smallest") {
  const auto cells = all_printed({61, 5, 3, 3, 0});
  CHECK(ranked(cells, 4, 1, 1, true) == holds);
  CHECK(ranked(cells, 0, 1, 1, true) == contradicted);
  CHECK(ranked(cells, 0, 5, 5, true) == holds);
  CHECK(ranked(cells, 2, 2, 2, true) == not_testable);
  CHECK(ranked(cells, 2, 1, 3, true) == holds);
  CHECK(ranked(cells, 1, 4, 4, true) == holds);
  const auto ties = all_exact({61, 5, 3, 3, 0});
  CHECK(ranked(ties, 2, 2, 2, true) == holds);
  CHECK(ranked(ties, 3, 2, 2, true) == holds);
  CHECK(ranked(ties, 1, 3, 3, true) == contradicted);
}

TEST_CASE("a rank is reported with its extremes") {
  const auto judged = judge_rank(all_printed({58, 50, 58, 30}), 2, 1, 1, false);
  CHECK(judged.observed == 1);
  CHECK(judged.lower == 1);
  CHECK(judged.upper == 2);
  CHECK(says(judged.reason, "1 to 2 of 4"));
  const auto last = judge_rank(all_printed({58, 50, 58, 30}), 3, 1, 1, true);
  CHECK(last.observed == 1);
  CHECK(says(last.reason, "from the smallest"));
}

TEST_CASE("relations majority and plurality") {
  const auto majority = [](const Quantity& cell) {
    Claim claim;
    claim.relation = "majority";
    claim.left = {cell};
    return judge(claim).verdict;
  };
  CHECK(majority(printed(51)) == holds);
  CHECK(majority(printed(50)) == not_testable);
  CHECK(majority(printed(49)) == contradicted);
  CHECK(majority(exact(50)) == contradicted);
  CHECK(majority(exact(std::nextafter(50.0, 51))) == holds);
  CHECK(majority(exact(100)) == holds);
  const auto plurality = [](const std::vector<Quantity>& cells, std::size_t which) {
    Claim claim;
    claim.relation = "plurality";
    claim.left = cells;
    claim.which = which;
    return judge(claim).verdict;
  };
  CHECK(plurality(all_printed({40, 35, 25}), 0) == holds);
  CHECK(plurality(all_printed({40, 35, 25}), 1) == contradicted);
  CHECK(plurality(all_printed({40, 40, 20}), 1) == not_testable);
  CHECK(plurality(all_exact({40, 40, 20}), 1) == holds);
}

TEST_CASE("relation order") {
  CHECK(ordered(all_printed({61, 47, 46}), all_printed({58, 50, 44})).verdict == holds);
  // Figure 17: 47 and 46 against 50 and 58.
  const auto reversed = ordered(all_printed({61, 47, 46}), all_printed({58, 50, 58}));
  CHECK(reversed.verdict == contradicted);
  CHECK(says(reversed.reason, "1 of 3 pairs"));
  CHECK(says(reversed.reason, "option1 and option2 (47, 46 against 50, 58)"));
  CHECK_FALSE(says(reversed.reason, "option0"));
  const auto uncertain = ordered(all_printed({61, 47, 46}), all_printed({58, 50, 50}));
  CHECK(uncertain.verdict == not_testable);
  CHECK(says(uncertain.reason, "0 of 3 pairs"));
  CHECK(ordered(all_printed({50, 50}), all_printed({50, 50})).verdict == not_testable);
  CHECK(ordered(all_printed({50, 40}), all_printed({40, 50})).verdict == contradicted);
}

TEST_CASE("a tie is no reversed pair") {
  CHECK(ordered(all_exact({3, 3}), all_exact({1, 2})).verdict == holds);
  CHECK(ordered(all_exact({1, 2}), all_exact({3, 3})).verdict == holds);
  CHECK(ordered(all_exact({3, 3}), all_exact({2, 2})).verdict == holds);
  CHECK(ordered(all_exact({3, 2}), all_exact({1, 2})).verdict == contradicted);
}

TEST_CASE("Kendall's tau-b is that of a hand-worked example") {
  // Six pairs, one tied on the right, the other five in the same order: 5 / sqrt(6 * 5).
  CHECK(ordered(all_exact({4, 3, 2, 1}), all_exact({9, 9, 5, 1})).observed ==
        Approx(5 / std::sqrt(30.0)));
  // Ten pairs; left ties (1, 2), right ties (3, 4) and (4, 5), (3, 5): untied 9 and 7.
  // In the same order: (1,3) (1,4) (1,5) (2,3) (2,4) (2,5); reversed: none of the rest.
  CHECK(ordered(all_exact({5, 5, 4, 3, 2}), all_exact({9, 8, 1, 1, 1})).observed ==
        Approx(6 / std::sqrt(63.0)));
  // Of three pairs one is reversed: (2 - 1) / 3.
  CHECK(ordered(all_exact({3, 2, 1}), all_exact({3, 1, 2})).observed == Approx(1.0 / 3));
  CHECK(ordered(all_exact({3, 2, 1}), all_exact({1, 2, 3})).observed == -1);
  CHECK(ordered(all_exact({3, 2, 1}), all_exact({30, 20, 10})).observed == 1);
  const auto judged = ordered(all_exact({3, 2, 1}), all_exact({3, 1, 2}));
  CHECK(std::isnan(judged.lower));
  CHECK(std::isnan(judged.upper));
}

TEST_CASE("a list of equal numbers has no tau-b, and the reason does not print one") {
  const auto judged = ordered(all_exact({5, 5, 5}), all_exact({1, 2, 3}));
  CHECK(std::isnan(judged.observed));
  CHECK(judged.verdict == holds);
  CHECK_FALSE(says(judged.reason, "nan"));
}

TEST_CASE("an order needs two lists of the same options") {
  CHECK_THROWS_AS(ordered(all_exact({1, 2}), all_exact({1, 2, 3})), ArgumentError);
  CHECK_THROWS_AS(ordered(all_exact({1}), all_exact({1})), ArgumentError);
  CHECK_THROWS_AS(judge_order(all_exact({1, 2}), all_exact({1, 2}), {"a"}), ArgumentError);
}

TEST_CASE("relation none") {
  // One of 173 would print as 1, one of 250 as 0.
  CHECK(none(printed(0), 173) == holds);
  CHECK(none(printed(0), 250) == not_testable);
  CHECK(none(printed(0), 0) == not_testable);  // unknown
  CHECK(none(printed(0), 200) == holds);       // 0.5 prints as 1
  CHECK(none(printed(0), 201) == not_testable);
  CHECK(none(printed(1), 173) == contradicted);
  CHECK(none(printed(1), 0) == contradicted);
  CHECK(none(printed(0.3, 1), 173) == contradicted);  // less than one of 173, and not 0
  CHECK(none(exact(0), 0) == holds);
  CHECK(none(exact(0), 1000) == holds);
  CHECK(none(exact(0.1), 1000) == contradicted);
  CHECK(none({0.0, {0, 0.05, false}}, 2000) == holds);
  CHECK(none({0.0, {0, 0.05, false}}, 2001) == not_testable);
}

// ---- The grouped median ----

namespace {

// Below 250, to 750, to 1500, above.
std::vector<ClassShare> spending(const std::vector<Quantity>& shares) {
  const std::vector<double> bounds = {0, 250, 750, 1500, infinity};
  std::vector<ClassShare> classes;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    classes.push_back({bounds[i], bounds[i + 1], shares[i]});
  }
  return classes;
}

Verdict medians(const std::vector<Quantity>& left, const std::vector<Quantity>& right,
                Direction direction) {
  Claim claim;
  claim.relation = "median";
  claim.left = left;
  claim.right = right;
  claim.direction = direction;
  claim.from = {0, 250, 750, 1500};
  claim.to = {250, 750, 1500, infinity};
  return judge(claim).verdict;
}

}  // namespace

TEST_CASE("the grouped median is that of a hand-worked example") {
  // 62 in the classes, 31 below the median: 11 of the 23 in the second class, 500 wide.
  const auto median = grouped_median(spending(all_printed({20, 23, 12, 7})));
  CHECK(median.value == Approx(250 + 500 * 11.0 / 23));
  // Least: 20.5 below, 22.5 in the class, 11.5 + 6.5 above; most: 19.5, 22.5, 12.5 + 7.5.
  CHECK(median.range.low == Approx(250 + 500 * (30.5 - 20.5) / 22.5));
  CHECK(median.range.high == Approx(250 + 500 * (31.0 - 19.5) / 22.5));
  CHECK(median.range.closed);
  CHECK(grouped_median(spending(all_printed({14, 34, 13, 7}))).value ==
        Approx(250 + 500 * 20.0 / 34));
  CHECK(grouped_median(spending(all_printed({13, 25, 27, 4}))).value ==
        Approx(250 + 500 * 21.5 / 25));
}

TEST_CASE("a median at the end of a class, and in an empty one") {
  CHECK(grouped_median(spending(all_exact({25, 25, 30, 20}))).value == 750);
  CHECK(grouped_median(spending(all_exact({50, 0, 50, 0}))).value == 250);
  CHECK(grouped_median(spending(all_exact({0, 100, 0, 0}))).value == 500);
  CHECK(grouped_median(spending(all_exact({100, 0, 0, 0}))).value == 125);
  const auto judged = grouped_median(spending(all_exact({25, 25, 30, 20})));
  CHECK(judged.range.low == 750);
  CHECK(judged.range.high == 750);
}

TEST_CASE("a median that can fall in an open class is not known") {
  CHECK(std::isnan(grouped_median(spending(all_printed({10, 10, 10, 70}))).value));
  CHECK(std::isnan(grouped_median(spending(all_printed({10, 10, 10, 70}))).range.low));
  // At 1500 as printed, above it when the last class is a little larger.
  const auto edge = grouped_median(spending(all_printed({10, 10, 30, 50})));
  CHECK(edge.value == 1500);
  CHECK(std::isnan(edge.range.low));
  CHECK(std::isnan(edge.range.high));
  CHECK_FALSE(std::isnan(grouped_median(spending(all_printed({10, 10, 33, 47}))).range.high));
  CHECK(std::isnan(grouped_median(spending(all_exact({0, 0, 0, 0}))).value));
  CHECK(std::isnan(grouped_median({}).value));
}

TEST_CASE("relation median") {
  const auto y2017 = all_printed({20, 23, 12, 7});
  const auto y2021 = all_printed({13, 25, 27, 4});
  CHECK(medians(y2021, y2017, Direction::up) == holds);
  CHECK(medians(y2021, y2017, Direction::down) == contradicted);
  CHECK(medians(y2017, y2021, Direction::up) == contradicted);
  CHECK(medians(y2017, y2021, Direction::down) == holds);
  CHECK(medians(y2017, all_printed({21, 23, 12, 7}), Direction::up) == not_testable);
  CHECK(medians(all_exact({20, 23, 12, 7}), all_exact({20, 23, 12, 7}), Direction::up) ==
        contradicted);
  CHECK(medians(all_exact({20, 23, 12, 8}), all_exact({20, 23, 12, 7}), Direction::up) == holds);
  CHECK(medians(all_printed({10, 10, 10, 70}), y2017, Direction::up) == not_testable);
  CHECK(medians(y2017, all_printed({10, 10, 10, 70}), Direction::down) == not_testable);
}

TEST_CASE("a median needs the bounds of each class") {
  Claim claim;
  claim.relation = "median";
  claim.left = all_printed({20, 80});
  claim.right = all_printed({20, 80});
  claim.from = {0};
  claim.to = {1};
  CHECK_THROWS_AS(judge(claim), ArgumentError);
}

namespace {

// Twin: where the cumulative share reaches half, class by class.
double median_twin(const std::vector<ClassShare>& classes, const std::vector<double>& shares) {
  const double half = std::accumulate(shares.begin(), shares.end(), 0.0) / 2;
  double before = 0;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const double after = before + shares[i];
    if (shares[i] > 0 && after >= half) {
      if (std::isinf(classes[i].to)) break;
      const double part = (half - before) / shares[i];
      return (1 - part) * classes[i].from + part * classes[i].to;
    }
    before = after;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

// Low, middle and high of each cell, in all combinations; `visit` sees the values of each.
template <typename Visit>
void over_grid(const std::vector<Quantity>& cells, double below_top, Visit visit) {
  std::vector<std::vector<double>> points;
  for (const auto& cell : cells) {
    const auto& range = cell.range;
    const double top = range.closed ? range.high : range.high - below_top;
    std::vector<double> own = {range.low, (range.low + range.high) / 2, top};
    if (range.low == range.high) own = {range.low};
    points.push_back(own);
  }
  std::vector<std::size_t> at(cells.size(), 0);
  std::vector<double> values(cells.size());
  while (true) {
    for (std::size_t i = 0; i < cells.size(); ++i) values[i] = points[i][at[i]];
    visit(values);
    std::size_t i = 0;
    while (i < at.size() && ++at[i] == points[i].size()) at[i++] = 0;
    if (i == at.size()) return;
  }
}

std::int64_t below_n(std::mt19937& random, std::int64_t n) {
  return static_cast<std::int64_t>(random() % static_cast<std::uint32_t>(n));
}

}  // namespace

TEST_CASE("the extremes of a grouped median are those of a grid over the rounding box") {
  std::mt19937 random(489);
  int known = 0;
  int unknown = 0;
  for (int i = 0; i < 3000; ++i) {
    std::vector<ClassShare> classes;
    double bound = 0;
    for (std::size_t k = 0, n = 2 + random() % 4; k < n; ++k) {
      const double next = bound + 50 * static_cast<double>(1 + below_n(random, 10));
      const bool open = k + 1 == n && i % 2 == 0;
      const double share = static_cast<double>(random() % 4 == 0 ? 0 : below_n(random, 40));
      classes.push_back(
          {bound, open ? infinity : next, random() % 5 == 0 ? exact(share) : printed(share)});
      bound = next;
    }
    const auto median = grouped_median(classes);
    std::vector<Quantity> cells;
    for (const auto& one : classes) cells.push_back(one.share);
    double low = infinity;
    double high = -infinity;
    bool all_known = true;
    over_grid(cells, 0, [&](const std::vector<double>& shares) {
      const double value = median_twin(classes, shares);
      all_known = all_known && !std::isnan(value);
      low = std::min(low, value);
      high = std::max(high, value);
    });
    if (!all_known) {
      ++unknown;
      REQUIRE(std::isnan(median.range.low));
      continue;
    }
    ++known;
    REQUIRE(median.range.low == Approx(low));
    REQUIRE(median.range.high == Approx(high));
    REQUIRE(median.value >= low - 1e-9);
    REQUIRE(median.value <= high + 1e-9);
  }
  CHECK(known > 500);
  CHECK(unknown > 200);
}

// ---- What a judgement says ----

TEST_CASE("a judgement carries the numbers") {
  const auto one = judge_within(printed(83), {75, 85, false});
  CHECK(one.observed == 83);
  CHECK(one.lower == 82.5);
  CHECK(one.upper == 83.5);
  CHECK(says(one.reason, "83 (82.5 to 83.5)"));
  CHECK(says(one.reason, "from 75 to 85"));
  const auto ratio = judge_ratio(printed(17), printed(28), below_number(0.5));
  CHECK(ratio.observed == Approx(17.0 / 28));
  CHECK(ratio.lower == Approx(16.5 / 28.5));
  CHECK(ratio.upper == Approx(17.5 / 27.5));
  CHECK(says(ratio.reason, "below 0.5"));
  const auto difference = judge_difference(printed(83), printed(63), prints_as(20));
  CHECK(difference.observed == 20);
  CHECK(difference.lower == 19);
  CHECK(difference.upper == 21);
  const auto change = judge_change(printed(9), printed(46), Direction::down, 3);
  CHECK(change.observed == -37);
  CHECK(change.lower == -38);
  CHECK(change.upper == -36);
  CHECK(says(change.reason, "down"));
  const auto of_exact = judge_limit(exact(83.25), Comparison::more_than, 50);
  CHECK(of_exact.lower == 83.25);
  CHECK(of_exact.upper == 83.25);
  CHECK(says(of_exact.reason, "83.25 is more than 50: so."));
}

TEST_CASE("an unknown relation is refused by name") {
  Claim claim;
  claim.relation = "larger than";
  CHECK_THROWS_AS(judge(claim), ArgumentError);
  try {
    judge(claim);
  } catch (const ArgumentError& error) {
    CHECK(says(error.what(), "larger than"));
  }
  claim.relation = "";
  CHECK_THROWS_AS(judge(claim), ArgumentError);
}

TEST_CASE("a claim about two quantities is refused when one of them is not there") {
  for (const char* relation : {"larger", "difference", "ratio", "change", "order", "median"}) {
    INFO(relation);
    CHECK_THROWS_AS(pair(relation, {printed(83)}, {}), ArgumentError);
  }
}

TEST_CASE("relations() lists the language, each once") {
  const std::set<std::string> language = {
      "equals",    "sum",    "about",      "at least",  "at most", "more than",
      "less than", "larger", "difference", "ratio",     "change",  "rank",
      "order",     "none",   "majority",   "plurality", "median"};
  const auto& names = relations();
  CHECK(std::set<std::string>(names.begin(), names.end()) == language);
  CHECK(names.size() == language.size());
}

// ---- Every relation against its plain meaning ----

namespace {

enum class Truth { no, yes, undefined };

Truth truth_of(bool is_true) { return is_true ? Truth::yes : Truth::no; }

using Values = std::vector<double>;

double sum(const Values& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

bool in(double value, const Evidence& target) {
  return target.low <= value && (target.closed ? value <= target.high : value < target.high);
}

int place(const Values& values, std::size_t which, bool smallest_first) {
  int better = 0;
  for (const double other : values) {
    better += smallest_first ? other < values[which] : other > values[which];
  }
  return better + 1;
}

bool any_reversed(const Values& left, const Values& right) {
  for (std::size_t i = 0; i < left.size(); ++i) {
    for (std::size_t j = 0; j < left.size(); ++j) {
      if (left[i] < left[j] && right[i] > right[j]) return true;
    }
  }
  return false;
}

bool moved(double change, const Claim& claim) {
  if (claim.direction == Direction::up) return change > 0;
  if (claim.direction == Direction::down) return change < 0;
  return std::abs(change) <= claim.tolerance;
}

Truth ratio_truth(double left, double right, const Evidence& target) {
  if (left == 0 && right == 0) return Truth::undefined;
  if (right == 0) return truth_of(std::isinf(target.high));
  // Without division: the bounds are multiples of a half.
  const double low = target.low * right;
  const bool above_low = std::isinf(target.low) || (target.low_closed ? left >= low : left > low);
  const bool below_high = std::isinf(target.high) || left < target.high * right;
  return truth_of(above_low && below_high);
}

// Medians of whole quarters of a percent, as fractions: which of two is the larger, exactly.
struct Fraction {
  std::int64_t above = 0;
  std::int64_t below = 0;  // 0: no median
};

Fraction median_fraction(const Claim& claim, const Values& shares) {
  std::vector<std::int64_t> quarters;
  for (const double share : shares) quarters.push_back(std::llround(4 * share));
  const std::int64_t whole = std::accumulate(quarters.begin(), quarters.end(), std::int64_t{0});
  std::int64_t before = 0;
  for (std::size_t i = 0; i < quarters.size(); ++i) {
    if (quarters[i] > 0 && 2 * (before + quarters[i]) >= whole) {
      if (std::isinf(claim.to[i])) return {};
      const auto from = std::llround(claim.from[i]);
      const auto width = std::llround(claim.to[i]) - from;
      return {from * 2 * quarters[i] + width * (whole - 2 * before), 2 * quarters[i]};
    }
    before += quarters[i];
  }
  return {};
}

Truth median_truth(const Claim& claim, const Values& left, const Values& right) {
  const Fraction a = median_fraction(claim, left);
  const Fraction b = median_fraction(claim, right);
  if (a.below == 0 || b.below == 0) return Truth::undefined;
  const std::int64_t change = a.above * b.below - b.above * a.below;
  return truth_of(claim.direction == Direction::up ? change > 0 : change < 0);
}

// What the claim says of plain numbers, in the words of the documentation.
Truth truth(const Claim& claim, const Values& left, const Values& right) {
  const std::string& relation = claim.relation;
  const double limit = right.empty() ? claim.limit : sum(right);
  if (relation == "equals" || relation == "sum" || relation == "about") {
    return truth_of(in(sum(left), claim.target));
  }
  if (relation == "at least") return truth_of(sum(left) >= limit);
  if (relation == "at most") return truth_of(sum(left) <= limit);
  if (relation == "more than" || relation == "larger") return truth_of(sum(left) > limit);
  if (relation == "less than") return truth_of(sum(left) < limit);
  if (relation == "difference") return truth_of(in(sum(left) - sum(right), claim.target));
  if (relation == "ratio") return ratio_truth(sum(left), sum(right), claim.target);
  if (relation == "change") return truth_of(moved(sum(left) - sum(right), claim));
  if (relation == "rank") {
    const int own = place(left, claim.which, claim.smallest_first);
    return truth_of(claim.first <= own && own <= claim.last);
  }
  if (relation == "plurality") return truth_of(place(left, claim.which, false) == 1);
  if (relation == "order") return truth_of(!any_reversed(left, right));
  if (relation == "none") return truth_of(sum(left) == 0);
  if (relation == "majority") return truth_of(sum(left) > 50);
  return median_truth(claim, left, right);
}

// A real value, a whole number of quarters, near another so that boundaries are met.
double near(std::mt19937& random, double value) {
  const double moved = value + static_cast<double>(below_n(random, 17) - 8) / 4;
  return std::clamp(moved, 0.0, 100.0);
}

double anywhere(std::mt19937& random) {
  const auto kind = random() % 8;
  if (kind == 0) return static_cast<double>(below_n(random, 8)) / 4;
  if (kind == 1) return 100 - static_cast<double>(below_n(random, 8)) / 4;
  return static_cast<double>(below_n(random, 401)) / 4;
}

Values values_near(std::mt19937& random, std::size_t n, double value) {
  Values values;
  for (std::size_t i = 0; i < n; ++i) values.push_back(near(random, value));
  return values;
}

bool has_classes(const Claim& claim) { return claim.relation == "median"; }

// A claim of a relation and the real values it is about.
struct Drawn {
  Claim claim;
  Values left;
  Values right;
};

Evidence random_target(std::mt19937& random, const std::string& relation, double statistic) {
  if (relation == "ratio") {
    const double factor = static_cast<double>(1 + below_n(random, 6)) / 2;
    const auto kind = random() % 4;
    if (kind == 0) return below_number(factor);
    if (kind == 1) return above_number(factor);
    return kind == 2 ? from_number(factor) : Evidence{factor - 0.5, factor + 0.5, false};
  }
  if (relation == "about") {
    const double low =
        5 * std::floor(statistic / 5) + 5 * static_cast<double>(below_n(random, 5) - 3);
    return {low, low + 10, low + 10 == 100};
  }
  return prints_as(std::floor(statistic) + static_cast<double>(below_n(random, 5) - 2));
}

Drawn draw(std::mt19937& random, const std::string& relation) {
  Drawn drawn;
  Claim& claim = drawn.claim;
  claim.relation = relation;
  const double center = anywhere(random);
  const bool listed = relation == "rank" || relation == "plurality" || relation == "order";
  std::size_t n_left = relation == "sum" ? 1 + random() % 3 : 1 + random() % 2;
  if (listed || has_classes(claim)) n_left = 2 + random() % 2;
  if (relation == "equals" || relation == "none") n_left = 1;
  drawn.left = values_near(random, n_left, center);
  const bool limited = relation == "at least" || relation == "at most" || relation == "more than" ||
                       relation == "less than";
  const bool paired = relation == "larger" || relation == "difference" || relation == "ratio" ||
                      relation == "change" || (limited && random() % 2 == 0);
  if (paired) drawn.right = values_near(random, 1 + random() % 2, center);
  if (relation == "order" || has_classes(claim)) drawn.right = values_near(random, n_left, center);
  const double statistic =
      relation == "difference" ? sum(drawn.left) - sum(drawn.right) : sum(drawn.left);
  claim.target = random_target(random, relation, statistic);
  claim.limit = near(random, sum(drawn.left));
  if (listed) claim.which = random() % n_left;
  claim.first = 1 + static_cast<int>(random() % 3);
  claim.last = claim.first + static_cast<int>(random() % 2);
  claim.smallest_first = random() % 2 == 0;
  claim.direction = static_cast<Direction>(random() % (has_classes(claim) ? 2 : 3));
  claim.tolerance = 3;
  for (std::size_t i = 0; i < n_left; ++i) {
    claim.names.push_back("option" + std::to_string(i));
    claim.from.push_back(100 * static_cast<double>(i));
    const bool open = i + 1 == n_left && random() % 4 == 0;
    claim.to.push_back(open ? infinity : 100 * static_cast<double>(i + 1));
  }
  return drawn;
}

Quantity rounded(double value) { return printed(std::floor(value + 0.5)); }

enum class Known { printed, exact, either };

std::vector<Quantity> evidence(std::mt19937& random, const Values& values, Known known) {
  std::vector<Quantity> cells;
  for (const double value : values) {
    const bool as_printed =
        known == Known::printed || (known == Known::either && random() % 2 == 0);
    cells.push_back(as_printed ? rounded(value) : exact(value));
  }
  return cells;
}

std::string text_of(const Claim& claim) {
  std::string text = claim.relation + ":";
  for (const auto* cells : {&claim.left, &claim.right}) {
    for (const auto& cell : *cells) {
      text += " [" + std::to_string(cell.range.low) + ", " + std::to_string(cell.range.high) +
              (cell.range.closed ? "]" : ")");
    }
    text += ";";
  }
  text += " target " + std::to_string(claim.target.low) + " " + std::to_string(claim.target.high);
  text += ", limit " + std::to_string(claim.limit);
  text += ", which " + std::to_string(claim.which) + " in " + std::to_string(claim.first) + ".." +
          std::to_string(claim.last) + (claim.smallest_first ? " smallest first" : "");
  return text + ", direction " + std::to_string(static_cast<int>(claim.direction));
}

}  // namespace

TEST_CASE("on exact evidence the verdict is the plain truth") {
  std::mt19937 random(2021);
  for (const auto& relation : relations()) {
    std::map<Truth, int> seen;
    for (int i = 0; i < 3000; ++i) {
      Drawn drawn = draw(random, relation);
      drawn.claim.left = evidence(random, drawn.left, Known::exact);
      drawn.claim.right = evidence(random, drawn.right, Known::exact);
      INFO(text_of(drawn.claim));
      const Truth plain = truth(drawn.claim, drawn.left, drawn.right);
      ++seen[plain];
      // A median in an open class; 0 / 0 has its own test.
      if (plain == Truth::undefined && relation == "ratio") continue;
      const Verdict verdict = judge(drawn.claim).verdict;
      if (plain == Truth::undefined) {
        REQUIRE(verdict == not_testable);
      } else {
        REQUIRE(verdict == (plain == Truth::yes ? holds : contradicted));
      }
    }
    INFO(relation);
    CHECK(seen[Truth::yes] > 30);
    CHECK(seen[Truth::no] > 30);
  }
}

TEST_CASE("what is true of the real values is never contradicted on the printed ones") {
  std::mt19937 random(2022);
  for (const auto& relation : relations()) {
    std::map<Verdict, int> seen;
    for (int i = 0; i < 3000; ++i) {
      Drawn drawn = draw(random, relation);
      drawn.claim.left = evidence(random, drawn.left, Known::printed);
      drawn.claim.right = evidence(random, drawn.right, Known::printed);
      INFO(text_of(drawn.claim));
      const Truth plain = truth(drawn.claim, drawn.left, drawn.right);
      const Verdict verdict = judge(drawn.claim).verdict;
      if (plain != Truth::no) REQUIRE(verdict != contradicted);
      if (plain != Truth::yes) REQUIRE(verdict != holds);
      ++seen[verdict];
    }
    INFO(relation);
    // Without a base, a printed 0 is never known to be none; a difference is known within 2 points.
    if (relation != "none" && relation != "difference") CHECK(seen[holds] > 20);
    CHECK(seen[contradicted] > 20);
    // Two whole percentages are the same number or another one.
    if (relation != "equals") CHECK(seen[not_testable] > 20);
  }
}

TEST_CASE("nor on a mixture of printed and computed ones") {
  std::mt19937 random(2023);
  for (const auto& relation : relations()) {
    for (int i = 0; i < 3000; ++i) {
      Drawn drawn = draw(random, relation);
      drawn.claim.left = evidence(random, drawn.left, Known::either);
      drawn.claim.right = evidence(random, drawn.right, Known::either);
      INFO(text_of(drawn.claim));
      const Truth plain = truth(drawn.claim, drawn.left, drawn.right);
      if (plain == Truth::undefined) continue;
      const Verdict verdict = judge(drawn.claim).verdict;
      if (plain == Truth::yes) REQUIRE(verdict != contradicted);
      if (plain == Truth::no) REQUIRE(verdict != holds);
    }
  }
}

// One respondent of `base` or none, printed with its base known or not.
TEST_CASE("none is never wrong of real counts") {
  std::mt19937 random(173);
  std::map<Verdict, int> seen;
  for (int i = 0; i < 5000; ++i) {
    const std::int64_t base = 1 + below_n(random, 500);
    const std::int64_t count = std::min<std::int64_t>(base, below_n(random, 4));
    const auto units = static_cast<double>((200 * count + base) / (2 * base));
    const bool is_base_known = random() % 4 > 0;
    const Verdict verdict = none(printed(units), is_base_known ? static_cast<double>(base) : 0);
    if (count == 0) REQUIRE(verdict != contradicted);
    if (count > 0) REQUIRE(verdict != holds);
    // With the base known, a printed 0 decides unless one respondent prints as 0 too.
    if (is_base_known && base <= 200) REQUIRE(verdict != not_testable);
    ++seen[verdict];
  }
  CHECK(seen[holds] > 100);
  CHECK(seen[contradicted] > 100);
  CHECK(seen[not_testable] > 100);
}

namespace {

// The verdict that the ends and middles of the ranges give. Ends are multiples of a half and
// bounds of a quarter, so for these relations they decide.
Verdict verdict_on_grid(const Claim& claim) {
  std::vector<Quantity> cells = claim.left;
  cells.insert(cells.end(), claim.right.begin(), claim.right.end());
  std::map<Truth, int> seen;
  const auto n_left = static_cast<std::ptrdiff_t>(claim.left.size());
  over_grid(cells, 1.0 / 1024, [&](const Values& values) {
    ++seen[truth(claim, {values.begin(), values.begin() + n_left},
                 {values.begin() + n_left, values.end()})];
  });
  if (seen[Truth::undefined] > 0 || (seen[Truth::yes] > 0 && seen[Truth::no] > 0)) {
    return not_testable;
  }
  return seen[Truth::yes] > 0 ? holds : contradicted;
}

void check_on_grid(const std::string& relation, Known known, unsigned seed) {
  std::mt19937 random(seed);
  for (int i = 0; i < 2000; ++i) {
    Drawn drawn = draw(random, relation);
    drawn.claim.left = evidence(random, drawn.left, known);
    drawn.claim.right = evidence(random, drawn.right, known);
    // A ratio about a number can lie between the points of the grid.
    const Evidence& target = drawn.claim.target;
    if (relation == "ratio" && !std::isinf(target.low) && !std::isinf(target.high)) continue;
    INFO(text_of(drawn.claim));
    REQUIRE(judge(drawn.claim).verdict == verdict_on_grid(drawn.claim));
  }
}

}  // namespace

// holds: true for every value; contradicted: true for none; not testable: otherwise.
TEST_CASE("the verdict on printed cells is that of the ends of their intervals") {
  for (const std::string relation :
       {"equals", "about", "sum", "at least", "at most", "more than", "less than", "larger",
        "difference", "ratio", "rank", "plurality", "order", "majority"}) {
    SECTION(relation) { check_on_grid(relation, Known::printed, 2024); }
  }
}

TEST_CASE("the verdict on printed and computed cells is that of the ends of their intervals") {
  for (const std::string relation : {"equals", "about", "sum", "at least", "at most", "more than",
                                     "less than", "larger", "difference", "ratio", "majority"}) {
    SECTION(relation) { check_on_grid(relation, Known::either, 2025); }
  }
}

TEST_CASE("a change of printed cells has the verdict of the ends of their intervals") {
  check_on_grid("change", Known::printed, 2026);
}
