# Fixtures: fixtures/import, written by hand, Dutch with French. The .sav is made here, for haven writes
# no multiple response sets.

fixture <- function(name) {
  package <- switch(tools::file_ext(name), lss = "xml2", qsf = "jsonlite", "tibble")
  skip_if_not_installed(package)
  test_path("fixtures", "import", name)
}

# The sheets, and proof that they pass the strict checks.
import <- function(path, ...) {
  sheets <- import_sheets(path, ...)
  q <- new_questionnaire(sheets$survey, sheets$choices, sheets$settings, path)
  expect_s3_class(q, "tendensen_questionnaire")
  c(sheets, list(questionnaire = q))
}

# Rows as text, a row a line: what is typed here is what was worked out by hand.
lines_of <- function(sheet, columns) do.call(paste, c(unname(as.list(sheet[columns])), sep = "|"))

rules_of <- function(sheets) paste(sheets$notes$rule, sheets$notes$where)

nl <- "label::Nederlands (nl)"
fr <- "label::Fran\u00e7ais (fr)"

# A file with some bytes changed: text patterns, or bytes.
altered <- function(path, from, to) {
  copy <- tempfile(fileext = paste0(".", tools::file_ext(path)))
  text <- readChar(path, file.size(path), useBytes = TRUE)
  expect_match(text, from, fixed = TRUE, useBytes = TRUE)
  writeBin(charToRaw(sub(from, to, text, fixed = TRUE, useBytes = TRUE)), copy)
  copy
}

bytes_file <- function(bytes, extension) {
  path <- tempfile(fileext = paste0(".", extension))
  writeBin(bytes, path)
  path
}

file_error <- function(path, pattern, ...) {
  expect_error(import_sheets(path, ...), pattern, class = "tendensen_error_file")
}

# LimeSurvey, tab-separated --------------------------------------------------------------------

test_that("a tab-separated structure of LimeSurvey becomes sheets", {
  got <- import(fixture("limesurvey.txt"))
  expect_identical(names(got)[1:4], c("survey", "choices", "settings", "notes"))
  expect_true(all(vapply(c(got$survey, got$choices, got$settings), is.character, TRUE)))
  expect_identical(names(got$survey), c(
    "type", "name", nl, fr, "hint::Nederlands (nl)", "hint::Fran\u00e7ais (fr)", "required", "relevant",
    "constraint", "appearance", "export::limesurvey"
  ))
  expect_identical(
    lines_of(got$survey, c("type", "name", "required", "appearance", "export::limesurvey")),
    c(
      "begin_group|group_1|||",
      "select_one rol|rol|yes||rol",
      "text|rol_other|||rol[other]",
      "select_multiple redenen|redenen|||redenen",
      "integer|jaren|||jaren",
      "end_group||||",
      "begin_group|group_2|||",
      "begin_group|stelling||table-list|stelling",
      "select_one stelling|stelling_a|||stelling[a]",
      "select_one stelling|stelling_b|||stelling[b]",
      "end_group||||",
      "select_one verder|verder|||verder",
      "note|volgorde|||volgorde",
      "text|contact_naam|||contact[naam]",
      "text|contact_plaats|||contact[plaats]",
      "text|begin|||begin",
      "note|q_1slot|||1slot",
      "end_group||||"
    )
  )
  expect_identical(lines_of(got$choices, c("list_name", "name", nl, fr, "export::limesurvey")), c(
    "rol|A1|Een L&D-afdeling|Un service L&D|A1",
    "rol|A2|Een aanbieder|Un prestataire|A2",
    "rol|other|Iets anders|Autre chose|-oth-",
    "redenen|SQ001|Sneller leren|Apprendre plus vite|SQ001",
    "redenen|SQ002|Goedkoper|Goedkoper|SQ002",
    "redenen|SQ003|Kwaliteit|Qualit\u00e9|SQ003",
    "stelling|1|Eens|D\u2019accord|1",
    "stelling|2|Oneens|Pas d\u2019accord|2",
    "verder|Y|Ja|Oui|Y",
    "verder|N|Nee|Non|N"
  ))
  expect_identical(lines_of(got$settings, names(got$settings)), "Leren & ontwikkelen|271828||nl|nl")
})

test_that("markup goes, entities are decoded, and hints are kept", {
  survey <- import_sheets(fixture("limesurvey.txt"))$survey
  rol <- survey[survey$name == "rol", ]
  expect_identical(rol[[nl]], "Bij wie werk je, \"L&D\"?")
  expect_identical(rol[[fr]], "Pour qui travaillez-vous ?")
  expect_identical(rol[["hint::Nederlands (nl)"]], "Kies \u00e9\u00e9n antwoord")
  expect_identical(survey[[fr]][survey$name == "contact_naam"], "Contact [Nom]")
  cleaned <- c(
    "a<br/>b" = "a b", "x &lt;b&gt; y" = "x <b> y", "1 < 2 &amp; 3 > 2" = "1 < 2 & 3 > 2",
    "<style>p{}</style>&#233;&#xE9;&eacute;" = "\u00e9\u00e9\u00e9", "&#0;&#xD800;&nope;" = "&#0;&#xD800;&nope;",
    "&amp;lt;" = "&lt;", "a<!-- <p> -->b" = "a b", "<script>if (a < b) c()" = ""
  )
  expect_identical(clean_text(names(cleaned)), unname(cleaned))
})

test_that("relevance and bounds that have an equal are carried over, the others noted", {
  got <- import(fixture("limesurvey.txt"))
  routed <- got$survey[nzchar(paste0(got$survey$relevant, got$survey$constraint)), ]
  expect_identical(lines_of(routed, c("name", "relevant", "constraint")), c(
    "rol_other|${rol} = 'other'|",
    "redenen|${rol} = 'A1'|count-selected(.) >= 1 and count-selected(.) <= 2",
    "jaren|${rol} != 'A2' and selected(${redenen}, 'SQ001')|. >= 0 and . <= 60",
    "group_2|${jaren} >= 2|",
    "stelling_b|${rol} = 'A2' or ${jaren} > 5|"
  ))
  expect_setequal(rules_of(got), c(
    "quota survey", "survey_text survey", "label_missing redenen", "relevance redenen",
    "attribute stelling", "relevance verder", "type_unsupported volgorde", "type_changed begin",
    "name_changed q_1slot", "label_expression q_1slot"
  ))
  expect_match(got$notes$detail[got$notes$where == "verder"], "!is_empty(jaren)", fixed = TRUE)
  expect_identical(got$questionnaire$questions$max_picks[3], 2L)
})

test_that("relevance equations are translated as they were worked out by hand", {
  draft <- new_draft("limesurvey", "nl")
  assign("Q", list(kind = "single", name = "q", codes = c(a = "A1", other = "-oth-")), draft$variables)
  assign("M_1", list(kind = "option", name = "m", code = "1"), draft$variables)
  assign("N", list(kind = "number", name = "n"), draft$variables)
  assign("1X2X3", get("Q", draft$variables), draft$variables)
  want <- c(
    "Q==\"A1\"" = "${q} = 'a'",
    "((Q.NAOK == 'A1'))" = "${q} = 'a'",
    "\"-oth-\" != Q" = "${q} != 'other'",
    "1X2X3.NAOK eq \"A1\"" = "${q} = 'a'",
    "M_1 == \"Y\"" = "selected(${m}, '1')",
    "M_1 != \"Y\"" = "not(selected(${m}, '1'))",
    "M_1.NAOK == \"\"" = "not(selected(${m}, '1'))",
    "N >= 2 && 10 > N" = "${n} >= 2 and ${n} < 10",
    "(Q == \"A1\" or N < -1.5) and M_1 == \"Y\"" =
      "(${q} = 'a' or ${n} < -1.5) and selected(${m}, '1')",
    "!(Q == \"A1\" || N == 3)" = "not(${q} = 'a' or ${n} = 3)"
  )
  got <- vapply(names(want), limesurvey_relevance, "", draft = draft, where = "x")
  expect_identical(got, want)
  expect_length(draft$notes, 0)
  refused <- c(
    "is_empty(Q)", "Q == \"\"", "Q == \"A9\"", "Q > \"A1\"", "later == \"A1\"", "Q.shown == \"A1\"",
    "Q", "Q == M_1", "(Q == \"A1\"", "Q == \"A1\" N", "N == \"veel\"", "Q =", "1 == 1", "N + 1 > 2",
    "0", "Q == \"A1\" and", strrep("(", 1e5), paste(rep("N == 1", 1000), collapse = " or "),
    paste0(strrep("!(", 60), "N == 1", strrep(")", 60)), "M_1 == \"N\""
  )
  for (relevance in refused) expect_identical(limesurvey_relevance(draft, relevance, "x"), "")
  expect_length(draft$notes, length(refused))
  for (relevance in c("1", "", " 1 ")) limesurvey_relevance(draft, relevance, "x")
  expect_length(draft$notes, length(refused))
})

test_that("cells of a tab-separated structure are read as PHP and Excel write them", {
  table <- function(text) {
    path <- bytes_file(charToRaw(text), "txt")
    tsv_table(read_text_records(path, read_bytes(path, NULL), NULL))
  }
  expect_identical(table("a\tb\n1\t2\n"), list(a = "1", b = "2"))
  expect_identical(table("a\tb\r\n\"x\ty\"\t\"say \"\"hi\"\"\"\r\n\r\n"), list(a = "x\ty", b = "say \"hi\""))
  expect_identical(table("a\tb\n\"two\nlines\"\t'=1+1"), list(a = "two\nlines", b = "=1+1"))
  expect_identical(table("a\tb\n1"), list(a = "1", b = ""))
  expect_identical(table("a\tb\ta\t\n1\t2\t3\t4"), list(a = "1", b = "2"))
  # A backslash keeps fputcsv() from doubling the mark.
  expect_identical(table("a\tb\n\"x \\\"y\\\" z\"\t1"), list(a = "x \\\"y\\\" z", b = "1"))
  expect_error(table("a\tb\n1\t2\n\"open\t3\n4\t5"), "line 3", class = "tendensen_error_file")
})

test_that("what is odd in a tab-separated structure is noted, with its line", {
  path <- fixture("limesurvey.txt")
  got <- import(altered(path, "Ga je verder leren?", "Ga je \"verder\" leren?\tx\tx\tx\tx\tx\tx\tx\tx\tx\tx\tx\tx\tx\tx\tx\tx\tx"))
  expect_true(all(c("stray_quote", "row_long") %in% got$notes$rule))
  expect_match(got$notes$detail[got$notes$rule == "stray_quote"], "^Line [0-9]+: .*verder")
})

test_that("other encodings are read, and said", {
  path <- fixture("limesurvey.txt")
  want <- import_sheets(path)
  text <- readChar(path, file.size(path), useBytes = TRUE)
  text <- sub("^\xef\xbb\xbf", "", text, useBytes = TRUE)
  Encoding(text) <- "UTF-8"
  for (encoding in c("UTF-16LE", "UTF-16BE")) {
    mark <- if (encoding == "UTF-16LE") as.raw(c(0xff, 0xfe)) else as.raw(c(0xfe, 0xff))
    wide <- c(mark, iconv(text, "UTF-8", encoding, toRaw = TRUE)[[1]])
    got <- import(bytes_file(wide, "txt"))
    expect_identical(got[1:2], want[1:2])
    expect_identical(rules_of(got)[[1]], "encoding survey")
  }
  ansi <- import(bytes_file(iconv(text, "UTF-8", "windows-1252", toRaw = TRUE)[[1]], "tsv"))
  expect_identical(ansi[1:2], want[1:2])
  expect_match(ansi$notes$detail[[1]], "windows-1252")
})

test_that("duplicate, invalid and empty names, codes and labels are made valid, the same each time", {
  rows <- c(
    "class\ttype/scale\tname\ttext\tlanguage",
    "S\t\tlanguage\tnl\t", "A\t0\twees\tVoor elke vraag\tnl",
    "Q\tL\tv r\tEerste\tnl", "A\t0\ta b\tJa\tnl", "A\t0\ta b\tNee\tnl", "A\t0\t\tJa\tnl", "A\t0\tx;y/z\t\tnl",
    "Q\tL\tv_r\tTweede\tnl", "A\t0\t1\tJa\tnl", "Q\tM\tleeg\tZonder opties\tnl", "Q\tM\tvol\tTe veel\tnl",
    paste0("SQ\t\ts", 1:63, "\tOptie ", 1:63, "\tnl"),
    "Q\tL\t\t\tnl", "A\t0\t1\tJa\tnl", "ZZ\t\t\t\t", "SQ\t\tlos\tHoort nergens\tde"
  )
  path <- bytes_file(charToRaw(paste(rows, collapse = "\n")), "txt")
  got <- import(path)
  expect_identical(lines_of(got$survey, c("type", "name")), c(
    "select_one v_r|v_r", "select_one v_r_2|v_r_2", "note|leeg", "note|vol", "select_one q_|q_"
  ))
  expect_identical(lines_of(got$choices, c("list_name", "name", nl, "export::limesurvey")), c(
    "v_r|a_b|Ja|a b", "v_r|a_b_2|Nee|a b", "v_r|empty|Ja (empty)|", "v_r|x_y_z|x_y_z|x;y/z",
    "v_r_2|1|Ja|1", "q_|1|Ja|1"
  ))
  expect_setequal(unique(got$notes$rule), c(
    "row_class", "row_left_out", "language_unknown", "name_changed", "code_changed", "label_empty", "label_ambiguous",
    "options_absent", "list_long"
  ))
  expect_identical(import(path), got)
})

# LimeSurvey, XML ------------------------------------------------------------------------------

test_that("a LimeSurvey structure in XML becomes sheets", {
  got <- import(fixture("limesurvey.lss"))
  expect_identical(
    lines_of(got$survey, c("type", "name", nl, "relevant", "constraint", "export::limesurvey")),
    c(
      "begin_group|group_5|Begin|||",
      "select_one land|land|In welk land werk je?|||land",
      "text|land_comment|In welk land werk je? [Opmerking]|||land[comment]",
      "select_multiple bronnen|bronnen|Welke bronnen?|||bronnen",
      paste0(
        "text|bronnen_webcomment|Welke bronnen? [Het web [Opmerking]]|selected(${bronnen}, 'web')||",
        "bronnen[webcomment]"
      ),
      paste0(
        "text|bronnen_boekcomment|Welke bronnen? [Een boek [Opmerking]]|selected(${bronnen}, 'boek')||",
        "bronnen[boekcomment]"
      ),
      paste0(
        "text|bronnen_othercomment|Welke bronnen? [Overige [Opmerking]]|selected(${bronnen}, 'other')||",
        "bronnen[othercomment]"
      ),
      "text|bronnen_other|Welke bronnen? [Overige]|selected(${bronnen}, 'other')||bronnen[other]",
      "end_group|||||",
      "begin_group|group_7|Einde|||",
      "begin_group|dubbel_0|Belang en kwaliteit [Belang]|${land} = 'A1'||dubbel",
      "select_one dubbel_0|dubbel_x_0|Opleiding|selected(${bronnen}, 'web')||dubbel[x][1]",
      "end_group|||||",
      "begin_group|dubbel_1|Belang en kwaliteit [Kwaliteit]|${land} = 'A1'||dubbel",
      "select_one dubbel_1|dubbel_x_1|Opleiding|selected(${bronnen}, 'web')||dubbel[x][2]",
      "end_group|||||",
      "decimal|uren_week|Hoeveel uren? [Per week]||. <= 168|uren[week]",
      "end_group|||||"
    )
  )
  expect_identical(lines_of(got$choices, c("list_name", "name", nl, fr)), c(
    "land|A1|Belgi\u00eb|Belgique", "land|A2|Nederland|Pays-Bas", "bronnen|web|Het web|Le web",
    "bronnen|boek|Een boek|Un livre", "bronnen|other|Overige|Autre", "dubbel_0|H|Hoog|\u00c9lev\u00e9",
    "dubbel_0|L|Laag|Faible", "dubbel_1|G|Goed|Bon", "dubbel_1|S|Slecht|Mauvais"
  ))
  expect_identical(got$settings$form_title, "Opleiding & meer")
  expect_setequal(rules_of(got), c(
    "assessment land", "required_soft dubbel", "relevance uren", "attribute uren", "validation uren",
    "label_missing uren_week"
  ))
})

test_that("an old LimeSurvey structure, with a row a language, becomes sheets", {
  got <- import(fixture("limesurvey-old.lss"))
  expect_identical(lines_of(got$survey, c("type", "name", nl, fr)), c(
    "begin_group|group_6|Groep|Groupe", "select_one keuze|keuze|Wil je?|Voulez-vous ?",
    "text|waarom|Waarom?|Pourquoi ?", "end_group|||"
  ))
  expect_identical(
    lines_of(got$choices, c("name", nl, fr)),
    c("B|Ja, zeker|Oui, certainement", "A|Nee|Non")
  )
  expect_identical(rules_of(got), "condition waarom")
})

test_that("XML that would expand, include or read something is refused or left alone", {
  path <- fixture("limesurvey.lss")
  laughs <- paste0("<!ENTITY l", 1:9, " \"", strrep(paste0("&l", 0:8, ";"), 10), "\">", collapse = "")
  type <- function(inside) paste0("<!DOCTYPE document ", inside, ">\n<document>")
  refused <- "document type"
  file_error(altered(path, "<document>", type(paste0("[<!ENTITY l0 \"ha\">", laughs, "]"))), refused)
  file_error(altered(path, "<document>", type("SYSTEM \"file:///etc/passwd\"")), refused)
  file_error(altered(path, "<document>", paste0("<!-- x -->", type("[<!ENTITY a \"b\">]"))), refused)
  file_error(altered(path, "Welke bronnen?", "]]>&undefined;<![CDATA["), "damaged")
  file_error(altered(path, "</document>", strrep("<a>", 1e5)), "damaged")
  file_error(altered(path, ">Survey<", ">Group<"), "Group")
  # A document type in a text is a text.
  html <- import(altered(path, "Welke bronnen?", "<!DOCTYPE html><p>Welke bronnen?</p>"))
  expect_identical(html[1:2], import_sheets(path)[1:2])
})

# Qualtrics ------------------------------------------------------------------------------------

test_that("a Qualtrics survey becomes sheets in the order of its flow", {
  got <- import(fixture("qualtrics.qsf"))
  expect_identical(
    lines_of(got$survey, c("type", "name", "required", "relevant", "constraint", "export::qualtrics")),
    c(
      "begin_group|BL_2||||",
      "note|intro||||QID5",
      "begin_group|stelling||||QID3",
      "select_one stelling|leuk||||QID3_1",
      "select_one stelling|nodig||||QID3_2",
      "end_group|||||",
      "integer|jaren|||. >= 0 and . <= 60|QID4",
      "note|schuif||||QID6",
      "end_group|||||",
      "begin_group|BL_1||||",
      "select_one rol|rol|yes|||QID1",
      "text|rol_99_TEXT||${rol} = '99'||QID1_3_TEXT",
      "select_multiple redenen|redenen|||count-selected(.) >= 1 and count-selected(.) <= 2|QID2",
      "end_group|||||"
    )
  )
  expect_identical(lines_of(got$choices, c("list_name", "name", nl, fr, "export::qualtrics")), c(
    "stelling|-1|Oneens|Pas d\u2019accord|2", "stelling|1|Eens|D\u2019accord|1",
    "rol|20|Aanbieder|Prestataire|2", "rol|10|L&D-afdeling|Service L&D|1",
    "rol|99|Iets anders|Autre chose|3", "redenen|1|Sneller|Plus vite|1",
    "redenen|2|Goedkoper|Moins cher|2", "redenen|3|Geen|Geen|3"
  ))
  expect_identical(got$survey[[nl]][got$survey$name == "intro"], "Welkom bij ons")
  expect_identical(lines_of(got$settings, names(got$settings)), "Leren & ontwikkelen|SV_1||nl|nl")
  expect_setequal(rules_of(got), c(
    "language_missing survey", "flow survey", "type_unsupported schuif", "label_missing schuif",
    "skip_logic QID1", "option_deleted rol", "display_logic redenen", "exclusive redenen",
    "label_missing redenen", "question_unused survey"
  ))
  expect_match(got$notes$detail[got$notes$rule == "display_logic"], "Als rol is L&D", fixed = TRUE)
})

test_that("JSON that is deep, wrong or full of nothing is refused", {
  skip_if_not_installed("jsonlite")
  json <- function(...) bytes_file(charToRaw(paste0(...)), "qsf")
  head <- "{\"SurveyEntry\":{},\"SurveyElements\":"
  file_error(json(head, strrep("[", 1e6), strrep("]", 1e6), "}"), "deep")
  file_error(json(strrep("{\"a\":", 1e5), "1", strrep("}", 1e5)), "deep")
  # The parser skips comments, in which a quotation mark could hide what is between.
  file_error(json(head, "/* \" */", strrep("[", 1e5), "/* \" */", strrep("]", 1e5), "}"), "damaged")
  file_error(json("[1, 2]"), "JSON object")
  file_error(json("{\"a\": 1}"), "SurveyElements")
  file_error(json(head, "[null, 5, [], {\"Element\": \"SQ\"}]"), "damaged|questions")
  file_error(json(head, "[]}"), "no questions")
  file_error(json("<html></html>"), "web page")
  odd <- json(head, "[{\"Element\":\"SQ\",\"PrimaryAttribute\":\"QID1\",\"Payload\":{\"QuestionText\":[\"a\"],",
    "\"QuestionType\":\"MC\",\"Selector\":\"SAVR\",\"Choices\":[{\"Display\":\"x\"},{\"Display\":{\"a\":1}}]}}]}"
  )
  expect_identical(import(odd)$choices$name, c("0", "1"))
})

# SPSS -----------------------------------------------------------------------------------------

int32 <- function(...) writeBin(as.integer(c(...)), raw(), endian = "little")

# Records of type 7, by subtype, put before the end of the dictionary (record 999).
with_records <- function(path, records) {
  bytes <- readBin(path, "raw", file.size(path))
  at <- grepRaw(int32(999, 0), bytes, fixed = TRUE)
  made <- lapply(names(records), function(subtype) {
    text <- charToRaw(records[[subtype]])
    c(int32(7, as.integer(subtype), 1, length(text)), text)
  })
  writeBin(c(bytes[seq_len(at - 1)], unlist(made), bytes[at:length(bytes)]), path)
  path
}

spss_fixture <- function(records = list(
                           `7` = "$bronnen=D1 1 11 Welke bron? bron_boek bron_web\n$top=C 5 Top 2 k1 k2\n",
                           `19` = "$boeken=E 1 1 1 0  bron_boek bron_web\n"
                         )) {
  skip_if_not_installed("haven")
  numeric <- function(values, format, label, labels = NULL, na = NULL) {
    structure(haven::labelled_spss(values, labels, na_values = na, label = label), format.spss = format)
  }
  yes_no <- c(Ja = 1, Nee = 0)
  data <- tibble::tibble(
    rol = numeric(c(1, 2, 9, 8), "F2.0", "Bij wie werk je?", na = c(7, 8, 9), labels = c(
      "L&D-afdeling" = 1, Aanbieder = 2, "Weet niet" = 8, "Geen antwoord" = 9
    )),
    bron_boek = numeric(c(1, 0, 1, NA), "F1.0", "Een boek", yes_no),
    bron_web = numeric(c(0, 0, 1, NA), "F1.0", "Het web", yes_no),
    jaren = numeric(c(3, 999, 12.5, NA), "F8.2", "Hoeveel jaar?", c("n.v.t." = 999), 999),
    schaal = numeric(c(0, 3, 1, 2), "F2.0", "Eens?", c("Helemaal oneens" = 0, "Helemaal eens" = 3)),
    k1 = numeric(c(1, 2, 1, 2), "F1.0", "Eerste", c(Wiki = 1, Boek = 2)),
    k2 = numeric(c(2, 3, 2, 3), "F1.0", "Tweede", c(Boek = 2, Film = 3)),
    stad = structure(c("Gent", "Luik", "", ""), label = "Waar?", format.spss = "A20"),
    taal = haven::labelled(c("nl", "fr", "nl", ""), c(Nederlands = "nl", Frans = "fr"), "Taal"),
    kinderen = structure(c(0, 1, 2, 3), label = "Kinderen", format.spss = "F2.0"),
    dag = structure(as.Date(c("2021-01-01", NA, NA, NA)), label = "Wanneer?")
  )
  path <- tempfile(fileext = ".sav")
  haven::write_sav(data, path)
  with_records(path, records)
}

test_that("an SPSS file becomes sheets, with its multiple response sets", {
  got <- import(spss_fixture(), language = "nl")
  expect_identical(lines_of(got$survey, c("type", "name", nl, "export::spss")), c(
    "select_one rol|rol|Bij wie werk je?|rol",
    "select_multiple bronnen|bronnen|Welke bron?|bron_boek bron_web",
    "select_multiple boeken|boeken|boeken|bron_boek bron_web",
    "decimal|jaren|Hoeveel jaar?|jaren",
    "select_one schaal|schaal|Eens?|schaal",
    "select_multiple top|top|Top 2|k1 k2",
    "text|stad|Waar?|stad",
    "select_one taal|taal|Taal|taal",
    "integer|kinderen|Kinderen|kinderen",
    "text|dag|Wanneer?|dag"
  ))
  expect_identical(
    lines_of(got$choices, c("list_name", "name", nl, "missing", "export::spss", "counted_value")), c(
      "rol|1|L&D-afdeling||1|", "rol|2|Aanbieder||2|", "rol|8|Weet niet|dont_know|8|",
      "rol|9|Geen antwoord|no_answer|9|", "rol|7|7|no_answer|7|",
      "bronnen|bron_boek|Een boek||bron_boek|1", "bronnen|bron_web|Het web||bron_web|1",
      "boeken|bron_boek|Ja||bron_boek|1", "boeken|bron_web|Ja (bron_web)||bron_web|1",
      "schaal|0|Helemaal oneens||0|", "schaal|1|1||1|", "schaal|2|2||2|", "schaal|3|Helemaal eens||3|",
      "top|1|Wiki||1|", "top|2|Boek||2|", "top|3|Film||3|",
      "taal|nl|Nederlands||nl|", "taal|fr|Frans||fr|"
    )
  )
  expect_setequal(rules_of(got), c(
    "missing_guessed rol", "label_ambiguous boeken", "label_empty boeken", "labels_left_out jaren",
    "value_unlabelled schaal", "set_of_categories top", "type_changed dag"
  ))
  expect_identical(got$settings$default_language, "nl")
  und <- import(spss_fixture())
  expect_identical(names(und$survey)[[3]], "label::Undetermined (und)")
  expect_identical(und$settings$default_language, "und")
})

test_that("kinds of missing are guessed by the label", {
  labels <- c(
    "Weet niet" = "dont_know", "weet ik niet / geen mening" = "dont_know", "Ne sait pas" = "dont_know",
    "Don't know" = "dont_know", NSP = "dont_know", "n.v.t." = "not_applicable", nvt = "not_applicable",
    "Niet van toepassing" = "not_applicable", "Sans objet" = "not_applicable", "N/A" = "not_applicable",
    "Non applicable" = "not_applicable", "Geen antwoord" = "no_answer", "Sans r\u00e9ponse" = "no_answer",
    Refused = "no_answer", Geweigerd = "no_answer", "Overgeslagen" = "no_answer", Anders = NA
  )
  expect_identical(missing_kind_of(names(labels)), unname(labels))
})

test_that("variables with the same labels share a list, and a set that does not fit is noted", {
  skip_if_not_installed("haven")
  got <- import(spss_fixture(list(`7` = paste0(
    "$a=D1 1 5 Label nergens\n", "$b=D99 1 5 Label bron_boek\n", "$c=D1 1 4 Half bron_web nergens\n", "$d\n",
    "$e=X 1\n", "\n"
  ))), language = "nl")
  expect_identical(
    lines_of(got$survey, c("type", "name"))[2:3],
    c("select_one bron_boek|bron_boek", "select_multiple c|c")
  )
  # $a and $c name a variable that is not there, $b, $d and $e cannot be read.
  expect_match(got$notes$detail[got$notes$rule == "set_left_out"], "None of its variables")
  expect_identical(got$notes$where[got$notes$rule == "set_left_out"], "$a")
  expect_identical(sum(got$notes$rule == "set_variable"), 2L)
  expect_identical(sum(got$notes$rule == "set_unreadable"), 3L)
  shared <- import(spss_fixture(list()), language = "nl")
  expect_identical(shared$survey$type[2:3], rep("select_one bron_boek", 2))
})

test_that("the weight of an SPSS file is noted by its long name", {
  skip_if_not_installed("haven")
  path <- spss_fixture()
  bytes <- readBin(path, "raw", file.size(path))
  bytes[77:80] <- int32(2)
  got <- import(bytes_file(bytes, "sav"))
  expect_identical(got$notes$where[got$notes$rule == "weight"], "bron_boek")
  file_error(bytes_file(utils::head(bytes, -20), "sav"), "ends")
})

# What a questionnaire could not hold ----------------------------------------------------------

test_that("labels that a reader would mistake are marked, and the questionnaire is valid", {
  rows <- c(
    "class\ttype/scale\tname\ttext\tlanguage", "S\t\tlanguage\tnl\t",
    "Q\tL\tq\tEen\tnl", "A\t0\t1\t2\tnl", "A\t0\t2\tTwee\tnl", "A\t0\t3\tTWEE \tnl", "A\t0\t4\t4\tnl",
    "Q\tM\tm\tMeer\tnl", "SQ\t\ta\tBoek, web\tnl", "SQ\t\tb\tBoek\tnl", "SQ\t\tc\tWeb\tnl",
    "SQ\t\td\tIets, anders\tnl"
  )
  got <- import(bytes_file(charToRaw(paste(rows, collapse = "\n")), "txt"))
  expect_identical(got$choices[[nl]], c(
    "2 (1)", "Twee", "TWEE (3)", "4", "Boek / web", "Boek", "Web", "Iets, anders"
  ))
  expect_setequal(rules_of(got), c("label_ambiguous q", "label_splits m"))
})

test_that("a hint that a language lacks is taken from another", {
  path <- altered(fixture("limesurvey.txt"), "Une seule r&eacute;ponse", "")
  got <- import(path)
  rol <- got$survey[got$survey$name == "rol", ]
  expect_identical(rol[["hint::Fran\u00e7ais (fr)"]], "Kies \u00e9\u00e9n antwoord")
  expect_true("hint_missing rol" %in% rules_of(got))
})

test_that("read_questionnaire() imports, keeps the notes, warns and prints their number", {
  path <- fixture("limesurvey.txt")
  sheets <- import_sheets(path)
  expect_warning(q <- read_questionnaire(path), "10 things.*redenen", class = "tendensen_warning_import")
  expect_identical(q$notes, sheets$notes)
  expect_identical(q$survey, sheets$survey)
  expect_named(q$notes, c("rule", "where", "detail"))
  expect_match(format(q), "10 things; see `$notes`", fixed = TRUE, all = FALSE)
  expect_identical(nrow(questionnaire(2021)$notes), 0L)
  expect_false(any(grepl("notes", format(questionnaire(2021))[1:4])))
  # Written and read again, it is the same but for the notes.
  folder <- write_questionnaire(q, tempfile())
  expect_identical(read_questionnaire(folder)[1:3], q[1:3])
  expect_error(read_questionnaire(folder, language = "nl"), class = "tendensen_error_argument")
})

test_that("the language of a .sav file is an argument", {
  path <- spss_fixture()
  expect_warning(q <- read_questionnaire(path, language = "nl"), class = "tendensen_warning_import")
  expect_identical(names(q$languages), "nl")
  expect_error(read_questionnaire(path, language = 1), class = "tendensen_error_argument")
})

# What cannot be read --------------------------------------------------------------------------

test_that("a file that is something else is named as what it is", {
  for (extension in names(import_sources())) {
    package <- import_sources()[[extension]]$package
    if (!is.null(package) && !requireNamespace(package, quietly = TRUE)) next
    file_error(bytes_file(raw(), extension), "0 bytes")
    file_error(bytes_file(as.raw(c(0xef, 0xbb, 0xbf)), extension), "read as")
    file_error(bytes_file(raw(100), extension), "not text|ends within the header")
    file_error(bytes_file(charToRaw("id;vraag\n1;2\n"), extension), "read as")
  }
  zip <- as.raw(c(0x50, 0x4b, 0x03, 0x04, 0x00))
  file_error(bytes_file(zip, "txt"), "workbook")
  file_error(bytes_file(charToRaw("%PDF-1.7"), "tsv"), "PDF")
  file_error(bytes_file(charToRaw("$FL2@(#)"), "txt"), "SPSS")
  expect_error(read_questionnaire(tempfile(fileext = ".lss")), "no file", class = "tendensen_error_file")
  folder <- tempfile(fileext = ".lss")
  dir.create(folder)
  expect_error(read_questionnaire(folder), "survey.csv", class = "tendensen_error_file")
  word <- bytes_file(charToRaw("a"), "docx")
  expect_error(read_questionnaire(word), "LimeSurvey.*[.]lss", class = "tendensen_error_file")
  expect_error(import_sheets(fixture("limesurvey.txt"), language = 1), class = "tendensen_error_argument")
  expect_error(import_sheets(fixture("limesurvey.txt"), language = "de"), class = "tendensen_error_language")
  expect_identical(import_sheets(fixture("limesurvey.txt"), language = "fr")$settings$default_language, "fr")
})

test_that("the error says what the file is and what to do", {
  error <- file_error(bytes_file(raw(), "qsf"), "Qualtrics survey file")
  expect_match(conditionMessage(error), "Export it again")
})

test_that("a label of 10 MB is refused, a picture in a label is not", {
  long <- strrep("a", 1e7)
  path <- fixture("limesurvey.txt")
  file_error(altered(path, "Ga je verder leren?", long), "10000000 bytes")
  file_error(altered(path, "Ga je verder leren?", strrep("a", 5e4)), "50000 chars")
  picture <- paste0("<img src='data:image/png;base64,", strrep("A", 2e6), "'>Ga je verder leren?")
  expect_identical(import(altered(path, "Ga je verder leren?", picture))[1:2], import_sheets(path)[1:2])
  # Marks that never end take no longer than others.
  for (mark in c("<a", "&a;")) file_error(altered(path, "Ga je verder leren?", strrep(mark, 1e5)), "chars")
  for (mark in c("<script>", "<!--")) import(altered(path, "Ga je verder leren?", strrep(mark, 1e5)))
  skip_if_not_installed("xml2")
  file_error(altered(fixture("limesurvey.lss"), "Welke bronnen?", strrep("a", 1.1e7)), "damaged")
  skip_if_not_installed("jsonlite")
  qsf <- fixture("qualtrics.qsf")
  file_error(altered(qsf, "\"QuestionText\": \"Waarom", paste0("\"QuestionText\": \"", long)), "bytes")
})

# Every kind of damage: bytes changed, a part cut out, repeated, or the end lost.
mutated <- function(bytes) {
  at <- sort(sample(length(bytes), 2))
  part <- at[[1]]:min(at[[2]], at[[1]] + 200)
  switch(sample(5, 1),
    replace(bytes, at[[1]], as.raw(sample(0:255, 1))),
    replace(bytes, sample(length(bytes), 12), as.raw(sample(0:255, 12, replace = TRUE))),
    replace(bytes, at[[1]], sample(charToRaw("\"{}[]<>&;:,\t\n01"), 1)),
    if (stats::runif(1) < 0.3) bytes[seq_len(at[[2]])] else bytes[-part],
    append(bytes, bytes[part], sample(length(bytes), 1))
  )
}

expect_survives <- function(path, n = if (identical(Sys.getenv("NOT_CRAN"), "true")) 300 else 30) {
  bytes <- readBin(path, "raw", file.size(path))
  copy <- tempfile(fileext = paste0(".", tools::file_ext(path)))
  set.seed(1)
  outcome <- vapply(seq_len(n), function(i) {
    writeBin(mutated(bytes), copy)
    tryCatch(
      {
        sheets <- import_sheets(copy)
        new_questionnaire(sheets$survey, sheets$choices, sheets$settings, copy)
        "sheets"
      },
      tendensen_error_file = function(error) "refused",
      warning = function(warning) paste("warning:", conditionMessage(warning)),
      error = function(error) paste(class(error)[[1]], conditionMessage(error))
    )
  }, "")
  expect_setequal(outcome, c("sheets", "refused"))
}

test_that("300 damaged copies of each fixture give valid sheets or a file error", {
  expect_survives(fixture("limesurvey.txt"))
  expect_survives(spss_fixture())
  expect_survives(fixture("limesurvey.lss"))
  expect_survives(fixture("limesurvey-old.lss"))
  expect_survives(fixture("qualtrics.qsf"))
})

# Real files, not part of the package ----------------------------------------------------------

real_file <- function(name) {
  folders <- c(Sys.getenv("TENDENSEN_REAL_EXPORTS"), test_path("..", "..", "..", "shared", "real_exports"),
    test_path("..", "..", "..", "..", "shared", "real_exports")
  )
  found <- file.path(folders, name)
  skip_if_not(any(file.exists(found)), "the real exports are not here")
  found[file.exists(found)][[1]]
}

test_that("a real LimeSurvey structure in English and Dutch reads", {
  path <- real_file("07_limesurvey_structure_en_nl.txt")
  rows <- tsv_table(read_text_records(path, read_bytes(path, NULL), NULL))
  expect_identical(length(rows), 146L)
  expect_identical(c(table(rows$class)), c(A = 4L, G = 2L, Q = 2L, S = 48L, SL = 40L))
  got <- import(path)
  expect_identical(names(got$questionnaire$languages), c("en", "nl"))
  expect_identical(lines_of(got$survey, c("type", "name", "export::limesurvey")), c(
    "begin_group|group_173|", "select_one onlyQuestion|onlyQuestion|onlyQuestion", "end_group||"
  ))
  expect_identical(got$choices$name, c("1", "2"))
  expect_identical(nrow(got$notes), 0L)
})

test_that("a real Qualtrics survey reads with the columns of its export", {
  skip_if_not_installed("jsonlite")
  got <- import(real_file("08e_qualtrics_multianswer.qsf"))
  # Columns and ImportIds as in the export of the same survey.
  export <- readLines(real_file("08d_qualtrics_multianswer_recodes.csv"), warn = FALSE)
  columns <- strsplit(export[[1]], ",")[[1]]
  ids <- grep("ImportId", export, value = TRUE)[[1]]
  ids <- regmatches(ids, gregexpr("(?<='ImportId': ')[^']*", ids, perl = TRUE))[[1]]
  multiple <- got$survey[startsWith(got$survey$type, "select_multiple"), ]
  row <- match(got$choices$list_name, sub("select_multiple ", "", multiple$type))
  names <- paste0(multiple$name[row], "_", got$choices$name)
  expect_setequal(names, grep("^(Q|mc).*[0-9]$", columns, value = TRUE))
  built <- paste0(multiple[["export::qualtrics"]][row], "-", got$choices[["export::qualtrics"]])
  # The same columns: a name by the recode goes with an id by the choice.
  expect_identical(ids[match(names, columns)], built)
  expect_identical(built[match("Q4_10", names)], "QID5-1")
  text <- got$survey[got$survey$type == "text", ]
  expect_identical(lines_of(text, c("name", "export::qualtrics")), "mc_question_five_2_TEXT|QID4_2_TEXT")
  expect_true(text$name %in% columns)
})

test_that("a real SPSS file reads with both of its multiple response sets", {
  skip_if_not_installed("haven")
  got <- import(real_file("12_spss_mrsets.sav"))
  sets <- got$survey[startsWith(got$survey$type, "select_multiple"), ]
  expect_identical(lines_of(sets, c("name", "export::spss")), c(
    "mymrset|bool1 bool2 bool3", "categorical_array|ca_subvar_1 ca_subvar_2 ca_subvar_3"
  ))
  own <- got$choices[got$choices$list_name == "mymrset", ]
  expect_identical(own$counted_value, rep("1", 3))
  expect_identical(own[["label::Undetermined (und)"]], paste0("Response #", 1:3))
  # 12 variables: 6 of them in the sets.
  expect_identical(nrow(got$questionnaire$questions), 12L - 6L + 2L)
  x <- got$choices[got$choices$list_name == "x", ]
  expect_identical(x$name[nzchar(x$missing)], c("7", "8", "99"))
})
