q <- kinds_questionnaire()
raw <- random_answers(400, seed = 1)
answers <- as_responses(raw, q)
bases <- c("answered", "asked", "all")

# Ticks, kind of missing, of each column of answers, from the raw codes.
parts <- function(raw) {
  single <- function(x, list) list(ticks = single_ticks(x, codes_in(list)), kind = raw_kind(x))
  several <- function(x, list) {
    list(ticks = multiple_ticks(x, codes_in(list)), kind = ifelse(is.na(x), "no_answer", NA))
  }
  list(
    one = single(raw$one, "answer"), first = single(raw$first, "scale"),
    second = single(raw$second, "scale"), few = several(raw$few, "few"), many = several(raw$many, "many")
  )
}

expect_counts <- function(table, twin) {
  expect_equal(table$n, twin$n)
  expect_equal(table$base, twin$base)
  expect_equal(table$percent, ifelse(twin$base > 0, 100 * twin$n / twin$base, NA))
}

test_that("the counts are those of a loop in R, for every kind of question and base", {
  everybody <- factor(rep("all", nrow(raw)))
  twins <- parts(raw)
  for (column in c("one", "few", "many")) {
    multiple <- column != "one"
    for (base in c(bases, if (multiple) "mentions")) {
      part <- twins[[column]]
      expect_counts(
        tabulate_responses(answers, column, base = base),
        count_twin(part$ticks, part$kind, everybody, base)
      )
    }
  }
})

test_that("a grid has the counts of all its items", {
  table <- tabulate_responses(answers, "grid", base = "asked")
  expect_identical(table$item_code, rep(c("first", "second"), each = 3))
  expect_identical(levels(table$item), c("First item", "Second item"))
  everybody <- factor(rep("all", nrow(raw)))
  for (item in c("first", "second")) {
    part <- parts(raw)[[item]]
    expect_counts(
      table[table$item_code == item, ], count_twin(part$ticks, part$kind, everybody, "asked")
    )
  }
})

test_that("0, 1 and 2 columns make the groups, nobody's value a group of its own", {
  team <- cells_of(raw$team, c("red", "blue"))
  crossed <- interaction(team, cells_of(raw$region, c("north", "south")), lex.order = TRUE)
  part <- parts(raw)$few
  for (base in c(bases, "mentions")) {
    expect_counts(
      tabulate_responses(answers, "few", by = "team", base = base),
      count_twin(part$ticks, part$kind, team, base)
    )
    expect_counts(
      tabulate_responses(answers, "few", by = c("team", "region"), base = base),
      count_twin(part$ticks, part$kind, crossed, base)
    )
  }
  table <- tabulate_responses(answers, "few", by = c("team", "region"))
  expect_identical(as.character(table$team), rep(c("Red", "Blue", NA), each = 15))
  expect_identical(table$region, rep(rep(c("north", "south", NA), each = 5), 3))
})

test_that("weights are summed, and the interval takes Korn and Graubard's effective base", {
  set.seed(2)
  weight <- stats::runif(nrow(raw), 0, 3)
  weight[1:5] <- 0
  answers$w <- weight
  team <- cells_of(raw$team, c("red", "blue"))
  for (column in c("one", "few", "many")) {
    part <- parts(raw)[[column]]
    for (base in bases) {
      table <- tabulate_responses(answers, column, by = "team", weights = "w", base = base)
      plain <- count_twin(part$ticks, part$kind, team, base)
      twin <- count_twin(part$ticks, part$kind, team, base, weight)
      square <- count_twin(part$ticks, part$kind, team, base, weight^2)
      expect_equal(table$n, plain$n)
      expect_equal(table$base, plain$base)
      expect_equal(table$n_weighted, twin$n)
      expect_equal(table$base_weighted, twin$base)
      p <- twin$n / twin$base
      expect_equal(table$percent, 100 * p)
      # The sum of w^2 (y - p)^2 over who gave the answer and who did not; Kish's where that is 0.
      v <- ((1 - p)^2 * square$n + p^2 * (square$base - square$n)) / twin$base^2
      effective <- ifelse(p %in% c(0, 1), twin$base^2 / square$base, p * (1 - p) / v)
      expect_equal(
        data.frame(plain(table[c("conf_low", "conf_high")])),
        wilson_twin(effective * p, effective),
        tolerance = 1e-9
      )
    }
  }
  expect_identical(
    tabulate_responses(answers, "one", weights = weight),
    tabulate_responses(answers, "one", weights = "w")
  )
})

test_that("equal weights change no percentage", {
  plain <- tabulate_responses(answers, "many", by = "team")
  weighted <- tabulate_responses(answers, "many", by = "team", weights = rep(2, nrow(answers)))
  expect_equal(weighted[names(plain)], plain[names(plain)], ignore_attr = TRUE)
  expect_equal(weighted$n_weighted, 2 * plain$n)
})

test_that("the interval is Wilson's", {
  for (level in c(0.8, 0.95, 0.999)) {
    table <- tabulate_responses(answers, "one", by = "region", conf_level = level)
    expect_equal(
      data.frame(plain(table[c("conf_low", "conf_high")])), wilson_twin(table$n, table$base, level),
      tolerance = 1e-9
    )
  }
  mentions <- tabulate_responses(answers, "few", base = "mentions")
  expect_true(all(is.na(mentions$conf_low) & is.na(mentions$conf_high)))
  expect_equal(sum(mentions$percent), 100)
})

test_that("a table says how its intervals were computed", {
  for (method in names(interval_words)) {
    table <- tabulate_responses(answers, "one", by = "team", conf_level = 0.9, method = method)
    expect_identical(attr(table, "method"), method)
    expect_identical(attr(table, "conf_level"), 0.9)
    expect_equal(
      table[c("conf_low", "conf_high")], percent_interval(table$n, table$base, 0.9, method),
      ignore_attr = TRUE
    )
    expect_identical(
      pillar::tbl_sum(table)[["Interval"]], paste0("90%, ", interval_words[[method]])
    )
  }
  expect_match(
    pillar::tbl_sum(tabulate_responses(respondents(), "country"))[["Interval"]], "made-up"
  )
  expect_error(
    tabulate_responses(answers, "one", method = "wald"), "method.*wilson",
    class = "tendensen_error_argument"
  )
})

test_that("weighted intervals are those of survey::svyciprop() on the same respondents", {
  skip_if_not_installed("survey")
  set.seed(4)
  answers$w <- stats::rexp(nrow(raw))
  table <- tabulate_responses(answers, "one", weights = "w", method = "linearisation")
  given <- raw$one %in% c("a", "b", "c")
  for (code in c("a", "b", "c")) {
    x <- data.frame(y = as.numeric(raw$one[given] == code), w = answers$w[given])
    design <- survey::svydesign(~1, weights = ~w, data = x)
    ci <- attr(survey::svyciprop(~y, design, method = "xlogit"), "ci")
    row <- table[table$option_code == code, ]
    expect_equal(c(row$conf_low, row$conf_high), 100 * as.vector(ci), tolerance = 1e-8)
  }
})

test_that("each kind of missing can have a row", {
  table <- tabulate_responses(answers, "one", missing = TRUE, base = "asked")
  kinds <- c(
    "not_shown", "not_asked", "no_option", "no_answer", "dont_know", "not_applicable", "suppressed"
  )
  expect_identical(table$option_code, c("a", "b", "c", "never", kinds))
  found <- table(factor(raw_kind(raw$one), kinds))
  expect_identical(table$n[5:11], as.integer(found))
  # Only what the base counts has a percentage.
  expect_identical(is.na(table$percent[5:11]), rep(c(TRUE, FALSE), c(3, 4)))
  expect_equal(sum(table$percent, na.rm = TRUE), 100)
  everyone <- tabulate_responses(answers, "one", missing = TRUE, base = "all")
  expect_equal(sum(everyone$percent), 100)
  expect_identical(sum(everyone$n), nrow(raw))
  expect_true(all(is.na(tabulate_responses(answers, "one", missing = TRUE)$percent[5:11])))
})

test_that("routing and editions decide who is in the base", {
  table <- tabulate_responses(answers, "routed", by = "team", missing = TRUE, base = "asked")
  not_shown <- table$n[table$option_code == "not_shown"]
  expect_identical(not_shown, c(0L, sum(raw$team %in% "blue"), 0L))
  expect_identical(unique(table$base), c(sum(raw$team %in% "red"), 0L, sum(is.na(raw$team))))
  earlier <- tabulate_responses(answers, "earlier", missing = TRUE, base = "all")
  expect_identical(earlier$n[earlier$option_code == "not_asked"], nrow(raw))
  expect_true(all(is.na(tabulate_responses(answers, "earlier", base = "asked")$percent)))
})

test_that("nothing is dropped: empty options and groups keep their rows, base 0 is NA", {
  table <- tabulate_responses(answers, "one", by = "team")
  expect_identical(table$n[table$option_code == "never"], c(0L, 0L, 0L))
  none <- tabulate_responses(answers[0, ], "one", by = "team")
  expect_identical(none$n, rep(0L, 8))
  expect_true(all(is.na(none$percent)) && all(is.na(none$conf_low)))
  red <- answers[which(answers$team == "red"), ]
  table <- tabulate_responses(red, "few", by = "team")
  expect_identical(table$base, rep(c(sum(!is.na(raw$few[raw$team %in% "red"])), 0L), each = 5))
  expect_true(all(is.na(table$percent[6:10])))
})

test_that("no respondents make no groups of an ordinary column", {
  expect_identical(nrow(tabulate_responses(answers[0, ], "one", by = "region")), 0L)
})

test_that("a column of weights may be all there is in a group of zeros", {
  table <- tabulate_responses(answers, "one", by = "team", weights = as.numeric(raw$team %in% "red"))
  expect_true(all(is.na(table$percent[table$team %in% "blue"])))
})

test_that("the order of the rows means nothing", {
  set.seed(3)
  shuffled <- answers[sample(nrow(answers)), ]
  for (column in c("one", "few", "many", "grid")) {
    expect_identical(
      tabulate_responses(shuffled, column, by = c("team", "region"), missing = TRUE),
      tabulate_responses(answers, column, by = c("team", "region"), missing = TRUE)
    )
  }
  # The group of who did not answer holds every kind of missing.
  expect_identical(
    tabulate_responses(shuffled, "few", by = "one"), tabulate_responses(answers, "few", by = "one")
  )
})

test_that("single choice adds up to the base", {
  table <- tabulate_responses(answers, "one", by = c("team", "region"))
  added <- rowsum(table$n, rep(1:9, each = 4))
  expect_identical(as.vector(added), table$base[seq(1, 36, by = 4)])
})

test_that("the number of threads changes nothing", {
  skip_if_not_installed("withr")
  many <- answers[rep(seq_len(nrow(answers)), 500), ]
  weight <- rep_len(c(0.1, 0.7, 1.3), nrow(many))
  count <- function(threads) {
    withr::local_options(tendensen.threads = threads)
    lapply(c("one", "many"), function(column) {
      tabulate_responses(many, column, by = "team", weights = weight)
    })
  }
  expect_identical(count(1L), count(2L))
  expect_identical(count(1L), count(7L))
})

test_that("labels follow the language, codes do not", {
  nl <- tabulate_responses(respondents(), "crisis_effect", by = "group")
  en <- tabulate_responses(respondents(), "crisis_effect", by = "group", lang = "en")
  expect_identical(levels(nl$option), c("mogelijkheden", "moeilijkheden"))
  expect_identical(levels(en$option), c("opportunities", "difficulties"))
  expect_identical(nl$option_code, en$option_code)
  expect_identical(nl$n, en$n)
})

test_that("a grouped data frame is counted by its groups", {
  skip_if_not_installed("dplyr")
  grouped <- dplyr::group_by(answers, team, region)
  expect_identical(
    tabulate_responses(grouped, "few"),
    tabulate_responses(answers, "few", by = c("team", "region"))
  )
})

test_that("every kind of column that can make groups does", {
  answers$flag <- raw$age > 50
  answers$level <- factor(raw$region, c("south", "empty", "north"))
  answers$age_group <- raw$age %/% 20
  expect_identical(tabulate_responses(answers, "one", by = "flag")$flag, rep(c(FALSE, TRUE), each = 4))
  by_level <- tabulate_responses(answers, "one", by = "level")
  expect_identical(levels(by_level$level), c("south", "empty", "north"))
  expect_identical(sum(by_level$n[by_level$level %in% "empty"]), 0L)
  by_age <- tabulate_responses(answers, "one", by = "age_group")
  expect_identical(by_age$age_group, rep(sort(unique(raw$age %/% 20)), each = 4))
})

test_that("NaN is nobody's value too", {
  answers$z <- rep_len(c(NA, NaN, 1), nrow(answers))
  table <- tabulate_responses(answers, "one", by = "z")
  expect_identical(nrow(table), 8L)
  expect_identical(sum(table$n), sum(tabulate_responses(answers, "one")$n))
})

test_that("a column of the table's own name cannot make groups", {
  answers$n <- 1L
  expect_error(tabulate_responses(answers, "one", by = "n"), "n", class = "tendensen_error_column")
})

test_that("multiple choice cannot make groups, nor can choices be weights", {
  expect_error(tabulate_responses(answers, "one", by = "few"), "few", class = "tendensen_error_column")
  expect_error(
    tabulate_responses(answers, "one", weights = "team"), "weights",
    class = "tendensen_error_weights"
  )
})

test_that("answers to a question with the options in another order are refused, not miscounted", {
  other <- make_questionnaire(
    c("type,name,label::English (en)", "select_one scale,first,First"),
    c("list_name,name,label::English (en)", "scale,high,High", "scale,mid,Middle", "scale,low,Low")
  )
  answers$first <- as_responses(data.frame(first = rep("high", nrow(raw))), other)$first
  expect_error(tabulate_responses(answers, "grid"), "first", class = "tendensen_error_column")
})

test_that("a kind of missing and an option can have the same name", {
  recodes <- data.frame(
    question = "one", from = c("a", "b", "c", "never"), to = c("low", "low", "high", "dont_know")
  )
  table <- tabulate_responses(recode_responses(answers, recodes), "one", missing = TRUE, base = "all")
  expect_identical(sum(table$n), nrow(raw))
})

# The General Social Survey, 2000-2014, of forcats: a questionnaire from elsewhere, no code of its own.
test_that("tables of gss_cat are those of dplyr::count()", {
  skip_if_not_installed("forcats")
  skip_if_not_installed("dplyr")
  gss <- forcats::gss_cat
  x <- as_responses(gss, read_questionnaire(test_path("fixtures", "gss")))
  expect_identical(nrow(x), 21483L)
  expect_identical(unique(problems(x)$rule), "unknown_column")
  expect_identical(problems(x)$column, "year")
  expect_identical(x[c("year", "age", "tvhours")], gss[c("year", "age", "tvhours")], ignore_attr = TRUE)
  kinds <- c("No answer" = "no_answer", "Don't know" = "dont_know", "Not applicable" = "not_applicable")
  for (name in c("marital", "race", "rincome", "partyid", "relig", "denom")) {
    table <- tabulate_responses(x, name, by = "year", missing = TRUE, base = "all")
    found <- dplyr::count(gss, year, answer = .data[[name]], .drop = FALSE)
    found$answer <- as.character(found$answer)
    found$answer <- ifelse(found$answer %in% names(kinds), kinds[found$answer], found$answer)
    key <- paste(found$year, found$answer)
    counted <- table[paste(table$year, table$option) %in% key, ]
    expect_identical(counted$n[match(key, paste(counted$year, counted$option))], found$n, label = name)
    expect_identical(sum(table$n), 21483L)
    everyone <- dplyr::count(gss, year)$n
    expect_identical(unique(table$base), everyone)
    answered <- tabulate_responses(x, name, by = "year")
    ordinary <- found[!found$answer %in% kinds, ]
    expect_equal(
      unique(answered$base[order(answered$year)]),
      unique(as.vector(rowsum(ordinary$n, ordinary$year)))
    )
  }
})
