#include "missing.hpp"

#include <algorithm>

namespace tendensen {

std::optional<Missing> missing_from_name(std::string_view name) {
  const auto found = std::find(missing_names.begin(), missing_names.end(), name);
  if (found == missing_names.end()) return std::nullopt;
  return static_cast<Missing>(-1 - static_cast<int>(found - missing_names.begin()));
}

}  // namespace tendensen
