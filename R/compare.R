#' Do groups answer differently?
#'
#' Every answer of every pair of groups: the difference in percentage points with an interval, and a
#' test. `summary()` tests each question as a whole; `column_letters()` gives the letters that users
#' of SPSS know from its custom tables.
#'
#' Respondents without a value of `by`, and groups that nobody is in, are left out. The base is
#' respondents who answered. Synthetic respondents get a warning (`tendensen_warning_synthetic`):
#' which of them gave which answer was drawn at random.
#'
#' @section Methods:
#' * The interval of a difference is Newcombe's hybrid score interval (Newcombe 1998, method 10),
#'   made of Wilson's two. It is not adjusted for the number of comparisons.
#' * `"chi-square"`: Pearson's test, without continuity correction.
#' * `"fisher"`: Fisher's exact test, where cells are small: of two answers by two groups when an
#'   expected count is below 5; of a larger table when one is below 1, or more than a fifth are
#'   below 5. The p-value of a larger table is by 9999 tables drawn with its margins, the same each
#'   time (standard error at most 0.005; fewer are drawn of more than 3000 respondents).
#' * `"rao-scott"`: with weights, whatever the cells: Pearson's test with the second-order
#'   correction of Rao and Scott (1984), as an F test, as `survey::svychisq()`; the interval takes
#'   the effective bases of Korn and Graubard, as [tabulate_responses()] does.
#' * No test (`NA`) where all gave the answer, or nobody did.
#' * `cramers_v`: Cramér's V, 0 (no association) to 1; of weighted shares with weights.
#' * Options of multiple choice are tested one by one: ticked against not ticked. They are never
#'   taken to exclude each other, and there is no test of such a question as a whole.
#' * `p_adjusted` is adjusted for all tests of the table (or of the summary) together.
#'
#' @inheritParams tabulate_responses
#' @param by Name of one column that makes the groups; see [tabulate_responses()].
#' @param conf_level Level of the intervals; a difference is significant where the adjusted p-value
#'   is below `1 - conf_level`.
#' @param adjust How p-values are adjusted for many comparisons: one of [stats::p.adjust.methods].
#' @return A tibble of class `tendensen_groups`, one row an item, option and pair of groups:
#'   * `question` chr; `item`, `option` fct; `item_code`, `option_code` chr, as in
#'     [tabulate_responses()];
#'   * `group_1`, `group_2` fct: values of `by`;
#'   * `n_1`, `base_1`, `n_2`, `base_2` int: respondents; `percent_1`, `percent_2` dbl, 0-100,
#'     weighted where there are weights;
#'   * `difference` dbl: `percent_1 - percent_2`, percentage points; `conf_low`, `conf_high` dbl;
#'   * `test` chr; `statistic`, `df`, `df_error` dbl (X^2 with `df`; F with both; `NA` for
#'     Fisher's); `p_value`, `p_adjusted`, `cramers_v` dbl;
#'   * `higher` fct: the group whose percentage is significantly higher, `NA` for neither.
#'
#'   `summary()`: a tibble, one row an item of a single-choice question (all options by all groups)
#'   or an option of multiple choice (by all groups): `question`, `item`, `item_code`, `option`,
#'   `option_code` (`NA` for single choice), `groups` int, `base` int, and the columns of the test.
#'
#'   `column_letters()`: a tibble, one row an item, option and group: `question`, `item`, `option`,
#'   `item_code`, `option_code`, `group` fct, `letter` chr (A, B, ...), `n`, `base` int, `percent`
#'   dbl, `higher_than` chr: letters of the groups whose percentage is significantly lower, such as
#'   `"B C"`, or `""`.
#' @family tables
#' @export
#' @examples
#' set.seed(1)
#' answers <- as_responses(
#'   data.frame(
#'     group = rep(c("business", "providers"), each = 60),
#'     crisis_effect = sample(c("opportunities", "difficulties"), 120, replace = TRUE)
#'   ),
#'   questionnaire(2021)
#' )
#' differences <- compare_groups(answers, "crisis_effect", by = "group", lang = "en")
#' differences
#' summary(differences)
#' column_letters(differences)
compare_groups <- function(responses, question, by, weights = NULL, conf_level = 0.95,
                           adjust = "holm", lang = NULL) {
  questionnaire <- responses_questionnaire(responses)
  row <- question_row(questionnaire, question)
  lang <- lang %||% questionnaire$settings$language
  check_lang(lang, questionnaire)
  check_probability(conf_level, "conf_level")
  check_one_of(adjust, stats::p.adjust.methods, "adjust", "argument")
  check_options(row)
  check_column(responses, by, "by")
  weights <- check_weights(weights, responses)
  groups <- cross_groups(responses, by, lang)
  call <- rlang::current_env()
  items <- question_items(questionnaire, question)
  options <- list_options(questionnaire, row$list)
  if (by %in% answer_columns(questionnaire, question)) {
    abort("{.arg by} must be another column than those of {.arg question}, {.val {question}}.",
      "column",
      env = rlang::current_env()
    )
  }
  counts <- lapply(items$column, function(column) {
    count <- item_counter(responses, column, row, options, groups, "answered", call)
    list(plain = count(weights), squares = if (length(weights) > 0) count(weights^2))
  })
  kept <- compared_groups(counts, groups, by, question, call)
  labels <- list(
    item = if (row$grid) survey_labels(questionnaire, items$row, lang),
    item_code = if (row$grid) items$column,
    option = choice_sheet_labels(questionnaire, options$row, lang),
    group = as.character(groups$keys[[by]])[kept]
  )
  shares <- group_shares(counts, kept, question, labels, options$code)
  warn_synthetic(responses, "Differences between groups of them")
  weighted <- length(weights) > 0
  new_result(
    compare_pairs(shares, length(kept), weighted, conf_level, adjust), "groups",
    title = survey_labels(questionnaire, row$row, lang),
    base_kind = "answered", conf_level = conf_level, method = "newcombe", adjust = adjust,
    by = by, lang = lang, weighted = weighted, synthetic = is_synthetic(responses),
    tests = test_questions(shares, length(kept), row$type, weighted, adjust)
  )
}

# Which groups take part: those with respondents. Each must have two answers at least.
compared_groups <- function(counts, groups, by, question, call) {
  labels <- as.character(groups$keys[[by]])
  kept <- which(!is.na(labels) & tabulate(groups$index + 1L, groups$n) > 0)
  if (length(kept) < 2) {
    abort(c(
      "{.arg by} must make two groups at least to compare.",
      x = "The respondents have {length(kept)} value{?s} of {.val {by}}."
    ), "groups", call = call, env = rlang::current_env())
  }
  for (part in counts) {
    base <- part$plain$base$n[kept]
    if (sum(base) == 0) {
      abort("Nobody answered {.val {question}}: there is nothing to compare.", "question",
        call = call, env = rlang::current_env()
      )
    }
    weightless <- !is.null(part$squares) & part$plain$base$weighted[kept] <= 0
    few <- which(base < 2 | weightless)
    if (length(few) > 0) {
      abort(c(
        "Each group of {.val {by}} needs two respondents at least who answered {.val {question}}.",
        x = paste0(
          "{.val {labels[kept][few[1]]}} has {base[few[1]]}",
          if (base[few[1]] >= 2) ", all with weight 0", "."
        ),
        i = "Leave the group out, or merge it with another by {.fun recode_responses}."
      ), "groups", call = call, env = rlang::current_env())
    }
  }
  kept
}

# One row an item, option and group, groups fastest. Sums are of weights, or counts without them.
group_shares <- function(counts, kept, question, labels, codes) {
  one_item <- function(i) {
    plain <- counts[[i]]$plain
    squares <- counts[[i]]$squares
    part <- if (is.null(squares)) "n" else "weighted"
    cells <- function(x, part) as.vector(t(x$options[[part]][, kept, drop = FALSE]))
    bases <- function(x, part) rep(x$base[[part]][kept], length(codes))
    sum_n <- cells(plain, part)
    sum_base <- bases(plain, part)
    of_options <- function(x, levels = unique(x)) factor(rep(x, each = length(kept)), levels)
    tibble(
      question = question,
      item = factor(labels$item[i] %||% NA, unique(labels$item)),
      option = of_options(labels$option),
      item_code = labels$item_code[i] %||% NA_character_,
      option_code = as.character(of_options(codes)),
      group = factor(rep(labels$group, length(codes)), labels$group),
      n = as.integer(cells(plain, "n")), base = as.integer(bases(plain, "n")),
      sum_n = sum_n, sum_base = sum_base,
      squares_n = cells(squares %||% plain, part), squares_base = bases(squares %||% plain, part),
      percent = 100 * sum_n / sum_base
    )
  }
  vec_rbind(!!!lapply(seq_along(counts), one_item))
}

share_keys <- c("question", "item", "option", "item_code", "option_code")

compare_pairs <- function(shares, n_groups, weighted, conf_level, adjust) {
  pairs <- utils::combn(n_groups, 2)
  starts <- rep(seq(0, nrow(shares) - 1, by = n_groups), each = ncol(pairs))
  first <- shares[starts + pairs[1, ], ]
  second <- shares[starts + pairs[2, ], ]
  sums <- function(x) {
    as.matrix(x[c("sum_n", "sum_base", "squares_n", "squares_base", "base")])
  }
  found <- from_core(core_compare_shares(sums(first), sums(second), weighted, conf_level))
  tests <- adjusted(tibble(!!!found$tests), adjust)
  significant <- !is.na(tests$p_adjusted) & tests$p_adjusted < 1 - conf_level
  higher <- ifelse(found$difference > 0, as.integer(first$group), as.integer(second$group))
  vec_cbind(
    first[share_keys],
    tibble(
      group_1 = first$group, group_2 = second$group,
      n_1 = first$n, base_1 = first$base, percent_1 = first$percent,
      n_2 = second$n, base_2 = second$base, percent_2 = second$percent,
      difference = found$difference, conf_low = found$conf_low, conf_high = found$conf_high
    ),
    tests,
    higher = factor(levels(shares$group)[ifelse(significant, higher, NA)], levels(shares$group))
  )
}

adjusted <- function(tests, adjust) {
  tests$p_adjusted <- stats::p.adjust(tests$p_value, adjust)
  tests[c("test", "statistic", "df", "df_error", "p_value", "p_adjusted", "cramers_v")]
}

# Single choice: a test an item, of all its options. Multiple choice: a test an option.
test_questions <- function(shares, n_groups, type, weighted, adjust) {
  # Sums of weights may differ from themselves in the last digits.
  rest <- function(base, n) ifelse(base - n > 1e-12 * base, base - n, 0)
  multiple <- type == "multiple"
  tables <- if (multiple) shares$option_code else paste(shares$item_code)
  tested <- lapply(split(shares, factor(tables, unique(tables))), function(x) {
    table <- function(n, base) {
      if (multiple) cbind(n, rest(base, n)) else matrix(n, n_groups)
    }
    respondents <- sum(x$base[seq_len(n_groups)])
    test <- from_core(core_test_table(
      table(x$sum_n, x$sum_base), if (weighted) table(x$squares_n, x$squares_base) else numeric(),
      respondents
    ))
    keys <- x[1, share_keys]
    if (!multiple) keys[c("option", "option_code")] <- list(keys$option[NA], NA_character_)
    vec_cbind(keys, tibble(groups = n_groups, base = respondents, !!!test))
  })
  tests <- vec_rbind(!!!unname(tested))
  vec_cbind(tests[c(share_keys, "groups", "base")], adjusted(tests, adjust))
}

#' @export
summary.tendensen_groups <- function(object, ...) {
  new_result(attr(object, "tests"), "group_tests",
    base_kind = "answered", synthetic = attr(object, "synthetic"), adjust = attr(object, "adjust")
  )
}

#' @rdname compare_groups
#' @param x What `compare_groups()` gave, all its rows.
#' @export
column_letters <- function(x) {
  if (!inherits(x, "tendensen_groups")) {
    abort(c(
      "{.arg x} must be what {.fun compare_groups} gives, not {.obj_type_friendly {x}}."
    ), "argument", env = rlang::current_env())
  }
  side <- function(i) {
    columns <- paste0(c("group", "n", "base", "percent"), "_", i)
    rlang::set_names(as.list(x)[c(share_keys, columns)], c(share_keys, sub("_.$", "", columns)))
  }
  cells <- vec_unique(vec_rbind(tibble(!!!side(1)), tibble(!!!side(2))))
  cells <- cells[order(
    as.integer(cells$item), as.integer(cells$option), as.integer(cells$group)
  ), ]
  cells$letter <- column_letter(as.integer(cells$group))
  lower <- ifelse(x$higher == x$group_1, as.integer(x$group_2), as.integer(x$group_1))
  key <- function(item, option, group) paste(item, option, group, sep = "\r")
  beaten <- split(
    column_letter(lower)[!is.na(lower)],
    key(x$item_code, x$option_code, x$higher)[!is.na(lower)]
  )
  own <- beaten[key(cells$item_code, cells$option_code, cells$group)]
  cells$higher_than <- vapply(unname(own), paste, "", collapse = " ")
  new_result(
    cells[c(share_keys, "group", "letter", "n", "base", "percent", "higher_than")], "letters",
    base_kind = "answered", synthetic = attr(x, "synthetic")
  )
}

# A to Z, then AA, AB, ...
column_letter <- function(i) {
  before <- (i - 1) %/% 26
  paste0(ifelse(before > 0, c(LETTERS, "")[pmax(before, 1)], ""), LETTERS[(i - 1) %% 26 + 1])
}
