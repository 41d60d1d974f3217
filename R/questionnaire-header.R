# What the sheets of a questionnaire say apart from their rows: columns, languages, settings.

# Columns that have a meaning here. Others are kept and not read.
known_columns <- list(
  survey = c(
    "type", "name", "label", "hint", "required", "relevant", "constraint", "appearance",
    "choice_filter", "group", "base", "editions", "counted", "ordered", "source", "export"
  ),
  choices = c(
    "list_name", "name", "label", "missing", "class_from", "class_to", "source", "export"
  ),
  settings = c(
    "form_title", "form_id", "version", "default_language", "edition", "period", "group_question",
    "other_groups", "original_language", "date_order"
  )
)

fault <- function(id, sheet, row, column, value, problem, fix) {
  quick_tibble(
    id = id, sheet = sheet, row = as.integer(row), column = column, value = value,
    problem = problem, fix = fix
  )
}

# Without these columns, or with one of them twice, nothing else can be read.
column_faults <- function(sheets) {
  needed <- list(survey = c("type", "name"), choices = c("list_name", "name"))
  vec_rbind(!!!lapply(names(sheets), function(sheet) {
    header <- names(sheets[[sheet]])
    twice <- unique(header[duplicated(header) & nzchar(header)])
    vec_rbind(
      fault("column_missing", sheet, 0, setdiff(as.character(needed[[sheet]]), header), "",
        "The sheet lacks this column.", "Add the column."
      ),
      fault("column_duplicate", sheet, 1, twice, twice,
        "The sheet has this column twice.", "Remove or rename one of them."
      )
    )
  }))
}

header_faults <- function(sheets) {
  vec_rbind(
    !!!Map(misspelt_faults, names(sheets), lapply(sheets, names)),
    !!!Map(export_faults, c("survey", "choices"), lapply(sheets[c("survey", "choices")], names)),
    language_faults(sheets$survey, sheets$choices)
  )
}

# A column that is unknown and looks like one that is known.
misspelt_faults <- function(sheet, header) {
  stem <- sub("\\s*:.*$", "", header)
  rest <- substring(header, nchar(stem) + 1)
  takes_part <- stem %in% c("label", "hint", "export")
  right <- stem %in% known_columns[[sheet]] & ifelse(takes_part, grepl("^::", rest), rest == "")
  near <- vapply(stem, near_column, "", known_columns[[sheet]], USE.NAMES = FALSE)
  bad <- which(!right & !is.na(near))
  parted <- near %in% c("label", "hint", "export")
  part <- sub("^[:\\s]+", "", rest, perl = TRUE)
  part <- ifelse(nzchar(part), part, ifelse(near == "export", "limesurvey", "English (en)"))
  write <- ifelse(parted, paste0(near, "::", part), near)
  fault("column_unknown", sheet, 1, header[bad], header[bad], "There is no such column.",
    paste0("Write `", write[bad], "`, or give the column a name that is less like it.")
  )
}

# NA where no known column is within one letter (two in a long name), whatever case and blanks.
near_column <- function(name, known) {
  if (!validUTF8(name) || !nzchar(name)) return(NA_character_)
  folded <- gsub("[ .-]+", "_", tolower(name))
  distance <- utils::adist(folded, known)[1, ]
  if (min(distance) > (if (nchar(name) > 5) 2 else 1)) NA_character_ else known[which.min(distance)]
}

export_faults <- function(sheet, header) {
  columns <- grep("^export::", header, value = TRUE)
  tools <- sub("^export::", "", columns)
  bad <- !tools %in% export_tools
  close <- vapply(tools[bad], function(tool) nearest(tool, export_tools) %||% "", "")
  fault("export_unknown", sheet, 1, columns[bad], tools[bad], "This is no tool that is read.",
    paste0(
      ifelse(nzchar(close), paste0("Did you mean `export::", close, "`? "), ""), "The tools are ",
      paste(export_tools, collapse = ", "), "."
    )
  )
}

# Languages ------------------------------------------------------------------------------------

# The languages of the columns `label::<language>` (or hint), as written.
header_languages <- function(sheet, prefix = "label") {
  sub("^[a-z]+::", "", grep(paste0("^", prefix, "::"), names(sheet), value = TRUE))
}

# Languages in sheet order: the code in parentheses (or the whole name) -> the name as written.
language_columns <- function(survey) {
  languages <- header_languages(survey)
  stats::setNames(languages, language_code(languages))
}

language_code <- function(language) {
  trimws(sub("^.*\\(([^()]+)\\)\\s*$", "\\1", language))
}

# A language has one label column in each sheet that has labels, and hints only beside labels.
language_faults <- function(survey, choices) {
  asked <- header_languages(survey)
  offered <- header_languages(choices)
  hinted <- header_languages(survey, "hint")
  unpaired <- function(sheet, prefix, languages, lacking) {
    fault("language_unpaired", sheet, 1, paste0(rep(prefix, length(languages)), languages),
      languages, paste0("There is no column `", lacking, languages, "` beside it."),
      "Add that column, written in the same way, or remove this one."
    )
  }
  twice <- asked[duplicated(language_code(asked))]
  vec_rbind(
    if (length(asked) > 0) vec_rbind(
      if (nrow(choices) > 0) {
        unpaired("survey", "label::", setdiff(asked, offered), "choices: label::")
      },
      unpaired("choices", "label::", setdiff(offered, asked), "survey: label::"),
      unpaired("survey", "hint::", setdiff(hinted, asked), "survey: label::"),
      if (length(hinted) > 0) {
        unpaired("survey", "label::", setdiff(asked, hinted), "survey: hint::")
      }
    ),
    fault("language_duplicate", "survey", 1, paste0(rep("label::", length(twice)), twice), twice,
      "Another label column has the same language code.", "Give each language its own code."
    )
  )
}

# Settings -------------------------------------------------------------------------------------

read_settings <- function(settings, languages) {
  get <- function(name, default = "") {
    value <- settings[[name]][1] %||% ""
    if (is.na(value) || !nzchar(value)) default else value
  }
  language <- function(name, default) {
    written <- get(name, default)
    if (written %in% languages) names(languages)[[match(written, languages)]] else written
  }
  first <- c(names(languages), "")[[1]]
  default <- language("default_language", first)
  read <- list(
    title = get("form_title"), id = get("form_id"), version = get("version"),
    language = default, edition = get("edition", NA_character_),
    period = get("period", NA_character_), group_question = get("group_question"),
    other_groups = strsplit(get("other_groups"), "[; ]+")[[1]],
    original_language = language("original_language", default),
    date_order = get("date_order", NA_character_)
  )
  read$faults <- settings_faults(read, nrow(settings), names(languages))
  year <- grepl("^[0-9]{4}$", read$edition)
  read$edition <- if (year) as.integer(read$edition) else NA_integer_
  read
}

settings_faults <- function(read, n_rows, codes) {
  malformed <- function(name, pattern) {
    if (is.na(read[[name]]) || grepl(pattern, read[[name]])) character() else read[[name]]
  }
  columns <- c(default_language = read$language, original_language = read$original_language)
  bad <- columns[!columns %in% codes & length(codes) > 0]
  if (anyDuplicated(bad)) bad <- bad[1]
  vec_rbind(
    fault("settings_rows", "settings", seq_len(max(0, n_rows - 1)) + 2, "form_title", "",
      "There is one row of settings, the first; this is another.", "Remove the row."
    ),
    fault("language_unknown", "settings", 2, names(bad), unname(bad),
      "There is no label column in this language.",
      paste0("Use one of ", paste(codes, collapse = ", "), ".")
    ),
    fault("edition_invalid", "settings", 2, "edition", malformed("edition", "^[0-9]{4}$"),
      "The edition is not a year of four digits.", "Write a year such as 2021."
    ),
    fault("period_invalid", "settings", 2, "period",
      malformed("period", "^[0-9]{4}(-(0[1-9]|1[0-2]))?$"),
      "The period is neither a year nor a month.", "Write it as 2021 or 2021-06."
    ),
    fault("date_order_invalid", "settings", 2, "date_order", malformed("date_order", "^(ymd|dmy|mdy)$"),
      "The order of dates is none.", "Write ymd, dmy or mdy."
    )
  )
}
