# Reading a LimeSurvey export of a million respondents, against readr reading the same file as text.
# Rscript bench/read.R [respondents, 1000000]
library(tendensen)
rlang::check_installed("readr", "to be compared with.")

n <- as.integer(c(commandArgs(TRUE), 1e6)[[1]])
threads <- 2L
options(tendensen.threads = threads)
read <- function(path) tendensen:::read_export(path)

# A block of distinct respondents, resampled: codes of single choices, grids, ticks, numbers.
write_block <- function(ids, block, file) {
  rows <- block[sample.int(nrow(block), length(ids), replace = TRUE), ]
  start <- as.POSIXct("2021-03-01", tz = "UTC") + sample.int(28 * 86400, length(ids), replace = TRUE)
  end <- start + sample.int(3600, length(ids), replace = TRUE)
  text <- function(time) format(time, "%Y-%m-%d %H:%M:%S")
  first <- data.frame(
    id = ids, submitdate = ifelse(runif(length(ids)) < 0.9, text(end), ""), lastpage = sample(1:9, length(ids), TRUE),
    startlanguage = sample(c("nl", "fr"), length(ids), TRUE), seed = sample.int(2^31 - 1, length(ids), TRUE)
  )
  cells <- lapply(c(first, rows), function(cell) paste0("\"", cell, "\""))
  writeBin(charToRaw(paste0(do.call(paste, c(cells, sep = ",")), "\r\n", collapse = "")), file)
}

write_export <- function(path, n) {
  set.seed(2021)
  draw <- function(codes) sample(codes, 5000, replace = TRUE)
  block <- data.frame(
    replicate(14, draw(paste0("A", 1:5))), replicate(16, draw(paste0("AO0", 1:6))), replicate(18, draw(c("Y", ""))),
    replicate(2, draw(c(0:100, "")))
  )
  names <- c(
    "id", "submitdate", "lastpage", "startlanguage", "seed", paste0("single", 1:14),
    paste0("grid[SQ0", 10:25, "]"), paste0("multiple[SQ0", 10:27, "]"), paste0("number", 1:2)
  )
  file <- file(path, "wb")
  on.exit(close(file))
  writeBin(as.raw(c(0xEF, 0xBB, 0xBF)), file)
  writeBin(charToRaw(paste0("\"", names, "\"", collapse = ",")), file)
  writeBin(charToRaw("\r\n"), file)
  for (from in seq(1, n, by = 50000)) write_block(from:min(n, from + 49999), block, file)
  writeBin(charToRaw("\r\n"), file)
}

seconds <- function(expression) {
  gc()
  system.time(expression)[["elapsed"]]
}

path <- tempfile(fileext = ".csv")
write_export(path, n)
cat(sprintf("%d respondents, %.0f MB\n", n, file.size(path) / 1e6))
ours <- readr <- numeric(3)
for (i in seq_along(ours)) {
  ours[[i]] <- seconds(x <- read(path))
  readr[[i]] <- seconds(y <- readr::read_delim(path, ",",
    col_types = readr::cols(.default = "c"), lazy = FALSE, num_threads = threads, progress = FALSE
  ))
}
stopifnot(nrow(x$data) == n, nrow(x$problems) == 0, identical(as.character(x$data[[6]]), y[[6]]))
cat(sprintf(
  "read_export() %.2f s; readr::read_delim() %.2f s; ratio %.2f\n",
  median(ours), median(readr), median(ours) / median(readr)
))
unlink(path)
