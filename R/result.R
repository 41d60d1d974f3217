# Results are tibbles with a light class: tendensen_<what>, tendensen_result.
new_result <- function(data, what, ...) {
  tibble::new_tibble(data, ..., class = c(paste0("tendensen_", what), "tendensen_result"))
}

#' @export
tbl_sum.tendensen_result <- function(x, ...) {
  what <- sub("tendensen_", "", class(x)[[1]])
  base <- attr(x, "base_kind")
  c(
    rlang::set_names(
      paste0(nrow(x), " rows"),
      paste0(toupper(substr(what, 1, 1)), substring(what, 2))
    ),
    "Base" = if (!is.null(base)) base_words[[base]],
    "Synthetic" = if (isTRUE(attr(x, "synthetic"))) "respondents made to reproduce printed percentages"
  )
}

base_words <- c(
  answered = "respondents who answered",
  asked = "respondents who were asked",
  all = "all respondents",
  mentions = "mentions (ticks)"
)

# Of made-up respondents nothing follows for the world.
warn_synthetic <- function(responses) {
  if (!is_synthetic(responses)) return(invisible())
  warn(c(
    "These respondents are synthetic: made to reproduce printed percentages.",
    i = "Intervals and verdicts show the method; they say nothing about the world."
  ), "synthetic")
}

# A number to one decimal, for messages; none where it is 0.
points <- function(x) sub("[.]0$", "", sub("^-0[.]0$", "0", sprintf("%.1f", x)))
