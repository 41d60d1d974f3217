# Codes of the kinds of missing: kind i of core_missing_kinds() is code -i.
missing_codes <- function() {
  kinds <- core_missing_kinds()
  stats::setNames(-seq_along(kinds), kinds)
}

#' Why is there no answer?
#'
#' Missing has kinds in tendensen. `is.na()` is `TRUE` for all of them; `missing_kind()` says which.
#'
#' @param x A column of responses: single or multiple choice.
#' @return A factor as long as `x`, `NA` where there is an answer. The levels:
#'   * `not_shown`: the routing skipped the question;
#'   * `not_asked`: the question was not in this edition (also a plain `NA`, as
#'     `dplyr::bind_rows()` leaves where a column was absent);
#'   * `no_option`: the answer did not exist in this edition;
#'   * `no_answer`: shown and left open;
#'   * `dont_know`, `not_applicable`: said so, where the questionnaire counts that as missing;
#'   * `suppressed`: answered, but not published.
#' @family responses
#' @export
#' @examples
#' table(missing_kind(respondents()$revenue_impact), useNA = "ifany")
missing_kind <- function(x) {
  if (!is_choice(x)) {
    abort(c(
      "{.arg x} must be a single-choice or multiple-choice column.",
      x = "You gave {.obj_type_friendly {x}}."
    ), "argument", env = rlang::current_env())
  }
  codes <- missing_codes()
  data <- vec_data(x)
  data[is.na(data)] <- codes[["not_asked"]]
  factor(names(codes)[match(data, codes)], names(codes))
}
