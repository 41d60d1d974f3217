# What is odd in the header rows of an export, and above the respondents.

# What tells columns apart: the code; without codes, the text with its answer.
header_keys <- function(columns) {
  text <- paste0(
    ifelse(is.na(columns$text), "", columns$text),
    ifelse(is.na(columns$answer), "", paste0(" [", columns$answer, "]"))
  )
  key <- ifelse(is.na(columns$code), text, columns$code)
  key <- stringi::stri_replace_all_regex(stringi::stri_trans_nfc(key), "[\\s\\p{Z}\ufeff]+", " ")
  stringi::stri_trim_both(key)
}

header_troubles <- function(layout) {
  columns <- layout$columns
  key <- header_keys(columns)
  empty <- which(!nzchar(key))
  twice <- which(key %in% key[duplicated(key)] & nzchar(key))
  others <- same_columns(key, twice)
  told_apart <- all(!is.na(columns$import_id[twice])) && !anyDuplicated(columns$import_id[twice])
  stack_rows(
    if (length(empty) > 0) {
      trouble(
        "empty_header", NA, empty, NA, "a name or a question in the header",
        "The column is kept; match it by its position, or name it and export again."
      )
    },
    if (length(twice) > 0) {
      trouble(
        "duplicate_header", NA, twice, columns_value(columns, twice),
        paste0("a header of its own; column ", others, " has the same"),
        if (told_apart) {
          "The columns are told apart by their ImportId."
        } else {
          "Match it by its position, or give the questions different names and export again."
        }
      )
    },
    duplicate_ids(columns$import_id)
  )
}

# A table whose first row looks like the second header row of SurveyMonkey.
second_header_troubles <- function(top, tool, respondents) {
  if (tool != "table" || length(top) < 2) return(NULL)
  under_empty <- !nzchar(top[[2]][[1]]) && any(nzchar(top[[2]]) & !nzchar(top[[1]]))
  if (!under_empty) return(NULL)
  trouble(
    "second_header", respondents[[1]], NA, shorten_text(paste(top[[2]], collapse = " | "), 200),
    "answers of a respondent",
    "Kept as a respondent. If it is a second header row, read with tool = \"surveymonkey\"."
  )
}

# The other columns with the same key, for each of some; twenty at most.
same_columns <- function(key, columns) {
  vapply(columns, function(i) {
    others <- setdiff(which(key == key[[i]]), i)
    paste(c(utils::head(others, 20), if (length(others) > 20) "..."), collapse = ", ")
  }, "")
}

columns_value <- function(columns, which) {
  shorten_text(ifelse(is.na(columns$code), columns$text, columns$code)[which], 200)
}

duplicate_ids <- function(id) {
  twice <- which(id %in% id[duplicated(id) & !is.na(id)])
  if (length(twice) == 0) return(NULL)
  others <- same_columns(id, twice)
  trouble(
    "duplicate_import_id", NA, twice, id[twice],
    paste0("an ImportId of its own; column ", others, " has the same"),
    "Match these columns by position, or export again."
  )
}

header_note <- function(top, layout) {
  header <- unlist(top[seq_len(layout$rows)])
  padded <- sum(stringi::stri_detect_regex(header, "^[\\s\\p{Z}]|[\\s\\p{Z}]$"))
  html <- sum(stringi::stri_detect_regex(
    header[stringi::stri_detect_charclass(header, "[>;]")],
    paste0(html_tags, "|&(?:#\\w+|[A-Za-z]{2,8});"), case_insensitive = TRUE
  ))
  lines <- sum(stringi::stri_detect_regex(header, "[\r\n]"))
  seen <- c(
    if (padded > 0) paste(count_of(padded, "header"), "with spaces around"),
    if (html > 0) paste(count_of(html, "header"), "with HTML, decoded in the texts"),
    if (lines > 0) paste(count_of(lines, "header"), "over several lines")
  )
  if (length(seen) == 0) return(NULL)
  export_note("header", paste0(paste(seen, collapse = "; "), "."))
}
