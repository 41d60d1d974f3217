test_that("figure 3 is told in three languages", {
  expect_identical(alt_text(figure(3, lang = "en")), paste(
    "Bar chart, groups side by side. The corona crisis mainly brought our own organisation \u2026",
    "L&D departments (business) 2020: highest opportunities (63%); lowest difficulties (37%).",
    "L&D departments (business) 2021: highest opportunities (83%); lowest difficulties (17%).",
    "Training providers 2020: highest difficulties (74%); lowest opportunities (26%).",
    "Training providers 2021: highest opportunities (72%); lowest difficulties (28%).",
    "Figure 3. Source: as printed in the 2021 report; it prints no bases."
  ))
  dutch <- alt_text(figure(3, lang = "nl"))
  expect_match(dutch, "Staafdiagram, groepen naast elkaar. De coronacrisis bood", fixed = TRUE)
  expect_match(dutch, "Aanbieders 2020: hoogst moeilijkheden (74%); laagst mogelijkheden (26%).", fixed = TRUE)
  french <- alt_text(figure(3, lang = "fr"))
  expect_match(french, "Prestataires 2020\u00a0: maximum des difficult\u00e9s (74\u00a0%);", fixed = TRUE)
})

test_that("the base and made-up respondents are told", {
  text <- alt_text(figure(20, respondents(), lang = "en"))
  expect_match(text, "^Diverging bar chart")
  # Report, figure 20: administrator 19 and 21 less important; 13 and 18 more.
  expect_match(text, "less important than now\u201d: highest Administrator (19%)", fixed = TRUE)
  expect_match(text, "more important than now\u201d: highest Talent manager (62%); lowest Administrator (13%)",
    fixed = TRUE
  )
  expect_match(text, "n\u00a0=\u00a0173", fixed = TRUE)
  expect_match(text, "Synthetic respondents")
})

test_that("a picture is told by what the text says of it", {
  text <- alt_text(figure(11, lang = "en"))
  expect_match(text, "^Text instead of a chart")
  expect_match(text, unique(figure(11)$note), fixed = TRUE)
  expect_no_match(text, "%")
})

test_that("equal answers are told together", {
  rows <- tibble::tibble(
    item = factor(NA), option = factor(c("a", "b", "c")), n = 1L, base = 3L, percent = c(20, 40, 40),
    label = c("20%", "40%", "40%")
  )
  rows$n <- c(1L, 2L, 2L)
  rows$base <- 5L
  expect_identical(
    describe_extremes(rows, factor(rep("all", 3)), "en"), "all: highest b, c (40%); lowest a (20%)"
  )
  expect_identical(
    describe_extremes(rows[2:3, ], factor(rep("all", 2)), "nl"), "all: overal 40%"
  )
  rows$percent <- NA_real_
  expect_identical(describe_extremes(rows, factor(rep("all", 3)), "en"), "all: no numbers")
})

test_that("the plot carries it", {
  skip_if_not_installed("ggplot2")
  for (x in list(figure(5, lang = "fr"), conclusions(lang = "en"), audit_edition())) {
    expect_identical(ggplot2::get_alt_text(ggplot2::autoplot(x)), alt_text(x))
  }
})

test_that("claims, findings and tables are told, other things refused", {
  expect_match(alt_text(conclusion(1, lang = "nl")), "1: klopt 28")
  expect_match(alt_text(audit_edition(), "fr"), "Constats\u00a0: n\u00a0=\u00a0")
  table <- tabulate_responses(respondents(), "crisis_effect", by = "group", lang = "en")
  expect_match(alt_text(table), "Training providers: highest opportunities (72%)", fixed = TRUE)
  expect_error(alt_text(1), class = "tendensen_error_argument")
  expect_error(alt_text(figure(3), 1), class = "tendensen_error_language")
})

test_that("no alt text has a doubled stop or space, in any figure or language", {
  for (number in 1:23) {
    for (lang in c("nl", "fr", "en")) {
      text <- alt_text(figure(number, lang = lang))
      expect_no_match(text, "[^.][.][.][^.]|\\?[.]|  |NA")
    }
  }
})
