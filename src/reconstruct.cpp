#include "core/reconstruct.hpp"

#include "convert.hpp"

namespace {

using tendensen::Printed;
using tendensen::PrintedColumn;

std::vector<std::optional<Printed>> printed(const Rcpp::NumericVector& units,
                                            const Rcpp::IntegerVector& digits) {
  std::vector<std::optional<Printed>> values;
  for (R_xlen_t i = 0; i < units.size(); ++i) {
    if (Rcpp::NumericVector::is_na(units[i])) {
      values.emplace_back();
    } else {
      values.emplace_back(Printed{static_cast<std::int64_t>(units[i]), digits[i]});
    }
  }
  return values;
}

// `nets`: a list of options (from 1), units, digits.
PrintedColumn printed_column(const Rcpp::NumericVector& units, const Rcpp::IntegerVector& digits,
                             const Rcpp::List& nets) {
  PrintedColumn column{printed(units, digits), {}};
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

}  // namespace

// Why the printed column is impossible: reason, and whether it concerns the levels and which nets.
// [[Rcpp::export(rng = false)]]
Rcpp::List core_impossible(const Rcpp::NumericVector& units, const Rcpp::IntegerVector& digits,
                           const Rcpp::List& nets) {
  Rcpp::List found;
  for (const auto& impossible : tendensen::impossible_column(printed_column(units, digits, nets))) {
    Rcpp::IntegerVector concerned(impossible.nets.begin(), impossible.nets.end());
    found.push_back(Rcpp::List::create(Rcpp::Named("reason") = impossible.reason,
                                       Rcpp::Named("levels") = impossible.levels,
                                       Rcpp::Named("nets") = concerned + 1));
  }
  return found;
}

// [[Rcpp::export(rng = false)]]
Rcpp::List core_pick_sum(const Rcpp::NumericVector& units, const Rcpp::IntegerVector& digits,
                         int max_picks) {
  std::vector<Printed> levels;
  for (const auto& level : printed(units, digits)) {
    if (level) levels.push_back(*level);
  }
  const auto sum = tendensen::pick_sum(levels, max_picks);
  return Rcpp::List::create(Rcpp::Named("printed") = sum.printed, Rcpp::Named("least") = sum.least,
                            Rcpp::Named("allowed") = sum.allowed,
                            Rcpp::Named("reason") = sum.reason);
}

// Codes of `n` respondents, those without an answer as `rest`.
// [[Rcpp::export(rng = false)]]
Rcpp::IntegerVector core_reconstruct_single(const Rcpp::NumericVector& units,
                                            const Rcpp::IntegerVector& digits,
                                            const Rcpp::List& nets, double n, int rest, int seed,
                                            const std::string& stream) {
  const auto n_respondents = static_cast<std::int64_t>(n);
  const auto solution = tendensen::solve_single(printed_column(units, digits, nets), n_respondents);
  auto random = tendensen::random_stream(static_cast<std::uint32_t>(seed), stream);
  return Rcpp::wrap(tendensen::deal_single(solution.counts, n_respondents, rest, random));
}

// Picks of `n` respondents, a bit an option, 31 options a column; and the picks beyond the maximum.
// [[Rcpp::export(rng = false)]]
Rcpp::List core_reconstruct_multiple(const Rcpp::NumericVector& units,
                                     const Rcpp::IntegerVector& digits, double n, int max_picks,
                                     int seed, const std::string& stream) {
  const auto n_respondents = static_cast<std::int64_t>(n);
  const auto solution = tendensen::solve_multiple(printed(units, digits), n_respondents, max_picks);
  auto random = tendensen::random_stream(static_cast<std::uint32_t>(seed), stream);
  Rcpp::IntegerVector first(static_cast<R_xlen_t>(n_respondents));
  Rcpp::IntegerVector second(static_cast<R_xlen_t>(n_respondents));
  R_xlen_t row = 0;
  for (const auto picks : tendensen::deal_multiple(solution.counts, n_respondents, random)) {
    first[row] = static_cast<int>(picks & 0x7fffffffU);
    second[row++] = static_cast<int>(picks >> tendensen::options_a_column);
  }
  return Rcpp::List::create(Rcpp::Named("columns") = Rcpp::List::create(first, second),
                            Rcpp::Named("excess") = static_cast<double>(solution.excess));
}
