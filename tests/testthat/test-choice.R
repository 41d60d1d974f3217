synthetic <- respondents()
country <- synthetic$country
q <- questionnaire(2021)
labels <- list(
  nl = c("België", "Nederland", "Internationaal"),
  fr = c("Belgique", "Pays-Bas", "À l’international"),
  en = c("Belgium", "The Netherlands", "Internationally")
)
codes <- c("be", "nl", "international")

test_that("a column prints its labels in three languages", {
  given <- as_responses(data.frame(country = c(codes, NA)), q)$country
  for (lang in names(labels)) {
    x <- set_language(given, lang)
    expect_identical(format(x), c(labels[[lang]], "<no answer>"))
    expect_identical(as.character(x), c(labels[[lang]], NA))
    expect_output(print(x), labels[[lang]][[1]], fixed = TRUE)
    expect_identical(vctrs::vec_data(x), vctrs::vec_data(given))
  }
  expect_identical(format(given[0]), character())
  expect_output(print(given[0]), "single_choice")
})

test_that("set_language() changes all columns of responses", {
  english <- set_language(synthetic, "en")
  expect_identical(levels(as.factor(english$country)), labels$en)
  expect_identical(code_numbers(english$agenda), code_numbers(synthetic$agenda))
  expect_s3_class(english, "tendensen_responses")
})

test_that("as.factor() has the answers that occur, as_factor() all options", {
  some <- country[country == "nl"]
  expect_identical(levels(as.factor(some)), "Nederland")
  expect_identical(levels(as.factor(country)), labels$nl)
  skip_if_not_installed("forcats")
  expect_identical(levels(forcats::as_factor(some)), labels$nl)
  expect_identical(as.integer(forcats::as_factor(country)), as.integer(country))
  # Missing is no level.
  expect_identical(
    as.factor(synthetic$revenue_impact), droplevels(forcats::as_factor(synthetic$revenue_impact))
  )
})

test_that("as.integer() gives positions, NA for every kind of missing", {
  x <- as_responses(data.frame(group = c("business", "providers"), sector = c("finance", NA)), q)$sector
  expect_identical(as.integer(x), c(3L, NA))
})

test_that("multiple choice as a tibble has a logical column an option", {
  x <- as_responses(data.frame(agenda = c("fit_strategy compliance", NA)), q)$agenda
  table <- tibble::as_tibble(x)
  expect_identical(names(table), unname(attr(x, "codes")))
  expect_identical(names(table)[which(unlist(table[1, ]))], c("fit_strategy", "compliance"))
  expect_true(all(is.na(table[2, ])))
  expect_match(format(x)[[1]], "L&D beter inpassen in de bedrijfsstrategie; Voldoen aan", fixed = TRUE)
  expect_identical(format(x)[[2]], "<no answer>")
})

test_that("answers compare with codes and with labels of any language", {
  is_belgian <- code_numbers(country) == 1
  for (value in c("be", "België", "Belgique", "Belgium")) {
    expect_identical(country == value, is_belgian)
    expect_identical(value == country, is_belgian)
    expect_identical(country != value, !is_belgian)
  }
  expect_identical(synthetic$sector == "finance", code_numbers(synthetic$sector) == 3)
})

test_that("vctrs::vec_in() compares with codes and labels", {
  expect_identical(vctrs::vec_in(country, c("be", "Nederland")), code_numbers(country) %in% 1:2)
})

test_that("a code that does not exist is refused with the nearest", {
  error <- expect_error(country == "belgie", class = "tendensen_error_code")
  expect_match(conditionMessage(error), "belgie")
  expect_match(conditionMessage(error), "Nearest: .*Belgi")
  expect_error(country[1] <- "nla", "nl", class = "tendensen_error_code")
  country[1] <- "international"
  expect_identical(as.integer(country[1]), 3L)
})

test_that("vectors of different questions do not combine", {
  expect_error(c(country, synthetic$sector), class = "vctrs_error_incompatible_type")
  expect_error(vctrs::vec_c(synthetic$agenda, synthetic$tech_reasons), class = "vctrs_error_incompatible_type")
  expect_error(country == synthetic$sector, class = "vctrs_error_incompatible_type")
  expect_error(c(country, 1L), class = "vctrs_error_incompatible_type")
  expect_identical(c(country, "be"), vctrs::vec_c(country, country[country == "be"][1]))
})

test_that("subsetting, repeating and combining keep the answers", {
  for (x in list(country, synthetic$agenda, synthetic$revenue_impact)) {
    i <- c(315, 1, 1, 200)
    expect_identical(vctrs::vec_data(x[i]), vctrs::vec_data(x)[i])
    expect_identical(vctrs::vec_data(c(x, x)), rep(vctrs::vec_data(x), 2))
    expect_identical(vctrs::vec_data(rev(x)), rev(vctrs::vec_data(x)))
    expect_identical(attr(x[i], "codes"), attr(x, "codes"))
  }
})

test_that("sorting is by questionnaire order, missing last", {
  x <- synthetic$revenue_impact
  expect_identical(as.integer(sort(x)), sort(as.integer(x)))
  expect_identical(order(x), order(as.integer(x)))
})

test_that("columns survive dplyr's verbs", {
  skip_if_not_installed("dplyr")
  number <- code_numbers(country)
  belgian <- dplyr::filter(synthetic, country == "be")
  expect_identical(nrow(belgian), sum(number == 1))
  expect_identical(code_numbers(dplyr::arrange(synthetic, country)$country), sort(number))
  changed <- dplyr::mutate(synthetic, country = dplyr::if_else(country == "be", country, country[1]))
  expect_s3_class(changed$country, "tendensen_single_choice")
  expect_identical(names(dplyr::select(synthetic, land = country)), "land")
  bound <- dplyr::bind_rows(synthetic[1:10, ], synthetic[11:315, ])
  expect_identical(lapply(bound, vctrs::vec_data), lapply(synthetic, vctrs::vec_data))
  counted <- dplyr::count(synthetic, country)
  expect_identical(counted$n, as.integer(table(number)))
  expect_identical(as.character(counted$country), labels$nl)
  grouped <- dplyr::summarise(dplyr::group_by(synthetic, country), n = dplyr::n())
  expect_identical(grouped$n, counted$n)
  population <- dplyr::tibble(country = c("nl", "be"), millions = c(17.5, 11.5))
  joined <- dplyr::left_join(synthetic, population, by = "country")
  expect_identical(joined$millions, c(11.5, 17.5, NA)[number])
  expect_identical(vctrs::vec_data(joined$country), vctrs::vec_data(country))
  # A column that was absent counts as not asked.
  absent <- dplyr::bind_rows(synthetic[1, ], dplyr::tibble(group = synthetic$group[1]))
  expect_identical(as.character(missing_kind(absent$country)), c(NA, "not_asked"))
})

test_that("summary() and table() work on responses", {
  expect_error(summary(synthetic), NA)
  expect_identical(as.integer(table(country)), as.integer(table(code_numbers(country))))
})
