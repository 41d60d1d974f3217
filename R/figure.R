#' The register of figures
#'
#' @inheritParams questionnaire
#' @param lang Language of the titles.
#' @return A tibble with one row a figure: `figure` int; `title` chr (the wording of its questions);
#'   `question`, `groups`, `editions` chr (several are separated by `;`); `statistic` chr;
#'   `presentation` chr: `table`, or `picture` where the report prints no numbers.
#' @family figures
#' @export
#' @examples
#' figures(2021, lang = "en")
figures <- function(edition = 2021, lang = NULL) {
  data <- edition_data(edition)
  questionnaire <- data$questionnaire
  lang <- lang %||% questionnaire$settings$language
  check_lang(lang, questionnaire)
  register <- data$figures
  titles <- vapply(strsplit(register$question, ";"), function(questions) {
    question_titles(questionnaire, questions, lang)
  }, character(1))
  tibble(
    figure = register$figure, title = titles, question = register$question,
    groups = register$groups, editions = register$editions, statistic = register$statistic,
    presentation = register$presentation
  )
}

#' One figure as a tidy data frame
#'
#' Without `responses`, the numbers as the report prints them. With `responses`, the same rows: those
#' of the responses' own edition computed from them, beside the printed ones; earlier editions, known
#' only as printed, as they are.
#'
#' A figure that the report prints only as a picture has a row for each option that the text names,
#' with `published` `NA` and what the text says in `note`.
#'
#' @param number Number of the figure; see [figures()].
#' @param responses `NULL`, or responses to the questionnaire (also a part of them, such as one
#'   country), or a data frame that [as_responses()] accepts.
#' @inheritParams questionnaire
#' @param lang Language of the labels.
#' @return A tibble of class `tendensen_figure`:
#'   * `figure` int; `question` chr; `group` fct (`business`, `providers`); `edition` int, year;
#'     `period` chr (`2020-03` where the report gives a month, else `NA`);
#'   * `item` fct (row of a grid, else `NA`), `option` fct (labels; nets last), `item_code`,
#'     `option_code` chr;
#'   * `kind` chr: `level` (one option), `net` (several), `chart` (a label in a chart beside a table);
#'   * `n` int, respondents; `base` int, respondents of the group who answered; `NA` for printed rows,
#'     because the report prints no bases;
#'   * `percent` dbl, 0-100, unrounded when computed, and as printed otherwise;
#'   * `published` dbl, as printed, `NA` where nothing was printed;
#'   * `source` chr: `responses` (computed) or `published` (transcribed); `note` chr.
#' @family figures
#' @export
#' @examples
#' figure(3)
#' figure(3, respondents(), lang = "en")
figure <- function(number, responses = NULL, edition = 2021, lang = NULL) {
  data <- edition_data(edition)
  questionnaire <- data$questionnaire
  check_one_of(number, data$figures$figure, "number", "figure")
  lang <- lang %||% questionnaire$settings$language
  check_lang(lang, questionnaire)
  register <- data$figures[data$figures$figure == number, ]
  printed <- printed_rows(data, number)
  rows <- vec_cbind(printed, n = NA_integer_, base = NA_integer_, percent = printed$published,
    source = "published"
  )
  if (!is.null(responses)) {
    responses <- check_responses(responses, questionnaire)
    rows <- compute_rows(rows, responses, data)
  }
  questions <- strsplit(register$question, ";")[[1]]
  wording <- questionnaire$questions$row[match(questions, questionnaire$questions$question)]
  new_result(
    label_rows(rows, questions, data, lang)[c(
      "figure", "question", "group", "edition", "period", "item", "option", "item_code",
      "option_code", "kind", "n", "base", "percent", "published", "source", "note"
    )],
    "figure",
    title = figures(edition, lang)$title[data$figures$figure == number],
    questions = stats::setNames(survey_labels(questionnaire, wording, lang), questions),
    presentation = register$presentation, plot = register[["plot"]], base_kind = "answered", lang = lang,
    edition = questionnaire$settings$edition, group_labels = group_labels(questionnaire, lang),
    synthetic = !is.null(responses) && is_synthetic(responses)
  )
}

# Responses to an edition's questionnaire; a plain data frame is read as such.
check_responses <- function(responses, questionnaire, call = caller_env()) {
  own <- attr(responses, "questionnaire")
  if (is_questionnaire(own)) {
    if (!identical(own$questions$list, questionnaire$questions$list) &&
      identical(own$settings$id, questionnaire$settings$id)) {
      abort(c(
        "{.arg responses} must have the answers of the questionnaire, not recoded ones.",
        i = "Give the responses as they were before {.fun recode_responses}."
      ), "responses", call = call, env = rlang::current_env())
    }
    if (identical(own$settings$id, questionnaire$settings$id)) return(responses)
    abort(c(
      "{.arg responses} must be answers to the questionnaire of this edition.",
      x = "They are answers to {.val {own$settings$id}}, not to {.val {questionnaire$settings$id}}."
    ), "responses", call = call, env = rlang::current_env())
  }
  if (is.data.frame(responses)) return(as_responses(responses, questionnaire))
  abort("{.arg responses} must be responses or a data frame, not {.obj_type_friendly {responses}}.",
    "responses",
    call = call, env = rlang::current_env()
  )
}

# The printed cells of a figure (or of none: NA), keys as codes.
printed_rows <- function(data, number) {
  published <- data$published
  rows <- published[published$figure %in% number & published$unit == "percent", ]
  pictures <- data$pictures[data$pictures$figure %in% number, ]
  vec_rbind(
    printed_keys(rows, rows$period, rows$kind, rows$number),
    printed_keys(pictures, NA_character_, "level", NA_real_)
  )
}

printed_keys <- function(rows, period, kind, published) {
  tibble(
    figure = rows$figure, question = rows$question, group_code = rows$group, edition = rows$year,
    period = period, item_code = rows$item, option_code = rows$option, kind = kind,
    published = published, note = rows$note
  )
}

# Fills in the rows of the responses' own edition.
compute_rows <- function(rows, responses, data) {
  questionnaire <- data$questionnaire
  own <- rows$edition %in% questionnaire$settings$edition & is.na(rows$period)
  for (question in unique(rows$question[own])) {
    counts <- count_question(responses, question, data)
    here <- which(own & rows$question == question)
    key <- function(x) paste(x$group_code, x$item_code, x$option_code, sep = "\r")
    found <- match(key(rows[here, ]), key(counts))
    rows[here, c("n", "base", "percent")] <- counts[found, c("n", "base", "percent")]
    rows$source[here] <- "responses"
  }
  rows
}

# A question's levels and nets, by group and for all, keys as codes.
count_question <- function(responses, question, data) {
  questionnaire <- data$questionnaire
  base <- question_row(questionnaire, question)$base
  group <- questionnaire$settings$group_question
  count <- function(x) {
    by <- if (nzchar(group) && question != group) group
    grouped <- if (!is.null(by)) tabulate_responses(x, question, by = by, base = base)
    whole <- tabulate_responses(x, question, base = base)
    vec_rbind(
      if (!is.null(by)) count_keys(grouped, codes_of(grouped[[by]])),
      count_keys(whole, "all")
    )
  }
  levels <- count(responses)
  if (!question %in% data$recodes$question) return(levels)
  rules <- data$recodes[data$recodes$question == question, ]
  recoded <- recode_question(responses, question, rules)
  # An option that is a net by itself has the same code and the same count.
  vec_rbind(levels, count(recoded))
}

count_keys <- function(table, group_code) {
  tibble(
    group_code = group_code, item_code = table$item_code, option_code = table$option_code,
    n = table$n, base = table$base, percent = table$percent
  )
}

# Adds group, item and option as factors.
label_rows <- function(rows, questions, data, lang) {
  questionnaire <- data$questionnaire
  groups <- group_codes(questionnaire)
  rows$group <- factor(rows$group_code, union(groups, setdiff(rows$group_code, groups)))
  items <- questionnaire$items[questionnaire$items$column %in% rows$item_code, ]
  items$label <- survey_labels(questionnaire, items$row, lang)
  rows$item <- factor(items$label[match(rows$item_code, items$column)], unique(items$label))
  labels <- lapply(questions, function(question) option_names(question, data, lang))
  key <- paste(rows$question, rows$option_code, sep = "\r")
  known <- vec_rbind(!!!labels)
  rows$option <- factor(
    known$label[match(key, paste(known$question, known$code, sep = "\r"))], unique(known$label)
  )
  rows
}

group_codes <- function(questionnaire) {
  group <- questionnaire$settings$group_question
  if (!nzchar(group)) return("all")
  list_options(questionnaire, question_row(questionnaire, group)$list)$code
}

# Labels of the groups, named by code.
group_labels <- function(questionnaire, lang) {
  group <- questionnaire$settings$group_question
  if (!nzchar(group)) return(c(all = ""))
  options <- list_options(questionnaire, question_row(questionnaire, group)$list)
  stats::setNames(choice_sheet_labels(questionnaire, options$row, lang), options$code)
}

# Codes and labels of a question: its options, then its nets.
option_names <- function(question, data, lang) {
  questionnaire <- data$questionnaire
  options <- list_options(questionnaire, question_row(questionnaire, question)$list)
  rules <- data$recodes[data$recodes$question == question, ]
  nets <- rules[!duplicated(rules$to) & !rules$to %in% options$code, ]
  tibble(
    question = question, code = c(options$code, nets$to),
    label = c(choice_sheet_labels(questionnaire, options$row, lang), nets[[lang]])
  )
}
