#' Read responses from the file of a survey tool
#'
#' From the file that a survey tool writes to clean responses, in one call. Every cell is read as
#' text and typed by the questionnaire, never by a guess. Rows in are rows out: what does not fit is
#' kept and listed by [problems()]; what was found and chosen is in [reading_notes()]. An error
#' comes only where nothing can be read, or where the file can be read in two ways; it says what to
#' do.
#'
#' Formats: LimeSurvey CSV (headings of codes, texts or both; answers as codes or texts) and its R
#' data file with the syntax file beside it (parsed, never run); Qualtrics CSV with one to three
#' header rows; SurveyMonkey CSV or XLSX with two header rows; Google Forms CSV; Microsoft Forms
#' XLSX or CSV; Kobo and ODK CSV; SPSS `.sav` with value labels and multiple response sets; a plain
#' CSV or XLSX table with the names of questions as header. Encoding and separator are found.
#'
#' @section Columns and questions:
#' A column belongs to a question by the name that the questionnaire declares for the tool (a column
#' `export::limesurvey`, `export::qualtrics`, ... of the sheet `survey`: a column name, an ImportId,
#' a header text, or a place such as `column 12`), else by the name of the question, else by its
#' label in any language. Names and labels are compared without regard to Unicode form, case,
#' spaces, quotes and dashes. A column that fits two questions is an error of class
#' `tendensen_error_columns`.
#'
#' @section Answers and options:
#' By code, by the code that the sheet `choices` declares for the tool (`export::limesurvey`, ...),
#' or by label in any language. Answers to multiple choice that stand in one cell are divided by the
#' list of options, so that an option may hold a comma.
#'
#' An empty answer is `not_shown` where the routing skips the question, else `no_answer`. Multiple
#' choice without ticks is "nothing ticked" where the file marks options left open, or where the
#' questionnaire was sent; where the file cannot tell, it is `no_answer` and a problem
#' (`cannot_tell`).
#'
#' @param path Path of a file; or of several, such as the Dutch and the French one, that are
#'   stacked.
#' @param questionnaire A questionnaire; see [questionnaire()] and [draft_questionnaire()].
#' @param tool `"auto"`, or the tool that wrote the file: `"limesurvey"`, `"qualtrics"`,
#'   `"surveymonkey"`, `"google_forms"`, `"microsoft_forms"`, `"kobo"`, `"spss"`, `"table"`.
#' @param language Language of the labels in the file, one for all files or one a file; needed only
#'   where two options have the same label in different languages. `NULL`: any.
#' @param date_order Order in which the file writes dates: `"ymd"`, `"dmy"`, `"mdy"`. Needed only
#'   where dates fit two orders; else it is found.
#' @param drop Rows to leave out, counted in [reading_notes()]: any of `"incomplete"` (not sent),
#'   `"test"` (previews and test answers), `"duplicate"` (all but the last of an id). They are kept
#'   and listed by default.
#' @inheritParams as_responses
#' @return Responses, as [as_responses()] gives: one row a respondent, in file order. Where the file
#'   has them, also `response_id` chr, `response_language` chr, `response_started`,
#'   `response_ended`, `response_submitted` (date-times, UTC), `response_complete` lgl (was the
#'   questionnaire sent); with several files `response_file` chr. Columns that are no question keep
#'   their name, as text.
#' @section Errors:
#'   `tendensen_error_file` (what the file is, and what to export), `tendensen_error_columns`
#'   (columns that are ambiguous or absent, files that differ), `tendensen_error_answers` (labels
#'   that stand for several options), `tendensen_error_dates` (dates that fit two orders).
#' @family responses
#' @export
#' @examples
#' path <- tempfile(fileext = ".csv")
#' writeLines(c("group,country", "business,Belgique", "providers,Nederland"), path)
#' answers <- read_responses(path, questionnaire(2021))
#' answers[c("group", "country")]
#' summary(problems(answers))
#' reading_notes(answers)
read_responses <- function(path, questionnaire, tool = "auto", language = NULL, date_order = NULL,
                           drop = character(), lang = questionnaire$settings$language) {
  check_questionnaire(questionnaire)
  check_lang(lang, questionnaire)
  call <- rlang::current_env()
  if (!is.character(path) || length(path) == 0 || anyNA(path)) {
    abort("{.arg path} must be one path or several, not {.obj_type_friendly {path}}.", "argument")
  }
  language <- check_language(language, path, questionnaire, call)
  if (is.null(date_order) && !is.na(questionnaire$settings$date_order %||% NA)) {
    date_order <- questionnaire$settings$date_order
  }
  if (!is.null(date_order)) {
    check_one_of(date_order, c("ymd", "dmy", "mdy"), "date_order", "argument", call)
  }
  for (what in drop) check_one_of(what, names(drop_rules), "drop", "argument", call)
  files <- Map(function(path, language) {
    read_file(path, questionnaire, tool, language, date_order, lang, call)
  }, path, language)
  check_same_questions(files, questionnaire, call)
  drop_rows(stack_files(unname(files), questionnaire, lang), drop)
}

check_language <- function(language, path, questionnaire, call) {
  if (is.null(language)) return(vector("list", length(path)))
  if (!length(language) %in% c(1, length(path))) {
    abort(c(
      "{.arg language} must be one language, or one a file.",
      x = "There are {length(path)} file{?s} and {length(language)} languages."
    ), "argument", call = call, env = rlang::current_env())
  }
  for (one in language) {
    check_one_of(one, names(questionnaire$languages), "language", "language", call)
  }
  as.list(rep_len(language, length(path)))
}

# One file -------------------------------------------------------------------------------------

# `columns` (of the questionnaire), `meta`, `rest`: lists of vectors; `n`, `found` (items), notes,
# problems.
read_file <- function(path, questionnaire, tool, language, date_order, lang, call) {
  export <- read_export(path, tool, call)
  n <- nrow(export$data)
  matched <- match_export(export, questionnaire, call)
  reader <- new_reader(questionnaire, lang, export$tool, language)
  meta <- read_metadata(export, matched, date_order, call)
  items <- read_items(
    given_in_export(export, matched, questionnaire), reader, n,
    complete = complete_codes(meta$complete, export$tool, n)
  )
  check_ambiguous(items$problems, path, call)
  rest <- rest_columns(export, matched, c(names(items$columns), meta_names))
  raw <- export$problems
  raw$question <- questionnaire$items$question[match_place(raw$column, matched)]
  raw$column <- raw_column_names(raw$column, export)
  problems <- vec_rbind(
    raw, items$problems, matched$problems, unknown_columns(names(rest)[attr(rest, "unknown")]),
    flag_rows(meta, items$columns, export$tool)
  )
  stopifnot("rows in are rows out" = all(lengths(items$columns) == n))
  problems$file <- path
  list(
    columns = if (meta$synthetic) mark_synthetic(items$columns) else items$columns,
    meta = meta, rest = rest, n = n, found = matched$found,
    unmatched = matched$unmatched, synthetic = meta$synthetic, problems = problems,
    notes = tibble(file = path, !!!export$notes), path = path
  )
}

check_ambiguous <- function(problems, path, call) {
  ambiguous <- problems[problems$rule == "ambiguous_answer", ]
  if (nrow(ambiguous) == 0) return(invisible())
  abort(c(
    "{.path {path}} has answers that stand for several options.",
    x = "Question {.val {ambiguous$question[1]}}, row {ambiguous$row[1]}:
        {.val {ambiguous$value[1]}}.",
    i = "Say with {.arg language} in which language the labels of the file are."
  ), "answers", call = call, env = rlang::current_env())
}

# Which columns of an export are which questions: `item` and `option` of each column (NA: none),
# `found` and `unmatched` for messages, problems.
match_export <- function(export, questionnaire, call) {
  names <- column_names(questionnaire, export$tool)
  match <- core_match_columns(column_keys(export), names$key, names$item, names$option, names$tier)
  # What the tool adds itself is a question only by name.
  meta <- export$columns$role != "answer"
  own <- export$tool %in% c("table", "spss", "kobo") & match$tier %in% 0:1 | match$tier %in% 0L
  item <- ifelse(meta & !own, NA, match$item)
  option <- ifelse(is.na(item), NA, match$option)
  shown <- column_titles(export$columns)
  several <- which(!is.na(item) & lengths(match$rivals) > 0)
  for (at in several) {
    fits <- questionnaire$items$column[unique(c(item[at], match$rivals[[at]]))]
    abort_rivals(export, at, shown[at], fits, call)
  }
  kept <- drop_twins(export, item, option, shown, questionnaire, call)
  item[c(kept$beside, kept$dropped)] <- NA
  if (all(is.na(item))) {
    abort(c(
      "No column of {.path {export$file}} is a question of the questionnaire.",
      x = "Its columns: {.val {utils::head(shown, 8)}}{if (length(shown) > 8) ', ...'}.",
      i = "The questionnaire asks {.val {utils::head(questionnaire$items$column, 8)}}, ...",
      i = "Declare the names of the tool in a column {.code export::{export$tool}} of the sheet
        {.val survey}, or start from {.code draft_questionnaire(path)}."
    ), "columns", call = call, env = rlang::current_env())
  }
  list(
    item = item, option = option, found = unique(item[!is.na(item)]),
    unmatched = shown[setdiff(which(is.na(item) & !meta), kept$dropped)],
    dropped = kept$dropped, problems = kept$problems
  )
}

abort_rivals <- function(export, at, title, fits, call) {
  abort(c(
    "A column of {.path {export$file}} fits more than one question.",
    x = "Column {at}, {.val {title}}: {.val {fits}}.",
    i = "Declare which it is in a column {.code export::{export$tool}} of the sheet {.val survey}."
  ), "columns", call = call, env = rlang::current_env())
}

column_titles <- function(columns) {
  title <- ifelse(is.na(columns$code), columns$text, columns$code)
  title[is.na(title)] <- paste("column", columns$column[is.na(title)])
  with_answer <- is.na(columns$code) & !is.na(columns$answer)
  title[with_answer] <- paste0(title, " [", columns$answer, "]")[with_answer]
  title
}

# Two columns for one place: where all cells are the same, the first is read; else nobody can
# choose. A column that has several answers in a cell gives way to columns of one option each.
drop_twins <- function(export, item, option, shown, questionnaire, call) {
  place <- ifelse(is.na(item), NA, paste(item, option))
  in_set <- unlist(export$sets$columns[export$sets$type == "categories"])
  dropped <- which(!is.na(item) & option == 0L & item %in% item[!is.na(option) & option > 0])
  beside <- beside_columns(export$columns, place)
  twice <- which(place %in% place[duplicated(place) & !is.na(place)])
  twice <- setdiff(twice, c(dropped, beside, in_set))
  problems <- lapply(unique(place[twice]), function(one) {
    at <- intersect(which(place %in% one), twice)
    cells <- lapply(at, function(i) as.character(export$data[[i]]))
    same <- vapply(cells[-1], identical, logical(1), cells[[1]])
    if (!all(same)) {
      abort(c(
        "{.path {export$file}} has two columns for
          {.val {questionnaire$items$column[item[at[1]]]}}.",
        x = "Columns {at}: {.val {shown[at]}}.",
        i = "Rename or remove one, or declare in {.code export::{export$tool}} which it is, for
          example {.val column {at[1]}}."
      ), "columns", call = call, env = rlang::current_env())
    }
    problem(
      "duplicate_column", questionnaire$items$question[item[at[1]]], shown[at[-1]], NA, NA,
      "one column a question", paste0("The same in all cells as column ", at[1], ", which is read.")
    )
  })
  duplicates <- twice[duplicated(place[twice])]
  list(
    dropped = c(setdiff(dropped, beside), duplicates), beside = beside,
    problems = vec_rbind(!!!problems)
  )
}

# Columns with the text that goes with an answer: Q2[other], Q2_comment, Q2_5_TEXT, and, without
# names, the columns that are more than the question beside one that is the question.
beside_columns <- function(columns, place) {
  whole <- is.na(columns$answer) | fold_text(columns$answer) %in% whole_answers
  unlist(lapply(unique(place[duplicated(place) & !is.na(place)]), function(one) {
    at <- which(place %in% one)
    code <- columns$code[at]
    if (anyNA(code)) return(if (sum(whole[at]) == 1) at[!whole[at]])
    rest <- substring(code, nchar(code[1]) + 1)
    text <- grepl("^[[_.-].*(other|comment|text)\\]?$", rest, ignore.case = TRUE)
    at[startsWith(code, code[1]) & text]
  }))
}

# What the tools write beside a question for its answer as a whole.
whole_answers <- c(
  "selected choice", "response", "antwoord", "reactie", "r\u00e9ponse", "open-ended response",
  "open antwoord", "r\u00e9ponse libre", "r\u00e9ponse ouverte"
)

# Where an export has the answers to the items; see R/responses-answers.R.
given_in_export <- function(export, matched, questionnaire) {
  titles <- column_titles(export$columns)
  lapply(seq_len(nrow(questionnaire$items)), function(i) {
    at <- which(matched$item %in% i)
    whole <- at[matched$option[at] == 0L]
    split <- at[matched$option[at] > 0L]
    counted <- function(j) column_labels_of(export, j)
    list(
      item = questionnaire$items$column[i],
      column = if (length(at) > 0) titles[at[1]] else questionnaire$items$column[i],
      whole = joined_cells(export, whole), labels = if (length(whole) == 1) counted(whole),
      split = stats::setNames(as.list(export$data[split]), matched$option[split]),
      split_names = titles[split], split_labels = lapply(split, counted)
    )
  })
}

# Several columns of picks (a multiple response set of categories) are one list of picks.
joined_cells <- function(export, columns) {
  if (length(columns) == 0) return(NULL)
  if (length(columns) == 1) return(export$data[[columns]])
  cells <- lapply(columns, function(j) {
    text <- as.character(export$data[[j]])
    labels <- column_labels_of(export, j)
    label <- labels$label[match(text, labels$value)]
    ifelse(is.na(label), text, label)
  })
  picks <- unlist(cells)
  respondent <- rep(seq_len(nrow(export$data)), length(cells))
  given <- !is.na(picks)
  unname(split(picks[given], factor(respondent[given], seq_len(nrow(export$data)))))
}

# What the file says of the values of a column; the counted value of a set is a tick.
column_labels_of <- function(export, j) {
  labels <- export$labels[export$labels$column == j, c("value", "label", "missing")]
  in_set <- vapply(export$sets$columns, function(columns) j %in% columns, logical(1))
  counted <- export$sets$counted[in_set & export$sets$type == "dichotomies"]
  if (length(counted) == 0 || counted[[1]] %in% c("0", labels$value)) return(labels)
  vec_rbind(data_frame(value = counted[[1]], label = "1", missing = FALSE), labels)
}

match_place <- function(column, matched) {
  matched$item[suppressWarnings(as.integer(sub("^V", "", column)))]
}

raw_column_names <- function(column, export) {
  at <- suppressWarnings(as.integer(sub("^V", "", column)))
  column_titles(export$columns)[at]
}

# Columns that are no question, as text under their own name; a second one of a name says its place.
# `unknown`: which are neither the tool's own nor a question that was read from other columns.
rest_columns <- function(export, matched, taken) {
  at <- which(is.na(matched$item) & !export$columns$role %in% names(meta_columns))
  names <- column_titles(export$columns)[at]
  clash <- names %in% c(names[duplicated(names)], taken)
  names[clash] <- paste0(names[clash], " (column ", at[clash], ")")
  structure(
    lapply(export$data[at], as.character),
    names = names, unknown = export$columns$role[at] == "answer" & !at %in% matched$dropped
  )
}

# Metadata -------------------------------------------------------------------------------------

# Roles of an export's columns -> columns of responses.
meta_columns <- c(
  id = "response_id", language = "response_language", start = "response_started",
  end = "response_ended", submitted = "response_submitted", complete = "response_complete",
  synthetic = "response_synthetic"
)
meta_names <- c(unname(meta_columns), "response_file")

# `values` under their names; `complete`: lgl, NA for unknown; `test`: lgl.
read_metadata <- function(export, matched, date_order, call) {
  columns <- export$columns
  at <- function(role) {
    found <- which(columns$role == role & is.na(matched$item))
    if (length(found) > 0) found[[1]]
  }
  text <- function(role) if (!is.null(at(role))) as.character(export$data[[at(role)]])
  times <- lapply(rlang::set_names(c("start", "end", "submitted")), function(role) {
    column <- at(role)
    if (is.null(column)) return(NULL)
    read_times(export$data[[column]], date_order, function(orders, example) {
      abort_date_orders(export, column, orders, example, call)
    })
  })
  status <- read_status(export, columns)
  submitted <- text("submitted")
  complete <- status$complete %||% if (!is.null(text("complete"))) {
    tolower(text("complete")) %in% c("true", "1")
  } else if (export$tool %in% c("limesurvey", "table", "spss") && !is.null(submitted)) {
    !is.na(submitted)
  }
  values <- list(id = text("id"), language = text("language"))
  values <- c(values, times, list(complete = complete))
  names(values) <- meta_columns[names(values)]
  list(
    values = values[lengths(values) > 0 | vapply(values, is.character, NA)],
    complete = complete, test = status$test, token = read_token(export, matched),
    synthetic = any(tolower(text("synthetic")) %in% c("true", "1"))
  )
}

# LimeSurvey's token: one a person who was invited.
read_token <- function(export, matched) {
  at <- which(export$columns$role == "contact" & is.na(matched$item) &
    fold_text(column_titles(export$columns)) %in% c("token", "access code"))
  if (length(at) > 0) as.character(export$data[[at[[1]]]])
}

# Qualtrics says whether a response was finished, and whether it is a preview or a test.
read_status <- function(export, columns) {
  if (export$tool != "qualtrics") return(list())
  find <- function(name) {
    at <- which(tolower(columns$code) == name | tolower(columns$import_id) == name)
    if (length(at) > 0) tolower(as.character(export$data[[at[[1]]]]))
  }
  finished <- find("finished")
  status <- find("status")
  list(
    complete = if (!is.null(finished)) finished %in% c("true", "1", "waar", "vrai"),
    test = if (!is.null(status)) status %in% c("1", "survey preview", "2", "survey test")
  )
}

# Was the questionnaire sent? The forms of Google, Microsoft and Kobo export nothing else.
complete_codes <- function(complete, tool, n) {
  if (!is.null(complete)) return(ifelse(is.na(complete), -1L, as.integer(complete)))
  if (tool %in% c("google_forms", "microsoft_forms", "kobo")) rep(1L, n)
}

abort_date_orders <- function(export, column, orders, example, call) {
  abort(c(
    "The dates in {.path {export$file}} can be read in two ways.",
    x = "Column {column}, {.val {column_titles(export$columns)[column]}}: all dates fit
      {.val {orders}}, for example {.val {example}}.",
    i = "Say which it is: {.code date_order = \"{orders[1]}\"}."
  ), "dates", call = call, env = rlang::current_env())
}

# Rows that ask for a look: not sent, a test, an id that is there twice, the same answers at the
# same time.
flag_rows <- function(meta, columns, tool) {
  flag <- function(rule, rows, value, expected, fix) {
    if (length(rows) == 0) return(NULL)
    problem(rule, NA_character_, NA_character_, rows, value, expected, fix)
  }
  id <- meta$values$response_id
  twice <- repeated_values(id)
  token <- repeated_values(meta$token)
  again <- repeated_responses(meta$values, columns)
  vec_rbind(
    flag(
      "incomplete", which(meta$complete %in% FALSE), NA, "a questionnaire that was sent",
      "Kept; leave such rows out with drop = \"incomplete\"."
    ),
    flag(
      "test_response", which(meta$test %in% TRUE), NA, "the response of a respondent",
      "Kept; leave such rows out with drop = \"test\"."
    ),
    flag(
      "duplicate_id", twice, id[twice], "an id of its own",
      "Kept; leave all but the last out with drop = \"duplicate\"."
    ),
    flag(
      "duplicate_token", token, meta$token[token], "one response a token",
      "Kept: this person answered more than once; choose one of the rows."
    ),
    flag(
      "duplicate_response", again, NA, "answers of its own",
      "Another row has the same times and answers: kept; check whether a file was pasted twice."
    )
  )
}

repeated_values <- function(x) {
  if (is.null(x)) return(integer())
  which(vec_duplicate_detect(x) & !is.na(x))
}

# Rows with the times and all answers of an earlier row.
repeated_responses <- function(values, columns) {
  times <- values[intersect(
    c("response_started", "response_ended", "response_submitted"), names(values)
  )]
  if (length(times) == 0) return(integer())
  times <- vec_cbind(!!!times)
  likely <- which(vec_duplicate_detect(times) & !vec_detect_missing(times[[1]]))
  if (length(likely) == 0) return(integer())
  rows <- vec_slice(vec_cbind(times, !!!lapply(columns, vec_data)), likely)
  likely[vec_duplicate_id(rows) != seq_along(likely)]
}

# Several files --------------------------------------------------------------------------------

check_same_questions <- function(files, questionnaire, call) {
  for (file in files[-1]) {
    first <- files[[1]]
    lacking <- list(setdiff(first$found, file$found), setdiff(file$found, first$found))
    items <- sort(unlist(lacking))
    if (length(items) == 0) next
    who <- if (length(lacking[[1]]) > 0) list(file, first) else list(first, file)
    abort(c(
      "The files do not have the same questions.",
      x = "{.path {who[[1]]$path}} has no column for {.val {questionnaire$items$column[items[1]]}},
        {.path {who[[2]]$path}} has.",
      x = if (length(who[[1]]$unmatched) > 0) {
        "Its columns that are no question: {.val {utils::head(who[[1]]$unmatched, 5)}}."
      },
      i = "Read the files one by one to see all problems, and declare the column in the
        questionnaire."
    ), "columns", call = call, env = rlang::current_env())
  }
}

# One below the other; problems count rows of the whole.
stack_files <- function(files, questionnaire, lang) {
  n <- vapply(files, `[[`, 1L, "n")
  offset <- cumsum(n) - n
  stack <- function(part, empty) {
    names <- unique(unlist(lapply(files, function(file) names(part(file)))))
    lapply(rlang::set_names(names), function(name) {
      vec_c(!!!lapply(files, function(file) part(file)[[name]] %||% vec_rep(empty, file$n)))
    })
  }
  problems <- vec_rbind(!!!Map(function(file, offset) {
    file$problems$row <- file$problems$row + offset
    file$problems
  }, files, as.integer(offset)))
  path <- vapply(files, `[[`, "", "path")
  new_responses(
    tibble(
      !!!stack(function(file) file$columns, NA),
      !!!stack(function(file) file$meta$values, NA),
      response_file = !!if (length(files) > 1) rep(path, n),
      !!!stack(function(file) file$rest, NA_character_),
      .rows = sum(n)
    ),
    with_language(questionnaire, lang),
    synthetic = any(vapply(files, `[[`, TRUE, "synthetic")), problems = problems,
    notes = vec_rbind(!!!lapply(files, `[[`, "notes"))
  )
}

drop_rules <- c(
  incomplete = "incomplete", test = "test_response", duplicate = "duplicate_id"
)

drop_rows <- function(x, drop) {
  if (length(drop) == 0) return(x)
  problems <- problems(x)
  rows <- lapply(rlang::set_names(unique(drop)), function(what) {
    at <- problems$row[problems$rule == drop_rules[[what]]]
    # The last of an id stays.
    if (what == "duplicate") at[duplicated(x$response_id[at], fromLast = TRUE)] else at
  })
  gone <- sort(unique(unlist(rows)))
  kept <- setdiff(seq_len(nrow(x)), gone)
  problems <- problems[!problems$row %in% gone, ]
  problems$row <- match(problems$row, kept)
  notes <- vec_rbind(reading_notes(x), tibble(
    file = NA_character_, rule = "dropped",
    detail = paste0(lengths(rows), " rows left out: ", names(rows), ".")
  ))
  columns <- vec_slice(tibble::new_tibble(unclass_attributes(x)), kept)
  new_responses(columns, attr(x, "questionnaire"), attr(x, "synthetic"), problems, notes)
}

#' How was a file read?
#'
#' What [read_responses()] found and chose: the tool, header rows, encoding, separator, sheet, order
#' of dates, records left out.
#'
#' @param x Responses.
#' @return A tibble with a row a note: `file`, `rule` and `detail`, chr. Without rows for responses
#'   that were not read from a file.
#' @family responses
#' @export
#' @examples
#' path <- tempfile(fileext = ".csv")
#' writeLines(c("group;country", "business;be"), path)
#' reading_notes(read_responses(path, questionnaire(2021)))
reading_notes <- function(x) {
  responses_questionnaire(x, "x")
  attr(x, "notes") %||% tibble(file = character(), rule = character(), detail = character())
}
