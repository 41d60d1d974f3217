# Files of survey tools: the fixtures, files made of text or bytes, SPSS files byte by byte.

export_fixture <- function(name) test_path("fixtures", "exports", name)

export_fixtures <- function(pattern) {
  list.files(test_path("fixtures", "exports"), pattern, full.names = TRUE)
}

# A file in a folder of its own. `content`: bytes, or text that goes into an encoding.
export_file <- function(content, name = "export.csv", encoding = "UTF-8", before = raw()) {
  folder <- tempfile("export-")
  dir.create(folder)
  path <- file.path(folder, name)
  if (is.character(content)) {
    content <- paste(enc2utf8(content), collapse = "\n")
    content <- iconv(content, "UTF-8", encoding, toRaw = TRUE)[[1]]
  }
  writeBin(c(as.raw(before), content), path)
  path
}

read_lines <- function(..., name = "export.csv", tool = "auto") {
  read_export(export_file(c(...), name), tool)
}

bytes <- function(...) {
  do.call(c, lapply(list(...), function(part) {
    if (is.character(part)) charToRaw(enc2utf8(part)) else as.raw(part)
  }))
}

export_rules <- function(x) x$problems$rule

noted <- function(x, rule) paste(x$notes$detail[x$notes$rule == rule], collapse = " ")

# The cells as a matrix of text, NA for empty ones.
export_cells <- function(x) matrix(unlist(lapply(x$data, as.character)), nrow(x$data))

expect_refused <- function(path, ..., tool = "auto") {
  error <- expect_error(read_export(path, tool), class = "tendensen_error_file")
  said <- gsub("\\s+", " ", cli::ansi_strip(conditionMessage(error)))
  for (part in c(...)) expect_match(said, part)
  invisible(error)
}

# Real exports stay outside the package; the folder is sought upwards from the tests.
real_export <- function(name) {
  folder <- normalizePath(test_path())
  repeat {
    path <- file.path(folder, "shared", "real_exports", name)
    if (file.exists(path)) return(path)
    if (dirname(folder) == folder) skip(paste(name, "is not here"))
    folder <- dirname(folder)
  }
}

# A plain R twin of the splitter, a character at a time; for regular quoting only.
split_twin <- function(text, sep) {
  records <- list()
  record <- character()
  cell <- ""
  quoted <- FALSE
  signs <- strsplit(text, "")[[1]]
  i <- 1
  while (i <= length(signs)) {
    sign <- signs[[i]]
    if (quoted && sign == "\"" && i < length(signs) && signs[[i + 1]] == "\"") {
      cell <- paste0(cell, "\"")
      i <- i + 1
    } else if (sign == "\"") {
      quoted <- !quoted
    } else if (!quoted && sign == sep) {
      record <- c(record, cell)
      cell <- ""
    } else if (!quoted && sign == "\n") {
      records <- c(records, list(c(record, cell)))
      record <- character()
      cell <- ""
    } else {
      cell <- paste0(cell, sign)
    }
    i <- i + 1
  }
  records
}

# SPSS ---------------------------------------------------------------------------------------------

int32 <- function(..., endian = "little") writeBin(as.integer(c(...)), raw(), endian = endian)
float64 <- function(..., endian = "little") writeBin(as.double(c(...)), raw(), endian = endian)

padded <- function(text, to, with = as.raw(32)) {
  text <- if (is.raw(text)) text else charToRaw(enc2utf8(text))
  c(text, rep(with, (-length(text)) %% to))
}

fixed <- function(text, n) c(charToRaw(text), rep(as.raw(32), n - nchar(text, "bytes")))

sav_extension_bytes <- function(subtype, content, size = 1, count = length(content) / size) {
  c(int32(7, subtype, size, count), content)
}

# `missing`: list(n, values) as the format has it.
sav_variable_bytes <- function(name, width = 0, label = NULL, missing = NULL) {
  format <- if (width > 0) 65536 + 256 * width else 5 * 65536 + 8 * 256
  rest <- rep(list(c(int32(2, -1, 0, 0, 0, 0), fixed("", 8))), max(0, ceiling(width / 8) - 1))
  c(
    int32(2, width, !is.null(label), if (is.null(missing)) 0 else missing[[1]], format, format),
    fixed(name, 8),
    if (!is.null(label)) c(int32(length(charToRaw(enc2utf8(label)))), padded(label, 4)),
    if (!is.null(missing)) float64(missing[[2]]),
    unlist(rest)
  )
}

sav_label_bytes <- function(values, labels, of) {
  entries <- Map(function(value, label) {
    text <- charToRaw(enc2utf8(label))
    c(float64(value), padded(c(as.raw(length(text)), text), 8))
  }, values, labels)
  c(int32(3, length(values)), unlist(entries), int32(4, length(of), of))
}

sav_header_bytes <- function(n_cases) {
  c(
    fixed("$FL2", 4), fixed("@(#) SPSS DATA FILE by hand", 60), int32(2, 5, 0, 0, n_cases), float64(100),
    fixed("01 Mar 21", 9), fixed("10:00:00", 8), fixed("", 64), as.raw(c(0, 0, 0))
  )
}

# Three respondents; groep 1, 2 and user-missing 9; two ticks; a text. Names in capitals are short.
sav_example <- function(sets = "$taken=D1 1 12 Welke taken? t1 t2\n",
                        more_sets = NULL, encoding = "UTF-8", n_cases = 3,
                        names = "GROEP=groep\tT1=taken_opleiden\tT2=taken_coachen\tOPM=opm") {
  case <- function(groep, first, second, text) c(float64(groep, first, second), bytes(fixed(text, 8)))
  empty <- -.Machine$double.xmax
  c(
    sav_header_bytes(n_cases),
    sav_variable_bytes("GROEP", label = "Tot welke groep behoort u? Één", missing = list(1, 9)),
    sav_variable_bytes("T1", label = "Opleiden"), sav_variable_bytes("T2", label = "Coachen"),
    sav_variable_bytes("OPM", width = 8),
    sav_label_bytes(c(1, 2, 9), c("Bedrijf", "Aanbieder", "Geen antwoord"), 1),
    sav_extension_bytes(3, int32(20, 0, 0, -1, 1, 1, 2, 65001), 4),
    if (!is.null(sets)) sav_extension_bytes(7, bytes(sets)),
    if (!is.null(more_sets)) sav_extension_bytes(19, bytes(more_sets)),
    sav_extension_bytes(13, bytes(names)),
    sav_extension_bytes(20, bytes(encoding)),
    int32(999, 0),
    case(1, 1, 0, "ja"), case(9, 0, 1, ""), case(2.5, empty, empty, "n\u00e9e")[1:32]
  )
}
