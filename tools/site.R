# Builds the package's web site into build/site. A topic that _pkgdown.yml does not list is an error.

# Nothing is asked of the network: a link to another package is made without looking its site up.
options(pkgdown.internet = FALSE)
Sys.setenv(http_proxy = "http://127.0.0.1:9", https_proxy = "http://127.0.0.1:9")

unlink("build/site", recursive = TRUE)
pkgdown::check_pkgdown()
pkgdown::build_site(devel = FALSE, install = FALSE, new_process = FALSE, preview = FALSE)

# The template's empty logo, and a name for the search box that says what it does.
mend <- function(path) {
  html <- readLines(path, encoding = "UTF-8")
  html <- gsub("<img src=\"\" class=\"logo\" alt=\"\">", "", html, fixed = TRUE)
  html <- sub("aria-label=\"[^\"]*\" name=\"search-input\"", "aria-label=\"Search\" name=\"search-input\"", html)
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
unlink(file.path("build/site", c("pkgdown.js", "search.json")))
