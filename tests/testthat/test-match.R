words <- c("prijs", "tijd", "kwaliteit, op termijn", "kwaliteit", "bereik")

names_of <- function(text, value = seq_along(text), tier = 0L) {
  names <- vctrs::data_frame(text = text, value = as.integer(value), tier = as.integer(rep_len(tier, length(text))))
  names$folded <- fold_text(names$text)
  names
}

test_that("answers match as they are, or folded", {
  names <- names_of(c("Zeker", "ZEKER", "L\u2019id\u00e9e"))
  expect_identical(match_texts(c("Zeker", "ZEKER", "zeker", "niet"), names), c(1L, 2L, 0L, NA))
  other_form <- c("l'id\u00e9e", "L\u2019ide\u0301e", " L\u2019id\u00e9e\u00a0")
  expect_identical(match_texts(other_form, names), c(3L, 3L, 3L))
})

# All ways to divide the parts, a plain twin: the one that loses least, and then has the fewest parts.
split_answer_twin <- function(text, labels, separator) {
  pieces <- strsplit(text, separator, fixed = TRUE)[[1]]
  n <- length(pieces)
  best <- NULL
  for (cuts in seq_len(2^(n - 1)) - 1) {
    ends <- c(which(bitwAnd(cuts, 2^(seq_len(n - 1) - 1)) > 0), n)
    parts <- mapply(function(from, to) paste(pieces[from:to], collapse = separator), c(1, ends[-length(ends)] + 1), ends)
    found <- match(parts, labels)
    # Only a single piece can be unknown.
    if (any(is.na(found) & grepl(separator, parts, fixed = TRUE))) next
    cost <- c(sum(nchar(parts[is.na(found)])), length(parts))
    better <- is.null(best) || cost[1] < best$cost[1] || cost[1] == best$cost[1] && cost[2] < best$cost[2]
    if (better) best <- list(cost = cost, found = found)
  }
  best
}

test_that("joined answers are divided as the plain twin divides them", {
  set.seed(12)
  for (round in 1:200) {
    labels <- unique(replicate(5, paste(sample(c("a", "b", "c", "d"), sample(3, 1), TRUE), collapse = ", ")))
    text <- paste(sample(c(labels, "x", "yy"), sample(4, 1), TRUE), collapse = ", ")
    twin <- split_answer_twin(text, labels, ", ")
    part <- match_joined(text, names_of(labels), ", ")
    expect_identical(sum(nchar(part$text[is.na(part$value)])), as.integer(twin$cost[1]), label = text)
    expect_length(part$value, twin$cost[2])
  }
})

test_that("the separator that leaves least unmatched is taken, an unknown answer stays whole", {
  part <- match_joined(c("prijs; tijd", "prijs tijd", "geen van deze"), names_of(words), c(" ", "; "))
  expect_identical(part$value, c(1L, 2L, 1L, 2L, NA))
  expect_identical(part$text[[5]], "geen van deze")
})

test_that("columns are found by declared name, name, parts and text", {
  q <- read_questionnaire(write_sheets(
    survey = c(
      "type,name,label::Nederlands (nl),label::English (en),appearance,export::limesurvey",
      "select_one yn,uses,Gebruik je het?,Do you use it?,,Q1", "select_multiple why,why,Waarom?,Why?,,Q2",
      "begin_group,often,Hoe vaak?,How often?,table-list,Q3", "select_one yn,read,Lezen,Reading,,SQ1",
      "select_one yn,write,Schrijven,Writing,,SQ2", "end_group,,,,,"
    ),
    choices = c(
      "list_name,name,label::Nederlands (nl),label::English (en),export::limesurvey",
      "yn,yes,Ja,Yes,A1", "yn,no,Neen,No,A2", "why,cost,Kosten,Costs,SQ001", "why,time,Tijd,Time,SQ002"
    ),
    settings = c("form_title,form_id", "Test,test")
  ))
  columns <- tibble::tibble(
    column = 1:12,
    code = c("Q1", "uses", "Q2[SQ001]", "why/time", "Q3[SQ2]", "grp/read", "often_write", NA, NA, NA, NA, NA),
    import_id = NA_character_,
    text = c(rep(NA, 7), "GEBRUIK JE HET\u00a0?", "Why?", "Hoe vaak?", "Gebruik je het?", "Iets anders"),
    answer = c(rep(NA, 8), "Costs", "Lezen", NA, NA), role = "answer"
  )
  columns$text[8] <- "Gebruik\u00a0je  het?"
  export <- list(columns = columns, sets = no_sets(), tool = "limesurvey")
  names <- column_names(q, "limesurvey")
  match <- core_match_columns(column_keys(export), names$key, names$item, names$option, names$tier)
  expect_identical(q$items$column[match$item], c(
    "uses", "uses", "why", "why", "write", "read", "write", "uses", "why", "read", "uses", NA
  ))
  expect_identical(match$option, c(0L, 0L, 1L, 2L, 0L, 0L, 0L, 0L, 1L, 0L, 0L, NA))
})
