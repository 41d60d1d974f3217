test_that("half up is exact on whole numbers", {
  expect_identical(round_percent(c(1, 3, 4), 8), c(13, 38, 50))
  for (base in c(1:60, 173, 200, 315, 1000)) {
    expect_identical(round_percent(0:base, base), half_up(0:base, base))
  }
})

test_that("decimals are kept as asked", {
  # 1 of 16 is 6.25, 1 of 32 is 3.125, 1 of 3 is 33.333...
  expect_identical(round_percent(1, 16, digits = 1), 6.3)
  expect_identical(round_percent(1, 16, digits = 1, rounding = "half_even"), 6.2)
  expect_identical(round_percent(1, 32, digits = 3), 3.125)
  expect_equal(round_percent(1, 3, digits = 6), 33.333333, tolerance = 1e-12)
})

test_that("half even differs from half up only in ties, towards the even number", {
  base <- 200
  up <- round_percent(0:base, base)
  even <- round_percent(0:base, base, rounding = "half_even")
  tie <- (100 * 0:base) %% base == base / 2
  expect_identical(even[!tie], up[!tie])
  expect_true(all(even[tie] %% 2 == 0))
  expect_true(all(abs(even[tie] - 100 * (0:base)[tie] / base) == 0.5))
})

# Hamilton: floors first, the rest to the largest remainders, the earlier one in a tie.
hamilton <- function(n, digits) {
  share <- n * 100 * 10^digits
  floors <- share %/% sum(n)
  first <- order(-(share %% sum(n)), seq_along(n))[seq_len(100 * 10^digits - sum(floors))]
  (floors + seq_along(n) %in% first) / 10^digits
}

test_that("largest remainder adds up to exactly 100", {
  expect_identical(round_percent(c(1, 1, 1), 3, rounding = "largest_remainder"), c(34, 33, 33))
  set.seed(4)
  for (i in 1:100) {
    n <- sample(0:50, sample(2:8, 1), replace = TRUE) + 1
    for (digits in 0:2) {
      rounded <- round_percent(n, sum(n), digits, "largest_remainder")
      expect_equal(rounded, hamilton(n, digits), tolerance = 1e-12)
      expect_equal(sum(rounded), 100)
    }
  }
})

test_that("nothing in, nothing out", {
  expect_identical(round_percent(numeric(), 3), numeric())
})
