#' Hold responses against the printed numbers
#'
#' Every number that an edition prints of its own year, beside the number computed from responses.
#'
#' @param responses Responses to the questionnaire of the edition; see [respondents()].
#' @inheritParams questionnaire
#' @return A tibble of class `tendensen_reproduction`, one row a printed number:
#'   * the keys of [figure()]: `figure` (`NA`: in the prose only), `question`, `group` (also `all`),
#'     `edition`, `period`, `item`, `option`, `item_code`, `option_code`, `kind`;
#'   * `unit` chr: `percent`, or `count` for the numbers of respondents;
#'   * `n`, `base` int; `published` dbl, as printed; `percent` dbl, computed and unrounded (`NA` for a
#'     count, which is in `n`); `difference` dbl, computed minus printed;
#'   * `tier` chr: `exact` (equal when rounded half up to the printed decimals), `explained` (not equal,
#'     but the printed column is proven impossible: no respondents can produce it), `differs`;
#'   * `finding` chr: for `explained`, the finding of [audit_edition()] that proves it; `note` chr: its
#'     arithmetic.
#' @family figures
#' @export
#' @examples
#' summary(reproduce_edition(respondents()))
reproduce_edition <- function(responses, edition = 2021) {
  data <- edition_data(edition)
  questionnaire <- data$questionnaire
  responses <- check_responses(responses, questionnaire)
  own <- data$published$year %in% questionnaire$settings$edition & is.na(data$published$period)
  printed <- data$published[own & data$published$unit %in% c("percent", "count"), ]
  rows <- printed_keys(printed, printed$period, printed$kind, printed$number)
  rows[c("unit", "digits", "units")] <- list(
    printed$unit, printed$digits, round(printed$number * 10^printed$digits)
  )
  rows <- compute_rows(vec_cbind(rows, n = NA_integer_, base = NA_integer_, percent = NA_real_,
    source = "responses"
  ), responses, data)
  # The total of respondents has no option.
  total <- rows$unit == "count" & is.na(rows$option_code)
  rows$n[total] <- rows$base[total] <- nrow(responses)
  count <- rows$unit == "count"
  rows$percent[count] <- NA
  rows$difference <- ifelse(count, rows$n, rows$percent) - rows$published
  rows$tier <- ifelse(same_when_printed(rows), "exact", "differs")
  rows <- explain_rows(rows, data)
  new_result(
    label_rows(rows, unique(rows$question), data, questionnaire$settings$language)[c(
      "figure", "question", "group", "edition", "period", "item", "option", "item_code",
      "option_code", "kind", "unit", "n", "base", "published", "percent", "difference", "tier", "finding",
      "note"
    )],
    "reproduction",
    edition = questionnaire$settings$edition, synthetic = is_synthetic(responses)
  )
}

# Printed percentages are compared in whole units, exactly.
same_when_printed <- function(rows) {
  vapply(seq_len(nrow(rows)), function(i) {
    if (rows$unit[i] == "count") return(isTRUE(rows$n[i] == rows$published[i]))
    if (is.na(rows$n[i]) || rows$base[i] == 0) return(FALSE)
    core_round_percents(rows$n[i], rows$base[i], rows$digits[i], "half_up") == rows$units[i]
  }, logical(1))
}

# A cell that differs is explained by the proven finding that says it cannot be printed so.
explain_rows <- function(rows, data) {
  rows$finding <- NA_character_
  cells <- edition_cells(data)
  cell_key <- paste(cells$question, cells$item, cells$group, cells$year, sep = "\r")
  row_key <- paste(rows$question, rows$item_code, rows$group_code, rows$edition, sep = "\r")
  for (one in unique(row_key[rows$tier == "differs"])) {
    own <- cells[cell_key == one & is.na(cells$period), ]
    if (nrow(own) == 0 || own$type[1] != "single" || nzchar(own$counted[1])) next
    column <- audit_column(own, attr(cells, "options")[[own$question[1]]])
    impossible <- impossible_cells(column)
    impossible$finding <- single_findings(own, column)$finding[impossible$number]
    here <- which(row_key == one & rows$tier == "differs")
    found <- match(
      paste(rows$option_code[here], rows$kind[here]), paste(impossible$code, impossible$kind)
    )
    explained <- here[!is.na(found)]
    rows$tier[explained] <- "explained"
    rows$note[explained] <- impossible$reason[stats::na.omit(found)]
    rows$finding[explained] <- impossible$finding[stats::na.omit(found)]
  }
  rows
}

#' @export
summary.tendensen_reproduction <- function(object, ...) {
  tiers <- c("exact", "explained", "differs")
  tibble(tier = tiers, n = as.integer(table(factor(object$tier, tiers))))
}
