#' What did not fit?
#'
#' @param x,object Responses; what `problems()` gives.
#' @param ... Not used.
#' @return `problems()`: a tibble with one row a problem: `file` chr (`NA`: a data frame), `row` int
#'   (row of the responses; `NA`: the column or the file as a whole), `question`, `column`, `value`,
#'   `expected`, `rule` and `fix` chr. `summary()` of it: a tibble with a row a rule: `rule` chr,
#'   `n` int (problems), `rows` int (respondents), `questions` chr (the first ones), `fix` chr (the
#'   first one).
#' @section Rules:
#'   * Answers: `unknown_answer`, `ambiguous_answer`, `not_a_number`, `too_many_picks`,
#'     `repeated_pick`, `none_and_more` ("none of these" with another option), `constraint`,
#'     `answered_not_shown`, `cannot_tell` (no answer, or nothing ticked).
#'   * Rows: `incomplete`, `test_response`, `duplicate_id`, `duplicate_token`, `duplicate_response`.
#'   * Columns: `column_absent`, `unknown_column`, `duplicate_column`, `duplicate_header`,
#'     `empty_header`, `duplicate_import_id`.
#'   * The file: `short_row`, `long_row`, `stray_quote`, `rows_in_cell`, `header_repeated`,
#'     `second_header`, `undecodable_byte`, `nul_byte`, `uncertain_encoding`; damage from before the
#'     file was made: `mojibake`, `replacement_character`, `lost_letter`; and of `.sav` and
#'     LimeSurvey syntax files what their own rules say.
#'   * Synthetic respondents: `not_reproducible`, `picks_beyond_maximum`.
#' @family responses
#' @export
#' @examples
#' problems(respondents())
#' summary(problems(respondents()))
problems <- function(x) {
  if (!is.data.frame(x)) {
    abort("{.arg x} must be responses, not {.obj_type_friendly {x}}.", "responses",
      env = rlang::current_env()
    )
  }
  problems <- attr(x, "problems") %||% no_problems()
  tibble::new_tibble(
    unclass_attributes(problems), nrow = nrow(problems), class = "tendensen_problems"
  )
}

#' @rdname problems
#' @export
summary.tendensen_problems <- function(object, ...) {
  rules <- unique(object$rule)
  by_rule <- lapply(rules, function(rule) {
    of_rule <- object[object$rule == rule, ]
    questions <- unique(of_rule$question[!is.na(of_rule$question)])
    shown <- c(utils::head(questions, 3), if (length(questions) > 3) "...")
    tibble(
      rule = rule, n = nrow(of_rule), rows = length(unique(of_rule$row[!is.na(of_rule$row)])),
      questions = paste(shown, collapse = ", "),
      fix = of_rule$fix[1]
    )
  })
  none <- tibble(
    rule = character(), n = integer(), rows = integer(), questions = character(), fix = character()
  )
  summed <- vec_rbind(none, !!!by_rule)
  summed[order(-summed$n), ]
}

problem <- function(rule, question, column, row, value, expected, fix) {
  tibble(
    file = NA_character_, row = as.integer(row), question = question, column = column,
    value = as.character(value), expected = expected, rule = rule, fix = fix
  )
}

no_problems <- function() {
  problem(
    character(), character(), character(), integer(), character(), character(), character()
  )[0, ]
}

unknown_columns <- function(columns) {
  if (length(columns) == 0) return(NULL)
  problem(
    "unknown_column", NA_character_, columns, NA, NA, "a question of the questionnaire",
    "Kept as it is; rename it if it is the answer to a question."
  )
}
