#include <testthat/vendor/catch.h>

#include <random>
#include <string>

#include "encoding.hpp"

using namespace tendensen;

namespace {

using Positions = std::vector<std::size_t>;

Positions invalid(const std::string& text) { return scan_bytes(text).invalid; }

// The UTF-8 of a code point, by its definition.
std::string encoded(unsigned code) {
  const auto tail = [&](unsigned shift) {
    return static_cast<char>(0x80U | ((code >> shift) & 0x3FU));
  };
  if (code < 0x80) return {static_cast<char>(code)};
  if (code < 0x800) return {static_cast<char>(0xC0U | (code >> 6U)), tail(0)};
  if (code < 0x10000) return {static_cast<char>(0xE0U | (code >> 12U)), tail(6), tail(0)};
  return {static_cast<char>(0xF0U | (code >> 18U)), tail(12), tail(6), tail(0)};
}

}  // namespace

TEST_CASE("every code point that is no surrogate is one sequence") {
  for (unsigned code = 0; code <= 0x10FFFF; code += code < 0x10000 ? 1 : 97) {
    if (code >= 0xD800 && code <= 0xDFFF) continue;
    const auto scan = scan_bytes(encoded(code));
    REQUIRE(scan.invalid.empty());
    REQUIRE(scan.sequences == (code < 0x80 ? 0 : 1));
  }
}

TEST_CASE("ill-formed bytes are found by their positions") {
  CHECK(invalid("").empty());
  CHECK(invalid("a\x80z") == Positions{1});
  CHECK(invalid("\xC0\xAF") == (Positions{0, 1}));                // overlong
  CHECK(invalid("\xED\xA0\x80") == (Positions{0, 1, 2}));         // a surrogate
  CHECK(invalid("\xF4\x90\x80\x80") == (Positions{0, 1, 2, 3}));  // beyond U+10FFFF
  CHECK(invalid("\xE2\x82") == (Positions{0, 1}));                // cut off
  CHECK(invalid("\xC3\xC3\xA9") == Positions{0});
  CHECK(invalid("\xC3\xA9\xA9") == Positions{2});
}

TEST_CASE("random bytes are counted, and what is left without invalid ones is valid") {
  std::mt19937 random(31);
  for (int round = 0; round < 300; ++round) {
    std::string text;
    const auto size = random() % 200;
    for (std::size_t i = 0; i < size; ++i) text += static_cast<char>(random() % 256);
    const auto scan = scan_bytes(text);
    std::int64_t n = 0;
    for (const auto count : scan.counts) n += count;
    REQUIRE(n == static_cast<std::int64_t>(text.size()));
    for (auto at = scan.invalid.rbegin(); at != scan.invalid.rend(); ++at) text.erase(*at, 1);
    const auto rest = scan_bytes(text);
    REQUIRE(rest.sequences >= scan.sequences);
  }
}

TEST_CASE("bytes are found, with their neighbours") {
  std::array<bool, 256> wanted{};
  wanted['b'] = wanted[0] = true;
  CHECK(find_bytes(std::string("ab\0b", 4), wanted) == (Positions{1, 2, 3}));
  const auto around = high_neighbours("\xE9t\xE9 t\xE9 ");
  REQUIRE(around.size() == 2);
  CHECK((around[0].before == 0 && around[0].byte == 0xE9 && around[0].after == 't'));
  CHECK((around[1].before == 't' && around[1].byte == 0xE9 && around[1].after == ' '));
  CHECK((around[0].n == 1 && around[1].n == 2));
}
