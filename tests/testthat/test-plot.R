lightness <- function(colours) {
  grDevices::convertColor(t(grDevices::col2rgb(colours)) / 255, "sRGB", "Lab")[, 1]
}

# Viénot, Brettel and Mollon (1999): linear RGB to LMS, one cone replaced, and back.
colour_blind <- function(colours, kind) {
  rgb <- grDevices::col2rgb(colours) / 255
  linear <- ifelse(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055)^2.4)
  to_lms <- rbind(c(17.8824, 43.5161, 4.11935), c(3.45565, 27.1554, 3.86714), c(0.0299566, 0.184309, 1.46709))
  lacks <- list(
    protanopia = rbind(c(0, 2.02344, -2.52581), c(0, 1, 0), c(0, 0, 1)),
    deuteranopia = rbind(c(1, 0, 0), c(0.494207, 0, 1.24827), c(0, 0, 1))
  )[[kind]]
  seen <- pmin(pmax(solve(to_lms) %*% lacks %*% to_lms %*% linear, 0), 1)
  seen <- ifelse(seen <= 0.0031308, seen * 12.92, 1.055 * seen^(1 / 2.4) - 0.055)
  grDevices::rgb(t(matrix(seen, 3)))
}

# Distance in CIELAB (CIE 1976).
colour_distance <- function(colours) {
  min(stats::dist(grDevices::convertColor(t(grDevices::col2rgb(colours)) / 255, "sRGB", "Lab")))
}

test_that("the colours differ in grey and for colour-blind readers", {
  for (colours in list(group_colours, scale_ends)) {
    expect_gt(min(stats::dist(lightness(colours))), 8)
    for (kind in c("protanopia", "deuteranopia")) {
      expect_gt(colour_distance(colour_blind(colours, kind)), 25)
    }
  }
  expect_gt(abs(diff(lightness(group_colours))), 25)
  # White and black stay themselves: the simulation is one.
  expect_identical(colour_blind(c("#FFFFFF", "#000000"), "deuteranopia")[2], "#000000")
})

test_that("groups keep their colours, others get as many as they need", {
  expect_identical(series_colours(c("providers", "business")), c("#84B94C", "#1F5A96"))
  for (n in 3:6) {
    colours <- series_colours(letters[seq_len(n)])
    expect_gt(min(stats::dist(lightness(colours))), 10)
    for (kind in c("protanopia", "deuteranopia")) {
      expect_gt(colour_distance(colour_blind(colours, kind)), 10)
    }
  }
})

test_that("a scale is darkest at its ends, grey on the line", {
  five <- option_colours(5, c(2, 1))
  expect_identical(five[c(1, 3, 5)], scale_ends)
  expect_true(all(lightness(five[c(1, 5)]) < lightness(five[c(2, 4)])))
  agreement <- option_colours(5, c(2, 0))
  expect_true(all(diff(lightness(agreement[3:5])) < 0))
  expect_true(all(diff(lightness(option_colours(4))) < 0))
})

test_that("ink can be read on its colour: contrast of 4.5 at least", {
  luminance <- function(colour) {
    x <- grDevices::col2rgb(colour)[, 1] / 255
    sum(ifelse(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055)^2.4) * c(0.2126, 0.7152, 0.0722))
  }
  colours <- c(group_colours, scale_ends, option_colours(5, c(2, 0)), option_colours(5))
  for (colour in unname(colours)) {
    two <- sort(c(luminance(colour), luminance(ink_on(colour))))
    expect_gte((two[2] + 0.05) / (two[1] + 0.05), 4.5)
  }
})

test_that("a colour is tinted towards white", {
  expect_identical(tint("#000000", c(0, 0.5, 1)), c("#000000", "#808080", "#FFFFFF"))
})

test_that("labels are wrapped to fit, and shortened only where nothing else is left", {
  room <- list(width = 7, height = 5, size = 10)
  long <- strrep("lorem ipsum dolor ", 8)
  expect_true(fit_labels(rep("yes", 5), room, 3)$whole)
  few <- fit_labels(rep(long, 5), room, 3)
  expect_true(few$whole)
  expect_identical(gsub("\n", " ", few$labels), rep(trimws(long), 5))
  many <- fit_labels(rep(long, 40), room, 3)
  expect_false(many$whole)
  expect_match(many$labels, "\u2026$")
  expect_true(all(n_lines(many$labels) == 1))
  # Long labels may stand between short ones.
  expect_true(fit_labels(c("yes", long, "no"), room, 1)$whole)
})

test_that("a no-break space holds its words together", {
  expect_identical(wrap("tot 47\u00a0% en", 6), "tot\n47\u00a0%\nen")
  expect_identical(wrap("le \u00ab mot \u00bb ?", 8), "le\n\u00ab\u00a0mot\u00a0\u00bb\u00a0?")
})

test_that("a legend takes the columns that fit", {
  expect_identical(fit_legend(c("a", "b"), list(width = 7, size = 10)), list(columns = 2L, lines = 1))
  expect_equal(fit_legend(rep(strrep("x", 40), 3), list(width = 3.5, size = 8))$columns, 1)
})

test_that("the largest stands first, and unknown ones last", {
  expect_identical(by_value(c("a", "b", "c", "d"), c("a", "b", "c"), c(1, 3, 3)), c("b", "c", "a", "d"))
})

test_that("plot() draws and returns its argument, in the size of the device", {
  skip_if_not_installed("ggplot2")
  skip_if_not(capabilities("cairo"))
  file <- withr::local_tempfile(fileext = ".png")
  withr::local_png(file, 3.5, 5, units = "in", res = 72, type = "cairo")
  shown <- figure(3)
  expect_identical(withVisible(plot(shown))$value, shown)
  expect_false(withVisible(plot(shown))$visible)
})

test_that("what cannot be drawn is refused", {
  skip_if_not_installed("ggplot2")
  expect_error(ggplot2::autoplot(figure(3)[1:3]), class = "tendensen_error_column")
  expect_error(ggplot2::autoplot(figure(3), order = "size"), class = "tendensen_error_argument")
  expect_error(ggplot2::autoplot(figure(3), intervals = NA), class = "tendensen_error_argument")
  expect_error(ggplot2::autoplot(figure(3), width = 0), class = "tendensen_error_argument")
})
