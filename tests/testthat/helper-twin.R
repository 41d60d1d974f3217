# Plain R twins of what the core does: short, slow and obvious.

# Half up, exact on whole numbers: floor(100 n / base + 1/2).
half_up <- function(n, base) (200 * n + base) %/% (2 * base)

# `ticks`: logical, a row a respondent, a column an option. `kind`: why there is no answer, NA for one.
# `cell`: a factor of groups. Gives n and base, a row a group and option, options fastest.
count_twin <- function(ticks, kind, cell, base, weight = rep(1, length(kind))) {
  asked <- c("no_answer", "dont_know", "not_applicable", "suppressed")
  in_base <- is.na(kind) | base == "all" | (base == "asked" & kind %in% asked)
  ticks[!is.na(kind), ] <- FALSE
  n <- sapply(levels(cell), function(g) colSums(weight[cell == g] * ticks[cell == g, , drop = FALSE]))
  of <- sapply(levels(cell), function(g) sum(weight[cell == g & in_base]))
  if (base == "mentions") of <- colSums(n)
  data.frame(n = as.vector(n), base = rep(unname(of), each = ncol(ticks)))
}

single_ticks <- function(raw, codes) outer(raw, codes, function(x, y) !is.na(x) & x == y)

multiple_ticks <- function(raw, codes) {
  ticked <- lapply(strsplit(raw, " "), function(picks) codes %in% picks)
  matrix(unlist(ticked), ncol = length(codes), byrow = TRUE)
}

# Groups in the order of `levels`, who has no value last.
cells_of <- function(x, levels) {
  factor(match(x, levels, nomatch = length(levels) + 1), seq_len(length(levels) + 1))
}

# The kind of missing of raw answers that the routing shows to everybody.
raw_kind <- function(raw) {
  kinds <- c(dk = "dont_know", na = "not_applicable", secret = "suppressed", gone = "no_option")
  ifelse(is.na(raw), "no_answer", unname(kinds[raw]))
}

# Wilson's interval by stats::prop.test(), in percent.
wilson_twin <- function(n, base, level = 0.95) {
  bounds <- mapply(function(n, base) {
    if (is.na(base) || base == 0) return(c(NA, NA))
    suppressWarnings(stats::prop.test(n, base, conf.level = level, correct = FALSE)$conf.int)
  }, n, base)
  data.frame(conf_low = 100 * bounds[1, ], conf_high = 100 * bounds[2, ])
}

# Who of a group gave each answer of a printed row, counted on the columns as they stand.
figure_twin <- function(responses, row) {
  column <- if (is.na(row$item_code)) row$question else row$item_code
  answers <- responses[[column]]
  member <- if (row$group == "all") TRUE else attr(responses$group, "codes")[code_numbers(responses$group)] == row$group
  recodes <- edition_sheet("recodes")
  parts <- recodes$from[recodes$question == row$question & recodes$to == row$option_code]
  codes <- if (row$option_code %in% attr(answers, "codes")) row$option_code else parts
  given <- code_numbers(answers)
  at <- match(codes, attr(answers, "codes"))
  chosen <- if (inherits(answers, "tendensen_multiple_choice")) {
    bitwAnd(given, sum(2^(at - 1))) > 0
  } else {
    given %in% at
  }
  c(n = sum(member & chosen, na.rm = TRUE), base = sum(member & !is.na(given)))
}
