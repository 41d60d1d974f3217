#' Weights that meet published margins
#'
#' Raking: weights for the respondents with which the answers to some questions have the percentages
#' of a published table, such as the size classes of all organisations. Of all weights that do,
#' these are the nearest to 1; see Method.
#'
#' Weights repair only what the targets know of. They say nothing of synthetic respondents, and
#' the function warns when it is given those (`tendensen_warning_synthetic`).
#'
#' @section Rules:
#' * Targets are of single-choice questions, or of items of a grid. Each option that a respondent
#'   chose needs a target; one that is not listed has target 0.
#' * `percent` must add up to 100 a question, within rounding: half a unit of the last decimal in
#'   use, an option. What is left is spread in proportion.
#' * The targets of a question are of those who answered it. Respondents without an answer (of any
#'   kind of missing) are together a cell of their own that keeps its unweighted share.
#' * Respondents who chose an option with target 0 weigh 0.
#' * Targets that no weights meet are refused, with the cell that makes them so: an option with a
#'   target that nobody chose (or only respondents who weigh 0); one that the bounds keep from its
#'   target; or else the one that was furthest off when the iterations ended.
#'
#' @section Method:
#' Calibration with the multiplicative distance (Deville and Särndal 1992), by damped Newton steps.
#' Without bounds the weights are those of iterative proportional fitting (`survey::rake()`), with
#' bounds those of `survey::calibrate(calfun = "raking", bounds = bounds)`. With `trim`, weights are
#' cut at its limits afterwards and all moved by one amount, so that their mean stays 1
#' (as `survey::trimWeights()`); the targets are then no longer met exactly, and `deviation` says
#' by how much.
#'
#' @param responses Responses; see [as_responses()].
#' @param targets A data frame with the columns `question` (name of the question or item), `option`
#'   (code or label) and `percent` (0-100): one row an option.
#' @param bounds Two numbers, the smallest and the largest weight allowed; 1 lies between them. The
#'   targets are met within these, or refused.
#' @param trim `NULL`, or two numbers, limits at which the weights are cut after raking; 1 lies
#'   between them.
#' @param max_iterations Newton steps at most.
#' @param tolerance Largest difference allowed between a weighted percentage and its target, in
#'   percentage points.
#' @return Numbers of class `tendensen_weights`, one a respondent, with mean 1. `summary()` gives a
#'   tibble with one row:
#'   * `respondents` int; `questions` int, raked to; `iterations` int;
#'   * `deviation` dbl: the largest difference between a weighted percentage and its target, in
#'     percentage points;
#'   * `lowest`, `highest` dbl: weights; `trimmed` int: weights that were cut;
#'   * `design_effect` dbl: `n sum(w^2) / sum(w)^2` (Kish); `effective_n` dbl, n over
#'     that.
#'
#'   The attribute `margins` has a row a question and option: `question`, `option` chr (code),
#'   `n` int, `base` int (respondents who answered), and of these `unweighted`, `target`, `weighted`
#'   dbl, in percent. A part of the weights (`[`) is plain numbers.
#' @family weights
#' @export
#' @examples
#' targets <- data.frame(
#'   question = "country", option = c("be", "nl", "international"), percent = c(60, 35, 5)
#' )
#' answers <- as_responses(
#'   data.frame(country = rep(c("be", "nl", "international"), c(70, 50, 10))), questionnaire(2021)
#' )
#' weights <- rake_weights(answers, targets, bounds = c(0.2, 5))
#' summary(weights)
#' tabulate_responses(answers, "country", weights = weights)
rake_weights <- function(responses, targets, bounds = c(0, Inf), trim = NULL,
                         max_iterations = 100, tolerance = 1e-8) {
  responses_questionnaire(responses)
  if (nrow(responses) == 0) abort("{.arg responses} has no respondents to weight.", "responses")
  targets <- check_targets(targets, responses)
  check_limits(bounds, "bounds")
  if (!is.null(trim)) check_limits(trim, "trim")
  check_number(max_iterations, "max_iterations", 1, 1e6, whole = TRUE)
  check_number(tolerance, "tolerance", 1e-12, 100)
  margins <- lapply(split(targets, factor(targets$question, unique(targets$question))), rake_margin,
    responses = responses, call = rlang::current_env()
  )
  warn_synthetic(responses, "Weights of them")
  raked <- from_core(core_rake(
    unname(lapply(margins, `[[`, "cell")), unname(lapply(margins, `[[`, "shares")),
    bounds[[1]], bounds[[2]], as.integer(max_iterations), tolerance / 100
  ))
  if (raked$end != "met") abort_rake(raked, margins, bounds)
  new_weights(raked, margins, trim)
}

check_limits <- function(limits, arg, call = caller_env()) {
  fits <- is.numeric(limits) && length(limits) == 2 && !anyNA(limits) &&
    limits[[1]] >= 0 && limits[[1]] < 1 && limits[[2]] > 1
  if (fits) return(invisible(limits))
  abort(c(
    "{.arg {arg}} must be two weights, the smallest and the largest, with 1 between them.",
    i = "For example {.code {arg} = c(0.2, 5)}."
  ), "argument", call = call, env = rlang::current_env())
}

# Targets with the position of each option in its question.
check_targets <- function(targets, responses, call = caller_env()) {
  bad <- function(...) abort(c(...), "targets", call = call, env = rlang::caller_env())
  needed <- c("question", "option", "percent")
  if (!is.data.frame(targets)) {
    bad("{.arg targets} must be a data frame, not {.obj_type_friendly {targets}}.")
  }
  absent <- setdiff(needed, names(targets))
  if (length(absent) > 0) bad("{.arg targets} lacks the column {.val {absent}}.")
  if (nrow(targets) == 0) bad("{.arg targets} must have a row for each option of a question.")
  if (!is.numeric(targets$percent)) bad("{.field percent} in {.arg targets} must be numbers.")
  targets <- tibble(
    question = as.character(targets$question), option = as.character(targets$option),
    percent = as.double(targets$percent)
  )
  wrong <- which(!is.finite(targets$percent) | targets$percent < 0 | targets$percent > 100)
  if (length(wrong) > 0) {
    bad(
      "{.field percent} in {.arg targets} must be between 0 and 100.",
      x = "Row {wrong[[1]]}: question {.val {targets$question[wrong[1]]}}, option
        {.val {targets$option[wrong[1]]}}: {.val {targets$percent[wrong[1]]}}."
    )
  }
  singles <- names(responses)[vapply(responses, is_single_choice, logical(1))]
  for (question in unique(targets$question)) {
    check_one_of(question, singles, "targets$question", "targets", call)
    check_target_sum(targets$percent[targets$question == question], question, call)
  }
  targets$position <- target_positions(targets, responses, call)
  targets
}

# Percentages printed with d decimals are each off by half of 10^-d at most.
check_target_sum <- function(percent, question, call) {
  decimals <- Find(function(d) all(abs(percent - round(percent, d)) < 1e-9), 0:8) %||% 9
  allowed <- length(percent) * 0.5 * 10^-decimals + 1e-6
  if (abs(sum(percent) - 100) <= allowed) return(invisible(percent))
  abort(c(
    "The percentages of {.val {question}} in {.arg targets} must add up to 100.",
    x = "They add up to {.val {sum(percent)}}; rounding explains {signif(allowed, 2)} at most."
  ), "targets", call = call, env = rlang::current_env())
}

target_positions <- function(targets, responses, call) {
  position <- rep(NA_integer_, nrow(targets))
  for (question in unique(targets$question)) {
    answers <- responses[[question]]
    own <- targets$question == question
    position[own] <- match_options(
      targets$option[own], choice_codes(answers), attr(answers, "labels")
    )
    codes <- choice_codes(answers)
    unknown <- targets$option[own & is.na(position)]
    if (length(unknown) > 0) {
      hint <- nearest(unknown[[1]], c(codes, choice_labels(answers)))
      abort(c(
        "{.field option} in {.arg targets} must be options of {.val {question}}.",
        x = "Not so: {.val {unknown}}.",
        i = "Codes: {.val {codes}}.",
        i = if (!is.null(hint)) "Nearest: {.val {hint}}."
      ), "targets", call = call, env = rlang::current_env())
    }
    twice <- targets$option[own][duplicated(position[own])]
    if (length(twice) > 0) {
      abort("{.arg targets} names option {.val {twice}} of {.val {question}} more than once.",
        "targets", call = call, env = rlang::current_env()
      )
    }
  }
  position
}

# The respondents' cells of a question, from 0, and the cells' shares; the last is of those without
# an answer.
rake_margin <- function(targets, responses, call) {
  question <- targets$question[[1]]
  answers <- responses[[question]]
  codes <- choice_codes(answers)
  given <- vec_data(answers)
  given[is.na(answers)] <- length(codes) + 1L
  n <- tabulate(given, length(codes) + 1)
  answered <- sum(n[seq_along(codes)])
  if (answered == 0) {
    abort("Nobody answered {.val {question}}, which {.arg targets} has targets for.", "question",
      call = call, env = rlang::current_env()
    )
  }
  open <- setdiff(which(n[seq_along(codes)] > 0), targets$position)
  if (length(open) > 0) {
    abort(c(
      "{.arg targets} has no target for option {.val {codes[open[1]]}} of {.val {question}}.",
      x = "{n[open[1]]} respondent{?s} chose it.",
      i = "Give it a percentage; with 0 {cli::qty(n[open[1]])}{?this respondent weighs/these
        respondents weigh} 0."
    ), "targets", call = call, env = rlang::current_env(), question = question,
      option = codes[open[1]]
    )
  }
  percent <- replace(numeric(length(codes)), targets$position, targets$percent)
  shares <- c(percent / sum(percent) * answered, n[length(n)]) / length(given)
  list(
    question = question, codes = codes, cell = given - 1L, n = n, answered = answered,
    shares = shares, target = 100 * percent / sum(percent)
  )
}

# The condition carries the question and the option.
abort_rake <- function(raked, margins, bounds, call = caller_env()) {
  margin <- margins[[raked$margin]]
  question <- margin$question
  option <- c(margin$codes, "no answer")[raked$cell]
  target <- signif(c(margin$target, 100 * margin$shares[length(margin$shares)])[raked$cell], 4)
  n <- margin$n[raked$cell]
  why <- switch(raked$end,
    empty = if (n == 0) {
      c(x = "Nobody chose it.", i = "Merge the option with another, by {.fun recode_responses}.")
    } else {
      c(x = "All who chose it weigh 0, because an option of another question has target 0.")
    },
    bounds = c(
      x = "{n} of {length(margin$cell)} respondents chose it, and weights must be between
        {bounds[1]} and {bounds[2]}.",
      i = "Widen {.arg bounds}, or merge the option with another."
    ),
    not_converged = c(
      x = "After {raked$iterations} iteration{?s} it is the furthest off, by
        {signif(100 * raked$deviation, 3)} percentage points.",
      i = "Targets that contradict each other{if (all(bounds == c(0, Inf))) '' else
        ', or bounds that are too narrow,'} have no weights. Merge options, or try more
        {.arg max_iterations}."
    )
  )
  cannot <- paste0(
    "The target of option {.val {option}} of {.val {question}}, ", target, " %, cannot be met."
  )
  abort(c(cannot, why), "targets",
    call = call, env = rlang::current_env(), question = question, option = option
  )
}

new_weights <- function(raked, margins, trim) {
  weights <- raked$weights
  trimmed <- 0L
  if (!is.null(trim)) {
    trimmed <- sum(weights < trim[[1]] | weights > trim[[2]])
    if (trimmed > 0) weights <- from_core(core_trim(weights, trim[[1]], trim[[2]]))
  }
  margins <- vec_rbind(!!!unname(lapply(margins, margin_rows, weights = weights)))
  structure(weights,
    iterations = raked$iterations, margins = margins, trimmed = trimmed,
    class = c("tendensen_weights", "numeric")
  )
}

margin_rows <- function(margin, weights) {
  options <- seq_along(margin$codes)
  sums <- vapply(options, function(i) sum(weights[margin$cell == i - 1L]), numeric(1))
  n <- margin$n[options]
  tibble(
    question = margin$question, option = margin$codes, n = n, base = margin$answered,
    unweighted = 100 * n / margin$answered, target = margin$target,
    weighted = 100 * sums / sum(sums)
  )
}

#' @export
summary.tendensen_weights <- function(object, ...) {
  w <- as.double(object)
  margins <- attr(object, "margins")
  effective <- sum(w)^2 / sum(w^2)
  tibble(
    respondents = length(w), questions = length(unique(margins$question)),
    iterations = attr(object, "iterations"),
    deviation = max(abs(margins$weighted - margins$target)),
    lowest = min(w), highest = max(w), trimmed = attr(object, "trimmed"),
    design_effect = length(w) / effective, effective_n = effective
  )
}

#' @export
format.tendensen_weights <- function(x, ...) {
  s <- summary(x)
  c(
    cli::pluralize(
      "{s$respondents} weight{?s}, from {signif(s$lowest, 3)} to {signif(s$highest, 3)}, mean 1"
    ),
    cli::pluralize(
      "Raked to {s$questions} question{?s} in {s$iterations} iteration{?s}; ",
      "largest deviation {signif(s$deviation, 2)} percentage points"
    ),
    if (s$trimmed > 0) cli::pluralize("Trimmed: {s$trimmed} weight{?s}"),
    paste0(
      "Design effect (Kish) ", format(round(s$design_effect, 3)), "; effective n ",
      format(round(s$effective_n, 1))
    )
  )
}

#' @export
print.tendensen_weights <- function(x, ...) {
  cat(paste0("# ", format(x), "\n"), sep = "")
  print(as.double(x), max = 20)
  invisible(x)
}
