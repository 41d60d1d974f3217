// Counts of a question, for all groups and options in one pass over its columns.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "view.hpp"

namespace tendensen {

// Who a percentage is of. `mentions` (multiple choice only) is of ticks, not of respondents.
enum class Base { answered, asked, all, mentions };

struct Tally {
  std::int64_t n = 0;   // respondents
  double weighted = 0;  // sum of their weights; 0 without weights
};

// Which group each respondent is in: 0 .. n_groups - 1, one value a respondent.
struct Groups {
  View<int> index;
  int n_groups = 1;
};

class Counts {
 public:
  Counts(int n_groups, int n_options);

  int n_groups() const { return n_groups_; }
  int n_options() const { return n_options_; }

  const Tally& option(int group, int option) const { return cells_[cell(group, option)]; }
  // `kind` is a position in missing_names; plain NA counts as not_asked.
  const Tally& missing(int group, int kind) const { return cells_[cell(group, n_options_ + kind)]; }
  Tally base(int group, Base base) const;

 private:
  friend class Counter;

  std::size_t cell(int group, int slot) const {
    return static_cast<std::size_t>(group) * n_slots_ + static_cast<std::size_t>(slot);
  }

  int n_groups_;
  int n_options_;
  std::size_t n_slots_;  // options, kinds of missing, and one for respondents who answered
  std::vector<Tally> cells_;
};

// Single choice: codes 1..n_options, or a kind of missing. `weights` is empty, or one finite
// weight >= 0 a respondent. The result does not depend on `n_threads`.
Counts count_single(View<int> column, int n_options, const Groups& groups, View<double> weights,
                    unsigned n_threads);

// Multiple choice: bit i of column c is option 31 * c + i. A kind of missing stands in all columns,
// of which there are as many as the options need.
Counts count_multiple(const std::vector<View<int>>& columns, int n_options, const Groups& groups,
                      View<double> weights, unsigned n_threads);

inline constexpr std::size_t options_a_column = 31;

// Throws ArgumentError unless the columns have one length and are as many as the options need.
void check_bit_columns(const std::vector<View<int>>& columns, std::size_t n_options);

// Throws ArgumentError: what stands in a row is no option of the question.
[[noreturn]] void refuse_code(int code, std::size_t row);

// Calls `pick` with each option, from 0, that a respondent ticked. Contract: the columns are
// checked, and the first has no kind of missing in this row.
template <typename Pick>
void for_each_pick(const std::vector<View<int>>& columns, std::size_t n_options, std::size_t row,
                   const Pick& pick) {
  std::size_t first = 0;
  for (const auto& column : columns) {
    if (column[row] < 0) refuse_code(column[row], row);
    auto picks = static_cast<unsigned>(column[row]);
    for (std::size_t option = first; picks != 0; picks >>= 1U, ++option) {
      if ((picks & 1U) == 0) continue;
      if (option >= n_options) refuse_code(column[row], row);
      pick(option);
    }
    first += options_a_column;
  }
}

}  // namespace tendensen
