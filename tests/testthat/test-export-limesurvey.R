syntax_pair <- function(syntax, data = c("\"id\",\"groep\"", "\"1\",\"A1\""), n = "9") {
  path <- export_file(data, paste0("survey_", n, "_R_data_file.csv"))
  writeLines(enc2utf8(syntax), file.path(dirname(path), paste0("survey_", n, "_R_syntax_file.R")), useBytes = TRUE)
  path
}

test_that("either file of the pair finds the other", {
  data <- export_fixture("survey_123456_R_data_file.csv")
  syntax <- export_fixture("survey_123456_R_syntax_file.R")
  x <- read_export(data)
  expect_identical(x$tool, "limesurvey")
  expect_identical(x$file, data)
  expect_identical(read_export(syntax), x)
  expect_identical(dim(x$data), c(2L, 8L))
})

test_that("codes, texts and labels come from the syntax file", {
  x <- read_export(export_fixture("survey_123456_R_data_file.csv"))
  expect_identical(x$columns$code[5:8], c("groep", "taken_SQ001", "taken_SQ002", "tevreden"))
  expect_identical(x$columns$text[5:8], c(
    "Tot welke groep behoort u? (\"\u00e9\u00e9n\" keuze; stop('nooit uitvoeren'))",
    rep("Welke taken heeft u?", 2), "Hoe tevreden bent u? C:\\map"
  ))
  expect_identical(x$columns$answer[5:8], c(NA, "Opleiden", "Coachen", NA))
  expect_identical(x$labels$column, c(5L, 5L, 6L, 6L, 7L, 7L, 8L, 8L, 8L))
  expect_identical(x$labels$value, c("A1", "A2", "1", "0", "1", "0", "1", "2", "-9"))
  expect_identical(x$labels$label, c(
    "L&D'er in \"het\" bedrijf", "Aanbieder,\nzelfstandig #1", "Ja", "Niet gekozen", "Ja", "Niet gekozen",
    "Niet\ttevreden", "Tr\u00e8s satisfait", "Weet niet"
  ))
  expect_false(any(x$labels$missing))
  expect_match(noted(x, "labels"), "9 value labels.*read as text")
  expect_identical(nrow(x$problems), 0L)
})

test_that("the parser agrees with R's own on the fixture, without running it", {
  parsed <- parse(export_fixture("survey_123456_R_syntax_file.R"), encoding = "UTF-8")
  factors <- Filter(function(e) length(e) == 3 && is.call(e[[3]]) && identical(e[[3]][[1]], quote(factor)), as.list(parsed))
  values <- function(call) vapply(as.list(call)[-1], function(v) as.character(if (is.call(v)) -v[[2]] else v), "")
  x <- read_export(export_fixture("survey_123456_R_data_file.csv"))
  expect_identical(x$labels$value, unlist(lapply(factors, function(e) values(e[[3]]$levels))))
  expect_identical(x$labels$label, unlist(lapply(factors, function(e) values(e[[3]]$labels))))
})

test_that("nothing of the syntax file is run", {
  folder <- tempfile()
  path <- syntax_pair(c(
    paste0("dir.create(\"", folder, "\")"), "names(data)[1] <- \"id\"",
    paste0("names(data)[2] <- dir.create(\"", folder, "\")"),
    paste0("data[, 2] <- factor(data[, 2], levels=c(dir.create(\"", folder, "\")),labels=c(\"x\"))")
  ))
  x <- read_export(path)
  expect_false(dir.exists(folder))
  expect_identical(x$columns$code, c("id", "groep"))
})

test_that("comments, quotes in comments, single quotes and R's escapes are read", {
  path <- syntax_pair(c(
    "# een \" in een opmerking, en names(data)[1] <- \"nee\"",
    "names(data)[1]<-'id'", "names(data)[2] <- \"gr\\u00e9\\x6fep\" # \"x\"",
    "data[,2] <- factor(data[,2],levels=c('A1','A\\'2'),", "  labels=c(\"a # b\",\"c\\\\d\\u{e9}\\0\"))"
  ))
  x <- read_export(path)
  expect_identical(x$columns$code, c("id", "gr\u00e9oep"))
  expect_identical(x$labels$value, c("A1", "A'2"))
  expect_identical(x$labels$label, c("a # b", "c\\d\u00e9"))
})

test_that("what the two files do not agree on is reported", {
  path <- syntax_pair(c(
    "names(data)[7] <- \"verder\"", "data[, 2] <- factor(data[, 2], levels=c(\"A1\",\"A2\"),labels=c(\"een\"))",
    "attributes(data)$variable.labels[2] <- \"open"
  ))
  x <- read_export(path, "limesurvey")
  expect_setequal(export_rules(x), c("syntax_column", "syntax_labels", "syntax_line"))
  expect_match(x$problems$value[x$problems$rule == "syntax_line"], "line 3")
  expect_identical(x$labels$label, "een")
})

test_that("a file of the pair that is absent is named", {
  syntax <- export_file("data <- read.csv(\"survey_1_R_data_file.csv\")", "survey_1_R_syntax_file.R")
  expect_refused(syntax, "without its data file", "survey_1_R_data_file.csv")
  other <- export_file("data <- read.csv('gegevens.csv')", "syntaxis.R")
  writeLines(c("\"id\",\"submitdate\",\"lastpage\"", "\"1\",\"\",\"2\""), file.path(dirname(other), "gegevens.csv"))
  expect_identical(nrow(read_export(other)$data), 1L)
  outside <- export_file("data <- read.csv('../../etc/passwd')", "syntaxis.R")
  expect_refused(outside, "without its data file")
  alone <- export_file(c("\"id\",\"submitdate\",\"lastpage\"", "\"1\",\"\",\"2\""), "survey_2_R_data_file.csv")
  expect_match(noted(read_export(alone), "labels"), "No syntax file `survey_2_R_syntax_file.R`")
})

test_that("a damaged syntax file gives an export or an error of this package", {
  set.seed(31)
  syntax <- readBin(export_fixture("survey_123456_R_syntax_file.R"), "raw", 1e5)
  path <- export_file(readBin(export_fixture("survey_123456_R_data_file.csv"), "raw", 1e5), "survey_1_R_data_file.csv")
  for (i in 1:50) {
    at <- sample(length(syntax), 5)
    writeBin(replace(syntax, at, as.raw(sample(c(34, 39, 92, 35, 40, 41, 0, 195, 65), 5, TRUE))), file.path(dirname(path), "survey_1_R_syntax_file.R"))
    x <- tryCatch(read_export(path), tendensen_error_file = identity)
    expect_true(inherits(x, "tendensen_export") || inherits(x, "tendensen_error_file"))
  }
})
