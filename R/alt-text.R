#' Describe a plot in words
#'
#' What a plot shows, for who cannot see it: the kind of chart, the question, the groups with their bases,
#' the highest and the lowest answer of each with the number, and the source. The plots of this package
#' carry it: [ggplot2::get_alt_text()] reads it. In a document, give it to the chunk of the plot:
#' `fig.alt = alt_text(x)`.
#'
#' @param x A result that can be plotted, such as a [figure()].
#' @param lang Language of the words; the labels are in that of `x`. Default: that of `x`.
#' @return A string.
#' @family plots
#' @export
#' @examples
#' alt_text(figure(3))
#' alt_text(figure(20, respondents(), lang = "en"))
#' alt_text(conclusions(lang = "fr"))
alt_text <- function(x, lang = NULL) {
  UseMethod("alt_text")
}

#' @export
alt_text.default <- function(x, lang = NULL) {
  abort("{.arg x} must be a result that can be plotted, not {.obj_type_friendly {x}}.", "argument")
}

alt_lang <- function(x, lang, call = caller_env()) {
  if (!is.null(lang) && !rlang::is_string(lang)) {
    abort("{.arg lang} must be a language, such as {.val nl}, not {.obj_type_friendly {lang}}.", "language",
      call = call, env = rlang::current_env()
    )
  }
  lang %||% attr(x, "lang") %||% "en"
}

#' @export
alt_text.tendensen_figure <- function(x, lang = NULL) {
  lang <- alt_lang(x, lang)
  attr(x, "lang") <- lang
  rows <- plotted_rows(x)
  grid <- any(!is.na(rows$item))
  kind <- if (all(is.na(rows$percent))) {
    "picture"
  } else if (grid) {
    if (is.null(figure_turn(x))) "stacked" else "diverging"
  } else if (nlevels(rows$panel) > 1) {
    "paired"
  } else {
    "bar"
  }
  parts <- if (kind == "picture") {
    if (is_picture(x)) {
      paste(words("said", lang), paste0(said(x), ".", collapse = " "))
    } else {
      capital(words("none", lang))
    }
  } else {
    several <- nlevels(droplevels(rows$question)) > 1
    key <- paste0(
      if (several) paste0(rows$question, " \u2013 "), rows$panel, " ", rows$edition
    )
    if (grid) {
      key <- paste0(key, ", ", quoted(rows$option, lang))
      key[!scale_end(rows$option)] <- NA
    }
    describe_extremes(rows, factor(key, unique(key)), lang)
  }
  alt_sentences(kind, attr(x, "title"), parts, figure_caption(x), lang)
}

# Of a scale the first and the last option are described.
scale_end <- function(option) {
  place <- as.integer(droplevels(option))
  place %in% range(place)
}

# Kind, title, findings and caption, each ended once.
alt_sentences <- function(kind, title, parts, caption, lang) {
  ended <- function(text) ifelse(grepl("[.?!\u2026]$", text), text, paste0(text, "."))
  text <- c(ended(words(paste0(kind, "_chart"), lang)), ended(title), ended(parts), caption)
  trimws(paste(text[nzchar(text)], collapse = " "))
}

# Of each key: its highest and its lowest answer, as they print; equal ones together.
describe_extremes <- function(rows, key, lang) {
  name <- if (any(!is.na(rows$item))) rows$item else rows$option
  brackets <- function(label) paste0("(", label, ")")
  unlist(lapply(levels(key), function(one) {
    here <- which(key == one & !is.na(rows$percent))
    if (length(here) == 0) return(paste0(one, colon(lang), words("none", lang)))
    shown <- shown_percent(rows[here, ])
    if (length(here) > 1 && length(unique(shown)) == 1) {
      return(paste0(one, colon(lang), words("every", lang, rows$label[here[1]])))
    }
    extreme <- function(value) {
      at <- here[shown == value]
      paste(paste(as.character(name[at]), collapse = ", "), brackets(rows$label[at[1]]))
    }
    if (length(here) == 1) return(paste0(one, colon(lang), extreme(shown)))
    paste0(
      one, colon(lang), words("highest", lang, extreme(max(shown))), "; ",
      words("lowest", lang, extreme(min(shown)))
    )
  }))
}

#' @export
alt_text.tendensen_table <- function(x, lang = NULL) {
  lang <- alt_lang(x, lang)
  attr(x, "lang") <- lang
  rows <- drawn_table(x)
  grid <- any(!is.na(rows$item)) && stackable(rows)
  kind <- if (grid) "stacked" else if (nlevels(rows$series) > 1) "paired" else "bar"
  place <- lapply(rows[c("series", "panel")], as.character)
  place$option <- if (grid) quoted(rows$option, lang) else rep("", nrow(rows))
  if (!grid && any(!is.na(rows$item))) {
    # Options of one item are compared.
    place$option <- as.character(rows$item)
    rows$item <- NA
  }
  key <- apply(do.call(cbind, place), 1, function(parts) paste(parts[nzchar(parts)], collapse = ", "))
  if (grid) key[!scale_end(rows$option)] <- NA
  parts <- sub("^(\u00a0)?: ", "", describe_extremes(rows, factor(key, unique(key)), lang))
  alt_sentences(kind, result_title(x), parts, table_caption(x), lang)
}

#' @export
alt_text.tendensen_claims <- function(x, lang = NULL) {
  lang <- alt_lang(x, lang)
  attr(x, "lang") <- lang
  verdicts <- c("holds", "contradicted", "not testable")
  alt_sentences(
    "stacked", words("claims_title", lang),
    describe_counts(factor(x$conclusion), x$verdict, verdicts, lang), claims_caption(x), lang
  )
}

#' @export
alt_text.tendensen_audit <- function(x, lang = NULL) {
  lang <- alt_lang(x, lang)
  rules <- rule_words(x$rule, lang)
  severities <- c("proven", "conditional", "note")
  alt_sentences(
    "stacked", words("audit_title", lang),
    describe_counts(factor(rules, unique(rules)), x$severity, severities, lang),
    sentences(number_of("finding", nrow(x), lang)), lang
  )
}

describe_counts <- function(y, kind, kinds, lang) {
  counts <- table(y, factor(kind, kinds))
  vapply(rownames(counts), function(row) {
    shown <- counts[row, counts[row, ] > 0]
    names <- kinds[counts[row, ] > 0]
    paste0(row, colon(lang), paste(words(names, lang), shown, collapse = ", "))
  }, character(1), USE.NAMES = FALSE)
}
