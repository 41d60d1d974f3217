// The one place where R's types meet the core's.
#pragma once

#include <Rcpp.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/audit.hpp"
#include "core/interval.hpp"
#include "core/resample.hpp"
#include "core/rounding.hpp"
#include "core/tabulate.hpp"
#include "core/view.hpp"
#include "core/weights.hpp"

namespace convert {

tendensen::View<int> view(const Rcpp::IntegerVector& x);
tendensen::View<double> view(const Rcpp::NumericVector& x);
// Of integer vectors. The list must outlive the views.
std::vector<tendensen::View<int>> views(const Rcpp::List& columns);

// The bytes must outlive the view.
std::string_view text(const Rcpp::RawVector& bytes);

// UTF-8, NA as an empty string.
std::vector<std::string> strings(const Rcpp::CharacterVector& x);
Rcpp::CharacterVector utf8(const std::vector<std::string>& x);
Rcpp::CharacterVector utf8_views(const std::vector<std::string_view>& x);

// Positions from 0 as R counts them, from 1.
Rcpp::IntegerVector positions(const std::vector<std::size_t>& x);

// Gives `codes`, numbers of `levels` from 1, the class of a factor.
void make_factor(Rcpp::IntegerVector& codes, const Rcpp::CharacterVector& levels);

std::size_t n_rows(const Rcpp::List& frame);

// A column of a sheet: empty strings where the sheet has no such column.
std::vector<std::string> column(const Rcpp::List& sheet, const std::string& name, R_xlen_t n_rows);

// A data frame from named columns of equal length.
Rcpp::List data_frame(const Rcpp::List& columns, R_xlen_t n_rows);

tendensen::Rounding rounding(const std::string& name);
tendensen::Base base(const std::string& name);
tendensen::IntervalMethod interval_method(const std::string& name);

// An item: its columns, multiple, n_options. The list must outlive the answers.
tendensen::Answers answers(const Rcpp::List& item);
// `strata` must outlive the resampling.
tendensen::Resampling resampling(const Rcpp::IntegerVector& strata, int n_strata, int n_replicates,
                                 int seed, int threads);

// Whole numbers that R keeps in doubles.
std::vector<std::int64_t> counts(const Rcpp::NumericVector& x);
Rcpp::NumericVector numbers(const std::vector<std::int64_t>& x);

// Margins to rake to: of each question, the respondents' cells (from 0) and the cells' shares. The
// list of cells must outlive them.
std::vector<tendensen::Margin> margins(const Rcpp::List& cells, const Rcpp::List& shares);

// Printed cells: `units` of 10^-digits, NA where nothing was printed.
std::vector<std::optional<tendensen::Printed>> printed(const Rcpp::NumericVector& units,
                                                       const Rcpp::IntegerVector& digits);
// Each of `nets`: a list of options (from 1), units, digits.
tendensen::PrintedColumn printed_column(const Rcpp::NumericVector& units,
                                        const Rcpp::IntegerVector& digits, const Rcpp::List& nets);

}  // namespace convert
