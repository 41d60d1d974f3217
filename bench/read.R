# Reading a LimeSurvey export of a million respondents to the 2021 questionnaire, against readr reading
# the same file as text.
# Rscript bench/read.R [respondents, 1000000]
library(tendensen)
rlang::check_installed("readr", "to be compared with.")

n <- as.integer(c(commandArgs(TRUE), 1e6)[[1]])
threads <- 2L
options(tendensen.threads = threads)
survey <- questionnaire(2021)
synthetic <- respondents()

# The synthetic respondents as LimeSurvey writes codes: Y or nothing for an option.
code_cells <- function(question) {
  type <- survey$questions$type[survey$questions$question == question]
  items <- survey$items$column[survey$items$question == question]
  cells <- lapply(items, function(item) {
    if (type == "multiple") {
      ticks <- tibble::as_tibble(synthetic[[item]])
      names(ticks) <- paste0(item, "[", names(ticks), "]")
      return(lapply(ticks, function(ticked) ifelse(ticked %in% TRUE, "Y", "")))
    }
    x <- synthetic[[item]]
    text <- if (type == "single") c("", attr(x, "codes"))[pmax(vctrs::vec_data(x), 0L) + 1L] else x
    stats::setNames(list(ifelse(is.na(text), "", text)), item)
  })
  do.call(c, cells)
}

# Rows of the block, resampled, with the columns that LimeSurvey puts before them.
write_rows <- function(ids, block, file) {
  rows <- lapply(block, `[`, sample.int(nrow(synthetic), length(ids), replace = TRUE))
  end <- as.POSIXct("2021-03-01", tz = "UTC") + sample.int(28 * 86400, length(ids), replace = TRUE)
  sent <- ifelse(stats::runif(length(ids)) < 0.9, format(end, "%Y-%m-%d %H:%M:%S"), "")
  first <- list(
    ids, sent, sample(1:9, length(ids), TRUE), sample(c("nl", "fr"), length(ids), TRUE),
    sample.int(2^31 - 1, length(ids), TRUE)
  )
  cells <- lapply(c(first, unname(rows)), function(cell) paste0("\"", cell, "\""))
  writeBin(charToRaw(paste0(do.call(paste, c(cells, sep = ",")), "\r\n", collapse = "")), file)
}

write_export <- function(path, n) {
  set.seed(2021)
  block <- do.call(c, lapply(survey$questions$question, code_cells))
  names <- c("id", "submitdate", "lastpage", "startlanguage", "seed", names(block))
  file <- file(path, "wb")
  on.exit(close(file))
  writeBin(as.raw(c(0xEF, 0xBB, 0xBF)), file)
  writeBin(charToRaw(paste0(paste0("\"", names, "\"", collapse = ","), "\r\n")), file)
  for (from in seq(1, n, by = 50000)) write_rows(from:min(n, from + 49999), block, file)
  writeBin(charToRaw("\r\n"), file)
  length(names)
}

seconds <- function(expression) {
  gc()
  system.time(expression)[["elapsed"]]
}

path <- tempfile(fileext = ".csv")
n_columns <- write_export(path, n)
cat(sprintf("%d respondents, %d columns, %.0f MB\n", n, n_columns, file.size(path) / 1e6))
ours <- readr <- numeric(3)
for (i in seq_along(ours)) {
  ours[[i]] <- seconds(x <- read_responses(path, survey))
  readr[[i]] <- seconds(y <- readr::read_delim(path, ",",
    col_types = readr::cols(.default = "c"), lazy = FALSE, num_threads = threads, progress = FALSE
  ))
}
stopifnot(nrow(x) == n, identical(x$response_language, y$startlanguage))
cat(sprintf(
  "read_responses() %.2f s; readr::read_delim() %.2f s; ratio %.2f\n",
  median(ours), median(readr), median(ours) / median(readr)
))
unlink(path)
