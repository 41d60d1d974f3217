// The questionnaire: XLSForm sheets, checked as a whole, become questions, items and options.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "missing.hpp"

namespace tendensen {

// A sheet row as typed; an absent cell is an empty string.
struct SurveyRow {
  std::string type;
  std::string name;
  std::string required;
  std::string relevant;
  std::string constraint;
  std::string appearance;
  std::string choice_filter;
  std::string group;     // ours: codes of the group question, separated by `;`; empty = all
  std::string base;      // ours: default base of the percentages
  std::string editions;  // ours: years, separated by `;`, of a question not asked in this edition
  std::vector<std::string> labels = {};  // one a language
  std::vector<std::string> hints = {};   // one a language
};

struct ChoiceRow {
  std::string list;
  std::string name;
  std::string missing;  // ours: a kind of missing, or empty
  std::vector<std::string> labels;
  // Labels as a reader compares them: Unicode form, case, spaces, quotes and dashes are one. Empty:
  // compared as written.
  std::vector<std::string> label_keys = {};
};

struct Sheets {
  std::vector<std::string> languages;  // the label columns as written: `Nederlands (nl)`
  std::vector<SurveyRow> survey;
  std::vector<ChoiceRow> choices;
  std::string group_question;  // empty when the questionnaire has no groups
};

enum class QuestionType { single, multiple, integer, decimal, text, note };

struct Question {
  std::string id;
  QuestionType type;
  bool grid;  // a table-list group: one column an item
  std::string list;
  int max_picks;         // 0: no maximum
  std::string relevant;  // with those of the groups around it
  std::string constraint;
  std::string group;
  std::string base;
  std::string editions;
  std::size_t row;  // in the survey sheet, from 0
};

// A column of answers. A question that is no grid has one, named as itself.
struct Item {
  std::size_t question;
  std::string name;
  std::string relevant;  // with those around it
  std::string constraint;
  std::size_t row;
};

struct Option {
  std::string list;
  std::string code;
  int position;                    // from 1 in its list; 0 for a kind of missing
  std::optional<Missing> missing;  // the answer counts as this kind of missing
  std::size_t row;                 // in the choices sheet, from 0
};

struct Fault {
  std::string id;     // stable name of the rule
  std::string sheet;  // survey, choices or settings
  std::size_t row;    // as a spreadsheet numbers it: the header is row 1; 0 = the sheet itself
  std::string column;
  std::string value;
  std::string problem;
  std::string fix;
};

struct Questionnaire {
  std::vector<Question> questions;
  std::vector<Item> items;
  std::vector<Option> options;
  std::vector<Fault> faults;  // all of them; the rest can be relied on only when there are none
};

Questionnaire build_questionnaire(const Sheets& sheets);

// Options a multiple-choice question can have: two columns of 31 bits.
inline constexpr int max_options = 62;

}  // namespace tendensen
