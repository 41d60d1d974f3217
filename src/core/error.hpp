// The one family of exceptions of the core. R sees each as a condition of class
// `tendensen_error_<name>`; see `from_core()` in R/conditions.R.
#pragma once

#include <stdexcept>
#include <string>

namespace tendensen {

class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// An argument that breaks the contract of a core function.
class ArgumentError : public Error {
 public:
  using Error::Error;
};

// A recode that leaves codes over.
class RecodeError : public Error {
 public:
  using Error::Error;
};

// A `relevant` or `constraint` that cannot be read, or that does not fit the questionnaire.
class ExpressionError : public Error {
 public:
  ExpressionError(const std::string& message, std::size_t position)
      : Error(message), position_(position) {}
  // Byte offset in the expression, from 0.
  std::size_t position() const { return position_; }

 private:
  std::size_t position_;
};

}  // namespace tendensen
