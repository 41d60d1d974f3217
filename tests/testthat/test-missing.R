kinds <- c(
  "not_shown", "not_asked", "no_option", "no_answer", "dont_know", "not_applicable", "suppressed"
)
q <- kinds_questionnaire()
raw <- data.frame(
  team = c("red", "blue", NA), one = c("dk", "na", "a"), few = c("none", NA, "p"), routed = NA
)
answers <- as_responses(raw, q)

test_that("missing_kind() names every kind, in order", {
  expect_identical(levels(missing_kind(answers$one)), kinds)
  expect_identical(as.character(missing_kind(answers$one)), c("dont_know", "not_applicable", NA))
  expect_identical(as.character(missing_kind(answers$few)), c("not_applicable", "no_answer", NA))
  expect_identical(as.character(missing_kind(answers$routed)), c("no_answer", "not_shown", "no_answer"))
  expect_identical(as.character(missing_kind(answers$many)), rep("not_asked", 3))
})

test_that("every kind is missing to is.na()", {
  expect_identical(is.na(answers$one), c(TRUE, TRUE, FALSE))
  expect_identical(is.na(answers$few), c(TRUE, TRUE, FALSE))
  expect_true(anyNA(answers$one))
})

test_that("a plain NA counts as not asked", {
  expect_identical(as.character(missing_kind(answers$one[c(1, NA)])), c("dont_know", "not_asked"))
  expect_length(missing_kind(answers$one[0]), 0)
})

test_that("kinds print apart", {
  expect_identical(format(answers$one), c("<dont know>", "<not applicable>", "Answer A"))
})
