// Percentages rounded exactly, from integer counts.
//
// A rounded percentage is an integer number of units of 10^-digits percent: 47.3 with one digit
// is 473. Contract throughout: 0 <= count <= base <= max_base, 0 <= digits <= max_digits.
#pragma once

#include <cstdint>
#include <vector>

namespace tendensen {

enum class Rounding { half_up, half_even, largest_remainder };

inline constexpr int max_digits = 6;
inline constexpr std::int64_t max_base = 10'000'000'000;  // 200 * 10^max_digits * base fits

// One cell, half up or half even.
std::int64_t round_percent(std::int64_t count, std::int64_t base, int digits, Rounding rounding);

// All cells of a table. `largest_remainder` (Hamilton's method; ties to the earlier cell) makes
// them sum to exactly 100 and so needs counts that sum to the base.
std::vector<std::int64_t> round_percents(const std::vector<std::int64_t>& counts, std::int64_t base,
                                         int digits, Rounding rounding);

// The integer counts that print as a value; none when low > high.
struct CountRange {
  std::int64_t low;
  std::int64_t high;
  bool empty() const { return low > high; }
};

// Counts of `base` whose percentage, rounded half up, is `printed` units.
CountRange counts_printed_as(std::int64_t printed, std::int64_t base, int digits);

}  // namespace tendensen
