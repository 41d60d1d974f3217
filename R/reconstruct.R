#' Respondents that reproduce the printed percentages
#'
#' `respondents()` gives the synthetic respondents of an installed edition: as many a group as took
#' part, with answers whose percentages print as the report's. `reconstruct_responses()` makes such
#' respondents for any published percentages.
#'
#' They are made up. What is printed of a question fixes how many gave each answer; who gave it is
#' drawn at random, so associations between questions mean nothing, and no interval or test on them
#' says anything about the world.
#'
#' @section How they are made:
#' A percentage printed as 47 allows the counts that round to 47. For single choice, counts inside
#' these ranges that add up to the number of respondents; where rounding allows none for that number,
#' the largest smaller number of answers, and the others left the question open (`no_answer`). For
#' multiple choice, each option's count lies inside its range and nobody ticks more than the maximum;
#' where the printed sum exceeds what the maximum allows, as few picks beyond it as the ranges allow.
#' Options without a printed percentage share what is left. A question of this edition without
#' printed numbers is `suppressed`; one of an earlier edition is `not_asked`.
#'
#' A printed column that no respondents can produce gets the nearest counts, changing as few cells as
#' possible; [problems()] lists each such cell (`not_reproducible`) and each question with picks beyond
#' the maximum (`picks_beyond_maximum`), with the arithmetic.
#'
#' @inheritParams questionnaire
#' @param published A data frame as [published()] gives: the rows of kind `level` and `net` in percent,
#'   of the questionnaire's own edition.
#' @param questionnaire A questionnaire; see [questionnaire()].
#' @param n Number of respondents: one whole number for each group, named by group, or one number
#'   where the questionnaire has no groups.
#' @param seed A whole number. The same seed gives the same respondents on every platform. `NULL` draws
#'   one from R's random number generator.
#' @return Responses (see [as_responses()]), marked synthetic.
#' @family responses
#' @export
#' @examples
#' respondents()
#' problems(respondents())
respondents <- function(edition = 2021) {
  data <- edition_data(edition)
  reconstruct_responses(
    data$published, data$questionnaire, sample_sizes(data), data$questionnaire$settings$edition
  )
}

#' @rdname respondents
#' @export
reconstruct_responses <- function(published, questionnaire, n, seed = NULL) {
  check_questionnaire(questionnaire)
  printed <- check_published(published, questionnaire)
  n <- check_sizes(n, questionnaire)
  seed <- if (is.null(seed)) sample.int(.Machine$integer.max, 1) else seed
  check_number(seed, "seed", 0, .Machine$integer.max, whole = TRUE)
  made <- lapply(questionnaire$questions$question, function(question) {
    reconstruct_question(question, printed, questionnaire, n, as.integer(seed))
  })
  columns <- mark_synthetic(do.call(c, lapply(made, `[[`, "columns")))
  new_responses(
    tibble(!!!columns, .rows = sum(n)), questionnaire,
    synthetic = TRUE,
    problems = vec_rbind(no_problems(), !!!lapply(made, `[[`, "problems"))
  )
}

check_published <- function(published, questionnaire, call = caller_env()) {
  needed <- c("question", "group", "year", "period", "item", "option", "value", "digits", "kind", "unit")
  absent <- if (is.data.frame(published)) setdiff(needed, names(published)) else needed
  if (length(absent) > 0) {
    abort(c(
      "{.arg published} must be a data frame such as {.fun published} gives.",
      x = "It lacks the column {.val {absent}}."
    ), "published", call = call, env = rlang::current_env())
  }
  own <- published$unit == "percent" & published$kind != "chart" & is.na(published$period) &
    published$year %in% questionnaire$settings$edition & !is.na(published$option)
  printed <- published[own, ]
  number <- suppressWarnings(as.numeric(printed$value))
  scale <- 10^printed$digits
  bad <- is.na(number) | number < 0 | number > 100 |
    abs(number * scale - round(number * scale)) > 1e-6
  if (any(bad)) {
    abort(c(
      "{.arg published} must hold percentages between 0 and 100 with the decimals in {.field digits}.",
      x = "Not so: {.val {utils::head(printed$value[bad], 5)}}."
    ), "published", call = call, env = rlang::current_env())
  }
  printed$units <- round(number * scale)
  printed$of <- net_parts(printed, questionnaire$recodes)
  questions <- unique(printed$question)
  for (question in questions) question_row(questionnaire, question, "published$question", call)
  printed
}

check_sizes <- function(n, questionnaire, call = caller_env()) {
  groups <- group_codes(questionnaire)
  if (length(groups) == 1 && is.null(names(n)) && length(n) == 1) names(n) <- groups
  fits <- is.numeric(n) && setequal(names(n), groups) && length(n) == length(groups) &&
    all(is.finite(n) & n >= 1 & n == round(n)) && sum(n) <= 1e8
  if (fits) return(n[groups])
  abort(c(
    "{.arg n} must have a whole number of respondents, at least 1, for each group.",
    i = "Groups: {.val {groups}}. For example {.code n = c({paste0(groups, ' = 100', collapse = ', ')})}."
  ), "argument", call = call, env = rlang::current_env())
}

reconstruct_question <- function(question, printed, questionnaire, n, seed) {
  row <- question_row(questionnaire, question)
  printed <- printed[printed$question == question, ]
  items <- question_items(questionnaire, question)$column
  made <- lapply(items, function(column) {
    cells <- if (row$grid) printed[printed$item %in% column, ] else printed
    if (question == questionnaire$settings$group_question) {
      return(group_column(questionnaire, row, n))
    }
    if (!row$type %in% c("single", "multiple")) return(empty_column(column, row, n))
    reconstruct_item(column, row, cells, questionnaire, n, seed)
  })
  list(
    columns = do.call(c, lapply(made, `[[`, "columns")),
    problems = vec_rbind(no_problems(), !!!lapply(made, `[[`, "problems"))
  )
}

group_column <- function(questionnaire, row, n) {
  prototype <- column_prototypes(questionnaire, row, questionnaire$settings$language)[[1]]
  list(columns = list2(!!row$question := vec_restore(rep(seq_along(n), n), prototype)))
}

empty_column <- function(column, row, n) {
  none <- switch(row$type, integer = NA_integer_, decimal = NA_real_, text = NA_character_)
  list(columns = list2(!!column := rep(none, sum(n))))
}

# One column of answers, group by group; where the report prints the groups together, all at once.
reconstruct_item <- function(column, row, cells, questionnaire, n, seed) {
  prototypes <- column_prototypes(questionnaire, row, questionnaire$settings$language)
  shown <- nzchar(row$group) == FALSE | names(n) %in% strsplit(row$group, "[; ]+")[[1]]
  parts <- if (any(cells$group == "all")) {
    list(all = sum(n))
  } else {
    as.list(n)
  }
  dealt <- lapply(names(parts), function(group) {
    own <- cells[cells$group == group, ]
    visible <- group == "all" || shown[match(group, names(n))]
    reconstruct_group(column, row, own, questionnaire, group, parts[[group]], visible, seed)
  })
  values <- lapply(seq_along(prototypes), function(i) {
    vec_restore(unlist(lapply(dealt, function(part) part$values[[i]])), prototypes[[i]])
  })
  list(
    columns = rlang::set_names(values, bit_columns(column, length(unlist(lapply(prototypes, choice_codes))))),
    problems = vec_rbind(no_problems(), !!!lapply(dealt, `[[`, "problems"))
  )
}

reconstruct_group <- function(column, row, cells, questionnaire, group, n, visible, seed) {
  codes <- missing_codes()
  n_columns <- if (row$type == "multiple") 2 else 1
  if (nrow(cells) == 0) {
    kind <- if (nzchar(row$editions)) "not_asked" else if (visible) "suppressed" else "not_shown"
    return(list(values = rep(list(rep(codes[[kind]], n)), n_columns)))
  }
  column_cells <- audit_column(cells, list_options(questionnaire, row$list)$code)
  stream <- paste(column, group)
  if (row$type == "single") {
    values <- list(from_core(core_reconstruct_single(
      column_cells$units, column_cells$digits, column_cells$nets, n, codes[["no_answer"]], seed, stream
    )))
    problems <- unprinted_problems(values[[1]], column_cells, column, row, group)
  } else {
    made <- from_core(core_reconstruct_multiple(
      column_cells$units, column_cells$digits, n, row$max_picks, seed, stream
    ))
    values <- made$columns
    problems <- excess_problems(column_cells, column, row, group, made$excess)
  }
  list(values = values, problems = problems)
}

# Which printed cells no respondents can produce: code, kind, the arithmetic, and the number of the
# proof.
impossible_cells <- function(column_cells) {
  found <- core_impossible(column_cells$units, column_cells$digits, column_cells$nets)
  vec_rbind(
    tibble(code = character(), kind = character(), reason = character(), number = integer()),
    !!!lapply(seq_along(found), function(number) {
      one <- found[[number]]
      levels <- if (one$levels) column_cells$codes[!is.na(column_cells$units)] else character()
      nets <- column_cells$net_codes[one$nets]
      tibble(
        code = c(levels, nets), kind = rep(c("level", "net"), c(length(levels), length(nets))),
        reason = one$reason, number = number
      )
    })
  )
}

# The printed cells that the answers do not print as.
unprinted_problems <- function(values, column_cells, column, row, group) {
  counts <- tabulate(values[values > 0], length(column_cells$codes))
  nets <- vapply(column_cells$nets, function(net) sum(counts[net$options]), numeric(1))
  cells <- tibble(
    code = c(column_cells$codes, column_cells$net_codes),
    kind = rep(c("level", "net"), c(length(counts), length(nets))),
    n = c(counts, nets),
    units = c(column_cells$units, vapply(column_cells$nets, `[[`, numeric(1), "units")),
    digits = c(column_cells$digits, vapply(column_cells$nets, `[[`, integer(1), "digits"))
  )
  cells <- cells[!is.na(cells$units), ]
  units <- mapply(core_round_percents, cells$n, sum(counts), cells$digits, "half_up")
  cells <- cells[units != cells$units, ]
  if (nrow(cells) == 0) return(NULL)
  impossible <- impossible_cells(column_cells)
  reason <- impossible$reason[match(paste(cells$code, cells$kind), paste(impossible$code, impossible$kind))]
  reason[is.na(reason)] <- "No number of answers up to that of the group prints so."
  problem(
    "not_reproducible", row$question, column, NA, paste0(group, ": ", cells$code), reason,
    "The nearest counts stand in."
  )
}

excess_problems <- function(column_cells, column, row, group, excess) {
  if (excess == 0) return(NULL)
  sum <- core_pick_sum(column_cells$units, column_cells$digits, row$max_picks)
  reason <- if (nzchar(sum$reason)) sum$reason else "The counts that print so need more picks."
  problem(
    "picks_beyond_maximum", row$question, column, NA, paste0(group, ": ", excess, " picks"),
    reason, paste0("Some respondents have more than ", row$max_picks, " picks.")
  )
}
