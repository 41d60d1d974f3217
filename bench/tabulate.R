# Counting a million respondents, against dplyr and base R; and one figure, warm.
# Rscript bench/tabulate.R
suppressPackageStartupMessages({
  library(tendensen)
  library(dplyr)
})

small <- respondents()
set.seed(1)
big <- small[sample.int(nrow(small), 1e6, replace = TRUE), ]
plain <- tibble(
  group = as.character(big$group), crisis_effect = as.character(big$crisis_effect)
)
ticks <- tibble::as_tibble(big$agenda)
ticks$group <- plain$group

median_seconds <- function(expression, n = 7) {
  expression <- substitute(expression)
  frame <- parent.frame()
  eval(expression, frame)
  median(replicate(n, system.time(eval(expression, frame))[["elapsed"]]))
}

report <- function(what, ours, peer, theirs) {
  cat(sprintf("%-46s %8.4f s; %-28s %8.4f s; ratio %.2f\n", what, ours, peer, theirs, ours / theirs))
}

report(
  "single choice by group, 1,000,000 rows",
  median_seconds(tabulate_responses(big, "crisis_effect", by = "group")),
  "dplyr::count() on text", median_seconds(count(plain, group, crisis_effect))
)
report(
  "13 options, three picks, by group, 1,000,000 rows",
  median_seconds(tabulate_responses(big, "agenda", by = "group")),
  "rowsum() on logical columns",
  median_seconds(rowsum(1L * as.matrix(ticks[setdiff(names(ticks), "group")]), ticks$group))
)
cat(sprintf("figure(3), warm: %.1f ms\n", 1000 * median_seconds(for (i in 1:20) figure(3)) / 20))
cat(sprintf(
  "figure(3, respondents), warm: %.1f ms\n",
  1000 * median_seconds(for (i in 1:20) figure(3, small)) / 20
))
