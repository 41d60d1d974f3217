times <- function(text, order = NULL) {
  read_times(text, order, function(orders, example) stop("several: ", paste(orders, collapse = " ")))
}

test_that("times equal those of base R", {
  set.seed(4)
  moments <- as.POSIXct(stats::runif(500, 0, 3e9), origin = "1970-01-01", tz = "UTC")
  moments <- as.POSIXct(trunc(moments, "secs"))
  formats <- c(ymd = "%Y-%m-%d %H:%M:%S", dmy = "%d/%m/%Y %H:%M:%S", mdy = "%m/%d/%Y %H:%M:%S")
  for (order in names(formats)) {
    text <- format(moments, formats[[order]], tz = "UTC")
    expect_equal(as.numeric(times(text, order)), as.numeric(moments))
    expect_equal(as.numeric(times(text)), as.numeric(moments))
  }
})

test_that("the order is found, or asked for", {
  expect_equal(format(times(c("13-6-2021", NA, "1-2-2021"))), c("2021-06-13", NA, "2021-02-01"))
  expect_error(times("1-2-2021"), "several: dmy mdy")
  expect_equal(format(times("1-2-2021", "mdy")), "2021-01-02")
  expect_equal(format(times("44355", "mdy")), "2021-06-08")
})

test_that("a column without dates stays text; LimeSurvey's mark is no date", {
  expect_identical(times(c("soon", "2021-06-01")), c("soon", "2021-06-01"))
  sent <- times(c("1980-01-01 00:00:00", NA))
  expect_s3_class(sent, "POSIXct")
  expect_true(all(is.na(sent)))
})
