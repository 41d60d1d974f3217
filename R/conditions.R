# Conditions have classes: tendensen_error_<what> and tendensen_error; likewise for warnings.

abort <- function(message, what, ..., call = caller_env(), env = call) {
  cli::cli_abort(
    message,
    class = c(paste0("tendensen_error_", what), "tendensen_error"),
    ..., call = call, .envir = env
  )
}

warn <- function(message, what, ..., call = caller_env(), env = call) {
  cli::cli_warn(
    message,
    class = c(paste0("tendensen_warning_", what), "tendensen_warning"),
    ..., .envir = env
  )
}

# An exception of the core becomes a condition of this package: `tendensen::RecodeError` is
# tendensen_error_recode. Everything else passes.
from_core <- function(expr, call = caller_env()) {
  tryCatch(expr, `C++Error` = function(error) {
    what <- sub("^tendensen::(.*)Error$", "\\1", class(error)[[1]])
    message <- conditionMessage(error)
    abort("{message}", tolower(what), call = call, env = rlang::current_env())
  })
}

# The one of `allowed` that is nearest to a value, or NULL where none is near.
nearest <- function(value, allowed) {
  if (length(allowed) == 0 || is.na(value)) return(NULL)
  if (is.character(value) && !validUTF8(value)) return(NULL)
  if (is.numeric(value) && is.numeric(allowed)) {
    return(allowed[which.min(abs(allowed - value))])
  }
  distance <- utils::adist(as.character(value), as.character(allowed), ignore.case = TRUE)[1, ]
  if (min(distance) <= nchar(as.character(value)) / 2) return(allowed[which.min(distance)])
  # Or what the value begins with: en-GB.
  begins <- startsWith(tolower(value), tolower(as.character(allowed)))
  if (any(begins)) allowed[begins][[1]]
}

# One value out of a set. `arg` is the argument's name, `what` the class of the error.
check_one_of <- function(value, allowed, arg, what, call = caller_env()) {
  same_type <- (is.numeric(value) && is.numeric(allowed)) ||
    (is.character(value) && is.character(allowed))
  single <- same_type && length(value) == 1 && !is.object(value)
  if (single && !is.na(value) && value %in% allowed) return(invisible(value))
  shown <- if (is.atomic(value) && length(value) == 1 && !is.object(value)) {
    cli::format_inline("{.val {value}}")
  } else {
    cli::format_inline("{.obj_type_friendly {value}}", if (is.atomic(value)) " of {length(value)} values")
  }
  hint <- if (single) nearest(value, allowed)
  abort(c(
    "{.arg {arg}} must be one of the values below, not {shown}.",
    i = "Allowed: {.val {allowed}}.",
    i = if (!is.null(hint)) "Nearest: {.val {hint}}."
  ), what, call = call, env = rlang::current_env())
}

check_number <- function(value, arg, low = -Inf, high = Inf, whole = FALSE, call = caller_env()) {
  fits <- is.numeric(value) && length(value) == 1 && is.finite(value) &&
    value >= low && value <= high && (!whole || value == round(value))
  if (fits) return(invisible(value))
  kind <- if (whole) "a whole number" else "a number"
  abort(c(
    "{.arg {arg}} must be {kind} between {low} and {high}.",
    x = "You gave {.obj_type_friendly {value}}: {.val {utils::head(value, 3)}}."
  ), "argument", call = call, env = rlang::current_env())
}

# What synthetic respondents show between questions, or beyond the sample, is chance.
warn_synthetic <- function(responses, what = "Intervals and verdicts show the method; they",
                           call = caller_env()) {
  if (!is_synthetic(responses)) return(invisible())
  warn(c(
    "The respondents are synthetic: made to reproduce printed percentages.",
    i = "{what} say nothing about the world."
  ), "synthetic", call = call, env = rlang::current_env())
}

# Between 0 and 1, neither of them.
check_probability <- function(value, arg, call = caller_env()) {
  check_number(value, arg, 0, 1, call = call)
  if (!value %in% c(0, 1)) return(invisible(value))
  abort("{.arg {arg}} must be between 0 and 1, neither of them.", "argument",
    call = call, env = rlang::current_env()
  )
}

# Every value out of a set, none twice.
check_all_of <- function(values, allowed, arg, what, call = caller_env()) {
  if (!is.character(values) || length(values) == 0 || anyDuplicated(values)) {
    abort("{.arg {arg}} must be text, each value once, not {.obj_type_friendly {values}}.", what,
      call = call, env = rlang::current_env()
    )
  }
  for (value in values) check_one_of(value, allowed, arg, what, call)
  invisible(values)
}
