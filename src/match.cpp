#include "core/match.hpp"

#include "convert.h"

namespace {

tendensen::OptionNames option_names(const Rcpp::CharacterVector& texts,
                                    const Rcpp::IntegerVector& values,
                                    const Rcpp::IntegerVector& tiers) {
  const auto text = convert::strings(texts);
  std::vector<tendensen::OptionName> names;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto at = static_cast<R_xlen_t>(i);
    names.push_back({text[i], values[at], tiers[at]});
  }
  return tendensen::OptionNames(names);
}

// NA for no option, 0 for more than one.
int value_of(const tendensen::OptionNames::Match& match) {
  using Found = tendensen::OptionNames::Found;
  if (match.found == Found::no) return NA_INTEGER;
  return match.found == Found::ambiguous ? 0 : match.value;
}

}  // namespace

// `keys`: a character vector a column. `items` and `options` of the names count from 1, option 0 is
// the whole item; so do those of the matches, NA for none.
// [[Rcpp::export(rng = false)]]
Rcpp::List core_match_columns(const Rcpp::List& keys, const Rcpp::CharacterVector& names,
                              const Rcpp::IntegerVector& items, const Rcpp::IntegerVector& options,
                              const Rcpp::IntegerVector& tiers) {
  std::vector<std::vector<std::string>> columns;
  for (const SEXP column : keys) columns.push_back(convert::strings(column));
  const auto text = convert::strings(names);
  std::vector<tendensen::ColumnName> known;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto at = static_cast<R_xlen_t>(i);
    known.push_back({text[i], items[at] - 1, options[at] - 1, tiers[at]});
  }
  const auto matches = tendensen::match_columns(columns, known);
  const auto n = static_cast<R_xlen_t>(matches.size());
  Rcpp::IntegerVector item(n, NA_INTEGER);
  Rcpp::IntegerVector option(n, NA_INTEGER);
  Rcpp::IntegerVector tier(n, NA_INTEGER);
  Rcpp::List rivals(n);
  for (R_xlen_t i = 0; i < n; ++i) {
    const auto& match = matches[static_cast<std::size_t>(i)];
    if (match.item < 0) continue;
    item[i] = match.item + 1;
    option[i] = match.option + 1;
    tier[i] = match.tier;
    Rcpp::IntegerVector others(match.rivals.begin(), match.rivals.end());
    rivals[i] = others + 1;
  }
  return Rcpp::List::create(Rcpp::Named("item") = item, Rcpp::Named("option") = option,
                            Rcpp::Named("tier") = tier, Rcpp::Named("rivals") = rivals);
}

// The value of the option that each text stands for; NA for none, 0 where it stands for several.
// [[Rcpp::export(rng = false)]]
Rcpp::IntegerVector core_match_answers(const Rcpp::CharacterVector& answers,
                                       const Rcpp::CharacterVector& texts,
                                       const Rcpp::IntegerVector& values,
                                       const Rcpp::IntegerVector& tiers) {
  const auto names = option_names(texts, values, tiers);
  Rcpp::IntegerVector found(answers.size());
  R_xlen_t i = 0;
  for (const auto& answer : convert::strings(answers)) found[i++] = value_of(names.find(answer));
  return found;
}

// The parts of joined answers, one below the other: `answer` (from 1), `value` (as above), `text`.
// [[Rcpp::export(rng = false)]]
Rcpp::List core_split_answers(const Rcpp::CharacterVector& answers, const std::string& separator,
                              const Rcpp::CharacterVector& texts, const Rcpp::IntegerVector& values,
                              const Rcpp::IntegerVector& tiers) {
  const auto names = option_names(texts, values, tiers);
  std::vector<int> answer;
  std::vector<int> value;
  std::vector<std::string> text;
  int i = 0;
  for (const auto& joined : convert::strings(answers)) {
    Rcpp::checkUserInterrupt();
    ++i;
    for (const auto& part : names.split(joined, separator)) {
      answer.push_back(i);
      value.push_back(value_of(part.match));
      text.push_back(part.text);
    }
  }
  return Rcpp::List::create(Rcpp::Named("answer") = answer, Rcpp::Named("value") = value,
                            Rcpp::Named("text") = convert::utf8(text));
}

// `ticks`: a column an option, 1, 0, or -1 for neither; `shown` and `complete`: likewise, or empty.
// Gives the columns of the question, and the rows (from 1) of which the file cannot tell.
// [[Rcpp::export(rng = false)]]
Rcpp::List core_combine_picks(const Rcpp::List& ticks, const Rcpp::IntegerVector& shown,
                              const Rcpp::IntegerVector& complete, bool marks_open, double n) {
  const tendensen::PickSource source{convert::views(ticks), convert::view(shown),
                                     convert::view(complete), marks_open};
  const auto picks = tendensen::combine_picks(source, static_cast<std::size_t>(n));
  Rcpp::IntegerVector untold(picks.untold.begin(), picks.untold.end());
  return Rcpp::List::create(Rcpp::Named("columns") = Rcpp::wrap(picks.columns),
                            Rcpp::Named("untold") = untold + 1);
}
