#include <testthat/vendor/catch.h>

#include <algorithm>
#include <functional>

#include "expression.hpp"
#include "questionnaire.hpp"

using namespace tendensen;

namespace {

using Texts = std::vector<std::string>;

ChoiceRow choice(const std::string& list, const std::string& name, const std::string& label) {
  return {list, name, "", {label, label + " (nl)"}};
}

SurveyRow row(const std::string& type, const std::string& name) {
  SurveyRow row;
  row.type = type;
  row.name = name;
  row.labels = {"Label of " + name, "Label of " + name + " (nl)"};
  return row;
}

// A questionnaire without faults. In a spreadsheet its first row is row 2.
Sheets sample() {
  Sheets sheets{{"English (en)", "Nederlands (nl)"}, {}, {}, "group"};
  sheets.choices = {choice("group", "business", "Business"),   // row 2
                    choice("group", "provider", "Provider"),   // row 3
                    choice("yes_no", "yes", "Yes"),            // row 4
                    choice("yes_no", "dk", "Don't know"),      // row 5
                    choice("yes_no", "no", "No"),              // row 6
                    choice("tools", "lms", "LMS"),             // row 7
                    choice("tools", "mooc", "MOOC"),           // row 8
                    choice("tools", "vr", "Virtual reality"),  // row 9
                    choice("scale", "low", "Low"),             // row 10
                    choice("scale", "high", "High")};          // row 11
  sheets.choices[3].missing = "dont_know";
  sheets.survey = {row("select_one group", "group"),        // row 2
                   row("select_one yes_no", "has_budget"),  // row 3
                   row("begin_group", "budget"),            // row 4
                   row("integer", "amount"),                // row 5
                   row("begin_group", "opinions"),          // row 6
                   row("select_one scale", "useful"),       // row 7
                   row("select_one scale", "easy"),         // row 8
                   row("end_group", ""),                    // row 9
                   row("end_group", ""),                    // row 10
                   row("select_multiple tools", "tools"),   // row 11
                   row("decimal", "share"),                 // row 12
                   row("text", "remark"),                   // row 13
                   row("note", "thanks")};                  // row 14
  const auto named = [&](const std::string& name) -> SurveyRow& {
    return *std::find_if(sheets.survey.begin(), sheets.survey.end(),
                         [&](const SurveyRow& r) { return r.name == name; });
  };
  named("has_budget").group = "business";
  named("budget").relevant = "${has_budget} = 'yes'";
  named("budget").editions = "2019;2021";
  named("amount").constraint = ". >= 0";
  named("opinions").appearance = "table-list";
  named("easy").relevant = "${amount} > 100";
  named("tools").constraint = "count-selected(.) <= 2";
  named("tools").base = "mentions";
  named("share").group = "business; provider";
  named("remark").relevant = "selected(${tools}, 'vr')";
  return sheets;
}

SurveyRow& question(Sheets& sheets, const std::string& name) {
  return *std::find_if(sheets.survey.begin(), sheets.survey.end(),
                       [&](const SurveyRow& r) { return r.name == name; });
}

// Behind the last row, which is row 14.
void append(Sheets& sheets, const SurveyRow& added) { sheets.survey.push_back(added); }

// "id sheet!row column [value]"
std::string text_of(const Fault& fault) {
  return fault.id + " " + fault.sheet + "!" + std::to_string(fault.row) + " " + fault.column +
         " [" + fault.value + "]";
}

Texts faults(const Sheets& sheets) {
  Texts texts;
  for (const auto& fault : build_questionnaire(sheets).faults) {
    // Each fault says what is wrong and what to do.
    CHECK_FALSE(fault.problem.empty());
    CHECK_FALSE(fault.fix.empty());
    texts.push_back(text_of(fault));
  }
  return texts;
}

// The faults of the sample with one change.
Texts faults_with(const std::function<void(Sheets&)>& change) {
  Sheets sheets = sample();
  change(sheets);
  return faults(sheets);
}

Texts sorted(Texts texts) {
  std::sort(texts.begin(), texts.end());
  return texts;
}

const Question& question_of(const Questionnaire& made, const std::string& id) {
  const auto found = std::find_if(made.questions.begin(), made.questions.end(),
                                  [&](const Question& q) { return q.id == id; });
  REQUIRE(found != made.questions.end());
  return *found;
}

const Item& item_of(const Questionnaire& made, const std::string& name) {
  const auto found = std::find_if(made.items.begin(), made.items.end(),
                                  [&](const Item& i) { return i.name == name; });
  REQUIRE(found != made.items.end());
  return *found;
}

Texts ids(const Questionnaire& made) {
  Texts texts;
  for (const auto& q : made.questions) texts.push_back(q.id);
  return texts;
}

Texts names(const Questionnaire& made) {
  Texts texts;
  for (const auto& item : made.items) texts.push_back(item.name);
  return texts;
}

// Whom a routing shows a question, of eight respondents: business and provider, with and without
// budget, with an amount of 50 and of 150. `x` where it is shown.
std::string shown(const std::string& relevant) {
  const std::vector<int> group = {1, 1, 1, 1, 2, 2, 2, 2};
  const std::vector<int> has_budget = {1, 1, 2, 2, 1, 1, 2, 2};
  const std::vector<double> amount = {50, 150, 50, 150, 50, 150, 50, 150};
  const Variable variables[] = {{"group", ValueType::single, {"business", "provider"}},
                                {"has_budget", ValueType::single, {"yes", "no"}},
                                {"amount", ValueType::number, {}}};
  const std::vector<Column> columns = {
      {&variables[0], {group}, {}}, {&variables[1], {has_budget}, {}}, {&variables[2], {}, amount}};
  std::string text;
  for (const auto truth : evaluate(parse_expression(relevant), columns, nullptr, 8)) {
    text += truth == Truth::yes ? 'x' : '.';
  }
  return text;
}

// `n` numeric questions, each shown when the one before or behind it is above 0.
Sheets chain(std::size_t n, bool backward) {
  Sheets sheets{{"English (en)"}, {}, {}, ""};
  for (std::size_t i = 0; i < n; ++i) {
    SurveyRow link = row("integer", "q" + std::to_string(i));
    link.labels.pop_back();
    const std::size_t other = backward ? i + 1 : i - 1;
    if (other < n) link.relevant = "${q" + std::to_string(other) + "} > 0";
    sheets.survey.push_back(link);
  }
  return sheets;
}

}  // namespace

TEST_CASE("a valid questionnaire has no faults") { CHECK(faults(sample()).empty()); }

TEST_CASE("questions and items are in the order of the sheet") {
  const auto made = build_questionnaire(sample());
  CHECK(ids(made) ==
        (Texts{"group", "has_budget", "amount", "opinions", "tools", "share", "remark", "thanks"}));
  CHECK(names(made) ==
        (Texts{"group", "has_budget", "amount", "useful", "easy", "tools", "share", "remark"}));
  for (const auto& item : made.items) {
    const auto& of = made.questions.at(item.question);
    CHECK(of.id == (item.name == "useful" || item.name == "easy" ? "opinions" : item.name));
  }
}

TEST_CASE("types are those of XLSForm") {
  const auto made = build_questionnaire(sample());
  CHECK(question_of(made, "group").type == QuestionType::single);
  CHECK(question_of(made, "amount").type == QuestionType::integer);
  CHECK(question_of(made, "opinions").type == QuestionType::single);
  CHECK(question_of(made, "tools").type == QuestionType::multiple);
  CHECK(question_of(made, "share").type == QuestionType::decimal);
  CHECK(question_of(made, "remark").type == QuestionType::text);
  CHECK(question_of(made, "thanks").type == QuestionType::note);
}

TEST_CASE("questions keep their list, row, base and editions") {
  const auto made = build_questionnaire(sample());
  CHECK(question_of(made, "tools").list == "tools");
  CHECK(question_of(made, "tools").base == "mentions");
  CHECK(question_of(made, "tools").row == 9);
  CHECK(question_of(made, "tools").editions.empty());
  CHECK(question_of(made, "share").base == "answered");
  CHECK(question_of(made, "share").list.empty());
}

TEST_CASE("a grid is one question with an item a row") {
  const auto made = build_questionnaire(sample());
  const auto& grid = question_of(made, "opinions");
  CHECK(grid.grid);
  CHECK(grid.list == "scale");
  CHECK(grid.row == 4);
  CHECK(item_of(made, "useful").row == 5);
  CHECK(item_of(made, "easy").row == 6);
  CHECK_FALSE(question_of(made, "amount").grid);
}

TEST_CASE("a question is shown when the groups around it are") {
  const auto made = build_questionnaire(sample());
  CHECK(question_of(made, "group").relevant.empty());
  CHECK(shown(question_of(made, "amount").relevant) == "xx..xx..");
  CHECK(shown(question_of(made, "opinions").relevant) == "xx..xx..");
  CHECK(shown(item_of(made, "useful").relevant) == "xx..xx..");
  CHECK(shown(item_of(made, "easy").relevant) == ".x...x..");
  CHECK(item_of(made, "tools").relevant.empty());
}

TEST_CASE("the routing of the first item is not that of its grid") {
  Sheets sheets = sample();
  question(sheets, "useful").relevant = "${amount} < 100";
  const auto made = build_questionnaire(sheets);
  CHECK(shown(question_of(made, "opinions").relevant) == "xx..xx..");
  CHECK(shown(item_of(made, "useful").relevant) == "x...x...");
  CHECK(shown(item_of(made, "easy").relevant) == ".x...x..");
}

TEST_CASE("the group column is part of the routing") {
  const auto made = build_questionnaire(sample());
  CHECK(shown(question_of(made, "has_budget").relevant) == "xxxx....");
  CHECK(shown(item_of(made, "has_budget").relevant) == "xxxx....");
  CHECK(shown(item_of(made, "share").relevant) == "xxxxxxxx");
  CHECK(question_of(made, "has_budget").group == "business");
}

TEST_CASE("a group column of a begin_group holds for its questions, unless they have their own") {
  Sheets sheets = sample();
  question(sheets, "budget").group = "provider";
  question(sheets, "amount").group = "business";
  const auto made = build_questionnaire(sheets);
  REQUIRE(made.faults.empty());
  CHECK(shown(item_of(made, "amount").relevant) == "xx......");
  CHECK(shown(question_of(made, "opinions").relevant) == "....xx..");
  CHECK(shown(item_of(made, "useful").relevant) == "....xx..");
  CHECK(shown(item_of(made, "easy").relevant) == ".....x..");
}

TEST_CASE("several groups and a routing of its own are joined as (a or b) and c") {
  Sheets sheets = sample();
  question(sheets, "share").relevant = "${amount} > 100";
  const auto made = build_questionnaire(sheets);
  REQUIRE(made.faults.empty());
  CHECK(shown(item_of(made, "share").relevant) == ".x.x.x.x");
}

TEST_CASE("an `or` of a question does not reach the groups around it") {
  Sheets sheets = sample();
  question(sheets, "amount").relevant = "${group} = 'business' or ${group} = 'provider'";
  question(sheets, "budget").relevant = "${has_budget} = 'yes' or ${has_budget} = 'no'";
  question(sheets, "has_budget").group = "";
  question(sheets, "opinions").relevant = "${group} = 'provider'";
  const auto made = build_questionnaire(sheets);
  REQUIRE(made.faults.empty());
  CHECK(shown(item_of(made, "amount").relevant) == "xxxxxxxx");
  CHECK(shown(item_of(made, "useful").relevant) == "....xxxx");
  CHECK(shown(item_of(made, "easy").relevant) == ".....x.x");
}

TEST_CASE("editions of a begin_group hold for its questions, unless they have their own") {
  Sheets sheets = sample();
  question(sheets, "amount").editions = "2020";
  const auto made = build_questionnaire(sheets);
  CHECK(question_of(made, "amount").editions == "2020");
  CHECK(question_of(made, "opinions").editions == "2019;2021");
}

TEST_CASE("the most picks come from the constraint") {
  Sheets sheets = sample();
  CHECK(question_of(build_questionnaire(sheets), "tools").max_picks == 2);
  question(sheets, "tools").constraint = "count-selected(.) < 2";
  CHECK(question_of(build_questionnaire(sheets), "tools").max_picks == 1);
  question(sheets, "tools").constraint = "";
  CHECK(question_of(build_questionnaire(sheets), "tools").max_picks == 0);
  CHECK(question_of(build_questionnaire(sheets), "amount").max_picks == 0);
}

TEST_CASE("options are numbered within their list, without the kinds of missing") {
  const auto made = build_questionnaire(sample());
  struct Wanted {
    std::string list, code;
    int position;
  };
  const std::vector<Wanted> wanted = {
      {"group", "business", 1}, {"group", "provider", 2}, {"yes_no", "yes", 1}, {"yes_no", "dk", 0},
      {"yes_no", "no", 2},      {"tools", "lms", 1},      {"tools", "mooc", 2}, {"tools", "vr", 3},
      {"scale", "low", 1},      {"scale", "high", 2}};
  REQUIRE(made.options.size() == wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    INFO(wanted[i].code);
    CHECK(made.options[i].list == wanted[i].list);
    CHECK(made.options[i].code == wanted[i].code);
    CHECK(made.options[i].position == wanted[i].position);
    CHECK(made.options[i].row == i);
    CHECK(made.options[i].missing.has_value() == (wanted[i].code == "dk"));
  }
  CHECK(*made.options[3].missing == Missing::dont_know);
}

TEST_CASE("a list may be in two places of the sheet") {
  Sheets sheets = sample();
  sheets.choices.push_back(choice("yes_no", "perhaps", "Perhaps"));
  const auto made = build_questionnaire(sheets);
  CHECK(made.faults.empty());
  CHECK(made.options.back().position == 3);
}

TEST_CASE("empty rows are skipped, and count as rows of the spreadsheet") {
  Sheets sheets = sample();
  sheets.survey.insert(sheets.survey.begin(), SurveyRow());
  sheets.choices.insert(sheets.choices.begin(), ChoiceRow{"", "", "", {"", ""}});
  sheets.survey[0].labels = {"", ""};
  CHECK(faults(sheets).empty());
  CHECK(question_of(build_questionnaire(sheets), "tools").row == 10);
  question(sheets, "remark").type = "geopoint";
  sheets.choices.back().name = "low";
  CHECK(sorted(faults(sheets)) == (Texts{"choice_duplicate choices!12 name [low]",
                                         "type_unknown survey!14 type [geopoint]"}));
}

TEST_CASE("types may be spelled with more blanks, and begin_group as two words") {
  Sheets sheets = sample();
  question(sheets, "budget").type = "begin group";
  question(sheets, "tools").type = "  select_multiple \t tools ";
  for (auto& r : sheets.survey) {
    if (r.type == "end_group") r.type = "end group";
  }
  CHECK(faults(sheets).empty());
  CHECK(shown(question_of(build_questionnaire(sheets), "amount").relevant) == "xx..xx..");
}

TEST_CASE("a questionnaire needs no groups, and no questions") {
  CHECK(faults({{"English (en)"}, {}, {}, ""}).empty());
  Sheets sheets = sample();
  sheets.group_question = "";
  for (auto& r : sheets.survey) r.group = "";
  CHECK(faults(sheets).empty());
}

// One test a fault: it is raised alone, at its cell.

TEST_CASE("languages: a sheet without labels") {
  CHECK(faults_with([](Sheets& s) {
          s.languages.clear();
          for (auto& r : s.survey) r.labels.clear();
          for (auto& c : s.choices) c.labels.clear();
        }) == (Texts{"languages survey!0 label []"}));
}

TEST_CASE("choice_name: a code that cannot be a code") {
  for (const std::string code : {"", "very high", "a;b", "a/b", "a\tb"}) {
    CHECK(faults_with([&](Sheets& s) { s.choices[9].name = code; }) ==
          (Texts{"choice_name choices!11 name [" + code + "]"}));
  }
}

TEST_CASE("choice_duplicate: a code twice in a list") {
  CHECK(faults_with([](Sheets& s) { s.choices[9].name = "low"; }) ==
        (Texts{"choice_duplicate choices!11 name [low]"}));
  // The same code in another list is another code.
  CHECK(faults_with([](Sheets& s) { s.choices[9].name = "lms"; }).empty());
}

TEST_CASE("missing_unknown: no kind of missing") {
  CHECK(faults_with([](Sheets& s) { s.choices[3].missing = "unknown"; }) ==
        (Texts{"missing_unknown choices!5 missing [unknown]"}));
}

TEST_CASE("label_missing: a label is empty in one language") {
  CHECK(faults_with([](Sheets& s) { s.choices[7].labels[1] = ""; }) ==
        (Texts{"label_missing choices!9 label::Nederlands (nl) []"}));
  CHECK(faults_with([](Sheets& s) { question(s, "amount").labels[0] = ""; }) ==
        (Texts{"label_missing survey!5 label::English (en) []"}));
  CHECK(faults_with([](Sheets& s) { question(s, "useful").labels[1] = ""; }) ==
        (Texts{"label_missing survey!7 label::Nederlands (nl) []"}));
}

TEST_CASE("label_missing: a grid is shown and needs a label, another group is not") {
  CHECK(faults_with([](Sheets& s) { question(s, "opinions").labels[0] = ""; }) ==
        (Texts{"label_missing survey!6 label::English (en) []"}));
  CHECK(faults_with([](Sheets& s) { question(s, "budget").labels = {"", ""}; }).empty());
}

TEST_CASE("label_ambiguous: two options of a list with one label") {
  CHECK(faults_with([](Sheets& s) { s.choices[9].labels[0] = "Low"; }) ==
        (Texts{"label_ambiguous choices!11 label::English (en) [Low]"}));
  // In another list, and in another language, the label is another.
  CHECK(faults_with([](Sheets& s) { s.choices[9].labels[0] = "Yes"; }).empty());
  CHECK(faults_with([](Sheets& s) { s.choices[9].labels[0] = s.choices[8].labels[1]; }).empty());
}

TEST_CASE("empty labels are missing, not ambiguous") {
  CHECK(faults_with([](Sheets& s) { s.choices[8].labels[0] = s.choices[9].labels[0] = ""; }) ==
        (Texts{"label_missing choices!10 label::English (en) []",
               "label_missing choices!11 label::English (en) []"}));
}

TEST_CASE("type_missing: a name without a type") {
  CHECK(faults_with([](Sheets& s) { question(s, "share").type = ""; }) ==
        (Texts{"type_missing survey!12 type []"}));
}

TEST_CASE("type_unknown: a type that is not supported") {
  for (const std::string type : {"geopoint", "calculate", "begin repeat", "integer x",
                                 "Select_one scale", "select_one_from_file scale.csv"}) {
    CHECK(faults_with([&](Sheets& s) { question(s, "share").type = type; }) ==
          (Texts{"type_unknown survey!12 type [" + type + "]"}));
  }
}

TEST_CASE("group_open: a group without an end") {
  CHECK(faults_with([](Sheets& s) { s.survey.erase(s.survey.begin() + 8); }) ==
        (Texts{"group_open survey!4 type [begin_group]"}));
}

TEST_CASE("group_unopened: an end without a group") {
  CHECK(faults_with([](Sheets& s) { append(s, row("end_group", "")); }) ==
        (Texts{"group_unopened survey!15 type [end_group]"}));
}

TEST_CASE("group_in_grid: a group within a grid") {
  CHECK(faults_with([](Sheets& s) {
          s.survey.insert(s.survey.begin() + 7,
                          {row("begin_group", "inner"), row("integer", "x"), row("end_group", "")});
        }) == (Texts{"group_in_grid survey!9 type [begin_group]"}));
}

TEST_CASE("grid_empty: a grid without items") {
  CHECK(faults_with([](Sheets& s) {
          append(s, row("begin_group", "empty"));
          s.survey.back().appearance = "w4 table-list";
          append(s, row("end_group", ""));
        }) == (Texts{"grid_empty survey!15 name [empty]"}));
}

TEST_CASE("grid_mixed: items that differ") {
  const auto with_easy = [](const std::function<void(SurveyRow&)>& change) {
    return faults_with([&](Sheets& s) { change(question(s, "easy")); });
  };
  CHECK(with_easy([](SurveyRow& r) { r.type = "select_one yes_no"; }) ==
        (Texts{"grid_mixed survey!8 type [select_one yes_no]"}));
  CHECK(with_easy([](SurveyRow& r) { r.type = "select_multiple scale"; }) ==
        (Texts{"grid_mixed survey!8 type [select_multiple scale]"}));
  CHECK(with_easy([](SurveyRow& r) { r.type = "integer"; }) ==
        (Texts{"grid_mixed survey!8 type [integer]"}));
  CHECK(with_easy([](SurveyRow& r) { r.group = "business"; }) ==
        (Texts{"grid_mixed survey!8 type [select_one scale]"}));
  CHECK(with_easy([](SurveyRow& r) { r.editions = "2020"; }) ==
        (Texts{"grid_mixed survey!8 type [select_one scale]"}));
}

TEST_CASE("or_other: an option without labels") {
  CHECK(faults_with([](Sheets& s) { question(s, "tools").type += " or_other"; }) ==
        (Texts{"or_other survey!11 type [select_multiple tools or_other]"}));
}

TEST_CASE("choice_filter: lists that depend on answers") {
  CHECK(faults_with([](Sheets& s) { question(s, "tools").choice_filter = "group=${group}"; }) ==
        (Texts{"choice_filter survey!11 choice_filter [group=${group}]"}));
}

TEST_CASE("base_unknown: a base that the question cannot have") {
  CHECK(faults_with([](Sheets& s) { question(s, "has_budget").base = "everyone"; }) ==
        (Texts{"base_unknown survey!3 base [everyone]"}));
  for (const std::string name : {"group", "share"}) {
    const std::string at = name == "group" ? "2" : "12";
    CHECK(faults_with([&](Sheets& s) { question(s, name).base = "mentions"; }) ==
          (Texts{"base_unknown survey!" + at + " base [mentions]"}));
  }
  for (const std::string base : {"answered", "asked", "all", "mentions", ""}) {
    CHECK(faults_with([&](Sheets& s) { question(s, "tools").base = base; }).empty());
  }
}

TEST_CASE("edition_invalid: an edition that is no year") {
  for (const std::string editions : {"21", "2019; 20", "2019-03", "year", "2019;20210"}) {
    CHECK(faults_with([&](Sheets& s) { question(s, "tools").editions = editions; }) ==
          (Texts{"edition_invalid survey!11 editions [" + editions + "]"}));
  }
  CHECK(faults_with([](Sheets& s) { question(s, "tools").editions = "2019; 2020;2021"; }).empty());
}

TEST_CASE("list_missing: a choice question without a list") {
  CHECK(faults_with([](Sheets& s) { question(s, "share").type = "select_one"; }) ==
        (Texts{"list_missing survey!12 type [select_one]"}));
}

TEST_CASE("list_unknown: a list that is not on the choices sheet") {
  CHECK(faults_with([](Sheets& s) { question(s, "share").type = "select_one nope"; }) ==
        (Texts{"list_unknown survey!12 type [select_one nope]"}));
}

TEST_CASE("list_empty: a list of nothing but kinds of missing") {
  CHECK(faults_with([](Sheets& s) {
          s.choices.push_back(choice("none", "dk", "Don't know"));
          s.choices.back().missing = "dont_know";
          question(s, "share").type = "select_one none";
        }) == (Texts{"list_empty survey!12 type [select_one none]"}));
}

namespace {

void add_long_list(Sheets& sheets, int n) {
  for (int i = 1; i <= n; ++i) {
    sheets.choices.push_back(
        choice("long", "o" + std::to_string(i), "Option " + std::to_string(i)));
  }
}

}  // namespace

TEST_CASE("list_long: more options than two columns of bits") {
  CHECK(faults_with([](Sheets& s) {
          add_long_list(s, 63);
          question(s, "share").type = "select_multiple long";
        }) == (Texts{"list_long survey!12 type [select_multiple long]"}));
}

TEST_CASE("62 options and a kind of missing are not too many, nor 63 for a single choice") {
  CHECK(faults_with([](Sheets& s) {
          add_long_list(s, 62);
          s.choices.push_back(choice("long", "dk", "Don't know"));
          s.choices.back().missing = "dont_know";
          question(s, "share").type = "select_multiple long";
        }).empty());
  CHECK(faults_with([](Sheets& s) {
          add_long_list(s, 63);
          question(s, "share").type = "select_one long";
        }).empty());
}

TEST_CASE("list_long: a list that a single choice used before") {
  CHECK(faults_with([](Sheets& s) {
          add_long_list(s, 63);
          question(s, "share").type = "select_one long";
          append(s, row("select_multiple long", "again"));
        }) == (Texts{"list_long survey!15 type [select_multiple long]"}));
}

TEST_CASE("list_unused: a list that no question uses") {
  CHECK(faults_with([](Sheets& s) {
          s.choices.push_back(choice("spare", "a", "A"));
          s.choices.push_back(choice("spare", "b", "B"));
        }) == (Texts{"list_unused choices!12 list_name [spare]"}));
}

TEST_CASE("name_invalid: a name that cannot be a column") {
  for (const std::string name : {"", "1st", "a b", "-a", ".a", "a/b", "${a}"}) {
    CHECK(faults_with([&](Sheets& s) { question(s, "share").name = name; }) ==
          (Texts{"name_invalid survey!12 name [" + name + "]"}));
  }
  CHECK(faults_with([](Sheets& s) { question(s, "share").name = "_A-1.b"; }).empty());
}

TEST_CASE("name_duplicate: a name twice") {
  CHECK(faults_with([](Sheets& s) { question(s, "share").name = "amount"; }) ==
        (Texts{"name_duplicate survey!12 name [amount]"}));
  CHECK(faults_with([](Sheets& s) { question(s, "share").name = "useful"; }) ==
        (Texts{"name_duplicate survey!12 name [useful]"}));
}

TEST_CASE("name_duplicate: a grid and a column cannot share a name, a group and a column can") {
  CHECK(faults_with([](Sheets& s) { question(s, "share").name = "opinions"; }) ==
        (Texts{"name_duplicate survey!12 name [opinions]"}));
  CHECK(faults_with([](Sheets& s) { question(s, "budget").name = "share"; }).empty());
}

TEST_CASE("group_question: no single choice of this name") {
  for (const std::string name : {"nobody", "tools", "amount", "useful", "opinions"}) {
    CHECK(faults_with([&](Sheets& s) {
            s.group_question = name;
            for (auto& r : s.survey) r.group = "";
          }) == (Texts{"group_question settings!2 group_question [" + name + "]"}));
  }
}

TEST_CASE("group_unknown: a group that the group question does not have") {
  CHECK(faults_with([](Sheets& s) { question(s, "has_budget").group = "everyone"; }) ==
        (Texts{"group_unknown survey!3 group [everyone]"}));
  CHECK(faults_with([](Sheets& s) { question(s, "tools").group = "business; everyone"; }) ==
        (Texts{"group_unknown survey!11 group [everyone]"}));
}

TEST_CASE("expression: a routing that cannot be read, or does not fit") {
  for (const std::string relevant : {"${nope} = 1", "${amount} >", "${has_budget} = 'dk'",
                                     "${thanks} = 'x'", "${remark} = 'x'", ". = 1"}) {
    CHECK(faults_with([&](Sheets& s) {
            question(s, "share").group = "";
            question(s, "share").relevant = relevant;
          }) == (Texts{"expression survey!12 relevant [" + relevant + "]"}));
  }
}

TEST_CASE("expression: a constraint that cannot be read, or does not fit") {
  for (const std::string constraint : {". <", "selected(., 'nope')", ". > 1"}) {
    CHECK(faults_with([&](Sheets& s) { question(s, "tools").constraint = constraint; }) ==
          (Texts{"expression survey!11 constraint [" + constraint + "]"}));
  }
}

TEST_CASE("expression: the mark stands under the place") {
  Sheets sheets = sample();
  question(sheets, "tools").relevant = "${amount} > 1 and ${nope} = 1";
  const auto found = build_questionnaire(sheets).faults;
  REQUIRE(found.size() == 1);
  const std::string mark = "\n${amount} > 1 and ${nope} = 1\n                  ^";
  CHECK(found[0].problem.find(mark) != std::string::npos);
}

TEST_CASE("routing_circular: a question that depends on itself") {
  CHECK(faults_with([](Sheets& s) {
          question(s, "share").group = "";
          question(s, "share").relevant = "${share} > 1";
        }) == (Texts{"routing_circular survey!12 relevant [${share} > 1]"}));
}

TEST_CASE("routing_circular: questions that depend on each other, told once") {
  Sheets sheets = chain(3, true);
  sheets.survey[2].relevant = "${q0} > 0";
  const auto found = build_questionnaire(sheets).faults;
  REQUIRE(found.size() == 1);
  CHECK(found[0].id == "routing_circular");
  CHECK(found[0].sheet == "survey");
  CHECK(found[0].column == "relevant");
  // At one of the circle, with its own routing, and all of the circle named.
  REQUIRE(found[0].row >= 2);
  REQUIRE(found[0].row <= 4);
  CHECK(found[0].value == sheets.survey[found[0].row - 2].relevant);
  const std::string twice = "q0 -> q1 -> q2 -> q0 -> q1 -> q2";
  const std::size_t arrow = found[0].problem.find(" -> ");
  REQUIRE(arrow != std::string::npos);
  CHECK(twice.find(found[0].problem.substr(arrow - 2, 20)) != std::string::npos);
}

TEST_CASE("routing_circular: two circles are two faults") {
  Sheets sheets = chain(4, true);
  sheets.survey[1].relevant = "${q0} > 0";
  sheets.survey[3].relevant = "${q2} > 0";
  const auto found = faults(sheets);
  REQUIRE(found.size() == 2);
  for (const auto& fault : found) CHECK(fault.rfind("routing_circular ", 0) == 0);
}

TEST_CASE("two ways to one question are no circle, whatever the order of the sheet") {
  Sheets sheets = chain(4, true);
  sheets.survey[0].relevant = "${q1} > 0 and ${q2} > 0";
  sheets.survey[1].relevant = sheets.survey[2].relevant = "${q3} > 0";
  CHECK(faults(sheets).empty());
  std::reverse(sheets.survey.begin(), sheets.survey.end());
  CHECK(faults(sheets).empty());
}

TEST_CASE("routing_circular: told beside a routing that cannot be read") {
  Sheets sheets = chain(4, true);
  sheets.survey[1].relevant = "${q0} > 0";
  sheets.survey[3].relevant = "${nope} > 0";
  const auto found = sorted(faults(sheets));
  REQUIRE(found.size() == 2);
  CHECK(found[0] == "expression survey!5 relevant [${nope} > 0]");
  CHECK(found[1].rfind("routing_circular ", 0) == 0);
}

TEST_CASE("routing_circular: through the routing of a group") {
  const auto found = faults_with([](Sheets& s) {
    question(s, "has_budget").group = "";
    question(s, "has_budget").relevant = "${amount} > 0";
  });
  REQUIRE(found.size() == 1);
  CHECK(found[0].rfind("routing_circular ", 0) == 0);
}

TEST_CASE("five faults are reported all at once") {
  CHECK(sorted(faults_with([](Sheets& s) {
          s.choices[3].missing = "unknown";
          s.choices[9].name = "low";
          question(s, "amount").labels[1] = "";
          question(s, "tools").base = "everyone";
          question(s, "remark").relevant = "${nope} = 1";
        })) ==
        (Texts{"base_unknown survey!11 base [everyone]", "choice_duplicate choices!11 name [low]",
               "expression survey!13 relevant [${nope} = 1]",
               "label_missing survey!5 label::Nederlands (nl) []",
               "missing_unknown choices!5 missing [unknown]"}));
}

TEST_CASE("a chain of 20,000 routings is followed to its end") {
  Sheets sheets = chain(20'000, true);
  CHECK(faults(sheets).empty());
  sheets.survey.back().relevant = "${q0} > 0";
  const auto found = faults(sheets);
  REQUIRE(found.size() == 1);
  CHECK(found[0].rfind("routing_circular ", 0) == 0);
}

// A fault names a cell: there the author finds the value, and once.

TEST_CASE("the value of a fault is what the author wrote in the cell") {
  CHECK(faults_with([](Sheets& s) { question(s, "has_budget").relevant = "${nope} = 1"; }) ==
        (Texts{"expression survey!3 relevant [${nope} = 1]"}));
  CHECK(faults_with([](Sheets& s) { question(s, "easy").relevant = "${nope} = 1"; }) ==
        (Texts{"expression survey!8 relevant [${nope} = 1]"}));
}

TEST_CASE("a wrong routing of a begin_group is told once, at the begin_group") {
  CHECK(faults_with([](Sheets& s) { question(s, "budget").relevant = "${nope} = 1"; }) ==
        (Texts{"expression survey!4 relevant [${nope} = 1]"}));
}

TEST_CASE("a wrong group of a begin_group is told once, at the begin_group") {
  CHECK(faults_with([](Sheets& s) { question(s, "budget").group = "everyone"; }) ==
        (Texts{"group_unknown survey!4 group [everyone]"}));
}

TEST_CASE("a wrong edition of a begin_group is told once, at the begin_group") {
  CHECK(faults_with([](Sheets& s) { question(s, "budget").editions = "21"; }) ==
        (Texts{"edition_invalid survey!4 editions [21]"}));
}

TEST_CASE("two wrong editions in a cell are one fault") {
  CHECK(faults_with([](Sheets& s) { question(s, "tools").editions = "20;21"; }) ==
        (Texts{"edition_invalid survey!11 editions [20;21]"}));
}

TEST_CASE("a wrong group of the items of a grid is told at the items") {
  const auto found = sorted(faults_with([](Sheets& s) {
    question(s, "useful").group = "everyone";
    question(s, "easy").group = "everyone";
  }));
  REQUIRE_FALSE(found.empty());
  CHECK(found[0] == "group_unknown survey!7 group [everyone]");
}

TEST_CASE("a routing that cannot be read alone is refused within a group too") {
  // Between the parentheses of the groups around it, it would read as something else.
  const std::string unbalanced = "${amount} > 1) or (${amount} < 5";
  CHECK(faults_with([&](Sheets& s) { question(s, "tools").relevant = unbalanced; }).size() == 1);
  CHECK(faults_with([&](Sheets& s) { question(s, "easy").relevant = unbalanced; }).size() == 1);
}

TEST_CASE("the routing of a note is checked") {
  CHECK(faults_with([](Sheets& s) { question(s, "thanks").relevant = "${nope} = 1"; }) ==
        (Texts{"expression survey!14 relevant [${nope} = 1]"}));
}

TEST_CASE("a code with an apostrophe can be the group of a question, or is no code") {
  Sheets sheets = sample();
  sheets.choices[0].name = "l'entreprise";
  question(sheets, "has_budget").group = "l'entreprise";
  question(sheets, "share").group = "";
  const auto found = faults(sheets);
  CHECK((found.empty() || found[0] == "choice_name choices!2 name [l'entreprise]"));
}

// Rules on single cells.

TEST_CASE("list_name_missing: a choice without a list") {
  CHECK(faults_with([](Sheets& s) { s.choices.push_back(choice("", "lost", "Lost")); }) ==
        (Texts{"list_name_missing choices!12 list_name []"}));
}

TEST_CASE("type_words: words after the list") {
  CHECK(faults_with([](Sheets& s) { question(s, "tools").type += " minimal"; }) ==
        (Texts{"type_words survey!11 type [select_multiple tools minimal]"}));
  CHECK(faults_with([](Sheets& s) { question(s, "group").type = "select_one group of us"; }) ==
        (Texts{"type_words survey!2 type [select_one group of us]"}));
}

TEST_CASE("choice_filter: refused on a group too") {
  CHECK(faults_with([](Sheets& s) { question(s, "budget").choice_filter = "x=1"; }) ==
        (Texts{"choice_filter survey!4 choice_filter [x=1]"}));
}

TEST_CASE("required_unknown: a cell that is neither yes nor no") {
  for (const std::string written : {"yes", "no", "TRUE", "False", "true()", ""}) {
    CHECK(faults_with([&](Sheets& s) { question(s, "share").required = written; }).empty());
  }
  for (const std::string written : {"ja", "1", "x", "yes ", "${amount} > 1"}) {
    CHECK(faults_with([&](Sheets& s) { question(s, "share").required = written; }) ==
          (Texts{"required_unknown survey!12 required [" + written + "]"}));
  }
  CHECK(faults_with([](Sheets& s) { question(s, "budget").required = "ja"; }) ==
        (Texts{"required_unknown survey!4 required [ja]"}));
}

TEST_CASE("hint_missing: a hint in all languages or in none") {
  CHECK(faults_with([](Sheets& s) { question(s, "share").hints = {"", ""}; }).empty());
  CHECK(faults_with([](Sheets& s) { question(s, "share").hints = {"Hint", "Tip"}; }).empty());
  CHECK(faults_with([](Sheets& s) {
          question(s, "share").hints = {"Hint", ""};
        }) == (Texts{"hint_missing survey!12 hint::Nederlands (nl) []"}));
  CHECK(faults_with([](Sheets& s) {
          question(s, "opinions").hints = {"", "Tip"};
        }) == (Texts{"hint_missing survey!6 hint::English (en) []"}));
}

TEST_CASE("names of notes are names") {
  CHECK(faults_with([](Sheets& s) { question(s, "thanks").name = "thank you"; }) ==
        (Texts{"name_invalid survey!14 name [thank you]"}));
  CHECK(faults_with([](Sheets& s) { question(s, "thanks").name = "share"; }) ==
        (Texts{"name_duplicate survey!14 name [share]"}));
  CHECK(faults_with([](Sheets& s) { append(s, row("note", "thanks")); }) ==
        (Texts{"name_duplicate survey!15 name [thanks]"}));
}

TEST_CASE("constraint_unused: a constraint where there is no answer") {
  const auto at = [](const std::string& name, int row) {
    CHECK(faults_with([&](Sheets& s) { question(s, name).constraint = ". > 1"; }) ==
          (Texts{"constraint_unused survey!" + std::to_string(row) + " constraint [. > 1]"}));
  };
  at("thanks", 14);
  at("budget", 4);
  at("opinions", 6);
}

TEST_CASE("grid_mixed: items with different constraints") {
  const auto scale = [](Sheets& s) {
    for (const auto* name : {"useful", "easy"}) question(s, name).type = "select_multiple scale";
  };
  CHECK(faults_with([&](Sheets& s) {
          scale(s);
          for (const auto* name : {"useful", "easy"}) {
            question(s, name).constraint = "count-selected(.) <= 1";
          }
        }).empty());
  CHECK(faults_with([&](Sheets& s) {
          scale(s);
          question(s, "easy").constraint = "count-selected(.) <= 1";
        }) == (Texts{"grid_mixed survey!8 constraint [count-selected(.) <= 1]"}));
}

TEST_CASE("a long circle is told by its ends") {
  Sheets sheets = chain(100, true);
  sheets.survey.back().relevant = "${q0} > 0";
  const auto found = build_questionnaire(sheets).faults;
  REQUIRE(found.size() == 1);
  CHECK(
      found[0].problem ==
      "The routing goes round in a circle: q0 -> q1 -> q2 -> q3 -> q4 -> ... -> q95 -> q96 -> q97 "
      "-> q98 -> q99 -> q0.");
}

TEST_CASE("every circle of a sheet of 5,000 questions is told, in text that stays short") {
  // A chain in which each question also asks for the first one.
  Sheets sheets = chain(5'000, true);
  for (auto& r : sheets.survey) {
    r.relevant = "${q0} > 0" + (r.relevant.empty() ? "" : " and " + r.relevant);
  }
  const auto found = build_questionnaire(sheets).faults;
  CHECK(found.size() == 5'000);
  for (const auto& fault : found) CHECK(fault.problem.size() < 200);
}
