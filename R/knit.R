#' Results in a knitted document
#'
#' In the output of knitr (HTML, Word, PDF) a result is a table with its title, its numbers as the
#' language writes them (`47%` in Dutch and English, `47 %` with a no-break space in French, decimal
#' commas in both Dutch and French), and a line with base and source. Figures and tables have a column a
#' group, and show percentages only; `print()` a result in a chunk for all that it holds.
#'
#' @param x A result of this package.
#' @param ... Passed to [knitr::knit_print()].
#' @return Markdown, of class `knit_asis`; see [knitr::asis_output()].
#' @family plots
#' @name knit_print
#' @rawNamespace S3method(knitr::knit_print, tendensen_result)
#' @examplesIf rlang::is_installed("knitr")
#' cat(knitr::knit_print(figure(3, lang = "en")))
knit_print.tendensen_result <- function(x, ...) {
  shown <- tryCatch(knit_table(x), tendensen_incomplete = function(e) NULL)
  text <- c(
    if (!is.null(shown$title)) c(paste0("**", markdown_text(shown$title), "**"), ""),
    if (nrow(x) > 0) pipe_table(shown$table %||% plain_table(x)),
    if (!is.null(shown$caption)) c("", paste0("*", markdown_text(shown$caption), "*"))
  )
  knitr::asis_output(paste0("\n\n", paste(text, collapse = "\n"), "\n\n"))
}

# A table of Markdown; `table` is a list of columns of text, those without letters to the right.
pipe_table <- function(table) {
  right <- vapply(table, function(column) all(grepl("^[^[:alpha:]]*$", column)), logical(1))
  line <- function(cells) paste0("| ", do.call(paste, c(unname(cells), sep = " | ")), " |")
  cell <- function(text) gsub("|", "&#124;", gsub("\\s*\n\\s*", " ", markdown_text(text)), fixed = TRUE)
  dashes <- strrep("-", pipe_widths(table))
  c(
    line(as.list(cell(names(table)))),
    paste0("|", paste0(ifelse(right, paste0(dashes, ":"), paste0(":", dashes)), collapse = "|"), "|"),
    line(lapply(table, cell))
  )
}

# Pandoc shares out a page by the dashes where text is long: each column has room for its longest word on a
# line of 80 letters, and long text gets the rest.
pipe_widths <- function(table) {
  texts <- Map(c, names(table), table)
  longest <- vapply(texts, function(text) max(nchar(unlist(strsplit(text, "[ \n\u200b]")), "width"), 1), 1)
  need <- longest + 2
  more <- pmax(0, vapply(texts, function(text) min(50, max(nchar(text, "width"))), 1) - longest)
  spare <- max(0, 80 - sum(need))
  need + round(more * min(1, spare / max(1, sum(more))))
}

# A result as text: `table`, `title`, `caption`. A selection of its columns is a plain table.
knit_table <- function(x) UseMethod("knit_table")

need_columns <- function(x, columns) {
  if (has_columns(x, columns)) return(invisible())
  rlang::abort("", class = "tendensen_incomplete")
}

#' @export
knit_table.default <- function(x) NULL

#' @export
knit_table.tendensen_figure <- function(x) {
  need_columns(x, figure_columns)
  lang <- attr(x, "lang")
  rows <- tibble::as_tibble(x)
  rows <- rows[rows$kind != "chart", ]
  rows$label <- if (is_picture(x)) quoted(rows$note, lang) else percent_labels(rows, lang)
  several <- length(attr(x, "questions")) > 1
  rows$question <- if (several) attr(x, "questions")[rows$question] else NA_character_
  rows$column <- paste(figure_groups(x)[as.character(rows$group)], rows$edition)
  list(
    table = widen(rows, c("question", "item", "option"), lang),
    title = attr(x, "title"), caption = figure_caption(x)
  )
}

# A row a key, a column of labels each `column`; keys of one value (NA) are left out.
widen <- function(rows, keys, lang) {
  rows$key <- do.call(paste, c(lapply(rows[keys], as.character), sep = "\r"))
  first <- rows[!duplicated(rows$key), ]
  first <- first[do.call(order, lapply(first[keys], function(x) match(x, unique(sort_key(x))))), ]
  kept <- keys[vapply(first[keys], function(x) any(!is.na(x)), logical(1))]
  table <- lapply(first[kept], as.character)
  names(table) <- words(kept, lang)
  for (column in unique(rows$column)) {
    here <- rows[rows$column == column, ]
    label <- here$label[match(first$key, here$key)]
    table[[column]] <- ifelse(is.na(label), "", label)
  }
  table
}

sort_key <- function(x) if (is.factor(x)) levels(x) else x

#' @export
knit_table.tendensen_table <- function(x) {
  need_columns(x, setdiff(table_columns, c("n_weighted", "base_weighted")))
  lang <- attr(x, "lang")
  rows <- tibble::as_tibble(x)
  rows$label <- percent_labels(rows, lang)
  rows$label[is.na(rows$percent)] <- format_number(rows$n[is.na(rows$percent)], lang)
  by <- setdiff(names(x), table_columns)
  names <- lapply(rows[by], function(column) as.character(group_factor(column, lang)))
  rows$column <- if (length(by) > 0) do.call(paste, c(unname(names), sep = ", ")) else words("percent", lang)
  list(
    table = widen(rows, c("item", "option"), lang), title = result_title(x), caption = table_caption(x)
  )
}

#' @export
knit_table.tendensen_claims <- function(x) {
  need_columns(x, claims_shown)
  lang <- attr(x, "lang")
  place <- claim_places(x)
  columns <- list(
    x$claim, paste0(x$statement, ifelse(nzchar(place), paste0(" [", place, "]"), "")),
    words(x$verdict, lang), x$reason
  )
  names(columns) <- words(c("claim_id", "statement", "verdict", "reason"), lang)
  titles <- attr(x, "titles")[as.character(unique(x$conclusion))]
  list(
    table = lapply(columns, text_or_blank), title = if (length(titles) == 1) titles,
    caption = claims_caption(x)
  )
}

#' @export
knit_table.tendensen_audit <- function(x) {
  need_columns(x, c(audit_shown, "rule"))
  lang <- attr(x, "lang") %||% "en"
  figure <- ifelse(is.na(x$figure), "", paste0(words("figure", lang, x$figure), ", "))
  allowed <- paste0(" (", tolower(words("allowed", lang)), " ", x$allowed, ")")
  allowed[is.na(x$allowed) | !nzchar(x$allowed)] <- ""
  columns <- list(
    words(x$severity, lang), paste0(figure, gsub("/", "/\u200b", x$finding, fixed = TRUE)),
    paste0(text_or_blank(x$printed), allowed), x$detail
  )
  names(columns) <- words(c("severity", "finding_id", "as_printed", "detail"), lang)
  list(
    table = lapply(columns, text_or_blank), title = words("audit_title", lang),
    caption = sentences(number_of("finding", nrow(x), lang))
  )
}

text_or_blank <- function(x) ifelse(is.na(x), "", as.character(x))

# Every column of a result as text, numbers to two decimals.
plain_table <- function(x) {
  lang <- attr(x, "lang") %||% "en"
  lapply(tibble::as_tibble(x), function(column) {
    if (is.list(column)) return(vapply(column, function(one) toString(format(one)), character(1)))
    if (is.double(column)) return(format_number(column, lang))
    text_or_blank(if (is_choice(column)) format(column) else column)
  })
}

# Text as text in Markdown. An escaped bracket would begin mathematics.
markdown_text <- function(text) {
  text <- gsub("([\\\\`*_{}<>#$~^@])", "\\\\\\1", text)
  gsub("]", "&#93;", gsub("[", "&#91;", text, fixed = TRUE), fixed = TRUE)
}
