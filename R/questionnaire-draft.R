#' Draft a questionnaire from a data file
#'
#' For who has answers but no questionnaire: a first one from the file of any supported survey tool, with
#' every column of answers as a question. It is a guess by the looks of the answers, to be edited: write it
#' with [write_questionnaire()], correct types, names, labels and order, and read it back. Options that
#' nobody chose cannot be known.
#'
#' @details A column with value labels, or with few and repeated answers, becomes `select_one`; columns of
#' one question that hold only marks or their own text, and columns of joined answers, become
#' `select_multiple`; columns of one question with the same answers become a grid; whole numbers become
#' `integer`, other numbers `decimal`; the rest is `text`. What the tool calls a column and an answer is
#' kept in the columns `export::<tool>`, so that [read_responses()] finds them when the names are edited.
#'
#' @param path Path of a file; see [read_responses()] for the formats.
#' @inheritParams read_responses
#' @param language Code of the language of the file's texts, such as `"nl"`, `"fr"` or `"en"`.
#' @return A questionnaire; see [questionnaire()].
#' @family questionnaire
#' @export
#' @examples
#' path <- tempfile(fileext = ".csv")
#' rows <- c("Land,Leeftijd", "Frankrijk,41", "Nederland,35", "Frankrijk,52")
#' writeLines(rows, path)
#' draft <- draft_questionnaire(path)
#' codebook(draft)[c("question", "type", "code", "label")]
#' read_responses(path, draft)
draft_questionnaire <- function(path, tool = "auto", language = "nl") {
  if (!rlang::is_string(language) || !grepl("^[A-Za-z]{2,3}(-[A-Za-z0-9]+)*$", language)) {
    abort("{.arg language} must be the code of a language, such as {.val nl}.", "argument")
  }
  call <- rlang::current_env()
  export <- read_export(path, tool, call)
  draft <- new_draft(export$tool, language)
  draft$title <- tools::file_path_sans_ext(basename(path))
  draft$id <- slug(draft$title)
  for (group in draft_groups(export)) {
    for (question in draft_group(group, export)) add_question(draft, question, export)
  }
  file <- list(
    path = path, call = call, what = "answers from which a questionnaire can be drafted",
    remedy = "Export the responses again, or name the columns in a first row."
  )
  sheets <- refuse_damage(finish_draft(draft, file, NULL), file)
  new_questionnaire(sheets$survey, sheets$choices, sheets$settings, path, notes = sheets$notes)
}

# Columns that are one question: those with the same text (or LimeSurvey code) that have answers of their
# own, or that are a multiple response set.
draft_groups <- function(export) {
  columns <- export$columns
  stem <- ifelse(is.na(columns$text), sub("\\[.*$", "", columns$code), columns$text)
  alone <- is.na(columns$answer) & !grepl("\\[", columns$code)
  stem[alone] <- paste("column", columns$column[alone])
  set <- column_sets(export)
  stem[!is.na(set)] <- paste("set", set[!is.na(set)])
  at <- which(columns$role == "answer")
  unname(split(at, factor(stem[at], unique(stem[at]))))
}

# Drafted questions: `type`, `columns`, `label`, `options` (label, value: as the tool writes it).
draft_group <- function(columns, export) {
  if (length(columns) == 1) return(list(draft_column(columns, export, whole = TRUE)))
  picks <- tick_columns(columns, export)
  if (sum(picks) > 1) {
    others <- lapply(columns[!picks], draft_column, export)
    return(c(list(draft_picks(columns[picks], export)), others))
  }
  cells <- unlist(lapply(export$data[columns], as.character))
  shared <- unique(trimws(cells[!is.na(cells)]))
  if (length(shared) <= 12 && is_options(cells)) {
    return(list(list(
      type = "grid", columns = columns, label = draft_label(export, columns[1], whole = TRUE),
      options = draft_options(shared, columns[1], export)
    )))
  }
  lapply(columns, draft_column, export)
}

draft_label <- function(export, column, whole = FALSE) {
  columns <- export$columns
  answer <- columns$answer[column]
  text <- columns$text[column]
  title <- if (whole) text else if (!is.na(answer)) answer else text
  if (is.na(title) || !nzchar(trimws(title))) title <- column_titles(columns)[column]
  trimws(gsub("[[:space:]]+", " ", title))
}

# Which columns hold nothing but marks, or the text that stands above them.
tick_columns <- function(columns, export) {
  of_set <- export$sets$type == "dichotomies" &
    vapply(export$sets$columns, function(set) all(columns %in% set), TRUE)
  if (any(of_set)) return(rep(TRUE, length(columns)))
  marks <- c(tick_words$yes, tick_words$no, if (export$tool == "limesurvey") "n/a")
  vapply(columns, function(j) {
    text <- fold_text(distinct_answers(export$data[[j]])$text)
    all(text %in% c(NA, marks, fold_text(draft_label(export, j))))
  }, logical(1))
}

draft_picks <- function(columns, export) {
  set <- column_sets(export)[columns[1]]
  label <- export$sets$label[match(paste0("$", set), export$sets$set)]
  labels <- vapply(columns, function(j) draft_label(export, j), "")
  list(
    type = "select_multiple", columns = columns,
    label = if (length(label) == 1 && !is.na(label)) label else draft_label(export, columns[1], whole = TRUE),
    options = tibble(label = one_line(labels), value = rep("", length(labels)))
  )
}

# Few answers, each short and most of them given more than once.
is_options <- function(cells) {
  cells <- trimws(cells[!is.na(cells)])
  distinct <- unique(cells)
  length(distinct) > 0 && length(distinct) <= 20 && max(nchar(distinct, "bytes")) <= 200 &&
    (length(distinct) <= 2 || length(distinct) <= length(cells) / 1.5)
}

draft_column <- function(column, export, whole = FALSE) {
  cells <- trimws(as.character(export$data[[column]]))
  given <- unique(cells[!is.na(cells)])
  draft <- list(columns = column, label = draft_label(export, column, whole), options = NULL)
  labelled <- export$labels[export$labels$column == column & !is.na(export$labels$label), ]
  numbers <- grepl("^-?[0-9]{1,9}$", given)
  joined <- joined_options(cells, export$tool)
  if (nrow(labelled) > 0 && all(given %in% labelled$value)) {
    draft$type <- "select_one"
    draft$options <- tibble(label = one_line(labelled$label), value = option_values(labelled$value))
  } else if (!is.null(joined)) {
    draft$type <- "select_multiple"
    draft$options <- tibble(label = joined, value = option_values(joined))
  } else if (length(given) > 0 && all(numbers) && !(is_options(cells) && length(given) <= 7)) {
    draft$type <- "integer"
  } else if (length(given) > 0 && all(grepl("^-?[0-9]+[.,][0-9]+$", given) | numbers) && !all(numbers)) {
    draft$type <- "decimal"
  } else if (is_options(cells)) {
    draft$type <- "select_one"
    draft$options <- draft_options(given, column, export)
  } else {
    draft$type <- "text"
  }
  draft
}

draft_options <- function(values, column, export) {
  labels <- export$labels[export$labels$column == column, ]
  label <- labels$label[match(values, labels$value)]
  label <- ifelse(is.na(label), values, label)
  tibble(label = one_line(label), value = option_values(values))
}

one_line <- function(text) trimws(gsub("[[:space:]]+", " ", text))

# A value as the sheet can declare it: there, `;` is between several.
option_values <- function(text) ifelse(grepl(";", text), "", text)

# The options of answers that a form joined, or NULL where they are not joined.
joined_options <- function(cells, tool) {
  separator <- c(google_forms = ", ", microsoft_forms = ";")[tool]
  if (is.na(separator)) return(NULL)
  cells <- cells[!is.na(cells)]
  parts <- lapply(strsplit(cells, separator, fixed = TRUE), trimws)
  all <- unlist(parts)
  distinct <- unique(all[nzchar(all)])
  if (!any(lengths(parts) > 1) || length(distinct) > 20 || length(distinct) > length(all) / 1.5) return(NULL)
  one_line(distinct)
}

# Names and rows -------------------------------------------------------------------------------

slug <- function(text, prefix = "q") {
  name <- tolower(stringi::stri_trans_general(text, "Any-Latin; Latin-ASCII"))
  name <- gsub("^_|_$", "", gsub("[^a-z0-9]+", "_", name))
  name <- sub("_$", "", substr(name, 1, 32))
  ifelse(grepl("^[a-z]", name), name, paste0(prefix, ifelse(nzchar(name), "_", ""), name))
}

# A free name for a label: a draft has no names of its own that could be changed.
free_slug <- function(draft, label) draft_name(draft, free_name(slug(label), draft$names))

# The question becomes rows of the draft of importers, which keep names, codes and labels valid.
add_question <- function(draft, question, export) {
  texts <- function(text) matrix(shorten_text(text, 1000))
  name <- free_slug(draft, question$label)
  told <- declare_names(question, export)
  type <- question$type
  if (!is.null(question$options)) {
    codes <- make.unique(slug(question$options$label, "o"), sep = "_")
    list <- draft_list(draft, paste0(name, "_list"), list(
      code = codes, texts = texts(question$options$label), export = told$options
    ))
    type <- paste(if (type == "grid") "select_one" else type, list$name)
  }
  if (question$type != "grid") {
    return(draft_row(draft, type, name, texts(question$label), export = told$columns[1]))
  }
  draft_row(draft, "begin_group", name, texts(question$label), appearance = "table-list")
  for (i in seq_along(question$columns)) {
    item <- draft_label(export, question$columns[i])
    draft_row(draft, type, free_slug(draft, item), texts(item), export = told$columns[i])
  }
  draft_row(draft, "end_group")
}

# What the tool calls the columns and the options: by code where that is telling, else by text, else
# by place.
declare_names <- function(question, export) {
  columns <- export$columns[question$columns, ]
  told <- list(
    columns = vapply(question$columns, declared_column, "", export), options = question$options$value
  )
  if (question$type != "select_multiple" || length(question$columns) == 1) return(told)
  pattern <- "^(.*?)[\\[/_.-]([^\\[\\]/_.-]+)\\]?$"
  part <- regmatches(columns$code, regexec(pattern, columns$code, perl = TRUE))
  stem <- vapply(part, function(x) if (length(x) == 3) x[[2]] else NA_character_, "")
  if (!anyNA(stem) && length(unique(stem)) == 1) {
    return(list(columns = stem[1], options = vapply(part, `[[`, "", 3)))
  }
  said <- !is.na(columns$text[1]) & !is.na(columns$answer) & !grepl(";", columns$answer) &
    !vec_duplicate_detect(fold_text(columns$answer))
  list(
    columns = if (any(said)) option_values(columns$text[1]) else "",
    options = ifelse(said, columns$answer, paste("column", question$columns))
  )
}

declared_column <- function(column, export) {
  columns <- export$columns
  names <- list(columns$code, ifelse(is.na(columns$answer), columns$text, NA))
  for (name in names) {
    own <- name[column]
    if (!is.na(own) && sum(fold_text(name) %in% fold_text(own)) == 1 && !grepl(";", own)) return(own)
  }
  paste("column", column)
}
