#include "core/separated.hpp"

#include <algorithm>

#include "convert.h"

namespace {

using tendensen::Place;
using tendensen::Surplus;

void check_interrupt() { Rcpp::checkUserInterrupt(); }

template <typename Item, typename Part>
Rcpp::IntegerVector positions(const std::vector<Item>& items, const Part& part) {
  std::vector<std::size_t> at(items.size());
  std::transform(items.begin(), items.end(), at.begin(), part);
  return convert::positions(at);
}

Rcpp::List places(const std::vector<Place>& places) {
  return Rcpp::List::create(
      Rcpp::Named("record") = positions(places, [](const Place& x) { return x.record; }),
      Rcpp::Named("column") = positions(places, [](const Place& x) { return x.column; }));
}

Rcpp::List surplus_cells(const std::vector<Surplus>& cells) {
  std::vector<std::string_view> texts;
  for (const auto& cell : cells) texts.emplace_back(cell.text);
  return Rcpp::List::create(
      Rcpp::Named("record") = positions(cells, [](const Surplus& x) { return x.place.record; }),
      Rcpp::Named("column") = positions(cells, [](const Surplus& x) { return x.place.column; }),
      Rcpp::Named("text") = convert::utf8_views(texts));
}

}  // namespace

// `start` (from 0), `width` and `line` of each record; records that are `blank`; cells with a
// `stray` quote, cells that hold rows; line ends; `unclosed` (NULL or position and line).
// [[Rcpp::export(rng = false)]]
Rcpp::List core_find_records(const Rcpp::RawVector& bytes, const std::string& separator) {
  const auto found =
      tendensen::find_records(convert::text(bytes), separator.at(0), check_interrupt);
  const auto& records = found.records;
  Rcpp::RObject unclosed = R_NilValue;
  if (found.unclosed) {
    unclosed =
        Rcpp::IntegerVector::create(Rcpp::Named("at") = static_cast<int>(found.unclosed->at) + 1,
                                    Rcpp::Named("line") = found.unclosed->line);
  }
  return Rcpp::List::create(
      Rcpp::Named("start") = records.start, Rcpp::Named("width") = records.width,
      Rcpp::Named("line") = records.line, Rcpp::Named("blank") = convert::positions(records.blank),
      Rcpp::Named("stray") = places(records.stray),
      Rcpp::Named("rows_in_cell") = places(records.rows_in_cell),
      Rcpp::Named("line_ends") = Rcpp::IntegerVector::create(Rcpp::Named("CRLF") = records.crlf,
                                                             Rcpp::Named("LF") = records.lf,
                                                             Rcpp::Named("CR") = records.cr),
      Rcpp::Named("unclosed") = unclosed);
}

// `columns`: factors, an empty cell NA; `surplus`: record, column and text of cells beyond them.
// [[Rcpp::export(rng = false)]]
Rcpp::List core_intern_cells(const Rcpp::RawVector& bytes, const std::string& separator,
                             const Rcpp::IntegerVector& start, int n_columns, int threads) {
  Rcpp::List columns(n_columns);
  std::vector<int*> codes;
  for (int j = 0; j < n_columns; ++j) {
    const Rcpp::IntegerVector column(Rcpp::no_init(start.size()));
    columns[j] = column;
    codes.push_back(INTEGER(column));
  }
  const auto cells =
      tendensen::intern_cells(convert::text(bytes), separator.at(0), convert::view(start), codes,
                              static_cast<unsigned>(threads), check_interrupt);
  for (int j = 0; j < n_columns; ++j) {
    Rcpp::IntegerVector column = columns[j];
    convert::make_factor(column,
                         convert::utf8_views(cells.columns[static_cast<std::size_t>(j)].texts()));
  }
  return Rcpp::List::create(Rcpp::Named("columns") = columns,
                            Rcpp::Named("surplus") = surplus_cells(cells.surplus));
}

// One logical a row.
// [[Rcpp::export(rng = false)]]
Rcpp::LogicalVector core_filled_rows(const Rcpp::List& columns) {
  return Rcpp::wrap(tendensen::filled_rows(convert::views(columns)));
}

// Factors of these rows, with the levels that are left in order of appearance.
// [[Rcpp::export(rng = false)]]
Rcpp::List core_take_rows(const Rcpp::List& columns, const Rcpp::IntegerVector& rows) {
  Rcpp::List taken(columns.size());
  for (R_xlen_t j = 0; j < columns.size(); ++j) {
    const Rcpp::IntegerVector column = columns[j];
    const Rcpp::CharacterVector levels = column.attr("levels");
    Rcpp::IntegerVector codes(Rcpp::no_init(rows.size()));
    const auto kept = tendensen::take_codes(convert::view(column), static_cast<int>(levels.size()),
                                            convert::view(rows), codes.begin());
    Rcpp::CharacterVector left(static_cast<R_xlen_t>(kept.size()));
    for (R_xlen_t i = 0; i < left.size(); ++i) {
      SET_STRING_ELT(left, i, STRING_ELT(levels, kept[static_cast<std::size_t>(i)] - 1));
    }
    convert::make_factor(codes, left);
    taken[j] = codes;
  }
  return taken;
}
