// The expressions of `relevant` and `constraint`: a subset of XLSForm (https://xlsform.org), which
// is XPath 1.0 with `${name}` for a question and `.` for the question that the expression is of.
//
//   condition   = condition "or" condition | condition "and" condition | "(" condition ")"
//               | "not" "(" condition ")" | "selected" "(" question "," text ")"
//               | operand ("=" | "!=" | "<" | "<=" | ">" | ">=") operand
//   operand     = question | "count-selected" "(" question ")" | text | number
//   question    = "${name}" | "."
//
// `and` binds tighter than `or`. A text stands in single or double quotes. All the rest of XPath is
// refused by name.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "view.hpp"

namespace tendensen {

// Bounds on what is read, so that no input can exhaust the stack.
inline constexpr std::size_t max_expression_bytes = 10000;
inline constexpr int max_expression_depth = 200;  // of parentheses, those of not() too

// Positions are byte offsets in the parsed text. They play no part in `==`.

struct QuestionRef {
  std::string name;  // "." is the question itself
  std::size_t position = 0;
};

struct CountSelected {
  QuestionRef question;
};

struct Text {
  std::string value;
  std::size_t position = 0;
};

struct Number {
  double value = 0;
  std::size_t position = 0;
};

using Operand = std::variant<QuestionRef, CountSelected, Text, Number>;

enum class Relation { equal, not_equal, less, less_equal, greater, greater_equal };

struct Operator {
  Relation relation = Relation::equal;
  std::size_t position = 0;
};

struct Comparison {
  Operand left;
  Operator op;
  Operand right;
};

struct Selected {
  QuestionRef question;
  Text code;
};

enum class Connective { negation, conjunction, disjunction };

using Node = std::variant<Comparison, Selected, Connective>;

// The nodes in postfix order: `a or not(b)` is a, b, negation, disjunction.
// Only parse_expression() makes one.
struct Expression {
  std::vector<Node> nodes;
};

bool operator==(const Expression& a, const Expression& b);
inline bool operator!=(const Expression& a, const Expression& b) { return !(a == b); }

// Throws ExpressionError.
Expression parse_expression(std::string_view text);

// Canonical text: single spaces, no needless parentheses. Parsing it gives an equal expression, as
// long as it keeps within max_expression_bytes.
std::string to_string(const Expression& expression);

// Two lines: the expression, and a `^` under the code point at the byte `position`. Line breaks and
// tabs are shown as spaces, so that the caret stays in its column.
std::string caret(std::string_view text, std::size_t position);

// Distinct names of questions in order of appearance, without `.`.
std::vector<std::string> references(const Expression& expression);

// The highest count-selected(.) that the expression allows, where it is a comparison of
// count-selected(.) with a number or a conjunction that contains one; the lowest of several.
std::optional<int> max_selected(const Expression& expression);

enum class ValueType { single, multiple, number, text };

struct Variable {
  std::string name;
  ValueType type = ValueType::single;
  std::vector<std::string> codes;  // in questionnaire order; empty for numbers and text
};

// Throws ExpressionError at the first part that does not fit the questionnaire. `self` is what `.`
// stands for, or null. Questions of type text are refused: their answers are not held as columns.
void check_expression(const Expression& expression, const std::vector<Variable>& variables,
                      const Variable* self);

// The answers to a question. Single choice: one column of codes 1..k. Multiple choice: bit i of
// column c is option 31 * c + i. Codes < 0 are kinds of missing; a missing number is NaN.
struct Column {
  const Variable* variable = nullptr;  // never null
  std::vector<View<int>> codes;
  View<double> numbers;
};

enum class Truth : signed char { no = 0, yes = 1, unknown = -1 };

// One value a respondent, in Kleene's three-valued logic: a comparison with a missing answer is
// unknown. Throws as check_expression() does, and ArgumentError where a column that the expression
// uses has not `n` rows.
std::vector<Truth> evaluate(const Expression& expression, const std::vector<Column>& columns,
                            const Column* self, std::size_t n);

}  // namespace tendensen
