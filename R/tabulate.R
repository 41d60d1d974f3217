#' Count the answers to a question
#'
#' @param responses Responses; see [respondents()] and [as_responses()]. A grouped data frame is
#'   counted by its groups.
#' @param question Name of one question. A grid gives the counts of all its items.
#' @param by Names of columns to cross: single-choice questions, or other columns of text, factors,
#'   whole numbers or logicals. Each combination is a group, also when nobody is in it. A respondent
#'   without a value is in a group of its own (`NA`).
#' @param weights `NULL`, the name of a column, or one weight a respondent: finite, not negative.
#' @param base Who the percentages are of:
#'   * `"answered"` (default): respondents with an answer;
#'   * `"asked"`: those and who left it open, said "don't know" or "not applicable" where that
#'     counts as missing, or whose answer is suppressed;
#'   * `"all"`: every respondent, also who was not shown the question;
#'   * `"mentions"`: ticks, not respondents (multiple choice only).
#' @param conf_level Level of the intervals, between 0 and 1.
#' @param lang Language of the labels; default: that of the questionnaire.
#' @param missing `TRUE` adds a row for each kind of missing after the options, with its name as
#'   `option_code`. Its percentage is `NA` where the base does not count it.
#' @param method How the interval of a percentage is computed; see Intervals below.
#' @return A tibble of class `tendensen_table`, one row a group, item and option, in questionnaire
#'   order, nothing rounded:
#'   * `question` chr; the `by` columns, as they are in `responses`;
#'   * `item`, `option` fct: labels, empty ones kept; `item_code`, `option_code` chr: the same in
#'     every language; `item` is `NA` outside grids;
#'   * `n` int, respondents; `base` int, what `percent` is of;
#'   * `percent` dbl, 0-100, `NA` where the base is 0;
#'   * `conf_low`, `conf_high` dbl: the interval of `percent`, 0-100, `NA` where the base is 0;
#'   * with weights also `n_weighted`, `base_weighted` dbl; `percent` is of these.
#'
#'   Options of multiple choice add up to more than 100. Attributes: `conf_level`, `method`.
#' @section Intervals:
#' They are of the percentage of all whom the respondents stand for, as if those were drawn
#' independently; the printed table says when the respondents are synthetic, of whom an interval
#' says nothing.
#' * `"wilson"` (default): the score interval (Wilson 1927).
#' * `"clopper_pearson"`: the exact interval, never below its level, and wide.
#' * `"jeffreys"`: quantiles of Beta(n + 1/2, base - n + 1/2); it ends at 0 or 100 where `percent`
#'   does.
#' * `"agresti_coull"`: Wald's interval after adding z^2 / 2 successes and as many failures.
#' * `"linearisation"`: on the logit scale, by the variance of a ratio of two sums (Taylor
#'   linearisation) and Student's t with `base - 1` degrees of freedom, as
#'   `survey::svyciprop(method = "xlogit")`. `NA` at 0 and 100 and for a base of 1.
#'
#' With weights, the first four take the effective base of Korn and Graubard (1998),
#' p (1 - p) / v, where v is the variance of p by linearisation; at 0 and 100, where nothing varies,
#' Kish's `(sum w)^2 / sum w^2`. `"clopper_pearson"` is then the interval of Korn and Graubard.
#' Equal weights give the interval without weights: v has no factor `base / (base - 1)`, unlike that
#' of `survey::svyciprop(method = "beta")`.
#'
#' For the base `"mentions"`, whose ticks are not independent, the interval is `NA`.
#' @family tables
#' @export
#' @examples
#' tabulate_responses(respondents(), "crisis_effect", by = "group")
#' tabulate_responses(respondents(), "agenda", base = "mentions", lang = "en")
tabulate_responses <- function(responses, question, by = NULL, weights = NULL, base = "answered",
                               conf_level = 0.95, lang = NULL, missing = FALSE,
                               method = "wilson") {
  questionnaire <- responses_questionnaire(responses)
  row <- question_row(questionnaire, question)
  lang <- lang %||% questionnaire$settings$language
  check_lang(lang, questionnaire)
  check_base(base, row)
  check_probability(conf_level, "conf_level")
  check_one_of(method, names(interval_words), "method", "argument")
  check_flag(missing, "missing")
  check_options(row)
  weights <- check_weights(weights, responses)
  groups <- cross_groups(responses, by %||% group_names(responses), lang)
  design <- list(
    groups = groups, weights = weights, base = base, conf_level = conf_level, method = method,
    call = rlang::current_env()
  )
  items <- question_items(questionnaire, question)
  counted <- lapply(seq_len(nrow(items)), function(i) {
    count_item(responses, items$column[i], row, questionnaire, lang, design, missing)
  })
  table <- vec_rbind(!!!counted)
  n_item <- nrow(counted[[1]])
  item_labels <- survey_labels(questionnaire, items$row, lang)
  item_labels <- if (row$grid) item_labels else NA_character_
  table$item <- factor(rep(item_labels, each = n_item), unique(stats::na.omit(item_labels)))
  table$item_code <- rep(if (row$grid) items$column else NA_character_, each = n_item)
  columns <- c(
    "item", "option", "item_code", "option_code", "n", "base", "percent", "conf_low", "conf_high",
    if (length(weights) > 0) c("n_weighted", "base_weighted")
  )
  new_result(
    vec_cbind(tibble(question = rep(question, nrow(table))), table$by, table[columns]),
    "table",
    title = survey_labels(questionnaire, row$row, lang),
    base_kind = base, conf_level = conf_level, method = method,
    synthetic = is_synthetic(responses), lang = lang, weighted = length(weights) > 0
  )
}

group_names <- function(responses) {
  setdiff(names(attr(responses, "groups")), ".rows")
}

check_flag <- function(x, arg, call = caller_env()) {
  if (rlang::is_bool(x)) return(invisible(x))
  abort("{.arg {arg}} must be `TRUE` or `FALSE`.", "argument",
    call = call, env = rlang::current_env()
  )
}

check_options <- function(row, arg = "question", call = caller_env()) {
  if (row$type %in% c("single", "multiple")) return(invisible(row))
  abort(c(
    "{.arg {arg}} must be a question with options to count.",
    x = "{.val {row$question}} is of type {row$type}."
  ), "question", call = call, env = rlang::current_env())
}

check_base <- function(base, row, call = caller_env()) {
  allowed <- c("answered", "asked", "all", if (row$type == "multiple") "mentions")
  check_one_of(base, allowed, "base", "base", call)
}

check_column <- function(responses, column, arg, call = caller_env()) {
  check_one_of(column, names(responses), arg, "column", call)
}

# Numeric weights, or an empty vector for none.
check_weights <- function(weights, responses, call = caller_env()) {
  if (is.null(weights)) return(numeric())
  if (rlang::is_string(weights)) {
    check_column(responses, weights, "weights", call)
    weights <- responses[[weights]]
  }
  if (inherits(weights, "tendensen_weights")) weights <- as.double(weights)
  bad <- function(...) {
    abort(c(...), "weights", call = call, env = rlang::caller_env())
  }
  if (!is.numeric(weights) || is.object(weights)) {
    bad("{.arg weights} must be numbers, not {.obj_type_friendly {weights}}.")
  }
  if (length(weights) != nrow(responses)) {
    bad(
      "{.arg weights} must have one weight a respondent: {nrow(responses)}, not {length(weights)}."
    )
  }
  wrong <- which(!is.finite(weights) | weights < 0)
  if (length(wrong) > 0) {
    bad(
      "{.arg weights} must be finite and not negative.",
      x = "Invalid at {cli::qty(length(wrong))}location{?s} {utils::head(wrong, 5)}:
        {.val {utils::head(weights[wrong], 5)}}."
    )
  }
  if (length(weights) > 0 && sum(weights) == 0) bad("{.arg weights} must not all be 0.")
  as.double(weights)
}

# Respondents by the combinations of some columns: `index` from 0, `n`, and `keys`, a row a group.
cross_groups <- function(responses, by, lang, call = caller_env()) {
  if (!is.character(by) && length(by) > 0) {
    abort("{.arg by} must be names of columns, not {.obj_type_friendly {by}}.", "column",
      call = call, env = rlang::current_env()
    )
  }
  index <- rep(0L, nrow(responses))
  n <- 1
  keys <- list()
  for (name in unique(by)) {
    check_column(responses, name, "by", call)
    if (name %in% table_columns) {
      abort(c(
        "{.arg by} cannot hold {.val {name}}: the table has a column of that name.",
        i = "Rename the column first."
      ), "column", call = call, env = rlang::current_env())
    }
    x <- responses[[name]]
    if (is_choice(x)) x <- set_choice_language(x, lang, call)
    if (is.double(x)) x[is.nan(x)] <- NA
    values <- group_values(x, name, call)
    index <- index * vec_size(values) + vec_match(x, values) - 1L
    n_before <- n
    n <- n * vec_size(values)
    if (n > 1e6) {
      abort(c(
        "Crossing {.val {by}} gives more than a million groups.",
        i = "Choose fewer columns in {.arg by}, or coarser ones."
      ), "column", call = call, env = rlang::current_env())
    }
    keys <- lapply(keys, function(key) vec_rep_each(key, vec_size(values)))
    keys <- c(keys, list2(!!name := values))
    keys[[length(keys)]] <- vec_rep(values, n_before)
  }
  if (n == 0) index <- integer()
  list(index = as.integer(index), n = as.integer(n), keys = tibble(!!!keys, .rows = n))
}

table_columns <- c(
  "question", "item", "option", "item_code", "option_code", "n", "base", "percent", "conf_low",
  "conf_high", "n_weighted", "base_weighted"
)

# Every value that a column can have, in order, NA last where it occurs.
group_values <- function(x, name, call) {
  values <- if (is_single_choice(x)) {
    vec_restore(seq_along(choice_codes(x)), x)
  } else if (is.factor(x)) {
    factor(levels(x), levels(x))
  } else if ((is.character(x) || is.logical(x) || is.numeric(x)) && !is.object(x)) {
    vec_sort(vec_unique(x[!is.na(x)]))
  } else {
    abort(c(
      "The column {.val {name}} in {.arg by} cannot make groups.",
      i = "Use a single-choice question or a column of text, factors, numbers or logicals."
    ), "column", call = call, env = rlang::current_env())
  }
  if (anyNA(x)) vec_c(values, vec_init(x, 1)) else values
}

# The counts of one item: a row a group and option.
count_item <- function(responses, column, row, questionnaire, lang, design, missing) {
  groups <- design$groups
  options <- list_options(questionnaire, row$list)
  count <- item_counter(responses, column, row, options, groups, design$base, design$call)
  weighted <- length(design$weights) > 0
  counts <- count(design$weights)
  squares <- if (weighted) count(design$weights^2)
  kinds <- if (missing) names(missing_codes())
  labels <- choice_sheet_labels(questionnaire, options$row, lang)
  # An option may have the label `no_answer`, and not be missing.
  kind_names <- if (missing) ifelse(kinds %in% labels, kind_labels(kinds), kinds)
  n_rows <- length(labels) + length(kinds)
  cells <- function(counts, part) {
    as.vector(rbind(counts$options[[part]], if (missing) counts$missing[[part]]))
  }
  bases <- function(counts, part) rep(as.vector(counts$base[[part]]), each = n_rows)
  table <- tibble(
    by = vec_rep_each(groups$keys, n_rows),
    option = factor(rep(c(labels, kind_names), groups$n), c(labels, kind_names)),
    option_code = rep(c(options$code, kinds), groups$n),
    n = as.integer(cells(counts, "n")), base = as.integer(bases(counts, "n")),
    n_weighted = cells(counts, "weighted"), base_weighted = bases(counts, "weighted")
  )
  part <- if (weighted) "weighted" else "n"
  n <- cells(counts, part)
  base <- bases(counts, part)
  in_base <- c(rep(TRUE, length(labels)), kinds_in_base(kinds, design$base))
  base[base <= 0 | !rep(in_base, groups$n)] <- NA
  table$percent <- 100 * n / base
  if (design$base == "mentions") base[] <- NA
  bounds <- percent_interval(
    n, base, design$conf_level, design$method,
    if (weighted) cells(squares, part) else n, if (weighted) bases(squares, part) else base,
    table$base
  )
  vec_cbind(table, bounds)
}

# A function of weights that counts the answers to one item, as core_tabulate() gives them.
item_counter <- function(responses, column, row, options, groups, base, call) {
  multiple <- row$type == "multiple"
  names <- bit_columns(column, if (multiple) nrow(options) else 0)
  absent <- setdiff(names, names(responses))
  if (length(absent) > 0) {
    abort("The responses have no column {.val {absent}}.", "column",
      call = call, env = rlang::current_env()
    )
  }
  data <- lapply(seq_along(names), function(i) {
    codes <- options$code
    if (multiple) codes <- codes[seq(31 * (i - 1) + 1, min(31 * i, length(codes)))]
    vec_data(check_answers(responses[[names[i]]], column, codes, multiple, call))
  })
  function(weights) {
    from_core(core_tabulate(
      unname(data), multiple, nrow(options), groups$index, groups$n, weights, base, threads()
    ), call)
  }
}

check_answers <- function(x, column, codes, multiple, call) {
  right <- if (multiple) is_multiple_choice(x) else is_single_choice(x)
  if (right && identical(choice_codes(x), codes)) return(x)
  abort(c(
    "The column {.val {column}} no longer holds the answers to its question.",
    i = "It is {.obj_type_friendly {x}}; read it again with {.fun as_responses}."
  ), "column", call = call, env = rlang::current_env())
}

# Which kinds of missing does the base count?
kinds_in_base <- function(kinds, base) {
  base == "all" | (base == "asked" & seq_along(kinds) >= match("no_answer", kinds, 0))
}

threads <- function() {
  as.integer(getOption("tendensen.threads", 2L))
}
