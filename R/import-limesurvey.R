# The structure of a LimeSurvey survey, as import-limesurvey-files.R reads it, becomes sheets.
# Sources: createFieldMap() and viewHelper::getFieldCode() for the columns of an export (code in
# `export::limesurvey`; `_` in place of `[` `]` gives the name in its R and SPSS exports, which is
# the name here), and LimeSurvey's own nl, fr and de translations for the answers that it words.

draft_limesurvey <- function(structure) {
  draft <- new_draft("limesurvey", structure$languages)
  draft$title <- structure$title
  draft$id <- structure$id
  note_facts(draft, structure$facts)
  structure$questions <- c(structure$questions, list(sgqa = sgqa_codes(structure)))
  owner <- structure$questions$owner
  for (question in which(owner == 0)) draft_limesurvey_question(draft, structure, question)
  for (group in seq_along(structure$groups$key)) {
    draft_limesurvey_group(draft, structure, group, which(owner == group))
  }
  draft
}

# <survey>X<group>X<question>: what old conditions call a question.
sgqa_codes <- function(structure) {
  group <- structure$questions$owner
  group[group == 0] <- NA
  paste0(structure$id, "X", structure$groups$id[group], "X", structure$questions$id)
}

draft_limesurvey_group <- function(draft, structure, group, questions) {
  own <- table_slice(structure$groups, group)
  label <- clean_text(own$name[1, 1])
  if (length(questions) == 0) {
    draft_note(draft, "group_empty", label, "A group without questions is left out.")
    return(invisible(draft))
  }
  name <- draft_name(draft, paste0("group_", if (nzchar(own$id)) own$id else group))
  if (nzchar(own$random)) {
    draft_note(draft, "random_order", name, c("Shown in random order with: ", own$random))
  }
  draft_row(draft, "begin_group", name, own$name, own$help,
    relevant = limesurvey_relevance(draft, own$relevance, name)
  )
  for (question in questions) draft_limesurvey_question(draft, structure, question)
  draft_row(draft, "end_group")
}

# Type (Question model, QT_ constants) -> how it becomes rows.
limesurvey_kinds <- function() {
  kinds <- list(
    single = c("L", "!", "O", "Y", "G", "5"), multiple = c("M", "P"),
    grid = c("F", "H", "A", "B", "C", "E"), dual = "1", number = "N", numbers = "K",
    text = c("S", "T", "U", "D"), texts = "Q", display = "X"
  )
  stats::setNames(rep(names(kinds), lengths(kinds)), unlist(kinds))
}

draft_limesurvey_question <- function(draft, structure, question) {
  own <- limesurvey_question(structure, question)
  own$kind <- limesurvey_kinds()[own$type]
  own$relevant <- limesurvey_relevance(draft, own$relevance, own$code)
  note_limesurvey(draft, own, structure$assessed)
  fault <- limesurvey_fault(own)
  if (!is.null(fault)) {
    return(draft_unsupported(draft, own$code, own$name, fault[[1]], fault[-1],
      hints = own$help, relevant = own$relevant, export = own$code
    ))
  }
  switch(own$kind,
    single = limesurvey_single(draft, own),
    multiple = limesurvey_multiple(draft, own),
    grid = limesurvey_grid(draft, own, "0"),
    dual = limesurvey_dual(draft, own),
    display = limesurvey_row(draft, own, "note"),
    text = limesurvey_row(draft, own, "text"),
    texts = limesurvey_fields(draft, own, "text"),
    number = limesurvey_row(draft, own, number_type(own)),
    numbers = limesurvey_fields(draft, own, number_type(own))
  )
}

# One question with its items, answers and attributes, taken out of the tables.
limesurvey_question <- function(structure, question) {
  of <- function(name) {
    table_slice(structure[[name]], which(structure[[name]]$owner == question))
  }
  own <- table_slice(structure$questions, question)
  own$items <- of("items")
  own$answers <- of("answers")
  own$attributes <- table_slice(structure$attributes, which(structure$attributes$key == own$key))
  own$answers$scale[!nzchar(own$answers$scale)] <- "0"
  own$languages <- structure$languages
  if (!nzchar(own$type)) own$type <- "T" # TSVImportSurvey()
  if (!own$type %in% c("L", "!", "M", "P")) own$other <- "N"
  # A row that only shows how a column is called, not a sub-question (TSVImportSurvey()).
  shown <- own$items$code == "other" & own$other == "Y" | own$type %in% c("O", "|")
  own$items <- table_slice(own$items, which(!shown))
  own
}

# Some rows of a list of columns, of which some are matrices.
table_slice <- function(table, i) {
  lapply(table, function(x) if (is.matrix(x)) x[i, , drop = FALSE] else x[i])
}

# The value of an attribute in the language of origin, or in no language.
limesurvey_attribute <- function(own, name) {
  value <- own$attributes$value[own$attributes$attribute == name]
  language <- own$attributes$language[own$attributes$attribute == name]
  c(value[language %in% c("", own$languages[[1]]) & nzchar(value)], "")[[1]]
}

attribute_texts <- function(own, name) {
  values <- lapply(own$languages, function(code) {
    is_own <- own$attributes$attribute == name & own$attributes$language == code
    c(own$attributes$value[is_own], limesurvey_attribute(own, name))[[1]]
  })
  matrix(unlist(values), 1)
}

# Why a question cannot be carried over: rule and detail, or NULL.
limesurvey_fault <- function(own) {
  if (is.na(own$kind)) {
    return(c("type_unsupported", "Questions of type \"", own$type, "\" are not supported."))
  }
  without <- function(what) c("options_absent", "It has no ", what, ".")
  has_list <- own$type %in% c("L", "!", "O", "F", "H", "1")
  is_open <- own$kind == "single" && own$other == "Y"
  if (has_list && length(own$answers$code) == 0 && !is_open) return(without("answers"))
  if (own$kind == "dual" && !all(c("0", "1") %in% own$answers$scale)) {
    return(without("second scale"))
  }
  needs_items <- own$kind %in% c("multiple", "grid", "dual", "texts", "numbers")
  if (needs_items && length(own$items$code) == 0 && !(own$kind == "multiple" && own$other == "Y")) {
    return(without("sub-questions"))
  }
  n <- length(own$items$code) + (own$other == "Y")
  if (own$kind == "multiple" && n > max_multiple_options) {
    return(long_list(n))
  }
}

# Kinds of questions ---------------------------------------------------------------------------

limesurvey_row <- function(draft, own, type, name = draft_name(draft, own$code), ...) {
  draft_row(draft, type, name, own$name, own$help,
    required = if (own$mandatory == "Y" && type != "note") "yes" else "",
    relevant = own$relevant, constraint = limesurvey_bounds(draft, own, type),
    export = own$export %||% own$code, ...
  )
  if (type %in% c("decimal", "integer")) {
    remember(draft, own, own$code, list(kind = "number", name = name))
  }
  if (own$type == "D") draft_note(draft, "type_changed", name, "A date, read as text.")
  invisible(name)
}

# What a condition can refer to, by the code and by the id of the question.
remember <- function(draft, own, code, variable) {
  suffix <- sub("^_", "", substring(code, nchar(own$code) + 1))
  for (key in c(code, paste0(own$sgqa, suffix))) {
    # R has no names beyond 10,000 bytes.
    if (nzchar(key) && nchar(key, "bytes") < 1000) assign(key, variable, draft$variables)
  }
}

limesurvey_single <- function(draft, own) {
  name <- draft_name(draft, own$code)
  options <- limesurvey_options(own, "0")
  if (own$other == "Y") options <- with_other(draft, own, options, "-oth-")
  list <- draft_list(draft, name, options)
  limesurvey_row(draft, own, paste("select_one", list$name), name)
  codes <- list$codes
  if (own$other == "Y") codes[length(codes)] <- "-oth-"
  remember(draft, own, own$code, list(kind = "single", name = name, codes = codes))
  words <- limesurvey_words(draft, "other")
  chosen <- paste0("${", name, "} = ", quoted_code(utils::tail(names(codes), 1)))
  if (own$other == "Y") limesurvey_text(draft, own, "_other", words, "[other]", chosen)
  if (own$type == "O") {
    limesurvey_text(draft, own, "_comment", limesurvey_words(draft, "comment"), "[comment]", "")
  }
}

# A text that belongs to a question: beside an option that was chosen, or under all of them.
limesurvey_text <- function(draft, own, suffix, words, mark, chosen) {
  name <- draft_name(draft, paste0(own$code, suffix))
  draft_row(draft, "text", name, joined_texts(draft, name, own$name, words),
    relevant = both_conditions(own$relevant, chosen), export = paste0(own$code, mark)
  )
}

limesurvey_multiple <- function(draft, own) {
  name <- draft_name(draft, own$code)
  options <- list(code = own$items$code, texts = own$items$name, export = own$items$code)
  if (own$other == "Y") options <- with_other(draft, own, options, "other")
  list <- draft_list(draft, name, options)
  limesurvey_row(draft, own, paste("select_multiple", list$name), name)
  codes <- names(list$codes)
  for (i in seq_along(own$items$code)) {
    remember(draft, own, paste0(own$code, "_", own$items$code[[i]]),
      list(kind = "option", name = name, code = codes[[i]])
    )
    note_item(draft, own, own$items$relevance[[i]], own$items$code[[i]])
  }
  chosen <- paste0("selected(${", name, "}, ", quoted_code(codes), ")")
  if (own$type == "P") {
    for (i in seq_along(codes)) {
      limesurvey_comment(draft, own, table_slice(options, i), chosen[[i]])
    }
  }
  words <- limesurvey_words(draft, "other")
  last <- utils::tail(chosen, 1)
  if (own$other == "Y") limesurvey_text(draft, own, "_other", words, "[other]", last)
}

# Beside each option of type P stands a comment.
limesurvey_comment <- function(draft, own, option, chosen) {
  code <- paste0(option$export, "comment")
  words <- joined_texts(draft, own$code, option$texts, limesurvey_words(draft, "comment"))
  limesurvey_text(draft, own, paste0("_", code), words, paste0("[", code, "]"), chosen)
}

note_item <- function(draft, own, relevance, code) {
  if (is_always(relevance)) return()
  draft_note(draft, "relevance", own$code, c("Option ", code, " is shown only if: ", relevance))
}

with_other <- function(draft, own, options, export) {
  texts <- attribute_texts(own, "other_replace_text")
  words <- limesurvey_words(draft, "other")
  texts[!nzchar(texts)] <- words[!nzchar(texts)]
  list(
    code = c(options$code, "other"), texts = rbind(options$texts, texts),
    export = c(options$export %||% options$code, export)
  )
}

limesurvey_grid <- function(draft, own, scale, suffix = "", heading = NULL) {
  name <- draft_name(draft, paste0(own$code, suffix))
  texts <- if (is.null(heading)) own$name else joined_texts(draft, name, own$name, heading)
  draft_row(draft, "begin_group", name, texts, own$help,
    relevant = own$relevant, appearance = "table-list", export = own$code
  )
  list <- draft_list(draft, name, limesurvey_options(own, scale))
  for (i in seq_along(own$items$code)) {
    code <- paste0(own$code, "_", own$items$code[[i]], suffix)
    item <- draft_name(draft, code)
    mark <- if (nzchar(suffix)) paste0("[", as.integer(scale) + 1, "]") else ""
    draft_row(draft, paste("select_one", list$name), item, own$items$name[i, , drop = FALSE],
      required = if (own$mandatory == "Y") "yes" else "",
      relevant = limesurvey_relevance(draft, own$items$relevance[[i]], item),
      export = paste0(own$code, "[", own$items$code[[i]], "]", mark)
    )
    remember(draft, own, code, list(kind = "single", name = item, codes = list$codes))
  }
  draft_row(draft, "end_group")
}

# An array of two scales is two grids.
limesurvey_dual <- function(draft, own) {
  limesurvey_grid(draft, own, "0", "_0", attribute_texts(own, "dualscale_headerA"))
  limesurvey_grid(draft, own, "1", "_1", attribute_texts(own, "dualscale_headerB"))
}

# Several texts or numbers in one question: a question each.
limesurvey_fields <- function(draft, own, type) {
  for (i in seq_along(own$items$code)) {
    field <- own
    field$code <- paste0(own$code, "_", own$items$code[[i]])
    field$root <- own$code
    name <- draft_name(draft, field$code)
    field$name <- joined_texts(draft, name, own$name, own$items$name[i, , drop = FALSE])
    relevant <- limesurvey_relevance(draft, own$items$relevance[[i]], name)
    field$relevant <- both_conditions(own$relevant, relevant)
    field$export <- paste0(own$code, "[", own$items$code[[i]], "]")
    field$sgqa <- paste0(own$sgqa, own$items$code[[i]])
    limesurvey_row(draft, field, type, name)
  }
}

number_type <- function(own) {
  if (limesurvey_attribute(own, "num_value_int_only") == "1") "integer" else "decimal"
}

limesurvey_options <- function(own, scale) {
  if (own$type %in% c("L", "!", "O", "F", "H", "1")) {
    i <- which(own$answers$scale == scale | own$type != "1")
    code <- own$answers$code[i]
    return(list(code = code, texts = own$answers$name[i, , drop = FALSE], export = code))
  }
  codes <- switch(EXPR = own$type,
    Y = c(Y = "yes", N = "no"), G = c(`F` = "female", M = "male"),
    C = c(Y = "yes", U = "uncertain", N = "no"), E = c(I = "increase", S = "same", D = "decrease"),
    B = stats::setNames(1:10, 1:10), stats::setNames(1:5, 1:5)
  )
  texts <- do.call(rbind, lapply(codes, word_texts, own$languages))
  list(code = names(codes), texts = unname(texts), export = names(codes))
}

# Words of LimeSurvey itself in each language; where we do not know it, empty (English is taken).
word_texts <- function(word, languages) {
  if (is.numeric(word)) return(rep(as.character(word), length(languages)))
  words <- list(
    en = c(
      yes = "Yes", no = "No", uncertain = "Uncertain", increase = "Increase", same = "Same",
      decrease = "Decrease", female = "Female", male = "Male", other = "Other", comment = "Comment"
    ),
    nl = c(
      yes = "Ja", no = "Nee", uncertain = "Weet niet", increase = "Toenemend", same = "Zelfde",
      decrease = "Afnemend", female = "Vrouw", male = "Man", other = "Overige",
      comment = "Opmerking"
    ),
    fr = c(
      yes = "Oui", no = "Non", uncertain = "Incertain", increase = "Augmenter",
      same = "Sans changement", decrease = "Diminuer", female = "F\u00e9minin", male = "Masculin",
      other = "Autre", comment = "Commentaire"
    ),
    de = c(
      yes = "Ja", no = "Nein", uncertain = "Unsicher", increase = "Zunahme",
      same = "Unver\u00e4ndert", decrease = "Abnahme", female = "weiblich",
      male = "m\u00e4nnlich", other = "Sonstiges", comment = "Kommentar"
    )
  )
  known <- words[tolower(sub("-.*$", "", languages))]
  found <- vapply(known, function(own) if (is.null(own)) "" else own[[word]], "")
  if (!nzchar(found[[1]])) found[[1]] <- words$en[[word]]
  unname(found)
}

limesurvey_words <- function(draft, word) matrix(word_texts(word, names(draft$languages)), 1)

# Conditions -----------------------------------------------------------------------------------

# The picks or the number that LimeSurvey allows, as a constraint; a bound that is no number is
# noted.
limesurvey_bounds <- function(draft, own, type) {
  multiple <- startsWith(type, "select_multiple")
  number <- type %in% c("decimal", "integer")
  if (!multiple && !number) return("")
  names <- paste0(c("min_", "max_"), if (multiple) "answers" else "num_value_n")
  bounds <- vapply(names, limesurvey_attribute, "", own = own)
  draft_bounds(draft, own$root %||% own$code, bounds, multiple)
}

# Attributes that say who sees what, or which answers are possible. The others are about layout.
limesurvey_logic <- c(
  "array_filter", "array_filter_exclude", "code_filter", "default", "em_validation_q",
  "em_validation_sq", "equals_num_value", "equation", "exclude_all_others",
  "exclude_all_others_auto", "hidden", "max_answers", "max_num_value", "max_subquestions",
  "maximum_chars", "min_answers", "min_num_value", "numbers_only", "other_comment_mandatory",
  "other_numbers_only", "random_group", "random_order", "answer_order", "time_limit"
)

note_limesurvey <- function(draft, own, assessed) {
  logic <- setdiff(limesurvey_logic, if (own$kind %in% "multiple") c("min_answers", "max_answers"))
  for (name in intersect(logic, own$attributes$attribute)) {
    value <- limesurvey_attribute(own, name)
    if (value %in% c("", "0", "N", "normal")) next
    rule <- if (name == "default") "default" else "attribute"
    draft_note(draft, rule, own$code, c(name, ": ", value))
  }
  if (nzchar(own$validation)) {
    draft_note(draft, "validation", own$code, c("Pattern: ", own$validation))
  }
  if (own$mandatory == "S") {
    draft_note(draft, "required_soft", own$code, "An answer is asked for, not required.")
  }
  scores <- setdiff(own$answers$assessment, c("", "0"))
  if (assessed && length(scores) > 0) {
    draft_note(draft, "assessment", own$code, "The assessment values of its answers are left out.")
  }
}
