# The text of the 2021 report, for tests that hold the package against it. It lies outside the repository,
# in `shared/source` beside it; NULL where it is not there.
source_path <- function() {
  folder <- normalizePath(test_path())
  repeat {
    path <- file.path(folder, "shared", "source", "tendensen-2021.txt")
    if (file.exists(path)) return(path)
    if (dirname(folder) == folder) return(NULL)
    folder <- dirname(folder)
  }
}

skip_without_source <- function() {
  skip_if(is.null(source_path()), "the source text is not here")
}

# Lines between empty lines, white space collapsed.
source_blocks <- function() {
  lines <- readLines(source_path(), encoding = "UTF-8", warn = FALSE)
  lines <- trimws(gsub("\\s+", " ", lines))
  blocks <- split(lines, cumsum(!nzchar(lines)))
  blocks <- lapply(unname(blocks), function(block) block[nzchar(block)])
  blocks[lengths(blocks) > 0]
}

# A row of a table, or the labels of a chart, ends in a number that stands alone: "Efficiëntie 47% 45%",
# "2020 2021". A sentence does not; a footnote sticks to its last word.
is_table_block <- function(block) grepl("(^| )[0-9]+%?$", block[[length(block)]])

# A word that is cut at the end of a line may have its hyphen or not: the cut is kept as `¬`.
join_lines <- function(lines) {
  cut <- grepl("\\S-$", lines)
  trimws(paste0(sub("(\\S)-$", "\\1\u00ac", lines), ifelse(cut, "", " "), collapse = ""))
}

# A pattern for words in a text of join_lines().
quote_pattern <- function(words) {
  characters <- strsplit(words, "")[[1]]
  escaped <- gsub("([][{}()+*^$|\\\\?.])", "\\\\\\1", characters)
  letters <- ifelse(characters == " ", " ", paste0(escaped, "\u00ac?"))
  paste(ifelse(characters == "-", "(?:-|\u00ac)", letters), collapse = "")
}

# First and last character of each match.
spans_of <- function(pattern, text, ...) {
  found <- gregexpr(pattern, text, perl = TRUE, ...)[[1]]
  if (found[[1]] < 0) return(data.frame(from = integer(), to = integer()))
  data.frame(from = as.integer(found), to = as.integer(found) + attr(found, "match.length") - 1L)
}
