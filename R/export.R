# A file that a survey tool wrote, as it stands: the raw export. Nothing is typed and nothing is
# dropped unsaid; what the answers mean is for the questionnaire to say.
#
# A raw export is a list of class tendensen_export:
#   file, tool
#   data      tibble of chr columns V1..Vk, a row a respondent, in file order; an empty cell is NA
#   columns   a row a column: column int, code, import_id, text, answer, role chr
#   line      line of the file (row of the sheet, number of the case) where each respondent begins
#   labels    column, value, label, missing: of a .sav or a LimeSurvey syntax file
#   sets      set, label, type (dichotomies, categories), counted, columns: of a .sav
#   notes     rule, detail: what was found and chosen
#   problems  as problems(); `row` is a respondent, `column` a name in `data`; NA: the whole file
# Roles: answer, or metadata: id, start, end, submitted, language, duration, status, contact,
# other_meta.
#
# Errors are of class tendensen_error_file: what the file is, and what to do. `call` is the function
# that the user called.
read_export <- function(path, tool = "auto", call = rlang::current_env()) {
  need_package("stringi", "to read the files of survey tools.")
  check_path(path, call)
  check_one_of(tool, c("auto", export_tools), "tool", "argument", call)
  pair <- limesurvey_pair(path, call)
  bytes <- read_bytes(pair$data, call)
  switch(export_kind(pair$data, bytes, call),
    sav = spss_export(path, bytes, tool, call),
    xlsx = separated_export(path, read_sheet_records(path, call), tool, pair$syntax, call),
    text = {
      records <- read_text_records(pair$data, bytes, call)
      separated_export(pair$data, records, tool, pair$syntax, call)
    }
  )
}

# check_installed() looks at versions, which takes time on small files.
need_package <- function(package, reason) {
  if (!requireNamespace(package, quietly = TRUE)) rlang::check_installed(package, reason)
}

new_export <- function(file, tool, data, columns, line, labels, sets, notes, problems) {
  stopifnot(
    "every respondent has a line" = length(line) == nrow(data),
    "every column is described" = nrow(columns) == ncol(data)
  )
  structure(
    list(
      file = file, tool = tool, data = data, columns = columns, line = line, labels = labels,
      sets = sets, notes = stack_rows(no_notes(), notes), problems = problems
    ),
    class = "tendensen_export"
  )
}

no_notes <- function() export_note(character(), character())

export_column_names <- function(n) paste0("V", seq_len(n))

# Separated text and sheets -----------------------------------------------------------------------

separated_export <- function(path, records, tool, syntax_path, call) {
  syntax <- if (!is.null(syntax_path)) read_syntax(syntax_path, call)
  filled <- filled_records(records)
  if (length(filled) == 0) {
    abort_export(path, "holds nothing but empty rows.", "Export the responses again.", call)
  }
  top <- top_records(records, filled)
  tool <- choose_tool(top, tool, path, syntax, call)
  layout <- lay_out(top, tool, syntax)
  header <- filled[seq_len(layout$rows)]
  body <- filled[-seq_len(layout$rows)]
  repeated <- repeated_headers(records, header, body)
  respondents <- setdiff(body, repeated)
  if (length(respondents) == 0) abort_no_respondents(path, tool, call)
  blank <- length(records$width) - length(filled)
  stopifnot("every record is accounted for" = length(records$width) ==
    length(header) + length(respondents) + length(repeated) + blank)
  data <- lapply(records$columns, `[`, respondents)
  data <- tibble::new_tibble(stats::setNames(data, export_column_names(length(data))),
    nrow = length(respondents)
  )
  troubles <- stack_rows(
    header_troubles(layout), second_header_troubles(top, tool, respondents),
    syntax_troubles(syntax, ncol(data)), records$troubles,
    width_troubles(records, c(header, respondents)), repeated_troubles(records, repeated)
  )
  new_export(
    file = path, tool = tool, data = data, columns = layout$columns,
    line = records$line[respondents], labels = syntax_labels(syntax, ncol(data)), sets = no_sets(),
    notes = stack_rows(
      export_note("layout", paste0(tool_names[[tool]], ", ", layout$found, ".")),
      syntax_note(syntax, path), records$notes, blank_note(blank, records, filled),
      repeated_note(repeated), width_note(records, respondents), header_note(top, layout),
      date_notes(data, layout$columns)
    ),
    problems = as_problems(troubles, path, respondents)
  )
}

# A blank record has nothing in any cell.
filled_records <- function(records) {
  which(Reduce(`|`, lapply(records$columns, function(column) !is.na(column)),
    init = !is.na(records$surplus)
  ))
}

top_records <- function(records, filled, n = 5L) {
  lapply(utils::head(filled, n), function(i) {
    cells <- vapply(records$columns, `[[`, "", i)
    ifelse(is.na(cells), "", cells)
  })
}

abort_no_respondents <- function(path, tool, call) {
  abort_export(
    path, paste0("has a header, but no respondents (", tool_names[[tool]], ")."),
    paste0(
      "Export the responses again, with all respondents and not only the complete ones.",
      if (tool != "table") paste0(" ", export_advice[[tool]])
    ), call
  )
}

# Records that are the same as a header row, as when files were pasted together.
repeated_headers <- function(records, header, body) {
  if (length(records$columns) < 2) return(integer())
  key <- function(text) fold_header(ifelse(is.na(text), "", text))
  candidates <- body
  found <- lapply(header, function(row) {
    left <- candidates
    for (column in records$columns) {
      if (length(left) == 0) break
      said <- column[[row]]
      # An exact look first: folding is slow.
      likely <- if (is.na(said)) is.na(column[left]) else !is.na(column[left]) &
        abs(stringi::stri_length(column[left]) - stringi::stri_length(said)) <= 8L
      left <- left[likely]
      left <- left[key(column[left]) == key(said)]
    }
    left
  })
  sort(unique(unlist(found)))
}

repeated_troubles <- function(records, repeated) {
  if (length(repeated) == 0) return(NULL)
  trouble(
    "header_repeated", NA, NA, paste("line", records$line[repeated]), "an answer, not a header row",
    "Left out: it is no respondent. Check that no file was pasted twice."
  )
}

repeated_note <- function(repeated) {
  if (length(repeated) == 0) return(NULL)
  export_note("header_repeated", paste0(
    count_of(length(repeated), "record"), " repeated the header and ",
    if (length(repeated) == 1) "was" else "were", " left out."
  ))
}

blank_note <- function(n, records, filled) {
  if (n == 0) return(NULL)
  blank <- setdiff(seq_along(records$width), filled)
  lines <- utils::head(records$line[blank], 5)
  export_note("blank_records", paste0(
    count_of(n, "blank record"), " left out (line ", paste(lines, collapse = ", "),
    if (n > 5) ", ...", ")."
  ))
}

width_troubles <- function(records, rows) {
  n <- length(records$columns)
  width <- records$width[rows]
  short <- rows[width < n]
  long <- rows[width > n & !is.na(records$surplus[rows])]
  fields <- function(rows) {
    paste0(count_of(records$width[rows], "field"), " on line ", records$line[rows])
  }
  expected <- paste0(count_of(n, "field"), ", as the header has")
  stack_rows(
    if (length(short) > 0) {
      trouble(
        "short_row", short, NA, fields(short), expected,
        "The row is kept and the cells that lack are empty: correct it, or export again."
      )
    },
    if (length(long) > 0) {
      trouble(
        "long_row", long, NA, paste0(fields(long), "; beyond the header: ", records$surplus[long]),
        expected,
        "The row is kept, cells may have shifted: quote separators in answers, or export again."
      )
    }
  )
}

width_note <- function(records, respondents) {
  long <- records$width[respondents] > length(records$columns)
  empty <- sum(long & is.na(records$surplus[respondents]))
  if (empty == 0) return(NULL)
  export_note("trailing_separators", paste0(
    count_of(empty, "row"), " had more separators than the header, with nothing between them."
  ))
}

# Problems of a file, in the columns of problems(): records become respondents, columns get their
# names in `data`.
as_problems <- function(troubles, path, respondents) {
  if (is.null(troubles) || nrow(troubles) == 0) troubles <- no_trouble()
  row <- match(troubles$record, respondents)
  by_place <- order(row, troubles$column, na.last = FALSE)
  column <- ifelse(is.na(troubles$column), NA_character_, paste0("V", troubles$column))
  quick_tibble(
    file = rep(path, length(row)), row = row[by_place], question = rep(NA_character_, length(row)),
    column = as.character(column)[by_place], value = troubles$value[by_place],
    expected = troubles$expected[by_place], rule = troubles$rule[by_place],
    fix = troubles$fix[by_place]
  )
}

# Headers -----------------------------------------------------------------------------------------

# What tells columns apart: the code; without codes, the text with its answer.
header_keys <- function(columns) {
  text <- paste0(
    ifelse(is.na(columns$text), "", columns$text),
    ifelse(is.na(columns$answer), "", paste0(" [", columns$answer, "]"))
  )
  key <- ifelse(is.na(columns$code), text, columns$code)
  key <- stringi::stri_replace_all_regex(stringi::stri_trans_nfc(key), "[\\s\\p{Z}\ufeff]+", " ")
  stringi::stri_trim_both(key)
}

header_troubles <- function(layout) {
  columns <- layout$columns
  key <- header_keys(columns)
  empty <- which(!nzchar(key))
  twice <- which(key %in% key[duplicated(key)] & nzchar(key))
  others <- same_columns(key, twice)
  told_apart <- all(!is.na(columns$import_id[twice])) && !anyDuplicated(columns$import_id[twice])
  stack_rows(
    if (length(empty) > 0) {
      trouble(
        "empty_header", NA, empty, NA, "a name or a question in the header",
        "The column is kept; match it by its position, or name it and export again."
      )
    },
    if (length(twice) > 0) {
      trouble(
        "duplicate_header", NA, twice, columns_value(columns, twice),
        paste0("a header of its own; column ", others, " has the same"),
        if (told_apart) {
          "The columns are told apart by their ImportId."
        } else {
          "Match it by its position, or give the questions different names and export again."
        }
      )
    },
    duplicate_ids(columns$import_id)
  )
}

# A table whose first row looks like the second header row of SurveyMonkey.
second_header_troubles <- function(top, tool, respondents) {
  if (tool != "table" || length(top) < 2) return(NULL)
  under_empty <- !nzchar(top[[2]][[1]]) && any(nzchar(top[[2]]) & !nzchar(top[[1]]))
  if (!under_empty) return(NULL)
  trouble(
    "second_header", respondents[[1]], NA, shorten_text(paste(top[[2]], collapse = " | "), 200),
    "answers of a respondent",
    "Kept as a respondent. If it is a second header row, read with tool = \"surveymonkey\"."
  )
}

# The other columns with the same key, for each of some; twenty at most.
same_columns <- function(key, columns) {
  vapply(columns, function(i) {
    others <- setdiff(which(key == key[[i]]), i)
    paste(c(utils::head(others, 20), if (length(others) > 20) "..."), collapse = ", ")
  }, "")
}

columns_value <- function(columns, which) {
  shorten_text(ifelse(is.na(columns$code), columns$text, columns$code)[which], 200)
}

duplicate_ids <- function(id) {
  twice <- which(id %in% id[duplicated(id) & !is.na(id)])
  if (length(twice) == 0) return(NULL)
  others <- same_columns(id, twice)
  trouble(
    "duplicate_import_id", NA, twice, id[twice],
    paste0("an ImportId of its own; column ", others, " has the same"),
    "Match these columns by position, or export again."
  )
}

header_note <- function(top, layout) {
  header <- unlist(top[seq_len(layout$rows)])
  padded <- sum(stringi::stri_detect_regex(header, "^[\\s\\p{Z}]|[\\s\\p{Z}]$"))
  html <- sum(stringi::stri_detect_regex(
    header[stringi::stri_detect_charclass(header, "[>;]")],
    paste0(html_tags, "|&(?:#\\w+|[A-Za-z]{2,8});"), case_insensitive = TRUE
  ))
  lines <- sum(stringi::stri_detect_regex(header, "[\r\n]"))
  seen <- c(
    if (padded > 0) paste(count_of(padded, "header"), "with spaces around"),
    if (html > 0) paste(count_of(html, "header"), "with HTML, decoded in the texts"),
    if (lines > 0) paste(count_of(lines, "header"), "over several lines")
  )
  if (length(seen) == 0) return(NULL)
  export_note("header", paste0(paste(seen, collapse = "; "), "."))
}

# LimeSurvey syntax -------------------------------------------------------------------------------

syntax_note <- function(syntax, path) {
  if (is.null(syntax)) {
    if (!grepl("_R_data_file", path, ignore.case = TRUE)) return(NULL)
    return(export_note("labels", paste0(
      "No syntax file `", name_of_partner(path), "` beside it: the codes have no labels."
    )))
  }
  export_note("labels", paste0(
    count_of(nrow(syntax$labels$labels), "value label"), " from `", basename(syntax$path),
    "`, read as text."
  ))
}

syntax_labels <- function(syntax, n) {
  if (is.null(syntax)) return(no_labels())
  labels <- syntax$labels$labels
  labels$missing <- rep(FALSE, nrow(labels))
  stack_rows(no_labels(), labels[labels$column >= 1L & labels$column <= n, ])
}

# Dates of the metadata ---------------------------------------------------------------------------

date_patterns <- c(
  ymd = "^\\d{4}[-/.](0?[1-9]|1[0-2])[-/.](0?[1-9]|[12]\\d|3[01])(\\D|$)",
  dmy = "^(0?[1-9]|[12]\\d|3[01])[-/. ](0?[1-9]|1[0-2])[-/. ](\\d{4}|\\d\\d)(\\D|$)",
  mdy = "^(0?[1-9]|1[0-2])[-/. ](0?[1-9]|[12]\\d|3[01])[-/. ](\\d{4}|\\d\\d)(\\D|$)",
  serial = "^[2-6]\\d{4}([.,]\\d+)?$"
)

# The orders of day, month and year that every value fits; `serial`: days of Excel since 1899-12-30.
fitting_date_orders <- function(text) {
  text <- unique(text[!is.na(text)])
  if (length(text) == 0) return(character())
  fits <- vapply(date_patterns, function(pattern) {
    all(stringi::stri_detect_regex(text, pattern))
  }, logical(1))
  names(date_patterns)[fits]
}

date_notes <- function(data, columns) {
  dates <- which(columns$role %in% c("start", "end", "submitted"))
  notes <- lapply(dates, function(j) {
    orders <- fitting_date_orders(data[[j]])
    if (all(is.na(data[[j]]))) return(NULL)
    off <- sum(startsWith(data[[j]], "1980-01-01 00:00:00"), na.rm = TRUE)
    name <- shorten_text(ifelse(is.na(columns$code[[j]]), columns$text[[j]], columns$code[[j]]))
    found <- switch(min(length(orders), 2) + 1,
      "no known order", orders,
      paste0(paste(orders, collapse = " or "), ": the file does not tell which, declare it")
    )
    export_note("date_order", paste0(
      "Column ", j, " (", name, "): ", found,
      if (off > 0) paste0("; ", off, " of 1980-01-01, completed without a date stamp"), "."
    ))
  })
  stack_rows(notes)
}

# Sheets ------------------------------------------------------------------------------------------

# The first sheet that is not empty, as text; the rows of the sheet as they are counted there.
read_sheet_records <- function(path, call) {
  need_package("readxl", "to read .xlsx files.")
  sheets <- from_readxl(readxl::excel_sheets(path), path, call)
  for (sheet in sheets) {
    cells <- from_readxl(readxl::read_excel(path, sheet,
      range = readxl::cell_limits(c(1, 1), c(NA, NA)), col_names = FALSE, col_types = "text",
      na = "", trim_ws = FALSE, .name_repair = "minimal", progress = FALSE
    ), path, call)
    if (nrow(cells) > 0 && ncol(cells) > 0) break
  }
  if (nrow(cells) == 0 || ncol(cells) == 0) {
    abort_export(path, "is a workbook without cells.", "Export the responses again.", call)
  }
  columns <- lapply(unname(as.list(cells)), function(column) {
    column[!nzchar(column)] <- NA_character_
    enc2utf8(column)
  })
  others <- setdiff(sheets, sheet)
  troubles <- sheet_damage(columns)
  list(
    columns = columns, width = rep(length(columns), nrow(cells)), line = seq_len(nrow(cells)),
    surplus = rep(NA_character_, nrow(cells)), troubles = troubles,
    notes = stack_rows(
      export_note("sheet", paste0(
        "Sheet \"", sheet, "\"",
        if (length(others) > 0) "; not read: ", paste0("\"", others, "\"", collapse = ", "), "."
      )),
      damage_note(troubles)
    )
  )
}

from_readxl <- function(expr, path, call) {
  tryCatch(suppressMessages(suppressWarnings(expr)), error = function(error) {
    abort_export(
      path, paste0("is a damaged workbook: ", shorten_text(conditionMessage(error), 100)),
      "Open it in Excel and save it again, or export the responses again.", call
    )
  })
}

sheet_damage <- function(columns) {
  stack_rows(no_trouble(), lapply(seq_along(columns), function(j) {
    cells <- columns[[j]]
    cells[is.na(cells)] <- ""
    find_damage(cells, integer(), function(at) list(record = at, column = rep(j, length(at))))
  }))
}

# SPSS --------------------------------------------------------------------------------------------

spss_export <- function(path, bytes, tool, call) {
  if (!tool %in% c("auto", "spss")) {
    abort(c(
      "{.path {path}} is not {tool_names[[tool]]}, but an SPSS file.",
      i = "Read it with {.code tool = \"spss\"} or {.code \"auto\"}."
    ), "file", call = call, env = rlang::current_env())
  }
  read <- read_sav_export(path, bytes, call)
  n <- length(read$columns)
  some <- Reduce(`|`, lapply(read$columns, function(column) !is.na(column)))
  respondents <- which(some)
  if (length(respondents) == 0) {
    abort_export(path, "is an SPSS file without cases.", "Export the responses again.", call)
  }
  blank <- sum(!some)
  columns <- export_columns(n,
    code = read$code, role = role_of(fold_header(read$code), "table")
  )
  columns$text <- read$text
  data <- stats::setNames(lapply(read$columns, `[`, respondents), export_column_names(n))
  data <- tibble::new_tibble(data, nrow = length(respondents))
  damage <- sheet_damage(lapply(read$columns, `[`, respondents))
  damage$record <- respondents[damage$record]
  new_export(
    file = path, tool = "spss", data = data, columns = columns, line = respondents,
    labels = read$labels, sets = read$sets,
    notes = stack_rows(
      export_note("layout", paste0("an SPSS file, ", count_of(n, "variable"), ".")), read$notes,
      if (blank > 0) {
        export_note("blank_records", paste0(count_of(blank, "blank case"), " left out."))
      },
      damage_note(damage), date_notes(data, columns)
    ),
    problems = as_problems(stack_rows(read$troubles, damage), path, respondents)
  )
}
