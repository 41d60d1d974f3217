#' Write results as a workbook or CSV
#'
#' One result or many, to be read, sorted and sent on in a spreadsheet program.
#'
#' @details `path` says which:
#'
#' * `.xlsx`: a workbook. Its first sheet lists the others, with links. Each result has a sheet with its
#'   title, base, source and notes (that respondents are synthetic among them), then its table under a
#'   frozen header. Percentages are numbers from 0 to 100, unrounded; only their display has `digits`
#'   decimals. Numbers that a report printed show as printed.
#' * `.csv`: one result. A path without an extension is a folder: a file each result, and a list of them.
#'   UTF-8 with a byte order mark, by default with semicolons and decimal commas, as Dutch, Belgian and
#'   French Excel expect; numbers have all their digits, a line break in a text is `LF`, `NA` is empty.
#'   Synthetic results have a column `synthetic`.
#'
#' With `layout = "wide"`, figures, tables of [tabulate_responses()] and [topline()] have a row an item and
#' option, and their groups and editions side by side: first all percentages, then the numbers of
#' respondents, the bases, and the printed numbers. A column of measures that is empty is left out.
#' Everything else, and all with `layout = "long"`, is written as it is, with its own column names.
#'
#' @section Text stays text:
#'   Spreadsheet programs run a cell that begins with `=`, `+`, `-` or `@`, or with a tab or line end before
#'   it, as a formula: an open answer could send data away. In a workbook every text, headers too, is
#'   a string cell, which is never run. A CSV file has no types: there, `protect = TRUE` puts an apostrophe
#'   before such a text (OWASP, *CSV Injection*); take one off to have the text back. Numbers, also negative
#'   ones, are never changed.
#'
#' @param x A result such as that of [figure()], [tabulate_responses()], [topline()], [conclusion()],
#'   [audit_edition()] or [reproduce_edition()]; or any data frame; or a list of them, whose names, if any,
#'   are the names of the sheets.
#' @param path Path of an `.xlsx` file, a `.csv` file or a folder. The folder that it is in exists.
#' @param lang Language of titles, headers and notes; default: that of the result, or English. Figures are
#'   translated; other results have to be made in that language.
#' @param overwrite `TRUE` or `FALSE`: whether to replace files that exist.
#' @param layout `"wide"` or `"long"`.
#' @param digits Decimals that computed percentages show in a workbook, 0 to 6.
#' @param separator,decimal For CSV: what separates cells (`";"`, `","` or a tab), and decimals (`","` or
#'   `"."`).
#' @param protect For CSV: `TRUE` or `FALSE`, whether formula-like text gets an apostrophe.
#' @return `path`, invisibly.
#' @section Errors:
#'   `tendensen_error_data` when `x` is no data frame or list of them, or has a column that no cell can hold;
#'   `tendensen_error_file` when `path` has another extension, is in no existing folder, cannot be written, or
#'   exists and `overwrite` is `FALSE`; `tendensen_error_language` for a result in another language;
#'   `tendensen_error_cell` for a text of more than 32767 characters, which a workbook cannot hold.
#' @family report
#' @export
#' @examples
#' path <- write_tables(figure(3), tempfile(fileext = ".csv"))
#' cat(readLines(path, encoding = "UTF-8"), sep = "\n")
#'
#' if (rlang::is_installed("openxlsx")) {
#'   some <- lapply(c(1, 3, 6), figure, responses = respondents(), lang = "en")
#'   write_tables(some, tempfile(fileext = ".xlsx"))
#' }
write_tables <- function(x, path, lang = NULL, overwrite = FALSE, layout = "wide", digits = 0,
                         separator = ";", decimal = ",", protect = TRUE) {
  results <- check_results(x)
  format <- tables_format(path, length(results))
  if (!is.null(lang)) check_one_of(lang, table_languages, "lang", "language")
  check_flag(overwrite, "overwrite")
  check_one_of(layout, c("wide", "long"), "layout", "argument")
  check_number(digits, "digits", 0, 6, whole = TRUE)
  check_one_of(separator, c(";", ",", "\t"), "separator", "argument")
  check_one_of(decimal, c(",", "."), "decimal", "argument")
  if (separator == decimal) {
    abort("{.arg separator} and {.arg decimal} must differ.", "argument", env = rlang::current_env())
  }
  check_flag(protect, "protect")
  lang_of_rest <- lang %||% first_language(results)
  names <- sheet_titles(results, lang_of_rest)
  layouts <- Map(function(result, name) {
    result_layout(relabelled(result, lang), name, lang %||% attr(result, "lang") %||% lang_of_rest, layout)
  }, results, names)
  csv <- list(separator = separator, decimal = decimal, protect = protect)
  contents <- contents_layout(layouts, lang_of_rest, format)
  files <- switch(format,
    folder = file.path(path, paste0(c(contents$name, names), ".csv")),
    path
  )
  check_target(path, files, overwrite)
  made <- switch(format,
    xlsx = tables_workbook(layouts, contents, lang_of_rest, digits),
    csv = tables_csv(layouts, csv),
    folder = tables_csv(c(list(contents), layouts), csv)
  )
  on.exit(unlink(made))
  place_files(made, files, path)
  invisible(path)
}

# A list of data frames whose columns fit in cells.
check_results <- function(x, call = caller_env()) {
  results <- if (is.data.frame(x)) list(x) else x
  good <- is.list(results) && length(results) > 0 && all(vapply(results, is.data.frame, logical(1)))
  if (!good) {
    abort(c(
      "{.arg x} must be a result, or a list of results, at least one.",
      x = "You gave {.obj_type_friendly {x}}.",
      i = "Results are data frames, such as {.code figure(3)}."
    ), "data", call = call, env = rlang::current_env())
  }
  for (result in results) {
    flat <- vapply(result, function(column) is.null(dim(column)), logical(1))
    if (!all(flat)) {
      abort(c(
        "A cell cannot hold a table.",
        x = "The column {.val {names(result)[!flat]}} has columns of its own; unpack it first."
      ), "data", call = call, env = rlang::current_env())
    }
  }
  results
}

tables_format <- function(path, n, call = caller_env()) {
  if (!rlang::is_string(path) || !nzchar(path)) {
    abort("{.arg path} must be one path, not {.obj_type_friendly {path}}.", "argument",
      call = call, env = rlang::current_env()
    )
  }
  extension <- tolower(tools::file_ext(path))
  if (dir.exists(path) || !nzchar(extension) || grepl("^[0-9]+$", extension)) return("folder")
  if (extension == "xlsx" || (extension == "csv" && n == 1)) return(extension)
  if (extension == "csv") {
    abort(c(
      "A {.file .csv} file holds one result, and {.arg x} has {n}.",
      i = "Give the path of a folder, or of an {.file .xlsx} file."
    ), "file", call = call, env = rlang::current_env())
  }
  abort(c(
    "Results are not written as {.file .{extension}}.",
    i = "Give a path that ends in {.file .xlsx} or {.file .csv}, or the path of a folder."
  ), "file", call = call, env = rlang::current_env())
}

table_languages <- c("nl", "fr", "en")

first_language <- function(results) {
  langs <- lapply(results, attr, "lang")
  c(intersect(unlist(langs), table_languages), "en")[[1]]
}

# A word of tables and toplines; `{name}` is filled in.
word <- function(key, lang, ...) {
  text <- translated("tables/words.csv", key, lang)
  values <- c(...)
  for (name in names(values)) {
    text <- gsub(paste0("{", name, "}"), values[[name]], text, fixed = TRUE)
  }
  text
}

# CSV ------------------------------------------------------------------------------------------

tables_csv <- function(layouts, csv) {
  vapply(layouts, function(layout) {
    columns <- lapply(layout$cells, csv_column, csv)
    names(columns) <- csv_column(names(layout$cells), csv)
    if (layout$synthetic) columns$synthetic <- rep("TRUE", nrow(layout$cells))
    text <- csv_text(sheet_cells(columns), csv$separator)
    write_utf8(paste0("\ufeff", text), tempfile(fileext = ".csv"))
  }, character(1))
}

csv_column <- function(x, csv) {
  if (is.numeric(x) && !is.object(x)) {
    return(sub(".", csv$decimal, number_text(x), fixed = TRUE))
  }
  if (is.character(x)) return(if (csv$protect) protect_text(x) else x)
  plain_columns(list(x))[[1]]
}

# OWASP's list. A text that begins with apostrophes before one of them gets one more, so that taking
# one off always gives the text back.
protect_text <- function(text) {
  formula <- grepl("^'*[=+@\t\r\n\uff1d\uff0b\uff20\uff0d-]", text)
  text[formula] <- paste0("'", text[formula])
  text
}
