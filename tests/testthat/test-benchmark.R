answers <- respondents()
quiet <- function(expr) suppressWarnings(expr, classes = "tendensen_warning_synthetic")
own <- list(
  group = "business", sector = "finance", org_size = "1000_4999", spending = "250_750",
  tech_skills = "certainly", agenda = c("fit_strategy", "use_technology", "compliance")
)

test_that("an answer is held against those of its own class of peers", {
  table <- quiet(benchmark(own, answers, by = c("group", "sector"), lang = "en"))
  expect_s3_class(table, "tendensen_benchmark")
  expect_identical(unique(table$peers), c("group", "sector"))
  expect_false(any(table$question %in% c("group", "sector")))
  for (class in c("group", "sector")) {
    peers <- answers[!is.na(answers[[class]]) & answers[[class]] == own[[class]], ]
    rows <- table[table$peers == class, ]
    expect_identical(rows$option_code, c(
      "1000_4999", "certainly", "250_750", "fit_strategy", "use_technology", "compliance"
    ))
    counts <- tabulate_responses(peers, "spending")
    row <- rows[rows$question == "spending", ]
    expect_identical(row$n, counts$n[2])
    expect_identical(row$base, counts$base[2])
    expect_equal(row$percent, counts$percent[2])
    # Below, and half of the same; who does not know has no place.
    expect_equal(row$position, 100 * (counts$n[1] + counts$n[2] / 2) / sum(counts$n[1:4]))
  }
})

test_that("picks are compared with as many of the field's top", {
  table <- quiet(benchmark(own, answers))
  picks <- table[table$question == "agenda", ]
  counts <- tabulate_responses(answers[answers$group == "business", ], "agenda")
  ranks <- rank(-counts$n, ties.method = "min")[match(picks$option_code, counts$option_code)]
  expect_identical(picks$rank, as.integer(ranks))
  expect_identical(picks$in_top, ranks <= 3)
  expect_identical(picks$in_common, rep(sum(ranks <= 3), 3))
  expect_true(all(is.na(picks$position)))
})

test_that("a class that is too small is not shown", {
  table <- quiet(benchmark(own, answers, by = c("group", "sector"), min_n = 30))
  small <- table$peers == "sector"
  expect_lt(sum(answers$sector == "finance", na.rm = TRUE), 30)
  for (column in c("n", "base", "percent", "position", "rank", "in_top", "in_common")) {
    expect_true(all(is.na(table[[column]][small])), label = column)
  }
  expect_match(table$reason[small], "Fewer than 30")
  expect_true(all(is.na(table$reason[!small])))
})

test_that("a respondent's row is an organisation's answers", {
  row <- answers[3, ]
  table <- quiet(benchmark(row, answers[-3, ]))
  expect_true(all(nzchar(as.character(table$option))))
  single <- table[table$question == "crisis_effect", ]
  expect_identical(single$option_code, attr(answers$crisis_effect, "codes")[code_numbers(row$crisis_effect)])
  expect_true(all(table$peers == "group"))
})

test_that("without a group all respondents are peers", {
  table <- quiet(benchmark(list(crisis_effect = "opportunities"), answers))
  expect_identical(table$base, 315L)
  expect_true(is.na(table$peers))
})

test_that("synthetic respondents are said to be so, once", {
  n <- 0
  withCallingHandlers(benchmark(own, answers), tendensen_warning_synthetic = function(w) {
    n <<- n + 1
    invokeRestart("muffleWarning")
  })
  expect_identical(n, 1)
})

test_that("bad input is refused", {
  refused <- function(...) expect_error(benchmark(...), class = "tendensen_error_answers")
  refused(list(sector = "farming"), answers)
  refused(list(nothing = "yes"), answers)
  refused(list("finance"), answers)
  refused("finance", answers)
  refused(list(), answers)
  refused(answers[1:2, ], answers)
  refused(list(group = "business"), answers)
  refused(list(spending = "250_750"), answers, by = "sector")
  expect_error(benchmark(own, answers, by = "nothing"), class = "tendensen_error_column")
  expect_error(benchmark(own, answers, min_n = 1), class = "tendensen_error_argument")
  expect_error(benchmark(own, mtcars), class = "tendensen_error_responses")
})
