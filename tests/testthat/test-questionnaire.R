q <- questionnaire(2021)

test_that("the codebook has a row an option and the columns it documents", {
  book <- codebook(q, "en")
  expect_named(book, c(
    "question", "question_label", "type", "item", "item_label", "code", "label", "missing", "max_picks",
    "routing", "editions", "base", "question_source", "label_source"
  ))
  sheets <- list(survey = edition_sheet("survey"), choices = edition_sheet("choices"))
  type <- strsplit(sheets$survey$type, " ")
  list <- vapply(type, function(x) if (length(x) == 2) x[[2]] else NA_character_, "")
  asked <- !is.na(sheets$survey$name) & sheets$survey$type != "begin_group"
  n_options <- vapply(list[asked], function(x) max(1, sum(sheets$choices$list_name == x, na.rm = TRUE)), 1)
  expect_identical(nrow(book), as.integer(sum(n_options)))
  country <- book[book$question == "country", ]
  expect_identical(country$code, c("be", "nl", "international"))
  expect_identical(country$label, c("Belgium", "The Netherlands", "Internationally"))
  expect_setequal(country$type, "single")
  expect_setequal(book$max_picks[book$question == "agenda"], 3L)
  expect_setequal(book$item[book$question == "tech_capacity"], c("tech_skills", "tech_resources"))
  expect_setequal(book$editions[book$question == "agenda_2019"], "2019")
  expect_match(book$routing[book$question == "sector"], "business")
  expect_setequal(book$question_source, "translation")
  expect_setequal(codebook(q, "nl")$question_source, c("report", "ours"))
})

test_that("kinds of missing are in the codebook, not among the options", {
  book <- codebook(kinds_questionnaire())
  one <- book[book$question == "one", ]
  expect_identical(one$missing, c(rep(NA, 4), "dont_know", "not_applicable", "suppressed", "no_option"))
  expect_identical(sum(book$question == "many"), 35L)
})

test_that("all faults are listed at once, with the rows of the spreadsheet", {
  folder <- write_sheets(
    survey = c(
      "type,name,label::English (en),relevant,constraint,appearance,group,base",
      "select_one yn,good,Good,,,,,", # row 2
      "select_on yn,bad_type,Bad type,,,,,", # row 3
      "select_one nothing,bad_list,Bad list,,,,,", # row 4
      "select_one yn,good,The same name,,,,,", # row 5
      "select_one yn,1st,Bad name,,,,,", # row 6
      "select_one yn,no_label,,,,,,", # row 7
      "select_one yn,bad_routing,Bad routing,${nobody} = 'yes',,,,", # row 8
      "select_one yn,bad_base,Bad base,,,,,mentions", # row 9
      "select_one yn,bad_group,Bad group,,,,providers,", # row 10
      "begin_group,open,Never closed,,,,,", # row 11
      "integer,last,Last,,,,," # row 12
    ),
    choices = c(
      "list_name,name,label::English (en),missing",
      "yn,yes,Yes,", # row 2
      "yn,no,No,", # row 3
      "yn,no,Again,", # row 4
      "yn,a b,With a space,", # row 5
      "yn,other,Yes,", # row 6: the label of row 2
      "yn,dk,Do not know,dontknow", # row 7
      "unused,x,X," # row 8
    ),
    settings = c("form_title,form_id,edition", "Test,test,21")
  )
  error <- expect_error(read_questionnaire(folder), class = "tendensen_error_questionnaire")
  faults <- error$faults
  expect_named(faults, c("id", "sheet", "row", "column", "value", "problem", "fix"))
  expect_setequal(paste(faults$id, faults$sheet, faults$row), c(
    "type_unknown survey 3", "list_unknown survey 4", "name_duplicate survey 5", "name_invalid survey 6",
    "label_missing survey 7", "expression survey 8", "base_unknown survey 9", "group_unknown survey 10",
    "group_open survey 11", "choice_duplicate choices 4", "choice_name choices 5",
    "label_ambiguous choices 6", "missing_unknown choices 7", "list_unused choices 8",
    "edition_invalid settings 2"
  ))
  expect_true(all(nzchar(faults$problem)) && all(nzchar(faults$fix)))
  for (id in faults$id) expect_match(conditionMessage(error), id, fixed = TRUE)
  expect_match(conditionMessage(error), "15 faults")
})

test_that("an empty line or a long one does not shift the row numbers", {
  faults <- function(survey) {
    tryCatch(
      make_questionnaire(survey, c("list_name,name,label::English (en)", "yn,yes,Yes", "yn,no,No")),
      tendensen_error_questionnaire = function(error) error$faults
    )
  }
  header <- "type,name,label::English (en)"
  good <- paste0("select_one yn,q", 1:6, ",Question")
  expect_identical(faults(c(header, good[1], "", good[2], "wrong,w,W"))$row, 5L)
  expect_identical(faults(c(header, good, "select_one yn,long,Long,,,", "wrong,w,W"))$row, 9L)
})

test_that("sheets and columns that are missing are named", {
  choices <- c("list_name,name,label::English (en)", "yn,yes,Yes")
  settings <- c("form_title,form_id", "Test,test")
  survey <- c("type,name,label::English (en)", "select_one yn,a,A")
  folder <- write_sheets(survey = survey, choices = choices)
  expect_error(read_questionnaire(folder), "settings.csv", class = "tendensen_error_file")
  no_name <- c("type,label::English (en)", "select_one yn,A")
  error <- expect_error(make_questionnaire(no_name, choices), class = "tendensen_error_questionnaire")
  expect_identical(paste(error$faults$id, error$faults$column), "column_missing name")
  twice <- c("type,name,name,label::English (en)", "select_one yn,a,a,A")
  error <- expect_error(make_questionnaire(twice, choices), class = "tendensen_error_questionnaire")
  expect_identical(paste(error$faults$id, error$faults$column), "column_duplicate name")
  unlabelled <- c("type,name", "select_one yn,a")
  error <- expect_error(make_questionnaire(unlabelled, choices), class = "tendensen_error_questionnaire")
  expect_true("languages" %in% error$faults$id)
  expect_error(make_questionnaire(character(), choices), class = "tendensen_error")
})

test_that("a byte order mark, quotes and CRLF do no harm", {
  plain <- c("type,name,label::English (en)", "select_one yn,a,\"A, with a comma\"")
  choices <- c("list_name,name,label::English (en)", "yn,yes,Yes", "yn,no,No")
  want <- codebook(make_questionnaire(plain, choices))
  marked <- paste0(c("\ufeff", ""), plain)
  quoted <- paste0(c("\ufeff", ""), c("\"type\",\"name\",\"label::English (en)\"", plain[2]))
  for (survey in list(marked, quoted, paste0(plain, "\r"))) {
    expect_identical(codebook(make_questionnaire(survey, choices)), want)
  }
  expect_identical(want$question_label[[1]], "A, with a comma")
})

test_that("cells that have no meaning are refused, each by its rule", {
  faults <- function(...) {
    header <- "type,name,label::English (en),required,constraint,choice_filter,appearance"
    choices <- c("list_name,name,label::English (en)", "yn,yes,Yes", "yn,no,No")
    error <- expect_error(make_questionnaire(c(header, ...), choices), class = "tendensen_error_questionnaire")
    paste0(error$faults$id, " ", error$faults$row, " ", error$faults$column)
  }
  good <- "select_one yn,q,Q,,,,"
  expect_identical(faults(good, "integer,a,A,maybe,,,"), "required_unknown 3 required")
  expect_identical(faults(good, "note,a b,A,,,,"), "name_invalid 3 name")
  expect_identical(faults(good, "note,q,A,,,,"), "name_duplicate 3 name")
  expect_identical(faults(good, "note,a,A,,. > 1,,"), "constraint_unused 3 constraint")
  expect_identical(faults("begin_group,g,G,,,x=1,", good, "end_group,,,,,,"), "choice_filter 2 choice_filter")
  expect_identical(faults("select_one yn or_other,q,Q,,,,"), "or_other 2 type")
  expect_identical(faults("select_one yn two,q,Q,,,,"), "type_words 2 type")
  expect_identical(
    faults(
      good, "begin_group,g,G,,,,table-list", "select_multiple yn,a,A,,,,",
      "select_multiple yn,b,B,,count-selected(.) <= 1,,", "end_group,,,,,,"
    ),
    "grid_mixed 5 constraint"
  )
})

test_that("CSV sheets with semicolons read as those with commas", {
  want <- read_questionnaire(test_path("fixtures", "small"))
  folder <- tempfile("semicolons-")
  dir.create(folder)
  for (name in c("survey", "choices", "settings")) {
    rows <- utils::read.csv(test_path("fixtures", "small", paste0(name, ".csv")),
      header = FALSE, colClasses = "character", na.strings = character(), encoding = "UTF-8"
    )
    utils::write.table(rows, file.path(folder, paste0(name, ".csv")),
      sep = ";", col.names = FALSE, row.names = FALSE, fileEncoding = "UTF-8"
    )
  }
  expect_identical(read_questionnaire(folder), want)
  # A semicolon in a cell is no separator, nor is a quoted one in the header.
  odd <- make_questionnaire(
    c("type,name,label::English (en),\";;;;;\"", "select_one yn,a,A; b,"),
    c("list_name,name,label::English (en)", "yn,yes,Yes", "yn,no,No")
  )
  expect_identical(odd$survey[["label::English (en)"]], "A; b")
})

test_that("a sheet that is not UTF-8 is refused with what it is, and its other faults", {
  skip_if_not_installed("stringi")
  folder <- write_sheets(
    survey = c("type,name,label::Fran\u00e7ais (fr)", "integer,a,\u00c2ge", "intger,b,B"),
    choices = "list_name,name,label::Fran\u00e7ais (fr)", settings = c("form_title,form_id", "T,t")
  )
  survey <- file.path(folder, "survey.csv")
  text <- readLines(survey, encoding = "UTF-8")
  faults <- function(encoding, mark = raw()) {
    bytes <- iconv(paste0(text, "\r\n", collapse = ""), "UTF-8", encoding, toRaw = TRUE)[[1]]
    writeBin(c(mark, bytes), survey)
    error <- expect_error(read_questionnaire(folder), class = "tendensen_error_questionnaire")
    expect_identical(paste(error$faults$id, error$faults$sheet, error$faults$row), c(
      "encoding survey 1", "type_unknown survey 3"
    ))
    expect_match(error$faults$value[[1]], "Fran\u00e7ais", fixed = TRUE)
    error$faults$problem[[1]]
  }
  expect_match(faults("windows-1252"), "windows-1252")
  expect_match(faults("UTF-16LE", as.raw(c(0xff, 0xfe))), "UTF-16LE")
  expect_match(faults("UTF-16BE"), "UTF-16BE")
  expect_match(faults("macintosh"), "macintosh")
  file.copy(test_path("fixtures", "small.xlsx"), survey, overwrite = TRUE)
  expect_error(read_questionnaire(folder), "survey.csv.*not text", class = "tendensen_error_file")
})

test_that("a sheet of a header alone keeps columns of text", {
  q <- make_questionnaire(c("type,name,label::English (en)", "integer,a,A"), "list_name,name,label::English (en)")
  expect_true(all(vapply(q$choices, is.character, TRUE)))
  expect_identical(blank_na(data.frame(a = logical(), b = NA_character_[0])), data.frame(a = character(), b = character()))
  expect_identical(blank_na(data.frame(a = c(NA, "x"))), data.frame(a = c("", "x")))
})

test_that("a workbook reads as the same sheets in a folder", {
  skip_if_not_installed("readxl")
  book <- read_questionnaire(test_path("fixtures", "small.xlsx"))
  folder <- read_questionnaire(test_path("fixtures", "small"))
  expect_identical(book, folder)
  expect_identical(codebook(book, "fr")$label[4:6], c("Sécurité", "Leadership", "Tête-à-tête"))
  expect_identical(book$settings$edition, 2022L)
  expect_identical(codebook(book)$code[1:3], c("1", "2", "9"))
})

test_that("in a C locale the accents are the same", {
  script <- tempfile(fileext = ".R")
  writeLines(c(
    "library(tendensen)",
    "book <- codebook(questionnaire(2021), 'fr')",
    "label <- book$label[book$question == 'country']",
    "data <- data.frame(country = c('Belgi\\u00eb', '\\u00c0 l\\u2019international'))",
    "answers <- as_responses(data, questionnaire(2021))",
    "cat(utf8ToInt(label[[3]]), ';', as.integer(answers$country), ';', l10n_info()$`UTF-8`)"
  ), script)
  skip_on_os("windows")
  libraries <- paste(.libPaths(), collapse = .Platform$path.sep)
  output <- system2(file.path(R.home("bin"), "Rscript"), c("--vanilla", shQuote(script)),
    stdout = TRUE, stderr = FALSE, env = c("LC_ALL=C", paste0("R_LIBS=", shQuote(libraries)))
  )
  expect_identical(
    trimws(strsplit(output, ";")[[1]]),
    c(paste(utf8ToInt("À l’international"), collapse = " "), "1 3", "FALSE")
  )
})

test_that("a questionnaire prints its title, languages and questions", {
  shown <- format(q)
  expect_match(shown[[1]], "Tendensen in leren & ontwikkeling in organisaties, edition 2021", fixed = TRUE)
  expect_match(shown[[2]], "nl, fr, en")
  expect_true(any(grepl("^  crisis_effect", shown)))
})
