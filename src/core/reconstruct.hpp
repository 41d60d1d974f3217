// Respondents that reproduce printed percentages.
//
// A printed percentage p (half up, d digits) of a base m allows the counts in
// counts_printed_as(p, m, d). These routines find counts inside those ranges and deal them out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "random.hpp"
#include "rounding.hpp"

namespace tendensen {

// A percentage as printed: `units` of 10^-digits percent.
struct Printed {
  std::int64_t units;
  int digits;
};

// A net of exclusive options and what was printed for it.
struct PrintedNet {
  std::vector<int> options;  // positions, from 0
  Printed printed;
};

// One printed column of a single-choice question.
struct PrintedColumn {
  std::vector<std::optional<Printed>> levels;  // one an option; empty where nothing was printed
  std::vector<PrintedNet> nets;                // no option in two nets
};

// Why a printed column cannot come from any respondents, whatever their number; empty when it can.
// `levels` and `nets` say which printed cells the reason concerns.
struct Impossible {
  std::string reason;
  bool levels = false;
  std::vector<int> nets;
};

// Real shares inside the rounding intervals, adding up to 100, with every net the sum of its
// parts: when there are none, the column is impossible.
std::vector<Impossible> impossible_column(const PrintedColumn& column);

// Printed sum of a multiple-choice column against what `max_picks` picks each allow.
struct PickSum {
  double printed;      // percent
  double least;        // the smallest sum that prints so
  double allowed;      // 100 * max_picks
  std::string reason;  // empty when the picks suffice
};
PickSum pick_sum(const std::vector<Printed>& levels, int max_picks);

struct SingleSolution {
  std::int64_t base;                 // respondents who answered, <= n
  std::vector<std::int64_t> counts;  // one an option; sums to `base`
  bool exact;                        // every printed cell is reproduced
};

// The largest base <= n with exact counts; without any (the column is impossible), base n and
// the counts nearest to the ranges in total, changing as few cells as it takes.
SingleSolution solve_single(const PrintedColumn& column, std::int64_t n);

struct MultipleSolution {
  std::vector<std::int64_t> counts;  // one an option
  std::int64_t excess;               // picks beyond n * max_picks, as few as the ranges allow
};

// `max_picks` 0: no maximum. Options without a printed value get no pick.
MultipleSolution solve_multiple(const std::vector<std::optional<Printed>>& levels, std::int64_t n,
                                int max_picks);

// `n` codes in random order: option i + 1 as often as counts[i], the rest `rest`.
std::vector<int> deal_single(const std::vector<std::int64_t>& counts, std::int64_t n, int rest,
                             Random& random);

// `n` sets of options, a bit an option (62 at most): option i in counts[i] of them, every
// respondent with as many picks as any other, or one more. Contract: 0 <= counts[i] <= n.
std::vector<std::uint64_t> deal_multiple(const std::vector<std::int64_t>& counts, std::int64_t n,
                                         Random& random);

}  // namespace tendensen
