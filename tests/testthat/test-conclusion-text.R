text_of <- function(...) paste(conclusion_text(...)$text, collapse = " ")

test_that("the numbers are those of the report", {
  # Report, conclusions 1, 2, 4, 6 and 8; each with the number as its sentence prints it.
  expect_match(text_of(0, lang = "en"), "315 people .* 173 from .* and 142 providers\\. Only 10% of them")
  one <- text_of(1)
  for (number in c("83%", "72%", "95% van de business en 91% van de aanbieders", "46%", "26%", "6%", "10%", "73%", "85%")) {
    expect_match(one, number, fixed = TRUE)
  }
  expect_match(text_of(2), "van 36% naar 16% bij de business en van 46% naar 20% bij de aanbieders")
  # 27 + 22 + 13 lost turnover in 2020.
  expect_match(text_of(2), "6 op 10 aanbieders (62%)", fixed = TRUE)
  expect_match(text_of(8), "2,67 op 7", fixed = TRUE)
  expect_match(text_of(8, lang = "fr"), "(81\u00a0%)", fixed = TRUE)
})

test_that("synthetic respondents tell the same", {
  printed <- conclusion_text()
  computed <- conclusion_text(responses = respondents())
  expect_identical(computed$text, printed$text)
  expect_true(attr(computed, "synthetic"))
  # Twice as many respondents, the same percentages.
  twice <- conclusion_text(responses = vctrs::vec_rbind(respondents(), respondents()))
  expect_identical(twice$text[-1], printed$text[-1])
  expect_match(twice$text[1], "630 mensen .* 346 .* 284 aanbieders")
})

test_that("the highest are listed with those that equal the last of them", {
  # Report, figure 19: 43, 39, 33, 33 for the business; 42, 39, 34, 33 for providers.
  text <- conclusion_text(6, lang = "en")$text[1]
  expect_identical(
    regmatches(text, gregexpr("\\([0-9]+%\\)", text))[[1]], paste0("(", c(43, 39, 33, 33, 42, 39, 34), "%)")
  )
  expect_match(text, "\u201cUse L&D technology\u201d (33%); of that of providers", fixed = TRUE)
})

test_that("sentences that the figures contradict are marked, by their claims", {
  text <- conclusion_text(lang = "en")
  # Report: 42 is no bulk; 28 to 17 is no halving; figures 17 and 21 reverse pairs; 18 is the sixth place of
  # providers; 3.95 of 7 is above the middle of 0 to 7.
  wrong <- text[text$verdict == "contradicted", ]
  expect_identical(wrong$because, c("0.30", "0.37", "4.17", "4.18", "8.06", "8.17"))
  expect_identical(unique(text$verdict[!text$verdict %in% "contradicted"]), "holds")
  claims <- conclusions()
  for (i in seq_len(nrow(text))) {
    verdicts <- claims$verdict[claims$claim %in% strsplit(text$claims[i], ", ")[[1]]]
    expect_identical(text$verdict[i] == "contradicted", "contradicted" %in% verdicts)
  }
})

test_that("with other responses numbers and marks follow", {
  responses <- respondents()
  business <- responses$group == "business"
  responses$crisis_effect[business] <- responses$crisis_effect[
    business & responses$crisis_effect == "moeilijkheden"
  ][1]
  text <- conclusion_text(1, responses, lang = "en")
  expect_match(text$text[1], "professionals (0%) and 7 in 10 providers (72%)", fixed = TRUE)
  expect_identical(text$verdict[1], "contradicted")
  expect_identical(text$because[1], "1.01, 1.03")
  shown <- format(text)
  expect_match(shown[2], "^\u2716 8 in 10 internal")
  knitted <- as.character(knitr::knit_print(text))
  expect_match(knitted, "~~8 in 10 internal[^~]*~~ \\*\\*\\[contradicted: 1.01, 1.03\\]\\*\\* The great majority")
})

test_that("what is not known is said to be so", {
  responses <- respondents()
  text <- conclusion_text(1, responses[responses$group == "business", ], lang = "en")
  expect_match(text$text[1], "7 in 10 providers (unknown)", fixed = TRUE)
  expect_identical(text$verdict[1], "not testable")
  expect_identical(text$because[1], "1.02, 1.04")
  # No claim, but a number that is not known.
  last <- text[nrow(text), ]
  expect_identical(c(last$claims, last$verdict, last$because), c("", "not testable", ""))
  expect_match(as.character(knitr::knit_print(last)), "*[not testable]*", fixed = TRUE)
})

test_that("it prints as paragraphs, in the width of the console", {
  withr::local_options(cli.width = 60, width = 60)
  lines <- format(conclusion_text(1, lang = "fr"))
  expect_lte(max(nchar(lines, "width")), 60)
  expect_identical(sum(lines == ""), 4L)
  expect_output(print(conclusion_text(3, respondents())), "Evidence: synthetic respondents.", fixed = TRUE)
  expect_output(print(conclusion_text(3)[c("text", "verdict")]), "tibble|[#]")
})

test_that("a sheet that names what is not there is refused, with its row", {
  refused <- function(from, to, message) {
    folder <- copy_edition()
    path <- file.path(folder, "sentences.csv")
    lines <- readLines(path, encoding = "UTF-8")
    lines[3] <- sub(from, to, lines[3], fixed = TRUE)
    writeLines(lines, path, useBytes = TRUE)
    expect_error(conclusion_text(1, edition = folder), message, class = "tendensen_error_edition")
  }
  refused("0,1,0.19,", "0,1,0.19 7.777,", "row 3: there is no such claim.*7\\.777")
  refused("0,1,0.19,", "44,1,0.19,", "no such conclusion")
  refused("0,1,0.19,", "0,,0.19,", "paragraph that cannot be")
  refused("{language:fr@all}", "{tongue:fr@all}", "no such question.*tongue")
  refused("{language:fr@all}", "{language:ru@all}", "no such option")
  refused("{language:fr@all}", "{language:fr@nobody}", "no such group")
  refused("{language:fr@all}", "{language:fr@all/now}", "no such edition")
  refused("{language:fr@all}", "{}", "braces need a question")
})

test_that("an edition may have no sentences, and braces that do not close are text", {
  folder <- copy_edition()
  edit_sheet(folder, "sentences", function(x) x[0, ])
  expect_identical(nrow(conclusion_text(edition = folder)), 0L)
  expect_identical(format(conclusion_text(edition = folder)), character())
  folder <- copy_edition()
  edit_sheet(folder, "sentences", function(x) {
    x <- x[x$conclusion == 1, ][1, ]
    x[["text::Nederlands (nl)"]] <- "`r stop()` {language:fr@all"
    x
  })
  text <- conclusion_text(1, edition = folder)
  expect_identical(text$text, "`r stop()` {language:fr@all")
  expect_match(as.character(knitr::knit_print(text)), "\\\\`r stop\\(\\)\\\\`")
})

test_that("a language without sentences has those of the questionnaire's own", {
  folder <- copy_edition()
  edit_sheet(folder, "sentences", function(x) {
    x[["text::Fran\u00e7ais (fr)"]] <- NULL
    x[["text::English (en)"]][1] <- ""
    x
  })
  french <- conclusion_text(2, edition = folder, lang = "fr")$text[1]
  expect_identical(french, gsub("%", "\u00a0%", conclusion_text(2)$text[1]))
  expect_match(conclusion_text(0, edition = folder, lang = "en")$text[1], "^Aan deze editie namen 315")
  edit_sheet(folder, "sentences", function(x) x[setdiff(names(x), "text::Nederlands (nl)")])
  expect_error(conclusion_text(edition = folder), "no column .*Nederlands", class = "tendensen_error_edition")
})

test_that("bad arguments are refused", {
  expect_error(conclusion_text(44), class = "tendensen_error_conclusion")
  expect_error(conclusion_text(1, lang = "de"), class = "tendensen_error_language")
  expect_error(conclusion_text(1, responses = 1:3), class = "tendensen_error_responses")
})
