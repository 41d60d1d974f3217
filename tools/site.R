# Builds the package's web site into build/site. A topic that _pkgdown.yml misses is an error.

# Nothing is asked of the network: a link to another package is made without looking its site up.
options(pkgdown.internet = FALSE)
Sys.setenv(http_proxy = "http://127.0.0.1:9", https_proxy = "http://127.0.0.1:9")

library(tendensen)
unlink("build/site", recursive = TRUE)
pkgdown::check_pkgdown()
pkgdown::build_site(devel = FALSE, install = FALSE, new_process = FALSE, preview = FALSE)

# What the plots of a topic's examples show, in their order.
describe_plots <- function(topic) {
  code <- tempfile(fileext = ".R")
  tools::Rd2ex(file.path("man", paste0(topic, ".Rd")), code)
  shown <- character()
  examples <- new.env(parent = globalenv())
  examples$plot <- function(x, ...) {
    shown <<- c(shown, ggplot2::get_alt_text(ggplot2::autoplot(x, ...)))
    invisible(x)
  }
  utils::capture.output(source(code, examples, encoding = "UTF-8"))
  shown
}

# The template's empty logo, a name for the search box that says what it does, and what plots show.
mend <- function(path) {
  html <- paste(readLines(path, encoding = "UTF-8"), collapse = "\n")
  html <- gsub("<img src=\"\" class=\"logo\" alt=\"\">", "", html, fixed = TRUE)
  html <- sub("aria-label=\"[^\"]*\" (name=\"search-input\")", "aria-label=\"Search\" \\1", html)
  empty <- gregexpr("alt=\"\"", html, fixed = TRUE)
  if (empty[[1]][[1]] > 0) {
    shown <- describe_plots(tools::file_path_sans_ext(basename(path)))
    if (length(shown) != length(empty[[1]])) stop("Plots without a description: ", path)
    regmatches(html, empty) <- list(sprintf("alt=\"%s\"", htmltools::htmlEscape(shown, TRUE)))
  }
  writeLines(html, path, useBytes = TRUE)
}
invisible(lapply(list.files("build/site", "[.]html$", recursive = TRUE, full.names = TRUE), mend))

# The search index as a script. An entry without a path is of no page; the others get its title.
index <- jsonlite::fromJSON("build/site/search.json", simplifyDataFrame = FALSE)
index <- Filter(function(entry) length(entry$path) > 0, index)
title_of <- function(path) {
  page <- xml2::read_html(paste0("build/site", path))
  trimws(xml2::xml_text(xml2::xml_find_first(page, "//main//h1")))
}
index <- lapply(index, function(entry) {
  given <- lapply(entry, function(value) if (length(value) == 1) value else "")
  c(title = title_of(entry$path), given[c("path", "id", "dir", "what", "text", "code")])
})
json <- jsonlite::toJSON(index, auto_unbox = TRUE)
writeLines(paste0("window.search_index = ", json, ";"), "build/site/search.js", useBytes = TRUE)
unlink(file.path("build/site", c("pkgdown.js", "search.json", "reference/Rplot*.png")))
