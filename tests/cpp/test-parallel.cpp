#include <testthat/vendor/catch.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "error.hpp"
#include "parallel.hpp"

using namespace tendensen;

namespace {

// How often each task ran.
std::vector<int> runs(std::size_t n_tasks, unsigned n_threads) {
  std::vector<std::atomic<int>> counters(n_tasks);
  parallel_for(n_tasks, n_threads, [&](std::size_t task) { ++counters.at(task); });
  return {counters.begin(), counters.end()};
}

struct AtEnd {
  std::function<void()> action;
  ~AtEnd() { action(); }
};

template <typename Action>
std::string message_of(Action action) {
  try {
    action();
  } catch (const ArgumentError& error) {
    return error.what();
  }
  return "";
}

void rest() { std::this_thread::sleep_for(std::chrono::milliseconds(2)); }

// Waits for another thread, but not for ever.
void await(const std::atomic<bool>& flag) {
  for (int i = 0; i < 5000 && !flag; ++i) rest();
}

}  // namespace

TEST_CASE("every task runs once, whatever the number of threads") {
  for (const std::size_t n_tasks : {1U, 2U, 7U, 1000U}) {
    for (const unsigned n_threads : {0U, 1U, 2U, 3U, 8U, 64U}) {
      INFO(n_tasks << " tasks, " << n_threads << " threads");
      CHECK(runs(n_tasks, n_threads) == std::vector<int>(n_tasks, 1));
    }
  }
}

TEST_CASE("no tasks are no work") {
  for (const unsigned n_threads : {0U, 1U, 8U}) CHECK(runs(0, n_threads).empty());
}

TEST_CASE("one thread runs the tasks in order, on the caller's thread") {
  std::vector<std::size_t> order;
  bool here = true;
  const auto caller = std::this_thread::get_id();
  parallel_for(5, 1, [&](std::size_t task) {
    order.push_back(task);
    here = here && std::this_thread::get_id() == caller;
  });
  CHECK(order == (std::vector<std::size_t>{0, 1, 2, 3, 4}));
  CHECK(here);
}

TEST_CASE("no more threads work than were asked for, or than there are tasks") {
  const auto workers = [](std::size_t n_tasks, unsigned n_threads) {
    std::mutex lock;
    std::set<std::thread::id> seen;
    parallel_for(n_tasks, n_threads, [&](std::size_t) {
      rest();
      const std::lock_guard<std::mutex> hold(lock);
      seen.insert(std::this_thread::get_id());
    });
    return seen.size();
  };
  CHECK(workers(20, 1) == 1);
  CHECK(workers(20, 3) <= 3);
  CHECK(workers(1, 8) == 1);
}

TEST_CASE("threads do work at the same time") {
  // Each of two tasks waits for the other; alone, the first would wait until it gives up.
  std::atomic<int> arrived{0};
  std::atomic<int> met{0};
  parallel_for(2, 2, [&](std::size_t) {
    ++arrived;
    for (int i = 0; i < 5000 && arrived < 2; ++i) rest();
    met += arrived == 2;
  });
  CHECK(met == 2);
}

TEST_CASE("the exception of a task reaches the caller as it is") {
  for (const unsigned n_threads : {1U, 2U, 8U}) {
    std::string message;
    try {
      parallel_for(100, n_threads, [](std::size_t task) {
        if (task == 42) throw RecodeError("task 42");
      });
    } catch (const RecodeError& error) {
      message = error.what();
    }
    CHECK(message == "task 42");
  }
}

TEST_CASE("of several exceptions one reaches the caller, on one thread the first") {
  const auto message = [](unsigned n_threads) {
    return message_of([&] {
      parallel_for(100, n_threads, [](std::size_t task) {
        if (task % 10 == 3) throw ArgumentError(std::to_string(task));
      });
    });
  };
  CHECK(message(1) == "3");
  const std::string any = message(8);
  REQUIRE_FALSE(any.empty());
  CHECK(any.back() == '3');
}

TEST_CASE("an exception that comes later does not replace the first") {
  std::atomic<bool> started{false};
  std::atomic<bool> thrown{false};
  const auto task = [&](std::size_t i) {
    if (i == 0) {
      await(started);
      const AtEnd unwound{[&] { thrown = true; }};
      throw ArgumentError("first");
    }
    started = true;
    await(thrown);
    for (int wait = 0; wait < 50; ++wait) rest();
    throw ArgumentError("later");
  };
  CHECK(message_of([&] { parallel_for(2, 2, task); }) == "first");
}

TEST_CASE("no task runs when the exception reaches the caller, and few start after it") {
  std::atomic<int> running{0};
  std::atomic<int> started{0};
  const auto task = [&](std::size_t i) {
    ++started;
    if (i == 0) throw ArgumentError("first");
    ++running;
    rest();
    --running;
  };
  CHECK_THROWS_AS(parallel_for(1000, 4, task), ArgumentError);
  CHECK(running == 0);
  CHECK(started < 1000);
}
