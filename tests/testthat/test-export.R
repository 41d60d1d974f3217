test_that("an export has the parts that it promises", {
  x <- read_export(export_fixture("limesurvey-code-headings.csv"))
  expect_s3_class(x, "tendensen_export")
  expect_named(x, c(
    "file", "tool", "data", "columns", "line", "labels", "sets", "notes", "problems"
  ))
  expect_identical(names(x$data), paste0("V", 1:13))
  expect_true(all(vapply(x$data, is.factor, TRUE)))
  expect_named(x$columns, c("column", "code", "import_id", "text", "answer", "role"))
  expect_identical(x$columns$column, 1:13)
  expect_type(x$line, "integer")
  expect_named(x$labels, c("column", "value", "label", "missing"))
  expect_named(x$sets, c("set", "label", "type", "counted", "columns"))
  expect_named(x$notes, c("rule", "detail"))
  expect_identical(vctrs::vec_ptype(x$problems), vctrs::vec_ptype(no_problems()))
})

test_that("columns are factors: the texts of the respondents in order of appearance, NA for none", {
  expected <- function(texts) factor(texts, unique(texts[!is.na(texts)]))
  x <- read_lines("b,id", "b,1", ",2", "a,3", "b,3", ",", "x,b")
  expect_identical(x$data$V1, expected(c("b", NA, "a", "b", "x")))
  expect_identical(x$data$V2, expected(c("1", "2", "3", "3", "b")))
  # A header that is an answer too, but later, and one that is none.
  expect_identical(read_lines("a,b", "x,1", "a,2")$data$V1, expected(c("x", "a")))
  sheet <- read_export(export_fixture("microsoft-forms.xlsx"))
  expect_identical(sheet$data$V7, expected(c("Former;Conseiller;", " Autre ", NA)))
  skip_if_not_installed("haven")
  sav <- read_export(export_file(sav_example(), "x.sav"))
  expect_identical(sav$data$V2, expected(c("1", "0", NA)))
})

test_that("cells are text as in the file: no number, no code is guessed", {
  x <- read_export(export_fixture("limesurvey-code-headings.csv"))
  expect_identical(as.character(x$data$V12), c("0150", "1,5", NA))
  expect_identical(as.character(x$data$V13), c("Zei \"ja\", en bleef", "Twee\nregels", "'=1+1"))
  expect_identical(as.character(x$data$V8), c("A1", "A2", "-oth-"))
  y <- read_export(export_fixture("qualtrics-import-id-as-json.csv"))
  expect_identical(as.character(y$data$V11), c("1", "1,3"))
  z <- read_lines("id,waarde", "1, 1e5 ", "2,Inf", "3,NA", "4,TRUE", "5,007")
  expect_identical(as.character(z$data$V2), c(" 1e5 ", "Inf", "NA", "TRUE", "007"))
})

# Class 1: what is no file of answers ---------------------------------------------------------------

test_that("a file without answers is refused, and is said to be so", {
  expect_refused(export_file(raw()), "empty", "0 bytes", "Export")
  expect_refused(export_file(as.raw(c(0xEF, 0xBB, 0xBF))), "byte order mark", "Export")
  expect_refused(export_file("\n\n\r\n"), "empty rows")
  expect_refused(export_file(",,\n,,\n"), "empty rows")
  expect_refused(export_file("a,b\n"), "header", "no respondents")
  expect_refused(
    export_file("\"id\",\"submitdate\",\"lastpage\"\r\n\"\",\"\",\"\"\r\n\r\n"), "no respondents", "LimeSurvey"
  )
  expect_refused(tempdir(), "folder")
  expect_refused(file.path(tempdir(), "no-such-file.csv"), "no file")
})

test_that("a wrong argument is refused", {
  expect_error(read_export(1), class = "tendensen_error_argument")
  path <- export_fixture("table.csv")
  expect_error(read_export(path, "exel"), "excel|limesurvey", class = "tendensen_error_argument")
  error <- tryCatch(read_export(path, "exel"), error = identity)
  expect_identical(deparse(conditionCall(error)[[1]]), "read_export")
})

test_that("another kind of file is named, with what to do", {
  zip <- bytes("PK", c(3, 4, 20, 0), "rubbish")
  expect_refused(export_file(zip), "damaged", "ZIP")
  expect_refused(export_file(zip, "export.xlsx"), "damaged")
  expect_refused(export_file(bytes(c(0xD0, 0xCF, 0x11, 0xE0, 1)), "x.xlsx"), "old Excel", "xlsx")
  expect_refused(export_file("a,b\n1,2", "x.xlsx"), "name of an Excel workbook", "text file", "csv")
  expect_refused(export_file("a,b\n1,2", "x.sav"), "name of an SPSS file", "text file")
  expect_refused(export_file(sav_example(), "x.csv"), "SPSS", "Rename it to .sav")
  expect_refused(export_file("<!DOCTYPE html><html></html>"), "web page", "logged in")
  expect_refused(export_file("<?xml version='1.0'?><document><LimeSurveyDocType>Survey"), "LimeSurvey structure")
  expect_refused(export_file("{\"SurveyEntry\":{\"SurveyID\":\"SV_1\"}}"), "QSF", "Export Data")
  expect_refused(export_file("[{\"a\": 1}]"), "JSON")
  expect_refused(export_file(bytes("%PDF-1.7 ")), "PDF")
  expect_refused(export_file(bytes(c(0x1F, 0x8B, 8, 0))), "gzip")
  expect_refused(
    export_file("id\trelated_id\tclass\ttype/scale\tname\trelevance\n1\t\tS\t\tsid\t1"), "LimeSurvey structure"
  )
  set.seed(1)
  expect_refused(export_file(as.raw(sample(1:255, 5000, TRUE))), "not text")
})

test_that("a workbook or an archive with the name of a .csv is refused", {
  path <- export_file(bytes(readBin(export_fixture("microsoft-forms.xlsx"), "raw", 1e6)))
  expect_refused(path, "Excel workbook", "xlsx")
  skip_if(!nzchar(Sys.which("zip")), "there is no zip program")
  folder <- dirname(path)
  withr::local_dir(folder)
  writeLines("a,b", "antwoorden.csv")
  utils::zip("download.zip", "antwoorden.csv", flags = "-q")
  file.rename("download.zip", "download.csv")
  expect_refused(file.path(folder, "download.csv"), "ZIP archive with antwoorden.csv", "Unpack")
})

# Class 5: blank records; class 9: header rows ------------------------------------------------------

test_that("blank records are no respondents, and are counted", {
  x <- read_export(export_fixture("google-forms-blank-records-nl.csv"))
  expect_identical(dim(x$data), c(2L, 7L))
  expect_identical(x$line, c(2L, 4L))
  expect_match(noted(x, "blank_records"), "2 blank records.*line 3, 5")
  y <- read_lines("", "a,b", "", "1,2", "   ", ",", "\"\",\"\"", "3,4", "", "")
  expect_identical(export_cells(y), rbind(c("1", "2"), c("3", "4")))
  expect_identical(y$line, c(4L, 8L))
  expect_match(noted(y, "blank_records"), "^6 blank")
  # White space above the header is no header; in a file of one column it is an answer.
  expect_identical(names(read_lines("  ", "a,b", "1,2")$data), c("V1", "V2"))
  expect_identical(export_cells(read_lines("a", "x", " ", "y"))[, 1], c("x", " ", "y"))
})

test_that("a header row in the middle is left out and reported", {
  x <- read_lines("naam,antwoord", "Jan,ja", "naam,antwoord ", "An,nee", "naam,ja")
  expect_identical(as.character(x$data$V1), c("Jan", "An", "naam"))
  expect_identical(export_rules(x), "header_repeated")
  expect_match(x$problems$value, "line 3")
  expect_match(noted(x, "header_repeated"), "1 record")
  lines <- readLines(export_fixture("qualtrics-import-id-as-json.csv"), encoding = "UTF-8")
  y <- read_lines(lines, lines)
  expect_identical(nrow(y$data), 4L)
  expect_identical(export_rules(y), rep("header_repeated", 3))
  expect_identical(y$line, c(4L, 5L, 9L, 10L))
})

# Class 7 -------------------------------------------------------------------------------------------

test_that("short and long rows are kept and reported, with their line", {
  x <- read_lines("a,b,c", "1,2", "1,\"twee\nregels\",3,4,,6", "1,2,3,", "7,8,9")
  expect_identical(export_cells(x), rbind(
    c("1", "2", NA), c("1", "twee\nregels", "3"), c("1", "2", "3"), c("7", "8", "9")
  ))
  expect_identical(x$problems$rule, c("short_row", "long_row"))
  expect_identical(x$problems$row, 1:2)
  expect_match(x$problems$value[[1]], "2 fields on line 2")
  expect_match(x$problems$value[[2]], "6 fields on line 3; beyond the header: 4 |  | 6", fixed = TRUE)
  expect_match(x$problems$expected, "^3 fields")
  expect_match(noted(x, "trailing_separators"), "1 row")
  expect_identical(x$line, c(2L, 3L, 5L, 6L))
})

test_that("every row that goes in comes out", {
  set.seed(7)
  for (i in 1:20) {
    n <- sample(1:30, 1)
    widths <- sample(1:6, n, TRUE)
    lines <- vapply(widths, function(w) paste(rep("x", w), collapse = ";"), "")
    x <- read_lines("a;b;c;d", "1;2;3;4", lines)
    expect_identical(nrow(x$data), n + 1L)
    expect_identical(sum(export_rules(x) == "short_row"), sum(widths < 4))
    expect_identical(sum(export_rules(x) == "long_row"), sum(widths > 4))
  }
})

# Class 8 -------------------------------------------------------------------------------------------

test_that("duplicate and empty headers are reported with all their positions", {
  x <- read_lines("q1,q2,q1 ,,q3,", "1,2,3,4,5,6")
  expect_identical(x$problems$rule, rep(c("duplicate_header", "empty_header"), 2)[c(1, 1, 2, 2)])
  expect_identical(x$problems$column, c("V1", "V3", "V4", "V6"))
  expect_match(x$problems$expected[1:2], "column [31] has the same")
  expect_identical(c(export_cells(x)), as.character(1:6))
  expect_match(noted(x, "header"), "1 header with spaces around")
  y <- read_export(export_fixture("qualtrics-repeated-names-single-quotes.csv"))
  expect_match(y$problems$fix, "ImportId")
})

test_that("headers may be long, of several lines, or HTML", {
  long <- strrep("a\u00e9 ", 15000)
  x <- read_lines(paste0("id,\"", long, "\",\"Twee\nregels\",V&amp;lt; &#233;&eacute;&#xE9; <br />&bogus;"), "1,2,3,4")
  expect_identical(x$columns$text, c("id", long, "Twee\nregels", "V&lt; \u00e9\u00e9\u00e9 &bogus;"))
  expect_identical(x$columns$code[[4]], "V&amp;lt; &#233;&eacute;&#xE9; <br />&bogus;")
  expect_match(noted(x, "header"), "HTML.*several lines")
  expect_identical(x$line, 3L)
})

test_that("a thousand respondents with 3,000 columns, and a cell of 10 MB, are read", {
  header <- paste0("q", 1:3000, collapse = ",")
  x <- read_lines(header, rep(paste(rep("x", 3000), collapse = ","), 50))
  expect_identical(dim(x$data), c(50L, 3000L))
  big <- strrep("lang \"\"antwoord\"\", ", 6e5)
  y <- read_lines("id,tekst", paste0("1,\"", big, "\""), "2,kort")
  expect_identical(nchar(as.character(y$data$V2)), c(10200000L, 4L))
  expect_identical(nrow(y$problems), 0L)
})

# Class 13: only the order of dates in metadata -------------------------------------------------------

test_that("the order of day and month in metadata is found, or said to be open", {
  order <- function(fixture) noted(read_export(export_fixture(fixture)), "date_order")
  expect_match(order("google-forms-blank-records-nl.csv"), "Tijdstempel): dmy[.]")
  expect_match(order("google-forms-ambiguous-dates-fr.csv"), "dmy or mdy: .*declare")
  expect_match(order("google-forms-resaved-with-semicolons.csv"), "mdy[.]")
  expect_match(order("limesurvey-code-headings.csv"), "submitdate.: ymd; 1 of 1980-01-01")
  expect_match(order("microsoft-forms.xlsx"), "serial")
})

test_that("every order that all values fit is given", {
  expect_identical(core_fitting_orders(c("8-6-2020 21:35:43", NA, "13-6-2020")), "dmy")
  expect_identical(core_fitting_orders("06/10/2021 07:48:07 AM"), c("dmy", "mdy"))
  expect_identical(core_fitting_orders(c("2021-03-01T10:00:00+01:00", "2021/3/1")), "ymd")
  expect_identical(core_fitting_orders("44259.4244444444"), "serial")
  expect_identical(core_fitting_orders(c("13/01/2021", "01/13/2021")), character())
  expect_identical(core_fitting_orders(c(NA_character_, NA)), character())
})

# Sheets ----------------------------------------------------------------------------------------------

test_that("a workbook is read as text, by the rows of its sheet", {
  x <- read_export(export_fixture("microsoft-forms.xlsx"))
  expect_identical(x$tool, "microsoft_forms")
  expect_identical(dim(x$data), c(3L, 8L))
  # Row 4 of the sheet is blank; an empty sheet stands before it.
  expect_identical(x$line, c(2L, 3L, 5L))
  expect_identical(as.character(x$data$V1), c("1", "2", "3"))
  expect_identical(as.character(x$data$V7), c("Former;Conseiller;", " Autre ", NA))
  expect_identical(as.character(x$data$V8), c("0150", "0.5", "TRUE"))
  expect_match(noted(x, "sheet"), "\"Form1\"; not read: \"Leeg\", \"Uitleg\"")
  expect_identical(nrow(x$problems), 0L)
})

test_that("two header rows are read from a workbook too", {
  x <- read_export(export_fixture("surveymonkey.xlsx"))
  expect_identical(x$tool, "surveymonkey")
  expect_identical(x$columns$text[2:3], rep("Welke taken?", 2))
  expect_identical(x$columns$answer[2:3], c("Opleiden", "Coachen"))
  expect_identical(x$line, 3L)
})

# Class 19 --------------------------------------------------------------------------------------------

test_that("one respondent, or nothing but metadata, is an export", {
  expect_identical(dim(read_lines("a", "1")$data), c(1L, 1L))
  x <- read_lines("id,submitdate,lastpage,startlanguage", "1,,,nl")
  expect_identical(dim(x$data), c(1L, 4L))
  expect_false(any(x$columns$role == "answer"))
})

test_that("an interrupt leaves no partial object", {
  interrupted <- tryCatch(
    {
      signalCondition(structure(class = c("interrupt", "condition"), list()))
      "not caught"
    },
    interrupt = function(condition) "caught"
  )
  expect_identical(interrupted, "caught")
  # The reader catches errors of the libraries only.
  bodies <- unlist(lapply(
    c("read_export", "separated_export", "read_with_haven", "from_readxl", "read_bytes"),
    function(name) deparse(get(name))
  ))
  expect_false(any(grepl("interrupt *=|condition *=", bodies)))
})

# Real files ------------------------------------------------------------------------------------------

test_that("the real exports give the counts of their README", {
  ls <- read_export(real_export("05_limesurvey_R_en_nl.csv"))
  expect_identical(ls$tool, "limesurvey")
  expect_identical(dim(ls$data), c(7L, 71L))
  language <- ls$data[[which(ls$columns$role == "language")]]
  expect_identical(c(table(language)), c(en = 1L, "nl-informal" = 6L))
  expect_identical(sum(!is.na(ls$data[[which(ls$columns$role == "submitted")]])), 2L)
  expect_match(ls$columns$text[[22]], "(age.NAOK > 65) && (gender.NAOK == \"man\")", fixed = TRUE)
  expect_identical(nrow(ls$problems), 0L)

  qualtrics <- read_export(real_export("08d_qualtrics_multianswer_recodes.csv"))
  expect_identical(qualtrics$tool, "qualtrics")
  expect_identical(dim(qualtrics$data), c(5L, 36L))
  expect_identical(qualtrics$columns$import_id[match("Q4_10", qualtrics$columns$code)], "QID5-1")

  monkey <- read_export(real_export("09_surveymonkey_2header_nonutf8.csv"))
  expect_identical(monkey$tool, "surveymonkey")
  expect_identical(dim(monkey$data), c(1186L, 38L))
  expect_match(noted(monkey, "layout"), "23 columns")
  expect_false(anyNA(monkey$columns$text))
  # Two bytes tell no encoding: said with their place.
  expect_identical(monkey$problems$rule, "uncertain_encoding")
  expect_identical(monkey$problems$column, "V32")

  sav <- read_export(real_export("12_spss_mrsets.sav"))
  expect_identical(dim(sav$data), c(6L, 12L))
  expect_setequal(sav$sets$set, c("$mymrset", "$categorical_array"))
  expect_identical(sav$sets$counted[sav$sets$set == "$mymrset"], "1")
})

test_that("a real code book, written as a syntax file, gives its 158 labels", {
  derived <- read_export(real_export("05_value_labels_derived.csv"), "table")$data
  folder <- tempfile("limesurvey-")
  dir.create(folder)
  data <- file.path(folder, "survey_5_R_data_file.csv")
  file.copy(real_export("05_limesurvey_R_en_nl.csv"), data)
  quoted <- function(text) paste0("\"", gsub("([\\\\\"'])", "\\\\\\1", text), "\"", collapse = ",")
  statements <- vapply(split(derived, as.integer(derived$V1)), function(rows) {
    i <- rows$V1[[1]]
    paste0(
      "data[, ", i, "] <- factor(data[, ", i, "], levels=c(", quoted(rows$V3), "),labels=c(",
      quoted(rows$V4), "))"
    )
  }, "")
  writeLines(enc2utf8(statements), file.path(folder, "survey_5_R_syntax_file.R"), useBytes = TRUE)
  x <- read_export(data)
  expect_identical(dim(x$data), c(7L, 71L))
  expect_identical(nrow(x$labels), 158L)
  expect_identical(x$labels$value, as.character(derived$V3))
  expect_identical(x$labels$label, as.character(derived$V4))
  expect_identical(as.character(x$labels$column), as.character(derived$V1))
})

test_that("real files that hold no answers are refused by name", {
  expect_refused(real_export("07_limesurvey_structure_en_nl.txt"), "LimeSurvey structure")
  expect_refused(real_export("08e_qualtrics_multianswer.qsf"), "Qualtrics questionnaire")
})
