#include "classes.hpp"

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

#include "error.hpp"

namespace tendensen {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

double total(const std::vector<double>& shares) {
  return std::accumulate(shares.begin(), shares.end(), 0.0);
}

bool is_open(const ClassBounds& one) { return std::isinf(one.from) || std::isinf(one.to); }

// A class and the part of it that lies below the quantile.
struct Place {
  std::size_t index;
  double part;
};

// Empty when nobody is counted.
std::optional<Place> place_of(const std::vector<double>& shares, double share) {
  const double wanted = share * total(shares);
  double passed = 0;
  std::optional<Place> last;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    if (shares[i] > 0 && passed + shares[i] >= wanted)
      return Place{i, (wanted - passed) / shares[i]};
    if (shares[i] > 0) last = Place{i, 1.0};
    passed += shares[i];
  }
  return last;
}

void check_lengths(const std::vector<ClassBounds>& classes, const std::vector<double>& shares) {
  if (classes.size() != shares.size()) throw ArgumentError("There must be one share a class.");
}

}  // namespace

double class_quantile(const std::vector<ClassBounds>& classes, const std::vector<double>& shares,
                      double share) {
  check_lengths(classes, shares);
  const auto place = place_of(shares, share);
  if (!place || is_open(classes[place->index])) return nan;
  const auto& own = classes[place->index];
  return own.from + (own.to - own.from) * place->part;
}

ClassMedian class_median(const std::vector<ClassBounds>& classes, const std::vector<double>& counts,
                         double level) {
  const double n = total(counts);
  if (n <= 0) return {nan, {nan, nan}};
  const double z = boost::math::quantile(boost::math::normal(), 0.5 + level / 2);
  const double half = z / (2 * std::sqrt(n));
  const auto bound = [&](double share, bool low) {
    // Fewer than z^2 respondents: every value is possible.
    if (share <= 0 || share >= 1) share = low ? 0 : 1;
    const auto& own = classes[place_of(counts, share)->index];
    if (is_open(own)) return low ? own.from : own.to;
    return class_quantile(classes, counts, share);
  };
  return {class_quantile(classes, counts, 0.5),
          {bound(0.5 - half, true), bound(0.5 + half, false)}};
}

std::vector<ClassBounds> close_ends(std::vector<ClassBounds> classes) {
  if (classes.empty()) return classes;
  const bool open = is_open(classes.front()) || is_open(classes.back());
  if (open && classes.size() < 2) throw ArgumentError("An open class alone has no middle.");
  const auto n = classes.size();
  if (std::isinf(classes[0].from)) {
    const double from = classes[0].to - (classes[1].to - classes[1].from);
    classes[0].from = classes[0].to >= 0 && from < 0 ? 0 : from;
  }
  if (std::isinf(classes[n - 1].to)) {
    classes[n - 1].to = classes[n - 1].from + (classes[n - 2].to - classes[n - 2].from);
  }
  return classes;
}

ClassMean class_mean(const std::vector<ClassBounds>& classes, const std::vector<double>& counts,
                     double level) {
  check_lengths(classes, counts);
  const double n = total(counts);
  if (n <= 0) return {nan, {nan, nan}};
  const auto middle = [&](std::size_t i) { return (classes[i].from + classes[i].to) / 2; };
  double sum = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) sum += counts[i] * middle(i);
  const double mean = sum / n;
  if (n < 2) return {mean, {nan, nan}};
  double squares = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    squares += counts[i] * (middle(i) - mean) * (middle(i) - mean);
  }
  const double t = boost::math::quantile(boost::math::students_t(n - 1), 0.5 + level / 2);
  const double half = t * std::sqrt(squares / (n - 1) / n);
  return {mean, {mean - half, mean + half}};
}

}  // namespace tendensen
