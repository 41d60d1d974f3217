#include "claims.hpp"

#include <cmath>
#include <cstdio>
#include <limits>

#include "classes.hpp"
#include "error.hpp"
#include "rank.hpp"
#include "text.hpp"

namespace tendensen {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// At most three decimals, none that are zero.
std::string text_of(double value) {
  if (std::isinf(value)) return value > 0 ? "infinity" : "-infinity";
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, "%.3f", value);
  std::string text = buffer;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

std::string text_of(const Evidence& range) {
  return text_of(range.low) + " to " + text_of(range.high);
}

// 83 (82.5 to 83.5)
std::string text_of(const Quantity& quantity) {
  if (quantity.range.low == quantity.range.high) return text_of(quantity.value);
  if (std::isnan(quantity.value)) return text_of(quantity.range);
  return text_of(quantity.value) + " (" + text_of(quantity.range) + ")";
}

Verdict verdict_of(bool always, bool never) {
  if (always) return Verdict::holds;
  return never ? Verdict::contradicted : Verdict::not_testable;
}

std::string ending(Verdict verdict, bool exact) {
  switch (verdict) {
    case Verdict::holds:
      return exact ? ": so." : ": so for every value that prints so.";
    case Verdict::contradicted:
      return exact ? ": not so." : ": so for no value that prints so.";
    case Verdict::not_testable:
      return ": so for some of the values that print so, not for others.";
  }
  return "";
}

Judgement judgement(Verdict verdict, const Quantity& observed, const std::string& claim) {
  const bool exact = observed.range.low == observed.range.high;
  return {verdict, observed.value, observed.range.low, observed.range.high,
          claim + ending(verdict, exact)};
}

std::string text_of_target(const Evidence& target) {
  if (std::isinf(target.high)) return "above " + text_of(target.low);
  if (std::isinf(target.low)) return "below " + text_of(target.high);
  return "from " + text_of(target.low) + " to " + text_of(target.high);
}

Judgement judge_target(const Quantity& statistic, const Evidence& target, const std::string& what) {
  const Verdict verdict =
      verdict_of(inside(statistic.range, target), disjoint(statistic.range, target));
  return judgement(verdict, statistic, what + " lies " + text_of_target(target));
}

const char* text_of(Comparison comparison) {
  switch (comparison) {
    case Comparison::at_least:
      return " is at least ";
    case Comparison::at_most:
      return " is at most ";
    case Comparison::more_than:
      return " is more than ";
    case Comparison::less_than:
      return " is less than ";
  }
  return "";
}

// Is a <= b, or a < b when strict, for every pair of values?
bool always_below(const Evidence& a, const Evidence& b, bool strict) {
  return strict ? below(a, b) : a.high <= b.low;
}

Verdict compare(const Evidence& left, Comparison comparison, const Evidence& right) {
  switch (comparison) {
    case Comparison::at_least:
      return verdict_of(always_below(right, left, false), always_below(left, right, true));
    case Comparison::at_most:
      return verdict_of(always_below(left, right, false), always_below(right, left, true));
    case Comparison::more_than:
      return verdict_of(always_below(right, left, true), always_below(left, right, false));
    case Comparison::less_than:
      return verdict_of(always_below(left, right, true), always_below(right, left, false));
  }
  return Verdict::not_testable;
}

Quantity difference(const Quantity& left, const Quantity& right) {
  return {
      left.value - right.value,
      {left.range.low - right.range.high, left.range.high - right.range.low,
       left.range.closed && right.range.low_closed, left.range.low_closed && right.range.closed}};
}

Quantity quotient(const Quantity& left, const Quantity& right) {
  const double infinity = std::numeric_limits<double>::infinity();
  const double low = right.range.high > 0 ? left.range.low / right.range.high : infinity;
  const double high = right.range.low > 0 ? left.range.high / right.range.low : infinity;
  // Nothing divided by anything is nothing.
  const bool low_closed = left.range.low_closed && (right.range.closed || left.range.low == 0);
  return {left.value / right.value,
          {low, high, left.range.closed && right.range.low_closed, low_closed}};
}

std::string pair_text(const Quantity& left, const std::string& between, const Quantity& right) {
  return text_of(left) + between + text_of(right);
}

}  // namespace

Quantity total(const std::vector<Quantity>& cells) {
  Quantity sum{0, {0, 0, true}};
  for (const auto& cell : cells) {
    sum.value += cell.value;
    sum.range = sum.range + cell.range;
  }
  return sum;
}

Judgement judge_within(const Quantity& quantity, const Evidence& target) {
  return judge_target(quantity, target, text_of(quantity));
}

Judgement judge_limit(const Quantity& quantity, Comparison comparison, double limit) {
  return judgement(compare(quantity.range, comparison, {limit, limit, true}), quantity,
                   text_of(quantity) + text_of(comparison) + text_of(limit));
}

Judgement judge_pair(const Quantity& left, Comparison comparison, const Quantity& right) {
  return judgement(compare(left.range, comparison, right.range), left,
                   pair_text(left, text_of(comparison), right));
}

Judgement judge_difference(const Quantity& left, const Quantity& right, const Evidence& target) {
  return judge_target(difference(left, right), target,
                      "The difference of " + pair_text(left, " and ", right));
}

Judgement judge_ratio(const Quantity& left, const Quantity& right, const Evidence& target) {
  if (left.range.low == 0 && right.range.high == 0) {
    return {Verdict::not_testable, nan, nan, nan, "Nothing divided by nothing is no number."};
  }
  const Quantity ratio = quotient(left, right);
  return judge_target(ratio, target,
                      pair_text(left, " divided by ", right) + ", " + text_of(ratio) + ",");
}

Judgement judge_rank(const std::vector<Quantity>& cells, std::size_t which, int first, int last,
                     bool smallest_first) {
  if (which >= cells.size()) throw ArgumentError("There is no such cell to rank.");
  int best = 1;
  int worst = 1;
  int observed = 1;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i == which) continue;
    const Quantity& larger = smallest_first ? cells[which] : cells[i];
    const Quantity& smaller = smallest_first ? cells[i] : cells[which];
    best += below(smaller.range, larger.range);
    worst += larger.range.high > smaller.range.low;
    observed += larger.value > smaller.value;
  }
  const Verdict verdict = verdict_of(first <= best && worst <= last, worst < first || last < best);
  const std::string places =
      best == worst ? std::to_string(best) : std::to_string(best) + " to " + std::to_string(worst);
  const std::string wanted =
      first == last ? std::to_string(first) : std::to_string(first) + " to " + std::to_string(last);
  return {
      verdict, static_cast<double>(observed), static_cast<double>(best), static_cast<double>(worst),
      text_of(cells[which]) + " has place " + places + " of " + std::to_string(cells.size()) +
          (smallest_first ? " from the smallest" : "") + "; the claim is place " + wanted + "."};
}

namespace {

std::vector<double> values_of(const std::vector<Quantity>& cells) {
  std::vector<double> values;
  for (const auto& cell : cells) values.push_back(cell.value);
  return values;
}

bool always_reversed(const Quantity& a, const Quantity& b, const Quantity& c, const Quantity& d) {
  return (below(a.range, b.range) && below(d.range, c.range)) ||
         (below(b.range, a.range) && below(c.range, d.range));
}

// Can a stand before b on the left and after it on the right?
bool can_reverse(const Quantity& a, const Quantity& b, const Quantity& c, const Quantity& d) {
  const auto can_exceed = [](const Quantity& x, const Quantity& y) {
    return x.range.high > y.range.low;
  };
  return (can_exceed(a, b) && can_exceed(d, c)) || (can_exceed(b, a) && can_exceed(c, d));
}

}  // namespace

Judgement judge_order(const std::vector<Quantity>& left, const std::vector<Quantity>& right,
                      const std::vector<std::string>& names) {
  if (left.size() != right.size() || left.size() != names.size() || left.size() < 2) {
    throw ArgumentError("Two lists of the same options, at least two, are needed.");
  }
  std::vector<std::string> reversed;
  bool undecided = false;
  for (std::size_t i = 0; i < left.size(); ++i) {
    for (std::size_t j = i + 1; j < left.size(); ++j) {
      if (always_reversed(left[i], left[j], right[i], right[j])) {
        reversed.push_back(names[i] + " and " + names[j] + " (" + text_of(left[i].value) + ", " +
                           text_of(left[j].value) + " against " + text_of(right[i].value) + ", " +
                           text_of(right[j].value) + ")");
      } else if (can_reverse(left[i], left[j], right[i], right[j])) {
        undecided = true;
      }
    }
  }
  const double tau = tau_b(values_of(left), values_of(right));
  const std::size_t n_pairs = left.size() * (left.size() - 1) / 2;
  std::string reason = (std::isnan(tau) ? std::string("One of the lists has no order")
                                        : "Kendall's tau-b is " + text_of(tau)) +
                       "; " + std::to_string(reversed.size()) + " of " + std::to_string(n_pairs) +
                       " pairs are reversed";
  if (!reversed.empty()) reason += ": " + joined(reversed, "; ");
  return {verdict_of(reversed.empty() && !undecided, !reversed.empty()), tau, nan, nan,
          reason + "."};
}

Judgement judge_none(const Quantity& quantity, double base) {
  const double one = base > 0 ? 100 / base : 0;
  const bool always = quantity.range.high == 0 || (quantity.range.low == 0 && base > 0 &&
                                                   below(quantity.range, Evidence{one, one, true}));
  const Verdict verdict = verdict_of(always, quantity.range.low > 0);
  std::string reason = text_of(quantity) + " is none";
  if (base > 0) reason += "; one of " + text_of(base) + " would be " + text_of(one);
  return judgement(verdict, quantity, reason);
}

Quantity grouped_median(const std::vector<ClassShare>& classes) {
  std::vector<ClassBounds> bounds;
  std::vector<double> values;
  for (const auto& one : classes) {
    bounds.push_back({one.from, one.to});
    values.push_back(one.share.value);
  }
  Quantity median{class_quantile(bounds, values, 0.5), {nan, nan, true}};
  // The median falls with the shares below its class and rises with those above; in its own class
  // it is monotone in the share. So its extremes are at these corners, whichever class it is in.
  const auto corner = [&](std::size_t own, bool own_high, bool below_high) {
    std::vector<double> shares;
    for (std::size_t i = 0; i < classes.size(); ++i) {
      const bool high = i == own ? own_high : (i < own) == below_high;
      shares.push_back(high ? classes[i].share.range.high : classes[i].share.range.low);
    }
    return class_quantile(bounds, shares, 0.5);
  };
  bool known = !std::isnan(median.value);
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (std::size_t own = 0; own < classes.size(); ++own) {
    for (const bool own_high : {false, true}) {
      for (const bool below_high : {false, true}) {
        const double value = corner(own, own_high, below_high);
        known = known && !std::isnan(value);
        low = std::min(low, value);
        high = std::max(high, value);
      }
    }
  }
  if (known) median.range = {low, high, true};
  return median;
}

Judgement judge_change(const Quantity& left, const Quantity& right, Direction direction,
                       double tolerance) {
  const Quantity change = difference(left, right);
  const std::string numbers =
      "From " + pair_text(right, " to ", left) + " is a change of " + text_of(change);
  if (std::isnan(change.range.low)) {
    return {Verdict::not_testable, change.value, nan, nan,
            "A median falls in an open class, or nobody answered."};
  }
  const double infinity = std::numeric_limits<double>::infinity();
  switch (direction) {
    case Direction::up:
      return judgement(compare(left.range, Comparison::more_than, right.range), change,
                       numbers + "; the claim is up");
    case Direction::down:
      return judgement(compare(left.range, Comparison::less_than, right.range), change,
                       numbers + "; the claim is down");
    case Direction::same: {
      const Evidence target{-tolerance, tolerance, true};
      return judgement(verdict_of(inside(change.range, target), disjoint(change.range, target)),
                       change, numbers + "; the claim is the same, within " + text_of(tolerance));
    }
  }
  return {Verdict::not_testable, nan, -infinity, infinity, ""};
}

namespace {

std::vector<ClassShare> classes_of(const Claim& claim, const std::vector<Quantity>& shares) {
  if (claim.from.size() != shares.size() || claim.to.size() != shares.size()) {
    throw ArgumentError("A median needs the bounds of each class.");
  }
  std::vector<ClassShare> classes;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    classes.push_back({claim.from[i], claim.to[i], shares[i]});
  }
  return classes;
}

Judgement judge_comparison(const Claim& claim, Comparison comparison) {
  const Quantity left = total(claim.left);
  return claim.right.empty() ? judge_limit(left, comparison, claim.limit)
                             : judge_pair(left, comparison, total(claim.right));
}

Judgement judge_target(const Claim& claim) { return judge_within(total(claim.left), claim.target); }

struct Relation {
  std::string name;
  Judgement (*judge)(const Claim&);
};

const std::vector<Relation>& language() {
  static const std::vector<Relation> all = {
      {"equals", judge_target},
      {"about", judge_target},
      {"sum", judge_target},
      {"at least", [](const Claim& c) { return judge_comparison(c, Comparison::at_least); }},
      {"at most", [](const Claim& c) { return judge_comparison(c, Comparison::at_most); }},
      {"more than", [](const Claim& c) { return judge_comparison(c, Comparison::more_than); }},
      {"less than", [](const Claim& c) { return judge_comparison(c, Comparison::less_than); }},
      {"larger", [](const Claim& c) { return judge_comparison(c, Comparison::more_than); }},
      {"difference",
       [](const Claim& c) { return judge_difference(total(c.left), total(c.right), c.target); }},
      {"ratio",
       [](const Claim& c) { return judge_ratio(total(c.left), total(c.right), c.target); }},
      {"change",
       [](const Claim& c) {
         return judge_change(total(c.left), total(c.right), c.direction, c.tolerance);
       }},
      {"rank",
       [](const Claim& c) {
         return judge_rank(c.left, c.which, c.first, c.last, c.smallest_first);
       }},
      {"order", [](const Claim& c) { return judge_order(c.left, c.right, c.names); }},
      {"none", [](const Claim& c) { return judge_none(total(c.left), c.base); }},
      {"majority",
       [](const Claim& c) { return judge_limit(total(c.left), Comparison::more_than, 50); }},
      {"plurality", [](const Claim& c) { return judge_rank(c.left, c.which, 1, 1, false); }},
      {"median", [](const Claim& c) {
         return judge_change(grouped_median(classes_of(c, c.left)),
                             grouped_median(classes_of(c, c.right)), c.direction, c.tolerance);
       }}};
  return all;
}

}  // namespace

Judgement judge(const Claim& claim) {
  const auto& name = claim.relation;
  const bool pair = name == "larger" || name == "change" || name == "difference" || name == "ratio";
  if (claim.left.empty() || (pair && claim.right.empty())) {
    throw ArgumentError("The relation `" + name + "` lacks cells.");
  }
  for (const auto& relation : language()) {
    if (relation.name == claim.relation) return relation.judge(claim);
  }
  throw ArgumentError("There is no relation `" + claim.relation + "`.");
}

const std::vector<std::string>& relations() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const auto& relation : language()) all.push_back(relation.name);
    return all;
  }();
  return names;
}

}  // namespace tendensen
