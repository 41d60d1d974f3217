sheet_xml <- function(path, part) {
  folder <- withr::local_tempdir(.local_envir = parent.frame())
  utils::unzip(path, exdir = folder)
  xml2::read_xml(file.path(folder, part))
}

dangerous <- c("=1+1", "+32", "-x", "@sum", "\tt", "\n=1", "'=1", "'s avonds", "plain; \"quoted\", text", NA)

write_book <- function(x, ...) {
  write_tables(x, withr::local_tempfile(fileext = ".xlsx", .local_envir = parent.frame()), ...)
}

test_that("a workbook lists its sheets, with a link to each and back", {
  skip_if_not_installed("openxlsx")
  skip_if_not_installed("readxl")
  skip_if_not_installed("xml2")
  data <- data.frame(x = 1)
  path <- write_book(list(figure(3), data, `R&D's <"=1">` = data, data))
  sheets <- readxl::excel_sheets(path)
  expect_equal(sheets, c("Inhoud", "Figuur 3", "Gegevens", "R&D's __=1__", "Gegevens (2)"))
  listed <- readxl::read_excel(path, "Inhoud", skip = 2)
  expect_equal(listed[[1]], sheets[-1])
  expect_match(listed$Titel[1], "De coronacrisis bood onze eigen organisatie", fixed = TRUE)
  links <- function(part) {
    xml2::xml_attr(xml2::xml_find_all(sheet_xml(path, part), "//d1:hyperlink"), "location")
  }
  expect_equal(
    links("xl/worksheets/sheet1.xml"),
    c("'Figuur 3'!A1", "'Gegevens'!A1", "'R&D''s __=1__'!A1", "'Gegevens (2)'!A1")
  )
  expect_equal(links("xl/worksheets/sheet4.xml"), "'Inhoud'!A1")
  relations <- sheet_xml(path, "xl/worksheets/_rels/sheet1.xml.rels")
  expect_false(any(xml2::xml_attr(xml2::xml_children(relations), "TargetMode") %in% "External"))
})

test_that("text that looks like a formula is a string cell, also in headers and names", {
  skip_if_not_installed("openxlsx")
  skip_if_not_installed("xml2")
  answers <- stats::setNames(data.frame(dangerous, -1.5), c("=cmd|'/c calc'!A1", "number"))
  path <- write_book(list(`=1+1` = answers))
  sheet <- sheet_xml(path, "xl/worksheets/sheet2.xml")
  expect_length(xml2::xml_find_all(sheet, "//d1:f"), 0)
  expect_length(xml2::xml_find_all(sheet_xml(path, "xl/worksheets/sheet1.xml"), "//d1:f"), 0)
  cells <- xml2::xml_find_all(sheet, "//d1:c[starts-with(@r, 'A')][d1:v]")
  expect_true(all(xml2::xml_attr(cells, "t") == "s"))
  numbers <- xml2::xml_find_all(sheet, "//d1:c[starts-with(@r, 'B')][d1:v][not(@t = 's')]")
  expect_equal(xml2::xml_text(numbers), rep("-1.5", length(dangerous)))
})

test_that("a text of an open answer comes back from a workbook as it was", {
  skip_if_not_installed("openxlsx")
  skip_if_not_installed("readxl")
  text <- c("=1+1", "_x000D_", "a\u0001b", "accent \u00e9 & <b>", "-5")
  path <- write_book(data.frame(text = text))
  read <- readxl::read_excel(path, 2, col_types = "text", col_names = FALSE, .name_repair = "minimal")
  expect_equal(utils::tail(read[[1]], length(text)), text)
})

test_that("the sheet of a figure has numbers side by side, and the texts above it", {
  skip_if_not_installed("openxlsx")
  skip_if_not_installed("readxl")
  path <- write_book(figure(3, respondents(), lang = "nl"))
  raw <- readxl::read_excel(path, 2, col_names = FALSE, .name_repair = "minimal", col_types = "text")
  above <- raw[[1]]
  expect_match(above[1], "^Figuur 3\\. ")
  expect_match(above[2], "respondenten die antwoordden")
  expect_true(any(grepl("Synthetische respondenten", above)))
  header <- match("Antwoord", above)
  table <- readxl::read_excel(path, 2, skip = header - 1)
  # The report: 83% and 72% in 2021, 63% and 26% in 2020, of 173 and 142 respondents.
  one <- table[table$Antwoord == "mogelijkheden", ]
  business <- "L&D-afdelingen (business), "
  expect_equal(round(one[[paste0(business, "2021, %")]]), 83)
  expect_equal(one[[paste0(business, "2021, %")]], 100 * one[[paste0(business, "2021, n")]] / 173)
  expect_equal(one[["Aanbieders, 2020, %"]], 26)
  expect_equal(one[["Aanbieders, 2021, Basis"]], 142)
  expect_equal(one[["Aanbieders, 2021, gedrukt"]], 72)
  expect_false("Aanbieders, 2020, Basis" %in% names(table))
})

test_that("percentages show rounded, printed ones as printed", {
  skip_if_not_installed("openxlsx")
  formats <- function(x, ...) {
    book <- openxlsx::loadWorkbook(write_book(x, ...))
    unlist(lapply(book$styleObjects, function(style) style$style$numFmt$formatCode %||% style$style$numFmt$numFmtId))
  }
  expect_true("0.000" %in% formats(figure(3, respondents()), digits = 3))
  expect_false("0.000" %in% formats(figure(3), digits = 3))
})

test_that("a figure that prints no numbers has none in its sheet", {
  skip_if_not_installed("openxlsx")
  skip_if_not_installed("xml2")
  picture <- figures(2021)$figure[figures(2021)$presentation == "picture"][1]
  path <- write_book(figure(picture))
  cells <- xml2::xml_find_all(sheet_xml(path, "xl/worksheets/sheet2.xml"), "//d1:c[d1:v]")
  expect_true(all(xml2::xml_attr(cells, "t") == "s"))
})

read_excel_csv <- function(path) {
  utils::read.csv2(path, fileEncoding = "UTF-8-BOM", check.names = FALSE, na.strings = "")
}

test_that("a CSV file is what Dutch and French Excel read, and gives the original", {
  path <- withr::local_tempfile(fileext = ".csv")
  table <- tabulate_responses(respondents(), "agenda", by = "group")
  write_tables(table, path, layout = "long")
  expect_equal(readBin(path, "raw", 3), as.raw(c(0xef, 0xbb, 0xbf)))
  again <- read_excel_csv(path)
  expect_true(all(again$synthetic))
  expect_equal(again$percent, table$percent)
  expect_equal(again$n, table$n)
  expect_equal(again$option, as.character(table$option))
  expect_equal(again$group, as.character(table$group))
  write_tables(table, path, layout = "long", separator = ",", decimal = ".", overwrite = TRUE)
  again <- utils::read.csv(path, fileEncoding = "UTF-8-BOM")
  expect_equal(again$conf_low, table$conf_low)
})

test_that("formula-like text in CSV has an apostrophe, which gives the text back; numbers never", {
  path <- withr::local_tempfile(fileext = ".csv")
  data <- stats::setNames(data.frame(dangerous, -seq_along(dangerous) / 8), c("@text", "number"))
  write_tables(data, path)
  again <- read_excel_csv(path)
  expect_equal(names(again), c("'@text", "number"))
  expect_equal(again$number, data$number)
  expect_equal(
    again[[1]],
    c("'=1+1", "'+32", "'-x", "'@sum", "'\tt", "'\n=1", "''=1", "'s avonds", "plain; \"quoted\", text", NA)
  )
  write_tables(data, path, protect = FALSE, overwrite = TRUE)
  expect_equal(read_excel_csv(path)[[1]], dangerous)
})

test_that("a folder has a file each and a list of them", {
  folder <- withr::local_tempfile()
  write_tables(list(figure(3), figure(7)), folder, lang = "fr")
  expect_setequal(list.files(folder), c("Figure 3.csv", "Figure 7.csv", "Table des mati\u00e8res.csv"))
  listed <- read_excel_csv(file.path(folder, "Table des mati\u00e8res.csv"))
  expect_equal(listed$Fichier, c("Figure 3.csv", "Figure 7.csv"))
  labels <- read_excel_csv(file.path(folder, "Figure 3.csv"))
  expect_equal(labels[[1]], as.character(unique(figure(3, lang = "fr")$option)))
})

test_that("a figure written in another language is that of the language", {
  written <- function(x, ...) {
    path <- withr::local_tempfile(fileext = ".csv")
    write_tables(x, path, ...)
    readLines(path, encoding = "UTF-8")
  }
  expect_equal(written(figure(18, lang = "nl"), lang = "en"), written(figure(18, lang = "en")))
  table <- tabulate_responses(respondents(), "agenda")
  expect_error(written(table, lang = "fr"), class = "tendensen_error_language")
})

test_that("every result can be written", {
  skip_if_not_installed("openxlsx")
  skip_if_not_installed("readxl")
  r <- respondents()
  results <- list(
    conclusion(1), audit_edition(), reproduce_edition(r), topline(r), r[1:3, ], figures(2021),
    data.frame(), data.frame(x = integer()), data.frame(day = as.Date("2021-06-01"), ok = NA)
  )
  path <- write_book(results)
  expect_length(readxl::excel_sheets(path), length(results) + 1)
  findings <- readxl::read_excel(path, 3, col_names = FALSE, .name_repair = "minimal")
  expect_true(all(audit_edition()$finding %in% unlist(findings)))
})

test_that("what cannot be written is refused, and nothing is written", {
  path <- withr::local_tempfile(fileext = ".csv")
  expect_error(write_tables(1:3, path), class = "tendensen_error_data")
  expect_error(write_tables(list(), path), class = "tendensen_error_data")
  expect_error(write_tables(tibble::tibble(x = data.frame(y = 1)), path), class = "tendensen_error_data")
  expect_error(write_tables(list(figure(3), figure(4)), path), class = "tendensen_error_file")
  expect_error(write_tables(figure(3), sub("csv$", "ods", path)), class = "tendensen_error_file")
  expect_error(write_tables(figure(3), path, decimal = ";"), class = "tendensen_error_argument")
  expect_error(write_tables(figure(3), path, separator = ","), class = "tendensen_error_argument")
  expect_error(write_tables(figure(3), path, lang = "de"), class = "tendensen_error_language")
  expect_false(file.exists(path))
  write_tables(figure(3), path)
  expect_error(write_tables(figure(3), path), class = "tendensen_error_file")
  skip_if_not_installed("openxlsx")
  long <- data.frame(x = strrep("a", 32768))
  expect_error(write_book(long), class = "tendensen_error_cell")
})

test_that("names of sheets are no longer than Excel allows and never alike", {
  skip_if_not_installed("openxlsx")
  skip_if_not_installed("readxl")
  x <- rep(list(data.frame(x = 1)), 4)
  names(x) <- c(strrep("a", 40), strrep("A", 50), "inhoud", "History")
  sheets <- readxl::excel_sheets(write_book(x, lang = "nl"))
  expect_lte(max(nchar(sheets)), 31)
  expect_equal(anyDuplicated(tolower(sheets)), 0)
  expect_false("history" %in% tolower(sheets))
})
