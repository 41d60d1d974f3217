#include "reconstruct.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "error.hpp"

namespace tendensen {

namespace {

struct Cells {
  std::vector<CountRange> ranges;  // what `own` and `parts` both allow
  std::vector<double> targets;
  std::vector<CountRange> own;      // what was printed for the cell itself
  std::vector<CountRange> parts{};  // of a net: what its parts add up to

  std::size_t size() const { return ranges.size(); }
};

double target(const Printed& printed, std::int64_t base) {
  return static_cast<double>(half_units(printed)) / static_cast<double>(half_units_of_100) *
         static_cast<double>(base);
}

CountRange range_of(const std::optional<Printed>& printed, std::int64_t base) {
  return printed ? counts_printed_as(printed->units, base, printed->digits) : CountRange{0, base};
}

std::int64_t sum_of(const std::vector<std::int64_t>& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
}

// The cell whose count can step by `step` within its range and lies furthest behind its target.
std::size_t most_behind(const std::vector<std::int64_t>& counts, const Cells& cells,
                        std::int64_t step) {
  std::size_t best = counts.size();
  double most = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const std::int64_t next = counts[i] + step;
    if (next < cells.ranges[i].low || next > cells.ranges[i].high) continue;
    const double behind =
        static_cast<double>(step) * (cells.targets[i] - static_cast<double>(counts[i]));
    if (best == counts.size() || behind > most) {
      best = i;
      most = behind;
    }
  }
  return best;
}

// How many printed numbers a count of this cell would miss.
int misses(const Cells& cells, std::size_t cell, std::int64_t count) {
  const auto outside = [&](const CountRange& range) {
    return count < range.low || count > range.high;
  };
  return outside(cells.own[cell]) + (cells.parts.empty() ? 0 : outside(cells.parts[cell]));
}

// The cell to step out of its range: where the fewest printed numbers are missed; then one that is
// out already; then the largest.
std::size_t least_missed(const std::vector<std::int64_t>& counts, const Cells& cells,
                         std::int64_t step) {
  std::size_t best = counts.size();
  const auto worse = [&](std::size_t a, std::size_t b) {
    const int cost_a = misses(cells, a, counts[a] + step);
    const int cost_b = misses(cells, b, counts[b] + step);
    if (cost_a != cost_b) return cost_a > cost_b;
    const bool out_a = misses(cells, a, counts[a]) > 0;
    const bool out_b = misses(cells, b, counts[b]) > 0;
    if (out_a != out_b) return out_b;
    return counts[a] < counts[b];
  };
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] + step >= 0 && (best == counts.size() || worse(best, i))) best = i;
  }
  return best;
}

// Counts that add up to `total`: inside the ranges when that can be done; else with the difference
// where it misses the fewest printed numbers. Contract: total >= 0.
std::vector<std::int64_t> allocate(const Cells& cells, std::int64_t total) {
  std::vector<std::int64_t> counts(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto& range = cells.ranges[i];
    const auto wish = static_cast<std::int64_t>(std::llround(std::max(0.0, cells.targets[i])));
    // An empty range has its ends crossed; its upper end is the nearest count below.
    counts[i] = std::clamp(wish, std::min(range.low, range.high), std::max(range.low, range.high));
  }
  for (std::int64_t left = total - sum_of(counts); left != 0;) {
    const std::int64_t step = left > 0 ? 1 : -1;
    std::size_t cell = most_behind(counts, cells, step);
    if (cell == counts.size()) cell = least_missed(counts, cells, step);
    counts[cell] += step;
    left -= step;
  }
  return counts;
}

// Targets for what was not printed: an equal part of what the printed cells leave over.
void share_rest(Cells& cells, const std::vector<bool>& printed, std::int64_t total) {
  const auto n_open = std::count(printed.begin(), printed.end(), false);
  double rest = static_cast<double>(total);
  for (std::size_t i = 0; i < cells.size(); ++i) rest -= printed[i] ? cells.targets[i] : 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (!printed[i]) cells.targets[i] = std::max(0.0, rest) / static_cast<double>(n_open);
  }
}

Cells option_cells(const PrintedColumn& column, const Block& block, std::int64_t base,
                   std::int64_t total) {
  Cells cells;
  std::vector<bool> printed;
  for (const auto i : block.options) {
    const auto& level = column.levels[i];
    cells.ranges.push_back(range_of(level, base));
    cells.targets.push_back(level ? target(*level, base) : 0);
    printed.push_back(level.has_value());
  }
  cells.own = cells.ranges;
  share_rest(cells, printed, total);
  return cells;
}

Cells block_cells(const PrintedColumn& column, const std::vector<Block>& blocks,
                  std::int64_t base) {
  Cells cells;
  std::vector<bool> printed;
  for (const auto& block : blocks) {
    CountRange range{0, 0};
    double wish = 0;
    bool known = true;
    bool possible = true;
    for (const auto i : block.options) {
      const CountRange part = range_of(column.levels[i], base);
      range = {range.low + part.low, range.high + part.high};
      possible = possible && !part.empty();
      wish += column.levels[i] ? target(*column.levels[i], base) : 0;
      known = known && column.levels[i];
    }
    cells.parts.push_back(range);
    CountRange own{0, base};
    if (block.net) {
      const Printed& net = column.nets[*block.net].printed;
      own = range_of(net, base);
      wish = target(net, base);
    }
    cells.own.push_back(own);
    range = {std::max(range.low, own.low), std::min(range.high, own.high)};
    // An option that no count prints makes its block impossible.
    if (!possible) range = {std::max(range.low, range.high + 1), range.high};
    cells.ranges.push_back(range);
    cells.targets.push_back(wish);
    printed.push_back(known || block.net);
  }
  share_rest(cells, printed, base);
  return cells;
}

bool feasible(const Cells& cells, std::int64_t total) {
  std::int64_t low = 0;
  std::int64_t high = 0;
  for (const auto& range : cells.ranges) {
    if (range.empty()) return false;
    low += range.low;
    high += range.high;
  }
  return low <= total && total <= high;
}

std::vector<std::int64_t> allocate_column(const PrintedColumn& column,
                                          const std::vector<Block>& blocks, const Cells& cells,
                                          std::int64_t base) {
  std::vector<std::int64_t> counts(column.levels.size());
  const auto totals = allocate(cells, base);
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    const auto parts = allocate(option_cells(column, blocks[b], base, totals[b]), totals[b]);
    for (std::size_t i = 0; i < parts.size(); ++i) counts[blocks[b].options[i]] = parts[i];
  }
  return counts;
}

PrintedColumn without_nets(PrintedColumn column, const std::vector<Impossible>& impossible) {
  std::vector<bool> drop(column.nets.size(), false);
  for (const auto& found : impossible) {
    for (const int net : found.levels ? std::vector<int>{} : found.nets) {
      drop[static_cast<std::size_t>(net)] = true;
    }
  }
  std::vector<PrintedNet> kept;
  for (std::size_t i = 0; i < drop.size(); ++i) {
    if (!drop[i]) kept.push_back(column.nets[i]);
  }
  column.nets = std::move(kept);
  return column;
}

}  // namespace

SingleSolution solve_single(const PrintedColumn& printed, std::int64_t n) {
  if (n < 1) throw ArgumentError("A group needs at least one respondent.");
  if (printed.levels.empty()) throw ArgumentError("A printed column needs at least one option.");
  const auto impossible = impossible_column(printed);
  const PrintedColumn column = without_nets(printed, impossible);
  const auto blocks = blocks_of(column);
  for (std::int64_t base = n; base >= 1; --base) {
    const Cells cells = block_cells(column, blocks, base);
    if (feasible(cells, base)) {
      return {base, allocate_column(column, blocks, cells, base), impossible.empty()};
    }
  }
  return {n, allocate_column(column, blocks, block_cells(column, blocks, n), n), false};
}

MultipleSolution solve_multiple(const std::vector<std::optional<Printed>>& levels, std::int64_t n,
                                int max_picks) {
  if (n < 1) throw ArgumentError("A group needs at least one respondent.");
  Cells cells;
  MultipleSolution solution{{}, 0};
  for (const auto& level : levels) {
    cells.ranges.push_back(level ? range_of(level, n) : CountRange{0, 0});
    cells.targets.push_back(level ? target(*level, n) : 0);
    const auto& range = cells.ranges.back();
    const auto wish = static_cast<std::int64_t>(std::llround(cells.targets.back()));
    solution.counts.push_back(
        std::clamp(wish, std::min(range.low, range.high), std::max(range.low, range.high)));
  }
  if (max_picks < 1) return solution;
  solution.excess = sum_of(solution.counts) - n * max_picks;
  while (solution.excess > 0) {
    const std::size_t option = most_behind(solution.counts, cells, -1);
    if (option == solution.counts.size()) break;
    --solution.counts[option];
    --solution.excess;
  }
  solution.excess = std::max<std::int64_t>(0, solution.excess);
  return solution;
}

std::vector<int> deal_single(const std::vector<std::int64_t>& counts, std::int64_t n, int rest,
                             Random& random) {
  std::vector<int> codes;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] < 0) throw ArgumentError("An option cannot have a negative number of answers.");
    if (counts[i] > n - static_cast<std::int64_t>(codes.size())) {
      throw ArgumentError("There are more answers than respondents.");
    }
    codes.insert(codes.end(), static_cast<std::size_t>(counts[i]), static_cast<int>(i) + 1);
  }
  codes.resize(static_cast<std::size_t>(n), rest);
  shuffle(codes, random);
  return codes;
}

namespace {

// A random option of a non-empty set.
std::uint64_t random_bit(std::uint64_t set, Random& random) {
  std::vector<std::uint64_t> bits;
  for (std::uint64_t bit = 1; bit != 0 && bit <= set; bit <<= 1U) {
    if ((set & bit) != 0) bits.push_back(bit);
  }
  return bits[random_index(random, bits.size())];
}

// Two respondents trade an option that only the one has for one that only the other has: every
// option's count and every respondent's number of picks stay as they are.
void trade(std::uint64_t& a, std::uint64_t& b, Random& random) {
  const std::uint64_t only_a = a & ~b;
  const std::uint64_t only_b = b & ~a;
  if (only_a == 0 || only_b == 0) return;
  const std::uint64_t from_a = random_bit(only_a, random);
  const std::uint64_t from_b = random_bit(only_b, random);
  a ^= from_a | from_b;
  b ^= from_a | from_b;
}

}  // namespace

std::vector<std::uint64_t> deal_multiple(const std::vector<std::int64_t>& counts, std::int64_t n,
                                         Random& random) {
  if (counts.size() > 62) throw ArgumentError("A question can have 62 options at most.");
  if (n < 1) throw ArgumentError("A group needs at least one respondent.");
  const auto n_rows = static_cast<std::size_t>(n);
  std::vector<std::uint64_t> picks(n_rows, 0);
  std::size_t row = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] < 0 || counts[i] > n) {
      throw ArgumentError("An option cannot have more picks than there are respondents.");
    }
    // Round and round: an option never meets a respondent twice, and the rows fill evenly.
    for (std::int64_t k = 0; k < counts[i]; ++k, row = (row + 1) % n_rows) {
      picks[row] |= std::uint64_t{1} << i;
    }
  }
  shuffle(picks, random);
  for (std::size_t k = 0; k < 10 * n_rows; ++k) {
    const std::size_t one = random_index(random, n_rows);
    const std::size_t other = random_index(random, n_rows);
    trade(picks[one], picks[other], random);
  }
  return picks;
}

}  // namespace tendensen
