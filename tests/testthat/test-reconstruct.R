synthetic <- respondents()
q <- questionnaire(2021)
is_business <- code_numbers(synthetic$group) == 1
multiple <- c("tech_reasons", "participation_measures", "culture_levers", "agenda", "purchase_criteria")
n_picks <- function(x) rowSums(as.matrix(tibble::as_tibble(x)))

# The lowest count of n that prints as p: p - 1/2 <= 100 count / n.
lowest_count <- function(p, n) pmax(0, ceiling((2 * p - 1) * n / 200))

printed_levels <- function(question, group) {
  table <- published(2021)
  own <- table$question == question & table$group == group & table$year == 2021 & table$kind == "level"
  table$number[own]
}

test_that("as many took part as the report says", {
  expect_identical(nrow(synthetic), 315L)
  expect_identical(sum(is_business), 173L)
  n_french <- sum(code_numbers(synthetic$language) == 2)
  expect_identical(half_up(n_french, 315), 10)
})

test_that("nobody picks more than the maximum, except where the printed sum forces it", {
  for (question in multiple) {
    for (group in c("business", "providers")) {
      who <- is_business == (group == "business")
      picks <- n_picks(synthetic[[question]])[who]
      levels <- printed_levels(question, group)
      forced <- max(0, sum(lowest_count(levels, sum(who))) - 3 * sum(who))
      expect_identical(sum(pmax(picks - 3, 0)), forced, label = paste(question, group))
      if (sum(levels) <= 300) expect_lte(max(picks), 3)
    }
  }
})

test_that("picks beyond the maximum are listed with the printed sum", {
  found <- problems(synthetic)
  excess <- found[found$rule == "picks_beyond_maximum", ]
  expect_setequal(excess$question, c("tech_reasons", "agenda", "purchase_criteria"))
  sums <- c(tech_reasons = "319", agenda = "307", purchase_criteria = "322")
  business <- excess[startsWith(excess$value, "business"), ]
  for (i in seq_len(nrow(business))) expect_match(business$expected[i], sums[[business$question[i]]])
  expect_setequal(
    found$column[found$rule == "not_reproducible"], c("org_size", "uses_technology")
  )
})

test_that("the same seed gives the same respondents, another one others", {
  n <- c(business = 173, providers = 142)
  make <- function(seed) reconstruct_responses(published(2021), q, n, seed)
  expect_identical(make(2021), synthetic)
  expect_false(identical(code_numbers(make(1)$agenda), code_numbers(synthetic$agenda)))
  set.seed(5)
  first <- make(NULL)
  second <- make(NULL)
  set.seed(5)
  expect_identical(make(NULL), first)
  expect_false(identical(code_numbers(first$agenda), code_numbers(second$agenda)))
})

test_that("any number of respondents reproduces the same percentages", {
  n <- c(providers = 800, business = 1000)
  more <- reconstruct_responses(published(2021), q, n, 1)
  expect_identical(nrow(more), 1800L)
  expect_identical(as.integer(table(code_numbers(more$group))), c(1000L, 800L))
  table <- reproduce_edition(more)
  table <- table[table$unit == "percent", ]
  expect_identical(half_up(table$n, table$base) == table$published, table$tier == "exact")
  expect_identical(sum(table$tier == "differs"), 0L)
})

test_that("why there is no answer", {
  kind <- lapply(synthetic[vapply(synthetic, inherits, TRUE, "tendensen_choice")], missing_kind)
  kind <- lapply(kind, as.character)
  expect_setequal(kind$sector[!is_business], "not_shown")
  expect_setequal(kind$revenue_impact[is_business], "not_shown")
  expect_setequal(kind$provider_size[is_business], "not_shown")
  expect_setequal(kind$maturity[is_business], "suppressed")
  expect_setequal(kind$maturity[!is_business], "not_shown")
  expect_setequal(kind$webinar_tools, "suppressed")
  expect_setequal(kind$portal_partner, "suppressed")
  for (earlier in c("resource_source", "agenda_2019", "learning_offer", "training_disruption")) {
    expect_setequal(kind[[earlier]], "not_asked")
  }
  expect_true(all(is.na(synthetic$importance_price)))
  expect_setequal(kind$agenda, NA)
})

two_options <- function(..., digits = 0L) {
  q <- make_questionnaire(
    c("type,name,label::English (en),constraint", "select_one yn,a,A,", "select_multiple m,b,B,count-selected(.) <= 1"),
    c("list_name,name,label::English (en)", "yn,yes,Yes", "yn,no,No", "m,x,X", "m,y,Y"),
    c("form_title,form_id,edition", "Test,test,2021")
  )
  cells <- list(...)
  table <- data.frame(
    question = rep(names(cells), lengths(cells)), group = "all", year = 2021, period = NA_character_,
    item = NA_character_, option = unlist(lapply(cells, names)), value = as.character(unlist(cells)),
    digits = digits, kind = "level", unit = "percent"
  )
  function(n) reconstruct_responses(table, q, n, seed = 1)
}

test_that("where no count of all prints so, some left the question open", {
  # Of 3, 50 and 50 cannot be; of 2 they can.
  made <- two_options(a = c(yes = 50, no = 50))(3)
  expect_identical(sort(code_numbers(made$a), na.last = TRUE), c(1, 2, NA))
  expect_identical(as.character(missing_kind(made$a)[is.na(made$a)]), "no_answer")
  expect_identical(nrow(problems(made)), 0L)
})

test_that("decimals are percentages too", {
  # 4.35 * 100 is 434.99999999999994 in floating point.
  made <- two_options(a = c(yes = "4.35", no = "95.65"), digits = 2L)(10000)
  expect_identical(as.integer(table(code_numbers(made$a))), c(435L, 9565L))
})

test_that("a column that nobody can answer so is named, with the nearest counts", {
  made <- two_options(a = c(yes = 60, no = 60))(10)
  expect_setequal(problems(made)$rule, "not_reproducible")
  expect_match(problems(made)$expected, "60 + 60 = 120", fixed = TRUE)
  expect_identical(nrow(made), 10L)
})

test_that("multiple choice: each count prints as printed", {
  made <- two_options(b = c(x = 40, y = 70))(10)
  expect_identical(colSums(tibble::as_tibble(made$b)), c(x = 4, y = 7))
  expect_identical(problems(made)$rule, "picks_beyond_maximum")
})
