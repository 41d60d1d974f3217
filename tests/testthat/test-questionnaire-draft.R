skip_if_not_installed("stringi")

types <- function(draft) stats::setNames(draft$questions$type, draft$questions$question)
labels_of <- function(draft, question) codebook(draft)$label[codebook(draft)$question == question]

# No answer that the draft does not know.
expect_reads <- function(path, draft, ...) {
  x <- read_responses(path, draft, ...)
  export <- read_export(path)
  of_file <- c(export$problems$rule, "unknown_column", "cannot_tell", "incomplete", "test_response")
  expect_identical(setdiff(problems(x)$rule, of_file), character())
  expect_identical(nrow(x), nrow(export$data))
  x
}

test_that("a table gives single choice, numbers and text", {
  path <- export_file(c(
    "Land,Leeftijd,Uren,Opmerking", "Belgi\u00eb,41,\"1,5\",Goed", "Nederland,35,\"2,25\",Heel goed",
    "Belgi\u00eb,52,3,Niet goed", "Belgi\u00eb,18,\"0,5\",Beter", "Nederland,64,4,Slecht"
  ))
  draft <- draft_questionnaire(path)
  expect_s3_class(draft, "tendensen_questionnaire")
  expect_identical(types(draft), c(land = "single", leeftijd = "integer", uren = "decimal", opmerking = "text"))
  expect_identical(labels_of(draft, "land"), c("Belgi\u00eb", "Nederland"))
  x <- expect_reads(path, draft)
  expect_identical(as.character(x$land), c("Belgi\u00eb", "Nederland", "Belgi\u00eb", "Belgi\u00eb", "Nederland"))
  expect_identical(x$uren, c(1.5, 2.25, 3, 0.5, 4))
})

test_that("LimeSurvey codes of one question are multiple choice; its names are kept", {
  path <- export_file(c(
    "\"id\",\"submitdate\",\"lastpage\",\"startlanguage\",\"Q1\",\"Q2[SQ1]\",\"Q2[SQ2]\"",
    "\"1\",\"2021-06-01 10:00:00\",\"3\",\"nl\",\"A1\",\"Y\",\"\"",
    "\"2\",\"2021-06-01 10:00:00\",\"3\",\"nl\",\"A2\",\"Y\",\"Y\"",
    "\"3\",\"2021-06-01 10:00:00\",\"3\",\"nl\",\"A1\",\"\",\"\""
  ))
  draft <- draft_questionnaire(path)
  expect_identical(unname(types(draft)), c("single", "multiple"))
  expect_identical(draft$survey[["export::limesurvey"]], c("Q1", "Q2"))
  x <- expect_reads(path, draft)
  expect_identical(rowSums(tibble::as_tibble(x[[2]])), c(1, 2, 0))
  # Edited names do not matter.
  folder <- write_questionnaire(draft, tempfile("draft-"))
  edit_sheet(folder, "survey", function(sheet) {
    sheet$name <- c("first", "second")
    sheet
  })
  edited <- read_responses(path, read_questionnaire(folder))
  expect_identical(vctrs::vec_data(edited$second), vctrs::vec_data(x[[2]]))
})

test_that("columns of one question with the same answers are a grid", {
  path <- export_file(c(
    "Tijdstempel,Hoe vaak? [Lezen],Hoe vaak? [Schrijven]", "13-6-2021 10:00:00,Nooit,Vaak",
    "14-6-2021 10:00:00,Vaak,Nooit", "15-6-2021 10:00:00,Nooit,Nooit"
  ))
  draft <- draft_questionnaire(path)
  expect_identical(draft$questions$grid, TRUE)
  x <- expect_reads(path, draft)
  expect_identical(as.character(x[[draft$items$column[2]]]), c("Vaak", "Nooit", "Nooit"))
})

test_that("joined answers of a form are multiple choice", {
  path <- export_file(c(
    "ID,Begintijd,Tijd van voltooien,E-mail,Naam,Waarom?",
    paste0(1:4, ",4435", 1:4, ".4,44355.5,anonymous,,", c("Prijs;Tijd;", "Tijd;", "Prijs;", "Prijs;Tijd;"))
  ))
  draft <- draft_questionnaire(path, language = "nl")
  expect_identical(unname(types(draft)), "multiple")
  expect_identical(labels_of(draft, draft$questions$question), c("Prijs", "Tijd"))
  expect_identical(rowSums(tibble::as_tibble(expect_reads(path, draft)[[1]])), c(2, 1, 1, 2))
})

test_that("every fixture gives a draft that reads it", {
  for (path in export_fixtures("[.](csv|xlsx)$")) {
    draft <- draft_questionnaire(path)
    expect_reads(path, draft, date_order = "dmy")
    again <- read_questionnaire(write_questionnaire(draft, tempfile("draft-")))
    expect_identical(again$questions, draft$questions)
  }
})

test_that("real exports give a draft that reads them", {
  dims <- list(
    "05_limesurvey_R_en_nl.csv" = 7L, "08d_qualtrics_multianswer_recodes.csv" = 5L,
    "09_surveymonkey_2header_nonutf8.csv" = 1186L, "12_spss_mrsets.sav" = 6L
  )
  for (name in names(dims)) {
    path <- real_export(name)
    x <- read_responses(path, draft_questionnaire(path), date_order = "mdy")
    expect_identical(nrow(x), dims[[name]])
    expect_identical(sum(problems(x)$rule == "unknown_answer"), 0L)
  }
})

test_that("a bad language or file is refused", {
  path <- export_file(c("a,b", "1,2"))
  expect_error(draft_questionnaire(path, language = "Dutch language"), class = "tendensen_error_argument")
  expect_error(draft_questionnaire(tempfile()), class = "tendensen_error_file")
})

test_that("labels that a reader would mistake are made apart, and the file is still read", {
  path <- export_file(c(
    "Tijdstempel;Waarom? [Prijs];Waarom? [Tijd];Waarom? [Prijs, Tijd];Waarom? [prijs]",
    "13-6-2021 10:00:00;Ja;Nee;Ja;Nee", "14-6-2021 10:00:00;Nee;Nee;Ja;Ja"
  ))
  draft <- draft_questionnaire(path)
  expect_identical(draft$notes$rule, c("label_ambiguous", "label_splits"))
  x <- expect_reads(path, draft)
  ticked <- rbind(c(TRUE, FALSE, TRUE, FALSE), c(FALSE, FALSE, TRUE, TRUE))
  expect_identical(unname(as.matrix(tibble::as_tibble(x[[1]]))), ticked)
})
