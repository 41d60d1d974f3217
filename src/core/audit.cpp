#include "audit.hpp"

#include <algorithm>

#include "error.hpp"
#include "text.hpp"

namespace tendensen {

namespace {

constexpr std::int64_t half_units_a_percent = half_units_of_100 / 100;

std::int64_t unit(const Printed& printed) {
  std::int64_t size = half_units_a_percent;
  for (int i = 0; i < printed.digits; ++i) size /= 10;
  return size;
}

}  // namespace

std::int64_t half_units(const Printed& printed) { return printed.units * unit(printed); }

Shares shares_printed_as(const Printed& printed) {
  const std::int64_t half = unit(printed) / 2;
  const std::int64_t low = std::max<std::int64_t>(0, half_units(printed) - half);
  const std::int64_t high = half_units(printed) + half;
  return high > half_units_of_100 ? Shares{low, half_units_of_100, true} : Shares{low, high, false};
}

namespace {

// 12.5 and not 12.500000
std::string percent_text(std::int64_t half_units) {
  std::string text = std::to_string(half_units / half_units_a_percent);
  std::int64_t rest = half_units % half_units_a_percent;
  if (rest == 0) return text;
  text += '.';
  for (std::int64_t scale = half_units_a_percent / 10; rest != 0; scale /= 10) {
    text += static_cast<char>('0' + rest / scale);
    rest %= scale;
  }
  return text;
}

std::string sum_text(const std::vector<Printed>& parts) {
  std::vector<std::string> terms;
  std::int64_t total = 0;
  for (const auto& part : parts) {
    terms.push_back(percent_text(half_units(part)));
    total += half_units(part);
  }
  return joined(terms, " + ") + " = " + percent_text(total);
}

std::string between_text(const Shares& shares) {
  return "between " + percent_text(shares.low) + " and " + percent_text(shares.high) +
         (shares.closed ? "" : " (not included)");
}

}  // namespace

std::vector<Block> blocks_of(const PrintedColumn& column) {
  std::vector<bool> in_net(column.levels.size(), false);
  std::vector<Block> blocks;
  for (std::size_t net = 0; net < column.nets.size(); ++net) {
    Block block{{}, net};
    for (const int option : column.nets[net].options) {
      const auto i = static_cast<std::size_t>(option);
      if (option < 0 || i >= in_net.size()) throw ArgumentError("A net names no option.");
      if (in_net[i]) throw ArgumentError("Nets must not share options.");
      in_net[i] = true;
      block.options.push_back(i);
    }
    blocks.push_back(std::move(block));
  }
  for (std::size_t i = 0; i < in_net.size(); ++i) {
    if (!in_net[i]) blocks.push_back({{i}, std::nullopt});
  }
  return blocks;
}

namespace {

Shares shares_of(const PrintedColumn& column, const Block& block) {
  Shares total{0, 0, true};
  for (const auto i : block.options) {
    const auto& level = column.levels[i];
    total = total + (level ? shares_printed_as(*level) : Shares{0, half_units_of_100, true});
  }
  if (total.high > half_units_of_100) return {total.low, half_units_of_100, true};
  return total;
}

std::vector<Printed> printed_levels(const PrintedColumn& column,
                                    const std::vector<std::size_t>& options) {
  std::vector<Printed> printed;
  for (const auto i : options) {
    if (column.levels[i]) printed.push_back(*column.levels[i]);
  }
  return printed;
}

std::string printed_text(const Printed& printed) {
  return "printed as " + percent_text(half_units(printed)) + ", unrounded " +
         between_text(shares_printed_as(printed));
}

Impossible impossible_net(const PrintedColumn& column, const Block& block, const Shares& parts) {
  const Printed& net = column.nets[*block.net].printed;
  const auto levels = printed_levels(column, block.options);
  const bool all_printed = levels.size() == block.options.size();
  const auto larger = std::find_if(levels.begin(), levels.end(), [&](const Printed& level) {
    return below(shares_printed_as(net), shares_printed_as(level));
  });
  const std::vector<int> nets = {static_cast<int>(*block.net)};
  if (!all_printed && larger != levels.end()) {
    return {"subset",
            "A part is " + printed_text(*larger) + "; the net that holds it is " +
                printed_text(net) + ".",
            false, nets};
  }
  return {"net_parts",
          "The parts " + sum_text(levels) + " are unrounded " + between_text(parts) +
              "; the net is " + printed_text(net) + ".",
          false, nets};
}

// What the column adds up to: each option, or the net where its options were not printed.
Impossible impossible_total(const PrintedColumn& column, const std::vector<Block>& blocks,
                            const Shares& total) {
  std::vector<Printed> terms;
  for (const auto& block : blocks) {
    auto levels = printed_levels(column, block.options);
    if (levels.empty() && block.net) levels = {column.nets[*block.net].printed};
    terms.insert(terms.end(), levels.begin(), levels.end());
  }
  Impossible impossible{"exclusive_sum",
                        "Exclusive answers add up to 100; " + sum_text(terms) + " is unrounded " +
                            between_text(total) + ".",
                        true,
                        {}};
  for (std::size_t net = 0; net < column.nets.size(); ++net) {
    impossible.nets.push_back(static_cast<int>(net));
  }
  return impossible;
}

}  // namespace

std::vector<Impossible> impossible_column(const PrintedColumn& column) {
  std::vector<Impossible> found;
  Shares total{0, 0, true};
  const auto blocks = blocks_of(column);
  for (const auto& block : blocks) {
    Shares shares = shares_of(column, block);
    if (block.net) {
      const Shares net = shares_printed_as(column.nets[*block.net].printed);
      if (disjoint(shares, net)) {
        found.push_back(impossible_net(column, block, shares));
      } else {
        shares = intersection(shares, net);
      }
    }
    total = total + shares;
  }
  if (!total.contains(half_units_of_100)) found.push_back(impossible_total(column, blocks, total));
  return found;
}

PickSum pick_sum(const std::vector<Printed>& levels, int max_picks) {
  Shares total{0, 0, true};
  std::int64_t printed = 0;
  for (const auto& level : levels) {
    total = total + shares_printed_as(level);
    printed += half_units(level);
  }
  const std::int64_t allowed = max_picks * half_units_of_100;
  const auto percent = [](std::int64_t half_units) {
    return static_cast<double>(half_units) / static_cast<double>(half_units_a_percent);
  };
  PickSum result{percent(printed), percent(total.low), percent(allowed), ""};
  if (total.low > allowed) {
    result.reason = sum_text(levels) + ", unrounded at least " + percent_text(total.low) + "; " +
                    std::to_string(max_picks) + " picks each allow " + percent_text(allowed) + ".";
  }
  return result;
}

std::string nets_sum(const PrintedColumn& column) {
  std::size_t n_options = 0;
  Shares total{0, 0, true};
  std::vector<Printed> printed;
  for (const auto& net : column.nets) {
    n_options += net.options.size();
    total = total + shares_printed_as(net.printed);
    printed.push_back(net.printed);
  }
  if (n_options != column.levels.size() || total.contains(half_units_of_100)) return "";
  return "These nets hold every answer once and add up to 100; " + sum_text(printed) +
         " is unrounded " + between_text(total) + ".";
}

std::string printed_twice(const Printed& first, const Printed& second) {
  if (!disjoint(shares_printed_as(first), shares_printed_as(second))) return "";
  return "The same number is " + printed_text(first) + ", and " + printed_text(second) + ".";
}

std::string bracket(const Printed& whole, const std::vector<Printed>& groups) {
  if (groups.empty()) return "";
  const auto all = shares_printed_as(whole);
  const auto disagree = [&](const auto& outside) {
    return std::all_of(groups.begin(), groups.end(), [&](const Printed& group) {
      return outside(all, shares_printed_as(group));
    });
  };
  const bool too_low = disagree([](const Shares& a, const Shares& b) { return below(a, b); });
  const bool too_high = disagree([](const Shares& a, const Shares& b) { return below(b, a); });
  if (!too_low && !too_high) return "";
  std::vector<std::string> parts;
  for (const auto& group : groups) parts.push_back(printed_text(group));
  return "The whole is " + printed_text(whole) + "; every group is " +
         (too_low ? "larger: " : "smaller: ") + joined(parts, "; ") + ".";
}

}  // namespace tendensen
