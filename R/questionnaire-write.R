#' Write a questionnaire
#'
#' As a workbook or a folder of CSV sheets, to be edited and read back by [read_questionnaire()]; or
#' as DDI Codebook 2.5, the format of data archives.
#'
#' @details `path` says which: `.xlsx` is a workbook, `.xml` is DDI, and a path without an extension
#' is a folder. In a workbook the header row is bold and frozen, and every cell is text: a label
#' that starts with `=` is no formula. The sheets of a folder, `survey.csv`, `choices.csv` and
#' `settings.csv`, are UTF-8 with `LF` as line end; other files in the folder are left alone.
#' Reading a workbook or a folder gives the same questionnaire, with three exceptions: the recodes
#' that an installed edition carries are no part of the sheets, a workbook loses spaces around a
#' cell, and in a CSV sheet a line break is `LF`.
#'
#' The DDI document describes the columns of answers, a `var` each; a multiple-choice question has a
#' `var` for each option, `question/option`, with the values 1 (ticked) and 0. Multiple-choice
#' questions, grids and groups are `varGrp`s. In a `var`:
#' * `labl` is the wording of the question, the item or the option, one a language (`xml:lang`);
#' * `qstn`: `qstnLit` is the same wording, after the wording of the whole question in `preQTxt`;
#'   `backward` is the routing, as an expression and as references to the questions in it;
#'   `ivuInstr` is the hint;
#' * `universe` is the group of respondents that sees the question;
#' * `catgry` is an option: its code, its labels, and `missing="Y"` with `missType` for a kind of
#'   missing;
#' * `notes` of type `constraint`, `base`, `editions` and `required` are the cells of those columns.
#'
#' Notes of the questionnaire, which have no column, are `notes` of `dataDscr`.
#'
#' @param x A questionnaire; see [questionnaire()].
#' @param path Path of an `.xlsx` file, an `.xml` file or a folder. The folder that it is in exists.
#' @param overwrite `TRUE` or `FALSE`: whether to replace what `path` holds.
#' @return `path`, invisibly.
#' @section Errors:
#'   `tendensen_error_file` when `path` has another extension, is in no existing folder, cannot be
#'   written or holds a questionnaire already and `overwrite` is `FALSE`; `tendensen_error_argument`
#'   for an argument of the wrong kind; `tendensen_error_language` when a language has no code for
#'   `xml:lang`; `tendensen_error_cell` for a cell that the format cannot hold.
#' @family questionnaire
#' @export
#' @examples
#' folder <- write_questionnaire(questionnaire(2021), tempfile("questionnaire-"))
#' list.files(folder)
#' read_questionnaire(folder)
#'
#' if (rlang::is_installed("xml2")) {
#'   file <- write_questionnaire(questionnaire(2021), tempfile(fileext = ".xml"))
#'   xml2::xml_find_first(xml2::read_xml(file), "//d1:var[@name = 'country']/d1:qstn")
#' }
write_questionnaire <- function(x, path, overwrite = FALSE) {
  check_questionnaire(x, "x")
  format <- target_format(path)
  check_flag(overwrite, "overwrite")
  files <- target_files(path, format)
  check_target(path, files, overwrite)
  made <- switch(format,
    folder = csv_sheets(x),
    xlsx = workbook(x),
    xml = ddi_file(x)
  )
  on.exit(unlink(made))
  place_files(made, files, path)
  invisible(path)
}

# Where it goes --------------------------------------------------------------------------------

target_format <- function(path, call = caller_env()) {
  if (!rlang::is_string(path) || !nzchar(path)) {
    abort("{.arg path} must be one path, not {.obj_type_friendly {path}}.", "argument",
      call = call, env = rlang::current_env()
    )
  }
  extension <- tolower(tools::file_ext(path))
  if (dir.exists(path) || !nzchar(extension) || grepl("^[0-9]+$", extension)) return("folder")
  if (extension %in% c("xlsx", "xml")) return(extension)
  abort(c(
    "A questionnaire is not written as {.file .{extension}}.",
    i = "Give a path that ends in {.file .xlsx} or {.file .xml}, or the path of a folder."
  ), "file", call = call, env = rlang::current_env())
}

target_files <- function(path, format) {
  if (format == "folder") file.path(path, paste0(sheet_names, ".csv")) else path
}

check_target <- function(path, files, overwrite, call = caller_env()) {
  if (!dir.exists(dirname(path))) {
    abort("There is no folder {.path {dirname(path)}}.", "file",
      call = call, env = rlang::current_env()
    )
  }
  if (!dir.exists(path) && file.exists(path) && !path %in% files) {
    abort("{.path {path}} is a file, not a folder.", "file",
      call = call, env = rlang::current_env()
    )
  }
  there <- files[file.exists(files)]
  if (length(there) > 0 && !overwrite) {
    abort(c(
      "{.path {there}} {?exists/exist} already.",
      i = "Give another path, or {.code overwrite = TRUE}."
    ), "file", call = call, env = rlang::current_env())
  }
}

# What was made is put in place only when all of it was made.
place_files <- function(made, files, path, call = caller_env()) {
  if (!path %in% files) dir.create(path, showWarnings = FALSE)
  placed <- suppressWarnings(file.copy(made, files, overwrite = TRUE))
  if (all(placed)) return(invisible(files))
  abort(c(
    "{.path {files[!placed]}} cannot be written.",
    i = "Is it open in another program, or the folder write-protected?"
  ), "file", call = call, env = rlang::current_env())
}

write_utf8 <- function(text, file) {
  connection <- file(file, "wb")
  on.exit(close(connection))
  writeBin(charToRaw(enc2utf8(text)), connection)
  file
}

# Sheets ---------------------------------------------------------------------------------------

# The sheets as matrices of text, the header their first row.
questionnaire_sheets <- function(x) {
  sheets <- list(survey = x$survey, choices = x$choices, settings = settings_sheet(x$settings))
  lapply(sheets, sheet_cells)
}

sheet_cells <- function(sheet) {
  columns <- Map(function(name, column) c(name, as.character(column)), names(sheet), sheet)
  cells <- matrix(enc2utf8(unlist(columns, use.names = FALSE)), ncol = length(sheet))
  cells[is.na(cells)] <- ""
  cells
}

# What was read from the settings sheet under the names that it has there.
settings_sheet <- function(settings) {
  if (is.na(settings$date_order)) settings$date_order <- NULL
  columns <- c(title = "form_title", id = "form_id", language = "default_language")
  renamed <- names(settings) %in% names(columns)
  names(settings)[renamed] <- columns[names(settings)[renamed]]
  lapply(settings, function(value) if (anyNA(value)) "" else paste(value, collapse = ";"))
}

# The first cell that is `bad`, as an error that says where it is.
check_cells <- function(cells, sheet, bad, problem, call) {
  if (!any(bad)) return(invisible(cells))
  at <- which(bad, arr.ind = TRUE)[1, ]
  abort_cell(sheet, at[["row"]], cells[1, at[["col"]]], problem, call)
}

abort_cell <- function(sheet, row, column, problem, call) {
  abort(c(
    "A cell of the questionnaire cannot be written.",
    x = "Sheet {.field {sheet}}, row {row}, column {.field {column}}: {problem}"
  ), "cell", call = call, env = rlang::current_env())
}

csv_sheets <- function(x) {
  sheets <- questionnaire_sheets(x)
  vapply(names(sheets), function(name) {
    write_utf8(csv_text(sheets[[name]]), tempfile(paste0(name, "-"), fileext = ".csv"))
  }, character(1), USE.NAMES = FALSE)
}

# Cells are quoted where they must be; the spaces around one are kept by quotes.
csv_text <- function(cells, separator = ",") {
  cells[] <- gsub("\r\n?", "\n", cells)
  quoted <- grepl("[\"\n]|^[[:space:]]|[[:space:]]$", cells) | grepl(separator, cells, fixed = TRUE)
  cells[quoted] <- paste0("\"", gsub("\"", "\"\"", cells[quoted], fixed = TRUE), "\"")
  columns <- lapply(seq_len(ncol(cells)), function(j) cells[, j])
  paste0(do.call(paste, c(columns, sep = separator)), "\n", collapse = "")
}

# Workbook -------------------------------------------------------------------------------------

# What a cell of a workbook can hold.
max_cell_characters <- 32767

workbook <- function(x, call = caller_env()) {
  rlang::check_installed("openxlsx", "to write a workbook.")
  book <- openxlsx::createWorkbook(creator = "tendensen")
  sheets <- questionnaire_sheets(x)
  for (name in names(sheets)) {
    cells <- sheets[[name]]
    check_cells(
      cells, name, nchar(cells) > max_cell_characters,
      paste("it has more than", max_cell_characters, "characters."), call
    )
    add_sheet(book, name, cells)
  }
  file <- tempfile(fileext = ".xlsx")
  openxlsx::saveWorkbook(book, file)
  file
}

add_sheet <- function(book, name, cells) {
  openxlsx::addWorksheet(book, name)
  openxlsx::writeData(book, name, as.data.frame(workbook_cells(cells)), colNames = FALSE)
  rows <- seq_len(nrow(cells))
  columns <- seq_len(ncol(cells))
  # As text, so that what is typed over a cell stays as typed.
  body <- openxlsx::createStyle(numFmt = "TEXT", wrapText = TRUE, valign = "top")
  header <- openxlsx::createStyle(textDecoration = "bold", numFmt = "TEXT")
  openxlsx::addStyle(book, name, body, rows, columns, gridExpand = TRUE)
  openxlsx::addStyle(book, name, header, 1, columns, gridExpand = TRUE)
  openxlsx::freezePane(book, name, firstRow = TRUE)
  openxlsx::setColWidths(book, name, columns, column_widths(cells))
}

# An empty cell is no cell; but a last row without any would be no row.
workbook_cells <- function(cells) {
  cells[] <- workbook_text(cells)
  last <- nrow(cells)
  empty <- cells == ""
  if (all(empty[last, ])) empty[last, 1] <- FALSE
  cells[empty] <- NA
  cells
}

# A workbook escapes the characters that XML has not as _xHHHH_, and a text that looks like that.
workbook_text <- function(text) {
  text <- gsub("_(x[0-9A-Fa-f]{4}_)", "_x005F_\\1", text)
  for (code in setdiff(1:31, c(9, 10))) {
    text <- gsub(intToUtf8(code), sprintf("_x%04X_", code), text, fixed = TRUE)
  }
  text
}

column_widths <- function(cells) {
  longest <- apply(cells, 2, function(column) max(nchar(column, "width")))
  pmin(pmax(longest + 2, 10), 60)
}

# DDI Codebook ---------------------------------------------------------------------------------

ddi_namespace <- "ddi:codebook:2_5"

ddi_file <- function(x, call = caller_env()) {
  rlang::check_installed("xml2", "to write DDI.")
  check_language_codes(x, call)
  sheets <- questionnaire_sheets(x)
  for (name in names(sheets)) {
    check_cells(
      sheets[[name]], name,
      matrix(grepl("[\001-\010\013\014\016-\037]", sheets[[name]]), nrow(sheets[[name]])),
      "it has a control character, which XML cannot hold.", call
    )
  }
  file <- tempfile(fileext = ".xml")
  xml2::write_xml(xml2::read_xml(ddi_text(x)), file, encoding = "UTF-8")
  file
}

check_language_codes <- function(x, call) {
  codes <- names(x$languages)
  bad <- codes[!grepl("^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$", codes)]
  if (length(bad) == 0) return(invisible(x))
  abort(c(
    "DDI needs the code of each language; {.val {bad}} {?is/are} none.",
    i = "Write it in the header of the columns, as in {.code label::Nederlands (nl)}."
  ), "language", call = call, env = rlang::current_env())
}

# Elements as text, vectorised: the content is XML already; an attribute that is NA is left out.
xml_element <- function(.name, .content, ...) {
  attributes <- list(...)
  written <- Map(function(attribute, value) {
    ifelse(is.na(value), "", paste0(" ", attribute, "=\"", xml_escape(value), "\""))
  }, names(attributes), attributes)
  paste0("<", .name, do.call(paste0, unname(written)), ">", .content, "</", .name, ">")
}

xml_escape <- function(text) {
  text <- enc2utf8(as.character(text))
  for (character in c("&", "<", ">", "\"", "\r")) {
    entity <- c(
      "&" = "&amp;", "<" = "&lt;", ">" = "&gt;", "\"" = "&quot;", "\r" = "&#13;"
    )[[character]]
    text <- gsub(character, entity, text, fixed = TRUE)
  }
  text
}

joined_xml <- function(...) paste0(c(...), collapse = "")

# One element a language; `texts` is named by language, and an empty text has no element.
xml_texts <- function(name, texts, ...) {
  texts <- texts[nzchar(texts)]
  if (length(texts) == 0) return("")
  joined_xml(xml_element(name, xml_escape(texts), `xml:lang` = names(texts), ...))
}

ddi_text <- function(x) {
  variables <- ddi_variables(x)
  joined_xml(
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
    xml_element("codeBook", joined_xml(ddi_study(x), ddi_data(x, variables)),
      xmlns = ddi_namespace,
      `xmlns:xsi` = "http://www.w3.org/2001/XMLSchema-instance",
      `xsi:schemaLocation` = paste(
        ddi_namespace,
        "http://www.ddialliance.org/Specification/DDI-Codebook/2.5/XMLSchema/codebook.xsd"
      ),
      version = "2.5", `xml:lang` = x$settings$original_language
    )
  )
}

ddi_study <- function(x) {
  settings <- x$settings
  optional <- function(name, text, ...) {
    if (is.na(text) || !nzchar(text)) return("")
    xml_element(name, xml_escape(text), ...)
  }
  version <- optional("version", settings$version)
  date <- if (is.na(settings$period)) settings$edition else settings$period
  date <- optional("collDate", date, date = date, event = "single", cycle = settings$edition)
  wrapped <- function(content, ...) {
    for (name in c(...)) if (nzchar(content)) content <- xml_element(name, content)
    content
  }
  citation <- joined_xml(
    xml_element("titlStmt", joined_xml(
      xml_element("titl", xml_escape(settings$title), `xml:lang` = settings$language),
      optional("IDNo", settings$id)
    )),
    wrapped(version, "verStmt")
  )
  xml_element("stdyDscr", joined_xml(
    xml_element("citation", citation),
    wrapped(date, "sumDscr", "stdyInfo"),
    ddi_translations(x)
  ))
}

ddi_translations <- function(x) {
  original <- x$settings$original_language
  translations <- setdiff(names(x$languages), original)
  if (length(translations) == 0) return("")
  xml_element("notes", xml_escape(paste0(
    "The original language is ", original, "; ", paste(translations, collapse = ", "),
    if (length(translations) > 1) " are translations." else " is a translation."
  )), type = "translation")
}

# One row a `var`: an item, or an option of a multiple-choice item.
ddi_variables <- function(x) {
  questions <- x$questions[match(x$items$question, x$questions$question), ]
  codes <- Map(function(type, list) {
    if (type == "multiple") list_options(x, list)$code else NA_character_
  }, questions$type, questions$list)
  item <- rep(seq_len(nrow(x$items)), lengths(codes))
  option <- as.character(unlist(codes, use.names = FALSE))
  column <- x$items$column[item]
  tibble(
    id = sprintf("V%d", seq_along(item)), qstn = sprintf("Q%d", seq_along(item)),
    question = x$items$question[item], column = column, option = option,
    name = ifelse(is.na(option), column, paste0(column, "/", option)),
    routing = x$items$routing[item], row = x$items$row[item]
  )
}

ddi_data <- function(x, variables) {
  groups <- ddi_groups(x, variables)
  made <- vapply(seq_len(nrow(variables)), function(i) {
    ddi_variable(x, variables[i, ], variables)
  }, character(1))
  xml_element("dataDscr", joined_xml(groups, made, ddi_notes(x)))
}

# Grids and multiple choice, and the groups of the survey sheet.
ddi_groups <- function(x, variables) {
  questions <- x$questions[x$questions$grid | x$questions$type == "multiple", ]
  asked <- list(
    name = questions$question, row = questions$row,
    type = ifelse(questions$grid, "grid", "multipleResp"),
    members = lapply(questions$question, function(id) which(variables$question == id))
  )
  around <- groups_around(x$survey)
  rows <- setdiff(unlist(around), x$questions$row)
  within <- function(row) vapply(around[variables$row], function(outer) row %in% outer, logical(1))
  sections <- list(
    name = x$survey$name[rows], row = rows, type = rep("section", length(rows)),
    members = lapply(rows, function(row) which(within(row)))
  )
  all <- Map(c, asked, sections)
  vapply(seq_along(all$row), function(i) {
    ids <- variables$id[all$members[[i]]]
    xml_element("varGrp", xml_texts("labl", row_texts(x, "survey", all$row[[i]])),
      ID = sprintf("VG%d", i), type = all$type[[i]],
      name = if (nzchar(all$name[[i]])) all$name[[i]] else NA,
      var = if (length(ids) > 0) paste(ids, collapse = " ") else NA
    )
  }, character(1))
}

ddi_notes <- function(x) {
  notes <- x$questions[x$questions$type == "note", ]
  vapply(seq_len(nrow(notes)), function(i) {
    xml_texts("notes", row_texts(x, "survey", notes$row[[i]]),
      type = "note", subject = notes$question[[i]]
    )
  }, character(1))
}

# The texts of a row in each language, named by language.
row_texts <- function(x, sheet, row, prefix = "label") {
  vapply(names(x$languages), function(lang) {
    text <- x[[sheet]][[paste0(prefix, "::", x$languages[[lang]])]][row] %||% ""
    if (is.na(text)) "" else text
  }, character(1))
}

ddi_variable <- function(x, variable, variables) {
  question <- x$questions[x$questions$question == variable$question, ]
  options <- x$options[x$options$list == question$list, ]
  own <- if (is.na(variable$option)) {
    row_texts(x, "survey", variable$row)
  } else {
    row_texts(x, "choices", options$row[options$code == variable$option])
  }
  xml_element("var", joined_xml(
    xml_texts("labl", own),
    ddi_question(x, variable, variables, question, own),
    ddi_universe(x, question),
    ddi_categories(x, variable, question, options, own),
    ddi_format(question),
    ddi_cells(x, variable, question)
  ),
  ID = variable$id, name = variable$name,
  intrvl = if (question$type == "decimal") "contin" else "discrete",
  representationType = representation(question)
  )
}

representation <- function(question) {
  switch(question$type,
    integer = ,
    decimal = "numeric",
    text = "text",
    "code"
  )
}

ddi_question <- function(x, variable, variables, question, own) {
  whole <- question$grid || !is.na(variable$option)
  domain <- switch(question$type,
    single = "category",
    multiple = "multiple",
    representation(question)
  )
  xml_element("qstn", joined_xml(
    if (whole) xml_texts("preQTxt", row_texts(x, "survey", question$row)),
    xml_texts("qstnLit", own),
    ddi_routing(variable, variables),
    xml_texts("ivuInstr", row_texts(x, "survey", variable$row, "hint"))
  ),
  ID = variable$qstn, var = variable$id,
  seqNo = match(variable$question, x$questions$question), responseDomainType = domain
  )
}

ddi_routing <- function(variable, variables) {
  if (!nzchar(variable$routing)) return("")
  names <- regmatches(variable$routing, gregexpr("\\$\\{[^}]*\\}", variable$routing))[[1]]
  asked <- variables$qstn[variables$column %in% gsub("[${}]", "", names)]
  xml_element("backward", xml_escape(variable$routing),
    qstn = if (length(asked) > 0) paste(asked, collapse = " ") else NA
  )
}

ddi_universe <- function(x, question) {
  codes <- group_words(question$group)
  if (length(codes) == 0) return("")
  asked <- x$questions[x$questions$question == x$settings$group_question, ]
  options <- x$options[x$options$list == asked$list, ]
  rows <- options$row[match(codes, options$code)]
  labels <- do.call(paste, c(lapply(rows, function(row) row_texts(x, "choices", row)), sep = "; "))
  xml_texts("universe", stats::setNames(labels, names(x$languages)), clusion = "I")
}

group_words <- function(group) {
  codes <- strsplit(group, "[; ]+")[[1]]
  codes[nzchar(codes)]
}

ddi_categories <- function(x, variable, question, options, own) {
  kinds <- names(missing_codes())[match(options$value, missing_codes())]
  category <- function(value, labels, kind = NA_character_) {
    xml_element("catgry",
      joined_xml(xml_element("catValu", xml_escape(value)), xml_texts("labl", labels)),
      missing = if (is.na(kind)) NA else "Y", missType = kind
    )
  }
  ticks <- if (!is.na(variable$option)) c(category("1", own), category("0", character()))
  shown <- if (is.na(variable$option)) seq_along(kinds) else which(!is.na(kinds))
  joined_xml(ticks, vapply(shown, function(i) {
    category(options$code[[i]], row_texts(x, "choices", options$row[[i]]), kinds[[i]])
  }, character(1)))
}

ddi_format <- function(question) {
  numeric <- question$type %in% c("integer", "decimal", "multiple")
  xml_element("varFormat", "", type = if (numeric) "numeric" else "character")
}

# Cells of the sheet that DDI has no element for.
ddi_cells <- function(x, variable, question) {
  cells <- c(
    constraint = x$survey[["constraint"]][variable$row] %||% "", base = question$base,
    editions = question$editions, required = x$survey[["required"]][variable$row] %||% ""
  )
  cells <- cells[!is.na(cells) & nzchar(cells)]
  joined_xml(xml_element("notes", xml_escape(cells), type = names(cells)))
}

# Rows of the groups around each row of the survey sheet, outermost first.
groups_around <- function(survey) {
  type <- sub("^(begin|end)[ \t]+group", "\\1_group", trimws(survey$type))
  open <- integer()
  around <- vector("list", length(type))
  for (row in seq_along(type)) {
    if (grepl("^end_group", type[[row]])) open <- utils::head(open, -1)
    around[[row]] <- open
    if (grepl("^begin_group", type[[row]])) open <- c(open, row)
  }
  around
}
