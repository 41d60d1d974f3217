skip_if_not_installed("knitr")
shown <- function(x) strsplit(as.character(knitr::knit_print(x)), "\n")[[1]]
cells <- function(line) trimws(strsplit(line, "|", fixed = TRUE)[[1]][-1])

test_that("a figure is a table with title, base and source", {
  lines <- shown(figure(3, lang = "fr"))
  expect_match(lines[3], "^\\*\\*La crise du coronavirus")
  expect_identical(
    cells(lines[5]),
    c("R\u00e9ponse", paste("D\u00e9partements L&D (business)", 2020:2021), paste("Prestataires", 2020:2021))
  )
  # Report, figure 3.
  expect_identical(cells(lines[7]), c("des opportunit\u00e9s", paste0(c(63, 83, 26, 72), "\u00a0%")))
  expect_identical(cells(lines[8])[-1], paste0(c(37, 17, 74, 28), "\u00a0%"))
  expect_match(lines[10], "^\\*Figure 3. Source\u00a0: tel qu")
  expect_match(paste(shown(figure(3, respondents())), collapse = ""), "Synthetische")
})

test_that("every figure, and every other result, is a table", {
  results <- c(
    lapply(1:23, figure, lang = "en"),
    list(
      conclusion(4), audit_edition(), figure(3)[1:3], reproduce_edition(respondents()),
      tabulate_responses(respondents(), "government_statements", by = c("group", "country")),
      tabulate_responses(respondents(), "crisis_effect", missing = TRUE)
    )
  )
  for (x in results) {
    expect_warning(lines <- shown(x), NA)
    rows <- grep("^\\|", lines, value = TRUE)
    expect_gt(length(rows), 2)
    # As many cells in each row: text with a bar in it does not break the table.
    expect_length(unique(lengths(gregexpr("(?<!\\\\)\\|", rows, perl = TRUE))), 1)
    expect_no_match(rows, "\\| *NA *\\|")
  }
})

test_that("a table has its own order and all its cells", {
  table <- tabulate_responses(respondents(), "tech_capacity", by = "group", lang = "en")
  rows <- grep("^\\|", shown(table), value = TRUE)[-(1:2)]
  expect_length(rows, 8)
  parts <- t(vapply(rows, cells, character(4), USE.NAMES = FALSE))
  one <- table[table$group == "business", ]
  expect_identical(parts[, 1], as.character(one$item))
  expect_identical(parts[, 2], as.character(one$option))
  expect_identical(parts[, 3], paste0(mapply(round_percent, one$n, one$base), "%"))
})

test_that("text is text, not markup", {
  table <- tibble::tibble(claim = "a|b", statement = "*x* <b>")
  lines <- shown(new_result(table, "other", lang = "en"))
  expect_match(paste(lines, collapse = ""), "| a&#124;b | ", fixed = TRUE)
  expect_match(paste(lines, collapse = ""), "\\*x\\* \\<b\\>", fixed = TRUE)
})

test_that("a document has the table and the plot with its alt text", {
  skip_if_not_installed("rmarkdown")
  skip_if_not_installed("ggplot2")
  skip_if_not(rmarkdown::pandoc_available("1.12.3"))
  folder <- withr::local_tempdir()
  source <- file.path(folder, "one.Rmd")
  writeLines(c(
    "---", "output: {html_document: {theme: null, mathjax: null}}", "---", "",
    "```{r, fig.width = 4, fig.alt = tendensen::alt_text(tendensen::figure(3, lang = 'en'))}",
    "tendensen::figure(3, lang = 'en')", "ggplot2::autoplot(tendensen::figure(3, lang = 'en'))", "```"
  ), source)
  html <- paste(readLines(rmarkdown::render(source, quiet = TRUE), warn = FALSE), collapse = "\n")
  expect_match(html, "<td[^>]*>83%</td>")
  expect_match(html, "alt=\"Bar chart, groups side by side. The corona crisis")
})
