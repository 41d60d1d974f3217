test_that("Wilson's interval is that of stats::prop.test()", {
  cells <- expand.grid(n = 0:12, base = c(1, 5, 12, 173, 1e6))
  cells <- cells[cells$n <= cells$base, ]
  for (level in c(0.5, 0.9, 0.95, 0.99)) {
    expect_equal(
      as.data.frame(wilson_interval(cells$n, cells$base, level)),
      wilson_twin(cells$n, cells$base, level),
      tolerance = 1e-8
    )
  }
})

test_that("the interval holds the percentage and mirrors", {
  n <- 0:173
  interval <- wilson_interval(n, rep(173, 174), 0.95)
  expect_true(all(interval$conf_low <= 100 * n / 173 & 100 * n / 173 <= interval$conf_high))
  expect_true(all(interval$conf_low >= 0 & interval$conf_high <= 100))
  expect_equal(interval$conf_low, 100 - rev(interval$conf_high))
})
