#include "rounding.hpp"

#include <algorithm>
#include <numeric>
#include <string>

#include "error.hpp"

namespace tendensen {

namespace {

std::int64_t units_of_100_percent(int digits) {
  std::int64_t units = 100;
  for (int i = 0; i < digits; ++i) units *= 10;
  return units;
}

void check_base(std::int64_t base, int digits) {
  if (base < 1 || base > max_base) {
    throw ArgumentError("`base` must be between 1 and " + std::to_string(max_base) + ", not " +
                        std::to_string(base) + ".");
  }
  if (digits < 0 || digits > max_digits) {
    throw ArgumentError("`digits` must be between 0 and " + std::to_string(max_digits) + ", not " +
                        std::to_string(digits) + ".");
  }
}

void check_count(std::int64_t count, std::int64_t base) {
  if (count < 0 || count > base) {
    throw ArgumentError("A count must be between 0 and its base, not " + std::to_string(count) +
                        " of " + std::to_string(base) + ".");
  }
}

// Contract: b > 0.
std::int64_t ceiling_divide(std::int64_t a, std::int64_t b) { return a / b + (a % b > 0 ? 1 : 0); }

std::vector<std::int64_t> largest_remainder(const std::vector<std::int64_t>& counts,
                                            std::int64_t base, std::int64_t units) {
  if (std::accumulate(counts.begin(), counts.end(), std::int64_t{0}) != base) {
    throw ArgumentError(
        "`largest_remainder` needs exclusive answers: counts that sum to the base.");
  }
  std::vector<std::int64_t> rounded;
  std::int64_t left = units;
  for (const auto count : counts) {
    rounded.push_back(count * units / base);
    left -= rounded.back();
  }
  std::vector<std::size_t> order(counts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return counts[a] * units % base > counts[b] * units % base;
  });
  for (std::size_t i = 0; left > 0; ++i, --left) ++rounded[order[i]];
  return rounded;
}

}  // namespace

std::int64_t round_percent(std::int64_t count, std::int64_t base, int digits, Rounding rounding) {
  check_base(base, digits);
  check_count(count, base);
  const std::int64_t scaled = count * units_of_100_percent(digits);
  const std::int64_t whole = scaled / base;
  const std::int64_t twice_rest = 2 * (scaled % base);
  const bool up = twice_rest > base ||
                  (twice_rest == base && (rounding != Rounding::half_even || whole % 2 == 1));
  return whole + (up ? 1 : 0);
}

std::vector<std::int64_t> round_percents(const std::vector<std::int64_t>& counts, std::int64_t base,
                                         int digits, Rounding rounding) {
  check_base(base, digits);
  for (const auto count : counts) check_count(count, base);
  if (rounding == Rounding::largest_remainder) {
    return largest_remainder(counts, base, units_of_100_percent(digits));
  }
  std::vector<std::int64_t> rounded;
  for (const auto count : counts) rounded.push_back(round_percent(count, base, digits, rounding));
  return rounded;
}

CountRange counts_printed_as(std::int64_t printed, std::int64_t base, int digits) {
  check_base(base, digits);
  const std::int64_t units = units_of_100_percent(digits);
  if (printed < 0 || printed > units) return {1, 0};
  // printed - 1/2 <= units * count / base < printed + 1/2
  const std::int64_t low = ceiling_divide((2 * printed - 1) * base, 2 * units);
  const std::int64_t high = ceiling_divide((2 * printed + 1) * base, 2 * units) - 1;
  return {std::max<std::int64_t>(low, 0), std::min(high, base)};
}

}  // namespace tendensen
