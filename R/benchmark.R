#' One organisation against its peers
#'
#' Holds the answers of one organisation against those of the respondents in its group, its sector
#' or its size class: how many answered the same, where it stands on an ordered scale, and which of
#' its picks are at the field's top.
#'
#' A class of peers with fewer than `min_n` respondents is not shown, and neither is a question that
#' fewer than `min_n` of them answered: the row stays, with the reason, and no number. If the
#' organisation is itself one of the respondents, leave its row out of `responses` first.
#'
#' An ordered scale is a question with `yes` in the column `ordered` of the survey sheet, or with
#' classes of a number (see [class_summary()]), whose other options then have no place.
#'
#' @param answers The answers of one organisation: a list named after questions (for a grid, after
#'   its items), with codes or labels; several for multiple choice. Or responses with one row.
#' @param responses Responses; see [respondents()] and [as_responses()].
#' @param by Names of columns that make classes of peers, each by itself: those of the
#'   organisation's own class are its peers. It must have answered them. Default: the group
#'   question, where it is answered; else all respondents are peers.
#' @param min_n The smallest class that is shown, 2 or more.
#' @param lang Language of the labels; default: that of the questionnaire.
#' @return A tibble of class `tendensen_benchmark`, one row a class of peers and an answer (multiple
#'   choice: each pick):
#'   * `peers` chr, the column of the class (`NA`: all respondents); `class` chr, its label;
#'   * `question` chr; `item`, `option` fct, `item_code`, `option_code` chr: the organisation's
#'     answer;
#'   * `n` int, peers with the same answer; `base` int, peers who answered; `percent` dbl;
#'   * `position` dbl, 0 to 100, on an ordered scale: the percentage of peers below it, and half of
#'     those who answered the same; 50 is the middle;
#'   * `rank` int: the place of the answer among the peers', 1 for the most; equal ones share the
#'     better place;
#'   * `in_top` lgl, for multiple choice: is the pick one of the first k of the peers, k being the
#'     number of the organisation's picks; `in_common` int, how many of its picks are;
#'   * `reason` chr: why there is no number.
#' @family benchmark
#' @export
#' @examples
#' own <- list(
#'   group = "business", sector = "finance", org_size = "1000_4999", spending = "250_750",
#'   agenda = c("fit_strategy", "use_technology", "compliance")
#' )
#' suppressWarnings(benchmark(own, respondents(), by = c("group", "sector"), lang = "en"))
benchmark <- function(answers, responses, by = NULL, min_n = 10, lang = NULL) {
  questionnaire <- responses_questionnaire(responses)
  lang <- lang %||% questionnaire$settings$language
  check_lang(lang, questionnaire)
  check_number(min_n, "min_n", 2, whole = TRUE)
  own <- read_own_answers(answers, questionnaire)
  by <- by %||% intersect(questionnaire$settings$group_question, answered_columns(own))
  classes <- lapply(by, peer_class, own, responses, lang)
  if (length(by) == 0) {
    everyone <- rep(TRUE, nrow(responses))
    classes <- list(list(by = NA_character_, label = NA_character_, rows = everyone))
  }
  items <- questionnaire$items[questionnaire$items$column %in% answered_columns(own), ]
  items <- items[!items$column %in% by, ]
  types <- questionnaire$questions$type[match(items$question, questionnaire$questions$question)]
  items <- items[types %in% c("single", "multiple"), ]
  if (nrow(items) == 0) {
    abort("{.arg answers} must have an answer to compare, beside those in {.arg by}.", "answers")
  }
  warn_synthetic(responses)
  rows <- lapply(classes, function(class) {
    peers <- responses[class$rows, ]
    compared <- lapply(seq_len(nrow(items)), function(i) {
      compare_item(items[i, ], own, peers, min_n, lang)
    })
    vec_cbind(peers = class$by, class = class$label, bind_tables(compared))
  })
  new_result(
    bind_tables(rows), "benchmark",
    base_kind = "answered", min_n = min_n, lang = lang, synthetic = is_synthetic(responses)
  )
}

# One row of responses.
read_own_answers <- function(answers, questionnaire, call = caller_env()) {
  if (is.data.frame(answers)) {
    if (nrow(answers) != 1) {
      abort("{.arg answers} must be those of one organisation: one row, not {nrow(answers)}.",
        "answers",
        call = call, env = rlang::current_env()
      )
    }
    columns <- answers
  } else {
    if (!is.list(answers) || !rlang::is_named(answers) || anyDuplicated(names(answers))) {
      abort(c(
        "{.arg answers} must be a list named after questions, each once, or one row of responses.",
        x = "You gave {.obj_type_friendly {answers}}."
      ), "answers", call = call, env = rlang::current_env())
    }
    answers <- answers[lengths(answers) > 0]
    columns <- tibble(!!!lapply(answers, function(x) if (length(x) == 1) x else list(x)), .rows = 1)
  }
  own <- as_responses(columns, questionnaire)
  faults <- problems(own)
  faults <- faults[!faults$rule %in% c("column_absent", "answered_not_shown", "unknown_column") |
    (faults$rule == "unknown_column" & !is.data.frame(answers)), ]
  if (nrow(faults) > 0) {
    shown <- paste0(faults$column, ": ", faults$value, " (", faults$expected, ")")
    abort(c(
      "{.arg answers} must fit the questionnaire.", rlang::set_names(shown, rep("x", length(shown)))
    ), "answers", call = call, env = rlang::new_environment(list(answers = answers)))
  }
  own
}

answered_columns <- function(own) {
  columns <- names(own)[vapply(own, function(x) is_choice(x) && !is.na(x), logical(1))]
  columns[!grepl("[.][.]2$", columns)]
}

# The respondents with the organisation's own value of a column.
peer_class <- function(by, own, responses, lang, call = caller_env()) {
  check_column(responses, by, "by", call)
  if (is.null(own[[by]]) || is.na(own[[by]])) {
    abort(c(
      "{.arg answers} must have the organisation's own {.val {by}} to find its peers.",
      i = "Add it to {.arg answers}, or leave it out of {.arg by}."
    ), "answers", call = call, env = rlang::current_env())
  }
  value <- own[[by]]
  label <- if (is_choice(value)) format(set_choice_language(value, lang)) else format(value)
  list(by = by, label = label, rows = !is.na(responses[[by]]) & vec_in(responses[[by]], value))
}

compare_item <- function(item, own, peers, min_n, lang) {
  questionnaire <- attr(own, "questionnaire")
  row <- question_row(questionnaire, item$question)
  table <- tabulate_responses(peers, item$question, by = character(), lang = lang)
  table <- table[is.na(table$item_code) | table$item_code == item$column, ]
  picked <- table$option_code %in% picked_codes(own, item$column, row, questionnaire)
  columns <- c("question", "item", "option", "item_code", "option_code", "n", "base", "percent")
  table$rank <- rank_of(table$n)
  shown <- tibble::as_tibble(table)[picked, c(columns, "rank")]
  few <- nrow(peers) < min_n || table$base[1] < min_n
  numbers <- c("n", "base", "percent", "rank")
  if (few) shown[numbers] <- list(NA_integer_, NA_integer_, NA_real_, NA_integer_)
  multiple <- row$type == "multiple"
  in_top <- if (multiple && !few) shown$rank <= sum(picked) else rep(NA, nrow(shown))
  vec_cbind(
    shown[setdiff(names(shown), "rank")],
    position = if (few || multiple) NA_real_ else scale_position(table, picked, row, questionnaire),
    rank = shown$rank, in_top = in_top,
    in_common = if (multiple && !few) sum(in_top) else NA_integer_,
    reason = if (few) paste("Fewer than", min_n, "peers answered.") else NA_character_
  )
}

# 1 for the most; equal ones share the better place.
rank_of <- function(n) as.integer(rank(-n, ties.method = "min"))

picked_codes <- function(own, column, row, questionnaire) {
  if (row$type == "single") return(codes_of(own[[column]]))
  columns <- bit_columns(column, nrow(list_options(questionnaire, row$list)))
  unlist(lapply(columns, function(name) choice_codes(own[[name]])[ticks(own[[name]])[1, ]]))
}

# Percentage of peers below the answer and half of those at it; NA without an order.
scale_position <- function(table, picked, row, questionnaire) {
  classes <- question_classes(questionnaire, row$question)
  ordered <- questionnaire$survey[["ordered"]][row$row] %in% "yes"
  if (nrow(classes) == 0 && !ordered) return(NA_real_)
  scale <- if (nrow(classes) > 0) classes$code else table$option_code
  n <- table$n[match(scale, table$option_code)]
  at <- match(table$option_code[picked], scale)
  if (is.na(at) || sum(n) == 0) return(NA_real_)
  100 * (sum(n[seq_len(at - 1)]) + n[at] / 2) / sum(n)
}
