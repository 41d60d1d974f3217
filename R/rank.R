#' Which ranks are certain?
#'
#' The options of a question in the order of how many chose them, with a confidence set for each
#' rank. The sets hold together: with probability `conf_level` all true ranks of a group are in
#' their sets.
#'
#' Two options whose order the survey does not settle can have each other's place. An option ranked
#' second of ten, with a set from 1 to 5, may be anything from the first to the fifth.
#'
#' @section Methods:
#' * `"exact"` (default for single choice): for each pair of options, the sign test among the
#'   respondents who chose one of them and not the other, with Holm's correction for the number of
#'   ordered pairs. Its level is kept in any sample (Bazylik, Mogstad, Romano, Shaikh and Wilhelm
#'   2021, for multinomial data). For multiple choice it is McNemar's exact test, and holds as well.
#' * `"bootstrap"` (default for multiple choice): respondents are drawn again with replacement,
#'   which keeps the dependence between the options that they tick; the largest difference, in its
#'   own standard errors, of all pairs that are not yet settled gives the critical value, step by
#'   step (Mogstad, Romano, Shaikh and Wilhelm 2024). Its level is that of large samples. Two
#'   options that no respondent tells apart are never settled.
#'
#' Respondents are taken as a simple random sample from a population much larger than it. Equal
#' numbers share the better rank.
#'
#' `rank_agreement()` compares the order in two groups: Kendall's tau-b, 1 for the same order and -1
#' for the reverse. Its interval has every value that it can have in the field when only those pairs
#' of options are taken as known whose order the exact sets settle in both groups. A bootstrap
#' interval of tau-b is shorter and wrong: options that are close together change places in every
#' draw.
#'
#' @param responses Responses; see [respondents()] and [as_responses()].
#' @param question Name of one question. Of a grid, the options of each item are ranked.
#' @param by Names of columns to cross; see [tabulate_responses()]. For `rank_agreement()`, the name
#'   of one column.
#' @param conf_level Level of the confidence sets, between 0 and 1.
#' @param method `"exact"`, `"bootstrap"`, or `NULL` for the default of the question's type.
#' @param n Number of bootstrap replicates, 2 to 100000.
#' @param seed A whole number for the bootstrap; `NULL` draws one from R's random number generator.
#' @param lang Language of the labels; default: that of the questionnaire.
#' @return `rank_options()`: a tibble of class `tendensen_rank`, one row a group, item and option,
#'   the first rank first: `question` chr; the `by` columns; `item`, `option` fct, `item_code`,
#'   `option_code` chr; `n`, `base` int, respondents (base: who answered); `percent` dbl; `rank`
#'   int, 1 for the most; `rank_low`, `rank_high` int, the best and the worst rank in the confidence
#'   set. A combination of `by` without any respondent has `NA` ranks.
#'
#'   `rank_agreement()`: a tibble with a row a pair of groups (and item): `question`, `item`,
#'   `item_code`; `group_1`, `group_2` chr, labels; `base_1`, `base_2` int; `tau_b`, `conf_low`,
#'   `conf_high` dbl (`tau_b` is `NA` where all options of a group are equal); `pairs` int, pairs of
#'   options; `same`, `reversed` int, those that are settled to stand in the same order in both
#'   groups, and in reverse order.
#' @references Mogstad, M., Romano, J. P., Shaikh, A. M. and Wilhelm, D. (2024). Inference for Ranks
#'   with Applications to Mobility across Neighbourhoods and Academic Achievement across Countries.
#'   *Review of Economic Studies* 91.
#'
#'   Bazylik, S., Mogstad, M., Romano, J. P., Shaikh, A. M. and Wilhelm, D. (2021). Finite- and
#'   large-sample inference for ranks using multinomial data with an application to ranking
#'   political parties. NBER Working Paper 29519.
#' @family ranks
#' @export
#' @examples
#' suppressWarnings(rank_options(respondents(), "agenda", by = "group", seed = 1, lang = "en"))
#' suppressWarnings(rank_agreement(respondents(), "agenda", by = "group"))
rank_options <- function(responses, question, by = NULL, conf_level = 0.95, method = NULL, n = 1000,
                         seed = NULL, lang = NULL) {
  questionnaire <- responses_questionnaire(responses)
  row <- question_row(questionnaire, question)
  check_probability(conf_level, "conf_level")
  method <- method %||% if (row$type == "multiple") "bootstrap" else "exact"
  check_one_of(method, c("exact", "bootstrap"), "method", "argument")
  check_number(n, "n", 2, 1e5, whole = TRUE)
  check_free(by, c("rank", "rank_low", "rank_high"))
  table <- answer_table(responses, question, by, lang)
  group_columns <- by_columns(table)
  n_options <- nrow(list_options(questionnaire, row$list))
  first <- seq(1, nrow(table), by = n_options)
  check_bases(table$base[first], table[first, ], 2, question)
  seed <- if (method == "bootstrap") new_seed(seed) else 0L
  warn_synthetic(responses)
  by <- by %||% group_names(responses)
  groups <- cross_groups(responses, by, questionnaire$settings$language)
  items <- item_answers(question, responses, questionnaire)
  n_draws <- if (method == "bootstrap") n else 0L
  sets <- lapply(items, rank_sets, groups, conf_level, n_draws, seed, rlang::current_env())
  sets <- do.call(rbind, sets)
  table[c("rank", "rank_low", "rank_high")] <- list(sets[, 1], sets[, 2], sets[, 3])
  order <- order(rep(seq_along(first), each = n_options), table$rank)
  new_result(
    tibble::as_tibble(table)[order, c(
      "question", group_columns, "item", "option", "item_code", "option_code", "n", "base",
      "percent", "rank", "rank_low", "rank_high"
    )],
    "rank",
    title = attr(table, "title"),
    base_kind = "answered", conf_level = conf_level, method = method, lang = attr(table, "lang"),
    synthetic = is_synthetic(responses), seed = if (method == "bootstrap") seed
  )
}

# Of one item: a row a group and option.
rank_sets <- function(item, groups, conf_level, n_draws, seed, call) {
  answered <- !is.na(item$columns[[1]]) & item$columns[[1]] >= 0
  sets <- lapply(seq_len(groups$n) - 1L, function(group) {
    rows <- which(answered & groups$index == group)
    if (length(rows) == 0) return(matrix(NA_integer_, item$n_options, 3))
    own <- item
    own$columns <- lapply(item$columns, `[`, rows)
    from_core(core_rank_sets(own, conf_level, n_draws, seed, threads()), call)
  })
  do.call(rbind, sets)
}

#' @rdname rank_options
#' @export
rank_agreement <- function(responses, question, by, conf_level = 0.95, lang = NULL) {
  if (!rlang::is_string(by)) {
    abort("{.arg by} must be the name of one column, not {.obj_type_friendly {by}}.", "column",
      env = rlang::current_env()
    )
  }
  check_probability(conf_level, "conf_level")
  questionnaire <- responses_questionnaire(responses)
  table <- answer_table(responses, question, by, lang)
  known <- table$respondents > 0 & !is.na(table[[by]])
  table <- table[known, ]
  check_bases(table$base, table, 2, question)
  keys <- vec_unique(table[[by]])
  if (vec_size(keys) < 2) {
    abort("{.arg by} must give two groups or more, not {vec_size(keys)}.", "base")
  }
  warn_synthetic(responses)
  items <- item_answers(question, responses, questionnaire)
  codes <- unique(table$item_code)
  pairs <- utils::combn(vec_size(keys), 2)
  cells <- expand.grid(pair = seq_len(ncol(pairs)), item = seq_along(items))
  rows <- lapply(seq_len(nrow(cells)), function(i) {
    item <- items[[cells$item[i]]]
    sides <- lapply(pairs[, cells$pair[i]], function(key) {
      answered <- !is.na(item$columns[[1]]) & item$columns[[1]] >= 0
      own <- which(answered & vec_in(responses[[by]], keys[key]))
      item$columns <- lapply(item$columns, `[`, own)
      item
    })
    agreement_row(sides, format(keys[pairs[, cells$pair[i]]]), conf_level)
  })
  first <- match(codes, table$item_code)[cells$item]
  new_result(
    vec_cbind(
      tibble::as_tibble(table)[first, c("question", "item", "item_code")], vec_rbind(!!!rows)
    ),
    "rank_agreement",
    base_kind = "answered", conf_level = conf_level, synthetic = is_synthetic(responses)
  )
}

agreement_row <- function(sides, names, conf_level) {
  found <- from_core(core_rank_agreement(sides[[1]], sides[[2]], conf_level), caller_env(3))
  found[is.nan(found)] <- NA
  n <- vapply(sides, function(side) length(side$columns[[1]]), integer(1))
  tibble(
    group_1 = names[1], group_2 = names[2], base_1 = n[1], base_2 = n[2], tau_b = found[1],
    conf_low = found[2], conf_high = found[3], pairs = as.integer(found[4]),
    same = as.integer(found[5]), reversed = as.integer(found[6])
  )
}

# A table of counts with the number of respondents in each group, whether they answered or not.
answer_table <- function(responses, question, by, lang, call = caller_env()) {
  check_free(by, "respondents", call)
  table <- tabulate_responses(responses, question, by, lang = lang)
  table$respondents <- tabulate_responses(responses, question, by, base = "all", lang = lang)$base
  table
}

# A group with respondents and fewer than `least` answers cannot be judged, nor a question without
# any.
check_bases <- function(n, table, least, question, call = caller_env()) {
  wrong <- n < least & table$respondents > 0
  if (any(n > 0) && !any(wrong)) return(invisible())
  if (all(n == 0)) {
    abort("Nobody answered {.val {question}}.", "base", call = call, env = rlang::current_env())
  }
  first <- which(wrong)[1]
  group <- group_text(table[first, c(by_columns(table), "item")])
  answers <- n[first]
  abort(c(
    "Every group must have {least} answer{?s} or more to {.val {question}}.",
    x = "{.val {group}} has {answers}.",
    i = "Leave the group out, or choose coarser groups in {.arg by}."
  ), "base", call = call, env = rlang::current_env())
}

group_text <- function(keys) {
  text <- vapply(keys, format, character(1))
  paste(trimws(text[!vapply(keys, is.na, logical(1))]), collapse = ", ")
}
