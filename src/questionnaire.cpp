#include "core/questionnaire.hpp"

#include "convert.h"

namespace {

using namespace tendensen;

// rows[i].*field = column[i]
template <typename Row>
void fill(std::vector<Row>& rows, std::string Row::*field, const Rcpp::List& sheet,
          const std::string& name) {
  const auto values = convert::column(sheet, name, static_cast<R_xlen_t>(rows.size()));
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].*field = values[i];
}

// rows[i].*texts = what the columns `<prefix>::<language>` hold
template <typename Row>
void fill_texts(std::vector<Row>& rows, std::vector<std::string> Row::*texts,
                const Rcpp::List& sheet, const std::string& prefix,
                const std::vector<std::string>& languages) {
  for (const auto& language : languages) {
    const auto values =
        convert::column(sheet, prefix + "::" + language, static_cast<R_xlen_t>(rows.size()));
    for (std::size_t i = 0; i < rows.size(); ++i) (rows[i].*texts).push_back(values[i]);
  }
}

Sheets sheets(const Rcpp::List& survey, const Rcpp::List& choices, const Rcpp::List& keys,
              const std::vector<std::string>& languages, const std::string& group_question) {
  Sheets made{languages, {}, {}, group_question};
  made.survey.resize(convert::n_rows(survey));
  fill(made.survey, &SurveyRow::type, survey, "type");
  fill(made.survey, &SurveyRow::name, survey, "name");
  fill(made.survey, &SurveyRow::required, survey, "required");
  fill(made.survey, &SurveyRow::relevant, survey, "relevant");
  fill(made.survey, &SurveyRow::constraint, survey, "constraint");
  fill(made.survey, &SurveyRow::appearance, survey, "appearance");
  fill(made.survey, &SurveyRow::choice_filter, survey, "choice_filter");
  fill(made.survey, &SurveyRow::group, survey, "group");
  fill(made.survey, &SurveyRow::base, survey, "base");
  fill(made.survey, &SurveyRow::editions, survey, "editions");
  fill_texts(made.survey, &SurveyRow::labels, survey, "label", languages);
  fill_texts(made.survey, &SurveyRow::hints, survey, "hint", languages);
  made.choices.resize(convert::n_rows(choices));
  fill(made.choices, &ChoiceRow::list, choices, "list_name");
  fill(made.choices, &ChoiceRow::name, choices, "name");
  fill(made.choices, &ChoiceRow::missing, choices, "missing");
  fill_texts(made.choices, &ChoiceRow::labels, choices, "label", languages);
  fill_texts(made.choices, &ChoiceRow::label_keys, keys, "label", languages);
  return made;
}

// A data frame with a column for each named function of a row.
template <typename Row>
class Table {
 public:
  explicit Table(const std::vector<Row>& rows) : rows_(rows) {}

  template <typename Get>
  Table& add(const std::string& name, const Get& get) {
    std::vector<decltype(get(rows_[0]))> values;
    for (const auto& row : rows_) values.push_back(get(row));
    columns_[name] = wrap(values);
    return *this;
  }

  Rcpp::List frame() const {
    return convert::data_frame(columns_, static_cast<R_xlen_t>(rows_.size()));
  }

 private:
  static SEXP wrap(const std::vector<std::string>& values) { return convert::utf8(values); }
  static SEXP wrap(const std::vector<int>& values) { return Rcpp::wrap(values); }
  static SEXP wrap(const std::vector<bool>& values) { return Rcpp::wrap(values); }

  const std::vector<Row>& rows_;
  Rcpp::List columns_;
};

std::string type_name(QuestionType type) {
  switch (type) {
    case QuestionType::single:
      return "single";
    case QuestionType::multiple:
      return "multiple";
    case QuestionType::integer:
      return "integer";
    case QuestionType::decimal:
      return "decimal";
    case QuestionType::text:
      return "text";
    case QuestionType::note:
      return "note";
  }
  return "";
}

int row_number(std::size_t row) { return static_cast<int>(row) + 1; }

}  // namespace

// [[Rcpp::export(rng = false)]]
Rcpp::List core_questionnaire(const Rcpp::List& survey, const Rcpp::List& choices,
                              const Rcpp::List& keys, const Rcpp::CharacterVector& languages,
                              const std::string& group_question) {
  const auto made = build_questionnaire(
      sheets(survey, choices, keys, convert::strings(languages), group_question));
  return Rcpp::List::create(
      Rcpp::Named("questions") =
          Table<Question>(made.questions)
              .add("question", [](const Question& q) { return q.id; })
              .add("type", [](const Question& q) { return type_name(q.type); })
              .add("grid", [](const Question& q) { return q.grid; })
              .add("list", [](const Question& q) { return q.list; })
              .add("max_picks", [](const Question& q) { return q.max_picks; })
              .add("routing", [](const Question& q) { return q.relevant; })
              .add("group", [](const Question& q) { return q.group; })
              .add("base", [](const Question& q) { return q.base; })
              .add("editions", [](const Question& q) { return q.editions; })
              .add("row", [](const Question& q) { return row_number(q.row); })
              .frame(),
      Rcpp::Named("items") =
          Table<Item>(made.items)
              .add("question", [&](const Item& i) { return made.questions[i.question].id; })
              .add("column", [](const Item& i) { return i.name; })
              .add("routing", [](const Item& i) { return i.relevant; })
              .add("row", [](const Item& i) { return row_number(i.row); })
              .frame(),
      Rcpp::Named("options") = Table<Option>(made.options)
                                   .add("list", [](const Option& o) { return o.list; })
                                   .add("code", [](const Option& o) { return o.code; })
                                   .add("value",
                                        [](const Option& o) {
                                          return o.missing ? static_cast<int>(*o.missing)
                                                           : o.position;
                                        })
                                   .add("row", [](const Option& o) { return row_number(o.row); })
                                   .frame(),
      Rcpp::Named("faults") =
          Table<Fault>(made.faults)
              .add("id", [](const Fault& f) { return f.id; })
              .add("sheet", [](const Fault& f) { return f.sheet; })
              .add("row", [](const Fault& f) { return static_cast<int>(f.row); })
              .add("column", [](const Fault& f) { return f.column; })
              .add("value", [](const Fault& f) { return f.value; })
              .add("problem", [](const Fault& f) { return f.problem; })
              .add("fix", [](const Fault& f) { return f.fix; })
              .frame());
}
