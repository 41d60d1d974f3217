#include <testthat/vendor/catch.h>

#include <cmath>
#include <numeric>
#include <random>

#include "error.hpp"
#include "weights.hpp"

using namespace tendensen;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

struct Survey {
  std::vector<std::vector<int>> cells;      // of each margin
  std::vector<std::vector<double>> shares;  // likewise

  std::vector<Margin> margins() const {
    std::vector<Margin> margins;
    for (std::size_t i = 0; i < cells.size(); ++i) margins.push_back({cells[i], shares[i]});
    return margins;
  }
};

double sum(const std::vector<double>& x) { return std::accumulate(x.begin(), x.end(), 0.0); }

// Shares of a margin among respondents with weights.
std::vector<double> shares_of(const std::vector<int>& cells, std::size_t n_cells,
                              const std::vector<double>& weights) {
  std::vector<double> shares(n_cells, 0.0);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    shares[static_cast<std::size_t>(cells[i])] += weights[i] / sum(weights);
  }
  return shares;
}

// Targets that some weights between 0.4 and 2.5 meet: shares with random such weights.
Survey random_survey(std::mt19937& random, std::size_t n) {
  Survey survey;
  std::vector<double> weights(n);
  std::uniform_real_distribution<double> weight(0.6, 1.5);
  for (double& w : weights) w = weight(random);
  const std::size_t n_margins = 1 + random() % 4;
  for (std::size_t m = 0; m < n_margins; ++m) {
    const std::size_t n_cells = 2 + random() % 5;
    std::vector<int> cells(n);
    for (std::size_t i = 0; i < n; ++i) {
      cells[i] = static_cast<int>(i < n_cells ? i : random() % n_cells);
    }
    survey.shares.push_back(shares_of(cells, n_cells, weights));
    survey.cells.push_back(cells);
  }
  return survey;
}

// Iterative proportional fitting.
std::vector<double> fitted(const Survey& survey) {
  std::vector<double> weights(survey.cells[0].size(), 1.0);
  for (int round = 0; round < 3000; ++round) {
    for (std::size_t m = 0; m < survey.cells.size(); ++m) {
      const auto now = shares_of(survey.cells[m], survey.shares[m].size(), weights);
      for (std::size_t i = 0; i < weights.size(); ++i) {
        const auto cell = static_cast<std::size_t>(survey.cells[m][i]);
        if (now[cell] > 0) weights[i] *= survey.shares[m][cell] / now[cell];
      }
    }
  }
  const double mean = sum(weights) / static_cast<double>(weights.size());
  for (double& w : weights) w /= mean;
  return weights;
}

void require_met(const Survey& survey, const std::vector<double>& weights) {
  for (std::size_t m = 0; m < survey.cells.size(); ++m) {
    const auto now = shares_of(survey.cells[m], survey.shares[m].size(), weights);
    for (std::size_t cell = 0; cell < now.size(); ++cell) {
      REQUIRE(std::abs(now[cell] - survey.shares[m][cell]) < 1e-9);
    }
  }
  REQUIRE(sum(weights) == Approx(static_cast<double>(weights.size())).epsilon(1e-12));
}

}  // namespace

TEST_CASE("one margin gives each respondent its target over its share") {
  const Survey survey{{{0, 0, 0, 1}}, {{0.5, 0.5}}};
  const auto raked = rake(survey.margins(), {});
  REQUIRE(raked.end == RakeEnd::met);
  for (int i = 0; i < 3; ++i) CHECK(raked.weights[static_cast<std::size_t>(i)] == Approx(2.0 / 3));
  CHECK(raked.weights[3] == Approx(2));
}

TEST_CASE("raking agrees with iterative proportional fitting") {
  std::mt19937 random(1940);
  for (int i = 0; i < 40; ++i) {
    const Survey survey = random_survey(random, 40 + random() % 160);
    const auto raked = rake(survey.margins(), {});
    REQUIRE(raked.end == RakeEnd::met);
    REQUIRE(raked.deviation <= 1e-10);
    require_met(survey, raked.weights);
    const auto twin = fitted(survey);
    for (std::size_t row = 0; row < twin.size(); ++row) {
      REQUIRE(std::abs(raked.weights[row] - twin[row]) < 1e-7);
    }
  }
}

TEST_CASE("bounds hold, and the margins are met within them") {
  std::mt19937 random(1992);
  int cut = 0;
  for (int i = 0; i < 40; ++i) {
    Survey survey = random_survey(random, 150);
    RakeRules rules;
    const auto free = rake(survey.margins(), rules);
    const auto ends = std::minmax_element(free.weights.begin(), free.weights.end());
    rules.low = (1 + 9 * *ends.first) / 10;
    rules.high = *ends.second + 0.5;
    if (!(rules.low < 1 && rules.high > 1)) continue;
    const auto raked = rake(survey.margins(), rules);
    if (raked.end != RakeEnd::met) continue;
    ++cut;
    require_met(survey, raked.weights);
    for (const double w : raked.weights) {
      REQUIRE(w >= rules.low - 1e-9);
      REQUIRE(w <= rules.high + 1e-9);
    }
  }
  CHECK(cut > 10);
}

TEST_CASE("the order of the margins and of the respondents changes nothing") {
  std::mt19937 random(3);
  Survey survey = random_survey(random, 100);
  survey.cells.push_back(survey.cells[0]);
  survey.shares.push_back(survey.shares[0]);
  const auto raked = rake(survey.margins(), {});
  REQUIRE(raked.end == RakeEnd::met);
  for (auto& cells : survey.cells) std::reverse(cells.begin(), cells.end());
  std::reverse(survey.cells.begin(), survey.cells.end());
  std::reverse(survey.shares.begin(), survey.shares.end());
  const auto turned = rake(survey.margins(), {});
  for (std::size_t i = 0; i < 100; ++i) {
    CHECK(raked.weights[i] == Approx(turned.weights[99 - i]).epsilon(1e-8));
  }
}

TEST_CASE("who is in a cell with share 0 weighs 0") {
  const Survey survey{{{0, 0, 1, 1, 2}, {0, 1, 0, 1, 0}}, {{0.3, 0.7, 0}, {0.5, 0.5}}};
  const auto raked = rake(survey.margins(), {});
  REQUIRE(raked.end == RakeEnd::met);
  CHECK(raked.weights[4] == 0);
  require_met(survey, raked.weights);
}

TEST_CASE("the cell that makes a target impossible is named") {
  // Nobody is in cell 1 of the second margin.
  const Survey empty{{{0, 1, 1}, {0, 2, 2}}, {{0.5, 0.5}, {0.4, 0.2, 0.4}}};
  auto raked = rake(empty.margins(), {});
  CHECK(raked.end == RakeEnd::empty);
  CHECK(raked.margin == 1);
  CHECK(raked.cell == 1);
  CHECK(raked.weights.empty());
  // All who are in cell 1 of the second margin weigh 0.
  const Survey weightless{{{0, 0, 1}, {0, 0, 1}}, {{1, 0}, {0.5, 0.5}}};
  raked = rake(weightless.margins(), {});
  CHECK(raked.end == RakeEnd::empty);
  CHECK(raked.margin == 1);
  CHECK(raked.cell == 1);
  // One of ten would have to weigh 5.
  const Survey heavy{{{1, 0, 0, 0, 0, 0, 0, 0, 0, 0}}, {{0.5, 0.5}}};
  raked = rake(heavy.margins(), {0, 4.9});
  CHECK(raked.end == RakeEnd::bounds);
  CHECK(raked.cell == 1);
  CHECK(rake(heavy.margins(), {0, 5.1}).end == RakeEnd::met);
  raked = rake(heavy.margins(), {0.6, infinity});
  CHECK(raked.end == RakeEnd::bounds);
  CHECK(raked.cell == 0);
  const Survey zero{{{0, 0, 1}}, {{1, 0}}};
  CHECK(rake(zero.margins(), {0.1, infinity}).end == RakeEnd::bounds);
  CHECK(rake(zero.margins(), {}).end == RakeEnd::met);
}

TEST_CASE("margins that contradict each other do not converge") {
  // The same cells with different targets.
  const Survey survey{{{0, 1, 1}, {0, 1, 1}}, {{0.5, 0.5}, {0.6, 0.4}}};
  const auto raked = rake(survey.margins(), {});
  CHECK(raked.end == RakeEnd::not_converged);
  CHECK(raked.deviation > 0.01);
  CHECK(raked.iterations <= 100);
  CHECK(raked.weights.empty());
}

TEST_CASE("margins that break the contract are refused") {
  const auto refused = [](const Survey& survey, RakeRules rules = {}) {
    CHECK_THROWS_AS(rake(survey.margins(), rules), ArgumentError);
  };
  refused({{}, {}});
  refused({{{}}, {{1}}});
  refused({{{0, 1}}, {{0.5, 0.4}}});
  refused({{{0, 1}}, {{1.5, -0.5}}});
  refused({{{0, 2}}, {{0.5, 0.5}}});
  refused({{{0, -1}}, {{0.5, 0.5}}});
  refused({{{0, 1}, {0}}, {{0.5, 0.5}, {1}}});
  const Survey good{{{0, 1}}, {{0.5, 0.5}}};
  refused(good, {1.1, 2});
  refused(good, {-0.1, 2});
  refused(good, {0, 0.9});
  refused(good, {0, 2, 0});
  refused(good, {0, 2, 10, 0});
}

TEST_CASE("trimmed weights lie within the limits and keep their sum and order") {
  std::mt19937 random(11);
  std::exponential_distribution<double> weight;
  for (int i = 0; i < 100; ++i) {
    std::vector<double> weights(50);
    for (double& w : weights) w = weight(random);
    const double mean = sum(weights) / 50;
    const double low = 0.4 * mean;
    const double high = i % 2 == 0 ? 2 * mean : infinity;
    const auto trimmed = trim_weights(weights, low, high);
    REQUIRE(sum(trimmed) == Approx(sum(weights)).epsilon(1e-12));
    // What is not at a limit moved by one amount.
    double move = infinity;
    for (std::size_t row = 0; row < 50; ++row) {
      REQUIRE(trimmed[row] >= low);
      REQUIRE(trimmed[row] <= high);
      if (trimmed[row] <= low || trimmed[row] >= high) continue;
      if (std::isinf(move)) move = trimmed[row] - weights[row];
      REQUIRE(trimmed[row] - weights[row] == Approx(move).margin(1e-12));
    }
  }
  CHECK(trim_weights(std::vector<double>{}, 0, 1).empty());
  CHECK_THROWS_AS(trim_weights(std::vector<double>{1, 1}, 2, 3), ArgumentError);
  CHECK_THROWS_AS(trim_weights(std::vector<double>{1, 1}, 0, 0.5), ArgumentError);
}
