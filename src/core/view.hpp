// A read-only look at a column that somebody else owns (C++17 has no std::span).
#pragma once

#include <cstddef>
#include <vector>

namespace tendensen {

template <typename T>
class View {
 public:
  View() = default;
  View(const T* data, std::size_t size) : data_(data), size_(size) {}
  View(const std::vector<T>& values) : data_(values.data()), size_(values.size()) {}

  const T* begin() const { return data_; }
  const T* end() const { return data_ + size_; }
  const T& operator[](std::size_t i) const { return data_[i]; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

 private:
  const T* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace tendensen
