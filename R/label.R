# A label that a reader takes for the same: NFC, case, spaces, quotes and dashes are one.
fold_label <- function(x) {
  x <- utf8::utf8_normalize(enc2utf8(x), map_case = TRUE, map_quote = TRUE)
  x <- gsub("[\u200b\ufeff\u00ad]", "", x, perl = TRUE)
  x <- gsub("[\u2018-\u201b\u2032\u00b4`]", "'", x, perl = TRUE)
  x <- gsub("[\u201c-\u201f\u2033\u00ab\u00bb]", "\"", x, perl = TRUE)
  x <- gsub("[\u2010-\u2015\u2212]", "-", x, perl = TRUE)
  x <- gsub("\u2026", "...", x, fixed = TRUE)
  trimws(gsub("[ \t\r\n\u00a0\u2000-\u200a\u202f\u3000]+", " ", x, perl = TRUE))
}

# The labels of options as the core compares them.
label_keys <- function(choices) {
  columns <- grep("^label::", names(choices), value = TRUE)
  lapply(choices[columns], function(column) fold_label(as.character(column)))
}
