skip_if_not_installed("rmarkdown")
skip_if_not_installed("ggplot2")
skip_if_not(rmarkdown::pandoc_available("1.12.3"))

test_that("bad arguments are refused before anything is rendered", {
  expect_error(render_report(1), class = "tendensen_error_argument")
  expect_error(render_report(file.path(tempdir(), "no", "x.html")), class = "tendensen_error_file")
  expect_error(render_report(file.path(tempdir(), "x.odt")), "html.*docx.*pdf", class = "tendensen_error_argument")
  expect_error(render_report(file.path(tempdir(), "x"), format = "odt"), class = "tendensen_error_argument")
  expect_error(render_report(file.path(tempdir(), "x.html"), lang = "de"), class = "tendensen_error_language")
  expect_error(render_report(file.path(tempdir(), "x.html"), edition = 1999), class = "tendensen_error_edition")
  expect_error(render_report(file.path(tempdir(), "x.html"), 1:3), class = "tendensen_error_responses")
})

test_that("without LaTeX a PDF is refused, with what to do", {
  withr::local_path(withr::local_tempdir(), action = "replace")
  expect_error(render_report(file.path(tempdir(), "x.pdf")), "xelatex.*tinytex", class = "tendensen_error_report")
})

test_that("the template is one of R Markdown's", {
  skip_on_cran()
  draft <- rmarkdown::draft(
    file.path(withr::local_tempdir(), "mine"), "report", "tendensen", edit = FALSE
  )
  expect_setequal(list.files(dirname(draft)), c("mine.Rmd", "report.css", "report.tex"))
})

# One rendering each: they take half a minute.
test_that("HTML: of some respondents only, every figure and every number follows", {
  skip_on_cran()
  responses <- respondents()
  some <- responses[responses$group == "business", ]
  file <- withr::local_tempfile(fileext = ".html")
  expect_identical(render_report(file, some, lang = "fr"), file)
  html <- paste(readLines(file, encoding = "UTF-8", warn = FALSE), collapse = " ")
  has <- function(text) expect_true(grepl(text, html, fixed = TRUE), info = text)
  has("<html lang=\"fr\"")
  headings <- regmatches(html, gregexpr("<h2[^>]*>Figure [0-9]+</h2>", html))[[1]]
  expect_identical(gsub("\\D", "", sub("<h2[^>]*>", "", sub("</h2>", "", headings))), as.character(1:23))
  images <- regmatches(html, gregexpr("<img [^>]*>", html))[[1]]
  with_numbers <- vapply(1:23, function(number) any(!is.na(figure(number, some)$percent)), logical(1))
  expect_length(images, sum(with_numbers))
  expect_true(all(grepl("alt=\"[^\"]{40,}", images)))
  # Report: 83% of the business; no provider is there.
  has("internes sur 10 (83\u00a0%) et 7 prestataires sur 10 (inconnu)")
  has("<em>[non v\u00e9rifiable\u00a0: 1.02, 1.04]</em>")
  has("<del>Le gros (42\u00a0%)")
  has("Les r\u00e9pondants sont synth\u00e9tiques")
  # All claims, and nothing of R.
  for (claim in conclusions()$claim) has(paste0(">", claim, "</td>"))
  body <- gsub("<[^>]*>", " ", sub("^.*<body>", "", gsub("src=\"data:[^\"]*\"", "", html)))
  expect_false(grepl("\\bNA\\b|NULL|\\{\\{|##|Error in", body))
})

test_that("Word: the printed numbers, with described pictures", {
  skip_on_cran()
  file <- withr::local_tempfile(fileext = ".docx")
  render_report(file)
  folder <- withr::local_tempdir()
  utils::unzip(file, files = "word/document.xml", exdir = folder)
  xml <- paste(readLines(file.path(folder, "word/document.xml"), encoding = "UTF-8", warn = FALSE), collapse = "")
  text <- gsub("<[^>]*>", "", xml)
  expect_true(
    grepl("8 op 10 interne L&amp;D-professionals (83%) en 7 op 10 aanbieders (72%)", text, fixed = TRUE)
  )
  expect_true(grepl("<w:strike", xml, fixed = TRUE))
  pictures <- regmatches(xml, gregexpr("<pic:cNvPr[^>]*>", xml))[[1]]
  expect_length(pictures, sum(figures()$presentation == "table"))
  expect_true(all(grepl("descr=\"[^\"]{40,}", pictures)))
})

test_that("PDF: where there is LaTeX, also of nobody", {
  skip_on_cran()
  skip_if(!nzchar(Sys.which("xelatex")), "LaTeX is not here")
  file <- withr::local_tempfile(fileext = ".pdf")
  render_report(file, respondents()[0, ], lang = "en")
  expect_identical(readBin(file, "raw", 5), charToRaw("%PDF-"))
})
