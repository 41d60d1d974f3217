# SPSS system files (.sav). haven reads the cases; what surrounds them is walked here first, with
# every length checked, so that a damaged file is refused by the place of the damage, and the
# multiple response sets, which haven leaves out, are read. Layout: PSPP developers' guide, "System
# File Format".

# The values as text: `columns` (list of chr), `labels`, `sets`, `code`, `text`, notes, troubles.
read_sav_export <- function(path, bytes, call) {
  read <- read_sav(path, bytes, call)
  data <- read$data
  label <- lapply(data, function(column) attr(column, "label", exact = TRUE))
  text <- vapply(label, function(x) if (is.character(x) && length(x) == 1) x else NA_character_, "")
  columns <- lapply(data, sav_text)
  list(
    columns = unname(columns), code = names(data), text = unname(text),
    labels = sav_labels(data, columns), sets = read$sets,
    notes = stack_rows(
      export_note("encoding", paste0(read$encoding, ".")),
      if (nrow(read$sets) > 0) {
        export_note("sets", paste0(count_of(nrow(read$sets), "multiple response set"), "."))
      }
    ),
    troubles = read$troubles
  )
}

# The columns of haven (`data`), `encoding`, `weight` (its variable, or NULL), the `sets` and which
# of them are `valued` (their options are labelled by the counted values), troubles.
read_sav <- function(path, bytes, call) {
  need_package("haven", "to read SPSS files.")
  file <- walk_sav(bytes, path, call)
  read <- read_with_haven(file, bytes, path, call)
  n <- nrow(read$data)
  if (n < file$cases) {
    abort_sav(path, file$size, paste0(
      "It should have ", count_of(file$cases, "case"), ", and ends after ", n, "."
    ), call)
  }
  sets <- sav_sets(file, bytes, names(read$data))
  list(
    data = read$data, encoding = read$encoding, weight = sav_weight(file, bytes),
    sets = sets$sets, valued = sets$valued,
    troubles = stack_rows(read$troubles, sets$troubles, case_troubles(file, n))
  )
}

abort_sav <- function(path, at, what, call) {
  abort(c(
    "{.path {path}} is an SPSS file that is damaged at byte {at}.",
    x = "{what}",
    i = "Download or export it again."
  ), "file", call = call, env = rlang::current_env(), byte = at)
}

# `at` counts from 0, as hex editors do. NA outside the file.
sav_integer <- function(bytes, at, file, n = 1L) {
  if (at < 0 || at + 4 * n > length(bytes)) return(rep(NA_integer_, n))
  readBin(bytes[at + seq_len(4L * n)], "integer", n, 4L, endian = file$endian)
}

sav_header <- function(bytes, path, call) {
  if (length(bytes) < 184) abort_sav(path, length(bytes), "It ends within the header.", call)
  file <- list(endian = "little", size = length(bytes))
  layout <- sav_integer(bytes, 64, file)
  if (!layout %in% 2:3) file$endian <- "big"
  layout <- sav_integer(bytes, 64, file)
  if (!layout %in% 2:3) abort_sav(path, 64, "The layout code is neither 2 nor 3.", call)
  file$compression <- sav_integer(bytes, 72, file)
  if (!file$compression %in% 0:2) abort_sav(path, 72, "The compression is unknown.", call)
  file$weight <- sav_integer(bytes, 76, file)
  file$cases <- sav_integer(bytes, 80, file)
  if (is.na(file$cases) || file$cases < -1) {
    abort_sav(path, 80, "The number of cases is negative.", call)
  }
  file
}

# The records of the dictionary: variables (short names), extensions (subtype, from, to), and where
# the cases begin.
walk_sav <- function(bytes, path, call) {
  file <- sav_header(bytes, path, call)
  at <- 176
  variables <- list()
  extensions <- list()
  repeat {
    type <- sav_integer(bytes, at, file)
    if (type %in% 999L) break
    record <- sav_record(bytes, at, type, file)
    if (is.null(record) || record$to > length(bytes)) {
      what <- if (is.null(record)) {
        "No record of the dictionary starts here."
      } else {
        "A record starts here that is longer than the file."
      }
      abort_sav(path, at, what, call)
    }
    if (type == 2L) variables[[length(variables) + 1L]] <- record
    if (type == 7L) extensions[[length(extensions) + 1L]] <- record
    at <- record$to
  }
  file$data <- at + 8
  file$variables <- variables
  file$extensions <- extensions
  check_sav_cases(file, path, call)
  if (file$compression == 0L) file$readable <- (file$size - file$data) %/% (8 * length(variables))
  file
}

# One record: where it ends (`to`), and what is needed of it; NULL for what is no record.
sav_record <- function(bytes, at, type, file) {
  int <- function(offset, n = 1L) sav_integer(bytes, at + offset, file, n)
  switch(as.character(type),
    "2" = sav_variable(bytes, at, int),
    "3" = sav_value_labels(bytes, at, int(4), file),
    "6" = if (isTRUE(int(4) >= 0)) list(to = at + 8 + 80 * as.numeric(int(4))),
    "7" = {
      head <- int(4, 3L)
      if (anyNA(head) || any(head[2:3] < 0)) return(NULL)
      list(
        at = at, subtype = head[[1]], from = at + 16,
        to = at + 16 + as.numeric(head[[2]]) * head[[3]]
      )
    }
  )
}

sav_variable <- function(bytes, at, int) {
  head <- int(4, 3L)
  if (anyNA(head) || head[[1]] < -1 || head[[1]] > 255) return(NULL)
  if (!head[[2]] %in% 0:1 || !head[[3]] %in% c(-3:-2, 0:3)) return(NULL)
  to <- at + 32
  if (head[[2]] == 1) {
    length <- int(32)
    if (is.na(length) || length < 0) return(NULL)
    to <- to + 4 + 4 * ceiling(length / 4)
  }
  name <- if (at + 32 <= length(bytes)) bytes[at + 24 + 1:8]
  list(to = to + 8 * abs(head[[3]]), width = head[[1]], name = name)
}

# Value labels (3) and the variables that they are for (4).
sav_value_labels <- function(bytes, at, n, file) {
  if (is.na(n) || n < 0) return(NULL)
  at <- at + 8
  for (i in seq_len(n)) {
    if (at + 9 > length(bytes)) return(list(to = Inf))
    length <- as.integer(bytes[[at + 9]])
    at <- at + 8 + 8 * ceiling((length + 1) / 8)
  }
  of <- sav_integer(bytes, at, file, 2L)
  if (anyNA(of)) return(list(to = Inf))
  if (of[[1]] != 4L || of[[2]] < 0) return(NULL)
  list(to = at + 8 + 4 * as.numeric(of[[2]]))
}

# Do the bytes after the dictionary suffice for the cases that the header promises? A compressed
# value takes a byte at least; zlib shrinks 1032 times at most. -1: the header does not say.
check_sav_cases <- function(file, path, call) {
  values <- length(file$variables)
  if (values == 0) abort_sav(path, 176, "It has no variables.", call)
  smallest <- c(8, 1, 1 / 1032)[[file$compression + 1L]]
  needed <- as.numeric(file$cases) * values * smallest
  if (file$cases <= 0 || needed <= file$size - file$data) return(invisible())
  abort_sav(path, file$size, paste0(
    "It should have ", count_of(file$cases, "case"), " of ", count_of(values, "value"),
    ", and ends before them."
  ), call)
}

read_with_haven <- function(file, bytes, path, call) {
  copy <- tempfile(fileext = ".sav")
  on.exit(unlink(copy))
  writeBin(copy_for_haven(file, bytes), copy)
  failed <- NULL
  for (encoding in list(NULL, "windows-1252")) {
    # It prints what it makes of a damaged dictionary.
    utils::capture.output(data <- tryCatch(
      suppressWarnings(haven::read_sav(copy, encoding = encoding, user_na = TRUE)),
      error = identity
    ))
    if (!inherits(data, "error")) break
    failed <- conditionMessage(data)
  }
  if (inherits(data, "error")) {
    what <- gsub(copy, basename(path), conditionMessage(data), fixed = TRUE)
    abort_sav(path, file$data, shorten_text(paste("The cases cannot be read:", what), 200), call)
  }
  said <- sav_encoding(file, bytes)
  sound <- names_are_sound(file, bytes)
  if (!sound) {
    long <- sav_long_names(file, bytes, said)[toupper(names(data))]
    names(data) <- ifelse(is.na(long), names(data), long)
  }
  list(
    data = data, encoding = if (is.null(failed)) said else encoding,
    troubles = stack_rows(
      if (!sound) {
        trouble(
          "names_damaged", NA, NA, NA, "the long names of the variables",
          "What could be read of them is used, else the short names: export the file again."
        )
      },
      if (!is.null(failed)) {
        trouble(
          "wrong_encoding", NA, NA, said, "the encoding that the file declares",
          "Text did not fit the declared encoding and was read as windows-1252. Check the labels."
        )
      }
    )
  )
}

# A copy for haven. It has no records of multiple response sets, over whose ends readers have run
# (ReadStat #388), and a number of cases that makes haven read all of them: haven 2.5.1 stops at the
# number of the header, fails out of bounds where that is 0, and reads none where it is -1 and
# nothing is compressed.
copy_for_haven <- function(file, bytes) {
  bytes[81:84] <- writeBin(as.integer(file$readable %||% -1L), raw(), endian = file$endian)
  unsafe <- c(7L, 19L, if (!names_are_sound(file, bytes)) 13L)
  drop <- Filter(function(record) record$subtype %in% unsafe, file$extensions)
  from <- c(0, vapply(drop, `[[`, 1, "to")) + 1
  to <- c(vapply(drop, `[[`, 1, "at"), length(bytes))
  do.call(c, Map(function(from, to) core_bytes_between(bytes, from, to), from, to))
}

# Are the long names (subtype 13) written as they should be? Readers have run over their ends too.
names_are_sound <- function(file, bytes) {
  content <- lapply(sav_extension(file, 13L), function(record) {
    bytes[record$from + seq_len(record$to - record$from)]
  })
  sound <- vapply(content, function(part) {
    if (length(part) == 0 || any(part < as.raw(32) & part != as.raw(9))) return(FALSE)
    pairs <- strsplit(rawToChar(part), "\t", fixed = TRUE, useBytes = TRUE)[[1]]
    all(grepl("^[^= ]{1,8}=[^= ]{1,64}$", pairs, useBytes = TRUE))
  }, logical(1))
  all(sound)
}

sav_extension <- function(file, subtype) {
  Filter(function(record) record$subtype == subtype, file$extensions)
}

# Declared by name (subtype 20), or by code page (subtype 3).
sav_encoding <- function(file, bytes) {
  named <- sav_extension(file, 20L)
  if (length(named) > 0) {
    name <- bytes[named[[1]]$from + seq_len(min(named[[1]]$to - named[[1]]$from, 64))]
    name <- rawToChar(name[name > as.raw(32) & name < as.raw(127)])
    if (nzchar(name)) return(name)
  }
  machine <- sav_extension(file, 3L)
  page <- if (length(machine) > 0) sav_integer(bytes, machine[[1]]$from + 28, file)
  if (is.null(page) || is.na(page)) return("windows-1252")
  if (page == 65001) return("UTF-8")
  if (page >= 437 && page < 30000) paste0("windows-", page) else "windows-1252"
}

sav_decode <- function(bytes, encoding) {
  bytes <- bytes[bytes != as.raw(0)]
  if (length(bytes) == 0) return("")
  decode <- function(encoding) {
    suppressWarnings(stringi::stri_encode(bytes, encoding, "UTF-8"))
  }
  tryCatch(decode(encoding), error = function(error) decode("windows-1252"))
}

case_troubles <- function(file, n) {
  if (file$cases < 0 || file$cases == n) return(NULL)
  trouble(
    "case_count", NA, NA, count_of(n, "case"),
    paste0(count_of(file$cases, "case"), ", as the header says"),
    "All cases of the file are read: check them, or export the file again."
  )
}

# Values and labels ------------------------------------------------------------------------------

# A column of haven as text: numbers with all their digits, times in ISO form.
sav_text <- function(x) {
  text <- if (inherits(x, "POSIXct")) {
    format(x, "%Y-%m-%d %H:%M:%S", tz = "UTC")
  } else if (inherits(x, "Date")) {
    format(x, "%Y-%m-%d")
  } else if (inherits(x, "difftime")) {
    sav_clock_text(as.numeric(x, units = "secs"))
  } else if (is.numeric(x)) {
    number_text(as.vector(unclass(x)))
  } else {
    as.character(unclass(x))
  }
  text <- as.vector(text)
  # is.na() of haven's class is TRUE for user-missing values too; those are kept.
  text[is.na(as.vector(unclass(x))) | !nzchar(text)] <- NA_character_
  enc2utf8(text)
}

number_text <- function(x) {
  text <- sprintf("%.15g", x)
  long <- is.finite(x)
  long[long] <- as.numeric(text[long]) != x[long]
  text[long] <- sprintf("%.17g", x[long])
  whole <- is.finite(x) & x == round(x) & abs(x) < 2^53
  text[whole] <- sprintf("%.0f", x[whole])
  text[is.na(x)] <- NA_character_
  text
}

sav_clock_text <- function(seconds) {
  whole <- floor(seconds)
  text <- sprintf("%02.0f:%02.0f:%02.0f", whole %/% 3600, whole %/% 60 %% 60, whole %% 60)
  text[is.na(seconds)] <- NA_character_
  text
}

no_labels <- function() {
  quick_tibble(column = integer(), value = character(), label = character(), missing = logical())
}

# Value labels, and user-missing values without one (label NA).
sav_labels <- function(data, columns) {
  stack_rows(no_labels(), Map(column_labels, unname(as.list(data)), columns, seq_along(data)))
}

column_labels <- function(x, text, j) {
  labels <- attr(x, "labels", exact = TRUE)
  single <- attr(x, "na_values", exact = TRUE)
  range <- attr(x, "na_range", exact = TRUE)
  value <- as.vector(unclass(labels))
  given <- as.vector(unclass(x))
  in_range <- function(value) {
    if (length(range) != 2 || length(value) == 0) return(rep(FALSE, length(value)))
    !is.na(value) & value >= range[[1]] & value <= range[[2]]
  }
  bare <- setdiff(c(single, unique(given[in_range(given)])), value)
  all <- c(value, bare)
  if (length(all) == 0) return(NULL)
  name <- c(enc2utf8(names(labels) %||% character()), rep(NA_character_, length(bare)))
  quick_tibble(
    column = j, value = if (is.numeric(all)) number_text(all) else enc2utf8(as.character(all)),
    label = name, missing = all %in% single | in_range(all)
  )
}

# Multiple response sets -------------------------------------------------------------------------

no_sets <- function() {
  quick_tibble(
    set = character(), label = character(), type = character(), counted = character(),
    columns = list()
  )
}

# Subtype 7 has sets of kind C (a category a column) and D (a column an option, ticked when it has
# the counted value), subtype 19 also E (D with category labels). A line a set:
#   $name=D<length> <counted> <length> <label> <variables>
sav_sets <- function(file, bytes, names) {
  encoding <- sav_encoding(file, bytes)
  long <- sav_long_names(file, bytes, encoding)
  records <- c(sav_extension(file, 7L), sav_extension(file, 19L))
  lines <- do.call(c, lapply(records, function(record) sav_lines(bytes, record)))
  read <- lapply(lines, function(line) {
    set <- parse_set(line$bytes)
    if (is.null(set)) return(list(troubles = set_trouble(line, encoding)))
    set <- lapply(set, function(part) if (is.raw(part)) sav_decode(part, encoding) else part)
    set_columns(set, long, names)
  })
  sets <- vec_rbind(no_sets(), !!!lapply(read, `[[`, "set"))
  list(
    sets = sets[!duplicated(sets$set), ], valued = unlist(lapply(read, `[[`, "valued")),
    troubles = stack_rows(lapply(read, `[[`, "troubles"))
  )
}

set_trouble <- function(line, encoding) {
  trouble(
    "set_unreadable", NA, NA, shorten_text(sav_decode(line$bytes, encoding)),
    "a multiple response set", paste0(
      "The description of the set at byte ", line$at, " is damaged: define it again in SPSS, or ",
      "map its columns in the questionnaire."
    )
  )
}

# Lines of a record that are not empty, with the byte (from 0) where each begins.
sav_lines <- function(bytes, record) {
  content <- bytes[record$from + seq_len(record$to - record$from)]
  breaks <- which(content == as.raw(0x0A))
  from <- c(1L, breaks + 1L)
  to <- c(breaks - 1L, length(content))
  keep <- from <= to
  lines <- Map(function(from, to) {
    list(bytes = content[from:to], at = record$from + from - 1)
  }, from[keep], to[keep])
  Filter(function(line) any(line$bytes > as.raw(32)), lines)
}

# A set as raw parts, or NULL. No length is trusted: it must end where a space does.
parse_set <- function(bytes) {
  equals <- match(as.raw(0x3D), bytes)
  if (is.na(equals) || equals < 2 || equals >= length(bytes)) return(NULL)
  kind <- rawToChar(bytes[equals + 1L][bytes[equals + 1L] > as.raw(0)])
  rest <- bytes[-seq_len(equals + 1L)]
  if (!kind %in% c("C", "D", "E")) return(NULL)
  if (kind == "E") {
    flags <- take_word(rest)
    if (is.null(flags) || !rawToChar(flags$word) %in% c("1", "11")) return(NULL)
    rest <- flags$rest
  }
  counted <- if (kind == "C") list(text = NULL, rest = rest) else take_counted(rest)
  if (is.null(counted)) return(NULL)
  label <- take_counted(counted$rest)
  if (is.null(label)) return(NULL)
  list(
    set = bytes[seq_len(equals - 1L)], label = label$text, counted = counted$text,
    type = if (kind == "C") "categories" else "dichotomies", valued = kind == "E",
    names = label$rest
  )
}

# The next word after spaces.
take_word <- function(bytes) {
  space <- bytes == as.raw(32)
  start <- match(FALSE, space)
  if (is.na(start)) return(NULL)
  end <- match(TRUE, space[-seq_len(start)])
  end <- if (is.na(end)) length(bytes) else start + end - 1L
  word <- bytes[start:end]
  if (any(word == as.raw(0))) return(NULL)
  list(word = word, rest = bytes[-seq_len(end)])
}

# A length, a space, as many bytes, and then a space or the end.
take_counted <- function(bytes) {
  size <- take_word(bytes)
  if (is.null(size)) return(NULL)
  digits <- rawToChar(size$word)
  if (!grepl("^[0-9]{1,8}$", digits, useBytes = TRUE)) return(NULL)
  n <- as.integer(digits)
  if (n + 1L > length(size$rest)) return(NULL)
  rest <- size$rest[-seq_len(n + 1L)]
  if (length(rest) > 0 && rest[[1]] != as.raw(32)) return(NULL)
  list(text = size$rest[1L + seq_len(n)], rest = rest)
}

# Short name -> the name that haven gives (subtype 13: SHORT=long, separated by tabs).
sav_long_names <- function(file, bytes, encoding) {
  records <- Filter(function(record) record$width >= 0 && !is.null(record$name), file$variables)
  short <- trimws(vapply(records, function(record) sav_decode(record$name, encoding), ""))
  long <- stats::setNames(short, toupper(short))
  for (record in sav_extension(file, 13L)) {
    content <- sav_decode(bytes[record$from + seq_len(record$to - record$from)], encoding)
    for (pair in strsplit(strsplit(content, "\t", fixed = TRUE)[[1]], "=", fixed = TRUE)) {
      if (length(pair) == 2) long[toupper(pair[[1]])] <- pair[[2]]
    }
  }
  long
}

# The header counts the records of variables, those for the rest of a long text too.
sav_weight <- function(file, bytes) {
  if (!file$weight %in% seq_along(file$variables)) return(NULL)
  encoding <- sav_encoding(file, bytes)
  short <- trimws(sav_decode(file$variables[[file$weight]]$name, encoding))
  unname(sav_long_names(file, bytes, encoding)[toupper(short)])
}

set_columns <- function(found, long, names) {
  variables <- strsplit(trimws(found$names), "[ \r]+")[[1]]
  variables <- variables[nzchar(variables)]
  column <- match(long[toupper(variables)], names)
  direct <- match(toupper(variables), toupper(names))
  column <- ifelse(is.na(column), direct, column)
  list(
    set = quick_tibble(
      set = found$set, type = found$type,
      label = if (nzchar(found$label)) found$label else NA_character_,
      counted = if (is.null(found$counted)) NA_character_ else trimws(found$counted),
      columns = list(as.integer(column[!is.na(column)]))
    ),
    valued = if (found$valued) found$set,
    troubles = if (anyNA(column)) {
      trouble(
        "set_variable", NA, NA, variables[is.na(column)],
        paste("a variable of the file, in", found$set),
        "The set names a variable that the file lacks: define it again in SPSS."
      )
    }
  )
}
