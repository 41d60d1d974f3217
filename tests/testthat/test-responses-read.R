# A small questionnaire ------------------------------------------------------------------------------

small_survey <- c(
  "type,name,label::Nederlands (nl),label::Fran\u00e7ais (fr),relevant,constraint,export::qualtrics,export::limesurvey",
  "select_one colour,colour,Welke kleur?,Quelle couleur\u00a0?,,,QID1,",
  "select_multiple fruit,fruit,Welk fruit?,Quels fruits\u00a0?,,count-selected(.) <= 2,QID2,",
  "select_one shade,shade,\"L\u2019intensit\u00e9 \u2013 donker?\",Nuance,${colour} = 'red',,QID3,",
  "integer,n,Hoeveel?,Combien\u00a0?,,. >= 0,QID4_TEXT,",
  "decimal,size,Hoe groot?,Quelle taille\u00a0?,,,QID5_TEXT,",
  "text,note,Nota,Note,,,QID6_TEXT,"
)
small_choices <- c(
  "list_name,name,label::Nederlands (nl),label::Fran\u00e7ais (fr),missing,export::qualtrics",
  "colour,red,Rood,Rouge,,1", "colour,blue,Blauw,Bleu,,2", "colour,other,Andere,Autre,,3",
  "fruit,pear,Peer,Poire,,1", "fruit,apple,\"Appel, rood\",\"Pomme, rouge\",,2",
  "fruit,fig,Vijg,Figue,,3", "fruit,none,Geen,Aucun,not_applicable,4",
  "shade,dark,Donker,Fonc\u00e9,,1", "shade,light,Licht,Clair,,2"
)
small_questionnaire <- function(survey = small_survey, choices = small_choices) {
  make_questionnaire(survey, choices)
}
small_file <- function(..., name = "export.csv", encoding = "UTF-8") {
  export_file(c(...), name, encoding)
}
read_small <- function(..., q = small_questionnaire()) read_responses(small_file(...), q)

plain_message <- function(error) gsub("\\s+", " ", cli::ansi_strip(conditionMessage(error)))

rules_of <- function(x, but = c("column_absent", "cannot_tell")) setdiff(problems(x)$rule, but)
problem_of <- function(x, rule) problems(x)[problems(x)$rule == rule, ]
code_of <- function(column) tendensen:::codes_of(column)
as_picks <- function(column) {
  kind <- as.character(missing_kind(column))
  text <- vapply(vctrs::vec_data(column), function(v) {
    paste(attr(column, "codes")[v %/% 2^(seq_along(attr(column, "codes")) - 1) %% 2 == 1], collapse = " ")
  }, "")
  ifelse(is.na(kind), text, paste0("<", kind, ">"))
}

# The same forty respondents, as each tool exports them ----------------------------------------------

expect_truth <- function(x, data, label, but = list()) {
  truth <- forty_truth(data)
  truth[names(but)] <- but
  got <- as_codes(x)
  for (name in names(truth)) {
    if (name %in% forty_numbers) {
      expect_identical(as.numeric(got[[name]]), as.numeric(truth[[name]]), label = paste(label, name))
    } else {
      expect_identical(got[[name]], truth[[name]], label = paste(label, name))
    }
  }
}

# SurveyMonkey marks neither open options nor what was sent: nothing ticked is no answer, and what
# hangs on it is not known to be skipped.
surveymonkey_cannot_tell <- function(data) {
  truth <- forty_truth(data)
  nothing <- truth$tasks %in% ""
  list(
    tasks = ifelse(nothing, "<no_answer>", truth$tasks),
    reasons = ifelse(truth$reasons %in% "" | nothing, "<no_answer>", truth$reasons)
  )
}

tool_of <- function(form) {
  names(tool_names)[startsWith(form, names(tool_names))]
}

skip_without <- function(form) {
  if (form == "spss") skip_if_not_installed("haven")
  if (form == "microsoft_forms") {
    skip_if_not_installed("openxlsx")
    skip_if_not_installed("readxl")
  }
}

quietly_known <- c("unknown_column", "cannot_tell")

for (form in names(forty_forms())) {
  test_that(paste("forty respondents are the same from", form), {
    skip_without(form)
    data <- forty_respondents()
    q <- forty_questionnaire()
    for (lang in c("nl", "fr")) {
      path <- forty_file(form, lang, data)
      x <- read_responses(path, q)
      but <- if (form == "surveymonkey") surveymonkey_cannot_tell(data) else list()
      expect_truth(x, data, paste(form, lang), but)
      expect_identical(nrow(x), 40L)
      notes <- reading_notes(x)
      expect_match(notes$detail[notes$rule == "layout"], tool_names[[tool_of(form)]], fixed = TRUE)
      expect_identical(setdiff(problems(x)$rule, quietly_known), character())
      # Of nobody is only the text beside "other": not what the tool adds, nor answers given twice.
      beside <- grepl("^(limesurvey|qualtrics)", form)
      expect_identical(nrow(problem_of(x, "unknown_column")), as.integer(beside))
      told <- problems(x)$question[problems(x)$rule == "cannot_tell"]
      expect_identical(told, if (form == "surveymonkey") c("tasks", "reasons") else character())
      # The tool named by the user, and the language of the labels, change nothing.
      expect_identical(read_responses(path, q, tool = tool_of(form), language = lang), x)
    }
  })
}

test_that("a Dutch and a French file are one, in any order of columns", {
  data <- forty_respondents()
  q <- forty_questionnaire()
  half <- list(data[1:15, ], data[16:40, ])
  for (form in c("limesurvey_full", "google_forms", "microsoft_forms_csv", "qualtrics_texts")) {
    paths <- c(forty_file(form, "nl", half[[1]]), forty_file(form, "fr", half[[2]]))
    x <- read_responses(paths, q)
    expect_truth(x, data, form)
    expect_identical(x$response_file, rep(paths, c(15, 25)))
    expect_setequal(reading_notes(x)$file, paths)
    y <- read_responses(paths, q, language = c("nl", "fr"))
    expect_identical(as_codes(y), as_codes(x))
  }
  # The columns of the second file from right to left.
  path <- forty_file("table", "nl", half[[2]])
  table <- utils::read.csv(path, colClasses = "character", check.names = FALSE, encoding = "UTF-8")
  writeLines(enc2utf8(csv_lines(rev(names(table)), rev(unname(as.list(table))))), path, useBytes = TRUE)
  x <- read_responses(c(forty_file("table", "nl", half[[1]]), path), q)
  expect_identical(as_codes(x)[forty_singles], forty_truth(data)[forty_singles])
})

test_that("the rows of problems are those of the stack", {
  q <- small_questionnaire()
  x <- read_responses(c(small_file("colour,n", "red,1", "pink,2"), small_file("n,colour", "x,blue", "3,mauve")), q)
  expect_identical(problem_of(x, "unknown_answer")$row, c(2L, 4L))
  expect_identical(problem_of(x, "unknown_answer")$value, c("pink", "mauve"))
  expect_identical(problem_of(x, "not_a_number")$row, 3L)
  expect_identical(x$n, c(1L, 2L, NA, 3L))
})

test_that("files that differ are refused, with the first column that does", {
  q <- small_questionnaire()
  first <- small_file("colour,n,size", "red,1,2.5")
  error <- expect_error(
    read_responses(c(first, small_file("n,kolor,size", "1,red,3")), q), class = "tendensen_error_columns"
  )
  expect_match(plain_message(error), "no column for \"colour\".*kolor")
  expect_error(
    read_responses(c(small_file("n,colour", "1,red"), first), q), "size", class = "tendensen_error_columns"
  )
})

test_that("metadata of the tools are columns of responses", {
  data <- forty_respondents(8)
  q <- forty_questionnaire()
  times <- forty_times(8)
  for (form in c("limesurvey_codes", "limesurvey_full", "qualtrics_json")) {
    x <- read_responses(forty_file(form, "fr", data), q)
    expect_identical(tolower(x$response_language), rep("fr", 8))
    expect_identical(x$response_submitted, times)
    expect_identical(x$response_started, times)
    expect_identical(x$response_complete, rep(TRUE, 8))
  }
  x <- read_responses(forty_file("limesurvey_codes", "nl", data), q)
  expect_identical(x$response_id, as.character(5:12))
  expect_identical(x[["Q2[other]"]][data$sector %in% "other"], rep("Onderwijs, deeltijds", sum(data$sector %in% "other")))
  x <- read_responses(forty_file("google_forms", "nl", data), q)
  expect_identical(x$response_submitted, times)
  x <- read_responses(forty_file("microsoft_forms_csv", "nl", data), q)
  expect_identical(x$response_ended, times)
  x <- read_responses(forty_file("kobo", "nl", data), q)
  expect_identical(x$response_started, times)
  expect_identical(x$response_id, as.character(901:908))
})

test_that("Excel's days are read as times, to the second", {
  skip_without("microsoft_forms")
  x <- read_responses(forty_file("microsoft_forms", "nl", forty_respondents(8)), forty_questionnaire())
  expect_lt(max(abs(as.numeric(x$response_started) - as.numeric(forty_times(8)))), 0.5)
})

# Columns --------------------------------------------------------------------------------------------

test_that("a column is found by name or label, in any Unicode form, case, spaces, quotes and dashes", {
  for (header in c(
    "shade", "SHADE", " shade ", "L\u2019intensit\u00e9 \u2013 donker?", "L'intensite\u0301 - donker?",
    "l\u2018INTENSIT\u00c9 \u2014  donker?", "L'intensit\u00e9\u00a0- donker?", "nuance"
  )) {
    x <- read_small(paste0("colour;", header), "red;dark", "red;Clair")
    expect_identical(code_of(x$shade), c("dark", "light"), label = header)
  }
})

test_that("of names, the one declared for the tool goes first, then the name", {
  # The columns are named after each other's questions; the ImportId says which is which.
  lines <- c(
    "shade,colour", "a,b", "{'ImportId': 'QID1'},{'ImportId': 'QID3'}", "1,2"
  )
  x <- read_small(lines)
  expect_identical(code_of(x$colour), "red")
  expect_identical(code_of(x$shade), "light")
  # `size` is a name here and a label there.
  survey <- sub("Nota,Note", "size,size", small_survey, fixed = TRUE)
  x <- read_small("colour,size", "red,2.5", q = small_questionnaire(survey))
  expect_identical(x$size, 2.5)
  # A place.
  survey <- sub("decimal,size,(.*),$", "decimal,size,\\1,column 2", small_survey)
  x <- read_responses(
    small_file("id,submitdate,colour,X", "1,2021-02-03 10:00:00,red,3"),
    small_questionnaire(sub("column 2", "column 4", survey, fixed = TRUE))
  )
  expect_identical(x$size, 3)
})

test_that("a column that fits two questions is refused with what to declare", {
  survey <- sub("Nuance", "Nota", small_survey, fixed = TRUE)
  error <- expect_error(
    read_small("colour,Nota", "red,dark", q = small_questionnaire(survey)), class = "tendensen_error_columns"
  )
  expect_match(plain_message(error), "Column 2, \"Nota\": \"shade\" and \"note\".*export::table")
  # Two columns for one question: who would know which?
  error <- expect_error(read_small("colour,Welke kleur?", "red,blue"), class = "tendensen_error_columns")
  expect_match(plain_message(error), "two columns for \"colour\".*Columns 1 and 2")
  # The same in all cells: the first, and said.
  x <- read_small("colour,Welke kleur?", "red,red")
  expect_identical(rules_of(x), "duplicate_column")
  # Nothing fits.
  error <- expect_error(read_small("a,b", "1,2"), class = "tendensen_error_columns")
  expect_match(plain_message(error), "\"a\" and \"b\".*draft_questionnaire")
})

test_that("columns of nobody are kept as text and listed, absent questions too", {
  x <- read_small("colour,region", "red,007", "blue,")
  expect_identical(x$region, c("007", NA))
  expect_identical(problem_of(x, "unknown_column")$column, "region")
  absent <- problem_of(x, "column_absent")
  expect_setequal(absent$question, c("fruit", "shade", "n", "size", "note"))
  expect_identical(as.character(missing_kind(x$fruit)), rep("not_asked", 2))
})

# Answers --------------------------------------------------------------------------------------------

test_that("an answer is a code or a label of any language, else a problem with the nearest", {
  x <- read_small("colour", "red", "ROUGE", "blauw", "Rouje", "\u00a0Bleu\u00a0", "paars")
  expect_identical(code_of(x$colour), c("red", "red", "blue", NA, "blue", NA))
  unknown <- problem_of(x, "unknown_answer")
  expect_identical(unknown$row, c(4L, 6L))
  expect_identical(unknown$value, c("Rouje", "paars"))
  expect_match(unknown$expected, "red, blue, other")
  expect_match(unknown$fix[1], "Did you mean", fixed = TRUE)
  expect_identical(as.character(missing_kind(x$colour))[c(4, 6)], rep("no_answer", 2))
})

test_that("a label that is two options in two languages asks for the language", {
  choices <- sub("colour,blue,Blauw,Bleu", "colour,blue,Rouge,Bleu", small_choices, fixed = TRUE)
  q <- small_questionnaire(choices = choices)
  path <- small_file("colour", "Rood", "Rouge")
  error <- expect_error(read_responses(path, q), class = "tendensen_error_answers")
  expect_match(plain_message(error), "\"colour\", row 2: \"Rouge\".*language")
  expect_identical(code_of(read_responses(path, q, language = "nl")$colour), c("red", "blue"))
  expect_identical(code_of(read_responses(path, q, language = "fr")$colour), c("red", "red"))
  # Codes never ask.
  expect_identical(code_of(read_small("colour", "red", "blue", q = q)$colour), c("red", "blue"))
  expect_error(read_responses(path, q, language = "de"), class = "tendensen_error_language")
  expect_error(read_responses(path, q, language = c("nl", "fr")), class = "tendensen_error_argument")
})

test_that("numbers as labels are labels", {
  choices <- sub("shade,dark,Donker", "shade,dark,2", small_choices, fixed = TRUE)
  x <- read_small("colour,shade", "red,2", "red,Licht", q = small_questionnaire(choices = choices))
  expect_identical(code_of(x$shade), c("dark", "light"))
})

test_that("what a tool writes for no answer is a kind of missing", {
  q <- small_questionnaire(c(
    "type,name,label::Nederlands (nl),label::Fran\u00e7ais (fr),export::limesurvey,export::qualtrics",
    "select_one colour,colour,Welke kleur?,Quelle couleur\u00a0?,Q1,QID1",
    "integer,n,Hoeveel?,Combien\u00a0?,Q2,QID2_TEXT"
  ), small_choices[1:4])
  head <- "\"id\",\"submitdate\",\"lastpage\",\"startlanguage\",\"Q1\",\"Q1[other]\",\"Q2\""
  x <- read_responses(small_file(
    head, "\"1\",\"2021-02-03 10:00:00\",\"1\",\"nl\",\"-oth-\",\"paars\",\"1\"",
    "\"2\",\"2021-02-03 10:00:00\",\"1\",\"nl\",\"N/A\",\"\",\"N/A\""
  ), q)
  expect_identical(code_of(x$colour), c("other", NA))
  expect_identical(as.character(missing_kind(x$colour)), c(NA, "no_answer"))
  expect_identical(x$n, c(1L, NA))
  expect_identical(rules_of(x), "unknown_column")
  x <- read_responses(small_file(
    "Finished,ResponseId,Q1,Q2", "Finished,Response ID,Welke kleur?,Hoeveel?",
    "{'ImportId': 'finished'},{'ImportId': '_recordId'},{'ImportId': 'QID1'},{'ImportId': 'QID2_TEXT'}",
    "1,R_1,-99,-99", "1,R_2,3,5"
  ), q)
  expect_identical(as.character(missing_kind(x$colour)), c("no_answer", NA))
  expect_identical(x$n, c(NA, 5L))
  expect_identical(rules_of(x), character())
  # Anywhere else, -99 is an answer that does not fit.
  expect_identical(problem_of(read_small("colour", "-99"), "unknown_answer")$value, "-99")
})

# Multiple choice ------------------------------------------------------------------------------------

test_that("joined answers are divided by the options, whatever an option holds", {
  q <- small_questionnaire()
  google <- function(...) {
    read_responses(small_file("Tijdstempel,Welk fruit?", paste0("13-02-2021 10:00:00,\"", c(...), "\"")), q)
  }
  x <- google("Peer, Appel, rood", "Appel, rood, Vijg", "Vijg, Peer", "Appel, rood", "")
  expect_identical(as_picks(x$fruit), c("pear apple", "apple fig", "pear fig", "apple", ""))
  expect_identical(rules_of(x), character())
  # Part of it is known: that is kept, the rest is a problem.
  x <- google("Peer, Kers", "Kers", "Peer, Peer", "Appel")
  expect_identical(as_picks(x$fruit), c("pear", "<no_answer>", "pear", "<no_answer>"))
  expect_identical(problem_of(x, "unknown_answer")$row, c(1L, 2L, 4L))
  expect_identical(problem_of(x, "unknown_answer")$value, c("Kers", "Kers", "Appel"))
  expect_identical(problem_of(x, "repeated_pick")$row, 3L)
})

test_that("a multi-answer of codes is no number", {
  x <- read_responses(small_file(
    "Finished,ResponseId,Q2", "Finished,Response ID,Welk fruit?",
    "{'ImportId': 'finished'},{'ImportId': '_recordId'},{'ImportId': 'QID2'}",
    "1,R_1,\"1,3\"", "1,R_2,\"1,2,3\"", "1,R_3,2"
  ), small_questionnaire())
  expect_identical(as_picks(x$fruit), c("pear fig", "pear apple fig", "apple"))
  expect_identical(problem_of(x, "too_many_picks")$row, 2L)
})

test_that("more picks than allowed are kept, and listed", {
  x <- read_small("fruit", "pear apple fig", "pear fig")
  expect_identical(as_picks(x$fruit), c("pear apple fig", "pear fig"))
  many <- problem_of(x, "too_many_picks")
  expect_identical(c(many$row, many$value, many$expected), c("1", "3", "at most 2 picks"))
})

test_that("\"none\" alone is its kind of missing; with something else it is a problem", {
  x <- read_small("fruit", "none", "none pear", "pear")
  expect_identical(as_picks(x$fruit), c("<not_applicable>", "pear", "pear"))
  expect_identical(problem_of(x, "none_and_more")$row, 2L)
  x <- read_small("fruit/pear,fruit/apple,fruit/fig,fruit/none", "0,0,0,1", "1,0,0,1", "0,0,0,0")
  expect_identical(as_picks(x$fruit), c("<not_applicable>", "pear", ""))
  expect_identical(problem_of(x, "none_and_more")$row, 2L)
})

test_that("ticks are words of the tools; another word is a problem", {
  x <- read_small(
    "fruit/pear,fruit/apple", "Ja,Nee", "Oui,Non", "TRUE,FALSE", "1,0", "waar,onwaar", "x,", "maybe,1"
  )
  expect_identical(as_picks(x$fruit), c(rep("pear", 6), "apple"))
  expect_identical(problem_of(x, "unknown_answer")$value, "maybe")
})

# Routing --------------------------------------------------------------------------------------------

test_that("an empty answer is not shown, or no answer, by the routing", {
  x <- read_small("colour,shade", "red,dark", "red,", "blue,", "blue,light", ",dark")
  expect_identical(as.character(missing_kind(x$shade)), c(NA, "no_answer", "not_shown", NA, NA))
  stray <- problem_of(x, "answered_not_shown")
  expect_identical(stray$row, 4L)
  expect_identical(stray$question, "shade")
  expect_identical(code_of(x$shade)[4], "light")
})

test_that("nothing ticked, no answer and cannot tell differ by what the file says", {
  q <- small_questionnaire()
  # Open options are marked.
  x <- read_small("colour,fruit/pear,fruit/apple", "red,1,0", "red,0,0", "red,,")
  expect_identical(as_picks(x$fruit), c("pear", "", "<no_answer>"))
  # Not marked, but sent or not.
  head <- "id,submitdate,lastpage,startlanguage,fruit[pear],fruit[apple]"
  x <- read_responses(small_file(head, "1,2021-02-03 10:00:00,1,nl,Y,", "2,2021-02-03 10:00:00,1,nl,,", "3,,1,nl,,"), q)
  expect_identical(as_picks(x$fruit), c("pear", "", "<no_answer>"))
  expect_match(problem_of(x, "cannot_tell")$value, "1 respondent")
  # Neither.
  x <- read_small("colour,fruit/pear,fruit/apple", "red,1,", "red,,")
  expect_identical(as_picks(x$fruit), c("pear", "<no_answer>"))
  expect_identical(nrow(problem_of(x, "cannot_tell")), 1L)
})

# Rows -----------------------------------------------------------------------------------------------

limesurvey_rows <- function() {
  small_file(
    "id,submitdate,lastpage,startlanguage,colour",
    "1,2021-02-03 10:00:00,1,nl,red", "2,,1,nl,blue", "1,2021-02-04 10:00:00,1,fr,blue",
    "4,1980-01-01 00:00:00,1,nl,red"
  )
}

test_that("incomplete and repeated rows are kept, flagged, and dropped on request with a count", {
  q <- small_questionnaire()
  x <- read_responses(limesurvey_rows(), q)
  expect_identical(x$response_id, c("1", "2", "1", "4"))
  expect_identical(x$response_complete, c(TRUE, FALSE, TRUE, TRUE))
  expect_identical(problem_of(x, "incomplete")$row, 2L)
  expect_identical(problem_of(x, "duplicate_id")$row, c(1L, 3L))
  y <- read_responses(limesurvey_rows(), q, drop = c("incomplete", "duplicate"))
  expect_identical(y$response_id, c("1", "4"))
  expect_identical(code_of(y$colour), c("blue", "red"))
  expect_identical(sum(reading_notes(y)$rule == "dropped"), 2L)
  expect_match(reading_notes(y)$detail[reading_notes(y)$rule == "dropped"], "^1 row")
  expect_error(read_responses(limesurvey_rows(), q, drop = "all"), class = "tendensen_error_argument")
})

test_that("dropping rows keeps the problems of the rows that stay, at their new place", {
  path <- small_file(
    "id,submitdate,lastpage,startlanguage,colour", "1,,1,nl,red", "2,2021-02-03 10:00:00,1,nl,pink"
  )
  x <- read_responses(path, small_questionnaire(), drop = "incomplete")
  expect_identical(problem_of(x, "unknown_answer")$row, 1L)
  # A problem of the whole file has no row, and stays.
  expect_identical(sort(problem_of(x, "column_absent")$question), c("fruit", "n", "note", "shade", "size"))
  y <- read_responses(path, small_questionnaire(), drop = "test")
  expect_identical(nrow(y), 2L)
  expect_setequal(problems(y)$rule, problems(read_responses(path, small_questionnaire()))$rule)
})

test_that("an id that one file has twice differs from one that two files share", {
  x <- read_responses(rep(limesurvey_rows(), 2), small_questionnaire())
  expect_identical(problem_of(x, "duplicate_id")$row, c(1L, 3L, 5L, 7L))
})

test_that("previews and tests of Qualtrics are flagged", {
  path <- small_file(
    "Status,Finished,ResponseId,Q1", "Response Type,Finished,Response ID,Welke kleur?",
    "{'ImportId': 'status'},{'ImportId': 'finished'},{'ImportId': '_recordId'},{'ImportId': 'QID1'}",
    "0,1,R_1,1", "1,1,R_2,2", "Survey Preview,0,R_3,2", "IP Address,True,R_4,1"
  )
  x <- read_responses(path, small_questionnaire())
  expect_identical(problem_of(x, "test_response")$row, 2:3)
  expect_identical(problem_of(x, "incomplete")$row, 3L)
  y <- read_responses(path, small_questionnaire(), drop = "test")
  expect_identical(y$response_id, c("R_1", "R_4"))
})

test_that("a row with the times and answers of another is listed", {
  x <- read_responses(small_file(
    "Tijdstempel,Welke kleur?,Nota", "13-02-2021 10:00:00,Rood,a", "13-02-2021 10:00:00,Rood,b",
    "13-02-2021 10:00:00,Rood,a", "14-02-2021 10:00:00,Rood,a"
  ), small_questionnaire())
  expect_identical(problem_of(x, "duplicate_response")$row, 3L)
})

# Numbers and dates ----------------------------------------------------------------------------------

test_that("a number is what it says, or a problem", {
  numbers <- function(..., column = "size") {
    x <- read_responses(small_file(paste0(column, ";colour"), paste0(c(...), ";red")), small_questionnaire())
    bad <- problem_of(x, "not_a_number")
    expect_identical(which(is.na(x[[column]])), bad$row)
    x[[column]]
  }
  expect_identical(numbers("1,5", "2.5", "-3", "+4", "007", ".5"), c(1.5, 2.5, -3, 4, 7, 0.5))
  # A thousand, or one: nobody can tell.
  expect_identical(numbers("1.000", "12"), c(NA, 12))
  # Here another cell shows what the point is.
  expect_identical(numbers("1.000", "12.5"), c(1, 12.5))
  expect_identical(numbers("1.000.000", "1 000", "1e5", "Inf", "NaN", "0x1F", "12 uur"), rep(NA_real_, 7))
  expect_identical(numbers("9007199254740991", "9007199254740993", "90071992547409930"), c(2^53 - 1, NA, NA))
  expect_identical(numbers("1.000", "3,0", "2147483648", "07", "1.5", "12abc", column = "n"), c(NA, 3L, NA, 7L, NA, NA))
})

test_that("a number that breaks a constraint is kept and listed", {
  x <- read_small("n", "-1", "2")
  expect_identical(x$n, c(-1L, 2L))
  expect_identical(problem_of(x, "constraint")$row, 1L)
})

test_that("dates are found where one order fits; where two do, the user says", {
  q <- small_questionnaire()
  google <- function(..., order = NULL) {
    x <- read_responses(small_file("Tijdstempel,Welke kleur?", paste0(c(...), ",Rood")), q, date_order = order)
    x$response_submitted
  }
  at <- function(...) as.POSIXct(c(...), tz = "UTC")
  expect_identical(google("13/02/2021 17:07:21"), at("2021-02-13 17:07:21"))
  expect_identical(google("2/13/2021 5:07:21 PM"), at("2021-02-13 17:07:21"))
  expect_identical(google("2021-02-13 17:07:21"), at("2021-02-13 17:07:21"))
  expect_identical(google("8-6-2020 21:35:43", "18-6-2020 9:05:00"), at("2020-06-08 21:35:43", "2020-06-18 09:05:00"))
  error <- expect_error(google("8-6-2020 21:35:43"), class = "tendensen_error_dates")
  expect_match(plain_message(error), "Column 1, \"Tijdstempel\".*\"dmy\" and \"mdy\".*date_order")
  expect_identical(google("8-6-2020 21:35:43", order = "dmy"), at("2020-06-08 21:35:43"))
  expect_identical(google("8-6-2020 21:35:43", order = "mdy"), at("2020-08-06 21:35:43"))
  expect_error(google("8-6-2020 21:35:43", order = "dym"), class = "tendensen_error_argument")
})

test_that("1980-01-01 is a response that was sent, of unknown time", {
  x <- read_responses(limesurvey_rows(), small_questionnaire())
  expect_identical(is.na(x$response_submitted), c(FALSE, TRUE, FALSE, TRUE))
  expect_true(x$response_complete[4])
})

# Text -----------------------------------------------------------------------------------------------

test_that("text is what the file has", {
  x <- read_small("note", "'=1+1", "=1+1", "007", "\"Zij zei \"\"ja\"\"\nen bleef\"", "NA", "  x ")
  expect_identical(x$note, c("'=1+1", "=1+1", "007", "Zij zei \"ja\"\nen bleef", "NA", "  x "))
})

# The nineteen classes of bad input ------------------------------------------------------------------

test_that("1: what cannot be read is said to be what it is", {
  q <- small_questionnaire()
  refused <- function(path, text) {
    error <- expect_error(read_responses(path, q), class = "tendensen_error_file")
    expect_match(plain_message(error), text)
    expect_identical(as.character(conditionCall(error)[[1]]), "read_responses")
  }
  refused(export_file(raw()), "empty")
  refused(export_file(as.raw(c(0xEF, 0xBB, 0xBF))), "byte order mark")
  refused(export_file("colour,n"), "no respondents")
  refused(file.path(tempdir(), "nothing.csv"), "no file")
  refused(tempdir(), "folder")
  refused(export_file(bytes("PK\u0003\u0004 rest")), "ZIP")
})

test_that("2: encodings are found, and noted", {
  lines <- c("colour;Nota", "Rood;\u00e9\u00e9n \u2013 caf\u00e9", "Bleu;\u20ac 5")
  for (encoding in c("UTF-8", "UTF-16LE", "UTF-16BE", "windows-1252")) {
    before <- list("UTF-16LE" = c(0xFF, 0xFE), "UTF-16BE" = c(0xFE, 0xFF))[[encoding]]
    x <- read_responses(export_file(lines, encoding = encoding, before = before), small_questionnaire())
    expect_identical(x$note, c("\u00e9\u00e9n \u2013 caf\u00e9", "\u20ac 5"), label = encoding)
    expect_true("encoding" %in% reading_notes(x)$rule)
  }
  # A decomposed label and cell; the text itself stays as it is.
  x <- read_small("colour,shade,note", "red,fonce\u0301,e\u0301")
  expect_identical(code_of(x$shade), "dark")
  expect_identical(x$note, "e\u0301")
})

test_that("3: text that was damaged before is listed, never repaired", {
  x <- read_small("colour,note", "red,\u00c3\u00a9\u00c3\u00a9n", "blue,caf\ufffd")
  expect_identical(x$note, c("\u00c3\u00a9\u00c3\u00a9n", "caf\ufffd"))
  expect_setequal(rules_of(x), c("mojibake", "replacement_character"))
  damage <- problems(x)[problems(x)$rule %in% c("mojibake", "replacement_character"), ]
  expect_identical(damage$question, c("note", "note"))
  expect_identical(damage$row, 1:2)
})

test_that("4, 5: separators and line ends change nothing", {
  lines <- c("colour,n,note", "red,1,\"a\nb\"", "blue,2,c")
  expected <- read_responses(small_file(lines), small_questionnaire())
  same <- function(content) {
    x <- read_responses(export_file(content), small_questionnaire())
    expect_identical(as.list(x)[1:9], as.list(expected)[1:9])
  }
  text <- paste(lines, collapse = "\n")
  same(gsub(",", ";", text))
  same(gsub(",", "\t", text))
  same(paste0("sep=;\n", gsub(",", ";", text)))
  same(paste0(text, "\n\n\n"))
  same(c("", lines))
})

test_that("5: a NUL byte is a problem with its place", {
  x <- read_responses(export_file(bytes("colour,note\nred,a", 0, "b\nblue,c\n")), small_questionnaire())
  expect_identical(nrow(x), 2L)
  expect_true("nul_byte" %in% rules_of(x))
})

test_that("6: a quote that is never closed is fatal, with the line where it opened", {
  error <- expect_error(
    read_small("colour,note", "red,a", "blue,\"open", "red,b"), class = "tendensen_error_file"
  )
  expect_match(plain_message(error), "line 3")
})

test_that("7: short and long rows are kept and listed", {
  x <- read_small("colour,n,note", "red,1", "blue,2,b,c", "red,3,d")
  expect_identical(nrow(x), 3L)
  expect_identical(problem_of(x, "short_row")$row, 1L)
  expect_identical(problem_of(x, "long_row")$row, 2L)
  expect_identical(x$n, 1:3)
})

test_that("8: duplicate and empty headers are told apart by place", {
  x <- read_small("colour,extra,extra,,", "red,1,2,3,", "blue,4,5,6,")
  expect_identical(x[["extra (column 2)"]], c("1", "4"))
  expect_identical(x[["extra (column 3)"]], c("2", "5"))
  expect_true(all(c("duplicate_header", "empty_header") %in% rules_of(x)))
  wide <- paste0("x", 1:3000, collapse = ",")
  x <- read_small(paste0("colour,", wide), paste0("red,", paste(1:3000, collapse = ",")))
  expect_identical(x$x3000, "3000")
})

test_that("9: a header row in the middle is no respondent, and said", {
  x <- read_small("colour,n", "red,1", "colour,n", "blue,2")
  expect_identical(nrow(x), 2L)
  expect_true("header_repeated" %in% rules_of(x))
})

test_that("11: codes and labels may stand in one file; a renamed option is a problem", {
  x <- read_small("colour,fruit", "red,Peer;Vijg", "Bleu,pear fig", "Roodachtig,")
  expect_identical(code_of(x$colour), c("red", "blue", NA))
  expect_identical(as_picks(x$fruit)[1:2], c("pear fig", "pear fig"))
  expect_match(problem_of(x, "unknown_answer")$fix, "Rood")
})

# 10, 12 to 16 stand above; 17 and 19 are those of the questionnaire and the tables.

test_that("18: a damaged .sav is a classed error", {
  skip_if_not_installed("haven")
  path <- forty_file("spss", "nl", forty_respondents(8))
  bytes <- readBin(path, raw(), file.size(path))
  for (n in c(4, 100, 176, 300, length(bytes) - 10)) {
    writeBin(bytes[seq_len(n)], path)
    expect_error(read_responses(path, forty_questionnaire()), class = "tendensen_error_file")
  }
})

# Problems and notes ---------------------------------------------------------------------------------

test_that("problems are a table, with a summary by rule", {
  path <- small_file("colour,n,x", "pink,a,", "pink,1,y", "red,2,z")
  x <- read_responses(path, small_questionnaire())
  found <- problems(x)
  expect_named(found, c("file", "row", "question", "column", "value", "expected", "rule", "fix"))
  expect_identical(unique(found$file), path)
  expect_type(found$row, "integer")
  expect_false(anyNA(found$rule))
  expect_false(anyNA(found$fix))
  summed <- summary(found)
  expect_named(summed, c("rule", "n", "rows", "questions", "fix"))
  expect_identical(sum(summed$n), nrow(found))
  expect_identical(summed$n[summed$rule == "unknown_answer"], 2L)
  expect_identical(summed$questions[summed$rule == "unknown_answer"], "colour")
  expect_identical(nrow(summary(problems(read_small(
    "colour,fruit,shade,n,size,note", "red,pear,dark,1,2,x"
  )))), 0L)
})

test_that("arguments are checked", {
  q <- small_questionnaire()
  path <- small_file("colour", "red")
  expect_error(read_responses(path, "x"), class = "tendensen_error_argument")
  expect_error(read_responses(character(), q), class = "tendensen_error_argument")
  expect_error(read_responses(NA_character_, q), class = "tendensen_error_argument")
  expect_error(read_responses(path, q, tool = "exel"), class = "tendensen_error_argument")
  expect_error(read_responses(path, q, lang = "de"), class = "tendensen_error_language")
  expect_error(read_responses(path, q, tool = "qualtrics"), class = "tendensen_error_file")
  expect_error(reading_notes(1), class = "tendensen_error_responses")
})

test_that("responses print in the language that is asked", {
  path <- small_file("colour", "red")
  expect_identical(format(read_responses(path, small_questionnaire(), lang = "fr")$colour), "Rouge")
  expect_identical(format(read_responses(path, small_questionnaire())$colour), "Rood")
})

# Mutations ------------------------------------------------------------------------------------------

# One mutation anywhere: bytes replaced, flipped, deleted, repeated elsewhere, cut off, put in.
mutate_bytes <- function(bytes) {
  n <- length(bytes)
  at <- sample(n, 1)
  run <- seq(at, min(n, at + sample(c(1, 1, 5, 40), 1) - 1))
  switch(sample(6, 1),
    replace(bytes, run, as.raw(sample(0:255, length(run), TRUE))),
    replace(bytes, at, xor(bytes[at], as.raw(bitwShiftL(1L, sample(0:7, 1))))),
    bytes[-run], append(bytes, bytes[run], sample(0:n, 1)), bytes[seq_len(max(at, 2))],
    append(bytes, charToRaw(sample(c("\"", ",", ";", "\n", "[", "-99"), 1)), at)
  )
}

# One mutation within the answers, below the header: a byte, or two fields that change places.
mutate_answers <- function(bytes) {
  ends <- which(bytes == as.raw(10))
  header <- ends[min(3, length(ends))]
  marks <- which(bytes %in% charToRaw(",;\t\r\n\""))
  inside <- setdiff(seq(header, length(bytes)), c(seq_len(header), marks))
  if (length(inside) < 2) return(mutate_bytes(bytes))
  at <- sample(inside, 1)
  switch(sample(4, 1),
    replace(bytes, at, as.raw(sample(c(32:126, 128:255), 1))), bytes[-at],
    append(bytes, bytes[at], at), swap_fields(bytes, marks[marks >= header])
  )
}

swap_fields <- function(bytes, marks) {
  if (length(marks) < 4) return(bytes)
  at <- sort(sample(length(marks) - 1, 2))
  field <- function(i) bytes[seq_len(marks[i + 1] - marks[i] - 1) + marks[i]]
  c(
    bytes[seq_len(marks[at[1]])], field(at[2]), bytes[seq(marks[at[1] + 1], marks[at[2]])],
    field(at[1]), bytes[seq(marks[at[2] + 1], length(bytes))]
  )
}

# "read" where the file gave responses with a row a respondent, "refused" for a classed error, else
# what went wrong.
outcome_of <- function(path, q, order) {
  tryCatch(
    {
      x <- read_responses(path, q, date_order = order)
      rows <- problems(x)$row
      if (nrow(x) != nrow(read_export(path)$data)) return("rows in are not rows out")
      if (any(rows < 1 | rows > nrow(x), na.rm = TRUE)) return("a problem of no row")
      "read"
    },
    tendensen_error = function(error) "refused",
    error = function(error) paste(c(class(error)[[1]], conditionMessage(error)), collapse = ": ")
  )
}

# A workbook and a .sav say where their parts are, so their length stays; of a workbook, the sheet is
# changed, for a changed archive is only refused.
mutate_numbers <- function(bytes) {
  at <- sample(seq(ceiling(length(bytes) * 0.7), length(bytes)), 1)
  replace(bytes, at, as.raw(sample(0:255, 1)))
}

mutate_workbook <- function(path, n) {
  sheet <- as.matrix(openxlsx::read.xlsx(path, colNames = FALSE, skipEmptyCols = FALSE))
  for (i in seq_len(n)) {
    at <- cbind(sample(2:nrow(sheet), 2, TRUE), sample(ncol(sheet), 2, TRUE))
    if (i %% 2 == 0) sheet[at] <- rev(sheet[at])
    odd <- c(NA, ";", "-99", "Peer;", "1e5", "\u00c3\u00a9", sheet[at])
    sheet[at[1, , drop = FALSE]] <- sample(odd, 1)
  }
  openxlsx::write.xlsx(as.data.frame(sheet), path, colNames = FALSE, overwrite = TRUE)
}

# Files of a form, by turns with 2 mutations anywhere and with 48 within the answers; gives the
# outcomes, and how many mutations there were.
mutate_form <- function(form, n_files, seed) {
  set.seed(seed)
  q <- forty_questionnaire()
  path <- forty_file(form, sample(c("nl", "fr"), 1), forty_respondents(8))
  order <- list(google_forms = "dmy", surveymonkey = "mdy", microsoft_forms_csv = "mdy")[[form]]
  original <- readBin(path, raw(), file.size(path))
  within_answers <- list(spss = mutate_numbers)[[form]] %||% mutate_answers
  n_mutations <- rep_len(c(2, 48), n_files)
  outcomes <- character()
  for (file in seq_len(n_files)) {
    bytes <- original
    within <- file %% 2 == 0
    if (within && form == "microsoft_forms") {
      writeBin(bytes, path)
      mutate_workbook(path, n_mutations[file])
    } else {
      mutate <- if (within) within_answers else mutate_bytes
      for (i in seq_len(n_mutations[file])) bytes <- mutate(bytes)
      writeBin(bytes, path)
    }
    outcomes[file] <- outcome_of(path, q, order)
  }
  list(done = sum(n_mutations), outcomes = outcomes)
}

test_that("10,000 mutations give responses, problems or a classed error, and nothing else", {
  skip_on_cran()
  skip_without("spss")
  skip_without("microsoft_forms")
  forms <- names(forty_forms())
  made <- Map(mutate_form, forms, 500 / 25, 1000 + seq_along(forms))
  outcomes <- unlist(lapply(made, `[[`, "outcomes"))
  expect_identical(outcomes[!outcomes %in% c("read", "refused")], stats::setNames(character(), character()))
  # Not all are refused at the door.
  read <- vapply(made, function(form) sum(form$outcomes == "read"), 1)
  expect_true(all(read > 2))
  expect_identical(sum(vapply(made, `[[`, 1, "done")), 10000)
})

test_that("two responses to one token are listed, and kept", {
  path <- export_file(c(
    "\"id\",\"submitdate\",\"lastpage\",\"startlanguage\",\"token\",\"country\"",
    paste0("\"", 1:4, "\",\"2021-06-0", 1:4, " 10:00:00\",\"3\",\"nl\",\"", c("a1", "b2", "a1", ""), "\",\"be\"")
  ))
  x <- read_responses(path, questionnaire(2021))
  listed <- problems(x)[problems(x)$rule == "duplicate_token", ]
  expect_identical(listed$row, c(1L, 3L))
  expect_identical(listed$value, c("a1", "a1"))
  expect_identical(x$token, c("a1", "b2", "a1", NA))
})
