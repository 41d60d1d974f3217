#include "label.hpp"

#include <algorithm>
#include <map>

namespace tendensen {

namespace {

// A label cut at a separator, without the spaces around each part.
using Parts = std::vector<std::string>;

Parts parts_of(const std::string& label, const std::string& separator) {
  Parts parts;
  for (std::size_t at = 0; at != std::string::npos;) {
    const std::size_t end = label.find(separator, at);
    const std::string part = label.substr(at, end == std::string::npos ? end : end - at);
    const std::size_t first = part.find_first_not_of(' ');
    const std::size_t last = part.find_last_not_of(' ');
    parts.push_back(first == std::string::npos ? "" : part.substr(first, last - first + 1));
    at = end == std::string::npos ? end : end + separator.size();
  }
  return parts;
}

// Can every sequence of words be read in one way only? The test of Sardinas and Patterson (1953):
// no remainder of a word, after what another reading has used of it, is itself a word.
bool decodable(const std::set<Parts>& words) {
  std::set<Parts> seen;
  std::vector<Parts> rests;
  const auto add_rest = [&](const Parts& whole, const Parts& start) {
    if (start.size() >= whole.size()) return;
    const auto end = std::mismatch(start.begin(), start.end(), whole.begin());
    if (end.first != start.end()) return;
    Parts rest(end.second, whole.end());
    if (seen.insert(rest).second) rests.push_back(std::move(rest));
  };
  for (const auto& whole : words) {
    for (const auto& start : words) add_rest(whole, start);
  }
  for (std::size_t i = 0; i < rests.size(); ++i) {
    const Parts rest = rests[i];
    if (words.count(rest) > 0) return false;
    for (const auto& word : words) {
      add_rest(word, rest);
      add_rest(rest, word);
    }
  }
  return true;
}

void add_splitting(const std::vector<std::string>& labels, const std::string& separator,
                   std::set<std::size_t>& found) {
  std::map<std::string, std::size_t> several;
  std::set<Parts> words;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    Parts parts = parts_of(labels[i], separator);
    if (parts.size() == 1) {
      words.insert(std::move(parts));
    } else {
      several.insert({labels[i], i});
    }
  }
  std::vector<std::size_t> in_order;
  for (const auto& label : several) in_order.push_back(label.second);
  std::sort(in_order.begin(), in_order.end());
  for (const auto i : in_order) {
    const auto added = words.insert(parts_of(labels[i], separator));
    if (added.second && decodable(words)) continue;
    if (added.second) words.erase(added.first);
    found.insert(i);
  }
}

const std::string& label_key(const ChoiceRow& choice, std::size_t language) {
  return choice.label_keys.empty() ? choice.labels[language] : choice.label_keys[language];
}

// The options of a list, by their rows in the choices sheet, in one language.
class ListLabels {
 public:
  ListLabels(const Sheets& sheets, const std::vector<std::size_t>& rows, std::size_t language,
             std::vector<Fault>& faults)
      : sheets_(sheets), rows_(rows), language_(language), faults_(faults) {}

  void check_same() {
    std::map<std::string, std::size_t> seen;
    for (const auto row : rows_) {
      if (key(row).empty()) continue;
      const auto first = seen.insert({key(row), row});
      if (first.second) continue;
      const std::size_t other = first.first->second;
      fault(
          "label_ambiguous", row,
          "The list `" + choice(row).list + "` has " +
              (label(row) == label(other) ? "this" : "nearly this") + " label in row " +
              std::to_string(other + 2) + " too.",
          "Make the labels of a list distinct in each language, by more than case, spaces, quotes "
          "and dashes.");
    }
  }

  // Codes are read as written.
  void check_codes() {
    std::map<std::string, std::size_t> codes;
    for (const auto row : rows_) codes.insert({choice(row).name, row});
    for (const auto row : rows_) {
      const auto other = codes.find(label(row));
      if (label(row).empty() || other == codes.end() || label(row) == choice(row).name) continue;
      if (key(row) == key(other->second)) continue;  // ambiguous already
      fault("label_is_code", row,
            "The label is the name of another option, in row " + std::to_string(other->second + 2) +
                ": an answer could be either.",
            "Change the label, or the name of the other option.");
    }
  }

  void check_joined() {
    std::vector<std::string> keys;
    for (const auto row : rows_) keys.push_back(key(row));
    for (const auto i : splitting_labels(keys)) {
      fault("label_splits", rows_[i],
            "Joined by `, ` or `;`, as some tools write several answers, it could be read as other "
            "options of the list `" +
                choice(rows_[i]).list + "`.",
            "Write the label without `, ` and `;`.");
    }
  }

 private:
  const ChoiceRow& choice(std::size_t row) const { return sheets_.choices[row]; }
  const std::string& label(std::size_t row) const { return choice(row).labels[language_]; }
  const std::string& key(std::size_t row) const { return label_key(choice(row), language_); }

  void fault(const std::string& id, std::size_t row, const std::string& problem,
             const std::string& fix) {
    faults_.push_back({id, "choices", row + 2, "label::" + sheets_.languages[language_], label(row),
                       problem, fix});
  }

  const Sheets& sheets_;
  const std::vector<std::size_t>& rows_;
  std::size_t language_;
  std::vector<Fault>& faults_;
};

}  // namespace

std::vector<std::size_t> splitting_labels(const std::vector<std::string>& labels) {
  std::set<std::size_t> found;
  add_splitting(labels, ", ", found);
  add_splitting(labels, ";", found);
  return {found.begin(), found.end()};
}

std::vector<Fault> label_faults(const Sheets& sheets, const std::vector<Option>& options,
                                const std::set<std::string>& joined) {
  std::map<std::string, std::vector<std::size_t>> lists;
  for (const auto& option : options) lists[option.list].push_back(option.row);
  std::vector<Fault> faults;
  for (std::size_t language = 0; language < sheets.languages.size(); ++language) {
    for (const auto& [list, rows] : lists) {
      ListLabels labels(sheets, rows, language, faults);
      labels.check_same();
      labels.check_codes();
      if (joined.count(list) > 0) labels.check_joined();
    }
  }
  return faults;
}

}  // namespace tendensen
