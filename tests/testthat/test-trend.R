printed_trend <- function(question, ...) trend_table(question, ..., lang = "en")

# Newcombe 1998, method 10, in percent: the square-and-add of two Wilson intervals.
newcombe_twin <- function(p1, n1, p2, n2, level) {
  one <- wilson_twin(p1 / 100 * n1, n1, level)
  two <- wilson_twin(p2 / 100 * n2, n2, level)
  c(
    p2 - p1 - sqrt((p2 - two$conf_low)^2 + (one$conf_high - p1)^2),
    p2 - p1 + sqrt((two$conf_high - p2)^2 + (p1 - one$conf_low)^2)
  )
}

# An edition that prints how many answered earlier ones.
edition_with_bases <- function(bases) {
  folder <- copy_edition()
  edit_sheet(folder, "published", function(x) {
    new <- x[rep(2, nrow(bases)), ]
    new$year <- bases$year
    new$option <- bases$group
    new$value <- bases$n
    rbind(x, new)
  })
  folder
}

with_bases <- edition_with_bases(data.frame(
  year = c("2020", "2020", "2017", "2017", "2015"),
  group = c("business", "providers", "business", "providers", "providers"),
  n = c("150", "120", "90", "20", "300")
))

test_that("a line has the columns of the contract, in the order of time", {
  table <- printed_trend(c("spending", "tech_capacity"))
  expect_s3_class(table, c("tendensen_trend", "tendensen_result"))
  expect_identical(names(table), c(
    "question", "group", "item", "option", "item_code", "option_code", "edition", "period", "n",
    "base", "percent", "source", "change", "change_low", "change_high", "base_needed", "verdict",
    "reason"
  ))
  expect_identical(table$edition[1:3], c(2017L, 2019L, 2021L))
  expect_identical(unique(table$question), c("spending", "tech_capacity"))
  expect_identical(levels(table$option)[1], "Less than \u20ac 250 per person / year")
  line <- paste(table$question, table$group, table$item_code, table$option_code)
  first <- !duplicated(line)
  expect_identical(is.na(table$verdict), first)
  expect_identical(is.na(table$change), first)
  expect_identical(table$change[2:3], diff(table$percent[1:3]))
})

test_that("every comparison that the report prints is there, with a verdict and a reason", {
  cells <- published(2021)
  cells <- cells[cells$unit == "percent" & cells$kind != "chart", ]
  key <- paste(cells$question, cells$group, cells$item, cells$option)
  when <- paste(cells$year, cells$period)
  n_when <- tapply(when, key, function(x) length(unique(x)))
  questions <- unique(cells$question[key %in% names(n_when)[n_when > 1]])
  table <- printed_trend(questions)
  expect_identical(sum(!is.na(table$verdict)), sum(n_when - 1L))
  expect_true(all(nzchar(table$reason[!is.na(table$verdict)])))
  expect_setequal(table$verdict, c("not testable", NA))
})

test_that("with the number of respondents the interval is the hull of Newcombe's", {
  table <- printed_trend(c("crisis_effect", "provider_size", "tech_capacity"), edition = with_bases)
  later <- which(!is.na(table$verdict))
  expect_gt(length(later), 10)
  expect_true(all(table$verdict[later] != "not testable"))
  for (i in later) {
    ends <- expand.grid(a = table$percent[i - 1] + c(-0.5, 0, 0.5), b = table$percent[i] + c(-0.5, 0, 0.5))
    all <- mapply(function(a, b) newcombe_twin(a, table$base[i - 1], b, table$base[i], 0.95), ends$a, ends$b)
    expect_equal(table$change_low[i], min(all[1, ]))
    expect_equal(table$change_high[i], max(all[2, ]))
    expect_identical(table$verdict[i], if (min(all[1, ]) > 0) {
      "rise"
    } else if (max(all[2, ]) < 0) {
      "fall"
    } else {
      "no detectable change"
    })
  }
  expect_setequal(table$verdict[later], c("rise", "fall", "no detectable change"))
  expect_identical(table$base[table$edition == 2015], rep(300L, 3))
})

test_that("without it the reason says how large it would have to be", {
  table <- printed_trend("provider_size")
  row <- table[table$edition == 2021 & table$option_code == "1", ]
  expect_identical(row$verdict, "not testable")
  expect_true(is.na(row$change_low))
  needed <- row$base_needed
  expect_match(row$reason, paste("with", needed, "or more"))
  detects <- function(n) newcombe_twin(27.5, n, 17.5, 142, 0.95)[2] < 0
  expect_true(detects(needed))
  expect_false(detects(needed - 1))
  hopeless <- table[table$edition == 2021 & table$option_code == "2_4", ]
  expect_identical(hopeless$base_needed, Inf)
  expect_match(hopeless$reason, "No number")
  equal <- printed_trend("spending")
  equal <- equal[equal$edition == 2019 & equal$option_code == "over_1500", ]
  expect_match(equal$reason, "Rounding alone leaves open")
})

test_that("a break interrupts the line", {
  table <- printed_trend("crisis_outcome")
  row <- table[table$edition == 2021 & table$option_code == "weaker", ]
  expect_identical(row$verdict, rep("not testable", 2))
  expect_true(all(is.na(row$change)))
  expect_match(row$reason, "The wording changed between 2020-04 and 2021")
  april <- table[table$period %in% "2020-04", ]
  expect_identical(april$change, c(4, -20))
  folder <- copy_edition()
  unlink(file.path(folder, "breaks.csv"))
  whole <- printed_trend("crisis_outcome", edition = folder)
  expect_identical(whole$change[whole$edition == 2021 & whole$option_code == "weaker"], c(-5, -17))
})

test_that("breaks are checked when the edition is read", {
  wrong <- list(
    question = "nothing", item = "nothing", option = "nothing", edition = "soon", what = "mood"
  )
  for (column in names(wrong)) {
    folder <- copy_edition()
    edit_sheet(folder, "breaks", function(x) {
      x[[column]] <- wrong[[column]]
      x
    })
    expect_error(trend_table("spending", edition = folder), class = "tendensen_error_edition")
  }
})

test_that("respondents take the place of their own edition, and are said to be synthetic", {
  expect_warning(
    table <- trend_table("crisis_effect", respondents(), edition = with_bases),
    class = "tendensen_warning_synthetic"
  )
  own <- table[table$edition == 2021, ]
  expect_identical(unique(own$source), "responses")
  expect_identical(own$base, c(173L, 173L, 142L, 142L))
  expect_equal(own$percent, 100 * own$n / own$base)
  expect_identical(is.na(table$n), table$source == "published")
  row <- which(table$edition == 2021)[1]
  low <- newcombe_twin(63.5, 150, table$percent[row], 173, 0.95)
  expect_equal(table$change_low[row], low[1])
  expect_true(attr(table, "synthetic"))
})

test_that("groups can be chosen", {
  expect_identical(unique(as.character(printed_trend("crisis_effect", group = "providers")$group)), "providers")
  suppressWarnings(whole <- trend_table("crisis_effect", respondents(), group = "all"))
  expect_identical(unique(whole$base), 315L)
})

test_that("bad input is refused", {
  expect_error(trend_table("nothing"), class = "tendensen_error_question")
  expect_error(trend_table(character()), class = "tendensen_error_question")
  expect_error(trend_table("maturity"), class = "tendensen_error_question")
  expect_error(trend_table("purchase_importance"), class = "tendensen_error_question")
  expect_error(trend_table("spending", group = "providers"), class = "tendensen_error_question")
  expect_error(trend_table("spending", group = "nobody"), class = "tendensen_error_group")
  expect_error(trend_table("spending", conf_level = 1), class = "tendensen_error_argument")
  expect_error(trend_table("spending", lang = "de"), class = "tendensen_error_language")
  expect_error(trend_table("spending", responses = 3), class = "tendensen_error_responses")
})

test_that("smallest_change() is that of power.prop.test() for equal samples", {
  for (percent in c(5, 30, 50)) {
    found <- smallest_change(173, 173, percent, conf_level = 0.9, power = 0.7)
    power <- stats::power.prop.test(
      n = 173, p1 = percent / 100, p2 = (percent + found$rise) / 100, sig.level = 0.1
    )$power
    expect_equal(power, 0.7, tolerance = 1e-4)
  }
  both <- smallest_change(c(50, 500), 173, 50)
  expect_identical(names(both), c("n1", "n2", "percent", "rise", "fall"))
  expect_equal(both$rise, both$fall)
  expect_gt(both$rise[1], both$rise[2])
  expect_identical(is.na(smallest_change(173, 173, c(0, 100))[c("rise", "fall")]), cbind(
    rise = c(FALSE, TRUE), fall = c(TRUE, FALSE)
  ))
})

test_that("a change of that size is detected as often as it says", {
  set.seed(8)
  found <- smallest_change(142, 173, 40)$rise
  one <- stats::rbinom(4000, 142, 0.4)
  two <- stats::rbinom(4000, 173, 0.4 + found / 100)
  shares <- function(x, n) cbind(100 * x / n, 100 * x / n, 1, n)
  verdict <- core_change(shares(one, 142), shares(two, 173), 0.95)$verdict
  expect_equal(mean(verdict == "rise"), 0.8, tolerance = 0.04)
})

test_that("smallest_change() refuses what is no survey", {
  for (n in list(0, -5, NA, "many", numeric(), Inf)) {
    expect_error(smallest_change(n, 173, 50), class = "tendensen_error_argument")
    expect_error(smallest_change(173, n, 50), class = "tendensen_error_argument")
  }
  for (percent in list(-1, 101, NA)) {
    expect_error(smallest_change(173, 173, percent), class = "tendensen_error_argument")
  }
  expect_error(smallest_change(173, 173, 50, power = 1), class = "tendensen_error_argument")
  expect_error(smallest_change(173, 173, 50, power = 0.01), class = "tendensen_error_argument")
  expect_error(smallest_change(c(1, 2), c(1, 2, 3), 50), class = "tendensen_error_argument")
})
