q <- questionnaire(2021)
synthetic <- respondents()

skip_if_not_installed("stringi")

written <- function(x, name, ...) {
  folder <- tempfile("written-")
  dir.create(folder)
  write_responses(x, file.path(folder, name), ...)
}

formats <- c("answers.csv", if (rlang::is_installed("haven")) "answers.sav")

# The columns of the questionnaire, attributes and all.
expect_same_answers <- function(x, expected, questionnaire) {
  for (column in names(as_responses(data.frame(), questionnaire))) {
    expect_identical(x[[column]], expected[[column]], label = column)
  }
}

test_that("synthetic respondents written and read are the same, and still synthetic", {
  for (name in formats) {
    again <- read_responses(written(synthetic, name), q)
    expect_identical(names(again), names(synthetic))
    expect_same_answers(again, synthetic, q)
    expect_true(attr(again, "synthetic"))
    expect_identical(again, again[names(synthetic)])
  }
})

test_that("a Dutch and a French file with labels merge to the same codes", {
  dutch <- synthetic[synthetic$language == "nl", ]
  french <- synthetic[synthetic$language == "fr", ]
  paths <- c(
    written(dutch, "nl.csv", values = "labels", lang = "nl"),
    written(french, "fr.csv", values = "labels", lang = "fr")
  )
  expect_match(readLines(paths[[2]], encoding = "UTF-8", warn = FALSE)[[2]], "Fran", fixed = TRUE)
  both <- read_responses(paths, q, language = c("nl", "fr"))
  expect_same_answers(both, rbind(dutch, french), q)
  expect_identical(both$response_file, rep(paths, c(nrow(dutch), nrow(french))))
})

test_that("every kind of missing, numbers and text survive", {
  kinds <- kinds_questionnaire()
  raw <- random_answers(60, seed = 3)
  raw$score[1:6] <- c(1.234, 1 / 3, 1e15, -0.5, NA, 123.456)
  raw$remark[1:7] <- c("=1+1", "a, \"b\"; c", " spaces ", "two\nlines", "\u00e9\u2019\u2013", NA, "'")
  x <- as_responses(raw, kinds)
  for (kind in c("not_shown", "not_asked", "no_option", "no_answer", "suppressed")) {
    code <- -match(kind, c("not_shown", "not_asked", "no_option", "no_answer", "dont_know", "not_applicable", "suppressed"))
    x$one[sample(60, 3)] <- vctrs::vec_restore(code, x$one)
    rows <- sample(60, 3)
    x$few[rows] <- vctrs::vec_restore(rep(code, 3), x$few)
  }
  x$remark[!nzchar(x$remark)] <- NA
  for (name in formats) {
    again <- read_responses(written(x, name), kinds)
    if (name == "answers.sav") {
      # SPSS keeps no spaces at the end of a text.
      x$remark[3] <- again$remark[3]
    }
    expect_same_answers(again[setdiff(names(again), "region")], x, kinds)
    expect_identical(again$region, x$region)
  }
})

test_that("rows of nothing are not lost", {
  numbers <- make_questionnaire(
    c("type,name,label::English (en)", "integer,age,Age", "text,remark,Remark"), c("list_name,name,label::English (en)")
  )
  x <- as_responses(data.frame(age = c(NA, 3, NA), remark = NA_character_), numbers)
  again <- read_responses(written(x, "x.csv"), numbers)
  expect_identical(again$age, x$age)
})

test_that("metadata come back as they were", {
  path <- export_file(c(
    "\"id\",\"submitdate\",\"lastpage\",\"startlanguage\",\"country\"",
    "\"7\",\"2021-06-01 10:00:00\",\"3\",\"nl\",\"be\"", "\"8\",\"\",\"1\",\"fr\",\"nl\""
  ))
  x <- read_responses(path, q)
  for (name in formats) {
    again <- read_responses(written(x, name), q)
    for (column in grep("^response_", names(x), value = TRUE)) {
      expect_identical(again[[column]], x[[column]], label = column)
    }
  }
})

test_that("the syntax file defines each multiple response set with its variables", {
  skip_if_not_installed("haven")
  path <- written(synthetic, "answers.sav")
  syntax <- readLines(sub("sav$", "sps", path), encoding = "UTF-8")
  variables <- names(haven::read_sav(path))
  for (question in c("tech_reasons", "agenda")) {
    at <- grep(paste0("NAME=[$]", question, " "), syntax)
    expect_length(at, 1)
    listed <- trimws(syntax[seq(at + 2, length.out = length(attr(synthetic[[question]], "codes")))])
    expect_identical(listed, paste0(question, "_", attr(synthetic[[question]], "codes")))
    expect_true(all(listed %in% variables))
  }
})

test_that("SPSS labels are those of the language, and kinds are user-missing", {
  skip_if_not_installed("haven")
  data <- haven::read_sav(written(synthetic, "answers.sav", lang = "fr"), user_na = TRUE)
  labels <- attr(data$country, "labels")
  expect_identical(names(labels)[match(1:3, labels)], attr(synthetic$country, "labels")$fr)
  expect_identical(names(labels)[match(-1, labels)], "not_shown")
  expect_identical(sum(is.na(data$team_size)), sum(is.na(synthetic$team_size)))
})

test_that("what cannot be written is refused, and nothing is left", {
  expect_error(write_responses(synthetic, tempfile(fileext = ".xlsx")), "csv", class = "tendensen_error_file")
  expect_error(write_responses(data.frame(a = 1), tempfile(fileext = ".csv")), class = "tendensen_error_responses")
  expect_error(write_responses(synthetic, 3), class = "tendensen_error_file")
  path <- written(synthetic, "answers.csv")
  expect_error(write_responses(synthetic, path), "exist", class = "tendensen_error_file")
  expect_identical(write_responses(synthetic[1:3, ], path, overwrite = TRUE), path)
  expect_identical(nrow(read_responses(path, q)), 3L)
  expect_error(write_responses(synthetic, path, values = "both", overwrite = TRUE), class = "tendensen_error_argument")
  expect_error(write_responses(synthetic, path, lang = "de", overwrite = TRUE), class = "tendensen_error_language")
  skip_if_not_installed("haven")
  x <- synthetic
  x$`no name of SPSS` <- 1
  folder <- tempfile()
  dir.create(folder)
  expect_error(write_responses(x, file.path(folder, "x.sav")), "no name of SPSS", class = "tendensen_error_cell")
  expect_length(list.files(folder), 0)
})
