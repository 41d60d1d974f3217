#include "core/encoding.hpp"

#include "convert.h"

// `counts` of the bytes 0 to 255, positions of `invalid` bytes, number of `sequences`.
// [[Rcpp::export(rng = false)]]
Rcpp::List core_scan_bytes(const Rcpp::RawVector& bytes) {
  const auto scan = tendensen::scan_bytes(convert::text(bytes));
  return Rcpp::List::create(
      Rcpp::Named("counts") = Rcpp::NumericVector(scan.counts.begin(), scan.counts.end()),
      Rcpp::Named("invalid") = convert::positions(scan.invalid),
      Rcpp::Named("sequences") = static_cast<double>(scan.sequences));
}

// Positions of the bytes that are one of `wanted`.
// [[Rcpp::export(rng = false)]]
Rcpp::IntegerVector core_find_bytes(const Rcpp::RawVector& bytes, const Rcpp::RawVector& wanted) {
  std::array<bool, 256> set{};
  for (const Rbyte byte : wanted) set[byte] = true;
  return convert::positions(tendensen::find_bytes(convert::text(bytes), set));
}

// Bytes from `first` up to and with `last`, without an index of the size of the file.
// [[Rcpp::export(rng = false)]]
Rcpp::RawVector core_bytes_between(const Rcpp::RawVector& bytes, int first, int last) {
  return Rcpp::RawVector(bytes.begin() + (first - 1), bytes.begin() + last);
}

// [[Rcpp::export(rng = false)]]
Rcpp::List core_high_neighbours(const Rcpp::RawVector& bytes) {
  const auto all = tendensen::high_neighbours(convert::text(bytes));
  const auto size = static_cast<R_xlen_t>(all.size());
  Rcpp::IntegerVector before(size);
  Rcpp::IntegerVector byte(size);
  Rcpp::IntegerVector after(size);
  Rcpp::NumericVector n(size);
  for (R_xlen_t i = 0; i < size; ++i) {
    const auto& one = all[static_cast<std::size_t>(i)];
    before[i] = one.before;
    byte[i] = one.byte;
    after[i] = one.after;
    n[i] = static_cast<double>(one.n);
  }
  return Rcpp::List::create(Rcpp::Named("before") = before, Rcpp::Named("byte") = byte,
                            Rcpp::Named("after") = after, Rcpp::Named("n") = n);
}
