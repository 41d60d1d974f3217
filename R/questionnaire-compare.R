#' What changed between two questionnaires?
#'
#' Lists every difference between two editions of a questionnaire, and says of each whether the
#' answers before and after it can still be compared.
#'
#' @details Questions are matched by id, items of a grid by column and options by code. Two with the
#' same wording under different keys are matched too, and `recoded`; the wording is compared after
#' Unicode normalisation (NFC), regardless of case, spaces, and the shape of quotes and dashes. An
#' option of a list that several questions use is reported for each of them. Of a question, an item
#' or an option that is added or removed nothing else is reported.
#'
#' The changes, and when one breaks the trend:
#' * `added`, `removed`: a question or an item: no, it has no trend in the other questionnaire. An
#'   option: yes where options take answers from each other (single choice, or multiple choice with
#'   a maximum) and where it counts as missing, for the base differs; else no. A language
#'   (`language` alone is filled): no;
#' * `recoded`, the same wording under another key: yes, unless the recodes join the two;
#' * `reworded`, a row a language; `hint_reworded`, the instruction beside a question: yes for the
#'   original language, unless only spaces, case, punctuation or typography differ; no for a
#'   translation, and no for a note;
#' * `reordered`, with `old` and `new` the position among those that both have: an option of a
#'   single-choice question yes, for its order is that of a scale or decides between answers that
#'   exclude each other; an option of a multiple-choice question, an item or a question no. As few
#'   as can be are reported: all others are in the same order in both;
#' * `retyped`, another type of question, or a grid that was none: yes;
#' * `constrained`, other answers allowed, such as another maximum of ticks: yes;
#' * `regrouped`, other groups of respondents see the question, and `rerouted`, another condition to
#'   see it: yes, for the base differs. Of an item `rerouted` is its own condition within the grid;
#' * `rebased`: a question's default base, or an option that counts as missing in one of the two:
#'   yes; an option that is another kind of missing: no;
#' * `rescheduled`, other years in which the question was asked, and `required`, whether an answer
#'   is: no. One is a gap, the other changes only who leaves the question open.
#'
#' The title, the headings of groups that are no grids, and columns that say nothing to the
#' respondent (`source`, `export::...`) are not compared. Comparing in the other direction gives the
#' same rows with `old` and `new`, `added` and `removed` exchanged.
#'
#' @param old,new Questionnaires; see [questionnaire()].
#' @param lang Character vector, languages of which the wording is compared; other texts are in the
#'   first. `NULL`: all languages that both have, and the texts in the original language.
#' @return A tibble of class `tendensen_comparison` with one row a change, in the order of `new`,
#'   what was moved or removed last:
#'   * `question` chr, id (`NA`: the questionnaire); `item` chr, column of a grid's item (`NA`: the
#'     question); `option` chr, code (`NA`: the question or item). The keys are those of `new`; of
#'     what was removed, those of `old`;
#'   * `language` chr, code, of a wording (else `NA`);
#'   * `change` chr, one of the above;
#'   * `old`, `new` chr, the texts (`NA`: none); of what was recoded, the keys;
#'   * `breaks_trend` lgl, whether answers before and after cannot be compared;
#'   * `reason` chr, why or why not.
#'
#'   `summary()` gives a tibble with one row a kind of change: `change` chr, `n` int, `breaks` int
#'   (how many of them break a trend), `questions` chr (whose trend they break, separated by
#'   commas).
#' @section Errors:
#'   `tendensen_error_argument` when `old` or `new` is no questionnaire, `tendensen_error_language`
#'   when `lang` is no language of both.
#' @family questionnaire
#' @export
#' @examples
#' old <- questionnaire(2021)
#' folder <- write_questionnaire(old, tempfile("questionnaire-"))
#' sheet <- file.path(folder, "choices.csv")
#' choices <- readLines(sheet, encoding = "UTF-8")
#' choices <- sub("Gezondheidszorg", "Zorg en welzijn", choices)
#' writeLines(choices[!startsWith(choices, "sector,other")], sheet, useBytes = TRUE)
#' changes <- compare_questionnaires(old, read_questionnaire(folder))
#' changes
#' summary(changes)
compare_questionnaires <- function(old, new, lang = NULL) {
  check_questionnaire(old, "old")
  check_questionnaire(new, "new")
  languages <- compared_languages(old, new, lang)
  sides <- list(old = compared_side(old, languages), new = compared_side(new, languages))
  rows <- c(
    if (is.null(lang)) language_changes(old, new),
    question_changes(sides, languages)
  )
  new_result(vec_rbind(no_changes(), !!!rows), "comparison",
    compared = c(old = questionnaire_name(old), new = questionnaire_name(new))
  )
}

change_kinds <- c(
  "added", "removed", "recoded", "reworded", "hint_reworded", "reordered", "retyped", "constrained",
  "regrouped", "rerouted", "rebased", "rescheduled", "required"
)

# `place` is list(question, item, option), as far as it goes.
change_rows <- function(change, place, old, new, breaks, reason, language = NA_character_) {
  data_frame(
    question = place$question %||% NA_character_, item = place$item %||% NA_character_,
    option = place$option %||% NA_character_, language = language, change = change,
    old = na_blank(as.character(old)), new = na_blank(as.character(new)),
    breaks_trend = breaks, reason = reason
  )
}

no_changes <- function() {
  change_rows(character(), list(), character(), character(), logical(), character())
}

questionnaire_name <- function(x) {
  settings <- x$settings
  if (!is.na(settings$edition)) return(as.character(settings$edition))
  named <- c(settings$version, settings$id, settings$title)
  c(named[nzchar(named)], "questionnaire")[[1]]
}

# Languages ------------------------------------------------------------------------------------

# `all`, those whose wording is compared; `first`, that of other texts and of matching; `original`,
# those in which a respondent's own wording stands.
compared_languages <- function(old, new, lang, call = caller_env()) {
  both <- intersect(names(old$languages), names(new$languages))
  for (one in lang) check_one_of(one, both, "lang", "language", call)
  original <- unique(c(new$settings$original_language, old$settings$original_language))
  # Sorted, so that neither side decides.
  first <- c(lang, sort(intersect(original, both)), sort(both))
  list(all = if (is.null(lang)) both else lang, first = utils::head(first, 1), original = original)
}

language_changes <- function(old, new) {
  one <- function(change, codes, old, new) {
    if (length(codes) == 0) return(NULL)
    change_rows(change, list(), old, new, FALSE,
      "A language more or less changes no other wording.",
      language = codes
    )
  }
  added <- new$languages[setdiff(names(new$languages), names(old$languages))]
  removed <- old$languages[setdiff(names(old$languages), names(new$languages))]
  list(one("added", names(added), "", added), one("removed", names(removed), removed, ""))
}

# What is compared -----------------------------------------------------------------------------

# Questions, items and options, each a list of equally long vectors; `labels` and `hints` are
# matrices with a column a language.
compared_side <- function(x, languages) {
  around <- groups_around(x$survey)
  list(
    questionnaire = x,
    questions = survey_entries(x, x$questions$question, x$questions$row, languages, around),
    items = survey_entries(x, x$items$column, x$items$row, languages, around),
    options = option_entries(x, languages)
  )
}

survey_entries <- function(x, keys, rows, languages, around) {
  cell <- function(name) x$survey[[name]][rows] %||% rep("", length(rows))
  labels <- texts_of(x, "survey", rows, languages$all, "label")
  relevant <- x$survey[["relevant"]] %||% rep("", nrow(x$survey))
  list(
    key = keys, row = rows, labels = labels,
    label = display_labels(x, "survey", rows, languages),
    hints = texts_of(x, "survey", rows, languages$all, "hint"),
    own_routing = relevant[rows],
    routing = vapply(rows, function(row) {
      conditions <- relevant[c(around[[row]], row)]
      conditions <- conditions[nzchar(conditions)]
      if (length(conditions) > 1) conditions <- paste0("(", conditions, ")")
      paste(conditions, collapse = " and ")
    }, character(1)),
    constraint = cell("constraint"),
    required = tolower(cell("required")) %in% c("yes", "true", "true()", "1")
  )
}

option_entries <- function(x, languages) {
  rows <- x$options$row
  list(
    key = x$options$code, list = x$options$list, value = x$options$value,
    labels = texts_of(x, "choices", rows, languages$all, "label"),
    label = display_labels(x, "choices", rows, languages)
  )
}

texts_of <- function(x, sheet, rows, languages, prefix) {
  texts <- vapply(languages, function(lang) {
    column <- x[[sheet]][[paste0(prefix, "::", x$languages[[lang]])]]
    if (is.null(column)) rep("", length(rows)) else as.character(column[rows])
  }, character(length(rows)))
  matrix(texts, length(rows), length(languages), dimnames = list(NULL, languages))
}

display_labels <- function(x, sheet, rows, languages) {
  if (length(languages$first) == 0) return(rep("", length(rows)))
  texts_of(x, sheet, rows, languages$first, "label")[, 1]
}

entry_rows <- function(entries, rows) {
  lapply(entries, function(column) {
    if (is.matrix(column)) column[rows, , drop = FALSE] else column[rows]
  })
}

# Matching -------------------------------------------------------------------------------------

# Punctuation says nothing either, except before a digit: 1,5 is not 15 and -5 is not 5.
fold_punctuation <- function(x) {
  x <- gsub("[;!?'\"()\\[\\]\u00a1\u00bf]|[.,:-](?![0-9])", " ", fold_label(x), perl = TRUE)
  trimws(gsub(" +", " ", x))
}

# Rows of `old` and `new` that are the same thing: by key and wording, then by wording alone, then
# by key alone. A wording that occurs twice decides nothing.
pair_entries <- function(old, new) {
  labels <- lapply(list(old = old$label, new = new$label), fold_label)
  pair <- rep(NA_integer_, length(old$key))
  claim <- function(old_id, new_id) {
    old_id[!is.na(pair) | duplicated(old_id) | duplicated(old_id, fromLast = TRUE)] <- NA
    new_id[seq_along(new_id) %in% pair] <- NA
    new_id[duplicated(new_id) | duplicated(new_id, fromLast = TRUE)] <- NA
    found <- match(old_id, new_id, incomparables = NA)
    pair[!is.na(found)] <<- found[!is.na(found)]
  }
  claim(paste(old$key, labels$old, sep = "\r"), paste(new$key, labels$new, sep = "\r"))
  claim(free(labels$old, pair), labels$new)
  claim(old$key, new$key)
  old <- order(pair, na.last = NA)
  list(old = old, new = pair[old])
}

# What a paired entry of `new` gives, and an added one, in the order of `new`.
each_of_new <- function(pairs, new, paired, added) {
  unlist(lapply(seq_along(new$key), function(j) {
    i <- pairs$old[match(j, pairs$new)]
    if (is.na(i)) list(added(j)) else paired(i, j)
  }), recursive = FALSE)
}

removed_of <- function(pairs, old) setdiff(seq_along(old$key), pairs$old)

free <- function(labels, pair) ifelse(is.na(pair) & nzchar(labels), labels, NA)

# Pairs that have to be moved to make one order into the other: those outside the longest common
# sequence. Of several as long, the one with most pairs that stay in place, and then one that hangs
# on the keys: the same in both directions.
moved_pairs <- function(old, new, keys) {
  old <- rank(old)
  new <- rank(new)
  n <- length(old)
  if (all(old == new)) return(integer())
  by_new <- order(new)
  keys <- match(keys, sort(unique(keys), method = "radix"))
  weight <- 1 + (old == new) * 1e-3 + sin(keys) * 1e-6
  best <- weight[by_new]
  before <- rep(NA_integer_, n)
  for (i in seq_len(n)[-1]) {
    earlier <- which(old[by_new[seq_len(i - 1)]] < old[by_new[i]])
    if (length(earlier) == 0) next
    before[i] <- earlier[which.max(best[earlier])]
    best[i] <- best[i] + best[before[i]]
  }
  at <- which.max(best)
  kept <- integer()
  while (!is.na(at)) {
    kept <- c(kept, by_new[at])
    at <- before[at]
  }
  setdiff(by_new, kept)
}

# Changes of questions, items and options ------------------------------------------------------

question_changes <- function(sides, languages) {
  old <- sides$old$questions
  new <- sides$new$questions
  pairs <- pair_entries(old, new)
  at <- function(keys) list(question = keys)
  c(
    each_of_new(pairs, new,
      paired = function(i, j) paired_question(sides, i, j, languages),
      added = function(j) lone_rows("added", new, j, at, "question")
    ),
    list(
      order_rows(pairs, old, new, at, FALSE,
        "The question has other neighbours; its wording and answers are compared by themselves."
      ),
      lone_rows("removed", old, removed_of(pairs, old), at, "question")
    )
  )
}

# A question or an item that one of the two lacks.
lone_rows <- function(change, entries, rows, at, what) {
  if (length(rows) == 0) return(NULL)
  lone_texts(change, at(entries$key[rows]), entries$label[rows], FALSE, paste0(
    "The ", what, " has no trend: one of the two questionnaires lacks it."
  ))
}

lone_texts <- function(change, place, labels, breaks, reason) {
  none <- rep("", length(labels))
  added <- change == "added"
  change_rows(
    change, place, if (added) none else labels, if (added) labels else none, breaks, reason
  )
}

order_rows <- function(pairs, old, new, at, breaks, reason) {
  keys <- new$key[pairs$new]
  # The same name in both directions, also for what was recoded.
  names <- ifelse(old$key[pairs$old] == keys, keys, paste0(" ", fold_label(new$label[pairs$new])))
  moved <- moved_pairs(pairs$old, pairs$new, names)
  if (length(moved) == 0) return(NULL)
  change_rows("reordered", at(keys[moved]),
    old = as.character(rank(pairs$old)[moved]), new = as.character(rank(pairs$new)[moved]),
    breaks, reason
  )
}

recoded_rows <- function(place, old_key, new_key, what) {
  if (old_key == new_key) return(NULL)
  change_rows("recoded", place, old_key, new_key, TRUE, paste0(
    "The same ", what, " has another key: two trends, unless recodes join them."
  ))
}

paired_question <- function(sides, i, j, languages) {
  old <- question_facts(sides$old, i)
  new <- question_facts(sides$new, j)
  place <- list(question = new$key)
  answered <- old$type != "note" || new$type != "note"
  c(
    list(recoded_rows(place, old$key, new$key, "question")),
    wording_rows(old, new, place, languages, answered),
    fact_rows(old, new, place),
    item_changes(sides, old, new, place, languages),
    option_changes(sides, old, new, place, languages)
  )
}

# A question of one side: its entry, and what the core made of it.
question_facts <- function(side, i) {
  x <- side$questionnaire
  row <- lapply(x$questions, `[[`, i)
  group <- group_words(row$group)
  kind <- x$settings$group_question
  c(entry_rows(side$questions, i), list(
    type = row$type, grid = row$grid, list = row$list, max_picks = row$max_picks, base = row$base,
    editions = row$editions,
    group = paste(group, collapse = "; "), group_set = c(if (length(group) > 0) kind, sort(group))
  ))
}

wording_rows <- function(old, new, place, languages, answered) {
  list(
    text_rows("reworded", old$labels, new$labels, place, languages, answered),
    if (!is.null(old$hints)) {
      text_rows("hint_reworded", old$hints, new$hints, place, languages, answered)
    }
  )
}

text_rows <- function(change, old, new, place, languages, answered) {
  differs <- which(old != new)
  if (length(differs) == 0) return(NULL)
  codes <- languages$all[differs]
  same <- fold_punctuation(old[differs]) == fold_punctuation(new[differs])
  original <- codes %in% languages$original
  reason <- ifelse(same, "Only spaces, case, punctuation or typography differ.",
    ifelse(!answered, "A note has no answers.",
      ifelse(original, "Respondents read another text.",
        "A translation; the original wording is compared by itself."
      )
    )
  )
  change_rows(change, place, old[differs], new[differs], !same & original & answered, reason, codes)
}

# Changes of one fact each: `same` says whether old and new agree.
fact_rows <- function(old, new, place) {
  fact <- function(change, same, was, is, breaks, reason) {
    if (same) return(NULL)
    change_rows(change, place, was, is, breaks, reason)
  }
  type <- c(type_words(old), type_words(new))
  list(
    fact("retyped", type[[1]] == type[[2]], type[[1]], type[[2]], TRUE,
      "Answers of one type cannot be set beside those of another."
    ),
    if (!old$grid && !new$grid) constraint_rows(old, new, place),
    fact("regrouped", identical(old$group_set, new$group_set), old$group, new$group, TRUE,
      "Other groups of respondents see the question: the base differs."
    ),
    routing_rows(old$routing, new$routing, place, "question"),
    fact("rebased", old$base == new$base, old$base, new$base, TRUE,
      "The percentages are of another base."
    ),
    fact("rescheduled", old$editions == new$editions, old$editions, new$editions, FALSE,
      "A year in which it was not asked is a gap in the trend."
    ),
    if (!old$grid && !new$grid) required_rows(old, new, place)
  )
}

type_words <- function(facts) {
  if (facts$grid) paste(facts$type, "(grid)") else facts$type
}

constraint_rows <- function(old, new, place) {
  if (same_condition(old$constraint, new$constraint)) return(NULL)
  reason <- if (!is.null(old$max_picks) && old$max_picks != new$max_picks) {
    "Another number of ticks is allowed: more of them, or fewer, for each option."
  } else {
    "Other answers are allowed."
  }
  change_rows("constrained", place, old$constraint, new$constraint, TRUE, reason)
}

routing_rows <- function(old, new, place, what) {
  if (same_condition(old, new)) return(NULL)
  change_rows("rerouted", place, old, new, TRUE, paste0(
    "Other respondents see the ", what, ": the base differs."
  ))
}

required_rows <- function(old, new, place) {
  if (old$required == new$required) return(NULL)
  words <- c("open", "required")
  change_rows("required", place, words[old$required + 1], words[new$required + 1], FALSE,
    "Others leave it open; percentages of those who answered can be compared."
  )
}

# Conditions --------------------------------------------------------------------------------------

# Equal but for spaces, the kind of quotes, needless parentheses around the whole or around what is
# joined by `and`, and the order of what is.
same_condition <- function(old, new) {
  identical(old, new) || identical(conjuncts(old), conjuncts(new))
}

conjuncts <- function(condition) {
  pattern <- "'[^']*'|\"[^\"]*\"|\\$\\{[^}]*\\}|[<>!]=|[^][:space:]'\"()<>=!,]+|[^[:space:]]"
  tokens <- regmatches(condition, gregexpr(pattern, condition))[[1]]
  sort(unique(split_conjuncts(sub("^'(.*)'$", "\"\\1\"", tokens))))
}

split_conjuncts <- function(tokens) {
  depth <- cumsum((tokens == "(") - (tokens == ")"))
  n <- length(tokens)
  if (n > 2 && tokens[[1]] == "(" && tokens[[n]] == ")" && all(depth[-n] > 0)) {
    return(split_conjuncts(tokens[-c(1, n)]))
  }
  joints <- which(tokens == "and" & depth == 0)
  if (length(joints) == 0 || any(tokens == "or" & depth == 0)) return(paste(tokens, collapse = " "))
  part <- findInterval(seq_len(n), joints)
  unlist(lapply(split(tokens[-joints], part[-joints]), split_conjuncts), use.names = FALSE)
}

# Items and options ------------------------------------------------------------------------------

item_changes <- function(sides, old, new, place, languages) {
  if (!old$grid || !new$grid) return(list())
  one <- question_entries(sides$old, "items", old$key)
  two <- question_entries(sides$new, "items", new$key)
  pairs <- pair_entries(one, two)
  at <- function(keys) list(question = place$question, item = keys)
  c(
    each_of_new(pairs, two,
      paired = function(i, j) paired_item(entry_rows(one, i), entry_rows(two, j), at, languages),
      added = function(j) lone_rows("added", two, j, at, "item")
    ),
    list(
      order_rows(pairs, one, two, at, FALSE,
        "The item has other neighbours; it is answered by itself."
      ),
      lone_rows("removed", one, removed_of(pairs, one), at, "item")
    )
  )
}

question_entries <- function(side, what, question) {
  entry_rows(side[[what]], which(side$questionnaire$items$question == question))
}

paired_item <- function(old, new, at, languages) {
  place <- at(new$key)
  c(
    list(recoded_rows(place, old$key, new$key, "item")),
    wording_rows(old, new, place, languages, TRUE),
    list(
      constraint_rows(old, new, place),
      routing_rows(old$own_routing, new$own_routing, place, "item"),
      required_rows(old, new, place)
    )
  )
}

option_changes <- function(sides, old, new, place, languages) {
  choice <- c("single", "multiple")
  if (!(old$type %in% choice && new$type %in% choice)) return(list())
  one <- list_entries(sides$old, old$list)
  two <- list_entries(sides$new, new$list)
  if (identical(one, two)) return(list())
  single <- old$type == "single" || new$type == "single"
  limited <- old$max_picks > 0 || new$max_picks > 0
  pairs <- pair_entries(one, two)
  at <- function(keys) list(question = place$question, option = keys)
  lone <- function(change, options, rows) lone_options(change, options, rows, at, single, limited)
  c(
    each_of_new(pairs, two,
      paired = function(i, j) paired_option(entry_rows(one, i), entry_rows(two, j), at, languages),
      added = function(j) lone("added", two, j)
    ),
    list(
      order_rows(pairs, one, two, at, single, if (single) {
        "The order is that of a scale, or decides between answers that exclude each other."
      } else {
        "Each option is ticked by itself."
      }),
      lone("removed", one, removed_of(pairs, one))
    )
  )
}

# The options of a list, whatever its name.
list_entries <- function(side, list) {
  entries <- entry_rows(side$options, which(side$options$list == list))
  entries[names(entries) != "list"]
}

lone_options <- function(change, options, rows, at, single, limited) {
  if (length(rows) == 0) return(NULL)
  missing <- options$value[rows] < 0
  reason <- if (single) {
    "The options exclude each other: one more or less changes the shares of the rest."
  } else if (limited) {
    "The number of ticks is limited: one option more or less changes those of the rest."
  } else {
    "Each option is ticked by itself, without a maximum."
  }
  lone_texts(change, at(options$key[rows]), options$label[rows], missing | single | limited,
    ifelse(missing, "Who picks it counts as missing: the base differs.", reason)
  )
}

paired_option <- function(old, new, at, languages) {
  place <- at(new$key)
  kind <- c(value_words(old$value), value_words(new$value))
  c(
    list(recoded_rows(place, old$key, new$key, "option")),
    wording_rows(old, new, place, languages, TRUE),
    list(if (kind[[1]] != kind[[2]]) {
      base <- any(kind == "answer")
      change_rows("rebased", place, kind[[1]], kind[[2]], base, if (base) {
        "It counts as missing in one of the two: the base differs."
      } else {
        "It is missing in both."
      })
    })
  )
}

value_words <- function(value) {
  if (value > 0) "answer" else names(missing_codes())[match(value, missing_codes())]
}

# Reading --------------------------------------------------------------------------------------

#' @export
summary.tendensen_comparison <- function(object, ...) {
  kinds <- intersect(change_kinds, object$change)
  questions <- vapply(kinds, function(kind) {
    broken <- object$question[object$change == kind & object$breaks_trend]
    paste(unique(broken), collapse = ", ")
  }, character(1), USE.NAMES = FALSE)
  tibble(
    change = kinds,
    n = as.integer(table(factor(object$change, kinds))),
    breaks = as.integer(table(factor(object$change[object$breaks_trend], kinds))),
    questions = questions
  )
}

comparison_columns <- c(
  "question", "item", "option", "language", "change", "old", "new", "breaks_trend", "reason"
)

#' @export
format.tendensen_comparison <- function(x, ...) {
  if (!all(comparison_columns %in% names(x))) return(NextMethod())
  compared <- attr(x, "compared") %||% c("old", "new")
  question <- ifelse(is.na(x$question), "the questionnaire", x$question)
  blocks <- lapply(unique(question), function(one) {
    here <- x[question == one, ]
    c(one, unlist(lapply(seq_len(nrow(here)), function(i) change_lines(here[i, ]))))
  })
  head <- paste0("<comparison> ", compared[[1]], " -> ", compared[[2]])
  c(head, unlist(blocks), comparison_end(x))
}

change_lines <- function(row) {
  where <- c(item = row$item, option = row$option, language = row$language)
  where <- where[!is.na(where)]
  shown <- function(text) if (is.na(text)) "(none)" else paste0("\"", text, "\"")
  texts <- switch(row$change,
    added = shown(row$new),
    removed = shown(row$old),
    paste(shown(row$old), "->", shown(row$new))
  )
  head <- paste0(
    if (row$breaks_trend) "! " else "- ",
    if (length(where) > 0) paste0(paste(names(where), where, collapse = ", "), " "),
    row$change, ": ", texts
  )
  c(
    strwrap(head, cli::console_width(), indent = 2, exdent = 6),
    strwrap(row$reason, cli::console_width(), indent = 6, exdent = 6)
  )
}

comparison_end <- function(x) {
  if (nrow(x) == 0) return("Nothing changed.")
  broken <- unique(x$question[x$breaks_trend])
  n <- paste0(nrow(x), if (nrow(x) == 1) " change" else " changes")
  if (length(broken) == 0) return(paste0(n, "; no trend breaks."))
  end <- paste0(n, "; the trend breaks (!) of: ", paste(broken, collapse = ", "), ".")
  strwrap(end, cli::console_width(), exdent = 2)
}

#' @export
print.tendensen_comparison <- function(x, ...) {
  if (!all(comparison_columns %in% names(x))) return(NextMethod())
  cat(format(x), sep = "\n")
  invisible(x)
}
