#include <testthat/vendor/catch.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <random>
#include <set>
#include <string>

#include "random.hpp"

using namespace tendensen;

namespace {

std::vector<int> upto(int n) {
  std::vector<int> values(static_cast<std::size_t>(n));
  std::iota(values.begin(), values.end(), 1);
  return values;
}

std::vector<int> shuffled(std::vector<int> values, std::uint32_t seed, const std::string& name) {
  Random random = random_stream(seed, name);
  shuffle(values, random);
  return values;
}

}  // namespace

// Test vectors of the authors: http://www.isthe.com/chongo/tech/comp/fnv/
TEST_CASE("streams are named by 64-bit FNV-1a") {
  CHECK(stream_id("") == 0xcbf29ce484222325ULL);
  CHECK(stream_id("a") == 0xaf63dc4c8601ec8cULL);
  CHECK(stream_id("foobar") == 0x85944171f73967e8ULL);
}

TEST_CASE("bytes above 127 are hashed as bytes, whatever the sign of char") {
  // One step of FNV-1a from the offset basis, with the octet 0xe9.
  CHECK(stream_id("\xe9") == (0xcbf29ce484222325ULL ^ 0xe9ULL) * 0x100000001b3ULL);
}

// [rand.predef]: the 10000th value of a default-constructed mt19937_64.
TEST_CASE("the generator is the standard's mt19937_64") {
  Random random;
  random.discard(9999);
  CHECK(random() == 9981545732273789042ULL);
}

// The standard fixes both algorithms to the bit; its library is the twin of Boost's.
TEST_CASE("a stream is mt19937_64 seeded with the seed and both halves of the name's hash") {
  for (const std::uint32_t seed : {0U, 1U, 2021U, 4294967295U}) {
    for (const std::string name : {"", "x", "crisis_effect"}) {
      const std::uint64_t id = stream_id(name);
      std::seed_seq sequence{seed, static_cast<std::uint32_t>(id & 0xffffffffU),
                             static_cast<std::uint32_t>(id >> 32U)};
      std::mt19937_64 twin(sequence);
      Random random = random_stream(seed, name);
      bool same = true;
      for (int i = 0; i < 1000; ++i) same = same && random() == twin();
      INFO(seed << " " << name);
      CHECK(same);
    }
  }
}

TEST_CASE("equal seeds and names agree, others do not") {
  const auto values = upto(50);
  CHECK(shuffled(values, 2021, "x") == shuffled(values, 2021, "x"));
  std::set<std::vector<int>> orders;
  for (std::uint32_t seed = 0; seed < 10; ++seed) {
    for (const std::string name : {"x", "y", "xx", ""}) orders.insert(shuffled(values, seed, name));
  }
  CHECK(orders.size() == 40);
}

TEST_CASE("a shuffle is a permutation") {
  for (int n = 0; n <= 20; ++n) {
    auto values = shuffled(upto(n), 7, "n" + std::to_string(n));
    std::sort(values.begin(), values.end());
    CHECK(values == upto(n));
  }
}

TEST_CASE("a shuffle keeps values that occur twice") {
  const std::vector<int> values = {3, 1, 3, 3, 2, 1};
  auto moved = shuffled(values, 7, "twice");
  CHECK(std::is_permutation(moved.begin(), moved.end(), values.begin(), values.end()));
}

// 24000 shuffles: 1000 an order, standard deviation 31.
TEST_CASE("each of the 24 orders of four comes up equally often") {
  Random random = random_stream(2021, "orders");
  std::map<std::vector<int>, int> seen;
  for (int i = 0; i < 24000; ++i) {
    auto values = upto(4);
    shuffle(values, random);
    ++seen[values];
  }
  CHECK(seen.size() == 24);
  for (const auto& order : seen) {
    CHECK(order.second > 840);
    CHECK(order.second < 1160);
  }
}

// 1000 an index, standard deviation 30.
TEST_CASE("an index is below its bound, and each comes up equally often") {
  Random random = random_stream(2021, "index");
  std::vector<int> seen(11, 0);
  for (int i = 0; i < 11000; ++i) ++seen.at(random_index(random, 11));
  for (const int times : seen) {
    CHECK(times > 845);
    CHECK(times < 1155);
  }
  for (int i = 0; i < 10; ++i) CHECK(random_index(random, 1) == 0);
}
