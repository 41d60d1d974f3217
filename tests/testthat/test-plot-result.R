skip_if_not_installed("ggplot2")
autoplot <- ggplot2::autoplot
answers <- as_responses(
  data.frame(
    group = rep(c("business", "providers"), c(8, 5)),
    crisis_effect = rep(c("opportunities", "difficulties"), c(6, 7)),
    gov_qualification = rep(c("strongly_disagree", "disagree", "rather_agree", "fully_agree"), c(4, 4, 4, 1))
  ),
  questionnaire()
)
layer <- function(plot, geom) {
  found <- which(vapply(plot$layers, function(x) inherits(x$geom, geom), logical(1)))
  ggplot2::layer_data(plot, found[1])
}

test_that("a table's bars are its percentages, side by side", {
  plot <- autoplot(tabulate_responses(answers, "crisis_effect", by = "group", lang = "en"), intervals = TRUE)
  bars <- layer(plot, "GeomCol")
  # Of 8 business 6 answer opportunities; of 5 providers none.
  expect_setequal(bars$x[bars$fill == "#1F5A96"], c(75, 25))
  expect_setequal(bars$x[bars$fill == "#84B94C"], c(0, 100))
  expect_setequal(layer(plot, "GeomText")$label, c("75%", "25%", "0%", "100%"))
  lines <- layer(plot, "GeomLinerange")
  twin <- suppressWarnings(stats::prop.test(6, 8, correct = FALSE))$conf.int * 100
  expect_true(any(abs(lines$xmin - twin[1]) < 1e-6 & abs(lines$xmax - twin[2]) < 1e-6))
  expect_match(plot$labels$caption, "n\u00a0=\u00a08")
  expect_match(plot$labels$caption, "95%")
})

test_that("a table of all has no legend and no groups", {
  plot <- autoplot(tabulate_responses(answers, "crisis_effect", lang = "fr"))
  expect_setequal(layer(plot, "GeomText")$label, c("46\u00a0%", "54\u00a0%"))
  expect_match(alt_text(tabulate_responses(answers, "crisis_effect", lang = "fr")), "maximum")
})

test_that("a grid is stacked, and around a line on request", {
  table <- tabulate_responses(answers, "government_statements", lang = "en")
  pieces <- layer(autoplot(table), "GeomTile")
  expect_equal(range(pieces$xmin, pieces$xmax), c(0, 100))
  around <- layer(autoplot(table, left = 2), "GeomTile")
  # 8 of 13 are against.
  expect_equal(min(around$xmin), -800 / 13)
  expect_equal(max(around$xmax), 500 / 13)
  neutral <- layer(autoplot(table, left = 2, neutral = 1), "GeomTile")
  expect_equal(min(neutral$xmin), -(800 + 200) / 13)
  expect_error(autoplot(table, left = 5), class = "tendensen_error_argument")
})

test_that("weighted percentages print to the unit", {
  table <- tabulate_responses(answers, "crisis_effect", weights = rep(c(1, 2), c(6, 7)), lang = "en")
  plot <- autoplot(table)
  # 6 of 20 and 14 of 20.
  expect_setequal(layer(plot, "GeomText")$label, c("30%", "70%"))
  expect_match(plot$labels$caption, "weighted")
})

test_that("many groups make panels", {
  table <- tabulate_responses(respondents(), "crisis_effect", by = c("sector", "group"), lang = "en")
  expect_gt(length(unique(layer(autoplot(table), "GeomCol")$PANEL)), 6)
})

test_that("claims and findings are counted", {
  claims <- conclusions(lang = "en")
  pieces <- layer(autoplot(claims), "GeomTile")
  widths <- pieces$xmax - pieces$xmin
  expect_equal(sum(widths), nrow(claims))
  expect_equal(sum(widths[pieces$fill == scale_ends[[1]]]), sum(claims$verdict == "contradicted"))
  audit <- audit_edition()
  pieces <- layer(autoplot(audit, lang = "nl"), "GeomTile")
  expect_equal(sum(pieces$xmax - pieces$xmin), nrow(audit))
  expect_match(autoplot(audit, lang = "nl")$labels$title, "gedrukte cijfers")
})
