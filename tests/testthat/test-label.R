# The faults of labels within a list of two languages. `nl` and `en`: labels of the options a, b, c.
label_faults <- function(en, nl = c("Een", "Twee", "Drie"), type = "select_one") {
  choices <- c(
    "list_name,name,label::English (en),label::Nederlands (nl)",
    paste0("l,", letters[1:3], ",\"", gsub("\"", "\"\"", en), "\",\"", nl, "\"")
  )
  survey <- c("type,name,label::English (en),label::Nederlands (nl)", paste0(type, " l,q,Q,V"))
  tryCatch(
    {
      make_questionnaire(survey, choices)
      character()
    },
    tendensen_error_questionnaire = function(error) {
      with(error$faults, paste0(id, " ", sheet, "!", row, " ", column, " [", value, "]"))
    }
  )
}

test_that("labels that differ in case, spaces, quotes, dashes or Unicode form only are ambiguous", {
  at_three <- function(label) paste0("label_ambiguous choices!3 label::English (en) [", label, "]")
  same <- list(
    c("Caf\u00e9", "cafe\u0301"), c("Very good", "very  good"), c("Very good", "Very\u00a0good"),
    c("Don't know", "Don\u2019t know"), c("The \"best\"", "the \u201cbest\u201d"), c("1-2", "1\u20132")
  )
  for (pair in same) expect_identical(label_faults(c(pair, "C")), at_three(pair[[2]]))
  for (pair in list(c("Cafe", "Caf\u00e9"), c("1-2", "12"), c("Good", "Good!"))) {
    expect_identical(label_faults(c(pair, "C")), character())
  }
  # Each language by itself.
  expect_identical(
    label_faults(c("A one", "B one", "C one"), c("Een", "Twee", "TWEE")),
    "label_ambiguous choices!4 label::Nederlands (nl) [TWEE]"
  )
  expect_identical(label_faults(c("Een", "Twee", "Drie"), c("Twee", "Drie", "Een")), character())
})

test_that("a label that is the code of another option is refused, its own code is a label", {
  expect_identical(
    label_faults(c("b", "Second", "Third")), "label_is_code choices!2 label::English (en) [b]"
  )
  expect_identical(label_faults(c("a", "b", "c")), character())
  # Codes are read as written.
  expect_identical(label_faults(c("B", "A", "C")), character())
})

test_that("a label that would split joined answers is refused, where answers are joined", {
  splits <- "label_splits choices!4 label::English (en) [Books, web]"
  expect_identical(label_faults(c("Books", "Web", "Books, web"), type = "select_multiple"), splits)
  expect_identical(label_faults(c("Books", "Web", "Books, web")), character())
  expect_identical(label_faults(c("Books", "Films", "Books, web"), type = "select_multiple"), character())
  expect_identical(
    label_faults(c("Books", "Web", "Web;Books"), type = "select_multiple"),
    "label_splits choices!4 label::English (en) [Web;Books]"
  )
})

# Joined answers of up to four options, as text.
joined_answers <- function(labels, separator) {
  unlist(lapply(1:4, function(n) {
    do.call(paste, c(unname(expand.grid(rep(list(labels), n))), sep = separator))
  }))
}

test_that("without the labels found, no two rows of answers read the same", {
  set.seed(1)
  made <- function() paste(sample(c("a", "b", "c"), sample(3, 1), replace = TRUE), collapse = ", ")
  for (run in 1:40) {
    labels <- unique(replicate(4, made()))
    found <- core_splitting_labels(labels)
    kept <- labels[setdiff(seq_along(labels), found)]
    expect_identical(anyDuplicated(joined_answers(kept, ", ")), 0L)
    if (length(found) == 0) expect_identical(kept, labels)
  }
})
