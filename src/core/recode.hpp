// Recodes are lookup tables: every code of the question has a place in them, or they are refused.
#pragma once

#include <string>
#include <vector>

#include "view.hpp"

namespace tendensen {

struct RecodeRule {
  std::string from;
  std::string to;
};

struct RecodeTable {
  std::vector<std::string> codes;  // the new codes, in order of first mention
  std::vector<int> target;         // old option (0-based) -> new option (0-based)
};

// Throws RecodeError: codes left over, rules for codes that do not exist, codes mapped twice.
RecodeTable recode_table(const std::vector<std::string>& codes,
                         const std::vector<RecodeRule>& rules);

// A code per respondent; kinds of missing pass through. Throws ArgumentError for another code.
std::vector<int> recode_single(View<int> column, const RecodeTable& table);

// A bit an option, 31 options a column (see tabulate.hpp): a net is ticked when any of its parts
// is. Throws RecodeError for more than 31 nets, ArgumentError for columns that do not fit the
// table.
std::vector<int> recode_multiple(const std::vector<View<int>>& columns, const RecodeTable& table);

}  // namespace tendensen
