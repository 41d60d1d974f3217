#' The topline: every question with its numbers
#'
#' The document that polling organisations publish beside a report: each question in its full wording, who
#' was asked, bases, percentages, means, kinds of missing, and what earlier editions printed.
#'
#' @details Options come first, in questionnaire order, then the nets that the edition's recodes make, then
#' the kinds of missing that occur. Questions with numbers have their mean and median (weighted: the
#' smallest number that half of the weights do not exceed, or the middle between it and the next one where
#' that is exactly half); open questions the number of answers. A group that was not asked a question has no
#' rows for it.
#'
#' Numbers that the report of an installed edition printed of earlier years are added, as printed and
#' without a base, where the groups are those of the report: `by` is the group question, or there is none
#' (numbers of all respondents).
#'
#' @section Small cells:
#'   With `min_n`, a question or item whose base in a group is smaller shows its base and nothing else. That
#'   hides one table only: whoever also publishes the total, or other groups that add up to it, lets
#'   the hidden group be had by subtraction. Then hide a second group too, or merge the groups. Small counts
#'   within a large enough base are not hidden.
#'
#' @inheritParams tabulate_responses
#' @param by Names of columns whose groups stand side by side. Default: the groups of a grouped data frame,
#'   else the group question of the questionnaire, else none; `character()`: all respondents together.
#' @param min_n Smallest base that has percentages, a whole number of unweighted respondents.
#' @return A tibble of class `tendensen_topline`, one row a question, item, option, group and edition;
#'   printing it lays it out as text:
#'   * `question` chr; `question_label` chr, the full wording; `type` chr: `single`, `multiple`, `integer`,
#'     `decimal`, `text`;
#'   * `group` fct, label (columns of `by` joined by `/`), `group_code` chr (`all` where there are no groups);
#'   * `edition` int, year; `period` chr (`2020-03`), else `NA`;
#'   * `item`, `option` fct: labels; `item_code`, `option_code` chr; `NA` outside grids, and for
#'     numbers;
#'   * `kind` chr: `level` (one option), `net`, `missing` (`option_code` is its kind), `mean`, `median`,
#'     `text`;
#'   * `n` int, respondents; `base` int, respondents that `percent` is of (for numbers: who gave one); with
#'     weights `n_weighted`, `base_weighted` dbl, and `percent` and `value` are of these;
#'   * `percent` dbl, 0-100, unrounded; `NA` for kinds of missing that the base does not count, and where the
#'     base is 0 or below `min_n`; `value` dbl, the mean or median;
#'   * `source` chr: `responses` (computed) or `published` (as printed);
#'   * `routing` chr, condition under which the question is shown (`NA`: always); `base_kind` chr, as in
#'     [tabulate_responses()]; `note` chr, `suppressed` where `min_n` hides.
#' @family tables
#' @export
#' @examples
#' numbers <- topline(respondents(), lang = "en")
#' numbers[numbers$question == "crisis_effect", ]
topline <- function(responses, lang = NULL, weights = NULL, by = NULL, min_n = 0) {
  questionnaire <- responses_questionnaire(responses)
  settings <- questionnaire$settings
  lang <- lang %||% settings$language
  check_lang(lang, questionnaire)
  check_number(min_n, "min_n", 0, whole = TRUE)
  weights <- check_weights(weights, responses)
  by <- topline_by(responses, by, settings$group_question)
  design <- list(
    by = by, weights = if (length(weights) > 0) weights, lang = lang,
    edition = same_edition(questionnaire),
    printed_groups = if (length(by) == 0) "all" else if (identical(by, settings$group_question)) NULL else "",
    columns = topline_columns(length(weights) > 0)
  )
  asked <- questionnaire$questions$question[questionnaire$questions$type != "note"]
  rows <- vec_rbind(!!!lapply(asked, topline_question, responses, questionnaire, design))
  rows <- hide_small(rows, min_n)
  for (column in c("group", "item", "option")) {
    rows[[column]] <- factor(rows[[column]], unique(stats::na.omit(rows[[column]])))
  }
  new_result(
    rows, "topline",
    title = paste0("Topline. ", topline_name(settings)), lang = lang, synthetic = is_synthetic(responses),
    weighted = length(weights) > 0, min_n = min_n, questionnaire = questionnaire
  )
}

topline_name <- function(settings) {
  paste(c(settings$title, if (!is.na(settings$edition)) settings$edition), collapse = ", ")
}

topline_by <- function(responses, by, group_question) {
  if (!is.null(by)) return(by)
  by <- group_names(responses)
  if (length(by) > 0) return(by)
  if (nzchar(group_question)) group_question else character()
}

topline_columns <- function(weighted) {
  c(
    "question", "question_label", "type", "group", "group_code", "edition", "period", "item", "option",
    "item_code", "option_code", "kind", "n", "base", if (weighted) c("n_weighted", "base_weighted"),
    "percent", "value", "source", "routing", "base_kind", "note"
  )
}

# The installed edition that a questionnaire is of, NULL for none.
same_edition <- function(questionnaire) {
  year <- questionnaire$settings$edition
  if (!year %in% installed_editions()) return(NULL)
  data <- edition_data(year)
  if (identical(data$questionnaire$settings$id, questionnaire$settings$id)) data
}

# All rows of a question, in the order in which they are read.
topline_question <- function(question, responses, questionnaire, design) {
  row <- question_row(questionnaire, question)
  # A question cannot be crossed with itself.
  design$by <- setdiff(design$by, question)
  own <- switch(row$type,
    single = ,
    multiple = count_topline(responses, question, row, design),
    text = answered_topline(responses, row, questionnaire, design),
    number_topline(responses, row, questionnaire, design)
  )
  items <- question_items(questionnaire, question)
  printed <- printed_topline(question, row, design)
  own <- asked_rows(own, NROW(printed) > 0 || nzchar(row$editions))
  own$edition <- rep(questionnaire$settings$edition, nrow(own))
  own$source <- rep("responses", nrow(own))
  rows <- vec_rbind(own, printed)
  codes <- if (row$grid) items$column else NA
  item <- match(rows$item_code, codes)
  order_of <- function(x) match(x, unique(x))
  rows <- rows[order(
    item, match(rows$kind, topline_kinds), order_of(rows$option_code), order_of(rows$group_code),
    -rows$edition, -match(rows$period, sort(unique(rows$period)), 0)
  ), ]
  item <- match(rows$item_code, codes)
  rows$question <- rep(question, nrow(rows))
  rows$question_label <- rep(survey_labels(questionnaire, row$row, design$lang), nrow(rows))
  rows$type <- rep(row$type, nrow(rows))
  rows$item <- rep(NA_character_, nrow(rows))
  if (row$grid) rows$item <- survey_labels(questionnaire, items$row[item], design$lang)
  rows$routing <- na_blank(items$routing[if (row$grid) item else rep(1L, nrow(rows))])
  rows$base_kind <- rep(row$base, nrow(rows))
  rows$note <- rep(NA_character_, nrow(rows))
  rows[design$columns]
}

topline_kinds <- c("level", "net", "chart", "mean", "median", "text", "missing")

# Rows before their labels: codes and numbers. `asked`: was the group asked at all?
topline_rows <- function(groups, item_code, option_code, option, kind, numbers, asked) {
  vec_cbind(
    tibble(
      group = groups$label, group_code = groups$code, period = NA_character_, item_code = item_code,
      option_code = option_code, option = option, kind = kind
    ),
    numbers,
    tibble(asked = asked)
  )
}

# Labels and codes of groups, from their columns.
group_texts <- function(keys, n, lang) {
  if (length(keys) == 0) return(tibble(label = rep(word("all", lang), n), code = rep("all", n)))
  join <- function(text) do.call(paste, c(unname(lapply(keys, text)), sep = " / "))
  tibble(
    label = join(function(x) format_group(x, lang)),
    code = join(function(x) if (is_choice(x)) codes_of(x) else as.character(x))
  )
}

count_topline <- function(responses, question, row, design) {
  table <- function(x) {
    tabulate_responses(x, question,
      by = design$by, weights = design$weights, base = row$base, lang = design$lang, missing = TRUE
    )
  }
  levels <- counted_rows(table(responses), design)
  recodes <- attr(responses, "questionnaire")$recodes
  rules <- recodes[recodes$question %in% question, ]
  if (is.null(recodes) || nrow(rules) == 0) return(levels)
  nets <- counted_rows(table(recode_question(responses, question, rules)), design)
  nets <- nets[nets$kind == "level" & !nets$option_code %in% levels$option_code, ]
  nets$kind <- rep("net", nrow(nets))
  vec_rbind(levels, nets)
}

counted_rows <- function(table, design) {
  # Each item and group has its options, then all kinds of missing.
  kinds <- names(missing_codes())
  n_rows <- length(levels(table$option))
  place <- rep(seq_len(n_rows), length.out = nrow(table))
  missing <- place > n_rows - length(kinds)
  block <- (seq_len(nrow(table)) - 1) %/% n_rows
  here <- table$n > 0 & !(missing & table$option_code %in% c("not_shown", "not_asked"))
  numbers <- intersect(c("n", "base", "n_weighted", "base_weighted", "percent"), names(table))
  topline_rows(
    group_texts(as.list(table)[design$by], nrow(table), design$lang),
    table$item_code, table$option_code,
    ifelse(missing, word(table$option_code, design$lang), as.character(table$option)),
    ifelse(missing, "missing", "level"),
    vec_cbind(tibble::as_tibble(table)[numbers], value = NA_real_),
    block %in% block[here]
  )
}

number_topline <- function(responses, row, questionnaire, design) {
  statistics <- function(x, weights) {
    known <- !is.na(x)
    total <- sum(weights[known])
    mean <- if (total > 0) sum(x[known] * weights[known]) / total else NA_real_
    base <- sum(known)
    tibble(
      base = base, n = c(base, base, sum(!known)), base_weighted = total,
      n_weighted = c(total, total, sum(weights[!known])), percent = NA_real_,
      value = c(mean, weighted_median(x[known], weights[known]), NA)
    )
  }
  described_rows(responses, row, questionnaire, design, statistics,
    kinds = c("mean", "median", "missing"), codes = c(NA, NA, "no_value"),
    options = c(word(c("mean", "median"), design$lang), word("no_value", design$lang))
  )
}

answered_topline <- function(responses, row, questionnaire, design) {
  statistics <- function(x, weights) {
    known <- !is.na(x) & nzchar(trimws(x))
    n <- sum(known)
    total <- sum(weights[known])
    tibble(
      n = n, base = n, n_weighted = total, base_weighted = total,
      percent = NA_real_, value = NA_real_
    )
  }
  described_rows(responses, row, questionnaire, design, statistics,
    kinds = "text", codes = NA, options = word("answers", design$lang)
  )
}

# Statistics of columns that are not counted, a row a kind, by item and group.
described_rows <- function(responses, row, questionnaire, design, statistics, kinds, codes, options) {
  items <- question_items(questionnaire, row$question)$column
  groups <- cross_groups(responses, design$by, design$lang)
  texts <- group_texts(as.list(groups$keys), groups$n, design$lang)
  weights <- design$weights %||% rep(1, nrow(responses))
  rows <- lapply(items, function(item) {
    check_column(responses, item, "responses")
    vec_rbind(!!!lapply(seq_len(groups$n), function(i) {
      here <- groups$index == i - 1L
      numbers <- statistics(responses[[item]][here], weights[here])
      numbers[c("n", "base")] <- lapply(numbers[c("n", "base")], as.integer)
      if (is.null(design$weights)) numbers[c("n_weighted", "base_weighted")] <- NULL
      topline_rows(
        vec_slice(texts, rep(i, length(kinds))), if (row$grid) item else NA_character_,
        as.character(codes), options, kinds, numbers, numbers$base > 0
      )
    }))
  })
  vec_rbind(!!!rows)
}

# The smallest number that half of the weights do not exceed; the middle between it and the next where
# they are exactly half. Without weights that is the median.
weighted_median <- function(x, weights) {
  x <- x[weights > 0]
  weights <- weights[weights > 0]
  if (length(x) == 0) return(NA_real_)
  order <- order(x)
  x <- as.double(x[order])
  below <- cumsum(weights[order])
  half <- sum(weights) / 2
  at <- which(below >= half)[[1]]
  if (below[[at]] == half) (x[[at]] + x[[at + 1]]) / 2 else x[[at]]
}

# Without the groups that were not asked; all of them stay where nobody was and nothing else is known. And
# without the kinds of missing that nobody has.
asked_rows <- function(rows, known) {
  asked <- rows$group_code %in% rows$group_code[rows$asked]
  if (any(asked) || known) rows <- rows[asked, ]
  rows$asked <- NULL
  missing <- rows$kind == "missing"
  key <- paste(rows$item_code, rows$option_code)
  rows[!missing | key %in% key[missing & rows$n > 0], ]
}

# What the report printed of earlier years.
printed_topline <- function(question, row, design) {
  data <- design$edition
  if (is.null(data)) return(NULL)
  settings <- data$questionnaire$settings
  rows <- data$published[data$published$question == question, ]
  own <- rows$year %in% settings$edition & is.na(rows$period)
  groups <- design$printed_groups %||% unique(rows$group)
  rows <- rows[!own & rows$kind != "chart" & rows$unit %in% c("percent", "score") & rows$group %in% groups, ]
  if (nrow(rows) == 0) return(NULL)
  score <- rows$unit == "score"
  names <- if (row$type %in% c("single", "multiple")) option_names(question, data, design$lang)
  options <- list_options(data$questionnaire, row$list)$code
  labels <- c(group_labels(data$questionnaire, design$lang), all = word("all", design$lang))
  rows <- tibble(
    group = unname(named_groups(rows$group, labels)), group_code = rows$group, edition = rows$year,
    period = rows$period, item_code = rows$item, option_code = rows$option,
    option = ifelse(score, word("mean", design$lang), names$label[match(rows$option, names$code)]),
    kind = ifelse(score, "mean", ifelse(rows$option %in% options, "level", "net")),
    percent = ifelse(score, NA_real_, rows$number), value = ifelse(score, rows$number, NA_real_),
    source = rep("published", nrow(rows))
  )
  keys <- c("group_code", "edition", "period", "item_code", "option_code", "kind")
  rows <- rows[!duplicated(rows[keys]), ]
  counts <- c("n", "base")
  rows[counts] <- rep(list(rep(NA_integer_, nrow(rows))), 2)
  if ("n_weighted" %in% design$columns) {
    rows[paste0(counts, "_weighted")] <- rep(list(rep(NA_real_, nrow(rows))), 2)
  }
  rows
}

hide_small <- function(rows, min_n) {
  small <- !is.na(rows$base) & rows$base < min_n
  rows$n[small] <- NA
  rows[small, intersect(c("percent", "value", "n_weighted"), names(rows))] <- NA_real_
  rows$note[small] <- "suppressed"
  rows
}
