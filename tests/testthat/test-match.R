# Columns and answers, found in the questionnaire, against plain R.
split_core <- function(text, separator, options) {
  n <- length(options)
  part <- tendensen:::core_split_answers(text, separator, options, seq_len(n), rep(1L, n))
  split(ifelse(is.na(part$value), paste0("?", part$text), options[part$value]), factor(part$answer, seq_along(text)))
}

# Every way to cut the text at separators: bytes that match nothing, and parts; a column a way.
brute_split <- function(text, separator, options) {
  pieces <- strsplit(text, separator, fixed = TRUE)[[1]]
  k <- length(pieces) - 1
  ways <- if (k > 0) as.matrix(expand.grid(rep(list(0:1), k))) else matrix(0, 1, 0)
  apply(ways, 1, function(cut) {
    parts <- trimws(tapply(pieces, cumsum(c(0, cut)), paste, collapse = separator))
    c(lost = sum(nchar(parts[!parts %in% options], "bytes")), parts = length(parts))
  })
}

test_that("joined answers are cut where the least is lost, into the fewest parts", {
  set.seed(21)
  words <- c("a", "b", "c", "\u00e9t\u00e9", "d e")
  for (i in 1:300) {
    separator <- sample(c(", ", ";", ","), 1)
    options <- unique(replicate(5, paste(sample(words, sample(3, 1), TRUE), collapse = separator)))
    parts <- sample(c(options, "zz", words), sample(4, 1), TRUE)
    text <- paste(parts, collapse = separator)
    found <- split_core(text, separator, options)[[1]]
    known <- !startsWith(found, "?")
    lost <- sum(nchar(sub("^[?]", "", found[!known]), "bytes"))
    all <- brute_split(text, separator, options)
    expect_identical(as.numeric(lost), as.numeric(min(all["lost", ])), label = paste(text, "|", paste(options, collapse = " / ")))
    expect_identical(length(found), as.integer(min(all["parts", all["lost", ] == min(all["lost", ])])), label = text)
    # Nothing is invented and nothing is left out.
    expect_identical(paste(sub("^[?]", "", found), collapse = separator), text)
  }
})

test_that("joined options come back, in any order, where no option is made of others", {
  set.seed(22)
  options <- c("Opleiden, coachen", "Screenen (intake, assessment)", "E-learning\u2019s", "Opleiden", "Geen")
  for (i in 1:100) {
    picks <- sample(options, sample(length(options), 1))
    expect_identical(split_core(paste(picks, collapse = ", "), ", ", options)[[1]], picks)
    expect_identical(split_core(paste0(paste(picks, collapse = ";"), ";"), ";", options)[[1]], picks)
  }
  expect_identical(split_core(c("", "Geen;;Geen", " Geen ;"), ";", options), list(
    `1` = character(), `2` = c("Geen", "Geen"), `3` = "Geen"
  ))
  expect_error(split_core("a", "", "a"), "separator must not be empty")
})

test_that("answers are found by the surest text, and doubt is doubt", {
  find <- function(text) {
    tendensen:::core_match_answers(
      text, c("x", "y", "x", "z", "z", "w", "w", "v"), c(1L, 2L, 3L, 4L, 5L, 6L, 6L, -4L),
      c(1L, 1L, 2L, 2L, 2L, 2L, 2L, 5L)
    )
  }
  expect_identical(find(c("x", "y", "z", "w", "v", "", NA, "q")), c(1L, 2L, 0L, 6L, -4L, NA, NA, NA))
})

test_that("random answers are found as match() finds them", {
  set.seed(23)
  texts <- unique(replicate(200, paste(sample(c(letters, "\u00e9", " "), sample(6, 1), TRUE), collapse = "")))
  answers <- sample(c(texts, "nothing", "\u20ac"), 1000, TRUE)
  expect_identical(
    tendensen:::core_match_answers(answers, texts, seq_along(texts), rep(1L, length(texts))),
    match(answers, texts)
  )
})

test_that("a column goes to its declared name, then its first key, then the lowest tier", {
  find <- function(...) {
    found <- tendensen:::core_match_columns(
      list(...), c("id", "name", "text", "text", "both", "both", "declared"),
      c(1L, 2L, 3L, 4L, 5L, 6L, 7L), c(0L, 0L, 2L, 0L, 0L, 0L, 0L), c(1L, 1L, 3L, 4L, 3L, 3L, 0L)
    )
    found
  }
  found <- find("id", c("none", "name"), c("text", "name"), c("id", "declared"), "both", "none", character())
  expect_identical(found$item, c(1L, 2L, 3L, 7L, 5L, NA, NA))
  expect_identical(found$option[3], 2L)
  expect_identical(found$tier, c(1L, 1L, 3L, 0L, 3L, NA, NA))
  expect_identical(found$rivals[[5]], 6L)
  expect_identical(lengths(found$rivals)[-5], rep(0L, 6))
})

# Why nothing is ticked, as a table of rules.
picks_twin <- function(ticks, shown, complete, marks_open) {
  seen <- do.call(pmax, ticks)
  bits <- Reduce(`+`, Map(function(tick, i) (tick == 1) * 2^(i - 1), ticks, seq_along(ticks)))
  code <- tendensen:::missing_codes()
  ifelse(seen == 1, bits, ifelse(
    shown == 0, code[["not_shown"]], ifelse(
      seen == 0, 0, ifelse(!marks_open & shown == 1 & complete == 1, 0, code[["no_answer"]])
    )
  ))
}

test_that("picks are combined by the rules for what the file can tell", {
  set.seed(24)
  for (i in 1:100) {
    n <- 30
    state <- function() sample(-1:1, n, TRUE)
    ticks <- replicate(sample(5, 1), pmin(state(), sample(c(1L, -1L), n, TRUE)), simplify = FALSE)
    shown <- state()
    complete <- state()
    marks_open <- i %% 2 == 0
    made <- tendensen:::core_combine_picks(ticks, shown, complete, marks_open, n)
    twin <- picks_twin(ticks, shown, complete, marks_open)
    expect_identical(as.numeric(made$columns[[1]]), unname(twin))
    untold <- do.call(pmax, ticks) == -1 & shown != 0 & !marks_open & !(shown == 1 & complete == 1)
    expect_identical(as.integer(made$untold), which(untold))
  }
  # 33 options take two columns.
  ticks <- rep(list(c(-1L, 0L)), 33)
  ticks[[33]] <- c(1L, -1L)
  made <- tendensen:::core_combine_picks(ticks, integer(), integer(), TRUE, 2)
  expect_identical(made$columns, list(c(0L, 0L), c(2L, 0L)))
  expect_error(
    tendensen:::core_combine_picks(list(1:2, 1:3), integer(), integer(), TRUE, 2), "differ in length"
  )
})
