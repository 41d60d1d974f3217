synthetic <- respondents()
judged <- conclusions()
computed <- conclusions(synthetic)
sheet <- edition_sheet("claims")
cells <- published(2021)
cells <- cells[cells$kind != "chart", ]
has_evidence <- !is.na(sheet$left)

# The sheet ------------------------------------------------------------------------------------

test_that("every conclusion has claims, and there are many", {
  expect_gte(nrow(judged), 180)
  expect_setequal(judged$conclusion, 0:9)
  expect_true(all(table(judged$conclusion) > 1))
  expect_identical(nrow(judged), nrow(sheet))
  one <- lapply(0:9, conclusion)
  expect_identical(vapply(one, nrow, 1L), as.integer(table(judged$conclusion)))
  expect_identical(plain(vctrs::vec_rbind(!!!one))$claim, judged$claim)
})

test_that("claims have the columns of the contract and their types", {
  types <- list(
    conclusion = "integer", claim = "character", statement = "character", figure = "integer",
    group = "character", edition = "integer", period = "character", relation = "character",
    printed = "character", observed = "numeric", lower = "numeric", upper = "numeric",
    verdict = "character", reason = "character", supported = "logical", quote = "character"
  )
  for (table in list(judged, computed, conclusion(4), conclusion(4, synthetic, lang = "fr"))) {
    expect_identical(lapply(table, class), types)
    expect_s3_class(table, c("tendensen_claims", "tbl_df"))
    expect_true(all(table$verdict %in% c("holds", "contradicted", "not testable")))
    expect_true(all(nzchar(table$reason)) && !anyNA(table$reason))
  }
})

test_that("a claim has an id of its own, that starts with its conclusion", {
  expect_false(anyDuplicated(judged$claim) > 0)
  expect_identical(as.integer(sub("[.].*$", "", judged$claim)), judged$conclusion)
  expect_match(judged$claim, "^[0-9][.][0-9]{2}$")
})

test_that("relations are those of the core", {
  expect_true(all(judged$relation %in% tendensen:::core_relations()))
})

test_that("statements are there in three languages; the Dutch one is the quote", {
  said <- lapply(c(nl = "nl", fr = "fr", en = "en"), function(lang) conclusions(lang = lang)$statement)
  for (statement in said) expect_true(all(nzchar(trimws(statement))) && !anyNA(statement))
  expect_identical(said$nl, judged$quote)
  expect_false(any(said$fr == said$en))
  expect_false(any(said$fr == said$nl))
  # Two claims of one sentence say different things.
  expect_false(anyDuplicated(said$en) > 0)
  expect_false(anyDuplicated(said$fr) > 0)
})

test_that("the language changes the statements and nothing else", {
  for (lang in c("fr", "en")) {
    other <- conclusions(lang = lang)
    expect_identical(plain(other[names(other) != "statement"]), plain(judged[names(judged) != "statement"]))
  }
})

test_that("a claim without evidence says why, one with evidence does not", {
  expect_true(all(nzchar(sheet$why[!has_evidence])) && !anyNA(sheet$why[!has_evidence]))
  expect_true(all(is.na(sheet$why[has_evidence])))
  expect_setequal(judged$verdict[!has_evidence], "not testable")
  expect_identical(judged$reason[!has_evidence], sheet$why[!has_evidence])
  expect_true(all(is.na(judged$observed[!has_evidence])))
})

test_that("quantities are intervals within 0 to 100, named once, in three languages", {
  table <- quantities()
  expect_false(anyDuplicated(table$quantity) > 0)
  expect_true(all(table$low < table$high & table$low >= 0 & table$high <= 100))
  for (column in c("nl", "fr", "en", "reason")) expect_true(all(nzchar(table[[column]])))
  about <- has_evidence & sheet$relation == "about"
  expect_true(all(sheet$value[about] %in% table$quantity))
})

# References: question[/item][:option[+option...]][@group[/edition]]
reference_twin <- function(text, claim, of = NULL) {
  part <- function(pattern) {
    found <- regmatches(text, regexec(pattern, text))[[1]]
    if (length(found) > 0 && nzchar(found[[2]])) found[[2]] else NA_character_
  }
  place <- part("@.*/([0-9-]+)$")
  one <- list(
    question = part("^([a-z0-9_]+)"), item = part("^[a-z0-9_]+/([a-z0-9_]+)"),
    options = strsplit(part(":([a-z0-9_+]+)"), "+", fixed = TRUE)[[1]],
    group = part("@([a-z]+)"), when = place
  )
  if (is.na(one$question)) one[c("question", "item", "options")] <- of[c("question", "item", "options")]
  if (is.na(one$group)) one$group <- if (is.null(of)) claim$group else of$group
  if (is.na(one$when)) one$when <- if (is.null(of)) claim$edition else of$when
  one
}

references_of <- function(i) {
  left <- reference_twin(sheet$left[i], sheet[i, ])
  list(left = left, right = if (!is.na(sheet$right[i])) reference_twin(sheet$right[i], sheet[i, ], left))
}

# Printed rows of a reference. `all_options`, `all_items`: the whole list that it stands in.
rows_twin <- function(one, all_options = FALSE, all_items = FALSE) {
  here <- cells$question == one$question & cells$group == one$group &
    ifelse(is.na(cells$period), cells$year, cells$period) == one$when
  if (!all_items && !is.na(one$item)) here <- here & cells$item %in% one$item
  if (all_options) return(cells[here & cells$kind == "level", ])
  cells[here & cells$option %in% one$options, ]
}

test_that("a figure that a claim names exists, and is where its evidence is printed", {
  expect_true(all(judged$figure %in% c(NA, figures()$figure)))
  for (i in which(has_evidence)) {
    one <- references_of(i)$left
    rows <- rows_twin(one, all_options = anyNA(one$options))
    if (nrow(rows) > 0) expect_identical(unique(rows$figure), judged$figure[i], label = sheet$claim[i])
  }
})

test_that("a sentence that names one figure is held against that figure", {
  named <- regmatches(sheet$quote, gregexpr("[Ff]iguur [0-9]+", sheet$quote))
  for (i in which(lengths(named) == 1 & has_evidence)) {
    # A footnote sticks to the number: "figuur 69".
    expect_true(startsWith(sub(".* ", "", named[[i]]), as.character(judged$figure[i])), label = sheet$claim[i])
  }
})

# The source text ------------------------------------------------------------------------------

test_that("every quote stands in the report", {
  skip_without_source()
  text <- join_lines(unlist(source_blocks()))
  for (words in unique(sheet$quote)) {
    expect_gt(nrow(spans_of(quote_pattern(words), text)), 0, label = words)
  }
})

test_that("only rows and labels are taken for a table", {
  skip_without_source()
  blocks <- Filter(is_table_block, source_blocks())
  expect_true(all(lengths(blocks) <= 2))
  expect_false(any(grepl("[.;,]$", unlist(blocks))))
  # The tables of figures 1-8, 10, 12 and 16-21, and three rows of figure 9.
  expect_gt(length(blocks), 120)
})

fractions <- paste(
  "[0-9]+ ?%", "[0-9]+ op [0-9]+", "(?<![0-9/])[0-9]/[0-9]{1,2}(?![0-9/])", "\u2154", "de helft",
  "een derde", "drie vierde", "driekwart", "gehalveerd", "verdrievoudigen",
  sep = "|"
)

test_that("every percentage and every fraction in the prose is in the quote of a claim about it", {
  skip_without_source()
  blocks <- source_blocks()
  text <- join_lines(unlist(blocks))
  quoted <- lapply(sheet$quote, function(words) spans_of(quote_pattern(words), text))
  spans <- cbind(do.call(rbind, quoted), claim = rep(seq_along(quoted), vapply(quoted, nrow, 1L)))
  seen <- 0
  for (block in Filter(Negate(is_table_block), blocks)) {
    prose <- join_lines(block)
    start <- regexpr(prose, text, fixed = TRUE)
    expect_gt(start, 0)
    found <- spans_of(fractions, prose, ignore.case = TRUE)
    for (k in seq_len(nrow(found))) {
      number <- substr(prose, found$from[k], found$to[k])
      at <- c(found$from[k], found$to[k]) + start - 1L
      covering <- spans$claim[spans$from <= at[1] & at[2] <= spans$to]
      place <- substr(prose, max(1, found$from[k] - 40), found$to[k] + 20)
      expect_gt(length(covering), 0, label = paste0("claims about ", number, " in '", place, "'"))
      about <- grepl(number, sheet$printed[covering], ignore.case = TRUE, fixed = FALSE)
      expect_true(any(about), label = paste0("a claim of the number ", number, " in '", place, "'"))
      seen <- seen + 1
    }
  }
  # By hand: 56 percentages and 25 fractions.
  expect_identical(seen, 81)
})

# Verdicts -------------------------------------------------------------------------------------

# Twin: a printed number is anything that rounds to it. Three of these values a cell, in all combinations:
# true for all, for none, or for some.
points_twin <- function(rows) {
  half <- ifelse(rows$unit == "count", 0, 0.5 * 10^-rows$digits)
  top <- rows$number + half
  top <- ifelse(rows$unit == "percent" & top > 100, 100, top - 1e-6)
  lapply(seq_len(nrow(rows)), function(k) {
    if (half[k] == 0) return(rows$number[k])
    c(max(0, rows$number[k] - half[k] + 1e-9), rows$number[k], top[k])
  })
}

sums_twin <- function(rows) rowSums(expand.grid(points_twin(rows)))

verdict_of <- function(true) {
  if (all(true)) "holds" else if (!any(true)) "contradicted" else "not testable"
}

prints_as <- function(x, value) {
  scale <- 10^nchar(sub("^[^.]*[.]?", "", value))
  floor(x * scale + 0.5) == round(as.numeric(value) * scale)
}

is_about <- function(x, quantity) {
  row <- quantities()[quantities()$quantity == quantity, ]
  x >= row$low & (x < row$high | row$high == 100)
}

limit_twin <- function(value, end) {
  if (value %in% quantities()$quantity) return(quantities()[[end]][quantities()$quantity == value])
  as.numeric(value)
}

median_twin <- function(shares, from, to) {
  before <- c(0, cumsum(shares)[-length(shares)])
  class <- which(shares > 0 & cumsum(shares) >= sum(shares) / 2)[1]
  from[class] + (to[class] - from[class]) * (sum(shares) / 2 - before[class]) / shares[class]
}

rank_verdict <- function(claim, one) {
  in_grid <- !is.na(one$item)
  rows <- rows_twin(one, all_options = !in_grid, all_items = in_grid)
  own <- if (in_grid) rows$item == one$item else rows$option == one$options
  points <- points_twin(rows)
  low <- vapply(points, min, 1)
  high <- vapply(points, max, 1)
  best <- 1 + sum(low[!own] > high[own])
  worst <- 1 + sum(high[!own] > low[own])
  last <- as.numeric(sub("top ", "", claim$value))
  first <- if (startsWith(claim$value, "top")) 1 else last
  if (first <= best && worst <= last) "holds" else if (worst < first || last < best) "contradicted" else "not testable"
}

order_verdict <- function(left, right) {
  right <- right[match(left$option, right$option), ]
  pairs <- utils::combn(nrow(left), 2)
  # Whole numbers: the larger one is larger for certain, equal ones can be anything.
  certain <- sign(left$number[pairs[1, ]] - left$number[pairs[2, ]]) *
    sign(right$number[pairs[1, ]] - right$number[pairs[2, ]])
  if (any(certain == -1)) "contradicted" else if (any(certain == 0)) "not testable" else "holds"
}

claim_verdict <- function(i) {
  claim <- sheet[i, ]
  of <- references_of(i)
  if (claim$relation == "rank") return(rank_verdict(claim, of$left))
  if (claim$relation == "order") {
    return(order_verdict(rows_twin(of$left, TRUE), rows_twin(of$right, TRUE)))
  }
  if (claim$relation == "median") {
    medians <- lapply(of, function(one) {
      rows <- rows_twin(one, TRUE)
      rows <- rows[match(c("under_250", "250_750", "750_1500", "over_1500"), rows$option), ]
      apply(expand.grid(points_twin(rows)), 1, median_twin, c(0, 250, 750, 1500), c(250, 750, 1500, NA))
    })
    return(verdict_of(outer(medians$left, medians$right, if (claim$value == "up") `>` else `<`)))
  }
  left <- rows_twin(of$left, anyNA(of$left$options) && claim$relation != "equals")
  if (claim$left == "group") left <- cells[cells$question == "group" & is.na(cells$option), ]
  if (grepl("^purchase_importance", claim$left)) left <- rows_score(of$left)
  if (nrow(left) == 0) return("not testable")
  if (claim$relation == "none") {
    # One of the group would print as 1 or more.
    n <- c(business = 173, providers = 142)[[of$left$group]]
    return(if (left$number > 0) "contradicted" else if (half_up(1, n) > 0) "holds" else "not testable")
  }
  x <- sums_twin(left)
  if (!is.null(of$right)) {
    right <- if (grepl("^purchase_importance", claim$right)) rows_score(of$right) else rows_twin(of$right)
    both <- expand.grid(x = x, y = sums_twin(right))
    return(verdict_of(switch(claim$relation,
      larger = both$x > both$y,
      `less than` = both$x < both$y,
      change = if (claim$value == "up") both$x > both$y else both$x < both$y,
      ratio = both$x / both$y < as.numeric(sub("below ", "", claim$value))
    )))
  }
  verdict_of(switch(claim$relation,
    equals = ,
    sum = prints_as(x, claim$value),
    about = is_about(x, claim$value),
    majority = x > 50,
    `less than` = x < limit_twin(claim$value, "high"),
    `more than` = x > limit_twin(claim$value, "low")
  ))
}

# A score has an item and no option.
rows_score <- function(one) cells[cells$question == one$question & cells$item %in% one$item, ]

test_that("every verdict is that of a plain twin on the printed numbers", {
  for (i in which(has_evidence)) {
    expect_identical(judged$verdict[i], claim_verdict(i), label = paste("claim", sheet$claim[i]))
  }
})

test_that("the twin has met every verdict and the relations of the report", {
  testable <- judged[has_evidence, ]
  expect_setequal(testable$verdict, c("holds", "contradicted", "not testable"))
  expect_setequal(testable$relation, c(
    "equals", "about", "sum", "less than", "larger", "ratio", "change", "rank", "order", "none",
    "majority", "median"
  ))
})

test_that("a claim of a number that its figure prints holds", {
  equals <- which(has_evidence & sheet$relation == "equals")
  expect_gt(length(equals), 50)
  for (i in equals) {
    rows <- rows_twin(references_of(i)$left)
    if (grepl("^purchase_importance", sheet$left[i])) rows <- rows_score(references_of(i)$left)
    if (sheet$left[i] == "group") rows <- cells[1, ]
    expect_identical(rows$value, sheet$value[i], label = sheet$claim[i])
    expect_identical(judged$verdict[i], "holds", label = sheet$claim[i])
  }
})

# By hand, from the report.
test_that("what the report says and its figures do not is contradicted", {
  wrong <- judged$claim[judged$verdict == "contradicted"]
  expect_setequal(wrong, c(
    "0.28", # 75% above 1000 FTE; 36 + 10 + 36 = 82
    "0.30", # "het gros" is 42%
    "0.37", # more than halved; 28% to 17%
    "4.17", # one order; 47 > 46 and 50 < 58
    "4.18", # the same for purchase criteria; 40 > 28 and 18 < 26
    "8.06", # culture fit among the first three of the providers: 18%, sixth to eighth
    "8.17"  # 3.95 on a scale to 7 "totaal onbelangrijk"
  ))
})

test_that("a claim that rounding leaves open is not testable", {
  # 36 + 11 + 17 = 64 and 42 + 11 + 12 = 65, each within 1.5.
  open <- judged[judged$claim == "0.32", ]
  expect_identical(open$verdict, "not testable")
  expect_identical(c(open$observed, open$lower, open$upper), c(1, -2, 4))
  # The share of both groups together is not printed.
  both <- judged[judged$claim == "5.40", ]
  expect_identical(both$verdict, "not testable")
  expect_match(both$reason, "no number")
})

test_that("observed, lower and upper are the statistic as printed and its extremes", {
  row <- function(id) unlist(plain(judged[judged$claim == id, c("observed", "lower", "upper")]))
  expect_equal(row("1.03"), c(observed = 83, lower = 82.5, upper = 83.5))
  expect_equal(row("0.28"), c(observed = 82, lower = 80.5, upper = 83.5))
  expect_equal(row("0.37"), c(observed = 17 / 28, lower = 16.5 / 28.5, upper = 17.5 / 27.5))
  expect_equal(row("1.11"), c(observed = -37, lower = -38, upper = -36))
  expect_equal(row("2.51"), c(observed = 2, lower = 2, upper = 3)) # 47, 45, 45
  expect_equal(row("8.17"), c(observed = 3.95, lower = 3.945, upper = 3.955))
  expect_equal(row("0.14"), c(observed = 315, lower = 315, upper = 315))
  expect_equal(row("7.24"), c(observed = 0, lower = 0, upper = 0.5))
  # 250 + 500 * 21.5 / 25 against 250 + 500 * 11 / 23
  expect_equal(row("2.44")[["observed"]], 680 - (250 + 500 * 11 / 23))
  known <- !is.na(judged$observed) & !is.na(judged$lower)
  expect_true(all(judged$lower[known] <= judged$observed[known] + 1e-9))
  expect_true(all(judged$upper[known] >= judged$observed[known] - 1e-9))
})

test_that("Kendall's tau-b is that of stats::cor()", {
  for (id in c("4.17", "4.18")) {
    i <- match(id, sheet$claim)
    of <- references_of(i)
    left <- rows_twin(of$left, TRUE)
    right <- rows_twin(of$right, TRUE)
    right <- right[match(left$option, right$option), ]
    expect_equal(judged$observed[i], stats::cor(left$number, right$number, method = "kendall"))
    expect_true(is.na(judged$lower[i]) && is.na(judged$upper[i]))
  }
})

test_that("the summary counts the verdicts", {
  for (table in list(judged, computed, conclusion(7))) {
    counts <- summary(table)
    expect_identical(counts$conclusion, unique(table$conclusion))
    expect_identical(counts$claims, counts$holds + counts$contradicted + counts$not_testable)
    expect_identical(sum(counts$claims), nrow(table))
    for (verdict in c("holds", "contradicted", "not testable")) {
      by_hand <- vapply(counts$conclusion, function(number) {
        sum(table$verdict == verdict & table$conclusion == number)
      }, 1L)
      expect_identical(counts[[sub(" ", "_", verdict)]], by_hand)
    }
  }
  expect_identical(summary(conclusions(lang = "en"))$title[c(2, 10)], c("Crises are opportunities \u2026", "Closing"))
})

# Sampling error -------------------------------------------------------------------------------

test_that("every claim on known numbers of respondents is supported or not", {
  for (table in list(judged, computed)) {
    expect_true(all(is.na(table$supported[table$verdict == "not testable"])))
    expect_false(any(table$supported[table$verdict == "contradicted"] %in% TRUE))
    open <- table$verdict != "not testable" & is.na(table$supported)
    expect_match(table$reason[open], "sampling error is unknown")
    # Only what rests on an earlier edition, or on both groups as printed, has no number of respondents.
    expect_true(all(sheet$edition[open] != "2021" | !is.na(sheet$right[open])))
    said <- grepl("In the sample only", table$reason)
    expect_identical(said, table$verdict == "holds" & table$supported %in% FALSE)
  }
  expect_identical(summary(computed)$supported, vapply(0:9, function(number) {
    sum(computed$supported[computed$conclusion == number], na.rm = TRUE)
  }, 1L))
})

# A printed 47 of 173 is anything from 46.5 to 47.5, and Wilson's interval of each.
test_that("a share is supported when Wilson's interval is all within the claim", {
  n <- c(business = 173, providers = 142, all = 315)
  for (i in which(has_evidence & sheet$relation %in% c("majority", "about") & judged$verdict == "holds")) {
    one <- references_of(i)$left
    if (one$when != "2021" || length(one$options) > 1) next
    p <- rows_twin(one)$number
    base <- n[[one$group]]
    low <- wilson_twin(max(0, p - 0.5) / 100 * base, base, 0.95)$conf_low
    high <- wilson_twin(min(100, p + 0.5) / 100 * base, base, 0.95)$conf_high
    inside <- if (sheet$relation[i] == "majority") {
      low > 50
    } else {
      row <- quantities()[quantities()$quantity == sheet$value[i], ]
      low >= row$low && (high < row$high || row$high == 100)
    }
    expect_identical(judged$supported[i], inside, label = sheet$claim[i])
  }
})

test_that("groups are compared by Newcombe's interval, as trends are", {
  seen <- 0
  for (i in which(has_evidence & sheet$relation == "larger" & judged$verdict == "holds")) {
    of <- references_of(i)
    if (of$left$when != "2021" || of$left$group == of$right$group) next
    shares <- lapply(of, function(one) {
      p <- rows_twin(one)$number
      cbind(p - 0.5, p + 0.5, 0, c(business = 173, providers = 142)[[one$group]])
    })
    verdict <- core_change(shares$right, shares$left, 0.95)$verdict
    expect_identical(judged$supported[i], verdict == "rise", label = sheet$claim[i])
    seen <- seen + 1
  }
  expect_gt(seen, 3)
})

test_that("answers of the same respondents are compared whatever depends on what", {
  row <- judged[judged$claim == "3.01", ] # 71 against 28
  each <- function(p) wilson_twin(p / 100 * 173, 173, 0.975)
  expect_true(row$supported)
  expect_gt(each(70.5)$conf_low, each(28.5)$conf_high)
  shown <- paste0(
    points(each(70.5)$conf_low - each(28.5)$conf_high), " to ",
    points(each(71.5)$conf_high - each(27.5)$conf_low)
  )
  expect_match(row$reason, shown, fixed = TRUE)
})

test_that("a count is of the sample, and no number to the unit is certain", {
  expect_true(judged$supported[judged$claim == "0.14"])
  expect_identical(judged$reason[judged$claim == "0.14"], "315 lies from 315 to 315: so.")
  expect_false(judged$supported[judged$claim == "1.03"])
  none <- judged$claim %in% c("7.24", "7.25", "7.26", "7.27") & judged$verdict == "holds"
  expect_identical(judged$supported[none], rep(FALSE, sum(none)))
})

test_that("a lower level supports more", {
  strict <- conclusions(conf_level = 0.999)$supported
  loose <- conclusions(conf_level = 0.5)$supported
  expect_true(all(loose[strict %in% TRUE]))
  expect_gt(sum(loose, na.rm = TRUE), sum(strict, na.rm = TRUE))
  expect_error(conclusion(1, conf_level = 1), class = "tendensen_error_argument")
})

# Responses ------------------------------------------------------------------------------------

test_that("with responses, the same claims in the same order", {
  same <- c("conclusion", "claim", "statement", "figure", "group", "edition", "period", "relation", "printed", "quote")
  expect_identical(plain(computed[same]), plain(judged[same]))
  expect_true(attr(computed, "synthetic"))
  expect_false(attr(judged, "synthetic"))
})

# The cells of a claim that are computed from responses: keys, or a whole question where it is ranked.
own_keys <- function(i) {
  unlist(lapply(Filter(Negate(is.null), references_of(i)), function(one) {
    if (one$when != "2021") return(NULL)
    ranked <- sheet$relation[i] %in% c("rank", "order", "median")
    keys <- if (ranked) "any" else one$options
    paste(one$question, one$group, if (ranked) NA else one$item, keys)
  }))
}

# Its printed cells all being reproduced, what is true of every value that prints so is true of theirs.
test_that("no verdict on reproduced cells changes from holds or from contradicted", {
  tiers <- reproduce_edition(synthetic)
  off <- tiers[tiers$tier != "exact", ]
  missed <- unique(c(
    paste(off$question, off$group, off$item_code, off$option_code), paste(off$question, off$group, NA, "any")
  ))
  expect_gt(length(missed), 0)
  kept <- 0
  for (i in which(has_evidence & judged$verdict != "not testable")) {
    if (any(own_keys(i) %in% missed)) next
    expect_identical(computed$verdict[i], judged$verdict[i], label = sheet$claim[i])
    kept <- kept + 1
  }
  expect_gt(kept, 200)
})

test_that("what is computed is exact, and decides", {
  own <- vapply(seq_len(nrow(sheet)), function(i) {
    has_evidence[i] && sheet$edition[i] == "2021" && is.na(sheet$right[i])
  }, logical(1))
  cell <- own & !sheet$relation %in% c("rank", "order", "median")
  expect_identical(computed$lower[cell], computed$upper[cell])
  expect_false(any(computed$verdict[own] == "not testable"))
  # (173 * 75% + 142 * 81%) / 315, as the cells allow
  both <- computed[computed$claim == "5.40", ]
  expect_identical(both$verdict, "holds")
  expect_gt(both$observed, (173 * 74.5 + 142 * 80.5) / 315)
  expect_lt(both$observed, (173 * 75.5 + 142 * 81.5) / 315)
})

test_that("on a part of the respondents the numbers are theirs", {
  part <- vctrs::vec_slice(synthetic, seq(1, 315, by = 3))
  table <- conclusions(part)
  expect_identical(names(table), names(judged))
  for (i in which(has_evidence & sheet$relation %in% c("equals", "about", "majority") & sheet$edition == "2021")) {
    one <- references_of(i)$left
    if (one$question == "group") next
    row <- list(
      question = one$question, item_code = one$item, option_code = one$options, group = one$group
    )
    counts <- vapply(one$options, function(option) {
      figure_twin(part, utils::modifyList(row, list(option_code = option)))
    }, numeric(2))
    expect_equal(table$observed[i], sum(100 * counts["n", ] / counts["base", ]), label = sheet$claim[i])
  }
  # 173 business respondents first: 1, 4, ..., 172 are theirs.
  expect_identical(table$observed[match(c("0.14", "0.15", "0.16"), table$claim)], c(105, 58, 47))
  expect_identical(table$verdict[match("0.14", table$claim)], "contradicted")
})

test_that("without respondents of a group its claims are not testable", {
  part <- synthetic[code_numbers(synthetic$group) == 1, ]
  table <- conclusions(part)
  providers <- has_evidence & sheet$group == "providers" & sheet$edition == "2021" & sheet$left != "group:providers"
  expect_setequal(table$verdict[providers], "not testable")
  expect_true(all(is.na(table$observed[providers])))
  nobody <- conclusions(synthetic[0, ])
  expect_identical(nrow(nobody), nrow(judged))
  earlier <- !sheet$edition %in% "2021"
  expect_identical(nobody$verdict[earlier & is.na(sheet$right)], judged$verdict[earlier & is.na(sheet$right)])
})

test_that("a plain data frame is read as responses", {
  data <- data.frame(
    group = c("business", "business", "business", "providers"),
    crisis_effect = c("mogelijkheden", "mogelijkheden", "difficulties", "des opportunit\u00e9s")
  )
  table <- conclusion(1, data)
  expect_equal(table$observed[table$claim == "1.03"], 200 / 3)
  expect_identical(table$verdict[table$claim == "1.03"], "contradicted") # 8 in 10: 75 to 85
  expect_identical(table$observed[table$claim == "1.04"], 100)
})

# A verdict at the ends --------------------------------------------------------------------------

# An edition with other claims about one cell of 200 respondents.
judge_in <- function(relation, value, n, left = "crisis_effect:opportunities", right = "", base = 200) {
  folder <- copy_edition()
  unlink(file.path(folder, "sentences.csv"))
  edit_sheet(folder, "claims", function(x) {
    x <- x[rep(which(x$claim == "1.03"), length(value)), ]
    x$claim <- sprintf("1.%02d", seq_along(value))
    x$relation <- relation
    x$value <- value
    x$left <- left
    x$right <- right
    x
  })
  data <- data.frame(
    group = "business", crisis_effect = rep(c("opportunities", "difficulties"), c(n, base - n)),
    crisis_outcome = "stronger"
  )
  conclusions(data, folder)$verdict
}

test_that("46.5 belongs to 47, and 47.5 does not, on computed numbers", {
  expect_identical(judge_in("equals", c("46", "47", "48"), 93), c("contradicted", "holds", "contradicted"))
  expect_identical(judge_in("equals", c("46", "47", "48"), 95), c("contradicted", "contradicted", "holds"))
  expect_identical(judge_in("equals", c("0", "100"), 0), c("holds", "contradicted"))
  expect_identical(judge_in("equals", c("0", "100"), 200), c("contradicted", "holds"))
})

test_that("a quantity holds its lower end, and not its upper end unless that is 100", {
  expect_identical(judge_in("about", c("seven_in_ten", "eight_in_ten"), 150), c("contradicted", "holds"))
  expect_identical(judge_in("about", c("half", "almost_all"), 110), c("contradicted", "contradicted"))
  expect_identical(judge_in("about", c("almost_all", "nine_in_ten"), 200), c("holds", "contradicted"))
  expect_identical(judge_in("majority", "", 100), "contradicted")
  expect_identical(judge_in("majority", "", 101), "holds")
})

test_that("limits are numbers or the ends of a quantity", {
  # hardly: 0 to 10; few: 0 to 25
  expect_identical(judge_in("less than", c("hardly", "few", "50"), 20), c("contradicted", "holds", "holds"))
  expect_identical(judge_in("at most", c("hardly", "few", "9.5"), 20), c("holds", "holds", "contradicted"))
  expect_identical(judge_in("more than", c("half", "45", "44.5"), 90), c("contradicted", "contradicted", "holds"))
  expect_identical(judge_in("at least", c("half", "45", "45.5"), 90), c("holds", "holds", "contradicted"))
})

# 1.5 and 2.5 times, and twice, as many.
test_that("a ratio is below or above a number, or within 0.5 of it", {
  values <- c("below 2", "above 2", "about 2")
  ratio <- function(n, base) judge_in("ratio", values, n, right = "crisis_effect:difficulties", base = base)
  expect_identical(ratio(120, 200), c("holds", "contradicted", "holds"))
  expect_identical(ratio(100, 140), c("contradicted", "holds", "contradicted"))
  # Exactly twice is neither below nor above.
  expect_identical(ratio(100, 150), c("contradicted", "contradicted", "holds"))
})

test_that("what is computed of nobody and of nobody has no ratio", {
  expect_identical(
    judge_in("ratio", c("below 2", "about 2"), 200, "crisis_effect:difficulties", "crisis_outcome:weaker"),
    c("not testable", "not testable")
  )
})

# A third printed with one decimal is 33.3; 6 of 4000 is 0.15, printed as 0.2.
test_that("a claimed number with a decimal is held at its own decimals", {
  expect_identical(judge_in("equals", c("33.3", "33.4", "33"), 50, base = 150), c("holds", "contradicted", "holds"))
  expect_identical(judge_in("equals", c("0.1", "0.2"), 6, base = 4000), c("contradicted", "holds"))
})

# Conditions and print -------------------------------------------------------------------------

test_that("what is not there is refused with its class", {
  for (number in list(10, -1, "een", NA, NULL, 1:2)) {
    expect_error(conclusion(number), class = "tendensen_error_conclusion")
  }
  expect_error(conclusion(1, edition = 2020), class = "tendensen_error_edition")
  expect_error(conclusions(edition = "no-such-folder"), class = "tendensen_error_edition")
  expect_error(conclusion(1, lang = "de"), class = "tendensen_error_language")
  expect_error(conclusions(lang = NA), class = "tendensen_error_language")
  expect_error(conclusion(1, responses = 1), class = "tendensen_error_responses")
  expect_error(conclusions("respondents"), class = "tendensen_error_responses")
})

# Not judged as something else than it says, and not set aside as if the report printed no number.
test_that("a claim that is written wrongly is refused", {
  wrong <- list(
    c(relation = "abuot"), c(value = "eight"), c(value = ""), c(left = "crisis_efect:opportunities"),
    c(left = "crisis_effect:oportunities"), c(left = "government_statements/gov_data:agree_net"),
    c(left = "crisis_effect"), c(group = "busines"),
    c(relation = "larger"), c(relation = "larger", right = "crisis_efect:opportunities"),
    c(relation = "difference", value = "20"), c(relation = "ratio", value = "below 0.5"),
    c(relation = "ratio", right = "@/2020", value = "twice 2"),
    c(relation = "change", value = "up"), c(relation = "change", right = "@/2020", value = "upp"),
    c(relation = "rank", value = "first"), c(relation = "equals", value = "a few")
  )
  for (one in wrong) {
    folder <- copy_edition()
    edit_sheet(folder, "claims", function(x) {
      x[x$claim == "1.03", names(one)] <- one
      x
    })
    verdict <- tryCatch(
      conclusion(1, edition = folder)$verdict[3],
      tendensen_error = function(error) "refused"
    )
    expect_identical(verdict, "refused", label = paste(names(one), one, collapse = ", "))
  }
})

test_that("two claims do not share an id", {
  folder <- copy_edition()
  edit_sheet(folder, "claims", function(x) {
    x$claim[3] <- x$claim[2]
    x
  })
  expect_error(conclusions(edition = folder), class = "tendensen_error")
})

test_that("an edition without claims has none", {
  folder <- copy_edition()
  unlink(file.path(folder, c("claims.csv", "conclusions.csv", "sentences.csv")))
  none <- conclusions(edition = folder)
  expect_identical(nrow(none), 0L)
  expect_identical(names(none), names(judged))
  expect_error(conclusion(1, edition = folder), class = "tendensen_error_conclusion")
})

test_that("a conclusion prints with a verdict and a reason a claim", {
  local_reproducible_output(width = 80, unicode = TRUE)
  expect_snapshot(print(conclusion(4, lang = "en")))
  expect_snapshot(format(conclusion(4)[c(1, 9), ]))
})

test_that("some of the columns print as a tibble", {
  local_reproducible_output(width = 80)
  expect_output(expect_warning(print(judged[1:2, c("claim", "verdict")]), NA), "2 rows|2 x 2|2 \u00d7 2")
})

test_that("print says how many, and that respondents are synthetic", {
  local_reproducible_output(width = 80)
  expect_output(print(conclusion(1)), "28 claims: 28 holds, 0 contradicted, 0 not testable[.]\nBeyond sampling error: [0-9]+ of the 28 that hold[.]$")
  expect_output(print(conclusion(1, synthetic)), "Evidence: synthetic respondents[.]")
  expect_output(print(judged[0, ]), "^0 claims")
})
