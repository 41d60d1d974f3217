// Respondents that reproduce printed percentages.
//
// A printed percentage p (half up, d digits) of a base m allows the counts in
// counts_printed_as(p, m, d). These routines find counts inside those ranges and deal them out.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "audit.hpp"
#include "random.hpp"

namespace tendensen {

struct SingleSolution {
  std::int64_t base;                 // respondents who answered, <= n
  std::vector<std::int64_t> counts;  // one an option; sums to `base`
  bool exact;                        // every printed cell is reproduced
};

// The largest base <= n with counts that print as the column, leaving out the nets that contradict
// their parts; `exact` is false when one was left out. Where no base has such counts, base n and
// the counts nearest to the ranges in total, changing as few cells as it takes. Throws
// ArgumentError without options or respondents.
SingleSolution solve_single(const PrintedColumn& column, std::int64_t n);

struct MultipleSolution {
  std::vector<std::int64_t> counts;  // one an option
  std::int64_t excess;               // picks beyond n * max_picks, as few as the ranges allow
};

// `max_picks` 0: no maximum. Options without a printed value get no pick.
MultipleSolution solve_multiple(const std::vector<std::optional<Printed>>& levels, std::int64_t n,
                                int max_picks);

// `n` codes in random order: option i + 1 as often as counts[i], the rest `rest`. Throws
// ArgumentError for negative counts, and for more than n in total.
std::vector<int> deal_single(const std::vector<std::int64_t>& counts, std::int64_t n, int rest,
                             Random& random);

// `n` sets of options, a bit an option (62 at most): option i in counts[i] of them, every
// respondent with as many picks as any other, or one more. Contract: 0 <= counts[i] <= n.
std::vector<std::uint64_t> deal_multiple(const std::vector<std::int64_t>& counts, std::int64_t n,
                                         Random& random);

}  // namespace tendensen
