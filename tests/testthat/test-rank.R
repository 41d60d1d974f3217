answers <- respondents()
quiet <- function(expr) suppressWarnings(expr, classes = "tendensen_warning_synthetic")

# Holm's correction by stats::p.adjust() of sign tests by stats::binom.test().
exact_twin <- function(ticks, level) {
  m <- ncol(ticks)
  pairs <- subset(expand.grid(j = seq_len(m), k = seq_len(m)), j != k)
  p <- mapply(function(j, k) {
    wins <- sum(ticks[, j] & !ticks[, k])
    losses <- sum(ticks[, k] & !ticks[, j])
    if (wins + losses == 0) return(1)
    stats::binom.test(wins, wins + losses, alternative = "greater")$p.value
  }, pairs$j, pairs$k)
  settled <- pairs[stats::p.adjust(p, "holm") <= 1 - level, ]
  data.frame(
    low = 1L + tabulate(settled$k, m), high = m - tabulate(settled$j, m)
  )
}

option_ticks <- function(x) {
  if (inherits(x, "tendensen_multiple_choice")) return(as.matrix(tibble::as_tibble(x)))
  outer(code_numbers(x), seq_along(attr(x, "codes")), `==`)
}

expect_sets <- function(table, twin, codes) {
  table <- table[match(codes, table$option_code), ]
  expect_identical(table$rank_low, as.integer(twin$low))
  expect_identical(table$rank_high, as.integer(twin$high))
}

test_that("exact sets are those of sign tests with Holm's correction", {
  for (question in c("org_size", "sector", "agenda", "revenue_impact")) {
    x <- answers[[question]]
    x <- x[!is.na(x)]
    for (level in c(0.8, 0.95)) {
      table <- quiet(rank_options(answers, question, conf_level = level, method = "exact"))
      expect_sets(table, exact_twin(option_ticks(x), level), attr(x, "codes"))
    }
  }
})

test_that("ranks are those of the percentages, ties sharing the better one", {
  table <- quiet(rank_options(answers, "agenda", by = "group", seed = 1))
  expect_s3_class(table, "tendensen_rank")
  for (group in c("business", "providers")) {
    own <- table[table$group == group, ]
    expect_identical(own$rank, as.integer(rank(-own$n, ties.method = "min")))
    expect_false(is.unsorted(own$rank))
    expect_true(all(own$rank_low <= own$rank & own$rank <= own$rank_high))
    counts <- tabulate_responses(answers, "agenda", by = "group")
    counts <- counts[counts$group == group, ]
    expect_identical(own$n, counts$n[match(own$option_code, counts$option_code)])
  }
  expect_identical(names(table), c(
    "question", "group", "item", "option", "item_code", "option_code", "n", "base", "percent",
    "rank", "rank_low", "rank_high"
  ))
})

# Plain step-down, with the draws of replicate_weights().
bootstrap_twin <- function(ticks, weights, level) {
  m <- ncol(ticks)
  n <- nrow(ticks)
  pairs <- subset(expand.grid(j = seq_len(m), k = seq_len(m)), j != k)
  statistics <- function(w) {
    d <- ticks[, pairs$j] - ticks[, pairs$k]
    mean <- colSums(w * d) / n
    list(mean = mean, error = sqrt((colSums(w * d^2) / n - mean^2) / n))
  }
  own <- statistics(rep(1, n))
  drawn <- apply(weights, 2, function(w) {
    s <- statistics(w)
    (s$mean - own$mean) / s$error
  })
  open <- rep(TRUE, nrow(pairs))
  repeat {
    largest <- sort(pmax(0, apply(drawn[open, , drop = FALSE], 2, max)))
    critical <- largest[min(length(largest), ceiling(level * (length(largest) + 1)))]
    reject <- open & own$mean / own$error > critical
    if (!any(reject)) break
    open <- open & !reject
  }
  settled <- pairs[!open, ]
  data.frame(low = 1L + tabulate(settled$k, m), high = m - tabulate(settled$j, m))
}

test_that("bootstrap sets are those of a plain step-down over the same draws", {
  for (question in c("agenda", "culture_levers")) {
    table <- quiet(rank_options(answers, question, seed = 4, n = 200))
    weights <- replicate_weights(answers, 200, seed = 4)
    expect_sets(
      table, bootstrap_twin(option_ticks(answers[[question]]), weights, 0.95),
      attr(answers[[question]], "codes")
    )
  }
})

test_that("the same seed gives the same sets, for any number of threads", {
  one <- quiet(rank_options(answers, "agenda", seed = 4))
  withr::with_options(list(tendensen.threads = 3L), {
    expect_identical(quiet(rank_options(answers, "agenda", seed = 4)), one)
  })
  set.seed(9)
  first <- quiet(rank_options(answers, "agenda"))
  set.seed(9)
  expect_identical(quiet(rank_options(answers, "agenda")), first)
})

test_that("simulation found the exact sets to cover at the nominal level or more", {
  found <- utils::read.csv(system.file("rank-coverage.csv", package = "tendensen", mustWork = TRUE))
  expect_true(all(found$coverage[found$method == "exact"] >= 95))
})

test_that("agreement is Kendall's tau-b, within what settled pairs allow", {
  table <- quiet(rank_agreement(answers, "agenda", by = "group"))
  counts <- tabulate_responses(answers, "agenda", by = "group")
  sides <- split(counts$n, rep(1:2, each = 13))
  expect_equal(table$tau_b, stats::cor(sides[[1]], sides[[2]], method = "kendall"))
  expect_identical(table$pairs, 78L)
  settled <- lapply(c("business", "providers"), function(group) {
    ticks <- option_ticks(answers$agenda[code_numbers(answers$group) == match(group, c("business", "providers"))])
    pairs <- subset(expand.grid(j = 1:13, k = 1:13), j != k)
    p <- mapply(function(j, k) {
      wins <- sum(ticks[, j] & !ticks[, k])
      stats::binom.test(wins, wins + sum(ticks[, k] & !ticks[, j]), alternative = "greater")$p.value
    }, pairs$j, pairs$k)
    pairs[stats::p.adjust(p, "holm") <= 0.025, ]
  })
  key <- lapply(settled, function(x) paste(x$j, x$k))
  back <- paste(settled[[2]]$k, settled[[2]]$j)
  expect_identical(table$same, length(intersect(key[[1]], key[[2]])))
  expect_identical(table$reversed, length(intersect(key[[1]], back)))
  expect_equal(table$conf_low, 2 * table$same / 78 - 1)
  expect_equal(table$conf_high, 1 - 2 * table$reversed / 78)
})

test_that("a grid is ranked item by item", {
  table <- quiet(rank_options(answers, "ld_roles"))
  expect_identical(nrow(table), 30L)
  expect_identical(as.integer(table(table$rank_low <= table$rank)), 30L)
  expect_identical(nrow(quiet(rank_agreement(answers, "ld_roles", by = "group"))), 10L)
})

test_that("synthetic respondents are said to be so, once", {
  expect_warning(rank_options(answers, "sector"), class = "tendensen_warning_synthetic")
  expect_warning(rank_agreement(answers, "agenda", "group"), class = "tendensen_warning_synthetic")
})

test_that("bad input is refused", {
  expect_error(rank_options(answers, "nothing"), class = "tendensen_error_question")
  expect_error(rank_options(answers, "maturity"), class = "tendensen_error_base")
  expect_error(rank_options(answers[1, ], "agenda"), class = "tendensen_error_base")
  expect_error(rank_options(answers, "team_size", by = "group"), class = "tendensen_error_base")
  expect_error(rank_options(answers, "agenda", method = "best"), class = "tendensen_error_argument")
  expect_error(rank_options(answers, "agenda", conf_level = 0), class = "tendensen_error_argument")
  expect_error(rank_options(answers, "agenda", n = 1), class = "tendensen_error_argument")
  expect_error(rank_options(answers, "agenda", seed = -1), class = "tendensen_error_argument")
  expect_error(rank_options(mtcars, "agenda"), class = "tendensen_error_responses")
  expect_error(rank_agreement(answers, "agenda", c("group", "country")), class = "tendensen_error_column")
  expect_error(rank_agreement(answers[1:9, ], "agenda", "group"), class = "tendensen_error_base")
})
