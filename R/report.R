#' Render the report of an edition
#'
#' The sample; the conclusions as text whose numbers are results, where sentences that do not hold are
#' marked (see [conclusion_text()]); every figure as a table and a plot, with base, source and what the audit
#' finds in it; the claims with their verdicts; the audit; how the numbers agree with the printed ones;
#' method, and the base of each question. With other `responses` every number, plot and verdict follows.
#' Reasons of verdicts and the audit's arithmetic are in English in every language.
#'
#' The template is an R Markdown document of its own, in RStudio under *New File > R Markdown > From
#' Template*, and elsewhere by `rmarkdown::draft("report.Rmd", "report", "tendensen")`.
#'
#' @param output Path of the file to write.
#' @param responses `NULL` for the printed numbers, or responses to compute them from; see [figure()].
#' @inheritParams questionnaire
#' @param lang Language of the report: `"nl"`, `"fr"` or `"en"`.
#' @param format `"html"`, `"docx"` (Word) or `"pdf"`. Default: by the ending of `output`. A PDF needs
#'   LaTeX with XeLaTeX (Debian: `texlive-xetex`, `texlive-latex-extra`, `texlive-plain-generic`,
#'   `texlive-fonts-recommended` and, for Dutch and French, `texlive-lang-european` and
#'   `texlive-lang-french`); HTML and Word do not.
#' @return `output`, invisibly.
#' @family report
#' @export
#' @examplesIf rlang::is_installed(c("rmarkdown", "ggplot2")) && rmarkdown::pandoc_available("1.12.3")
#' \donttest{
#' file <- tempfile(fileext = ".html")
#' render_report(file, respondents(), lang = "en")
#' }
render_report <- function(output, responses = NULL, edition = 2021, lang = "nl", format = NULL) {
  rlang::check_installed(c("rmarkdown", "knitr", "ggplot2"), "to render a report.")
  format <- report_format(output, format)
  questionnaire <- questionnaire(edition)
  check_lang(lang, questionnaire)
  check_one_of(lang, table_languages, "lang", "language")
  check_programs(format)
  if (!is.null(responses)) responses <- check_responses(responses, questionnaire)
  # The template is knitted in a folder of its own, so that nothing is left beside it.
  folder <- tempfile("tendensen-report-")
  dir.create(folder)
  on.exit(unlink(folder, recursive = TRUE))
  template <- system.file("rmarkdown/templates/report/skeleton", package = "tendensen", mustWork = TRUE)
  file.copy(list.files(template, full.names = TRUE), folder)
  made <- tryCatch(
    rmarkdown::render(
      file.path(folder, "skeleton.Rmd"), report_formats[[format]],
      quiet = TRUE, envir = new.env(parent = globalenv()),
      params = list(responses = responses, edition = edition, lang = lang)
    ),
    error = function(e) {
      abort("Could not render the report.", "report", parent = e)
    }
  )
  if (!file.copy(made, output, overwrite = TRUE)) {
    abort("Could not write {.path {output}}.", "file", env = rlang::current_env())
  }
  invisible(output)
}

report_formats <- c(html = "html_document", docx = "word_document", pdf = "pdf_document")

report_format <- function(output, format, call = caller_env()) {
  if (!rlang::is_string(output)) {
    abort("{.arg output} must be the path of a file, not {.obj_type_friendly {output}}.", "argument",
      call = call, env = rlang::current_env()
    )
  }
  if (!dir.exists(dirname(output))) {
    abort("The folder {.path {dirname(output)}} of {.arg output} does not exist.", "file",
      call = call, env = rlang::current_env()
    )
  }
  ending <- tolower(sub("^.*[.]", "", basename(output)))
  if (is.null(format)) {
    if (!ending %in% names(report_formats)) {
      abort(c(
        "{.arg output} must end in {.or {.val {paste0('.', names(report_formats))}}}.",
        x = "It is {.val {basename(output)}}.",
        i = "Or say which in {.arg format}."
      ), "argument", call = call, env = rlang::current_env())
    }
    return(ending)
  }
  check_one_of(format, names(report_formats), "format", "argument", call)
  format
}

# Programs outside R.
check_programs <- function(format, call = caller_env()) {
  if (!rmarkdown::pandoc_available("1.12.3")) {
    abort(c(
      "Rendering a report needs pandoc.",
      i = "Install pandoc, or render from RStudio, which brings it."
    ), "report", call = call)
  }
  if (format == "pdf" && !nzchar(Sys.which("xelatex"))) {
    abort(c(
      "A report in PDF needs LaTeX, with the program {.code xelatex}.",
      i = "Install it with {.code tinytex::install_tinytex()}, or from your system.",
      i = "Or render HTML ({.val .html}) and print it, or Word ({.val .docx})."
    ), "report", call = call)
  }
}
