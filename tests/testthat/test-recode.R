q <- kinds_questionnaire()
raw <- random_answers(300, seed = 7)
answers <- as_responses(raw, q)
rules <- data.frame(
  question = "one", from = c("a", "b", "c", "never"), to = c("low", "low", "high", "high"),
  label = c("Low net", "Low net", "High net", "High net")
)

test_that("a net counts who gave any of its options, and missing passes through", {
  nets <- recode_responses(answers, rules)
  table <- tabulate_responses(nets, "one", missing = TRUE, base = "all")
  expect_identical(table$option_code[1:2], c("low", "high"))
  expect_identical(table$n[1:2], c(sum(raw$one %in% c("a", "b")), sum(raw$one %in% "c")))
  expect_identical(levels(table$option)[1:2], c("Low net", "High net"))
  expect_identical(missing_kind(nets$one), missing_kind(answers$one))
  expect_identical(nets[names(nets) != "one"], answers[names(answers) != "one"], ignore_attr = TRUE)
})

test_that("for multiple choice, a net is ticked when any of its parts is", {
  nets <- recode_responses(answers, data.frame(
    question = "few", from = c("p", "q", "r", "s", "t"), to = c("pome", "pome", "berry", "berry", "other")
  ))
  table <- tabulate_responses(nets, "few")
  any_of <- function(codes) sum(rowSums(multiple_ticks(raw$few, codes)) > 0)
  expect_identical(table$n, as.integer(c(any_of(c("p", "q")), any_of(c("r", "s")), any_of("t"))))
  expect_identical(unique(table$base), sum(!is.na(raw$few)))
})

test_that("a question in two columns of bits can be recoded", {
  nets <- recode_responses(answers, data.frame(
    question = "many", from = many_codes, to = ifelse(many_codes %in% many_codes[c(1, 35)], "ends", "middle")
  ))
  table <- tabulate_responses(nets, "many")
  ends <- sum(rowSums(multiple_ticks(raw$many, many_codes[c(1, 35)])) > 0)
  middle <- sum(rowSums(multiple_ticks(raw$many, many_codes[2:34])) > 0)
  expect_identical(table$n[match(c("ends", "middle"), table$option_code)], c(ends, middle))
})

test_that("without recodes, those of the edition are taken", {
  synthetic <- respondents()
  nets <- recode_responses(synthetic)
  table <- tabulate_responses(nets, "adapted", by = "group")
  plain <- tabulate_responses(synthetic, "adapted", by = "group")
  early <- plain$option_code %in% c("immediately", "after_months")
  expect_identical(
    table$n, as.integer(rowsum(plain$n, rep(1:4, c(2, 3, 2, 3))))
  )
  expect_identical(table$base, plain$base[c(1, 1, 6, 6)])
  expect_identical(half_up(table$n, table$base), c(73, 27, 85, 15))
  expect_identical(sum(plain$n[early]), sum(table$n[table$option_code == "within_months"]))
  # Figure 8, a grid: insufficient and sufficient skills.
  grid <- tabulate_responses(nets, "tech_capacity", by = "group")
  skills <- grid[grid$item_code == "tech_skills", ]
  expect_identical(half_up(skills$n, skills$base), c(16, 84, 20, 80))
  for (lang in c("nl", "fr", "en")) {
    labels <- levels(tabulate_responses(nets, "adapted", lang = lang)$option)
    column <- grep(paste0("(", lang, ")"), names(edition_sheet("recodes")), fixed = TRUE)
    expect_identical(labels, unique(edition_sheet("recodes")[1:5, column]))
  }
})

test_that("a recode that is not complete is refused with the codes", {
  refuse <- function(recodes, names) {
    error <- expect_error(recode_responses(answers, recodes), class = "tendensen_error_recode")
    for (name in names) expect_match(paste(rlang::cnd_message(error), collapse = " "), name)
  }
  refuse(rules[-4, ], "never")
  refuse(rbind(rules, transform(rules[1, ], from = "z")), "z")
  refuse(rbind(rules, rules[1, ]), "a")
  refuse(rules[c("question", "from")], "to")
  refuse(transform(rules, question = "age"), "age")
  refuse(rules[0, ], "recodes")
  refuse("one", "recodes")
})

test_that("two nets cannot have one label", {
  expect_error(
    tabulate_responses(recode_responses(answers, transform(rules, label = "Same")), "one"),
    "Same",
    class = "tendensen_error_recode"
  )
})
