# Columns of answers. Both classes are an integer vector with the option codes and the labels in
# each language beside it:
# - single choice: 1..k, in questionnaire order;
# - multiple choice: bit i for option i (31 at most), 0 for nothing ticked.
# A negative value is a kind of missing (see missing_codes()).

new_choice <- function(x, codes, labels, lang, class) {
  new_vctr(
    vec_cast(x, integer()),
    codes = codes, labels = labels, lang = lang, synthetic = FALSE,
    class = c(class, "tendensen_choice"), inherit_base_type = FALSE
  )
}

new_single_choice <- function(x, codes, labels, lang) {
  new_choice(x, codes, labels, lang, "tendensen_single_choice")
}

new_multiple_choice <- function(x, codes, labels, lang) {
  new_choice(x, codes, labels, lang, "tendensen_multiple_choice")
}

is_choice <- function(x) inherits(x, "tendensen_choice")
is_single_choice <- function(x) inherits(x, "tendensen_single_choice")
is_multiple_choice <- function(x) inherits(x, "tendensen_multiple_choice")

choice_codes <- function(x) attr(x, "codes")
# The code of each answer, NA where there is none.
codes_of <- function(x) choice_text(x, choice_codes(x))
choice_labels <- function(x, lang = attr(x, "lang")) attr(x, "labels")[[lang]]

#' Choose the language of labels
#'
#' @param x Responses, or one of their columns.
#' @param lang A language of the questionnaire, such as `"nl"`, `"fr"` or `"en"`.
#' @return `x`, printing and converting with labels in that language. The answers are the same.
#' @family responses
#' @export
#' @examples
#' head(set_language(respondents(), "en")$crisis_effect)
set_language <- function(x, lang) {
  if (is_choice(x)) return(set_choice_language(x, lang))
  if (!is.data.frame(x)) {
    abort(
      "{.arg x} must be responses or one of their columns, not {.obj_type_friendly {x}}.",
      "argument"
    )
  }
  columns <- vapply(x, is_choice, logical(1))
  x[columns] <- lapply(x[columns], set_choice_language, lang, call = rlang::current_env())
  questionnaire <- attr(x, "questionnaire")
  if (!is.null(questionnaire)) {
    questionnaire$settings$language <- lang
    attr(x, "questionnaire") <- questionnaire
  }
  x
}

set_choice_language <- function(x, lang, call = caller_env()) {
  check_one_of(lang, names(attr(x, "labels")), "lang", "language", call)
  attr(x, "lang") <- lang
  x
}

# Selected options of a multiple-choice vector: a logical matrix, a column an option.
ticks <- function(x) {
  data <- vec_data(x)
  data[data < 0] <- NA
  matrix(
    bitwAnd(rep(data, length(choice_codes(x))), rep(bit(seq_along(choice_codes(x))),
      each = length(data)
    )) != 0,
    nrow = length(data), dimnames = list(NULL, choice_codes(x))
  )
}

bit <- function(option) bitwShiftL(1L, option - 1L)

# Text of each answer, NA where there is none.
choice_text <- function(x, text, separator = "; ") {
  if (is_single_choice(x)) {
    data <- vec_data(x)
    return(text[ifelse(is.na(data) | data < 1, NA_integer_, data)])
  }
  sets <- vec_unique(vec_data(x))
  ticked <- ticks(vec_restore(sets, x))
  joined <- apply(ticked, 1, function(row) paste(text[which(row)], collapse = separator))
  joined[is.na(sets) | sets < 0] <- NA
  as.character(joined)[match(vec_data(x), sets)]
}

# vctrs ----------------------------------------------------------------------------------------

#' Single and multiple choice as vectors
#'
#' Columns of responses keep every language's labels and the kinds of missing. They print as labels,
#' compare with codes and with labels (`filter(country == "be")`; `%in%` compares with labels only),
#' convert with [as.character()], [as.factor()] (answers that occur), `forcats::as_factor()` (all options) and
#' [tibble::as_tibble()] (multiple choice: a logical column an option), and survive dplyr's verbs.
#' `is.na()` is `TRUE` for every kind of missing.
#'
#' @param x A column of responses.
#' @param ... Not used.
#' @return A factor with all options as levels; a tibble with a logical column for each option.
#' @name choice-vectors
#' @family responses
#' @examples
#' answers <- respondents()$country
#' table(as.factor(answers))
#' tibble::as_tibble(respondents()$agenda)
NULL

#' @export
vec_proxy_equal.tendensen_choice <- function(x, ...) {
  data <- vec_data(x)
  data[data < 0] <- NA
  data
}

#' @export
vec_ptype_abbr.tendensen_single_choice <- function(x, ...) "choice"

#' @export
vec_ptype_abbr.tendensen_multiple_choice <- function(x, ...) "choices"

#' @export
vec_ptype_full.tendensen_single_choice <- function(x, ...) "single_choice"

#' @export
vec_ptype_full.tendensen_multiple_choice <- function(x, ...) "multiple_choice"

#' @export
format.tendensen_choice <- function(x, ...) {
  text <- as.character(choice_text(x, choice_labels(x)))
  none <- is.na(text)
  text[none] <- kind_labels(missing_kind(x)[none])
  text[is.na(vec_data(x))] <- "<NA>"
  text
}

kind_labels <- function(kinds) {
  if (length(kinds) == 0) return(character())
  paste0("<", gsub("_", " ", kinds), ">")
}

#' @export
summary.tendensen_choice <- function(object, ...) {
  answers <- if (is_single_choice(object)) {
    table(choice_factor(object), dnn = NULL)
  } else {
    stats::setNames(colSums(ticks(object), na.rm = TRUE), choice_labels(object))
  }
  kinds <- table(missing_kind(object))
  kinds <- kinds[kinds > 0]
  c(answers, stats::setNames(as.integer(kinds), kind_labels(names(kinds))))
}

#' @export
obj_print_data.tendensen_choice <- function(x, ...) {
  if (vec_size(x) > 0) print(format(x), quote = FALSE)
  invisible(x)
}

common_choice <- function(x, y, ..., x_arg = "", y_arg = "") {
  if (!identical(choice_codes(x), choice_codes(y))) {
    stop_incompatible_type(x, y,
      x_arg = x_arg, y_arg = y_arg, details = "The two have different options."
    )
  }
  # What is partly made up is made up.
  attr(x, "synthetic") <- isTRUE(attr(x, "synthetic")) || isTRUE(attr(y, "synthetic"))
  vec_slice(x, 0L)
}

cast_choice <- function(x, to, ..., x_arg = "", to_arg = "") {
  if (!identical(choice_codes(x), choice_codes(to))) {
    stop_incompatible_cast(x, to,
      x_arg = x_arg, to_arg = to_arg, details = "The two have different options."
    )
  }
  vec_restore(vec_data(x), to)
}

#' @export
vec_ptype2.tendensen_single_choice.tendensen_single_choice <- common_choice
#' @export
vec_ptype2.tendensen_multiple_choice.tendensen_multiple_choice <- common_choice
#' @export
vec_ptype2.tendensen_single_choice.character <- function(x, y, ...) vec_slice(x, 0L)
#' @export
vec_ptype2.character.tendensen_single_choice <- function(x, y, ...) vec_slice(y, 0L)

#' @export
vec_cast.tendensen_single_choice.tendensen_single_choice <- cast_choice
#' @export
vec_cast.tendensen_multiple_choice.tendensen_multiple_choice <- cast_choice

#' @export
vec_cast.tendensen_single_choice.character <- function(x, to, ...) {
  option <- match_options(x, choice_codes(to), attr(to, "labels"))
  unknown <- unique(x[is.na(option) & !is.na(x)])
  if (length(unknown) > 0) {
    allowed <- choice_codes(to)
    hint <- nearest(unknown[[1]], c(allowed, choice_labels(to)))
    abort(c(
      "{.val {unknown}} {?is/are} neither a code nor a label of this question.",
      i = "Codes: {.val {allowed}}.",
      i = if (!is.null(hint)) "Nearest: {.val {hint}}."
    ), "code", env = rlang::current_env())
  }
  option[is.na(option)] <- missing_codes()[["no_answer"]]
  vec_restore(option, to)
}

#' @export
vec_cast.character.tendensen_single_choice <- function(x, to, ...) {
  choice_text(x, choice_labels(x))
}
#' @export
vec_cast.character.tendensen_multiple_choice <- function(x, to, ...) {
  choice_text(x, choice_labels(x))
}
#' @export
vec_cast.integer.tendensen_single_choice <- function(x, to, ...) vec_proxy_equal(x)
#' @export
vec_cast.integer.tendensen_multiple_choice <- function(x, to, ...) vec_proxy_equal(x)

#' @rdname choice-vectors
#' @rawNamespace S3method(forcats::as_factor, tendensen_single_choice)
as_factor.tendensen_single_choice <- function(x, ...) choice_factor(x)

choice_factor <- function(x) factor(choice_text(x, choice_labels(x)), choice_labels(x))

#' @rdname choice-vectors
#' @rawNamespace S3method(tibble::as_tibble, tendensen_multiple_choice)
as_tibble.tendensen_multiple_choice <- function(x, ...) tibble::as_tibble(ticks(x))

# Position of each value among the options, by code or else by label in any language; NA where it is
# none of them, or the label of different options in different languages.
match_options <- function(x, codes, labels) {
  names <- c(codes, unlist(labels))
  tier <- rep(0:1, c(length(codes), length(names) - length(codes)))
  found <- core_match_answers(x, names, rep_len(seq_along(codes), length(names)), tier)
  found[found %in% 0L] <- NA
  found
}
