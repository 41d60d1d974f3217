# Class 4: separators ---------------------------------------------------------------------------------

test_that("the separator is found, and the note says why", {
  for (sep in c(",", ";", "\t", "|")) {
    x <- read_lines(paste("a", "b", "c", sep = sep), paste("1", "2", "3", sep = sep))
    expect_identical(export_cells(x), rbind(c("1", "2", "3")))
    expect_match(noted(x, "separator"), "the header has 3 fields and 100%")
  }
})

test_that("separators in quotes do not count", {
  x <- read_lines("a,\"b;c;d\"", "1,\"x;y;z\"", "2,\"x;y;z\"")
  expect_identical(as.character(x$data$V2), rep("x;y;z", 2))
})

test_that("a first line `sep=` is obeyed, and lines are counted with it", {
  x <- read_lines("sep=;", "a;b,c", "1;2,5")
  expect_identical(export_cells(x), rbind(c("1", "2,5")))
  expect_match(noted(x, "separator"), "sep=;")
  expect_identical(x$line, 3L)
  y <- read_export(export_file(bytes(c(0xEF, 0xBB, 0xBF), "\"sep=|\"\r\na|b\r\n1|2\r\n")))
  expect_identical(export_cells(y), rbind(c("1", "2")))
  expect_refused(export_file("sep=;\n"), "holds no text")
})

test_that("two separators that fit equally well are refused, unless the commas are text", {
  expect_refused(
    export_file("a,b;c\n1,x;3\ny,2;z\n"), "two separators", "comma gives 2 columns",
    "semicolon gives 2 columns", "sep=;"
  )
  x <- read_export(export_fixture("table-decimal-commas.csv"))
  expect_identical(as.character(x$data$V2), c("7,5", "8,0"))
  expect_match(noted(x, "separator"), "semicolon.*every comma stands in a number")
  # One short row must not turn the choice.
  y <- read_lines("naam;score, gemiddeld;stad", "Jan;7,5;Gent", "An;8,0", "Bo;9,5;Luik")
  expect_identical(as.character(y$data$V2), c("7,5", "8,0", "9,5"))
  expect_identical(export_rules(y), "short_row")
})

test_that("quoted numbers with a decimal comma are text, whatever the separator", {
  x <- read_lines("id,score", "1,\"7,5\"", "2,\"8,0\"")
  expect_identical(as.character(x$data$V2), c("7,5", "8,0"))
  y <- read_lines("id;score", "1;\"7,5\"", "2;\"1.000,0\"")
  expect_identical(as.character(y$data$V2), c("7,5", "1.000,0"))
})

test_that("a header of a known tool settles the separator", {
  x <- read_lines(
    "Tijdstempel,Welke taken; meerdere mogelijk", "8-6-2020 21:35:43,A;B", "13-6-2020 9:00:00,A;C"
  )
  expect_identical(as.character(x$data$V2), c("A;B", "A;C"))
  expect_match(noted(x, "separator"), "survey tool")
})

test_that("one column needs no separator; a title above the header is refused", {
  x <- read_lines("antwoord", "ja", "nee")
  expect_identical(as.character(x$data$V1), c("ja", "nee"))
  expect_match(noted(x, "separator"), "one column")
  expect_refused(export_file("Enqu\u00eate 2021\na;b;c\n1;2;3\n4;5;6"), "first line", "no header", "3", "Delete")
})

# Class 5: line ends ----------------------------------------------------------------------------------

test_that("all line ends are read, mixed ones are noted", {
  for (end in c("\n", "\r\n", "\r")) {
    text <- paste(c("a,b", "1,\"x\"", "2,y"), collapse = end)
    for (last in c("", end)) {
      x <- read_export(export_file(paste0(text, last)))
      expect_identical(export_cells(x), rbind(c("1", "x"), c("2", "y")))
      expect_identical(x$line, 2:3)
      expect_identical(noted(x, "line_ends"), "")
    }
  }
  x <- read_export(export_file("a,b\r\n1,2\n3,4\r5,6"))
  expect_identical(as.character(x$data$V2), c("2", "4", "6"))
  expect_match(noted(x, "line_ends"), "1 CRLF, 1 LF, 1 CR")
})

test_that("line ends in quotes stay as they are", {
  x <- read_export(export_file("a,b\r\n1,\"een\r\ntwee\rdrie\nvier\"\r\n2,y\r\n"))
  expect_identical(as.character(x$data$V2), c("een\r\ntwee\rdrie\nvier", "y"))
  expect_identical(x$line, c(2L, 6L))
})

test_that("an end-of-file mark of DOS is left out", {
  for (end in list(0x1A, c(0x1A, 0x0D, 0x0A), c(0x1A, 0x1A))) {
    x <- read_export(export_file(bytes("a,b\n1,2\n", end)))
    expect_identical(export_cells(x), rbind(c("1", "2")))
    expect_match(noted(x, "ctrl_z"), "Ctrl-Z")
  }
})

# Class 6: quotes -------------------------------------------------------------------------------------

test_that("a quote that is not closed is refused by the line where it opened", {
  error <- expect_refused(
    export_file("a,b\n1,x\n2,\"twee\nregels\"\n3,\"open\n4,z\n5,z\n"), "opens on line 5", "open 4,z"
  )
  expect_identical(error$line, 5L)
  expect_refused(export_file("\"a\",\"b\n1,2\n"), "line 1")
  expect_refused(export_file("sep=,\na,b\n1,\"x\n"), "line 3")
  # Two open quotes pair up, and would swallow row 3.
  expect_refused(export_file("a,b\n1,x\n2,\"open\n3,\"open\n4,z\n"), "line 3")
  expect_refused(export_file("a,b\n1,\"open\n2,\"\"\n3,z\n"), "line 2")
  expect_refused(export_file("a,b\r\"1\",\"2\r\"3\",\"4\"\r"), "line 2")
})

test_that("a stray quote is text, and is reported", {
  x <- read_lines("id,maat", "1,12\" scherm", "2,ok", "3,\"hij zei \"ja\" toen\"", "4,x\"\"y", "5,\"goed\"\"\"")
  expect_identical(
    as.character(x$data$V2), c("12\" scherm", "ok", "hij zei \"ja\" toen", "x\"\"y", "goed\"")
  )
  expect_identical(x$problems$rule, rep("stray_quote", 3))
  expect_identical(x$problems$row, c(1L, 3L, 4L))
  expect_identical(x$problems$column, rep("V2", 3))
})

test_that("a stray quote after a line end could swallow rows, and is refused", {
  expect_refused(export_file("a,b\n1,\"een\ntwee \"drie\" vier\"\n2,x\n"), "line 2")
})

test_that("a cell that holds rows is reported", {
  x <- read_lines("a,b,c,d", "1,2,3,\"x", "2,2,3,4", "3,2,3,y\"", "4,5,6,7")
  expect_identical(nrow(x$data), 2L)
  expect_identical(export_rules(x), "rows_in_cell")
  expect_identical(x$problems$row, 1L)
  prose <- read_lines("a,b,c,d", "1,2,3,\"x", "ja, nee, misschien, toch\"", "4,5,6,7")
  expect_identical(nrow(prose$problems), 0L)
})

test_that("quoted cells may be empty, full of quotes, or follow each other", {
  x <- read_lines("a,b,c", "\"\",\"\"\"\",\"\"\"a\"\"\"", "\",\",\"\n\",\"\"\",\"\"\"")
  expect_identical(export_cells(x), rbind(c(NA, "\"", "\"a\""), c(",", "\n", "\",\"")))
  expect_identical(nrow(x$problems), 0L)
})

# Properties ------------------------------------------------------------------------------------------

random_cells <- function(n, k) {
  parts <- c("a", "b c", "\u00e9", "\"", ",", ";", "\n", "\t", "\r\n", "\u2019", "", "\U1F600", "=", "0150")
  pick <- function() paste(sample(parts, sample(0:4, 1), TRUE), collapse = "")
  cells <- matrix(replicate(n * k, pick()), n, k)
  # No blank record.
  cells[, 1] <- paste0("r", seq_len(n), cells[, 1])
  cells
}

write_cells <- function(cells, sep, end, always) {
  quote <- always | grepl("[\",;\t\r\n]", cells)
  cells[] <- ifelse(quote, paste0("\"", gsub("\"", "\"\"", cells), "\""), cells)
  paste0(paste(apply(cells, 1, paste, collapse = sep), collapse = end), end)
}

test_that("what is written is read: any separator, line end, quoting and encoding", {
  set.seed(11)
  for (i in 1:60) {
    k <- sample(2:6, 1)
    cells <- random_cells(sample(1:12, 1), k)
    header <- rbind(paste0("q", seq_len(k), ": vraag?"))
    sep <- sample(c(",", ";", "\t"), 1)
    text <- write_cells(rbind(header, cells), sep, sample(c("\n", "\r\n"), 1), sample(c(TRUE, FALSE), 1))
    wide <- sample(c("UTF-8", "UTF-16LE", "UTF-16BE"), 1)
    mark <- switch(wide, "UTF-8" = raw(), "UTF-16LE" = c(0xFF, 0xFE), c(0xFE, 0xFF))
    x <- read_export(export_file(text, encoding = wide, before = mark), "table")
    cells[cells == ""] <- NA
    expect_identical(export_cells(x), cells)
  }
})

test_that("the splitter is its plain twin", {
  set.seed(12)
  for (i in 1:60) {
    cells <- random_cells(sample(1:8, 1), 3)
    cells[] <- gsub("\r", "", cells)
    text <- write_cells(rbind(c("a", "b", "c"), cells), ",", "\n", FALSE)
    twin <- do.call(rbind, split_twin(text, ","))[-1, , drop = FALSE]
    twin[twin == ""] <- NA
    expect_identical(export_cells(read_export(export_file(text), "table")), twin)
  }
})

# Records as text, from the core.
split_core <- function(text, sep, threads = 1L, n_columns = NULL) {
  bytes <- charToRaw(enc2utf8(text))
  found <- core_find_records(bytes, sep)
  cells <- core_intern_cells(bytes, sep, found$start, n_columns %||% max(found$width), threads)
  texts <- do.call(cbind, lapply(cells$columns, as.character))
  texts[is.na(texts)] <- ""
  list(
    records = lapply(seq_along(found$width), function(i) texts[i, seq_len(min(found$width[[i]], ncol(texts)))]),
    cells = cells, found = found
  )
}

test_that("the core splits as its plain twin, whatever the number of threads", {
  set.seed(13)
  for (i in 1:60) {
    rows <- random_cells(sample(2:40, 1), 4)
    rows[] <- gsub("\r", "", rows)
    # Rows of different width.
    lines <- apply(rows, 1, function(row) {
      write_cells(rbind(row[seq_len(sample(4, 1))]), ",", "\n", sample(c(TRUE, FALSE), 1))
    })
    text <- paste(lines, collapse = "")
    twin <- split_twin(text, ",")
    one <- split_core(text, ",")
    expect_identical(one$records, twin)
    expect_identical(one$found$width, lengths(twin))
    before <- vapply(seq_along(lines), function(i) paste(lines[seq_len(i - 1)], collapse = ""), "")
    expect_identical(one$found$line, lengths(regmatches(before, gregexpr("\n", before))) + 1L)
    for (threads in 2:5) expect_identical(split_core(text, ",", threads)$cells, one$cells)
    narrow <- split_core(text, ",", 2L, 2L)
    surplus <- narrow$cells$surplus
    beyond <- lapply(twin, function(record) record[-(1:2)])
    expect_identical(surplus$text, as.character(unlist(beyond)))
    expect_identical(surplus$record, rep(seq_along(beyond), lengths(beyond)))
    expect_identical(surplus$column, as.integer(unlist(lapply(lengths(beyond), seq_len))) + 2L)
  }
})

test_that("columns are interned as factor() would, in order of appearance", {
  set.seed(15)
  texts <- c(sample(1e5, 3e4, TRUE), "", "\"\"", "x")
  texts <- sample(c(texts, texts))
  text <- paste0("\"", gsub("\"", "\"\"", texts), "\"", collapse = "\r\n")
  twin <- factor(texts, unique(texts[texts != ""]))
  for (threads in 1:3) expect_identical(split_core(text, ",", threads)$cells$columns[[1]], twin)
  rows <- sort(sample(length(texts), 2e4))
  taken <- factor(texts[rows], unique(texts[rows][texts[rows] != ""]))
  expect_identical(core_take_rows(list(twin), rows), list(taken))
  expect_identical(core_filled_rows(list(twin, rev(twin))), texts != "" | rev(texts) != "")
})

# Fuzz ------------------------------------------------------------------------------------------------

mutate <- function(content, tokens) {
  for (i in seq_len(sample(2, 1))) {
    n <- length(content)
    if (n < 2) return(content)
    at <- sample(n, 1)
    to <- min(n, at + sample(40, 1))
    content <- switch(sample(5, 1, prob = c(8, 5, 3, 1, 3)),
      replace(content, at, as.raw(sample(0:255, 1))),
      append(content, sample(tokens, 1)[[1]], at),
      content[-(at:to)],
      content[seq_len(at)],
      append(content, content[at:to], sample(n, 1))
    )
  }
  content
}

test_that("2,000 damaged files give an export or an error of this package", {
  skip_on_cran()
  set.seed(20210301)
  tokens <- lapply(list(
    "\"", "\"\"", ",", ";", "\t", "\n", "\r", 0, c(0xEF, 0xBB, 0xBF), 0xE9, 0xC3, c(0xFF, 0xFE),
    "sep=;\n", "{'ImportId': 'x'}", "&#55555;", "[", "]", "\u00a0", 0x1A, "\\"
  ), bytes)
  paths <- export_fixtures("[.]csv$")
  contents <- lapply(paths, function(path) readBin(path, "raw", file.size(path)))
  path <- export_file("")
  results <- vapply(1:2000, function(i) {
    writeBin(mutate(sample(contents, 1)[[1]], tokens), path)
    x <- tryCatch(read_export(path), error = identity)
    if (inherits(x, "tendensen_error_file")) return("error")
    whole <- inherits(x, "tendensen_export") && nrow(x$data) == length(x$line) &&
      all(validUTF8(export_cells(x)), na.rm = TRUE)
    if (whole) "export" else paste("file", i, paste(format(x), collapse = " "))
  }, "")
  expect_setequal(results, c("error", "export"))
})
