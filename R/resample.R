#' Resample respondents
#'
#' The bootstrap: respondents are drawn again and again, with replacement, as many as there are, and
#' everything is counted anew each time. What varies from draw to draw varies as a survey would.
#'
#' `resample_responses()` does this for the answers to all questions at once. Each draw is one set
#' of respondents, so any statistic of the report can be made of its percentages: a difference, a
#' ratio, a rank, also of several questions. `replicate_weights()` gives the draws themselves, as
#' weights that [tabulate_responses()] and the survey package take:
#'
#' ```
#' survey::svrepdesign(
#'   weights = rep(1, nrow(x)), repweights = replicate_weights(x), data = data, type = "bootstrap",
#'   combined.weights = TRUE
#' )
#' ```
#'
#' Respondents are taken as a simple random sample, within each stratum, from a population much
#' larger than it. For nets, give recoded responses ([recode_responses()]).
#'
#' @param responses Responses; see [respondents()] and [as_responses()].
#' @param question Names of questions; default: all that have options and an answer.
#' @param by Names of columns to cross; see [tabulate_responses()].
#' @param n Number of replicates, 2 to 100000.
#' @param strata Names of columns: as many respondents are drawn from each combination as there are
#'   in it. Default: none, or for `resample_responses()` those of `by`.
#' @param conf_level Level of the intervals, between 0 and 1.
#' @param seed A whole number. The same seed gives the same draws on every platform, for any number
#'   of threads. `NULL` draws one from R's random number generator.
#' @param lang Language of the labels; default: that of the questionnaire.
#' @return `resample_responses()`: a tibble of class `tendensen_resample`, one row a question,
#'   group, item and option: `question` chr; the `by` columns; `item`, `option` fct, `item_code`,
#'   `option_code` chr; `n`, `base` int, respondents (base: who answered); `percent` dbl;
#'   `std_error` dbl, points, the standard deviation of the replicates; `conf_low`, `conf_high` dbl,
#'   their percentiles (type 7 of [stats::quantile()]); `replicates`, a list of the percentages, the
#'   first of each row from the first draw and so on (`NA` where a draw had nobody who answered).
#'
#'   `replicate_weights()`: an integer matrix, a row a respondent, a column a replicate: how often
#'   the respondent was drawn.
#' @references Efron, B. (1979). Bootstrap methods: another look at the jackknife. *Annals of
#'   Statistics* 7.
#' @family resampling
#' @export
#' @examples
#' answers <- respondents()
#' drawn <- suppressWarnings(resample_responses(answers, "crisis_effect", by = "group", seed = 1))
#' drawn
#' # The difference between the groups in "opportunities"
#' difference <- drawn$replicates[[1]] - drawn$replicates[[3]]
#' quantile(difference, c(0.025, 0.975))
resample_responses <- function(responses, question = NULL, by = NULL, n = 1000, strata = by,
                               conf_level = 0.95, seed = NULL, lang = NULL) {
  questionnaire <- responses_questionnaire(responses)
  check_probability(conf_level, "conf_level")
  lang <- lang %||% questionnaire$settings$language
  by <- by %||% group_names(responses)
  questions <- question %||% setdiff(answered_questions(responses, questionnaire), by)
  check_all_of(questions, questionnaire$questions$question, "question", "question")
  check_free(by, c("std_error", "replicates"))
  resampling <- resampling_of(responses, n, strata, seed, lang)
  tables <- lapply(questions, function(one) tabulate_responses(responses, one, by, lang = lang))
  items <- do.call(c, lapply(questions, item_answers, responses, questionnaire))
  groups <- cross_groups(responses, by, lang)
  warn_synthetic(responses)
  counts <- from_core(core_resample_counts(
    items, groups$index, groups$n, resampling$index, resampling$n, n, resampling$seed, threads()
  ))
  table <- bind_tables(tables)
  group_columns <- by_columns(table)
  n_options <- vapply(items, `[[`, integer(1), "n_options")
  table$replicates <- replicate_percents(counts, n_options, groups$n)
  tail <- (1 - conf_level) / 2
  ends <- vapply(table$replicates, stats::quantile, numeric(2), c(tail, 1 - tail), na.rm = TRUE)
  table$conf_low <- ends[1, ]
  table$conf_high <- ends[2, ]
  table$std_error <- vapply(table$replicates, stats::sd, numeric(1), na.rm = TRUE)
  new_result(
    table[c(
      "question", group_columns, "item", "option", "item_code", "option_code", "n", "base",
      "percent", "std_error", "conf_low", "conf_high", "replicates"
    )],
    "resample",
    base_kind = "answered", conf_level = conf_level, synthetic = is_synthetic(responses),
    lang = lang, seed = resampling$seed
  )
}

#' @rdname resample_responses
#' @export
replicate_weights <- function(responses, n = 1000, strata = NULL, seed = NULL) {
  questionnaire <- responses_questionnaire(responses)
  resampling <- resampling_of(responses, n, strata, seed, questionnaire$settings$language)
  from_core(core_resample_weights(resampling$index, resampling$n, n, resampling$seed, threads()))
}

resampling_of <- function(responses, n, strata, seed, lang, call = caller_env()) {
  check_number(n, "n", 2, 1e5, whole = TRUE, call = call)
  if (nrow(responses) < 2) {
    abort(c(
      "{.arg responses} must have two respondents or more to draw from.",
      x = "They have {nrow(responses)}."
    ), "responses", call = call, env = rlang::current_env())
  }
  strata <- cross_groups(responses, strata, lang, call)
  alone <- which(tabulate(strata$index + 1L, strata$n) == 1)
  if (length(alone) > 0) {
    shown <- vapply(alone, function(i) group_text(strata$keys[i, ]), character(1))
    abort(c(
      "Every stratum must have two respondents or more to draw from.",
      x = "One respondent only: {.val {utils::head(shown, 5)}}."
    ), "base", call = call, env = rlang::current_env())
  }
  strata$seed <- new_seed(seed, call)
  strata
}

new_seed <- function(seed, call = caller_env()) {
  if (is.null(seed)) return(sample.int(.Machine$integer.max, 1))
  check_number(seed, "seed", 0, .Machine$integer.max, whole = TRUE, call = call)
  as.integer(seed)
}

answered_questions <- function(responses, questionnaire, call = caller_env()) {
  questions <- questionnaire$questions
  choices <- questions$question[questions$type %in% c("single", "multiple")]
  answered <- vapply(choices, function(question) {
    any(vapply(question_columns(questionnaire, question), function(column) {
      any(!is.na(responses[[column]]))
    }, logical(1)))
  }, logical(1))
  if (!any(answered)) {
    abort("Nobody answered any question.", "responses", call = call, env = rlang::current_env())
  }
  choices[answered]
}

question_columns <- function(questionnaire, questions) {
  questionnaire$items$column[questionnaire$items$question %in% questions]
}

# The answers to each item of a question as the core takes them.
item_answers <- function(question, responses, questionnaire) {
  row <- question_row(questionnaire, question)
  n_options <- nrow(list_options(questionnaire, row$list))
  multiple <- row$type == "multiple"
  lapply(question_items(questionnaire, question)$column, function(column) {
    columns <- bit_columns(column, if (multiple) n_options else 0)
    list(
      columns = lapply(columns, function(name) vec_data(responses[[name]])),
      multiple = multiple, n_options = n_options
    )
  })
}

# Percentages from counts by item, group and option, where the last row of each item and group is of
# all who answered: a vector a row of the table.
replicate_percents <- function(counts, n_options, n_groups) {
  blocks <- rep(n_options, each = n_groups)
  last <- cumsum(blocks + 1)
  base <- rep(last, blocks)
  cells <- setdiff(seq_len(nrow(counts)), last)
  lapply(seq_along(cells), function(i) {
    percent <- 100 * counts[cells[i], ] / counts[base[i], ]
    percent[is.nan(percent)] <- NA
    percent
  })
}

# Tables of several questions; the labels of all as levels.
bind_tables <- function(tables) {
  table <- vec_rbind(!!!lapply(tables, tibble::as_tibble))
  for (column in c("item", "option")) {
    labels <- unique(unlist(lapply(tables, function(one) levels(one[[column]]))))
    table[[column]] <- factor(as.character(table[[column]]), labels)
  }
  table
}

# The columns of a table of counts that make its groups.
by_columns <- function(table) setdiff(names(table), c(table_columns, "respondents"))

# Names of columns that a result adds to those of a table.
check_free <- function(by, taken, call = caller_env()) {
  clash <- intersect(by, taken)
  if (length(clash) == 0) return(invisible(by))
  abort(c(
    "{.arg by} cannot hold {.val {clash}}: the result has a column of that name.",
    i = "Rename the column first."
  ), "column", call = call, env = rlang::current_env())
}
