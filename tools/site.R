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

# The search index as a script; a page's entries carry its title.
index <- jsonlite::fromJSON("build/site/search.json")
title_of <- function(path) {
  page <- xml2::read_html(paste0("build/site", path))
  trimws(xml2::xml_text(xml2::xml_find_first(page, "//main//h1")))
}
index$title <- unname(vapply(unique(index$path), title_of, "")[index$path])
for (column in c("id", "what", "text", "code")) {
  index[[column]] <- ifelse(is.na(index[[column]]), "", index[[column]])
}
index <- index[c("path", "id", "dir", "title", "what", "text", "code")]
writeLines(paste0("window.search_index = ", jsonlite::toJSON(index), ";"), "build/site/search.js", useBytes = TRUE)
unlink(file.path("build/site", c("pkgdown.js", "search.json")))
