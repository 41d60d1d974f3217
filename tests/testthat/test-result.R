test_that("a table says its base, and that its respondents are made up", {
  header <- function(...) pillar::tbl_sum(tabulate_responses(respondents(), ...))
  expect_identical(header("country")[["Base"]], "respondents who answered")
  expect_identical(header("agenda", base = "mentions")[["Base"]], "mentions (ticks)")
  expect_true("Synthetic" %in% names(header("country")))
  real <- as_responses(data.frame(country = "be"), questionnaire(2021))
  expect_false("Synthetic" %in% names(pillar::tbl_sum(tabulate_responses(real, "country"))))
})

test_that("the print of a table starts with them", {
  local_reproducible_output(width = 100)
  shown <- format(tabulate_responses(respondents(), "crisis_effect", by = "group"))
  expect_identical(shown[1:3], c(
    "# Table:     4 rows", "# Base:      respondents who answered",
    "# Synthetic: respondents made to reproduce printed percentages"
  ))
})
