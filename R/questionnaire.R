#' The questionnaire of an edition
#'
#' A questionnaire is three XLSForm sheets: `survey` (questions), `choices` (options) and
#' `settings`. `questionnaire()` gives that of an installed edition; `read_questionnaire()` reads
#' one from a folder of CSV files (`survey.csv`, `choices.csv`, `settings.csv`) or an `.xlsx`
#' workbook, or imports one from the file of a survey tool.
#'
#' Types: `select_one <list>`, `select_multiple <list>`, `integer`, `decimal`, `text`, `note`,
#' and `begin_group`/`end_group`; a group with appearance `table-list` is a grid, a question with
#' an item a row. Labels stand in columns such as `label::Français (fr)`, hints in
#' `hint::Français (fr)`; a hint is there in all languages or in none. `required` is `yes`, `no`,
#' `true`, `false` or empty. `choice_filter` and `or_other` are refused.
#'
#' Columns of ours: on `survey`, `group` (codes of the group question that see the row, separated
#' by `;`), `base` (default base of percentages), `editions` (years of a question that was not
#' asked in this edition), `ordered` (an ordered scale) and `source` (`report` or `ours`: whose
#' wording it is); on `choices`, `missing` (the kind of missing that an option is, or empty),
#' `class_from` and `class_to` (bounds of a class of numbers) and `source`; on `settings`,
#' `edition` (year), `period` (`2021` or `2021-06`), `date_order` (of the tool's dates: `ymd`,
#' `dmy` or `mdy`), `group_question` and `original_language`
#' (all other languages are translations). Languages of settings are written as in the columns or
#' as the code in parentheses. `relevant` and `constraint` take `${question} = 'code'`, `!=`,
#' `<`, `<=`, `>`, `>=`, `and`, `or`, `not()`, `selected(${question}, 'code')`,
#' `count-selected(.)`, numbers and parentheses.
#'
#' Columns `export::<tool>` say how a tool names things in its exports: on `survey` the column of
#' the answers (its name or its ImportId; of a multiple response set of SPSS its variables,
#' separated by spaces), on `choices` the code that the tool writes. Tools: `limesurvey`,
#' `qualtrics`, `surveymonkey`, `google_forms`, `microsoft_forms`, `kobo`, `spss` and `table` (any
#' other table).
#'
#' CSV sheets are UTF-8, separated by commas or, as Excel writes them in Dutch and French, by
#' semicolons.
#'
#' @section Labels:
#'   A reader of answers goes by labels, and does not see case, spaces, the kind of quotes and
#'   dashes and the Unicode form of a letter. So within a list and a language labels differ by
#'   more than that, and no label is the name of another option. Tools that join several answers
#'   by `, ` or `;` do not mark those signs within a label: in a list of a `select_multiple`
#'   question, every row of labels joined so can be read in one way only (Sardinas and Patterson,
#'   1953).
#' @section Import:
#'   These files are imported, in the languages that they have, with the columns of the tool's
#'   exports in `export::<tool>`:
#'   * LimeSurvey: a survey structure, tab-separated (`.txt`, `.tsv`) or XML (`.lss`);
#'   * Qualtrics: a survey file (`.qsf`);
#'   * SPSS: the labels and multiple response sets of a data file (`.sav`). Its language is not
#'     in the file: give it as `language`.
#'
#'   What cannot be taken over is listed in `notes`, and a warning of class
#'   `tendensen_warning_import` says how much it is. [write_questionnaire()] does not write
#'   `notes`.
#'
#' @param edition Year of an installed edition (see [editions()]), or the path of an edition's
#'   folder.
#' @param path Path of a folder, of an `.xlsx` file or of a file to import.
#' @param language Code of a language, such as `"nl"`; only for a file to import. Of a `.sav`
#'   file, the language that it is in (`NULL`: `"und"`, undetermined); of others, the default
#'   language (`NULL`: that in which the survey was made).
#' @return A questionnaire: a list with the tibbles `survey`, `choices` and `settings` as they
#'   stand in the sheets, and made from them `questions`, `items` (a row a column of answers) and
#'   `options` (`value`: position from 1, or the negative code of a kind of missing); and
#'   `notes`, a tibble of what an import could not take over: `rule` (stable id), `where`
#'   (question, list or `survey`) and `detail`, all chr.
#' @section Errors:
#'   A questionnaire with faults is refused with an error of class
#'   `tendensen_error_questionnaire` that lists all of them; its field `faults` is a tibble with
#'   `id`, `sheet`, `row`, `column`, `value`, `problem` and `fix`. A file that cannot be read is
#'   an error of class `tendensen_error_file`.
#' @family questionnaire
#' @export
#' @examples
#' questionnaire(2021)
questionnaire <- function(edition = 2021) {
  edition_data(edition)$questionnaire
}

#' @rdname questionnaire
#' @export
read_questionnaire <- function(path, language = NULL) {
  sheets <- read_sheets(path, language)
  questionnaire <- new_questionnaire(
    sheets$survey, sheets$choices, sheets$settings, path, sheets$faults, sheets$notes
  )
  warn_notes(questionnaire$notes, path)
  questionnaire
}

# What an import could not take over.
warn_notes <- function(notes, path) {
  n <- nrow(notes)
  if (n == 0) return(invisible())
  where <- unique(notes$where)
  if (length(where) > 5) where <- c(where[1:5], "others")
  warn(c(
    "{count_of(n, 'thing')} could not be taken over from {.path {path}} as it was.",
    x = "In {enumerated(where)}.",
    i = "{.code $notes} of the questionnaire says what, a row each."
  ), "import", env = rlang::current_env())
}

sheet_names <- c("survey", "choices", "settings")

# The three sheets; with `faults` of reading them, or `notes` of an import.
read_sheets <- function(path, language = NULL, call = caller_env()) {
  check_path(path, call)
  if (is_importable(path)) return(import_sheets(path, language, call))
  if (!is.null(language)) {
    abort(c(
      "{.arg language} is for files that are imported; {.path {path}} says its languages itself.",
      i = "Leave {.arg language} out."
    ), "argument", call = call, env = rlang::current_env())
  }
  if (dir.exists(path)) return(folder_sheets(path, call))
  if (tolower(tools::file_ext(path)) == "xlsx") return(workbook_sheets(path, call))
  abort(c(
    "{.path {path}} is neither a folder, nor an {.file .xlsx} workbook, nor a file to import.",
    i = "Give a workbook or a folder with the sheets {.file {sheet_names}} as CSV files.",
    i = "Imported are questionnaires of LimeSurvey, Qualtrics and SPSS: {imported_extensions()}."
  ), "file", call = call, env = rlang::current_env())
}

imported_extensions <- function() enumerated(paste0(".", names(import_sources())))

folder_sheets <- function(path, call) {
  files <- file.path(path, paste0(sheet_names, ".csv"))
  absent <- basename(files)[!file.exists(files)]
  if (length(absent) > 0) {
    abort(c(
      "{.path {path}} is not the folder of a questionnaire.",
      x = "It has no {.file {absent}}."
    ), "file", call = call, env = rlang::current_env())
  }
  read <- Map(read_questionnaire_sheet, files, sheet_names, MoreArgs = list(call = call))
  c(
    stats::setNames(lapply(read, `[[`, "sheet"), sheet_names),
    list(faults = vec_rbind(!!!unname(lapply(read, `[[`, "fault"))))
  )
}

workbook_sheets <- function(path, call) {
  rlang::check_installed("readxl", "to read a workbook.")
  found <- readxl::excel_sheets(path)
  absent <- setdiff(sheet_names, found)
  if (length(absent) > 0) {
    abort(c(
      "{.path {path}} is not the workbook of a questionnaire.",
      x = "It has no sheet {.val {absent}}; it has {.val {found}}."
    ), "file", call = call, env = rlang::current_env())
  }
  lapply(rlang::set_names(sheet_names), function(sheet) {
    blank_na(readxl::read_excel(path, sheet, col_types = "text", .name_repair = "minimal"))
  })
}

check_path <- function(path, call = caller_env()) {
  if (!rlang::is_string(path)) {
    abort("{.arg path} must be one path, not {.obj_type_friendly {path}}.", "argument",
      call = call, env = rlang::current_env()
    )
  }
  if (!file.exists(path)) {
    abort("There is no file or folder {.path {path}}.", "file",
      call = call, env = rlang::current_env()
    )
  }
}

# A CSV sheet as text, whatever the locale: empty cells as "". Blank lines keep their row, cells
# beyond the header their columns.
read_sheet <- function(path, call = caller_env()) {
  sep <- sheet_separator(path)
  n_columns <- suppressWarnings(utils::count.fields(
    path,
    sep = sep, quote = "\"", comment.char = "", blank.lines.skip = FALSE
  ))
  if (all(is.na(n_columns)) || length(n_columns) == 0) {
    abort(c(
      "The sheet {.path {path}} is empty.",
      i = "Its first line must hold the names of the columns."
    ), "file", call = call, env = rlang::current_env())
  }
  rows <- utils::read.csv(path,
    header = FALSE, sep = sep, colClasses = "character", na.strings = character(),
    encoding = "UTF-8", strip.white = TRUE, blank.lines.skip = FALSE,
    col.names = paste0("V", seq_len(max(n_columns, na.rm = TRUE)))
  )
  names <- as.character(unlist(rows[1, ]))
  names[[1]] <- sub("^\ufeff", "", names[[1]])
  sheet <- rows[-1, , drop = FALSE]
  names(sheet) <- names
  blank_na(tibble::as_tibble(sheet, .name_repair = "minimal"))
}

# A comma, or the semicolon that Excel writes where the comma is for decimals.
sheet_separator <- function(path) {
  header <- suppressWarnings(readLines(path, 1, warn = FALSE))
  bare <- gsub("\"[^\"]*\"", "", c(header, "")[[1]], useBytes = TRUE)
  n_of <- function(sign) sum(charToRaw(bare) == charToRaw(sign))
  if (n_of(";") > n_of(",")) ";" else ","
}

blank_na <- function(sheet) {
  sheet[] <- lapply(sheet, function(column) {
    column <- as.character(column)
    column[is.na(column)] <- ""
    column
  })
  sheet
}

# A sheet that is not UTF-8 is a fault; to find the others too, it is read as what it seems to be.
read_questionnaire_sheet <- function(path, sheet, call) {
  bytes <- readBin(path, "raw", file.size(path))
  if (!any(bytes == as.raw(0)) && validUTF8(rawToChar(bytes))) {
    return(list(sheet = read_sheet(path, call)))
  }
  need_package("stringi", "to recognise the encoding of a sheet.")
  decoded <- tryCatch(decode_export(bytes, path, call), tendensen_error_file = function(error) {
    abort(c(
      "The sheet {.path {path}} is not text.",
      i = "Save it as CSV UTF-8, or give the path of the workbook (.xlsx) with all sheets."
    ), "file", call = call, env = rlang::current_env())
  })
  copy <- tempfile(fileext = ".csv")
  on.exit(unlink(copy))
  writeBin(decoded$bytes, copy)
  lines <- readLines(copy, encoding = "UTF-8", warn = FALSE)
  bad <- c(grep("[^ -~\t]", lines, perl = TRUE), 1L)[[1]]
  list(
    sheet = read_sheet(copy, call),
    fault = fault("encoding", sheet, bad, "", shorten_text(lines[[bad]]),
      paste0("The sheet is not UTF-8; it looks like ", decoded$encoding, "."),
      "Save it as UTF-8 (in Excel: CSV UTF-8), or as a workbook (.xlsx)."
    )
  )
}

new_questionnaire <- function(survey, choices, settings, path, faults = NULL,
                              notes = NULL, call = caller_env()) {
  sheets <- list(survey = survey, choices = choices, settings = settings)
  header <- vec_rbind(faults, column_faults(sheets), header_faults(sheets))
  if (any(header$id %in% c("column_missing", "column_duplicate"))) {
    abort_faults(header, path, call)
  }
  languages <- language_columns(survey)
  settings <- read_settings(settings, languages)
  made <- from_core(
    core_questionnaire(
      survey, choices, label_keys(choices), unname(languages), settings$group_question
    ),
    call
  )
  # A column that is not there is one fault, of the header, not one a row.
  in_header <- unlist(Map(function(sheet, column) column %in% names(sheets[[sheet]]),
    made$faults$sheet, made$faults$column
  ))
  absent <- made$faults$id %in% c("label_missing", "hint_missing") & !as.logical(in_header)
  faults <- vec_rbind(header, settings$faults, made$faults[!absent, ])
  if (nrow(faults) > 0) abort_faults(faults, path, call)
  settings$faults <- NULL
  structure(
    list(
      survey = survey, choices = choices, settings = settings, languages = languages,
      questions = made$questions, items = made$items, options = made$options,
      notes = notes %||% notes_sheet(list())
    ),
    class = "tendensen_questionnaire"
  )
}

abort_faults <- function(faults, path, call) {
  place <- ifelse(faults$row > 0, paste0(faults$sheet, ", row ", faults$row), faults$sheet)
  shown <- ifelse(nzchar(faults$value), paste0(" \"", faults$value, "\""), "")
  column <- ifelse(nzchar(faults$column), paste0(", column `", faults$column, "`"), "")
  lines <- paste0(
    "[", faults$id, "] ", place, column, shown, ": ", faults$problem, " ", faults$fix
  )
  n <- nrow(faults)
  rlang::abort(
    c(
      cli::format_inline("The questionnaire {.path {path}} has {n} fault{?s}."),
      stats::setNames(lines, rep("x", n))
    ),
    class = c("tendensen_error_questionnaire", "tendensen_error"),
    faults = faults, call = call
  )
}

is_questionnaire <- function(x) inherits(x, "tendensen_questionnaire")

check_questionnaire <- function(x, arg = "questionnaire", call = caller_env()) {
  if (is_questionnaire(x)) return(invisible(x))
  abort(c(
    "{.arg {arg}} must be a questionnaire, not {.obj_type_friendly {x}}.",
    i = "Make one with {.fun questionnaire} or {.fun read_questionnaire}."
  ), "argument", call = call, env = rlang::current_env())
}

check_lang <- function(lang, questionnaire, call = caller_env()) {
  check_one_of(lang, names(questionnaire$languages), "lang", "language", call)
}

# One row of `questions`.
question_row <- function(questionnaire, question, arg = "question", call = caller_env()) {
  check_one_of(question, questionnaire$questions$question, arg, "question", call)
  questionnaire$questions[match(question, questionnaire$questions$question), ]
}

question_items <- function(questionnaire, question) {
  questionnaire$items[questionnaire$items$question == question, ]
}

# The options of a list that are ordinary answers, in order.
list_options <- function(questionnaire, list) {
  options <- questionnaire$options
  options[options$list == list & options$value > 0, ]
}

# The column of a sheet that holds a language: `label::Nederlands (nl)`.
language_column <- function(prefix, questionnaire, lang) {
  paste0(prefix, "::", questionnaire$languages[[lang]])
}

survey_labels <- function(questionnaire, rows, lang) {
  questionnaire$survey[[language_column("label", questionnaire, lang)]][rows]
}

choice_sheet_labels <- function(questionnaire, rows, lang) {
  questionnaire$choices[[language_column("label", questionnaire, lang)]][rows]
}

# Labels of some rows of `options` in every language.
option_labels <- function(questionnaire, options) {
  lapply(rlang::set_names(names(questionnaire$languages)), function(lang) {
    choice_sheet_labels(questionnaire, options$row, lang)
  })
}

#' @export
print.tendensen_questionnaire <- function(x, ...) {
  cat(format(x), sep = "\n")
  invisible(x)
}

#' @export
format.tendensen_questionnaire <- function(x, ...) {
  questions <- x$questions
  n_types <- table(questions$type)
  types <- paste0(n_types, " ", names(n_types), collapse = ", ")
  edition <- if (!is.na(x$settings$edition)) paste0(", edition ", x$settings$edition)
  head <- c(
    paste0("<questionnaire> ", x$settings$title, edition),
    paste0("Languages: ", paste(names(x$languages), collapse = ", ")),
    paste0("Questions: ", nrow(questions), " (", types, "); columns: ", nrow(x$items)),
    if (nrow(x$notes) > 0) {
      paste0("Not taken over as it was: ", count_of(nrow(x$notes), "thing"), "; see `$notes`")
    }
  )
  labels <- survey_labels(x, questions$row, x$settings$language)
  lines <- paste0("  ", format(questions$question), "  ", labels)
  c(head, cli::ansi_strtrim(lines, cli::console_width()))
}

#' The questionnaire as a table
#'
#' @param questionnaire A questionnaire; see [questionnaire()].
#' @param lang Language of the labels.
#' @return A tibble with one row an option (one row for a question without options), in
#'   questionnaire order:
#'   * `question` chr, id; `question_label` chr, its wording;
#'   * `type` chr: `single`, `multiple`, `integer`, `decimal`, `text`, `note`;
#'   * `item` chr, the column of a grid's item (`NA` outside grids); `item_label` chr;
#'   * `code` chr and `label` chr of the option; `missing` chr, the kind of missing that it stands
#'     for (`NA` for an ordinary answer);
#'   * `max_picks` int, how many options may be ticked (`NA`: no maximum);
#'   * `routing` chr, the condition under which the question is shown (`NA`: always);
#'   * `editions` chr, years of a question that this edition did not ask (`NA`: this one);
#'   * `base` chr, default base of percentages;
#'   * `question_source`, `label_source` chr: `report` (transcribed), `ours` (worded by this
#'     package, for the report does not print it) or `translation` (ours too).
#' @family questionnaire
#' @export
#' @examples
#' codebook(questionnaire(2021), lang = "en")
codebook <- function(questionnaire, lang = questionnaire$settings$language) {
  check_questionnaire(questionnaire)
  check_lang(lang, questionnaire)
  rows <- lapply(questionnaire$questions$question, codebook_question, questionnaire, lang)
  vec_rbind(!!!rows)
}

codebook_question <- function(question, questionnaire, lang) {
  row <- question_row(questionnaire, question)
  items <- question_items(questionnaire, question)
  # A note has no column of answers.
  if (nrow(items) == 0) items <- tibble(column = question, routing = row$routing, row = row$row)
  options <- questionnaire$options[questionnaire$options$list == row$list, ]
  n_options <- max(1L, nrow(options))
  option <- if (nrow(options) > 0) seq_len(nrow(options)) else NA_integer_
  at <- rep(seq_len(nrow(items)), each = n_options)
  missing <- names(missing_codes())[match(options$value, missing_codes())]
  source <- function(sheet, rows) {
    written <- sheet[["source"]][rows] %||% rep("", length(rows))
    if (lang == questionnaire$settings$original_language) na_blank(written) else "translation"
  }
  tibble(
    question = question,
    question_label = survey_labels(questionnaire, row$row, lang),
    type = row$type,
    item = if (row$grid) items$column[at] else NA_character_,
    item_label = if (row$grid) survey_labels(questionnaire, items$row[at], lang) else NA_character_,
    code = rep(options$code[option], nrow(items)),
    label = rep(choice_sheet_labels(questionnaire, options$row[option], lang), nrow(items)),
    missing = rep(missing[option], nrow(items)),
    max_picks = if (row$max_picks > 0) row$max_picks else NA_integer_,
    routing = na_blank(items$routing[at]),
    editions = na_blank(row$editions),
    base = row$base,
    question_source = source(questionnaire$survey, row$row),
    label_source = rep(source(questionnaire$choices, options$row[option]), length.out = length(at))
  )
}
