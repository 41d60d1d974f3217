// What is known of a number: it lies between `low` and `high`; the ends belong to the range when
// closed. A percentage printed as 47 is [46.5, 47.5); a computed one is [p, p].
#pragma once

#include <algorithm>

namespace tendensen {

template <typename T>
struct Range {
  T low{};
  T high{};
  bool closed = true;      // at the high end
  bool low_closed = true;  // at the low end

  bool contains(T value) const {
    return (low < value || (low_closed && value == low)) &&
           (value < high || (closed && value == high));
  }
};

template <typename T>
Range<T> operator+(const Range<T>& a, const Range<T>& b) {
  return {a.low + b.low, a.high + b.high, a.closed && b.closed, a.low_closed && b.low_closed};
}

// Is every value of `a` below every value of `b`?
template <typename T>
bool below(const Range<T>& a, const Range<T>& b) {
  return a.high < b.low || (a.high == b.low && !(a.closed && b.low_closed));
}

template <typename T>
bool disjoint(const Range<T>& a, const Range<T>& b) {
  return below(a, b) || below(b, a);
}

template <typename T>
bool inside(const Range<T>& part, const Range<T>& whole) {
  return (part.low > whole.low ||
          (part.low == whole.low && (whole.low_closed || !part.low_closed))) &&
         (part.high < whole.high || (part.high == whole.high && (whole.closed || !part.closed)));
}

// Contract: not disjoint.
template <typename T>
Range<T> intersection(const Range<T>& a, const Range<T>& b) {
  const bool a_ends_first = a.high < b.high || (a.high == b.high && !a.closed);
  const bool a_starts_last = a.low > b.low || (a.low == b.low && !a.low_closed);
  return {std::max(a.low, b.low), std::min(a.high, b.high), a_ends_first ? a.closed : b.closed,
          a_starts_last ? a.low_closed : b.low_closed};
}

}  // namespace tendensen
