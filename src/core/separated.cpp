#include "separated.hpp"

#include <algorithm>
#include <iterator>
#include <thread>
#include <utility>

#include "parallel.hpp"

namespace tendensen {

namespace {

constexpr char quote = '"';

bool ends_line(char byte) { return byte == '\n' || byte == '\r'; }

// The last byte of a line end, which may have two.
bool is_break(std::string_view text, std::size_t at) {
  return text[at] == '\n' || (text[at] == '\r' && (at + 1 == text.size() || text[at + 1] != '\n'));
}

struct Cell {
  std::string_view text;  // without the quotes around it
  std::size_t end = 0;    // offset of what follows: a separator, a line end, or the end
  int breaks = 0;         // line ends within
  bool doubled = false;   // quotes are written twice
  bool stray = false;     // has a quote that is text
  bool closed = true;
};

class Splitter {
 public:
  Splitter(std::string_view text, char separator) : text_(text), separator_(separator) {}

  std::size_t size() const { return text_.size(); }

  Cell cell(std::size_t at) const {
    return at < size() && text_[at] == quote ? quoted(at) : plain(at);
  }

  // Does a line of the cell look like a record?
  bool holds_record(std::string_view cell, int width) const {
    std::size_t at = cell.find_first_of("\r\n");
    while (at != std::string_view::npos) {
      const std::size_t end = cell.find_first_of("\r\n", at + 1);
      if (is_record(cell.substr(at + 1, end - at - 1), width)) return true;
      at = end;
    }
    return false;
  }

  bool parts_cells(std::size_t at) const { return at < size() && text_[at] == separator_; }

  // The first byte after a line end.
  std::size_t after_line(std::size_t at) const {
    const bool two = text_[at] == '\r' && at + 1 < size() && text_[at + 1] == '\n';
    return at + (two ? 2 : 1);
  }

  char byte(std::size_t at) const { return text_[at]; }

 private:
  bool delimits(char byte) const { return byte == separator_ || ends_line(byte); }

  Cell plain(std::size_t at) const {
    Cell cell;
    std::size_t end = at;
    for (; end < size() && !delimits(text_[end]); ++end) cell.stray |= text_[end] == quote;
    cell.text = text_.substr(at, end - at);
    cell.end = end;
    return cell;
  }

  Cell quoted(std::size_t open) const {
    Cell cell;
    std::size_t at = open + 1;
    for (;; ++at) {
      while (at < size() && text_[at] != quote) cell.breaks += is_break(text_, at++) ? 1 : 0;
      const bool last = at + 1 >= size();
      if (at < size() && (last || delimits(text_[at + 1]))) break;
      if (!last && text_[at + 1] == quote) {
        cell.doubled = true;
        ++at;
      } else if (last || cell.breaks > 0) {
        cell.closed = false;
        break;
      } else {
        cell.stray = true;
      }
    }
    cell.text = text_.substr(open + 1, at - open - 1);
    cell.end = at + 1;
    return cell;
  }

  bool is_record(std::string_view line, int width) const {
    int n = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (line[i] != separator_) continue;
      if (i + 1 < line.size() && line[i + 1] == ' ') return false;
      ++n;
    }
    return n == width - 1;
  }

  std::string_view text_;
  char separator_;
};

bool is_white(std::string_view text) {
  return text.find_first_not_of(" \t\r\n\v\f") == std::string_view::npos;
}

std::string undoubled(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    plain += text[i];
    if (text[i] == quote && i + 1 < text.size() && text[i + 1] == quote) ++i;
  }
  return plain;
}

void count_line_end(Records& records, const Splitter& splitter, std::size_t at) {
  if (splitter.byte(at) == '\n') {
    ++records.lf;
  } else {
    ++(splitter.after_line(at) == at + 1 ? records.cr : records.crlf);
  }
}

void note_oddities(Records& records, const Splitter& splitter, const Cell& cell, Place place) {
  if (cell.stray) records.stray.push_back(place);
  // Fewer than four columns are seen in any text.
  const int usual = records.width.empty() ? 0 : records.width.front();
  if (cell.breaks > 0 && usual >= 4 && splitter.holds_record(cell.text, usual)) {
    records.rows_in_cell.push_back(place);
  }
}

// Calls now and then; `done`: bytes.
class Pacer {
 public:
  explicit Pacer(const Pulse& pulse) : pulse_(pulse) {}
  void reached(std::size_t done) {
    if (done < next_) return;
    pulse_();
    next_ = done + (std::size_t{1} << 22U);
  }

 private:
  const Pulse& pulse_;
  std::size_t next_ = 0;
};

}  // namespace

Structure find_records(std::string_view text, char separator, const Pulse& pulse) {
  const Splitter splitter(text, separator);
  Structure found;
  Records& records = found.records;
  Pacer pacer(pulse);
  int line = 1;
  std::size_t at = 0;
  while (at < text.size() && !found.unclosed) {
    pacer.reached(at);
    const std::size_t record = records.start.size();
    records.start.push_back(static_cast<int>(at));
    records.line.push_back(line);
    int width = 0;
    bool empty = true;
    Cell cell;
    do {
      const std::size_t open = width == 0 ? at : cell.end + 1;
      cell = splitter.cell(open);
      if (!cell.closed) found.unclosed = Unclosed{open, line};
      note_oddities(records, splitter, cell, {record, static_cast<std::size_t>(width)});
      line += cell.breaks;
      empty = empty && cell.text.empty();
      ++width;
    } while (cell.closed && splitter.parts_cells(cell.end));
    if (empty || (width == 1 && is_white(cell.text))) records.blank.push_back(record);
    records.width.push_back(width);
    at = cell.end;
    if (at < text.size()) {
      count_line_end(records, splitter, at);
      at = splitter.after_line(at);
      ++line;
    }
  }
  return found;
}

Interner::Slot& Interner::slot_of(std::string_view text, std::uint32_t hash) {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = hash & mask;; i = (i + 1) & mask) {
    Slot& slot = slots_[i];
    if (slot.code == 0) return slot;
    if (slot.hash == hash && texts_[static_cast<std::size_t>(slot.code) - 1] == text) return slot;
  }
}

void Interner::grow() {
  std::vector<Slot> wider(slots_.size() * 2);
  const std::size_t mask = wider.size() - 1;
  for (const Slot& slot : slots_) {
    if (slot.code == 0) continue;
    std::size_t i = slot.hash & mask;
    while (wider[i].code != 0) i = (i + 1) & mask;
    wider[i] = slot;
  }
  slots_ = std::move(wider);
}

int Interner::code(std::string_view text) {
  const auto hash = static_cast<std::uint32_t>(std::hash<std::string_view>{}(text));
  Slot& slot = slot_of(text, hash);
  if (slot.code != 0) return slot.code;
  texts_.push_back(text);
  const auto n = static_cast<int>(texts_.size());
  slot = {hash, n};
  if (2 * texts_.size() > slots_.size()) grow();
  return n;
}

int Interner::code_of_copy(const std::string& text) {
  const std::size_t n = texts_.size();
  const int known = code(text);
  if (texts_.size() > n) texts_.back() = copies_.emplace_back(text);
  return known;
}

namespace {

struct Part {
  std::vector<Interner> columns;
  std::vector<Surplus> surplus;
};

int code_of(Interner& column, const Cell& cell) {
  if (cell.text.empty()) return no_text;
  return cell.doubled ? column.code_of_copy(undoubled(cell.text)) : column.code(cell.text);
}

void intern_record(const Splitter& splitter, std::size_t at, std::size_t record,
                   const std::vector<int*>& codes, Part& part) {
  Cell cell;
  std::size_t column = 0;
  do {
    cell = splitter.cell(column == 0 ? at : cell.end + 1);
    if (column < codes.size()) {
      codes[column][record] = code_of(part.columns[column], cell);
    } else {
      const std::string text(cell.text);
      part.surplus.push_back({{record, column}, cell.doubled ? undoubled(text) : text});
    }
    ++column;
  } while (splitter.parts_cells(cell.end));
  for (; column < codes.size(); ++column) codes[column][record] = no_text;
}

// The texts of a later part get the numbers of the first, or new ones after those.
void merge_column(Interner& first, const Interner& later, int* codes, std::size_t n) {
  std::vector<int> number;
  number.reserve(later.texts().size());
  for (const auto text : later.texts()) number.push_back(first.code(text));
  for (std::size_t i = 0; i < n; ++i) {
    if (codes[i] != no_text) codes[i] = number[static_cast<std::size_t>(codes[i]) - 1];
  }
}

}  // namespace

Cells intern_cells(std::string_view text, char separator, View<int> start,
                   const std::vector<int*>& codes, unsigned n_threads, const Pulse& pulse) {
  const Splitter splitter(text, separator);
  const std::size_t n_parts = std::max(1U, n_threads);
  const auto border = [&](std::size_t part) { return start.size() * part / n_parts; };
  std::vector<Part> parts(n_parts);
  const auto caller = std::this_thread::get_id();
  parallel_for(n_parts, n_threads, [&](std::size_t p) {
    parts[p].columns.resize(codes.size());
    Pacer pacer(pulse);
    for (std::size_t i = border(p); i < border(p + 1); ++i) {
      const auto at = static_cast<std::size_t>(start[i]);
      if (std::this_thread::get_id() == caller) pacer.reached(at);
      intern_record(splitter, at, i, codes, parts[p]);
    }
  });
  pulse();
  parallel_for(codes.size(), n_threads, [&](std::size_t j) {
    for (std::size_t p = 1; p < n_parts; ++p) {
      merge_column(parts[0].columns[j], parts[p].columns[j], codes[j] + border(p),
                   border(p + 1) - border(p));
    }
  });
  Cells cells;
  cells.columns = std::move(parts[0].columns);
  for (auto& part : parts) {
    std::move(part.surplus.begin(), part.surplus.end(), std::back_inserter(cells.surplus));
    cells.parts.push_back(std::move(part.columns));
  }
  return cells;
}

std::vector<int> filled_rows(const std::vector<View<int>>& columns) {
  std::vector<int> filled(columns.at(0).size());
  for (const auto& codes : columns) {
    for (std::size_t i = 0; i < filled.size(); ++i) filled[i] |= codes[i] == no_text ? 0 : 1;
  }
  return filled;
}

std::vector<int> take_codes(View<int> codes, int n_texts, View<int> rows, int* taken) {
  std::vector<int> old;
  std::vector<int> number(static_cast<std::size_t>(n_texts));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const int code = codes[static_cast<std::size_t>(rows[i]) - 1];
    taken[i] = no_text;
    if (code == no_text) continue;
    int& renumbered = number[static_cast<std::size_t>(code) - 1];
    if (renumbered == 0) {
      old.push_back(code);
      renumbered = static_cast<int>(old.size());
    }
    taken[i] = renumbered;
  }
  return old;
}

}  // namespace tendensen
