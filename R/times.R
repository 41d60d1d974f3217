# Dates and times of a file; the core reads them (src/core/times.hpp).

# The times in a column, or the column as text where it is no column of dates. `order`: ymd, dmy,
# mdy or NULL, to be found; `several` is called with the orders where more than one fits.
read_times <- function(x, order, several) {
  distinct <- distinct_answers(x)
  text <- distinct$text
  # LimeSurvey's mark for a response that was sent with the date stamp off.
  text[startsWith(text, "1980-01-01 00:00:00")] <- NA
  orders <- core_fitting_orders(text)
  if (!is.null(order)) orders <- intersect(c(order, "serial"), orders)
  if (length(orders) > 1) several(orders, text[!is.na(text)][1])
  if (all(is.na(text[distinct$index]))) orders <- "ymd"
  if (length(orders) == 0) return(as.character(x))
  seconds <- core_parse_times(text, orders[[1]])
  as.POSIXct(seconds[distinct$index], origin = "1970-01-01", tz = "UTC")
}
