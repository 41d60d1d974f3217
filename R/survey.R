#' Hand responses over to the survey package
#'
#' A design for the functions of the survey package: respondents drawn independently, with weights.
#' For srvyr, `srvyr::as_survey(as_survey_design(responses))`. Warns for synthetic respondents
#' (`tendensen_warning_synthetic`).
#'
#' @inheritParams tabulate_responses
#' @return A `survey.design` as [survey::svydesign()] makes, one row a respondent. Single choice is
#'   a factor of labels, all options as levels. Multiple choice is a logical column an option,
#'   `<question>.<option code>`. Every kind of missing is `NA`. Other columns are as they were.
#' @family weights
#' @export
#' @examplesIf rlang::is_installed("survey")
#' answers <- as_responses(
#'   data.frame(country = rep(c("be", "nl"), 10), sector = rep(c("finance", "industry"), c(12, 8))),
#'   questionnaire(2021)
#' )
#' design <- as_survey_design(answers, weights = rep(c(1, 2), 10))
#' survey::svymean(~country, design, na.rm = TRUE)
as_survey_design <- function(responses, weights = NULL, lang = NULL) {
  rlang::check_installed("survey", "to make a survey design.")
  questionnaire <- responses_questionnaire(responses)
  lang <- lang %||% questionnaire$settings$language
  check_lang(lang, questionnaire)
  weights <- check_weights(weights, responses)
  if (nrow(responses) == 0) abort("{.arg responses} has no respondents.", "responses")
  if (length(weights) == 0) weights <- rep(1, nrow(responses))
  warn_synthetic(responses, "Estimates from them")
  columns <- lapply(names(responses), function(name) {
    design_columns(responses[[name]], name, lang)
  })
  columns <- do.call(c, columns)
  twice <- unique(names(columns)[duplicated(names(columns))])
  if (length(twice) > 0) {
    abort(c(
      "The design would have more than one column {.val {twice}}.",
      i = "Rename or leave out the column of that name."
    ), "column", env = rlang::current_env())
  }
  survey::svydesign(
    ids = ~1, weights = weights,
    data = data.frame(columns, check.names = FALSE, stringsAsFactors = FALSE)
  )
}

design_columns <- function(x, name, lang) {
  if (!is_choice(x)) return(list2(!!name := x))
  x <- set_choice_language(x, lang)
  if (is_single_choice(x)) return(list2(!!name := choice_factor(x)))
  ticked <- ticks(x)
  # The second column of bits belongs to the same question.
  question <- sub("[.][.]2$", "", name)
  rlang::set_names(
    lapply(seq_len(ncol(ticked)), function(i) unname(ticked[, i])),
    paste0(question, ".", colnames(ticked))
  )
}
