skip_if_not_installed("haven")

read_sav_bytes <- function(content, tool = "auto") read_export(export_file(content, "x.sav"), tool)

test_that("values are text, user-missing values stay, system-missing is empty", {
  x <- read_sav_bytes(sav_example())
  expect_identical(x$tool, "spss")
  expect_identical(x$columns$code, c("groep", "taken_opleiden", "taken_coachen", "opm"))
  expect_identical(x$columns$text, c("Tot welke groep behoort u? \u00c9\u00e9n", "Opleiden", "Coachen", NA))
  expect_identical(as.character(x$data$V1), c("1", "9", "2.5"))
  expect_identical(as.character(x$data$V2), c("1", "0", NA))
  expect_identical(as.character(x$data$V4), c("ja", NA, "n\u00e9e"))
  expect_identical(x$line, 1:3)
  expect_identical(nrow(x$problems), 0L)
})

test_that("labels say which values are missing", {
  x <- read_sav_bytes(sav_example())
  expect_identical(x$labels$column, rep(1L, 3))
  expect_identical(x$labels$value, c("1", "2", "9"))
  expect_identical(x$labels$label, c("Bedrijf", "Aanbieder", "Geen antwoord"))
  expect_identical(x$labels$missing, c(FALSE, FALSE, TRUE))
})

test_that("user-missing values without a label are listed", {
  content <- c(
    sav_header_bytes(3), sav_variable_bytes("X", missing = list(-2, c(90, 99))),
    sav_variable_bytes("Y", missing = list(2, c(-1, -2))), int32(999, 0), float64(1, -1, 95, 2, 3, 4)
  )
  x <- read_sav_bytes(content)
  expect_identical(as.character(x$data$V1), c("1", "95", "3"))
  expect_identical(as.character(x$data$V2), c("-1", "2", "4"))
  expect_identical(x$labels$value, c("95", "-1", "-2"))
  expect_identical(x$labels$label, rep(NA_character_, 3))
  expect_true(all(x$labels$missing))
})

test_that("multiple response sets of all kinds are read", {
  x <- read_sav_bytes(sav_example(
    sets = "$cat=C 5 Categ t1 t2\n$taken=D1 1 12 Welke taken? t1 t2\n$leeg=D3 Yes 0  T2\n",
    more_sets = "$extra=E 1 2 34 13 third mdgroup t1 t2\n$elf=E 11 6 choice 0  t1\n"
  ))
  expect_identical(x$sets$set, c("$cat", "$taken", "$leeg", "$extra", "$elf"))
  expect_identical(x$sets$type, c("categories", rep("dichotomies", 4)))
  expect_identical(x$sets$counted, c(NA, "1", "Yes", "34", "choice"))
  expect_identical(x$sets$label, c("Categ", "Welke taken?", NA, "third mdgroup", NA))
  expect_identical(x$sets$columns, list(2:3, 2:3, 3L, 2:3, 2L))
  expect_identical(nrow(x$problems), 0L)
})

test_that("a set with a wrong length is reported, and the others are read", {
  for (bad in c(
    "$taken=D1 1 99999999 Welke taken? t1 t2", "$taken=D1 1 4 Welke taken? t1 t2", "$taken=D", "$taken=",
    "=D1 1 0  t1", "$taken=D-1 1 0  t1", "$taken=Dx", "$taken=X 0  t1", "$taken=E 7 1 1 0  t1", "$taken"
  )) {
    x <- read_sav_bytes(sav_example(sets = paste0(bad, "\n$goed=C 0  t1 t2\n")))
    expect_identical(x$sets$set, "$goed", label = bad)
    expect_identical(export_rules(x), "set_unreadable", label = bad)
    expect_match(x$problems$fix, "byte [0-9]+")
    expect_identical(nrow(x$data), 3L)
  }
})

test_that("a set that names an unknown variable is reported", {
  x <- read_sav_bytes(sav_example(sets = "$taken=C 0  t1 t9\n"))
  expect_identical(x$sets$columns, list(2L))
  expect_identical(x$problems$rule, "set_variable")
  expect_identical(x$problems$value, "t9")
})

test_that("damaged long names are reported, and the sound ones used", {
  for (bad in c("T1=taken opleiden", "T1taken_opleiden", "T1=", "=x", "T1=a=b")) {
    content <- sav_example(names = paste0("GROEP=groep\t", bad, "\tT2=taken_coachen"))
    x <- read_sav_bytes(content)
    expect_identical(export_rules(x), "names_damaged")
    expect_identical(x$columns$code[c(1, 3, 4)], c("groep", "taken_coachen", "OPM"))
    expect_identical(x$sets$columns, list(2:3))
  }
})

test_that("a truncated file is refused by its byte, wherever it ends", {
  whole <- sav_example()
  for (n in c(4, 100, 175, 180, 200, 250, 400, 600, length(whole) - c(200, 100, 33, 1))) {
    error <- expect_refused(export_file(whole[seq_len(n)], "x.sav"), "damaged at byte [0-9]+")
    expect_lte(error$byte, n)
  }
})

test_that("bad lengths and counts are refused, before memory is asked for them", {
  whole <- sav_example()
  at <- function(offset, value) replace(whole, offset + 1:4, int32(value))
  expect_refused(export_file(at(80, 2^31 - 1), "x.sav"), "2147483647 cases", "damaged at byte")
  expect_refused(export_file(at(80, -5), "x.sav"), "byte 80")
  expect_refused(export_file(at(64, 77), "x.sav"), "byte 64")
  expect_refused(export_file(at(72, 9), "x.sav"), "byte 72")
  # The length of the first variable's label, and its type.
  expect_refused(export_file(at(176 + 32, 2^30), "x.sav"), "byte 176", "longer than the file")
  expect_refused(export_file(at(176, 44), "x.sav"), "byte 176")
  expect_refused(export_file(at(176 + 4, 9999), "x.sav"), "byte 176")
})

test_that("text that does not fit its encoding is read otherwise, and reported", {
  content <- sav_example()
  accent <- grepRaw("n\u00e9e", content, fixed = TRUE)
  content <- replace(content, accent + 1:2, as.raw(c(0xE9, 0x65)))
  x <- read_sav_bytes(content)
  expect_identical(export_rules(x)[[1]], "wrong_encoding")
  expect_identical(nrow(x$data), 3L)
})

test_that("the number of cases must be that of the header", {
  for (n in c(0, 2)) {
    x <- read_sav_bytes(sav_example(n_cases = n))
    expect_identical(nrow(x$data), 3L)
    expect_identical(export_rules(x), "case_count")
  }
  y <- read_sav_bytes(sav_example(n_cases = -1))
  expect_identical(nrow(y$data), 3L)
  expect_identical(nrow(y$problems), 0L)
})

test_that("compressed files are read whole, whatever the header counts", {
  for (compress in c("byte", "zsav")) {
    path <- tempfile(fileext = ".sav")
    haven::write_sav(data.frame(a = 1:40 / 7, b = "tekst"), path, compress = compress)
    content <- readBin(path, "raw", 1e6)
    count <- function(n) export_file(replace(content, 81:84, int32(n)), "x.sav")
    expect_identical(nrow(read_export(count(40))$data), 40L)
    for (n in c(-1, 0, 3)) {
      x <- read_export(count(n))
      expect_identical(nrow(x$data), 40L)
      expect_identical(export_rules(x), if (n < 0) character() else "case_count")
    }
    expect_refused(count(41), "41 cases")
    expect_refused(export_file(utils::head(content, -100), "x.sav"), "damaged at byte")
  }
})

test_that("numbers and times keep their digits", {
  expect_identical(
    number_text(c(1e5, 0.1, 1 / 3, 2^53 - 1, -9, 1e300, NA, 1e-7)),
    c("100000", "0.1", "0.33333333333333331", "9007199254740991", "-9", "1e+300", NA, "1e-07")
  )
  expect_identical(sav_text(as.Date("2021-03-01")), "2021-03-01")
  expect_identical(sav_text(as.POSIXct("2021-03-01 10:00:00", tz = "UTC")), "2021-03-01 10:00:00")
  expect_identical(sav_text(as.difftime(c(36061, NA), units = "secs")), c("10:01:01", NA))
})

test_that("another tool's name does not fit", {
  expect_refused(export_file(sav_example(), "x.sav"), "not a Kobo", "SPSS file", tool = "kobo")
  expect_identical(read_sav_bytes(sav_example(), "spss")$tool, "spss")
})

test_that("what haven writes is read", {
  data <- data.frame(a = c(1, NA, 3), b = c("x", "", "\u00e9"))
  data$c <- haven::labelled_spss(c(1, 2, 99), c(Ja = 1, "Weet niet" = 99), na_values = 99)
  path <- tempfile(fileext = ".sav")
  haven::write_sav(data, path)
  x <- read_export(path)
  expect_identical(x$columns$code, c("a", "b", "c"))
  expect_identical(export_cells(x), cbind(c("1", NA, "3"), c("x", NA, "\u00e9"), c("1", "2", "99")))
  expect_identical(x$labels$missing, c(FALSE, TRUE))
})

test_that("200 damaged files give an export or an error of this package", {
  skip_on_cran()
  set.seed(41)
  whole <- sav_example(more_sets = "$extra=E 1 2 34 13 third mdgroup t1 t2\n")
  path <- export_file(raw(1), "x.sav")
  results <- vapply(1:200, function(i) {
    content <- whole
    at <- sample(64:length(content), sample(1:4, 1))
    content[at] <- as.raw(sample(c(0, 1, 2, 7, 255, 128, 32, 65), length(at), TRUE))
    writeBin(content, path)
    x <- tryCatch(read_export(path), error = identity)
    if (inherits(x, "tendensen_error_file")) return("error")
    if (inherits(x, "tendensen_export")) "export" else paste("file", i, conditionMessage(x))
  }, "")
  expect_setequal(results, c("error", "export"))
})
