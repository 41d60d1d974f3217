#include <testthat/vendor/catch.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <string>

#include "separated.hpp"

using namespace tendensen;

namespace {

using Row = std::vector<std::string>;
using Table = std::vector<Row>;

void nothing() {}

Structure structure(const std::string& text, char separator = ',') {
  return find_records(text, separator, nothing);
}

// The cells that were interned, as text; `n_columns` as in a header.
struct Split {
  std::vector<std::vector<int>> codes;
  Cells cells;
  Table table;

  Split(const std::string& text, std::size_t n_columns, unsigned n_threads = 1) {
    const auto records = structure(text).records;
    codes.assign(n_columns, std::vector<int>(records.start.size()));
    std::vector<int*> slots;
    for (auto& column : codes) slots.push_back(column.data());
    cells = intern_cells(text, ',', records.start, slots, n_threads, nothing);
    for (std::size_t i = 0; i < records.start.size(); ++i) {
      Row row;
      for (std::size_t j = 0; j < n_columns; ++j) row.push_back(at(i, j));
      table.push_back(row);
    }
  }

  std::string at(std::size_t record, std::size_t column) const {
    const int code = codes[column][record];
    if (code == no_text) return "";
    return std::string(cells.columns[column].texts().at(static_cast<std::size_t>(code) - 1));
  }
};

Table split(const std::string& text, std::size_t n_columns) { return Split(text, n_columns).table; }

std::string random_text(std::mt19937& random, const std::string& alphabet, std::size_t size) {
  std::string text;
  for (std::size_t i = 0; i < size; ++i) text += alphabet[random() % alphabet.size()];
  return text;
}

}  // namespace

TEST_CASE("records end in CRLF, LF or CR, which are counted") {
  const auto found = structure("a,b\r\n1,2\n\r3,4").records;
  CHECK(found.start == (std::vector<int>{0, 5, 9, 10}));
  CHECK(found.width == (std::vector<int>{2, 2, 1, 2}));
  CHECK(found.line == (std::vector<int>{1, 2, 3, 4}));
  CHECK((found.crlf == 1 && found.lf == 1 && found.cr == 1));
  CHECK(found.blank == std::vector<std::size_t>{2});
  CHECK(structure("a\n").records.start.size() == 1);
  CHECK(structure("a,").records.width == std::vector<int>{2});
  CHECK(structure("").records.start.empty());
}

TEST_CASE("blank records have no text, or one cell of white space") {
  CHECK(structure("a,b\n,\n\"\",\"\"\n \t\n , \nx\n").records.blank ==
        (std::vector<std::size_t>{1, 2, 3}));
}

TEST_CASE("quoted cells hold separators, line ends and quotes") {
  const std::string text = "\"a,\"\"b\"\"\",\"x\r\ny\n\"\r\n\"\",\"\"\"\"\n";
  CHECK(split(text, 2) == (Table{{"a,\"b\"", "x\r\ny\n"}, {"", "\""}}));
  CHECK(structure(text).records.line == (std::vector<int>{1, 4}));
}

TEST_CASE("a stray quote is text, and its cell is reported once") {
  const std::string text = "12\" x,ok\n\"zei \"ja\" toen\",x\"\"y\n";
  CHECK(split(text, 2) == (Table{{"12\" x", "ok"}, {"zei \"ja\" toen", "x\"\"y"}}));
  const auto stray = structure(text).records.stray;
  REQUIRE(stray.size() == 3);
  CHECK((stray[0].record == 0 && stray[0].column == 0));
  CHECK((stray[1].record == 1 && stray[1].column == 0));
  CHECK((stray[2].record == 1 && stray[2].column == 1));
}

TEST_CASE("a quote that cannot be seen to close is given by where it opens") {
  const auto unclosed = [](const std::string& text) {
    const auto found = structure(text).unclosed;
    return found ? std::make_pair(found->at, found->line) : std::make_pair(std::size_t{999}, 0);
  };
  CHECK(unclosed("a,b\n\"x\ny\",2\n3,\"z\n4,5\n") == std::make_pair(std::size_t{14}, 4));
  CHECK(unclosed("\"a\n\"b\",c\n") == std::make_pair(std::size_t{0}, 1));
  CHECK(unclosed("\"\"\"") == std::make_pair(std::size_t{0}, 1));
  CHECK(unclosed("\"") == std::make_pair(std::size_t{0}, 1));
  CHECK(unclosed("\"a\"\"") == std::make_pair(std::size_t{0}, 1));
  CHECK(unclosed("\"a\"") == std::make_pair(std::size_t{999}, 0));
}

TEST_CASE("a cell with a line as wide as the first record is reported") {
  const auto n = [](const std::string& text) {
    return structure(text).records.rows_in_cell.size();
  };
  CHECK(n("a,b,c,d\n1,2,3,\"x\r\n5,6,7,8\"\n") == 1);
  CHECK(n("a,b,c,d\n1,2,3,\"x\n5, 6,7,8\"\n") == 0);  // prose
  CHECK(n("a,b,c,d\n1,2,3,\"x\n5,6,7\"\n") == 0);
  CHECK(n("a,b,c,d\n1,2,3,\"5,6,7,8\nx\"\n") == 0);  // the first line is the cell's own
  CHECK(n("a,b,c\n1,2,\"x\n5,6,7\"\n") == 0);
}

TEST_CASE("cells beyond the columns are surplus, cells that lack are empty") {
  const Split found("a,b\n1\n1,2,\"3\"\"\",\n", 2);
  CHECK(found.table == (Table{{"a", "b"}, {"1", ""}, {"1", "2"}}));
  REQUIRE(found.cells.surplus.size() == 2);
  CHECK(found.cells.surplus[0].text == "3\"");
  CHECK((found.cells.surplus[1].place.record == 2 && found.cells.surplus[1].place.column == 3));
}

TEST_CASE("texts are numbered in order of appearance, whatever the number of threads") {
  std::mt19937 random(32);
  std::string text;
  for (int i = 0; i < 3000; ++i) {
    text += std::to_string(random() % 900) + ",\"" + std::to_string(random() % 5) + "\"\"\"\n";
  }
  const Split one(text, 2);
  for (const auto& column : one.codes) {
    int highest = 0;
    for (const int code : column) {
      REQUIRE(code <= highest + 1);
      highest = std::max(highest, code);
    }
  }
  for (const unsigned n_threads : {2U, 3U, 7U}) {
    const Split more(text, 2, n_threads);
    CHECK(more.codes == one.codes);
    CHECK(more.table == one.table);
  }
}

TEST_CASE("rows are taken with the texts that are left") {
  const std::vector<int> codes = {1, 2, no_text, 3, 2};
  const std::vector<int> rows = {3, 4, 5, 2};
  std::vector<int> taken(4);
  CHECK(take_codes(codes, 3, rows, taken.data()) == (std::vector<int>{3, 2}));
  CHECK(taken == (std::vector<int>{no_text, 1, 2, 2}));
  const std::vector<int> other = {no_text, no_text, no_text, no_text, 1};
  CHECK(filled_rows({codes, other}) == (std::vector<int>{1, 1, 0, 1, 1}));
}

TEST_CASE("an interrupt ends the work") {
  struct Interrupt {};
  const auto stop = [] { throw Interrupt(); };
  CHECK_THROWS_AS(find_records("a,b\n", ',', stop), Interrupt);
  std::vector<int> codes(1);
  CHECK_THROWS_AS(intern_cells("a", ',', std::vector<int>{0}, {codes.data()}, 2, stop), Interrupt);
}

TEST_CASE("random bytes are split into cells that lose nothing") {
  std::mt19937 random(33);
  const std::string some = "ab\"\"\",,;\r\n \t";
  std::string any(256, '\0');
  std::iota(any.begin(), any.end(), '\0');
  for (int round = 0; round < 20000; ++round) {
    const std::string text = random_text(random, round % 4 == 0 ? any : some, random() % 60);
    const auto found = structure(text);
    const auto& records = found.records;
    REQUIRE(records.width.size() == records.start.size());
    REQUIRE(records.line.size() == records.start.size());
    REQUIRE(std::is_sorted(records.start.begin(), records.start.end()));
    if (found.unclosed) {
      REQUIRE(text.at(found.unclosed->at) == '"');
      continue;
    }
    const std::size_t n_columns = 1 + random() % 3;
    const Split cells(text, n_columns, 1 + static_cast<unsigned>(random() % 3));
    std::size_t n_cells = cells.cells.surplus.size();
    for (const int width : records.width) n_cells += std::min(n_columns, std::size_t(width));
    REQUIRE(n_cells == static_cast<std::size_t>(
                           std::accumulate(records.width.begin(), records.width.end(), 0)));
    // Letters are neither quotes nor parts: all of them are in a cell.
    const auto letters = [](const std::string& part) {
      return std::count_if(part.begin(), part.end(), [](char c) { return c == 'a' || c == 'b'; });
    };
    auto n_letters = std::ptrdiff_t{0};
    for (const auto& row : cells.table) {
      for (const auto& cell : row) n_letters += letters(cell);
    }
    for (const auto& cell : cells.cells.surplus) n_letters += letters(cell.text);
    REQUIRE(n_letters == letters(text));
  }
}
