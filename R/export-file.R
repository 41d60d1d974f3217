# What kind of file a path is, and the small parts that all readers of exports share.

# Troubles are problems whose place is a record of the file and a column number; see as_problems().
trouble <- function(rule, record, column, value, expected, fix) {
  quick_tibble(
    rule = rule, record = as.integer(record), column = as.integer(column),
    value = as.character(value), expected = as.character(expected), fix = as.character(fix)
  )
}

# A tibble of columns as long as the longest; tibble() itself is slow for so many small ones.
quick_tibble <- function(...) {
  columns <- list(...)
  n <- if (any(lengths(columns) == 0)) 0L else max(lengths(columns))
  tibble::new_tibble(lapply(columns, rep_len, n), nrow = n)
}

# Tibbles (or lists of them) with the same atomic columns, one below the other; NULLs are left out,
# and nothing at all is NULL.
stack_rows <- function(...) {
  parts <- lapply(list(...), function(part) if (is.data.frame(part)) list(part) else part)
  parts <- do.call(c, parts)
  parts <- parts[lengths(parts) > 0]
  if (length(parts) < 2) return(if (length(parts) == 1) parts[[1]])
  columns <- lapply(rlang::set_names(names(parts[[1]])), function(name) {
    unlist(lapply(parts, `[[`, name), use.names = FALSE)
  })
  tibble::new_tibble(columns, nrow = length(columns[[1]]))
}

no_trouble <- function() trouble(character(), 0, 0, "", "", "")

export_note <- function(rule, detail) quick_tibble(rule = rule, detail = detail)

count_of <- function(n, what, plural = paste0(what, "s")) {
  paste(format(n, big.mark = "", scientific = FALSE, trim = TRUE), ifelse(n == 1, what, plural))
}

# Text for a message: one line, at most `width` characters.
shorten_text <- function(text, width = 60) {
  text <- stringi::stri_replace_all_regex(text, "\\s+", " ")
  long <- !is.na(text) & stringi::stri_length(text) > width
  text[long] <- paste0(stringi::stri_sub(text[long], 1, width - 3), "...")
  text
}

abort_export <- function(path, what, fix, call) {
  abort(c("{.path {path}} {what}", i = "{fix}"), "file",
    call = call, env = rlang::current_env()
  )
}

read_bytes <- function(path, call) {
  size <- file.size(path)
  if (is.na(size) || dir.exists(path)) {
    abort_export(path, "is a folder, not a file.", "Give the file that the tool wrote.", call)
  }
  if (size == 0) {
    abort_export(path, "is empty: it has 0 bytes.", "Export the responses again.", call)
  }
  check_size(size, path, call)
  tryCatch(
    suppressWarnings(readBin(path, "raw", size)),
    error = function(error) {
      abort_export(path, "cannot be opened.", "Close it elsewhere and check the rights.", call)
    }
  )
}

check_size <- function(size, path, call) {
  if (size < .Machine$integer.max) return(invisible())
  abort_export(path, "is larger than 2 GB.", "Export it in parts, e.g. by period.", call)
}

# Kind of file -----------------------------------------------------------------------------------

# "text", "xlsx" or "sav", by its bytes; what is none of them is refused by name.
export_kind <- function(path, bytes, call) {
  extension <- tolower(tools::file_ext(path))
  kind <- file_signature(bytes)
  if (kind == "zip") kind <- zip_kind(path, extension, call)
  if (kind %in% names(unreadable_files)) {
    abort_export(path, unreadable_files[[kind]], unreadable_advice[[kind]], call)
  }
  native <- c(xlsx = "xlsx", xlsm = "xlsx", sav = "sav", zsav = "sav")
  named <- if (extension %in% names(native)) native[[extension]] else "text"
  if (named == kind) return(kind)
  is <- c(xlsx = "an Excel workbook", sav = "an SPSS file", text = "a text file")
  right <- c(xlsx = ".xlsx", sav = ".sav", text = ".csv")
  abort_export(
    path, paste0("has the name of ", is[[named]], ", but is ", is[[kind]], "."),
    paste0(
      "Rename it to ", right[[kind]], ", or export it again as ",
      if (named == "text") "CSV (UTF-8)" else right[[named]], "."
    ), call
  )
}

unreadable_files <- c(
  ole = "is an old Excel workbook (.xls) or one with a password.",
  ods = "is an OpenDocument spreadsheet.",
  zip = "is a ZIP archive.",
  damaged_zip = "is a damaged ZIP archive or Excel workbook.",
  gzip = "is a compressed file (gzip) or an R data file.",
  pdf = "is a PDF document.",
  html = "is a web page.",
  xml = "is an XML file.",
  lss = "is a LimeSurvey structure: questions, no responses.",
  qsf = "is a Qualtrics questionnaire (QSF): questions, no responses.",
  json = "is a JSON file.",
  portable = "is an SPSS portable file, a Stata, SAS or Parquet file, or an image.",
  structure = "is a LimeSurvey structure (tab-separated): questions, no responses."
)

unreadable_advice <- c(
  ole = "Open it in Excel and save it as .xlsx without a password, or as CSV (UTF-8).",
  ods = "Save it as .xlsx or as CSV (UTF-8).",
  zip = "Unpack it and give the .csv, .xlsx or .sav file in it.",
  damaged_zip = "Download or export it again.",
  gzip = "Unpack it and give the .csv, .xlsx or .sav file in it.",
  pdf = "In the survey tool, choose an export of single responses as CSV, not a report.",
  html = "The download failed, or you were not logged in: export the responses again as CSV.",
  xml = "In the survey tool, choose an export of responses as CSV.",
  lss = "In LimeSurvey, choose Responses > Export > Export responses, as CSV.",
  qsf = "In Qualtrics, choose Data & Analysis > Export & Import > Export Data > CSV.",
  json = "In the survey tool, choose an export of responses as CSV.",
  portable = "Export the responses as CSV, .xlsx or .sav.",
  structure = "In LimeSurvey, choose Responses > Export > Export responses, as CSV."
)

file_signature <- function(bytes) {
  starts <- list(
    zip = "504b0304", zip = "504b0506", ole = "d0cf11e0", sav = "24464c32", sav = "24464c33",
    gzip = "1f8b", pdf = "25504446", portable = "50415231", portable = "3c73746174615f647461",
    portable = "89504e47", portable = "ffd8ff", gzip = "425a68", gzip = "fd377a585a",
    gzip = "52617221", gzip = "377abcaf"
  )
  head <- paste(format(utils::head(bytes, 10)), collapse = "")
  known <- vapply(starts, function(start) startsWith(head, start), logical(1))
  if (any(known)) return(names(starts)[known][[1]])
  if (bytes[[1]] == as.raw(0)) return("text")
  text_signature(bytes)
}

text_signature <- function(bytes) {
  head <- utils::head(bytes, 1000)
  head <- rawToChar(head[head > as.raw(0x08) & head < as.raw(0x80)])
  is <- function(pattern) grepl(pattern, head, ignore.case = TRUE, perl = TRUE)
  if (is("^\\s*(<!doctype html|<html)")) return("html")
  if (is("^\\s*<\\?xml")) return(if (is("LimeSurveyDocType")) "lss" else "xml")
  if (is("^\\s*[{]\"SurveyEntry\"")) return("qsf")
  if (is("^\\s*([{]\\s*\"[^\"]*\"\\s*:|\\[\\s*[{]\\s*\")")) return("json")
  if (is("^\"?(id\"?\t\"?related_id\"?\t\"?)?class\"?\t\"?type/scale\"?\t\"?name")) {
    return("structure")
  }
  "text"
}

zip_kind <- function(path, extension, call) {
  inside <- tryCatch(
    suppressWarnings(utils::unzip(path, list = TRUE)$Name),
    error = function(error) NULL
  )
  if (is.null(inside) || length(inside) == 0) return("damaged_zip")
  if ("xl/workbook.xml" %in% inside) return("xlsx")
  if ("content.xml" %in% inside) return("ods")
  if (extension %in% c("xlsx", "xlsm")) return("damaged_zip")
  shown <- shorten_text(iconv(utils::head(inside, 5), "", "UTF-8", "?"))
  shown <- paste(shown, collapse = ", ")
  abort_export(path, paste0("is a ZIP archive with ", shown, "."), unreadable_advice[["zip"]], call)
}
