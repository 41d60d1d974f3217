#include "recode.hpp"

#include <algorithm>

#include "error.hpp"
#include "missing.hpp"
#include "tabulate.hpp"
#include "text.hpp"

namespace tendensen {

namespace {

// Position in `values`, appended when new.
int intern(std::vector<std::string>& values, const std::string& value) {
  const auto found = std::find(values.begin(), values.end(), value);
  const auto position = static_cast<int>(found - values.begin());
  if (found == values.end()) values.push_back(value);
  return position;
}

void refuse(const std::string& problem, const std::vector<std::string>& codes) {
  if (!codes.empty()) throw RecodeError(problem + ": " + quoted_list(codes) + ".");
}

}  // namespace

RecodeTable recode_table(const std::vector<std::string>& codes,
                         const std::vector<RecodeRule>& rules) {
  RecodeTable table{{}, std::vector<int>(codes.size(), -1)};
  std::vector<std::string> unknown;
  std::vector<std::string> twice;
  for (const auto& rule : rules) {
    const auto found = std::find(codes.begin(), codes.end(), rule.from);
    if (found == codes.end()) {
      unknown.push_back(rule.from);
      continue;
    }
    int& target = table.target[static_cast<std::size_t>(found - codes.begin())];
    if (target != -1) twice.push_back(rule.from);
    target = intern(table.codes, rule.to);
  }
  std::vector<std::string> left_over;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    if (table.target[i] == -1) left_over.push_back(codes[i]);
  }
  refuse("The recode names codes that the question does not have", unknown);
  refuse("The recode maps codes more than once", twice);
  refuse("The recode leaves codes over", left_over);
  return table;
}

std::vector<int> recode_single(View<int> column, const RecodeTable& table) {
  std::vector<int> recoded;
  recoded.reserve(column.size());
  for (std::size_t row = 0; row < column.size(); ++row) {
    const int code = column[row];
    const auto option = static_cast<std::size_t>(code - 1);
    if (!is_missing(code) && option >= table.target.size()) refuse_code(code, row);
    recoded.push_back(is_missing(code) ? code : table.target[option] + 1);
  }
  return recoded;
}

std::vector<int> recode_multiple(const std::vector<View<int>>& columns, const RecodeTable& table) {
  if (table.codes.size() > options_a_column) {
    throw RecodeError("A multiple-choice question can be recoded to 31 nets at most, not " +
                      std::to_string(table.codes.size()) + ".");
  }
  check_bit_columns(columns, table.target.size());
  std::vector<int> recoded(columns[0].size(), 0);
  for (std::size_t row = 0; row < recoded.size(); ++row) {
    if (is_missing(columns[0][row])) {
      recoded[row] = columns[0][row];
    } else {
      for_each_pick(columns, table.target.size(), row,
                    [&](std::size_t option) { recoded[row] |= 1 << table.target[option]; });
    }
  }
  return recoded;
}

}  // namespace tendensen
