q <- questionnaire(2021)
answers <- respondents()
weights <- rep(1, nrow(answers))
printed <- published(2021)

# call, class of the error, what its message must say: argument, value, nearest allowed value.
bad_input <- list(
  list(quote(questionnaire(2020)), "edition", c("edition", "2020", "Nearest.*2021")),
  list(quote(questionnaire(NULL)), "edition", "edition"),
  list(quote(questionnaire("/no/such/folder")), "edition", c("edition", "/no/such/folder")),
  list(quote(published("2012")), "edition", c("edition", "2012", "2021")),
  list(quote(respondents(1999)), "edition", c("edition", "1999", "2021")),
  list(quote(figures(2020)), "edition", c("edition", "2020", "2021")),
  list(quote(figures(lang = "de")), "language", c("lang", "de", "\"nl\"")),
  list(quote(figure(24)), "figure", c("number", "24", "Nearest.*23")),
  list(quote(figure(0)), "figure", c("number", "0", "Nearest.*1")),
  list(quote(figure(3.5)), "figure", c("number", "3.5")),
  list(quote(figure(NA)), "figure", c("number", "NA")),
  list(quote(figure(NULL)), "figure", "number"),
  list(quote(figure(1:2)), "figure", c("number", "2 values")),
  list(quote(figure("crisis")), "figure", c("number", "crisis")),
  list(quote(figure(mean)), "figure", "number"),
  list(quote(figure(TRUE)), "figure", c("number", "TRUE")),
  list(quote(figure(3, "a")), "responses", c("responses", "string")),
  list(quote(figure(3, edition = 2022)), "edition", c("edition", "2022", "2021")),
  list(quote(figure(3, lang = "engels")), "language", c("lang", "engels")),
  list(quote(figure(3, lang = NA)), "language", c("lang", "NA")),
  list(quote(reproduce_edition(1)), "responses", c("responses", "number")),
  list(quote(reproduce_edition(answers, 2020)), "edition", c("edition", "2020", "2021")),
  list(quote(tabulate_responses(mtcars, "country")), "responses", c("responses", "as_responses")),
  list(quote(tabulate_responses(answers, "countri")), "question", c("question", "countri", "Nearest.*country")),
  list(quote(tabulate_responses(answers, c("country", "sector"))), "question", "question"),
  list(quote(tabulate_responses(answers, "purchase_importance")), "question", c("question", "purchase_importance")),
  list(quote(tabulate_responses(answers, "country", by = "grop")), "column", c("by", "grop", "Nearest.*group")),
  list(quote(tabulate_responses(answers, "country", by = 1)), "column", c("by", "number")),
  list(quote(tabulate_responses(answers, "country", base = "answerd")), "base", c("base", "answerd", "Nearest.*answered")),
  list(quote(tabulate_responses(answers, "country", base = "mentions")), "base", c("base", "mentions")),
  list(quote(tabulate_responses(answers, "country", lang = "en-GB")), "language", c("lang", "en-GB", "Nearest.*en")),
  list(quote(tabulate_responses(answers, "country", weights = "w")), "column", c("weights", "\"w\"")),
  list(quote(tabulate_responses(answers, "country", weights = c(NA, weights[-1]))), "weights", c("weights", "NA", "location 1")),
  list(quote(tabulate_responses(answers, "country", weights = c(weights[-1], -2))), "weights", c("weights", "-2", "315")),
  list(quote(tabulate_responses(answers, "country", weights = c(Inf, weights[-1]))), "weights", c("weights", "Inf")),
  list(quote(tabulate_responses(answers, "country", weights = 0 * weights)), "weights", c("weights", "0")),
  list(quote(tabulate_responses(answers, "country", weights = 1:3)), "weights", c("weights", "315", "3")),
  list(quote(tabulate_responses(answers, "country", weights = as.character(weights))), "weights", "weights"),
  list(quote(tabulate_responses(answers, "country", conf_level = 95)), "argument", c("conf_level", "95")),
  list(quote(tabulate_responses(answers, "country", conf_level = 1)), "argument", c("conf_level", "1")),
  list(quote(tabulate_responses(answers, "country", conf_level = "a")), "argument", c("conf_level", "\"a\"")),
  list(quote(tabulate_responses(answers, "country", conf_level = NA)), "argument", c("conf_level", "NA")),
  list(quote(tabulate_responses(answers, "country", conf_level = c(0.9, 0.95))), "argument", c("conf_level", "0.9")),
  list(quote(tabulate_responses(answers, "country", missing = NA)), "argument", "missing"),
  list(quote(round_percent("a", 3)), "argument", c("`n`", "string")),
  list(quote(round_percent(1.5, 3)), "argument", c("`n`", "1.5")),
  list(quote(round_percent(4, 3)), "argument", c("`n`", "4 of 3")),
  list(quote(round_percent(NA_real_, 3)), "argument", c("`n`", "NA")),
  list(quote(round_percent(1, 0)), "argument", c("base", "0")),
  list(quote(round_percent(1, 3, digits = 9)), "argument", c("digits", "9")),
  list(quote(round_percent(1, 3, rounding = "half_upp")), "argument", c("rounding", "half_upp", "Nearest.*half_up")),
  list(quote(missing_kind(1)), "argument", c("`x`", "number")),
  list(quote(set_language(1, "nl")), "argument", c("`x`", "number")),
  list(quote(set_language(answers, "nk")), "language", c("lang", "nk", "Nearest.*nl")),
  list(quote(problems(1)), "responses", c("`x`", "number")),
  list(quote(as_responses(1, q)), "data", c("data", "number")),
  list(quote(as_responses(mtcars, 1)), "argument", c("questionnaire", "number")),
  list(quote(as_responses(mtcars, q, "de")), "language", c("lang", "de")),
  list(quote(codebook(1)), "argument", c("questionnaire", "number")),
  list(quote(codebook(q, "de")), "language", c("lang", "de", "nl")),
  list(quote(read_questionnaire(1)), "argument", c("path", "number")),
  list(quote(read_questionnaire("/no/such/path")), "file", "/no/such/path"),
  list(quote(read_questionnaire(tempdir())), "file", "survey.csv"),
  list(quote(recode_responses(1)), "responses", c("responses", "number")),
  list(quote(recode_responses(answers, data.frame(question = "spendin", from = "a", to = "b"))), "question", c("recodes", "spendin", "Nearest.*spending")),
  list(quote(reconstruct_responses(1, q, 3)), "published", c("published", "question")),
  list(quote(reconstruct_responses(printed, 1, 3)), "argument", c("questionnaire", "number")),
  list(quote(reconstruct_responses(printed, q, 10)), "argument", c("`n`", "business")),
  list(quote(reconstruct_responses(printed, q, c(business = 1.5, providers = 2))), "argument", c("`n`", "business")),
  list(quote(reconstruct_responses(printed, q, c(business = 5, provider = 2))), "argument", c("`n`", "providers")),
  list(quote(reconstruct_responses(transform(printed, value = "x"), q, c(business = 5, providers = 2))), "published", c("published", "\"x\"")),
  list(quote(reconstruct_responses(printed, q, c(business = 5, providers = 2), seed = -1)), "argument", c("seed", "-1")),
  list(quote(reconstruct_responses(printed, q, c(business = 5, providers = 2), seed = 1.5)), "argument", c("seed", "1.5"))
)

test_that("bad input is refused with the argument, the value and the nearest allowed one", {
  for (case in bad_input) {
    call <- paste(deparse(case[[1]]), collapse = " ")
    error <- tryCatch(suppressWarnings(eval(case[[1]])), error = identity)
    expect_true(inherits(error, paste0("tendensen_error_", case[[2]])), label = call)
    expect_true(inherits(error, "tendensen_error"), label = call)
    said <- if (inherits(error, "condition")) conditionMessage(error) else ""
    # It comes from the function that was called, not from one inside.
    function_name <- if (inherits(error, "condition")) deparse(conditionCall(error)[[1]])
    expect_identical(function_name, deparse(case[[1]][[1]]), label = call)
    for (part in case[[3]]) expect_match(said, part, label = call)
  }
})

test_that("an error of the core has the class of its name", {
  expect_error(round_percent(4, 3), class = "tendensen_error_argument")
  expect_identical(tryCatch(from_core(stop("other")), error = conditionMessage), "other")
})

test_that("a value with braces is shown, not run", {
  expect_error(
    tabulate_responses(answers, "{stop('run')}"), "{stop('run')}",
    fixed = TRUE, class = "tendensen_error_question"
  )
})

test_that("nearest() is NULL where nothing is near", {
  expect_identical(nearest("grop", c("sector", "group")), "group")
  expect_null(nearest("zzzzzzz", c("sector", "group")))
  expect_null(nearest(NA, "group"))
  expect_null(nearest("a", character()))
  expect_identical(nearest(24, 1:23), 23L)
})

test_that("messages read well", {
  local_reproducible_output(width = 80)
  expect_snapshot(error = TRUE, figure(24))
  expect_snapshot(error = TRUE, figure(3, edition = 2020))
  expect_snapshot(error = TRUE, figure(3, lang = "de"))
  expect_snapshot(error = TRUE, tabulate_responses(answers, "countri"))
  expect_snapshot(error = TRUE, tabulate_responses(answers, "country", base = "answerd"))
  expect_snapshot(error = TRUE, tabulate_responses(answers, "country", weights = c(NA, weights[-1])))
  expect_snapshot(error = TRUE, tabulate_responses(mtcars, "country"))
  expect_snapshot(error = TRUE, as_responses(1, q))
  expect_snapshot(error = TRUE, set_language(answers, "nk"))
  expect_snapshot(error = TRUE, reconstruct_responses(printed, q, 10))
  expect_snapshot(error = TRUE, recode_responses(answers, data.frame(question = "country", from = "be", to = "be")))
  expect_snapshot(error = TRUE, read_questionnaire("no-such-folder"))
})
