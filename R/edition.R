# An edition is a folder of sheets. What is read from it is kept until the files change.
the <- new.env(parent = emptyenv())
the$editions <- list()

editions_folder <- function() system.file("editions", package = "tendensen", mustWork = TRUE)

installed_editions <- function() as.integer(list.files(editions_folder(), "^[0-9]{4}$"))

edition_folder <- function(edition, call = caller_env()) {
  if (rlang::is_string(edition) && dir.exists(edition)) return(normalizePath(edition))
  installed <- installed_editions()
  check_one_of(edition, installed, "edition", "edition", call)
  file.path(editions_folder(), edition)
}

edition_data <- function(edition, call = caller_env()) {
  folder <- edition_folder(edition, call)
  stamp <- file.mtime(list.files(folder, "[.]csv$", full.names = TRUE))
  kept <- the$editions[[folder]]
  if (is.null(kept) || !identical(kept$stamp, stamp)) {
    kept <- read_edition(folder, call)
    kept$stamp <- stamp
    the$editions[[folder]] <- kept
  }
  kept
}

read_edition <- function(folder, call) {
  questionnaire <- read_questionnaire(folder)
  sheet <- function(name, columns) {
    path <- file.path(folder, paste0(name, ".csv"))
    if (!file.exists(path)) {
      return(tibble(!!!rlang::rep_named(columns, list(character()))))
    }
    read <- read_sheet(path)
    absent <- setdiff(columns, names(read))
    if (length(absent) > 0) {
      abort("{.path {path}} has no column {.val {absent}}.", "edition",
        call = call, env = rlang::current_env()
      )
    }
    read
  }
  recodes <- sheet("recodes", c("question", "from", "to"))
  edition <- list(
    questionnaire = questionnaire,
    recodes = as_recodes(recodes, questionnaire, call),
    figures = type_figures(sheet("figures", c(
      "figure", "question", "statistic", "groups", "editions", "presentation"
    ))),
    published = type_published(sheet("published", published_columns)),
    pictures = type_pictures(sheet("pictures", picture_columns)),
    conclusions = type_conclusions(sheet("conclusions", "conclusion")),
    claims = type_claims(sheet("claims", claim_columns)),
    sentences = type_sentences(sheet("sentences", c("conclusion", "paragraph", "claims"))),
    breaks = type_breaks(sheet("breaks", break_columns)),
    references = type_references(sheet("references", reference_columns))
  )
  edition$questionnaire$recodes <- edition$recodes
  check_keys(edition, folder, call)
  check_values(edition, folder, call)
  check_claims(edition, folder, call)
  check_sentences(edition, folder, call)
  check_breaks(edition, folder, call)
  edition
}

published_columns <- c(
  "figure", "question", "group", "year", "period", "item", "option", "value", "digits", "kind",
  "unit", "note"
)
reference_columns <- c("conclusion", "quote", "target", "number", "about")
picture_columns <- c("figure", "question", "group", "year", "item", "option", "note")

na_blank <- function(x) {
  x[!nzchar(x)] <- NA
  x
}

type_published <- function(sheet) {
  tibble(
    figure = as.integer(na_blank(sheet$figure)),
    question = sheet$question,
    group = sheet$group,
    year = as.integer(sheet$year),
    period = na_blank(sheet$period),
    item = na_blank(sheet$item),
    option = na_blank(sheet$option),
    value = sheet$value,
    number = suppressWarnings(as.numeric(sheet$value)),
    digits = as.integer(sheet$digits),
    kind = sheet$kind,
    unit = sheet$unit,
    note = na_blank(sheet$note)
  )
}

type_pictures <- function(sheet) {
  tibble(
    figure = as.integer(sheet$figure), question = sheet$question, group = sheet$group,
    year = as.integer(sheet$year), item = na_blank(sheet$item), option = na_blank(sheet$option),
    note = sheet$note
  )
}

type_conclusions <- function(sheet) {
  sheet$conclusion <- as.integer(sheet$conclusion)
  sheet
}

type_references <- function(sheet) {
  sheet$conclusion <- as.integer(sheet$conclusion)
  sheet$number <- as.integer(sheet$number)
  sheet$about <- na_blank(sheet$about)
  sheet
}

type_figures <- function(sheet) {
  sheet$figure <- as.integer(sheet$figure)
  sheet[order(sheet$figure), ]
}

# Every question, item and option that a sheet names is in the questionnaire or the recodes.
check_keys <- function(edition, folder, call) {
  questionnaire <- edition$questionnaire
  keys <- unique(rbind(
    edition$published[c("question", "item", "option")],
    edition$pictures[c("question", "item", "option")]
  ))
  known <- vapply(seq_len(nrow(keys)), function(i) {
    row <- match(keys$question[i], questionnaire$questions$question)
    if (is.na(row)) return(FALSE)
    columns <- question_items(questionnaire, keys$question[i])$column
    codes <- c(
      list_options(questionnaire, questionnaire$questions$list[row])$code,
      edition$recodes$to[edition$recodes$question == keys$question[i]]
    )
    (is.na(keys$item[i]) || keys$item[i] %in% columns) &&
      (is.na(keys$option[i]) || keys$option[i] %in% codes)
  }, logical(1))
  check_net_codes(edition$recodes, questionnaire, folder, call)
  if (!all(known)) {
    bad <- do.call(paste, c(keys[!known, ], sep = "/"))
    abort(c(
      "The sheets of {.path {folder}} name what is not in the questionnaire.",
      x = "question/item/option: {.val {bad}}."
    ), "edition", call = call, env = rlang::current_env())
  }
}

# The other columns of published.csv hold what they can hold.
check_values <- function(edition, folder, call) {
  published <- edition$published
  settings <- edition$questionnaire$settings
  groups <- c(group_codes(edition$questionnaire), "all", settings$other_groups)
  check <- function(column, wrong) {
    row <- which(wrong)[1]
    if (is.na(row)) return(invisible())
    abort(c(
      "{.path {file.path(folder, 'published.csv')}} has a {.field {column}} that cannot be.",
      x = "Row {row + 1}: {.val {published[[column]][row]}}."
    ), "edition", call = call, env = rlang::current_env())
  }
  check("value", is.na(published$number) | published$number < 0)
  check("group", !published$group %in% groups)
  check("year", is.na(published$year))
  check("digits", is.na(published$digits) | published$digits < 0)
  check("kind", !published$kind %in% c("level", "net", "chart"))
  check("unit", !published$unit %in% c("percent", "count", "score"))
  check("figure", !is.na(published$figure) & !published$figure %in% edition$figures$figure)
  check("value", published$unit == "percent" & published$number > 100)
}

# A net that has an option's code is that option: a code names one thing.
check_net_codes <- function(recodes, questionnaire, folder, call) {
  for (question in unique(recodes$question)) {
    rules <- recodes[recodes$question == question, ]
    row <- question_row(questionnaire, question)
    clash <- rules$to %in% list_options(questionnaire, row$list)$code & rules$to != rules$from
    if (any(clash)) {
      abort(c(
        "A net in the recodes of {.path {folder}} has the code of another option.",
        x = "Question {.val {question}}: {.val {unique(rules$to[clash])}}."
      ), "edition", call = call, env = rlang::current_env())
    }
  }
}

#' The installed editions
#'
#' @return A tibble with one row an edition: `year` int, `title` chr, `period` chr (`2021-06`),
#'   `languages` chr (codes, separated by commas), `respondents` int (in all, as published), and a
#'   column `respondents_<group>` int for each group.
#' @family editions
#' @export
#' @examples
#' editions()
editions <- function() {
  rows <- lapply(sort(installed_editions()), function(year) {
    edition <- edition_data(year)
    settings <- edition$questionnaire$settings
    n <- sample_sizes(edition)
    tibble(
      year = settings$edition, title = settings$title, period = settings$period,
      languages = paste(names(edition$questionnaire$languages), collapse = ", "),
      respondents = sum(n), !!!rlang::set_names(as.list(n), paste0("respondents_", names(n)))
    )
  })
  vec_rbind(!!!rows)
}

# Published number of respondents a group, named by group.
sample_sizes <- function(edition) {
  settings <- edition$questionnaire$settings
  rows <- edition$published[edition$published$unit == "count" &
    edition$published$question == settings$group_question &
    edition$published$year == settings$edition & !is.na(edition$published$option), ]
  stats::setNames(as.integer(rows$number), rows$option)
}

#' Every printed number of an edition
#'
#' The numbers of the figures, and the survey numbers in the prose that belong to no figure, as they
#' were transcribed from the report; misprints stay as printed.
#'
#' @inheritParams questionnaire
#' @return A tibble with one row a printed number:
#'   * `figure` int (`NA`: in the prose only);
#'   * `question`, `item`, `option` chr: keys of the questionnaire, or of its recodes for a net;
#'     `item` is `NA` outside grids, `option` `NA` for a score or a total;
#'   * `group` chr: `business`, `providers`, `all`, and for 2019 `employers`, `employees`;
#'   * `year` int of the answers, `period` chr (`2020-03`) where the report gives a month;
#'   * `value` chr, as printed; `number` dbl, the same as a number; `digits` int, its decimals;
#'   * `kind` chr: `level` (one option), `net` (several), `chart` (a label in a chart beside a table);
#'   * `unit` chr: `percent` (0-100), `count` (respondents) or `score` (0-7);
#'   * `note` chr.
#' @family editions
#' @export
#' @examples
#' published(2021)
published <- function(edition = 2021) {
  edition_data(edition)$published
}
