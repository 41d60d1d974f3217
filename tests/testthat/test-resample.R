answers <- respondents()
quiet <- function(expr) suppressWarnings(expr, classes = "tendensen_warning_synthetic")

test_that("replicate weights are draws with replacement within strata", {
  weights <- replicate_weights(answers, 30, strata = "group", seed = 1)
  expect_identical(dim(weights), c(315L, 30L))
  expect_type(weights, "integer")
  business <- code_numbers(answers$group) == 1
  expect_true(all(colSums(weights[business, ]) == 173))
  expect_true(all(colSums(weights[!business, ]) == 142))
  expect_true(all(colSums(replicate_weights(answers, 30, seed = 1)) == 315))
})

test_that("every replicate is the table of its weights", {
  nets <- recode_responses(answers)
  drawn <- quiet(resample_responses(
    nets, c("crisis_effect", "agenda", "tech_capacity"), by = "group", n = 12, seed = 3
  ))
  weights <- replicate_weights(nets, 12, strata = "group", seed = 3)
  for (question in unique(drawn$question)) {
    own <- drawn[drawn$question == question, ]
    for (r in c(1, 7, 12)) {
      table <- tabulate_responses(nets, question, by = "group", weights = as.double(weights[, r]))
      expect_equal(vapply(own$replicates, `[[`, 1, r), table$percent)
    }
    expect_identical(own$option_code, table$option_code)
    expect_identical(own$item_code, table$item_code)
  }
  expect_equal(drawn$std_error, vapply(drawn$replicates, stats::sd, 1))
  expect_equal(drawn$conf_low, vapply(drawn$replicates, stats::quantile, 1, 0.025, names = FALSE))
  expect_equal(drawn$conf_high, vapply(drawn$replicates, stats::quantile, 1, 0.975, names = FALSE))
})

test_that("the error is that of a simple random sample", {
  drawn <- quiet(resample_responses(answers, "agenda", n = 4000, seed = 5))
  p <- drawn$percent / 100
  expect_equal(drawn$std_error, 100 * sqrt(p * (1 - p) / drawn$base), tolerance = 0.05)
})

test_that("all questions are resampled at once, the same for any number of threads", {
  all <- quiet(resample_responses(answers, by = "group", n = 50, seed = 2))
  expect_false("group" %in% all$question)
  expect_gt(length(unique(all$question)), 15)
  withr::with_options(list(tendensen.threads = 4L), {
    expect_identical(quiet(resample_responses(answers, by = "group", n = 50, seed = 2)), all)
    expect_identical(replicate_weights(answers, 5, seed = 2), replicate_weights(answers, 5, seed = 2))
  })
  # Who did not answer has no percentage in any draw.
  silent <- all[all$base == 0, ]
  expect_true(all(is.na(unlist(silent$replicates))))
  set.seed(1)
  first <- replicate_weights(answers, 3)
  set.seed(1)
  expect_identical(replicate_weights(answers, 3), first)
})

test_that("the survey package takes the weights", {
  skip_if_not_installed("survey")
  weights <- replicate_weights(answers, 400, seed = 6)
  data <- data.frame(positive = as.numeric(code_numbers(answers$crisis_effect) == 1))
  design <- survey::svrepdesign(
    weights = rep(1, 315), repweights = weights, data = data, type = "bootstrap",
    combined.weights = TRUE
  )
  theirs <- survey::svymean(~positive, design)
  ours <- quiet(resample_responses(answers, "crisis_effect", n = 400, seed = 6))[1, ]
  expect_equal(100 * unname(coef(theirs)), ours$percent)
  expect_equal(100 * as.numeric(survey::SE(theirs)), ours$std_error, tolerance = 0.01)
})

test_that("bad input is refused", {
  expect_error(replicate_weights(answers, 1), class = "tendensen_error_argument")
  expect_error(replicate_weights(answers, 2.5), class = "tendensen_error_argument")
  expect_error(replicate_weights(answers, seed = 0.5), class = "tendensen_error_argument")
  expect_error(replicate_weights(answers[1, ]), class = "tendensen_error_responses")
  expect_error(replicate_weights(answers[c(1:5, 315), ], strata = "group"), class = "tendensen_error_base")
  expect_error(replicate_weights(answers, strata = "nothing"), class = "tendensen_error_column")
  expect_error(replicate_weights(mtcars), class = "tendensen_error_responses")
  expect_error(resample_responses(answers, "nothing"), class = "tendensen_error_question")
  expect_error(resample_responses(answers, conf_level = 2), class = "tendensen_error_argument")
})
