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
  answers <- lapply(questionnaire$questions$question, function(question) {
    read_question(data, question, questionnaire, lang)
  })
  columns <- do.call(c, lapply(answers, `[[`, "columns"))
  used <- unlist(lapply(answers, `[[`, "used"))
  rest <- data[!names(data) %in% c(used, names(columns))]
  routed <- route_answers(columns, questionnaire, nrow(data))
  questionnaire$settings$language <- lang
  new_responses(
    vec_cbind(
      tibble(!!!routed$columns, .rows = nrow(data)),
      tibble::as_tibble(rest, .name_repair = "unique_quiet")
    ),
    questionnaire,
    synthetic = is_synthetic(data),
    problems = vec_rbind(
      no_problems(), !!!lapply(answers, `[[`, "problems"), routed$problems,
      constraint_problems(routed$columns, questionnaire, nrow(data)),
      unknown_columns(names(rest))
    )
  )
}

new_responses <- function(columns, questionnaire, synthetic, problems) {
  tibble::new_tibble(
    columns,
    questionnaire = questionnaire, synthetic = synthetic, problems = problems,
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

#' What did not fit?
#'
#' @param x Responses.
#' @return A tibble with one row a problem: `file` chr (`NA`: a data frame), `row` int (row of the data;
#'   `NA`: the column as a whole), `question`, `column`, `value`, `expected`, `rule` and `fix` chr.
#'   Rules: `unknown_answer`, `column_absent`, `unknown_column`, `too_many_picks`, `constraint`,
#'   `answered_not_shown`, `not_a_number`, `not_reproducible`, `picks_beyond_maximum`.
#' @family responses
#' @export
#' @examples
#' problems(respondents())
problems <- function(x) {
  if (!is.data.frame(x)) {
    abort("{.arg x} must be responses, not {.obj_type_friendly {x}}.", "responses",
      env = rlang::current_env()
    )
  }
  attr(x, "problems") %||% no_problems()
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

# Columns --------------------------------------------------------------------------------------

# Names of the columns of a question: one an item; multiple choice with more than 31 options has two.
answer_columns <- function(questionnaire, question) {
  row <- question_row(questionnaire, question)
  columns <- question_items(questionnaire, question)$column
  if (row$type != "multiple") return(columns)
  unlist(lapply(columns, bit_columns, nrow(list_options(questionnaire, row$list))))
}

bit_columns <- function(column, n_options) {
  c(column, if (n_options > 31) paste0(column, "..2"))
}

# An empty vector of the class of a question's columns, one a column of bits.
column_prototypes <- function(questionnaire, row, lang) {
  options <- list_options(questionnaire, row$list)
  parts <- split(seq_len(nrow(options)), (seq_len(nrow(options)) - 1) %/% 31)
  if (row$type == "single") parts <- list(seq_len(nrow(options)))
  make <- if (row$type == "single") new_single_choice else new_multiple_choice
  lapply(unname(parts), function(part) {
    make(integer(), options$code[part], option_labels(questionnaire, options[part, ]), lang)
  })
}

read_question <- function(data, question, questionnaire, lang) {
  row <- question_row(questionnaire, question)
  items <- question_items(questionnaire, question)$column
  read <- lapply(items, function(column) {
    switch(row$type,
      single = read_single(data, column, row, questionnaire, lang),
      multiple = read_multiple(data, column, row, questionnaire, lang),
      integer = ,
      decimal = read_number(data, column, row),
      text = read_text(data, column, row)
    )
  })
  list(
    columns = do.call(c, lapply(read, `[[`, "columns")),
    used = unlist(lapply(read, `[[`, "used")),
    problems = vec_rbind(no_problems(), !!!lapply(read, `[[`, "problems"))
  )
}

absent_column <- function(column, row, values) {
  # A question of an earlier edition is not expected.
  expected <- !nzchar(row$editions)
  list(
    columns = values,
    problems = if (expected) {
      problem(
        "column_absent", row$question, column, NA, NA, "a column of this name",
        "Name the column after the question, or leave it out: it counts as not asked."
      )
    }
  )
}

read_single <- function(data, column, row, questionnaire, lang) {
  prototype <- column_prototypes(questionnaire, row, lang)[[1]]
  codes <- missing_codes()
  fill <- function(value) vec_restore(rep(value, nrow(data)), prototype)
  if (is.null(data[[column]])) {
    return(absent_column(column, row, list2(!!column := fill(codes[["not_asked"]]))))
  }
  answers <- data[[column]]
  if (is_single_choice(answers) && identical(choice_codes(answers), choice_codes(prototype))) {
    return(list(columns = list2(!!column := set_labels(answers, prototype)), used = column))
  }
  text <- answer_text(answers)
  value <- match_answers(text, row, questionnaire)
  unknown <- which(is.na(value) & !is.na(text))
  value[is.na(value)] <- codes[["no_answer"]]
  list(
    columns = list2(!!column := vec_restore(value, prototype)),
    used = column,
    problems = unknown_answers(text, unknown, column, row, questionnaire)
  )
}

set_labels <- function(x, prototype) {
  attr(prototype, "synthetic") <- attr(x, "synthetic")
  vec_restore(vec_data(x), prototype)
}

# Answers as text, trimmed; blank is NA.
answer_text <- function(x) {
  text <- trimws(as.character(x))
  text[!nzchar(text)] <- NA
  text
}

# Value of each answer in a list: a position, or the code of a kind of missing.
match_answers <- function(text, row, questionnaire) {
  options <- questionnaire$options[questionnaire$options$list == row$list, ]
  options$value[match_options(text, options$code, option_labels(questionnaire, options))]
}

unknown_answers <- function(text, rows, column, row, questionnaire) {
  if (length(rows) == 0) return(NULL)
  options <- questionnaire$options[questionnaire$options$list == row$list, ]
  labels <- choice_sheet_labels(questionnaire, options$row, questionnaire$settings$language)
  hints <- vapply(unique(text[rows]), function(value) {
    nearest(value, c(options$code, labels)) %||% NA_character_
  }, character(1))
  hint <- hints[match(text[rows], names(hints))]
  problem(
    "unknown_answer", row$question, column, rows, text[rows],
    paste0("one of: ", paste(options$code, collapse = ", ")),
    ifelse(is.na(hint), "Add the option to the questionnaire, or correct the answer.",
      paste0("Did you mean \"", hint, "\"?")
    )
  )
}

# Multiple choice, from any of its forms to a logical matrix of ticks: NA rows have no answer.
read_multiple <- function(data, column, row, questionnaire, lang) {
  prototypes <- column_prototypes(questionnaire, row, lang)
  names <- bit_columns(column, length(unlist(lapply(prototypes, choice_codes))))
  given <- data[names(data) %in% names]
  same <- length(given) == length(names) && all(mapply(function(x, prototype) {
    is_multiple_choice(x) && identical(choice_codes(x), choice_codes(prototype))
  }, given[names], prototypes))
  if (same) {
    return(list(
      columns = rlang::set_names(Map(set_labels, given[names], prototypes), names), used = names
    ))
  }
  options <- list_options(questionnaire, row$list)
  split <- paste0(column, "/", options$code)
  read <- if (any(split %in% names(data))) {
    read_split(data, split, row)
  } else if (column %in% names(data)) {
    read_joined(data[[column]], column, row, questionnaire)
  }
  if (is.null(read)) {
    value <- rep(missing_codes()[["not_asked"]], nrow(data))
    columns <- rlang::set_names(lapply(prototypes, function(p) vec_restore(value, p)), names)
    return(absent_column(column, row, columns))
  }
  first <- 1
  columns <- lapply(prototypes, function(prototype) {
    part <- seq(first, length.out = length(choice_codes(prototype)))
    first <<- first + length(part)
    value <- as.integer(read$ticks[, part, drop = FALSE] %*% bit(seq_along(part)))
    value[read$missing < 0] <- read$missing[read$missing < 0]
    vec_restore(value, prototype)
  })
  list(
    columns = rlang::set_names(columns, names), used = c(read$used, column),
    problems = read$problems
  )
}

read_split <- function(data, split, row) {
  present <- split %in% names(data)
  values <- matrix(NA, nrow(data), length(split))
  problems <- lapply(which(present), function(i) {
    text <- toupper(answer_text(data[[split[i]]]))
    values[, i] <<- text %in% c("TRUE", "1")
    known <- is.na(text) | text %in% c("TRUE", "1", "FALSE", "0")
    values[is.na(text), i] <<- NA
    if (all(known)) return(NULL)
    problem(
      "unknown_answer", row$question, split[i], which(!known), text[!known],
      "TRUE or FALSE, 1 or 0", "Write 1 for a ticked option and 0 for an open one."
    )
  })
  open <- rowSums(!is.na(values)) == 0
  values[is.na(values)] <- FALSE
  list(
    ticks = values, missing = ifelse(open, missing_codes()[["no_answer"]], 0L),
    used = split[present], problems = vec_rbind(!!!problems)
  )
}

read_joined <- function(answers, column, row, questionnaire) {
  picks <- if (is.list(answers)) {
    lapply(answers, answer_text)
  } else {
    strsplit(answer_text(answers), "[[:space:]]+")
  }
  picks <- lapply(picks, function(pick) pick[!is.na(pick)])
  respondent <- rep(seq_along(picks), lengths(picks))
  text <- as.character(unlist(picks))
  value <- match_answers(text, row, questionnaire)
  ticks <- matrix(FALSE, length(picks), nrow(list_options(questionnaire, row$list)))
  ordinary <- !is.na(value) & value > 0
  ticks[cbind(respondent, value)[ordinary, , drop = FALSE]] <- TRUE
  missing <- ifelse(lengths(picks) == 0, missing_codes()[["no_answer"]], 0L)
  kind <- which(!is.na(value) & value < 0)
  missing[respondent[kind]] <- value[kind]
  missing[rowSums(ticks) > 0] <- 0L
  # Nothing that was ticked is known.
  missing[rowSums(ticks) == 0 & missing == 0] <- missing_codes()[["no_answer"]]
  unknown <- which(is.na(value))
  problems <- unknown_answers(text, unknown, column, row, questionnaire)
  if (!is.null(problems)) problems$row <- respondent[unknown]
  list(ticks = ticks, missing = missing, used = column, problems = problems)
}

read_number <- function(data, column, row) {
  given <- data[[column]]
  whole <- row$type == "integer"
  none <- if (whole) NA_integer_ else NA_real_
  if (is.null(given)) {
    return(absent_column(column, row, list2(!!column := rep(none, nrow(data)))))
  }
  text <- answer_text(given)
  number <- if (is.numeric(given)) as.numeric(given) else suppressWarnings(as.numeric(text))
  bad <- !is.na(text) & (!is.finite(number) | (whole & !is.na(number) &
    (number != round(number) | abs(number) > .Machine$integer.max)))
  number[bad] <- NA
  list(
    columns = list2(!!column := if (whole) as.integer(number) else number),
    used = column,
    problems = if (any(bad)) {
      problem(
        "not_a_number", row$question, column, which(bad), text[bad],
        if (whole) "a whole number" else "a number", "Write digits, with a point for decimals."
      )
    }
  )
}

read_text <- function(data, column, row) {
  if (is.null(data[[column]])) {
    return(absent_column(column, row, list2(!!column := rep(NA_character_, nrow(data)))))
  }
  list(columns = list2(!!column := as.character(data[[column]])), used = column)
}

unknown_columns <- function(columns) {
  if (length(columns) == 0) return(NULL)
  problem(
    "unknown_column", NA_character_, columns, NA, NA, "a question of the questionnaire",
    "Kept as it is; rename it if it is the answer to a question."
  )
}

# Routing --------------------------------------------------------------------------------------

# An empty answer to a question that the routing skips is not_shown; an answer to it is a problem.
route_answers <- function(columns, questionnaire, n) {
  items <- questionnaire$items[nzchar(questionnaire$items$routing), ]
  problems <- list()
  for (condition in unique(items$routing)) {
    shown <- evaluate_expression(condition, columns, questionnaire, n)
    # What hangs on a question that was not shown was not shown either.
    skipped <- shown == 0L | (shown == -1L & refers_to_skipped(condition, columns, items$column))
    for (i in which(items$routing == condition)) {
      row <- question_row(questionnaire, items$question[i])
      if (!row$type %in% c("single", "multiple")) {
        problems <- c(problems, list(stray_answers(
          columns[[items$column[i]]], items$column[i], skipped & !is.na(columns[[items$column[i]]]), row
        )))
        next
      }
      routed <- route_column(columns, items$column[i], skipped, row, questionnaire)
      columns <- routed$columns
      problems <- c(problems, list(routed$problems))
    }
  }
  list(columns = columns, problems = vec_rbind(!!!problems))
}

route_column <- function(columns, column, skipped, row, questionnaire) {
  codes <- missing_codes()
  names <- bit_columns(column, if (row$type == "multiple") {
    nrow(list_options(questionnaire, row$list))
  } else {
    0
  })
  stray <- skipped & !is.na(columns[[names[[1]]]])
  for (name in names) {
    value <- vec_data(columns[[name]])
    value[skipped & value == codes[["no_answer"]]] <- codes[["not_shown"]]
    columns[[name]] <- vec_restore(value, columns[[name]])
  }
  list(columns = columns, problems = stray_answers(columns[[names[[1]]]], column, stray, row))
}

stray_answers <- function(answers, column, stray, row) {
  if (!any(stray)) return(NULL)
  problem(
    "answered_not_shown", row$question, column, which(stray), format(answers)[stray],
    "no answer: the routing skips this question",
    "Kept as given; check the routing or the answer it depends on."
  )
}

# Answers for which the question's constraint is not true.
constraint_problems <- function(columns, questionnaire, n) {
  rows <- questionnaire$items$row
  constraints <- questionnaire$survey[["constraint"]][rows] %||% rep("", length(rows))
  found <- lapply(which(nzchar(constraints)), function(i) {
    column <- questionnaire$items$column[i]
    row <- question_row(questionnaire, questionnaire$items$question[i])
    broken <- which(evaluate_expression(constraints[i], columns, questionnaire, n, column) == 0L)
    if (length(broken) == 0) return(NULL)
    if (row$max_picks > 0) {
      bits <- bit_columns(column, nrow(list_options(questionnaire, row$list)))
      n_picks <- Reduce(`+`, lapply(columns[bits], function(x) rowSums(ticks(x))))
      return(problem(
        "too_many_picks", row$question, column, broken, n_picks[broken],
        paste("at most", row$max_picks, "picks"), "Kept as given; correct or remove the answer."
      ))
    }
    problem(
      "constraint", row$question, column, broken, format(columns[[column]])[broken], constraints[i],
      "Kept as given; correct or remove the answer."
    )
  })
  vec_rbind(!!!found)
}

# Does a condition name a question that the respondent was not shown?
refers_to_skipped <- function(condition, columns, names) {
  named <- unique(names[vapply(names, function(name) {
    grepl(paste0("${", name, "}"), gsub("[[:space:]]", "", condition), fixed = TRUE)
  }, logical(1))])
  choices <- named[vapply(columns[named], is_choice, logical(1))]
  code <- missing_codes()[["not_shown"]]
  Reduce(`|`, lapply(columns[choices], function(x) vec_data(x) %in% code), FALSE)
}

# 1 true, 0 false, -1 cannot tell; one a respondent. `self` is the column that `.` stands for.
evaluate_expression <- function(text, columns, questionnaire, n, self = NULL, call = caller_env()) {
  items <- questionnaire$items
  type <- questionnaire$questions$type[match(items$question, questionnaire$questions$question)]
  list <- questionnaire$questions$list[match(items$question, questionnaire$questions$question)]
  usable <- type != "text" & vapply(items$column, function(column) {
    column %in% self || grepl(column, text, fixed = TRUE)
  }, logical(1))
  codes <- lapply(list[usable], function(name) list_options(questionnaire, name)$code)
  values <- Map(function(column, codes) {
    lapply(columns[bit_columns(column, length(codes))], vec_data)
  }, items$column[usable], codes)
  self <- if (is.null(self)) 0L else match(self, items$column[usable])
  from_core(
    core_evaluate(text, items$column[usable], type[usable], codes, unname(values), n, self), call
  )
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
    problems = if (whole) problems(template),
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
