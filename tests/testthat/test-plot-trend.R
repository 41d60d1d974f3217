skip_if_not_installed("ggplot2")
autoplot <- ggplot2::autoplot
layer <- function(plot, geom) {
  found <- which(vapply(plot$layers, function(x) inherits(x$geom, geom), logical(1)))
  ggplot2::layer_data(plot, found[1])
}
groups <- factor(c("business", "providers"))
labels <- c(business = "Departments", providers = "Providers")

# Figure 3 as printed, 2020 and 2021, and an edition whose wording was another.
trend <- new_result(tibble::tibble(
  question = "crisis_effect", group = rep(groups, each = 3), item = factor(NA),
  option = factor("opportunities"), item_code = NA_character_, option_code = "opportunities",
  edition = rep(c(2019L, 2020L, 2021L), 2), period = NA_character_, n = NA_integer_,
  base = rep(c(NA, NA, 173L), 2), percent = c(50, 63, 83, 40, 26, 72), source = "published",
  change = c(NA, NA, 20, NA, -14, 46), change_low = c(NA, NA, 10, NA, NA, 30),
  change_high = c(NA, NA, 30, NA, NA, 60), base_needed = NA_real_,
  verdict = c(NA, "not testable", "rise", NA, "not testable", "rise"), reason = NA_character_
), "trend", base_kind = "answered", conf_level = 0.95, lang = "en", group_labels = labels, synthetic = FALSE)

test_that("a trend has its points, a band of rounding, and intervals where the base is known", {
  plot <- autoplot(trend)
  points <- layer(plot, "GeomPoint")
  expect_setequal(points$y, c(50, 63, 83, 40, 26, 72))
  band <- layer(plot, "GeomRibbon")
  expect_equal(band$ymax - band$ymin, rep(1, 6))
  lines <- layer(plot, "GeomLinerange")
  expect_identical(sum(!is.na(lines$ymin)), 2L)
  # Wilson's interval of 83% and of 72% of 173.
  twin <- vapply(c(0.83, 0.72) * 173, function(n) stats::prop.test(n, 173, correct = FALSE)$conf.int, numeric(2))
  expect_equal(sort(lines$ymin), 100 * sort(twin[1, ]))
  expect_equal(sort(lines$ymax), 100 * sort(twin[2, ]))
})

test_that("a line is interrupted where the wording changed, dotted where nothing can be said", {
  pieces <- layer(autoplot(trend), "GeomSegment")
  # Business 2019-2020 is broken: three of four pieces.
  expect_identical(nrow(pieces), 3L)
  expect_identical(sum(pieces$linetype == "dotted"), 1L)
  expect_identical(pieces$y[pieces$linetype == "dotted"], 40)
  expect_true(all(pieces$linewidth[pieces$linetype == "solid"] > 1))
})

test_that("a trend is told and tabled", {
  expect_match(alt_text(trend), "Providers, opportunities: from 40% in 2019 to 72% in 2021", fixed = TRUE)
  expect_match(alt_text(trend, "fr"), "Graphique en lignes", fixed = TRUE)
  skip_if_not_installed("knitr")
  expect_match(knitr::knit_print(trend), "| rise", fixed = TRUE)
})

rank <- new_result(tibble::tibble(
  question = "agenda", group = rep(groups, each = 2), item = factor(NA), option = factor(rep(c("a", "b"), 2)),
  item_code = NA_character_, option_code = rep(c("a", "b"), 2), n = c(6L, 3L, 1L, 2L), base = 10L,
  percent = c(60, 30, 10, 20), rank = c(1L, 2L, 2L, 1L), rank_low = c(1L, 1L, 1L, 1L), rank_high = 2L
), "rank", base_kind = "answered", conf_level = 0.9, lang = "nl", synthetic = TRUE)

test_that("ranks are dots with their sets", {
  plot <- autoplot(rank)
  expect_setequal(layer(plot, "GeomPoint")$x, c(1, 2))
  lines <- layer(plot, "GeomLinerange")
  expect_equal(c(lines$xmin, lines$xmax), rep(1:2, each = 4))
  expect_match(plot$labels$caption, "90%")
  expect_match(plot$labels$caption, "Synthetische")
  expect_match(alt_text(rank), "business: a: rang 1 (1 tot 2); b: rang 2 (1 tot 2)", fixed = TRUE)
  skip_if_not_installed("knitr")
  expect_match(knitr::knit_print(rank), "1 tot 2", fixed = TRUE)
})

comparison <- new_result(tibble::tibble(
  question = "crisis_effect", item = factor(NA), option = factor(c("yes", "no"), c("yes", "no")),
  group_1 = factor("A"), group_2 = factor("B"), base_1 = 40L, base_2 = 50L, percent_1 = c(70, 30),
  percent_2 = c(40, 60), difference = c(30, -30), conf_low = c(10, -48), conf_high = c(48, -10),
  p_adjusted = c(0.0041, 0.5), higher = factor(c("A", NA))
), "groups", base_kind = "answered", conf_level = 0.95, lang = "en", synthetic = FALSE)

test_that("differences are dots around no difference, filled where significant", {
  plot <- autoplot(comparison)
  points <- layer(plot, "GeomPoint")
  expect_equal(points$shape[points$x == 30], 19)
  expect_equal(points$shape[points$x == -30], 21)
  expect_equal(layer(plot, "GeomVline")$xintercept, 0)
  expect_match(alt_text(comparison), "significantly higher for A: yes (30 percentage points)", fixed = TRUE)
  expect_match(plot$labels$caption, "A n\u00a0=\u00a040, B n\u00a0=\u00a050")
  skip_if_not_installed("knitr")
  expect_match(knitr::knit_print(comparison), "10 to 48", fixed = TRUE)
})

peers <- new_result(tibble::tibble(
  peers = c("group", "sector"), class = c("Business", "Finance"), question = "spending", item = factor(NA),
  option = factor("250 to 750"), n = c(40L, NA), base = c(160L, NA), percent = c(25, NA),
  position = c(63, NA), reason = c(NA, "Fewer than 10 peers answered.")
), "benchmark", base_kind = "answered", lang = "en", synthetic = FALSE)

test_that("a benchmark shows the share of peers, and says where they are too few", {
  plot <- autoplot(peers)
  bars <- layer(plot, "GeomCol")
  expect_identical(bars$x[!is.na(bars$x)], 25)
  expect_setequal(layer(plot, "GeomText")$label, c("25%", "too few respondents"))
  expect_match(alt_text(peers), "Finance: spending, 250 to 750 (too few respondents)", fixed = TRUE)
  skip_if_not_installed("knitr")
  expect_match(knitr::knit_print(peers), "63 |", fixed = TRUE)
})

test_that("the plots can be drawn, wide and narrow", {
  skip_if_not(capabilities("cairo"))
  withr::local_png(withr::local_tempfile(fileext = ".png"), type = "cairo")
  for (x in list(trend, rank, comparison, peers)) {
    for (width in c(7, 3.5)) {
      plot <- autoplot(x, width = width)
      expect_warning(ggplot2::ggplotGrob(plot), NA)
      expect_identical(ggplot2::get_alt_text(plot), alt_text(x))
    }
  }
})
