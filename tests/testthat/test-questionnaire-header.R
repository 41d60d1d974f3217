good_survey <- c("type,name,label::English (en)", "select_one yn,q,Q")
good_choices <- c("list_name,name,label::English (en)", "yn,yes,Yes", "yn,no,No")
good_settings <- c("form_title,form_id", "Test,test")

# "id sheet!row column [value]" of each fault; none: the questionnaire.
faults_of <- function(survey = good_survey, choices = good_choices, settings = good_settings) {
  tryCatch(make_questionnaire(survey, choices, settings),
    tendensen_error_questionnaire = function(error) {
      expect_true(all(nzchar(error$faults$problem)) && all(nzchar(error$faults$fix)))
      with(error$faults, paste0(id, " ", sheet, "!", row, " ", column, " [", value, "]"))
    }
  )
}

fix_of <- function(...) {
  error <- expect_error(make_questionnaire(...), class = "tendensen_error_questionnaire")
  error$faults$fix
}

expect_valid <- function(...) expect_s3_class(faults_of(...), "tendensen_questionnaire")

test_that("a misspelt column is refused with the name that it looks like, another is kept", {
  survey <- function(column) c(paste0(good_survey[1], ",", column), paste0(good_survey[2], ","))
  for (column in c("relevent", "Relevant", "requird", "choice filter", "bases", "apperance", "orderd")) {
    expect_identical(
      faults_of(survey(column)), paste0("column_unknown survey!1 ", column, " [", column, "]")
    )
  }
  expect_match(fix_of(survey("relevent"), good_choices), "`relevant`")
  expect_match(fix_of(survey("labl::Nederlands (nl)"), good_choices), "`label::Nederlands (nl)`", fixed = TRUE)
  expect_match(fix_of(survey("label:Nederlands (nl)"), good_choices), "`label::Nederlands (nl)`", fixed = TRUE)
  expect_match(fix_of(survey("label"), good_choices), "`label::English (en)`", fixed = TRUE)
  expect_match(fix_of(survey("Export:kobo"), good_choices), "`export::kobo`", fixed = TRUE)
  for (column in c("counted", "media::image", "calculation", "readonly", "note", "comment", "")) {
    expect_valid(survey(column))
  }
  expect_identical(
    faults_of(settings = c("form_title,default_languag", "Test,en")),
    "column_unknown settings!1 default_languag [default_languag]"
  )
  expect_identical(
    faults_of(choices = c("list name,name,label::English (en)", "yn,yes,Yes")),
    c("column_missing choices!0 list_name []", "column_unknown choices!1 list name [list name]")
  )
  expect_identical(
    faults_of(choices = c("list_name,name,label::English (en),class_form", "yn,yes,Yes,0")),
    "column_unknown choices!1 class_form [class_form]"
  )
})

test_that("a language has a column in each sheet, once", {
  en <- "label::English (en)"
  nl <- "label::Nederlands (nl)"
  two <- c(paste0("type,name,", en, ",", nl), "select_one yn,q,Q,V")
  expect_identical(faults_of(two), "language_unpaired survey!1 label::Nederlands (nl) [Nederlands (nl)]")
  choices <- c(paste0("list_name,name,", en, ",", nl), "yn,yes,Yes,Ja", "yn,no,No,Nee")
  expect_identical(
    faults_of(choices = choices), "language_unpaired choices!1 label::Nederlands (nl) [Nederlands (nl)]"
  )
  expect_valid(two, choices)
  # Written in two ways, it is two languages.
  dutch <- sub("Nederlands", "Dutch", choices)
  expect_identical(faults_of(two, dutch), c(
    "language_unpaired survey!1 label::Nederlands (nl) [Nederlands (nl)]",
    "language_unpaired choices!1 label::Dutch (nl) [Dutch (nl)]"
  ))
  both <- c(paste0("type,name,", nl, ",label::Dutch (nl)"), "integer,q,V,V")
  expect_identical(
    faults_of(both, c(paste0("list_name,name,", nl, ",label::Dutch (nl)"))),
    "language_duplicate survey!1 label::Dutch (nl) [Dutch (nl)]"
  )
})

test_that("hints are in all languages or in none", {
  choices <- c("list_name,name,label::English (en),label::Nederlands (nl)", "yn,yes,Yes,Ja", "yn,no,No,Nee")
  survey <- function(header, ...) {
    c(paste0("type,name,label::English (en),label::Nederlands (nl),", header), paste0("select_one yn,q,Q,V,", ...))
  }
  expect_valid(survey("hint::English (en),hint::Nederlands (nl)", "Tip,Raad"), choices)
  expect_valid(survey("hint::English (en),hint::Nederlands (nl)", ","), choices)
  expect_identical(
    faults_of(survey("hint::English (en),hint::Nederlands (nl)", "Tip,"), choices),
    "hint_missing survey!2 hint::Nederlands (nl) []"
  )
  expect_identical(
    faults_of(survey("hint::English (en)", "Tip"), choices),
    "language_unpaired survey!1 label::Nederlands (nl) [Nederlands (nl)]"
  )
  expect_setequal(faults_of(survey("hint::English (en),hint::Nederlands (nl),hint::Deutsch (de)", "Tip,Raad,Rat"), choices),
    "language_unpaired survey!1 hint::Deutsch (de) [Deutsch (de)]"
  )
})

test_that("columns of exports are for the tools that are read", {
  sheet <- function(lines, column, cells) paste0(lines, c(paste0(",", column), paste0(",", cells)))
  for (tool in export_tools) {
    column <- paste0("export::", tool)
    expect_valid(sheet(good_survey, column, "Q1"), sheet(good_choices, column, c("Y", "N")))
  }
  expect_identical(
    faults_of(sheet(good_survey, "export::limesurvy", "Q1")),
    "export_unknown survey!1 export::limesurvy [limesurvy]"
  )
  expect_match(fix_of(sheet(good_survey, "export::limesurvy", "Q1"), good_choices), "export::limesurvey`?", fixed = TRUE)
  expect_identical(
    faults_of(choices = sheet(good_choices, "export::stata", c("Y", "N"))),
    "export_unknown choices!1 export::stata [stata]"
  )
})

test_that("settings: one row, languages as code or as column, a year or a month", {
  two <- list(
    c("type,name,label::English (en),label::Nederlands (nl)", "integer,q,Q,V"),
    "list_name,name,label::English (en),label::Nederlands (nl)"
  )
  settings <- function(...) {
    cells <- list(...)
    make_questionnaire(two[[1]], two[[2]], c(
      paste(names(cells), collapse = ","), paste(unlist(cells), collapse = ",")
    ))$settings
  }
  for (written in c("nl", "Nederlands (nl)")) {
    expect_identical(settings(default_language = written)$language, "nl")
    expect_identical(settings(default_language = written)$original_language, "nl")
    expect_identical(settings(default_language = "en", original_language = written)$original_language, "nl")
  }
  expect_identical(settings(form_title = "Test")$language, "en")
  for (period in c("2021", "2021-06", "2021-12", "")) {
    expect_valid(settings = c("form_title,period", paste0("T,", period)))
  }
  for (period in c("21", "2021-13", "2021-6", "June 2021", "2021-00")) {
    expect_identical(
      faults_of(settings = c("form_title,period", paste0("T,", period))),
      paste0("period_invalid settings!2 period [", period, "]")
    )
  }
  expect_identical(
    faults_of(settings = c("form_title,form_id", "T,t", "T,t", "T,t")),
    c("settings_rows settings!3 form_title []", "settings_rows settings!4 form_title []")
  )
  expect_identical(
    faults_of(settings = c("form_title,default_language", "T,nl")),
    "language_unknown settings!2 default_language [nl]"
  )
  expect_identical(
    faults_of(settings = c("form_title,default_language,original_language", "T,en,fr")),
    "language_unknown settings!2 original_language [fr]"
  )
  expect_valid(settings = "form_title")
})

test_that("faults of the header, of the settings and of rows come at once", {
  expect_setequal(
    faults_of(
      c("type,name,label::English (en),relevent,required", "select_one yn extra,q,Q,,ja", "note,q,Q,,"),
      c("list_name,name,label::English (en)", "yn,yes,Yes", ",no,No"),
      c("form_title,period", "T,soon")
    ),
    c(
      "column_unknown survey!1 relevent [relevent]", "type_words survey!2 type [select_one yn extra]",
      "required_unknown survey!2 required [ja]", "name_duplicate survey!3 name [q]",
      "list_name_missing choices!3 list_name []", "period_invalid settings!2 period [soon]"
    )
  )
})
