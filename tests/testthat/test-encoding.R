answers <- c("naam,antwoord", "1,\u00e9\u00e9n dag \u00e0 Li\u00e8ge", "2,financi\u00eble", "3,l\u2019\u00e9t\u00e9 \u2013 \u00e7a")

# Class 2: encodings ----------------------------------------------------------------------------------

test_that("each encoding is found, noted, and read", {
  marks <- list(
    "UTF-8" = list(raw(), as.raw(c(0xEF, 0xBB, 0xBF))), "UTF-16LE" = list(as.raw(c(0xFF, 0xFE)), raw()),
    "UTF-16BE" = list(as.raw(c(0xFE, 0xFF)), raw()), "windows-1252" = list(raw()), "macintosh" = list(raw())
  )
  for (encoding in names(marks)) {
    for (mark in marks[[encoding]]) {
      x <- read_export(export_file(answers, encoding = encoding, before = mark))
      expect_identical(as.character(x$data$V2), sub("^\\d,", "", answers[-1]), label = encoding)
      expect_match(noted(x, "encoding"), paste0("^", encoding, ": "))
      expect_identical(nrow(x$problems), 0L, label = encoding)
    }
  }
})

test_that("ISO-8859-15 is told from windows-1252 by the letters that differ", {
  x <- read_export(export_file(c("naam,antwoord", "1,c\u0153ur \u00e9t\u00e9", "2,5 \u20ac"), encoding = "ISO-8859-15"))
  expect_identical(as.character(x$data$V2), c("c\u0153ur \u00e9t\u00e9", "5 \u20ac"))
  expect_match(noted(x, "encoding"), "^ISO-8859-15")
  y <- read_export(export_file(c("naam,antwoord", "1,\u00e9t\u00e9"), encoding = "ISO-8859-1"))
  expect_identical(as.character(y$data$V2), "\u00e9t\u00e9")
  expect_match(noted(y, "encoding"), "windows-1252.*the same in ISO-8859-15")
})

test_that("short texts of each encoding are read right", {
  words <- c(
    "\u00e9\u00e9n", "co\u00f6peratie", "qualit\u00e9", "\u00eatre", "na\u00efef", "gar\u00e7on", "d\u00e9j\u00e0",
    "v\u00f3\u00f3r", "l\u2019avis", "\u00c9cole", "B\u00e9n\u00e9volat", "ge\u00efnteresseerd", "o\u00f9", "r\u00f4le"
  )
  for (encoding in c("windows-1252", "macintosh")) {
    for (word in words) {
      x <- read_export(export_file(c("naam,antwoord", paste0("1,", word)), encoding = encoding))
      expect_identical(as.character(x$data$V2), word, label = paste(encoding, word))
    }
  }
})

test_that("an encoding that nobody can tell is used, and reported with its place", {
  x <- read_export(export_file(bytes("naam,antwoord\n1,x\n2,wat?", c(0x8C, 0xE6), "\n")))
  expect_identical(x$problems$rule, "uncertain_encoding")
  expect_identical(x$problems$row, 2L)
  expect_identical(x$problems$column, "V2")
  expect_match(noted(x, "encoding"), "little to go by")
})

test_that("a byte that cannot be read is reported with its row and column", {
  x <- read_export(export_file(bytes("naam,antwoord\n1,\u00e9\u00e9n \u00e9t\u00e9\n2,financi", 0xEB, "le\n3,\u00e7a\n")))
  expect_identical(as.character(x$data$V2), c("\u00e9\u00e9n \u00e9t\u00e9", "financi\ufffdle", "\u00e7a"))
  expect_identical(x$problems$rule, "undecodable_byte")
  expect_identical(x$problems$row, 2L)
  expect_identical(x$problems$column, "V2")
  expect_match(x$problems$fix, "Byte EB .*windows-1252 it is \"\u00eb\"")
  z <- read_export(export_file(bytes("naam,antwoord\n1,\u00e9t\u00e9\n2,", 0xE9, 0xE9, "n\n")))
  expect_match(z$problems$fix, "There are 2 in this cell")
  # 0x81 is no character of windows-1252.
  y <- read_export(export_file(bytes("naam,antwoord\n1,", 0xE9, "t", 0xE9, " ", 0xE9, "t", 0xE9, "\n2,x", 0x81, "y\n")))
  expect_identical(as.character(y$data$V2), c("\u00e9t\u00e9 \u00e9t\u00e9", "x\ufffdy"))
  expect_identical(export_rules(y), "undecodable_byte")
})

test_that("a header with accents in NFD, no-break spaces and curly apostrophes is recognised", {
  x <- read_export(export_fixture("microsoft-forms-fr.csv"))
  expect_identical(x$tool, "microsoft_forms")
  # The header itself is kept as it is.
  expect_identical(x$columns$text[[2]], "Heure de de\u0301but")
  y <- read_lines("ID,Heure\u00a0de d\u00e9but,Heure de fin,Adresse de messagerie,Nom", "1,a,b,c,d")
  expect_identical(y$tool, "microsoft_forms")
})

test_that("core_scan_bytes() agrees with R on what is valid", {
  set.seed(21)
  pool <- c(0x41, 0x80, 0xBF, 0xC1, 0xC2, 0xDF, 0xE0, 0xA0, 0xE1, 0xED, 0x9F, 0xEF, 0xF0, 0x90, 0xF4, 0x8F, 0xF5)
  samples <- lapply(1:2000, function(i) as.raw(sample(pool, sample(1:6, 1), TRUE)))
  invalid <- lapply(samples, function(x) core_scan_bytes(x)$invalid)
  valid <- vapply(samples, function(x) validUTF8(rawToChar(x)), TRUE)
  expect_identical(lengths(invalid) == 0, valid)
  rest <- Map(function(x, bad) x[setdiff(seq_along(x), bad)], samples, invalid)
  expect_true(all(vapply(rest, function(x) validUTF8(rawToChar(x)), TRUE)))
})

test_that("counts and positions of bytes are those of R", {
  set.seed(14)
  bytes <- as.raw(sample(0:255, 50000, TRUE))
  expect_identical(core_scan_bytes(bytes)$counts, as.numeric(tabulate(as.integer(bytes) + 1L, 256L)))
  expect_identical(core_find_bytes(bytes, as.raw(c(0x22, 0))), which(bytes %in% as.raw(c(0x22, 0))))
  expect_identical(core_bytes_between(bytes, 4L, 10L), bytes[4:10])
  expect_identical(core_bytes_between(bytes, 4L, 3L), raw())
  at <- which(bytes >= as.raw(0x80))
  around <- cbind(c(raw(1), bytes)[at], bytes[at], c(bytes, raw(1))[at + 1L])
  twin <- table(paste(around[, 1], around[, 2], around[, 3]))
  found <- core_high_neighbours(bytes)
  key <- paste(as.raw(found$before), as.raw(found$byte), as.raw(found$after))
  expect_identical(found$n, as.numeric(twin[key]))
  expect_length(key, length(twin))
})

test_that("a file of two encodings is read as the one, its other bytes are reported", {
  lines <- bytes("naam,antwoord\n1,\u00e9t\u00e9\n2,\u00e7a\n3,ge", 0xEF, "nteresseerd\n4,caf", 0xE9, "\n")
  x <- read_export(export_file(lines))
  expect_identical(export_cells(x)[, 2], c("\u00e9t\u00e9", "\u00e7a", "ge\ufffdnteresseerd", "caf\ufffd"))
  expect_identical(export_rules(x), rep("undecodable_byte", 2))
  expect_identical(x$problems$row, 3:4)
  expect_match(x$problems$fix, c("Byte EF"), all = FALSE)
  expect_match(x$problems$fix, c("Byte E9"), all = FALSE)
})

test_that("only the cells with a damaged byte change", {
  # A mark in the middle of a file is text; a level of its own too.
  x <- read_export(export_file(bytes("a,b\n1,\ufeffja\n2,\u00e9\n3,x", 0xEB, "\n4,x\ufffd\n5,x", 0xEC, "\n")))
  expect_identical(export_cells(x)[, 2], c("\ufeffja", "\u00e9", "x\ufffd", "x\ufffd", "x\ufffd"))
  expect_identical(levels(x$data$V2), c("\ufeffja", "\u00e9", "x\ufffd"))
  expect_identical(export_rules(x), c("undecodable_byte", "replacement_character", "undecodable_byte"))
  expect_match(x$problems$fix[[3]], "Byte EC")
})

# Class 3: damage -------------------------------------------------------------------------------------

test_that("text that was damaged before is reported, counted, and left as it is", {
  mac <- "\u221a\u00a9t\u221a\u00a9"
  cells <- c("\u00c3\u00a9\u00c3\u00a9n", "financi\ufffdle", "organisati?s", mac, "c\u00c5\u201cur", "l\u00e2\u20ac\u2122an", "goed")
  x <- read_lines("naam,antwoord", paste0(seq_along(cells), ",", cells))
  expect_identical(as.character(x$data$V2), cells)
  expect_identical(x$problems$row, 1:6)
  expect_identical(x$problems$rule, c(
    "mojibake", "replacement_character", "lost_letter", "mojibake", "mojibake", "mojibake"
  ))
  expect_match(x$problems$fix, "before this file was made")
  expect_match(noted(x, "damaged_text"), "6 cells")
})

test_that("whole text is not taken for damaged", {
  x <- read_lines(
    "naam,antwoord", "1,\u00c2ge \u00e0 \u00c9cole?", "2,https://a.be/zoek?x=1", "3,Waarom? Daarom",
    "4,Wat?! ja", "5,\u00ab \u00c0 voir \u00bb", "6,\u20ac 5 \u2013 10%", "7,a@b.be?subject=x"
  )
  expect_identical(nrow(x$problems), 0L)
})

test_that("a damaged header is reported too", {
  x <- read_lines("naam,pr\u00c3\u00a9nom", "1,2")
  expect_identical(x$problems$rule, "mojibake")
  expect_identical(x$problems$row, NA_integer_)
  expect_identical(x$problems$column, "V2")
})

# Class 5: NUL ----------------------------------------------------------------------------------------

test_that("NUL bytes are left out and reported with their place", {
  x <- read_export(export_file(bytes("a,b\n1,x", 0, "y", 0, "\n2,z\n")))
  expect_identical(as.character(x$data$V2), c("xy", "z"))
  expect_identical(x$problems$rule, "nul_byte")
  expect_identical(x$problems$row, 1L)
  expect_identical(x$problems$column, "V2")
  expect_identical(x$problems$value, "x\\0y\\0")
  expect_match(x$problems$fix, "2 NUL bytes .*number 8 ")
  # A tail of them, as after a crash: no respondent.
  y <- read_export(export_file(bytes("a,b\n1,x\n2,z\n", rep(0, 5))))
  expect_identical(as.character(y$data$V1), c("1", "2"))
  expect_identical(export_rules(y), "nul_byte")
})
