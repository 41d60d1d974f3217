# What the plots share: colours, theme, room for text, caption.

# Business blue and providers green as in the report, of different lightness: they stay apart for
# colour-blind readers and in grey.
group_colours <- c(business = "#1F5A96", providers = "#84B94C")

# Against, neutral, in favour: sides are told apart by their place as well.
scale_ends <- c("#B4561F", "#D9D9D9", "#1F5A96")

# Colours of other groups, from dark to light.
series_colours <- function(codes) {
  if (all(codes %in% names(group_colours))) return(unname(group_colours[codes]))
  if (length(codes) <= 2) return(unname(group_colours[seq_along(codes)]))
  grDevices::hcl.colors(length(codes), "Cividis")
}

# A colour for each of some options in their order. `turn`: how many of them stand left of a zero line,
# and how many on it (0 or 1). Without a zero line, from light to dark.
option_colours <- function(n, turn = NULL) {
  if (is.null(turn)) return(grDevices::colorRampPalette(c("#D3E2F0", group_colours[["business"]]))(n))
  side <- function(colour, k) tint(colour, seq(0, 0.6, length.out = max(k, 2))[seq_len(k)])
  c(
    side(scale_ends[[1]], turn[1]), rep(scale_ends[[2]], turn[2]),
    rev(side(scale_ends[[3]], n - sum(turn)))
  )
}

# A colour mixed with white: `share` 0 is the colour, 1 is white.
tint <- function(colour, share) {
  parts <- grDevices::col2rgb(colour)[, 1] / 255
  vapply(share, function(s) grDevices::rgb(t(parts + (1 - parts) * s)), character(1))
}

# Black or white, whichever can be read on a colour (relative luminance as in WCAG 2).
ink_on <- function(colour) {
  linear <- apply(grDevices::col2rgb(colour) / 255, 2, function(x) {
    ifelse(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055)^2.4)
  })
  luminance <- colSums(linear * c(0.2126, 0.7152, 0.0722))
  ifelse((luminance + 0.05)^2 > 1.05 * 0.05, "black", "white")
}

theme_tendensen <- function(size = 10) {
  ggplot2::theme_minimal(base_size = size) +
    ggplot2::theme(
      panel.grid.major.y = ggplot2::element_blank(), panel.grid.minor = ggplot2::element_blank(),
      plot.title = ggplot2::element_text(face = "bold", size = size + 1),
      plot.title.position = "plot", plot.caption.position = "plot",
      plot.caption = ggplot2::element_text(hjust = 0, colour = "grey30", size = size - 2.5),
      strip.text = ggplot2::element_text(face = "bold", hjust = 0, size = size - 1),
      axis.text.x = ggplot2::element_text(size = size - 2),
      axis.text.y = ggplot2::element_text(colour = "black"),
      legend.position = "top", legend.justification = "right",
      legend.text = ggplot2::element_text(size = size - 1.5),
      legend.key.size = ggplot2::unit(size, "pt"),
      legend.margin = ggplot2::margin(0, 0, 0, 0), legend.box.spacing = ggplot2::unit(3, "pt"),
      plot.margin = ggplot2::margin(5, 8, 5, 5)
    )
}

# Room --------------------------------------------------------------------------------------------

# Inches to draw in. In a document those of its chunk.
plot_room <- function(width, height, lang, call = caller_env()) {
  chunk <- if (isTRUE(getOption("knitr.in.progress"))) {
    knitr::opts_current$get(c("fig.width", "fig.height"))
  }
  width <- width %||% chunk$fig.width %||% 7
  height <- height %||% chunk$fig.height %||% 5
  check_number(width, "width", 2, 100, call = call)
  check_number(height, "height", 1, 100, call = call)
  list(width = width, height = height, size = if (width < 5) 8 else 10, lang = lang)
}

# Mean widths of a letter of Helvetica and the like are half the size of the font; bold ones wider.
wrap_to <- function(text, inches, size, letter = 0.5) {
  wrap(text, max(8, floor(inches * 72 / (letter * size))))
}

wrap <- function(text, width) {
  # French punctuation stays with its word. strwrap() breaks at no-break spaces as well.
  held <- gsub("(?<=\u00ab) | (?=[\u00bb:;?!%])|\u00a0", "\ue000", text, perl = TRUE)
  lines <- vapply(held, function(one) paste(strwrap(one, width), collapse = "\n"), "", USE.NAMES = FALSE)
  gsub("\ue000", "\u00a0", lines)
}

n_lines <- function(text) lengths(strsplit(text, "\n", fixed = TRUE))

inches_of <- function(text, size) {
  letters <- vapply(strsplit(text, "\n", fixed = TRUE), function(x) max(0, nchar(x)), numeric(1))
  letters * size * 0.52 / 72
}

# Labels wrapped in the largest size in which they and their neighbours fit in the height that is left,
# on at most 45% of the width, or 60% in small print. What does not fit even so ends in an ellipsis.
fit_labels <- function(labels, room, height) {
  each <- height * 72 / length(labels)
  tries <- rbind(
    cbind(seq(room$size - 0.5, 6, by = -0.5), 0.45), cbind(c(6.5, 6, 5.5), 0.55), c(5.5, 0.6)
  )
  for (i in seq_len(nrow(tries))) {
    size <- tries[i, 1]
    wrapped <- wrap_to(labels, tries[i, 2] * room$width, size, 0.48)
    if (!any(crowded(wrapped, each / size))) break
  }
  whole <- !any(crowded(wrapped, each / size))
  repeat {
    long <- crowded(wrapped, each / size) & n_lines(wrapped) > 1
    if (!any(long)) break
    long <- long & n_lines(wrapped) == max(n_lines(wrapped)[long])
    wrapped[long] <- sub("[,;.]*(\\s+\\S+)?\n[^\n]*$", "\u2026", sub("\u2026$", "", wrapped[long]))
  }
  list(
    labels = wrapped, size = size, whole = whole,
    width = min(max(inches_of(wrapped, size)), tries[i, 2] * room$width)
  )
}

# Does a label need more lines, with a neighbour, than there is height for? `each` in sizes of the font.
crowded <- function(wrapped, each) {
  lines <- n_lines(wrapped)
  with_next <- c(lines[-1], 1)
  with_last <- c(1, lines[-length(lines)])
  (lines + pmax(with_next, with_last)) / 2 * 1.1 > each
}

# What is left of the height for panels below the title, a legend of so many lines and strips.
panel_height <- function(room, frame, legend_lines = 0, strip_lines = 0) {
  used <- frame$title_lines * (room$size + 1) * 1.25 + frame$caption_lines * (room$size - 2.5) * 1.2 +
    legend_lines * room$size * 1.3 + strip_lines * (room$size - 1) * 1.9 + 38
  max(0.5, room$height - used / 72)
}

# Title and caption, wrapped to the width.
plot_frame <- function(title, caption, room) {
  title <- wrap_to(title, room$width - 0.2, room$size + 1, 0.53)
  caption <- wrap_to(caption, room$width - 0.2, room$size - 2.5, 0.47)
  list(
    title = title, caption = caption, title_lines = n_lines(title), caption_lines = n_lines(caption)
  )
}

add_frame <- function(plot, frame, alt) {
  plot + ggplot2::labs(
    title = frame$title, caption = frame$caption, alt = alt, x = NULL, y = NULL, fill = NULL,
    colour = NULL
  )
}

# The keys of a legend beside each other as far as they fit, else on more lines.
fit_legend <- function(labels, room) {
  key <- inches_of(labels, room$size - 1.5) + 2.2 * room$size / 72
  n_columns <- 1
  for (n in seq_along(labels)) {
    columns <- split(key, rep_len(seq_len(n), length(key)))
    if (sum(vapply(columns, max, 1)) <= room$width - 0.3) n_columns <- n
  }
  list(columns = n_columns, lines = ceiling(length(labels) / n_columns))
}

# Parts -------------------------------------------------------------------------------------------

# The rows of a plot are one a bar: `y` its label, `series` its colour, `panel` (factors), `percent`,
# `low`, `high` and `label`, the number as text. `fills` are colours named by series.
draw_bars <- function(rows, fills, frame, room, across = FALSE, intervals = FALSE) {
  legend <- length(fills) > 1
  panels <- levels(rows$panel)
  strips <- !identical(panels, "")
  keys <- fit_legend(names(fills), room)
  columns <- if (across) length(panels) else 1
  strip <- wrap_to(panels, 0.54 * room$width / columns, room$size - 1, 0.54)
  height <- panel_height(
    room, frame, if (legend) keys$lines else 0,
    if (strips) (if (across) max(n_lines(strip)) else sum(n_lines(strip))) else 0
  )
  shown <- unique(rows[if (across) "y" else c("panel", "y")])
  shown <- shown[do.call(order, lapply(shown, as.integer)), ]
  labels <- fit_labels(as.character(shown$y), room, height)
  wrapped <- stats::setNames(labels$labels, as.character(shown$y))
  # Equal options of two panels are wrapped alike.
  rows$y <- factor(wrapped[as.character(rows$y)], rev(unique(wrapped[levels(rows$y)])))
  rows$panel <- factor(strip[as.integer(rows$panel)], unique(strip))
  rows$series <- factor(rows$series, rev(names(fills)))
  bar <- height * 72 / nrow(shown) / max(table(rows$y, rows$panel))
  size <- max(4.5, min(room$size - 2, bar))
  end <- if (intervals) pmax(rows$percent, rows$high, na.rm = TRUE) else rows$percent
  rows$end <- ifelse(is.na(end), 0, end)
  top <- max(end, 1, na.rm = TRUE)
  panel <- (room$width - labels$width) / columns - 0.2
  letter <- (max(inches_of(rows$label, size)) + 0.08) / panel
  breaks <- pretty(c(0, top), max(2, min(4, floor(panel / 0.5))))
  dodge <- ggplot2::position_dodge(width = 0.8)
  ggplot2::ggplot(rows, ggplot2::aes(
    x = .data$percent, y = .data$y, fill = .data$series, group = .data$series
  )) +
    ggplot2::geom_col(
      ggplot2::aes(colour = .data$series),
      position = dodge, width = 0.75, linewidth = 0.3, na.rm = TRUE
    ) +
    (if (intervals) {
      ggplot2::geom_linerange(
        ggplot2::aes(xmin = .data$low, xmax = .data$high),
        position = dodge, linewidth = 0.5, colour = "black", na.rm = TRUE
      )
    }) +
    ggplot2::geom_text(
      ggplot2::aes(x = .data$end, label = .data$label),
      position = dodge, hjust = -0.12, size = size / ggplot2::.pt, na.rm = TRUE
    ) +
    ggplot2::scale_fill_manual(
      values = fills, breaks = names(fills), drop = FALSE,
      guide = if (legend) ggplot2::guide_legend(ncol = keys$columns, byrow = TRUE) else "none"
    ) +
    ggplot2::scale_colour_manual(values = outline(fills), guide = "none") +
    ggplot2::scale_x_continuous(
      limits = c(0, top), breaks = breaks[breaks <= top], labels = function(x) format_percent(x, room$lang),
      expand = ggplot2::expansion(mult = c(0, min(1, letter / max(0.1, 1 - letter))))
    ) +
    facets(strips, columns) + theme_tendensen(room$size) +
    ggplot2::theme(axis.text.y = ggplot2::element_text(size = labels$size, lineheight = 0.9))
}

facets <- function(strips, columns) {
  if (!strips) return(NULL)
  ggplot2::facet_wrap(
    ggplot2::vars(.data$panel),
    ncol = columns, scales = if (columns == 1) "free_y" else "fixed"
  )
}

# Pale bars have an outline in the full colour.
outline <- function(fills) attr(fills, "full") %||% fills

# One bar a `y` of all series together, which exclude each other. `turn`: how many of the series stand
# left of a zero line, and how many on it; NULL for no such line.
draw_stacked <- function(rows, fills, frame, room, turn = NULL) {
  panels <- levels(rows$panel)
  strips <- !identical(panels, "")
  keys <- fit_legend(names(fills), room)
  rows$y <- droplevels(rows$y)
  strip <- function(inches) wrap_to(panels, inches, room$size - 1, 0.56)
  fit <- function(columns) {
    panel_rows <- ceiling(length(panels) / columns)
    lines <- if (strips) panel_rows * max(n_lines(strip(0.54 * room$width / columns))) else 0
    height <- panel_height(room, frame, keys$lines, lines) / panel_rows
    c(fit_labels(levels(rows$y), room, height), height = height, columns = columns)
  }
  # Narrow panels stand below each other where their labels have the room.
  labels <- fit(1)
  if (room$width >= 5 || !labels$whole) labels <- fit(if (length(panels) > 3) 2 else length(panels))
  columns <- labels$columns
  height <- labels$height
  levels(rows$panel) <- strip((room$width - labels$width - 0.3) / columns - 0.1)
  levels(rows$y) <- labels$labels
  rows$y <- factor(rows$y, rev(levels(rows$y)))
  rows <- stack_pieces(rows, turn)
  ends <- range(rows$start, rows$start + rows$percent, 0, na.rm = TRUE)
  size <- max(4.5, min(room$size - 2.5, height * 72 / nlevels(rows$y) * 0.75))
  # Room beside the bars for numbers that do not fit in their ends.
  outside <- 1.3 * inches_of(strrep("0", max(nchar(rows$label))), size)
  beside <- c(FALSE, FALSE)
  for (i in 1:3) {
    inch <- ((room$width - labels$width - 0.3) / columns - 0.1 - sum(beside) * outside) / diff(ends)
    fits <- (rows$percent * inch > inches_of(rows$label, size) * 1.1) %in% TRUE
    place <- as.integer(rows$series)
    beside <- beside | c(any(!fits & place == 1), any(!fits & place == length(fills)))
  }
  rows <- place_numbers(rows, fits, length(fills))
  rows$ink <- ifelse(rows$inside, ink_on(fills)[as.integer(rows$series)], "black")
  ggplot2::ggplot(rows, ggplot2::aes(
    x = .data$start + .data$percent / 2, y = .data$y, width = .data$percent, fill = .data$series
  )) +
    (if (!is.null(turn)) ggplot2::geom_vline(xintercept = 0, linewidth = 0.4, colour = "grey20")) +
    ggplot2::geom_tile(height = 0.78, na.rm = TRUE) +
    ggplot2::geom_text(
      ggplot2::aes(x = .data$at, label = .data$text, colour = .data$ink, hjust = .data$hjust),
      size = size / ggplot2::.pt, na.rm = TRUE
    ) +
    ggplot2::scale_colour_identity() +
    ggplot2::scale_fill_manual(
      values = fills, drop = FALSE,
      guide = ggplot2::guide_legend(ncol = keys$columns, byrow = TRUE)
    ) +
    ggplot2::scale_x_continuous(
      limits = ends + c(-1, 1) * (beside * outside / inch + 0.5), expand = c(0, 0), breaks = NULL
    ) +
    (if (strips) ggplot2::facet_wrap(ggplot2::vars(.data$panel), ncol = columns)) +
    theme_tendensen(room$size) +
    ggplot2::theme(axis.text.y = ggplot2::element_text(size = labels$size, lineheight = 0.9))
}

# A number that does not fit in its piece stands beside the bar where the piece is an end of it.
place_numbers <- function(rows, fits, n) {
  rows$inside <- fits
  end <- ifelse(rows$inside, 0, match(as.integer(rows$series), c(1, n), 0))
  rows$text <- ifelse(rows$inside | end > 0, rows$label, "")
  rows$at <- rows$start + rows$percent * c(0.5, 0, 1)[end + 1]
  rows$hjust <- c(0.5, 1.15, -0.15)[end + 1]
  rows
}

# Where each piece of a bar starts.
stack_pieces <- function(rows, turn) {
  rows <- rows[order(rows$panel, rows$y, rows$series), ]
  place <- as.integer(rows$series)
  known <- ifelse(is.na(rows$percent), 0, rows$percent)
  sums <- function(x, f) stats::ave(x, rows$panel, rows$y, FUN = f)
  rows$start <- sums(known, function(x) cumsum(x) - x)
  if (is.null(turn)) return(rows)
  share <- ifelse(place <= turn[1], 1, ifelse(place <= sum(turn), 0.5, 0))
  rows$start <- rows$start - sums(known * share, sum)
  rows
}

#' @rdname plot-result
#' @export
plot.tendensen_result <- function(x, ..., width = NULL, height = NULL) {
  rlang::check_installed("ggplot2", "to plot a result.")
  knitting <- isTRUE(getOption("knitr.in.progress"))
  device <- if (!knitting) grDevices::dev.size()
  print(ggplot2::autoplot(x, ..., width = width %||% device[1], height = height %||% device[2]))
  invisible(x)
}

check_drawn <- function(x, columns, call = caller_env()) {
  rlang::check_installed("ggplot2", "to plot a result.", call = call)
  absent <- setdiff(columns, names(x))
  if (length(absent) > 0) {
    abort(c(
      "A result can be plotted with all its columns only.",
      x = "It lacks {.val {absent}}."
    ), "column", call = call, env = rlang::current_env())
  }
}

# Levels in the order of their values, the largest first; equal ones and NA in their own order.
by_value <- function(levels, names, values) {
  means <- tapply(values, factor(names, levels), mean, na.rm = TRUE)
  levels[order(-means[levels], na.last = TRUE)]
}

# Sentences of a caption.
sentences <- function(...) {
  parts <- c(...)
  if (length(parts) == 0) "" else paste0(parts, ".", collapse = " ")
}

# `n = 173`, or a range where items have different bases.
base_text <- function(base, lang) {
  ends <- unique(range(base, na.rm = TRUE))
  paste0("n\u00a0=\u00a0", paste(format_number(ends, lang, 1), collapse = "\u2013"))
}

# `Claims: n = 375`.
number_of <- function(what, n, lang) {
  paste0(words(what, lang), colon(lang), "n\u00a0=\u00a0", format_number(n, lang))
}

# What the lines are; or, on request where there are none, why.
interval_sentence <- function(known, level, lang) {
  if (known) words("interval", lang, format_percent(100 * level, lang)) else words("no_interval", lang)
}
