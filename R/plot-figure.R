#' Plot a figure
#'
#' Bars with the rounded percentages on them, base and source in the caption. Groups stand side by side,
#' earlier editions are paler. A scale that a grid asks of each item (figures 8, 18 and 20) is drawn
#' around a zero line: what stands against it on the left, what is in favour on the right. A figure that
#' the report prints only as a picture has no bars: the plot says what the text says of it.
#'
#' Text is wrapped, and its size chosen, for a plot of `width` by `height` inches: give those that you
#' save it with. In a knitted document they are those of the chunk, and `plot()` takes those of the
#' open device. Labels that cannot fit end in an ellipsis (figure 18 at half width): give more `height`.
#'
#' @param object A figure; see [figure()].
#' @param order `"questionnaire"` (default), or `"value"`: the largest first, in the newest edition.
#'   In a grid the items are ordered, by their last option.
#' @param intervals `TRUE` adds Wilson's interval of 95% where the base is known: for what is computed
#'   from responses. Not for a grid.
#' @param width,height Inches.
#' @param ... Not used.
#' @return `autoplot()`: a ggplot with alt text (see [alt_text()]). `plot()` draws it.
#' @family plots
#' @rawNamespace S3method(ggplot2::autoplot, tendensen_figure)
#' @rdname plot-figure
#' @examplesIf rlang::is_installed("ggplot2")
#' plot(figure(3))
#' plot(figure(20, respondents(), lang = "en"), order = "value")
autoplot.tendensen_figure <- function(object, order = "questionnaire", intervals = FALSE, width = NULL,
                                      height = NULL, ...) {
  check_drawn(object, figure_columns)
  check_one_of(order, c("questionnaire", "value"), "order", "argument")
  check_flag(intervals, "intervals")
  room <- plot_room(width, height, attr(object, "lang"))
  rows <- plotted_rows(object)
  no_numbers <- all(is.na(rows$percent))
  grid <- any(!is.na(rows$item))
  several <- length(attr(object, "questions")) > 1
  frame <- plot_frame(
    if (several) words("figure", room$lang, object$figure[1]) else attr(object, "title"),
    figure_caption(object, intervals && !grid), room
  )
  plot <- if (no_numbers) {
    plot_words(object, frame, room)
  } else if (grid) {
    plot_grid(rows, figure_turn(object), order, frame, room)
  } else {
    plot_bars(rows, order, intervals, frame, room)
  }
  add_frame(plot, frame, alt_text(object))
}

figure_columns <- c(
  "figure", "question", "group", "edition", "item", "option", "kind", "n", "base", "percent", "source",
  "note"
)

# One row a bar: the nets only where the options themselves have no numbers, no chart labels.
plotted_rows <- function(figure) {
  rows <- tibble::as_tibble(figure)
  rows <- rows[rows$kind != "chart", ]
  for (question in unique(rows$question)) {
    here <- rows$question == question
    if (any(rows$kind[here] == "level")) rows <- rows[!(here & rows$kind == "net"), ]
  }
  rows$label <- percent_labels(rows, attr(figure, "lang"))
  rows$question <- factor(attr(figure, "questions")[rows$question], attr(figure, "questions"))
  groups <- figure_groups(figure)
  rows$panel <- droplevels(factor(groups[as.character(rows$group)], groups))
  rows
}

# Names of groups in the figure's language, named by code.
figure_groups <- function(figure) {
  attr(figure, "group_labels")
}

# How many options of a figure's scale stand left of the zero line and on it: half, and an odd one in the
# middle. NULL for no such line.
figure_turn <- function(figure) {
  if (!identical(attr(figure, "plot"), "diverging")) return(NULL)
  n <- nlevels(droplevels(plotted_rows(figure)$option))
  c(n %/% 2, n %% 2)
}

# A panel a question; or, of one question in several editions, a panel a group.
plot_bars <- function(rows, order, intervals, frame, room) {
  groups <- levels(rows$panel)
  editions <- sort(unique(rows$edition), decreasing = TRUE)
  questions <- levels(droplevels(rows$question))
  rows$option <- droplevels(rows$option)
  options <- levels(rows$option)
  newest <- rows$edition == editions[1]
  if (order == "value") options <- by_value(options, rows$option[newest], rows$percent[newest])
  rows$y <- factor(rows$option, options)
  rows$series <- if (length(editions) == 1) {
    as.character(rows$panel)
  } else if (length(groups) == 1) {
    as.character(rows$edition)
  } else {
    paste(rows$panel, rows$edition)
  }
  across <- length(questions) == 1
  rows$panel <- if (!across) {
    title <- if (length(groups) > 1) paste0(rows$question, " (", rows$panel, ")") else rows$question
    factor(title, unique(title[order(rows$question, rows$panel)]))
  } else if (length(groups) > 1 && length(editions) == 1) {
    factor(rep("", nrow(rows)))
  } else {
    rows$panel
  }
  draw_bars(with_bounds(rows), series_fills(rows, editions), frame, room, across, intervals)
}

with_bounds <- function(rows) {
  counted <- !is.na(rows$n) & !is.na(rows$base) & rows$base > 0
  bounds <- percent_interval(ifelse(counted, rows$n, NA), ifelse(counted, rows$base, NA), 0.95)
  rows$low <- bounds$conf_low
  rows$high <- bounds$conf_high
  rows
}

# The newest edition of each group in its colour, earlier ones paler with its outline.
series_fills <- function(rows, editions) {
  keys <- unique(rows[c("group", "edition", "series")])
  keys <- keys[order(keys$group, -keys$edition), ]
  keys <- keys[!duplicated(keys$series), ]
  full <- series_colours(as.character(keys$group))
  paler <- c(0, seq(0.45, 0.75, length.out = max(2, length(editions) - 1)))
  shades <- mapply(tint, full, paler[match(keys$edition, editions)])
  structure(stats::setNames(unname(shades), keys$series), full = stats::setNames(full, keys$series))
}

# Each item of a grid has one bar a group and edition, of options that exclude each other.
plot_grid <- function(rows, turn, order, frame, room) {
  rows$option <- droplevels(rows$option)
  items <- levels(droplevels(rows$item))
  editions <- sort(unique(rows$edition), decreasing = TRUE)
  last <- rows$option == utils::tail(levels(rows$option), 1) & rows$edition == editions[1]
  if (order == "value") items <- by_value(items, rows$item[last], rows$percent[last])
  name <- function(item, edition) if (length(editions) > 1) paste(item, edition, sep = ", ") else item
  rows$y <- factor(
    name(as.character(rows$item), rows$edition),
    unlist(lapply(items, name, edition = editions))
  )
  rows$series <- rows$option
  fills <- stats::setNames(option_colours(nlevels(rows$option), turn), levels(rows$option))
  draw_stacked(rows, fills, frame, room, turn)
}

# A figure that the report prints as a picture, where no responses give it numbers.
is_picture <- function(figure) {
  all(is.na(figure$percent)) && identical(attr(figure, "presentation"), "picture")
}

# No numbers: what the text says of a picture, or that nobody answered.
plot_words <- function(figure, frame, room) {
  lang <- attr(figure, "lang")
  said <- if (is_picture(figure)) {
    c(words("said", lang), paste0("\u2022 ", said(figure)))
  } else {
    capital(words("none", lang))
  }
  height <- panel_height(room, frame)
  for (size in seq(room$size, 5.5, by = -0.5)) {
    text <- wrap_to(said, room$width - 0.3, size, 0.5)
    if (sum(n_lines(text) + 0.5) * size * 1.2 <= height * 72) break
  }
  ggplot2::ggplot() +
    ggplot2::annotate("text",
      x = 0, y = 1, label = paste(text, collapse = "\n\n"), hjust = 0, vjust = 1,
      size = size / ggplot2::.pt, lineheight = 0.95
    ) +
    ggplot2::scale_x_continuous(limits = c(0, 1), expand = c(0, 0), breaks = NULL) +
    ggplot2::scale_y_continuous(limits = c(0, 1), expand = c(0, 0), breaks = NULL) +
    theme_tendensen(room$size)
}

# What the text says of a picture: the groups, options and items of which it says the same together.
said <- function(figure) {
  lang <- attr(figure, "lang")
  rows <- tibble::as_tibble(figure)
  rows$group <- figure_groups(figure)[as.character(rows$group)]
  rows$about <- as.character(rows$option)
  grid <- !is.na(rows$item)
  if (any(grid)) {
    items <- tapply(as.character(rows$item), rows[c("note", "group", "option")], paste, collapse = ", ")
    rows$about <- paste0(
      rows$option, colon(lang), items[cbind(rows$note, rows$group, as.character(rows$option))]
    )
  }
  rows <- unique(rows[c("note", "group", "about")])
  texts <- lapply(split(rows, factor(rows$note, unique(rows$note))), function(here) {
    by_group <- tapply(here$about, factor(here$group, unique(here$group)), paste, collapse = "; ")
    groups <- tapply(names(by_group), factor(by_group, unique(by_group)), paste, collapse = ", ")
    paste0(groups, " \u2013 ", names(groups), collapse = "; ")
  })
  paste0(unlist(texts), colon(lang), quoted(names(texts), lang))
}

# Number of the figure, base, source and, where it is so, that the respondents are made up.
figure_caption <- function(figure, intervals = FALSE) {
  lang <- attr(figure, "lang")
  rows <- figure[figure$kind != "chart", ]
  in_words <- is_picture(figure)
  computed <- rows$source == "responses" & !is.na(rows$base) & !in_words
  known <- any(computed & rows$base > 0)
  bases <- tapply(rows$base[computed], droplevels(rows$group[computed]), base_text, lang)
  printed <- rows$source == "published"
  own <- attr(figure, "edition")
  sentences(
    words("figure", lang, rows$figure[1]),
    if (length(bases) > 0) {
      words("base", lang, paste0(
        paste(figure_groups(figure)[names(bases)], bases, collapse = ", "), ", ",
        words(attr(figure, "base_kind"), lang)
      ))
    },
    if (any(computed)) words("computed", lang, own),
    if (in_words) {
      words("report_text", lang, own)
    } else if (any(printed)) {
      if (any(computed)) words("earlier", lang) else words("printed", lang, own)
    },
    if (intervals && !in_words) interval_sentence(known, 0.95, lang),
    if (isTRUE(attr(figure, "synthetic")) && !in_words) words("synthetic", lang)
  )
}
