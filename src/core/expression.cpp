#include "expression.hpp"

#include <algorithm>
#include <array>
#include <bitset>
#include <boost/fusion/include/adapt_struct.hpp>
#include <boost/spirit/home/x3.hpp>
#include <cmath>
#include <limits>
#include <utility>

#include "error.hpp"
#include "missing.hpp"
#include "tabulate.hpp"
#include "text.hpp"

BOOST_FUSION_ADAPT_STRUCT(tendensen::Comparison, left, op, right)
BOOST_FUSION_ADAPT_STRUCT(tendensen::Selected, question, code)

namespace tendensen {

static bool operator==(const QuestionRef& a, const QuestionRef& b) { return a.name == b.name; }
static bool operator==(const Text& a, const Text& b) { return a.value == b.value; }
static bool operator==(const Number& a, const Number& b) { return a.value == b.value; }
static bool operator==(const CountSelected& a, const CountSelected& b) {
  return a.question == b.question;
}
static bool operator==(const Comparison& a, const Comparison& b) {
  return a.left == b.left && a.op.relation == b.op.relation && a.right == b.right;
}
static bool operator==(const Selected& a, const Selected& b) {
  return a.question == b.question && a.code == b.code;
}

bool operator==(const Expression& a, const Expression& b) { return a.nodes == b.nodes; }

namespace {

namespace x3 = boost::spirit::x3;

constexpr std::string_view self_name = ".";
constexpr std::string_view blanks = " \t\r\n";  // XPath 1.0, ExprWhitespace

// As in enum Relation.
constexpr std::array<const char*, 6> relation_texts = {"=", "!=", "<", "<=", ">", ">="};

const char* text_of(Relation relation) {
  return relation_texts[static_cast<std::size_t>(relation)];
}

template <typename... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <typename... F>
Overloaded(F...) -> Overloaded<F...>;

std::string backquoted(std::string_view text) { return "`" + std::string(text) + "`"; }

// Numbers. Up to 15 digits, a mantissa and a power of ten are both exact doubles, so one division
// gives the nearest double, and the same digits come back from it (Clinger 1990). No locale.

constexpr std::size_t max_digits = 15;

double power_of_ten(std::size_t exponent) {
  double power = 1;
  for (; exponent > 0; --exponent) power *= 10;
  return power;
}

// `text` is digits with at most one point.
double to_number(std::string_view text, std::size_t position) {
  const std::size_t point = std::min(text.find('.'), text.size());
  std::string digits(text.substr(0, point));
  digits.erase(0, digits.find_first_not_of('0'));
  const std::string_view decimals = text.substr(std::min(point + 1, text.size()));
  digits += decimals;
  if (digits.size() > max_digits) {
    throw ExpressionError("A number has at most 15 digits.", position);
  }
  return (digits.empty() ? 0.0 : static_cast<double>(std::stoll(digits))) /
         power_of_ten(decimals.size());
}

// The fewest decimals that give `value` back. Contract: `value` comes from to_number().
std::string unsigned_text(double value) {
  std::size_t decimals = 0;
  double mantissa = std::round(value);
  while (mantissa / power_of_ten(decimals) != value && decimals < max_digits) {
    mantissa = std::round(value * power_of_ten(++decimals));
  }
  std::string text = std::to_string(static_cast<long long>(mantissa));
  if (decimals == 0) return text;
  if (text.size() <= decimals) text.insert(0, decimals + 1 - text.size(), '0');
  return text.insert(text.size() - decimals, ".");
}

std::string number_text(double value) {
  return (value < 0 ? "-" : "") + unsigned_text(std::abs(value));
}

Number number_from(std::string_view token, std::size_t position) {
  const double value = to_number(token.substr(token.find_first_of("0123456789.")), position);
  return {token[0] == '-' && value != 0 ? -value : value, position};
}

// `token` is `${name}`, blanks allowed around the name, or `.`.
QuestionRef question_from(std::string_view token, std::size_t position) {
  if (token == self_name) return {std::string(token), position};
  const std::size_t first = token.find_first_not_of(blanks, 2);
  const std::size_t last = token.find_last_not_of(blanks, token.size() - 2);
  return {std::string(token.substr(first, last - first + 1)), position};
}

Text text_from(std::string_view token, std::size_t position) {
  return {std::string(token.substr(1, token.size() - 2)), position};
}

Operator operator_from(std::string_view token, std::size_t position) {
  const auto found = std::find(relation_texts.begin(), relation_texts.end(), token);
  return {static_cast<Relation>(found - relation_texts.begin()), position};
}

// What a grammar rule is called in messages.
constexpr const char* a_condition = "a comparison, `selected()` or `not()`";
constexpr const char* an_operand =
    "a question (`${name}` or `.`), a text in quotes, a number or `count-selected()`";
constexpr const char* a_question = "a question (`${name}` or `.`)";
constexpr const char* a_code = "a code in quotes";
constexpr const char* a_relation = "a comparison (`=`, `!=`, `<`, `<=`, `>`, `>=`)";

namespace grammar {

struct State {
  const char* begin;
  std::vector<Node> nodes = {};
  int depth = 0;
};
struct state_tag;

template <typename Context>
std::size_t position(const Context& context, const char* place) {
  return static_cast<std::size_t>(place - x3::get<state_tag>(context).begin);
}

// An action that makes the attribute of a rule from the text that raw[] matched.
template <typename Make>
auto made_by(Make make) {
  return [make](auto& context) {
    const auto& range = x3::_attr(context);
    const auto size = static_cast<std::size_t>(range.end() - range.begin());
    x3::_val(context) =
        make(std::string_view(range.begin(), size), position(context, range.begin()));
  };
}

const auto assign = [](auto& context) { x3::_val(context) = x3::_attr(context); };

const auto assign_question = [](auto& context) { x3::_val(context).question = x3::_attr(context); };

const auto emit = [](auto& context) {
  x3::get<state_tag>(context).nodes.emplace_back(x3::_attr(context));
};

const auto emit_connective = [](Connective connective) {
  return
      [connective](auto& context) { x3::get<state_tag>(context).nodes.emplace_back(connective); };
};

const auto enter = [](auto& context) {
  if (++x3::get<state_tag>(context).depth <= max_expression_depth) return;
  throw ExpressionError(
      "Parentheses are nested more than " + std::to_string(max_expression_depth) + " deep.",
      position(context, x3::_attr(context).begin()));
};

const auto leave = [](auto& context) { --x3::get<state_tag>(context).depth; };

const auto blank = x3::char_(" \t\r\n");  // as in `blanks`
const auto digit = x3::char_('0', '9');
const auto not_ascii = x3::char_ - x3::char_('\0', '\x7f');
const auto name_start = x3::char_("a-zA-Z_") | not_ascii;
const auto name_char = x3::char_("a-zA-Z0-9_.-") | not_ascii;

const auto keyword = [](const char* word) { return x3::lexeme[x3::lit(word) >> !name_char]; };

const x3::rule<struct question_id, QuestionRef> question = a_question;
const x3::rule<struct count_id, CountSelected> count = "`count-selected()`";
const x3::rule<struct text_id, Text> text = "a text in quotes";
const x3::rule<struct code_id, Text> code = a_code;
const x3::rule<struct number_id, Number> number = "a number";
const x3::rule<struct operand_id, Operand> operand = an_operand;
const x3::rule<struct operator_id, Operator> relation = a_relation;
const x3::rule<struct comparison_id, Comparison> comparison = a_condition;
const x3::rule<struct selected_id, Selected> selected = "`selected()`";
const x3::rule<struct condition_id> condition = a_condition;
const x3::rule<struct conjunction_id> conjunction = a_condition;
const x3::rule<struct disjunction_id> disjunction = a_condition;
const x3::rule<struct opening_id> opening = "`(`";
const x3::rule<struct closing_id> closing = "`and`, `or` or `)`";
const x3::rule<struct open_id> open = "`(`";
const x3::rule<struct close_id> close = "`)`";
const x3::rule<struct comma_id> comma = "`,`";
const x3::rule<struct end_id> end = "`and`, `or` or the end of the expression";

const auto question_def = x3::raw["${" >> x3::lexeme[name_start >> *name_char] >> '}' |
                                  x3::lexeme['.' >> !(name_char | '/')]][made_by(question_from)];
const auto text_def = x3::raw[x3::lexeme['\'' >> *(x3::char_ - '\'') >> '\''] |
                              x3::lexeme['"' >> *(x3::char_ - '"') >> '"']][made_by(text_from)];
const auto code_def = text[assign];
const auto number_def =
    x3::raw[-x3::char_("+-") >> x3::lexeme[+digit >> -('.' >> *digit) | '.' >> +digit]]
           [made_by(number_from)];
const auto relation_def =
    x3::raw[x3::lexeme[(x3::lit("!=") | "<=" | ">=" | '=' | '<' | '>') >> !x3::char_("=<>!")]]
           [made_by(operator_from)];
const auto count_def = (keyword("count-selected") > open > question > close)[assign_question];
const auto operand_def = question[assign] | count[assign] | text[assign] | number[assign];
const auto comparison_def = operand > relation > operand;
const auto selected_def = keyword("selected") > open > question > comma > code > close;
const auto condition_def =
    (opening > disjunction > closing) |
    (keyword("not") > opening > disjunction > closing)[emit_connective(Connective::negation)] |
    selected[emit] | comparison[emit];
const auto further_condition =
    (keyword("and") > condition)[emit_connective(Connective::conjunction)];
const auto further_conjunction =
    (keyword("or") > conjunction)[emit_connective(Connective::disjunction)];
const auto conjunction_def = condition >> *further_condition;
const auto disjunction_def = conjunction >> *further_conjunction;
const auto opening_def = x3::raw[x3::lit('(')][enter];
const auto closing_def = x3::lit(')')[leave];
const auto open_def = x3::lit('(');
const auto close_def = x3::lit(')');
const auto comma_def = x3::lit(',');
const auto end_def = x3::eoi;
const auto whole = x3::eps > disjunction > end;

BOOST_SPIRIT_DEFINE(question, count, text, code, number, operand, relation, comparison, selected)
BOOST_SPIRIT_DEFINE(condition, conjunction, disjunction, opening, closing, open, close, comma, end)

}  // namespace grammar

// What stands where something else was expected.

constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
constexpr std::string_view digits = "0123456789";
constexpr std::string_view no_break_space = "\u00a0";

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xc0u) == 0x80u; }

bool starts_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

bool is_one_of(char byte, std::string_view set) { return set.find(byte) != set.npos; }

// Length of the first `n` code points, in bytes.
std::size_t prefix_bytes(std::string_view text, std::size_t n) {
  std::size_t bytes = 0;
  for (; n > 0 && bytes < text.size(); --n) {
    do ++bytes;
    while (bytes < text.size() && is_continuation(text[bytes]));
  }
  return bytes;
}

std::string_view run_of(std::string_view text, std::string_view set) {
  return text.substr(0, text.find_first_not_of(set));
}

std::string_view up_to(std::string_view text, char end) {
  const std::size_t found = text.find(end, 1);
  return found == text.npos ? text : text.substr(0, found + 1);
}

std::string_view name_run(std::string_view text) {
  const auto ends = [](char byte) {
    return static_cast<unsigned char>(byte) < 0x80u && !is_one_of(byte, letters) &&
           !is_one_of(byte, digits) && !is_one_of(byte, ".-");
  };
  const auto end = std::find_if(text.begin(), text.end(), ends);
  return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

std::string_view first_token(std::string_view text) {
  constexpr std::string_view symbols = "=!<>&|";
  if (text.empty()) return text;
  if (is_one_of(text[0], "'\"")) return up_to(text, text[0]);
  if (starts_with(text, "${")) return up_to(text, '}');
  if (is_one_of(text[0], letters)) return name_run(text);
  if (is_one_of(text[0], digits)) return run_of(text, "0123456789.");
  if (is_one_of(text[0], "./")) return run_of(text, "./");
  if (is_one_of(text[0], symbols)) return run_of(text, symbols);
  return text.substr(0, prefix_bytes(text, 1));
}

bool is_name(std::string_view token) { return !token.empty() && is_one_of(token[0], letters); }

bool is_call(std::string_view token, std::string_view rest) {
  const std::size_t next = rest.find_first_not_of(blanks, token.size());
  return is_name(token) && next != rest.npos && rest[next] == '(';
}

bool is_keyword(std::string_view token) {
  constexpr std::array<std::string_view, 5> keywords = {"and", "or", "not", "selected",
                                                        "count-selected"};
  return std::find(keywords.begin(), keywords.end(), token) != keywords.end();
}

std::string lower(std::string_view text) {
  std::string lowered(text);
  for (char& byte : lowered) {
    if (byte >= 'A' && byte <= 'Z') byte = static_cast<char>(byte - 'A' + 'a');
  }
  return lowered;
}

std::string shown(std::string_view token) {
  constexpr std::size_t longest = 30;
  const std::size_t bytes = prefix_bytes(token, longest);
  return backquoted(std::string(token.substr(0, bytes)) + (bytes < token.size() ? "..." : ""));
}

bool is_unclosed(std::string_view token) {
  if (starts_with(token, "${")) return token.back() != '}';
  return is_one_of(token[0], "'\"") && (token.size() == 1 || token.back() != token.front());
}

std::string described(std::string_view token, std::string_view rest) {
  if (token.empty()) return "the end of the expression";
  if (static_cast<unsigned char>(token[0]) < 0x20u) return "a control character";
  return is_call(token, rest) ? backquoted(std::string(token) + "()") : shown(token);
}

// What is wrong with the token itself; empty for nothing.
std::string misshapen(std::string_view token, std::string_view expected) {
  if (token == no_break_space) return "Found a no-break space; use an ordinary one.";
  if (token.empty() || !is_one_of(token[0], "$'\"")) return "";
  if (is_unclosed(token)) {
    return token[0] == '$' ? "This `${` has no `}`." : "This text has no closing quote.";
  }
  const bool takes_question =
      expected == a_condition || expected == an_operand || expected == a_question;
  if (token[0] != '$' || token.size() == 1 || !takes_question) return "";
  return shown(token) + " names no question; a name has letters, digits, `_`, `-` and `.`, and " +
         "starts with a letter or `_`.";
}

// Habits from other languages, word processors and the rest of XPath; empty for none.
std::string substitute(std::string_view token) {
  struct Substitute {
    std::string_view tokens;  // each with a space before and after it
    const char* use;
  };
  static constexpr std::array<Substitute, 9> substitutes = {{
      {" == ", "`=`"},
      {" <> \u2260 ", "`!=`"},
      {" =< \u2264 ", "`<=`"},
      {" => \u2265 ", "`>=`"},
      {" & && ", "`and`"},
      {" | || ", "`or`"},
      {" ! ", "`not()`"},
      {" \u2018 \u2019 \u201a \u201c \u201d \u201e \u00ab \u00bb ", "straight quotes"},
      {" + - * div mod \u2212 ", "a number that is worked out"},
  }};
  const bool path = token != self_name && token == run_of(token, "./");
  if (path && !token.empty()) return "`${name}` for a question";
  const std::string padded = " " + std::string(token) + " ";
  for (const auto& [tokens, use] : substitutes) {
    if (tokens.find(padded) != tokens.npos) return use;
  }
  const bool miswritten = !is_keyword(token) && is_keyword(lower(token));
  return miswritten ? backquoted(lower(token)) : "";
}

bool is_value(std::string_view expected) {
  return expected == a_condition || expected == an_operand || expected == a_question ||
         expected == a_code;
}

// `rest` is the expression from the place where `expected` was not found.
std::string refusal(std::string_view rest, const std::string& expected) {
  const std::string_view token = first_token(rest);
  const std::string fault = misshapen(token, expected);
  if (!fault.empty()) return fault;
  const std::string found = described(token, rest);
  const std::string instead = substitute(token);
  if (!instead.empty()) return found + " is not supported; use " + instead + ".";
  if (is_call(token, rest) && !is_keyword(token)) {
    return found + " is not supported; use " + expected + ".";
  }
  const std::string name(token);
  const bool bare = is_name(token) && !is_keyword(token) && is_value(expected);
  return "Expected " + expected + ", found " + found +
         (bare ? "; write a code as '" + name + "', a question as `${" + name + "}`." : ".");
}

constexpr const char* not_parsed = "An expression comes from parse_expression().";

// Folds the tree from its leaves: `leaf(node)`, `negate(value)`, `join(connective, left, right)`.
template <typename Value, typename Leaf, typename Negate, typename Join>
Value fold(const Expression& expression, Leaf leaf, Negate negate, Join join) {
  std::vector<Value> stack;
  const auto pop = [&stack] {
    if (stack.empty()) throw ArgumentError(not_parsed);
    Value value = std::move(stack.back());
    stack.pop_back();
    return value;
  };
  const auto connect = [&](Connective connective) {
    Value right = pop();
    if (connective == Connective::negation) return negate(std::move(right));
    return join(connective, pop(), std::move(right));
  };
  for (const auto& node : expression.nodes) {
    stack.push_back(std::visit(Overloaded{connect, leaf}, node));
  }
  if (stack.size() != 1) throw ArgumentError(not_parsed);
  return pop();
}

}  // namespace

Expression parse_expression(std::string_view text) {
  if (text.size() > max_expression_bytes) {
    throw ExpressionError(
        "An expression has at most " + std::to_string(max_expression_bytes) + " bytes.",
        max_expression_bytes);
  }
  const char* const end = text.data() + text.size();
  grammar::State state{text.data()};
  try {
    const char* first = text.data();
    x3::phrase_parse(first, end, x3::with<grammar::state_tag>(state)[grammar::whole],
                     grammar::blank);
  } catch (const x3::expectation_failure<const char*>& failure) {
    const auto from = static_cast<std::size_t>(failure.where() - text.data());
    const std::size_t position = std::min(text.find_first_not_of(blanks, from), text.size());
    throw ExpressionError(refusal(text.substr(position), failure.which()), position);
  }
  return {std::move(state.nodes)};
}

namespace {

// Canonical text.

std::string text_of(const QuestionRef& question) {
  return question.name == self_name ? question.name : "${" + question.name + "}";
}

// XPath has no escapes: a text cannot hold both kinds of quote.
std::string text_of(const Text& text) {
  const std::string quote = text.value.find('\'') == std::string::npos ? "'" : "\"";
  return quote + text.value + quote;
}

std::string text_of(const Number& number) { return number_text(number.value); }

std::string text_of(const CountSelected& count) {
  return "count-selected(" + text_of(count.question) + ")";
}

std::string text_of(const Operand& operand) {
  return std::visit([](const auto& part) { return text_of(part); }, operand);
}

std::string text_of(const Comparison& comparison) {
  return text_of(comparison.left) + " " + text_of(comparison.op.relation) + " " +
         text_of(comparison.right);
}

std::string text_of(const Selected& selected) {
  return "selected(" + text_of(selected.question) + ", " + text_of(selected.code) + ")";
}

// A text and what holds it together: nothing for a leaf or not().
struct Piece {
  std::string text;
  std::optional<Connective> connective = std::nullopt;
};

// Nodes are read from the left, so on the right an equal connective needs parentheses as well.
std::string inside(Piece piece, Connective outer, bool on_right) {
  const bool looser =
      piece.connective == Connective::disjunction && outer == Connective::conjunction;
  const bool regrouped = on_right && piece.connective == outer;
  return looser || regrouped ? "(" + piece.text + ")" : std::move(piece.text);
}

Piece join_pieces(Connective connective, Piece left, Piece right) {
  std::string text = inside(std::move(left), connective, false);
  text += connective == Connective::conjunction ? " and " : " or ";
  text += inside(std::move(right), connective, true);
  return {std::move(text), connective};
}

}  // namespace

std::string to_string(const Expression& expression) {
  const auto leaf = [](const auto& node) { return Piece{text_of(node)}; };
  const auto negate = [](Piece piece) { return Piece{"not(" + piece.text + ")"}; };
  return fold<Piece>(expression, leaf, negate, join_pieces).text;
}

std::string caret(std::string_view text, std::size_t position) {
  position = std::min(position, text.size());
  while (position > 0 && position < text.size() && is_continuation(text[position])) --position;
  const auto before = text.substr(0, position);
  const auto column =
      std::count_if(before.begin(), before.end(), [](char byte) { return !is_continuation(byte); });
  std::string line(text);
  std::replace_if(
      line.begin(), line.end(), [](char byte) { return is_one_of(byte, "\t\r\n\v\f"); }, ' ');
  return line + "\n" + std::string(static_cast<std::size_t>(column), ' ') + "^";
}

namespace {

void collect(const QuestionRef& question, std::vector<std::string>& names) {
  const bool known = std::find(names.begin(), names.end(), question.name) != names.end();
  if (!known && question.name != self_name) names.push_back(question.name);
}

void collect(const CountSelected& count, std::vector<std::string>& names) {
  collect(count.question, names);
}

void collect(const Text&, std::vector<std::string>&) {}
void collect(const Number&, std::vector<std::string>&) {}
void collect(const Connective&, std::vector<std::string>&) {}

void collect(const Selected& selected, std::vector<std::string>& names) {
  collect(selected.question, names);
}

void collect(const Comparison& comparison, std::vector<std::string>& names) {
  const auto collect_part = [&](const auto& part) { collect(part, names); };
  std::visit(collect_part, comparison.left);
  std::visit(collect_part, comparison.right);
}

// `a < b` says the same as `b > a`.
Relation mirrored(Relation relation) {
  switch (relation) {
    case Relation::less:
      return Relation::greater;
    case Relation::less_equal:
      return Relation::greater_equal;
    case Relation::greater:
      return Relation::less;
    case Relation::greater_equal:
      return Relation::less_equal;
    default:
      return relation;
  }
}

// The greatest whole number that is `relation` to `limit`.
std::optional<double> greatest(Relation relation, double limit) {
  switch (relation) {
    case Relation::less:
      return std::ceil(limit) - 1;
    case Relation::less_equal:
    case Relation::equal:
      return std::floor(limit);
    default:
      return std::nullopt;
  }
}

std::optional<double> greatest_count(const Operand& left, Relation relation, const Operand& right) {
  const auto* count = std::get_if<CountSelected>(&left);
  const auto* limit = std::get_if<Number>(&right);
  if (!count || !limit || count->question.name != self_name) return std::nullopt;
  return greatest(relation, limit->value);
}

using Bound = std::optional<double>;

Bound bound_of(const Selected&) { return std::nullopt; }

Bound bound_of(const Comparison& comparison) {
  const Relation relation = comparison.op.relation;
  const Bound bound = greatest_count(comparison.left, relation, comparison.right);
  return bound ? bound : greatest_count(comparison.right, mirrored(relation), comparison.left);
}

Bound lowest_bound(Connective connective, Bound left, Bound right) {
  if (connective == Connective::disjunction) return std::nullopt;
  if (!left || !right) return left ? left : right;
  return std::min(*left, *right);
}

}  // namespace

std::vector<std::string> references(const Expression& expression) {
  std::vector<std::string> names;
  for (const auto& node : expression.nodes) {
    std::visit([&](const auto& part) { collect(part, names); }, node);
  }
  return names;
}

std::optional<int> max_selected(const Expression& expression) {
  const auto leaf = [](const auto& node) { return bound_of(node); };
  const auto negate = [](const Bound&) { return Bound(); };
  const Bound bound = fold<Bound>(expression, leaf, negate, lowest_bound);
  if (!bound) return std::nullopt;
  return static_cast<int>(std::clamp(*bound, 0.0, double{std::numeric_limits<int>::max()}));
}

namespace {

// Does it fit the questionnaire?

struct Scope {
  std::vector<const Variable*> variables;
  const Variable* self;
};

const Variable& variable_of(const Scope& scope, const QuestionRef& question) {
  if (question.name == self_name) {
    if (scope.self) return *scope.self;
    throw ExpressionError("`.` has no question to stand for here; use `${name}`.",
                          question.position);
  }
  const auto found = std::find_if(scope.variables.begin(), scope.variables.end(),
                                  [&](const auto* v) { return v->name == question.name; });
  if (found != scope.variables.end()) return **found;
  throw ExpressionError("The questionnaire has no question " + backquoted(question.name) + ".",
                        question.position);
}

bool is_choice(const Variable& variable) {
  return variable.type == ValueType::single || variable.type == ValueType::multiple;
}

std::size_t option_of(const Variable& variable, const Text& code) {
  const auto found = std::find(variable.codes.begin(), variable.codes.end(), code.value);
  return static_cast<std::size_t>(found - variable.codes.begin());
}

void check_code(const Variable& variable, const Text& code) {
  if (option_of(variable, code) < variable.codes.size()) return;
  if (code.value.empty()) {
    throw ExpressionError(
        "An empty text is not a code; a question without an answer makes a "
        "comparison unknown by itself.",
        code.position);
  }
  throw ExpressionError("Question " + backquoted(variable.name) + " has no code " +
                            backquoted(code.value) + "; its codes are " +
                            quoted_list(variable.codes) + ".",
                        code.position);
}

enum class Kind { choice, number, text };

struct Side {
  Kind kind;
  std::size_t position;
  const Variable* variable = nullptr;  // of a choice
  const Text* text = nullptr;          // of a text
};

Side side_of(const Scope& scope, const QuestionRef& question) {
  const Variable& variable = variable_of(scope, question);
  const std::string written = text_of(question);
  switch (variable.type) {
    case ValueType::single:
      return {Kind::choice, question.position, &variable};
    case ValueType::number:
      return {Kind::number, question.position};
    case ValueType::multiple:
      throw ExpressionError(backquoted(written) + " takes several answers; use `selected(" +
                                written + ", 'code')` or `count-selected(" + written + ")`.",
                            question.position);
    default:
      throw ExpressionError(
          backquoted(written) + " takes any text; only choices and numbers can be compared.",
          question.position);
  }
}

Side side_of(const Scope& scope, const CountSelected& count) {
  const QuestionRef& question = count.question;
  if (variable_of(scope, question).type != ValueType::multiple) {
    throw ExpressionError("`count-selected()` needs a multiple choice question; " +
                              backquoted(text_of(question)) + " is not.",
                          question.position);
  }
  return {Kind::number, question.position};
}

Side side_of(const Scope&, const Text& text) { return {Kind::text, text.position, nullptr, &text}; }
Side side_of(const Scope&, const Number& number) { return {Kind::number, number.position}; }

Side side_of(const Scope& scope, const Operand& operand) {
  return std::visit([&](const auto& part) { return side_of(scope, part); }, operand);
}

bool is_ordering(Relation relation) {
  return relation != Relation::equal && relation != Relation::not_equal;
}

void check(const Scope&, const Connective&) {}

void check(const Scope& scope, const Selected& selected) {
  const Variable& variable = variable_of(scope, selected.question);
  if (!is_choice(variable)) {
    throw ExpressionError("`selected()` needs a choice question; " +
                              backquoted(text_of(selected.question)) + " is not.",
                          selected.question.position);
  }
  check_code(variable, selected.code);
}

void check(const Scope& scope, const Comparison& comparison) {
  Side first = side_of(scope, comparison.left);
  Side second = side_of(scope, comparison.right);
  if (second.kind < first.kind) std::swap(first, second);
  if (first.kind == Kind::choice && is_ordering(comparison.op.relation)) {
    throw ExpressionError(backquoted(text_of(comparison.op.relation)) + " needs numbers; " +
                              backquoted(first.variable->name) + " is a choice question.",
                          comparison.op.position);
  }
  if (first.kind == Kind::choice && second.kind == Kind::number) {
    throw ExpressionError("Question " + backquoted(first.variable->name) +
                              " is a choice question; compare it with a code in quotes.",
                          second.position);
  }
  if (first.kind == Kind::choice && second.kind == Kind::text) {
    check_code(*first.variable, *second.text);
  }
  if (first.kind == Kind::number && second.kind == Kind::text) {
    throw ExpressionError("A number cannot be compared with a text; write numbers without quotes.",
                          second.position);
  }
  if (first.kind == Kind::text) {
    throw ExpressionError("Two texts are compared; one side must be a question.", second.position);
  }
}

void check(const Scope& scope, const Expression& expression) {
  for (const auto& node : expression.nodes) {
    std::visit([&](const auto& part) { check(scope, part); }, node);
  }
}

}  // namespace

void check_expression(const Expression& expression, const std::vector<Variable>& variables,
                      const Variable* self) {
  Scope scope{{}, self};
  for (const auto& variable : variables) scope.variables.push_back(&variable);
  check(scope, expression);
}

namespace {

// Evaluation. Operands are functions of the row, so that a constant is never written out.

using Truths = std::vector<Truth>;

struct Table {
  const std::vector<Column>& columns;
  const Column* self;
  std::size_t n;
};

const Column& column_of(const Table& table, const QuestionRef& question) {
  if (question.name == self_name) return *table.self;
  return *std::find_if(table.columns.begin(), table.columns.end(),
                       [&](const auto& column) { return column.variable->name == question.name; });
}

[[noreturn]] void refuse_length(const Column& column) {
  throw ArgumentError("The column of question " + backquoted(column.variable->name) +
                      " has not one row a respondent.");
}

const View<int>& codes_of(const Table& table, const Column& column, std::size_t which) {
  if (which >= column.codes.size() || column.codes[which].size() != table.n) refuse_length(column);
  return column.codes[which];
}

struct Constant {
  double value;
  double operator()(std::size_t) const { return value; }
};

struct Numbers {
  View<double> values;
  double operator()(std::size_t row) const { return values[row]; }
};

struct Ticks {
  std::vector<View<int>> columns;
  double operator()(std::size_t row) const {
    if (is_missing(columns.front()[row])) return std::numeric_limits<double>::quiet_NaN();
    std::size_t count = 0;
    for (const auto& column : columns) {
      count += std::bitset<32>(static_cast<unsigned>(column[row])).count();
    }
    return static_cast<double>(count);
  }
};

struct Code {
  int code;
  int operator()(std::size_t) const { return code; }
};

struct Codes {
  View<int> codes;
  int operator()(std::size_t row) const { return codes[row]; }
};

// Codes of one question as those of another; 0 where the other has no such code.
struct Translated {
  View<int> codes;
  std::vector<int> translation;
  int operator()(std::size_t row) const {
    const int code = codes[row];
    if (is_missing(code)) return code;
    const auto option = static_cast<std::size_t>(code);
    return option < translation.size() ? translation[option] : 0;
  }
};

// What a relation makes of "below, equal, above, cannot be compared".
using Outcomes = std::array<Truth, 4>;

Outcomes outcomes_of(Relation relation) {
  constexpr Truth no = Truth::no;
  constexpr Truth yes = Truth::yes;
  constexpr std::array<Outcomes, relation_texts.size()> outcomes = {{
      {no, yes, no, Truth::unknown},
      {yes, no, yes, Truth::unknown},
      {yes, no, no, Truth::unknown},
      {yes, yes, no, Truth::unknown},
      {no, no, yes, Truth::unknown},
      {no, yes, yes, Truth::unknown},
  }};
  return outcomes[static_cast<std::size_t>(relation)];
}

std::size_t order(double left, double right) {
  if (std::isunordered(left, right)) return 3;
  return std::size_t{left >= right} + std::size_t{left > right};
}

std::size_t order(int left, int right) {
  if (is_missing(left) || is_missing(right)) return 3;
  return std::size_t{left >= right} + std::size_t{left > right};
}

template <typename Left, typename Right>
Truths compare(const Left& left, const Right& right, Relation relation, std::size_t n) {
  const Outcomes outcomes = outcomes_of(relation);
  Truths truths(n);
  for (std::size_t row = 0; row < n; ++row) truths[row] = outcomes[order(left(row), right(row))];
  return truths;
}

using NumberOperand = std::variant<Constant, Numbers, Ticks>;
using ChoiceOperand = std::variant<Code, Codes, Translated>;

NumberOperand number_operand(const Table& table, const QuestionRef& question) {
  const Column& column = column_of(table, question);
  if (column.numbers.size() != table.n) refuse_length(column);
  return Numbers{column.numbers};
}

NumberOperand number_operand(const Table& table, const CountSelected& count) {
  const Column& column = column_of(table, count.question);
  const std::size_t n_options = std::max<std::size_t>(column.variable->codes.size(), 1);
  Ticks counts;
  for (std::size_t first = 0; first < n_options; first += options_a_column) {
    counts.columns.push_back(codes_of(table, column, first / options_a_column));
  }
  return counts;
}

NumberOperand number_operand(const Table&, const Number& number) { return Constant{number.value}; }
NumberOperand number_operand(const Table&, const Text&) { return Constant{0}; }  // refused before

std::vector<int> translation(const Variable& from, const Variable& to) {
  std::vector<int> translated = {0};
  for (const auto& code : from.codes) {
    const std::size_t option = option_of(to, {code});
    translated.push_back(option < to.codes.size() ? static_cast<int>(option) + 1 : 0);
  }
  return translated;
}

ChoiceOperand choice_operand(const Table& table, const Column& asked, const Operand& other) {
  if (const auto* text = std::get_if<Text>(&other)) {
    return Code{static_cast<int>(option_of(*asked.variable, *text)) + 1};
  }
  const Column& column = column_of(table, std::get<QuestionRef>(other));
  const View<int>& codes = codes_of(table, column, 0);
  if (column.variable->codes == asked.variable->codes) return Codes{codes};
  return Translated{codes, translation(*column.variable, *asked.variable)};
}

const Column* choice_column(const Table& table, const Operand& operand) {
  const auto* question = std::get_if<QuestionRef>(&operand);
  if (!question) return nullptr;
  const Column& column = column_of(table, *question);
  return is_choice(*column.variable) ? &column : nullptr;
}

Truths compare_choices(const Table& table, const Column& asked, const Operand& other,
                       Relation relation) {
  const Codes codes{codes_of(table, asked, 0)};
  return std::visit([&](const auto& right) { return compare(codes, right, relation, table.n); },
                    choice_operand(table, asked, other));
}

Truths compare_numbers(const Table& table, const Comparison& comparison) {
  const auto operand = [&](const auto& part) { return number_operand(table, part); };
  const auto compare_sides = [&](const auto& left, const auto& right) {
    return compare(left, right, comparison.op.relation, table.n);
  };
  return std::visit(compare_sides, std::visit(operand, comparison.left),
                    std::visit(operand, comparison.right));
}

Truths truths_of(const Table& table, const Comparison& comparison) {
  const Relation relation = comparison.op.relation;
  if (const auto* asked = choice_column(table, comparison.left)) {
    return compare_choices(table, *asked, comparison.right, relation);
  }
  if (const auto* asked = choice_column(table, comparison.right)) {
    return compare_choices(table, *asked, comparison.left, relation);
  }
  return compare_numbers(table, comparison);
}

template <typename Chosen>
Truths where_answered(const View<int>& codes, Chosen chosen) {
  Truths truths(codes.size());
  std::transform(codes.begin(), codes.end(), truths.begin(), [&](int code) {
    if (is_missing(code)) return Truth::unknown;
    return chosen(code) ? Truth::yes : Truth::no;
  });
  return truths;
}

Truths truths_of(const Table& table, const Selected& selected) {
  const Column& column = column_of(table, selected.question);
  const std::size_t option = option_of(*column.variable, selected.code);
  if (column.variable->type == ValueType::single) {
    const int wanted = static_cast<int>(option) + 1;
    return where_answered(codes_of(table, column, 0), [=](int code) { return code == wanted; });
  }
  const unsigned bit = 1u << option % options_a_column;
  return where_answered(codes_of(table, column, option / options_a_column),
                        [=](int code) { return (static_cast<unsigned>(code) & bit) != 0; });
}

Truth negated(Truth truth) {
  if (truth == Truth::unknown) return truth;
  return truth == Truth::yes ? Truth::no : Truth::yes;
}

// The value that decides a conjunction (no) or a disjunction (yes) wins, then unknown.
Truth decided(Truth left, Truth right, Truth deciding) {
  if (left == deciding || right == deciding) return deciding;
  return left == Truth::unknown ? left : right;
}

Truths negated(Truths truths) {
  for (Truth& truth : truths) truth = negated(truth);
  return truths;
}

Truths connected(Connective connective, Truths left, const Truths& right) {
  const Truth deciding = connective == Connective::conjunction ? Truth::no : Truth::yes;
  for (std::size_t row = 0; row < left.size(); ++row) {
    left[row] = decided(left[row], right[row], deciding);
  }
  return left;
}

}  // namespace

std::vector<Truth> evaluate(const Expression& expression, const std::vector<Column>& columns,
                            const Column* self, std::size_t n) {
  Scope scope{{}, self ? self->variable : nullptr};
  for (const auto& column : columns) scope.variables.push_back(column.variable);
  check(scope, expression);
  const Table table{columns, self, n};
  const auto leaf = [&](const auto& node) { return truths_of(table, node); };
  const auto negate = [](Truths truths) { return negated(std::move(truths)); };
  return fold<Truths>(expression, leaf, negate, connected);
}

}  // namespace tendensen
