# Questionnaires that survey staff already have: the files of LimeSurvey, Qualtrics and SPSS become
# the three sheets of a questionnaire. Internal: read_questionnaire() calls import_sheets().
#
# Contract: the sheets that come out pass the strict checks of new_questionnaire(). What would not
# pass is made valid, always in the same way, and `notes` has a row for it, as for all else that
# could not be carried over. A file that cannot be read is an error of class tendensen_error_file.

# A list of tibbles of text: `survey`, `choices`, `settings` (see read_questionnaire()), and `notes`
# with `rule` (stable id), `where` (question, option or `survey`) and `detail`. The first label
# column is the language that the survey was made in. `language`: the language of the labels of a
# .sav file (`und`, undetermined, where NULL), for other files the default language.
import_sheets <- function(path, language = NULL, call = caller_env()) {
  if (!is.null(language) && !rlang::is_string(language)) {
    abort("{.arg language} must be one language code such as {.val nl}.", "argument", call = call)
  }
  source <- import_sources()[[tolower(tools::file_ext(path))]]
  rlang::check_installed(c("stringi", source$package), paste0("to read ", source$what, "."),
    call = call
  )
  file <- list(path = path, what = source$what, remedy = source$remedy, call = call)
  refuse_damage(finish_draft(source$read(file, language), file, language), file)
}

is_importable <- function(path) {
  tolower(tools::file_ext(path)) %in% names(import_sources()) && !dir.exists(path)
}

# By file extension: how to read it, the package needed, and the words for a user whose file is
# damaged.
import_sources <- function() {
  structure <- list(
    read = read_limesurvey_tsv, what = "a LimeSurvey survey structure (tab-separated)",
    remedy = "Export it again: Export > Tab-separated-values format (*.txt); leave it as it is."
  )
  list(
    txt = structure,
    tsv = structure,
    lss = list(
      read = read_limesurvey_lss, package = "xml2", what = "a LimeSurvey survey structure (XML)",
      remedy = "Export it again: Export > Survey structure (*.lss)."
    ),
    qsf = list(
      read = read_qualtrics, package = "jsonlite", what = "a Qualtrics survey file",
      remedy = "Export it again: Tools > Import/Export > Export survey."
    ),
    sav = list(
      read = read_spss, package = "haven", what = "an SPSS data file",
      remedy = "Save it again in SPSS or PSPP as .sav."
    )
  )
}

# Files ----------------------------------------------------------------------------------------

# A file that cannot be read. Thrown anywhere below, it becomes an error that names the file.
refuse <- function(...) stop(errorCondition(paste0(...), class = "tendensen_refusal"))

# No shape of a damaged file ends in anything but an error of this package, which says what the file
# should be and how to get it so.
refuse_damage <- function(sheets, file) {
  tryCatch(sheets, error = function(error) {
    is_own <- inherits(error, "tendensen_error")
    if (is_own && !inherits(error, "tendensen_error_file")) rlang::cnd_signal(error)
    # The advice of the readers of exports is not for questionnaires.
    said <- if (is_own) c(error$message, error$body["x"]) else conditionMessage(error)
    said <- iconv(said[!is.na(said)], "UTF-8", "UTF-8", sub = "?")
    problem <- sub("^'.*?' ", "It ", cli::ansi_strip(paste(said, collapse = " ")), perl = TRUE)
    is_known <- is_own || inherits(error, "tendensen_refusal")
    problem <- shorten_text(paste0(if (!is_known) "It is damaged: ", problem), 300)
    abort(
      c("{.path {file$path}} cannot be read as {file$what}.", x = "{problem}", i = "{file$remedy}"),
      "file",
      call = file$call, env = rlang::current_env()
    )
  })
}

# Structures of surveys are small; what is larger holds something else.
max_structure_bytes <- 32 * 1024^2

structure_bytes <- function(file) {
  if (isTRUE(file.size(file$path) > max_structure_bytes)) {
    refuse("It has more than 32 MB; a questionnaire is smaller.")
  }
  bytes <- read_bytes(file$path, file$call)
  refuse_other_kinds(bytes, file)
  bytes
}

# The text of a file, and what to note of its encoding.
file_text <- function(file) {
  decoded <- decode_export(structure_bytes(file), file$path, file$call)
  if (length(decoded$nul) > 0) refuse("It has a NUL byte at position ", decoded$nul[[1]], ".")
  list(text = raw_text(decoded$bytes), facts = encoding_facts(decoded$notes))
}

# Files of another kind under this name, known by their first bytes.
refuse_other_kinds <- function(bytes, file) {
  kind <- file_signature(bytes)
  if (kind == "zip") kind <- zip_kind(file$path, "", file$call)
  others <- c(
    unreadable_files[c("ole", "ods", "damaged_zip", "gzip", "pdf", "html", "portable")],
    xlsx = "is an Excel workbook.", sav = "is an SPSS data file."
  )
  if (kind %in% names(others)) refuse("It ", others[[kind]])
}

# Facts as a list, one for each of `where`; for note_facts().
fact <- function(rule, where, ...) {
  lapply(where, function(where) list(rule = rule, where = where, detail = paste0(...)))
}

encoding_facts <- function(notes) {
  said <- notes$detail[notes$rule == "encoding"]
  said <- said[!said %in% c("UTF-8: valid UTF-8.", "UTF-8: byte order mark.")]
  if (length(said) > 0) fact("encoding", "survey", "Read as ", said)
}

# Troubles of the readers of exports.
trouble_facts <- function(troubles, line = NA) {
  unlist(lapply(seq_along(troubles$rule), function(i) {
    own <- troubles[i, ]
    at <- line[own$record]
    fact(own$rule, "survey", if (!is.na(at)) paste0("Line ", at, ": "),
      if (is.na(own$value)) "nothing" else own$value, " in place of ", own$expected, "."
    )
  }), recursive = FALSE)
}

# The draft ------------------------------------------------------------------------------------

# Sheets in the making, filled from the top down. `codes`: the languages as the file names them, the
# language of origin first; texts are matrices with a column for each. `variables`: what a condition
# can refer to, by the name that the tool has for it.
new_draft <- function(tool, codes) {
  draft <- rlang::env(
    tool = tool, survey = list(), choices = list(), notes = list(),
    names = character(), lists = character(), variables = rlang::env(),
    title = "", id = ""
  )
  valid <- gsub("_", "-", codes, fixed = TRUE)
  bad <- !grepl("^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,12})*$", valid)
  valid[bad] <- "und"
  valid <- unlist(Reduce(function(done, code) c(done, free_name(code, done, "-x")), valid, NULL))
  for (i in which(valid != codes)) {
    draft_note(draft, "language_changed", "survey", c(codes[[i]], " is called ", valid[[i]]))
  }
  draft$languages <- stats::setNames(language_name(valid), valid)
  draft
}

draft_note <- function(draft, rule, where, detail) {
  short <- function(x) shorten_text(clean_text(substr(paste(x, collapse = ""), 1, 2000)), 300)
  note <- list(rule = rule, where = short(where), detail = short(detail))
  draft$notes[[length(draft$notes) + 1]] <- note
  invisible(draft)
}

note_facts <- function(draft, facts) {
  for (own in facts) draft_note(draft, own$rule, own$where, own$detail)
}

# The first of name, name_2, name_3, ... that is not taken.
free_name <- function(name, taken, separator = "_") {
  free <- name
  n <- 1
  while (free %in% taken) free <- paste0(name, separator, n <- n + 1)
  free
}

# Conditions are made of names and codes, and are bounded too. SPSS has names and values like these.
max_name <- 64
max_code <- 120

# A question's name as XLSForm has it, and not used before.
draft_name <- function(draft, code) {
  valid <- gsub("[^A-Za-z0-9_.-]", "_", substr(code, 1, max_name), perl = TRUE)
  if (!grepl("^[A-Za-z_]", valid)) valid <- paste0("q_", valid)
  name <- free_name(valid, draft$names)
  if (name != code) {
    why <- if (name == valid) "not valid as a name" else "used more than once"
    draft_note(draft, "name_changed", name, c("\"", code, "\" is ", why, "; it became ", name, "."))
  }
  draft$names <- c(draft$names, name)
  name
}

# A row of the survey sheet; `name` comes from draft_name(). `texts`: one row, a column a language.
draft_row <- function(draft, type, name = "", texts = NULL, hints = NULL, ...) {
  if (!is.null(texts)) {
    texts <- draft_texts(draft, texts, name, name)
    if (any(grepl(expression_mark[[draft$tool]] %||% "^(?!)", texts, perl = TRUE))) {
      draft_note(draft, "label_expression", name, c("Kept as it stands: ", texts[1, 1]))
    }
  }
  if (!is.null(hints)) {
    hints[] <- clean_text(hints)
    if (any(nzchar(hints))) hints <- draft_texts(draft, hints, name, name, "hint_missing")
  }
  row <- list(type = type, name = name, texts = texts, hints = hints, ...)
  draft$survey[[length(draft$survey) + 1]] <- row
  invisible(name)
}

# Texts that the tool fills in while somebody answers: `{Q1.shown}`, `${q://QID1/ChoiceGroup}`.
expression_mark <- list(limesurvey = "[{][^ {}][^{}]*[}]", qualtrics = "[$][{][a-z]+:[^}]*[}]")

# Texts of some elements (rows) in each language (columns), none empty: what a language lacks is
# taken from the language of origin, else from another, else from `fallback`.
draft_texts <- function(draft, texts, where, fallback, rule = "label_missing") {
  texts[] <- clean_text(texts)
  base <- texts[, 1]
  for (j in seq_len(ncol(texts))) base <- ifelse(nzchar(base), base, texts[, j])
  empty <- !nzchar(base)
  if (any(empty)) {
    draft_note(draft, "label_empty", where, c("No text; named: ", enumerated(fallback[empty])))
  }
  for (j in seq_len(ncol(texts))) {
    lacking <- !nzchar(texts[, j]) & !empty
    texts[lacking, j] <- base[lacking]
    texts[empty, j] <- fallback[empty]
    if (!any(lacking)) next
    draft_note(draft, rule, where, c(
      "No text in ", names(draft$languages)[[j]], ", another language kept: ",
      enumerated(fallback[lacking])
    ))
  }
  texts
}

enumerated <- function(x) paste(x, collapse = ", ")

# "question [part]", as LimeSurvey heads its columns. A part that a language lacks is filled in
# here, a question that it lacks by draft_row().
joined_texts <- function(draft, where, texts, parts) {
  texts[] <- clean_text(texts)
  if (all(!nzchar(trimws(parts)))) return(texts)
  parts <- draft_texts(draft, parts, where, where)
  alone <- if (nzchar(texts[1, 1])) "" else parts
  matrix(ifelse(nzchar(texts), paste0(texts, " [", parts, "]"), alone), 1)
}

# A choice list; gives its name and the codes by which the file knows its options, named by those
# that the sheet has. `options`: `code`, `texts` and, where it applies, `export`, `missing` and
# other columns of the sheet.
draft_list <- function(draft, name, options) {
  list <- free_name(if (name == "or_other") "other_list" else name, draft$lists)
  draft$lists <- c(draft$lists, list)
  codes <- valid_codes(draft, list, options$code)
  texts <- draft_texts(draft, options$texts, list, codes)
  texts <- distinct_texts(draft, list, texts, codes)
  missing <- options$missing %||% rep("", length(codes))
  if (all(nzchar(missing))) {
    draft_note(draft, "missing_only", list, "Every option was a kind of missing; now none is.")
    missing[] <- ""
  }
  row <- list(list_name = rep(list, length(codes)), name = codes, texts = texts, missing = missing)
  others <- options[setdiff(names(options), c("code", "texts", "missing"))]
  draft$choices[[length(draft$choices) + 1]] <- c(row, others)
  list(name = list, codes = stats::setNames(options$code, codes), missing = missing)
}

# A code has no blank, quote, `;` or `/`, and is used once in its list.
valid_codes <- function(draft, list, codes) {
  valid <- substr(iconv(trimws(codes), "UTF-8", "UTF-8", sub = "_"), 1, max_code)
  valid <- gsub("[\\x01-\\x20\\x7f;/'\"]+", "_", valid, perl = TRUE)
  valid[!nzchar(valid)] <- "empty"
  for (i in which(duplicated(valid))) valid[[i]] <- free_name(valid[[i]], valid)
  changed <- which(valid != codes)
  if (length(changed) > 0) {
    pairs <- paste0("\"", codes[changed], "\" -> ", valid[changed])
    draft_note(draft, "code_changed", list, c("Not valid, or used twice: ", enumerated(pairs)))
  }
  valid
}

# A label that a reader would take for that of another option, or for its code, gets its own code.
distinct_texts <- function(draft, list, texts, codes) {
  for (j in seq_len(ncol(texts))) {
    keys <- fold_label(texts[, j])
    bad <- which(duplicated(keys) | (texts[, j] %in% codes & texts[, j] != codes))
    for (i in bad) {
      text <- paste0(texts[i, j], " (", codes[[i]], ")")
      while (fold_label(text) %in% keys[-i]) text <- paste(text, "(2)")
      texts[i, j] <- text
      keys[[i]] <- fold_label(text)
    }
    if (length(bad) == 0) next
    draft_note(draft, "label_ambiguous", list, c(
      "Label of another option, or its code, in ", names(draft$languages)[[j]], "; code added: ",
      enumerated(codes[bad])
    ))
  }
  texts
}

# In the lists of multiple choices: labels that would split answers that a tool joins by `, ` or
# `;` are written with ` / ` instead.
unsplit_labels <- function(draft) {
  type <- sheet_column(draft$survey, "type")
  multiple <- sub("^select_multiple ", "", type[startsWith(type, "select_multiple ")])
  for (k in which(vapply(draft$choices, function(own) own$list_name[[1]] %in% multiple, TRUE))) {
    own <- draft$choices[[k]]
    changed <- integer()
    for (j in seq_len(ncol(own$texts))) {
      i <- core_splitting_labels(fold_label(own$texts[, j]))
      own$texts[i, j] <- gsub(",\\s+|\\s*;\\s*", " / ", own$texts[i, j], perl = TRUE)
      changed <- union(changed, i)
    }
    if (length(changed) == 0) next
    list <- own$list_name[[1]]
    draft_note(draft, "label_splits", list, c(
      "Written with / for a comma or semicolon: ", enumerated(own$name[changed])
    ))
    own$texts <- distinct_texts(draft, list, own$texts, own$name)
    draft$choices[[k]] <- own
  }
}

# The most options of a multiple choice: `max_options` of src/core/questionnaire.hpp.
max_multiple_options <- 62

# Rule and detail for draft_unsupported().
long_list <- function(n) {
  c("list_long", "It has ", n, " options; a multiple choice has at most ", max_multiple_options)
}

# The least and the most, of picks or of a number, as a constraint. A bound that is no number of the
# size that an expression takes is noted.
draft_bounds <- function(draft, where, bounds, multiple) {
  fits <- grepl(if (multiple) "^[0-9]{1,9}$" else "^-?[0-9]{1,9}([.][0-9]{1,6})?$", bounds)
  for (i in which(nzchar(bounds) & !fits)) {
    draft_note(draft, "constraint", where, c(names(bounds)[[i]], ": ", bounds[[i]]))
  }
  subject <- if (multiple) "count-selected(.)" else "."
  paste(paste(subject, c(">=", "<="), bounds)[fits], collapse = " and ")
}

# A question that cannot be carried over: its text stays as a note, so that its place is seen.
draft_unsupported <- function(draft, code, texts, rule, detail, ...) {
  name <- draft_name(draft, code)
  draft_note(draft, rule, name, detail)
  draft_row(draft, "note", name, texts, ...)
}

# The sheets -----------------------------------------------------------------------------------

finish_draft <- function(draft, file, language) {
  if (!any(vapply(draft$survey, function(row) nzchar(row$type) && nzchar(row$name), logical(1)))) {
    refuse("It has no questions.")
  }
  unsplit_labels(draft)
  default <- names(draft$languages)[[1]]
  if (!is.null(language)) {
    default <- check_one_of(language, names(draft$languages), "language", "language", file$call)
  }
  title <- clean_text(draft$title)
  list(
    survey = survey_sheet(draft),
    choices = choices_sheet(draft),
    settings = tibble(
      form_title = if (nzchar(title)) title else basename(file$path),
      form_id = clean_text(draft$id), version = "",
      default_language = default, original_language = names(draft$languages)[[1]]
    ),
    notes = notes_sheet(draft$notes)
  )
}

notes_sheet <- function(notes) {
  notes <- unique(notes)
  tibble(
    rule = sheet_column(notes, "rule"), where = sheet_column(notes, "where"),
    detail = sheet_column(notes, "detail")
  )
}

sheet_column <- function(rows, name) {
  vapply(rows, function(row) as.character(row[[name]] %||% ""), character(1))
}

label_columns <- function(draft, prefix = "label::") {
  paste0(prefix, draft$languages, " (", names(draft$languages), ")")
}

survey_sheet <- function(draft) {
  rows <- draft$survey
  of <- function(name) sheet_column(rows, name)
  sheet <- c(
    list(type = of("type"), name = of("name")),
    text_columns(draft, rows, "texts", "label::"), text_columns(draft, rows, "hints", "hint::"),
    lapply(rlang::set_names(c("required", "relevant", "constraint", "appearance")), of),
    rlang::set_names(list(of("export")), paste0("export::", draft$tool))
  )
  tibble::new_tibble(sheet, nrow = length(rows))
}

# A column a language; no hints in any language, no columns.
text_columns <- function(draft, rows, part, prefix) {
  columns <- lapply(seq_along(draft$languages), function(j) {
    vapply(rows, function(row) if (is.null(row[[part]])) "" else row[[part]][1, j], character(1))
  })
  if (part == "hints" && !any(nzchar(unlist(columns)))) return(list())
  stats::setNames(columns, label_columns(draft, prefix))
}

choices_sheet <- function(draft) {
  n <- vapply(draft$choices, function(list) length(list$name), 1L)
  of <- function(name) {
    as.character(unlist(Map(function(list, n) list[[name]] %||% rep("", n), draft$choices, n)))
  }
  labels <- lapply(seq_along(draft$languages), function(j) {
    as.character(unlist(lapply(draft$choices, function(list) list$texts[, j])))
  })
  sheet <- c(
    list(list_name = of("list_name"), name = of("name")),
    stats::setNames(labels, label_columns(draft)),
    list(missing = of("missing")),
    rlang::set_names(list(of("export")), paste0("export::", draft$tool)),
    if (draft$tool == "spss") list(counted_value = of("counted_value"))
  )
  tibble::new_tibble(sheet, nrow = sum(n))
}

# Their own name for the languages that are likely here; the code for the others.
language_name <- function(code) {
  own <- c(
    nl = "Nederlands", fr = "Fran\u00e7ais", en = "English", de = "Deutsch",
    es = "Espa\u00f1ol", it = "Italiano", pt = "Portugu\u00eas", pl = "Polski",
    tr = "T\u00fcrk\u00e7e", und = "Undetermined"
  )
  part <- tolower(sub("-.*$", "", code))
  rest <- sub("^[^-]*", "", code)
  ifelse(part %in% names(own), paste0(own[part], sub("-", " - ", rest)), code)
}
