#include "core/missing.hpp"

#include "convert.h"

// Names of the kinds of missing: kind i is code -i.
// [[Rcpp::export(rng = false)]]
Rcpp::CharacterVector core_missing_kinds() {
  return convert::utf8({tendensen::missing_names.begin(), tendensen::missing_names.end()});
}
