q <- kinds_questionnaire()
set.seed(31)
n <- 400
team <- sample(c("red", "blue"), n, TRUE)
raw <- random_answers(n, seed = 32)
raw$team <- team
raw$one <- ifelse(team == "red",
  sample(c("a", "b", "c", NA), n, TRUE, c(0.5, 0.2, 0.2, 0.1)),
  sample(c("a", "b", "c", NA), n, TRUE, c(0.2, 0.3, 0.4, 0.1))
)
raw$region <- sample(c("north", "south", "east", NA), n, TRUE)
raw$routed[team == "blue"] <- NA
answers <- as_responses(raw, q)
weight <- stats::rexp(n) + 0.1

pick <- function(table, ...) {
  wanted <- list(...)
  for (name in names(wanted)) table <- table[table[[name]] %in% wanted[[name]], ]
  table
}

# The hybrid score interval in plain R, of shares with the bounds of their own intervals.
newcombe_twin <- function(p, p_bounds, q, q_bounds) {
  c(
    p - q - sqrt((p - p_bounds[1])^2 + (q_bounds[2] - q)^2),
    p - q + sqrt((p_bounds[2] - p)^2 + (q - q_bounds[1])^2)
  )
}

test_that("shares and bases are those of tabulate_responses(), differences theirs", {
  for (weights in list(NULL, weight)) {
    found <- compare_groups(answers, "one", by = "team", weights = weights)
    table <- tabulate_responses(answers, "one", by = "team", weights = weights)
    expect_identical(nrow(found), 4L)
    expect_identical(levels(found$group_1), c("Red", "Blue"))
    expect_identical(as.character(found$group_1), rep("Red", 4))
    expect_identical(as.character(found$group_2), rep("Blue", 4))
    red <- table[table$team == "red", ]
    blue <- table[table$team == "blue", ]
    expect_identical(found$option, red$option)
    expect_identical(found$option_code, red$option_code)
    expect_identical(list(found$n_1, found$base_1), list(red$n, red$base))
    expect_identical(list(found$n_2, found$base_2), list(blue$n, blue$base))
    expect_equal(found$percent_1, red$percent)
    expect_equal(found$percent_2, blue$percent)
    expect_equal(found$difference, red$percent - blue$percent)
    # Newcombe's interval is made of the intervals in the table.
    for (i in 1:4) {
      expect_equal(
        c(found$conf_low[i], found$conf_high[i]),
        newcombe_twin(
          red$percent[i], c(red$conf_low[i], red$conf_high[i]),
          blue$percent[i], c(blue$conf_low[i], blue$conf_high[i])
        )
      )
    }
  }
})

test_that("unweighted tests are those of stats::chisq.test() and fisher.test()", {
  found <- compare_groups(answers, "one", by = "team")
  expect_identical(found$test, c(rep("chi-square", 3), NA))
  for (code in c("a", "b", "c")) {
    twin <- stats::chisq.test(raw$one == code, raw$team, correct = FALSE)
    row <- pick(found, option_code = code)
    expect_equal(row$statistic, unname(twin$statistic), tolerance = 1e-8)
    expect_equal(row$p_value, twin$p.value, tolerance = 1e-8)
    expect_identical(c(row$df, row$df_error), c(1, NA))
    expect_equal(row$cramers_v, sqrt(unname(twin$statistic) / sum(!is.na(raw$one))))
  }
  few <- answers[c(1:6, 201:212), ]
  few_raw <- raw[c(1:6, 201:212), ]
  small <- compare_groups(few, "one", by = "team")
  expect_true("fisher" %in% small$test)
  for (code in pick(small, test = "fisher")$option_code) {
    twin <- stats::fisher.test(table(few_raw$one == code, few_raw$team))
    row <- pick(small, option_code = code)
    expect_equal(row$p_value, twin$p.value, tolerance = 1e-8)
    expect_true(is.na(row$statistic) && is.na(row$df))
  }
})

test_that("a question as a whole is tested, small cells by drawn tables", {
  whole <- summary(compare_groups(answers, "one", by = "region"))
  twin <- stats::chisq.test(table(raw$one, raw$region), correct = FALSE)
  expect_identical(nrow(whole), 1L)
  expect_equal(whole$statistic, unname(twin$statistic))
  expect_equal(whole$df, unname(twin$parameter))
  expect_equal(whole$p_value, twin$p.value)
  expect_identical(whole$groups, 3L)
  expect_identical(whole$base, sum(!is.na(raw$one) & !is.na(raw$region)))
  expect_equal(whole$cramers_v, sqrt(whole$statistic / whole$base / 2))
  for (seed in 1:5) {
    set.seed(seed)
    rows <- sample(which(!is.na(raw$region)), 40)
    small <- summary(compare_groups(answers[rows, ], "one", by = "region"))
    expect_identical(small$test, "fisher")
    exact <- stats::fisher.test(table(raw$one[rows], raw$region[rows]))$p.value
    # Four standard errors of 9999 drawn tables.
    expect_lt(abs(small$p_value - exact), 4 * sqrt(exact * (1 - exact) / 9999) + 1e-4)
  }
})

test_that("weighted tests are those of survey::svychisq()", {
  skip_if_not_installed("survey")
  found <- compare_groups(answers, "one", by = "region", weights = weight)
  whole <- summary(found)
  part <- data.frame(raw[c("one", "region")], w = weight)
  part <- part[!is.na(part$one) & !is.na(part$region), ]
  expect_twin <- function(row, x) {
    design <- survey::svydesign(~1, weights = ~w, data = x)
    twin <- survey::svychisq(~ answer + region, design)
    expect_identical(row$test, "rao-scott")
    expect_equal(row$statistic, unname(twin$statistic), tolerance = 1e-6)
    expect_equal(c(row$df, row$df_error), unname(twin$parameter), tolerance = 1e-6)
    expect_equal(row$p_value, as.vector(twin$p.value), tolerance = 1e-6)
  }
  expect_twin(whole, transform(part, answer = one))
  for (i in which(found$option_code != "never")) {
    pair <- as.character(c(found$group_1[i], found$group_2[i]))
    x <- part[part$region %in% pair, ]
    expect_twin(found[i, ], transform(x, answer = as.integer(one == found$option_code[i])))
  }
  shares <- stats::xtabs(w ~ one + region, part)
  shares <- shares / sum(shares)
  expected <- outer(rowSums(shares), colSums(shares))
  expect_equal(whole$cramers_v, sqrt(sum((shares - expected)^2 / expected) / 2))
})

test_that("equal weights change the test by their number of respondents only", {
  plain <- compare_groups(answers, "one", by = "team")
  equal <- compare_groups(answers, "one", by = "team", weights = rep(3, n))
  same <- c("difference", "conf_low", "conf_high", "percent_1", "cramers_v")
  expect_equal(equal[same], plain[same], ignore_attr = TRUE)
  base <- plain$base_1 + plain$base_2
  expect_equal(equal$statistic, plain$statistic * (base - 1) / base)
})

test_that("options of multiple choice are tested one by one", {
  for (column in c("few", "many")) {
    found <- compare_groups(answers, column, by = "team")
    whole <- summary(found)
    codes <- codes_in(column)
    expect_identical(found$option_code, codes)
    expect_identical(whole$option_code, codes)
    expect_equal(whole$p_value, found$p_value)
    ticks <- multiple_ticks(raw[[column]], codes)
    given <- !is.na(raw[[column]])
    for (i in seq_along(codes)) {
      twin <- stats::chisq.test(ticks[given, i], raw$team[given], correct = FALSE)
      expect_equal(found$p_value[i], twin$p.value)
    }
  }
  weighted <- compare_groups(answers, "few", by = "team", weights = weight)
  expect_equal(summary(weighted)$p_value, weighted$p_value)
})

test_that("every pair of groups, every item of a grid", {
  found <- compare_groups(answers, "grid", by = "region")
  expect_identical(nrow(found), 2L * 3L * 3L)
  expect_identical(levels(found$item), c("First item", "Second item"))
  expect_identical(
    as.character(found$group_1)[1:3], c("east", "east", "north")
  )
  expect_identical(as.character(found$group_2)[1:3], c("north", "south", "south"))
  whole <- summary(found)
  expect_identical(whole$item_code, c("first", "second"))
  for (item in c("first", "second")) {
    twin <- stats::chisq.test(table(raw[[item]], raw$region), correct = FALSE)
    expect_equal(pick(whole, item_code = item)$p_value, twin$p.value)
  }
  # A pair is the same pair whatever the other groups.
  north <- compare_groups(answers[raw$region %in% c("north", "east"), ], "grid", by = "region")
  same <- c("difference", "conf_low", "conf_high", "statistic", "p_value")
  expect_equal(
    pick(found, group_1 = "east", group_2 = "north")[same], north[same], ignore_attr = TRUE
  )
})

test_that("p-values are adjusted for all tests of the table, by Holm unless asked otherwise", {
  for (adjust in c("holm", "bonferroni", "none")) {
    found <- compare_groups(answers, "one", by = "region", adjust = adjust)
    expect_equal(found$p_adjusted, stats::p.adjust(found$p_value, adjust))
    expect_identical(attr(found, "adjust"), adjust)
  }
  holm <- compare_groups(answers, "one", by = "region")
  expect_equal(holm$p_adjusted, stats::p.adjust(holm$p_value, "holm"))
  # By hand: nine tests, the untested option not among them.
  expect_identical(sum(!is.na(holm$p_value)), 9L)
  expect_equal(min(holm$p_adjusted, na.rm = TRUE), min(1, 9 * min(holm$p_value, na.rm = TRUE)))
})

test_that("letters name the groups with a significantly lower percentage", {
  set.seed(33)
  raw$region <- rep(c("north", "south", "east", "west"), each = 100)
  often <- c(north = 0.9, south = 0.5, east = 0.5, west = 0.1)[raw$region]
  raw$one <- ifelse(stats::runif(n) < often, "a", "b")
  x <- as_responses(raw, q)
  found <- compare_groups(x, "one", by = "region")
  letters <- column_letters(found)
  a <- pick(letters, option_code = "a")
  # In alphabetical order: east A, north B, south C, west D.
  expect_identical(as.character(a$group), c("east", "north", "south", "west"))
  expect_identical(a$letter, c("A", "B", "C", "D"))
  expect_identical(a$higher_than, c("D", "A C D", "D", ""))
  expect_identical(pick(letters, option_code = "b")$higher_than, c("B", "", "B", "A B C"))
  expect_identical(pick(letters, option_code = "c")$higher_than, rep("", 4))
  table <- tabulate_responses(x, "one", by = "region")
  table <- table[order(table$option, table$region), ]
  expect_equal(letters$percent, table$percent)
  expect_identical(letters$n, table$n)
  expect_identical(letters$base, table$base)
  higher <- pick(found, option_code = "a", group_1 = "east")$higher
  expect_identical(as.character(higher), c("north", NA, "east"))
  expect_identical(column_letter(c(1, 26, 27, 52, 53, 702)), c("A", "Z", "AA", "AZ", "BA", "ZZ"))
})

test_that("a level decides what is significant", {
  p <- compare_groups(answers, "one", by = "team")$p_adjusted
  strict <- compare_groups(answers, "one", by = "team", conf_level = 1 - min(p, na.rm = TRUE) / 2)
  expect_true(all(is.na(strict$higher)))
  loose <- compare_groups(answers, "one", by = "team", conf_level = 1 - 2 * min(p, na.rm = TRUE))
  expect_false(all(is.na(loose$higher)))
})

test_that("who has no group, and groups of nobody, are left out", {
  answers$level <- factor(raw$region, c("south", "nobody", "north", "east"))
  found <- compare_groups(answers, "one", by = "level")
  expect_identical(levels(found$group_1), c("south", "north", "east"))
  expect_false(anyNA(found$group_1))
})

test_that("the order of the rows means nothing", {
  set.seed(34)
  order <- sample(n)
  expect_equal(
    compare_groups(answers[order, ], "few", by = "region", weights = weight[order]),
    compare_groups(answers, "few", by = "region", weights = weight)
  )
})

test_that("what cannot be compared is refused", {
  refused <- function(class, pattern, ...) {
    error <- tryCatch(compare_groups(...), error = identity)
    expect_s3_class(error, paste0("tendensen_error_", class))
    expect_match(conditionMessage(error), pattern)
    expect_identical(deparse(conditionCall(error)[[1]]), "compare_groups")
  }
  refused("groups", "two groups.*1 value", answers[raw$team == "red", ], "one", by = "team")
  answers$single <- c("alone", rep(c("x", "y"), length.out = n - 1))
  answers$one[1] <- "a"
  refused("groups", "alone.*has 1", answers, "one", by = "single")
  answers$nothing <- NA_character_
  refused("groups", "0 values", answers, "one", by = "nothing")
  refused("question", "Nobody answered", answers[is.na(answers$one), ], "one", by = "team")
  refused("groups", "weight 0", answers, "one", by = "team", weights = as.numeric(raw$team == "red"))
  refused("groups", "Blue", answers, "routed", by = "team")
  refused("column", "another column", answers, "one", by = "one")
  refused("column", "few", answers, "one", by = "few")
  refused("column", "Nearest.*team", answers, "one", by = "taem")
  refused("column", "by", answers, "one", by = c("team", "region"))
  refused("question", "oen", answers, "oen", by = "team")
  refused("question", "options to count", answers, "age", by = "team")
  refused("argument", "conf_level", answers, "one", by = "team", conf_level = 95)
  refused("argument", "adjust.*holm", answers, "one", by = "team", adjust = "hlm")
  refused("weights", "400", answers, "one", by = "team", weights = 1:3)
  refused("weights", "negative", answers, "one", by = "team", weights = c(-1, weight[-1]))
  refused("weights", "NA", answers, "one", by = "team", weights = c(NA, weight[-1]))
  refused("responses", "as_responses", mtcars, "one", by = "team")
  refused("language", "lang", answers, "one", by = "team", lang = "nl")
  expect_error(column_letters(mtcars), class = "tendensen_error_argument")
})

test_that("synthetic respondents get a warning, and the print says so", {
  expect_warning(
    found <- compare_groups(respondents(), "crisis_effect", by = "group"), "synthetic",
    class = "tendensen_warning_synthetic"
  )
  expect_true("Synthetic" %in% names(pillar::tbl_sum(found)))
  expect_warning(plain <- compare_groups(answers, "one", by = "team"), NA)
  header <- pillar::tbl_sum(plain)
  expect_identical(header[["Groups"]], "4 rows")
  expect_identical(header[["Base"]], "respondents who answered")
  expect_identical(header[["Interval"]], "95%, Newcombe")
})
