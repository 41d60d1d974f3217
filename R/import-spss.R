# An SPSS data file (.sav) becomes sheets: labels, values and multiple response sets.
# `export::spss`: on survey the variable or variables that hold the answer, on choices the value, or
# for a set of dichotomies the variable; then `counted_value` means ticked.

read_spss <- function(file, language) {
  read <- read_sav(file$path, read_bytes(file$path, file$call), file$call)
  draft <- new_draft("spss", language %||% "und")
  draft$title <- attr(read$data, "label") %||% ""
  draft$id <- tools::file_path_sans_ext(basename(file$path))
  draft$shared <- list()
  note_facts(draft, trouble_facts(read$troubles))
  if (!is.null(read$weight)) {
    draft_note(draft, "weight", read$weight, "The file is weighted by this variable.")
  }
  variables <- Map(spss_variable, names(read$data), unname(as.list(read$data)))
  draft_spss(draft, unname(variables), read$sets, read$valued)
  draft
}

# A set stands in the place of its first variable.
draft_spss <- function(draft, variables, sets, valued) {
  done <- integer()
  first <- vapply(sets$columns, function(columns) min(columns, Inf), 1)
  for (row in which(is.infinite(first))) {
    draft_note(draft, "set_left_out", sets$set[[row]], "None of its variables is in the file.")
  }
  for (i in seq_along(variables)) {
    for (row in which(first == i)) {
      set <- c(as.list(sets[row, ]), list(valued = sets$set[[row]] %in% valued))
      members <- sets$columns[[row]]
      if (draft_set(draft, set, variables[members])) done <- c(done, members)
    }
    if (!i %in% done) draft_variable(draft, variables[[i]])
  }
}

# TRUE where the set is a question now, and its members are none.
draft_set <- function(draft, set, members) {
  categories <- set$type == "categories"
  options <- if (categories) category_options(members) else dichotomy_options(set, members)
  names <- sheet_column(members, "name")
  n <- sum(!nzchar(options$missing))
  if (n == 0 || n > max_multiple_options) {
    draft_note(draft, "set_left_out", set$set, c(
      "It has ", count_of(n, "option"), "; its variables stay apart."
    ))
    return(FALSE)
  }
  name <- draft_name(draft, sub("^[$]", "", set$set))
  if (categories) {
    draft_note(draft, "set_of_categories", name, c(
      "The picks stand in any order in: ", enumerated(names)
    ))
  }
  list <- draft_list(draft, name, options)
  draft_row(draft, paste("select_multiple", list$name), name, matrix(set$label),
    export = paste(names, collapse = " ")
  )
  TRUE
}

# A variable an option; labelled by the variable, or by its label of the counted value.
dichotomy_options <- function(set, members) {
  labels <- vapply(members, function(variable) {
    counted <- variable$options$texts[match(set$counted, variable$options$code), 1]
    if (set$valued && !is.na(counted)) counted else variable$label
  }, "")
  names <- sheet_column(members, "name")
  list(
    code = names, texts = matrix(labels), missing = rep("", length(names)), export = names,
    counted_value = rep(set$counted, length(names))
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
  text <- sav_text(x)
  own <- column_labels(x, text, 1L) %||% no_labels()
  own <- own[!is.na(own$value), ]
  type <- spss_type(x)
  is_text <- type %in% c("text", "date")
  ordered <- function(value) if (is_text) value else as.numeric(value)
  new <- unlabelled_values(own, setdiff(text, c(own$value, NA)), is_text)
  new <- new[order(ordered(new))]
  code <- c(own$value, new)
  label <- c(own$label, rep(NA_character_, length(new)))
  lost <- c(own$missing, rep(FALSE, length(new)))
  said <- ifelse(is.na(label), code, label)
  # In the file's own order, unless there is something to put between.
  i <- if (length(new) > 0) order(lost, ordered(code)) else order(lost & is.na(label))
  list(
    name = name, label = attr(x, "label", exact = TRUE) %||% "", type = type,
    choice = any(!lost & !is.na(label)) && length(new) <= max_unlabelled &&
      (is_text || all(ordered(new) %% 1 == 0)),
    options = table_slice(
      list(
        code = code, texts = matrix(said), labelled = !is.na(label),
        missing = ifelse(lost, missing_of(said), ""), export = code
      ), i
    ),
    new = new, guessed = code[lost & is.na(missing_kind_of(said))]
  )
}

# The values seen that have no label; with them the rest of a scale of whole numbers that has labels
# at its ends, or at a few points.
unlabelled_values <- function(own, seen, is_text) {
  ends <- if (!is_text) as.numeric(own$value[!own$missing])
  if (length(ends) < 2 || length(seen) == 0 || diff(range(ends)) > max_unlabelled ||
    any(ends %% 1 != 0)) return(seen)
  between <- setdiff(number_text(seq(min(ends), max(ends))), own$value)
  if (all(seen %in% between)) between else seen
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
