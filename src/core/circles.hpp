// Circles in what needs what.
#pragma once

#include <cstddef>
#include <vector>

namespace tendensen {

// Calls `report(path, from)` once for each edge that closes a circle: node path[from], ..., the end
// of the path, and path[from] again. needs[i]: the nodes that node i needs. Depth first, with a
// path of our own: it can be long.
template <typename Report>
void find_circles(const std::vector<std::vector<std::size_t>>& needs, const Report& report) {
  enum class Mark { unseen, on_path, done };
  std::vector<Mark> marks(needs.size(), Mark::unseen);
  std::vector<std::size_t> place(needs.size());  // of a node on the path
  std::vector<std::size_t> path;
  std::vector<std::size_t> next;  // the edge to follow from each node of the path
  const auto enter = [&](std::size_t node) {
    marks[node] = Mark::on_path;
    place[node] = path.size();
    path.push_back(node);
    next.push_back(0);
  };
  for (std::size_t start = 0; start < needs.size(); ++start) {
    if (marks[start] == Mark::unseen) enter(start);
    while (!path.empty()) {
      const std::size_t node = path.back();
      if (next.back() == needs[node].size()) {
        marks[node] = Mark::done;
        path.pop_back();
        next.pop_back();
        continue;
      }
      const std::size_t other = needs[node][next.back()++];
      if (marks[other] == Mark::unseen)
        enter(other);
      else if (marks[other] == Mark::on_path)
        report(path, place[other]);
    }
  }
}

}  // namespace tendensen
