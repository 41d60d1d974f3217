// Separated text (RFC 4180), split strictly: every byte of the text belongs to a cell, or parts
// two. A quote opens a cell only at its start, and closes it only where a separator, a line end or
// the end of the text follows; within it, two quotes are one. Any other quote is text, unless its
// cell has run over a line end: then nobody can tell where the cell ends. Records end in CRLF, LF
// or CR. Records and columns count from 0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "view.hpp"

namespace tendensen {

struct Place {
  std::size_t record;
  std::size_t column;
};

struct Records {
  std::vector<int> start;  // offset of the first byte
  std::vector<int> width;  // cells
  std::vector<int> line;   // line of the text, from 1
  // Without a cell that has text, or a single cell of white space.
  std::vector<std::size_t> blank;
  // Cells with a quote that is text.
  std::vector<Place> stray;
  // Cells with a line that has as many separators as the first record, and none before a space.
  std::vector<Place> rows_in_cell;
  int crlf = 0;
  int lf = 0;
  int cr = 0;
};

// A quote that opens and cannot be seen to close.
struct Unclosed {
  std::size_t at;
  int line;
};

struct Structure {
  // Where a quote is not closed, up to and with the record in which it opens.
  Records records;
  std::optional<Unclosed> unclosed;
};

// Called now and then during long work, on the thread of the caller; may throw.
using Pulse = std::function<void()>;

// Contract: a text below 2 GB; the separator is one byte of ASCII and no quote or line end.
Structure find_records(std::string_view text, char separator, const Pulse& pulse);

// The code of a cell without text.
inline constexpr int no_text = std::numeric_limits<int>::min();

// Distinct texts, numbered from 1 in order of appearance. Texts are looked at where they stand:
// what they are views of must outlive this.
class Interner {
 public:
  int code(std::string_view text);
  // A copy is kept where the text is new.
  int code_of_copy(const std::string& text);
  const std::vector<std::string_view>& texts() const { return texts_; }

 private:
  // The hash beside the number spares a look at the texts.
  struct Slot {
    std::uint32_t hash = 0;
    int code = 0;  // 0: free
  };

  Slot& slot_of(std::string_view text, std::uint32_t hash);
  void grow();

  std::vector<std::string_view> texts_;
  std::vector<Slot> slots_ = std::vector<Slot>(16);
  std::deque<std::string> copies_;
};

// A cell beyond the columns.
struct Surplus {
  Place place;
  std::string text;
};

struct Cells {
  std::vector<Interner> columns;
  std::vector<Surplus> surplus;
  // Texts of `columns` may be views of these.
  std::vector<std::vector<Interner>> parts;
};

// The cells of records that begin at `start`. `codes`: for each column, a slot for each record,
// which gets the number of its text, or no_text.
Cells intern_cells(std::string_view text, char separator, View<int> start,
                   const std::vector<int*>& codes, unsigned n_threads, const Pulse& pulse);

// Has a row a text in any of the columns? 1 or 0 a row. Contract: columns of equal length, one at
// least.
std::vector<int> filled_rows(const std::vector<View<int>>& columns);

// Codes of the chosen rows (from 1), renumbered in order of appearance. Gives the old number of
// each.
std::vector<int> take_codes(View<int> codes, int n_texts, View<int> rows, int* taken);

}  // namespace tendensen
