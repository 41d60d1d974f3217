#include <testthat/vendor/catch.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <numeric>
#include <random>

#include "error.hpp"
#include "expression.hpp"
#include "missing.hpp"

using namespace tendensen;

namespace {

constexpr Truth no = Truth::no;
constexpr Truth yes = Truth::yes;
constexpr Truth unknown = Truth::unknown;

constexpr int no_answer = static_cast<int>(Missing::no_answer);
const double nan_value = std::numeric_limits<double>::quiet_NaN();

struct Refusal {
  bool thrown = false;
  std::string message = "";
  std::size_t position = 0;

  bool says(const std::string& part) const { return message.find(part) != std::string::npos; }
};

template <typename Action>
Refusal refusal_of(Action action) {
  try {
    action();
  } catch (const ExpressionError& error) {
    return {true, error.what(), error.position()};
  }
  return {};
}

Refusal parse_refusal(const std::string& text) {
  return refusal_of([&] { parse_expression(text); });
}

const std::vector<Variable> variables = {
    {"group", ValueType::single, {"business", "provider"}},
    {"role", ValueType::single, {"provider", "other", "business"}},
    {"same", ValueType::single, {"business", "provider"}},
    {"tools", ValueType::multiple, {"lms", "mooc", "vr"}},
    {"age", ValueType::number, {}},
    {"budget", ValueType::number, {}},
    {"remark", ValueType::text, {}},
};

const Variable& variable(const std::string& name) {
  return *std::find_if(variables.begin(), variables.end(),
                       [&](const auto& v) { return v.name == name; });
}

Refusal check_refusal(const std::string& text, const Variable* self = nullptr) {
  const Expression expression = parse_expression(text);
  return refusal_of([&] { check_expression(expression, variables, self); });
}

bool fits(const std::string& text, const Variable* self = nullptr) {
  return !check_refusal(text, self).thrown;
}

// `t`, `f` and `u` are single choice questions with the answers yes, no and none.
std::vector<Truth> evaluate_truths(const std::string& text) {
  static const Variable truth{"", ValueType::single, {"yes", "no"}};
  const std::vector<int> answers = {1, 2, no_answer};
  const std::vector<std::string> names = {"t", "f", "u"};
  std::vector<Variable> named(3, truth);
  std::vector<Column> columns;
  for (std::size_t i = 0; i < 3; ++i) {
    named[i].name = names[i];
    columns.push_back({&named[i], {View<int>(&answers[i], 1)}, {}});
  }
  return evaluate(parse_expression(text), columns, nullptr, 1);
}

Truth truth_of(const std::string& text) { return evaluate_truths(text).at(0); }

std::string is(char name) { return std::string("${") + name + "} = 'yes'"; }

// One respondent a row: group, age, tools.
struct Answers {
  std::vector<int> group = {1, 2, no_answer, 1};
  std::vector<int> role = {3, 2, 1, no_answer};
  std::vector<int> same = {2, 2, 1, 1};
  std::vector<int> tools = {0, 5, no_answer, 7};
  std::vector<double> age = {17.5, 18, nan_value, 40};
  std::vector<double> budget = {18, 18, 18, -1.5};

  std::vector<Column> columns() const {
    return {{&variable("group"), {group}, {}}, {&variable("role"), {role}, {}},
            {&variable("same"), {same}, {}},   {&variable("tools"), {tools}, {}},
            {&variable("age"), {}, age},       {&variable("budget"), {}, budget}};
  }

  std::vector<Truth> evaluate(const std::string& text, const std::string& self = "") const {
    const auto all = columns();
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const auto& c) { return c.variable->name == self; });
    return tendensen::evaluate(parse_expression(text), all, found == all.end() ? nullptr : &*found,
                               4);
  }
};

using Truths = std::vector<Truth>;

}  // namespace

// Kleene 1952: the strong three-valued connectives.
TEST_CASE("connectives follow Kleene's tables") {
  const std::map<char, Truth> value = {{'t', yes}, {'f', no}, {'u', unknown}};
  const std::map<std::string, Truth> conjunction = {{"tt", yes},     {"tf", no}, {"tu", unknown},
                                                    {"ft", no},      {"ff", no}, {"fu", no},
                                                    {"ut", unknown}, {"uf", no}, {"uu", unknown}};
  const std::map<std::string, Truth> disjunction = {{"tt", yes}, {"tf", yes},     {"tu", yes},
                                                    {"ft", yes}, {"ff", no},      {"fu", unknown},
                                                    {"ut", yes}, {"uf", unknown}, {"uu", unknown}};
  for (const auto& [names, truth] : conjunction) {
    INFO(names);
    CHECK(truth_of(is(names[0]) + " and " + is(names[1])) == truth);
  }
  for (const auto& [names, truth] : disjunction) {
    INFO(names);
    CHECK(truth_of(is(names[0]) + " or " + is(names[1])) == truth);
  }
  for (const auto& [name, truth] : value) CHECK(truth_of(is(name)) == truth);
  CHECK(truth_of("not(" + is('t') + ")") == no);
  CHECK(truth_of("not(" + is('f') + ")") == yes);
  CHECK(truth_of("not(" + is('u') + ")") == unknown);
}

TEST_CASE("and binds tighter than or, as in XPath") {
  // t or (t and f) is yes; (t or t) and f would be no.
  CHECK(truth_of(is('t') + " or " + is('t') + " and " + is('f')) == yes);
  CHECK(truth_of("(" + is('t') + " or " + is('t') + ") and " + is('f')) == no);
  // (f and t) or t is yes; f and (t or t) would be no.
  CHECK(truth_of(is('f') + " and " + is('t') + " or " + is('t')) == yes);
  CHECK(truth_of(is('f') + " and (" + is('t') + " or " + is('t') + ")") == no);
  // not() binds its parentheses only: not(f) and f is no; not(f and f) would be yes.
  CHECK(truth_of("not(" + is('f') + ") and " + is('f')) == no);
  const auto mixed = parse_expression("${a} = 'x' or ${b} = 'x' and ${c} = 'x'");
  CHECK(mixed == parse_expression("${a} = 'x' or (${b} = 'x' and ${c} = 'x')"));
  CHECK(mixed != parse_expression("(${a} = 'x' or ${b} = 'x') and ${c} = 'x'"));
}

TEST_CASE("comparisons bind tighter than connectives") {
  CHECK(parse_expression("${a} < 1 and ${b} >= 2") ==
        parse_expression("(${a} < 1) and (${b} >= 2)"));
}

TEST_CASE("white space and quotes do not matter") {
  const auto plain = parse_expression("${q} = 'code' and not(selected(., 'a'))");
  CHECK(plain == parse_expression("${q}='code'and not(selected(.,'a'))"));
  CHECK(plain ==
        parse_expression(" \t\r\n${ q }\n=\t\"code\"\r\nand  not ( selected ( . , \"a\" ) ) "));
  CHECK(parse_expression("${q} = ' a '") != parse_expression("${q} = 'a'"));
}

TEST_CASE("a text may hold the other quote, and any letter") {
  CHECK(to_string(parse_expression("${q} = \"l'autre\"")) == "${q} = \"l'autre\"");
  CHECK(to_string(parse_expression("${q} = '\"x\"'")) == "${q} = '\"x\"'");
  CHECK(to_string(parse_expression("${q} = 'déjà €'")) == "${q} = 'déjà €'");
  CHECK(to_string(parse_expression("${q} = ' and ('")) == "${q} = ' and ('");
}

TEST_CASE("names of questions may hold letters, digits, `_`, `-` and `.`") {
  CHECK(references(parse_expression("${_a-1.b} = 'x' or ${été} = 'x'")) ==
        (std::vector<std::string>{"_a-1.b", "été"}));
  CHECK(references(parse_expression("${order} = 'x' and ${android} = 'x'")) ==
        (std::vector<std::string>{"order", "android"}));
}

TEST_CASE("references are distinct, in order of appearance, without the question itself") {
  CHECK(references(parse_expression("${b} = 'x' and (selected(${a}, 'x') or . = 1) and "
                                    "count-selected(${c}) < count-selected(.) and ${a} = ${b}")) ==
        (std::vector<std::string>{"b", "a", "c"}));
  CHECK(references(parse_expression("1 = ${z} or ${y} = ${x}")) ==
        (std::vector<std::string>{"z", "y", "x"}));
  CHECK(references(parse_expression("count-selected(.) <= 3")).empty());
}

TEST_CASE("numbers are decimal, with an optional sign") {
  const auto canonical = [](const std::string& number) {
    return to_string(parse_expression(". = " + number)).substr(4);
  };
  CHECK(canonical("0") == "0");
  CHECK(canonical("007") == "7");
  CHECK(canonical("+5") == "5");
  CHECK(canonical("- 5") == "-5");
  CHECK(canonical("-0") == "0");
  CHECK(canonical("1.50") == "1.5");
  CHECK(canonical("3.") == "3");
  CHECK(canonical(".5") == "0.5");
  CHECK(canonical("-0.1") == "-0.1");
  CHECK(canonical("0.000000000000001") == "0.000000000000001");
  CHECK(canonical("999999999999999") == "999999999999999");
  CHECK(canonical("99999999.9999999") == "99999999.9999999");
  CHECK(std::get<Number>(std::get<Comparison>(parse_expression(". = 0.3").nodes[0]).right).value ==
        0.3);
  CHECK(parse_refusal(". = 1234567890123456").position == 4);
  CHECK(parse_refusal(". = 1234567890123456").says("15 digits"));
  CHECK(parse_refusal(". = 0.0000000000000001").position == 4);
}

TEST_CASE("every number of up to 15 digits comes back from its canonical text") {
  std::mt19937 random(20210);
  for (int i = 0; i < 2000; ++i) {
    const auto n_digits = 1 + random() % 15;
    const auto n_decimals = random() % (n_digits + 1);
    std::string digits = random() % 2 ? "-" : "";
    for (unsigned d = 0; d < n_digits; ++d) {
      if (d + n_decimals == n_digits) digits += ".";
      digits += static_cast<char>('0' + random() % 10);
    }
    const auto once = parse_expression(". = " + digits);
    INFO(digits);
    REQUIRE(parse_expression(to_string(once)) == once);
    REQUIRE(std::get<Number>(std::get<Comparison>(once.nodes[0]).right).value ==
            std::strtod(digits.c_str(), nullptr));
  }
}

TEST_CASE("canonical text keeps only the parentheses that matter") {
  const auto canonical = [](const std::string& text) { return to_string(parse_expression(text)); };
  CHECK(canonical("((${a}='x'))") == "${a} = 'x'");
  CHECK(canonical("(.=1 or .=2) or .=3") == ". = 1 or . = 2 or . = 3");
  CHECK(canonical(".=1 or (.=2 or .=3)") == ". = 1 or (. = 2 or . = 3)");
  CHECK(canonical("(.=1 or .=2) and .=3") == "(. = 1 or . = 2) and . = 3");
  CHECK(canonical(".=1 and (.=2 or .=3)") == ". = 1 and (. = 2 or . = 3)");
  CHECK(canonical("(.=1 and .=2) or .=3") == ". = 1 and . = 2 or . = 3");
  CHECK(canonical("not((.=1 or .<2))") == "not(. = 1 or . < 2)");
  CHECK(canonical("selected(${a},\"x\") and count-selected( . )!=2") ==
        "selected(${a}, 'x') and count-selected(.) != 2");
  CHECK(canonical(".<1 or .<=1 or .>1 or .>=1") == ". < 1 or . <= 1 or . > 1 or . >= 1");
}

TEST_CASE("an expression is a value") {
  Expression original = parse_expression("${a} = 'x'");
  Expression copy = original;
  CHECK(copy == original);
  copy.nodes.push_back(Connective::negation);
  CHECK(copy != original);
  const Expression moved = std::move(original);
  CHECK(to_string(moved) == "${a} = 'x'");
  CHECK_THROWS_AS(to_string(Expression()), ArgumentError);
  CHECK_THROWS_AS(to_string(Expression{{Connective::negation}}), ArgumentError);
}

TEST_CASE("what is outside the language is refused at its place") {
  struct Case {
    std::string text;
    std::size_t position;
    std::string says;
  };
  const std::vector<Case> cases = {
      {"", 0, "found the end of the expression"},
      {"   ", 3, "found the end of the expression"},
      {"${a}", 4, "Expected a comparison"},
      {"${a} = ", 7, "Expected a question"},
      {"${a} 'x'", 5, "Expected a comparison (`=`, `!=`, `<`, `<=`, `>`, `>=`), found `'x'`"},
      {"= 'x'", 0, "found `=`"},
      {"${a} = 'x' and", 14, "found the end of the expression"},
      {"${a} = 'x' ${b} = 'y'", 11, "Expected `and`, `or` or the end of the expression"},
      {"${a} = ${b} = 'x'", 12, "found `=`"},
      {"1 < . < 3", 6, "found `<`"},
      {"(${a} = 'x'", 11, "Expected `and`, `or` or `)`"},
      {"${a} = 'x')", 10, "found `)`"},
      {"(${a}) = 'x'", 5, "Expected a comparison"},
      {"()", 1, "found `)`"},
      {"not ${a} = 'x'", 4, "Expected `(`"},
      {"not()", 4, "found `)`"},
      {"not(${a} = 'x'", 14, "`)`"},
      {"selected(${a} 'x')", 14, "Expected `,`"},
      {"selected(${a}, x)", 15, "a code in quotes"},
      {"selected(${a}, 1)", 15, "a code in quotes, found `1`"},
      {"selected(${a}, ${b})", 15, "a code in quotes, found `${b}`"},
      {"selected('x', ${a})", 9, "Expected a question"},
      {"selected(${a}, 'x'", 18, "Expected `)`"},
      {"selected(${a}, 'x') = 1", 20, "found `=`"},
      {"selected", 8, "Expected `(`"},
      {"count-selected(${a})", 20, "Expected a comparison"},
      {"count-selected() = 1", 15, "Expected a question"},
      {"count-selected(selected(., 'x')) = 1", 15, "found `selected()`"},
      {"selected-at(., 1) = 'x'", 0, "`selected-at()` is not supported"},
      {"today() > ${a}", 0, "`today()` is not supported; use a comparison"},
      {"${a} <= today()", 8, "`today()` is not supported; use a question"},
      {"${a} = 'x' and regex(., '[0-9]')", 15, "`regex()` is not supported"},
      {"true()", 0, "`true()` is not supported"},
      {"if (1 = 1, 2, 3) = 2", 0, "`if()` is not supported"},
      {"a = 'x'", 0, "a question as `${a}`"},
      {"${a} = yes", 7, "found `yes`; write a code as 'yes'"},
      {"${a} == 'x'", 5, "`==` is not supported; use `=`"},
      {"${a} <> 'x'", 5, "use `!=`"},
      {"${a} => 1", 5, "use `>=`"},
      {"${a} =< 1", 5, "use `<=`"},
      {"${a} \u2264 1", 5, "use `<=`"},
      {"${a} = 'x' && ${b} = 'y'", 11, "use `and`"},
      {"${a} = 'x' || ${b} = 'y'", 11, "use `or`"},
      {"!(${a} = 'x')", 0, "use `not()`"},
      {"${a} = 'x' AND ${b} = 'y'", 11, "`AND` is not supported; use `and`"},
      {"Selected(${a}, 'x')", 0, "use `selected`"},
      {"${a} = \u2018x\u2019", 7, "use straight quotes"},
      {"${a} = \u201cx\u201d", 7, "use straight quotes"},
      {"${a} +1 = 2", 5, "use a number that is worked out"},
      {"${a} = 2 - 1", 9, "use a number that is worked out"},
      {"${a} = -${b}", 7, "use a number that is worked out"},
      {"${a} div 2 = 1", 5, "use a number that is worked out"},
      {"../a = 'x'", 0, "use `${name}`"},
      {"/data/a = 'x'", 0, "use `${name}`"},
      {"./a = 'x'", 0, "use `${name}`"},
      {"${a} = 'x", 7, "This text has no closing quote"},
      {"${a} = \"", 7, "This text has no closing quote"},
      {"${a = 'x'", 0, "This `${` has no `}`"},
      {"${a b} = 'x'", 0, "`${a b}` names no question"},
      {"${} = 'x'", 0, "`${}` names no question"},
      {"${1a} = 'x'", 0, "`${1a}` names no question"},
      {"$a = 'x'", 0, "found `$`"},
      {"${a} = 1e5", 8, "found `e5`"},
      {"${a} = 1.2.3", 10, "found `.`"},
      {"${a}\u00a0= 'x'", 4, "Found a no-break space"},
      {"${a} = 'x'\u00a0", 10, "Found a no-break space"},
      {std::string("${a}\0 = 'x'", 11), 4, "a control character"},
      {"${a} = 'x'; ${b} = 'y'", 10, "found `;`"},
      {"orange", 0, "found `orange`"},
      {"${a} = 'x' or", 13, "the end of the expression"},
      {"${a} = 'x' andand ${b} = 'y'", 11, "found `andand`"},
      {". = 'x' or (${a} = 'x' and not(${b}))", 35, "Expected a comparison"},
      {"\u20ac", 0, "found `\u20ac`"},
  };
  for (const auto& expected : cases) {
    const Refusal refusal = parse_refusal(expected.text);
    INFO(expected.text << "\n" << refusal.position << ": " << refusal.message);
    CHECK(refusal.thrown);
    CHECK(refusal.position == expected.position);
    CHECK(refusal.says(expected.says));
  }
}

TEST_CASE("long finds are cut in messages") {
  const Refusal refusal = parse_refusal("'" + std::string(5000, 'x') + "'y");
  CHECK(refusal.position == 5002);
  const Refusal cut = parse_refusal(". '" + std::string(5000, 'x') + "'");
  CHECK(cut.message.size() < 200);
  CHECK(cut.says("xxx...`"));
}

TEST_CASE("the caret stands under the code point") {
  CHECK(caret("a == 1", 2) == "a == 1\n  ^");
  CHECK(caret("", 0) == "\n^");
  CHECK(caret("abc", 0) == "abc\n^");
  CHECK(caret("abc", 3) == "abc\n   ^");
  CHECK(caret("abc", 99) == "abc\n   ^");
  // Two bytes for each of é and à, three for €: six code points before `=`.
  const std::string text = "'é à€'= 1";
  CHECK(caret(text, text.find('=')) == text + "\n      ^");
  // Inside the € is at the €.
  const std::size_t euro = text.find("€");
  CHECK(caret(text, euro) == text + "\n    ^");
  CHECK(caret(text, euro + 1) == text + "\n    ^");
  CHECK(caret(text, euro + 2) == text + "\n    ^");
  CHECK(caret("a\n\tb", 3) == "a  b\n   ^");
}

TEST_CASE("a refusal after a multi-byte character has its caret under the fault") {
  const std::string text = "${été} = 'œ' && ${b} = 'y'";
  const Refusal refusal = parse_refusal(text);
  CHECK(refusal.position == text.find("&&"));
  CHECK(caret(text, refusal.position) == text + "\n             ^");
}

TEST_CASE("nesting is bounded") {
  const auto nested = [](const std::string& open, std::size_t depth) {
    std::string text;
    for (std::size_t i = 0; i < depth; ++i) text += open;
    return text + ". = 1" + std::string(depth, ')');
  };
  CHECK(to_string(parse_expression(nested("(", 200))) == ". = 1");
  CHECK(to_string(parse_expression(nested("not(", 200))) == nested("not(", 200));
  CHECK(parse_refusal(nested("(", 201)).position == 200);
  CHECK(parse_refusal(nested("(", 201)).says("200 deep"));
  CHECK(parse_refusal(nested("not(", 201)).position == 803);
  CHECK(parse_refusal(std::string(10000, '(')).position == 200);
  const std::string half_closed = nested("not((", 100);
  CHECK(parse_refusal(half_closed).position == half_closed.size());
  std::string beside = "(. = 1)";
  while (beside.size() < 9000) beside += " or (. = 1)";
  CHECK_FALSE(parse_refusal(beside).thrown);
}

TEST_CASE("length is bounded") {
  const std::string part = ". = 1 or ";
  std::string text;
  while (text.size() + part.size() + 5 <= 10000) text += part;
  text += ". = 1";
  text.resize(10000, ' ');
  const Expression expression = parse_expression(text);
  CHECK(expression.nodes.size() == 2 * 1111 - 1);
  CHECK(parse_expression(to_string(expression)) == expression);
  const Variable self = {"n", ValueType::number, {}};
  const std::vector<double> answers = {0, 1, nan_value};
  const Column column{&self, {}, answers};
  CHECK(evaluate(expression, {}, &column, 3) == (Truths{no, yes, unknown}));
  CHECK(parse_refusal(text + " ").position == 10000);
  CHECK(parse_refusal(text + " ").says("10000 bytes"));
  CHECK(parse_refusal(std::string(1000000, '(')).thrown);
}

TEST_CASE("what fits the questionnaire is accepted") {
  CHECK(fits("${group} = 'business'"));
  CHECK(fits("'business' != ${group}"));
  CHECK(fits("${group} = ${role}"));
  CHECK(fits("selected(${group}, 'provider')"));
  CHECK(fits("selected(${tools}, 'vr') and count-selected(${tools}) <= 2"));
  CHECK(fits("count-selected(${tools}) = ${age}"));
  CHECK(fits("${age} >= 18 and ${age} < ${budget} and 1 = 1"));
  CHECK(fits("count-selected(.) <= 3", &variable("tools")));
  CHECK(fits(". >= 0", &variable("age")));
  CHECK(fits(". = 'business'", &variable("group")));
  const Variable elsewhere = {"elsewhere", ValueType::number, {}};
  CHECK(fits(". >= 0", &elsewhere));
}

TEST_CASE("what does not fit the questionnaire is refused at its place") {
  struct Case {
    std::string text;
    std::size_t position;
    std::string says;
  };
  const std::vector<Case> cases = {
      {"${grup} = 'business'", 0, "no question `grup`"},
      {"selected(${grup}, 'business')", 9, "no question `grup`"},
      {"1 < count-selected(${grup})", 19, "no question `grup`"},
      {"${group} = 'busines'", 11, "no code `busines`; its codes are `business`, `provider`"},
      {"'busines' = ${group}", 0, "no code `busines`"},
      {"selected(${tools}, 'LMS')", 19, "no code `LMS`; its codes are `lms`, `mooc`, `vr`"},
      {"${group} != ''", 12, "An empty text is not a code"},
      {"${group} < 'business'", 9, "`<` needs numbers; `group` is a choice question"},
      {"${group} >= 1", 9, "`>=` needs numbers"},
      {"1 <= ${group}", 2, "`<=` needs numbers"},
      {"${group} > ${role}", 9, "`>` needs numbers"},
      {"${tools} = 'lms'", 0, "use `selected(${tools}, 'code')`"},
      {"'lms' != ${tools}", 9, "use `selected(${tools}, 'code')`"},
      {"${tools} < 3", 0, "`count-selected(${tools})`"},
      {"selected(${age}, 'x')", 9, "`selected()` needs a choice question; `${age}` is not"},
      {"selected(${remark}, 'x')", 9, "`selected()` needs a choice question"},
      {"count-selected(${age}) = 1", 15, "`count-selected()` needs a multiple choice question"},
      {"count-selected(${group}) = 1", 15, "`count-selected()` needs a multiple choice question"},
      {"${age} = '18'", 9, "A number cannot be compared with a text"},
      {"'18' < ${age}", 0, "A number cannot be compared with a text"},
      {"count-selected(${tools}) = '3'", 27, "A number cannot be compared with a text"},
      {"'1' = 1", 0, "A number cannot be compared with a text"},
      {"'a' = 'b'", 6, "one side must be a question"},
      {"${group} = 1", 11, "compare it with a code in quotes"},
      {"${group} = ${age}", 11, "compare it with a code in quotes"},
      {"count-selected(${tools}) != ${group}", 15, "compare it with a code in quotes"},
      {"${remark} = 'x'", 0, "`${remark}` takes any text"},
      {". = 'business'", 0, "`.` has no question to stand for"},
      {"${age} > 1 and count-selected(.) < 2", 30, "`.` has no question to stand for"},
      {"selected(., 'x')", 9, "`.` has no question to stand for"},
      {"${age} > 1 or not(${group} = 'x' and ${grup} = 'y')", 29, "no code `x`"},
  };
  for (const auto& expected : cases) {
    const Refusal refusal = check_refusal(expected.text);
    INFO(expected.text << "\n" << refusal.position << ": " << refusal.message);
    CHECK(refusal.thrown);
    CHECK(refusal.position == expected.position);
    CHECK(refusal.says(expected.says));
  }
  CHECK(check_refusal(". = 'lms'", &variable("tools")).says("`selected(., 'code')`"));
  CHECK(check_refusal("count-selected(.) = 1", &variable("age")).position == 15);
  CHECK(check_refusal(". < 'business'", &variable("group")).position == 2);
}

TEST_CASE("choices are compared by code") {
  const Answers answers;
  CHECK(answers.evaluate("${group} = 'business'") == (Truths{yes, no, unknown, yes}));
  CHECK(answers.evaluate("'business' = ${group}") == (Truths{yes, no, unknown, yes}));
  CHECK(answers.evaluate("${group} != 'business'") == (Truths{no, yes, unknown, no}));
  CHECK(answers.evaluate("selected(${group}, 'business')") == (Truths{yes, no, unknown, yes}));
  CHECK(answers.evaluate(". = 'provider'", "group") == (Truths{no, yes, unknown, no}));
}

TEST_CASE("two choice questions are compared by code, whatever the order of their options") {
  const Answers answers;
  // group: business, provider, none, business; role: business, other, provider, none;
  // same: provider, provider, business, business
  CHECK(answers.evaluate("${group} = ${role}") == (Truths{yes, no, unknown, unknown}));
  CHECK(answers.evaluate("${role} = ${group}") == (Truths{yes, no, unknown, unknown}));
  CHECK(answers.evaluate("${role} != ${group}") == (Truths{no, yes, unknown, unknown}));
  CHECK(answers.evaluate("${group} = ${same}") == (Truths{no, yes, unknown, yes}));
  CHECK(answers.evaluate("${group} = ${group}") == (Truths{yes, yes, unknown, yes}));
}

TEST_CASE("ticks are read bit by bit") {
  const Answers answers;  // none; lms and vr; missing; all
  CHECK(answers.evaluate("selected(${tools}, 'lms')") == (Truths{no, yes, unknown, yes}));
  CHECK(answers.evaluate("selected(${tools}, 'mooc')") == (Truths{no, no, unknown, yes}));
  CHECK(answers.evaluate("selected(., 'vr')", "tools") == (Truths{no, yes, unknown, yes}));
  CHECK(answers.evaluate("count-selected(${tools}) = 0") == (Truths{yes, no, unknown, no}));
  CHECK(answers.evaluate("count-selected(.) <= 2", "tools") == (Truths{yes, yes, unknown, no}));
  CHECK(answers.evaluate("3 = count-selected(.)", "tools") == (Truths{no, no, unknown, yes}));
  CHECK(answers.evaluate("count-selected(${tools}) > ${budget}") == (Truths{no, no, unknown, yes}));
}

TEST_CASE("numbers are compared as numbers") {
  const Answers answers;  // age 17.5, 18, none, 40; budget 18, 18, 18, -1.5
  CHECK(answers.evaluate("${age} < 18") == (Truths{yes, no, unknown, no}));
  CHECK(answers.evaluate("${age} <= 18") == (Truths{yes, yes, unknown, no}));
  CHECK(answers.evaluate("${age} > 18") == (Truths{no, no, unknown, yes}));
  CHECK(answers.evaluate("${age} >= 18") == (Truths{no, yes, unknown, yes}));
  CHECK(answers.evaluate("${age} = 18") == (Truths{no, yes, unknown, no}));
  CHECK(answers.evaluate("${age} != 18") == (Truths{yes, no, unknown, yes}));
  CHECK(answers.evaluate("18 > ${age}") == (Truths{yes, no, unknown, no}));
  CHECK(answers.evaluate("${budget} = -1.5") == (Truths{no, no, no, yes}));
  CHECK(answers.evaluate("${age} < ${budget}") == (Truths{yes, no, unknown, no}));
  CHECK(answers.evaluate("1 < 2") == (Truths{yes, yes, yes, yes}));
  CHECK(answers.evaluate("1 = 2") == (Truths{no, no, no, no}));
}

TEST_CASE("every kind of missing is unknown") {
  std::vector<int> codes = {plain_na, 1};
  for (int kind = 1; kind <= n_missing_kinds; ++kind) codes.push_back(-kind);
  Truths expected(codes.size(), unknown);
  expected[1] = yes;
  const std::vector<Column> columns = {{&variable("group"), {codes}, {}},
                                       {&variable("tools"), {codes}, {}}};
  const auto evaluated = [&](const std::string& text) {
    return evaluate(parse_expression(text), columns, nullptr, codes.size());
  };
  CHECK(evaluated("${group} = 'business'") == expected);
  CHECK(evaluated("selected(${group}, 'business')") == expected);
  CHECK(evaluated("selected(${tools}, 'lms')") == expected);
  CHECK(evaluated("count-selected(${tools}) = 1") == expected);
}

TEST_CASE("more than 31 options take a second column") {
  Variable wide = {"wide", ValueType::multiple, {}};
  for (int i = 0; i < 40; ++i) wide.codes.push_back("c" + std::to_string(i));
  const std::vector<int> low = {1 << 30, 0, std::numeric_limits<int>::max(), no_answer};
  const std::vector<int> high = {0, 1 | 1 << 8, 511, no_answer};
  const Column column{&wide, {low, high}, {}};
  const auto evaluated = [&](const std::string& text) {
    return evaluate(parse_expression(text), {}, &column, 4);
  };
  CHECK(evaluated("selected(., 'c30')") == (Truths{yes, no, yes, unknown}));
  CHECK(evaluated("selected(., 'c31')") == (Truths{no, yes, yes, unknown}));
  CHECK(evaluated("selected(., 'c39')") == (Truths{no, yes, yes, unknown}));
  CHECK(evaluated("count-selected(.) = 2") == (Truths{no, yes, no, unknown}));
  CHECK(evaluated("count-selected(.) = 40") == (Truths{no, no, yes, unknown}));
}

TEST_CASE("no respondents give no values") {
  const std::vector<Column> columns = {{&variable("group"), {View<int>()}, {}}};
  CHECK(evaluate(parse_expression("not(${group} = 'business') or 1 = 1"), columns, nullptr, 0)
            .empty());
}

TEST_CASE("columns that do not fit are refused") {
  const std::vector<int> codes = {1, 2};
  const std::vector<double> numbers = {1, 2};
  const std::vector<Column> columns = {{&variable("group"), {codes}, {}},
                                       {&variable("role"), {}, {}},
                                       {&variable("tools"), {}, {}},
                                       {&variable("age"), {}, numbers}};
  const auto evaluated = [&](const std::string& text, std::size_t n) {
    return evaluate(parse_expression(text), columns, nullptr, n);
  };
  CHECK(evaluated("${group} = 'business' and ${age} > 1", 2) == (Truths{no, no}));
  CHECK_THROWS_AS(evaluated("${group} = 'business'", 3), ArgumentError);
  CHECK_THROWS_AS(evaluated("${age} = 1", 1), ArgumentError);
  CHECK_THROWS_AS(evaluated("${role} = 'other'", 2), ArgumentError);
  CHECK_THROWS_AS(evaluated("${group} = ${role}", 2), ArgumentError);
  CHECK_THROWS_AS(evaluated("selected(${tools}, 'lms')", 2), ArgumentError);
  CHECK_THROWS_AS(evaluated("count-selected(${tools}) = 1", 2), ArgumentError);
  CHECK_THROWS_AS(evaluated("${budget} = 1", 2), ExpressionError);
  CHECK_THROWS_AS(evaluated("${group} = 'nobody'", 2), ExpressionError);
  CHECK_THROWS_AS(evaluated(". = 'business'", 2), ExpressionError);
  CHECK_THROWS_AS(evaluate(Expression(), columns, nullptr, 2), ArgumentError);
}

TEST_CASE("max_selected is the bound that the expression implies") {
  const auto bound = [](const std::string& text) { return max_selected(parse_expression(text)); };
  CHECK(bound("count-selected(.) <= 3") == 3);
  CHECK(bound("count-selected(.) < 3") == 2);
  CHECK(bound("count-selected(.) = 3") == 3);
  CHECK(bound("3 >= count-selected(.)") == 3);
  CHECK(bound("3 > count-selected(.)") == 2);
  CHECK(bound("3 = count-selected(.)") == 3);
  CHECK(bound("count-selected(.) <= 2.5") == 2);
  CHECK(bound("count-selected(.) < 2.5") == 2);
  CHECK(bound("count-selected(.) <= 0") == 0);
  CHECK(bound("count-selected(.) < 0") == 0);
  CHECK(bound("count-selected(.) <= 999999999999999") == std::numeric_limits<int>::max());
  CHECK(bound("count-selected(.) <= 5 and (. = 'x' and count-selected(.) < 3)") == 2);
  CHECK(bound("count-selected(.) >= 1 and count-selected(.) <= 3") == 3);
  CHECK(bound("count-selected(.) <= 3 and (count-selected(.) <= 1 or ${a} = 'x')") == 3);
  for (const std::string none :
       {"count-selected(.) >= 3", "count-selected(.) > 3", "count-selected(.) != 3",
        "3 <= count-selected(.)", "3 < count-selected(.)", "count-selected(${a}) <= 3", ". <= 3",
        "selected(., 'x')", "not(count-selected(.) <= 3)", "count-selected(.) <= ${a}",
        "count-selected(.) <= 3 or count-selected(.) <= 2", "3 <= 4"}) {
    INFO(none);
    CHECK_FALSE(bound(none).has_value());
  }
}

// A second evaluator, row by row on codes as text, with expressions made at random.
namespace {

struct Respondent {
  std::map<std::string, std::optional<std::string>> single;
  std::map<std::string, std::optional<std::vector<std::string>>> multiple;
  std::map<std::string, std::optional<double>> number;
};

struct Tree {
  std::string text;
  std::function<std::optional<bool>(const Respondent&)> value;
};

class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed) {}

  std::size_t pick(std::size_t n) { return random_() % n; }
  std::string pick_of(const std::vector<std::string>& from) { return from[pick(from.size())]; }
  std::string space() { return pick_of({"", " ", "  ", "\n", "\t "}); }
  std::string blank() { return pick_of({" ", "  ", " \n"}); }

  Tree condition(int depth) {
    const std::size_t kind = depth == 0 ? 0 : pick(5);
    if (kind <= 1) return depth == 0 || pick(3) == 0 ? leaf() : parenthesised(condition(depth - 1));
    if (kind == 2) return negation(condition(depth - 1));
    return connected(kind == 3, condition(depth - 1), condition(depth - 1));
  }

 private:
  Tree parenthesised(Tree inner) {
    inner.text = "(" + space() + inner.text + space() + ")";
    return inner;
  }

  Tree negation(Tree inner) {
    const auto value = [inner](const Respondent& r) -> std::optional<bool> {
      const auto truth = inner.value(r);
      return truth ? std::optional<bool>(!*truth) : std::nullopt;
    };
    return {"not" + space() + "(" + inner.text + ")", value};
  }

  // Operands always stand in parentheses here: the tree is what the text says whatever binds.
  Tree connected(bool conjunction, const Tree& a, const Tree& b) {
    const auto value = [=](const Respondent& r) -> std::optional<bool> {
      const auto x = a.value(r);
      const auto y = b.value(r);
      if (x && y) return conjunction ? *x && *y : *x || *y;
      const auto known = x ? x : y;
      return known && *known != conjunction ? known : std::nullopt;
    };
    return {
        "(" + a.text + ")" + space() + (conjunction ? "and" : "or") + space() + "(" + b.text + ")",
        value};
  }

  Tree leaf() {
    switch (pick(4)) {
      case 0:
        return selected_single();
      case 1:
        return selected_multiple();
      case 2:
        return choices();
      default:
        return numbers();
    }
  }

  std::string quoted(const std::string& text) {
    const std::string quote = pick_of({"'", "\""});
    return quote + text + quote;
  }

  std::string single() { return pick_of({"group", "role", "same"}); }
  std::string common_code() { return pick_of({"business", "provider"}); }

  Tree selected_single() {
    const std::string name = single();
    const std::string code = common_code();
    const auto value = [=](const Respondent& r) -> std::optional<bool> {
      const auto answer = r.single.at(name);
      return answer ? std::optional<bool>(*answer == code) : std::nullopt;
    };
    return {"selected(" + space() + "${" + name + "}," + space() + quoted(code) + ")", value};
  }

  Tree selected_multiple() {
    const std::string code = pick_of(variable("tools").codes);
    const auto value = [=](const Respondent& r) -> std::optional<bool> {
      const auto ticks = r.multiple.at("tools");
      if (!ticks) return std::nullopt;
      return std::find(ticks->begin(), ticks->end(), code) != ticks->end();
    };
    return {"selected(" + pick_of({".", "${tools}"}) + space() + "," + quoted(code) + ")", value};
  }

  Tree choices() {
    using Answer = std::function<std::optional<std::string>(const Respondent&)>;
    const std::string name = single();
    const std::string other = single();
    const std::string code = common_code();
    const bool with_code = pick(2) == 0;
    const bool equal = pick(2) == 0;
    const Answer left = [=](const Respondent& r) { return r.single.at(name); };
    const Answer right = [=](const Respondent& r) {
      return with_code ? std::optional<std::string>(code) : r.single.at(other);
    };
    const auto value = [=](const Respondent& r) -> std::optional<bool> {
      const auto x = left(r);
      const auto y = right(r);
      if (!x || !y) return std::nullopt;
      return (*x == *y) == equal;
    };
    std::string a = "${" + name + "}";
    std::string b = with_code ? quoted(code) : "${" + other + "}";
    if (pick(2) == 0) std::swap(a, b);
    return {a + space() + (equal ? "=" : "!=") + space() + b, value};
  }

  struct Term {
    std::string text;
    std::function<std::optional<double>(const Respondent&)> value;
  };

  Term term() {
    const std::size_t kind = pick(3);
    if (kind == 0) {
      const std::string name = pick_of({"age", "budget"});
      return {"${" + name + "}", [=](const Respondent& r) { return r.number.at(name); }};
    }
    if (kind == 1) {
      return {"count-selected(" + pick_of({".", "${tools}"}) + ")",
              [](const Respondent& r) -> std::optional<double> {
                const auto ticks = r.multiple.at("tools");
                if (!ticks) return std::nullopt;
                return static_cast<double>(ticks->size());
              }};
    }
    const std::string text = pick_of({"0", "1", "2.5", "-1", "3", ".5", "+2"});
    return {text, [=](const Respondent&) { return std::optional<double>(std::stod(text)); }};
  }

  Tree numbers() {
    const Term a = term();
    const Term b = term();
    const std::string op = pick_of({"=", "!=", "<", "<=", ">", ">="});
    const auto value = [=](const Respondent& r) -> std::optional<bool> {
      const auto x = a.value(r);
      const auto y = b.value(r);
      if (!x || !y) return std::nullopt;
      if (op == "=") return *x == *y;
      if (op == "!=") return *x != *y;
      if (op == "<") return *x < *y;
      if (op == "<=") return *x <= *y;
      if (op == ">") return *x > *y;
      return *x >= *y;
    };
    return {a.text + space() + op + space() + b.text, value};
  }

  std::mt19937 random_;
};

struct Sample {
  std::map<std::string, std::vector<int>> codes;
  std::map<std::string, std::vector<double>> numbers;
  std::vector<Respondent> respondents;

  std::vector<Column> columns() const {
    std::vector<Column> all;
    for (const auto& [name, values] : codes) all.push_back({&variable(name), {values}, {}});
    for (const auto& [name, values] : numbers) all.push_back({&variable(name), {}, values});
    return all;
  }

  Truths evaluate(const Expression& expression) const {
    const auto all = columns();
    const auto self = std::find_if(all.begin(), all.end(),
                                   [](const auto& c) { return c.variable->name == "tools"; });
    return tendensen::evaluate(expression, all, &*self, respondents.size());
  }
};

void add_respondent(Sample& sample, Maker& maker) {
  Respondent respondent;
  for (const std::string name : {"group", "role", "same"}) {
    const std::size_t code = maker.pick(variable(name).codes.size() + 1);
    sample.codes[name].push_back(code == 0 ? no_answer : static_cast<int>(code));
    respondent.single[name] =
        code == 0 ? std::nullopt : std::optional<std::string>(variable(name).codes[code - 1]);
  }
  const std::size_t ticks = maker.pick(9);
  sample.codes["tools"].push_back(ticks == 8 ? plain_na : static_cast<int>(ticks));
  respondent.multiple["tools"] = std::nullopt;
  if (ticks < 8) {
    std::vector<std::string> ticked;
    if (ticks % 2 >= 1) ticked.push_back("lms");
    if (ticks % 4 >= 2) ticked.push_back("mooc");
    if (ticks >= 4) ticked.push_back("vr");
    respondent.multiple["tools"] = ticked;
  }
  for (const std::string name : {"age", "budget"}) {
    const std::size_t value = maker.pick(6);
    const double number = static_cast<double>(value) / 2 - 0.5;
    sample.numbers[name].push_back(value == 5 ? nan_value : number);
    respondent.number[name] = value == 5 ? std::nullopt : std::optional<double>(number);
  }
  sample.respondents.push_back(respondent);
}

Truths row_by_row(const Tree& tree, const std::vector<Respondent>& respondents) {
  Truths truths;
  for (const auto& respondent : respondents) {
    const auto truth = tree.value(respondent);
    truths.push_back(!truth ? unknown : *truth ? yes : no);
  }
  return truths;
}

Sample permuted(const Sample& sample, const std::vector<std::size_t>& order) {
  Sample result;
  for (const std::size_t row : order) {
    for (const auto& [name, values] : sample.codes) result.codes[name].push_back(values[row]);
    for (const auto& [name, values] : sample.numbers) result.numbers[name].push_back(values[row]);
    result.respondents.push_back(sample.respondents[row]);
  }
  return result;
}

}  // namespace

TEST_CASE("random expressions agree with a row-by-row evaluator, and survive to_string()") {
  Maker maker(315);
  Sample sample;
  for (int i = 0; i < 60; ++i) add_respondent(sample, maker);
  std::vector<std::size_t> order(60);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::shuffle(order.begin(), order.end(), std::mt19937(2021));
  const Sample shuffled = permuted(sample, order);
  std::map<Truth, int> seen;
  for (int i = 0; i < 600; ++i) {
    const Tree tree = maker.condition(1 + i % 6);
    INFO(tree.text);
    const Expression expression = parse_expression(tree.text);
    const Truths truths = sample.evaluate(expression);
    REQUIRE(truths == row_by_row(tree, sample.respondents));

    const std::string canonical = to_string(expression);
    INFO(canonical);
    REQUIRE(parse_expression(canonical) == expression);
    REQUIRE(to_string(parse_expression(canonical)) == canonical);
    REQUIRE(sample.evaluate(parse_expression(canonical)) == truths);

    Truths moved;
    for (const std::size_t row : order) moved.push_back(truths[row]);
    REQUIRE(shuffled.evaluate(expression) == moved);
    for (const Truth truth : truths) ++seen[truth];
  }
  CHECK(seen[yes] > 1000);
  CHECK(seen[no] > 1000);
  CHECK(seen[unknown] > 1000);
}

// Without parentheses the tree is what precedence makes of it: XPath 1.0, 3.4.
TEST_CASE("random chains of and, or bind as disjunctions of conjunctions") {
  std::mt19937 random(73);
  for (int i = 0; i < 300; ++i) {
    std::string text;
    std::vector<std::vector<char>> groups(1);
    for (std::size_t part = 0, n = 1 + random() % 7; part < n; ++part) {
      const char name = "tfu"[random() % 3];
      const bool splits = random() % 2 == 0;
      if (part > 0) text += splits ? " or " : " and ";
      if (part > 0 && splits) groups.emplace_back();
      text += is(name);
      groups.back().push_back(name);
    }
    // no < unknown < yes: a conjunction is its lowest part, a disjunction its highest.
    const std::string ladder = "fut";
    std::size_t highest = 0;
    for (const auto& group : groups) {
      std::size_t lowest = 2;
      for (const char name : group) lowest = std::min(lowest, ladder.find(name));
      highest = std::max(highest, lowest);
    }
    INFO(text);
    const Truths rungs = {no, unknown, yes};
    REQUIRE(truth_of(text) == rungs[highest]);
    REQUIRE(to_string(parse_expression(text)) == text);
  }
}

// Any damage to a good expression is read or refused, never worse.
TEST_CASE("damaged expressions are refused inside the text") {
  Maker maker(4);
  int refused = 0;
  for (int i = 0; i < 2000; ++i) {
    std::string text = maker.condition(3).text;
    for (std::size_t hits = 1 + maker.pick(3); hits > 0; --hits) {
      text[maker.pick(text.size())] = static_cast<char>(maker.pick(256));
    }
    const Refusal refusal = parse_refusal(text);
    refused += refusal.thrown;
    REQUIRE(refusal.position <= text.size());
    REQUIRE(refusal.thrown == !refusal.message.empty());
  }
  CHECK(refused > 500);
}
