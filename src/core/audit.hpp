// Can printed percentages come from respondents at all? Rounding is never taken for an error: the
// bounds are those of the rounding intervals, added up exactly.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "range.hpp"
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

// Exact arithmetic on rounding intervals, in units of half of 10^-max_digits percent.
using Shares = Range<std::int64_t>;
inline constexpr std::int64_t half_units_of_100 = 200'000'000;
std::int64_t half_units(const Printed& printed);
Shares shares_printed_as(const Printed& printed);

// A net, or a single option outside any net. Throws ArgumentError when nets share options.
struct Block {
  std::vector<std::size_t> options;
  std::optional<std::size_t> net;
};
std::vector<Block> blocks_of(const PrintedColumn& column);

// Why a printed column cannot come from any respondents, whatever their number; empty when it can.
// `levels` and `nets` say which printed cells the reason concerns.
struct Impossible {
  std::string
      rule;  // exclusive_sum, net_parts, or subset (one part, others unknown, exceeds its net)
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

// Nets that together hold every option once add up to 100. The reason when the printed ones cannot;
// empty when they can, or leave an option out.
std::string nets_sum(const PrintedColumn& column);

// Two printed numbers for one quantity: the reason when they cannot be the same number.
std::string printed_twice(const Printed& first, const Printed& second);

// A whole lies between the smallest and the largest of its groups: the reason when it cannot.
std::string bracket(const Printed& whole, const std::vector<Printed>& groups);

}  // namespace tendensen
