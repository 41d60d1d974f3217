# LimeSurvey's R data file and its syntax file, the code book. The syntax file is read as text and
# is never run. What it says, a statement a column (RSyntaxWriter.php):
#   data[, 9] <- factor(data[, 9], levels=c("A1","A2"),labels=c("Ja", "Nee"))
#   attributes(data)$variable.labels[9] <- "Vraag"
#   names(data)[9] <- "G1Q1"

# The data file and the syntax file of a path that names one of them; the other may be NULL.
limesurvey_pair <- function(path, call) {
  if (tolower(tools::file_ext(path)) == "r") {
    data <- syntax_data_file(path)
    if (is.null(data)) {
      abort_export(
        path, "is an R syntax file of LimeSurvey without its data file.",
        paste0(
          "Put the data file beside it (`", name_of_partner(path), "`), or export both: ",
          "Responses > Export > R (syntax file), and R (data file)."
        ), call
      )
    }
    return(list(data = data, syntax = path))
  }
  list(data = path, syntax = file_beside(path, name_of_partner(path)))
}

# survey_1_R_data_file.csv <-> survey_1_R_syntax_file.R; NA for another name.
name_of_partner <- function(path) {
  name <- basename(path)
  data <- "_R_data_file(.*)[.]csv$"
  syntax <- "_R_syntax_file(.*)[.]R$"
  if (grepl(data, name, ignore.case = TRUE)) {
    return(sub(data, "_R_syntax_file\\1.R", name, ignore.case = TRUE))
  }
  if (grepl(syntax, name, ignore.case = TRUE)) {
    return(sub(syntax, "_R_data_file\\1.csv", name, ignore.case = TRUE))
  }
  NA_character_
}

# The file of this name in the folder of `path`, whatever its case, or NULL.
file_beside <- function(path, name) {
  if (is.na(name)) return(NULL)
  files <- list.files(dirname(path))
  found <- files[tolower(files) == tolower(name)]
  if (length(found) == 0) return(NULL)
  file.path(dirname(path), c(found[found == name], found)[[1]])
}

# By its own name, or as the syntax file calls it; only in the same folder.
syntax_data_file <- function(path) {
  found <- file_beside(path, name_of_partner(path))
  if (!is.null(found)) return(found)
  head <- suppressWarnings(tryCatch(readBin(path, "raw", 5000), error = function(e) raw()))
  head <- rawToChar(head[head > as.raw(0) & head < as.raw(0x80)])
  said <- regmatches(head, regexec("read[.]csv[(]\\s*[\"']([^\"']+)[\"']", head))[[1]]
  if (length(said) < 2) return(NULL)
  file_beside(path, basename(said[[2]]))
}

# `names` and `texts`: tibbles of column, value; `labels` as in an export; `strange`: lines that
# cannot be read.
read_syntax <- function(path, call) {
  decoded <- decode_export(read_bytes(path, call), path, call)
  text <- raw_text(decoded$bytes)
  tokens <- syntax_tokens(text)
  list(
    names = assigned_text(tokens, c("names", "(", "data", ")")),
    texts = assigned_text(tokens, c("attributes", "(", "data", ")", "$", "variable.labels")),
    labels = assigned_factors(tokens), strange = tokens$strange, path = path
  )
}

syntax_pattern <- paste0(
  "\"(?:[^\"\\\\]++|\\\\.)*+\"|'(?:[^'\\\\]++|\\\\.)*+'|#[^\\r\\n]*+|<-|",
  "[A-Za-z.][A-Za-z0-9._]*+|-?[0-9]++(?:[.][0-9]++)?+(?:[eE][-+]?[0-9]++)?+|\\S"
)

# Strings, names, numbers and signs, without comments; `line` of each.
syntax_tokens <- function(text) {
  options <- stringi::stri_opts_regex(dotall = TRUE)
  at <- stringi::stri_locate_all_regex(text, syntax_pattern, opts_regex = options)[[1]]
  token <- stringi::stri_sub_all(text, at[, 1], at[, 2])[[1]]
  breaks <- stringi::stri_locate_all_regex(text, "\\r\\n|\\n|\\r")[[1]][, 1]
  line <- findInterval(at[, 1], breaks[!is.na(breaks)]) + 1L
  keep <- !is.na(token) & !stringi::stri_startswith_fixed(token, "#")
  token <- token[keep]
  line <- line[keep]
  list(token = token, line = line, strange = unique(line[token %in% c("\"", "'", "\\")]))
}

is_quoted <- function(token) {
  stringi::stri_length(token) > 1 & stringi::stri_detect_regex(token, "^[\"']")
}

# Where a sequence of tokens begins; NA stands for any token.
find_tokens <- function(token, sequence) {
  starts <- seq_len(max(length(token) - length(sequence) + 1L, 0L))
  for (i in which(!is.na(sequence))) starts <- starts[token[starts + i - 1L] == sequence[[i]]]
  starts
}

# `target[i] <- "value"`: the last one of a column counts.
assigned_text <- function(tokens, target) {
  token <- tokens$token
  n <- length(target)
  starts <- find_tokens(token, c(target, "[", NA, "]", "<-", NA))
  index <- suppressWarnings(as.integer(token[starts + n + 1L]))
  value <- token[starts + n + 4L]
  good <- !is.na(index) & is_quoted(value)
  quick_tibble(column = index[good], value = unquote_r(value[good]))
}

assigned_factors <- function(tokens) {
  token <- tokens$token
  starts <- find_tokens(token, c("data", "[", ",", NA, "]", "<-", "factor", "("))
  column <- suppressWarnings(as.integer(token[starts + 3L]))
  ends <- c(starts[-1], length(token) + 1L) - 1L
  read <- Map(function(from, to, column) {
    arguments <- token[from:to]
    levels <- vector_argument(arguments, "levels")
    labels <- vector_argument(arguments, "labels")
    n <- min(length(levels), length(labels))
    first <- seq_len(n)
    list(
      labels = quick_tibble(column = column, value = levels[first], label = labels[first]),
      unequal = length(levels) != length(labels)
    )
  }, starts + 8L, ends, column)
  labels <- stack_rows(
    quick_tibble(column = integer(), value = character(), label = character()),
    lapply(read, `[[`, "labels")
  )
  unequal <- vapply(read, `[[`, TRUE, "unequal")
  list(labels = labels[!is.na(labels$column), ], unequal = column[as.logical(unequal)])
}

# The elements of `name = c(...)`.
vector_argument <- function(token, name) {
  start <- find_tokens(token, c(name, "=", "c", "("))
  if (length(start) == 0) return(character())
  rest <- token[-seq_len(start[[1]] + 3L)]
  end <- match(")", rest)
  if (is.na(end)) end <- length(rest) + 1L
  values <- rest[seq_len(end - 1L)]
  unquote_r(values[values != ","])
}

# A string of R's syntax as text; a number as it stands.
unquote_r <- function(token) {
  quoted <- is_quoted(token)
  inner <- stringi::stri_sub(token[quoted], 2, -2)
  escape <- paste0(
    "\\\\(?:u\\{[0-9a-fA-F]{1,4}\\}|u[0-9a-fA-F]{1,4}|x[0-9a-fA-F]{1,2}|[^ux]|[ux])"
  )
  token[quoted] <- replace_each(inner, escape, decode_escapes)
  token
}

decode_escapes <- function(escape) {
  sign <- stringi::stri_sub(escape, 2, 2)
  digits <- stringi::stri_replace_all_regex(stringi::stri_sub(escape, 3), "[{}]", "")
  code <- strtoi(digits, 16L)
  named <- c(n = "\n", t = "\t", r = "\r", "0" = "")
  value <- ifelse(sign %in% names(named), named[sign], sign)
  coded <- sign %in% c("u", "x") & !is.na(code) & code >= 32L & nzchar(digits) &
    (code < 0xD800L | code > 0xDFFFL)
  value[coded] <- intToUtf8(code[coded], multiple = TRUE)
  unname(value)
}

# Values by column, `default` where the syntax file says nothing.
syntax_values <- function(said, n, default) {
  value <- rep_len(default, n)
  said <- said[said$column >= 1L & said$column <= n, ]
  value[said$column] <- said$value
  value
}

# What the syntax file and the data file do not agree on.
syntax_troubles <- function(syntax, n) {
  if (is.null(syntax)) return(NULL)
  beyond <- setdiff(unique(c(syntax$names$column, syntax$labels$labels$column)), seq_len(n))
  unequal <- syntax$labels$unequal
  stack_rows(
    if (length(beyond) > 0) {
      trouble(
        "syntax_column", NA, NA, paste(beyond, collapse = ", "),
        paste(n, "columns, as in the data file"),
        "The syntax file names columns that the data file lacks: export both at once."
      )
    },
    if (length(unequal) > 0) {
      trouble(
        "syntax_labels", NA, ifelse(unequal %in% seq_len(n), unequal, NA), NA,
        "as many labels as levels",
        "Labels of this column are missing in the syntax file: export it again."
      )
    },
    if (length(syntax$strange) > 0) {
      trouble(
        "syntax_line", NA, NA, paste("line", syntax$strange), "a closed string",
        "This line of the syntax file cannot be read: export it again."
      )
    }
  )
}
