installed <- system.file("editions", "2021", package = "tendensen")
q <- read_questionnaire(installed)

written <- function(x, extension = "") {
  write_questionnaire(x, tempfile("written-", fileext = extension))
}

bytes_of <- function(file) readBin(file, "raw", file.size(file))

# Labels that formats like to change: quotes, separators, line breaks, formulas, accents as one code
# point and as two, escapes of workbooks and of XML, what looks like a number, a date or nothing.
odd_labels <- c(
  "say \"when\"", "a, b; c", "two\nlines\n\nand more", "=SUM(A1:A2)", "+1", "-1", "@home", "caf\u00e9",
  "the\u0301", "\u2026 \u20ac \U0001f600", "_x0041_ and _x005F_", "<b>&amp;</b> &", "007", "1e5",
  "2021-06-01", "TRUE", "NA", "NULL", "#N/A", "'quoted'", "\\n", "tab\there", "\u00a0hard space\u00a0"
)

odd_questionnaire <- function(labels = odd_labels) {
  cell <- function(text) paste0("\"", gsub("\"", "\"\"", text), "\"")
  make_questionnaire(
    survey = c(
      "type,name,label::English (en),label::Fran\u00e7ais (fr),export::table,",
      paste0("select_one odd,odd,", cell(labels[[1]]), ",", cell(labels[[2]]), ",=A1,"),
      ",,,,,", "text,remark,Remark,Remarque,,=1", ",,,,,"
    ),
    choices = c(
      "list_name,name,label::English (en),label::Fran\u00e7ais (fr),missing",
      paste0("odd,c", seq_along(labels), ",", cell(labels), ",", cell(rev(labels)), ",")
    ),
    settings = c(
      "form_title,form_id,version,default_language,edition,period,group_question,original_language",
      "\"=Title, \"\"odd\"\"\",odd,2,fr,,,,en"
    )
  )
}

test_that("the 2021 questionnaire is the same after writing and reading", {
  expect_identical(read_questionnaire(written(q)), q)
  skip_if_not_installed("openxlsx")
  skip_if_not_installed("readxl")
  expect_identical(read_questionnaire(written(q, ".xlsx")), q)
})

test_that("so are small questionnaires with odd cells", {
  small <- read_questionnaire(test_path("fixtures", "small"))
  for (x in list(odd_questionnaire(), kinds_questionnaire(), small)) {
    expect_identical(read_questionnaire(written(x)), x)
  }
  expect_identical(codebook(odd_questionnaire())$label[seq_along(odd_labels)], rev(odd_labels))
  skip_if_not_installed("openxlsx")
  skip_if_not_installed("readxl")
  for (x in list(odd_questionnaire(), kinds_questionnaire(), small)) {
    expect_identical(read_questionnaire(written(x, ".xlsx")), x)
  }
})

test_that("of spaces around a cell the reader decides", {
  labels <- c(" before", "after ", "  both  ", "\ttab", "none")
  x <- odd_questionnaire(labels)
  expect_identical(read_questionnaire(written(x)), x)
  skip_if_not_installed("openxlsx")
  skip_if_not_installed("readxl")
  expect_identical(
    codebook(read_questionnaire(written(x, ".xlsx")), "en")$label[1:5],
    c("before", "after", "both", "tab", "none")
  )
})

test_that("a folder holds the three sheets as UTF-8 with LF", {
  folder <- written(odd_questionnaire())
  expect_setequal(list.files(folder), c("survey.csv", "choices.csv", "settings.csv"))
  for (file in list.files(folder, full.names = TRUE)) {
    bytes <- bytes_of(file)
    expect_false(as.raw(13) %in% bytes)
    expect_identical(bytes[length(bytes)], as.raw(10))
    expect_true(validUTF8(rawToChar(bytes)))
  }
  survey <- strsplit(rawToChar(bytes_of(file.path(folder, "survey.csv"))), "\n")[[1]]
  Encoding(survey) <- "UTF-8"
  expect_identical(survey, c(
    "type,name,label::English (en),label::Fran\u00e7ais (fr),export::table,",
    "select_one odd,odd,\"say \"\"when\"\"\",\"a, b; c\",=A1,", ",,,,,", "text,remark,Remark,Remarque,,=1",
    ",,,,,"
  ))
  settings <- readLines(file.path(folder, "settings.csv"))
  expect_match(settings[[1]], "^form_title,form_id,version,default_language,edition,period,")
  expect_match(settings[[2]], "\"=Title, \"\"odd\"\"\",odd,2,fr,,,", fixed = TRUE)
  # The installed sheets, byte by byte.
  folder <- written(q)
  for (sheet in list.files(folder)) {
    expect_identical(bytes_of(file.path(folder, sheet)), bytes_of(file.path(installed, sheet)))
  }
})

test_that("carriage returns become line feeds in CSV and stay in a workbook", {
  x <- odd_questionnaire()
  x$choices[["label::English (en)"]][1:2] <- c("one\r\ntwo", "three\rfour")
  label <- function(x) codebook(x, "en")$label[1:2]
  expect_identical(label(read_questionnaire(written(x))), c("one\ntwo", "three\nfour"))
  skip_if_not_installed("openxlsx")
  skip_if_not_installed("readxl")
  expect_identical(label(read_questionnaire(written(x, ".xlsx"))), c("one\r\ntwo", "three\rfour"))
})

test_that("a workbook has text cells, no formula, and a bold and frozen header", {
  skip_if_not_installed("openxlsx")
  folder <- tempfile("unzipped-")
  utils::unzip(written(odd_questionnaire(), ".xlsx"), exdir = folder)
  sheets <- list.files(file.path(folder, "xl", "worksheets"), "^sheet[0-9]+[.]xml$", full.names = TRUE)
  expect_length(sheets, 3)
  for (sheet in sheets) {
    xml <- rawToChar(bytes_of(sheet))
    expect_no_match(xml, "<f[ >]")
    cells <- regmatches(xml, gregexpr("<c [^>]*>(<v>|<is>)", xml))[[1]]
    expect_gt(length(cells), 0)
    expect_match(cells, "t=\"s\"", fixed = TRUE, all = TRUE)
    expect_match(xml, "<pane [^>]*ySplit=\"1\"[^>]*state=\"frozen\"")
  }
  wide <- openxlsx::loadWorkbook(written(q, ".xlsx"))
  expect_identical(names(wide), c("survey", "choices", "settings"))
  bold <- Filter(function(style) "BOLD" %in% style$style$fontDecoration, wide$styleObjects)
  expect_true(all(vapply(bold, function(style) all(style$rows == 1), NA)))
  expect_setequal(vapply(bold, function(style) style$sheet, ""), names(wide))
  widths <- as.numeric(wide$colWidths[[1]])
  expect_true(all(widths >= 10 & widths <= 61))
})

test_that("nothing is replaced unless it is asked for", {
  paths <- c(tempfile("folder-"), tempfile(fileext = ".xlsx"), tempfile(fileext = ".xml"))
  needs <- c("stats", "openxlsx", "xml2")
  paths <- paths[vapply(needs, rlang::is_installed, NA)]
  for (path in paths) {
    expect_identical(expect_invisible(write_questionnaire(q, path)), path)
    files <- if (dir.exists(path)) list.files(path, full.names = TRUE) else path
    before <- lapply(files, bytes_of)
    error <- expect_error(write_questionnaire(odd_questionnaire(), path), class = "tendensen_error_file")
    expect_match(conditionMessage(error), "overwrite")
    expect_identical(lapply(files, bytes_of), before)
    write_questionnaire(odd_questionnaire(), path, overwrite = TRUE)
    expect_false(identical(lapply(files, bytes_of), before))
  }
  expect_identical(read_questionnaire(paths[[1]]), odd_questionnaire())
})

test_that("other files in a folder stay, and one of the sheets is enough to refuse", {
  folder <- tempfile("edition-")
  dir.create(folder)
  writeLines("question,from,to", file.path(folder, "recodes.csv"))
  write_questionnaire(q, folder)
  expect_identical(readLines(file.path(folder, "recodes.csv")), "question,from,to")
  unlink(file.path(folder, c("survey.csv", "choices.csv")))
  expect_error(write_questionnaire(q, folder), "settings.csv", class = "tendensen_error_file")
  # A folder whose name ends like a version.
  path <- file.path(folder, "edition-2022.1")
  expect_identical(read_questionnaire(write_questionnaire(q, path)), q)
})

test_that("a wrong argument is refused before anything is written", {
  expect_error(write_questionnaire(list(), tempfile()), "`x`", class = "tendensen_error_argument")
  expect_error(write_questionnaire(q, c("a", "b")), "path", class = "tendensen_error_argument")
  expect_error(write_questionnaire(q, ""), "path", class = "tendensen_error_argument")
  expect_error(write_questionnaire(q, tempfile(), NA), "overwrite", class = "tendensen_error_argument")
  for (extension in c(".csv", ".xls", ".ods", ".sav", ".json")) {
    expect_error(written(q, extension), extension, fixed = TRUE, class = "tendensen_error_file")
  }
  nowhere <- file.path(tempfile("nowhere-"), c("q", "q.xlsx", "q.xml"))
  for (path in nowhere) {
    expect_error(write_questionnaire(q, path), "nowhere-", class = "tendensen_error_file")
    expect_false(dir.exists(dirname(path)))
  }
  file <- tempfile("file")
  file.create(file)
  expect_error(write_questionnaire(q, file, TRUE), "not a folder", class = "tendensen_error_file")
})

test_that("a cell that a format cannot hold is named", {
  x <- odd_questionnaire()
  x$choices[["label::English (en)"]][3] <- strrep("z", 32768)
  if (rlang::is_installed("openxlsx")) {
    error <- expect_error(written(x, ".xlsx"), class = "tendensen_error_cell")
    expect_match(conditionMessage(error), "choices.*row 4.*label::English \\(en\\)")
    x$choices[["label::English (en)"]][3] <- strrep("z", 32767)
    expect_identical(nchar(codebook(read_questionnaire(written(x, ".xlsx")), "en")$label[[3]]), 32767L)
  }
  skip_if_not_installed("xml2")
  x$choices[["label::English (en)"]][3] <- "bell\a"
  error <- expect_error(written(x, ".xml"), class = "tendensen_error_cell")
  expect_match(conditionMessage(error), "choices.*row 4.*control character")
  unnamed <- make_questionnaire(
    c("type,name,label::Nederlands", "integer,age,Leeftijd"), c("list_name,name,label::Nederlands")
  )
  expect_error(written(unnamed, ".xml"), "Nederlands", class = "tendensen_error_language")
})

# DDI Codebook ---------------------------------------------------------------------------------

ddi <- function(x) xml2::xml_ns_strip(xml2::read_xml(written(x, ".xml")))

found <- function(node, path) xml2::xml_find_all(node, path)
texts <- function(node, path) xml2::xml_text(found(node, path))

# The order of children, from the schema of DDI Codebook 2.5.
child_order <- list(
  codeBook = c("docDscr", "stdyDscr", "fileDscr", "dataDscr", "otherMat"),
  stdyDscr = c("citation", "stdyInfo", "method", "dataAccs", "othrStdyMat", "notes"),
  citation = c("titlStmt", "rspStmt", "prodStmt", "distStmt", "serStmt", "verStmt"),
  titlStmt = c("titl", "subTitl", "altTitl", "parTitl", "IDNo"),
  dataDscr = c("varGrp", "nCubeGrp", "var", "nCube", "notes"),
  varGrp = c("labl", "txt", "concept", "defntn", "universe", "notes"),
  var = c("location", "labl", "qstn", "valrng", "universe", "catgry", "concept", "varFormat", "notes"),
  qstn = c("preQTxt", "qstnLit", "postQTxt", "forward", "backward", "ivuInstr"),
  catgry = c("catValu", "labl", "txt", "catStat")
)

attributes_of <- list(
  var = c("ID", "name", "intrvl", "representationType"),
  varGrp = c("ID", "type", "name", "var"),
  qstn = c("ID", "var", "seqNo", "responseDomainType"),
  backward = "qstn", catgry = c("missing", "missType"), varFormat = "type",
  notes = c("type", "subject", "lang"), universe = c("lang", "clusion"),
  labl = "lang", preQTxt = "lang", qstnLit = "lang", ivuInstr = "lang"
)

expect_structure <- function(document) {
  none <- function(x, label) expect_identical(as.character(x), character(), label = label)
  for (name in names(child_order)) {
    children <- lapply(found(document, paste0("//", name)), function(node) {
      xml2::xml_name(xml2::xml_children(node))
    })
    none(setdiff(unlist(children), child_order[[name]]), paste("children of", name))
    # In a question the order is free.
    sorted <- vapply(children, function(x) !is.unsorted(match(x, child_order[[name]])), NA)
    expect_true(name == "qstn" || all(sorted), label = paste("order in", name))
  }
  for (name in names(attributes_of)) {
    nodes <- found(document, paste0("//", name))
    given <- unlist(lapply(xml2::xml_attrs(nodes), names))
    none(setdiff(given, attributes_of[[name]]), paste("attributes of", name))
  }
  ids <- texts(document, "//@ID")
  expect_identical(anyDuplicated(ids), 0L)
  expect_match(ids, "^[A-Za-z_][A-Za-z0-9_.-]*$")
  expect_identical(anyDuplicated(texts(document, "//var/@name")), 0L)
  references <- list(varGrp = "var", qstn = "var", backward = "qstn")
  for (name in names(references)) {
    to <- unlist(strsplit(texts(document, paste0("//", name, "/@", references[[name]])), " "))
    none(setdiff(to, texts(document, paste0("//", references[[name]], "/@ID"))), paste("references of", name))
  }
}

test_that("the DDI document has the structure of DDI Codebook 2.5", {
  skip_if_not_installed("xml2")
  file <- written(q, ".xml")
  root <- xml2::read_xml(file)
  expect_identical(unname(xml2::xml_ns(root)[["d1"]]), "ddi:codebook:2_5")
  expect_identical(xml2::xml_attr(root, "version"), "2.5")
  expect_match(readLines(file, 1), "encoding=\"UTF-8\"", fixed = TRUE)
  for (x in list(q, kinds_questionnaire(), odd_questionnaire())) expect_structure(ddi(x))
  # The same questionnaire gives the same bytes.
  expect_identical(bytes_of(file), bytes_of(written(q, ".xml")))
})

test_that("the study has its title, version and date, and says what is translated", {
  skip_if_not_installed("xml2")
  document <- ddi(q)
  expect_identical(texts(document, "//titl"), "Tendensen in leren & ontwikkeling in organisaties")
  expect_identical(texts(document, "//IDNo"), "tendensen_2021")
  expect_identical(texts(document, "//verStmt/version"), "2021-06")
  expect_identical(texts(document, "//collDate/@date"), "2021-06")
  expect_identical(
    texts(document, "//stdyDscr/notes"), "The original language is nl; fr, en are translations."
  )
  bare <- ddi(kinds_questionnaire())
  expect_length(found(bare, "//collDate | //verStmt | //stdyDscr/notes"), 0)
})

test_that("there is a variable a column, with its question, options and routing", {
  skip_if_not_installed("xml2")
  document <- ddi(q)
  n_options <- table(q$options$list)
  multiple <- q$questions$type == "multiple"
  expect_length(
    found(document, "//var"),
    sum(q$questions$type[match(q$items$question, q$questions$question)] != "multiple") +
      sum(n_options[q$questions$list[multiple]])
  )
  sector <- found(document, "//var[@name = 'sector']")
  expect_identical(texts(sector, "labl[@xml:lang = 'nl']"), "In welke sector is je organisatie actief?")
  expect_identical(
    texts(sector, "qstn/qstnLit[@xml:lang = 'en']"), "In which sector is your organisation active?"
  )
  expect_length(found(sector, "qstn/preQTxt"), 0)
  expect_identical(texts(sector, "catgry/catValu"), q$choices$name[q$choices$list_name == "sector"])
  expect_identical(texts(sector, "catgry[2]/labl[@xml:lang = 'fr']"), "Industrie de production")
  expect_identical(texts(sector, "qstn/backward"), "${group} = 'business'")
  expect_identical(
    texts(sector, "qstn/backward/@qstn"), texts(document, "//var[@name = 'group']/qstn/@ID")
  )
  expect_identical(
    texts(sector, "universe"),
    c("L&D-afdelingen (business)", "D\u00e9partements L&D (business)", "L&D departments (business)")
  )
  expect_identical(texts(sector, "notes[@type = 'base']"), "answered")
  expect_length(found(document, "//var[@name = 'country']/universe"), 0)
  expect_identical(texts(document, "//var[@name = 'group']/notes[@type = 'required']"), "yes")
})

test_that("a grid and a multiple choice are groups of variables", {
  skip_if_not_installed("xml2")
  document <- ddi(q)
  grid <- found(document, "//varGrp[@name = 'tech_capacity']")
  expect_identical(xml2::xml_attr(grid, "type"), "grid")
  members <- function(group) {
    ids <- strsplit(xml2::xml_attr(group, "var"), " ")[[1]]
    vapply(ids, function(id) texts(document, paste0("//var[@ID = '", id, "']/@name")), "", USE.NAMES = FALSE)
  }
  expect_identical(members(grid), c("tech_skills", "tech_resources"))
  item <- found(document, "//var[@name = 'tech_skills']")
  expect_identical(texts(item, "qstn/preQTxt"), texts(grid, "labl"))
  expect_identical(texts(item, "labl"), c("Kennis en kunde", "Connaissances et savoir-faire", "Knowledge and ability"))
  expect_identical(texts(item, "qstn/qstnLit"), texts(item, "labl"))

  agenda <- found(document, "//varGrp[@name = 'agenda']")
  expect_identical(xml2::xml_attr(agenda, "type"), "multipleResp")
  codes <- q$choices$name[q$choices$list_name == "agenda"]
  expect_identical(members(agenda), paste0("agenda/", codes))
  option <- found(document, paste0("//var[@name = 'agenda/", codes[[1]], "']"))
  expect_identical(texts(option, "catgry/catValu"), c("1", "0"))
  expect_identical(texts(option, "catgry[1]/labl"), texts(option, "qstn/qstnLit"))
  expect_identical(texts(option, "qstn/preQTxt"), texts(agenda, "labl"))
  expect_identical(texts(option, "notes[@type = 'constraint']"), "count-selected(.) <= 3")
})

test_that("kinds of missing are marked, and types, notes, groups and hints have their place", {
  skip_if_not_installed("xml2")
  document <- ddi(kinds_questionnaire())
  one <- found(document, "//var[@name = 'one']")
  expect_identical(texts(one, "catgry[@missing = 'Y']/catValu"), c("dk", "na", "secret", "gone"))
  expect_identical(
    texts(one, "catgry/@missType"), c("dont_know", "not_applicable", "suppressed", "no_option")
  )
  expect_length(found(one, "catgry[not(@missing)]"), 4)
  expect_length(found(document, "//varGrp[@name = 'many']"), 1)
  expect_length(found(document, "//var[starts-with(@name, 'many/')]"), 35)
  expect_identical(texts(document, "//var[@name = 'few/p']/catgry/catValu"), c("1", "0", "none"))
  kind <- function(name, attribute) texts(document, paste0("//var[@name = '", name, "']/", attribute))
  expect_identical(kind("age", "@representationType"), "numeric")
  expect_identical(kind("score", "@intrvl"), "contin")
  expect_identical(kind("remark", "varFormat/@type"), "character")
  expect_identical(kind("earlier", "notes[@type = 'editions']"), "2019")

  nested <- make_questionnaire(
    c(
      paste0(
        "type,name,label::English (en),label::Fran\u00e7ais (fr),relevant,hint::English (en),",
        "hint::Fran\u00e7ais (fr)"
      ),
      "integer,age,Age,\u00c2ge,,In years,En ann\u00e9es",
      "begin group,adults,Adults,,${age} > 17,", "note,hello,Hello,Bonjour,,",
      "begin_group,,,,,", "text,job,Job,M\u00e9tier,,", "end_group,,,,,", "end group,,,,,"
    ),
    c("list_name,name,label::English (en),label::Fran\u00e7ais (fr)")
  )
  document <- ddi(nested)
  expect_structure(document)
  expect_identical(texts(document, "//varGrp/@type"), c("section", "section"))
  expect_identical(texts(document, "//varGrp/@var"), c("V2", "V2"))
  expect_identical(texts(document, "//varGrp/labl"), "Adults")
  expect_identical(texts(document, "//varGrp/labl/@xml:lang"), "en")
  expect_identical(texts(document, "//dataDscr/notes[@type = 'note']"), c("Hello", "Bonjour"))
  expect_identical(texts(document, "//var[@name = 'job']/qstn/backward"), "${age} > 17")
  expect_identical(
    texts(document, "//var[@name = 'age']/qstn/ivuInstr"), c("In years", "En ann\u00e9es")
  )
})

test_that("odd texts are the same in DDI", {
  skip_if_not_installed("xml2")
  document <- ddi(odd_questionnaire())
  expect_identical(texts(document, "//var[@name = 'odd']/catgry/labl[@xml:lang = 'en']"), odd_labels)
  expect_identical(texts(document, "//var[@name = 'odd']/catgry/labl[@xml:lang = 'fr']"), rev(odd_labels))
  expect_identical(texts(document, "//titl"), "=Title, \"odd\"")
})

test_that("in a C locale the same is written", {
  skip_on_os("windows")
  paths <- c(tempfile("folder-"), tempfile(fileext = ".xml"))
  script <- tempfile(fileext = ".R")
  writeLines(c(
    "library(tendensen)",
    "q <- questionnaire(2021)",
    "write_questionnaire(q, commandArgs(TRUE)[[1]])",
    "if (rlang::is_installed('xml2')) write_questionnaire(q, commandArgs(TRUE)[[2]])"
  ), script)
  libraries <- paste(.libPaths(), collapse = .Platform$path.sep)
  system2(file.path(R.home("bin"), "Rscript"), c("--vanilla", shQuote(script), shQuote(paths)),
    env = c("LC_ALL=C", paste0("R_LIBS=", shQuote(libraries)))
  )
  expect_identical(read_questionnaire(paths[[1]]), q)
  if (rlang::is_installed("xml2")) expect_identical(bytes_of(paths[[2]]), bytes_of(written(q, ".xml")))
})
