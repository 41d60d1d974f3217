#' Write responses
#'
#' As a CSV file or an SPSS file. Reading either with [read_responses()] and the same questionnaire gives
#' the same answers, kinds of missing included.
#'
#' @details `path` says which. A `.csv` file is UTF-8 with commas and a byte order mark, so that Excel
#' shows accents. A question has a column of option codes (or labels); multiple choice has a column an
#' option, `question/option`, with 1 and 0; a kind of missing is written by its name, such as `not_shown`.
#'
#' A `.sav` file has numbers with value labels; kinds of missing are negative and declared as user-missing.
#' Multiple choice has a variable an option, `question_option`, with 1 and 0. SPSS files that R can write
#' hold no multiple response sets: beside the file comes a syntax file of the same name, `.sps`, that makes
#' them when it is run in SPSS. SPSS keeps 120 bytes of a value label; longer ones are cut.
#'
#' In both, other columns are written as text, times in UTC, and synthetic respondents get a column
#' `response_synthetic`, so that reading them says it again. In a text answer a line break is `LF`.
#'
#' @param responses Responses; see [read_responses()] and [as_responses()].
#' @param path Path of a `.csv` or `.sav` file. The folder that it is in exists.
#' @param values For CSV: `"codes"` or `"labels"` of single-choice answers.
#' @param lang Language of the labels.
#' @param overwrite `TRUE` or `FALSE`: whether to replace files that exist.
#' @return `path`, invisibly.
#' @section Errors:
#'   `tendensen_error_file` when the path has another extension, is in no existing folder, or the file
#'   exists and `overwrite` is `FALSE`; `tendensen_error_cell` for a name that SPSS cannot hold.
#' @family responses
#' @export
#' @examples
#' path <- write_responses(respondents(), tempfile(fileext = ".csv"))
#' again <- read_responses(path, questionnaire(2021))
#' identical(vctrs::vec_data(again$agenda), vctrs::vec_data(respondents()$agenda))
write_responses <- function(responses, path, values = "codes", lang = NULL, overwrite = FALSE) {
  questionnaire <- responses_questionnaire(responses)
  lang <- lang %||% questionnaire$settings$language
  check_lang(lang, questionnaire)
  check_one_of(values, c("codes", "labels"), "values", "argument")
  check_flag(overwrite, "overwrite")
  format <- responses_format(path)
  files <- c(path, if (format == "sav") sub("[.][^.]*$", ".sps", path))
  check_target(path, files, overwrite)
  made <- switch(format,
    csv = responses_csv(responses, questionnaire, values, lang),
    sav = responses_sav(responses, questionnaire, path, lang)
  )
  on.exit(unlink(made))
  place_files(made, files, path)
  invisible(path)
}

responses_format <- function(path, call = caller_env()) {
  extension <- if (rlang::is_string(path)) tolower(tools::file_ext(path)) else ""
  if (extension %in% c("csv", "sav")) return(extension)
  abort(c(
    "{.arg path} must be the path of a {.file .csv} or {.file .sav} file.",
    x = "You gave {.val {path}}."
  ), "file", call = call, env = rlang::current_env())
}

# Answers as they go into a file: an element a column, with `question`, `option` (its code, NA), `label`
# and `value` (of class single choice, ticks with kinds of missing, or as it is).
written_columns <- function(responses, questionnaire, lang) {
  of_question <- lapply(questionnaire$questions$question, function(question) {
    row <- question_row(questionnaire, question)
    items <- question_items(questionnaire, question)
    do.call(c, lapply(seq_len(nrow(items)), function(i) {
      item <- items$column[i]
      label <- survey_labels(questionnaire, items$row[i], lang)
      if (row$type != "multiple") {
        return(list(list(question = item, option = NA, label = label, value = responses[[item]])))
      }
      columns <- responses[bit_columns(item, nrow(list_options(questionnaire, row$list)))]
      do.call(c, lapply(columns, written_ticks, item, lang))
    }))
  })
  columns <- do.call(c, of_question)
  columns[!vapply(columns, function(column) is.null(column$value), logical(1))]
}

written_ticks <- function(x, question, lang) {
  ticked <- ticks(x)
  missing <- vec_data(x)
  lapply(seq_len(ncol(ticked)), function(j) {
    value <- as.integer(ticked[, j])
    value[is.na(value)] <- missing[is.na(value)]
    list(
      question = question, option = choice_codes(x)[j], label = choice_labels(x, lang)[j],
      value = structure(value, class = "ticks")
    )
  })
}

# Columns that are no question, and what marks the respondents as made up.
other_columns <- function(responses, questionnaire) {
  answers <- unlist(lapply(questionnaire$questions$question, answer_columns, questionnaire = questionnaire))
  rest <- plain_columns(responses[setdiff(names(responses), answers)])
  if (is_synthetic(responses)) rest$response_synthetic <- rep("TRUE", nrow(responses))
  rest
}

plain_columns <- function(data) {
  lapply(as.list(data), function(x) {
    text <- if (inherits(x, "POSIXct")) format(x, "%Y-%m-%d %H:%M:%OS", tz = "UTC") else as.character(x)
    text[is.na(x)] <- NA
    text
  })
}

kind_names <- function(value) names(missing_codes())[match(value, missing_codes())]

# CSV ------------------------------------------------------------------------------------------

responses_csv <- function(responses, questionnaire, values, lang) {
  columns <- written_columns(responses, questionnaire, lang)
  cells <- lapply(columns, function(column) csv_answers(column$value, values, lang))
  names(cells) <- vapply(columns, function(column) {
    if (is.na(column$option)) column$question else paste0(column$question, "/", column$option)
  }, "")
  cells <- c(cells, other_columns(responses, questionnaire))
  # A record of nothing would be read as a blank line.
  empty <- Reduce(`&`, lapply(cells, function(text) is.na(text) | !nzchar(text)), nrow(responses) > 0)
  if (any(empty) && is.null(cells$response_id)) {
    cells$response_id <- as.character(seq_len(nrow(responses)))
  }
  text <- csv_text(sheet_cells(cells))
  write_utf8(paste0("\ufeff", text), tempfile(fileext = ".csv"))
}

csv_answers <- function(x, values, lang) {
  if (inherits(x, "ticks")) {
    text <- as.character(unclass(x))
    ticked <- x >= 0L
  } else if (is_single_choice(x)) {
    text <- choice_text(x, if (values == "codes") choice_codes(x) else choice_labels(x, lang))
    ticked <- !is.na(text)
  } else if (is.numeric(x)) {
    return(decimal_text(x))
  } else {
    return(x)
  }
  missing <- unclass(vec_data(x))
  missing[is.na(missing)] <- missing_codes()[["not_asked"]]
  text[!ticked] <- kind_names(missing[!ticked])
  text
}

# Three decimals would look like thousands: they get a fourth.
decimal_text <- function(x) {
  text <- number_text(x)
  three <- grepl("^-?[0-9]{1,3}[.][0-9]{3}$", text)
  text[three] <- paste0(text[three], "0")
  text
}

# SPSS -----------------------------------------------------------------------------------------

# What SPSS keeps of a value label, in bytes of UTF-8.
sav_label <- function(text, bytes = 120) {
  long <- nchar(text, "bytes") > bytes
  text[long] <- paste0(vapply(text[long], first_bytes, "", bytes - 3), "...")
  text
}

first_bytes <- function(text, bytes) {
  signs <- strsplit(text, "")[[1]]
  paste(signs[cumsum(nchar(signs, "bytes")) <= bytes], collapse = "")
}

responses_sav <- function(responses, questionnaire, path, lang) {
  rlang::check_installed("haven", "to write SPSS files.")
  columns <- written_columns(responses, questionnaire, lang)
  names <- vapply(columns, function(column) {
    if (is.na(column$option)) column$question else paste0(column$question, "_", column$option)
  }, "")
  data <- c(
    stats::setNames(lapply(columns, sav_answers, lang), names),
    other_columns(responses, questionnaire)
  )
  check_sav_names(names(data))
  file <- tempfile(fileext = ".sav")
  haven::write_sav(tibble::new_tibble(data, nrow = nrow(responses)), file)
  c(file, write_utf8(
    paste0("\ufeff", sets_syntax(columns, names, questionnaire, path, lang)), tempfile(fileext = ".sps")
  ))
}

check_sav_names <- function(names, call = caller_env()) {
  bad <- names[!grepl("^[A-Za-z@][A-Za-z0-9_.@#$]*$", names) | nchar(names, "bytes") > 64]
  twice <- names[duplicated(tolower(names))]
  if (length(bad) + length(twice) == 0) return(invisible())
  shown <- c(bad, twice)
  abort(c(
    "{.val {shown[1]}} cannot be the name of a variable of SPSS.",
    i = "A name begins with a letter, has letters, digits, {.code _} and {.code .}, at most 64, and differs
      from the others by more than capitals. Rename the column, or write a {.file .csv} file."
  ), "cell", call = call, env = rlang::current_env())
}

sav_answers <- function(column, lang) {
  x <- column$value
  label <- sav_label(column$label, 255)
  if (is.numeric(x) && !is_choice(x) && !inherits(x, "ticks")) return(structure(as.numeric(x), label = label))
  if (is.character(x)) return(structure(ifelse(is.na(x), "", x), label = label))
  value <- as.integer(unclass(vec_data(x)))
  value[is.na(value)] <- missing_codes()[["not_asked"]]
  labels <- if (is_choice(x)) {
    stats::setNames(seq_along(choice_codes(x)), sav_label(choice_labels(x, lang)))
  } else {
    c("0" = 0L, "1" = 1L)
  }
  haven::labelled_spss(
    as.numeric(value), c(labels, missing_codes()) + 0, na_range = c(-7, -1), label = label
  )
}

# MRSETS: a set of dichotomies for each multiple-choice question.
sets_syntax <- function(columns, names, questionnaire, path, lang) {
  question <- vapply(columns, `[[`, "", "question")
  multiple <- unique(question[!vapply(columns, function(column) is.na(column$option), logical(1))])
  quoted <- function(text) paste0("'", gsub("'", "''", gsub("[\r\n]+", " ", text)), "'")
  sets <- vapply(multiple, function(item) {
    row <- questionnaire$items$row[match(item, questionnaire$items$column)]
    label <- sav_label(survey_labels(questionnaire, row, lang), 255)
    variables <- paste(names[question == item], collapse = "\n    ")
    paste0(
      "  /MDGROUP NAME=$", item, " LABEL=", quoted(label), "\n    CATEGORYLABELS=VARLABELS VARIABLES=\n    ",
      variables, "\n    VALUE=1"
    )
  }, "")
  paste0(
    "* Multiple response sets of ", basename(path), ": run this in SPSS after opening the file.\n",
    "MRSETS\n", paste(sets, collapse = "\n"), "\n  /DISPLAY NAME=[ALL].\n"
  )
}
