#include <testthat/vendor/catch.h>

#include <map>
#include <random>

#include "label.hpp"

using namespace tendensen;

namespace {

using Texts = std::vector<std::string>;
using Positions = std::vector<std::size_t>;

// Texts that can be made by joining at most `n` labels, with the number of ways to make each.
std::map<std::string, int> readings(const Texts& labels, const std::string& separator, int n) {
  std::map<std::string, int> all;
  std::map<std::string, int> last{{"", 1}};
  for (int i = 0; i < n; ++i) {
    std::map<std::string, int> longer;
    for (const auto& [text, ways] : last) {
      for (const auto& label : labels) longer[text + separator + label] += ways;
    }
    for (const auto& [text, ways] : longer) all[text] += ways;
    last = longer;
  }
  return all;
}

bool has_two_readings(const Texts& labels, const std::string& separator, int n) {
  for (const auto& [text, ways] : readings(labels, separator, n)) {
    if (ways > 1) return true;
  }
  return false;
}

Texts without(const Texts& labels, const Positions& drop) {
  Texts kept;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (std::find(drop.begin(), drop.end(), i) == drop.end()) kept.push_back(labels[i]);
  }
  return kept;
}

// Two options of a list; the label of the second is as given.
Texts faults(const ChoiceRow& second, bool joined = true) {
  const Sheets sheets{
      {"English (en)"}, {}, {{"l", "one", "", {"One, too"}, {"one, too"}}, second}, ""};
  const std::vector<Option> options = {{"l", "one", 1, {}, 0}, {"l", second.name, 2, {}, 1}};
  const std::set<std::string> lists = joined ? std::set<std::string>{"l"} : std::set<std::string>{};
  Texts found;
  for (const auto& fault : label_faults(sheets, options, lists)) {
    CHECK_FALSE(fault.problem.empty());
    CHECK_FALSE(fault.fix.empty());
    found.push_back(fault.id + " " + fault.sheet + "!" + std::to_string(fault.row) + " " +
                    fault.column + " [" + fault.value + "]");
  }
  return found;
}

}  // namespace

TEST_CASE("labels with a separator are no fault by themselves") {
  CHECK(splitting_labels({"a, b", "c"}).empty());
  CHECK(splitting_labels({"a, b", "b", "c"}).empty());
  CHECK(splitting_labels({"a; b", "a", "c"}).empty());
  CHECK(splitting_labels({"a,b", "a", "b"}).empty());
  CHECK(splitting_labels({"a, b", "a, c", "b, c"}).empty());
  CHECK(splitting_labels({}).empty());
  CHECK(splitting_labels({"", "a"}).empty());
}

TEST_CASE("labels that read as others of the list are found") {
  CHECK(splitting_labels({"a, b", "a", "b"}) == (Positions{0}));
  CHECK(splitting_labels({"a", "b", "a;b"}) == (Positions{2}));
  CHECK(splitting_labels({"a", "b", "a; b"}) == (Positions{2}));
  // Two at once, one by each separator.
  CHECK(splitting_labels({"a", "b", "b, a", "a;a"}) == (Positions{2, 3}));
  // The same parts, so that only spaces tell them apart.
  CHECK(splitting_labels({"a;b", "a; b"}) == (Positions{1}));
}

TEST_CASE("a chain of several labels can be read in two ways") {
  // a, b | c, d = a | b, c | d: no label is a sequence of others.
  CHECK(splitting_labels({"a", "d", "a, b", "b, c", "c, d"}) == (Positions{4}));
  CHECK(splitting_labels({"a", "a, b", "b, c", "c, d"}).empty());
}

TEST_CASE("the same label twice is another fault") {
  CHECK(splitting_labels({"a, b", "a, b"}).empty());
}

TEST_CASE("exactly the lists that have two readings are found, by trying all joined texts") {
  std::mt19937 random(1);
  const auto below = [&](unsigned n) { return static_cast<std::size_t>(random() % n); };
  int n_found = 0;
  for (int run = 0; run < 300; ++run) {
    std::set<std::string> labels;
    while (labels.size() < 4) {
      std::string label(1, "abc"[below(3)]);
      for (std::size_t more = below(3); more > 0; --more)
        label += std::string(", ") + "abc"[below(3)];
      labels.insert(label);
    }
    const Texts list(labels.begin(), labels.end());
    const Positions found = splitting_labels(list);
    n_found += !found.empty();
    INFO(list[0] + " | " + list[1] + " | " + list[2] + " | " + list[3]);
    // Six labels are enough for the ambiguities of labels as short as these.
    CHECK(has_two_readings(list, ", ", 6) == !found.empty());
    CHECK_FALSE(has_two_readings(without(list, found), ", ", 6));
  }
  CHECK(n_found > 30);
  CHECK(n_found < 270);
}

TEST_CASE("labels are compared by their keys, and shown as written") {
  CHECK(faults({"l", "two", "", {"ONE,  too"}, {"one, too"}}) ==
        (Texts{"label_ambiguous choices!3 label::English (en) [ONE,  too]"}));
  CHECK(faults({"l", "two", "", {"One, too"}, {}}).empty());
  CHECK(faults({"l", "two", "", {"one, too"}, {}}) ==
        (Texts{"label_ambiguous choices!3 label::English (en) [one, too]"}));
}

TEST_CASE("label_is_code: a label that is the code of another option") {
  CHECK(faults({"l", "two", "", {"one"}, {"one"}}) ==
        (Texts{"label_is_code choices!3 label::English (en) [one]"}));
  CHECK(faults({"l", "two", "", {"two"}, {"two"}}).empty());
  // Codes are read as written.
  CHECK(faults({"l", "two", "", {"ONE"}, {"one"}}).empty());
}

TEST_CASE("a label that is another's label and code is told once, as ambiguous") {
  const Sheets sheets{
      {"English (en)"}, {}, {{"l", "one", "", {"one"}}, {"l", "two", "", {"one"}}}, ""};
  const auto found = label_faults(sheets, {{"l", "one", 1, {}, 0}, {"l", "two", 2, {}, 1}}, {});
  REQUIRE(found.size() == 1);
  CHECK(found[0].id == "label_ambiguous");
}

TEST_CASE("label_splits: only in the lists whose answers are joined") {
  const ChoiceRow twice{"l", "two", "", {"One, too, One, too"}, {"one, too, one, too"}};
  CHECK(faults(twice) ==
        (Texts{"label_splits choices!3 label::English (en) [One, too, One, too]"}));
  CHECK(faults(twice, false).empty());
}
