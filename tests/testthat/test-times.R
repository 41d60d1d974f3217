# Times as survey tools write them, against R's own strptime().
parse_times <- function(text, order) tendensen:::core_parse_times(text, order)
orders_of <- function(...) tendensen:::core_fitting_orders(c(...))

patterns <- list(
  ymd = c("%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y.%m.%d", "%Y-%m-%d, %I:%M:%S %p"),
  dmy = c("%d-%m-%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d.%m.%Y", "%d/%m/%y %H:%M", "%d-%m-%Y, %I:%M %p"),
  mdy = c("%m/%d/%Y %H:%M:%S", "%m-%d-%Y", "%m/%d/%y %H:%M:%S", "%m/%d/%Y %I:%M:%S %p")
)

test_that("times are what strptime() makes of them", {
  set.seed(12)
  for (order in names(patterns)) {
    for (pattern in patterns[[order]]) {
      # Years of two digits are of this century.
      from <- if (grepl("%y", pattern, fixed = TRUE)) "2000-01-01" else "1900-01-01"
      until <- if (grepl("%y", pattern, fixed = TRUE)) "2068-12-31" else "2099-12-31"
      range <- as.numeric(as.POSIXct(c(from, until), tz = "UTC"))
      at <- as.POSIXct(floor(stats::runif(300, range[1], range[2])), origin = "1970-01-01", tz = "UTC")
      text <- sub("^0", "", format(at, pattern))
      if (order == "ymd") text <- format(at, pattern)
      twin <- as.POSIXct(strptime(text, pattern, tz = "UTC"))
      expect_identical(parse_times(text, order), as.numeric(twin), label = pattern)
    }
  }
})

test_that("each day of a calendar is one, and no other", {
  text <- as.vector(outer(outer(c(1900, 1999:2001, 2020, 2100), 0:13, paste, sep = "-"), 0:32, paste, sep = "-"))
  twin <- as.numeric(as.POSIXct(strptime(text, "%Y-%m-%d", tz = "UTC")))
  expect_identical(parse_times(text, "ymd"), twin)
})

test_that("offsets are taken off", {
  text <- c(
    "2021-03-01T10:00:00.000+01:00", "2021-03-01T10:00:00Z", "2021-03-01 10:00:00 -0530",
    "2021/03/01 10:00:00 AM GMT+2", "2021-03-01 10:00:00 UTC"
  )
  twin <- as.numeric(as.POSIXct("2021-03-01 10:00:00", tz = "UTC")) - 3600 * c(1, 0, -5.5, 2, 0)
  expect_identical(parse_times(text, "ymd"), twin)
})

test_that("days of Excel are counted from the last but one of 1899", {
  set.seed(13)
  days <- sample(20000:69999, 100)
  expect_identical(
    parse_times(as.character(days), "serial"), as.numeric(as.Date("1899-12-30") + days) * 86400
  )
  share <- round(stats::runif(100), 10)
  text <- paste0(days, sub("^0", "", format(share, nsmall = 10, scientific = FALSE)))
  twin <- (as.numeric(text) - 25569) * 86400
  expect_lt(max(abs(parse_times(text, "serial") - twin)), 1e-3)
  expect_identical(parse_times(sub(".", ",", text, fixed = TRUE), "serial"), parse_times(text, "serial"))
})

test_that("what is no date is none", {
  none <- c(
    "", "tomorrow", "2021-02-30", "29/02/2021", "2021-13-01", "2021-02-03 25:00", "2021-02-03 10:60",
    "2021-02-03 10", "2021-02-03x", "13:00", "2021", "44240 10:00", "4424", "444240", "2021-02-03 10:00 +",
    "1/2/3", "99999-01-01", "2021-02-03 13:00 PM"
  )
  for (order in c(names(patterns), "serial")) {
    expect_identical(parse_times(none, order), rep(NA_real_, length(none)), label = order)
  }
  expect_error(parse_times("2021-02-03", "dym"), "no order `dym`")
})

test_that("the orders that fit are those that fit all", {
  expect_identical(orders_of("8-6-2020", "18-6-2020", NA, ""), "dmy")
  expect_identical(orders_of("8/6/2020", "8/16/2020"), "mdy")
  expect_identical(orders_of("8/6/2020 10:00"), c("dmy", "mdy"))
  expect_identical(orders_of("2020-06-08"), "ymd")
  expect_identical(orders_of("44240.4", "44241"), "serial")
  expect_identical(orders_of("18-6-2020", "6-18-2020"), character())
  expect_identical(orders_of(NA, ""), character())
  expect_identical(orders_of("8-6-2020", "x"), character())
})

test_that("a column of times is read once for each text, and one that is none stays text", {
  never <- function(...) stop("not two orders")
  at <- as.POSIXct("2021-02-13 10:00:00", tz = "UTC")
  text <- c("13-02-2021 10:00", NA, "13-02-2021 10:00")
  expect_identical(read_times(text, NULL, never), at[c(1, NA, 1)])
  expect_identical(read_times(factor(text), NULL, never), at[c(1, NA, 1)])
  expect_identical(read_times(c("soon", NA), NULL, never), c("soon", NA))
  expect_identical(read_times(c("1980-01-01 00:00:00", NA), NULL, never), as.POSIXct(c(NA, NA), tz = "UTC"))
  asked <- NULL
  read_times("3-2-2021", NULL, function(orders, example) asked <<- c(orders, example))
  expect_identical(asked, c("dmy", "mdy", "3-2-2021"))
  expect_identical(read_times("3-2-2021", "mdy", never), as.POSIXct("2021-03-02", tz = "UTC"))
})
