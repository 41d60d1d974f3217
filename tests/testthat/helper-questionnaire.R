# A folder of sheets, each given as lines of CSV; and the questionnaire in it.
write_sheets <- function(..., folder = tempfile("sheets-")) {
  dir.create(folder, showWarnings = FALSE)
  sheets <- list(...)
  for (name in names(sheets)) {
    writeLines(enc2utf8(sheets[[name]]), file.path(folder, paste0(name, ".csv")), useBytes = TRUE)
  }
  folder
}

make_questionnaire <- function(survey, choices, settings = c("form_title,form_id", "Test,test")) {
  read_questionnaire(write_sheets(survey = survey, choices = choices, settings = settings))
}

# Every kind of question: single choice whose list has every kind of missing, multiple choice in one and
# in two columns of bits, a grid, routing, numbers and text.
many_codes <- paste0("m", 1:35)

kinds_questionnaire <- function() {
  make_questionnaire(
    survey = c(
      "type,name,label::English (en),relevant,constraint,appearance,group,editions",
      "select_one team,team,Team,,,,,",
      "select_one answer,one,One answer,,,,,",
      "select_multiple few,few,A few,,count-selected(.) <= 3,,,",
      "select_multiple many,many,Many,,,,,",
      "begin_group,grid,A grid,,,table-list,,",
      "select_one scale,first,First item,,,,,",
      "select_one scale,second,Second item,,,,,",
      "end_group,,,,,,,",
      "select_one scale,routed,Only the reds,${team} = 'red',,,,",
      "select_one scale,earlier,Earlier,,,,,2019",
      "integer,age,Age,,,,,",
      "decimal,score,Score,,,,,",
      "text,remark,Remark,,,,,"
    ),
    choices = c(
      "list_name,name,label::English (en),missing",
      "team,red,Red,", "team,blue,Blue,",
      "answer,a,Answer A,", "answer,b,Answer B,", "answer,c,Answer C,",
      "answer,never,Never chosen,", "answer,dk,Do not know,dont_know",
      "answer,na,Does not apply,not_applicable", "answer,secret,Kept secret,suppressed",
      "answer,gone,Did not exist,no_option",
      "few,p,Pear,", "few,q,Quince,", "few,r,Raspberry,", "few,s,Strawberry,", "few,t,Tomato,",
      "few,none,None of these,not_applicable",
      paste0("many,", many_codes, ",Option ", many_codes, ","),
      "scale,low,Low,", "scale,mid,Middle,", "scale,high,High,"
    )
  )
}

# Random answers to it: codes as a survey tool exports them, NA where nothing was answered.
random_answers <- function(n, seed) {
  set.seed(seed)
  pick <- function(codes) sample(c(codes, NA), n, replace = TRUE)
  picks <- function(codes, size) {
    drawn <- replicate(n, paste(sample(codes, sample(0:size, 1)), collapse = " "))
    ifelse(nzchar(drawn), drawn, NA)
  }
  team <- pick(c("red", "blue"))
  data.frame(
    team = team,
    one = pick(c("a", "b", "c", "dk", "na", "secret", "gone")),
    few = picks(c("p", "q", "r", "s", "t"), 3),
    many = picks(many_codes, 35),
    first = pick(c("low", "mid", "high")),
    second = pick(c("low", "high")),
    routed = ifelse(team %in% "red", pick(c("low", "mid", "high")), NA),
    age = sample(18:99, n, replace = TRUE),
    score = round(stats::runif(n), 3),
    remark = "",
    region = sample(c("north", "south", NA), n, replace = TRUE)
  )
}

codes_in <- function(list) {
  switch(list,
    answer = c("a", "b", "c", "never"), few = c("p", "q", "r", "s", "t"), many = many_codes,
    scale = c("low", "mid", "high")
  )
}

# A column of codes as numbers, missing as NA.
code_numbers <- function(x) {
  data <- vctrs::vec_data(x)
  as.numeric(ifelse(is.na(data) | data < 0, NA, data))
}

# A data frame as a list of its columns, without what a class adds.
plain <- function(x) {
  attributes(x) <- list(names = names(x))
  x
}

# An edition to be changed: a copy of the folder of an installed one.
copy_edition <- function(folder = tempfile("edition-")) {
  dir.create(folder)
  installed <- system.file("editions", "2021", package = "tendensen", mustWork = TRUE)
  file.copy(list.files(installed, full.names = TRUE), folder)
  folder
}

edit_sheet <- function(folder, sheet, edit) {
  path <- file.path(folder, paste0(sheet, ".csv"))
  rows <- utils::read.csv(path,
    colClasses = "character", na.strings = character(), check.names = FALSE, encoding = "UTF-8"
  )
  utils::write.csv(edit(rows), path, row.names = FALSE, fileEncoding = "UTF-8")
}

edition_sheet <- function(sheet, folder = system.file("editions", "2021", package = "tendensen")) {
  utils::read.csv(file.path(folder, paste0(sheet, ".csv")),
    colClasses = "character", na.strings = "", check.names = FALSE, encoding = "UTF-8"
  )
}
