# A workbook of layouts. Text is written as string cells, never as formulas.

tables_workbook <- function(layouts, contents, lang, digits, call = caller_env()) {
  rlang::check_installed("openxlsx", "to write a workbook.")
  book <- openxlsx::createWorkbook(creator = "tendensen", title = contents$title)
  for (layout in c(list(contents), layouts)) {
    check_sheet(layout, call)
    openxlsx::addWorksheet(book, layout$name)
  }
  names <- vapply(layouts, function(layout) layout$name, character(1))
  header <- write_layout(book, contents, texts_above(contents, lang), digits)
  link_cells(book, contents$name, header + seq_along(layouts), names, names)
  for (layout in layouts) {
    above <- texts_above(layout, lang)
    write_layout(book, layout, c(above, word("back", lang)), digits)
    link_cells(book, layout$name, length(above) + 1, word("back", lang), contents$name)
  }
  file <- tempfile(fileext = ".xlsx")
  openxlsx::saveWorkbook(book, file)
  file
}

max_sheet_rows <- 1048576
max_sheet_columns <- 16384

check_sheet <- function(layout, call) {
  refuse <- function(problem) {
    abort(c("A workbook cannot hold the result {.val {layout$name}}.", x = problem), "cell",
      call = call, env = rlang::env(layout = layout)
    )
  }
  if (nrow(layout$cells) > max_sheet_rows - 20) refuse("It has more than a million rows.")
  if (ncol(layout$cells) > max_sheet_columns) refuse("It has more than 16384 columns.")
  text <- Filter(is.character, as.list(layout$cells))
  long <- vapply(text, function(column) any(nchar(column) > max_cell_characters, na.rm = TRUE), NA)
  if (any(long)) refuse(paste("A cell has more than", max_cell_characters, "characters."))
}

texts_above <- function(layout, lang) {
  said <- function(key, text) if (!is.null(text) && !is.na(text)) paste0(key, ": ", text)
  c(
    layout$title, said(word("base", lang), layout$base), said(word("source", lang), layout$source),
    layout$notes
  )
}

# Texts, a row each, an empty row, the table; gives the row of the header.
write_layout <- function(book, layout, above, digits) {
  sheet <- layout$name
  n_columns <- max(1, ncol(layout$cells))
  widths <- layout_widths(layout)
  text <- openxlsx::createStyle(numFmt = "TEXT", wrapText = TRUE, valign = "top")
  bold <- openxlsx::createStyle(
    numFmt = "TEXT", textDecoration = "bold", fontSize = 13, wrapText = TRUE, valign = "top"
  )
  rows <- seq_along(above)
  openxlsx::writeData(book, sheet, workbook_text(above), colNames = FALSE)
  # Across as much of the table as is in sight.
  across <- seq_len(max(1, which(cumsum(widths) <= 110)))
  if (length(across) > 1) for (row in rows) openxlsx::mergeCells(book, sheet, across, row)
  openxlsx::addStyle(book, sheet, text, rows, 1)
  openxlsx::addStyle(book, sheet, bold, 1, 1)
  openxlsx::setRowHeights(book, sheet, rows, row_heights(list(above), sum(widths[across])) + 3)
  header <- length(above) + 2
  write_cells(book, layout, header, digits)
  openxlsx::setColWidths(book, sheet, seq_len(n_columns), widths)
  top <- row_heights(as.list(names(layout$cells)), widths)
  heights <- c(if (length(top) > 0) max(top), row_heights(layout$cells, widths))
  openxlsx::setRowHeights(book, sheet, header - 1 + seq_along(heights), heights)
  labels <- layout$n_labels %||% 0
  frozen <- if (sum(widths[seq_len(labels)]) <= 60) labels + 1 else 1
  openxlsx::freezePane(book, sheet, firstActiveRow = header + 1, firstActiveCol = frozen)
  openxlsx::pageSetup(
    book, sheet,
    orientation = "landscape", paperSize = 9, fitToWidth = TRUE, fitToHeight = FALSE,
    printTitleRows = header
  )
  header
}

write_cells <- function(book, layout, header, digits) {
  sheet <- layout$name
  cells <- as.list(layout$cells)
  if (length(cells) == 0) return(invisible())
  is_text <- vapply(cells, is.character, logical(1))
  cells[is_text] <- lapply(cells[is_text], workbook_text)
  columns <- seq_along(cells)
  write_rows <- function(rows, at) {
    openxlsx::writeData(book, sheet, structure(rows, class = "data.frame", row.names = seq_along(rows[[1]])),
      startRow = at, colNames = FALSE
    )
  }
  write_rows(stats::setNames(as.list(workbook_text(names(cells))), columns), header)
  openxlsx::addStyle(book, sheet, openxlsx::createStyle(
    numFmt = "TEXT", textDecoration = "bold", wrapText = TRUE, valign = "bottom", fgFill = "#DCE6F1",
    border = "bottom"
  ), header, columns)
  numbers <- columns[layout$kinds != "text"]
  if (length(numbers) > 0) {
    right <- openxlsx::createStyle(halign = "right")
    openxlsx::addStyle(book, sheet, right, header, numbers, stack = TRUE)
  }
  body <- header + seq_len(nrow(layout$cells))
  if (length(body) == 0) return(invisible())
  write_rows(stats::setNames(cells, columns), header + 1)
  format <- cell_formats(layout, digits)
  for (one in unique(format)) {
    style <- openxlsx::createStyle(numFmt = one, wrapText = one == "TEXT", valign = "top")
    openxlsx::addStyle(book, sheet, style, body, columns[format == one], gridExpand = TRUE)
  }
  printed <- body[layout$printed]
  if (length(printed) > 0 && any(layout$kinds == "percent")) {
    style <- openxlsx::createStyle(numFmt = "GENERAL", valign = "top")
    openxlsx::addStyle(book, sheet, style, printed, columns[layout$kinds == "percent"], gridExpand = TRUE)
  }
}

# How the numbers of each column show.
cell_formats <- function(layout, digits) {
  formats <- c(
    text = "TEXT", percent = if (digits > 0) paste0("0.", strrep("0", digits)) else "0", count = "0",
    number = "0.00", printed = "GENERAL"
  )
  format <- unname(formats[layout$kinds])
  format[vapply(layout$cells, inherits, logical(1), "Date")] <- "yyyy-mm-dd"
  format[vapply(layout$cells, inherits, logical(1), "POSIXct")] <- "yyyy-mm-dd hh:mm:ss"
  format
}

# Labels wide enough to read, numbers narrow; headers wrap.
layout_widths <- function(layout) {
  cells <- layout$cells
  if (ncol(cells) == 0) return(60)
  vapply(seq_along(cells), function(column) {
    x <- cells[[column]]
    words <- nchar(unlist(strsplit(names(cells)[[column]], "[ -]")), "width")
    shown <- if (is.numeric(x)) 8 else max(0, nchar(as.character(x), "width"), na.rm = TRUE)
    min(max(shown + 2, words + 2, 10), 50)
  }, numeric(1))
}

# Heights of rows, in points, in which the longest text is in sight. Not every program fits them itself.
row_heights <- function(cells, widths) {
  if (length(cells) == 0) return(numeric())
  lines <- Map(function(x, width) {
    if (!is.character(x)) return(1)
    text <- ifelse(is.na(x), "", x)
    breaks <- nchar(gsub("[^\n]", "", text))
    signs <- nchar(text, "width")
    ifelse(signs + 2 <= width, 1, ceiling(1.15 * signs / width)) + breaks
  }, as.list(cells), widths)
  pmin(400, 15 * pmax(1, do.call(pmax, unname(lines))))
}

# Links to other sheets. openxlsx makes links out of the workbook; they are turned inwards.
link_cells <- function(book, sheet, rows, texts, targets) {
  for (i in seq_along(rows)) {
    openxlsx::writeData(book, sheet, structure(texts[[i]], class = "hyperlink"), startRow = rows[[i]])
  }
  links <- book$worksheets[[match(sheet, names(book))]]$hyperlinks
  quoted <- paste0("'", gsub("'", "''", targets, fixed = TRUE), "'!A1")
  for (i in seq_along(links)) {
    links[[i]]$is_external <- FALSE
    links[[i]]$target <- NULL
    links[[i]]$location <- xml_escape(quoted[[i]])
  }
  style <- openxlsx::createStyle(fontColour = "#1F5A96", textDecoration = "underline", valign = "top")
  openxlsx::addStyle(book, sheet, style, rows, 1, stack = TRUE)
}
