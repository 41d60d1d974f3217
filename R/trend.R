#' Is it a trend?
#'
#' One or more questions over the editions: each percentage with the change from the edition before,
#' and what can be said of that change.
#'
#' @section What is known:
#' The evidence of an edition is its respondents, or a printed percentage. Printed as 47 it can be
#' anything from 46.5 up to 47.5. Of how many respondents it is, is known where the edition's sheets
#' give their number (`published.csv`: a `count` of the group question for that year); the question
#' is then taken to be answered by all of them.
#'
#' @section The interval of a change:
#' Newcombe's hybrid score interval for the difference of two independent percentages (Newcombe
#' 1998, method 10), at its widest over all values that print as the two do: it carries the sampling
#' error and the rounding. Both samples are taken as simple random samples from a population much
#' larger than they are. A survey whose respondents chose themselves has other errors too, which no
#' interval shows.
#'
#' @section Verdicts:
#' * `rise`, `fall`: the interval leaves 0 out;
#' * `no detectable change`: it does not; the change can be chance, or too small for this survey
#'   (see [smallest_change()]);
#' * `not testable`: the number of respondents is unknown; or the wording or the options changed,
#'   which interrupts the line;
#' * `NA`: the first edition of the line.
#'
#' Each change is judged by itself. Of twenty changes that are nothing but chance, one is expected
#' to be called a rise or a fall at the level of 0.95.
#'
#' @section Breaks:
#' An edition's folder may have a sheet `breaks.csv` with the columns `question`, `item`, `option`
#' (empty: all), `edition` (the year, or year and month, from which the new form is used), `what`
#' (`wording` or `options`) and `note`.
#'
#' @param question Names of questions.
#' @param responses `NULL` for the percentages as printed; or responses, for those of their own
#'   edition computed from them (earlier editions stay as printed).
#' @inheritParams questionnaire
#' @param group Codes of groups, such as `"business"` or `"all"`; default: every group with an
#'   answer.
#' @param conf_level Level of the intervals, between 0 and 1.
#' @param lang Language of the labels.
#' @return A tibble of class `tendensen_trend`, one row a question, group, item, option, edition and
#'   period (several of a year are rows of their own):
#'   * `question` chr; `group` fct; `item`, `option` fct, `item_code`, `option_code` chr, nets last;
#'   * `edition` int, year; `period` chr (`2020-03`);
#'   * `n` int, respondents with the answer (`NA`: printed); `base` int, respondents who answered
#'     (`NA`: not known); `percent` dbl; `source` chr: `responses` or `published`;
#'   * `change` dbl, points since the row before; `change_low`, `change_high` dbl, its interval;
#'   * `base_needed` dbl: where a base is unknown, how many respondents the change needs to be
#'     detectable, in each edition whose base is unknown; `Inf` where no number would do;
#'   * `verdict`, `reason` chr.
#' @family trends
#' @export
#' @examples
#' trend_table("provider_size", lang = "en")
trend_table <- function(question, responses = NULL, edition = 2021, group = NULL,
                        conf_level = 0.95, lang = NULL) {
  data <- edition_data(edition)
  questionnaire <- data$questionnaire
  lang <- lang %||% questionnaire$settings$language
  check_lang(lang, questionnaire)
  check_all_of(question, questionnaire$questions$question, "question", "question")
  check_probability(conf_level, "conf_level")
  if (!is.null(group)) check_all_of(group, known_groups(questionnaire), "group", "group")
  if (!is.null(responses)) {
    responses <- check_responses(responses, questionnaire)
    warn_synthetic(responses)
  }
  rows <- trend_rows(question, responses, group, data, lang)
  rows <- judge_changes(rows, data$breaks, conf_level)
  rows$base <- ifelse(rows$base > 0, as.integer(rows$base), NA_integer_)
  new_result(
    rows[c(
      "question", "group", "item", "option", "item_code", "option_code", "edition", "period", "n",
      "base", "percent", "source", "change", "change_low", "change_high", "base_needed", "verdict",
      "reason"
    )],
    "trend",
    title = question_titles(questionnaire, question, lang),
    base_kind = "answered", conf_level = conf_level, lang = lang,
    group_labels = group_labels(questionnaire, lang),
    synthetic = !is.null(responses) && is_synthetic(responses)
  )
}

question_titles <- function(questionnaire, questions, lang) {
  rows <- questionnaire$questions$row[match(questions, questionnaire$questions$question)]
  paste(survey_labels(questionnaire, rows, lang), collapse = " / ")
}

known_groups <- function(questionnaire) {
  union(c(group_codes(questionnaire), "all"), questionnaire$settings$other_groups)
}

# The evidence in the order of the lines: question, group, item, option, and then time.
trend_rows <- function(question, responses, group, data, lang, call = caller_env()) {
  rows <- evidence_table(data, question, responses)
  rows <- rows[rows$question %in% question & rows$unit == "percent" & !is.na(rows$option), ]
  whole <- rows$group == "all" & rows$question %in% rows$question[rows$group != "all"]
  rows <- if (is.null(group)) rows[!whole, ] else rows[rows$group %in% group, ]
  silent <- setdiff(question, rows$question)
  if (length(silent) > 0) {
    where <- c(
      "Nothing is printed of it", if (!is.null(responses)) ", and nobody answered",
      if (!is.null(group)) " in this group", "."
    )
    abort(c(
      "There is no percentage of {.val {silent}} in any edition.", i = paste(where, collapse = "")
    ), "question", call = call, env = rlang::current_env())
  }
  names(rows)[match(c("group", "item", "option", "value"), names(rows))] <-
    c("group_code", "item_code", "option_code", "percent")
  rows$when <- ifelse(is.na(rows$period), as.character(rows$edition), rows$period)
  rows$line <- paste(rows$question, rows$group_code, rows$item_code, rows$option_code, sep = "\r")
  # An option that is a net by itself comes twice.
  rows <- rows[!duplicated(rows[c("line", "when")]), ]
  rows <- label_rows(rows, question, data, lang)
  rows[order(match(rows$question, question), rows$group, rows$item, rows$option, rows$when), ]
}

judge_changes <- function(rows, breaks, conf_level) {
  rows[c("change", "change_low", "change_high", "base_needed")] <- NA_real_
  rows[c("verdict", "reason")] <- NA_character_
  later <- which(duplicated(rows$line))
  broken <- vapply(later, function(i) break_between(rows[i - 1, ], rows[i, ], breaks), character(1))
  rows$verdict[later] <- "not testable"
  rows$reason[later] <- broken
  at <- later[is.na(broken)]
  if (length(at) == 0) return(rows)
  shares <- function(i) cbind(rows$low[i], rows$high[i], rows$closed[i], rows$base[i])
  judged <- core_change(shares(at - 1), shares(at), conf_level)
  rows$change[at] <- rows$percent[at] - rows$percent[at - 1]
  rows$change_low[at] <- judged$low
  rows$change_high[at] <- judged$high
  rows$base_needed[at] <- judged$needed
  rows$verdict[at] <- judged$verdict
  rows$reason[at] <- vapply(seq_along(at), function(k) {
    change_reason(rows[at[k] - 1, ], rows[at[k], ], lapply(judged, `[[`, k), conf_level)
  }, character(1))
  rows
}

change_reason <- function(before, after, judged, conf_level) {
  size <- points(abs(after$percent - before$percent))
  numbers <- paste0(
    "From ", points(before$percent), " in ", before$when, " to ", points(after$percent), " in ",
    after$when, " is ", size, if (size == "1") " point" else " points"
  )
  open <- if (judged$sign_open) " Rounding alone leaves open whether it rose or fell."
  if (judged$verdict != "not testable") {
    return(paste0(
      numbers, "; sampling error and rounding allow ", points(judged$low), " to ",
      points(judged$high), " (", 100 * conf_level, "%).", open
    ))
  }
  unknown <- c(before$when, after$when)[c(before$base, after$base) == 0]
  known <- c(before$base, after$base)[c(before$base, after$base) > 0]
  paste0(
    numbers, ". The number of respondents of ", paste(unknown, collapse = " and "),
    " is not known.", open,
    if (is.finite(judged$needed)) {
      paste0(
        " The change would be detectable with ", format(judged$needed, scientific = FALSE),
        " or more respondents", if (length(unknown) == 2) " in each", "."
      )
    } else if (!judged$sign_open) {
      paste0(
        " No number would make the change detectable",
        if (length(known) > 0) paste0(" beside the ", known, " of the other edition"), "."
      )
    }
  )
}

#' What could the survey see?
#'
#' The smallest change between two editions that would most likely be detected.
#'
#' Normal approximation for two independent simple random samples and a two-sided test (Fleiss 1981,
#' chapter 3, without correction for continuity), as [stats::power.prop.test()] has it for samples
#' of equal size. For percentages close to 0 or 100 of small samples it is a rough guide.
#'
#' @param n1,n2 Respondents in the earlier and in the later edition, at least 1. Vectors are
#'   recycled.
#' @param percent The percentage in the earlier edition, 0 to 100.
#' @param conf_level Level of the interval that must leave 0 out, between 0 and 1.
#' @param power Probability of detecting the change, between 0 and 1.
#' @return A tibble: `n1`, `n2`, `percent` as given; `rise` and `fall` dbl, points up and down:
#'   positive, `NA` where not even a change to 100, or to 0, would be detected so.
#' @family trends
#' @export
#' @examples
#' smallest_change(173, 173, c(5, 20, 50))
smallest_change <- function(n1, n2, percent, conf_level = 0.95, power = 0.8) {
  check_numbers(n1, "n1", 1, Inf)
  check_numbers(n2, "n2", 1, Inf)
  check_numbers(percent, "percent", 0, 100)
  check_probability(conf_level, "conf_level")
  check_probability(power, "power")
  if (power <= (1 - conf_level) / 2) {
    abort("{.arg power} must exceed the probability of detecting what is not there.", "argument")
  }
  sizes <- c(length(n1), length(n2), length(percent))
  if (!all(sizes %in% c(1, max(sizes)))) {
    abort("{.arg n1}, {.arg n2} and {.arg percent} must have one length, or length 1.", "argument")
  }
  given <- vec_recycle_common(
    n1 = as.double(n1), n2 = as.double(n2), percent = as.double(percent)
  )
  found <- core_smallest_change(given$percent, given$n1, given$n2, conf_level, power)
  tibble(!!!given, rise = found[, 1], fall = found[, 2])
}

check_numbers <- function(x, arg, low, high, call = caller_env()) {
  if (!is.numeric(x) || length(x) == 0) {
    abort("{.arg {arg}} must be numbers, not {.obj_type_friendly {x}}.", "argument",
      call = call, env = rlang::current_env()
    )
  }
  wrong <- which(!is.finite(x) | x < low | x > high)
  if (length(wrong) == 0) return(invisible(x))
  range <- if (is.finite(high)) paste("between", low, "and", high) else paste("at least", low)
  rule <- paste0("{.arg {arg}} must be ", range, ".")
  wrong <- utils::head(wrong, 5)
  abort(c(
    rule,
    x = "Invalid at {cli::qty(length(wrong))}location{?s} {wrong}: {.val {x[wrong]}}."
  ), "argument", call = call, env = rlang::current_env())
}

# Breaks ---------------------------------------------------------------------------------------

break_columns <- c("question", "item", "option", "edition", "what", "note")

type_breaks <- function(sheet) {
  sheet$item <- na_blank(sheet$item)
  sheet$option <- na_blank(sheet$option)
  sheet
}

check_breaks <- function(edition, folder, call) {
  breaks <- edition$breaks
  for (i in seq_len(nrow(breaks))) {
    one <- breaks[i, ]
    options <- if (is.na(one$option)) character() else one$option
    reference <- list(
      question = one$question, item = one$item, options = options, group = "all"
    )
    fault <- cell_fault(reference, edition, TRUE)
    dated <- grepl("^[0-9]{4}(-[0-9]{2})?$", one$edition)
    if (!dated) fault <- "the edition must be a year such as 2021, or a month such as 2021-06."
    if (!one$what %in% c("wording", "options")) fault <- "`what` must be wording or options."
    if (!is.null(fault)) {
      abort(c(
        "{.path {file.path(folder, 'breaks.csv')}}: {fault}",
        x = "Row {i + 1}: {.val {one$question}}."
      ), "edition", call = call, env = rlang::current_env())
    }
  }
}

# Why a line is interrupted between two of its points; NA where it is not.
break_between <- function(before, after, breaks) {
  here <- breaks$question == after$question &
    (is.na(breaks$item) | breaks$item %in% after$item_code) &
    (is.na(breaks$option) | breaks$option %in% after$option_code) &
    before$when < breaks$edition & breaks$edition <= after$when
  row <- which(here)[1]
  if (is.na(row)) return(NA_character_)
  paste0(
    c(wording = "The wording", options = "The options")[[breaks$what[row]]],
    " changed between ", before$when, " and ", after$when, ": ", breaks$note[row]
  )
}
