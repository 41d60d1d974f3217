#include "weights.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>

#include "error.hpp"
#include "linear.hpp"

namespace tendensen {

namespace {

// Respondents in the same cells share a weight.
struct Pattern {
  std::vector<std::size_t> cells;  // one a margin; cells are numbered through all margins
  double n = 0;
};

struct Problem {
  std::vector<std::size_t> first;  // number of each margin's first cell, and of all cells
  std::vector<double> shares;      // of each cell
  std::vector<Pattern> patterns;
  std::vector<std::size_t> pattern_of;  // each respondent's
  double n = 0;                         // respondents
};

// Parameters, and what follows from them.
struct State {
  arma::vec parameters;
  std::vector<double> weights;  // of each pattern
  arma::vec totals;             // of each cell
  double objective = 0;         // least where the targets are met
};

void check_margin(const Margin& margin, std::size_t n_respondents) {
  if (margin.cell.size() != n_respondents) {
    throw ArgumentError("The margins are of different numbers of respondents.");
  }
  double sum = 0;
  for (const double share : margin.shares) {
    if (!(share >= 0)) throw ArgumentError("A share cannot be negative.");
    sum += share;
  }
  if (!(std::abs(sum - 1) < 1e-9)) throw ArgumentError("The shares of a margin must add up to 1.");
  for (const int cell : margin.cell) {
    if (cell < 0 || static_cast<std::size_t>(cell) >= margin.shares.size()) {
      throw ArgumentError("A respondent is in no cell of a margin.");
    }
  }
}

void check_rake(const std::vector<Margin>& margins, const RakeRules& rules) {
  if (margins.empty() || margins[0].cell.empty()) {
    throw ArgumentError("Raking needs a margin and a respondent.");
  }
  for (const auto& margin : margins) check_margin(margin, margins[0].cell.size());
  if (!(rules.low >= 0 && rules.low < 1 && rules.high > 1)) {
    throw ArgumentError("The bounds of weights must hold 1 between them.");
  }
  if (rules.max_iterations < 1 || !(rules.tolerance > 0)) {
    throw ArgumentError("Raking needs an iteration and a tolerance.");
  }
}

Problem make_problem(const std::vector<Margin>& margins) {
  Problem problem;
  problem.n = static_cast<double>(margins[0].cell.size());
  for (const auto& margin : margins) {
    problem.first.push_back(problem.shares.size());
    problem.shares.insert(problem.shares.end(), margin.shares.begin(), margin.shares.end());
  }
  problem.first.push_back(problem.shares.size());
  std::map<std::vector<std::size_t>, std::size_t> known;
  std::vector<std::size_t> cells(margins.size());
  for (std::size_t row = 0; row < margins[0].cell.size(); ++row) {
    for (std::size_t m = 0; m < margins.size(); ++m) {
      cells[m] = problem.first[m] + static_cast<std::size_t>(margins[m].cell[row]);
    }
    const auto found = known.try_emplace(cells, problem.patterns.size()).first;
    if (found->second == problem.patterns.size()) problem.patterns.push_back({cells, 0});
    problem.patterns[found->second].n += 1;
    problem.pattern_of.push_back(found->second);
  }
  return problem;
}

// Does a cell of the pattern have share 0?
bool is_excluded(const Problem& problem, const Pattern& pattern) {
  return std::any_of(pattern.cells.begin(), pattern.cells.end(),
                     [&](std::size_t cell) { return problem.shares[cell] <= 0; });
}

State evaluate(const Problem& problem, const RakeRules& rules, arma::vec parameters) {
  State state{std::move(parameters), {}, arma::vec(problem.shares.size(), arma::fill::zeros), 0};
  state.weights.reserve(problem.patterns.size());
  for (const auto& pattern : problem.patterns) {
    double weight = 0;
    if (!is_excluded(problem, pattern)) {
      double score = 0;
      for (const auto cell : pattern.cells) score += state.parameters(cell);
      weight = std::clamp(std::exp(std::min(score, 700.0)), rules.low, rules.high);
      // The integral of the weight over the score: weight * (score - log(weight)) beyond a bound.
      const double beyond = weight > 0 ? score - std::log(weight) : 0;
      state.objective += pattern.n * weight * (1 + beyond);
    }
    state.weights.push_back(weight);
    for (const auto cell : pattern.cells) state.totals(cell) += pattern.n * weight;
  }
  for (std::size_t i = 0; i < problem.shares.size(); ++i) {
    state.objective -= state.parameters(i) * problem.shares[i] * problem.n;
  }
  return state;
}

// What the totals lack.
arma::vec lacking(const Problem& problem, const State& state) {
  return arma::vec(problem.shares) * problem.n - state.totals;
}

// How the totals change with the parameters.
arma::mat slope(const Problem& problem, const RakeRules& rules, const State& state) {
  arma::mat slope(problem.shares.size(), problem.shares.size(), arma::fill::zeros);
  for (std::size_t i = 0; i < problem.patterns.size(); ++i) {
    const double weight = state.weights[i];
    if (weight <= rules.low || weight >= rules.high) continue;
    for (const auto row : problem.patterns[i].cells) {
      for (const auto column : problem.patterns[i].cells) {
        slope(row, column) += problem.patterns[i].n * weight;
      }
    }
  }
  return slope;
}

arma::vec respondents_of(const Problem& problem) {
  arma::vec n(problem.shares.size(), arma::fill::zeros);
  for (const auto& pattern : problem.patterns) {
    for (const auto cell : pattern.cells) n(cell) += pattern.n;
  }
  return n;
}

// One Newton step, damped (Levenberg and Marquardt) until the objective falls; false when it does
// not.
bool step(const Problem& problem, const RakeRules& rules, double& damping, State& state) {
  const arma::mat curve = slope(problem, rules, state);
  const arma::vec gap = lacking(problem, state);
  const arma::vec scale = arma::clamp(respondents_of(problem), 1, problem.n);
  const double slack = 1e-13 * (std::abs(state.objective) + problem.n);
  for (; damping < 1e10; damping *= 10) {
    arma::vec move;
    const arma::mat damped = curve + damping * arma::diagmat(scale);
    if (!arma::solve(move, damped, gap, arma::solve_opts::likely_sympd)) continue;
    State next = evaluate(problem, rules, state.parameters + move);
    if (next.objective <= state.objective - 1e-4 * arma::dot(move, gap) + slack) {
      state = std::move(next);
      damping = std::max(damping / 100, 1e-10);
      return true;
    }
  }
  return false;
}

Raked about(RakeEnd end, const Problem& problem, std::size_t cell, Raked raked) {
  raked.end = end;
  while (problem.first[raked.margin + 1] <= cell) ++raked.margin;
  raked.cell = cell - problem.first[raked.margin];
  return raked;
}

// A cell that no weights within the bounds can fill, whatever the other margins ask.
std::optional<Raked> impossible(const Problem& problem, const RakeRules& rules) {
  arma::vec able(problem.shares.size(), arma::fill::zeros);
  for (const auto& pattern : problem.patterns) {
    if (is_excluded(problem, pattern)) continue;
    for (const auto cell : pattern.cells) able(cell) += pattern.n;
  }
  const arma::vec n = respondents_of(problem);
  for (std::size_t i = 0; i < problem.shares.size(); ++i) {
    const double wanted = problem.shares[i] * problem.n;
    if (wanted > 0 && able(i) <= 0) return about(RakeEnd::empty, problem, i, {});
    if (wanted < rules.low * n(i) * (1 - 1e-12) || wanted > rules.high * able(i) * (1 + 1e-12)) {
      return about(RakeEnd::bounds, problem, i, {});
    }
  }
  return std::nullopt;
}

}  // namespace

Raked rake(const std::vector<Margin>& margins, const RakeRules& rules) {
  check_rake(margins, rules);
  const Problem problem = make_problem(margins);
  if (const auto found = impossible(problem, rules)) return *found;
  State state = evaluate(problem, rules, arma::vec(problem.shares.size(), arma::fill::zeros));
  Raked raked;
  double damping = 1e-8;
  const auto off = [&]() -> arma::vec { return arma::abs(lacking(problem, state)) / problem.n; };
  while (off().max() > rules.tolerance && raked.iterations < rules.max_iterations) {
    if (!step(problem, rules, damping, state)) break;
    ++raked.iterations;
  }
  const arma::vec deviations = off();
  raked.deviation = deviations.max();
  if (!(raked.deviation <= rules.tolerance)) {
    return about(RakeEnd::not_converged, problem, deviations.index_max(), raked);
  }
  double sum = 0;
  for (std::size_t i = 0; i < state.weights.size(); ++i) {
    sum += state.weights[i] * problem.patterns[i].n;
  }
  for (const auto pattern : problem.pattern_of) {
    raked.weights.push_back(state.weights[pattern] * problem.n / sum);
  }
  return raked;
}

std::vector<double> trim_weights(View<double> weights, double low, double high) {
  std::vector<double> trimmed(weights.begin(), weights.end());
  if (trimmed.empty()) return trimmed;
  const double sum = std::accumulate(trimmed.begin(), trimmed.end(), 0.0);
  const auto n = static_cast<double>(trimmed.size());
  if (!(low * n <= sum && sum <= high * n)) {
    throw ArgumentError("The limits must hold the mean weight between them.");
  }
  const auto cut = [&](double move) {
    double total = 0;
    for (std::size_t i = 0; i < trimmed.size(); ++i) {
      trimmed[i] = std::clamp(weights[i] + move, low, high);
      total += trimmed[i];
    }
    return total;
  };
  // The sum grows with the move: halve the range that holds the right one.
  const auto ends = std::minmax_element(weights.begin(), weights.end());
  double down = low - *ends.second;
  double up = std::min(high, sum) - *ends.first;
  for (int i = 0; i < 200 && down < up; ++i) {
    const double middle = down + (up - down) / 2;
    if (middle <= down || middle >= up) break;
    (cut(middle) < sum ? down : up) = middle;
  }
  cut(up);
  return trimmed;
}

}  // namespace tendensen
