#' Median and mean of a number that was asked in classes
#'
#' For a question whose options are classes of a number, such as "from 250 to 750 euro": the options
#' with bounds in the columns `class_from` and `class_to` of the choices sheet. Respondents with
#' another answer ("I do not know") do not count.
#'
#' @section Rules:
#' * **Median**: by interpolation within its class, as if the respondents of a class were spread
#'   evenly over it. A median in an open class is `NA`, with the reason.
#' * **Its interval**: Woodruff's (1952). The ends are the quantiles whose share of respondents
#'   below differs from a half by no more than the sampling error of a half. An end in an open class
#'   is the bound of that class on the safe side: its closed end, or infinity.
#' * **Mean**: of the middles of the classes. An open class counts as wide as its neighbour, though
#'   not below 0; or up to `open_end`, if you know better. The mean hangs on this rule, the median
#'   does not.
#' * **Its interval**: Student's. It has the sampling error only, not that of the middles.
#'
#' Respondents are taken as a simple random sample from a population much larger than it.
#'
#' @param responses Responses; see [respondents()] and [as_responses()].
#' @param question Name of one question whose options are classes.
#' @param by Names of columns to cross; see [tabulate_responses()].
#' @param open_end `NULL`, or the upper end of an open highest class.
#' @param conf_level Level of the intervals, between 0 and 1.
#' @param lang Language of the labels; default: that of the questionnaire.
#' @return A tibble of class `tendensen_classes`, one row a group and item: `question` chr; the `by`
#'   columns; `item` fct and `item_code` chr; `n` int, respondents in the classes; `base` int,
#'   respondents who answered; `median`, `median_low`, `median_high`, `mean`, `mean_low`,
#'   `mean_high` dbl, in the unit of the classes; `reason` chr, why the median is `NA`.
#' @family tables
#' @export
#' @examples
#' suppressWarnings(class_summary(respondents(), "spending"))
class_summary <- function(responses, question, by = NULL, open_end = NULL, conf_level = 0.95,
                          lang = NULL) {
  questionnaire <- responses_questionnaire(responses)
  question_row(questionnaire, question)
  check_probability(conf_level, "conf_level")
  classes <- question_classes(questionnaire, question)
  check_classes(classes, question)
  check_free(by, c(
    "median", "median_low", "median_high", "mean", "mean_low", "mean_high", "reason"
  ))
  table <- answer_table(responses, question, by, lang)
  counted <- table[table$option_code %in% classes$code, ]
  counts <- matrix(as.double(counted$n), nrow(classes))
  rows <- counted[seq(1, by = nrow(classes), length.out = ncol(counts)), ]
  n <- as.integer(colSums(counts))
  check_bases(n, rows, 1, question)
  to <- close_end(classes, open_end)
  warn_synthetic(responses)
  found <- from_core(core_classes(classes$from, to, counts, conf_level))
  found[is.nan(found)] <- NA
  open <- !is.na(found[, 4]) & is.na(found[, 1])
  new_result(
    vec_cbind(
      tibble::as_tibble(rows)[c("question", by_columns(rows), "item", "item_code")],
      tibble(
        n = n, base = rows$base,
        median = found[, 1], median_low = found[, 2], median_high = found[, 3],
        mean = found[, 4], mean_low = found[, 5], mean_high = found[, 6],
        reason = ifelse(open, "The median is in an open class.", NA_character_)
      )
    ),
    "classes",
    base_kind = "answered", conf_level = conf_level, lang = attr(table, "lang"),
    synthetic = is_synthetic(responses)
  )
}

# The options of a question that are classes of a number, in ascending order; an open end is
# infinite.
question_classes <- function(questionnaire, question) {
  options <- list_options(questionnaire, question_row(questionnaire, question)$list)
  bound <- function(column) {
    suppressWarnings(as.numeric(questionnaire$choices[[column]][options$row])) %||%
      rep(NA_real_, nrow(options))
  }
  from <- bound("class_from")
  to <- bound("class_to")
  is_class <- !is.na(from) | !is.na(to)
  from[is.na(from)] <- -Inf
  to[is.na(to)] <- Inf
  classes <- tibble(code = options$code, from = from, to = to)[is_class, ]
  classes[order(classes$from), ]
}

check_classes <- function(classes, question, call = caller_env()) {
  n <- nrow(classes)
  if (n == 0) {
    abort(c(
      "The answers to {.val {question}} are no classes of a number.",
      i = "Classes have bounds in {.field class_from} and {.field class_to} of the choices."
    ), "question", call = call, env = rlang::current_env())
  }
  wrong <- classes$to <= classes$from | c(classes$from[-1] < classes$to[-n], FALSE)
  if (any(wrong)) {
    abort(c(
      "The classes of {.val {question}} must not be empty or overlap.",
      x = "Not so: {.val {classes$code[wrong]}}."
    ), "question", call = call, env = rlang::current_env())
  }
}

close_end <- function(classes, open_end, call = caller_env()) {
  if (is.null(open_end)) return(classes$to)
  last <- nrow(classes)
  if (is.finite(classes$to[last])) {
    abort("{.arg open_end} is for an open highest class; there is none.", "argument",
      call = call, env = rlang::current_env()
    )
  }
  check_number(open_end, "open_end", call = call)
  if (open_end <= classes$from[last]) {
    abort("{.arg open_end} must be above {classes$from[last]}, where the highest class begins.",
      "argument",
      call = call, env = rlang::current_env()
    )
  }
  c(classes$to[-last], open_end)
}
