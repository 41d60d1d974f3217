# A Qualtrics survey file (.qsf, JSON) becomes sheets. Qualtrics documents no format; the rules are
# read off files: SurveyEntry; SurveyElements with `Element` BL (blocks), FL (flow), SO (options),
# SQ (a question: `Payload`), QO (quota). `export::qualtrics` is the ImportId of an export's third
# row: QID5 (also of text: QID5_TEXT in newer exports), QID5_1 for a row of a matrix, QID5_2_TEXT
# for the text beside an option; on the choices sheet the option's id. Older exports write `-` for
# `_`.

read_qualtrics <- function(file, language) {
  read <- file_text(file)
  survey <- parse_json(read$text)
  elements <- survey[["SurveyElements"]]
  if (!is.list(elements) || is.null(survey[["SurveyEntry"]])) {
    refuse("It is JSON, but has no `SurveyEntry` and `SurveyElements`.")
  }
  kind <- vapply(elements, function(element) scalar(part(element, "Element")), "")
  payload <- function(which) lapply(elements[kind == which], part, "Payload")
  questions <- payload("SQ")
  id <- vapply(questions, function(question) scalar(part(question, "QuestionID")), "")
  other_id <- vapply(elements[kind == "SQ"], function(x) scalar(part(x, "PrimaryAttribute")), "")
  questions <- stats::setNames(questions, ifelse(nzchar(id), id, other_id))
  codes <- qualtrics_languages(part(survey, "SurveyEntry", "SurveyLanguage"), questions)
  draft <- new_draft("qualtrics", codes)
  note_facts(draft, read$facts)
  draft$codes <- codes
  draft$title <- scalar(part(survey, "SurveyEntry", "SurveyName"))
  draft$id <- scalar(part(survey, "SurveyEntry", "SurveyID"))
  note_options(draft, payload("SO"), codes)
  if (any(kind == "QO")) {
    quotas <- count_of(sum(kind == "QO"), "quota")
    draft_note(draft, "quota", "survey", c("Left out: ", quotas, "."))
  }
  flow <- read_flow(draft, payload("FL"))
  draft_blocks(draft, payload("BL"), flow, questions)
  draft
}

# JSON as lists. The parser calls itself for each level, so depth is bounded before; a comment,
# which the parser would skip and JSON does not have, could hide levels, so what is outside of texts
# must look like JSON.
parse_json <- function(text) {
  bare <- gsub("(?s)\"(?:[^\"\\\\]++|\\\\.)*+\"", "", text, perl = TRUE)
  if (!grepl("^\\s*[{]", bare)) refuse("It is not a JSON object.")
  if (grepl("[/\"]", bare)) {
    refuse("Its JSON is damaged: a text is not closed, or stands outside of quotes.")
  }
  bytes <- charToRaw(bare)
  open <- bytes == as.raw(0x5b) | bytes == as.raw(0x7b)
  close <- bytes == as.raw(0x5d) | bytes == as.raw(0x7d)
  if (max(cumsum(open - close)) > max_json_depth) {
    refuse("Its JSON is nested more than ", max_json_depth, " deep.")
  }
  jsonlite::parse_json(text, simplifyVector = FALSE, bigint_as_char = TRUE)
}

max_json_depth <- 100

# Fields -----------------------------------------------------------------------------------------

# The part of nested lists under these names; NULL where a list or name is absent.
part <- function(x, ...) {
  for (name in c(...)) {
    if (!is.list(x) || is.null(names(x)) || !name %in% names(x)) return(NULL)
    x <- x[[name]]
  }
  x
}

# A single value as text, all else "".
scalar <- function(x) if (is.atomic(x) && length(x) == 1 && !is.na(x)) as.character(x) else ""

scalars <- function(x) as.character(vapply(as.list(x), scalar, ""))

is_on <- function(x) tolower(scalar(x)) %in% c("true", "on", "yes", "1")

# Elements by id; PHP writes a list where the ids count from 0.
by_id <- function(x) {
  if (!is.list(x)) return(list())
  if (is.null(names(x))) names(x) <- seq_along(x) - 1
  x
}

# Elements in the order of the survey, those that were deleted last with `deleted` TRUE.
ordered_elements <- function(elements, order) {
  elements <- by_id(elements)
  order <- unique(scalars(order))
  order <- order[order %in% names(elements)]
  if (length(order) == 0) order <- unique(names(elements))
  list(elements = elements[order], deleted = setdiff(names(elements), order))
}

# Languages and texts --------------------------------------------------------------------------

# That of the survey first, then those of translations.
qualtrics_languages <- function(base, questions) {
  base <- scalar(base)
  if (!nzchar(base)) base <- "EN"
  others <- unlist(lapply(questions, function(question) names(part(question, "Language"))))
  tolower(unique(c(base, others[nzchar(others)])))
}

note_options <- function(draft, options, codes) {
  available <- unlist(lapply(options, function(option) names(part(option, "AvailableLanguages"))))
  without <- setdiff(tolower(available), codes)
  if (length(without) == 0) return()
  draft_note(draft, "language_missing", "survey", c(
    "No question is translated into: ", enumerated(without)
  ))
}

# A text of a question in each language: `path` leads to it, in the question and in a translation.
qualtrics_texts <- function(draft, question, path) {
  translations <- by_id(part(question, "Language"))
  names(translations) <- tolower(names(translations))
  texts <- vapply(draft$codes, function(code) {
    own <- if (code == draft$codes[[1]]) question else part(translations, code)
    scalar(part(own, path))
  }, "")
  matrix(texts, 1)
}

option_texts <- function(draft, question, of, ids) {
  do.call(rbind, lapply(ids, function(id) qualtrics_texts(draft, question, c(of, id, "Display"))))
}

# Blocks and flow --------------------------------------------------------------------------------

# Ids of blocks in the order in which they are shown.
read_flow <- function(draft, flows) {
  blocks <- character()
  visit <- function(node) {
    if (!is.list(node)) return()
    type <- scalar(part(node, "Type"))
    if (type %in% c("Block", "Standard")) blocks <<- c(blocks, scalar(part(node, "ID")))
    if (nzchar(type) && !type %in% c("Block", "Standard", "Root", "Group")) {
      draft_note(draft, "flow", "survey", c("Survey flow, left out: ", type, logic_text(node)))
    }
    for (child in part(node, "Flow")) visit(child)
  }
  for (flow in flows) visit(flow)
  unique(blocks)
}

# What Qualtrics says of a condition, in words.
logic_text <- function(node) {
  found <- unlist(node)
  words <- found[grepl("(^|[.])Description$", names(found))]
  if (length(words) == 0) "" else paste0(": ", paste(clean_text(words), collapse = " "))
}

draft_blocks <- function(draft, payloads, flow, questions) {
  blocks <- unlist(lapply(payloads, function(payload) unname(by_id(payload))), recursive = FALSE)
  id <- vapply(blocks, function(block) scalar(part(block, "ID")), "")
  trash <- vapply(blocks, function(block) scalar(part(block, "Type")) == "Trash", TRUE)
  outside <- if (length(flow) > 0) !id %in% flow & !trash else rep(FALSE, length(blocks))
  rank <- match(id, flow, nomatch = length(flow) + 1)
  placed <- character()
  for (i in order(rank, seq_along(rank))) {
    own <- block_questions(blocks[[i]])
    own <- setdiff(own[own %in% names(questions)], placed)
    placed <- c(placed, own)
    if (length(own) == 0) next
    if (trash[[i]]) {
      note_unused(draft, "In the trash: ", questions[own])
    } else {
      draft_block(draft, blocks[[i]], questions[own], outside[[i]])
    }
  }
  rest <- questions[setdiff(names(questions), placed)]
  if (length(blocks) == 0) {
    for (question in rest) draft_qualtrics_question(draft, question)
  } else if (length(rest) > 0) {
    note_unused(draft, "In no block, left out: ", rest)
  }
}

note_unused <- function(draft, why, questions) {
  tags <- vapply(questions, question_code, "")
  draft_note(draft, "question_unused", "survey", c(why, enumerated(tags)))
}

block_questions <- function(block) {
  scalars(lapply(unname(part(block, "BlockElements")), part, "QuestionID"))
}

draft_block <- function(draft, block, questions, outside) {
  name <- draft_name(draft, scalar(part(block, "ID")))
  if (outside) draft_note(draft, "flow", name, "The block is not in the survey flow.")
  note_block(draft, block, name)
  title <- matrix("", 1, length(draft$codes))
  title[] <- scalar(part(block, "Description"))
  draft_row(draft, "begin_group", name, title)
  for (question in questions) draft_qualtrics_question(draft, question)
  draft_row(draft, "end_group")
}

note_block <- function(draft, block, name) {
  for (element in part(block, "BlockElements")) {
    skip <- part(element, "SkipLogic")
    if (length(skip) == 0) next
    where <- scalar(part(element, "QuestionID"))
    draft_note(draft, "skip_logic", where, c("Left out", logic_text(skip)))
  }
  options <- part(block, "Options")
  shuffled <- scalar(part(options, "RandomizeQuestions"))
  if (!shuffled %in% c("", "false")) {
    draft_note(draft, "random_order", name, "Its questions are shuffled.")
  }
  looped <- scalar(part(options, "Looping"))
  if (!looped %in% c("", "None")) {
    draft_note(draft, "loop", name, "Asked several times (loop and merge); here it stands once.")
  }
}

# Questions --------------------------------------------------------------------------------------

question_code <- function(question) {
  tag <- scalar(part(question, "DataExportTag"))
  if (nzchar(tag)) tag else scalar(part(question, "QuestionID"))
}

# How a question becomes rows, or NA.
qualtrics_kind <- function(question) {
  selector <- scalar(part(question, "Selector"))
  sub <- scalar(part(question, "SubSelector"))
  choice <- c(
    SAVR = "single", SAHR = "single", SACOL = "single", DL = "single", SB = "single",
    NPS = "single", MAVR = "multiple", MAHR = "multiple", MACOL = "multiple", MSB = "multiple"
  )
  grid <- c(SingleAnswer = "grid_single", DL = "grid_single", MultipleAnswer = "grid_multiple")
  switch(scalar(part(question, "QuestionType")),
    MC = unname(choice[selector]),
    Matrix = if (selector == "Likert") unname(grid[sub]) else NA,
    TE = if (selector == "FORM") "fields" else "text",
    DB = "display",
    NA
  )
}

draft_qualtrics_question <- function(draft, question) {
  own <- list(
    code = question_code(question), id = scalar(part(question, "QuestionID")),
    kind = qualtrics_kind(question), question = question,
    texts = qualtrics_texts(draft, question, "QuestionText"),
    settings = part(question, "Validation", "Settings")
  )
  if (!nzchar(own$id)) own$id <- own$code
  note_qualtrics(draft, own)
  fault <- qualtrics_fault(own)
  if (!is.null(fault)) {
    draft_unsupported(draft, own$code, own$texts, fault[[1]], fault[-1], export = own$id)
    return()
  }
  switch(own$kind,
    single = , multiple = qualtrics_choice(draft, own),
    grid_single = , grid_multiple = qualtrics_grid(draft, own),
    text = qualtrics_row(draft, own, text_type(own)),
    fields = qualtrics_fields(draft, own),
    display = draft_row(draft, "note", draft_name(draft, own$code), own$texts, export = own$id)
  )
}

qualtrics_fault <- function(own) {
  type <- c("QuestionType", "Selector", "SubSelector")
  type <- vapply(type, function(name) scalar(part(own$question, name)), "")
  if (is.na(own$kind)) {
    return(c("type_unsupported", "Not supported: ", paste(type[nzchar(type)], collapse = " "), "."))
  }
  options <- if (startsWith(own$kind, "grid")) "Answers" else "Choices"
  n <- length(qualtrics_elements(own, options)$elements)
  rows <- length(qualtrics_elements(own, "Choices")$elements)
  if (!own$kind %in% c("text", "display") && (n == 0 || rows == 0)) {
    return(c("options_absent", "It has no ", if (n == 0) "options." else "rows."))
  }
  if (own$kind %in% c("multiple", "grid_multiple") && n > max_multiple_options) {
    return(long_list(n))
  }
}

# `Choices` are the options, or the rows of a matrix, whose options are `Answers`.
qualtrics_elements <- function(own, of) {
  order <- part(own$question, if (of == "Answers") "AnswerOrder" else "ChoiceOrder")
  ordered_elements(part(own$question, of), order)
}

qualtrics_row <- function(draft, own, type, name = draft_name(draft, own$code)) {
  draft_row(draft, type, name, own$texts,
    required = qualtrics_required(own), constraint = qualtrics_bounds(draft, own, type),
    export = own$id
  )
}

qualtrics_required <- function(own) if (is_on(part(own$settings, "ForceResponse"))) "yes" else ""

# Options with the codes of an export: the recode, where there is one.
qualtrics_options <- function(draft, own, of) {
  ids <- names(qualtrics_elements(own, of)$elements)
  recodes <- by_id(part(own$question, "RecodeValues"))
  code <- vapply(ids, function(id) scalar(part(recodes, id)), "")
  code[!nzchar(code)] <- ids[!nzchar(code)]
  list(code = unname(code), texts = option_texts(draft, own$question, of, ids), export = ids)
}

qualtrics_choice <- function(draft, own) {
  name <- draft_name(draft, own$code)
  options <- qualtrics_options(draft, own, "Choices")
  list <- draft_list(draft, name, options)
  type <- if (own$kind == "single") "select_one" else "select_multiple"
  qualtrics_row(draft, own, paste(type, list$name), name)
  own$chosen <- if (own$kind == "single") {
    paste0("${", name, "} = ", quoted_code(names(list$codes)))
  } else {
    paste0("selected(${", name, "}, ", quoted_code(names(list$codes)), ")")
  }
  own$suffix <- names(list$codes)
  open_texts(draft, own, options$export)
}

# The text that somebody writes beside an option or a row.
open_texts <- function(draft, own, ids) {
  elements <- qualtrics_elements(own, "Choices")$elements
  for (i in seq_along(ids)) {
    if (!is_on(part(elements[[ids[[i]]]], "TextEntry"))) next
    name <- draft_name(draft, paste0(own$code, "_", own$suffix[[i]], "_TEXT"))
    option <- option_texts(draft, own$question, "Choices", ids[[i]])
    texts <- joined_texts(draft, name, own$texts, option)
    draft_row(draft, "text", name, texts,
      relevant = own$chosen[i] %||% "", export = paste0(own$id, "_", ids[[i]], "_TEXT")
    )
  }
}

qualtrics_grid <- function(draft, own) {
  name <- draft_name(draft, own$code)
  draft_row(draft, "begin_group", name, own$texts, appearance = "table-list", export = own$id)
  list <- draft_list(draft, name, qualtrics_options(draft, own, "Answers"))
  type <- paste(if (own$kind == "grid_single") "select_one" else "select_multiple", list$name)
  ids <- names(qualtrics_elements(own, "Choices")$elements)
  tags <- by_id(part(own$question, "ChoiceDataExportTags"))
  for (id in ids) {
    tag <- scalar(part(tags, id))
    item <- draft_name(draft, if (nzchar(tag)) tag else paste0(own$code, "_", id))
    draft_row(draft, type, item, option_texts(draft, own$question, "Choices", id),
      required = qualtrics_required(own), constraint = qualtrics_bounds(draft, own, type),
      export = paste0(own$id, "_", id)
    )
  }
  draft_row(draft, "end_group")
  own$suffix <- ids
  own$chosen <- rep("", length(ids))
  open_texts(draft, own, ids)
}

qualtrics_fields <- function(draft, own) {
  for (id in names(qualtrics_elements(own, "Choices")$elements)) {
    field <- own
    name <- draft_name(draft, paste0(own$code, "_", id))
    option <- option_texts(draft, own$question, "Choices", id)
    field$texts <- joined_texts(draft, name, own$texts, option)
    field$id <- paste0(own$id, "_", id)
    qualtrics_row(draft, field, "text", name)
  }
}

# Validation -------------------------------------------------------------------------------------

text_type <- function(own) {
  if (!"ValidNumber" %in% scalar(part(own$settings, "ContentType"))) return("text")
  if (scalar(part(own$settings, "Type")) != "ContentType") return("text")
  decimals <- scalar(part(own$settings, "ValidNumber", "NumDecimals"))
  if (decimals == "0") "integer" else "decimal"
}

qualtrics_bounds <- function(draft, own, type) {
  multiple <- startsWith(type, "select_multiple")
  number <- type %in% c("decimal", "integer")
  if (!multiple && !number) return("")
  if (multiple && !grepl("Choice", scalar(part(own$settings, "Type")))) return("")
  path <- if (multiple) c("MinChoices", "MaxChoices") else c("Min", "Max")
  of <- if (multiple) own$settings else part(own$settings, "ValidNumber")
  bounds <- vapply(path, function(name) scalar(part(of, name)), "")
  draft_bounds(draft, own$code, bounds, multiple)
}

# What a question has beyond its rows.
note_qualtrics <- function(draft, own) {
  question <- own$question
  note <- function(rule, ...) draft_note(draft, rule, own$code, c(...))
  left_out <- c(
    DynamicChoices = "carry_forward", DynamicChoicesData = "carry_forward",
    Randomization = "random_order", GradingData = "scoring", QuestionJS = "script",
    DefaultChoices = "default", ChoiceGroups = "option_group"
  )
  for (name in names(left_out)) {
    value <- part(question, name)
    empty <- length(value) == 0 || identical(value, FALSE) || scalar(value) %in% c("false", "null")
    if (!empty) note(left_out[[name]], name, " is left out.")
  }
  logic <- part(question, "DisplayLogic")
  if (length(logic) > 0) note("display_logic", "Left out, always shown", logic_text(logic))
  validation <- scalar(part(own$settings, "Type"))
  carried <- c("", "None", "MinChoices", "MaxChoices", "ChoiceRange")
  is_number <- validation == "ContentType" && text_type(own) != "text"
  if (!validation %in% carried && !is_number) {
    note("validation", validation, " ", scalar(part(own$settings, "ContentType")))
  }
  if (scalar(part(own$settings, "ForceResponse")) == "RequestResponse") {
    note("required_soft", "An answer is asked for, not required.")
  }
  for (of in c("Choices", "Answers")) note_elements(own, of, note)
}

note_elements <- function(own, of, note) {
  found <- qualtrics_elements(own, of)
  if (length(found$deleted) > 0) note("option_deleted", of, ": ", enumerated(found$deleted))
  for (id in names(found$elements)) {
    element <- found$elements[[id]]
    logic <- part(element, "DisplayLogic")
    if (length(logic) > 0) {
      note("display_logic", of, " ", id, " is always shown", logic_text(logic))
    }
    if (is_on(part(element, "ExclusiveAnswer"))) {
      note("exclusive", of, " ", id, " excludes the others.")
    }
  }
}
