#include "core/label.hpp"

#include "convert.h"

// [[Rcpp::export(rng = false)]]
Rcpp::IntegerVector core_splitting_labels(const Rcpp::CharacterVector& labels) {
  Rcpp::IntegerVector found;
  for (const auto i : tendensen::splitting_labels(convert::strings(labels))) {
    found.push_back(static_cast<int>(i) + 1);
  }
  return found;
}
