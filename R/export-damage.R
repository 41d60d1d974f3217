# Text that was damaged, in this file or before it was made: reported, never repaired. The search is
# over the distinct texts of each column.

# Where a text stands: record, column and text of the cells whose text passes a test, a function of
# distinct texts; by record.
cells_where <- function(records, test) {
  in_column <- lapply(seq_along(records$columns), function(j) {
    column <- records$columns[[j]]
    texts <- levels(column)
    passed <- which(test(texts) %in% TRUE)
    if (length(passed) == 0) return(NULL)
    code <- as.integer(column)
    record <- which(code %in% passed)
    quick_tibble(record = record, column = j, text = texts[code[record]])
  })
  beyond <- records$beyond[which(test(records$beyond$text) %in% TRUE), ]
  cells <- stack_rows(no_cells(), in_column, beyond)
  cells[order(cells$record, cells$column), ]
}

no_cells <- function() quick_tibble(record = integer(), column = integer(), text = character())

# The texts of cells at a list of record and column.
cell_texts <- function(records, at) {
  text <- character(length(at$record))
  for (j in unique(at$column)) {
    here <- which(at$column == j)
    text[here] <- if (j <= length(records$columns)) {
      as.character(records$columns[[j]][at$record[here]])
    } else {
      cells <- records$beyond[records$beyond$column == j, ]
      cells$text[match(at$record[here], cells$record)]
    }
  }
  text
}

# Each distinct text replaced by `change`, a function of them; texts that become the same are one
# level, those that become empty are NA.
change_texts <- function(records, change) {
  records$columns <- lapply(records$columns, function(column) {
    text <- change(levels(column))
    if (identical(text, levels(column))) return(column)
    text_factor(text[as.integer(column)])
  })
  records$beyond$text <- change(records$beyond$text)
  records
}

# Marks in cells give way to the character that stands for what cannot be read; NUL bytes vanish.
# `damaged`: the cells with bytes that cannot be read.
unmark_cells <- function(records, decoded) {
  bad <- read_marks(records, decoded$marks$bad, length(decoded$bad$at))
  nul <- read_marks(records, decoded$marks$nul, length(decoded$nul))
  shown <- function(text) replace_fixed(replace_fixed(text, bad$mark, "\ufffd"), nul$mark, "\\0")
  troubles <- stack_rows(
    bad_byte_troubles(bad, decoded, shown), nul_troubles(nul, decoded, shown)
  )
  if (!is.null(troubles)) {
    records <- change_texts(records, function(text) {
      replace_fixed(replace_fixed(text, bad$mark, "\ufffd"), nul$mark, "")
    })
  }
  list(records = records, troubles = troubles, damaged = bad$cells)
}

# Only texts that change are touched: stringi takes a byte order mark off the others.
replace_fixed <- function(text, old, new) {
  has <- which(stringi::stri_detect_fixed(text, old))
  text[has] <- stringi::stri_replace_all_fixed(text[has], old, new)
  text
}

# The cells that hold a mark, and which of the marks of the file is the first of each.
read_marks <- function(records, mark, n) {
  mark <- rawToChar(mark)
  cells <- if (n == 0) {
    no_cells()
  } else {
    cells_where(records, function(text) stringi::stri_detect_fixed(text, mark))
  }
  count <- stringi::stri_count_fixed(cells$text, mark)
  list(mark = mark, cells = cells, first = cumsum(count) - count + 1L, count = count)
}

bad_byte_troubles <- function(found, decoded, shown) {
  if (nrow(found$cells) == 0) return(NULL)
  bad <- decoded$bad
  hex <- toupper(format(bad$byte[found$first]))
  hint <- bad$hint[found$first]
  trouble(
    "undecodable_byte", found$cells$record, found$cells$column, shown(found$cells$text),
    paste0("text in ", decoded$encoding),
    paste0(
      "Byte ", hex, " (number ", bad$at[found$first], " of the text) is none; it reads as U+FFFD. ",
      ifelse(is.na(hint), "", paste0("In windows-1252 it is \"", hint, "\". ")),
      ifelse(found$count > 1, paste0("There are ", found$count, " in this cell. "), ""),
      "Export again as UTF-8."
    )
  )
}

nul_troubles <- function(found, decoded, shown) {
  if (nrow(found$cells) == 0) return(NULL)
  trouble(
    "nul_byte", found$cells$record, found$cells$column, shown(found$cells$text),
    "text without NUL bytes",
    paste0(
      count_of(found$count, "NUL byte"), " left out of this cell, the first is number ",
      decoded$nul[found$first], " of the text. The file was damaged: export it again."
    )
  )
}

# UTF-8 that was read as windows-1252 (a capital A with tilde or circumflex, then a sign) or as Mac.
mojibake <- local({
  # What windows-1252 makes of the bytes 0x80 to 0xBF.
  tail <- paste0(
    "\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013\u2014",
    "\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122"
  )
  mac_tail <- paste0(
    "\u00a9\u00ae\u2122\u00b4\u00a8\u2260\u00c6\u00d8\u221e\u00b1\u2264\u2265\u00a5\u00b5",
    "\u2202\u2211\u220f\u03c0\u222b\u00aa\u00ba\u03a9\u00e6\u00f8\u00bf\u00a1\u00ac\u0192"
  )
  paste0(
    "[\u00c2\u00c3][", tail, "]",
    "|\u00c5[\u201c\u2019\u00b8\u00a1\u00bd\u00be]",
    "|\u00e2(\u20ac|\u0080)[", tail, "]",
    "|\u00e2\u201a\u00ac|\u00ef\u00bb\u00bf|\u00ef\u00bf\u00bd",
    "|\u221a[", mac_tail, "]",
    "|\u201a\u00c4[\u00ec\u00ee\u00ef\u00f1\u00f2\u00f4\u00fa\u00f9\u00b6]"
  )
})

# A question mark within a word is a letter that was lost; not in an address or an e-mail.
lost_letter <- "(?<![\\p{L}\\d/=&])\\p{L}+\\?\\p{Ll}+(?![\\p{L}\\d]*[=@/])"

# `skip`: cells whose damage is reported already; `ascii`: nothing is beyond ASCII; `asks`: there is
# a question mark.
find_damage <- function(records, skip = no_cells(), ascii = FALSE, asks = TRUE) {
  search <- function(has, test, skip = no_cells()) {
    if (!has) return(no_cells())
    cells <- cells_where(records, test)
    cells[!paste(cells$record, cells$column) %in% paste(skip$record, skip$column), ]
  }
  is_replaced <- function(text) stringi::stri_detect_fixed(text, "\ufffd")
  is_garbled <- function(text) {
    found <- !stringi::stri_enc_isascii(text)
    found[found] <- stringi::stri_detect_regex(text[found], mojibake)
    found
  }
  stack_rows(
    damage_troubles("replacement_character", "U+FFFD", search(!ascii, is_replaced, skip)),
    damage_troubles(
      "mojibake", "UTF-8 read as another encoding", search(!ascii, is_garbled, skip)
    ),
    damage_troubles("lost_letter", "`?` for a letter", search(asks, is_lost_letter))
  )
}

is_lost_letter <- function(text) {
  found <- stringi::stri_detect_fixed(text, "?")
  found[found] <- stringi::stri_length(text[found]) <= 1e5
  found[found] <- stringi::stri_detect_regex(text[found], lost_letter) &
    !stringi::stri_detect_regex(text[found], "://|www\\.")
  found
}

damage_troubles <- function(rule, what, cells) {
  if (nrow(cells) == 0) return(NULL)
  was <- if (rule == "lost_letter") "seems to have been" else "was"
  trouble(
    rule, cells$record, cells$column, cells$text, "undamaged text",
    paste0(
      "The text ", was, " damaged before this file was made (", what, "; ",
      count_of(nrow(cells), "cell"), " in all). Kept as it is: export again as UTF-8."
    )
  )
}

damage_note <- function(troubles) {
  rules <- c("replacement_character", "mojibake", "lost_letter")
  n <- sum(troubles$rule %in% rules)
  if (n == 0) return(NULL)
  export_note("damaged_text", paste0(
    "The text was damaged before this file was made: ", count_of(n, "cell"), ", see problems."
  ))
}

uncertain_troubles <- function(records, decoded) {
  if (!decoded$uncertain) return(NULL)
  wide <- cells_where(records, function(text) !stringi::stri_enc_isascii(text))
  if (nrow(wide) == 0) return(NULL)
  trouble(
    "uncertain_encoding", wide$record, wide$column, wide$text, "text in UTF-8",
    paste0("Read as ", decoded$encoding, " on weak evidence. Check it, or export again as UTF-8.")
  )
}
