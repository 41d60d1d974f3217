cells <- expand.grid(n = 0:12, base = c(1, 5, 12, 173, 1e6))
cells <- cells[cells$n <= cells$base, ]
levels <- c(0.5, 0.9, 0.95, 0.99)

# Sums of random weights and of their squares over respondents of whom some gave the answer, and a
# survey design of them. Its variance has the factor (1 - f) n / (n - 1), which a sampling fraction f
# of 1 / n makes 1.
random_share <- function(n, seed) {
  set.seed(seed)
  data.frame(y = stats::rbinom(n, 1, 0.3), w = stats::rexp(n))
}

share_of <- function(x, level, method) {
  unlist(percent_interval(
    sum(x$w[x$y == 1]), sum(x$w), level, method, sum(x$w[x$y == 1]^2), sum(x$w^2), nrow(x)
  ))
}

svyciprop_twin <- function(x, level, method, fraction = NULL) {
  design <- survey::svydesign(~1, weights = ~w, data = x, fpc = fraction)
  interval <- survey::svyciprop(~y, design, method = method, level = level)
  100 * as.vector(attr(interval, "ci"))
}

test_that("Wilson's interval is that of stats::prop.test()", {
  for (level in levels) {
    expect_equal(
      as.data.frame(percent_interval(cells$n, cells$base, level)),
      wilson_twin(cells$n, cells$base, level),
      tolerance = 1e-8
    )
  }
})

test_that("Clopper and Pearson's interval is that of stats::binom.test()", {
  for (level in levels) {
    twin <- mapply(function(n, base) {
      100 * stats::binom.test(n, base, conf.level = level)$conf.int
    }, cells$n, cells$base)
    expect_equal(
      percent_interval(cells$n, cells$base, level, "clopper_pearson"),
      tibble::tibble(conf_low = twin[1, ], conf_high = twin[2, ]),
      tolerance = 1e-8
    )
  }
})

test_that("the intervals of Jeffreys and of Agresti and Coull are their definitions", {
  for (level in levels) {
    tail <- (1 - level) / 2
    jeffreys <- with(cells, data.frame(
      conf_low = ifelse(n == 0, 0, 100 * stats::qbeta(tail, n + 0.5, base - n + 0.5)),
      conf_high = ifelse(n == base, 100, 100 * stats::qbeta(1 - tail, n + 0.5, base - n + 0.5))
    ))
    z <- stats::qnorm(1 - tail)
    p <- (cells$n + z^2 / 2) / (cells$base + z^2)
    half <- z * sqrt(p * (1 - p) / (cells$base + z^2))
    agresti <- data.frame(conf_low = 100 * pmax(0, p - half), conf_high = 100 * pmin(1, p + half))
    found <- function(method) data.frame(percent_interval(cells$n, cells$base, level, method))
    expect_equal(found("jeffreys"), jeffreys, tolerance = 1e-8)
    expect_equal(found("agresti_coull"), agresti, tolerance = 1e-8)
  }
})

test_that("every interval holds the percentage and mirrors", {
  n <- 0:173
  for (method in names(interval_words)) {
    interval <- percent_interval(n, rep(173, 174), 0.95, method)
    known <- !is.na(interval$conf_low)
    percent <- 100 * n / 173
    expect_true(all((interval$conf_low <= percent & percent <= interval$conf_high)[known]))
    expect_true(all((interval$conf_low >= 0 & interval$conf_high <= 100)[known]))
    expect_equal(interval$conf_low, 100 - rev(interval$conf_high))
    expect_identical(which(!known), if (method == "linearisation") c(1L, 174L) else integer())
  }
})

test_that("a base of 0 or NA has no interval, one of 1 has", {
  for (method in names(interval_words)) {
    none <- percent_interval(c(0, NA), c(0, NA), 0.95, method)
    expect_true(all(is.na(none)), label = method)
    one <- percent_interval(0:1, c(1, 1), 0.95, method)
    expect_identical(anyNA(one), method == "linearisation")
  }
  # By algebra: (1 - level) / 2 = (1 - p)^1.
  expect_equal(percent_interval(0, 1, 0.95, "clopper_pearson")$conf_high, 97.5)
})

test_that("weighted, the beta interval is that of survey::svyciprop()", {
  skip_if_not_installed("survey")
  for (seed in 1:5) {
    x <- random_share(c(3, 20, 150, 315, 2000)[seed], 40 + seed)
    if (length(unique(x$y)) == 1) x$y[1] <- 1 - x$y[1]
    x$fraction <- 1 / nrow(x)
    for (level in levels) {
      expect_equal(
        unname(share_of(x, level, "clopper_pearson")), svyciprop_twin(x, level, "beta", ~fraction),
        tolerance = 1e-8
      )
    }
  }
})

test_that("weighted, linearisation is that of survey::svyciprop() on the logit scale", {
  skip_if_not_installed("survey")
  for (seed in 1:5) {
    x <- random_share(c(5, 20, 150, 315, 2000)[seed], 50 + seed)
    if (length(unique(x$y)) == 1) x$y[1] <- 1 - x$y[1]
    for (level in levels) {
      expect_equal(
        unname(share_of(x, level, "linearisation")), svyciprop_twin(x, level, "xlogit"),
        tolerance = 1e-8
      )
      # Unweighted too.
      expect_equal(
        unlist(percent_interval(sum(x$y), nrow(x), level, "linearisation"), use.names = FALSE),
        svyciprop_twin(transform(x, w = 1), level, "xlogit"), tolerance = 1e-8
      )
    }
  }
})

test_that("the other weighted intervals are those of a smaller sample", {
  x <- random_share(315, 60)
  p <- sum(x$w * x$y) / sum(x$w)
  effective <- p * (1 - p) / sum((x$w * (x$y - p) / sum(x$w))^2)
  expect_lt(effective, 315)
  for (method in c("wilson", "clopper_pearson", "jeffreys", "agresti_coull")) {
    expect_equal(
      share_of(x, 0.9, method),
      unlist(percent_interval(effective * p, effective, 0.9, method)),
      tolerance = 1e-10
    )
  }
})

test_that("at 0 and 100 percent the weighted interval has Kish's effective base", {
  w <- c(1, 2, 3, 0.5)
  kish <- sum(w)^2 / sum(w^2)
  none <- percent_interval(0, sum(w), 0.95, "clopper_pearson", 0, sum(w^2), 4)
  expect_equal(none$conf_high, 100 * (1 - 0.025^(1 / kish)))
  expect_identical(none$conf_low, 0)
  all <- percent_interval(sum(w), sum(w), 0.95, "clopper_pearson", sum(w^2), sum(w^2), 4)
  expect_equal(all$conf_low, 100 * 0.025^(1 / kish))
  expect_identical(all$conf_high, 100)
})

test_that("columns that do not fit are refused by the core", {
  refused <- function(...) expect_error(from_core(core_intervals(...)), class = "tendensen_error_argument")
  refused(c(1, 2), 3, c(1, 2), 3, 3, 0.95, "wilson")
  refused(1, 3, 1, 3, numeric(), 0.95, "wilson")
  refused(4, 3, 4, 3, 3, 0.95, "wilson")
  refused(-1, 3, 1, 3, 3, 0.95, "wilson")
  refused(1, 3, 1, 3, 3, 1, "wilson")
  refused(1, 3, 1, 3, 3, NaN, "wilson")
  refused(1, 3, 1, 3, 3, 0.95, "wald")
})
