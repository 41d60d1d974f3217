# Routing and constraints: who was shown a question, and whose answer breaks a rule.

# An empty answer to a question that the routing skips is not_shown; an answer to it is a problem.
# `picks`: multiple-choice answers that wait for it, by column; `complete`: as in finish_picks().
# Items in questionnaire order, so that what an item depends on is known.
route_answers <- function(columns, picks, questionnaire, n, complete = NULL) {
  problems <- list()
  shown <- list()
  items <- questionnaire$items
  for (i in which(nzchar(items$routing) | items$column %in% names(picks))) {
    column <- items$column[i]
    condition <- items$routing[i]
    row <- question_row(questionnaire, items$question[i])
    if (nzchar(condition) && is.null(shown[[condition]])) {
      shown[[condition]] <- shown_to(condition, columns, questionnaire, n)
    }
    seen <- if (nzchar(condition)) shown[[condition]]
    names <- if (row$type == "multiple") {
      bit_columns(column, nrow(list_options(questionnaire, row$list)))
    } else {
      column
    }
    if (column %in% names(picks)) {
      made <- finish_picks(picks[[column]], seen, complete, columns[names], row, n)
      columns[names] <- made$columns
      problems <- c(problems, list(made$problems))
    }
    if (is.null(seen)) next
    skipped <- seen == 0L
    for (name in names[is_choice(columns[[column]])]) {
      value <- vec_data(columns[[name]])
      value[skipped & value == missing_codes()[["no_answer"]]] <- missing_codes()[["not_shown"]]
      columns[[name]] <- vec_restore(value, columns[[name]])
    }
    stray <- skipped & !is.na(columns[[column]])
    problems <- c(problems, list(stray_answers(columns[[column]], column, stray, row)))
  }
  list(columns = columns, problems = vec_rbind(!!!problems))
}

# 1, 0 or -1 for cannot tell. What hangs on a question that was not shown was not shown either.
shown_to <- function(condition, columns, questionnaire, n) {
  shown <- evaluate_expression(condition, columns, questionnaire, n)
  hangs <- refers_to_skipped(condition, columns, questionnaire$items$column)
  shown[shown == -1L & hangs] <- 0L
  shown
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
