#include "core/times.hpp"

#include "convert.h"
#include "core/error.hpp"

namespace {

constexpr std::array<const char*, 4> order_names = {"ymd", "dmy", "mdy", "serial"};

}  // namespace

// The orders of day, month and year in which every text is a date; NA and "" do not count.
// [[Rcpp::export(rng = false)]]
Rcpp::CharacterVector core_fitting_orders(const Rcpp::CharacterVector& texts) {
  Rcpp::CharacterVector names;
  for (const auto order : tendensen::fitting_orders(convert::strings(texts))) {
    names.push_back(order_names.at(static_cast<std::size_t>(order)));
  }
  return names;
}

// Seconds since 1970 UTC, NA for what is no date in this order.
// [[Rcpp::export(rng = false)]]
Rcpp::NumericVector core_parse_times(const Rcpp::CharacterVector& texts, const std::string& order) {
  const auto at = std::find(order_names.begin(), order_names.end(), order);
  if (at == order_names.end()) throw tendensen::ArgumentError("There is no order `" + order + "`.");
  const auto wanted = static_cast<tendensen::DateOrder>(at - order_names.begin());
  Rcpp::NumericVector seconds(texts.size(), NA_REAL);
  R_xlen_t i = 0;
  for (const auto& text : convert::strings(texts)) {
    const auto parsed = tendensen::parse_time(text, wanted);
    if (parsed) seconds[i] = *parsed;
    ++i;
  }
  return seconds;
}
