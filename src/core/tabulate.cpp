#include "tabulate.hpp"

#include <cmath>
#include <numeric>
#include <string>

#include "error.hpp"
#include "missing.hpp"
#include "parallel.hpp"

namespace tendensen {

namespace {

// Rows a task; a constant, so that sums of weights are the same for any number of threads.
constexpr std::size_t rows_a_task = std::size_t{1} << 16;
// A table larger than this is filled by one task: copies of it would cost more than they save.
constexpr std::size_t cells_to_share = std::size_t{1} << 16;

void check_sizes(std::size_t n_rows, const Groups& groups, View<double> weights) {
  if (groups.index.size() != n_rows) {
    throw ArgumentError("The groups are of " + std::to_string(groups.index.size()) +
                        " respondents, the column of " + std::to_string(n_rows) + ".");
  }
  if (!weights.empty() && weights.size() != n_rows) {
    throw ArgumentError("There are " + std::to_string(weights.size()) + " weights for " +
                        std::to_string(n_rows) + " respondents.");
  }
}

}  // namespace

void refuse_code(int code, std::size_t row) {
  throw ArgumentError("Code " + std::to_string(code) + " of respondent " + std::to_string(row + 1) +
                      " is not in the option list.");
}

void check_bit_columns(const std::vector<View<int>>& columns, std::size_t n_options) {
  const std::size_t needed = n_options == 0 ? 1 : (n_options - 1) / options_a_column + 1;
  if (columns.size() != needed) {
    throw ArgumentError("A multiple-choice question with " + std::to_string(n_options) +
                        " options has " + std::to_string(needed) + " columns of bits, not " +
                        std::to_string(columns.size()) + ".");
  }
  for (const auto& column : columns) {
    if (column.size() != columns[0].size()) {
      throw ArgumentError("The columns of a multiple-choice question differ in length.");
    }
  }
}

Counts::Counts(int n_groups, int n_options)
    : n_groups_(n_groups),
      n_options_(n_options),
      n_slots_(static_cast<std::size_t>(n_options + n_missing_kinds + 1)),
      cells_(static_cast<std::size_t>(n_groups) * n_slots_) {}

Tally Counts::base(int group, Base base) const {
  Tally total;
  const auto add = [&](const Tally& part) {
    total.n += part.n;
    total.weighted += part.weighted;
  };
  if (base == Base::mentions) {
    for (int i = 0; i < n_options_; ++i) add(option(group, i));
    return total;
  }
  add(cells_[cell(group, n_options_ + n_missing_kinds)]);
  for (int kind = 0; kind < n_missing_kinds && base != Base::answered; ++kind) {
    if (base == Base::all || was_asked(-kind - 1)) add(missing(group, kind));
  }
  return total;
}

// Fills a table from a range of rows. `Question` says which options a row adds to.
class Counter {
 public:
  Counter(const Groups& groups, View<double> weights) : groups_(groups), weights_(weights) {}

  template <typename Question>
  Counts count(const Question& question, std::size_t n_rows, unsigned n_threads) const {
    check_sizes(n_rows, groups_, weights_);
    Counts total(groups_.n_groups, question.n_options);
    const bool share = total.cells_.size() <= cells_to_share;
    const std::size_t step = share ? rows_a_task : n_rows;
    const std::size_t n_tasks = n_rows == 0 ? 0 : (n_rows + step - 1) / step;
    std::vector<Counts> parts(n_tasks, Counts(0, 0));
    parallel_for(n_tasks, n_threads, [&](std::size_t task) {
      Counts part(groups_.n_groups, question.n_options);
      fill(part, question, task * step, std::min(n_rows, (task + 1) * step));
      parts[task] = std::move(part);
    });
    for (const auto& part : parts) add(total, part);
    return total;
  }

 private:
  template <typename Question>
  void fill(Counts& counts, const Question& question, std::size_t begin, std::size_t end) const {
    for (std::size_t row = begin; row < end; ++row) {
      const int group = groups_.index[row];
      if (group < 0 || group >= groups_.n_groups) {
        throw ArgumentError("Respondent " + std::to_string(row + 1) + " is in no group.");
      }
      Tally* const cells = &counts.cells_[counts.cell(group, 0)];
      const double weight = weights_.empty() ? 0 : weights_[row];
      const auto tick = [&](int slot) {
        ++cells[slot].n;
        cells[slot].weighted += weight;
      };
      const int code = question.code(row);
      if (!is_missing(code)) {
        question.tick_options(row, tick);
        tick(question.n_options + n_missing_kinds);
      } else if (is_missing_code(code)) {
        question.check_missing(row);
        tick(question.n_options + missing_index(code));
      } else {
        refuse_code(code, row);
      }
    }
  }

  static void add(Counts& total, const Counts& part) {
    for (std::size_t i = 0; i < total.cells_.size(); ++i) {
      total.cells_[i].n += part.cells_[i].n;
      total.cells_[i].weighted += part.cells_[i].weighted;
    }
  }

  const Groups& groups_;
  View<double> weights_;
};

namespace {

struct SingleChoice {
  View<int> column;
  int n_options;

  int code(std::size_t row) const { return column[row]; }

  template <typename Tick>
  void tick_options(std::size_t row, const Tick& tick) const {
    const int code = column[row];
    if (code < 1 || code > n_options) refuse_code(code, row);
    tick(code - 1);
  }

  void check_missing(std::size_t) const {}
};

struct MultipleChoice {
  const std::vector<View<int>>& columns;
  int n_options;

  int code(std::size_t row) const { return columns[0][row]; }

  template <typename Tick>
  void tick_options(std::size_t row, const Tick& tick) const {
    for_each_pick(columns, static_cast<std::size_t>(n_options), row,
                  [&](std::size_t option) { tick(static_cast<int>(option)); });
  }

  // A kind of missing stands in all columns.
  void check_missing(std::size_t row) const {
    for (const auto& column : columns) {
      if (!is_missing(column[row])) refuse_code(column[row], row);
    }
  }
};

}  // namespace

Counts count_single(View<int> column, int n_options, const Groups& groups, View<double> weights,
                    unsigned n_threads) {
  return Counter(groups, weights).count(SingleChoice{column, n_options}, column.size(), n_threads);
}

Counts count_multiple(const std::vector<View<int>>& columns, int n_options, const Groups& groups,
                      View<double> weights, unsigned n_threads) {
  check_bit_columns(columns, static_cast<std::size_t>(n_options));
  return Counter(groups, weights)
      .count(MultipleChoice{columns, n_options}, columns[0].size(), n_threads);
}

}  // namespace tendensen
