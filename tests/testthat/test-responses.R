synthetic <- respondents()
q <- questionnaire(2021)
kinds <- kinds_questionnaire()
rules <- function(x) problems(x)$rule[problems(x)$rule != "column_absent"]
found <- function(x, rule) problems(x)[problems(x)$rule == rule, ]

# The answers as a factor or text column, missing as NA.
columns_of <- function(x, as) {
  single <- x[vapply(x, inherits, TRUE, "tendensen_single_choice")]
  data <- as.data.frame(lapply(single, as))
  data
}

expect_same_codes <- function(data) {
  x <- as_responses(data, q)
  for (column in names(data)) {
    expect_identical(code_numbers(x[[column]]), code_numbers(synthetic[[column]]), label = column)
  }
  expect_identical(setdiff(rules(x), "unknown_column"), character())
}

test_that("factors, labels in each language, and codes give the same answers", {
  expect_same_codes(columns_of(synthetic, as.factor))
  for (lang in c("nl", "fr", "en")) {
    expect_same_codes(columns_of(set_language(synthetic, lang), as.character))
  }
  expect_same_codes(columns_of(synthetic, function(x) attr(x, "codes")[code_numbers(x)]))
})

test_that("responses read again are the same", {
  again <- as_responses(synthetic, q)
  expect_identical(lapply(again, vctrs::vec_data), lapply(synthetic, vctrs::vec_data))
  expect_true(attr(again, "synthetic"))
})

test_that("numbers can be codes", {
  q <- make_questionnaire(
    c("type,name,label::English (en)", "select_one scale,a,A"),
    c("list_name,name,label::English (en),missing", "scale,1,Low,", "scale,5,High,", "scale,99,Unknown,dont_know")
  )
  for (value in list(c(5, 1, 99, NA), c(5L, 1L, 99L, NA), c("5", " 1 ", "99", ""))) {
    x <- as_responses(data.frame(a = value), q)
    expect_identical(code_numbers(x$a), c(2, 1, NA, NA))
    expect_identical(as.character(missing_kind(x$a)), c(NA, NA, "dont_know", "no_answer"))
  }
})

test_that("multiple choice is read split, joined and as a list, by code and label", {
  codes <- attr(synthetic$agenda, "codes")
  ticked <- as.matrix(tibble::as_tibble(synthetic$agenda))
  labels <- attr(synthetic$agenda, "labels")$fr
  picks <- apply(ticked, 1, function(row) codes[row], simplify = FALSE)
  split <- as.data.frame(ticked)
  names(split) <- paste0("agenda/", codes)
  forms <- list(
    split, split * 1, data.frame(agenda = vapply(picks, paste, "", collapse = " ")),
    data.frame(agenda = I(picks)), data.frame(agenda = I(apply(ticked, 1, function(row) labels[row], simplify = FALSE)))
  )
  for (data in forms) {
    x <- as_responses(data, q)
    expect_identical(vctrs::vec_data(x$agenda), vctrs::vec_data(synthetic$agenda))
    expect_identical(names(x), names(synthetic))
  }
})

test_that("more than 31 options are read into two columns", {
  raw <- random_answers(50, seed = 1)
  joined <- as_responses(raw["many"], kinds)
  expect_true(all(c("many", "many..2") %in% names(joined)))
  ticks <- as.data.frame(multiple_ticks(raw$many, many_codes))
  names(ticks) <- paste0("many/", many_codes)
  ticks[is.na(raw$many), ] <- NA
  expect_identical(as_responses(ticks, kinds)$many, joined$many)
  expect_identical(as_responses(ticks, kinds)$many..2, joined$many..2)
  expect_identical(as_responses(joined, kinds)$many..2, joined$many..2)
})

test_that("an unknown answer is a problem with the nearest code or label, and the row is kept", {
  x <- as_responses(data.frame(country = c("be", "Belgi", "zzzzzzzzzz"), agenda = "compliance fit_stratgy"), q)
  expect_identical(nrow(x), 3L)
  expect_identical(code_numbers(x$country), c(1, NA, NA))
  problem <- found(x, "unknown_answer")
  expect_identical(problem$row, c(2L, 3L, 1L, 2L, 3L))
  expect_identical(problem$value, c("Belgi", "zzzzzzzzzz", rep("fit_stratgy", 3)))
  expect_match(problem$fix[[1]], "België")
  expect_no_match(problem$fix[[2]], "Did you mean")
  expect_match(problem$fix[[3]], "fit_strategy")
  expect_match(problem$expected[[1]], "be, nl, international")
  expect_identical(as.character(missing_kind(x$country)[2:3]), rep("no_answer", 2))
})

test_that("too many picks are a problem, and kept", {
  x <- as_responses(data.frame(few = c("p q r", "p q r s", "none p")), kinds)
  problem <- found(x, "too_many_picks")
  expect_identical(problem$row, 2L)
  expect_identical(problem$value, "4")
  expect_identical(rowSums(tibble::as_tibble(x$few)), c(3, 4, 1))
})

test_that("routing: empty is not shown, an answer is a problem", {
  x <- as_responses(data.frame(team = c("red", "blue", "blue", NA), routed = c(NA, NA, "low", NA)), kinds)
  expect_identical(as.character(missing_kind(x$routed)), c("no_answer", "not_shown", NA, "no_answer"))
  problem <- found(x, "answered_not_shown")
  expect_identical(problem$row, 3L)
  expect_identical(problem$value, "Low")
  expect_identical(code_numbers(x$routed[3]), 1)
})

test_that("what depends on a question that was not shown was not shown either", {
  q <- make_questionnaire(
    c(
      "type,name,label::English (en),relevant", "select_one yn,a,A,", "select_one yn,b,B,${a} = 'yes'",
      "select_one yn,c,C,${b} = 'yes'"
    ),
    c("list_name,name,label::English (en)", "yn,yes,Yes", "yn,no,No")
  )
  x <- as_responses(data.frame(a = c("yes", "no", "yes"), b = c("yes", NA, "no"), c = NA), q)
  expect_identical(as.character(missing_kind(x$c)), c("no_answer", "not_shown", "not_shown"))
})

test_that("numbers that do not fit are problems: text, fractions, constraints, routing", {
  q <- make_questionnaire(
    c(
      "type,name,label::English (en),relevant,constraint", "select_one yn,a,A,,",
      "integer,age,Age,,. >= 0 and . <= 120", "decimal,cost,Cost,${a} = 'yes',"
    ),
    c("list_name,name,label::English (en)", "yn,yes,Yes", "yn,no,No")
  )
  x <- as_responses(data.frame(
    a = c("yes", "yes", "no", "yes", "yes"), age = c("12", "x", "3.5", NA, "200"), cost = c(1.5, NA, 2, Inf, -1)
  ), q)
  expect_identical(x$age[1:4], c(12L, NA, NA, NA))
  expect_identical(x$cost[c(1, 5)], c(1.5, -1))
  expect_identical(found(x, "not_a_number")$row, c(2L, 3L, 4L))
  expect_true("age" %in% problems(x)$column[problems(x)$row %in% 5])
  expect_true("cost" %in% problems(x)$column[problems(x)$row %in% 3])
})

test_that("an absent column was not asked, and is listed unless it is of an earlier edition", {
  x <- as_responses(data.frame(team = "red"), kinds)
  for (column in c("one", "few", "first", "routed", "earlier")) {
    expect_identical(as.character(missing_kind(x[[column]])), "not_asked")
  }
  expect_true(is.na(x$age) && is.na(x$remark))
  expect_setequal(
    found(x, "column_absent")$column,
    c("one", "few", "many", "first", "second", "routed", "age", "score", "remark")
  )
})

test_that("other columns stay as they are and are listed", {
  data <- data.frame(country = c("be", "nl"), token = c("x1", "x2"))
  data$when <- as.Date("2021-06-01") + 0:1
  data$list <- list(1, "a")
  x <- as_responses(data, q)
  expect_identical(plain(x[c("token", "when", "list")]), plain(data[c("token", "when", "list")]))
  expect_identical(found(x, "unknown_column")$column, c("token", "when", "list"))
})

test_that("columns of the same name are refused, columns without a name kept", {
  data <- data.frame(country = "be", country = "nl", check.names = FALSE)
  expect_error(as_responses(data, q), "country", class = "tendensen_error_data")
  for (name in c("", NA)) {
    data <- stats::setNames(data.frame("be", 1), c("country", name))
    x <- as_responses(data, q)
    expect_identical(c(nrow(x), ncol(x)), c(1L, ncol(synthetic) + 1L))
  }
})

test_that("zero rows are responses too", {
  for (data in list(data.frame(country = character()), data.frame(), synthetic[0, ])) {
    x <- as_responses(data, q)
    expect_identical(nrow(x), 0L)
    expect_identical(names(x), names(synthetic))
  }
  expect_identical(nrow(as_responses(data.frame(row.names = 1:3), q)), 3L)
})

test_that("whatever comes in, rows in are rows out", {
  garbage <- list(
    function(n) sample(c(NA, "", " ", "be", "BE", "é", "\u00a0", "=1+1", "a;b", "red", "p q"), n, TRUE),
    function(n) stats::rnorm(n) * 10^sample(-300:300, n, TRUE), function(n) sample(c(TRUE, NA), n, TRUE),
    function(n) factor(sample(letters, n, TRUE)), function(n) rep(NA, n), function(n) rep(list(NULL), n),
    function(n) replicate(n, sample(c("p", "q", NA), sample(0:3, 1), TRUE), simplify = FALSE),
    function(n) as.Date("2021-01-01") + seq_len(n), function(n) complex(n), function(n) rep(Inf, n)
  )
  set.seed(8)
  columns <- c(names(as_responses(data.frame(), kinds)), "few/p", "few/q", "other")
  for (i in 1:30) {
    n <- sample(c(0, 1, 7), 1)
    data <- data.frame(row.names = seq_len(n))
    for (column in sample(columns, 6)) data[[column]] <- sample(garbage, 1)[[1]](n)
    x <- as_responses(data, kinds)
    expect_identical(nrow(x), as.integer(n))
    expect_true(all(problems(x)$row %in% c(NA, seq_len(n))))
    expect_identical(as_responses(x, kinds)[names(x)], x[names(x)], ignore_attr = TRUE)
  }
})

test_that("text that is not UTF-8 is a problem, not an error", {
  x <- as_responses(data.frame(country = c("Belgi\xeb", "be")), q)
  expect_identical(code_numbers(x$country), c(NA, 1))
  expect_identical(found(x, "unknown_answer")$row, 1L)
  latin <- "Belgi\xeb"
  Encoding(latin) <- "latin1"
  expect_identical(code_numbers(as_responses(data.frame(country = latin), q)$country), 1)
})

test_that("responses stay responses under dplyr's verbs", {
  skip_if_not_installed("dplyr")
  kept <- list(
    dplyr::filter(synthetic, country == "be"), dplyr::mutate(synthetic, x = 1), dplyr::arrange(synthetic, sector),
    dplyr::bind_rows(synthetic[1:5, ], synthetic[6:9, ]), dplyr::slice(synthetic, 1:3)
  )
  for (x in kept) {
    expect_s3_class(x, "tendensen_responses")
    expect_identical(sum(tabulate_responses(x, "country")$n), nrow(x))
    expect_true(attr(x, "synthetic"))
  }
  # A selection still knows its questionnaire; groups are counted by.
  selected <- dplyr::select(synthetic, group, country)
  expect_identical(sum(tabulate_responses(selected, "country", by = "group")$n), 315L)
  grouped <- dplyr::group_by(synthetic, group)
  expect_identical(tabulate_responses(grouped, "country"), tabulate_responses(synthetic, "country", by = "group"))
})

test_that("respondents that are partly made up are synthetic", {
  skip_if_not_installed("dplyr")
  real <- as_responses(data.frame(country = "be"), q)
  expect_true(attr(figure(3, dplyr::bind_rows(synthetic, real)), "synthetic"))
  expect_true(attr(figure(3, dplyr::bind_rows(real, synthetic)), "synthetic"))
})

test_that("responses print their edition, that they are synthetic, and their problems", {
  header <- pillar::tbl_sum(synthetic)
  expect_identical(names(header), c("Responses", "Edition", "Synthetic", "Problems"))
  expect_match(header[["Responses"]], "315")
})
