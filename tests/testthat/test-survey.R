q <- kinds_questionnaire()
raw <- random_answers(200, seed = 21)
answers <- as_responses(raw, q)
set.seed(22)
weight <- stats::rexp(200)

test_that("single choice becomes factors of labels, multiple choice logical columns", {
  skip_if_not_installed("survey")
  design <- as_survey_design(answers, weight)
  x <- design$variables
  expect_identical(nrow(x), 200L)
  expect_equal(unname(stats::weights(design)), weight)
  expect_identical(levels(x$one), c("Answer A", "Answer B", "Answer C", "Never chosen"))
  expect_identical(is.na(x$one), !raw$one %in% c("a", "b", "c"))
  expect_identical(as.character(x$first), unname(c(low = "Low", mid = "Middle", high = "High")[raw$first]))
  picks <- strsplit(raw$few, " ")
  for (code in c("p", "t")) {
    wanted <- vapply(picks, function(pick) if (anyNA(pick)) NA else code %in% pick, NA)
    expect_identical(x[[paste0("few.", code)]], wanted)
  }
  expect_identical(x$many.m35, vapply(strsplit(raw$many, " "), function(pick) {
    if (anyNA(pick)) NA else "m35" %in% pick
  }, NA))
  expect_identical(x$age, raw$age)
  expect_identical(x$region, raw$region)
})

test_that("survey's percentages are those of tabulate_responses()", {
  skip_if_not_installed("survey")
  design <- as_survey_design(answers, weight)
  table <- tabulate_responses(answers, "grid", by = "region", weights = weight)
  table <- table[table$item_code == "first", ]
  means <- survey::svyby(~first, ~region, design, survey::svymean, na.rm = TRUE)
  for (region in c("north", "south")) {
    found <- unlist(means[region, paste0("first", c("Low", "Middle", "High"))])
    expect_equal(table$percent[table$region %in% region], unname(100 * found))
  }
  share <- survey::svymean(~few.q, design, na.rm = TRUE)
  few <- tabulate_responses(answers, "few", weights = weight)
  expect_equal(few$percent[few$option_code == "q"], 100 * unname(stats::coef(share)["few.qTRUE"]))
})

test_that("weights can be a column, raked or absent", {
  skip_if_not_installed("survey")
  expect_equal(unname(stats::weights(as_survey_design(answers))), rep(1, 200))
  answers$w <- weight
  expect_equal(unname(stats::weights(as_survey_design(answers, "w"))), weight)
  targets <- data.frame(question = "team", option = c("red", "blue"), percent = c(60, 40))
  raked <- rake_weights(answers, targets)
  expect_equal(unname(stats::weights(as_survey_design(answers, raked))), as.double(raked))
})

test_that("bad input is refused, synthetic respondents warned of", {
  skip_if_not_installed("survey")
  expect_error(as_survey_design(mtcars), class = "tendensen_error_responses")
  expect_error(as_survey_design(answers[0, ]), class = "tendensen_error_responses")
  expect_error(as_survey_design(answers, 1:3), class = "tendensen_error_weights")
  expect_error(as_survey_design(answers, lang = "nl"), class = "tendensen_error_language")
  answers$few.q <- 1
  expect_error(as_survey_design(answers), "few.q", class = "tendensen_error_column")
  expect_warning(as_survey_design(respondents()), "synthetic", class = "tendensen_warning_synthetic")
})
