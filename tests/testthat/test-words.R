test_that("every word has three languages, and as many places for numbers in each", {
  sheet <- read_sheet(system.file("words.csv", package = "tendensen"))
  expect_identical(names(sheet), c("key", "nl", "fr", "en"))
  expect_false(anyDuplicated(sheet$key) > 0)
  places <- function(text) lengths(regmatches(text, gregexpr("%s", text)))
  for (lang in c("nl", "fr", "en")) {
    expect_true(all(nzchar(sheet[[lang]])))
    expect_identical(places(sheet[[lang]]), places(sheet$en))
  }
})

test_that("every word that the code asks for is there", {
  folder <- test_path("..", "..", "R")
  skip_if_not(dir.exists(folder), "the sources are not here")
  code <- unlist(lapply(list.files(folder, full.names = TRUE), readLines, warn = FALSE))
  calls <- unlist(regmatches(code, gregexpr("(words|number_of)\\(\"[^\"]+\"", code)))
  expect_gt(length(calls), 20)
  expect_false(anyNA(words(unique(gsub(".*\\(\"|\"", "", calls)), "en")))
})

test_that("a language without words gets the English ones", {
  expect_identical(words("highest", "de", "x"), "highest x")
  expect_identical(words("figure", "nl", 3), "Figuur 3")
  expect_identical(words("base", "fr", "n"), "Base\u00a0: n")
})

test_that("numbers are written as the language writes them", {
  expect_identical(format_percent(c(47, 12.5, NA), "nl"), c("47%", "12,5%", ""))
  expect_identical(format_percent(47, "fr"), "47\u00a0%")
  expect_identical(format_percent(12.5, "en"), "12.5%")
  expect_identical(format_number(c(1234567, -0.5, 0.004, -0.004), "en"), c("1,234,567", "\u22120.5", "0", "0"))
  expect_identical(format_number(1234.5, "nl"), "1.234,5")
  expect_identical(format_number(1234.5, "fr"), "1\u202f234,5")
  expect_identical(format_interval(c(1.2, NA), c(3, 4), "en", 1), c("1.2 to 3", ""))
})

test_that("computed percentages are rounded from their counts, half up", {
  rows <- data.frame(n = c(1L, NA, NA, 0L), base = c(8L, NA, NA, 0L), percent = c(12.5, 12.5, NA, NA))
  # 1 of 8 is 12.5: 13; the printed 12.5 stays.
  expect_identical(percent_labels(rows, "en"), c("13%", "12.5%", "", ""))
})
