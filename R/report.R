#' Render the report of an edition
#'
#' The sample; each conclusion with its claims and their verdicts; every figure as a titled table and a
#' plot, with base, source and what the audit finds in it; and how the numbers agree with the printed
#' ones. Verdicts' reasons and the audit's arithmetic are in English in every language.
#'
#' @param output Path of the HTML file to write.
#' @param responses `NULL` for the printed numbers, or responses to compute them from; see [figure()].
#' @inheritParams questionnaire
#' @param lang Language of the report: `"nl"`, `"fr"` or `"en"`.
#' @return `output`, invisibly.
#' @family report
#' @export
#' @examplesIf rlang::is_installed(c("rmarkdown", "ggplot2")) && rmarkdown::pandoc_available("1.12.3")
#' \donttest{
#' file <- tempfile(fileext = ".html")
#' render_report(file, respondents(), lang = "en")
#' }
render_report <- function(output, responses = NULL, edition = 2021, lang = "nl") {
  rlang::check_installed(c("rmarkdown", "knitr", "ggplot2"), "to render a report.")
  if (!rlang::is_string(output)) {
    abort("{.arg output} must be the path of a file, not {.obj_type_friendly {output}}.", "argument",
      env = rlang::current_env()
    )
  }
  if (!dir.exists(dirname(output))) {
    abort("The folder {.path {dirname(output)}} of {.arg output} does not exist.", "file",
      env = rlang::current_env()
    )
  }
  questionnaire <- questionnaire(edition)
  check_lang(lang, questionnaire)
  check_one_of(lang, names(text_sheet("report/texts.csv"))[-1], "lang", "language")
  if (!rmarkdown::pandoc_available("1.12.3")) {
    abort(c(
      "Rendering a report needs pandoc.",
      i = "Install pandoc, or render from RStudio, which brings it."
    ), "report")
  }
  if (!is.null(responses)) responses <- check_responses(responses, questionnaire)
  # The template is knitted in a folder of its own, so that nothing is left beside it.
  folder <- tempfile("tendensen-report-")
  dir.create(folder)
  on.exit(unlink(folder, recursive = TRUE))
  template <- system.file("report", package = "tendensen", mustWork = TRUE)
  file.copy(list.files(template, "[.]Rmd$", full.names = TRUE), folder)
  made <- rmarkdown::render(
    file.path(folder, "report.Rmd"),
    output_file = "report.html", quiet = TRUE, envir = new.env(parent = globalenv()),
    params = list(responses = responses, edition = edition, lang = lang)
  )
  if (!file.copy(made, output, overwrite = TRUE)) {
    abort("Could not write {.path {output}}.", "file", env = rlang::current_env())
  }
  invisible(output)
}

# A text of the report in a language.
text_in <- function(key, lang) translated("report/texts.csv", key, lang)

# The tables of a figure, one a question: a row an item and option, a column a group and edition.
figure_tables <- function(figure) {
  lang <- attr(figure, "lang")
  rows <- tibble::as_tibble(figure)
  rows <- rows[rows$kind != "chart", ]
  rows$label <- percent_labels(rows, lang)
  misprint <- !is.na(rows$published) & rows$source == "responses" &
    rows$label != paste0(format(rows$published, trim = TRUE), percent_sign(lang))
  rows$label[misprint] <- paste0(
    rows$label[misprint], " (", text_in("printed", lang), " ", rows$published[misprint], ")"
  )
  rows$column <- paste0(figure_groups(figure)[as.character(rows$group)], " ", rows$edition)
  lapply(split(rows, factor(rows$question, unique(rows$question))), wide_table, lang)
}

wide_table <- function(rows, lang) {
  key <- paste(rows$item_code, rows$option_code, rows$kind)
  first <- rows[!duplicated(key), ]
  first <- first[order(as.integer(first$item), as.integer(first$option)), ]
  option <- as.character(first$option)
  table <- list()
  if (any(!is.na(first$item))) table[[text_in("item", lang)]] <- as.character(first$item)
  table[[text_in("option", lang)]] <- option
  for (column in unique(rows$column)) {
    here <- rows[rows$column == column, ]
    found <- match(
      paste(first$item_code, first$option_code, first$kind),
      paste(here$item_code, here$option_code, here$kind)
    )
    table[[column]] <- ifelse(is.na(found), "", here$label[found])
  }
  tibble::as_tibble(table)
}

# Respondents a group: counted, or as published.
report_sample <- function(edition, responses, lang) {
  data <- edition_data(edition)
  questionnaire <- data$questionnaire
  n <- sample_sizes(data)
  if (!is.null(responses)) {
    group <- codes_of(responses[[questionnaire$settings$group_question]])
    n <- table(factor(group, names(n)))
  }
  labels <- group_labels(questionnaire, lang)
  sizes <- tibble(
    group = c(labels[names(n)], text_in("all", lang)), n = c(as.integer(n), sum(n))
  )
  rlang::set_names(sizes, c("", "n"))
}

# Tables, then the plot; where the report prints no numbers, what its text says.
report_figure <- function(figure) {
  lang <- attr(figure, "lang")
  if (all(is.na(figure$percent))) {
    title <- attr(figure, "title")
    cat("**", title, "**\n\n", text_in("said", lang), "\n\n", sep = "")
    cat(paste0("* ", said(figure), "\n"), sep = "")
    cat("\n")
    return(invisible(figure))
  }
  tables <- figure_tables(figure)
  for (question in names(tables)) {
    table <- tables[[question]]
    text <- seq_len(sum(names(table) %in% c(text_in("item", lang), text_in("option", lang))))
    align <- rep("r", ncol(table))
    align[text] <- "l"
    cat("\n\n**", attr(figure, "questions")[[question]], "**\n\n", sep = "")
    print(knitr::kable(table, align = align))
    cat("\n")
  }
  print(autoplot.tendensen_figure(figure))
  cat("\n\n")
  invisible(figure)
}

# Height of each figure's plot in inches, by its number of bars.
report_heights <- function(edition) {
  vapply(edition_data(edition)$figures$figure, function(number) {
    rows <- plotted_rows(figure(number, edition = edition))
    n_bars <- if (any(!is.na(rows$item))) {
      nlevels(droplevels(rows$item)) * length(unique(rows$edition))
    } else {
      nrow(unique(rows[c("question", "option")])) * length(unique(rows$edition)) / 1.5
    }
    min(9, 1.8 + 0.34 * n_bars)
  }, numeric(1))
}

# Claims as a table: verdict, statement, why.
report_claims <- function(claims, lang) {
  where <- paste0(
    ifelse(is.na(claims$group), "", claims$group), " ",
    ifelse(is.na(claims$period), ifelse(is.na(claims$edition), "", claims$edition), claims$period)
  )
  where <- trimws(where)
  table <- data.frame(
    claims$claim, vapply(claims$verdict, text_in, character(1), lang = lang),
    paste0(markdown_text(claims$statement), ifelse(nzchar(where), paste0(" *(", where, ")*"), "")),
    markdown_text(claims$reason)
  )
  names <- c("", "", text_in("statement", lang), text_in("reason", lang))
  print(knitr::kable(table, row.names = FALSE, col.names = names))
}

# Findings as a list; nothing where there are none.
report_findings <- function(findings, lang) {
  if (nrow(findings) == 0) return(invisible())
  possible <- ifelse(is.na(findings$allowed) | !nzchar(findings$allowed), "",
    paste0("; ", text_in("possible", lang), ": ", findings$allowed)
  )
  severity <- vapply(findings$severity, text_in, character(1), lang = lang)
  cat("\n\n", paste0(
    "* **", severity, "** (`", findings$finding, "`): ", text_in("printed", lang), " ",
    markdown_text(findings$printed), possible, ". ", markdown_text(findings$detail), "\n"
  ), "\n", sep = "")
}
