answers <- respondents()
quiet <- function(expr) suppressWarnings(expr, classes = "tendensen_warning_synthetic")

counts_in <- function(x, question, codes) {
  table <- tabulate_responses(x, question)
  table$n[match(codes, table$option_code)]
}
spending <- c("under_250", "250_750", "750_1500", "over_1500")

test_that("the median is interpolated, its interval Woodruff's", {
  row <- quiet(class_summary(answers, "spending"))
  n <- counts_in(answers, "spending", spending)
  at <- function(share) {
    stats::approx(cumsum(c(0, n[1:3])) / sum(n), c(0, 250, 750, 1500), share)$y
  }
  expect_equal(row$median, at(0.5))
  half <- stats::qnorm(0.975) * sqrt(0.25 / sum(n))
  expect_equal(row$median_low, at(0.5 - half))
  expect_equal(row$median_high, at(0.5 + half))
  expect_identical(row$n, sum(n))
  expect_identical(row$base, 173L)
})

test_that("the mean is that of the middles, its interval Student's", {
  n <- counts_in(answers, "spending", spending)
  for (open_end in list(NULL, 5000)) {
    row <- quiet(class_summary(answers, "spending", open_end = open_end, conf_level = 0.9))
    top <- if (is.null(open_end)) 1500 + 750 else open_end
    t <- stats::t.test(rep(c(125, 500, 1125, (1500 + top) / 2), n), conf.level = 0.9)
    expect_equal(row$mean, unname(t$estimate))
    expect_equal(c(row$mean_low, row$mean_high), as.numeric(t$conf.int))
  }
})

test_that("the median is that which claims are tested with", {
  claims <- conclusions(answers)
  ours <- quiet(class_summary(answers, "spending"))$median
  cells <- published(2021)
  cells <- cells[cells$question == "spending" & cells$year == 2017 & cells$kind == "level", ]
  n <- cells$number[match(spending, cells$option)]
  before <- stats::approx(cumsum(c(0, n[1:3])) / sum(n), c(0, 250, 750, 1500), 0.5)$y
  expect_equal(claims$observed[claims$claim == "2.44"], ours - before)
})

test_that("by groups; a median in an open class is not known, and its interval is safe", {
  data <- data.frame(
    group = "business", country = rep(c("be", "nl"), c(5, 3)),
    spending = c("under_250", "250_750", "250_750", "unknown", "250_750", rep("over_1500", 3))
  )
  x <- as_responses(data, questionnaire(2021))
  table <- class_summary(x, "spending", by = "country")
  expect_identical(table$n, c(4L, 3L, 0L))
  expect_identical(table$base, c(5L, 3L, 0L))
  expect_equal(table$median, c(250 + 500 / 3, NA, NA))
  expect_identical(table$median_high[2], Inf)
  expect_identical(table$median_low[2], 1500)
  expect_match(table$reason[2], "open class")
  expect_identical(is.na(table$reason), c(TRUE, FALSE, TRUE))
})

test_that("synthetic respondents are said to be so", {
  expect_warning(class_summary(answers, "spending"), class = "tendensen_warning_synthetic")
})

test_that("bad input is refused", {
  expect_error(class_summary(answers, "nothing"), class = "tendensen_error_question")
  expect_error(class_summary(answers, "sector"), class = "tendensen_error_question")
  expect_error(class_summary(answers, "purchase_importance"), class = "tendensen_error_question")
  expect_error(class_summary(answers, "spending", by = "group"), class = "tendensen_error_base")
  providers <- answers[code_numbers(answers$group) == 2, ]
  expect_error(class_summary(providers, "spending"), class = "tendensen_error_base")
  expect_error(class_summary(answers, "spending", open_end = 100), class = "tendensen_error_argument")
  expect_error(class_summary(answers, "spending", conf_level = 1), class = "tendensen_error_argument")
  expect_error(class_summary(3, "spending"), class = "tendensen_error_responses")
})
