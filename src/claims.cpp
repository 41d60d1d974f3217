#include "core/claims.hpp"

#include "convert.h"

namespace {

using tendensen::Claim;

// Rows of value, low, high, closed (at the high end).
std::vector<tendensen::Quantity> quantities(const Rcpp::NumericMatrix& cells) {
  std::vector<tendensen::Quantity> read;
  for (int i = 0; i < cells.nrow(); ++i) {
    read.push_back({cells(i, 0), {cells(i, 1), cells(i, 2), cells(i, 3) != 0}});
  }
  return read;
}

template <typename T>
T field(const Rcpp::List& claim, const char* name, T absent) {
  return claim.containsElementNamed(name) ? Rcpp::as<T>(claim[name]) : absent;
}

tendensen::Direction direction(const std::string& name) {
  if (name == "down") return tendensen::Direction::down;
  return name == "same" ? tendensen::Direction::same : tendensen::Direction::up;
}

// The fields of core/claims.hpp that R names; the others keep their defaults.
Claim claim_of(const Rcpp::List& list) {
  Claim claim;
  claim.relation = Rcpp::as<std::string>(list["relation"]);
  claim.left = quantities(list["left"]);
  if (list.containsElementNamed("right")) claim.right = quantities(list["right"]);
  if (list.containsElementNamed("target")) {
    const Rcpp::NumericVector target(list["target"]);
    claim.target = {target[0], target[1], target[2] != 0, target[3] != 0};
  }
  claim.limit = field(list, "limit", claim.limit);
  claim.which = static_cast<std::size_t>(field(list, "which", 1) - 1);
  claim.first = field(list, "first", claim.first);
  claim.last = field(list, "last", claim.last);
  claim.smallest_first = field(list, "smallest_first", claim.smallest_first);
  claim.direction = direction(field<std::string>(list, "direction", "up"));
  claim.tolerance = field(list, "tolerance", claim.tolerance);
  claim.base = field(list, "base", claim.base);
  if (list.containsElementNamed("names")) claim.names = convert::strings(list["names"]);
  claim.from = field(list, "from", claim.from);
  claim.to = field(list, "to", claim.to);
  return claim;
}

std::string verdict_name(tendensen::Verdict verdict) {
  if (verdict == tendensen::Verdict::holds) return "holds";
  return verdict == tendensen::Verdict::contradicted ? "contradicted" : "not testable";
}

}  // namespace

// [[Rcpp::export(rng = false)]]
Rcpp::List core_judge(const Rcpp::List& claim) {
  const auto judged = tendensen::judge(claim_of(claim));
  return Rcpp::List::create(
      Rcpp::Named("verdict") = verdict_name(judged.verdict),
      Rcpp::Named("observed") = judged.observed, Rcpp::Named("lower") = judged.lower,
      Rcpp::Named("upper") = judged.upper, Rcpp::Named("reason") = judged.reason);
}

// [[Rcpp::export(rng = false)]]
Rcpp::CharacterVector core_relations() { return convert::utf8(tendensen::relations()); }
