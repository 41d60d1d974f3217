# The records of a separated text file: what separates the cells, and their texts. The core splits
# (src/core/separated.hpp has the rules); each column is a factor, its levels the distinct texts in
# order of appearance, an empty cell NA.

separators <- c("comma" = ",", "semicolon" = ";", "tab" = "\t", "bar" = "|")

separator_name <- function(sep) {
  known <- match(sep, separators)
  if (is.na(known)) paste0("`", sep, "`") else names(separators)[[known]]
}

# Records, of a text file or a sheet:
#   columns   list of factors, as wide as the header
#   beyond    record, column, text: cells beyond the header
#   width     fields found in each record
#   line      line of the file (row of the sheet) where each record begins
#   surplus   what is beyond the header, as one text a record, NA for nothing
#   notes, troubles
read_text_records <- function(path, bytes, call) {
  decoded <- decode_export(bytes, path, call)
  said <- said_separator(decoded$bytes)
  if (length(said$bytes) == 0) {
    abort_export(path, "holds no text.", "Export the responses again.", call)
  }
  separator <- said$separator %||% find_separator(said$bytes, path, call)
  found <- find_records(said$bytes, separator$sep, said$lines, path, call)
  split <- c(split_cells(said$bytes, separator$sep, found), found[c("width", "line")])
  read <- find_text_troubles(split, found, decoded)
  read$surplus <- surplus_text(read$beyond, length(read$width))
  read$notes <- stack_rows(
    decoded$notes,
    export_note("separator", separator$why), line_end_note(found$line_ends),
    damage_note(read$troubles)
  )
  read
}

# Excel's first line `sep=;`.
said_separator <- function(bytes) {
  head <- utils::head(bytes, 16)
  if (any(head == as.raw(0))) head <- head[seq_len(match(as.raw(0), head) - 1L)]
  found <- regmatches(
    rawToChar(head[head < as.raw(0x80)]),
    regexec("^(\"?sep=([^\"\r\n[:alnum:]])\"?)(\r\n|\n|\r|$)", rawToChar(head[head < as.raw(0x80)]))
  )[[1]]
  if (length(found) == 0) return(list(bytes = bytes, lines = 0L))
  list(
    bytes = bytes_after(bytes, nchar(found[[1]], "bytes")), lines = 1L,
    separator = list(
      sep = found[[3]],
      why = paste0(separator_name(found[[3]]), ": the first line is `", found[[2]], "`.")
    )
  )
}

line_end_note <- function(n) {
  n <- n[n > 0]
  if (length(n) < 2) return(NULL)
  counts <- paste(n, names(n), collapse = ", ")
  export_note("line_ends", paste0("Line ends are mixed: ", counts, "."))
}

# Splitting --------------------------------------------------------------------------------------

find_records <- function(bytes, sep, lines, path, call) {
  found <- core_find_records(bytes, sep)
  if (!is.null(found$unclosed)) abort_unclosed(bytes, found$unclosed, lines, path, call)
  found$line <- found$line + lines
  found
}

abort_unclosed <- function(bytes, unclosed, lines, path, call) {
  line <- unclosed[["line"]] + lines
  head <- bytes[unclosed[["at"]]:min(unclosed[["at"]] + 60L, length(bytes))]
  shown <- shorten_text(iconv(rawToChar(head[head != as.raw(0)]), "UTF-8", "UTF-8", sub = ""), 40)
  abort(c(
    "{.path {path}} cannot be split into rows.",
    x = "A quote that opens on line {line} is not closed where a cell can end: {shown}",
    i = "Close it, or write a quote within a cell twice; or export the responses again as CSV."
  ), "file", call = call, env = rlang::current_env(), line = line, text = shown)
}

# `columns` and `beyond`.
split_cells <- function(bytes, sep, found) {
  cells <- core_intern_cells(bytes, sep, found$start, header_width(bytes, sep, found), threads())
  stopifnot("every cell is accounted for" = length(cells$surplus$record) ==
    sum(pmax(found$width - length(cells$columns), 0L)))
  columns <- cells$columns
  if (any(found$width > 1L) && length(columns) > 0) {
    columns[[1]] <- blank_white_lines(columns[[1]], found$width)
  }
  list(columns = columns, beyond = do.call(quick_tibble, cells$surplus))
}

# The first record that is not blank is the header.
header_width <- function(bytes, sep, found) {
  for (i in all_but(found$blank, found$width)) {
    if (found$width[[i]] > 1L || !is_white(record_cells(bytes, sep, found, i))) {
      return(found$width[[i]])
    }
  }
  max(found$width)
}

# The positions in `x` that are none of `left_out`, whose order is theirs.
all_but <- function(left_out, x) {
  if (length(left_out) == 0) seq_along(x) else seq_along(x)[-left_out]
}

record_cells <- function(bytes, sep, found, record) {
  cells <- core_intern_cells(bytes, sep, found$start[[record]], found$width[[record]], 1L)
  text <- vapply(cells$columns, as.character, "")
  ifelse(is.na(text), "", text)
}

is_white <- function(text) stringi::stri_detect_regex(text, "^\\s*$")

# Lines of nothing but white space, without separators, in a file that has them.
blank_white_lines <- function(column, width) {
  single <- which(width == 1L)
  column[single[is_white(as.character(column[single])) %in% TRUE]] <- NA
  column
}

surplus_text <- function(beyond, n_records) {
  surplus <- rep(NA_character_, n_records)
  filled <- beyond[beyond$record %in% beyond$record[nzchar(beyond$text)], ]
  if (nrow(filled) == 0) return(surplus)
  text <- vapply(split(filled$text, filled$record), paste, "", collapse = " | ")
  surplus[as.integer(names(text))] <- text
  surplus
}

# Troubles of cells -------------------------------------------------------------------------------

find_text_troubles <- function(records, found, decoded) {
  read <- unmark_cells(records, decoded)
  records <- read$records
  records$troubles <- stack_rows(
    read$troubles, find_damage(records, read$damaged, decoded$ascii, decoded$asks),
    uncertain_troubles(records, decoded), stray_troubles(records, found$stray),
    swallowed_troubles(records, found$rows_in_cell)
  )
  records
}

stray_troubles <- function(records, stray) {
  if (length(stray$record) == 0) return(NULL)
  trouble(
    "stray_quote", stray$record, stray$column, cell_texts(records, stray),
    "a quote in a quoted cell, written twice",
    "Taken as text. Check the row, or export the responses again as CSV."
  )
}

swallowed_troubles <- function(records, cells) {
  if (length(cells$record) == 0) return(NULL)
  trouble(
    "rows_in_cell", cells$record, cells$column, cell_texts(records, cells), "an answer, not rows",
    "A line in this cell looks like a row: check whether a quote before it is not closed."
  )
}

# Separator --------------------------------------------------------------------------------------

# Judged on the first megabyte, cut at a line end. A separator fits when the header has two fields
# or more. Stray quotes speak against one; then more rows as wide as the header speak for it.
find_separator <- function(bytes, path, call) {
  sample <- separator_sample(bytes)
  fits <- lapply(separators, function(sep) separator_fit(sample, sep))
  good <- Filter(function(fit) fit$width >= 2, fits)
  if (length(good) == 0) {
    check_header_width(fits, path, call)
    return(list(sep = ",", why = "none: the file has one column."))
  }
  stray <- vapply(good, function(fit) fit$stray > 0, logical(1))
  good <- good[stray == min(stray)]
  share <- vapply(good, `[[`, 1, "share")
  settled <- settle_separator(good[share >= min(0.5, max(share))])
  if (!is.null(settled)) {
    return(list(sep = settled$fit$sep, why = separator_reason(settled$fit, settled$why)))
  }
  best <- good[share > max(share) - 1e-9]
  if (length(best) > 1) abort_separators(best, path, call)
  why <- if (length(good) > 1) "more rows are as wide as the header"
  list(sep = best[[1]]$sep, why = separator_reason(best[[1]], why))
}

separator_reason <- function(fit, why) {
  found <- paste0(
    separator_name(fit$sep), ": the header has ", count_of(fit$width, "field"), " and ",
    format(round(100 * fit$share)), "% of the first ", count_of(fit$n, "row"), " as many"
  )
  paste0(found, if (!is.null(why)) paste0("; preferred, for ", why), ".")
}

separator_sample <- function(bytes, size = 2^20) {
  if (length(bytes) <= size) return(list(bytes = bytes, cut = FALSE))
  head <- core_bytes_between(bytes, 1L, size)
  breaks <- core_find_bytes(head, as.raw(c(0x0A, 0x0D)))
  if (length(breaks) < 10) return(separator_sample(bytes, size * 8))
  list(bytes = core_bytes_between(head, 1L, breaks[[length(breaks)]]), cut = TRUE)
}

# How the header and the rows of a sample divide under a separator. In a sample that is cut, the
# last quote may close later.
separator_fit <- function(sample, sep) {
  found <- core_find_records(sample$bytes, sep)
  open <- !is.null(found$unclosed)
  empty <- found$blank[found$width[found$blank] == 1L]
  filled <- all_but(empty, found$width)
  if (open && sample$cut && length(filled) > 1) filled <- filled[-length(filled)]
  width <- found$width[filled]
  if (length(width) == 0) return(list(sep = sep, width = 0L, share = 0, stray = 0, n = 0L))
  rows <- width[-1]
  list(
    sep = sep, width = width[[1]], stray = length(found$stray$record) + (open && !sample$cut),
    n = length(rows), share = if (length(rows) == 0) 1 else mean(rows == width[[1]]), rows = rows,
    bytes = sample$bytes,
    header = function() trimws(record_cells(sample$bytes, sep, found, filled[[1]]))
  )
}

# Where several separators fit, a header that a known tool writes decides; so does a comma that is
# always a decimal comma or followed by a space. NULL where neither does.
settle_separator <- function(fits) {
  if (length(fits) < 2) return(NULL)
  known <- vapply(fits, function(fit) is_known_header(fit$header()), logical(1))
  if (sum(known) == 1) {
    return(list(fit = fits[known][[1]], why = "its header is one that a survey tool writes"))
  }
  comma <- vapply(fits, function(fit) fit$sep == ",", logical(1))
  if (length(fits) > 2 || sum(comma) != 1 || !commas_are_text(fits[comma][[1]]$bytes)) return(NULL)
  list(fit = fits[!comma][[1]], why = "every comma stands in a number or before a space")
}

commas_are_text <- function(bytes) {
  at <- core_find_bytes(bytes, as.raw(0x2C))
  before <- as.integer(bytes_at(bytes, at - 1L))
  after <- as.integer(bytes_at(bytes, at + 1L))
  digit <- function(byte) byte >= 48L & byte <= 57L
  all(after == 32L | digit(before) & digit(after))
}

abort_separators <- function(fits, path, call) {
  names <- vapply(fits, function(fit) separator_name(fit$sep), "")
  counts <- vapply(fits, function(fit) count_of(fit$width, "column"), "")
  abort(c(
    "{.path {path}} can be read with two separators that fit equally well.",
    x = paste0(paste(names, "gives", counts, collapse = "; "), "."),
    i = "Write {.code sep=;} (or the right separator) as its first line, or export with tabs."
  ), "file", call = call, env = rlang::current_env())
}

# A title above the header: one field, and then rows that agree on more.
check_header_width <- function(fits, path, call) {
  for (fit in fits) {
    rows <- fit$rows[fit$rows > 1]
    if (length(rows) < 2 || length(rows) < 0.8 * length(fit$rows)) next
    if (max(tabulate(rows)) < 0.8 * length(rows)) next
    width <- which.max(tabulate(rows))
    abort_export(
      path, paste0(
        "has a first line that is no header: it has 1 field, the rows below have ", width, "."
      ),
      "Delete what stands above the header, so that the first line names the columns.", call
    )
  }
}
