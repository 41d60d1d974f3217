// What tells the encoding of a text: which bytes it has, whether they are UTF-8, and what stands
// beside those beyond ASCII. Positions count from 0.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace tendensen {

struct ByteScan {
  std::array<std::int64_t, 256> counts{};
  // Bytes that are no part of a well-formed sequence (Unicode, table 3-7).
  std::vector<std::size_t> invalid;
  // Well-formed sequences of more than one byte.
  std::int64_t sequences = 0;
};

ByteScan scan_bytes(std::string_view text);

std::vector<std::size_t> find_bytes(std::string_view text, const std::array<bool, 256>& wanted);

// A byte beyond ASCII between its neighbours (0 outside the text), and how often it stands so.
struct Neighbours {
  int before;
  int byte;
  int after;
  std::int64_t n;
};

// In order of before, byte, after.
std::vector<Neighbours> high_neighbours(std::string_view text);

}  // namespace tendensen
