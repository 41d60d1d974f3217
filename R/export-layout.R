# What the survey tools write above the answers: how many header rows there are, and what each
# column is.

# A layout: `rows` (of header), `columns` (as in the export), `found` (for the note).
lay_out <- function(top, tool, syntax) {
  switch(tool,
    limesurvey = limesurvey_layout(top, syntax), qualtrics = qualtrics_layout(top),
    surveymonkey = surveymonkey_layout(top), google_forms = google_layout(top),
    microsoft_forms = microsoft_layout(top), kobo = kobo_layout(top), table_layout(top)
  )
}

export_columns <- function(n, code = NA_character_, import_id = NA_character_,
                           text = NA_character_, answer = NA_character_, role = "answer") {
  column <- quick_tibble(
    column = seq_len(n), code = code, import_id = import_id, text = clean_header(text),
    answer = clean_header(answer), role = role
  )
  blank <- function(x) ifelse(is.na(x) | !nzchar(x), NA_character_, x)
  column[2:5] <- lapply(column[2:5], blank)
  column
}

# Roles of the leading columns; metadata ends at the first column that is none.
leading_roles <- function(folded, tool) {
  role <- role_of(folded, tool)
  if (any(role == "answer")) role[match("answer", role):length(role)] <- "answer"
  role
}

# LimeSurvey: headings are codes, codes and texts, or texts (also shortened).
limesurvey_heading <- function(header) {
  known <- names(tool_metadata$limesurvey)
  n_known <- function(folded) length(intersect(folded, known))
  codes <- c("submitdate", "lastpage", "startlanguage", "startdate", "datestamp", "seed")
  folded <- fold_limesurvey(header)
  if (sum(codes %in% folded) >= 2 || all(c("id", "submitdate") %in% folded)) return("code")
  split <- split_codetext(header)
  if (!is.null(split) && sum(codes %in% fold_text(split$code)) >= 2) return("codetext")
  is_text <- n_known(utils::head(folded, 12)) >= 3 && role_of(folded[[1]], "limesurvey") == "id"
  if (is_text) "text" else NA
}

# In any language: a number, a time, a number, a language code; and a time somewhere.
is_limesurvey_data <- function(top) {
  rows <- utils::head(top[-1], 4)
  if (length(top[[1]]) < 5 || length(rows) == 0) return(FALSE)
  time <- "^(\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d)?$"
  patterns <- c("^\\d+$", time, "^\\d*$", "^[a-z]{2,3}(-[A-Za-z]+)*$")
  fits <- vapply(rows, function(row) all(stringi::stri_detect_regex(row[1:4], patterns)), TRUE)
  all(fits) && any(vapply(rows, function(row) {
    any(nzchar(row[2:7]) & stringi::stri_detect_regex(row[2:7], time), na.rm = TRUE)
  }, TRUE))
}

# By place, where the headings are in another language.
limesurvey_places <- function(row) {
  rest <- row[-(1:4)]
  time <- stringi::stri_detect_regex(rest, "^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d$")
  seed <- stringi::stri_detect_regex(rest[[1]], "^\\d{5,}$")
  role <- rep("answer", length(rest))
  if (seed) role[[1]] <- "other_meta"
  times <- seed + 1:2
  times <- times[times <= length(rest)]
  if (length(times) == 2 && all(time[times])) role[times] <- c("start", "end")
  c("id", "submitted", "status", "language", role)
}

# "Q1[SQ001]. Text": what stands between code and text is an option, the same in each column.
split_codetext <- function(header) {
  codes <- "^(?:id|submitdate|lastpage|startlanguage)([^\\w\\[\\]]{1,6})\\S"
  sep <- stringi::stri_match_first_regex(header, codes)[, 2]
  sep <- sep[!is.na(sep)]
  if (length(sep) == 0) return(NULL)
  at <- stringi::stri_locate_first_fixed(header, sep[[1]])
  list(
    code = ifelse(is.na(at[, 1]), header, stringi::stri_sub(header, 1, at[, 1] - 1)),
    text = ifelse(is.na(at[, 1]), NA_character_, stringi::stri_sub(header, at[, 2] + 1))
  )
}

limesurvey_layout <- function(top, syntax) {
  header <- top[[1]]
  n <- length(header)
  heading <- limesurvey_heading(header)
  by_place <- is.na(heading) && is_limesurvey_data(top)
  if (is.na(heading)) heading <- if (by_place) "text" else "code"
  split <- switch(heading,
    code = list(code = header, text = rep(NA_character_, n)),
    codetext = split_codetext(header),
    text = list(code = rep(NA_character_, n), text = header)
  )
  part <- split_brackets(split$text)
  code <- split$code
  text <- part$text
  if (!is.null(syntax)) {
    code <- syntax_values(syntax$names, n, code)
    label <- split_leading_brackets(syntax_values(syntax$texts, n, NA_character_))
    if (heading == "code") {
      text <- label$text
      part$answer <- label$answer
    }
  }
  role <- limesurvey_role(fold_limesurvey(ifelse(is.na(code), header, code)), heading)
  if (by_place) role <- limesurvey_places(top[[2]])
  list(
    rows = 1L, found = paste0("1 header row, heading style `", heading, "`"),
    columns = export_columns(n,
      code = code, text = text, answer = part$answer, role = role
    )
  )
}

# Texts of questions can be those of metadata: there, only the leading columns count.
limesurvey_role <- function(folded, heading) {
  role <- role_of(folded, "limesurvey")
  end <- match("answer", role)
  if (heading == "text" && !is.na(end)) role[end:length(role)] <- "answer"
  role[duplicated(role) & role %in% c("id", "submitted", "language", "start", "end")] <- "answer"
  is <- function(pattern) stringi::stri_detect_regex(folded, pattern)
  timing <- is("^(group ?time|question ?time|temps (du groupe|de la question))([: ]|\\d|$)")
  count <- is("(\\[filecount\\]|[_ ]filecount)$|^filecount - ")
  role[role == "answer" & (timing | count)] <- "other_meta"
  role[role == "answer" & is("^(interviewtime|total time|temps total|totale tijd)$")] <- "duration"
  role
}

# A text that ends in [brackets]: question and answer. Two pairs are sub-question and scale.
split_brackets <- function(text) {
  answer <- rep(NA_character_, length(text))
  for (i in grep("\\]\\s*$", text)) {
    cut <- split_bracket(text[[i]])
    if (is.null(cut)) next
    text[[i]] <- cut$text
    answer[[i]] <- cut$answer
  }
  list(text = text, answer = answer)
}

split_bracket <- function(text) {
  text <- stringi::stri_trim_right(text)
  sign <- utf8ToInt(text)
  depth <- rev(cumsum(rev((sign == utf8ToInt("]")) - (sign == utf8ToInt("[")))))
  open <- which(sign == utf8ToInt("[") & depth == 0L)
  close <- which(sign == utf8ToInt("]") & depth == 1L)
  close <- close[close > suppressWarnings(min(open))]
  if (length(open) == 0 || length(open) != length(close)) return(NULL)
  # Pairs that touch, from the end.
  first <- length(open)
  while (first > 1L && open[[first]] - 1L == close[[first - 1L]]) first <- first - 1L
  if (open[[first]] == 1L) return(NULL)
  parts <- mapply(function(from, to) intToUtf8(sign[seq_len(max(to - from - 1L, 0L)) + from]),
    open[first:length(open)], close[first:length(open)]
  )
  list(
    text = stringi::stri_trim_right(intToUtf8(sign[seq_len(open[[first]] - 1L)])),
    answer = paste(parts, collapse = " | ")
  )
}

# A label of the syntax file: "[Sub-question] Question" or "[Sub-question][Scale] Question".
split_leading_brackets <- function(text) {
  pattern <- "^((?:\\[[^\\[\\]]*\\])+)\\s+(\\S.*)$"
  part <- stringi::stri_match_first_regex(
    text, pattern, opts_regex = stringi::stri_opts_regex(dotall = TRUE)
  )
  answer <- stringi::stri_replace_all_fixed(stringi::stri_sub(part[, 2], 2, -2), "][", " | ")
  list(text = ifelse(is.na(part[, 3]), text, part[, 3]), answer = answer)
}

# Qualtrics: codes, texts, and ImportIds as JSON or as Python writes it.
import_pattern <- "^\\s*\\{\\s*['\"]ImportId['\"]\\s*:\\s*['\"]([^'\"]*)['\"]"

choice_pattern <- "['\"]choiceId['\"]\\s*:\\s*['\"]?(-?\\w+)"

import_row <- function(top) {
  found <- vapply(utils::head(top, 3), function(row) {
    likely <- row[stringi::stri_detect_fixed(row, "ImportId")]
    any(stringi::stri_detect_regex(likely, import_pattern))
  }, TRUE)
  match(TRUE, found)
}

is_legacy_qualtrics <- function(top) {
  length(top) > 1 && any(stringi::stri_detect_regex(top[[1]], "^V\\d+$")) &&
    sum(fold_text(top[[2]]) %in% names(tool_metadata$qualtrics)) >= 3
}

qualtrics_layout <- function(top) {
  n <- length(top[[1]])
  import <- import_row(top)
  rows <- if (is.na(import)) 1L + is_qualtrics_text(top) else import
  id <- rep(NA_character_, n)
  if (!is.na(import)) {
    given <- stringi::stri_match_first_regex(top[[import]], import_pattern)[, 2]
    choice <- stringi::stri_match_first_regex(top[[import]], choice_pattern)[, 2]
    id <- ifelse(is.na(choice), given, paste0(given, "-", choice))
  }
  code <- if (import %in% 1L) rep(NA_character_, n) else top[[1]]
  text <- if (rows >= 2L && !import %in% 1:2) top[[2]] else rep(NA_character_, n)
  part <- split_choices(text, ifelse(is.na(id), code, id))
  list(
    rows = rows, columns = export_columns(n,
      code = code, import_id = id, text = part$text, answer = part$answer,
      role = qualtrics_role(code, id, text)
    ),
    found = paste0(
      count_of(rows, "header row"), if (is.na(import)) ", no ImportId" else ", with ImportId"
    )
  )
}

# Is the second row a header? Its cells under the metadata are then names.
is_qualtrics_text <- function(top) {
  if (length(top) < 2) return(FALSE)
  known <- fold_text(top[[1]]) %in% names(tool_metadata$qualtrics)
  if (is_legacy_qualtrics(top)) return(TRUE)
  same <- gsub("[ _]", "", fold_text(top[[2]][known])) == fold_text(top[[1]][known])
  any(same)
}

qualtrics_role <- function(code, id, text) {
  role <- rep("answer", length(code))
  for (names in list(code, id, text)) {
    given <- role_of(fold_text(names), "qualtrics")
    role[role == "answer"] <- given[role == "answer"]
  }
  role[is.na(role)] <- "answer"
  other <- stringi::stri_detect_regex(
    code, "^(Q_(?!Language)\\w+|RecipientID|.*ActiveResponseSet)$"
  )
  role[role == "answer" & other %in% TRUE] <- "other_meta"
  role
}

# "Question - Choice": columns of one question begin alike, up to the last dash that they share.
split_choices <- function(text, id) {
  answer <- rep(NA_character_, length(text))
  stem <- stringi::stri_extract_first_regex(id, "QID\\d+")
  none <- is.na(stem)
  stem[none] <- stringi::stri_replace_first_regex(id[none], "([-_#]\\d+)+(_TEXT)?$", "")
  for (group in split(seq_along(text), stem)) {
    if (length(group) < 2 || anyNA(text[group])) next
    start <- shared_start(text[group])
    cut <- stringi::stri_locate_last_fixed(start, "-")[[1]]
    if (is.na(cut) || cut < 2) next
    answer[group] <- stringi::stri_trim_both(stringi::stri_sub(text[group], cut + 1))
    text[group] <- stringi::stri_trim_right(stringi::stri_sub(text[group], 1, cut - 1))
  }
  list(text = text, answer = answer)
}

shared_start <- function(text) {
  first <- utf8ToInt(text[[which.min(stringi::stri_length(text))]])
  if (length(first) == 0) return("")
  same <- rep(TRUE, length(first))
  for (other in text) same <- same & utf8ToInt(other)[seq_along(first)] == first
  intToUtf8(first[cumprod(same) == 1])
}

# SurveyMonkey: a question stands over the first of its columns only.
surveymonkey_layout <- function(top) {
  text <- top[[1]]
  two <- has_second_header(top)
  answer <- if (two) top[[2]] else rep("", length(text))
  role <- leading_roles(fold_text(text), "surveymonkey")
  role[[1]] <- "id"
  open <- !nzchar(text) & nzchar(answer)
  filled <- which(nzchar(text))
  before <- findInterval(seq_along(text), filled)
  fill <- open & before > 0
  text[fill] <- text[filled[before[fill]]]
  list(
    rows = 1L + two,
    columns = export_columns(length(text), text = text, answer = answer, role = role),
    found = paste0(count_of(1L + two, "header row"), "; ", count_of(sum(fill), "column"),
      " named after the question to the left"
    )
  )
}

# Google Forms: texts; a grid is "Question [Row]".
google_layout <- function(top) {
  part <- split_brackets(top[[1]])
  role <- role_of(fold_text(top[[1]]), "google_forms")
  role[-seq_len(min(3L, length(role)))] <- "answer"
  list(
    rows = 1L, found = "1 header row",
    columns = export_columns(length(role), text = part$text, answer = part$answer, role = role)
  )
}

microsoft_layout <- function(top) {
  header <- top[[1]]
  role <- leading_roles(fold_text(header), "microsoft_forms")
  quiz <- "^(points|punten|feedback|commentaires|feedback voor) - "
  role[stringi::stri_detect_regex(fold_text(header), quiz)] <- "other_meta"
  list(
    rows = 1L, found = "1 header row",
    columns = export_columns(length(header), text = header, role = role)
  )
}

# Kobo and ODK: names or paths as headers; or labels, and then only the metadata have names.
kobo_layout <- function(top) {
  header <- top[[1]]
  folded <- fold_text(header)
  role <- role_of(folded, "kobo")
  # Of several identifiers, the first of this list.
  ids <- intersect(names(tool_metadata$kobo)[tool_metadata$kobo == "id"], folded)
  role[role == "id" & folded != c(ids, "")[[1]]] <- "other_meta"
  # Of ODK Central only: "status" may be a question.
  if (all(c("key", "submissiondate") %in% folded)) role[folded == "status"] <- "status"
  label <- any(stringi::stri_detect_regex(header[role == "answer"], "[\\s?!,;:]"))
  code <- if (label) ifelse(role == "answer", NA_character_, header) else header
  list(
    rows = 1L, found = paste0("1 header row of ", if (label) "labels" else "names"),
    columns = export_columns(length(header),
      code = stringi::stri_trim_both(code), text = if (label) header else NA_character_, role = role
    )
  )
}

table_layout <- function(top) {
  header <- top[[1]]
  list(
    rows = 1L, found = "1 header row",
    columns = export_columns(length(header),
      code = stringi::stri_trim_both(header), text = header,
      role = role_of(fold_text(header), "table")
    )
  )
}

# Header text ------------------------------------------------------------------------------------

html_tags <- paste0(
  "</?(?:a|abbr|b|big|blockquote|br|center|code|dd|div|dl|dt|em|font|h[1-6]|hr|i|iframe|img|label|",
  "li|o:p|ol|p|pre|s|script|section|small|span|strong|style|sub|sup|table|tbody|td|th|thead|tr|u|",
  "ul|video)(?:\\s[^<>]*+)?/?>"
)

# Entities decoded, tags of HTML left out.
clean_header <- function(text) {
  tagged <- which(stringi::stri_detect_fixed(text, ">"))
  text[tagged] <- stringi::stri_replace_all_regex(
    text[tagged], html_tags, "", opts_regex = stringi::stri_opts_regex(case_insensitive = TRUE)
  )
  replace_each(text, "&(?:#\\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8}\\d?);", decode_entities)
}

# Each match of `pattern` replaced once, by a function of all matches.
replace_each <- function(text, pattern, replace) {
  if (all(is.na(text))) return(text)
  found <- which(stringi::stri_detect_regex(text, pattern))
  for (i in found) {
    at <- stringi::stri_locate_all_regex(text[[i]], pattern)[[1]]
    matches <- stringi::stri_sub(text[[i]], at[, 1], at[, 2])
    between <- stringi::stri_sub(text[[i]], c(1, at[, 2] + 1), c(at[, 1] - 1, -1))
    if (at[nrow(at), 2] == stringi::stri_length(text[[i]])) between[[length(between)]] <- ""
    if (at[1, 1] == 1) between[[1]] <- ""
    text[[i]] <- paste(c(rbind(between, c(replace(matches), ""))), collapse = "")
  }
  text
}

decode_entities <- function(entity) {
  name <- stringi::stri_sub(entity, 2, -2)
  hex <- stringi::stri_startswith_fixed(name, "#x") | stringi::stri_startswith_fixed(name, "#X")
  decimal <- stringi::stri_startswith_fixed(name, "#") & !hex
  code <- unname(html_entities[name])
  code[hex] <- strtoi(stringi::stri_sub(name[hex], 3), 16L)
  code[decimal] <- strtoi(stringi::stri_sub(name[decimal], 2), 10L)
  bad <- is.na(code) | code < 32L | code > 0x10FFFFL | (code >= 0xD800L & code <= 0xDFFFL)
  ifelse(bad, entity, intToUtf8(ifelse(bad, 32L, code), multiple = TRUE))
}

# HTML 4: the names of the characters 160 to 255, and some signs.
html_entities <- local({
  latin <- strsplit(paste(
    "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn",
    "sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave",
    "Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml",
    "ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN",
    "szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave",
    "iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute",
    "ucirc uuml yacute thorn yuml"
  ), " ")[[1]]
  c(
    stats::setNames(160:255, latin),
    quot = 34L, amp = 38L, apos = 39L, lt = 60L, gt = 62L, OElig = 338L, oelig = 339L,
    Scaron = 352L, scaron = 353L, Yuml = 376L, ndash = 8211L, mdash = 8212L, lsquo = 8216L,
    rsquo = 8217L, sbquo = 8218L, ldquo = 8220L, rdquo = 8221L, bdquo = 8222L, bull = 8226L,
    hellip = 8230L, lsaquo = 8249L, rsaquo = 8250L, euro = 8364L, trade = 8482L, larr = 8592L,
    rarr = 8594L, ne = 8800L, le = 8804L, ge = 8805L
  )
})
