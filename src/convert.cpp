#include "convert.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/error.hpp"

namespace convert {

tendensen::View<int> view(const Rcpp::IntegerVector& x) {
  return {x.begin(), static_cast<std::size_t>(x.size())};
}

tendensen::View<double> view(const Rcpp::NumericVector& x) {
  return {x.begin(), static_cast<std::size_t>(x.size())};
}

std::vector<tendensen::View<int>> views(const Rcpp::List& columns) {
  std::vector<tendensen::View<int>> all;
  for (const SEXP column : columns) all.push_back(view(Rcpp::as<Rcpp::IntegerVector>(column)));
  return all;
}

std::vector<std::string> strings(const Rcpp::CharacterVector& x) {
  std::vector<std::string> values;
  values.reserve(static_cast<std::size_t>(x.size()));
  for (R_xlen_t i = 0; i < x.size(); ++i) {
    const SEXP value = STRING_ELT(x, i);
    values.emplace_back(value == NA_STRING ? "" : Rf_translateCharUTF8(value));
  }
  return values;
}

namespace {

template <typename Text>
Rcpp::CharacterVector utf8_texts(const std::vector<Text>& x) {
  Rcpp::CharacterVector values(static_cast<R_xlen_t>(x.size()));
  for (std::size_t i = 0; i < x.size(); ++i) {
    values[static_cast<R_xlen_t>(i)] =
        Rf_mkCharLenCE(x[i].data(), static_cast<int>(x[i].size()), CE_UTF8);
  }
  return values;
}

}  // namespace

std::string_view text(const Rcpp::RawVector& bytes) {
  return {reinterpret_cast<const char*>(bytes.begin()), static_cast<std::size_t>(bytes.size())};
}

Rcpp::CharacterVector utf8(const std::vector<std::string>& x) { return utf8_texts(x); }
Rcpp::CharacterVector utf8_views(const std::vector<std::string_view>& x) { return utf8_texts(x); }

Rcpp::IntegerVector positions(const std::vector<std::size_t>& x) {
  Rcpp::IntegerVector from_one(static_cast<R_xlen_t>(x.size()));
  std::transform(x.begin(), x.end(), from_one.begin(),
                 [](std::size_t at) { return static_cast<int>(at) + 1; });
  return from_one;
}

void make_factor(Rcpp::IntegerVector& codes, const Rcpp::CharacterVector& levels) {
  codes.attr("levels") = levels;
  codes.attr("class") = "factor";
}

std::size_t n_rows(const Rcpp::List& frame) {
  return frame.size() == 0 ? 0 : static_cast<std::size_t>(Rf_xlength(frame[0]));
}

std::vector<std::string> column(const Rcpp::List& sheet, const std::string& name, R_xlen_t n_rows) {
  if (!sheet.containsElementNamed(name.c_str())) {
    return std::vector<std::string>(static_cast<std::size_t>(n_rows));
  }
  return strings(sheet[name]);
}

Rcpp::List data_frame(const Rcpp::List& columns, R_xlen_t n_rows) {
  Rcpp::List frame(columns);
  frame.attr("class") = Rcpp::CharacterVector::create("tbl_df", "tbl", "data.frame");
  frame.attr("row.names") = Rcpp::IntegerVector::create(NA_INTEGER, -static_cast<int>(n_rows));
  return frame;
}

tendensen::Rounding rounding(const std::string& name) {
  if (name == "half_up") return tendensen::Rounding::half_up;
  if (name == "half_even") return tendensen::Rounding::half_even;
  if (name == "largest_remainder") return tendensen::Rounding::largest_remainder;
  throw tendensen::ArgumentError("There is no rounding `" + name + "`.");
}

tendensen::Base base(const std::string& name) {
  if (name == "answered") return tendensen::Base::answered;
  if (name == "asked") return tendensen::Base::asked;
  if (name == "all") return tendensen::Base::all;
  if (name == "mentions") return tendensen::Base::mentions;
  throw tendensen::ArgumentError("There is no base `" + name + "`.");
}

tendensen::IntervalMethod interval_method(const std::string& name) {
  using Method = tendensen::IntervalMethod;
  if (name == "wilson") return Method::wilson;
  if (name == "clopper_pearson") return Method::clopper_pearson;
  if (name == "jeffreys") return Method::jeffreys;
  if (name == "agresti_coull") return Method::agresti_coull;
  if (name == "linearisation") return Method::linearisation;
  throw tendensen::ArgumentError("There is no interval `" + name + "`.");
}

tendensen::Answers answers(const Rcpp::List& item) {
  return {views(item["columns"]), Rcpp::as<bool>(item["multiple"]),
          Rcpp::as<int>(item["n_options"])};
}

tendensen::Resampling resampling(const Rcpp::IntegerVector& strata, int n_strata, int n_replicates,
                                 int seed, int threads) {
  return {{view(strata), n_strata},
          static_cast<std::size_t>(n_replicates),
          static_cast<std::uint32_t>(seed),
          static_cast<unsigned>(threads)};
}

std::vector<std::int64_t> counts(const Rcpp::NumericVector& x) {
  std::vector<std::int64_t> values;
  for (const double value : x) {
    if (!(std::abs(value) < 9e15) || value != std::floor(value)) {
      throw tendensen::ArgumentError("A count must be a whole number.");
    }
    values.push_back(static_cast<std::int64_t>(value));
  }
  return values;
}

Rcpp::NumericVector numbers(const std::vector<std::int64_t>& x) {
  return Rcpp::NumericVector(x.begin(), x.end());
}

std::vector<tendensen::Margin> margins(const Rcpp::List& cells, const Rcpp::List& shares) {
  std::vector<tendensen::Margin> margins;
  const auto columns = views(cells);
  for (R_xlen_t i = 0; i < shares.size(); ++i) {
    margins.push_back(
        {columns.at(static_cast<std::size_t>(i)), Rcpp::as<std::vector<double>>(shares[i])});
  }
  return margins;
}

std::vector<std::optional<tendensen::Printed>> printed(const Rcpp::NumericVector& units,
                                                       const Rcpp::IntegerVector& digits) {
  std::vector<std::optional<tendensen::Printed>> values;
  for (R_xlen_t i = 0; i < units.size(); ++i) {
    if (Rcpp::NumericVector::is_na(units[i])) {
      values.emplace_back();
    } else {
      values.emplace_back(tendensen::Printed{static_cast<std::int64_t>(units[i]), digits[i]});
    }
  }
  return values;
}

tendensen::PrintedColumn printed_column(const Rcpp::NumericVector& units,
                                        const Rcpp::IntegerVector& digits, const Rcpp::List& nets) {
  tendensen::PrintedColumn column{printed(units, digits), {}};
  for (const SEXP element : nets) {
    const Rcpp::List net(element);
    auto options = Rcpp::as<std::vector<int>>(net["options"]);
    for (int& option : options) --option;
    column.nets.push_back({options,
                           {static_cast<std::int64_t>(Rcpp::as<double>(net["units"])),
                            Rcpp::as<int>(net["digits"])}});
  }
  return column;
}

}  // namespace convert
