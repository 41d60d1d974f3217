# Texts of survey tools are HTML; labels of a questionnaire are plain.

# A cell of a workbook holds at most 32,767 characters (Excel specifications and limits).
max_label <- 32767
max_markup_bytes <- 1e6

# Plain text on one line: markup and its scripts removed, entities decoded once, blanks folded.
clean_text <- function(x) {
  x <- as.character(x)
  x[is.na(x)] <- ""
  x <- iconv(x, "UTF-8", "UTF-8", sub = "\ufffd")
  pictured <- grepl("data:", x, fixed = TRUE)
  x[pictured] <- gsub("data:[a-zA-Z]+/[^\"'()<> ]*", "", x[pictured])
  check_label(x, max_markup_bytes, "bytes")
  marked <- grepl("[<&]", x)
  x[marked] <- clean_header(space_blocks(x[marked]))
  x <- gsub("[\\x01-\\x20\\x7f]+|\u00a0", " ", x, perl = TRUE)
  x <- gsub("  +", " ", gsub("^ +| +$", "", x))
  check_label(x, max_label)
}

check_label <- function(x, max, type = "chars") {
  if (length(x) > 0 && any(nchar(x, type) > max)) {
    n <- max(nchar(x, type))
    max <- format(max, scientific = FALSE)
    refuse("A text has ", n, " ", type, "; a label has at most ", max, ".")
  }
  x
}

# What is between or around texts becomes a space: comments, scripts, and the tags of blocks.
space_blocks <- function(x) {
  for (pair in list(c("<!--", "-->"), c("<script", "</script>"), c("<style", "</style>"))) {
    held <- grepl(pair[[1]], x, fixed = TRUE)
    x[held] <- vapply(x[held], cut_between, "", pair[[1]], pair[[2]], USE.NAMES = FALSE)
  }
  blocks <- "p|div|li|ul|ol|dl|dt|dd|tr|td|th|table|h[1-6]|hr|br"
  gsub(paste0("(?i)</?(?:", blocks, ")(?:[ /][^<>]*)?>|<![a-z][^<>]*>"), " ", x, perl = TRUE)
}

# Removes from each `open` to the next `close`. In one pass, whatever the text.
cut_between <- function(text, open, close) {
  parts <- strsplit(text, open, fixed = TRUE)[[1]]
  rest <- parts[-1]
  end <- regexpr(close, rest, fixed = TRUE)
  rest <- ifelse(end > 0, substring(rest, end + nchar(close)), "")
  paste(c(parts[1], rest), collapse = " ")
}
