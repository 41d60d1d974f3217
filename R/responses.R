#' Responses: answers that know their questionnaire
#'
#' `as_responses()` takes a data frame with a column for each question (for a grid, for each item) and
#' turns the answers into the columns of the questionnaire. Nothing is dropped: rows in are rows out,
#' other columns stay as they are, and everything that does not fit is listed by [problems()].
#'
#' A single-choice column may be a factor or text with codes or labels in any of the questionnaire's
#' languages, or numbers that are codes. A multiple-choice question may be one text column with codes
#' separated by spaces (as XLSForm tools write), a list column of codes or labels, or split columns
#' named `question/option` with `TRUE`/`FALSE` or 1/0.
#'
#' An empty answer becomes a kind of missing: `not_shown` where the routing skips the question,
#' `not_asked` where the column is absent, else `no_answer`. See [missing_kind()].
#'
#' @param data A data frame.
#' @param questionnaire A questionnaire; see [questionnaire()].
#' @param lang Language in which the labels show.
#' @return A tibble of class `tendensen_responses`, one row a respondent, as in `data`.
#' @family responses
#' @export
#' @examples
#' data <- data.frame(group = c("business", "providers"), crisis_effect = c("mogelijkheden", NA))
#' answers <- as_responses(data, questionnaire(2021))
#' answers$crisis_effect
#' problems(answers)
as_responses <- function(data, questionnaire, lang = questionnaire$settings$language) {
  check_questionnaire(questionnaire)
  check_lang(lang, questionnaire)
  if (!is.data.frame(data)) {
    abort("{.arg data} must be a data frame, not {.obj_type_friendly {data}}.", "data",
      env = rlang::current_env()
    )
  }
  names(data)[is.na(names(data))] <- ""
  twice <- unique(names(data)[duplicated(names(data)) & nzchar(names(data))])
  if (length(twice) > 0) {
    abort(c(
      "{.arg data} has columns of the same name: {.val {twice}}.",
      i = "Rename them, so that each answer has one column."
    ), "data", env = rlang::current_env())
  }
  reader <- new_reader(questionnaire, lang)
  given <- lapply(questionnaire$questions$question, given_in_data, data, questionnaire)
  given <- do.call(c, given)
  rest <- data[!names(data) %in% unlist(lapply(given, `[[`, "used"))]
  # A data frame that has a mark in one column of a question has marks.
  read <- read_items(given, reader, nrow(data), marks_open = TRUE)
  new_responses(
    vec_cbind(
      tibble(!!!read$columns, .rows = nrow(data)),
      tibble::as_tibble(rest, .name_repair = "unique_quiet"),
      .name_repair = "unique_quiet"
    ),
    with_language(questionnaire, lang),
    synthetic = is_synthetic(data),
    problems = vec_rbind(read$problems, unknown_columns(names(rest)))
  )
}

with_language <- function(questionnaire, lang) {
  questionnaire$settings$language <- lang
  questionnaire
}

# Where a data frame has the answers to the items of a question.
given_in_data <- function(question, data, questionnaire) {
  row <- question_row(questionnaire, question)
  options <- questionnaire$options[questionnaire$options$list == row$list, ]
  lapply(question_items(questionnaire, question)$column, function(column) {
    bits <- bit_columns(column, nrow(list_options(questionnaire, row$list)))
    split <- if (row$type == "multiple") paste0(column, "/", options$code)
    present <- split %in% names(data)
    list(
      item = column, column = column, whole = data[[column]],
      bits = if (row$type == "multiple") data[intersect(bits, names(data))],
      split = stats::setNames(data[split[present]], which(present)), split_names = split[present],
      used = c(bits, split[present])
    )
  })
}

# The columns of all items, with what the routing and the constraints say. `complete`: 1, 0 or -1, was
# the questionnaire sent; `marks_open`: files aside, open options count as marked.
read_items <- function(given, reader, n, complete = NULL, marks_open = FALSE) {
  questionnaire <- reader$questionnaire
  answers <- lapply(given, function(item) {
    question <- questionnaire$items$question[match(item$item, questionnaire$items$column)]
    read <- read_item(item, question_row(questionnaire, question), reader, n)
    if (marks_open && !is.null(read$picks)) read$picks$marks_open <- TRUE
    read
  })
  picks <- lapply(answers, `[[`, "picks")
  names(picks) <- vapply(given, `[[`, "", "item")
  picks <- picks[lengths(picks) > 0]
  routed <- route_answers(
    do.call(c, lapply(answers, `[[`, "columns")), picks, questionnaire, n, complete
  )
  list(
    columns = routed$columns,
    problems = vec_rbind(
      no_problems(), !!!lapply(answers, `[[`, "problems"), routed$problems,
      constraint_problems(routed$columns, questionnaire, n)
    )
  )
}

new_responses <- function(columns, questionnaire, synthetic, problems, notes = NULL) {
  tibble::new_tibble(
    columns,
    questionnaire = questionnaire, synthetic = synthetic, problems = problems, notes = notes,
    class = "tendensen_responses"
  )
}

# The questionnaire of responses, whatever dplyr made of their class.
responses_questionnaire <- function(responses, arg = "responses", call = caller_env()) {
  questionnaire <- attr(responses, "questionnaire")
  if (is.data.frame(responses) && is_questionnaire(questionnaire)) return(questionnaire)
  abort(c(
    "{.arg {arg}} must be responses, not {.obj_type_friendly {responses}}.",
    i = "Make them with {.code as_responses(data, questionnaire)}."
  ), "responses", call = call, env = rlang::current_env())
}

# The columns know too: bind_rows() keeps the attributes of the first data frame only.
is_synthetic <- function(responses) {
  made_up <- function(x) isTRUE(attr(x, "synthetic"))
  made_up(responses) || any(vapply(responses, made_up, logical(1)))
}

mark_synthetic <- function(columns) {
  choices <- vapply(columns, is_choice, logical(1))
  columns[choices] <- lapply(columns[choices], function(x) {
    attr(x, "synthetic") <- TRUE
    x
  })
  columns
}

#' @export
tbl_sum.tendensen_responses <- function(x, ...) {
  settings <- attr(x, "questionnaire")$settings
  n_problems <- nrow(problems(x))
  c(
    "Responses" = paste0(nrow(x), " respondents, ", ncol(x), " columns"),
    "Edition" = if (!is.na(settings$edition)) paste(settings$edition),
    "Synthetic" = if (is_synthetic(x)) {
      "made to reproduce printed percentages; associations mean nothing"
    },
    "Problems" = if (n_problems > 0) paste0(n_problems, ", see problems()")
  )
}

# What dplyr makes of responses is responses while it has all their columns; a count or a selection is
# a tibble, which still knows its questionnaire.
#' @rawNamespace S3method(dplyr::dplyr_reconstruct, tendensen_responses)
dplyr_reconstruct.tendensen_responses <- function(data, template) {
  questionnaire <- attr(template, "questionnaire")
  columns <- unlist(lapply(questionnaire$questions$question, answer_columns, questionnaire = questionnaire))
  whole <- all(columns %in% names(data))
  tibble::new_tibble(
    unclass_attributes(data),
    questionnaire = questionnaire, synthetic = is_synthetic(template),
    problems = if (whole) problems(template), notes = if (whole) attr(template, "notes"),
    class = if (whole) "tendensen_responses"
  )
}

#' @export
as.data.frame.tendensen_responses <- function(x, ...) {
  as.data.frame(tibble::new_tibble(unclass_attributes(x)), ...)
}

unclass_attributes <- function(x) {
  attributes(x) <- attributes(x)[c("names", "row.names")]
  x
}
