# What an export says, found in the questionnaire: which column is which question, which answer is
# which option. Texts are compared folded (see fold_label()); the core does the matching.

# Whose answers are read: the questionnaire, the tool that wrote them (NULL: a data frame) and the
# languages of its labels (NULL: any).
new_reader <- function(questionnaire, lang, tool = NULL, language = NULL) {
  list(questionnaire = questionnaire, lang = lang, tool = tool, language = language)
}

fold_text <- function(text) {
  good <- !is.na(text) & validUTF8(text) & nchar(text, "bytes") < 1e5
  text[good] <- fold_label(text[good])
  text
}

# A column of ours on a sheet, such as `export::limesurvey`: what the tool calls a row of it.
declared_names <- function(sheet, rows, tool) {
  declared <- if (!is.null(tool)) sheet[[paste0("export::", tool)]][rows]
  declared %||% rep("", length(rows))
}

# Answers to options ---------------------------------------------------------------------------

# What a tool writes besides the options that it was given: a kind of missing.
tool_answers <- list(
  limesurvey = c("N/A" = "no_answer"),
  qualtrics = c("-99" = "no_answer")
)

# Texts that stand for the options of a list, with the value and a tier; the lowest tier wins.
answer_names <- function(reader, list) {
  questionnaire <- reader$questionnaire
  options <- questionnaire$options[questionnaire$options$list == list, ]
  labels <- option_labels(questionnaire, options)
  near <- names(labels) %in% (reader$language %||% names(labels))
  declared <- strsplit(declared_names(questionnaire$choices, options$row, reader$tool), ";")
  codes <- missing_codes()
  own <- tool_answers[[reader$tool %||% ""]]
  part <- function(text, value, tier) {
    data_frame(
      text = as.character(text), value = as.integer(value), tier = rep_len(tier, length(text))
    )
  }
  names <- vec_rbind(
    part(trimws(unlist(declared)), rep(options$value, lengths(declared)), 0L),
    part(options$code, options$value, 1L),
    part(
      unlist(labels), rep(options$value, length(labels)),
      rep(ifelse(near, 2L, 3L), each = nrow(options))
    ),
    if (identical(reader$tool, "limesurvey")) {
      part("-oth-"[any(options$code == "other")], options$value[options$code == "other"], 4L)
    },
    if (identical(reader$tool, "spss")) {
      part(sav_label(unlist(labels)), rep(options$value, length(labels)), 4L)
    },
    part(names(own), codes[own], 4L),
    part(names(codes), codes, 5L)
  )
  names$folded <- fold_text(names$text)
  names
}

# The value of the option that each text stands for, as it is or folded; NA for none, 0 for several.
match_texts <- function(text, names) {
  found <- core_match_answers(text, names$text, names$value, names$tier)
  open <- which(is.na(found))
  found[open] <- core_match_answers(fold_text(text[open]), names$folded, names$value, names$tier)
  found
}

# Joined answers in parts: `answer` (which of `text`), `value` as above, `text`. Of several
# separators, the first that leaves the least unmatched.
match_joined <- function(text, names, separators) {
  best <- lapply(separators, function(separator) {
    part <- core_split_answers(text, separator, names$text, names$value, names$tier)
    folded <- core_split_answers(
      fold_text(text), fold_separator(separator), names$folded, names$value, names$tier
    )
    better_parts(part, folded, length(text))
  })
  Reduce(function(a, b) better_parts(a, b, length(text)), best)
}

fold_separator <- function(separator) if (separator == " ") " " else trimws(separator)

# For each answer, the parts that leave the least text unmatched; of answers that match nowhere, the
# fewest parts; the first of equal ones.
better_parts <- function(a, b, n) {
  lost <- function(part) {
    unmatched <- is.na(part$value)
    answer <- factor(part$answer, seq_len(n))
    sizes <- tapply(ifelse(unmatched, nchar(part$text), 0), answer, sum, default = 0)
    nowhere <- tapply(unmatched, answer, all, default = FALSE)
    ifelse(nowhere, 1e9 + tabulate(answer, n), sizes)
  }
  from_b <- which(lost(b) < lost(a))
  keep <- function(part, of) lapply(part, `[`, part$answer %in% of)
  Map(c, keep(a, setdiff(seq_len(n), from_b)), keep(b, from_b))
}

# Columns to questions -------------------------------------------------------------------------

# Names under which an export may have each column of the questionnaire: of an item, or of an option
# of multiple choice. Keys begin with n: (a name), t: (a text) or a: (the text of an answer alone).
# Tiers: 0 declared for the tool, 1 the name, 2 the names of question and option, 3 the texts, 4 the
# text of an item or option alone.
column_names <- function(questionnaire, tool) {
  items <- questionnaire$items
  rows <- questionnaire$questions[match(items$question, questionnaire$questions$question), ]
  declared <- declared_names(questionnaire$survey, items$row, tool)
  of_group <- ifelse(rows$grid, declared_names(questionnaire$survey, rows$row, tool), "")
  names <- lapply(seq_len(nrow(items)), function(i) {
    item_names(questionnaire, tool, i, items[i, ], rows[i, ], declared[i], of_group[i])
  })
  names <- vec_rbind(!!!names)
  names$key <- fold_text(unbracket(names$key))
  names[!duplicated(names), ]
}

item_names <- function(questionnaire, tool, i, item, row, declared, of_group) {
  name <- function(key, tier, option = 0L) {
    data_frame(
      key = as.character(key), item = rep(i, length(key)), option = rep_len(option, length(key)),
      tier = rep(tier, length(key))
    )
  }
  text <- function(rows) {
    text <- lapply(names(questionnaire$languages), function(lang) {
      survey_labels(questionnaire, rows, lang)
    })
    vapply(text, `[[`, "", 1L)
  }
  labels <- text(row$row)
  # A declared text may be a question with its part: Question [Part].
  parts <- regmatches(declared, regexec("^(.*\\S) \\[(.*)\\]$", declared))[[1]]
  known <- c(declared, if (nzchar(of_group) && nzchar(declared)) join_names(of_group, declared))
  known <- unique(c(known, bracket_names(declared)))
  known <- known[nzchar(known)]
  whole <- vec_rbind(
    name(if (length(known) > 0) c(paste0("n:", known), paste0("t:", known)), 0L),
    name(paste0("t:", parts[2], "\u001f", parts[3])[length(parts) == 3], 0L),
    name(paste0("n:", item$column), 1L),
    if (row$grid) {
      own <- text(item$row)
      vec_rbind(
        name(paste0("n:", join_names(row$question, item$column)), 2L),
        name(paste0("t:", labels, "\u001f", own), 3L),
        name(paste0(c("t:", "a:"), rep(own, each = 2)), 4L)
      )
    } else {
      name(paste0("t:", labels), 3L)
    }
  )
  if (row$type != "multiple") return(whole)
  options <- questionnaire$options[questionnaire$options$list == row$list, ]
  of_tool <- strsplit(declared_names(questionnaire$choices, options$row, tool), ";")
  option_labels <- option_labels(questionnaire, options)
  split <- lapply(seq_len(nrow(options)), function(j) {
    own <- vapply(option_labels, `[[`, "", j)
    told <- trimws(of_tool[[j]])
    vec_rbind(
      name(paste0("n:", grep("^column [0-9]+$", told, value = TRUE), recycle0 = TRUE), 0L, j),
      if (length(known) > 0) {
        vec_rbind(
          name(paste0("n:", join_names(known, c(told, options$code[j], own))), 0L, j),
          name(join_texts(known, c(told, own)), 0L, j)
        )
      },
      name(paste0("n:", join_names(item$column, c(options$code[j], told, own))), 2L, j),
      name(join_texts(c(labels, known), c(own, options$code[j], told)), 3L, j),
      name(paste0(c("t:", "a:"), rep(own, each = 2)), 4L, j)
    )
  })
  vec_rbind(whole, !!!split)
}

# A question and a part of it, as the tools write them together.
join_names <- function(question, part) {
  if (length(question) == 0 || length(part) == 0) return(character())
  pairs <- expand.grid(question = question, part = part, stringsAsFactors = FALSE)
  paste0(rep(pairs$question, 4), rep(c("/", "_", ".", "-"), each = nrow(pairs)), rep(pairs$part, 4))
}

join_texts <- function(question, part) {
  paste0("t:", rep(question, each = length(part)), "\u001f", part)
}

# Q5[SQ001], as LimeSurvey writes it in other exports.
bracket_names <- function(name) {
  part <- strsplit(unbracket(name), "/", fixed = TRUE)[[1]]
  if (length(part) != 2 || !endsWith(name, "]")) return(character())
  join_names(part[1], part[2])
}

# What a column of an export is called, the most telling first.
column_keys <- function(export) {
  columns <- export$columns
  code <- unbracket(columns$code)
  set <- column_sets(export)
  lapply(seq_len(nrow(columns)), function(i) {
    keys <- c(
      paste0("n:column ", i),
      if (!is.na(code[i])) {
        paste0("n:", if (code[i] == columns$code[i]) path_ends(code[i], export$tool) else code[i])
      },
      if (!is.na(columns$import_id[i])) paste0("n:", columns$import_id[i]),
      if (!is.na(set[i])) paste0("n:", set[i], "/", columns$text[i]),
      if (!is.na(columns$text[i])) {
        c(
          if (!is.na(columns$answer[i])) paste0("t:", columns$text[i], "\u001f", columns$answer[i]),
          paste0("t:", columns$text[i])
        )
      },
      if (!is.na(columns$answer[i])) paste0("a:", columns$answer[i])
    )
    fold_text(keys)
  })
}

# LimeSurvey's name[part] as name/part, of names only.
unbracket <- function(key) {
  named <- !grepl("^[at]:", key)
  key[named] <- gsub("\\]?\\[", "/", sub("\\]$", "", key[named]))
  key
}

# a/b/c: also b/c and c, for the groups of an XLSForm stand before a name.
# ODK Central writes a-b-c.
path_ends <- function(code, tool) {
  if (tool == "kobo") code <- unique(c(code, gsub("-", "/", code, fixed = TRUE)))
  ends <- lapply(strsplit(code, "/", fixed = TRUE), function(part) {
    vapply(seq_along(part), function(i) paste(part[i:length(part)], collapse = "/"), "")
  })
  unlist(ends)
}

# The multiple response set that each column is in, without its `$`.
column_sets <- function(export) {
  set <- rep(NA_character_, nrow(export$columns))
  for (i in seq_len(nrow(export$sets))) {
    set[export$sets$columns[[i]]] <- sub("^[$]", "", export$sets$set[i])
  }
  set
}
