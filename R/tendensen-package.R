#' @keywords internal
#' @aliases tendensen-package
"_PACKAGE"

#' @useDynLib tendensen, .registration = TRUE
#' @importFrom Rcpp evalCpp
#' @importFrom rlang %||% := caller_env list2 .data
#' @importFrom pillar tbl_sum
#' @importFrom tibble tibble
#' @import vctrs
NULL
