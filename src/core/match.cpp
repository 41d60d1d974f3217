#include "match.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

#include "error.hpp"
#include "missing.hpp"
#include "questionnaire.hpp"
#include "tabulate.hpp"

namespace tendensen {

namespace {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

}  // namespace

std::vector<ColumnMatch> match_columns(const std::vector<std::vector<std::string>>& keys,
                                       const std::vector<ColumnName>& names) {
  std::unordered_map<std::string_view, std::vector<std::size_t>> by_key;
  for (std::size_t i = 0; i < names.size(); ++i) by_key[names[i].key].push_back(i);
  std::vector<ColumnMatch> matches;
  for (const auto& column : keys) {
    ColumnMatch best;
    auto best_rank = std::make_tuple(2, std::size_t{0}, 0);
    for (std::size_t k = 0; k < column.size(); ++k) {
      const auto named = by_key.find(column[k]);
      if (named == by_key.end()) continue;
      for (const std::size_t i : named->second) {
        const auto& name = names[i];
        const auto rank = std::make_tuple(name.tier == 0 ? 0 : 1, k, name.tier);
        if (rank < best_rank) {
          best_rank = rank;
          best = {name.item, name.option, name.tier, {}};
        } else if (rank == best_rank && (name.item != best.item || name.option != best.option)) {
          best.rivals.push_back(name.item);
        }
      }
    }
    matches.push_back(std::move(best));
  }
  return matches;
}

OptionNames::OptionNames(const std::vector<OptionName>& names) {
  for (const auto& name : names) {
    if (name.text.empty()) continue;
    longest_ = std::max(longest_, name.text.size());
    const Entry entry{name.tier, {Found::yes, name.value}};
    const auto [at, added] = entries_.emplace(name.text, entry);
    if (added || name.tier > at->second.tier) continue;
    if (name.tier < at->second.tier) {
      at->second = entry;
    } else if (at->second.match.value != name.value) {
      at->second.match.found = Found::ambiguous;
    }
  }
}

OptionNames::Match OptionNames::find(std::string_view text) const {
  if (text.empty() || text.size() > longest_) return {};
  const auto entry = entries_.find(std::string(text));
  return entry == entries_.end() ? Match{} : entry->second.match;
}

// A shortest path over the places where a part can begin, from the end.
std::vector<OptionNames::Part> OptionNames::split(std::string_view text,
                                                  std::string_view separator) const {
  if (separator.empty()) throw ArgumentError("A separator must not be empty.");
  std::vector<std::size_t> starts{0};
  for (auto at = text.find(separator); at != std::string_view::npos;
       at = text.find(separator, at + separator.size())) {
    starts.push_back(at + separator.size());
  }
  const auto part_between = [&](std::size_t from, std::size_t to) {
    const auto end = to == starts.size() ? text.size() : starts[to] - separator.size();
    return trimmed(text.substr(starts[from], end - starts[from]));
  };
  struct Step {
    std::size_t lost = 0;   // bytes that match nothing, from here to the end
    std::size_t parts = 0;  // parts, from here to the end
    std::size_t next = 0;
    Match match;
  };
  std::vector<Step> steps(starts.size() + 1);
  for (std::size_t from = starts.size(); from-- > 0;) {
    auto& best = steps[from];
    const auto single = part_between(from, from + 1);
    const auto& after = steps[from + 1];
    const auto found = find(single);
    best = {after.lost + (found.found == Found::no ? single.size() : 0),
            after.parts + (single.empty() ? 0U : 1U), from + 1, found};
    for (std::size_t to = from + 2; to <= starts.size(); ++to) {
      const auto end = to == starts.size() ? text.size() : starts[to] - separator.size();
      const auto part = part_between(from, to);
      const auto match = find(part);
      if (match.found != Found::no) {
        const Step step{steps[to].lost, steps[to].parts + 1, to, match};
        if (std::tie(step.lost, step.parts) < std::tie(best.lost, best.parts)) best = step;
      }
      if (end - starts[from] > longest_ + 16) break;
    }
  }
  std::vector<Part> parts;
  for (std::size_t at = 0; at < starts.size(); at = steps[at].next) {
    const auto part = part_between(at, steps[at].next);
    if (!part.empty()) parts.push_back({steps[at].match, std::string(part)});
  }
  return parts;
}

Picks combine_picks(const PickSource& source, std::size_t n) {
  if (source.ticks.empty() || source.ticks.size() > static_cast<std::size_t>(max_options)) {
    throw ArgumentError("A multiple-choice question has 1 to " + std::to_string(max_options) +
                        " options.");
  }
  const auto fits = [n](View<int> column) { return column.empty() || column.size() == n; };
  if (!fits(source.shown) || !fits(source.complete) ||
      !std::all_of(source.ticks.begin(), source.ticks.end(),
                   [n](View<int> column) { return column.size() == n; })) {
    throw ArgumentError("The columns of a multiple-choice question differ in length.");
  }
  Picks picks;
  std::vector<int> seen(n);  // 1: something is ticked; 0: an option is marked open; -1: neither
  std::fill(seen.begin(), seen.end(), -1);
  picks.columns.resize((source.ticks.size() + options_a_column - 1) / options_a_column);
  for (auto& column : picks.columns) column.assign(n, 0);
  for (std::size_t option = 0; option < source.ticks.size(); ++option) {
    auto& column = picks.columns[option / options_a_column];
    const int bit = static_cast<int>(1U << (option % options_a_column));
    const auto& ticks = source.ticks[option];
    for (std::size_t row = 0; row < n; ++row) {
      seen[row] = std::max(seen[row], ticks[row]);
      if (ticks[row] == static_cast<int>(Tick::yes)) column[row] |= bit;
    }
  }
  for (std::size_t row = 0; row < n; ++row) {
    if (seen[row] == 1) continue;
    const int shown = source.shown.empty() ? 1 : source.shown[row];
    auto missing = Missing::no_answer;
    if (shown == 0) {
      missing = Missing::not_shown;
    } else if (seen[row] == 0) {
      continue;
    } else if (!source.marks_open) {
      const int complete = source.complete.empty() ? -1 : source.complete[row];
      if (shown == 1 && complete == 1) continue;
      picks.untold.push_back(row);
    }
    for (auto& column : picks.columns) column[row] = static_cast<int>(missing);
  }
  return picks;
}

}  // namespace tendensen
