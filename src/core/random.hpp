// Random numbers that are the same on every platform: a Mersenne twister and the distributions
// of Boost (those of the standard library differ between compilers).
#pragma once

#include <boost/random/mersenne_twister.hpp>
#include <boost/random/seed_seq.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace tendensen {

using Random = boost::random::mt19937_64;

// 64-bit FNV-1a (Fowler, Noll, Vo): the stream of a question does not depend on its neighbours.
constexpr std::uint64_t stream_id(std::string_view name) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : name) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 1099511628211ULL;
  }
  return hash;
}

inline Random random_stream(std::uint32_t seed, std::string_view name) {
  const std::uint64_t id = stream_id(name);
  const std::uint32_t parts[] = {seed, static_cast<std::uint32_t>(id),
                                 static_cast<std::uint32_t>(id >> 32)};
  boost::random::seed_seq sequence(std::begin(parts), std::end(parts));
  return Random(sequence);
}

// An index in [0, n). Contract: n > 0.
inline std::size_t random_index(Random& random, std::size_t n) {
  return boost::random::uniform_int_distribution<std::size_t>(0, n - 1)(random);
}

// Fisher-Yates.
template <typename T>
void shuffle(std::vector<T>& values, Random& random) {
  for (std::size_t i = values.size(); i > 1; --i) {
    std::swap(values[i - 1], values[random_index(random, i)]);
  }
}

}  // namespace tendensen
