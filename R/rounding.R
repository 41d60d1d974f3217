#' Round percentages exactly
#'
#' Rounds shares of integer counts in integer arithmetic, so that 1 of 8 is 12.5 and prints as 13
#' (half up), never as 12 by an accident of floating point.
#'
#' @param n Whole numbers: counts.
#' @param base A whole number, at least 1: what they are counts of.
#' @param digits Decimals, 0 to 6.
#' @param rounding `"half_up"` (default; the report's), `"half_even"`, or `"largest_remainder"`
#'   (Hamilton's method: exclusive answers always print as exactly 100 together; the largest
#'   remainders are rounded up, the earlier one in a tie).
#' @return A double vector of percentages (0 to 100), as long as `n`.
#' @family tables
#' @export
#' @examples
#' round_percent(c(1, 3, 4), 8)
#' round_percent(c(1, 1, 1), 3, rounding = "largest_remainder")
round_percent <- function(n, base, digits = 0, rounding = "half_up") {
  check_one_of(rounding, c("half_up", "half_even", "largest_remainder"), "rounding", "argument")
  check_number(digits, "digits", 0, 6, whole = TRUE)
  check_number(base, "base", 1, 1e10, whole = TRUE)
  check_counts(n, base)
  from_core(core_round_percents(n, base, digits, rounding)) / 10^digits
}

check_counts <- function(n, base, call = caller_env()) {
  if (!is.numeric(n)) {
    abort("{.arg n} must be whole numbers, not {.obj_type_friendly {n}}.", "argument",
      call = call, env = rlang::current_env()
    )
  }
  bad <- which(is.na(n) | n < 0 | n > base | n != round(n))
  if (length(bad) == 0) return(invisible(n))
  shown <- paste(n[utils::head(bad, 5)], "of", base)
  abort(c(
    "{.arg n} must be whole numbers between 0 and the base.",
    x = "Invalid at {cli::qty(length(bad))}location{?s} {utils::head(bad, 5)}: {shown}."
  ), "argument", call = call, env = rlang::current_env())
}
