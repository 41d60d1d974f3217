// Words for messages.
#pragma once

#include <string>
#include <vector>

namespace tendensen {

inline std::string joined(const std::vector<std::string>& parts, const std::string& separator) {
  std::string text;
  for (const auto& part : parts) text += (text.empty() ? "" : separator) + part;
  return text;
}

// `a`, `b`, `c`
inline std::string quoted_list(const std::vector<std::string>& values) {
  std::vector<std::string> quoted;
  for (const auto& value : values) quoted.push_back("`" + value + "`");
  return joined(quoted, ", ");
}

}  // namespace tendensen
