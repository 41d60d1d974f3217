// What an export says, found in the questionnaire: which column is which question, and which answer
// is which option. All texts are compared as bytes: the caller folds them first.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "view.hpp"

namespace tendensen {

// A name under which an export may have a column of the questionnaire. A lower tier is surer.
struct ColumnName {
  std::string key;
  int item = 0;     // from 0
  int option = -1;  // from 0, a column that is one option of multiple choice; -1: the whole item
  int tier = 0;     // 0: declared for this tool
};

struct ColumnMatch {
  int item = -1;  // -1: no column of the questionnaire
  int option = -1;
  int tier = 0;
  std::vector<int> rivals;  // other items that fit as well; then the match is nobody's to choose
};

// One match a column. `keys`: what the column is called, the most telling first. A declared name
// goes before all others; then the first key that is a name at all; then the lowest tier.
std::vector<ColumnMatch> match_columns(const std::vector<std::vector<std::string>>& keys,
                                       const std::vector<ColumnName>& names);

// A text that stands for an option: code or label. A lower tier is surer.
struct OptionName {
  std::string text;
  int value = 0;  // position of the option from 1, or the code of a kind of missing
  int tier = 0;
};

class OptionNames {
 public:
  explicit OptionNames(const std::vector<OptionName>& names);

  enum class Found { no, yes, ambiguous };
  struct Match {
    Found found = Found::no;
    int value = 0;
  };

  Match find(std::string_view text) const;

  struct Part {
    Match match;
    std::string text;  // as it stands in the joined answer
  };
  // The answers that were joined by `separator`. An option may hold the separator itself: of all
  // ways to divide the text, the one that leaves the fewest bytes unmatched, and of those the one
  // with the fewest (so the longest) parts. Spaces around a part and empty parts do not count.
  std::vector<Part> split(std::string_view text, std::string_view separator) const;

 private:
  struct Entry {
    int tier = 0;
    Match match;
  };
  std::unordered_map<std::string, Entry> entries_;
  std::size_t longest_ = 0;
};

// What a column of one option says of a respondent.
enum class Tick : int { unknown = -1, no = 0, yes = 1 };

// A multiple-choice question of an export: what its columns say, and what is known beside it.
struct PickSource {
  std::vector<View<int>> ticks;  // a column an option: values of Tick
  View<int> shown;     // by the routing: 1, 0, or -1 where it cannot be told; empty: always shown
  View<int> complete;  // was the questionnaire sent: 1, 0, or -1 for unknown; empty: unknown
  bool marks_open = false;  // the file marks options that were seen and left open
};

struct Picks {
  std::vector<std::vector<int>>
      columns;                      // as a multiple-choice question has them: bits, or missing
  std::vector<std::size_t> untold;  // rows of which the file cannot tell why nothing is ticked
};

// Tells "nothing ticked" (0), "not shown" and "no answer" apart. An empty question that the routing
// skips was not shown. Shown and empty, it is no answer where the file marks open options, and
// nothing ticked where it does not and the questionnaire was sent. Else the file cannot tell: no
// answer.
Picks combine_picks(const PickSource& source, std::size_t n);

}  // namespace tendensen
