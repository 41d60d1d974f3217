#include "core/expression.hpp"

#include "convert.h"
#include "core/error.hpp"

namespace {

tendensen::ValueType value_type(const std::string& type) {
  if (type == "single") return tendensen::ValueType::single;
  if (type == "multiple") return tendensen::ValueType::multiple;
  if (type == "text") return tendensen::ValueType::text;
  return tendensen::ValueType::number;
}

}  // namespace

// Truth of a routing expression for `n` respondents: 1, 0, or -1 for cannot tell. One element of
// `types`, `codes` (option codes) and `values` (list of columns) for each of the questions `names`;
// `self` is the one that `.` stands for, 0 for none.
// [[Rcpp::export(rng = false)]]
Rcpp::IntegerVector core_evaluate(const std::string& expression, const Rcpp::CharacterVector& names,
                                  const Rcpp::CharacterVector& types, const Rcpp::List& codes,
                                  const Rcpp::List& values, double n, int self = 0) {
  const auto questions = convert::strings(names);
  const auto kinds = convert::strings(types);
  std::vector<tendensen::Variable> variables;
  for (std::size_t i = 0; i < questions.size(); ++i) {
    variables.push_back({questions[i], value_type(kinds[i]), convert::strings(codes[i])});
  }
  std::vector<tendensen::Column> columns;
  for (std::size_t i = 0; i < variables.size(); ++i) {
    tendensen::Column column{&variables[i], {}, {}};
    const Rcpp::List parts(values[i]);
    for (const SEXP part : parts) {
      if (variables[i].type == tendensen::ValueType::number) {
        column.numbers = convert::view(Rcpp::as<Rcpp::NumericVector>(part));
      } else {
        column.codes.push_back(convert::view(Rcpp::as<Rcpp::IntegerVector>(part)));
      }
    }
    columns.push_back(column);
  }
  Rcpp::IntegerVector truths(static_cast<R_xlen_t>(n));
  const auto found =
      tendensen::evaluate(tendensen::parse_expression(expression), columns,
                          self > 0 ? &columns.at(static_cast<std::size_t>(self - 1)) : nullptr,
                          static_cast<std::size_t>(n));
  std::transform(found.begin(), found.end(), truths.begin(),
                 [](tendensen::Truth truth) { return static_cast<int>(truth); });
  return truths;
}
