# The cells of a separated text file (RFC 4180): what separates them, and a strict splitter that
# accounts for every record. All positions are bytes of the decoded text, from 1.

separators <- c("comma" = ",", "semicolon" = ";", "tab" = "\t", "bar" = "|")

separator_name <- function(sep) {
  known <- match(sep, separators)
  if (is.na(known)) paste0("`", sep, "`") else names(separators)[[known]]
}

separator_byte <- function(sep) charToRaw(sep)[[1]]

# Records of a text file: `columns` (list of chr, NA for an empty cell), `width` (fields found) and
# `line` (of the file) of each record, `surplus` (cells beyond the header, as text), notes,
# troubles.
read_text_records <- function(path, bytes, call) {
  decoded <- decode_export(bytes, path, call)
  said <- said_separator(decoded$bytes)
  text <- said$bytes
  if (length(text) == 0) {
    abort_export(path, "holds no text.", "Export the responses again.", call)
  }
  separator <- said$separator %||% find_separator(text, path, call)
  split <- split_cells(text, separator$sep, decoded$marks$cell, said$lines, path, call)
  read <- read_cells(split, decoded)
  read$notes <- stack_rows(
    decoded$notes,
    export_note("separator", separator$why), line_end_note(split$line_ends),
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
  if (length(found) == 0) return(list(bytes = bytes, skipped = 0L, lines = 0L))
  skipped <- nchar(found[[1]], "bytes")
  list(
    bytes = bytes[-seq_len(skipped)], skipped = skipped, lines = 1L,
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

# Structure --------------------------------------------------------------------------------------

# Line ends: CRLF, LF or CR. `at`: the last byte of each; `crlf`: whether it has two.
find_breaks <- function(bytes) {
  lf <- find_byte(bytes, 0x0A)
  cr <- find_byte(bytes, 0x0D)
  cr <- cr[bytes_at(bytes, cr + 1L) != as.raw(0x0A)]
  at <- if (length(cr) == 0) lf else sort(c(lf, cr))
  list(at = at, crlf = bytes[at] == as.raw(0x0A) & bytes_at(bytes, at - 1L) == as.raw(0x0D))
}

is_delimiter <- function(byte, sep) byte == sep | byte == as.raw(0x0A) | byte == as.raw(0x0D)

odd_ones <- function(x) x[rep_len(c(TRUE, FALSE), length(x))]
even_ones <- function(x) x[rep_len(c(FALSE, TRUE), length(x))]

# Quotes taken in turn as opening and closing; two that touch are one quote within a cell. `stray`
# counts those that stand where neither can.
pair_quotes <- function(bytes, sep, quotes) {
  opens <- odd_ones(quotes)
  closes <- even_ones(quotes)
  after_close <- c(0L, closes)[seq_along(opens)] == opens - 1L & opens > 1L & seq_along(opens) > 1L
  before_open <- c(opens[-1], 0L)[seq_along(closes)] == closes + 1L
  fine_open <- opens == 1L | after_close | is_delimiter(bytes_at(bytes, opens - 1L), sep)
  fine_close <- closes == length(bytes) | before_open |
    is_delimiter(bytes_at(bytes, closes + 1L), sep)
  text <- logical(length(quotes))
  text[2L * which(after_close) - 1L] <- TRUE
  list(
    fences = quotes, drop = quotes[!text],
    stray = sum(!fine_open) + sum(!fine_close), open = length(opens) > length(closes)
  )
}

# Quotes one after the other, for a file with stray ones. A quote opens a cell only at its start and
# closes it only at its end. Any other is text, unless the cell has run over a line end: then nobody
# can tell where it ends, and rows could be swallowed.
walk_quotes <- function(bytes, sep, quotes, breaks) {
  n <- length(quotes)
  starts <- quotes == 1L | is_delimiter(bytes_at(bytes, quotes - 1L), sep)
  ends <- quotes == length(bytes) | is_delimiter(bytes_at(bytes, quotes + 1L), sep)
  doubled <- c(quotes[-1] == quotes[-n] + 1L, FALSE)
  line <- findInterval(quotes, breaks)
  kind <- integer(n) # 1 opens, 2 closes, 3 first of a pair, 4 second of a pair, 0 stray
  open <- 0L
  i <- 1L
  while (i <= n) {
    if (open == 0L) {
      if (starts[[i]]) {
        kind[[i]] <- 1L
        open <- i
      }
    } else if (doubled[[i]]) {
      kind[i + 0:1] <- 3:4
      i <- i + 1L
    } else if (ends[[i]]) {
      kind[[i]] <- 2L
      open <- 0L
    } else if (line[[i]] > line[[open]]) {
      break
    }
    i <- i + 1L
  }
  list(
    fences = quotes[kind %in% 1:2], drop = quotes[kind %in% 1:3], stray = quotes[kind == 0L],
    unclosed = if (open > 0L) quotes[[open]]
  )
}

quote_structure <- function(bytes, sep, breaks, path, call, lines) {
  quotes <- find_byte(bytes, 0x22)
  paired <- pair_quotes(bytes, sep, quotes)
  if (paired$stray == 0 && !paired$open) {
    return(list(fences = paired$fences, drop = paired$drop, stray = integer()))
  }
  walked <- walk_quotes(bytes, sep, quotes, breaks)
  if (!is.null(walked$unclosed)) abort_unclosed(bytes, walked$unclosed, breaks, lines, path, call)
  walked
}

abort_unclosed <- function(bytes, at, breaks, lines, path, call) {
  line <- findInterval(at - 1L, breaks) + 1L + lines
  head <- bytes[at:min(at + 60L, length(bytes))]
  shown <- shorten_text(iconv(rawToChar(head[head != as.raw(0)]), "UTF-8", "UTF-8", sub = ""), 40)
  abort(c(
    "{.path {path}} cannot be split into rows.",
    x = "A quote that opens on line {line} is not closed where a cell can end: {shown}",
    i = "Close it, or write a quote within a cell twice; or export the responses again as CSV."
  ), "file", call = call, env = rlang::current_env(), line = line, text = shown)
}

# Separators and line ends outside quotes. `ends`: of records, with one after the last byte where
# the file does not end in a line end.
find_delimiters <- function(bytes, sep, breaks, fences) {
  outside <- function(at) findInterval(at, fences) %% 2L == 0L
  seps <- find_byte(bytes, sep)
  seps <- seps[outside(seps)]
  of_record <- outside(breaks$at)
  ends <- breaks$at[of_record]
  crlf <- breaks$crlf[of_record]
  closed <- length(ends) > 0 && ends[[length(ends)]] == length(bytes)
  if (!closed) ends <- c(ends, length(bytes) + 1L)
  list(
    seps = seps, ends = ends, closed = closed, cr = breaks$at[of_record][crlf] - 1L,
    width = diff(c(0L, findInterval(ends, seps))) + 1L,
    start = c(1L, ends[-length(ends)] + 1L)
  )
}

# `cells` in file order; `width` and `line` of each record.
split_cells <- function(bytes, sep, mark, lines, path, call) {
  sep <- separator_byte(sep)
  breaks <- find_breaks(bytes)
  quotes <- quote_structure(bytes, sep, breaks$at, path, call, lines)
  found <- find_delimiters(bytes, sep, breaks, quotes$fences)
  ends <- if (found$closed) found$ends else found$ends[-length(found$ends)]
  lone_cr <- sum(bytes[ends] == as.raw(0x0D))
  line_ends <- c(
    CRLF = length(found$cr), LF = length(ends) - length(found$cr) - lone_cr, CR = lone_cr
  )
  bytes[c(found$seps, ends)] <- mark
  bytes <- remove_bytes(bytes, sort(c(quotes$drop, found$cr), method = "radix"))
  cells <- stringi::stri_split_fixed(raw_text(bytes), rawToChar(mark))[[1]]
  if (found$closed) cells <- cells[-length(cells)]
  stopifnot("every cell is accounted for" = length(cells) == sum(found$width))
  list(
    cells = cells, width = found$width,
    line = findInterval(found$start - 1L, breaks$at) + 1L + as.integer(lines),
    stray = stray_cells(quotes$stray, found), line_ends = line_ends,
    tall = length(breaks$at) > length(ends), sep = rawToChar(sep)
  )
}

# The cells that hold stray quotes, as positions in file order.
stray_cells <- function(stray, found) {
  if (length(stray) == 0) return(integer())
  unique(findInterval(stray, sort(c(found$seps, found$ends))) + 1L)
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
  if (length(bytes) <= size) return(bytes)
  head <- bytes[seq_len(size)]
  breaks <- find_breaks(head)$at
  if (length(breaks) < 10) return(separator_sample(bytes, size * 8))
  structure(head[seq_len(breaks[[length(breaks)]])], cut = TRUE)
}

# How the header and the rows of a sample divide under a separator.
separator_fit <- function(sample, sep) {
  cut <- isTRUE(attr(sample, "cut"))
  bytes <- as.vector(sample)
  byte <- separator_byte(sep)
  paired <- pair_quotes(bytes, byte, find_byte(bytes, 0x22))
  if (paired$open && cut) {
    last <- paired$fences[[length(paired$fences)]]
    if (last > 1L) return(separator_fit(structure(bytes[seq_len(last - 1L)], cut = TRUE), sep))
  }
  found <- find_delimiters(bytes, byte, find_breaks(bytes), paired$fences)
  end <- pmin(found$ends, length(bytes))
  filled <- which(found$width > 1L | end - found$start > 1L)
  if (cut && !found$closed) filled <- setdiff(filled, length(found$width))
  while (length(filled) > 1 && is_white_record(bytes, found, filled[[1]])) filled <- filled[-1]
  width <- found$width[filled]
  if (length(width) == 0) return(list(sep = sep, width = 0L, share = 0, stray = 0, n = 0L))
  rows <- width[-1]
  list(
    sep = sep, width = width[[1]], stray = paired$stray + paired$open, n = length(rows),
    share = if (length(rows) == 0) 1 else mean(rows == width[[1]]), rows = rows,
    bytes = bytes, header = function() header_cells(bytes, found, filled[[1]])
  )
}

is_white_record <- function(bytes, found, record) {
  if (found$width[[record]] > 1L) return(FALSE)
  text <- bytes[found$start[[record]]:min(found$ends[[record]], length(bytes))]
  all(as.integer(text) %in% c(9L, 10L, 13L, 32L))
}

header_cells <- function(bytes, found, record) {
  first <- found$start[[record]]
  last <- min(found$ends[[record]], length(bytes))
  text <- bytes[first:last]
  seps <- found$seps[found$seps >= first & found$seps <= last] - first + 1L
  from <- c(1L, seps + 1L)
  to <- c(seps - 1L, length(text))
  part <- Map(function(from, to) {
    raw_text(text[seq_len(max(to - from + 1L, 0L)) + from - 1L])
  }, from, to)
  cells <- iconv(unlist(part), "UTF-8", "UTF-8", sub = "")
  gsub("\"", "", trimws(cells))
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
  at <- find_byte(bytes, 0x2C)
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

# Cells to records -------------------------------------------------------------------------------

read_cells <- function(split, decoded) {
  width <- split$width
  offset <- cumsum(width) - width
  place <- function(cell) {
    record <- findInterval(cell - 1L, offset)
    list(record = record, column = cell - offset[record])
  }
  unmarked <- unmark_cells(split$cells, decoded, place)
  cells <- unmarked$cells
  troubles <- stack_rows(
    unmarked$troubles,
    find_damage(cells, unmarked$damaged, place, decoded$ascii, decoded$asks),
    uncertain_troubles(cells, decoded, place),
    stray_troubles(cells, split$stray, place),
    if (split$tall) swallowed_troubles(cells, width, split$sep, place)
  )
  cells[cells == ""] <- NA_character_
  cells[white_lines(cells, width, offset)] <- NA_character_
  n_columns <- header_width(cells, width, offset)
  columns <- lapply(seq_len(n_columns), function(j) {
    column <- cells[offset + j]
    column[width < j] <- NA_character_
    column
  })
  list(
    columns = columns, width = width, line = split$line,
    surplus = surplus_cells(cells, width, offset, n_columns), troubles = troubles
  )
}

# Lines of nothing but white space, without separators, in a file that has them.
white_lines <- function(cells, width, offset) {
  if (!any(width > 1L)) return(integer())
  single <- offset[width == 1L] + 1L
  single[stringi::stri_detect_regex(cells[single], "^\\s*$") %in% TRUE]
}

# The first record that is not blank is the header.
header_width <- function(cells, width, offset) {
  filled <- which(!is.na(cells))
  if (length(filled) == 0) return(0L)
  width[[findInterval(filled[[1]] - 1L, offset)]]
}

surplus_cells <- function(cells, width, offset, n_columns) {
  surplus <- rep(NA_character_, length(width))
  for (record in which(width > n_columns)) {
    beyond <- cells[offset[[record]] + (n_columns + 1L):width[[record]]]
    if (!all(is.na(beyond))) {
      surplus[[record]] <- paste(ifelse(is.na(beyond), "", beyond), collapse = " | ")
    }
  }
  surplus
}

stray_troubles <- function(cells, stray, place) {
  if (length(stray) == 0) return(NULL)
  at <- place(stray)
  trouble(
    "stray_quote", at$record, at$column, cells[stray], "a quote in a quoted cell, written twice",
    "Taken as text. Check the row, or export the responses again as CSV."
  )
}

# A cell with a line that has as many separators as a record may have swallowed rows; in prose, a
# space follows a comma.
swallowed_troubles <- function(cells, width, sep, place) {
  usual <- width[[1]]
  if (usual < 4) return(NULL)
  tall <- which(stringi::stri_detect_fixed(cells, "\n") | stringi::stri_detect_fixed(cells, "\r"))
  tall <- tall[tall > usual]
  like_record <- vapply(stringi::stri_split_lines(cells[tall]), function(lines) {
    n <- stringi::stri_count_fixed(lines[-1], sep)
    loose <- stringi::stri_count_fixed(lines[-1], paste0(sep, " "))
    any(n == usual - 1L & loose == 0L)
  }, logical(1))
  tall <- tall[like_record]
  if (length(tall) == 0) return(NULL)
  at <- place(tall)
  trouble(
    "rows_in_cell", at$record, at$column, cells[tall], "an answer, not rows",
    "A line in this cell looks like a row: check whether a quote before it is not closed."
  )
}
