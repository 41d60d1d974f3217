# Wilson's score interval in percent, one row a cell: see src/core/interval.hpp.
wilson_interval <- function(n, base, conf_level) {
  bounds <- core_wilson(as.double(n), as.double(base), conf_level)
  # At 0% and 100% the bound is the percentage itself, up to the last digit of a double.
  percent <- 100 * n / base
  tibble(conf_low = pmin(bounds[, 1], percent), conf_high = pmax(bounds[, 2], percent))
}
