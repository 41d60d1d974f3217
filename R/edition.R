# An edition is a folder of sheets. What is read from it is kept until the files change.
the <- new.env(parent = emptyenv())
the$editions <- list()

editions_folder <- function() system.file("editions", package = "tendensen", mustWork = TRUE)

installed_editions <- function() as.integer(list.files(editions_folder(), "^[0-9]{4}$"))

edition_folder <- function(edition, call = caller_env()) {
  installed <- installed_editions()
  if (rlang::is_string(edition)) {
    if (dir.exists(edition)) return(normalizePath(edition))
    abort(c(
      "{.arg edition} must be a year, or the path of a folder; there is no folder {.path {edition}}.",
      i = "Installed: {.val {installed}}."
    ), "edition", call = call, env = rlang::current_env())
  }
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
    check_sheet_cells(read, name, folder, call)
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
    sentences = type_sentences(sheet("sentences", c(
      "conclusion", "paragraph", "claims",
      language_column("text", questionnaire, questionnaire$settings$language)
    ))),
    breaks = type_breaks(sheet("breaks", break_columns)),
    references = type_references(sheet("references", reference_columns))
  )
  edition$questionnaire$recodes <- edition$recodes
  check_net_codes(recodes, questionnaire, folder, call)
  check_keys(edition, folder, call)
  check_rows(edition, folder, call)
  check_claims(edition, folder, call)
  check_sentences(edition, folder, call)
  check_breaks(edition, folder, call)
  edition$figures <- edition$figures[order(edition$figures$figure), ]
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
  sheet
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
