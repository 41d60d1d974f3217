# The two files of a LimeSurvey structure, read into the same tables. Sources: tsvSurveyExport() in
# application/helpers/export_helper.php and TSVImportSurvey() in .../admin/import_helper.php.
#
# A structure: `languages` (that of origin first), `title`, `id`, and lists of columns: `groups`
# (id, name, relevance, help), `questions` (id, group, code, type, relevance, mandatory, other,
# validation, name = its text, help), `items` (question, code, scale, relevance, name), `answers`
# (question, code, scale, assessment, name), `attributes` (question, attribute, value, language).
# `name` and `help` are matrices, a column a language; `group` and `question` are row numbers.
# `facts`: for draft_note(), what the tables do not hold.

# Tab-separated: a row for each S, SL, G, Q, SQ, A and language, the language of origin first; a row
# belongs to the last group and question above it.
read_limesurvey_tsv <- function(file, language) {
  records <- read_text_records(file$path, structure_bytes(file), file$call)
  rows <- tsv_table(records)
  absent <- setdiff(c("class", "name", "text", "language"), names(rows))
  if (length(absent) > 0) {
    refuse(
      "Its first line has no column `", absent[[1]], "`; is it an export of answers? A structure ",
      "starts with `id related_id class type/scale name`."
    )
  }
  rows$class <- toupper(trimws(rows$class))
  if (!any(rows$class == "Q")) refuse("It has no row of class `Q`, a question.")
  long <- sum(!is.na(records$surplus))
  facts <- c(
    encoding_facts(records$notes), trouble_facts(records$troubles, records$line),
    if (long > 0) {
      fact("row_long", "survey", "More cells than the first line: ", count_of(long, "row"), ".")
    }
  )
  draft_limesurvey(tsv_structure(rows, facts))
}

# The columns by name, without blank rows. A cell that starts with `'=` was `=` (MaskFormula()).
tsv_table <- function(records) {
  filled <- filled_records(records)
  cells <- lapply(records$columns, function(column) {
    text <- as.character(column)[filled]
    sub("^'=", "=", ifelse(is.na(text), "", text))
  })
  header <- trimws(vapply(cells, function(column) c(column, "")[[1]], ""))
  own <- nzchar(header) & !duplicated(header)
  stats::setNames(lapply(cells[own], `[`, -1), header[own])
}

tsv_structure <- function(rows, facts) {
  setting <- function(name) c(rows$text[rows$class == "S" & rows$name == name], "")[[1]]
  base <- trimws(setting("language"))
  if (!nzchar(base)) base <- c(rows$language[rows$class == "Q" & nzchar(rows$language)], "en")[[1]]
  languages <- all_languages(base, setting("additional_languages"))
  rows$language <- ifelse(nzchar(rows$language), rows$language, base)
  rows$question <- tsv_owner(rows$class == "Q", rows$language, rows$name)
  made <- one_row_each(tsv_tables(rows), languages)
  title <- rows$class == "SL" & rows$name == "surveyls_title" & rows$language == base
  c(made[names(made) != "facts"], list(
    attributes = tsv_attributes(rows), languages = languages, id = setting("sid"),
    title = c(rows$text[title], "")[[1]], assessed = setting("assessments") == "Y",
    facts = c(facts, made$facts, tsv_facts(rows, languages))
  ))
}

all_languages <- function(base, additional) {
  languages <- unique(c(base, strsplit(additional, "[ ,]+")[[1]]))
  languages[nzchar(languages)]
}

# Rows of each class, in every language.
tsv_tables <- function(rows) {
  column <- function(name) table_column(rows, name)
  group <- tsv_owner(rows$class == "G", rows$language, rep("", length(rows$class)))
  scale <- ifelse(nzchar(column("type/scale")), column("type/scale"), "0")
  part <- paste(rows$question, scale, rows$name, sep = "\r")
  part <- ranked(part, paste(rows$class, rows$language))
  table <- function(class, key, name, ...) {
    lapply(list(key = key, language = rows$language, name = name, ...), `[`, rows$class == class)
  }
  list(
    groups = table("G", group, rows$name,
      id = column("id"), relevance = column("relevance"), help = rows$text,
      random = column("random_group")
    ),
    questions = table("Q", rows$question, rows$text,
      id = column("id"), owner = group, code = rows$name, type = column("type/scale"),
      relevance = column("relevance"), mandatory = column("mandatory"), other = column("other"),
      validation = column("validation"), help = column("help")
    ),
    items = table("SQ", part, rows$text,
      owner = rows$question, code = rows$name, scale = scale, relevance = column("relevance")
    ),
    answers = table("A", part, rows$text,
      owner = rows$question, code = rows$name, scale = scale,
      assessment = column("assessment_value")
    )
  )
}

# The key of the group or question that a row is, or belongs to: the same in each language. Groups
# are known by their rank, for their names are translated; questions by their code.
tsv_owner <- function(is_owner, language, code) {
  key <- character(length(is_owner))
  key[is_owner] <- ranked(code[is_owner], language[is_owner])
  owner <- cummax(ifelse(is_owner, seq_along(is_owner), 0L))
  ifelse(owner > 0, key[pmax(owner, 1L)], "")
}

# Tells apart what has the same key: the first, second, ... of a language.
ranked <- function(key, language) {
  rank <- stats::ave(seq_along(key), paste(language, key, sep = "\r"), FUN = seq_along)
  paste(key, rank, sep = "\r")
}

# All that is no column of a question itself is an attribute of it (TSVImportSurvey()).
tsv_attributes <- function(rows) {
  own <- c(
    "id", "related_id", "class", "type/scale", "name", "relevance", "text", "help", "language",
    "validation", "mandatory", "other", "same_default", "same_script", "encrypted", "question"
  )
  found <- lapply(setdiff(names(rows), own), function(name) {
    i <- which(rows$class == "Q" & nzchar(rows[[name]]))
    if (length(i) == 0) return(NULL)
    value <- rows[[name]][i]
    list(
      key = rows$question[i], attribute = rep(name, length(i)), value = value,
      language = rows$language[i]
    )
  })
  columns <- c("key", "attribute", "value", "language")
  lapply(rlang::set_names(columns), function(name) as.character(unlist(lapply(found, `[[`, name))))
}

tsv_facts <- function(rows, languages) {
  count <- function(class) sum(rows$class == class)
  worded <- rows$class %in% c("G", "Q", "SQ", "A")
  unknown <- unique(rows$language[worded & !rows$language %in% languages])
  texts <- rows$class == "SL" & rows$name %in% survey_texts & nzchar(rows$text)
  known <- c("", "S", "SL", "G", "Q", "SQ", "A", "AS", "C", "QTA", "QTAM", "QTALS")
  strange <- setdiff(rows$class, known)
  own <- limesurvey_facts(
    quotas = count("QTA"), assessments = count("AS"), languages = unknown,
    texts = unique(rows$name[texts])
  )
  conditions <- which(rows$class == "C")
  c(
    own,
    if (length(strange) > 0) {
      fact("row_class", "survey", "Rows of an unknown class: ", enumerated(strange))
    },
    if (length(conditions) > 0) {
      fact("condition", sub("\r.*", "", unique(rows$question[conditions])), condition_detail)
    }
  )
}

survey_texts <- c("surveyls_description", "surveyls_welcometext", "surveyls_endtext")

condition_detail <- paste(
  "Its conditions of the old kind are left out; a relevance equation counts, if there is one."
)

limesurvey_facts <- function(quotas, assessments, languages, texts) {
  c(
    if (quotas > 0) fact("quota", "survey", "Left out: ", count_of(quotas, "quota"), "."),
    if (assessments > 0) {
      fact("assessment", "survey", "Left out: ", count_of(assessments, "assessment rule"), ".")
    },
    if (length(languages) > 0) {
      fact("language_unknown", "survey", "Texts in other languages: ", enumerated(languages))
    },
    if (length(texts) > 0) fact("survey_text", "survey", "Left out: ", enumerated(texts))
  )
}

# From a row a language to a row each, in the order of the language of origin. `key` says which rows
# are the same; `owner`, the key of the group or question around it, becomes a row number.
one_row_each <- function(tables, languages) {
  made <- list(facts = NULL)
  for (table in names(tables)) {
    rows <- tables[[table]]
    first <- which(rows$language == languages[[1]] & !duplicated(paste(rows$language, rows$key)))
    key <- rows$key[first]
    one <- lapply(rows, `[`, first)
    one$name <- text_matrix(rows$name, rows, key, languages)
    if (!is.null(rows$help)) one$help <- text_matrix(rows$help, rows, key, languages)
    around <- switch(table, questions = made$groups$key, items = , answers = made$questions$key)
    if (!is.null(rows$owner)) one$owner <- match(one$owner, around, nomatch = 0L)
    made[[table]] <- one
    alone <- if (table %in% c("items", "answers")) one$code[one$owner == 0]
    lost <- unique(rows$key[rows$language %in% languages & !rows$key %in% key])
    twice <- duplicated(paste(rows$language, rows$key, sep = "\r"))
    made$facts <- c(
      made$facts, lost_rows(table, lost, "has no row in the language of origin"),
      lost_rows(table, rows$key[twice], "stands there twice"),
      lost_rows(table, alone, "belongs to no question")
    )
  }
  made
}

lost_rows <- function(table, keys, why) {
  if (length(keys) == 0) return(NULL)
  keys <- enumerated(gsub("\r", " ", unique(keys)))
  fact("row_left_out", "survey", table, ": ", keys, " ", why, ".")
}

text_matrix <- function(text, rows, key, languages) {
  columns <- lapply(languages, function(language) {
    own <- rows$language == language
    found <- text[own][match(key, rows$key[own])]
    ifelse(is.na(found), "", found)
  })
  matrix(as.character(unlist(columns)), length(key), length(languages))
}

# XML ------------------------------------------------------------------------------------------

# A document type could define entities that expand without end or read other files. LimeSurvey
# writes none, so the prolog may hold comments only; then the parser has nothing to expand.
read_limesurvey_lss <- function(file, language) {
  read <- file_text(file)
  text <- read$text
  prolog <- paste0(
    "^\\s*(?:<\\?xml(?=\\s)[^>]*\\?>)?(?:\\s|<!--(?:[^-]|-(?!-))*+-->)*+<document(?=[\\s>])"
  )
  if (!grepl(prolog, text, perl = TRUE)) {
    refuse("It does not start with `<document>`, or has a document type before it.")
  }
  # The text is UTF-8 now, whatever it said.
  text <- sub("^\\s*<\\?xml[^>]*\\?>", "", text, perl = TRUE)
  document <- lss_document(text)
  type <- xml2::xml_text(xml2::xml_find_first(document, "/document/LimeSurveyDocType"))
  if (!identical(type, "Survey")) {
    refuse("It is no export of a survey but of: ", if (is.na(type)) "nothing named" else type, ".")
  }
  tables <- lapply(rlang::set_names(lss_tables), function(name) lss_table(document, name))
  if (length(tables$questions$qid) == 0) refuse("It has no questions.")
  structure <- lss_structure(tables)
  structure$facts <- c(read$facts, structure$facts)
  draft_limesurvey(structure)
}

# A warning of the parser is about name spaces, which LimeSurvey does not use.
lss_document <- function(text) {
  tryCatch(
    xml2::read_xml(charToRaw(text), encoding = "UTF-8", options = c("NOBLANKS", "NONET")),
    warning = function(warning) refuse("It is damaged: ", conditionMessage(warning))
  )
}

lss_tables <- c(
  "surveys", "surveys_languagesettings", "groups", "group_l10ns", "questions", "subquestions",
  "question_l10ns", "answers", "answer_l10ns", "question_attributes", "conditions", "quota",
  "assessments", "defaultvalues"
)

# A list of columns; an absent cell is "".
lss_table <- function(document, name) {
  rows <- xml2::xml_find_all(document, paste0("/document/", name, "/rows/row"))
  cells <- xml2::xml_find_all(document, paste0("/document/", name, "/rows/row/*"))
  row <- rep(seq_along(rows), xml2::xml_length(rows))
  column <- xml2::xml_name(cells)
  value <- xml2::xml_text(cells)
  lapply(rlang::set_names(unique(column)), function(name) {
    own <- column == name
    filled <- character(length(rows))
    filled[row[own]] <- value[own]
    filled
  })
}

# Texts stand in tables of their own since version 4 (`..._l10ns`, keyed by id and language);
# before, each table has a row a language.
lss_structure <- function(tables) {
  setting <- function(name) c(tables$surveys[[name]], "")[[1]]
  base <- setting("language")
  if (!nzchar(base)) base <- c(tables$questions$language, tables$question_l10ns$language, "en")[[1]]
  languages <- all_languages(base, setting("additional_languages"))
  made <- one_row_each(list(
    groups = lss_rows(tables$groups, tables$group_l10ns, "gid", base, "group_order",
      name = "group_name", help = "description", id = "gid", relevance = "grelevance",
      random = "randomization_group"
    ),
    questions = lss_rows(tables$questions, tables$question_l10ns, "qid", base, "question_order",
      name = "question", help = "help", id = "qid", owner = "gid", code = "title", type = "type",
      relevance = "relevance", mandatory = "mandatory", other = "other", validation = "preg"
    ),
    items = lss_rows(tables$subquestions, tables$question_l10ns, "qid", base, "question_order",
      name = "question", owner = "parent_qid", code = "title", scale = "scale_id",
      relevance = "relevance"
    ),
    answers = lss_rows(tables$answers, tables$answer_l10ns, "aid", base, "sortorder",
      name = "answer", owner = "qid", code = "code", scale = "scale_id",
      assessment = "assessment_value"
    )
  ), languages)
  attributes <- tables$question_attributes
  names <- c(key = "qid", attribute = "attribute", value = "value", language = "language")
  made$attributes <- lapply(names, function(name) table_column(attributes, name))
  own <- tables$surveys_languagesettings
  made$title <- c(own$surveyls_title[which(own$surveyls_language == base)], "")[[1]]
  made$id <- setting("sid")
  made$languages <- languages
  made$assessed <- setting("assessments") == "Y"
  made$facts <- c(made$facts, lss_facts(tables, languages, made$questions))
  made
}

# A row for each text, in the order of the column `rank`, and one for what has no text in the
# language of origin. Answers had no id of their own before version 4. The table of texts of
# questions is also that of sub-questions.
lss_rows <- function(rows, texts, by, base, rank, ...) {
  columns <- list(...)
  of <- table_column
  key <- rows[[by]]
  if (is.null(key)) {
    key <- paste(of(rows, "qid"), of(rows, "scale_id"), of(rows, "code"))
    key <- ranked(key, of(rows, "language"))
  }
  language <- rows$language %||% rep(base, length(key))
  made <- lapply(columns, function(name) of(rows, name))
  place <- suppressWarnings(as.numeric(of(rows, rank)))
  row <- seq_along(key)
  if (!is.null(texts[[by]])) {
    row <- match(texts[[by]], key)
    text <- which(!is.na(row))
    bare <- which(!key %in% texts[[by]][of(texts, "language") == base])
    row <- c(row[text], bare)
    language <- c(of(texts, "language")[text], rep(base, length(bare)))
    for (name in intersect(c("name", "help"), names(columns))) {
      made[[name]] <- character(length(key))
      written <- c(of(texts, columns[[name]])[text], rep("", length(bare)))
      made[[name]][seq_along(row)] <- written
    }
  }
  is_text <- names(made) %in% c("name", "help") & !is.null(texts[[by]])
  made[!is_text] <- lapply(made[!is_text], `[`, row)
  made[is_text] <- lapply(made[is_text], `[`, seq_along(row))
  made <- c(made, list(key = key[row], language = language))
  lapply(made, `[`, order(place[row], seq_along(row)))
}

table_column <- function(table, name) {
  table[[name]] %||% rep("", length(unlist(utils::head(table, 1))))
}

lss_facts <- function(tables, languages, questions) {
  texts <- Filter(function(name) any(nzchar(tables$surveys_languagesettings[[name]])), survey_texts)
  used <- c(tables$questions$language, tables$question_l10ns$language, tables$answers$language)
  unconditional <- is_always(questions$relevance)
  conditions <- questions$code[questions$key %in% tables$conditions$qid & unconditional]
  defaults <- questions$code[questions$key %in% tables$defaultvalues$qid]
  c(
    limesurvey_facts(
      quotas = length(tables$quota$id), assessments = length(tables$assessments$id),
      languages = setdiff(used, languages), texts = texts
    ),
    if (length(conditions) > 0) fact("condition", conditions, condition_detail),
    if (length(defaults) > 0) fact("default", defaults, "Its default answer is left out.")
  )
}
