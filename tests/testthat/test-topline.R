kinds_topline <- function(...) {
  data <- data.frame(
    team = c("red", "red", "blue", "blue", "blue"),
    one = c("a", "b", "a", "dk", NA),
    few = c("p q", "p", "none", "p r s", NA),
    first = c("low", "low", "mid", "high", "high"),
    routed = c("low", NA, NA, NA, NA),
    age = c(20L, 31L, 40L, NA, 43L), score = c(1, 2.25, 4, 8, NA),
    remark = c("=1+1", "", NA, "fine", NA)
  )
  topline(as_responses(data, kinds_questionnaire()), ...)
}

at <- function(x, question, option = NA, group = "all", item = NA, kind = NULL) {
  x <- x[x$question == question & x$group_code == group, ]
  if (!is.null(kind)) x <- x[x$kind == kind, ]
  if (!is.na(item)) x <- x[x$item_code %in% item, ]
  if (!is.na(option)) x <- x[x$option_code %in% option, ]
  x
}

test_that("all kinds of question are counted", {
  x <- kinds_topline()
  one <- at(x, "one", "a")
  # Three answered: a, b, a; one does not know, one left it open.
  expect_equal(c(one$n, one$base), c(2L, 3L))
  expect_equal(one$percent, 200 / 3)
  expect_equal(at(x, "one", "dont_know")$n, 1L)
  expect_equal(at(x, "one", "no_answer")$n, 1L)
  expect_equal(at(x, "one", "dont_know")$percent, NA_real_)
  expect_equal(nrow(at(x, "one", "suppressed")), 0)
  expect_equal(at(x, "few", "p")$percent, 100)
  expect_equal(at(x, "grid", "low", item = "first")$percent, 40)
  expect_equal(at(x, "grid", "not_asked", item = "second")$n, 5L)
  age <- at(x, "age")
  expect_equal(age$value[age$kind == "mean"], (20 + 31 + 40 + 43) / 4)
  expect_equal(age$value[age$kind == "median"], (31 + 40) / 2)
  expect_equal(unique(age$base), 4L)
  expect_equal(age$n[age$kind == "missing"], 1L)
  expect_equal(at(x, "remark")$n, 2L)
  # Shown to the reds only: one answered, one left it open.
  expect_equal(at(x, "routed", "not_shown")$n, 3L)
})

test_that("groups stand side by side, without those that were not asked", {
  x <- kinds_topline(by = "team")
  expect_equal(levels(x$group), c("All respondents", "Red", "Blue"))
  expect_equal(at(x, "one", "a", "red")$percent, 50)
  expect_equal(at(x, "one", "a", "blue")$percent, 100)
  expect_equal(unique(x$group_code[x$question == "routed"]), "red")
  expect_equal(at(x, "age", group = "blue", kind = "mean")$value, 41.5)
})

test_that("weighted numbers are those of repeated respondents", {
  data <- data.frame(team = c("red", "blue", "blue"), age = c(20L, 31L, 40L), score = c(1, 2.25, 4))
  weights <- c(3, 1, 2)
  questionnaire <- kinds_questionnaire()
  weighted <- topline(as_responses(data, questionnaire), weights = weights)
  repeated <- topline(as_responses(data[rep(1:3, weights), ], questionnaire))
  expect_equal(weighted$percent, repeated$percent)
  expect_equal(weighted$value, repeated$value)
  expect_equal(weighted$base_weighted, as.double(repeated$base))
  expect_equal(at(weighted, "team", "red")$n, 1L)
})

test_that("small bases are hidden", {
  x <- kinds_topline(by = "team", min_n = 3)
  hidden <- x[x$question == "one" & x$group_code == "red", ]
  expect_equal(unique(hidden$base), 2L)
  expect_true(all(is.na(hidden$n)) && all(is.na(hidden$percent)) && all(hidden$note == "suppressed"))
  expect_true(all(is.na(at(x, "age", group = "red")$value)))
  expect_equal(at(x, "team", "red", kind = "level")$percent, 40)
  expect_true(any(grepl("below 3", format(x), fixed = TRUE)))
})

test_that("the topline has the report's numbers, and what it printed of earlier years", {
  x <- topline(respondents(), lang = "nl")
  effect <- x[x$question == "crisis_effect" & x$option == "mogelijkheden", ]
  # Figure 3: business 83% (2020: 63%), providers 72% (2020: 26%).
  expect_equal(as.integer(effect$edition), c(2021L, 2020L, 2021L, 2020L))
  expect_equal(effect$group_code, rep(c("business", "providers"), each = 2))
  expect_equal(round(effect$percent), c(83, 63, 72, 26))
  expect_equal(effect$source, rep(c("responses", "published"), 2))
  expect_equal(effect$base, c(173L, NA, 142L, NA))
  # Purchase criteria, 2011: only printed, as scores.
  scores <- x[x$question == "purchase_importance", ]
  expect_equal(unique(scores$source), "published")
  expect_equal(scores$value[scores$item_code == "importance_content"], 6.69)
  # Every question that was asked, and nobody who was not.
  codes <- codebook(questionnaire(2021))
  asked <- unique(codes$question[is.na(codes$editions)])
  expect_true(all(asked %in% x$question))
  expect_false("providers" %in% x$group_code[x$question == "sector"])
  wording <- codes$question_label[match(x$question, codes$question)]
  expect_equal(x$question_label, wording)
})

test_that("printed numbers stand only beside the groups of the report", {
  r <- respondents()
  expect_false(any(topline(r, by = "country")$source == "published"))
  printed <- topline(r, by = character())
  expect_equal(unique(printed$group_code[printed$source == "published"]), "all")
})

test_that("nets are those of recode_responses()", {
  x <- topline(respondents())
  nets <- tabulate_responses(recode_responses(respondents()), "adapted", by = "group")
  own <- x[x$question == "adapted" & x$kind == "net", ]
  key <- function(x, group) paste(group, x$option_code)
  found <- match(key(own, own$group_code), key(nets, rep(c("business", "providers"), each = nrow(nets) / 2)))
  expect_equal(own$percent, nets$percent[found])
  expect_equal(nrow(own), 4)
})

test_that("the document has the wording, the bases and percentages rounded half up", {
  data <- data.frame(team = rep(c("red", "blue"), c(1, 7)), routed = "low")
  text <- format(topline(as_responses(data, kinds_questionnaire())), width = 80)
  # 1 of 8 is 12.5, 7 of 8 is 87.5.
  expect_true(any(grepl("Red +13%$", text)))
  expect_true(any(grepl("Blue +88%$", text)))
  expect_true(any(grepl("Base +\\(8\\)$", text)))
  expect_true(any(grepl("Several answers possible (at most 3)", text, fixed = TRUE)))
  expect_true(any(grepl("Shown if \u2018Team\u2019 = \u2018Red\u2019", text, fixed = TRUE)))
  expect_lte(max(nchar(text, "width")), 80)
  dutch <- format(topline(respondents()), width = 100)
  expect_true(any(grepl("Synthetische respondenten", dutch)))
  expect_true(any(grepl("gemiddelde +6,69$", dutch)))
  expect_output(print(topline(respondents())), "De coronacrisis bood onze eigen organisatie")
})

test_that("selections print as tibbles, subsets as documents", {
  x <- topline(respondents(), lang = "en")
  expect_output(print(x[x$question == "agenda", ]), "^Topline")
  expect_output(print(x[c("question", "n")]), "Topline: *[0-9]+ rows")
  expect_true(length(format(x[0, ])) > 0)
})

test_that("bad arguments are refused", {
  r <- respondents()
  expect_error(topline(data.frame(x = 1)), class = "tendensen_error_responses")
  expect_error(topline(r, lang = "de"), class = "tendensen_error_language")
  expect_error(topline(r, min_n = -1), class = "tendensen_error_argument")
  expect_error(topline(r, by = "nothing"), class = "tendensen_error_column")
  expect_error(topline(r, weights = 1), class = "tendensen_error_weights")
})

test_that("nobody is counted as nobody", {
  x <- topline(as_responses(data.frame(team = character()), kinds_questionnaire()))
  expect_true(all(x$base == 0))
  expect_true("one" %in% x$question)
})
