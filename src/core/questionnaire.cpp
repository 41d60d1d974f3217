#include "questionnaire.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <unordered_map>

#include "circles.hpp"
#include "error.hpp"
#include "expression.hpp"
#include "label.hpp"
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

// As Excel, XLSForm and people write a truth.
bool is_truth(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  static const std::set<std::string> truths = {"yes", "no", "true", "false", "true()", "false()"};
  return truths.count(text) > 0;
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
    for (auto& found : label_faults(sheets_, made_.options, joined_)) {
      made_.faults.push_back(std::move(found));
    }
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
      if (choice.list.empty()) {
        choice_fault("list_name_missing", "list_name", "", "The choice belongs to no list.",
                     "Write the name of its list.");
        continue;
      }
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
      auto& codes = codes_[choice.list];
      if (position > 0) codes.push_back(choice.name);
    }
  }

  static std::string kinds() { return quoted_list({missing_names.begin(), missing_names.end()}); }

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
    check_cells(row);
    check_unused_constraint(row);
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
      } else if (type.size() > 2) {
        survey_fault("type_words", row, "type", sheets_.survey[row].type,
                     "There are words after the name of the list.",
                     "Write `" + type[0] + "` and the name of one list, without spaces in it.");
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
    check_cells(row);
    if (type == QuestionType::note) {
      check_unused_constraint(row);
      notes_.push_back(row);
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

  // Cells that a question and a group can both have.
  void check_cells(std::size_t row) {
    const SurveyRow& sheet = sheets_.survey[row];
    if (!sheet.choice_filter.empty()) {
      survey_fault("choice_filter", row, "choice_filter", sheet.choice_filter,
                   "`choice_filter` is not supported.",
                   "Make a list of its own for each set of options.");
    }
    if (!sheet.required.empty() && !is_truth(sheet.required)) {
      survey_fault("required_unknown", row, "required", sheet.required,
                   "The cell says neither yes nor no.", "Write `yes`, or leave the cell empty.");
    }
    const auto empty = [](const std::string& hint) { return hint.empty(); };
    if (std::all_of(sheet.hints.begin(), sheet.hints.end(), empty)) return;
    for (std::size_t i = 0; i < sheet.hints.size(); ++i) {
      if (!empty(sheet.hints[i])) continue;
      survey_fault("hint_missing", row, "hint::" + sheets_.languages[i], "",
                   "The hint is empty in this language, and not in another.",
                   "Fill in the translation.");
    }
  }

  void check_unused_constraint(std::size_t row) {
    const std::string& constraint = sheets_.survey[row].constraint;
    if (constraint.empty()) return;
    survey_fault("constraint_unused", row, "constraint", constraint,
                 "A note or a group has no answer to constrain.",
                 "Move the constraint to a question, or remove it.");
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
    } else if (item.constraint != grid.constraint) {
      survey_fault("grid_mixed", item.row, "constraint", item.constraint,
                   "The items of the grid `" + grid.id + "` differ in their constraint.",
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

  // Codes of the ordinary answers of a list, in order.
  const std::vector<std::string>& codes_of(const std::string& list) const {
    static const std::vector<std::string> none;
    const auto found = codes_.find(list);
    return found == codes_.end() ? none : found->second;
  }

  void check_lists() {
    std::set<std::string> used;
    for (const auto& item : made_.items) {
      const Question& question = made_.questions[item.question];
      const auto type = words(sheets_.survey[item.row].type, " \t");
      const std::string list = is_choice(question.type) && type.size() > 1 ? type[1] : "";
      if (list.empty()) continue;
      const bool first_use = used.insert(list).second;
      const auto list_fault = [&](const std::string& id, const std::string& problem,
                                  const std::string& fix) {
        survey_fault(id, item.row, "type", sheets_.survey[item.row].type, problem, fix);
      };
      if (question.type == QuestionType::multiple && codes_of(list).size() > max_options) {
        list_fault(
            "list_long",
            "The list `" + list + "` has more than " + std::to_string(max_options) + " options.",
            "Split the question.");
      } else if (first_use && codes_.count(list) == 0) {
        std::vector<std::string> known;
        for (const auto& codes : codes_) known.push_back(codes.first);
        list_fault("list_unknown", "The choices sheet has no list `" + list + "`.",
                   "Add the list, or use one of " + quoted_list(known) + ".");
      } else if (first_use && codes_of(list).empty()) {
        list_fault("list_empty", "Every choice of the list `" + list + "` is a kind of missing.",
                   "Add an ordinary answer.");
      } else if (question.type == QuestionType::multiple) {
        joined_.insert(list);
      }
    }
    std::set<std::string> reported;
    for (const auto& option : made_.options) {
      if (used.count(option.list) > 0 || !reported.insert(option.list).second) continue;
      fault("list_unused", "choices", option.row + 2, "list_name", option.list,
            "No question uses this list.", "Remove the list, or name it in a question's type.");
    }
  }

  // Names of columns, of grids and of notes: all distinct, so that each can be asked for.
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
    for (const auto row : notes_) check(sheets_.survey[row].name, row);
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

  Variable variable(const Item& item) const {
    const Question& question = made_.questions[item.question];
    ValueType type = ValueType::number;
    if (question.type == QuestionType::single) type = ValueType::single;
    if (question.type == QuestionType::multiple) type = ValueType::multiple;
    if (question.type == QuestionType::text) type = ValueType::text;
    return {item.name, type, codes_of(question.list)};
  }

  // The columns that an expression names, by position in `items`.
  std::vector<std::size_t> referenced(const Expression& expression) const {
    std::vector<std::size_t> found;
    for (const auto& name : references(expression)) {
      const auto item = columns_.find(name);
      if (item != columns_.end()) found.push_back(item->second);
    }
    return found;
  }

  // Each cell by itself, as it was written; then the routing that each column inherits.
  void check_expressions() {
    for (std::size_t i = 0; i < made_.items.size(); ++i) columns_.insert({made_.items[i].name, i});
    for (std::size_t row = 0; row < sheets_.survey.size(); ++row) {
      if (!words(sheets_.survey[row].type, " \t").empty()) {
        checked(row, "relevant", sheets_.survey[row].relevant, nullptr);
      }
    }
    std::vector<std::vector<std::size_t>> needs;
    for (const auto& item : made_.items) {
      if (const auto constraint = checked(item.row, "constraint", item.constraint, &item)) {
        made_.questions[item.question].max_picks = max_selected(*constraint).value_or(0);
      }
      const auto relevant = inherited_routing(item);
      needs.push_back(relevant ? referenced(*relevant) : std::vector<std::size_t>());
    }
    // A question that is shown depending, through others, on its own answer.
    find_circles(needs, [&](const std::vector<std::size_t>& path, std::size_t from) {
      report_circle(path, from);
    });
  }

  // The routing of a column with all that is around it: too long or too deep, perhaps, although
  // each of its cells is sound.
  std::optional<Expression> inherited_routing(const Item& item) {
    if (item.relevant.empty()) return std::nullopt;
    try {
      return parse_expression(item.relevant);
    } catch (const ExpressionError&) {
      if (has_expression_fault_) return std::nullopt;
      return checked(item.row, "relevant", item.relevant, nullptr);
    }
  }

  std::optional<Expression> checked(std::size_t row, const std::string& column,
                                    const std::string& text, const Item* item) {
    if (text.empty()) return std::nullopt;
    try {
      Expression expression = parse_expression(text);
      std::vector<Variable> named;
      for (const auto i : referenced(expression)) named.push_back(variable(made_.items[i]));
      const auto self = item ? std::optional<Variable>(variable(*item)) : std::nullopt;
      check_expression(expression, named, self ? &*self : nullptr);
      return expression;
    } catch (const ExpressionError& error) {
      has_expression_fault_ = true;
      survey_fault("expression", row, column, text,
                   std::string(error.what()) + "\n" + caret(text, error.position()),
                   "Correct the expression at the mark.");
      return std::nullopt;
    }
  }

  // A long circle is told by its ends.
  void report_circle(const std::vector<std::size_t>& path, std::size_t from) {
    const std::size_t shown = 5;
    std::vector<std::string> circle;
    for (std::size_t i = from; i < path.size(); ++i) {
      const bool left_out = i >= from + shown && i + shown < path.size();
      if (!left_out)
        circle.push_back(made_.items[path[i]].name);
      else if (i == from + shown)
        circle.push_back("...");
    }
    const Item& item = made_.items[path[from]];
    circle.push_back(item.name);
    survey_fault("routing_circular", item.row, "relevant", item.relevant,
                 "The routing goes round in a circle: " + joined(circle, " -> ") + ".",
                 "Let a question depend on earlier questions only.");
  }

  const Sheets& sheets_;
  Questionnaire made_;
  bool has_expression_fault_ = false;
  std::vector<Scope> open_;
  std::vector<std::size_t> notes_;                         // their rows
  std::map<std::string, std::vector<std::string>> codes_;  // a list's ordinary answers
  std::set<std::string> joined_;                           // lists of multiple-choice questions
  std::unordered_map<std::string, std::size_t> columns_;   // a name's position in `items`
};

}  // namespace

Questionnaire build_questionnaire(const Sheets& sheets) { return Builder(sheets).build(); }

}  // namespace tendensen
