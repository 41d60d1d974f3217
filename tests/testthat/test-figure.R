synthetic <- respondents()
numbers <- 1:23
printed <- lapply(numbers, figure)
computed <- lapply(numbers, figure, responses = synthetic)
keys <- c("figure", "question", "group", "edition", "period", "item_code", "option_code", "kind")

test_that("the register has 23 figures", {
  register <- figures(2021, "en")
  expect_identical(nrow(register), 23L)
  expect_identical(register$figure, 1:23)
  expect_true(all(nzchar(register$title)))
  expect_identical(register$figure[register$presentation == "picture"], c(11L, 13:15, 22:23))
})

test_that("every figure has the columns of the contract and their types", {
  types <- list(
    figure = "integer", question = "character", group = "factor", edition = "integer",
    period = "character", item = "factor", option = "factor", item_code = "character",
    option_code = "character", kind = "character", n = "integer", base = "integer",
    percent = "numeric", published = "numeric", source = "character", note = "character"
  )
  for (table in c(printed, computed)) {
    expect_identical(lapply(table, class), types)
    expect_s3_class(table, "tbl_df")
    expect_identical(levels(table$group), c("business", "providers"))
    expect_true(all(table$kind %in% c("level", "net", "chart")))
    expect_true(all(table$source %in% c("published", "responses")))
    expect_false(anyNA(table$option))
    expect_identical(is.na(table$item), is.na(table$item_code))
  }
})

test_that("with and without responses, a figure has the same rows", {
  for (i in numbers) {
    shared <- c(keys, "published")
    expect_identical(plain(computed[[i]][shared]), plain(printed[[i]][shared]))
    expect_false(anyDuplicated(printed[[i]][keys]) > 0)
    expect_identical(unique(printed[[i]]$figure), i)
  }
})

test_that("nothing is invented for a figure that is only a picture", {
  for (i in numbers) {
    picture <- i %in% c(11, 13, 14, 15, 22, 23)
    expect_true(all(is.na(printed[[i]]$published) == picture))
    if (picture) expect_true(all(nzchar(printed[[i]]$note) & !is.na(printed[[i]]$note)))
    if (picture) expect_true(all(is.na(computed[[i]]$percent)))
  }
})

test_that("without responses, the printed numbers stand as they are", {
  for (table in printed) {
    expect_identical(table$percent, table$published)
    expect_true(all(is.na(table$n)) && all(is.na(table$base)))
    expect_setequal(table$source, "published")
  }
})

test_that("the rows of a figure are those of the transcription", {
  table <- published(2021)
  for (i in setdiff(numbers, c(11, 13, 14, 15, 22, 23))) {
    rows <- table[table$figure %in% i & table$unit == "percent", ]
    expect_identical(
      sort(paste(rows$group, rows$year, rows$item, rows$option, rows$kind, rows$value)),
      sort(with(printed[[i]], paste(group, edition, item_code, option_code, kind, published)))
    )
  }
})

test_that("with responses, the earlier editions stay as printed", {
  for (table in computed) {
    own <- table$edition == 2021
    expect_true(all(table$source[own] == "responses"))
    expect_true(all(table$source[!own] == "published"))
    expect_identical(table$percent[!own], table$published[!own])
    expect_true(all(is.na(table$base[!own])))
  }
})

test_that("n and base of a part of the responses are those of a count by hand", {
  skip_if_not_installed("dplyr")
  parts <- list(
    dplyr::filter(synthetic, country == "be"),
    dplyr::filter(synthetic, sector == "finance" | group == "providers")
  )
  for (part in parts) {
    for (i in numbers) {
      table <- figure(i, part)
      own <- which(table$source == "responses")
      twin <- vapply(own, function(row) figure_twin(part, table[row, ]), numeric(2))
      expect_equal(table$n[own], twin[rep(1, length(own) > 0), ], ignore_attr = TRUE, label = i)
      expect_equal(table$base[own], twin[rep(2, length(own) > 0), ], ignore_attr = TRUE, label = i)
      answered <- own[table$base[own] > 0]
      expect_equal(table$percent[answered], 100 * table$n[answered] / table$base[answered])
    }
  }
})

test_that("the language changes the labels and nothing else", {
  for (i in c(1, 5, 8, 18, 20)) {
    tables <- lapply(c("nl", "fr", "en"), function(lang) figure(i, edition = 2021, lang = lang))
    codes <- lapply(tables, function(x) plain(x[setdiff(names(x), c("item", "option"))]))
    expect_identical(codes[[1]], codes[[2]])
    expect_identical(codes[[1]], codes[[3]])
    expect_false(identical(tables[[1]]$option, tables[[2]]$option))
    expect_identical(lapply(tables, function(x) as.integer(x$option))[[2]], as.integer(tables[[1]]$option))
  }
  expect_identical(levels(figure(3, lang = "en")$option), c("opportunities", "difficulties"))
  expect_identical(levels(figure(3, lang = "nl")$option), c("mogelijkheden", "moeilijkheden"))
})

test_that("options stand in questionnaire order, nets last", {
  expect_identical(
    levels(figure(5, lang = "nl")$option)[c(1, 5, 6, 7)],
    c(
      "Vrijwel meteen, ongeveer 01/04/20", "We zijn er ook vandaag nog niet helemaal klaar voor",
      "Al na enkele maanden (netto)", "Later of nog niet (netto)"
    )
  )
})

test_that("a plain data frame is read as responses", {
  data <- data.frame(
    group = c("business", "business", "providers"),
    crisis_effect = c("mogelijkheden", "difficulties", "des opportunités")
  )
  table <- figure(3, data)
  own <- table[table$edition == 2021, ]
  expect_identical(own$n, c(1L, 1L, 1L, 0L))
  expect_identical(own$base, c(2L, 2L, 1L, 1L))
  expect_identical(own$percent, c(50, 50, 100, 0))
})

test_that("without respondents a percentage is NA, not 0", {
  table <- figure(3, synthetic[0, ])
  own <- table$edition == 2021
  expect_identical(table$n[own], rep(0L, 4))
  expect_identical(table$base[own], rep(0L, 4))
  expect_identical(table$percent[own], rep(NA_real_, 4))
})

test_that("synthetic is said wherever it is seen", {
  expect_true(attr(figure(3, synthetic), "synthetic"))
  expect_false(attr(figure(3), "synthetic"))
  expect_match(paste(format(figure(3, synthetic)), collapse = " "), "Synthetic")
  expect_true(attr(figure(3, as.data.frame(synthetic)), "synthetic"))
})
