// Armadillo, as the core uses it: no output, errors as return values, 64-bit indices. For .cpp
// files of the core only; never beside <RcppArmadillo.h>, which sets other widths. No random
// numbers of Armadillo: see random.hpp.
#pragma once

#include <ostream>

namespace tendensen {

// Where Armadillo prints: nowhere.
inline std::ostream& no_output() {
  static thread_local std::ostream stream(nullptr);
  return stream;
}

}  // namespace tendensen

#define ARMA_USE_LAPACK
#define ARMA_USE_BLAS
#define ARMA_DONT_USE_WRAPPER
#define ARMA_DONT_USE_OPENMP
#define ARMA_WARN_LEVEL 0
#define ARMA_COUT_STREAM ::tendensen::no_output()
#define ARMA_CERR_STREAM ::tendensen::no_output()

// RcppArmadillo 15 keeps two versions of Armadillo, in folders.
#if __has_include(<armadillo>)
#include <armadillo>
#else
#include <current/armadillo>
#endif
