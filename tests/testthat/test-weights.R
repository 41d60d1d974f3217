q <- kinds_questionnaire()
raw <- random_answers(300, seed = 11)
answers <- as_responses(raw, q)
# Everybody answers these.
set.seed(12)
full <- as_responses(data.frame(
  team = sample(c("red", "blue"), 300, TRUE, c(0.7, 0.3)),
  first = sample(c("low", "mid", "high"), 300, TRUE, c(0.2, 0.5, 0.3)),
  second = sample(c("low", "mid", "high"), 300, TRUE)
), q)

target <- function(question, ...) {
  percent <- c(...)
  data.frame(question = question, option = names(percent), percent = unname(percent))
}
two <- rbind(target("team", red = 55, blue = 45), target("first", low = 30, mid = 40, high = 30))
three <- rbind(two, target("second", low = 25, mid = 45, high = 30))

survey_design <- function(x) {
  survey::svydesign(~1, weights = rep(1, nrow(x)), data = data.frame(
    team = code_numbers(x$team), first = code_numbers(x$first), second = code_numbers(x$second)
  ))
}

totals <- function(x, targets, question) {
  percent <- targets$percent[targets$question == question]
  stats::setNames(
    data.frame(seq_along(percent), percent / 100 * nrow(x)), c(question, "Freq")
  )
}

# Percentages of one of these questions, of which some are items of a grid.
percents <- function(x, column, ...) {
  if (column == "team") return(tabulate_responses(x, "team", ...)$percent)
  table <- tabulate_responses(x, "grid", ...)
  table$percent[table$item_code == column]
}

# Raking in plain R: multiply by target over share, question by question.
rake_twin <- function(columns, shares, rounds = 2000) {
  w <- rep(1, length(columns[[1]]))
  for (i in seq_len(rounds)) {
    for (j in seq_along(columns)) {
      now <- tapply(w, factor(columns[[j]], seq_along(shares[[j]])), sum) / sum(w)
      w <- w * (shares[[j]] / now)[columns[[j]]]
    }
  }
  as.vector(w / mean(w))
}

test_that("weights have the percentages of the targets, mean 1", {
  w <- rake_weights(full, three)
  expect_s3_class(w, "tendensen_weights")
  expect_identical(length(w), 300L)
  expect_equal(mean(w), 1)
  for (question in c("team", "first", "second")) {
    expect_equal(percents(full, question, weights = w), three$percent[three$question == question], tolerance = 1e-8)
  }
})

test_that("weights are those of survey::rake()", {
  skip_if_not_installed("survey")
  for (targets in list(two, three)) {
    questions <- unique(targets$question)
    raked <- survey::rake(
      survey_design(full),
      lapply(questions, function(question) stats::reformulate(question)),
      lapply(questions, function(question) totals(full, targets, question)),
      control = list(maxit = 1000, epsilon = 1e-10)
    )
    expect_equal(
      as.double(rake_weights(full, targets)), unname(stats::weights(raked)),
      tolerance = 1e-6
    )
  }
})

test_that("weights within bounds are those of survey::calibrate()", {
  skip_if_not_installed("survey")
  share <- function(question, code) {
    nrow(full) * three$percent[three$question == question & three$option == code] / 100
  }
  population <- c(
    "(Intercept)" = 300, "factor(team)2" = share("team", "blue"),
    "factor(first)2" = share("first", "mid"), "factor(first)3" = share("first", "high"),
    "factor(second)2" = share("second", "mid"), "factor(second)3" = share("second", "high")
  )
  free <- range(rake_weights(full, three))
  for (bounds in list(c(0, Inf), c(0.5, 3), c(0.55, 3))) {
    calibrated <- survey::calibrate(
      survey_design(full), ~ factor(team) + factor(first) + factor(second), population,
      calfun = "raking", bounds = if (bounds[2] < Inf) bounds else c(-Inf, Inf), epsilon = 1e-10,
      maxit = 500
    )
    w <- rake_weights(full, three, bounds = bounds)
    expect_equal(as.double(w), as.vector(stats::weights(calibrated)), tolerance = 1e-6)
    expect_true(all(w >= bounds[1] - 1e-9 & w <= bounds[2] + 1e-9))
  }
  # The bounds of the last two cut.
  expect_true(free[1] < 0.5 && free[2] > 3)
})

test_that("who did not answer is a cell of its own, with its own share", {
  targets <- rbind(target("team", red = 60, blue = 40), target("first", low = 50, mid = 20, high = 30))
  w <- rake_weights(answers, targets)
  cell <- function(x, k) ifelse(is.na(code_numbers(x)), k + 1, code_numbers(x))
  shares <- function(percent, x) {
    open <- mean(is.na(code_numbers(x)))
    c(percent / 100 * (1 - open), open)
  }
  twin <- rake_twin(
    list(cell(answers$team, 2), cell(answers$first, 3)),
    list(shares(c(60, 40), answers$team), shares(c(50, 20, 30), answers$first))
  )
  expect_equal(as.double(w), twin, tolerance = 1e-6)
  expect_equal(tabulate_responses(answers, "team", weights = w)$percent, c(60, 40))
  table <- tabulate_responses(answers, "team", weights = w, base = "all")
  expect_equal(sum(table$percent), 100 * mean(!is.na(raw$team)))
})

test_that("options can be labels, in any order, of any language", {
  labelled <- data.frame(
    question = c("first", "team", "first", "first", "team"),
    option = c("High", "Blue", "Low", "Middle", "red"), percent = c(30, 45, 30, 40, 55)
  )
  expect_equal(as.double(rake_weights(full, labelled)), as.double(rake_weights(full, two)))
})

test_that("percentages need not add up to 100 when rounding explains it, and are spread", {
  rounded <- target("first", low = 33, mid = 33, high = 33)
  w <- rake_weights(full, rounded)
  expect_equal(percents(full, "first", weights = w), rep(100 / 3, 3))
  refused <- function(...) {
    expect_error(rake_weights(full, target("first", ...)), "first.*100.*add up",
      class = "tendensen_error_targets"
    )
  }
  refused(low = 30, mid = 30, high = 38)
  refused(low = 33.3, mid = 33.3, high = 33.2)
  refused(low = 0.3, mid = 0.3, high = 0.4)
  expect_s3_class(rake_weights(full, target("first", low = 33.3, mid = 33.3, high = 33.3)), "tendensen_weights")
})

test_that("an option with target 0 gets weight 0", {
  w <- rake_weights(full, target("first", low = 60, mid = 40, high = 0))
  expect_identical(as.double(w) == 0, code_numbers(full$first) == 3)
  expect_equal(percents(full, "first", weights = w), c(60, 40, 0))
})

test_that("impossible targets are refused with the cell that makes them so", {
  refusal <- function(...) {
    error <- tryCatch(rake_weights(...), tendensen_error_targets = identity)
    expect_s3_class(error, "tendensen_error_targets")
    expect_identical(deparse(conditionCall(error)[[1]]), "rake_weights")
    error
  }
  cell <- function(error) c(error$question, error$option)
  nobody <- full[code_numbers(full$first) != 2, ]
  error <- refusal(nobody, two)
  expect_identical(cell(error), c("first", "mid"))
  expect_match(conditionMessage(error), "\"mid\".*\"first\".*40 %.*Nobody chose it")
  error <- refusal(full, two, bounds = c(0.9, 1.1))
  expect_identical(error$question, "team")
  expect_match(conditionMessage(error), "between.*0.9 and 1.1")
  # Nobody but reds answers "low": more lows than reds cannot be.
  nested <- full[code_numbers(full$team) == 1 | code_numbers(full$first) != 1, ]
  error <- refusal(nested, rbind(
    target("team", red = 20, blue = 80), target("first", low = 60, mid = 20, high = 20)
  ))
  expect_match(conditionMessage(error), "furthest off.*contradict")
  expect_true(error$question %in% c("team", "first"))
  error <- refusal(full, rbind(two[1:2, ], target("first", low = 60, mid = 40)))
  expect_identical(cell(error), c("first", "high"))
  error <- refusal(full, rbind(
    target("team", red = 0, blue = 100),
    target("first", low = 30, mid = 40, high = 30)
  ), bounds = c(0.1, 10))
  expect_identical(cell(error), c("team", "red"))
})

test_that("targets that are written wrongly are refused", {
  cases <- list(
    list(1, "data frame"), list(two[1:2], "percent"), list(two[0, ], "row"),
    list(transform(two, percent = "a"), "numbers"), list(transform(two, percent = -1), "between 0 and 100"),
    list(transform(two, percent = NA_real_), "between 0 and 100"),
    list(transform(two, question = "frist"), "Nearest.*first"),
    list(transform(two, question = "few"), "few"),
    list(transform(two, option = ifelse(option == "blue", "blu", option)), "Nearest.*[Bb]lue"),
    list(rbind(target("team", red = 50, red = 50)), "more than once")
  )
  for (case in cases) {
    expect_error(rake_weights(full, case[[1]]), case[[2]], class = "tendensen_error_targets")
  }
})

test_that("other bad input is refused too", {
  argument <- function(...) {
    expect_error(rake_weights(full, two, ...), class = "tendensen_error_argument")
  }
  argument(bounds = c(2, 3))
  argument(bounds = 1)
  argument(bounds = c(NA, 3))
  argument(bounds = c(-1, 3))
  argument(trim = c(0, 1))
  argument(max_iterations = 0)
  argument(tolerance = 0)
  expect_error(rake_weights(mtcars, two), class = "tendensen_error_responses")
  expect_error(rake_weights(full[0, ], two), class = "tendensen_error_responses")
  open <- as_responses(data.frame(team = rep(NA, 10)), q)
  expect_error(rake_weights(open, target("team", red = 50, blue = 50)), "team",
    class = "tendensen_error_question"
  )
  expect_error(rake_weights(full, two, max_iterations = 1), "After 1 iteration",
    class = "tendensen_error_targets"
  )
})

test_that("trimmed weights are those of survey::trimWeights(), and the report says what it cost", {
  skip_if_not_installed("survey")
  w <- rake_weights(full, three)
  cut <- rake_weights(full, three, trim = c(0, 1.5))
  design <- survey::svydesign(~1, weights = as.double(w), data = data.frame(id = 1:300))
  twin <- survey::trimWeights(design, upper = 1.5, strict = TRUE)
  expect_equal(as.double(cut), unname(stats::weights(twin)), tolerance = 1e-6)
  expect_equal(mean(cut), 1)
  expect_gt(summary(cut)$deviation, 0.01)
  expect_identical(summary(cut)$trimmed, sum(w > 1.5))
  margins <- attr(cut, "margins")
  expect_equal(margins$weighted[margins$question == "first"], percents(full, "first", weights = cut))
  expect_identical(as.double(rake_weights(full, three, trim = c(0, 100))), as.double(w))
})

test_that("summary() gives the convergence, the design effect and the effective n", {
  w <- rake_weights(full, three)
  s <- summary(w)
  x <- as.double(w)
  expect_identical(nrow(s), 1L)
  expect_equal(s$design_effect, 1 + mean((x - 1)^2))
  expect_equal(s$effective_n, 300 / s$design_effect)
  expect_lte(s$deviation, 1e-8)
  expect_identical(c(s$respondents, s$questions, s$trimmed), c(300L, 3L, 0L))
  expect_equal(c(s$lowest, s$highest), range(x))
  margins <- attr(w, "margins")
  expect_equal(margins$target, three$percent)
  expect_equal(margins$weighted, three$percent, tolerance = 1e-8)
  expect_equal(
    margins$unweighted[1:2], tabulate_responses(full, "team")$percent
  )
  same <- tabulate_responses(full, "team")$percent
  already <- rake_weights(full, target("team", red = same[1], blue = same[2]))
  expect_equal(as.double(already), rep(1, 300))
  expect_equal(summary(already)$design_effect, 1)
})

test_that("weights print their report, and can be a column", {
  local_reproducible_output()
  w <- rake_weights(full, two)
  shown <- utils::capture.output(print(w))
  expect_match(shown[1], "^# 300 weights, from .* to .*, mean 1$")
  expect_match(shown[2], "^# Raked to 2 questions in [0-9]+ iterations?; largest deviation .* percentage points$")
  expect_match(shown[3], "^# Design effect \\(Kish\\) 1[.].*; effective n [12]")
  full$w <- w
  expect_identical(
    tabulate_responses(full, "grid", weights = "w"), tabulate_responses(full, "grid", weights = w)
  )
  part <- full[1:100, ]
  expect_equal(sum(part$w), sum(as.double(w)[1:100]))
  expect_equal(
    unique(tabulate_responses(part, "team", weights = "w")$base_weighted), sum(as.double(w)[1:100])
  )
  expect_error(tabulate_responses(full[1:10, ], "team", weights = w), class = "tendensen_error_weights")
})

test_that("synthetic respondents get a warning", {
  targets <- target("country", be = 50, nl = 30, international = 20)
  expect_warning(rake_weights(respondents(), targets), "synthetic", class = "tendensen_warning_synthetic")
  expect_warning(rake_weights(full, two), NA)
})
