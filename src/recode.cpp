#include "core/recode.hpp"

#include "convert.h"

// [[Rcpp::export(rng = false)]]
Rcpp::List core_recode(const Rcpp::List& columns, bool multiple, const Rcpp::CharacterVector& codes,
                       const Rcpp::CharacterVector& from, const Rcpp::CharacterVector& to) {
  const auto from_codes = convert::strings(from);
  const auto to_codes = convert::strings(to);
  std::vector<tendensen::RecodeRule> rules;
  for (std::size_t i = 0; i < from_codes.size(); ++i) rules.push_back({from_codes[i], to_codes[i]});
  const auto table = tendensen::recode_table(convert::strings(codes), rules);
  const auto views = convert::views(columns);
  const auto values = multiple ? tendensen::recode_multiple(views, table)
                               : tendensen::recode_single(views.at(0), table);
  return Rcpp::List::create(Rcpp::Named("codes") = convert::utf8(table.codes),
                            Rcpp::Named("values") = values);
}
