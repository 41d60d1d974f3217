#' Plot a table, the claims or an audit
#'
#' * A table of [tabulate_responses()]: bars, groups side by side; of a grid, a stacked bar an item,
#'   around a zero line if `left` says where the scale turns. The first column in `by` gives the colours
#'   (of six values at most), the others a panel each.
#' * Claims: how many of each conclusion hold, are contradicted, or cannot be tested.
#' * An audit: how many findings each rule has, and how severe they are.
#'
#' @inheritParams autoplot.tendensen_figure
#' @param object,x A result; see [tabulate_responses()], [conclusions()], [audit_edition()].
#' @param intervals `TRUE` adds the table's own intervals. Not for a grid.
#' @param left How many options of a grid's scale, from the first, stand left of a zero line. `NULL`
#'   (default): no such line.
#' @param neutral With `left`: 1 if the option after those stands on the line, else 0.
#' @param title Title; default: the wording of the question, where the result has it, or its name.
#' @param lang Language of the words around the labels.
#' @return `autoplot()`: a ggplot with alt text (see [alt_text()]). `plot()` draws it and returns `x`,
#'   invisibly.
#' @family plots
#' @rawNamespace S3method(ggplot2::autoplot, tendensen_table)
#' @rdname plot-result
#' @examplesIf rlang::is_installed("ggplot2")
#' plot(tabulate_responses(respondents(), "crisis_effect", by = "group", lang = "en"))
#' statements <- tabulate_responses(respondents(), "government_statements", by = "group", lang = "en")
#' plot(statements, left = 2)
#' plot(conclusions(lang = "en"))
#' plot(audit_edition())
autoplot.tendensen_table <- function(object, order = "questionnaire", intervals = FALSE, left = NULL,
                                     neutral = 0, title = NULL, width = NULL, height = NULL, ...) {
  check_drawn(object, setdiff(table_columns, c("n_weighted", "base_weighted")))
  check_one_of(order, c("questionnaire", "value"), "order", "argument")
  check_flag(intervals, "intervals")
  room <- plot_room(width, height, attr(object, "lang"))
  rows <- drawn_table(object)
  grid <- any(!is.na(rows$item))
  check_number(neutral, "neutral", 0, 1, whole = TRUE)
  if (!is.null(left)) {
    check_number(left, "left", 1, max(1, nlevels(rows$option) - neutral - 1), whole = TRUE)
  }
  frame <- plot_frame(
    result_title(object, title), table_caption(object, intervals && !grid), room
  )
  plot <- if (grid && stackable(rows)) {
    plot_grid_table(rows, if (!is.null(left)) c(left, neutral), order, frame, room)
  } else {
    plot_bar_table(rows, order, intervals, frame, room)
  }
  add_frame(plot, frame, alt_text(object))
}

# The rows with a percentage; `series` and `panel` are labels of the groups.
drawn_table <- function(table) {
  lang <- attr(table, "lang")
  rows <- tibble::as_tibble(table)
  by <- setdiff(names(rows), table_columns)
  rows$label <- percent_labels(rows, lang)
  rows[c("low", "high")] <- rows[c("conf_low", "conf_high")]
  rows <- add_groups(rows, by, lang)
  rows <- rows[!is.na(rows$percent), ]
  rows$series <- droplevels(rows$series)
  rows$panel <- droplevels(rows$panel)
  rows$option <- droplevels(rows$option)
  rows
}

# The first column of groups (of six at most) as `series`, with its codes in `group`; the others as `panel`.
add_groups <- function(rows, by, lang) {
  names <- lapply(rows[by], group_factor, lang)
  first <- if (length(by) > 0 && nlevels(names[[1]]) <= 6) names[[1]]
  rows$series <- first %||% factor(rep("", nrow(rows)))
  others <- unname(if (is.null(first)) names else names[-1])
  rows$panel <- if (length(others) == 0) {
    factor(rep("", nrow(rows)))
  } else {
    interaction(others, sep = ", ", lex.order = TRUE, drop = TRUE)
  }
  codes <- if (is.null(first)) "" else group_codes_of(rows[[by[1]]], first)
  rows$group <- codes[as.integer(rows$series)]
  rows
}

# A column of groups as a factor of labels, in its own order.
group_factor <- function(x, lang) {
  text <- if (is_choice(x)) choice_text(x, choice_labels(x)) else as.character(x)
  known <- if (is_single_choice(x)) choice_labels(x) else if (is.factor(x)) levels(x) else sort(unique(x))
  text[is.na(text)] <- words("no_answer", lang)
  factor(text, unique(c(as.character(known), text)))
}

# Codes beside the labels, for their colours.
group_codes_of <- function(x, labels) {
  code <- if (is_single_choice(x)) codes_of(x) else as.character(x)
  code[match(levels(labels), as.character(labels))]
}

table_fills <- function(rows) {
  keys <- rows[!duplicated(rows$series), c("series", "group")]
  keys <- keys[order(keys$series), ]
  stats::setNames(series_colours(keys$group), as.character(keys$series))
}

# Do the options of each item exclude each other?
stackable <- function(rows) {
  sums <- tapply(rows$percent, interaction(rows$item, rows$series, rows$panel, drop = TRUE), sum)
  all(sums < 100.001)
}

plot_bar_table <- function(rows, order, intervals, frame, room) {
  options <- levels(rows$option)
  if (order == "value") options <- by_value(options, rows$option, rows$percent)
  rows$y <- factor(rows$option, options)
  across <- nlevels(rows$panel) %in% 2:3
  if (any(!is.na(rows$item))) {
    across <- FALSE
    rows$panel <- item_panels(rows)
  }
  draw_bars(rows, table_fills(rows), frame, room, across, intervals)
}

item_panels <- function(rows) {
  if (nlevels(rows$panel) == 1) return(droplevels(rows$item))
  interaction(rows$item, rows$panel, sep = ", ", lex.order = TRUE, drop = TRUE)
}

plot_grid_table <- function(rows, turn, order, frame, room) {
  items <- levels(droplevels(rows$item))
  last <- rows$option == utils::tail(levels(rows$option), 1)
  if (order == "value") items <- by_value(items, rows$item[last], rows$percent[last])
  rows$y <- factor(rows$item, items)
  one <- nlevels(rows$series) == 1
  rows$panel <- if (one) {
    rows$panel
  } else if (nlevels(rows$panel) == 1) {
    rows$series
  } else {
    interaction(rows$series, rows$panel, sep = ", ", lex.order = TRUE, drop = TRUE)
  }
  fills <- stats::setNames(option_colours(nlevels(rows$option), turn), levels(rows$option))
  rows$series <- rows$option
  draw_stacked(rows, fills, frame, room, turn)
}

# The wording of the question where a result carries it, else its name.
result_title <- function(x, title = NULL) {
  title %||% attr(x, "title") %||% paste(unique(x$question), collapse = " / ")
}

table_caption <- function(table, intervals = FALSE) {
  lang <- attr(table, "lang")
  rows <- drawn_table(table)
  sentences(
    base_sentence(rows, table), words("responses", lang),
    if (intervals) interval_sentence(!all(is.na(rows$low)), attr(table, "conf_level"), lang),
    if (isTRUE(attr(table, "synthetic"))) words("synthetic", lang)
  )
}

# The bases of drawn rows, by series where there are several.
base_sentence <- function(rows, result) {
  lang <- attr(result, "lang")
  bases <- if (nlevels(rows$series) > 1) {
    bases <- tapply(rows$base, rows$series, base_text, lang)
    paste(names(bases), bases, collapse = ", ")
  } else if (nrow(rows) > 0) {
    base_text(rows$base, lang)
  }
  kind <- words(attr(result, "base_kind"), lang)
  weighted <- if (isTRUE(attr(result, "weighted"))) words("weighted", lang)
  words("base", lang, paste(c(bases, kind, weighted), collapse = ", "))
}

#' @rawNamespace S3method(ggplot2::autoplot, tendensen_claims)
#' @rdname plot-result
autoplot.tendensen_claims <- function(object, title = NULL, width = NULL, height = NULL, ...) {
  check_drawn(object, claims_shown)
  lang <- attr(object, "lang")
  room <- plot_room(width, height, lang)
  titles <- attr(object, "titles")
  number <- as.character(object$conclusion)
  name <- function(code) paste0(code, ". ", titles[code])
  frame <- plot_frame(title %||% words("claims_title", lang), claims_caption(object), room)
  plot <- draw_counts(
    factor(name(number), name(intersect(names(titles), number))), object$verdict,
    c(holds = scale_ends[[3]], contradicted = scale_ends[[1]], `not testable` = scale_ends[[2]]),
    lang, frame, room
  )
  add_frame(plot, frame, alt_text(object))
}

claims_caption <- function(claims) {
  lang <- attr(claims, "lang")
  synthetic <- isTRUE(attr(claims, "synthetic"))
  sentences(
    number_of("claim", nrow(claims), lang), if (synthetic) words("synthetic", lang)
  )
}

#' @rawNamespace S3method(ggplot2::autoplot, tendensen_audit)
#' @rdname plot-result
autoplot.tendensen_audit <- function(object, lang = "en", title = NULL, width = NULL, height = NULL, ...) {
  check_drawn(object, c(audit_shown, "rule"))
  room <- plot_room(width, height, lang)
  frame <- plot_frame(
    title %||% words("audit_title", lang),
    sentences(number_of("finding", nrow(object), lang)), room
  )
  counts <- sort(table(object$rule), decreasing = TRUE)
  plot <- draw_counts(
    factor(rule_words(object$rule, lang), rule_words(names(counts), lang)), object$severity,
    c(proven = "#8C2D04", conditional = "#E08E45", note = scale_ends[[2]]), lang, frame, room
  )
  add_frame(plot, frame, alt_text(object, lang))
}

rule_words <- function(rules, lang) words_or_code(ifelse(rules == "claim", "claim_rule", rules), lang)

# Bars of counts by a kind, such as a verdict.
draw_counts <- function(y, kind, fills, lang, frame, room) {
  counts <- as.data.frame(table(y = y, kind = factor(kind, names(fills))), stringsAsFactors = FALSE)
  rows <- tibble(
    y = factor(counts$y, levels(y)), series = factor(words(counts$kind, lang), words(names(fills), lang)),
    percent = counts$Freq, label = format_number(counts$Freq, lang), panel = factor("")
  )
  rows <- rows[rows$percent > 0, ]
  names(fills) <- words(names(fills), lang)
  draw_stacked(rows, fills, frame, room)
}
