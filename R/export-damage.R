# Text that was damaged, in this file or before it was made: reported, never repaired.

# Marks in cells give way to the character that stands for what cannot be read; NUL bytes vanish.
# `cells`: in file order; `place`: a function of positions in `cells`, list(record, column).
unmark_cells <- function(cells, decoded, place) {
  bad <- read_marks(cells, decoded$marks$bad, length(decoded$bad$at))
  nul <- read_marks(cells, decoded$marks$nul, length(decoded$nul))
  troubles <- stack_rows(
    bad_byte_troubles(cells, bad, decoded, place), nul_troubles(cells, nul, decoded, place)
  )
  cells[bad$cell] <- stringi::stri_replace_all_fixed(cells[bad$cell], bad$mark, "\ufffd")
  cells[nul$cell] <- stringi::stri_replace_all_fixed(cells[nul$cell], nul$mark, "")
  list(cells = cells, troubles = troubles, damaged = bad$cell)
}

# Which cells hold a mark, and which of the marks of the file is the first of each.
read_marks <- function(cells, mark, n) {
  mark <- rawToChar(mark)
  if (n == 0) return(list(mark = mark, cell = integer(), first = integer(), count = integer()))
  cell <- which(stringi::stri_detect_fixed(cells, mark))
  count <- stringi::stri_count_fixed(cells[cell], mark)
  list(mark = mark, cell = cell, first = cumsum(count) - count + 1L, count = count)
}

bad_byte_troubles <- function(cells, found, decoded, place) {
  if (length(found$cell) == 0) return(NULL)
  bad <- decoded$bad
  at <- place(found$cell)
  hex <- toupper(format(bad$byte[found$first]))
  hint <- bad$hint[found$first]
  trouble(
    "undecodable_byte", at$record, at$column,
    stringi::stri_replace_all_fixed(cells[found$cell], found$mark, "\ufffd"),
    paste0("text in ", decoded$encoding),
    paste0(
      "Byte ", hex, " (number ", bad$at[found$first], " of the text) is none; it reads as U+FFFD. ",
      ifelse(is.na(hint), "", paste0("In windows-1252 it is \"", hint, "\". ")),
      ifelse(found$count > 1, paste0("There are ", found$count, " in this cell. "), ""),
      "Export again as UTF-8."
    )
  )
}

nul_troubles <- function(cells, found, decoded, place) {
  if (length(found$cell) == 0) return(NULL)
  at <- place(found$cell)
  trouble(
    "nul_byte", at$record, at$column,
    stringi::stri_replace_all_fixed(cells[found$cell], found$mark, "\\0"),
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
find_damage <- function(cells, skip, place, ascii = FALSE, asks = TRUE) {
  wide <- if (!ascii) which(!stringi::stri_enc_isascii(cells))
  wide <- setdiff(wide, skip)
  replaced <- wide[stringi::stri_detect_fixed(cells[wide], "\ufffd") %in% TRUE]
  garbled <- wide[stringi::stri_detect_regex(cells[wide], mojibake) %in% TRUE]
  asked <- if (asks) which(stringi::stri_detect_fixed(cells, "?"))
  asked <- asked[is_lost_letter(cells[asked])]
  stack_rows(
    damage_troubles("replacement_character", "U+FFFD", cells, replaced, place),
    damage_troubles("mojibake", "UTF-8 read as another encoding", cells, garbled, place),
    damage_troubles("lost_letter", "`?` for a letter", cells, asked, place)
  )
}

is_lost_letter <- function(text) {
  long <- stringi::stri_length(text) > 1e5
  found <- logical(length(text))
  found[!long] <- stringi::stri_detect_regex(text[!long], lost_letter) &
    !stringi::stri_detect_regex(text[!long], "://|www\\.")
  found
}

damage_troubles <- function(rule, what, cells, found, place) {
  if (length(found) == 0) return(NULL)
  at <- place(found)
  was <- if (rule == "lost_letter") "seems to have been" else "was"
  trouble(
    rule, at$record, at$column, cells[found], "undamaged text",
    paste0(
      "The text ", was, " damaged before this file was made (", what, "; ",
      count_of(length(found), "cell"), " in all). Kept as it is: export again as UTF-8."
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

uncertain_troubles <- function(cells, decoded, place) {
  if (!decoded$uncertain) return(NULL)
  wide <- which(!stringi::stri_enc_isascii(cells))
  if (length(wide) == 0) return(NULL)
  at <- place(wide)
  trouble(
    "uncertain_encoding", at$record, at$column, cells[wide], "text in UTF-8",
    paste0("Read as ", decoded$encoding, " on weak evidence. Check it, or export again as UTF-8.")
  )
}
