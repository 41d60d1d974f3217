# Are the sheets of an edition written as they should be? Called when an edition is read; for claims
# see R/edition-claims.R.

cell_kinds <- c(
  "a whole number" = "^[0-9]+$",
  "a whole number, or nothing" = "^[0-9]*$",
  "a year such as 2021" = "^[0-9]{4}$",
  "years such as 2017;2021" = "^[0-9]{4}(;[0-9]{4})*$",
  "a month such as 2020-03, or nothing" = "^([0-9]{4}-[0-9]{2})?$",
  "a year, a month such as 2020-03, or nothing" = "^([0-9]{4}(-[0-9]{2})?)?$"
)

# What the cells of a column are: one of `cell_kinds`, or one of some words.
edition_cell_kinds <- list(
  figures = list(
    figure = "a whole number", statistic = "percent", editions = "years such as 2017;2021",
    presentation = c("table", "picture"), plot = c("diverging", "")
  ),
  published = list(
    figure = "a whole number, or nothing", year = "a year such as 2021",
    period = "a month such as 2020-03, or nothing", digits = "a whole number",
    kind = c("level", "net", "chart"), unit = c("percent", "count", "score")
  ),
  pictures = list(figure = "a whole number", year = "a year such as 2021"),
  conclusions = list(conclusion = "a whole number"),
  claims = list(
    conclusion = "a whole number", figure = "a whole number, or nothing",
    edition = "a year, a month such as 2020-03, or nothing"
  ),
  sentences = list(conclusion = "a whole number", paragraph = "a whole number"),
  references = list(
    conclusion = "a whole number", target = c("figure", "conclusion"), number = "a whole number"
  )
)

check_sheet_cells <- function(sheet, name, folder, call) {
  cells <- edition_cell_kinds[[name]]
  for (column in intersect(names(cells), names(sheet))) {
    kind <- cells[[column]]
    pattern <- if (length(kind) == 1) cell_kinds[kind] else NA
    good <- if (is.na(pattern)) sheet[[column]] %in% kind else grepl(pattern, sheet[[column]])
    written <- paste(ifelse(nzchar(kind), kind, "nothing"), collapse = " or ")
    refuse_cell(sheet[[column]], !good, name, column, folder, call, paste0("Write ", written, "."))
  }
}

# The first wrong cell of a column. Rows are numbered as in a spreadsheet: the header is row 1.
refuse_cell <- function(values, wrong, name, column, folder, call, rule) {
  row <- which(wrong)[1]
  if (is.na(row)) return(invisible())
  abort(c(
    "{.path {file.path(folder, paste0(name, '.csv'))}} has a {.field {column}} that cannot be.",
    x = "Row {row + 1}: {.val {values[row]}}.",
    i = "{rule}"
  ), "edition", call = call, env = rlang::current_env())
}

# Every question, item and option that a sheet names is in the questionnaire or the recodes.
check_keys <- function(edition, folder, call) {
  for (name in c("published", "pictures")) {
    keys <- edition[[name]][c("question", "item", "option")]
    first <- which(!duplicated(keys))
    unknown <- first[!vapply(first, function(i) is_known_key(keys[i, ], edition), logical(1))]
    if (length(unknown) == 0) next
    shown <- utils::head(unknown, 5)
    rows <- paste0("Row ", shown + 1, ": ", do.call(paste, c(keys[shown, ], sep = "/")), ".")
    abort(c(
      "{.path {file.path(folder, paste0(name, '.csv'))}} names what is not in the questionnaire.",
      i = "A row is shown as question/item/option; {length(unknown)} in all.",
      stats::setNames(gsub("([{}])", "\\1\\1", rows), rep("x", length(rows)))
    ), "edition", call = call, env = rlang::current_env())
  }
}

is_known_key <- function(key, edition) {
  questionnaire <- edition$questionnaire
  if (!key$question %in% questionnaire$questions$question) return(FALSE)
  columns <- question_items(questionnaire, key$question)$column
  (is.na(key$item) || key$item %in% columns) &&
    (is.na(key$option) || key$option %in% known_codes(edition, key$question))
}

# Codes of a question's options and nets.
known_codes <- function(edition, question) {
  list <- question_row(edition$questionnaire, question)$list
  c(
    list_options(edition$questionnaire, list)$code,
    edition$recodes$to[edition$recodes$question == question]
  )
}

# What a row says fits the other sheets, and is said once.
check_rows <- function(edition, folder, call) {
  groups <- known_groups(edition$questionnaire)
  numbers <- edition$figures$figure
  check <- function(name, column, wrong, rule) {
    refuse_cell(edition[[name]][[column]], wrong, name, column, folder, call, rule)
  }
  a_group <- paste0("A group is one of ", paste(groups, collapse = ", "), ".")
  a_figure <- "It has no row in figures.csv."
  check("figures", "figure", duplicated(numbers), "A figure has one row.")
  asked <- strsplit(edition$figures$question, ";", fixed = TRUE)
  known <- vapply(asked, function(x) all(x %in% edition$questionnaire$questions$question), NA)
  check("figures", "question", !known | lengths(asked) == 0, "It is not in the questionnaire.")
  published <- edition$published
  check(
    "published", "value", is.na(published$number) | published$number < 0,
    "Write a number without a sign, such as 47 or 2.67."
  )
  check(
    "published", "value", published$unit == "percent" & published$number > 100,
    "A percentage is at most 100."
  )
  check("published", "group", !published$group %in% groups, a_group)
  check("published", "figure", !published$figure %in% c(NA, numbers), a_figure)
  twice <- duplicated(published[setdiff(published_columns, c("value", "digits", "note"))])
  check("published", "value", twice, "The same number has a row above; it stands once.")
  check("pictures", "figure", !edition$pictures$figure %in% numbers, a_figure)
  check("pictures", "group", !edition$pictures$group %in% groups, a_group)
  twice <- duplicated(edition$conclusions$conclusion)
  check("conclusions", "conclusion", twice, "A conclusion has one row.")
}

# Nets are of options, and hold all of them. A net that has an option's code is that option: a code
# names one thing.
check_net_codes <- function(recodes, questionnaire, folder, call) {
  for (question in unique(recodes$question)) {
    rules <- recodes[recodes$question == question, ]
    options <- list_options(questionnaire, question_row(questionnaire, question)$list)$code
    apart <- c(setdiff(rules$from, options), setdiff(options, rules$from))
    if (length(apart) > 0) {
      abort(c(
        "The recodes of {.path {folder}} must give each option of a question a net.",
        x = "Question {.val {question}}: {.val {apart}}.",
        i = "Its options are {.val {options}}."
      ), "edition", call = call, env = rlang::current_env())
    }
    clash <- rules$to %in% options & rules$to != rules$from
    if (any(clash)) {
      abort(c(
        "A net in the recodes of {.path {folder}} has the code of another option.",
        x = "Question {.val {question}}: {.val {unique(rules$to[clash])}}."
      ), "edition", call = call, env = rlang::current_env())
    }
  }
}
