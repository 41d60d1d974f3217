table <- reproduce_edition(respondents())

test_that("every printed number of the edition has its row", {
  source <- published(2021)
  source <- source[source$year == 2021 & is.na(source$period) & source$unit != "score", ]
  expect_identical(nrow(table), nrow(source))
  key <- function(x, item, option) sort(paste(x$figure, x$question, x$group, item, option, x$kind, x$unit))
  expect_identical(key(table, table$item_code, table$option_code), key(source, source$item, source$option))
  expect_setequal(table$edition, 2021)
})

# The independent rule: half up on n and base, all printed without decimals.
test_that("every number is exact, except two proven misprints", {
  expect_setequal(published(2021)$digits[published(2021)$unit == "percent"], 0)
  exact <- ifelse(table$unit == "count", table$n, half_up(table$n, table$base)) == table$published
  expect_identical(table$tier == "exact", exact)
  expect_identical(sum(table$tier == "differs"), 0L)
  explained <- table[table$tier == "explained", ]
  places <- paste(explained$figure, explained$question, explained$group, explained$kind)
  expect_setequal(places, c("1 org_size business level", "7 uses_technology business net"))
  expect_identical(explained$option_code[explained$figure == 7], "no")
  # 3 + 12 + 9 + 36 + 10 + 36 = 106; the part printed as 12 is in the net printed as 11
  expect_match(explained$note[explained$figure == 1], "106")
  expect_match(explained$note[explained$figure == 7], "12.*11")
})

test_that("difference is computed minus printed, unrounded", {
  percent <- table$unit == "percent"
  expect_equal(table$percent[percent], 100 * table$n[percent] / table$base[percent])
  expect_equal(table$difference[percent], table$percent[percent] - table$published[percent])
  expect_identical(table$difference[!percent], c(0, 0, 0))
  expect_true(all(is.na(table$percent[!percent])))
  expect_identical(table$n[!percent], c(315L, 173L, 142L))
})

test_that("the summary counts the tiers", {
  expect_identical(summary(table)$tier, c("exact", "explained", "differs"))
  expect_identical(sum(summary(table)$n), nrow(table))
})

test_that("other respondents do not reproduce the edition", {
  some <- respondents()[1:200, ]
  expect_warning(differs <- reproduce_edition(some), NA)
  expect_gt(sum(differs$tier == "differs"), 100)
  exact <- ifelse(differs$unit == "count", differs$n == differs$published,
    differs$base > 0 & half_up(differs$n, pmax(1, differs$base)) == differs$published
  )
  expect_identical(differs$tier == "exact", exact)
})
