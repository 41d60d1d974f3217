#' The questionnaire of an edition
#'
#' A questionnaire is three XLSForm sheets: `survey` (questions), `choices` (options) and `settings`.
#' `questionnaire()` gives that of an installed edition; `read_questionnaire()` reads one from a
#' folder of CSV files (`survey.csv`, `choices.csv`, `settings.csv`) or an `.xlsx` workbook.
#'
#' Types: `select_one <list>`, `select_multiple <list>`, `integer`, `decimal`, `text`, `note`, and
#' `begin_group`/`end_group`; a group with appearance `table-list` is a grid, a question with an item
#' a row. Labels stand in columns such as `label::Français (fr)`.
#'
#' Columns of ours: on `survey`, `group` (codes of the group question that see the row, separated by
#' `;`), `base` (default base of percentages), `editions` (years of a question that was not asked in
#' this edition) and `source` (`report` or `ours`: whose wording it is); on `choices`, `missing` (the
#' kind of missing that an option is, or empty) and `source`; on `settings`, `edition` (year),
#' `period`, `group_question` and `original_language` (all other languages are translations).
#' `relevant` and `constraint` take `${question} = 'code'`, `!=`, `<`, `<=`, `>`, `>=`, `and`, `or`,
#' `not()`, `selected(${question}, 'code')`, `count-selected(.)`, numbers and parentheses.
#'
#' @param edition Year of an installed edition (see [editions()]), or the path of an edition's folder.
#' @param path Path of a folder or of an `.xlsx` file.
#' @return A questionnaire: a list with the tibbles `survey`, `choices` and `settings` as they stand in
#'   the sheets, and made from them `questions`, `items` (a row a column of answers) and `options`
#'   (`value`: position from 1, or the negative code of a kind of missing).
#' @section Errors:
#'   A questionnaire with faults is refused with an error of class `tendensen_error_questionnaire`
#'   that lists all of them; its field `faults` is a tibble with `id`, `sheet`, `row`, `column`,
#'   `value`, `problem` and `fix`.
#' @family questionnaire
#' @export
#' @examples
#' questionnaire(2021)
questionnaire <- function(edition = 2021) {
  edition_data(edition)$questionnaire
}

#' @rdname questionnaire
#' @export
read_questionnaire <- function(path) {
  sheets <- read_sheets(path)
  new_questionnaire(sheets$survey, sheets$choices, sheets$settings, path)
}

sheet_names <- c("survey", "choices", "settings")

read_sheets <- function(path, call = caller_env()) {
  check_path(path, call)
  if (dir.exists(path)) {
    files <- file.path(path, paste0(sheet_names, ".csv"))
    absent <- basename(files)[!file.exists(files)]
    if (length(absent) > 0) {
      abort(c(
        "{.path {path}} is not the folder of a questionnaire.",
        x = "It has no {.file {absent}}."
      ), "file", call = call, env = rlang::current_env())
    }
    return(stats::setNames(lapply(files, read_sheet), sheet_names))
  }
  if (tolower(tools::file_ext(path)) != "xlsx") {
    abort(c(
      "{.path {path}} is neither a folder nor an {.file .xlsx} workbook.",
      i = "Give a workbook or a folder with the sheets {.file {sheet_names}} as CSV files."
    ), "file", call = call, env = rlang::current_env())
  }
  rlang::check_installed("readxl", "to read a workbook.")
  found <- readxl::excel_sheets(path)
  absent <- setdiff(sheet_names, found)
  if (length(absent) > 0) {
    abort(c(
      "{.path {path}} is not the workbook of a questionnaire.",
      x = "It has no sheet {.val {absent}}; it has {.val {found}}."
    ), "file", call = call, env = rlang::current_env())
  }
  sheets <- lapply(sheet_names, function(sheet) {
    blank_na(readxl::read_excel(path, sheet, col_types = "text", .name_repair = "minimal"))
  })
  stats::setNames(sheets, sheet_names)
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

# A CSV sheet as text, whatever the locale: UTF-8, empty cells as "".
# Blank lines keep their row, cells beyond the header their columns.
read_sheet <- function(path, call = caller_env()) {
  n_columns <- suppressWarnings(utils::count.fields(
    path,
    sep = ",", quote = "\"", comment.char = "", blank.lines.skip = FALSE
  ))
  if (all(is.na(n_columns)) || length(n_columns) == 0) {
    abort(c(
      "The sheet {.path {path}} is empty.",
      i = "Its first line must hold the names of the columns."
    ), "file", call = call, env = rlang::current_env())
  }
  rows <- utils::read.csv(path,
    header = FALSE, colClasses = "character", na.strings = character(),
    encoding = "UTF-8", strip.white = TRUE, blank.lines.skip = FALSE,
    col.names = paste0("V", seq_len(max(n_columns, na.rm = TRUE)))
  )
  names <- as.character(unlist(rows[1, ]))
  names[[1]] <- sub("^\ufeff", "", names[[1]])
  sheet <- rows[-1, , drop = FALSE]
  names(sheet) <- names
  blank_na(tibble::as_tibble(sheet, .name_repair = "minimal"))
}

blank_na <- function(sheet) {
  sheet[] <- lapply(sheet, function(column) ifelse(is.na(column), "", column))
  sheet
}

new_questionnaire <- function(survey, choices, settings, path, call = caller_env()) {
  faults <- column_faults(survey, choices, settings)
  if (nrow(faults) > 0) abort_faults(faults, path, call)
  languages <- language_columns(survey)
  settings <- read_settings(settings, languages)
  made <- from_core(
    core_questionnaire(survey, choices, unname(languages), settings$group_question),
    call
  )
  faults <- rbind(settings$faults, made$faults)
  if (nrow(faults) > 0) abort_faults(faults, path, call)
  settings$faults <- NULL
  structure(
    list(
      survey = survey, choices = choices, settings = settings, languages = languages,
      questions = made$questions, items = made$items, options = made$options
    ),
    class = "tendensen_questionnaire"
  )
}

fault <- function(id, sheet, row, column, value, problem, fix) {
  tibble(
    id = id, sheet = sheet, row = as.integer(row), column = column, value = value,
    problem = problem, fix = fix
  )
}

column_faults <- function(survey, choices, settings) {
  needed <- list(survey = c("type", "name"), choices = c("list_name", "name"), settings = character())
  sheets <- list(survey = survey, choices = choices, settings = settings)
  faults <- lapply(names(needed), function(sheet) {
    header <- names(sheets[[sheet]])
    absent <- setdiff(needed[[sheet]], header)
    twice <- unique(header[duplicated(header) & nzchar(header)])
    rbind(
      if (length(absent) > 0) {
        fault(
          "column_missing", sheet, 0, absent, "", "The sheet lacks this column.",
          "Add the column."
        )
      },
      if (length(twice) > 0) {
        fault(
          "column_duplicate", sheet, 1, twice, twice, "The sheet has this column twice.",
          "Remove or rename one of them."
        )
      }
    )
  })
  do.call(rbind, c(list(fault(character(), character(), integer(), character(), character(),
    character(), character()
  )), faults))
}

# Languages in sheet order: the code in parentheses (or the whole name) -> the name as written.
language_columns <- function(survey) {
  columns <- grep("^label::", names(survey), value = TRUE)
  languages <- sub("^label::\\s*", "", columns)
  codes <- ifelse(grepl("\\([^()]+\\)\\s*$", languages),
    sub("^.*\\(([^()]+)\\)\\s*$", "\\1", languages), languages
  )
  stats::setNames(languages, codes)
}

read_settings <- function(settings, languages) {
  get <- function(name, default = "") {
    value <- settings[[name]][1] %||% ""
    if (is.na(value) || !nzchar(value)) default else value
  }
  first <- if (length(languages) > 0) names(languages)[[1]] else ""
  read <- list(
    title = get("form_title"), id = get("form_id"), version = get("version"),
    language = get("default_language", first), edition = get("edition", NA_character_),
    period = get("period", NA_character_), group_question = get("group_question"),
    other_groups = strsplit(get("other_groups"), "[; ]+")[[1]],
    original_language = get("original_language", get("default_language", first))
  )
  bad_language <- setdiff(c(read$language, read$original_language), names(languages))
  bad_edition <- !is.na(read$edition) && !grepl("^[0-9]{4}$", read$edition)
  read$faults <- rbind(
    if (length(bad_language) > 0 && length(languages) > 0) {
      fault(
        "language_unknown", "settings", 2, "default_language", bad_language,
        "There is no label column in this language.",
        paste0("Use one of ", paste(names(languages), collapse = ", "), ".")
      )
    },
    if (bad_edition) {
      fault(
        "edition_invalid", "settings", 2, "edition", read$edition,
        "The edition is not a year of four digits.", "Write a year such as 2021."
      )
    }
  )
  read$edition <- if (bad_edition) NA_integer_ else as.integer(read$edition)
  read
}

abort_faults <- function(faults, path, call) {
  place <- ifelse(faults$row > 0, paste0(faults$sheet, ", row ", faults$row), faults$sheet)
  shown <- ifelse(nzchar(faults$value), paste0(" \"", faults$value, "\""), "")
  lines <- paste0(
    "[", faults$id, "] ", place, ", column `", faults$column, "`", shown, ": ",
    faults$problem, " ", faults$fix
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

survey_labels <- function(questionnaire, rows, lang) {
  questionnaire$survey[[paste0("label::", questionnaire$languages[[lang]])]][rows]
}

choice_sheet_labels <- function(questionnaire, rows, lang) {
  questionnaire$choices[[paste0("label::", questionnaire$languages[[lang]])]][rows]
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
    paste0("Questions: ", nrow(questions), " (", types, "); columns: ", nrow(x$items))
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
#'   * `code` chr and `label` chr of the option; `missing` chr, the kind of missing that it stands for
#'     (`NA` for an ordinary answer);
#'   * `max_picks` int, how many options may be ticked (`NA`: no maximum);
#'   * `routing` chr, the condition under which the question is shown (`NA`: always);
#'   * `editions` chr, years of a question that this edition did not ask (`NA`: this one);
#'   * `base` chr, default base of percentages;
#'   * `question_source`, `label_source` chr: `report` (transcribed), `ours` (worded by this package,
#'     for the report does not print it) or `translation` (ours too).
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
