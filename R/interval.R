# Wilson's score interval in percent, one row a cell: see src/core/interval.hpp.
wilson_interval <- function(n, base, conf_level) {
  bounds <- core_wilson(as.double(n), as.double(base), conf_level)
  tibble(conf_low = bounds[, 1], conf_high = bounds[, 2])
}
