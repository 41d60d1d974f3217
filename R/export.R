# A file that a survey tool wrote, as it stands: the raw export. Nothing is typed and nothing is
# dropped unsaid; what the answers mean is for the questionnaire to say.
#
# A raw export is a list of class tendensen_export:
#   file, tool
#   data      tibble of factors V1..Vk, a row a respondent, in file order; the levels are the
#             distinct texts in order of appearance; an empty cell is NA
#   columns   a row a column: column int, code, import_id, text, answer, role chr
#   line      line of the file (row of the sheet, number of the case) where each respondent begins
#   labels    column, value, label, missing: of a .sav or a LimeSurvey syntax file
#   sets      set, label, type (dichotomies, categories), counted, columns: of a .sav
#   notes     rule, detail: what was found and chosen
#   problems  as problems(); `row` is a respondent, `column` a name in `data`; NA: the whole file
# Roles: answer, or metadata: id, start, end, submitted, language, duration, status, contact,
# other_meta.
#
# The way through the files: export-file.R (what kind of file it is), encoding.R (its text),
# separated.R or export-sheet.R or export-spss.R (records of cells), export-damage.R (damaged text),
# export-tool.R (who wrote it), export-layout.R and export-limesurvey.R (what the columns are),
# export.R (who the respondents are), export-header.R (what is odd above them).
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
  respondents <- if (length(repeated) > 0) setdiff(body, repeated) else body
  if (length(respondents) == 0) abort_no_respondents(path, tool, call)
  blank <- length(records$width) - length(filled)
  stopifnot("every record is accounted for" = length(records$width) ==
    length(header) + length(respondents) + length(repeated) + blank)
  data <- export_data(records$columns, respondents)
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

# Texts as a factor: levels in order of appearance, an empty text NA.
text_factor <- function(text) {
  levels <- unique(text[!is.na(text) & nzchar(text)])
  structure(match(text, levels), levels = levels, class = "factor")
}

# The columns of an export, for these records.
export_data <- function(columns, respondents) {
  tibble::new_tibble(
    stats::setNames(core_take_rows(columns, respondents), export_column_names(length(columns))),
    nrow = length(respondents)
  )
}

# A blank record has nothing in any cell.
filled_records <- function(records) {
  which(core_filled_rows(records$columns) | !is.na(records$surplus))
}

top_records <- function(records, filled, n = 5L) {
  lapply(utils::head(filled, n), function(i) {
    cells <- vapply(records$columns, function(column) as.character(column[[i]]), "")
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

# Records that are the same as a header row, as when files were pasted together. Columns with few
# texts are looked at first.
repeated_headers <- function(records, header, body) {
  if (length(records$columns) < 2) return(integer())
  columns <- records$columns[order(vapply(records$columns, nlevels, 1L))]
  found <- lapply(header, function(row) {
    left <- body
    for (column in columns) {
      if (length(left) == 0) break
      left <- left[is_header_cell(column, left, row)]
    }
    left
  })
  sort(unique(unlist(found)))
}

# Have these records of a column the text of a header row?
is_header_cell <- function(column, records, row) {
  code <- as.integer(column)
  said <- code[[row]]
  if (is.na(said)) return(is.na(code[records]))
  texts <- levels(column)
  likely <- unique(code[records])
  # Folding is slow.
  length <- stringi::stri_length(texts[c(said, likely)])
  likely <- likely[abs(length[-1] - length[[1]]) <= 8L & !is.na(likely)]
  code[records] %in% likely[fold_text(texts[likely]) == fold_text(texts[[said]])]
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
  blank <- all_but(filled, records$width)
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
  row <- if (nrow(troubles) > 0) match(troubles$record, respondents) else integer()
  by_place <- order(row, troubles$column, na.last = FALSE)
  column <- ifelse(is.na(troubles$column), NA_character_, paste0("V", troubles$column))
  quick_tibble(
    file = rep(path, length(row)), row = row[by_place], question = rep(NA_character_, length(row)),
    column = as.character(column)[by_place], value = troubles$value[by_place],
    expected = troubles$expected[by_place], rule = troubles$rule[by_place],
    fix = troubles$fix[by_place]
  )
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

date_notes <- function(data, columns) {
  dates <- which(columns$role %in% c("start", "end", "submitted"))
  notes <- lapply(dates, function(j) {
    texts <- levels(data[[j]])
    if (length(texts) == 0) return(NULL)
    orders <- core_fitting_orders(texts)
    off <- sum(as.integer(data[[j]]) %in% which(startsWith(texts, "1980-01-01 00:00:00")))
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
  cells <- lapply(read$columns, text_factor)
  some <- core_filled_rows(cells)
  respondents <- which(some)
  if (length(respondents) == 0) {
    abort_export(path, "is an SPSS file without cases.", "Export the responses again.", call)
  }
  blank <- sum(!some)
  columns <- export_columns(n,
    code = read$code, role = role_of(fold_text(read$code), "table")
  )
  columns$text <- read$text
  data <- export_data(cells, respondents)
  damage <- find_damage(list(columns = cells, beyond = no_cells()))
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
