#include "encoding.hpp"

#include <map>

namespace tendensen {

namespace {

unsigned byte_at(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
}

// The length of the well-formed sequence that begins here, 0 for none. Contract: no ASCII.
std::size_t sequence_length(std::string_view text, std::size_t at) {
  const unsigned lead = byte_at(text, at);
  if (lead < 0xC2 || lead > 0xF4) return 0;
  const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  const unsigned low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const unsigned high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  const unsigned second = byte_at(text, at + 1);
  if (second < low || second > high) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if ((byte_at(text, at + i) & 0xC0U) != 0x80U) return 0;
  }
  return length;
}

}  // namespace

ByteScan scan_bytes(std::string_view text) {
  ByteScan scan;
  // Up to here, bytes belong to a well-formed sequence.
  std::size_t known = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    ++scan.counts[byte];
    if (byte < 0x80 || i < known) continue;
    const std::size_t length = sequence_length(text, i);
    if (length == 0) {
      scan.invalid.push_back(i);
    } else {
      ++scan.sequences;
      known = i + length;
    }
  }
  return scan;
}

std::vector<std::size_t> find_bytes(std::string_view text, const std::array<bool, 256>& wanted) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (wanted[static_cast<unsigned char>(text[i])]) found.push_back(i);
  }
  return found;
}

std::vector<Neighbours> high_neighbours(std::string_view text) {
  std::map<unsigned, std::int64_t> seen;
  unsigned before = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const unsigned byte = byte_at(text, i);
    if (byte >= 0x80) ++seen[(before << 16U) | (byte << 8U) | byte_at(text, i + 1)];
    before = byte;
  }
  std::vector<Neighbours> all;
  for (const auto& [key, n] : seen) {
    all.push_back({static_cast<int>(key >> 16U), static_cast<int>((key >> 8U) & 0xFFU),
                   static_cast<int>(key & 0xFFU), n});
  }
  return all;
}

}  // namespace tendensen
