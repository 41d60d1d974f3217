#' The text of a conclusion, with its numbers
#'
#' The conclusions as running text. Its numbers are results: those that the report prints or, with
#' `responses`, those computed from them. A sentence that says more than its numbers rests on claims of
#' the report (see [conclusion()]); where these no longer hold, the sentence is marked.
#'
#' In a knitted document the text is paragraphs; a sentence that is contradicted is struck out, and
#' followed by its claims. The sentences are a sheet of the edition, `sentences.csv`, a row a sentence:
#' `conclusion`; `paragraph`; `claims`, the ids of the claims that it rests on, separated by blanks; and
#' `text::<language>`. Numbers stand in braces, in the way of `claims.csv`:
#' `{question[/item][:option[+option...]]@group[/edition]}`; and `{top 3 question@group}` (of a grid:
#' `{top 3 question:option@group}`) lists the options (items) with the highest percentages, equal ones
#' together.
#'
#' @inheritParams conclusion
#' @param number Number of the conclusion, or `NULL` for all of them.
#' @param lang Language of the text.
#' @return A tibble of class `tendensen_conclusion_text`, one row a sentence: `conclusion` int;
#'   `paragraph` int; `text` chr, percentages rounded half up; `claims` chr, the ids of the claims that it
#'   rests on; `verdict` chr: `contradicted` if one of the claims is, else `not testable` if one of them is
#'   or if a number is not known, else `holds`; `because` chr, the ids of the claims that decide so.
#' @family claims
#' @export
#' @examples
#' conclusion_text(1, lang = "en")
#' conclusion_text(8, respondents(), lang = "fr")
conclusion_text <- function(number = NULL, responses = NULL, edition = 2021, lang = NULL) {
  data <- edition_data(edition)
  questionnaire <- data$questionnaire
  lang <- lang %||% questionnaire$settings$language
  check_lang(lang, questionnaire)
  sentences <- data$sentences
  if (!is.null(number)) {
    check_one_of(number, data$conclusions$conclusion, "number", "conclusion")
    sentences <- sentences[sentences$conclusion == number, ]
  }
  if (!is.null(responses)) responses <- check_responses(responses, questionnaire)
  text <- sentence_text(sentences, questionnaire, lang)
  slots <- parse_slots(text, data)
  ids <- strsplit(sentences$claims, " +")
  claims <- data$claims[data$claims$claim %in% unlist(ids), ]
  asked <- vapply(slots, function(slot) slot$question, character(1))
  evidence <- evidence_table(data, union(asked, claim_questions(claims)), responses)
  filled <- fill_sentences(text, slots, evidence, data, lang)
  # A verdict is the same at every confidence level.
  claims$verdict <- vapply(seq_len(nrow(claims)), function(i) {
    judge_claim(claims[i, ], evidence, data, 0.95)$verdict
  }, character(1))
  judged <- Map(judge_sentence, ids, filled$known, MoreArgs = list(claims = claims))
  new_result(
    tibble(
      conclusion = sentences$conclusion, paragraph = sentences$paragraph, text = filled$text,
      claims = vapply(ids, toString, character(1)),
      verdict = vapply(judged, function(one) one$verdict, character(1)),
      because = vapply(judged, function(one) toString(one$because), character(1))
    ),
    "conclusion_text",
    titles = conclusion_titles(data, lang), lang = lang,
    synthetic = !is.null(responses) && is_synthetic(responses)
  )
}

# The sentences in a language, or in the questionnaire's own where there are none.
sentence_text <- function(sentences, questionnaire, lang) {
  own <- sentences[[language_column("text", questionnaire, questionnaire$settings$language)]]
  text <- sentences[[language_column("text", questionnaire, lang)]] %||% own
  ifelse(nzchar(text), text, own)
}

judge_sentence <- function(ids, known, claims) {
  verdict <- claims$verdict[match(ids, claims$claim)]
  for (worst in c("contradicted", "not testable")) {
    if (worst %in% verdict) return(list(verdict = worst, because = ids[verdict == worst]))
  }
  list(verdict = if (known) "holds" else "not testable", because = character())
}

# Numbers in braces ----------------------------------------------------------------------------

braces <- "\\{[^{}]*\\}"

in_braces <- function(text) regmatches(text, gregexpr(braces, text))

# What stands in braces, each once, named by it.
parse_slots <- function(text, data) {
  wanted <- unique(unlist(in_braces(text)))
  stats::setNames(lapply(substr(wanted, 2, nchar(wanted) - 1), parse_slot, data), wanted)
}

# `text` with its numbers, and whether all of them are `known`.
fill_sentences <- function(text, slots, evidence, data, lang) {
  values <- vapply(slots, slot_text, character(1), evidence, data, lang)
  known <- !is.na(values)
  values[!known] <- words("unknown", lang)
  found <- in_braces(text)
  regmatches(text, gregexpr(braces, text)) <- lapply(found, function(one) unname(values[one]))
  list(text = text, known = vapply(found, function(one) all(known[one]), logical(1)))
}

# A reference as of claims; `top` is NULL for the number itself.
parse_slot <- function(text, data) {
  top <- "^top ([1-9][0-9]?) "
  of <- list(group = "all", edition = data$questionnaire$settings$edition, period = NA_character_)
  slot <- suppressWarnings(parse_reference(sub(top, "", text), of))
  if (grepl(top, text)) slot$top <- as.integer(sub(paste0(top, ".*$"), "\\1", text))
  slot
}

slot_text <- function(slot, evidence, data, lang) {
  if (!is.null(slot$top)) return(top_text(slot, evidence, data, lang))
  cells <- find_cells(slot, evidence)
  if (is.null(cells)) NA_character_ else cell_text(cells, lang)
}

# One cell, or the sum of exclusive ones.
cell_text <- function(cells, lang) {
  if (cells$unit[1] != "percent") return(format_number(sum(cells$value), lang))
  if (cells$source[1] == "published") return(format_percent(sum(cells$value), lang))
  format_percent(as.double(round_percent(sum(cells$n), cells$base[1])), lang)
}

top_text <- function(slot, evidence, data, lang) {
  questionnaire <- data$questionnaire
  grid <- question_row(questionnaire, slot$question)$grid
  if (grid) {
    items <- question_items(questionnaire, slot$question)
    names <- tibble(code = items$column, label = survey_labels(questionnaire, items$row, lang))
    cells <- find_cells(slot, evidence, names$code)
  } else {
    names <- option_names(slot$question, data, lang)
    slot$options <- list_options(questionnaire, question_row(questionnaire, slot$question)$list)$code
    cells <- find_cells(slot, evidence)
  }
  if (is.null(cells)) return(NA_character_)
  cells$label <- names$label[match(if (grid) cells$item else cells$option, names$code)]
  place <- rank(-cells$value, ties.method = "min")
  cells <- cells[order(place), ][sort(place) <= slot$top, ]
  each <- paste0(quoted(cells$label, lang), " (", vapply(
    seq_len(nrow(cells)), function(i) cell_text(cells[i, ], lang), character(1)
  ), ")")
  last <- length(each)
  if (last == 1) return(each)
  paste(paste(each[-last], collapse = ", "), words("and", lang), each[last])
}

# Reading the sheet ----------------------------------------------------------------------------

type_sentences <- function(sheet) {
  sheet$conclusion <- as.integer(sheet$conclusion)
  sheet$paragraph <- as.integer(sheet$paragraph)
  sheet
}

# Conclusions, claims and cells that a sentence names are there. Called when an edition is read.
check_sentences <- function(edition, folder, call) {
  sentences <- edition$sentences
  refuse <- function(row, rule, shown) {
    abort(c(
      "{.path {file.path(folder, 'sentences.csv')}}, row {row + 1}: {rule}", x = "{.val {shown}}."
    ), "edition", call = call, env = rlang::current_env())
  }
  texts <- sentences[grep("^text::", names(sentences))]
  slots <- unique(unlist(lapply(texts, in_braces)))
  faults <- lapply(substr(slots, 2, nchar(slots) - 1), slot_fault, edition)
  for (row in seq_len(nrow(sentences))) {
    number <- sentences$conclusion[row]
    if (!number %in% edition$conclusions$conclusion) refuse(row, "there is no such conclusion.", number)
    claims <- strsplit(sentences$claims[row], " +")[[1]]
    unknown <- setdiff(claims, edition$claims$claim)
    if (length(unknown) > 0) refuse(row, "there is no such claim.", unknown[1])
    for (slot in unlist(in_braces(unlist(texts[row, ])))) {
      fault <- faults[[match(slot, slots)]]
      if (!is.null(fault)) refuse(row, fault, slot)
    }
  }
}

# What is wrong with what stands in braces; NULL for nothing.
slot_fault <- function(text, edition) {
  if (!nzchar(sub("@.*$", "", text))) return("braces need a question.")
  slot <- parse_slot(text, edition)
  if (grepl("@[^/]*/", text) && is.na(slot$edition)) return("there is no such edition.")
  cell_fault(slot, edition, whole = !is.null(slot$top))
}

# Reading --------------------------------------------------------------------------------------

text_shown <- c("conclusion", "paragraph", "text", "verdict", "because")

# A row a paragraph: `conclusion`, `text` of its sentences by `mark(text, verdict, because)`.
paragraphs <- function(x, mark) {
  key <- paste(x$conclusion, x$paragraph)
  pieces <- mark(x$text, x$verdict, x$because)
  text <- tapply(pieces, factor(key, unique(key)), paste, collapse = " ")
  tibble(conclusion = x$conclusion[!duplicated(key)], text = as.vector(text))
}

# "contradicted: 0.37", in the language of the text; a sentence may have no claims.
verdict_note <- function(verdict, because, lang) {
  paste0(words(verdict, lang), ifelse(nzchar(because), paste0(colon(lang), because), ""))
}

#' @export
format.tendensen_conclusion_text <- function(x, ...) {
  if (!has_columns(x, text_shown)) return(NextMethod())
  lang <- attr(x, "lang")
  shown <- paragraphs(x, function(text, verdict, because) {
    mark <- c(holds = "", contradicted = "\u2716 ", `not testable` = "? ")[verdict]
    note <- ifelse(verdict == "holds", "", paste0(" [", verdict_note(verdict, because, lang), "]"))
    paste0(mark, text, note)
  })
  titles <- attr(x, "titles")
  lines <- lapply(unique(shown$conclusion), function(number) {
    text <- shown$text[shown$conclusion == number]
    c(
      cli::rule(paste0(number, ". ", titles[[as.character(number)]])),
      unlist(lapply(text, function(one) c(wrap_line(one), "")))
    )
  })
  as.character(unlist(lines))
}

wrap_line <- function(text) strsplit(wrap(text, cli::console_width()), "\n", fixed = TRUE)[[1]]

#' @export
print.tendensen_conclusion_text <- function(x, ...) {
  if (!has_columns(x, text_shown)) return(NextMethod())
  writeLines(format(x))
  if (isTRUE(attr(x, "synthetic"))) cat("Evidence: synthetic respondents.\n")
  invisible(x)
}

#' @noRd
#' @rawNamespace S3method(knitr::knit_print, tendensen_conclusion_text)
knit_print.tendensen_conclusion_text <- function(x, ...) {
  if (!has_columns(x, text_shown)) return(NextMethod())
  lang <- attr(x, "lang")
  shown <- paragraphs(x, function(text, verdict, because) {
    text <- markdown_text(text)
    note <- verdict_note(verdict, because, lang)
    out <- ifelse(verdict == "contradicted", paste0("~~", text, "~~ **[", note, "]**"), text)
    ifelse(verdict == "not testable", paste0(out, " *[", note, "]*"), out)
  })
  knitr::asis_output(paste0("\n\n", paste(shown$text, collapse = "\n\n"), "\n\n"))
}
