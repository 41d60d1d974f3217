# One concept, one stem through all layers. Runs where the sources are, not under R CMD check.
root <- test_path("..", "..")
sources <- file.path(root, "src", "core")

skip_without_sources <- function() {
  skip_if_not(dir.exists(sources) && dir.exists(file.path(root, "R")), "the sources are not here")
}

core_stems <- function() {
  tools::file_path_sans_ext(list.files(sources, "[.]cpp$"))
}

test_that("a stem of the core runs through R, the binding and the tests", {
  skip_without_sources()
  for (stem in core_stems()) {
    layers <- file.path(root, c(
      # The binding of expressions is called by R/responses.R.
      if (stem != "expression") file.path("R", paste0(stem, ".R")),
      file.path("src", paste0(stem, ".cpp")),
      file.path("src", "core", paste0(stem, ".hpp")),
      file.path("tests", "cpp", paste0("test-", stem, ".cpp")),
      file.path("tests", "testthat", paste0("test-", stem, ".R"))
    ))
    for (file in layers) expect_true(file.exists(file), label = file)
  }
})

test_that("a test file is named after an R file or a core file", {
  skip_without_sources()
  stems <- sub("^test-(.*)[.]R$", "\\1", list.files(test_path("."), "^test-.*[.]R$"))
  known <- c(tools::file_path_sans_ext(list.files(file.path(root, "R"))), core_stems(), "structure")
  expect_identical(setdiff(stems, known), character())
})

test_that("the core has never heard of R", {
  skip_without_sources()
  for (file in list.files(sources, "[.](hpp|cpp)$", full.names = TRUE)) {
    includes <- grep("^\\s*#\\s*include", readLines(file, warn = FALSE), value = TRUE)
    expect_false(any(grepl("<(R|Rcpp|RcppArmadillo|Rinternals|Rmath|cpp11)([./].*)?>|\"R(cpp)?", includes)), label = file)
  }
})

test_that("no C++ test is in src", {
  skip_without_sources()
  expect_length(list.files(file.path(root, "src"), "test", recursive = TRUE), 0)
})

test_that("every export has a help page with an example", {
  pages <- tools::Rd_db("tendensen")
  part <- function(page, tag) Filter(function(x) identical(attr(x, "Rd_tag"), tag), page)
  aliases <- lapply(pages, function(page) vapply(part(page, "\\alias"), function(x) as.character(x[[1]]), ""))
  has_example <- vapply(pages, function(page) length(part(page, "\\examples")) > 0, logical(1))
  for (name in getNamespaceExports("tendensen")) {
    page <- vapply(aliases, function(x) name %in% x, logical(1))
    expect_true(any(page), label = paste("help page of", name))
    expect_true(any(has_example[page]), label = paste("example of", name))
  }
})

test_that("README.md is what README.Rmd prints now", {
  skip_without_sources()
  skip_if_not_installed("knitr")
  skip_if_not_installed("ggplot2")
  skip_if(Sys.which("make") == "", "make is not here")
  folder <- withr::local_tempdir()
  file.copy(file.path(root, c("README.Rmd", "Makefile")), folder)
  # Versions of knitr differ in the fence of a chunk and in empty lines.
  text <- function(path) {
    lines <- readLines(path, encoding = "UTF-8")
    gsub("^``` *r$", "```r", lines[nzchar(lines)])
  }
  printed <- text(file.path(root, "README.md"))
  withr::local_dir(folder)
  knitr::knit("README.Rmd", "README.md", quiet = TRUE, envir = new.env(parent = globalenv()))
  expect_identical(text("README.md"), printed)
})
