# An SPSS data file (.sav) becomes sheets: haven reads labels and values, this file the multiple
# response sets, which haven drops. Source of the byte layout: "System File Format" in the PSPP
# developers' guide. `export::spss`: on survey the variable or variables that hold the answer, on
# choices the value, or for a set of dichotomies the variable; then `counted_value` means ticked.

read_spss <- function(file, language) {
  dictionary <- read_dictionary(file_bytes(file$path, max_dictionary_bytes))
  # The reader prints what it makes of a damaged dictionary.
  printed <- utils::capture.output(
    data <- haven::read_sav(file$path,
      user_na = TRUE, n_max = dictionary_rows(dictionary$n_segments), .name_repair = "minimal"
    )
  )
  if (ncol(data) == 0) refuse("It has no variables.")
  draft <- new_draft("spss", language %||% "und")
  draft$title <- attr(data, "label") %||% ""
  draft$id <- tools::file_path_sans_ext(basename(file$path))
  draft$shared <- list()
  for (line in printed[nzchar(printed)]) draft_note(draft, "reader", "survey", line)
  if (nzchar(dictionary$weight)) {
    draft_note(draft, "weight", dictionary$weight, "The file is weighted by this variable.")
  }
  variables <- lapply(seq_along(data), function(i) spss_variable(names(data)[[i]], data[[i]]))
  draft_spss(draft, variables, spss_sets(draft, dictionary, names(data)))
  draft
}

# Values are looked at in the first rows only, to find those that have no label.
dictionary_rows <- function(n_segments) max(1, min(10000, floor(5e6 / max(1, n_segments))))

# Bytes ------------------------------------------------------------------------------------------

max_dictionary_bytes <- 64 * 1024^2

# Walks the records up to the data, each within the bounds of the file: `sets` (of the records 7/7
# and 7/19), `long` (short names -> long names), `weight` (name), `n_segments` (columns of 8 bytes).
read_dictionary <- function(bytes) {
  magic <- rawToChar(utils::head(bytes, 4)[utils::head(bytes, 4) != 0])
  if (!magic %in% c("$FL2", "$FL3")) refuse("It does not start with `$FL2` or `$FL3`.")
  reader <- rlang::env(bytes = bytes, at = 64, endian = "little")
  if (!dictionary_integer(reader) %in% 2:3) {
    reader$at <- 64
    reader$endian <- "big"
    if (!dictionary_integer(reader) %in% 2:3) refuse("It is damaged: its byte order is unknown.")
  }
  reader$at <- 76
  weight <- dictionary_integer(reader)
  reader$at <- 176
  found <- list(names = list(), sets = list(), long = raw(), encoding = raw())
  repeat {
    type <- dictionary_integer(reader)
    if (type == 999) break
    found <- switch(as.character(type),
      `2` = dictionary_variable(reader, found), `3` = dictionary_labels(reader, found),
      `4` = dictionary_skip(reader, found, 4), `6` = dictionary_skip(reader, found, 80),
      `7` = dictionary_extension(reader, found),
      refuse("It is damaged: an unknown record at byte ", reader$at - 4, ".")
    )
  }
  encoding <- dictionary_encoding(found$encoding)
  text <- function(bytes) dictionary_text(bytes, encoding)
  list(
    sets = lapply(found$sets, dictionary_sets, text), long = dictionary_names(text(found$long)),
    weight = if (weight >= 1 && weight <= length(found$names)) text(found$names[[weight]]) else "",
    n_segments = length(found$names)
  )
}

# The next n bytes.
dictionary_take <- function(reader, n) {
  if (is.na(n) || n < 0 || reader$at + n > length(reader$bytes)) {
    refuse("It is damaged: a record at byte ", reader$at, " ends outside of the file.")
  }
  taken <- reader$bytes[reader$at + seq_len(n)]
  reader$at <- reader$at + n
  taken
}

dictionary_integer <- function(reader) {
  readBin(dictionary_take(reader, 4), "integer", endian = reader$endian)
}

dictionary_skip <- function(reader, found, size) {
  dictionary_take(reader, as.double(dictionary_integer(reader)) * size)
  found
}

dictionary_variable <- function(reader, found) {
  head <- vapply(1:5, function(i) dictionary_integer(reader), 1L)
  found$names <- c(found$names, list(dictionary_take(reader, 8)))
  if (head[[2]] == 1) {
    length <- as.double(dictionary_integer(reader))
    dictionary_take(reader, ceiling(length / 4) * 4)
  }
  dictionary_take(reader, 8 * abs(as.double(head[[3]])))
  found
}

dictionary_labels <- function(reader, found) {
  n <- dictionary_integer(reader)
  if (is.na(n) || n < 0) refuse("It is damaged: a count at byte ", reader$at - 4, " is negative.")
  for (i in seq_len(min(n, length(reader$bytes)))) {
    dictionary_take(reader, 8)
    length <- as.integer(dictionary_take(reader, 1))
    dictionary_take(reader, ceiling((length + 1) / 8) * 8 - 1)
  }
  found
}

dictionary_extension <- function(reader, found) {
  head <- vapply(1:3, function(i) dictionary_integer(reader), 1L)
  bytes <- dictionary_take(reader, as.double(head[[2]]) * head[[3]])
  if (head[[1]] %in% c(7, 19)) found$sets <- c(found$sets, list(bytes))
  if (head[[1]] == 13) found$long <- bytes
  if (head[[1]] == 20) found$encoding <- bytes
  found
}

dictionary_encoding <- function(bytes) {
  name <- if (length(bytes) > 0) rawToChar(bytes[bytes != 0]) else "windows-1252"
  known <- tryCatch(!is.na(iconv("a", name, "UTF-8")), error = function(error) FALSE)
  if (known) name else "windows-1252"
}

dictionary_text <- function(bytes, encoding) {
  trimws(iconv(rawToChar(bytes[bytes != 0]), encoding, "UTF-8", sub = "?"), "right")
}

# `SHORT=long`, separated by tabs; keyed in lower case.
dictionary_names <- function(text) {
  pairs <- strsplit(text, "\t", fixed = TRUE)[[1]]
  pairs <- pairs[grepl("=", pairs, fixed = TRUE)]
  stats::setNames(sub("^[^=]*=", "", pairs), tolower(sub("=.*$", "", pairs)))
}

# The sets of a record, one a line:
#   $name=C <label> variables            categories
#   $name=D<counted> <label> variables   dichotomies
#   $name=E 1 <counted> <label> ...      dichotomies labelled by the counted value (or `E 11 `)
# where <...> is a length in bytes of the file's own encoding, a blank, and so many bytes. A line
# that does not fit keeps only its text, in `line`.
dictionary_sets <- function(bytes, text) {
  ends <- c(which(bytes == as.raw(0x0a)), length(bytes) + 1)
  starts <- c(1, utils::head(ends, -1) + 1)
  lines <- Map(function(start, end) bytes[seq_len(max(0, end - start)) + start - 1], starts, ends)
  lines <- Filter(function(line) any(!line %in% as.raw(c(0, 0x0d, 0x20))), lines)
  lapply(lines, function(line) {
    tryCatch(dictionary_set(line, text),
      tendensen_refusal = function(reason) list(line = text(line))
    )
  })
}

dictionary_set <- function(line, text) {
  equals <- match(as.raw(0x3d), line)
  if (is.na(equals)) refuse("no `=`")
  reader <- rlang::env(bytes = line, at = equals)
  kind <- rawToChar(dictionary_take(reader, 1))
  if (!kind %in% c("C", "D", "E")) refuse("an unknown kind of set")
  if (kind == "C") dictionary_take(reader, 1)
  if (kind == "E") {
    dictionary_take(reader, 1)
    while (dictionary_take(reader, 1) != as.raw(0x20)) NULL
  }
  counted <- if (kind == "C") raw() else dictionary_counted(reader)
  label <- dictionary_counted(reader)
  members <- text(line[-seq_len(reader$at)])
  list(
    name = text(utils::head(line, equals - 1)), kind = kind, counted = text(counted),
    label = text(label), members = strsplit(trimws(members), "[ \r\n]+")[[1]]
  )
}

# `<length> <bytes> `
dictionary_counted <- function(reader) {
  digits <- character()
  while ((digit <- rawToChar(dictionary_take(reader, 1))) != " ") digits <- c(digits, digit)
  length <- paste(digits, collapse = "")
  if (!grepl("^[0-9]{1,6}$", length)) refuse("no length")
  bytes <- dictionary_take(reader, as.integer(length))
  dictionary_take(reader, 1)
  bytes
}

# Sets -------------------------------------------------------------------------------------------

# Sets whose members are in the file, with their names there.
spss_sets <- function(draft, dictionary, variables) {
  sets <- unlist(dictionary$sets, recursive = FALSE)
  sets <- lapply(sets, spss_set, draft, dictionary$long, variables)
  Filter(Negate(is.null), sets)
}

spss_set <- function(set, draft, long, variables) {
  left_out <- function(...) {
    draft_note(draft, "set_left_out", set$name %||% "survey", c(...))
    NULL
  }
  if (is.null(set$kind)) return(left_out("A set that is not understood: ", set$line))
  known <- long[tolower(set$members)]
  known[is.na(known)] <- set$members[is.na(known)]
  row <- match(tolower(known), tolower(variables))
  if (anyNA(row)) {
    draft_note(draft, "set_member", set$name, c("Not in the file: ", enumerated(known[is.na(row)])))
  }
  set$members <- unique(variables[row[!is.na(row)]])
  if (length(set$members) == 0) return(left_out("None of its variables is in the file."))
  set
}

draft_spss <- function(draft, variables, sets) {
  done <- character()
  names <- sheet_column(variables, "name")
  for (i in seq_along(variables)) {
    name <- names[[i]]
    for (set in Filter(function(set) name %in% set$members && !set$name %in% done, sets)) {
      done <- c(done, set$name)
      if (draft_set(draft, set, variables[match(set$members, names)])) done <- c(done, set$members)
    }
    if (!name %in% done) draft_variable(draft, variables[[i]])
  }
}

# TRUE where the set is a question now, and its members are none.
draft_set <- function(draft, set, members) {
  options <- if (set$kind == "C") category_options(members) else dichotomy_options(set, members)
  n <- sum(!nzchar(options$missing))
  if (n == 0 || n > max_multiple_options) {
    draft_note(draft, "set_left_out", set$name, c(
      "It has ", n, " options; its variables stay apart."
    ))
    return(FALSE)
  }
  name <- draft_name(draft, sub("^[$]", "", set$name))
  if (set$kind == "C") {
    draft_note(draft, "set_of_categories", name, c(
      "The picks stand in any order in: ", enumerated(set$members)
    ))
  }
  list <- draft_list(draft, name, options)
  draft_row(draft, paste("select_multiple", list$name), name, matrix(set$label),
    export = paste(set$members, collapse = " ")
  )
  TRUE
}

# A variable an option; labelled by the variable, or (kind E) by its label of the counted value.
dichotomy_options <- function(set, members) {
  labels <- vapply(members, function(variable) {
    counted <- variable$options$texts[match(set$counted, variable$options$code), 1]
    if (set$kind == "E" && !is.na(counted)) counted else variable$label
  }, "")
  n <- length(members)
  list(
    code = set$members, texts = matrix(labels), missing = rep("", n), export = set$members,
    counted_value = rep(set$counted, n)
  )
}

# The labels that the variables share; what one lacks is taken from the next.
category_options <- function(members) {
  options <- lapply(members, `[[`, "options")
  all <- function(name) unlist(lapply(options, `[[`, name), use.names = FALSE)
  code <- as.character(all("code"))
  i <- which(!duplicated(code))
  list(
    code = code[i], texts = matrix(as.character(all("texts")))[i, , drop = FALSE],
    missing = as.character(all("missing"))[i], export = code[i]
  )
}

# Variables --------------------------------------------------------------------------------------

# Values without a label become options as long as they are few: a scale of 0 to 10 often has labels
# at its ends only. With more of them, the labels are those of exceptions to a number or a text.
max_unlabelled <- 12

# A variable as its name, label, type (`date`, `text`, `integer`, `decimal`), whether its labels
# make it a choice, and its options; of these, `new` have no label and `guessed` are missing for no
# known reason.
spss_variable <- function(name, x) {
  values <- unclass(x)
  attributes(values) <- NULL
  labels <- attr(x, "labels", exact = TRUE)
  labels <- labels[!is.na(labels)]
  declared <- setdiff(attr(x, "na_values", exact = TRUE), labels)
  seen <- setdiff(unique(values[!is.na(values)]), c(labels, declared, ""))
  seen <- union(seen, spss_between(x, unname(labels), seen))
  all <- c(unname(labels), declared, seen)
  lost <- spss_missing(x, all)
  labelled <- all %in% labels
  new <- !lost & !labelled
  text <- c(names(labels), value_code(c(declared, seen)))
  list(
    name = name, label = attr(x, "label", exact = TRUE) %||% "", type = spss_type(x),
    choice = any(labelled & !lost) && sum(new) <= max_unlabelled &&
      (is.character(all) || all(all[new] == round(all[new]))),
    # In the file's own order, unless there is something to put between.
    options = table_slice(
      list(
        code = value_code(all), texts = matrix(as.character(text)), labelled = labelled,
        missing = ifelse(lost, missing_of(text), ""), export = value_code(all)
      ),
      if (any(new)) order(lost, all) else order(lost & !labelled)
    ),
    new = value_code(sort(all[new])),
    guessed = value_code(all[lost & is.na(missing_kind_of(text))])
  )
}

# The rest of a scale of whole numbers that has labels at its ends, or at a few points.
spss_between <- function(x, labelled, seen) {
  ends <- labelled[!spss_missing(x, labelled)]
  seen <- seen[!spss_missing(x, seen)]
  if (is.character(labelled) || length(ends) < 2 || length(seen) == 0) return(NULL)
  if (diff(range(ends)) > max_unlabelled || any(ends != round(ends))) return(NULL)
  between <- setdiff(seq(min(ends), max(ends)), labelled)
  if (all(seen %in% between)) between[!spss_missing(x, between)]
}

spss_type <- function(x) {
  format <- attr(x, "format.spss", exact = TRUE) %||% ""
  dated <- inherits(x, c("Date", "POSIXct", "difftime")) ||
    grepl("^([AEJS]?DATE|QYR|MOYR|WKYR|YMDHMS|[DM]?TIME)", format)
  if (is.character(x)) return("text")
  if (dated) return("date")
  decimals <- sub("^[^.]*[.]?", "", format)
  if (decimals %in% c("", "0")) "integer" else "decimal"
}

# Is a value user-missing? A range may be open at one end.
spss_missing <- function(x, values) {
  range <- attr(x, "na_range", exact = TRUE)
  listed <- values %in% attr(x, "na_values", exact = TRUE)
  if (length(range) != 2) return(listed)
  listed | (values >= range[[1]] & values <= range[[2]])
}

value_code <- function(x) {
  if (is.character(x)) return(x)
  as.character(vapply(x, format, "", digits = 15, scientific = FALSE, trim = TRUE))
}

# A missing value's kind by its label, in Dutch, French and English; NA where none is recognised.
missing_kind_of <- function(label) {
  patterns <- c(
    dont_know = paste0(
      "weet (ik )?(het )?niet|geen idee|ne (le )?sai[st] pas|(do ?n[o'\u2019]?t|not) know|",
      "^(nsp|dk)$"
    ),
    not_applicable = paste0(
      "\\bn\\.?v\\.?t\\b|niet van toepassing|sans objet|(non|not) applicable|",
      "^(n/?a|s\\.?o)\\.?$"
    ),
    no_answer = paste0(
      "geen antwoord|(pas de|sans|aucune) r\u00e9ponse|no (answer|response)|refus|weiger|",
      "missing|ontbreek|skipped|overgeslagen"
    )
  )
  kind <- rep(NA_character_, length(label))
  for (name in rev(names(patterns))) {
    kind[grepl(patterns[[name]], tolower(label), perl = TRUE)] <- name
  }
  kind
}

missing_of <- function(label) {
  kind <- missing_kind_of(label)
  ifelse(is.na(kind), "no_answer", kind)
}

draft_variable <- function(draft, variable) {
  name <- draft_name(draft, variable$name)
  if (variable$choice) return(draft_labelled(draft, variable, name))
  type <- if (variable$type == "date") "text" else variable$type
  if (variable$type == "date") {
    draft_note(draft, "type_changed", name, "A date or time, read as text.")
  }
  own <- variable$options$labelled | nzchar(variable$options$missing)
  if (any(own)) {
    pairs <- paste0(variable$options$code, " = ", variable$options$texts)[own]
    draft_note(draft, "labels_left_out", name, c(
      "Labels of some values of a ", type, ": ", enumerated(pairs)
    ))
  }
  draft_row(draft, type, name, matrix(variable$label), export = variable$name)
}

# Variables with the same options share a list.
draft_labelled <- function(draft, variable, name) {
  if (length(variable$new) > 0) {
    draft_note(draft, "value_unlabelled", name, c(
      "Values without a label: ", enumerated(variable$new)
    ))
  }
  if (length(variable$guessed) > 0) {
    draft_note(draft, "missing_guessed", name, c(
      "User-missing, taken as no_answer: ", enumerated(variable$guessed)
    ))
  }
  options <- variable$options[setdiff(names(variable$options), "labelled")]
  known <- vapply(draft$shared, function(other) identical(other$options, options), TRUE)
  if (!any(known)) {
    made <- list(options = options, name = draft_list(draft, name, options)$name)
    draft$shared <- c(draft$shared, list(made))
    known <- c(known, TRUE)
  }
  type <- paste("select_one", draft$shared[[which(known)[[1]]]]$name)
  draft_row(draft, type, name, matrix(variable$label), export = variable$name)
}
