roles <- function(x) stats::setNames(x$columns$role, NULL)

test_that("each fixture is recognised as its tool, and fits it when it is named", {
  for (path in export_fixtures("[.](csv|R|xlsx)$")) {
    tool <- gsub("-", "_", sub("^(limesurvey|qualtrics|surveymonkey|google-forms|microsoft-forms|kobo|table).*", "\\1", basename(path)))
    tool <- sub("^odk.*", "kobo", sub("^survey_.*", "limesurvey", tool))
    x <- read_export(path)
    expect_identical(x$tool, tool, label = path)
    expect_identical(read_export(path, tool), x)
    expect_match(noted(x, "layout"), "header row")
  }
})

test_that("a tool that does not fit is refused, with what the file looks like", {
  expect_refused(
    export_fixture("limesurvey-code-headings.csv"), "not a Kobo", "looks like a LimeSurvey export",
    "limesurvey", "KoboToolbox", tool = "kobo"
  )
  expect_refused(export_fixture("table.csv"), "not a Qualtrics", "plain table", tool = "qualtrics")
  expect_refused(export_fixture("table.csv"), "not a SurveyMonkey", tool = "surveymonkey")
  expect_refused(export_fixture("table.csv"), "not an SPSS file", tool = "spss")
  expect_refused(export_fixture("google-forms-blank-records-nl.csv"), "looks like a Google", tool = "microsoft_forms")
  x <- read_export(export_fixture("surveymonkey-two-header-rows.csv"), "table")
  expect_identical(nrow(x$data), 3L)
})

test_that("LimeSurvey: codes, full texts, codes with texts, shortened texts", {
  codes <- read_export(export_fixture("limesurvey-code-headings.csv"))
  expect_identical(codes$columns$code[8:13], c("groep", "taken[SQ001]", "taken[SQ002]", "taken[other]", "raming", "opm"))
  expect_true(all(is.na(codes$columns$text)))
  expect_identical(roles(codes)[1:8], c("id", "submitted", "status", "language", "other_meta", "start", "end", "answer"))
  expect_identical(nrow(codes$data), 3L)
  expect_identical(codes$line, c(2L, 3L, 5L))

  full <- read_export(export_fixture("limesurvey-full-headings-fr.csv"))
  expect_true(all(is.na(full$columns$code)))
  expect_identical(full$columns$text[8:11], c("Votre groupe\u00a0?", rep("Quelles t\u00e2ches\u00a0?", 2), "Accord"))
  expect_identical(full$columns$answer[9:11], c("Former", "Conseiller [externe]", "Prix | \u00c9chelle 2"))
  # The question "Date de lancement" is no metadata, and the timings are.
  expect_identical(roles(full)[c(6, 12:14)], c("start", "answer", "duration", "other_meta"))

  both <- read_export(export_fixture("limesurvey-code-and-text-headings.csv"))
  expect_identical(both$columns$code[5:7], c("groep", "taken[SQ001]", "taken[other]"))
  expect_identical(both$columns$text[5:7], c("Tot welke groep behoort u?", rep("Welke taken?", 2)))
  expect_identical(both$columns$answer[5:7], c(NA, "Opleiden. En coachen", "Anders"))

  short <- read_export(export_fixture("limesurvey-abbreviated-headings.csv"))
  expect_identical(short$columns$answer[6:7], c("Opleiden", "Coachen"))
})

test_that("LimeSurvey in another language is known by its first columns", {
  x <- read_export(export_fixture("limesurvey-headings-in-another-language.csv"))
  expect_identical(x$tool, "limesurvey")
  expect_identical(roles(x), c(
    "id", "submitted", "status", "language", "other_meta", "start", "end", "answer", "answer"
  ))
})

test_that("a table with short answers is not taken for LimeSurvey", {
  x <- read_lines("nr,opmerking,leeftijd,antwoord,stad", "1,,34,ja,Gent", "2,,35,nee,Luik")
  expect_identical(x$tool, "table")
})

test_that("LimeSurvey without metadata fits when it is named", {
  lines <- c("groep,taken[SQ001],taken[SQ002]", "A1,Y,")
  expect_identical(read_lines(lines)$tool, "table")
  expect_identical(read_lines(lines, tool = "limesurvey")$columns$code, c("groep", "taken[SQ001]", "taken[SQ002]"))
})

test_that("brackets at the end of a text are its answer", {
  part <- split_brackets(c(
    "Q [a]", "Q [a [b]] ", "Q [a][b]", "[a]", "Q [a", "Q a]", "Q [a] b", NA, "", "Q [x] y [z]", "Q []"
  ))
  expect_identical(part$text, c("Q", "Q", "Q", "[a]", "Q [a", "Q a]", "Q [a] b", NA, "", "Q [x] y", "Q"))
  expect_identical(part$answer, c("a", "a [b]", "a | b", NA, NA, NA, NA, NA, NA, "z", ""))
})

test_that("Qualtrics: ImportId as JSON, with choices", {
  x <- read_export(export_fixture("qualtrics-import-id-as-json.csv"))
  expect_identical(dim(x$data), c(2L, 16L))
  expect_identical(x$line, 4:5)
  expect_match(noted(x, "layout"), "3 header rows, with ImportId")
  expect_identical(x$columns$code[11:15], c("Q1", "Q2_1", "Q2_4", "Q2_4_TEXT", "Q3#1_1"))
  expect_identical(x$columns$import_id[11:15], c("QID1", "QID2-1", "QID2-2", "QID2_2_TEXT", "QID3#1_1"))
  expect_identical(x$columns$text[11:13], c("Tot welke groep behoort u, vandaag?", rep("Welke taken?", 2)))
  expect_identical(x$columns$answer[11:13], c(NA, "Opleiden", "Anders:"))
  expect_identical(x$columns$text[[15]], "Hoe tevreden? - Prijs")
  expect_identical(roles(x)[1:11], c(
    "start", "end", "status", "status", "duration", "status", "submitted", "id", "other_meta", "language",
    "answer"
  ))
  expect_identical(as.character(x$data$V12), c("1", "-99"))
})

test_that("Qualtrics: single quotes, repeated names, two header rows, a nameless column", {
  single <- read_export(export_fixture("qualtrics-repeated-names-single-quotes.csv"))
  expect_identical(single$columns$import_id[5:8], c("QID5-1", "QID5-2", "QID6", "QID7"))
  expect_identical(single$columns$text[7:8], c("Waarom?", "Waarom niet?"))
  expect_identical(export_rules(single), rep("duplicate_header", 2))

  legacy <- read_export(export_fixture("qualtrics-legacy-trailing-comma.csv"))
  expect_identical(dim(legacy$data), c(2L, 10L))
  expect_match(noted(legacy, "layout"), "2 header rows, no ImportId")
  expect_identical(roles(legacy)[c(1, 3:7)], c("id", "contact", "start", "end", "status", "answer"))
  expect_identical(legacy$columns$answer[8:9], c("Former", "Conseiller"))
  expect_identical(legacy$problems$rule, "empty_header")
  expect_identical(legacy$problems$column, "V10")

  one <- read_lines("StartDate,EndDate,ResponseId,Q1", "2021-03-01 10:00:00,2021-03-01 10:05:00,R_1,1")
  expect_identical(one$tool, "qualtrics")
  expect_identical(nrow(one$data), 1L)
})

test_that("an ImportId that occurs twice is reported", {
  x <- read_lines("Q1,Q2", "a,b", "{'ImportId': 'QID1'},{'ImportId': 'QID1'}", "1,2")
  expect_identical(export_rules(x), rep("duplicate_import_id", 2))
})

test_that("SurveyMonkey: a question stands over the first of its columns", {
  x <- read_export(export_fixture("surveymonkey-two-header-rows.csv"))
  expect_identical(dim(x$data), c(2L, 16L))
  expect_identical(x$line, c(3L, 5L))
  expect_identical(x$columns$text[11:15], c(
    rep("Welke taken heeft u?", 3), rep("Hoe tevreden bent u over prijs, en kwaliteit?", 2)
  ))
  expect_identical(x$columns$answer[10:16], c(
    "Response", "Opleiden", "Coachen, ook extern", "Andere (specificeer)", "Prijs", "Kwaliteit", "Open-Ended Response"
  ))
  expect_identical(roles(x)[1:10], c(
    "id", "other_meta", "start", "end", rep("contact", 4), "other_meta", "answer"
  ))
  expect_identical(as.character(x$data$V1), c("118052219061", "118052219062"))
  expect_identical(nrow(x$problems), 0L)
})

test_that("Google Forms in Dutch, French and English", {
  nl <- read_export(export_fixture("google-forms-blank-records-nl.csv"))
  expect_identical(nl$columns$text[4:5], rep("Hoe tevreden bent u?", 2))
  expect_identical(nl$columns$answer[4:5], c("Prijs", "Kwaliteit"))
  expect_identical(as.character(nl$data$V3), c("Opleiden, Coachen, ook extern", "Opleiden"))
  expect_identical(roles(nl), c("submitted", rep("answer", 6)))
  expect_identical(export_rules(nl), rep("duplicate_header", 2))
  fr <- read_export(export_fixture("google-forms-ambiguous-dates-fr.csv"))
  expect_identical(roles(fr), c("submitted", "contact", "answer", "answer"))
  semicolons <- read_export(export_fixture("google-forms-resaved-with-semicolons.csv"))
  expect_identical(as.character(semicolons$data$V3), c("Goed; zei \"hij\"", "Twee\r\nregels"))
  en <- c("2020/06/08 9:35:43 PM GMT+2,yes", "2020/06/09 9:35:43 PM GMT+2,no")
  expect_identical(read_lines("Timestamp,Do you agree?", en)$tool, "google_forms")
  # A time stamp over names of variables is any table.
  expect_identical(read_lines("timestamp,q1", en)$tool, "table")
  expect_identical(read_lines("timestamp,q1", en, tool = "google_forms")$tool, "google_forms")
})

test_that("Microsoft Forms in Dutch and French; metadata ends at the first question", {
  nl <- read_export(export_fixture("microsoft-forms-nl.csv"))
  expect_identical(roles(nl), c(
    "id", "start", "end", "contact", "contact", "other_meta", "answer", "answer", "answer", "other_meta", "other_meta"
  ))
  expect_identical(as.character(nl$data$V7), c("Opleiden", "Opleiden;Coachen;"))
  expect_identical(nl$columns$text[[7]], "Welke taken heeft\u00a0u?")
  fr <- read_export(export_fixture("microsoft-forms-fr.csv"))
  expect_identical(fr$columns$text[7:8], c("Quelles t\u00e2ches ?", "Quelles t\u00e2ches ?2"))
})

test_that("Kobo and ODK: paths, labels, metadata", {
  names <- read_export(export_fixture("kobo-names.csv"))
  expect_identical(names$columns$code[5:8], c("groep", "blok/taken", "blok/taken/opleiden", "blok/taken/coachen"))
  expect_identical(roles(names), c(
    "start", "end", "other_meta", "contact", rep("answer", 4), "other_meta", "id", "other_meta", "submitted",
    "status", "other_meta"
  ))
  labels <- read_export(export_fixture("kobo-labels.csv"))
  expect_identical(labels$columns$code[3:5], c(NA, NA, "_id"))
  expect_identical(labels$columns$text[3:4], c("Tot welke groep behoort u?", "Welke taken?/Opleiden"))
  odk <- read_export(export_fixture("odk-central.csv"))
  expect_identical(odk$columns$code[odk$columns$role == "answer"], c("groep", "blok-taken"))
  expect_identical(odk$columns$code[odk$columns$role == "id"], "KEY")
  expect_identical(read_lines("groep,leeftijd", "a,3", tool = "kobo")$columns$code, c("groep", "leeftijd"))
})

test_that("a plain table has its header as code and as text", {
  x <- read_export(export_fixture("table.csv"))
  expect_identical(x$columns$code, c("id", "groep", "taken", "raming", "opmerking"))
  expect_identical(x$columns$text, x$columns$code)
  expect_identical(roles(x), c("id", rep("answer", 4)))
})

test_that("entities are decoded once", {
  expect_identical(
    clean_header(c("&amp;eacute;", "&euro;&nbsp;5 &lt; 6", "&#x1F600;", "&#55555;&#0;&nope;", "A & B; C", NA)),
    c("&eacute;", "\u20ac\u00a05 < 6", "\U1F600", "&#55555;&#0;&nope;", "A & B; C", NA)
  )
  expect_identical(clean_header("<p class=\"x\">Hoe <B>goed</B>?</p> a < b > c"), "Hoe goed? a < b > c")
})

test_that("a second header row in another language is not taken for a respondent unsaid", {
  lines <- c("Respondentnummer,Wie?,Wat?,,", ",Antwoord,A,B,", "1,x,A,,", "2,y,,B,")
  x <- read_lines(lines)
  expect_identical(x$tool, "surveymonkey")
  expect_identical(nrow(x$data), 2L)
  y <- read_lines(sub("^Respondentnummer", "Nummer", lines))
  expect_identical(y$tool, "table")
  expect_identical(y$problems$row[y$problems$rule == "second_header"], 1L)
  z <- read_lines(sub("^Respondentnummer", "Nummer", lines), tool = "surveymonkey")
  expect_identical(z$columns$text, c("Nummer", "Wie?", "Wat?", "Wat?", NA))
})

test_that("names of Qualtrics that any table may have do not make one", {
  expect_identical(read_lines("startdate,enddate,status,q1", "a,b,c,d")$tool, "table")
})
