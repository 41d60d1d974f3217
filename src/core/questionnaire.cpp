#include "questionnaire.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "error.hpp"
#include "expression.hpp"
#include "text.hpp"

namespace tendensen {

namespace {

const std::map<std::string, QuestionType>& plain_types() {
  static const std::map<std::string, QuestionType> types = {{"integer", QuestionType::integer},
                                                            {"decimal", QuestionType::decimal},
                                                            {"text", QuestionType::text},
                                                            {"note", QuestionType::note}};
  return types;
}

const std::vector<std::string>& bases() {
  static const std::vector<std::string> names = {"answered", "asked", "all", "mentions"};
  return names;
}

bool contains(const std::vector<std::string>& values, const std::string& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

std::vector<std::string> words(const std::string& text, const std::string& separators) {
  std::vector<std::string> found;
  for (std::size_t at = text.find_first_not_of(separators); at != std::string::npos;) {
    const std::size_t end = text.find_first_of(separators, at);
    found.push_back(text.substr(at, end - at));
    at = text.find_first_not_of(separators, end);
  }
  return found;
}

bool is_choice(QuestionType type) {
  return type == QuestionType::single || type == QuestionType::multiple;
}

bool valid_name(const std::string& name) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  const auto other = [&](char c) {
    return letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
  };
  return !name.empty() && letter(name[0]) && std::all_of(name.begin(), name.end(), other);
}

bool is_year(const std::string& text) {
  return text.size() == 4 && std::all_of(text.begin(), text.end(),
                                         [](unsigned char c) { return std::isdigit(c) != 0; });
}

bool valid_code(const std::string& code) {
  return !code.empty() && std::none_of(code.begin(), code.end(), [](char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ';' || c == '/' || c == '\'' ||
           c == '"';
  });
}

std::string both(const std::string& outer, const std::string& inner) {
  if (outer.empty()) return inner;
  if (inner.empty()) return outer;
  return "(" + outer + ") and (" + inner + ")";
}

// Reads the sheets top to bottom; collects faults as it goes.
class Builder {
 public:
  explicit Builder(const Sheets& sheets) : sheets_(sheets) {}

  Questionnaire build() {
    if (sheets_.languages.empty()) {
      fault("languages", "survey", 0, "label", "", "There is no label column.",
            "Add a column such as `label::English (en)`.");
    }
    read_choices();
    read_survey();
    check_lists();
    check_names();
    const auto groups = check_group_question();
    check_inherited_cells(groups);
    route_by_group(groups);
    check_expressions();
    return std::move(made_);
  }

 private:
  // A begin_group that is still open.
  struct Scope {
    std::size_t row;
    std::string relevant;
    std::string group;
    std::string editions;
    std::optional<std::size_t> grid;  // its question, once the first item is known
    bool table = false;
  };

  void fault(const std::string& id, const std::string& sheet, std::size_t row,
             const std::string& column, const std::string& value, const std::string& problem,
             const std::string& fix) {
    made_.faults.push_back({id, sheet, row, column, value, problem, fix});
  }

  void survey_fault(const std::string& id, std::size_t row, const std::string& column,
                    const std::string& value, const std::string& problem, const std::string& fix) {
    fault(id, "survey", row + 2, column, value, problem, fix);
  }

  void check_labels(const std::string& sheet, std::size_t row,
                    const std::vector<std::string>& labels) {
    for (std::size_t i = 0; i < labels.size(); ++i) {
      if (!labels[i].empty()) continue;
      fault("label_missing", sheet, row + 2, "label::" + sheets_.languages[i], "",
            "The label is empty in this language.", "Fill in the translation.");
    }
  }

  void read_choices() {
    std::map<std::string, int> positions;
    std::set<std::pair<std::string, std::string>> seen;
    for (std::size_t row = 0; row < sheets_.choices.size(); ++row) {
      const ChoiceRow& choice = sheets_.choices[row];
      if (choice.list.empty() && choice.name.empty()) continue;
      const auto choice_fault = [&](const std::string& id, const std::string& column,
                                    const std::string& value, const std::string& problem,
                                    const std::string& fix) {
        fault(id, "choices", row + 2, column, value, problem, fix);
      };
      if (!valid_code(choice.name)) {
        choice_fault("choice_name", "name", choice.name,
                     "A choice name is empty or holds a space, a quote, `;` or `/`.",
                     "Use letters, digits, `_` and `-`.");
      }
      if (!seen.insert({choice.list, choice.name}).second) {
        choice_fault("choice_duplicate", "name", choice.name,
                     "The list `" + choice.list + "` has this name twice.", "Rename one of them.");
      }
      const auto missing = missing_from_name(choice.missing);
      if (!choice.missing.empty() && !missing) {
        choice_fault("missing_unknown", "missing", choice.missing, "This is no kind of missing.",
                     "Use one of " + kinds() + ", or leave the cell empty.");
      }
      check_labels("choices", row, choice.labels);
      const int position = choice.missing.empty() ? ++positions[choice.list] : 0;
      made_.options.push_back({choice.list, choice.name, position, missing, row});
    }
    check_ambiguous_labels();
  }

  static std::string kinds() { return quoted_list({missing_names.begin(), missing_names.end()}); }

  void check_ambiguous_labels() {
    for (std::size_t language = 0; language < sheets_.languages.size(); ++language) {
      std::map<std::pair<std::string, std::string>, std::size_t> seen;
      for (const auto& option : made_.options) {
        const std::string& label = sheets_.choices[option.row].labels[language];
        if (label.empty()) continue;
        const auto first = seen.insert({{option.list, label}, option.row});
        if (first.second) continue;
        fault("label_ambiguous", "choices", option.row + 2, "label::" + sheets_.languages[language],
              label,
              "The list `" + option.list + "` has this label in row " +
                  std::to_string(first.first->second + 2) + " too.",
              "Make the labels of a list distinct in each language.");
      }
    }
  }

  void read_survey() {
    for (std::size_t row = 0; row < sheets_.survey.size(); ++row) {
      const auto type = words(sheets_.survey[row].type, " \t");
      if (type.empty()) {
        if (!sheets_.survey[row].name.empty()) {
          survey_fault("type_missing", row, "type", "", "The row has a name but no type.",
                       "Give the type of the question.");
        }
        continue;
      }
      read_row(row, type);
    }
    for (const auto& scope : open_) {
      survey_fault("group_open", scope.row, "type", "begin_group", "This group has no end.",
                   "Add a row of type `end_group`.");
    }
  }

  void read_row(std::size_t row, const std::vector<std::string>& type) {
    if (type[0] == "begin_group" || (type[0] == "begin" && type.size() > 1 && type[1] == "group")) {
      open_group(row);
    } else if (type[0] == "end_group" ||
               (type[0] == "end" && type.size() > 1 && type[1] == "group")) {
      close_group(row);
    } else if (const auto known = question_type(row, type)) {
      read_question(row, *known, is_choice(*known) && type.size() > 1 ? type[1] : "");
    }
  }

  void open_group(std::size_t row) {
    const SurveyRow& sheet = sheets_.survey[row];
    Scope scope{row, sheet.relevant, sheet.group, sheet.editions, std::nullopt, false};
    scope.table = contains(words(sheet.appearance, " \t"), "table-list");
    if (!open_.empty()) {
      const Scope& outer = open_.back();
      if (outer.table) {
        survey_fault("group_in_grid", row, "type", sheet.type, "A grid cannot hold a group.",
                     "End the grid before this row.");
      }
      scope.relevant = both(outer.relevant, scope.relevant);
      if (scope.group.empty()) scope.group = outer.group;
      if (scope.editions.empty()) scope.editions = outer.editions;
    }
    if (scope.table) check_labels("survey", row, sheet.labels);
    open_.push_back(std::move(scope));
  }

  void close_group(std::size_t row) {
    if (open_.empty()) {
      survey_fault("group_unopened", row, "type", "end_group", "No group is open here.",
                   "Remove the row, or add its `begin_group`.");
      return;
    }
    if (open_.back().table && !open_.back().grid) {
      survey_fault("grid_empty", open_.back().row, "name", sheets_.survey[open_.back().row].name,
                   "The grid has no items.", "Add its items, or remove the group.");
    }
    open_.pop_back();
  }

  std::optional<QuestionType> question_type(std::size_t row, const std::vector<std::string>& type) {
    const auto plain = plain_types().find(type[0]);
    if (plain != plain_types().end() && type.size() == 1) return plain->second;
    const bool single = type[0] == "select_one";
    if (single || type[0] == "select_multiple") {
      if (contains(type, "or_other")) {
        survey_fault("or_other", row, "type", sheets_.survey[row].type,
                     "`or_other` is not supported: it has no label in each language.",
                     "Add an option such as `other` to the list, and a text question.");
      }
      return single ? QuestionType::single : QuestionType::multiple;
    }
    survey_fault("type_unknown", row, "type", sheets_.survey[row].type,
                 "This question type is not supported.",
                 "Use select_one, select_multiple, integer, decimal, text, note, begin_group or "
                 "end_group.");
    return std::nullopt;
  }

  void read_question(std::size_t row, QuestionType type, const std::string& list) {
    const SurveyRow& sheet = sheets_.survey[row];
    check_labels("survey", row, sheet.labels);
    if (!sheet.choice_filter.empty()) {
      survey_fault("choice_filter", row, "choice_filter", sheet.choice_filter,
                   "`choice_filter` is not supported.",
                   "Make a list of its own for each set of options.");
    }
    Scope around;
    if (!open_.empty()) around = open_.back();
    Question question{sheet.name,
                      type,
                      false,
                      list,
                      0,
                      both(around.relevant, sheet.relevant),
                      sheet.constraint,
                      sheet.group.empty() ? around.group : sheet.group,
                      sheet.base.empty() ? "answered" : sheet.base,
                      sheet.editions.empty() ? around.editions : sheet.editions,
                      row};
    check_question(question);
    Item item{0, sheet.name, "", sheet.constraint, row};
    if (around.table) {
      item.question = grid_of(open_.back(), question);
    } else {
      item.question = made_.questions.size();
      made_.questions.push_back(question);
    }
    if (type != QuestionType::note) made_.items.push_back(item);
  }

  // The grid question of an item; the first item makes it.
  std::size_t grid_of(Scope& scope, const Question& item) {
    if (!scope.grid) {
      scope.grid = made_.questions.size();
      Question grid = item;
      grid.id = sheets_.survey[scope.row].name;
      grid.grid = true;
      grid.relevant = scope.relevant;
      grid.row = scope.row;
      made_.questions.push_back(grid);
    }
    const Question& grid = made_.questions[*scope.grid];
    if (item.type != grid.type || item.list != grid.list || item.group != grid.group ||
        item.editions != grid.editions) {
      survey_fault(
          "grid_mixed", item.row, "type", sheets_.survey[item.row].type,
          "The items of the grid `" + grid.id + "` differ in type, list, group or editions.",
          "Give all items of a grid the same, or split the grid.");
    }
    return *scope.grid;
  }

  void check_question(const Question& question) {
    const std::size_t row = question.row;
    if (!contains(bases(), question.base) ||
        (question.base == "mentions" && question.type != QuestionType::multiple)) {
      survey_fault("base_unknown", row, "base", question.base,
                   "The question cannot have this base.",
                   "Use `answered`, `asked` or `all`; `mentions` for select_multiple.");
    }
    if (is_choice(question.type) && question.list.empty()) {
      survey_fault("list_missing", row, "type", sheets_.survey[row].type,
                   "The type names no choice list.", "Write the list after the type.");
    }
  }

  int n_options(const std::string& list) const {
    int n = 0;
    for (const auto& option : made_.options) n += option.list == list && option.position > 0;
    return n;
  }

  void check_lists() {
    std::set<std::string> known;
    std::set<std::string> used;
    for (const auto& option : made_.options) known.insert(option.list);
    for (const auto& item : made_.items) {
      const Question& question = made_.questions[item.question];
      const auto type = words(sheets_.survey[item.row].type, " \t");
      const std::string list = is_choice(question.type) && type.size() > 1 ? type[1] : "";
      if (list.empty()) continue;
      const bool first_use = used.insert(list).second;
      if (question.type == QuestionType::multiple && n_options(list) > max_options) {
        survey_fault(
            "list_long", item.row, "type", sheets_.survey[item.row].type,
            "The list `" + list + "` has more than " + std::to_string(max_options) + " options.",
            "Split the question.");
      } else if (first_use && known.count(list) == 0) {
        survey_fault(
            "list_unknown", item.row, "type", sheets_.survey[item.row].type,
            "The choices sheet has no list `" + list + "`.",
            "Add the list, or use one of " + quoted_list({known.begin(), known.end()}) + ".");
      } else if (first_use && n_options(list) == 0) {
        survey_fault("list_empty", item.row, "type", sheets_.survey[item.row].type,
                     "Every choice of the list `" + list + "` is a kind of missing.",
                     "Add an ordinary answer.");
      }
    }
    std::set<std::string> reported;
    for (const auto& option : made_.options) {
      if (used.count(option.list) > 0 || !reported.insert(option.list).second) continue;
      fault("list_unused", "choices", option.row + 2, "list_name", option.list,
            "No question uses this list.", "Remove the list, or name it in a question's type.");
    }
  }

  // Names of columns, and of grids: all distinct, so that each can be asked for.
  void check_names() {
    std::map<std::string, std::size_t> seen;
    const auto check = [&](const std::string& name, std::size_t row) {
      if (!valid_name(name)) {
        survey_fault("name_invalid", row, "name", name, "The name is empty or not valid.",
                     "Start with a letter or `_`; then letters, digits, `_`, `-` and `.`.");
        return;
      }
      const auto first = seen.insert({name, row});
      if (!first.second) {
        survey_fault("name_duplicate", row, "name", name,
                     "Row " + std::to_string(first.first->second + 2) + " has this name too.",
                     "Rename one of them.");
      }
    };
    for (const auto& question : made_.questions) {
      if (question.grid) check(question.id, question.row);
    }
    for (const auto& item : made_.items) check(item.name, item.row);
  }

  // The codes of the respondent groups.
  std::vector<std::string> check_group_question() {
    if (sheets_.group_question.empty()) return {};
    const auto found =
        std::find_if(made_.questions.begin(), made_.questions.end(), [&](const Question& question) {
          return question.id == sheets_.group_question && question.type == QuestionType::single &&
                 !question.grid;
        });
    if (found != made_.questions.end()) return codes_of(found->list);
    fault("group_question", "settings", 2, "group_question", sheets_.group_question,
          "There is no select_one question of this name.",
          "Name the question that says the group.");
    return {};
  }

  // The cells that questions inherit, each told once, where it was written.
  void check_inherited_cells(const std::vector<std::string>& groups) {
    for (std::size_t row = 0; row < sheets_.survey.size(); ++row) {
      const SurveyRow& sheet = sheets_.survey[row];
      if (words(sheet.type, " \t").empty()) continue;
      for (const auto& group : words(sheet.group, "; ")) {
        if (contains(groups, group)) continue;
        survey_fault("group_unknown", row, "group", group, "This is no respondent group.",
                     groups.empty() ? "Name the `group_question` in the settings sheet."
                                    : "Use " + quoted_list(groups) + ", or leave the cell empty.");
      }
      const auto years = words(sheet.editions, "; ");
      if (!std::all_of(years.begin(), years.end(), is_year)) {
        survey_fault("edition_invalid", row, "editions", sheet.editions,
                     "An edition is not a year of four digits.", "Write years, separated by `;`.");
      }
    }
  }

  // Makes the `group` column part of the routing.
  void route_by_group(const std::vector<std::string>& codes) {
    for (auto& question : made_.questions) {
      std::vector<std::string> conditions;
      for (const auto& group : words(question.group, "; ")) {
        if (contains(codes, group)) {
          conditions.push_back("${" + sheets_.group_question + "} = '" + group + "'");
        }
      }
      question.relevant = both(joined(conditions, " or "), question.relevant);
    }
    for (auto& item : made_.items) {
      const Question& question = made_.questions[item.question];
      item.relevant = question.grid ? both(question.relevant, sheets_.survey[item.row].relevant)
                                    : question.relevant;
    }
  }

  std::vector<std::string> codes_of(const std::string& list) const {
    std::vector<std::string> codes;
    for (const auto& option : made_.options) {
      if (option.list == list && option.position > 0) codes.push_back(option.code);
    }
    return codes;
  }

  std::vector<Variable> variables() const {
    std::vector<Variable> all;
    for (const auto& item : made_.items) {
      const Question& question = made_.questions[item.question];
      ValueType type = ValueType::number;
      if (question.type == QuestionType::single) type = ValueType::single;
      if (question.type == QuestionType::multiple) type = ValueType::multiple;
      if (question.type == QuestionType::text) type = ValueType::text;
      all.push_back({item.name, type, codes_of(question.list)});
    }
    return all;
  }

  // Each cell by itself, as it was written; then the routing that each column inherits.
  void check_expressions() {
    const auto all = variables();
    for (std::size_t row = 0; row < sheets_.survey.size(); ++row) {
      if (!words(sheets_.survey[row].type, " \t").empty()) {
        checked(row, "relevant", sheets_.survey[row].relevant, all, nullptr);
      }
    }
    std::map<std::string, std::vector<std::string>> needs;
    for (std::size_t i = 0; i < made_.items.size(); ++i) {
      const Item& item = made_.items[i];
      if (const auto constraint = checked(item.row, "constraint", item.constraint, all, &all[i])) {
        made_.questions[item.question].max_picks = max_selected(*constraint).value_or(0);
      }
      if (const auto relevant = inherited_routing(item, all)) {
        needs[item.name] = references(*relevant);
      }
    }
    check_circles(needs);
  }

  // The routing of a column with all that is around it: too long or too deep, perhaps, although
  // each of its cells is sound.
  std::optional<Expression> inherited_routing(const Item& item, const std::vector<Variable>& all) {
    if (item.relevant.empty()) return std::nullopt;
    try {
      return parse_expression(item.relevant);
    } catch (const ExpressionError&) {
      if (has_expression_fault_) return std::nullopt;
      return checked(item.row, "relevant", item.relevant, all, nullptr);
    }
  }

  std::optional<Expression> checked(std::size_t row, const std::string& column,
                                    const std::string& text, const std::vector<Variable>& all,
                                    const Variable* self) {
    if (text.empty()) return std::nullopt;
    try {
      Expression expression = parse_expression(text);
      check_expression(expression, all, self);
      return expression;
    } catch (const ExpressionError& error) {
      has_expression_fault_ = true;
      survey_fault("expression", row, column, text,
                   std::string(error.what()) + "\n" + caret(text, error.position()),
                   "Correct the expression at the mark.");
      return std::nullopt;
    }
  }

  // A question that is shown depending, through others, on its own answer. Depth first, with a
  // path of our own: a sheet can be long.
  void check_circles(const std::map<std::string, std::vector<std::string>>& needs) {
    std::set<std::string> done;
    const std::vector<std::string> none;
    for (const auto& item : made_.items) {
      std::vector<std::string> path{item.name};
      std::vector<std::size_t> next{0};
      while (!path.empty()) {
        const auto found = needs.find(path.back());
        const auto& others = found == needs.end() ? none : found->second;
        if (done.count(path.back()) > 0 || next.back() == others.size()) {
          done.insert(path.back());
          path.pop_back();
          next.pop_back();
          continue;
        }
        const std::string& other = others[next.back()++];
        if (contains(path, other)) {
          report_circle(path, other);
        } else {
          path.push_back(other);
          next.push_back(0);
        }
      }
    }
  }

  void report_circle(const std::vector<std::string>& path, const std::string& name) {
    std::vector<std::string> circle(std::find(path.begin(), path.end(), name), path.end());
    circle.push_back(name);
    const auto item = std::find_if(made_.items.begin(), made_.items.end(),
                                   [&](const Item& i) { return i.name == name; });
    survey_fault("routing_circular", item->row, "relevant", item->relevant,
                 "The routing goes round in a circle: " + joined(circle, " -> ") + ".",
                 "Let a question depend on earlier questions only.");
  }

  const Sheets& sheets_;
  Questionnaire made_;
  bool has_expression_fault_ = false;
  std::vector<Scope> open_;
};

}  // namespace

Questionnaire build_questionnaire(const Sheets& sheets) { return Builder(sheets).build(); }

}  // namespace tendensen
