# Results are tibbles with a light class: tendensen_<what>, tendensen_result.
new_result <- function(data, what, ...) {
  tibble::new_tibble(data, ..., class = c(paste0("tendensen_", what), "tendensen_result"))
}

#' @export
tbl_sum.tendensen_result <- function(x, ...) {
  what <- sub("tendensen_", "", class(x)[[1]])
  base <- attr(x, "base_kind")
  c(
    rlang::set_names(paste0(nrow(x), " rows"), capital(what)),
    "Base" = if (!is.null(base)) base_words[[base]],
    "Synthetic" = if (isTRUE(attr(x, "synthetic"))) {
      "respondents made to reproduce printed percentages"
    },
    "Interval" = interval_line(x)
  )
}

interval_line <- function(x) {
  if (is.null(attr(x, "conf_level"))) return(NULL)
  made_up <- if (isTRUE(attr(x, "synthetic"))) "; of made-up respondents it says nothing"
  words <- c(interval_words, newcombe = "Newcombe")
  word <- unname(words[intersect(attr(x, "method"), names(words))])
  paste0(toString(c(paste0(100 * attr(x, "conf_level"), "%"), word)), made_up)
}

base_words <- c(
  answered = "respondents who answered",
  asked = "respondents who were asked",
  all = "all respondents",
  mentions = "mentions (ticks)"
)

# A number to one decimal, for messages; none where it is 0.
points <- function(x) sub("[.]0$", "", sub("^-0[.]0$", "0", sprintf("%.1f", x)))
