#' The claims of a conclusion, with a verdict each
#'
#' Every statement of the report that is quantitative, comparative, a ranking, a trend or a net, held
#' against the figures: those that the report prints, or those computed from responses.
#'
#' @section Verdicts:
#' A percentage printed as 47 can be anything from 46.5 up to 47.5. A claim `holds` when it is true for
#' every value that prints so, is `contradicted` when it is true for none, and `not testable` when it is
#' true for some only, or when the report does not print what it rests on. Cells are taken as
#' independent: a claim whose truth hangs on their adding up to 100 can be not testable, never wrong.
#'
#' @section Relations:
#' * `equals`: the cell prints as the claimed number; `sum`: several exclusive options together do;
#' * `about`: the cell lies in the interval of a verbal quantity (see [quantities()]);
#' * `at least`, `at most`, `more than`, `less than`: against a number, or the lower (for the first
#'   and third) or upper end of a verbal quantity, or another cell;
#' * `larger`: more than another cell, such as the same one of the other group;
#' * `difference`: left minus right prints as the claimed number of points;
#' * `ratio`: left divided by right is below or above a number, or within 0.5 of it ("about");
#' * `change`: left against the same cell of an earlier edition is `up`, `down`, or the `same` within 3
#'   points;
#' * `rank`: the place of an option among the options of its question (of an item among the items of
#'   its grid); equal ones share the better place;
#' * `order`: no two options stand in opposite orders in the two groups; `observed` is Kendall's tau-b;
#' * `none`: no respondent at all; a printed 0 says so when one respondent would print as more;
#' * `majority`: more than 50; `plurality`: first in rank;
#' * `median`: the grouped median, interpolated within its class, of left against right is `up` or
#'   `down`. Respondents outside the classes ("don't know") do not count; a median in an open class is
#'   not testable.
#'
#' @section Supported:
#' A survey asks some of those whom a claim is about. A claim is `supported` when it is true for
#' every value that rounding and sampling error together allow, respondents being taken as a simple
#' random sample of a much larger field. So a claim that `holds` and is not supported is true of the
#' respondents, and need not be so of the field; a percentage to the unit seldom is supported, and
#' the reason gives its interval. What is contradicted is not supported; what cannot be tested, or
#' rests on an unknown number of respondents, is `NA`, with the reason. Of printed percentages the
#' number of respondents is that of the group, as the edition prints it.
#'
#' * One percentage, or a sum of exclusive options: Wilson's interval. Counts of respondents are of
#'   the sample, and have no error.
#' * A difference of two groups or editions: Newcombe's hybrid score interval (1998), as in
#'   [trend_table()].
#' * Two answers of the same respondents, ratios, ranks, orders and medians: Wilson's intervals of
#'   all percentages that are compared, which hold together (Bonferroni) whatever depends on what.
#'
#' @param number Number of the conclusion; 0 is the introduction and the sample, 9 the closing.
#' @param responses `NULL` for the figures as printed; or responses, for the figures of their edition
#'   computed from them (earlier editions stay as printed).
#' @inheritParams questionnaire
#' @param lang Language of `statement`.
#' @param conf_level Level of the intervals behind `supported`, between 0 and 1.
#' @return A tibble of class `tendensen_claims`, one row a claim: `conclusion` int; `claim` chr, id;
#'   `statement` chr (in Dutch the report's own words; else our rendering); `figure` int; `group` chr;
#'   `edition` int, year, and `period` chr (`2020-03`) of the evidence; `relation` chr; `printed` chr, the
#'   quantity in the report's words; `observed` dbl, the statistic (percent, points, ratio, place, tau-b,
#'   euro), with `lower` and `upper` dbl over all values that the evidence allows; `verdict` chr; `reason`
#'   chr, with the numbers; `supported` lgl, whether the claim also survives sampling error (`NA`: not
#'   testable, or the number of respondents is not known); `quote` chr, the report's words.
#' @family claims
#' @export
#' @examples
#' conclusion(1)
#' summary(conclusions(lang = "en"))
conclusion <- function(number, responses = NULL, edition = 2021, lang = NULL, conf_level = 0.95) {
  data <- edition_data(edition)
  check_one_of(number, data$conclusions$conclusion, "number", "conclusion")
  claims <- data$claims[data$claims$conclusion == number, ]
  judge_claims(data, claims, responses, lang, conf_level)
}

#' @rdname conclusion
#' @export
conclusions <- function(responses = NULL, edition = 2021, lang = NULL, conf_level = 0.95) {
  data <- edition_data(edition)
  judge_claims(data, data$claims, responses, lang, conf_level)
}

#' Verbal quantities
#'
#' How words such as "8 op 10" and "bijna de helft" are read.
#'
#' @return A tibble: `quantity` chr, id; `nl`, `fr`, `en` chr, the words; `low` and `high` dbl, percent: the
#'   interval \[low, high), up to and including 100; `reason` chr.
#' @family claims
#' @export
#' @examples
#' quantities()
quantities <- function() {
  if (is.null(the$quantities)) {
    sheet <- read_sheet(system.file("quantities.csv", package = "tendensen", mustWork = TRUE))
    sheet$low <- as.numeric(sheet$low)
    sheet$high <- as.numeric(sheet$high)
    the$quantities <- sheet
  }
  the$quantities
}

claim_columns <- c(
  "claim", "conclusion", "quote", "figure", "relation", "left", "right", "value", "group", "edition",
  "printed", "why", "reading"
)

type_claims <- function(sheet) {
  sheet$conclusion <- as.integer(sheet$conclusion)
  sheet$figure <- as.integer(na_blank(sheet$figure))
  sheet$period <- ifelse(grepl("-", sheet$edition), sheet$edition, NA_character_)
  sheet$edition <- as.integer(na_blank(substr(sheet$edition, 1, 4)))
  for (column in c("group", "printed", "why", "reading", "left", "right", "value")) {
    sheet[[column]] <- na_blank(sheet[[column]])
  }
  sheet
}

judge_claims <- function(data, claims, responses, lang, conf_level = 0.95, call = caller_env()) {
  questionnaire <- data$questionnaire
  lang <- lang %||% questionnaire$settings$language
  check_lang(lang, questionnaire, call)
  check_probability(conf_level, "conf_level", call)
  if (!is.null(responses)) responses <- check_responses(responses, questionnaire, call)
  evidence <- evidence_table(data, claim_questions(claims), responses)
  judged <- lapply(seq_len(nrow(claims)), function(i) {
    judge_claim(claims[i, ], evidence, data, conf_level)
  })
  statement <- claims[[language_column("statement", questionnaire, lang)]] %||% claims$quote
  if (lang == questionnaire$settings$original_language) statement <- claims$quote
  field <- function(name, type) vapply(judged, function(one) one[[name]], type)
  new_result(
    tibble(
      conclusion = claims$conclusion, claim = claims$claim, statement = statement,
      figure = claims$figure, group = claims$group, edition = claims$edition,
      period = claims$period, relation = claims$relation, printed = claims$printed,
      observed = field("observed", numeric(1)), lower = field("lower", numeric(1)),
      upper = field("upper", numeric(1)), verdict = field("verdict", character(1)),
      reason = field("reason", character(1)), supported = field("supported", logical(1)),
      quote = claims$quote
    ),
    "claims",
    titles = conclusion_titles(data, lang), lang = lang, conf_level = conf_level,
    synthetic = !is.null(responses) && is_synthetic(responses)
  )
}

conclusion_titles <- function(data, lang) {
  titles <- data$conclusions
  title <- titles[[language_column("title", data$questionnaire, lang)]]
  stats::setNames(title %||% rep("", nrow(titles)), as.character(titles$conclusion))
}

# Evidence -------------------------------------------------------------------------------------

# What is known of each cell: the printed ones, with those of the responses' own edition replaced by
# computed ones of some questions. `base` is the number of respondents, 0 where it is unknown.
evidence_table <- function(data, questions, responses) {
  questionnaire <- data$questionnaire
  published <- data$published[data$published$kind != "chart", ]
  scale <- 10^published$digits
  half <- ifelse(published$unit == "count", 0, 0.5)
  percent <- published$unit == "percent"
  # Ends of rounding intervals as the nearest doubles: (2 - 0.5) / 10, not 0.2 - 0.05.
  units <- round(published$number * scale)
  high <- (units + half) / scale
  own <- published$year %in% questionnaire$settings$edition & is.na(published$period)
  printed <- tibble(
    question = published$question, group = published$group, edition = published$year,
    period = published$period, item = published$item, option = published$option,
    value = published$number, low = pmax(0, (units - half) / scale),
    high = ifelse(percent, pmin(100, high), high), closed = half == 0 | (percent & high > 100),
    n = NA_integer_, base = printed_bases(published, data), unit = published$unit,
    source = "published"
  )
  if (is.null(responses)) return(printed)
  computed <- lapply(questions, function(question) {
    type <- question_row(questionnaire, question)$type
    if (!type %in% c("single", "multiple")) return(NULL)
    computed_evidence(responses, question, data)
  })
  vec_rbind(!!!computed, printed[!own, ])
}

# Respondents of the group and year of each printed number, where the edition prints them; else 0.
printed_bases <- function(published, data) {
  settings <- data$questionnaire$settings
  sizes <- data$published[data$published$unit == "count" & is.na(data$published$period) &
    data$published$question == settings$group_question, ]
  key <- paste(published$group, published$year)
  groups <- ifelse(is.na(sizes$option), sizes$group, sizes$option)
  base <- sizes$number[match(key, paste(groups, sizes$year))]
  # What was asked of other than the respondents has another base.
  survey <- data$questionnaire$survey
  counted <- survey[["counted"]] %||% rep("", nrow(survey))
  others <- published$question %in% survey$name[nzchar(counted)]
  ifelse(is.na(base) | !is.na(published$period) | others | published$unit == "score", 0, base)
}

computed_evidence <- function(responses, question, data) {
  settings <- data$questionnaire$settings
  counts <- count_question(responses, question, data)
  sizes <- question == settings$group_question
  if (sizes) {
    counts$percent <- counts$n
    total <- counts[1, ]
    total$option_code <- NA
    total$percent <- nrow(responses)
    counts <- vec_rbind(counts, total)
  }
  counts <- counts[!is.na(counts$percent), ]
  tibble(
    question = rep(question, nrow(counts)), group = counts$group_code, edition = settings$edition,
    period = NA_character_, item = counts$item_code, option = counts$option_code,
    value = counts$percent, low = counts$percent, high = counts$percent, closed = TRUE,
    n = counts$n, base = as.double(counts$base), unit = if (sizes) "count" else "percent",
    source = "responses"
  )
}

# References -----------------------------------------------------------------------------------

# `question[/item][:option[+option...]][@group[/edition]]`
reference_question <- function(text) sub("[/:@].*$", "", text)

claim_questions <- function(claims) {
  setdiff(reference_question(stats::na.omit(c(claims$left, claims$right))), "")
}

parse_reference <- function(text, claim, of = NULL) {
  parts <- strsplit(text, "@", fixed = TRUE)[[1]]
  cell <- parts[[1]]
  place <- strsplit(if (length(parts) > 1) parts[[2]] else "", "/", fixed = TRUE)[[1]]
  reference <- of %||% list(group = claim$group, edition = claim$edition, period = claim$period)
  if (nzchar(cell)) {
    options <- if (grepl(":", cell, fixed = TRUE)) {
      strsplit(sub("^[^:]*:", "", cell), "+", fixed = TRUE)[[1]]
    }
    key <- strsplit(sub(":.*$", "", cell), "/", fixed = TRUE)[[1]]
    reference$question <- key[[1]]
    reference$item <- if (length(key) > 1) key[[2]] else NA_character_
    reference$options <- options %||% NA_character_
  }
  if (length(place) > 0 && nzchar(place[[1]])) reference$group <- place[[1]]
  if (length(place) > 1) {
    reference$edition <- as.integer(substr(place[[2]], 1, 4))
    reference$period <- if (grepl("-", place[[2]])) place[[2]] else NA_character_
  }
  reference
}

same <- function(x, y) (is.na(x) & is.na(y)) | (!is.na(x) & !is.na(y) & x == y)

# Rows of evidence for a reference, in the order of its options; NULL where one is not known.
find_cells <- function(reference, evidence, items = reference$item) {
  here <- evidence[evidence$question == reference$question & same(evidence$group, reference$group) &
    same(evidence$edition, reference$edition) & same(evidence$period, reference$period), ]
  key <- paste(here$item, here$option)
  wanted <- paste(rep(items, each = length(reference$options)), reference$options)
  rows <- match(wanted, key)
  if (anyNA(rows)) NULL else here[rows, ]
}

reference_text <- function(reference) {
  paste0(
    reference$question, if (!is.na(reference$item)) paste0("/", reference$item),
    if (!anyNA(reference$options)) paste0(":", paste(reference$options, collapse = "+")),
    " (", paste(stats::na.omit(c(
      reference$group, if (is.na(reference$period)) reference$edition else reference$period
    )), collapse = ", "), ")"
  )
}

# value, low, high, whether the high end belongs to the range, and of how many: infinite for a
# count, which is of the sample itself.
as_cells <- function(rows) {
  base <- ifelse(rows$unit == "count", Inf, rows$base)
  unname(cbind(rows$value, rows$low, rows$high, as.numeric(rows$closed), base))
}

# Judging --------------------------------------------------------------------------------------

untestable <- function(reason) {
  list(
    verdict = "not testable", observed = NA_real_, lower = NA_real_, upper = NA_real_,
    reason = reason, supported = NA
  )
}

judge_claim <- function(claim, evidence, data, conf_level) {
  if (is.na(claim$left)) return(untestable(claim$why))
  left <- parse_reference(claim$left, claim)
  right <- if (!is.na(claim$right)) parse_reference(claim$right, claim, left)
  spec <- switch(claim$relation,
    rank = ,
    plurality = rank_spec(claim, left, evidence, data),
    order = order_spec(left, right, evidence, data),
    median = median_spec(claim, left, right, evidence, data),
    cell_spec(claim, left, right, evidence)
  )
  if (is.character(spec)) return(untestable(spec))
  judged <- judge_spec(claim$relation, spec)
  apart <- !is.null(right) && independent(left, right)
  add_support(judged, claim$relation, spec, apart, conf_level)
}

judge_spec <- function(relation, spec) {
  judged <- from_core(core_judge(c(list(relation = relation), spec)))
  numbers <- c("observed", "lower", "upper")
  judged[numbers] <- lapply(judged[numbers], function(x) if (is.nan(x)) NA_real_ else x)
  judged
}

# Samples of different people.
independent <- function(left, right) {
  if (!same(left$edition, right$edition) || !same(left$period, right$period)) return(TRUE)
  left$group != right$group && !"all" %in% c(left$group, right$group)
}

# Is the claim true beyond sampling error as well? See "Supported" of conclusion().
add_support <- function(judged, relation, spec, apart, conf_level) {
  judged$supported <- if (judged$verdict == "contradicted") FALSE else NA
  if (judged$verdict != "holds") return(judged)
  if (any(rbind(spec$left, spec$right)[, 5] == 0)) {
    judged$reason <- paste(
      judged$reason, "Its sampling error is unknown: so is the number of respondents."
    )
    return(judged)
  }
  wide <- widen_spec(relation, spec, apart, conf_level)
  beyond <- judge_spec(relation, wide)
  judged$supported <- beyond$verdict == "holds"
  exact <- all(is.infinite(rbind(spec$left, spec$right)[, 5]))
  if (exact) return(judged)
  ends <- if (!is.na(beyond$lower)) {
    paste0(
      " (", 100 * conf_level, "%", if (!is.null(wide$right) && wide$right[1] == 0) ", difference",
      ": ", points(beyond$lower), " to ", points(beyond$upper), ")"
    )
  }
  judged$reason <- paste0(judged$reason, if (judged$supported) {
    " Sampling error does not change it"
  } else {
    " In the sample only: sampling error allows otherwise"
  }, ends, ".")
  judged
}

listed_relations <- c("rank", "plurality", "order", "median")

# The evidence of a claim with all that sampling error allows. A comparison becomes one of the
# difference with nothing.
widen_spec <- function(relation, spec, apart, conf_level) {
  if (!relation %in% listed_relations) {
    spec$left <- sum_cells(spec$left)
    if (!is.null(spec$right)) spec$right <- sum_cells(spec$right)
  }
  n_cells <- nrow(spec$left) + NROW(spec$right)
  level <- 1 - (1 - conf_level) / n_cells
  if (is.null(spec$right) || relation %in% c(listed_relations, "ratio")) {
    spec$left <- widen_cells(spec$left, level)
    if (!is.null(spec$right)) spec$right <- widen_cells(spec$right, level)
    return(spec)
  }
  ends <- if (apart) {
    change <- core_change(spec$right[, -1, drop = FALSE], spec$left[, -1, drop = FALSE], conf_level)
    c(change$low, change$high)
  } else {
    left <- widen_cells(spec$left, level)
    right <- widen_cells(spec$right, level)
    c(left[2] - right[3], left[3] - right[2])
  }
  spec$left <- cbind(spec$left[1] - spec$right[1], ends[1], ends[2], 1, Inf)
  spec$right <- cbind(0, 0, 0, 1, Inf)
  spec
}

# Exclusive options together.
sum_cells <- function(cells) {
  cbind(t(colSums(cells[, 1:3, drop = FALSE])), min(cells[, 4]), cells[1, 5])
}

widen_cells <- function(cells, level) {
  sampled <- is.finite(cells[, 5])
  base <- cells[sampled, 5]
  bound <- function(column) {
    percent_interval(pmin(100, cells[sampled, column]) / 100 * base, base, level)
  }
  cells[sampled, 2:4] <- cbind(bound(2)$conf_low, bound(3)$conf_high, 1)
  cells
}

unknown_cell <- function(reference) {
  paste0("There is no number for ", reference_text(reference), ".")
}

cell_spec <- function(claim, left, right, evidence) {
  cells <- find_cells(left, evidence)
  if (is.null(cells)) return(unknown_cell(left))
  spec <- list(left = as_cells(cells))
  if (!is.null(right)) {
    others <- find_cells(right, evidence)
    if (is.null(others)) return(unknown_cell(right))
    spec$right <- as_cells(others)
  }
  count <- claim$relation == "equals" && all(cells$low == cells$high) && all(claim$left %in% c("group") |
    startsWith(claim$left, "group:"))
  c(spec, switch(claim$relation,
    equals = ,
    sum = ,
    difference = list(target = if (count) exact_target(claim$value) else printed_target(claim$value)),
    about = list(target = quantity_target(claim$value)),
    ratio = list(target = ratio_target(claim$value)),
    change = list(direction = claim$value, tolerance = 3),
    none = list(base = cells$base[[1]]),
    `at least` = ,
    `more than` = if (is.null(right)) list(limit = quantity_limit(claim$value, "low")),
    `at most` = ,
    `less than` = if (is.null(right)) list(limit = quantity_limit(claim$value, "high"))
  ))
}

# Targets are low, high, whether the high end and whether the low end belongs to them.

# Everything that prints as the claimed number.
printed_target <- function(value) {
  decimals <- if (grepl(".", value, fixed = TRUE)) nchar(sub("^[^.]*[.]", "", value)) else 0
  units <- round(as.numeric(value) * 10^decimals)
  c((units - 0.5) / 10^decimals, (units + 0.5) / 10^decimals, 0, 1)
}

exact_target <- function(value) c(as.numeric(value), as.numeric(value), 1, 1)

quantity_row <- function(id) {
  known <- quantities()
  check_one_of(id, known$quantity, "value", "quantity")
  known[match(id, known$quantity), ]
}

quantity_target <- function(id) {
  row <- quantity_row(id)
  c(row$low, row$high, as.numeric(row$high == 100), 1)
}

quantity_limit <- function(value, end) {
  number <- suppressWarnings(as.numeric(value))
  if (is.na(number)) quantity_row(value)[[end]] else number
}

ratio_target <- function(value) {
  factor <- as.numeric(sub("^[a-z]+ ", "", value))
  switch(sub(" .*$", "", value),
    below = c(-Inf, factor, 0, 1),
    above = c(factor, Inf, 1, 0),
    about = c(factor - 0.5, factor + 0.5, 0, 1)
  )
}

# The list that a cell is ranked in: the options of its question, or the items of its grid.
rank_spec <- function(claim, left, evidence, data) {
  questionnaire <- data$questionnaire
  row <- question_row(questionnaire, left$question)
  if (is.na(left$item)) {
    list <- left
    list$options <- list_options(questionnaire, row$list)$code
    names <- list$options
    cells <- find_cells(list, evidence)
    which <- match(left$options, names)
  } else {
    names <- question_items(questionnaire, left$question)$column
    cells <- find_cells(left, evidence, names)
    which <- match(left$item, names)
  }
  if (is.null(cells)) return(unknown_cell(left))
  value <- if (claim$relation == "plurality") "1" else claim$value
  number <- if (value == "last") 1L else as.integer(sub("^[a-z]+ ", "", value))
  list(
    left = as_cells(cells), which = which, last = number,
    first = if (grepl("^[0-9]+$", value)) number else 1L,
    smallest_first = grepl("^(last|bottom)", value)
  )
}

# All options (of a grid: items, for the option) that both lists know.
order_spec <- function(left, right, evidence, data) {
  row <- question_row(data$questionnaire, left$question)
  names <- if (row$grid) {
    question_items(data$questionnaire, left$question)$column
  } else {
    list_options(data$questionnaire, row$list)$code
  }
  lists <- lapply(list(left, right), function(reference) {
    if (row$grid) return(find_cells(reference, evidence, names))
    reference$options <- names
    find_cells(reference, evidence)
  })
  if (is.null(lists[[1]])) return(unknown_cell(left))
  if (is.null(lists[[2]])) return(unknown_cell(right))
  list(left = as_cells(lists[[1]]), right = as_cells(lists[[2]]), names = names)
}

median_spec <- function(claim, left, right, evidence, data) {
  classes <- question_classes(data$questionnaire, left$question)
  if (nrow(classes) == 0) {
    return(paste0("The answers to ", left$question, " are no classes of a number."))
  }
  cells <- lapply(list(left, right), function(reference) {
    reference$options <- classes$code
    find_cells(reference, evidence)
  })
  if (is.null(cells[[1]])) return(unknown_cell(left))
  if (is.null(cells[[2]])) return(unknown_cell(right))
  list(
    left = as_cells(cells[[1]]), right = as_cells(cells[[2]]), from = classes$from,
    to = classes$to, direction = claim$value, tolerance = 0
  )
}

# Reading --------------------------------------------------------------------------------------

#' @export
summary.tendensen_claims <- function(object, ...) {
  verdicts <- c("holds", "contradicted", "not testable")
  counts <- table(
    factor(object$conclusion, unique(object$conclusion)), factor(object$verdict, verdicts)
  )
  conclusion <- unique(object$conclusion)
  beyond <- tapply(object$supported %in% TRUE, factor(object$conclusion, conclusion), sum)
  tibble(
    conclusion = conclusion,
    title = unname(attr(object, "titles")[as.character(conclusion)]),
    claims = as.integer(rowSums(counts)),
    holds = as.integer(counts[, "holds"]),
    contradicted = as.integer(counts[, "contradicted"]),
    not_testable = as.integer(counts[, "not testable"]),
    supported = as.integer(beyond)
  )
}

# Selections of a result's columns print as tibbles.
has_columns <- function(x, columns) all(columns %in% names(x))

claims_shown <- c(
  "conclusion", "claim", "statement", "verdict", "reason", "group", "period", "edition", "supported"
)

# Group and edition of a claim's evidence, "" for neither.
claim_places <- function(x) {
  when <- ifelse(is.na(x$period), x$edition, x$period)
  trimws(paste(ifelse(is.na(x$group), "", x$group), ifelse(is.na(when), "", when)))
}

#' @export
format.tendensen_claims <- function(x, ...) {
  if (!has_columns(x, claims_shown)) return(NextMethod())
  mark <- c(holds = "\u2714", contradicted = "\u2716", `not testable` = "?")[x$verdict]
  where <- claim_places(x)
  lines <- lapply(seq_len(nrow(x)), function(i) {
    place <- if (nzchar(where[i])) paste0(" [", where[i], "]")
    head <- paste0(mark[i], " ", x$claim[i], "  ", x$statement[i], place)
    c(
      strwrap(head, cli::console_width(), exdent = 4),
      strwrap(paste0(x$verdict[i], ": ", x$reason[i]), cli::console_width(), indent = 4, exdent = 4)
    )
  })
  unlist(lines)
}

#' @export
print.tendensen_claims <- function(x, ...) {
  if (!has_columns(x, claims_shown)) return(NextMethod())
  titles <- attr(x, "titles")
  for (number in unique(x$conclusion)) {
    here <- x[x$conclusion == number, ]
    cat(cli::rule(paste0(number, ". ", titles[[as.character(number)]])), "\n", sep = "")
    cat(format(here), sep = "\n")
  }
  counts <- table(factor(x$verdict, c("holds", "contradicted", "not testable")))
  cat(
    nrow(x), ngettext(nrow(x), " claim: ", " claims: "), paste(counts, names(counts), collapse = ", "),
    ".\n", sep = ""
  )
  supported <- sum(x$supported %in% TRUE)
  cat(paste0("Beyond sampling error: ", supported, " of the ", counts[["holds"]], " that hold.\n"))
  if (isTRUE(attr(x, "synthetic"))) cat("Evidence: synthetic respondents.\n")
  invisible(x)
}
