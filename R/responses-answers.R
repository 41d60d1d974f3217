# Answers to the columns of a questionnaire. The answers to an item are a vector (`whole`), or a
# vector an option of multiple choice (`split`, named by position in the list of options); `column`
# and `split_names` say how problems call them.
#
# Reading an item gives `columns`, `problems`, and for multiple choice `picks`: what its columns
# wait for until the routing is known; see finish_picks().

# Names of the columns of a question: one an item; multiple choice with more than 31 options has
# two.
answer_columns <- function(questionnaire, question) {
  row <- question_row(questionnaire, question)
  columns <- question_items(questionnaire, question)$column
  if (row$type != "multiple") return(columns)
  unlist(lapply(columns, bit_columns, nrow(list_options(questionnaire, row$list))))
}

bit_columns <- function(column, n_options) {
  c(column, if (n_options > 31) paste0(column, "..2"))
}

# An empty vector of the class of a question's columns, one a column of bits.
column_prototypes <- function(questionnaire, row, lang) {
  options <- list_options(questionnaire, row$list)
  parts <- split(seq_len(nrow(options)), (seq_len(nrow(options)) - 1) %/% 31)
  if (row$type == "single") parts <- list(seq_len(nrow(options)))
  make <- if (row$type == "single") new_single_choice else new_multiple_choice
  lapply(unname(parts), function(part) {
    make(integer(), options$code[part], option_labels(questionnaire, options[part, ]), lang)
  })
}

read_item <- function(given, row, reader, n) {
  read <- switch(row$type,
    single = read_single, multiple = read_multiple, integer = , decimal = read_number,
    text = read_text
  )
  read(given, row, reader, n)
}

# Nothing was given: not asked. A question of an earlier edition is not expected.
absent_item <- function(given, row, values) {
  list(
    columns = values,
    problems = if (!nzchar(row$editions)) {
      problem(
        "column_absent", row$question, given$item, NA, NA, "a column of this name",
        "Name the column after the question, or leave it out: it counts as not asked."
      )
    }
  )
}

# Distinct answers as text, and for each respondent which of them; NA for an empty answer.
distinct_answers <- function(x) {
  if (!is.factor(x)) {
    x <- as.character(x)
    text <- vec_unique(x)
    index <- vec_match(x, text)
  } else {
    text <- levels(x)
    index <- as.integer(x)
  }
  text <- trimws(text)
  index[(is.na(text) | !nzchar(text))[index]] <- NA
  list(text = text, index = index)
}

brief <- function(text) {
  long <- which(nchar(text, "bytes") > 200)
  text[long] <- paste0(substr(iconv(text[long], "UTF-8", "UTF-8", sub = "?"), 1, 160), " ...")
  text
}

# Single choice --------------------------------------------------------------------------------

read_single <- function(given, row, reader, n) {
  prototype <- column_prototypes(reader$questionnaire, row, reader$lang)[[1]]
  codes <- missing_codes()
  as_column <- function(value) list2(!!given$item := vec_restore(value, prototype))
  answers <- given$whole
  if (is.null(answers)) return(absent_item(given, row, as_column(rep(codes[["not_asked"]], n))))
  if (is_single_choice(answers) && identical(choice_codes(answers), choice_codes(prototype))) {
    return(list(columns = list2(!!given$item := set_labels(answers, prototype))))
  }
  distinct <- distinct_answers(answers)
  value <- match_labelled(distinct$text, given$labels, answer_names(reader, row$list))
  problems <- unknown_answers(distinct, value, given$column, row, reader)
  value[is.na(value) | value == 0L] <- codes[["no_answer"]]
  value <- value[distinct$index]
  value[is.na(value)] <- codes[["no_answer"]]
  list(columns = as_column(value), problems = problems)
}

set_labels <- function(x, prototype) {
  attr(prototype, "synthetic") <- attr(x, "synthetic")
  vec_restore(vec_data(x), prototype)
}

# Values that the file itself labels (`labels`: value, label, missing) are read by their label.
match_labelled <- function(text, labels, names) {
  value <- match_texts(text, names)
  if (is.null(labels) || nrow(labels) == 0) return(value)
  at <- match(text, labels$value)
  by_label <- match_texts(ifelse(is.na(at), "", labels$label[at]), names)
  value <- ifelse(is.na(by_label), value, by_label)
  value[is.na(value) & labels$missing[at] %in% TRUE] <- missing_codes()[["no_answer"]]
  value
}

# Answers that are no option (value NA) or could be several (0), with the nearest option.
unknown_answers <- function(distinct, value, column, row, reader) {
  unknown <- which((is.na(value) | value == 0L) & seq_along(value) %in% distinct$index)
  if (length(unknown) == 0) return(NULL)
  options <- reader$questionnaire$options
  options <- options[options$list == row$list, ]
  labels <- unlist(option_labels(reader$questionnaire, options), use.names = FALSE)
  fix <- rep("Add the option to the questionnaire, or correct the answer.", length(value))
  for (i in utils::head(unknown[nchar(distinct$text[unknown], "bytes") < 200], 50)) {
    hint <- nearest(distinct$text[i], c(options$code, labels))
    if (!is.null(hint)) fix[i] <- paste0("Did you mean \"", hint, "\"?")
  }
  several <- value %in% 0L
  fix[several] <- "Several options are called so: say in which language the labels are."
  rows <- which(distinct$index %in% unknown)
  at <- distinct$index[rows]
  problem(
    ifelse(several[at], "ambiguous_answer", "unknown_answer"), row$question, column, rows,
    brief(distinct$text)[at], paste0("one of: ", paste(options$code, collapse = ", ")), fix[at]
  )
}

# Multiple choice ------------------------------------------------------------------------------

read_multiple <- function(given, row, reader, n) {
  prototypes <- column_prototypes(reader$questionnaire, row, reader$lang)
  names <- bit_columns(given$item, length(unlist(lapply(prototypes, choice_codes))))
  same <- length(given$bits) == length(names) && all(mapply(function(x, prototype) {
    is_multiple_choice(x) && identical(choice_codes(x), choice_codes(prototype))
  }, given$bits, prototypes))
  if (same) return(list(columns = rlang::set_names(Map(set_labels, given$bits, prototypes), names)))
  as_columns <- function(value) {
    rlang::set_names(lapply(prototypes, function(prototype) vec_restore(value, prototype)), names)
  }
  read <- if (length(given$split) > 0) {
    read_split(given, row, reader, n)
  } else if (!is.null(given$whole)) {
    read_joined(given, row, reader, n)
  }
  if (is.null(read)) {
    return(absent_item(given, row, as_columns(rep(missing_codes()[["not_asked"]], n))))
  }
  list(
    columns = as_columns(rep(missing_codes()[["no_answer"]], n)), picks = read$picks,
    problems = read$problems
  )
}

# Words for an option that is ticked and one that is not, as the tools write them.
tick_words <- list(
  yes = c(
    "1", "y", "yes", "ja", "j", "oui", "o", "true", "waar", "vrai", "x", "\u2713", "\u2714",
    "checked", "selected", "geselecteerd", "aangevinkt", "coch\u00e9", "s\u00e9lectionn\u00e9",
    "quoted"
  ),
  no = c(
    "0", "n", "no", "nee", "non", "false", "onwaar", "faux", "not selected", "unchecked",
    "not checked", "niet geselecteerd", "non s\u00e9lectionn\u00e9", "non coch\u00e9", "not quoted"
  )
)

# Ticks of an option: 1, 0 for one that is marked as open, -1 for an empty cell; a code below that
# says that the whole answer is of a kind of missing.
tick_states <- function(answers, option, labels, names, reader) {
  if (is.logical(answers)) answers <- as.integer(answers)
  distinct <- distinct_answers(answers)
  of_text <- function(text) {
    folded <- fold_text(text)
    value <- match_texts(text, names)
    no <- c(tick_words$no, if (identical(reader$tool, "limesurvey")) "n/a")
    ifelse(folded %in% no, 0L, ifelse(folded %in% tick_words$yes | value %in% option$value, 1L,
      ifelse(value %in% missing_codes(), value - 1L, NA_integer_)
    ))
  }
  label <- labels$label[match(distinct$text, labels$value)]
  state <- of_text(distinct$text)
  if (!is.null(label)) {
    label[is.na(label)] <- ""
    by_label <- of_text(label)
    state <- ifelse(is.na(by_label), state, by_label)
  }
  # The text that goes with "other": a tick.
  if (option$code == "other") state[is.na(state)] <- 1L
  list(state = state, distinct = distinct)
}

read_split <- function(given, row, reader, n) {
  options <- reader$questionnaire$options
  options <- options[options$list == row$list, ]
  names <- answer_names(reader, row$list)
  problems <- list()
  kind <- integer(n)
  # Kobo marks options only where something is ticked.
  marks_open <- FALSE
  ticks <- rep(list(rep(-1L, n)), sum(options$value > 0))
  for (i in seq_along(given$split)) {
    option <- options[as.integer(names(given$split)[i]), ]
    read <- tick_states(given$split[[i]], option, given$split_labels[[i]], names, reader)
    index <- read$distinct$index
    unknown <- which(is.na(read$state) & seq_along(read$state) %in% index)
    if (length(unknown) > 0) {
      rows <- which(index %in% unknown)
      problems <- c(problems, list(problem(
        "unknown_answer", row$question, given$split_names[i], rows,
        brief(read$distinct$text)[index[rows]], "a mark for ticked or not ticked, such as 1 or 0",
        "Write 1 for a ticked option and 0 for an open one."
      )))
    }
    state <- read$state[index]
    state[is.na(index)] <- -1L
    state[is.na(state)] <- 0L
    marks_open <- marks_open || any(read$state %in% 0L) && !identical(reader$tool, "kobo")
    missing <- state < -1L
    kind[missing] <- state[missing] + 1L
    if (option$value > 0) {
      state[missing] <- -1L
      ticks[[option$value]] <- state
    } else {
      kind[state == 1L] <- option$value
    }
  }
  list(
    picks = list(ticks = ticks, kind = kind, marks_open = marks_open, column = given$column),
    problems = vec_rbind(!!!problems)
  )
}

# Between the answers to multiple choice in one cell.
joined_by <- list(
  google_forms = ", ", microsoft_forms = ";", kobo = " ", qualtrics = ",",
  limesurvey = c(", ", ";"), surveymonkey = c(", ", ";"), spss = c(" ", ";")
)

read_joined <- function(given, row, reader, n) {
  names <- answer_names(reader, row$list)
  if (is.list(given$whole)) {
    respondent <- rep(seq_along(given$whole), lengths(given$whole))
    distinct <- distinct_answers(unlist(lapply(given$whole, as.character)))
    part <- list(value = match_texts(distinct$text, names), text = distinct$text)
    respondent <- respondent[!is.na(distinct$index)]
    picks <- distinct$index[!is.na(distinct$index)]
  } else {
    distinct <- distinct_answers(given$whole)
    separators <- joined_by[[reader$tool %||% ""]] %||% c(" ", "; ", ";")
    part <- match_joined(distinct$text, names, separators)
    of_answer <- split(seq_along(part$answer), factor(part$answer, seq_along(distinct$text)))
    given_answer <- which(!is.na(distinct$index))
    of_answer <- of_answer[distinct$index[given_answer]]
    respondent <- rep(given_answer, lengths(of_answer))
    picks <- unlist(of_answer, use.names = FALSE)
  }
  value <- part$value[picks]
  ticks <- rep(list(rep(-1L, n)), nrow(list_options(reader$questionnaire, row$list)))
  for (option in unique(value[!is.na(value) & value > 0])) {
    ticks[[option]][respondent[value %in% option]] <- 1L
  }
  kind <- integer(n)
  below <- which(!is.na(value) & value < 0)
  kind[respondent[below]] <- value[below]
  # Nothing that was ticked is known.
  lost <- respondent[is.na(value) | value == 0L]
  kind[setdiff(lost, respondent[!is.na(value) & value != 0L])] <- missing_codes()[["no_answer"]]
  problems <- unknown_answers(
    list(text = part$text, index = picks), part$value, given$column, row, reader
  )
  if (!is.null(problems)) problems$row <- respondent[problems$row]
  list(
    picks = list(ticks = ticks, kind = kind, marks_open = FALSE, column = given$column),
    problems = vec_rbind(problems, repeated_picks(respondent, value, given$column, row))
  )
}

repeated_picks <- function(respondent, value, column, row) {
  pairs <- data_frame(respondent = respondent, value = value)
  twice <- respondent[vec_duplicate_id(pairs) != seq_along(respondent) & !is.na(value)]
  if (length(twice) == 0) return(NULL)
  problem(
    "repeated_pick", row$question, column, unique(twice), NA, "each option once",
    "Counted once."
  )
}

# The columns of a multiple-choice question, now that it is known who was shown it (1, 0, or -1).
finish_picks <- function(picks, shown, complete, columns, row, n) {
  ticks <- picks$ticks
  # Who ticked an option that is a kind of missing answered.
  said <- picks$kind < 0L
  if (any(said)) ticks[[1]][said & ticks[[1]] == -1L] <- 0L
  made <- core_combine_picks(
    ticks, shown %||% integer(), complete %||% integer(), picks$marks_open, n
  )
  more <- said & Reduce(pmax, made$columns) > 0L
  said <- said & !more
  columns <- Map(function(value, column) {
    value[said] <- picks$kind[said]
    vec_restore(value, column)
  }, made$columns, columns)
  list(
    columns = columns,
    problems = vec_rbind(
      none_and_more(columns[[1]], which(more), picks$column, row),
      if (length(made$untold) > 0) {
        problem(
          "cannot_tell", row$question, picks$column, NA, paste(length(made$untold), "respondents"),
          "a mark for options that were left open, or whether the questionnaire was sent",
          "Counted as no answer: the file does not tell it from nothing ticked."
        )
      }
    )
  )
}

# An option such as "none of these", and another one.
none_and_more <- function(column, rows, name, row) {
  if (length(rows) == 0) return(NULL)
  problem(
    "none_and_more", row$question, name, rows, format(column)[rows],
    "an option that is no answer alone",
    "The other options are kept; correct or remove one of the two."
  )
}

# Numbers and text -----------------------------------------------------------------------------

read_number <- function(given, row, reader, n) {
  whole <- row$type == "integer"
  none <- if (whole) NA_integer_ else NA_real_
  if (is.null(given$whole)) return(absent_item(given, row, list2(!!given$item := rep(none, n))))
  if (is.numeric(given$whole)) {
    number <- as.numeric(given$whole)
    distinct <- list(text = as.character(number), index = seq_along(number))
    distinct$index[is.na(number) & !is.nan(number)] <- NA
  } else {
    distinct <- distinct_answers(given$whole)
    number <- parse_number(distinct$text, whole, point = (reader$tool %||% "spss") == "spss")
  }
  bad <- !is.finite(number) | (whole & is.finite(number) &
    (number != round(number) | abs(number) > .Machine$integer.max))
  kinds <- distinct$text %in% c(names(missing_codes()), names(tool_answers[[reader$tool %||% ""]]))
  number[bad | kinds] <- NA
  rows <- which((bad & !kinds)[distinct$index])
  number <- number[distinct$index]
  list(
    columns = list2(!!given$item := if (whole) as.integer(number) else number),
    problems = if (length(rows) > 0) {
      problem(
        "not_a_number", row$question, given$column, rows,
        brief(distinct$text)[distinct$index[rows]],
        if (whole) "a whole number" else "a number",
        "Write digits, with a point or a comma for decimals and nothing between thousands."
      )
    }
  )
}

# Digits with a point or a comma for decimals. 1.000 and 1,000 can be two numbers: they are read
# only where another number shows that the mark is one of decimals, or where it is known to be
# (`point`).
parse_number <- function(text, whole, point) {
  plain <- grepl("^[-+]?([0-9]+([.,][0-9]*)?|[.,][0-9]+)$", text)
  thousand <- plain & grepl("^[-+]?[1-9][0-9]{0,2}[.,][0-9]{3}$", text)
  for (mark in c(".", ",")) {
    has <- grepl(mark, text, fixed = TRUE)
    decimal <- !whole && any(plain & has & !thousand) || mark == "." && point
    if (!decimal) plain <- plain & !(thousand & has)
  }
  number <- rep(NA_real_, length(text))
  number[plain] <- as.numeric(sub(",", ".", text[plain], fixed = TRUE))
  if (point) number[!plain] <- suppressWarnings(as.numeric(text[!plain]))
  # From 2^53 on, digits would be lost.
  number[abs(number) >= 2^53] <- NA
  number
}

read_text <- function(given, row, reader, n) {
  text <- given$whole
  if (is.null(text)) return(absent_item(given, row, list2(!!given$item := rep(NA_character_, n))))
  list(columns = list2(!!given$item := as.character(text)))
}
