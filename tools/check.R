# Rscript tools/check.R tests          runs the tests of the installed package
# Rscript tools/check.R log <path>     judges the log of R CMD check

# Prints a line a file and leaves "passed failed skipped" in build/counts/test.
check_tests <- function() {
  file <- "build/counts/test"
  dir.create(dirname(file), showWarnings = FALSE, recursive = TRUE)
  unlink(file)
  results <- as.data.frame(testthat::test_dir(
    "tests/testthat",
    package = "tendensen", load_package = "installed", reporter = "check", stop_on_failure = FALSE
  ))
  unlink("testthat-problems.rds") # the reporter's
  counts <- cbind(
    passed = results$passed,
    failed = results$failed + results$error,
    skipped = results$skipped
  )
  cat("\n")
  print(rowsum(counts, results$file))
  total <- colSums(counts)
  writeLines(paste(total, collapse = " "), file)
  cat(sprintf("R tests: %s\n", paste(total, names(total), collapse = ", ")))
  total[["failed"]] == 0 && total[["passed"]] > 0
}

# An error, a warning or a note is a fault, except notes that say nothing of the package: who
# maintains it, that CRAN does not have it yet, and that Debian keeps the Boost headers elsewhere.
routine <- "^(Maintainer: |New submission$|'LinkingTo' for .BH. is unused as it has no 'include')"

check_log <- function(path) {
  if (!any(startsWith(readLines(path), "Status: "))) {
    cat("R CMD check: did not finish\n")
    return(FALSE)
  }
  found <- tools::check_packages_in_dir_details(logs = path)
  is_fault <- function(status, output) {
    lines <- strsplit(output, "\n")[[1]]
    status %in% c("ERROR", "WARNING") ||
      status == "NOTE" && !all(grepl(routine, lines[nzchar(lines)]))
  }
  faults <- found[mapply(is_fault, found$Status, found$Output), ]
  cat(sprintf("%s: %s\n%s\n", faults$Status, faults$Check, faults$Output), sep = "\n")
  cat(sprintf("R CMD check: %d errors, warnings or notes\n", nrow(faults)))
  nrow(faults) == 0
}

arguments <- commandArgs(TRUE)
clean <- switch(arguments[[1]], tests = check_tests(), log = check_log(arguments[[2]]))
quit(status = if (clean) 0 else 1)
