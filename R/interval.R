# Intervals of percentages, one row a cell: see src/core/interval.hpp. With weights, `n` and `base`
# are sums of them; the squares are sums of squared weights.
percent_interval <- function(n, base, conf_level, method = "wilson", n_squares = n,
                             base_squares = base, respondents = base) {
  bounds <- core_intervals(
    as.double(n), as.double(base), as.double(n_squares), as.double(base_squares),
    as.double(respondents), conf_level, method
  )
  tibble(conf_low = bounds[, 1], conf_high = bounds[, 2])
}

interval_words <- c(
  wilson = "Wilson", clopper_pearson = "Clopper-Pearson", jeffreys = "Jeffreys",
  agresti_coull = "Agresti-Coull", linearisation = "linearisation"
)
