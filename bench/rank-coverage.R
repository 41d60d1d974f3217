# How often do the confidence sets of rank_options() hold all true ranks at once, and how often does the
# interval of rank_agreement() hold the true tau-b? 1,000 simulated surveys each, at a level of 95%.
# Rscript bench/rank-coverage.R     writes inst/rank-coverage.csv
suppressPackageStartupMessages(library(tendensen))

n_surveys <- 1000
n_replicates <- 1000
threads <- 1L

# Shares of the 2021 report; equal ones; and some that are close.
shares <- list(
  org_size = c(3, 12, 9, 36, 10, 36), equal = rep(1, 6), close = c(20, 19, 18, 17, 16, 10),
  agenda = c(43, 39, 33, 33, 24, 23, 23, 23, 21, 17, 15, 7, 6), equal_13 = rep(1, 13)
)

true_rank <- function(share) rank(-share, ties.method = "min")

# Codes of one pick, or bits of three picks: drawn one after the other in proportion to the shares, so
# that the options depend on each other.
draw_answers <- function(share, n, picks) {
  if (picks == 1) return(sample.int(length(share), n, replace = TRUE, prob = share))
  ticked <- replicate(n, sum(2^(sample.int(length(share), picks, prob = share) - 1)))
  as.integer(ticked)
}

item_of <- function(answers, share, picks) {
  list(columns = list(answers), multiple = picks > 1, n_options = length(share))
}

# One survey: are all true ranks in their sets, and how many places does a set have?
one_survey <- function(share, n, picks, bootstrap) {
  item <- item_of(draw_answers(share, n, picks), share, picks)
  sets <- tendensen:::core_rank_sets(
    item, 0.95, if (bootstrap) n_replicates else 0L, sample.int(1e9, 1), threads
  )
  truth <- true_rank(share)
  c(all(sets[, 2] <= truth & truth <= sets[, 3]), mean(sets[, 3] - sets[, 2] + 1))
}

designs <- rbind(
  expand.grid(
    shares = c("org_size", "equal", "close"), picks = 1, n = c(50, 173), method = c("exact", "bootstrap"),
    stringsAsFactors = FALSE
  ),
  expand.grid(
    shares = c("agenda", "equal_13"), picks = 3, n = c(50, 173), method = c("exact", "bootstrap"),
    stringsAsFactors = FALSE
  )
)

set.seed(2021)
found <- vapply(seq_len(nrow(designs)), function(i) {
  design <- designs[i, ]
  surveys <- replicate(n_surveys, one_survey(
    shares[[design$shares]], design$n, design$picks, design$method == "bootstrap"
  ))
  message(paste(format(design), collapse = " "), ": ", mean(surveys[1, ]))
  rowMeans(surveys)
}, numeric(2))
coverage <- data.frame(
  what = "ranks", designs,
  level = 95, coverage = round(100 * found[1, ], 1), places = round(found[2, ], 1)
)

# Agreement between two groups of three picks: does the interval hold the true tau-b?
first <- c(43, 39, 34, 32, 25, 24, 23, 22, 21, 17, 15, 7, 6)
second <- c(42, 34, 29, 27, 20, 39, 33, 18, 16, 17, 8, 12, 7.5)
truth <- cor(first, second, method = "kendall")
for (n in c(50, 173, 1000)) {
  surveys <- replicate(n_surveys, {
    sides <- lapply(list(first, second), function(share) item_of(draw_answers(share, n, 3), share, 3))
    found <- tendensen:::core_rank_agreement(sides[[1]], sides[[2]], 0.95)
    found[2] <= truth && truth <= found[3]
  })
  coverage <- rbind(coverage, data.frame(
    what = "tau-b", shares = "agenda", picks = 3, n = n, method = "exact", level = 95,
    coverage = round(100 * mean(surveys), 1), places = NA
  ))
}
write.csv(coverage, "inst/rank-coverage.csv", row.names = FALSE, na = "")
print(coverage)
