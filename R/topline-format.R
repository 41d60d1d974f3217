# A topline as a text document.

#' @export
format.tendensen_topline <- function(x, width = cli::console_width(), ...) {
  if (!has_columns(x, topline_columns(FALSE))) return(NextMethod())
  lang <- attr(x, "lang")
  rows <- tibble::as_tibble(x)
  rows$cell <- topline_cells(rows, lang, isTRUE(attr(x, "weighted")))
  rows$place <- paste(rows$group, ifelse(is.na(rows$period), rows$edition, rows$period), sep = "\n")
  questions <- split(rows, factor(rows$question, unique(rows$question)))
  parts <- Map(function(one, number) {
    c("", question_head(one, number, attr(x, "questionnaire"), lang, width), question_body(one, lang, width))
  }, questions, seq_along(questions))
  c(topline_head(x, rows, lang, width), unlist(parts, use.names = FALSE))
}

#' @export
print.tendensen_topline <- function(x, ...) {
  if (!has_columns(x, topline_columns(FALSE))) return(NextMethod())
  cat(format(x, ...), sep = "\n")
  invisible(x)
}

topline_head <- function(x, rows, lang, width) {
  text <- c(
    attr(x, "title"), word("rounded", lang),
    if (isTRUE(attr(x, "weighted"))) paste0(word("weighted", lang), "."),
    if (any(rows$source == "published")) word("earlier", lang),
    if (any(rows$note %in% "suppressed")) word("hidden", lang, n = attr(x, "min_n")),
    if (isTRUE(attr(x, "synthetic"))) paste0(word("synthetic", lang), ".")
  )
  unlist(lapply(text, strwrap, width))
}

question_head <- function(rows, number, questionnaire, lang, width) {
  first <- rows[1, ]
  row <- question_row(questionnaire, first$question)
  at_most <- if (row$max_picks > 0) paste0(" (", word("at_most", lang, n = row$max_picks), ")")
  about <- c(
    if (all(rows$source == "published")) {
      word("other_edition", lang)
    } else {
      paste0(word("base", lang), ": ", base_wording(first$base_kind, lang))
    },
    if (!is.na(first$routing) && !row$grid) {
      paste0(word("shown_if", lang), " ", readable_routing(first$routing, questionnaire, lang))
    },
    if (row$type == "multiple") paste0(word("several", lang), at_most)
  )
  c(
    strwrap(paste0(number, ". ", first$question_label, " [", first$question, "]"), width, exdent = 4),
    strwrap(paste0(about, ".", collapse = " "), width, indent = 4, exdent = 4)
  )
}

# Names of questions and codes of options as their labels.
readable_routing <- function(routing, questionnaire, lang) {
  references <- regmatches(routing, gregexpr("\\$\\{[^}]*\\}[^$']*'[^']*'", routing))[[1]]
  for (reference in references) {
    name <- sub("^\\$\\{([^}]*)\\}.*$", "\\1", reference)
    code <- sub("^.*'([^']*)'$", "\\1", reference)
    item <- questionnaire$items[questionnaire$items$column == name, ]
    if (nrow(item) != 1) next
    options <- list_options(questionnaire, question_row(questionnaire, item$question)$list)
    label <- choice_sheet_labels(questionnaire, options$row[match(code, options$code)], lang)
    between <- sub("^\\$\\{[^}]*\\}([^']*)'.*$", "\\1", reference)
    wording <- survey_labels(questionnaire, item$row, lang)
    quoted <- paste0("\u2018", c(wording, if (is.na(label)) code else label), "\u2019")
    text <- paste0(quoted[[1]], between, quoted[[2]])
    routing <- sub(reference, text, routing, fixed = TRUE)
  }
  routing
}

# Tables of a question: a heading an item, a row an option and one of bases, a column a group and edition.
question_body <- function(rows, lang, width) {
  places <- unique(rows$place[order(match(rows$group, unique(rows$group)))])
  heads <- lapply(places, function(place) {
    unlist(lapply(strsplit(place, "\n")[[1]], strwrap, 16))
  })
  n_wide <- pmax(6, vapply(heads, function(head) max(nchar(head, "width")), numeric(1)))
  # As many columns beside each other as there is room for beside 26 signs of label.
  chunk <- integer()
  used <- Inf
  for (wide in n_wide + 2) {
    new <- used + wide > max(width - 26, wide)
    used <- if (new) wide else used + wide
    chunk <- c(chunk, if (length(chunk) == 0) 1 else chunk[length(chunk)] + new)
  }
  unlist(lapply(unique(chunk), function(here) {
    table_lines(rows, places[chunk == here], heads[chunk == here], n_wide[chunk == here], lang, width)
  }))
}

table_lines <- function(rows, places, heads, n_wide, lang, width) {
  rows <- rows[rows$place %in% places, ]
  longest <- max(nchar(c(as.character(rows$option), ""), "width"), na.rm = TRUE) + 5
  n_label <- max(20, min(60, longest, width - sum(n_wide + 2)))
  line <- function(label, cells, indent) {
    lines <- strwrap(label, n_label, indent = indent, exdent = indent + 2)
    lines <- cli::ansi_align(lines, n_label)
    cells <- paste0("  ", cli::ansi_align(cells, n_wide, "right"), collapse = "")
    lines[length(lines)] <- paste0(lines[length(lines)], cells)
    trimws(as.character(lines), "right")
  }
  height <- max(lengths(heads))
  above <- vapply(seq_len(height), function(i) {
    cells <- vapply(heads, function(head) c(rep("", height - length(head)), head)[[i]], "")
    paste0(strrep(" ", n_label), paste0("  ", cli::ansi_align(cells, n_wide, "right"), collapse = ""))
  }, "")
  at <- function(here, value) {
    found <- value[match(places, here$place)]
    ifelse(is.na(found), "", found)
  }
  of_item <- split(rows, factor(rows$item_code, unique(rows$item_code), exclude = NULL))
  c(above, unlist(lapply(of_item, function(item) {
    key <- factor(paste(item$kind, item$option_code), unique(paste(item$kind, item$option_code)))
    bases <- item[!is.na(item$base), ]
    c(
      if (!is.na(item$item[1])) strwrap(item$item[1], width, indent = 2, exdent = 4),
      unlist(lapply(split(item, key), function(one) line(as.character(one$option[1]), at(one, one$cell), 4))),
      if (nrow(bases) > 0) line(word("base", lang), at(bases, paste0("(", bases$base, ")")), 4)
    )
  })))
}

# Percentages rounded half up, printed ones as printed; numbers of respondents in brackets.
topline_cells <- function(rows, lang, weighted) {
  decimal <- function(text) if (lang %in% c("nl", "fr")) sub(".", ",", text, fixed = TRUE) else text
  computed <- rows$source == "responses"
  share <- rows$percent
  exact <- which(computed & !is.na(rows$percent) & !weighted)
  share[exact] <- as.numeric(mapply(round_percent, rows$n[exact], rows$base[exact]))
  # Weighted percentages are no shares of whole numbers: halves are those to nine decimals.
  weighed <- which(computed & !is.na(rows$percent) & weighted)
  share[weighed] <- floor(rows$percent[weighed] + 0.5 + 5e-10)
  cell <- rep("\u2013", nrow(rows))
  filled <- !is.na(share)
  cell[filled] <- paste0(decimal(format_each(share[filled])), percent_sign(lang))
  filled <- !is.na(rows$value)
  value <- rows$value[filled]
  value <- ifelse(computed[filled], sprintf("%.1f", floor(value * 10 + 0.5 + 5e-9) / 10), format_each(value))
  cell[filled] <- decimal(value)
  counted <- rows$kind %in% c("missing", "text")
  cell[counted] <- paste0("(", rows$n[counted], ")")
  cell[rows$note %in% "suppressed"] <- "*"
  cell
}

# Each number with its own decimals.
format_each <- function(x) vapply(x, format, "")
