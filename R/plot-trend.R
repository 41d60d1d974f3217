# Plots, alt text and tables of trends, ranks, comparisons of groups and benchmarks.

#' Plot a trend, ranks, a comparison or a benchmark
#'
#' * A trend: a panel an option, a line a group; options that one edition alone has are left out. The
#'   band is what prints as the printed numbers do, the upright lines are Wilson intervals where the base
#'   is known. A change that is a rise or a fall is drawn bold, one that is not detectable thin, one that
#'   cannot be tested dotted; where wording or options changed, the line is interrupted.
#' * Ranks: a dot an option, with the set of ranks that it may have.
#' * A comparison of groups: the difference of each answer with its interval; filled where significant.
#' * A benchmark: how many peers gave the organisation's own answer.
#'
#' @inheritParams autoplot.tendensen_table
#' @param object A result of `trend_table()`, `rank_options()`, `compare_groups()` or `benchmark()`.
#' @return A ggplot with alt text (see [alt_text()]).
#' @family plots
#' @rawNamespace S3method(ggplot2::autoplot, tendensen_trend)
#' @rdname plot-trend
#' @examplesIf rlang::is_installed("ggplot2")
#' plot(trend_table("crisis_effect", lang = "en"))
#' plot(compare_groups(respondents(), "agenda", by = "group", lang = "en"))
autoplot.tendensen_trend <- function(object, title = NULL, width = NULL, height = NULL, ...) {
  check_drawn(object, trend_columns)
  lang <- attr(object, "lang")
  room <- plot_room(width, height, lang)
  rows <- lines_only(drawn_trend(object))
  frame <- plot_frame(result_title(object, title), trend_caption(object), room)
  fills <- table_fills(rows)
  n <- nlevels(rows$panel)
  columns <- min(n, if (room$width < 5) 1 + (n > 4) else ceiling(sqrt(n)))
  levels(rows$panel) <- wrap_to(
    levels(rows$panel), room$width / columns - 0.5, min(room$size - 1, 7 + 2 * (n <= 6)), 0.56
  )
  segments <- rows[!is.na(rows$before), ]
  keys <- fit_legend(names(fills), room)
  plot <- ggplot2::ggplot(rows, ggplot2::aes(.data$x, .data$percent, colour = .data$series)) +
    ggplot2::geom_ribbon(
      ggplot2::aes(ymin = .data$low, ymax = .data$high, fill = .data$series, group = .data$part),
      alpha = 0.25, colour = NA
    ) +
    ggplot2::geom_segment(
      ggplot2::aes(
        x = .data$before, y = .data$percent_before, xend = .data$x, yend = .data$percent,
        linetype = .data$sure, linewidth = .data$bold
      ),
      data = segments
    ) +
    ggplot2::geom_linerange(
      ggplot2::aes(ymin = .data$conf_low, ymax = .data$conf_high),
      linewidth = 0.5, na.rm = TRUE
    ) +
    ggplot2::geom_point(size = 1.5) +
    ggplot2::geom_text(
      ggplot2::aes(y = .data$label_at, label = .data$label, vjust = .data$vjust),
      size = (room$size - 3) / ggplot2::.pt, colour = "grey15", show.legend = FALSE
    ) +
    ggplot2::scale_colour_manual(
      values = fills, aesthetics = c("colour", "fill"),
      guide = if (length(fills) > 1) ggplot2::guide_legend(ncol = keys$columns) else "none"
    ) +
    ggplot2::scale_linetype_manual(values = c(`TRUE` = "solid", `FALSE` = "dotted"), guide = "none") +
    ggplot2::scale_linewidth_manual(values = c(`TRUE` = 1.1, `FALSE` = 0.5), guide = "none") +
    ggplot2::scale_x_continuous(
      breaks = time_breaks(rows, columns, room), labels = function(x) format(floor(x)),
      expand = ggplot2::expansion(mult = 0.12)
    ) +
    ggplot2::scale_y_continuous(
      limits = c(0, NA), labels = function(x) format_percent(x, lang),
      expand = ggplot2::expansion(mult = c(0.08, 0.15))
    ) +
    ggplot2::facet_wrap(ggplot2::vars(.data$panel), ncol = columns) +
    theme_tendensen(room$size) +
    ggplot2::theme(
      panel.grid.major.y = ggplot2::element_line(linewidth = 0.2, colour = "grey90"),
      panel.grid.major.x = ggplot2::element_blank(),
      strip.text = ggplot2::element_text(size = min(room$size - 1, 7 + 2 * (n <= 6)))
    )
  add_frame(plot, frame, alt_text(object))
}

trend_columns <- c(
  "question", "group", "item", "option", "edition", "period", "n", "base", "percent", "source", "change",
  "change_low", "change_high", "verdict"
)

# A row a point, with the point before it on its line, and what the band and the lines are.
drawn_trend <- function(trend) {
  lang <- attr(trend, "lang")
  rows <- tibble::as_tibble(trend)
  groups <- attr(trend, "group_labels")
  code <- as.character(rows$group)
  name <- ifelse(code %in% names(groups), groups[code], words_or_code(code, lang))
  rows$series <- factor(name, unique(name[order(rows$group)]))
  rows$group <- code
  several <- length(unique(rows$question)) > 1
  panel <- join_parts(if (several) rows$question, as.character(rows$item), as.character(rows$option))
  rows$panel <- factor(panel, unique(panel))
  month <- suppressWarnings(as.numeric(substr(rows$period, 6, 7)))
  rows$x <- rows$edition + ifelse(is.na(month), 0, (month - 1) / 12)
  rows$line <- paste(rows$panel, rows$series, sep = "\r")
  rows <- rows[order(rows$panel, rows$series, rows$x), ]
  follows <- duplicated(rows$line)
  joined <- follows & !is.na(rows$change)
  previous <- function(x) ifelse(joined, c(NA, utils::head(x, -1)), NA)
  rows$before <- previous(rows$x)
  rows$percent_before <- previous(rows$percent)
  rows$part <- cumsum(!joined)
  rows$sure <- !rows$verdict %in% "not testable"
  rows$bold <- rows$verdict %in% c("rise", "fall")
  half <- ifelse(rows$source == "published", 0.5 / 10^decimals(rows$percent), 0)
  rows$low <- pmax(0, rows$percent - half)
  rows$high <- pmin(100, rows$percent + half)
  known <- !is.na(rows$base) & rows$base > 0
  base <- ifelse(known, rows$base, NA)
  bounds <- percent_interval(rows$percent / 100 * base, base, attr(trend, "conf_level"))
  rows[c("conf_low", "conf_high")] <- bounds
  rows$label <- percent_labels(rows, lang)
  # The highest of several numbers above each other stands above its point, the others below.
  top <- stats::ave(rows$percent, rows$panel, rows$x, FUN = function(x) rank(-x, ties.method = "first"))
  rows$vjust <- ifelse(top == 1, -0.6, 1.6)
  rows$label_at <- ifelse(
    top == 1, pmax(rows$percent, rows$conf_high, na.rm = TRUE),
    pmin(rows$percent, rows$conf_low, na.rm = TRUE)
  )
  rows
}

# Where some options have several points, those with one are left out.
lines_only <- function(rows) {
  several <- rows$line %in% rows$line[duplicated(rows$line)]
  if (any(several)) rows <- rows[several, ]
  rows$panel <- droplevels(rows$panel)
  rows
}

decimals <- function(x) {
  ifelse(x == round(x), 0, ifelse(abs(10 * x - round(10 * x)) < 1e-9, 1, 2))
}

# Texts joined by commas; NA and NULL are left out.
join_parts <- function(...) {
  apply(cbind(...), 1, function(parts) paste(parts[!is.na(parts)], collapse = ", "))
}

time_breaks <- function(rows, columns, room) {
  years <- sort(unique(rows$edition))
  fits <- max(2, floor((room$width / columns - 0.4) / (0.05 * room$size)))
  years[unique(round(seq(1, length(years), length.out = min(fits, length(years)))))]
}

trend_caption <- function(trend) {
  lang <- attr(trend, "lang")
  rows <- drawn_trend(trend)
  rows <- rows[!is.na(rows$base), ]
  bases <- tapply(rows$base, factor(paste(rows$series, rows$edition)), base_text, lang)
  sentences(
    if (length(bases) > 0) {
      words("base", lang, paste0(
        paste(names(bases), bases, collapse = ", "), ", ", words(attr(trend, "base_kind"), lang)
      ))
    },
    words("bands", lang, format_percent(100 * attr(trend, "conf_level"), lang)),
    if (isTRUE(attr(trend, "synthetic"))) words("synthetic", lang)
  )
}

#' @export
alt_text.tendensen_trend <- function(x, lang = NULL) {
  lang <- alt_lang(x, lang)
  attr(x, "lang") <- lang
  rows <- lines_only(drawn_trend(x))
  when <- ifelse(is.na(rows$period), as.character(rows$edition), rows$period)
  parts <- vapply(split(seq_len(nrow(rows)), factor(rows$line, unique(rows$line))), function(at) {
    name <- paste0(rows$series[at[1]], ", ", rows$panel[at[1]], colon(lang))
    last <- at[length(at)]
    if (length(at) == 1) return(paste0(name, rows$label[last], " (", when[last], ")"))
    paste0(name, words(
      "from_to", lang, rows$label[at[1]], when[at[1]], rows$label[last], when[last],
      paste(words(rows$verdict[at[-1]], lang), collapse = ", ")
    ))
  }, character(1), USE.NAMES = FALSE)
  alt_sentences("line", result_title(x), parts, trend_caption(x), lang)
}

#' @export
knit_table.tendensen_trend <- function(x) {
  need_columns(x, trend_columns)
  lang <- attr(x, "lang")
  rows <- drawn_trend(x)
  columns <- list(
    rows$panel, rows$series, ifelse(is.na(rows$period), rows$edition, rows$period), rows$label,
    format_number(rows$base, lang), format_number(rows$change, lang, 1),
    format_interval(rows$change_low, rows$change_high, lang, 1), words(rows$verdict, lang)
  )
  names(columns) <- words(
    c("option", "group", "edition", "percent", "n", "change", "interval_column", "verdict"), lang
  )
  list(table = lapply(columns, text_or_blank), title = result_title(x), caption = trend_caption(x))
}

# Dots with intervals: `x`, `low`, `high`, `solid` (is the dot filled?), `label`.
draw_dots <- function(rows, fills, frame, room, from = NULL, ticks = NULL) {
  panels <- levels(rows$panel)
  strips <- !identical(panels, "")
  keys <- fit_legend(names(fills), room)
  legend <- length(fills) > 1
  columns <- if (room$width < 5) 1 else min(2, length(panels))
  panel_rows <- ceiling(length(panels) / columns)
  levels(rows$panel) <- wrap_to(panels, 0.54 * room$width / columns, room$size - 1, 0.54)
  strip_lines <- max(n_lines(levels(rows$panel))) * panel_rows
  height <- panel_height(room, frame, if (legend) keys$lines else 0, if (strips) strip_lines else 0)
  labels <- fit_labels(levels(rows$y), room, height / panel_rows)
  levels(rows$y) <- labels$labels
  rows$y <- factor(rows$y, rev(levels(rows$y)))
  rows$series <- factor(rows$series, rev(names(fills)))
  dodge <- ggplot2::position_dodge(width = 0.6)
  ggplot2::ggplot(rows, ggplot2::aes(
    x = .data$x, y = .data$y, colour = .data$series, group = .data$series
  )) +
    (if (!is.null(from)) ggplot2::geom_vline(xintercept = from, linewidth = 0.4, colour = "grey50")) +
    ggplot2::geom_linerange(
      ggplot2::aes(xmin = .data$low, xmax = .data$high),
      position = dodge, linewidth = 0.8, na.rm = TRUE
    ) +
    ggplot2::geom_point(
      ggplot2::aes(shape = .data$solid),
      position = dodge, size = 2.2, fill = "white", stroke = 0.9, na.rm = TRUE
    ) +
    ggplot2::scale_shape_manual(values = c(`TRUE` = 19, `FALSE` = 21), guide = "none") +
    ggplot2::scale_colour_manual(
      values = fills, breaks = names(fills), drop = FALSE,
      guide = if (legend) ggplot2::guide_legend(ncol = keys$columns, byrow = TRUE) else "none"
    ) +
    ggplot2::scale_x_continuous(breaks = ticks %||% ggplot2::waiver()) +
    (if (strips) ggplot2::facet_wrap(ggplot2::vars(.data$panel), ncol = columns)) +
    theme_tendensen(room$size) +
    ggplot2::theme(
      panel.grid.major.y = ggplot2::element_line(linewidth = 0.2, colour = "grey90"),
      axis.text.y = ggplot2::element_text(size = labels$size, lineheight = 0.9)
    )
}

# Ranks ------------------------------------------------------------------------------------------

#' @rawNamespace S3method(ggplot2::autoplot, tendensen_rank)
#' @rdname plot-trend
autoplot.tendensen_rank <- function(object, order = "value", title = NULL, width = NULL, height = NULL, ...) {
  check_drawn(object, rank_columns)
  check_one_of(order, c("questionnaire", "value"), "order", "argument")
  room <- plot_room(width, height, attr(object, "lang"))
  rows <- drawn_rank(object)
  frame <- plot_frame(result_title(object, title), rank_caption(object), room)
  options <- levels(droplevels(rows$option))
  if (order == "value") options <- by_value(options, rows$option, -rows$rank)
  rows$y <- factor(rows$option, options)
  plot <- draw_dots(rows, table_fills(rows), frame, room, ticks = unique(round(pretty(c(1, rows$high)))))
  add_frame(plot, frame, alt_text(object))
}

rank_columns <- c(
  "question", "item", "option", "item_code", "option_code", "n", "base", "percent", "rank", "rank_low",
  "rank_high"
)

drawn_rank <- function(ranks) {
  rows <- tibble::as_tibble(ranks)
  rows <- add_groups(rows, setdiff(names(rows), rank_columns), attr(ranks, "lang"))
  rows[c("x", "low", "high")] <- rows[c("rank", "rank_low", "rank_high")]
  rows$solid <- TRUE
  rows <- rows[!is.na(rows$rank), ]
  rows$series <- droplevels(rows$series)
  if (any(!is.na(rows$item))) rows$panel <- item_panels(rows)
  rows$panel <- droplevels(rows$panel)
  rows
}

rank_caption <- function(ranks) {
  lang <- attr(ranks, "lang")
  sentences(
    base_sentence(drawn_rank(ranks), ranks),
    words("rank_caption", lang, format_percent(100 * attr(ranks, "conf_level"), lang)),
    if (isTRUE(attr(ranks, "synthetic"))) words("synthetic", lang)
  )
}

#' @export
alt_text.tendensen_rank <- function(x, lang = NULL) {
  lang <- alt_lang(x, lang)
  attr(x, "lang") <- lang
  rows <- drawn_rank(x)
  rows <- rows[order(rows$panel, rows$series, rows$rank), ]
  place <- apply(cbind(as.character(rows$series), as.character(rows$panel)), 1, function(parts) {
    paste(parts[nzchar(parts)], collapse = ", ")
  })
  text <- words("rank_of", lang, as.character(rows$option), rows$rank, rows$rank_low, rows$rank_high)
  parts <- vapply(split(text, factor(place, unique(place))), paste, "", collapse = "; ")
  named <- ifelse(nzchar(names(parts)), paste0(names(parts), colon(lang)), "")
  alt_sentences("dot", result_title(x), paste0(named, parts), rank_caption(x), lang)
}

#' @export
knit_table.tendensen_rank <- function(x) {
  need_columns(x, rank_columns)
  lang <- attr(x, "lang")
  rows <- tibble::as_tibble(x)
  rows$label <- percent_labels(rows, lang)
  by <- lapply(rows[setdiff(names(x), rank_columns)], group_factor, lang)
  columns <- list(
    as.character(rows$item), as.character(rows$option), rows$label, rows$rank,
    format_interval(rows$rank_low, rows$rank_high, lang)
  )
  names(columns) <- words(c("item", "option", "percent", "rank", "interval_column"), lang)
  if (all(is.na(rows$item))) columns <- columns[-1]
  list(
    table = lapply(c(by, columns), text_or_blank), title = result_title(x), caption = rank_caption(x)
  )
}

# Comparisons ------------------------------------------------------------------------------------

#' @rawNamespace S3method(ggplot2::autoplot, tendensen_groups)
#' @rdname plot-trend
autoplot.tendensen_groups <- function(object, order = "questionnaire", title = NULL, width = NULL,
                                      height = NULL, ...) {
  check_drawn(object, group_columns)
  check_one_of(order, c("questionnaire", "value"), "order", "argument")
  lang <- attr(object, "lang")
  room <- plot_room(width, height, lang)
  rows <- tibble::as_tibble(object)
  pair <- words("difference", lang, rows$group_1, rows$group_2)
  rows$panel <- factor(pair, unique(pair))
  rows$y <- join_parts(as.character(rows$item), as.character(rows$option))
  answers <- unique(rows$y)
  if (order == "value") answers <- by_value(answers, rows$y, rows$difference)
  rows$y <- factor(rows$y, answers)
  rows[c("x", "low", "high")] <- rows[c("difference", "conf_low", "conf_high")]
  rows$solid <- !is.na(rows$higher)
  rows$series <- ""
  frame <- plot_frame(result_title(object, title), groups_caption(object), room)
  fills <- stats::setNames(group_colours[["business"]], "")
  add_frame(draw_dots(rows, fills, frame, room, from = 0), frame, alt_text(object))
}

group_columns <- c(
  "question", "item", "option", "group_1", "group_2", "base_1", "base_2", "percent_1", "percent_2",
  "difference", "conf_low", "conf_high", "p_adjusted", "higher"
)

groups_caption <- function(groups) {
  lang <- attr(groups, "lang")
  name <- c(as.character(groups$group_1), as.character(groups$group_2))
  bases <- tapply(c(groups$base_1, groups$base_2), factor(name, unique(name)), base_text, lang)
  sentences(
    words("base", lang, paste0(
      paste(names(bases), bases, collapse = ", "), ", ", words(attr(groups, "base_kind"), lang)
    )),
    words("in_points", lang),
    words("difference_caption", lang, format_percent(100 * attr(groups, "conf_level"), lang)),
    if (isTRUE(attr(groups, "synthetic"))) words("synthetic", lang)
  )
}

#' @export
alt_text.tendensen_groups <- function(x, lang = NULL) {
  lang <- alt_lang(x, lang)
  attr(x, "lang") <- lang
  rows <- tibble::as_tibble(x)
  rows <- rows[!is.na(rows$higher), ]
  text <- paste0(
    join_parts(as.character(rows$item), as.character(rows$option)), " (",
    format_number(abs(rows$difference), lang, 0), " ", words("points", lang), ")"
  )
  higher <- factor(rows$higher, unique(rows$higher))
  parts <- vapply(split(text, higher), paste, "", collapse = "; ")
  parts <- if (nrow(rows) == 0) words("no_difference", lang) else words("higher", lang, names(parts), parts)
  alt_sentences("dot", result_title(x), parts, groups_caption(x), lang)
}

#' @export
knit_table.tendensen_groups <- function(x) {
  need_columns(x, group_columns)
  lang <- attr(x, "lang")
  rows <- tibble::as_tibble(x)
  share <- function(percent) format_percent(percent, lang, 0)
  columns <- list(
    join_parts(as.character(rows$item), as.character(rows$option)),
    paste(rows$group_1, share(rows$percent_1)), paste(rows$group_2, share(rows$percent_2)),
    format_number(rows$difference, lang, 1), format_interval(rows$conf_low, rows$conf_high, lang, 1),
    format_number(rows$p_adjusted, lang, 3)
  )
  names(columns) <- c(
    words("option", lang), paste(words("group", lang), 1:2),
    words(c("difference_column", "interval_column", "p_adjusted"), lang)
  )
  list(table = columns, title = result_title(x), caption = groups_caption(x))
}

# Benchmarks -------------------------------------------------------------------------------------

#' @rawNamespace S3method(ggplot2::autoplot, tendensen_benchmark)
#' @rdname plot-trend
autoplot.tendensen_benchmark <- function(object, title = NULL, width = NULL, height = NULL, ...) {
  check_drawn(object, benchmark_columns)
  lang <- attr(object, "lang")
  room <- plot_room(width, height, lang)
  rows <- drawn_benchmark(object)
  frame <- plot_frame(title %||% words("same_answer", lang), benchmark_caption(object), room)
  fills <- stats::setNames(group_colours[["business"]], "")
  plot <- draw_bars(rows, fills, frame, room, across = nlevels(rows$panel) < 4)
  add_frame(plot, frame, alt_text(object))
}

benchmark_columns <- c(
  "peers", "class", "question", "item", "option", "n", "base", "percent", "position", "reason"
)

drawn_benchmark <- function(benchmark) {
  lang <- attr(benchmark, "lang")
  rows <- tibble::as_tibble(benchmark)
  class <- ifelse(is.na(rows$class), words("everyone", lang), rows$class)
  rows$panel <- factor(class, unique(class))
  y <- join_parts(ifelse(is.na(rows$item), rows$question, as.character(rows$item)), as.character(rows$option))
  rows$y <- factor(y, unique(y))
  rows$series <- ""
  rows$label <- percent_labels(rows, lang)
  rows$label[is.na(rows$percent)] <- words("too_few", lang)
  rows
}

benchmark_caption <- function(benchmark) {
  lang <- attr(benchmark, "lang")
  rows <- drawn_benchmark(benchmark)
  rows <- rows[!is.na(rows$base), ]
  bases <- tapply(rows$base, droplevels(rows$panel), base_text, lang)
  sentences(
    if (length(bases) > 0) words("base", lang, paste(names(bases), bases, collapse = ", ")),
    if (isTRUE(attr(benchmark, "synthetic"))) words("synthetic", lang)
  )
}

#' @export
alt_text.tendensen_benchmark <- function(x, lang = NULL) {
  lang <- alt_lang(x, lang)
  attr(x, "lang") <- lang
  rows <- drawn_benchmark(x)
  text <- vapply(split(paste0(rows$y, " (", rows$label, ")"), rows$panel), paste, "", collapse = "; ")
  parts <- paste0(names(text), colon(lang), text)
  alt_sentences("bar", words("same_answer", lang), parts, benchmark_caption(x), lang)
}

#' @export
knit_table.tendensen_benchmark <- function(x) {
  need_columns(x, benchmark_columns)
  lang <- attr(x, "lang")
  rows <- drawn_benchmark(x)
  columns <- list(
    rows$panel, rows$y, rows$label, format_number(rows$base, lang), format_number(rows$position, lang, 0)
  )
  names(columns) <- words(c("peers", "option", "same_answer", "n", "position"), lang)
  list(
    table = lapply(columns, text_or_blank), title = words("same_answer", lang),
    caption = benchmark_caption(x)
  )
}
