# What of a result goes on a sheet, before there is a sheet: texts above the table, its cells (numbers as
# numbers), and how each column shows (`kinds`).

result_layout <- function(x, name, lang, layout) {
  wide <- if (layout == "wide") wide_rows(x, lang)
  cells <- wide$cells %||% long_cells(x, lang)
  list(
    name = name, title = layout_title(x, name, lang), base = result_base(x, lang),
    source = result_source(x, lang), notes = result_notes(x, lang), cells = cells,
    kinds = wide$kinds %||% long_kinds(cells), n_labels = wide$n_labels %||% 0L,
    printed = is.null(wide) & rep(x[["source"]] %||% "", length.out = nrow(cells)) == "published",
    synthetic = is_synthetic(x)
  )
}

long_cells <- function(x, lang) {
  columns <- lapply(as.list(x), cell_values, lang)
  tibble::new_tibble(columns, nrow = nrow(x))
}

# A column as cells hold it: numbers, logicals and times as they are, everything else as text.
cell_values <- function(x, lang) {
  if (is_choice(x)) return(as.character(choice_text(x, choice_labels(x, lang) %||% choice_labels(x))))
  if (is.list(x)) {
    return(vapply(x, function(one) paste(unlist(one), collapse = ", "), character(1)))
  }
  if (inherits(x, c("Date", "POSIXct")) || !is.object(x) && (is.numeric(x) || is.logical(x))) return(x)
  as.character(x)
}

percent_columns <- "^(percent|conf_low|conf_high|share)$"

long_kinds <- function(cells) {
  vapply(names(cells), function(name) {
    x <- cells[[name]]
    if (!is.numeric(x) || is.object(x)) return("text")
    if (grepl(percent_columns, name)) return("percent")
    if (is.integer(x)) "count" else "number"
  }, character(1), USE.NAMES = FALSE)
}

# Texts ----------------------------------------------------------------------------------------

result_class <- function(x) {
  if (!inherits(x, "tendensen_result")) return("data")
  sub("tendensen_", "", class(x)[[1]])
}

# The one value of a column, NULL where there are several.
only <- function(x, column) {
  values <- unique(x[[column]])
  if (length(values) == 1 && !is.na(values)) values
}

result_name <- function(x, lang) {
  what <- result_class(x)
  number <- if (what == "figure") only(x, "figure") else if (what == "claims") only(x, "conclusion")
  if (!is.null(number)) {
    return(paste(word(if (what == "figure") "figure" else "conclusion", lang), number))
  }
  name <- word(what, lang)
  if (is.na(name)) name <- what
  paste(c(name, only(x, "question")), collapse = " ")
}

layout_title <- function(x, name, lang) {
  titles <- attr(x, "titles")
  number <- if (result_class(x) == "claims") as.character(only(x, "conclusion"))
  title <- attr(x, "title", exact = TRUE) %||% if (length(number) == 1) titles[[number]]
  if (is.null(title)) return(name)
  if (result_class(x) %in% c("figure", "claims")) paste0(result_name(x, lang), ". ", title) else title
}

result_base <- function(x, lang) {
  kind <- attr(x, "base_kind")
  if (is.null(kind)) return(NA_character_)
  base_wording(kind, lang)
}

base_wording <- function(kind, lang) word(ifelse(kind == "all", "everyone", kind), lang)

result_source <- function(x, lang) {
  edition <- attr(x, "edition", exact = TRUE)
  data <- if (is.numeric(edition) && edition %in% installed_editions()) edition_data(edition)
  said <- unique(x[["source"]])
  text <- c(
    if (!is.null(data)) paste0(data$questionnaire$settings$title, ", ", edition),
    attr(x, "survey"),
    if ("responses" %in% said) word("computed", lang),
    if ("published" %in% said) word("source_published", lang)
  )
  if (length(text) == 0) return(NA_character_)
  paste0(text, ".", collapse = " ")
}

result_notes <- function(x, lang) {
  level <- attr(x, "conf_level")
  min_n <- attr(x, "min_n") %||% 0
  c(
    if (is_synthetic(x)) paste0(word("synthetic", lang), "."),
    if (isTRUE(attr(x, "weighted"))) paste0(word("weighted", lang), "."),
    if (!is.null(level)) paste0(word("interval", lang, level = 100 * level), "."),
    if (min_n > 0) word("hidden", lang, n = min_n)
  )
}

# Names that a sheet and a file can have: 31 characters, no two alike.
sheet_titles <- function(results, lang) {
  given <- rlang::names2(results)
  names <- ifelse(nzchar(given), given, vapply(results, result_name, character(1), lang))
  names <- gsub("[]*?/:\\\\<>|\"[:cntrl:][]", "_", names)
  names <- gsub("^['. ]+|['. ]+$", "", names)
  names[!nzchar(names)] <- word("data", lang)
  taken <- tolower(c(word("contents", lang), "history"))
  for (i in seq_along(names)) {
    name <- substr(names[[i]], 1, 31)
    number <- 1
    while (tolower(name) %in% taken) {
      number <- number + 1
      end <- paste0(" (", number, ")")
      name <- paste0(substr(names[[i]], 1, 31 - nchar(end)), end)
    }
    names[[i]] <- name
    taken <- c(taken, tolower(name))
  }
  unname(names)
}

# The list of the other sheets, or files.
contents_layout <- function(layouts, lang, format) {
  field <- function(name) vapply(layouts, function(one) one[[name]], character(1), USE.NAMES = FALSE)
  cells <- list(field("name"), field("title"), field("base"), field("source"))
  if (format == "folder") cells[[1]] <- paste0(cells[[1]], ".csv")
  names(cells) <- c(
    word(if (format == "folder") "file" else "sheet", lang), word("title", lang),
    word("base", lang), word("source", lang)
  )
  synthetic <- any(vapply(layouts, function(one) one$synthetic, logical(1)))
  list(
    name = word("contents", lang), title = word("contents", lang),
    notes = if (synthetic) paste0(word("synthetic", lang), "."),
    cells = tibble(!!!cells), kinds = rep("text", 4), synthetic = FALSE
  )
}

# Language -------------------------------------------------------------------------------------

# A result in the language asked for. Those of an installed edition are keyed by its codes.
relabelled <- function(x, lang, call = caller_env(4)) {
  own <- attr(x, "lang")
  keyed <- inherits(x, c("tendensen_figure", "tendensen_reproduction"))
  if (is.null(lang) || identical(own, lang) || is.null(own) && !keyed) return(x)
  edition <- attr(x, "edition", exact = TRUE)
  if (!keyed || !edition %in% installed_editions()) {
    abort(c(
      "{.arg x} has a result in the language {.val {own}}, which cannot be written in {.val {lang}}.",
      i = "Make the result again with {.code lang = \"{lang}\"}."
    ), "language", call = call, env = rlang::current_env())
  }
  data <- edition_data(edition)
  x$group_code <- as.character(x$group)
  questions <- names(attr(x, "questions")) %||% unique(x$question)
  x <- label_rows(x, questions, data, lang)
  x$group_code <- NULL
  attr(x, "lang") <- lang
  if (inherits(x, "tendensen_figure")) {
    rows <- data$questionnaire$questions$row[match(questions, data$questionnaire$questions$question)]
    labels <- survey_labels(data$questionnaire, rows, lang)
    attr(x, "questions") <- stats::setNames(labels, questions)
    attr(x, "title") <- paste(labels, collapse = " / ")
    attr(x, "group_labels") <- group_labels(data$questionnaire, lang)
  }
  x
}

# Wide -----------------------------------------------------------------------------------------

# Groups and editions side by side; NULL for a result that has no such form.
wide_rows <- function(x, lang) {
  rows <- tibble::as_tibble(x)
  what <- result_class(x)
  shown <- c("question", "item", "option", "item_code", "option_code", "n", "base", "percent")
  if (!what %in% c("figure", "table", "topline") || !has_columns(x, shown)) return(NULL)
  if (what == "table") {
    by <- setdiff(names(rows)[seq_len(match("item", names(rows)) - 1)], "question")
    rows$place <- place_names(lapply(rows[by], function(column) format_group(column, lang)), nrow(rows))
    rows$kind <- "level"
    wording <- rows$question
  } else {
    groups <- as.character(rows$group)
    if (what == "figure") groups <- named_groups(groups, attr(x, "group_labels"))
    year <- ifelse(is.na(rows$period), rows$edition, rows$period)
    rows$place <- place_names(list(groups, year), nrow(rows))
    wording <- rows[["question_label"]] %||% attr(x, "questions")[rows$question]
  }
  rows$wording <- unname(wording)
  side_by_side(rows, lang)
}

named_groups <- function(codes, labels) ifelse(codes %in% names(labels), labels[codes], codes)

format_group <- function(x, lang) {
  text <- as.character(cell_values(x, lang))
  text[is.na(text)] <- word("no_group", lang)
  text
}

# Columns beside each other, in order of appearance.
place_names <- function(parts, n) {
  if (length(parts) == 0) return(factor(rep("", n), ""))
  text <- do.call(paste, c(unname(lapply(parts, function(part) ifelse(is.na(part), "", part))), sep = ", "))
  text <- gsub("^(, )+|(, )+$", "", text)
  factor(text, unique(text))
}

wide_measures <- c(
  percent = "%", value = "value", conf_low = "conf_low", conf_high = "conf_high", n = "n",
  base = "base", n_weighted = "weighted_n", base_weighted = "weighted_base", published = "printed",
  note = "note"
)

measure_kinds <- c(
  percent = "percent", value = "number", conf_low = "percent", conf_high = "percent", n = "count",
  base = "count", n_weighted = "number", base_weighted = "number", published = "printed", note = "text"
)

side_by_side <- function(rows, lang) {
  order_of <- function(x) match(x, unique(x))
  rows <- rows[order(
    order_of(rows$question), as.integer(rows$item), match(rows$kind, topline_kinds, 0),
    as.integer(rows$option)
  ), ]
  # A score or a mean has no option, but a kind.
  row <- vec_group_id(rows[c("question", "item_code", "option_code", "kind")])
  first <- rows[!duplicated(row), ]
  labels <- row_labels(first, lang)
  made <- lapply(intersect(names(wide_measures), names(rows)), function(measure) {
    lapply(levels(rows$place), function(place) {
      here <- rows$place == place
      values <- rows[[measure]][here][match(seq_len(nrow(first)), row[here])]
      kind <- measure_kinds[[measure]]
      as_printed <- all(rows[["source"]][here] %in% "published")
      if (measure == "percent" && as_printed) kind <- "printed"
      empty <- all(is.na(values)) && (measure != "percent" || all(is.na(rows$percent)))
      # Nothing was computed to stand beside it.
      empty <- empty || (measure == "published" && as_printed)
      if (!empty) list(name = measure_name(measure, place, lang), values = values, kind = kind)
    })
  })
  made <- Filter(Negate(is.null), do.call(c, made))
  cells <- c(labels, stats::setNames(
    lapply(made, `[[`, "values"), vapply(made, `[[`, character(1), "name")
  ))
  list(
    cells = tibble::new_tibble(cells, nrow = nrow(first)), n_labels = length(labels),
    kinds = c(rep("text", length(labels)), vapply(made, `[[`, character(1), "kind"))
  )
}

measure_name <- function(measure, place, lang) {
  key <- wide_measures[[measure]]
  name <- word(key, lang)
  if (is.na(name)) name <- key
  paste(c(place[nzchar(place)], name), collapse = ", ")
}

# The columns that say what a row is: only those that tell rows apart.
row_labels <- function(first, lang) {
  kinds <- word(first$kind, lang)
  columns <- list(
    if (length(unique(first$question)) > 1) first$wording,
    if (any(!is.na(first$item))) as.character(first$item),
    as.character(first$option),
    if (any(first$kind != "level")) kinds
  )
  names(columns) <- c(
    word("question", lang), word("item", lang), word("option", lang), word("kind", lang)
  )
  columns[lengths(columns) > 0 | names(columns) == word("option", lang)]
}
