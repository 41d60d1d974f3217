# Business blue and providers green as in the report, of different lightness: they stay apart for
# colour-blind readers and in grey.
group_colours <- c(business = "#1F5A96", providers = "#84B94C")

#' Plot a figure
#'
#' Bars with the rounded percentages on them, base and source in the caption. For a grid, a bar an item
#' and a colour an option. A figure that the report prints only as a picture has no bars: the plot says
#' what the text says of it.
#'
#' @param object,x A figure; see [figure()].
#' @param ... Not used.
#' @return `autoplot()`: a ggplot with alt text. `plot()` draws it and returns `x`, invisibly.
#' @family figures
#' @rawNamespace S3method(ggplot2::autoplot, tendensen_figure)
#' @rdname plot-figure
#' @examplesIf rlang::is_installed("ggplot2")
#' plot(figure(3))
#' plot(figure(20, respondents(), lang = "en"))
autoplot.tendensen_figure <- function(object, ...) {
  rlang::check_installed("ggplot2", "to plot a figure.")
  rows <- plotted_rows(object)
  plot <- if (all(is.na(rows$percent))) {
    plot_words(object)
  } else if (any(!is.na(rows$item))) {
    plot_grid(rows)
  } else {
    plot_bars(rows)
  }
  plot + ggplot2::labs(
    title = wrap(attr(object, "title"), 70), x = NULL, y = NULL, fill = NULL,
    caption = wrap(figure_caption(object), 100), alt = alt_text(object)
  )
}

#' @rdname plot-figure
#' @export
plot.tendensen_figure <- function(x, ...) {
  print(autoplot.tendensen_figure(x))
  invisible(x)
}

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

# Percentages as text: computed ones rounded half up from their counts, printed ones as printed.
percent_labels <- function(rows, lang) {
  rounded <- rows$percent
  computed <- which(!is.na(rows$n) & !is.na(rows$percent) & rows$base > 0)
  rounded[computed] <- mapply(round_percent, rows$n[computed], rows$base[computed])
  ifelse(is.na(rounded), "", paste0(format(rounded, trim = TRUE), percent_sign(lang)))
}

percent_sign <- function(lang) if (identical(lang, "fr")) "\u00a0%" else "%"

wrap <- function(text, width) {
  vapply(text, function(one) paste(strwrap(one, width), collapse = "\n"), "", USE.NAMES = FALSE)
}

plot_bars <- function(rows) {
  editions <- sort(unique(rows$edition))
  rows$y <- factor(wrap(as.character(rows$option), 38), rev(unique(wrap(levels(rows$option), 38))))
  rows$edition <- factor(rows$edition, rev(editions))
  dodge <- ggplot2::position_dodge(width = 0.8)
  panels <- if (length(unique(rows$question)) > 1) {
    ggplot2::facet_wrap(ggplot2::vars(.data$question, .data$panel),
      scales = "free_y", ncol = 1, labeller = ggplot2::label_wrap_gen(70, multi_line = TRUE)
    )
  } else {
    ggplot2::facet_wrap(ggplot2::vars(.data$panel))
  }
  aes <- ggplot2::aes(
    x = .data$percent, y = .data$y, fill = .data$group, alpha = .data$edition,
    group = .data$edition
  )
  ggplot2::ggplot(rows, aes) +
    ggplot2::geom_col(position = dodge, width = 0.75) +
    ggplot2::geom_text(ggplot2::aes(label = .data$label),
      position = dodge, hjust = -0.15, size = 3, alpha = 1, show.legend = FALSE
    ) +
    ggplot2::scale_fill_manual(values = group_colours, guide = "none") +
    ggplot2::scale_alpha_manual(
      values = stats::setNames(seq(1, 0.4, length.out = length(editions)), rev(editions)),
      breaks = as.character(editions), name = NULL,
      guide = if (length(editions) > 1) ggplot2::guide_legend() else "none"
    ) +
    percent_axis() + panels + theme_tendensen() +
    ggplot2::theme(legend.position = "top", legend.justification = "left")
}

# Two options or more of each item add up to 100: one stacked bar.
plot_grid <- function(rows) {
  rows$option <- droplevels(rows$option)
  options <- levels(rows$option)
  rows$item <- droplevels(rows$item)
  width <- if (nlevels(rows$item) > 10) 70 else 45
  rows$y <- factor(wrap(as.character(rows$item), width), rev(wrap(levels(rows$item), width)))
  rows$panel <- interaction(rows$panel, rows$edition, sep = ", ", lex.order = TRUE, drop = TRUE)
  shades <- stats::setNames(
    grDevices::colorRampPalette(c("#C9733C", "#D9D9D9", "#1F5A96"))(max(3, length(options))), NULL
  )
  if (length(options) == 2) shades <- shades[c(1, 3)]
  dark <- stats::setNames(seq_along(options) == length(options), options)
  rows$ink <- ifelse(dark[as.character(rows$option)], "white", "black")
  ggplot2::ggplot(rows, ggplot2::aes(x = .data$percent, y = .data$y, fill = .data$option)) +
    ggplot2::geom_col(position = ggplot2::position_stack(reverse = TRUE), width = 0.75) +
    ggplot2::geom_text(ggplot2::aes(label = ifelse(.data$percent >= 4, .data$label, ""), colour = .data$ink),
      position = ggplot2::position_stack(vjust = 0.5, reverse = TRUE), size = 2.8
    ) +
    ggplot2::scale_colour_identity() +
    ggplot2::scale_fill_manual(
      values = stats::setNames(shades, options),
      guide = ggplot2::guide_legend(nrow = if (sum(nchar(options)) > 60) length(options) else 1)
    ) +
    ggplot2::facet_wrap(ggplot2::vars(.data$panel)) +
    percent_axis(stacked = TRUE) + theme_tendensen() +
    ggplot2::theme(
      legend.position = "top", legend.justification = "left",
      axis.text.y = ggplot2::element_text(size = if (width > 45) 6.5 else 8, colour = "black")
    )
}

# No numbers were printed: what the text says.
plot_words <- function(figure) {
  text <- paste(wrap(paste0("\u2022 ", said(figure)), 80), collapse = "\n")
  ggplot2::ggplot() +
    ggplot2::annotate("text", x = 0, y = 0, label = text, hjust = 0, size = 3.4) +
    ggplot2::scale_x_continuous(limits = c(0, 1), expand = c(0, 0)) +
    theme_tendensen() +
    ggplot2::theme(
      panel.grid = ggplot2::element_blank(), axis.text.x = ggplot2::element_blank(),
      axis.text.y = ggplot2::element_blank()
    )
}

# What the text says of each option of a picture: options with the same words together.
said <- function(figure) {
  rows <- tibble::as_tibble(figure)
  name <- paste0(
    figure_groups(figure)[as.character(rows$group)], ", ",
    ifelse(is.na(rows$item), "", paste0(rows$item, ": ")), rows$option
  )
  named <- tapply(name, factor(rows$note, unique(rows$note)), paste, collapse = "; ")
  paste0(named, " \u2014 \u2018", names(named), "\u2019")
}

percent_axis <- function(stacked = FALSE) {
  # Stacked roundings can pass 100.
  ggplot2::scale_x_continuous(
    limits = c(0, if (stacked) 102 else 108), breaks = seq(0, 75, 25), expand = c(0, 0)
  )
}

theme_tendensen <- function() {
  ggplot2::theme_minimal(base_size = 10) +
    ggplot2::theme(
      panel.grid.major.y = ggplot2::element_blank(),
      panel.grid.minor = ggplot2::element_blank(),
      plot.title = ggplot2::element_text(face = "bold", size = 11),
      plot.title.position = "plot", plot.caption.position = "plot",
      plot.caption = ggplot2::element_text(hjust = 0, colour = "grey30"),
      strip.text = ggplot2::element_text(face = "bold", hjust = 0),
      axis.text.y = ggplot2::element_text(colour = "black")
    )
}

# Base, source and, where it is so, that the respondents are made up.
figure_caption <- function(figure) {
  lang <- attr(figure, "lang")
  computed <- figure[figure$source == "responses" & !is.na(figure$percent), ]
  first <- computed[!duplicated(computed$group), ]
  bases <- paste0(figure_groups(figure)[as.character(first$group)], " n = ", first$base)
  paste(c(
    if (nrow(first) > 0) paste0(text_in("base", lang), ": ", paste(bases, collapse = ", "), "."),
    if (any(figure$source == "published")) paste0(text_in("source_published", lang), "."),
    if (isTRUE(attr(figure, "synthetic"))) paste0(text_in("synthetic", lang), ".")
  ), collapse = " ")
}

# What the plot shows, in words.
alt_text <- function(figure) {
  rows <- plotted_rows(figure)
  known <- rows[!is.na(rows$percent), ]
  if (nrow(known) == 0) {
    return(paste0(attr(figure, "title"), " ", paste0(said(figure), ".", collapse = " ")))
  }
  name <- ifelse(is.na(known$item), as.character(known$option),
    paste0(known$item, ", ", known$option)
  )
  key <- paste0(known$panel, " ", known$edition)
  parts <- tapply(paste(name, known$label), factor(key, unique(key)), paste, collapse = "; ")
  paste0(attr(figure, "title"), ". ", paste0(names(parts), ": ", parts, ".", collapse = " "))
}
