#include "resample.hpp"

#include <algorithm>
#include <bitset>
#include <string>

#include "error.hpp"
#include "missing.hpp"
#include "parallel.hpp"
#include "random.hpp"

namespace tendensen {

namespace {

std::int64_t n_bits(std::uint64_t word) {
  return static_cast<std::int64_t>(std::bitset<64>(word).count());
}

using Members = std::vector<std::vector<std::size_t>>;

Members members_of(const Groups& strata) {
  Members members(static_cast<std::size_t>(strata.n_groups));
  for (std::size_t i = 0; i < strata.index.size(); ++i) {
    const int stratum = strata.index[i];
    if (stratum < 0 || stratum >= strata.n_groups) {
      throw ArgumentError("Respondent " + std::to_string(i + 1) + " is in no stratum.");
    }
    members[static_cast<std::size_t>(stratum)].push_back(i);
  }
  return members;
}

// Adds the draws of one replicate to `times`.
void draw(const Members& members, std::uint32_t seed, std::size_t replicate, int* times) {
  auto random = random_stream(seed, "replicate " + std::to_string(replicate));
  for (const auto& stratum : members) {
    for (std::size_t i = 0; i < stratum.size(); ++i) {
      ++times[stratum[random_index(random, stratum.size())]];
    }
  }
}

// Plane b holds the respondents whose number of draws has bit b.
std::vector<Plane> planes_of(const std::vector<int>& times) {
  std::vector<Plane> planes;
  for (std::size_t i = 0; i < times.size(); ++i) {
    auto rest = static_cast<unsigned>(times[i]);
    for (std::size_t b = 0; rest != 0; rest >>= 1U, ++b) {
      if (b == planes.size()) planes.emplace_back(times.size());
      if ((rest & 1U) != 0) planes[b].insert(i);
    }
  }
  return planes;
}

int weighted_count(const Plane& set, const std::vector<Plane>& times) {
  std::int64_t count = 0;
  for (std::size_t b = 0; b < times.size(); ++b) count += count_both(set, times[b]) << b;
  return static_cast<int>(count);
}

// The code of a respondent, in range, or a kind of missing.
int checked_code(const Answers& answers, std::size_t column, std::size_t row) {
  const int code = answers.columns[column][row];
  const bool fits = is_missing(code) ? is_missing_code(code)
                                     : answers.multiple || (code >= 1 && code <= answers.n_options);
  if (fits) return code;
  throw ArgumentError("Code " + std::to_string(code) + " of respondent " + std::to_string(row + 1) +
                      " is not in the option list.");
}

}  // namespace

std::int64_t count_both(const Plane& a, const Plane& b) {
  std::int64_t count = 0;
  for (std::size_t i = 0; i < a.n_words(); ++i) count += n_bits(a.word(i) & b.word(i));
  return count;
}

Plane Plane::without(const Plane& other) const {
  Plane rest = *this;
  for (std::size_t i = 0; i < words_.size(); ++i) rest.words_[i] &= ~other.words_[i];
  return rest;
}

std::int64_t Plane::size() const { return count_both(*this, *this); }

std::vector<Plane> answer_planes(const Answers& answers, const Groups& groups) {
  const std::size_t n = groups.index.size();
  const auto n_slots = static_cast<std::size_t>(answers.n_options) + 1;
  std::vector<Plane> planes(static_cast<std::size_t>(groups.n_groups) * n_slots, Plane(n));
  for (const auto& column : answers.columns) {
    if (column.size() != n) throw ArgumentError("The groups and the answers differ in length.");
  }
  for (std::size_t row = 0; row < n; ++row) {
    if (is_missing(checked_code(answers, 0, row))) continue;
    const auto first = static_cast<std::size_t>(groups.index[row]) * n_slots;
    planes.at(first + n_slots - 1).insert(row);
    for (std::size_t c = 0; c < answers.columns.size(); ++c) {
      const int code = checked_code(answers, c, row);
      if (!answers.multiple) {
        planes[first + static_cast<std::size_t>(code) - 1].insert(row);
        continue;
      }
      std::size_t option = c * options_a_column;
      for (auto picks = static_cast<unsigned>(code); picks != 0; picks >>= 1U, ++option) {
        if ((picks & 1U) == 0) continue;
        if (option + 1 >= n_slots) throw ArgumentError("A pick is not in the option list.");
        planes[first + option].insert(row);
      }
    }
  }
  return planes;
}

std::vector<int> resample_weights(const Resampling& resampling) {
  const Members members = members_of(resampling.strata);
  const std::size_t n = resampling.strata.index.size();
  std::vector<int> times(n * resampling.n_replicates);
  parallel_for(resampling.n_replicates, resampling.n_threads, [&](std::size_t replicate) {
    draw(members, resampling.seed, replicate, times.data() + replicate * n);
  });
  return times;
}

std::vector<int> resample_counts(const std::vector<Plane>& sets, const Resampling& resampling) {
  const Members members = members_of(resampling.strata);
  const std::size_t n = resampling.strata.index.size();
  std::vector<int> counts(sets.size() * resampling.n_replicates);
  parallel_for(resampling.n_replicates, resampling.n_threads, [&](std::size_t replicate) {
    std::vector<int> times(n);
    draw(members, resampling.seed, replicate, times.data());
    const auto planes = planes_of(times);
    for (std::size_t i = 0; i < sets.size(); ++i) {
      counts[replicate * sets.size() + i] = weighted_count(sets[i], planes);
    }
  });
  return counts;
}

}  // namespace tendensen
