#' Hold printed numbers against themselves
#'
#' `audit_edition()` looks for what cannot be true in the numbers that an edition prints, and in what its
#' text says of them. `audit_published()` does so for any data frame of printed percentages. Rounding is
#' never taken for an error: the bounds follow from the rounding intervals of the cells, added exactly.
#'
#' @section Rules:
#' * `exclusive_sum`: exclusive answers of one column cannot add up to 100, whatever was rounded;
#' * `net_parts`: a net is not the sum of its parts; `subset`: a part is larger than its net;
#' * `nets_sum`: nets that hold every answer once cannot add up to 100;
#' * `chart_table`: a chart label differs from the same cell in its table;
#' * `bracket`: a number for all lies outside those of every group;
#' * `pick_sum`: a "pick three" column needs more picks than three each;
#' * `count`: no number of respondents up to that of the group prints so;
#' * `claim`: the text says what its figure contradicts (see [conclusion()]);
#' * `cross_reference`: a reference to a figure or conclusion that is not there, or that is about
#'   something else.
#'
#' @section Severity:
#' `proven`: wrong whatever the answers were. `conditional`: wrong under an assumption, which `detail`
#' states: that nobody ticked more than allowed, that the whole group answered, that a word is read
#' as we read it. `note`: no number is wrong, but a reader is led astray.
#'
#' @inheritParams questionnaire
#' @param published A data frame of printed percentages: `question`, `option`, `value` (as printed, `"47"`
#'   or `47`), and where they apply `group`, `year`, `period`, `item`, `digits` (default: the decimals of
#'   `value`), `kind` (`level`, `net`, `chart`; default `level`), `of` (for a net: the options in it,
#'   separated by `+`), `type` (`single` or `multiple`; default `single`), `max_picks`, `base` (respondents
#'   who answered) and `figure`. The number for all groups together has group `all`.
#' @return A tibble of class `tendensen_audit`, one row a finding, the proven ones first: `finding` chr, a
#'   stable id; `rule` chr; `figure` int; `question`, `item` chr; `group` chr; `edition` int; `period` chr;
#'   `printed` chr, what is printed; `allowed` chr, what could be; `detail` chr, the arithmetic; `severity`
#'   chr: `proven`, `conditional`, `note`.
#' @family claims
#' @export
#' @examples
#' audit_edition(2021)
#' audit_published(data.frame(question = "q", option = c("yes", "no"), value = c(48, 50)))
audit_edition <- function(edition = 2021) {
  data <- edition_data(edition)
  cells <- edition_cells(data)
  new_audit(vec_rbind(
    no_findings(), audit_cells(cells), claim_findings(data), reference_findings(data)
  ))
}

#' @rdname audit_edition
#' @export
audit_published <- function(published) {
  new_audit(vec_rbind(no_findings(), audit_cells(published_cells(published))))
}

new_audit <- function(findings) {
  order <- order(match(findings$severity, c("proven", "conditional", "note")), findings$figure)
  new_result(findings[order, ], "audit")
}

finding <- function(rule, cells, printed, allowed, detail, severity) {
  first <- cells[1, ]
  place <- c(
    first$question, first$item, if (!rule %in% group_rules) first$option, first$group,
    if (is.na(first$period)) first$year else first$period
  )
  tibble(
    finding = paste(stats::na.omit(c(rule, place)), collapse = "/"), rule = rule,
    figure = first$figure, question = first$question, item = first$item, group = first$group,
    edition = first$year, period = first$period, printed = as.character(printed),
    allowed = as.character(allowed), detail = detail, severity = severity
  )
}

# Rules about a whole column: their finding names no option.
group_rules <- c("exclusive_sum", "nets_sum", "pick_sum", "count")

no_findings <- function() {
  tibble(
    finding = character(), rule = character(), figure = integer(), question = character(),
    item = character(), group = character(), edition = integer(), period = character(),
    printed = character(), allowed = character(), detail = character(), severity = character()
  )
}

# Cells ----------------------------------------------------------------------------------------

# The cells to audit: the printed ones with what is known of their question.
edition_cells <- function(data) {
  questionnaire <- data$questionnaire
  cells <- data$published[data$published$unit == "percent" & !is.na(data$published$option), ]
  questions <- questionnaire$questions[match(cells$question, questionnaire$questions$question), ]
  cells$type <- questions$type
  cells$max_picks <- questions$max_picks
  cells$counted <- questionnaire$survey[["counted"]][questions$row] %||% rep("", nrow(cells))
  cells$units <- round(cells$number * 10^cells$digits)
  sizes <- sample_sizes(data)
  own <- cells$year %in% questionnaire$settings$edition & is.na(cells$period)
  cells$base <- ifelse(own, sizes[cells$group], NA_real_)
  cells$of <- net_parts(cells, data$recodes)
  attr(cells, "options") <- lapply(
    rlang::set_names(unique(cells$question)),
    function(question) list_options(questionnaire, question_row(questionnaire, question)$list)$code
  )
  cells
}

# The options in each net, separated by `+`; NA for other cells.
net_parts <- function(cells, recodes) {
  if (is.null(recodes) || nrow(recodes) == 0) return(rep(NA_character_, nrow(cells)))
  parts <- tapply(recodes$from, paste(recodes$question, recodes$to), paste, collapse = "+")
  of <- unname(parts[paste(cells$question, cells$option)])
  ifelse(cells$kind == "net", as.character(of), NA_character_)
}

published_cells <- function(published, call = caller_env()) {
  refuse <- function(...) abort(c(...), "published", call = call, env = rlang::caller_env())
  if (!is.data.frame(published)) {
    refuse("{.arg published} must be a data frame, not {.obj_type_friendly {published}}.")
  }
  absent <- setdiff(c("question", "option", "value"), names(published))
  if (length(absent) > 0) refuse("{.arg published} lacks the column {.val {absent}}.")
  n <- nrow(published)
  get <- function(name, default) {
    value <- published[[name]] %||% rep(default, n)
    if (is.factor(value)) as.character(value) else value
  }
  value <- trimws(sub("%$", "", trimws(format_value(get("value", NA)))))
  decimals <- ifelse(grepl(".", value, fixed = TRUE), nchar(sub("^[^.]*[.]", "", value)), 0)
  cells <- tibble(
    figure = as.integer(get("figure", NA)), question = as.character(get("question", NA)),
    group = as.character(get("group", NA)), year = as.integer(get("year", NA)),
    period = as.character(get("period", NA)), item = as.character(get("item", NA)),
    option = as.character(get("option", NA)), value = value,
    number = suppressWarnings(as.numeric(value)),
    digits = as.integer(published[["digits"]] %||% decimals), kind = get("kind", "level"),
    type = get("type", "single"), max_picks = as.integer(get("max_picks", 0L)), counted = "",
    base = as.double(get("base", NA)), of = as.character(get("of", NA))
  )
  cells$max_picks[is.na(cells$max_picks)] <- 0L
  cells$of <- gsub("[[:space:]]*\\+[[:space:]]*", "+", trimws(cells$of))
  refuse_rows <- function(wrong, rule, shown) {
    rows <- utils::head(which(wrong), 5)
    if (length(rows) == 0) return(invisible())
    refuse(rule, x = paste0(
      "Row ", paste(rows, collapse = ", "), ": ", paste(shown[rows], collapse = ", "), "."
    ))
  }
  refuse_rows(is.na(cells$question) | is.na(cells$option), "Each row must have a question and an option.",
    paste(cells$question, cells$option)
  )
  refuse_rows(
    is.na(cells$number) | cells$number < 0 | cells$number > 100,
    "{.field value} must be a percentage between 0 and 100.", value
  )
  refuse_rows(
    is.na(cells$digits) | cells$digits < 0 | cells$digits > 6 | cells$digits < decimals,
    "{.field digits} must be the decimals that are printed, 0 to 6.", paste(cells$digits, "of", value)
  )
  refuse_rows(cells$max_picks < 0, "{.field max_picks} must not be negative.", cells$max_picks)
  refuse_rows(
    duplicated(cells[c("question", "item", "group", "year", "period", "option", "kind")]),
    "A cell must stand once.", paste(cells$question, cells$option)
  )
  cells$units <- round(cells$number * 10^cells$digits)
  for (column in c("kind", "type")) {
    allowed <- list(kind = c("level", "net", "chart"), type = c("single", "multiple"))[[column]]
    unknown <- setdiff(cells[[column]], allowed)
    if (length(unknown) > 0) {
      refuse("{.field {column}} must be {.or {.val {allowed}}}, not {.val {unknown}}.")
    }
  }
  # The printed options are all that is known of the list.
  attr(cells, "options") <- lapply(split(cells, cells$question), function(own) {
    unique(c(own$option[own$kind == "level"], unlist(strsplit(stats::na.omit(own$of), "+", fixed = TRUE))))
  })
  cells
}

format_value <- function(value) {
  if (!is.numeric(value)) return(as.character(value))
  format(value, trim = TRUE, drop0trailing = TRUE, digits = 10)
}

column_key <- function(cells) {
  paste(cells$question, cells$item, cells$group, cells$year, cells$period, sep = "\r")
}

# One column of cells as the core takes it.
audit_column <- function(cells, options) {
  levels <- cells[cells$kind == "level", ]
  nets <- cells[cells$kind == "net" & !is.na(cells$of), ]
  at <- match(options, levels$option)
  list(
    codes = options,
    units = as.double(levels$units[at]), digits = as.integer(levels$digits[at]),
    net_codes = nets$option,
    nets = lapply(seq_len(nrow(nets)), function(i) {
      list(
        options = match(strsplit(nets$of[i], "+", fixed = TRUE)[[1]], options),
        units = as.double(nets$units[i]), digits = as.integer(nets$digits[i])
      )
    })
  )
}

# Rules ----------------------------------------------------------------------------------------

audit_cells <- function(cells) {
  key <- column_key(cells)
  options <- attr(cells, "options")
  found <- lapply(unique(key), function(one) {
    own <- cells[key == one, ]
    column <- audit_column(own, options[[own$question[1]]])
    vec_rbind(
      if (own$type[1] == "multiple") pick_findings(own, column),
      if (own$type[1] == "single") single_column_findings(own, column),
      chart_findings(own), cell_count_findings(own)
    )
  })
  vec_rbind(!!!found, bracket_findings(cells))
}

# The sums; and where nothing is wrong with them, the counts.
single_column_findings <- function(own, column) {
  nets <- lapply(column$nets, `[[`, "options")
  if (anyDuplicated(unlist(nets)) == 0) {
    sums <- single_findings(own, column)
    return(if (nrow(sums) > 0) sums else column_count_findings(own, column))
  }
  # Nets that share options are held against their parts one by one.
  found <- lapply(seq_along(nets), function(i) {
    column$nets <- column$nets[i]
    column$net_codes <- column$net_codes[i]
    single_findings(own[own$kind != "net" | own$option == column$net_codes, ], column)
  })
  found <- vec_rbind(no_findings(), !!!found)
  found[!duplicated(found$finding), ]
}

# Of something else than respondents, such as trainings, one can have two answers.
sum_severity <- function(own) if (nzchar(own$counted[1])) "conditional" else "proven"

sum_detail <- function(reason, own) {
  if (!nzchar(own$counted[1])) return(reason)
  paste0(reason, " Assumed: each of what is counted (", own$counted[1], ") has one answer.")
}

single_findings <- function(own, column) {
  found <- core_impossible(column$units, column$digits, column$nets)
  rows <- lapply(found, function(one) {
    cells <- own[own$kind == if (one$rule == "exclusive_sum") "level" else "net", ]
    if (one$rule == "exclusive_sum") {
      if (nrow(cells) == 0) cells <- own[own$kind == "net", ]
      return(finding(
        one$rule, cells, sum(cells$number), allowed_sum(cells),
        sum_detail(one$reason, own), sum_severity(own)
      ))
    }
    net <- cells[cells$option == column$net_codes[one$nets[1]], ]
    parts <- own[own$kind == "level" & own$option %in% strsplit(net$of, "+", fixed = TRUE)[[1]], ]
    allowed <- if (one$rule == "net_parts") {
      allowed_net(parts)
    } else {
      paste("at least", max(parts$number))
    }
    finding(one$rule, net, net$value, allowed, sum_detail(one$reason, own), sum_severity(own))
  })
  sum <- core_nets_sum(column$units, column$digits, column$nets)
  nets <- own[own$kind == "net", ]
  levels_printed <- any(own$kind == "level")
  vec_rbind(no_findings(), !!!rows, if (nzchar(sum) && levels_printed) {
    finding(
      "nets_sum", nets, sum(nets$number), allowed_sum(nets), sum_detail(sum, own), sum_severity(own)
    )
  })
}

# The sums that k rounded cells of one whole can print: a cell gives or takes half a unit; a printed 0
# cannot have been rounded down from less.
allowed_sum <- function(cells) {
  step <- 10^-cells$digits
  low <- 100 - sum(step / 2)
  high <- 100 + sum(step[cells$number > 0] / 2)
  unit <- min(step)
  paste(floor(low / unit + 1e-9) * unit + unit, "to", floor(high / unit + 1e-9) * unit)
}

# The numbers that a sum of rounded parts can print as.
allowed_net <- function(parts) {
  step <- 10^-parts$digits
  unit <- min(step)
  low <- sum(pmax(0, parts$number - step / 2))
  high <- sum(parts$number + step / 2)
  paste(floor(low / unit + 0.5) * unit, "to", ceiling(high / unit + 0.5 - 1e-9) * unit - unit)
}

pick_findings <- function(own, column) {
  levels <- own[own$kind == "level", ]
  max_picks <- own$max_picks[1]
  if (max_picks == 0 || nrow(levels) == 0) return(NULL)
  sum <- core_pick_sum(levels$units, levels$digits, max_picks)
  assumed <- paste0(" Assumed: nobody ticked more than ", max_picks, ".")
  if (nzchar(sum$reason)) {
    high <- 100 * max_picks + sum(10^-levels$digits[levels$number > 0]) / 2
    return(finding(
      "pick_sum", levels, sum(levels$number), paste("at most", floor(high)),
      paste0(sum$reason, assumed), "conditional"
    ))
  }
  n <- own$base[1]
  if (is.na(n)) return(NULL)
  excess <- core_least_excess(column$units, column$digits, n, max_picks)
  if (excess == 0) return(NULL)
  finding(
    "pick_sum", levels, sum(levels$number), paste("at most", max_picks * n, "picks"),
    paste0(
      "The fewest picks of ", n, " respondents that print so are ", max_picks * n + excess, "; ",
      max_picks, " each are ", max_picks * n, ".", assumed, all_answered(n)
    ),
    "conditional"
  )
}

chart_findings <- function(own) {
  charts <- own[own$kind == "chart", ]
  found <- lapply(seq_len(nrow(charts)), function(i) {
    table <- own[own$kind != "chart" & own$option == charts$option[i], ]
    if (nrow(table) == 0) return(NULL)
    reason <- core_printed_twice(
      c(table$units[1], charts$units[i]), c(table$digits[1], charts$digits[i])
    )
    if (nzchar(reason)) {
      finding("chart_table", charts[i, ], charts$value[i], table$value[1], reason, "proven")
    }
  })
  vec_rbind(!!!found)
}

# With the number of respondents known: is there a count of each cell that prints so?
cell_count_findings <- function(own) {
  n <- own$base[1]
  if (is.na(n) || n < 1) return(NULL)
  cells <- own[own$kind != "chart", ]
  odd <- cells[!core_countable(cells$units, cells$digits, n), ]
  if (nrow(odd) == 0) return(NULL)
  finding(
    "count", odd, paste(odd$value, collapse = ", "), NA,
    paste0(
      "No number of ", n, " respondents is ", paste(odd$value, collapse = "% or "), "%.",
      all_answered(n)
    ),
    "conditional"
  )
}

# And are there counts of the whole column?
column_count_findings <- function(own, column) {
  n <- own$base[1]
  cells <- own[own$kind != "chart", ]
  if (is.na(n) || n < 1 || !all(core_countable(cells$units, cells$digits, n))) return(NULL)
  base <- core_largest_base(column$units, column$digits, column$nets, n)
  if (base == n) return(NULL)
  largest <- if (base > 0) {
    paste0("the largest number of answers that do is ", base)
  } else {
    "nor do those of any smaller number"
  }
  finding(
    "count", own, paste(n, "respondents"), if (base > 0) paste("at most", base) else "none",
    paste0("No counts of ", n, " exclusive answers print as this column; ", largest, ".", all_answered(n)),
    "conditional"
  )
}

all_answered <- function(n) paste0(" Assumed: all ", n, " answered.")

bracket_findings <- function(cells) {
  cells <- cells[cells$kind != "chart", ]
  whole <- which(cells$group %in% "all")
  found <- lapply(whole, function(i) {
    groups <- cells[same(cells$question, cells$question[i]) & same(cells$item, cells$item[i]) &
      same(cells$option, cells$option[i]) & same(cells$year, cells$year[i]) &
      same(cells$period, cells$period[i]) & cells$kind == cells$kind[i] & !cells$group %in% "all", ]
    if (nrow(groups) < 2) return(NULL)
    reason <- core_bracket(
      c(cells$units[i], groups$units), c(cells$digits[i], groups$digits)
    )
    if (nzchar(reason)) {
      finding(
        "bracket", cells[i, ], cells$value[i],
        paste(min(groups$number), "to", max(groups$number)), reason, "proven"
      )
    }
  })
  vec_rbind(!!!found)
}

# Relations whose truth hangs on no reading of words, unless the claim says so.
literal_relations <- c("equals", "sum", "difference", "ratio", "order", "none", "larger")

claim_findings <- function(data) {
  claims <- data$claims
  judged <- judge_claims(data, claims, NULL, NULL)
  wrong <- which(judged$verdict == "contradicted")
  found <- lapply(wrong, function(i) {
    literal <- judged$relation[i] %in% literal_relations && is.na(claims$reading[i])
    reading <- if (is.na(claims$reading[i])) {
      "the words are read as quantities() and the relation say"
    } else {
      claims$reading[i]
    }
    tibble(
      finding = paste0("claim/", judged$claim[i]), rule = "claim", figure = judged$figure[i],
      question = reference_question(claims$left[i]), item = NA_character_, group = judged$group[i],
      edition = judged$edition[i], period = judged$period[i],
      printed = paste0("\u201c", claims$quote[i], "\u201d"), allowed = NA_character_,
      detail = paste0(judged$reason[i], if (!literal) paste0(" Assumed: ", reading, ".")),
      severity = if (literal) "proven" else "conditional"
    )
  })
  vec_rbind(!!!found)
}

# A reference must lead to a figure or conclusion that exists; where it is about a word, the
# conclusion's claims or figure must hold that word.
reference_findings <- function(data) {
  references <- data$references
  found <- lapply(seq_len(nrow(references)), function(i) {
    reference <- references[i, ]
    known <- if (reference$target == "figure") data$figures$figure else data$conclusions$conclusion
    exists <- reference$number %in% known
    fits <- is.na(reference$about) || !exists || about_in_conclusion(reference$about, reference$number, data)
    if (exists && fits) return(NULL)
    elsewhere <- if (exists) {
      Filter(function(number) about_in_conclusion(reference$about, number, data), data$conclusions$conclusion)
    }
    tibble(
      finding = paste("cross_reference", reference$conclusion, reference$target, reference$number, sep = "/"),
      rule = "cross_reference", figure = NA_integer_, question = NA_character_, item = NA_character_,
      group = NA_character_, edition = data$questionnaire$settings$edition, period = NA_character_,
      printed = paste0("\u201c", reference$quote, "\u201d"),
      allowed = if (length(elsewhere) > 0) {
        paste0("conclusion ", paste(elsewhere, collapse = ", "))
      } else {
        NA_character_
      },
      detail = if (!exists) {
        paste0(
          "Conclusion ", reference$conclusion, " refers to ", reference$target, " ",
          reference$number, ", which is not there."
        )
      } else {
        paste0(
          "Conclusion ", reference$conclusion, " refers to conclusion ", reference$number, " for \u201c",
          reference$about, "\u201d; no statement of that conclusion that is held as a claim speaks of it."
        )
      },
      severity = if (exists) "note" else "proven"
    )
  })
  vec_rbind(!!!found)
}

about_in_conclusion <- function(about, number, data) {
  own <- data$claims[data$claims$conclusion == number, ]
  title <- conclusion_titles(data, data$questionnaire$settings$original_language)[as.character(number)]
  any(grepl(about, c(own$quote, title), ignore.case = TRUE, fixed = FALSE))
}

# Reading --------------------------------------------------------------------------------------

#' @export
summary.tendensen_audit <- function(object, ...) {
  counts <- table(object$rule, factor(object$severity, c("proven", "conditional", "note")))
  tibble(
    rule = rownames(counts), proven = as.integer(counts[, "proven"]),
    conditional = as.integer(counts[, "conditional"]), note = as.integer(counts[, "note"])
  )
}

audit_shown <- c("severity", "finding", "figure", "printed", "allowed", "detail")

#' @export
format.tendensen_audit <- function(x, ...) {
  if (!has_columns(x, audit_shown)) return(NextMethod())
  if (nrow(x) == 0) return("Nothing that cannot be.")
  unlist(lapply(seq_len(nrow(x)), function(i) {
    figure <- if (!is.na(x$figure[i])) paste0(" (figure ", x$figure[i], ")")
    possible <- x$allowed[i]
    possible <- if (!is.na(possible) && nzchar(possible)) paste0("; possible: ", possible)
    indented <- function(text) strwrap(text, cli::console_width(), indent = 4, exdent = 4)
    c(
      paste0("[", x$severity[i], "] ", x$finding[i], figure),
      indented(paste0("printed: ", x$printed[i], possible)), indented(x$detail[i])
    )
  }))
}

#' @export
print.tendensen_audit <- function(x, ...) {
  if (!has_columns(x, audit_shown)) return(NextMethod())
  cat(format(x), sep = "\n")
  counts <- table(factor(x$severity, c("proven", "conditional", "note")))
  cat(
    nrow(x), ngettext(nrow(x), " finding: ", " findings: "), paste(counts, names(counts), collapse = ", "),
    ".\n", sep = ""
  )
  invisible(x)
}
