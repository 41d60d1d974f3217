// Tasks 0..n-1 on a few threads. Which thread runs a task never matters to a result: a task
// writes only to its own slot, and the caller joins the slots in order.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace tendensen {

// The first exception that a task throws is thrown here, after all threads have ended.
template <typename Task>
void parallel_for(std::size_t n_tasks, unsigned n_threads, const Task& task) {
  const auto n_workers = std::min<std::size_t>(std::max(1U, n_threads), n_tasks);
  std::atomic<std::size_t> next{0};
  std::exception_ptr failure;
  std::mutex failure_lock;
  const auto work = [&] {
    for (std::size_t i = next++; i < n_tasks; i = next++) {
      try {
        task(i);
      } catch (...) {
        const std::lock_guard<std::mutex> hold(failure_lock);
        if (!failure) failure = std::current_exception();
        next = n_tasks;
      }
    }
  };
  std::vector<std::thread> others;
  for (std::size_t t = 1; t < n_workers; ++t) others.emplace_back(work);
  work();
  for (auto& thread : others) thread.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace tendensen
