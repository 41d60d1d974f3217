# The bytes of a text file and its encoding. Positions are bytes of the text, from 1.

# Bytes ------------------------------------------------------------------------------------------

# Bytes at positions, 0 outside.
bytes_at <- function(bytes, at) {
  found <- raw(length(at))
  inside <- at >= 1L & at <= length(bytes)
  found[inside] <- bytes[at[inside]]
  found
}

# Without the first `n`.
bytes_after <- function(bytes, n) core_bytes_between(bytes, n + 1L, length(bytes))

raw_text <- function(bytes) {
  text <- rawToChar(bytes)
  Encoding(text) <- "UTF-8"
  text
}

# Encoding ---------------------------------------------------------------------------------------

# Bytes of a text file as UTF-8 without a mark. Bytes that cannot be read (`bad`) and NUL bytes
# (`nul`) are replaced by marks, control characters that the file does not use, until the cells are
# known. `uncertain`: the encoding was chosen on weak evidence.
decode_export <- function(bytes, path, call) {
  wide <- decode_wide(bytes)
  bytes <- trim_ctrl_z(wide$bytes)
  if (length(bytes) == 0) {
    abort_export(path, "holds a byte order mark and no text.", "Export the responses again.", call)
  }
  scan <- core_scan_bytes(bytes)
  counts <- scan$counts
  check_is_text(counts, path, call)
  free <- setdiff(which(counts == 0) - 1L, c(0L, 9L, 10L, 13L, 26L))
  free <- as.raw(free[free < 32L])
  marks <- list(nul = free[[1]], bad = free[[2]])
  nul <- if (counts[[1]] > 0) core_find_bytes(bytes, as.raw(0)) else integer()
  bytes <- mark_bytes(bytes, nul, marks$nul)
  read <- if (length(scan$invalid) > 0) {
    decode_narrow(bytes, scan, marks$bad)
  } else {
    list(
      bytes = bytes, bad = no_bad_bytes(), encoding = wide$encoding %||% "UTF-8",
      why = wide$why %||% "valid UTF-8"
    )
  }
  check_size(length(read$bytes), path, call)
  list(
    bytes = read$bytes, marks = marks, nul = nul, bad = read$bad, encoding = read$encoding,
    uncertain = isTRUE(read$uncertain), ascii = !any(counts[129:256] > 0),
    asks = counts[[utf8ToInt("?") + 1L]] > 0,
    notes = stack_rows(
      export_note("encoding", paste0(read$encoding, ": ", read$why, ".")),
      if (length(bytes) < length(wide$bytes)) {
        export_note("ctrl_z", "An end-of-file mark (Ctrl-Z) after the last line was left out.")
      }
    )
  )
}

mark_bytes <- function(bytes, at, mark) {
  if (length(at) > 0) bytes[at] <- mark
  bytes
}

# A file with a mark, or UTF-16 that shows by its NUL bytes.
decode_wide <- function(bytes) {
  n <- length(bytes)
  starts <- function(...) n >= ...length() && all(bytes[seq_len(...length())] == as.raw(c(...)))
  if (starts(0xEF, 0xBB, 0xBF)) {
    # Tools that add to a file repeat the mark.
    mark <- as.raw(c(0xEF, 0xBB, 0xBF))
    skip <- 3L
    while (n >= skip + 3L && all(bytes[skip + 1:3] == mark)) skip <- skip + 3L
    return(list(
      bytes = bytes_after(bytes, skip), encoding = "UTF-8", why = "byte order mark"
    ))
  }
  marked <- if (starts(0xFF, 0xFE, 0, 0)) {
    c("UTF-32LE", 4)
  } else if (starts(0xFF, 0xFE)) {
    c("UTF-16LE", 2)
  } else if (starts(0xFE, 0xFF)) {
    c("UTF-16BE", 2)
  }
  if (!is.null(marked)) {
    rest <- bytes_after(bytes, as.integer(marked[[2]]))
    return(list(
      bytes = from_encoding(rest, marked[[1]]), encoding = marked[[1]], why = "byte order mark"
    ))
  }
  encoding <- unmarked_utf16(bytes)
  if (is.null(encoding)) return(list(bytes = bytes))
  list(
    bytes = from_encoding(bytes, encoding), encoding = encoding,
    why = "every second byte is NUL; there is no byte order mark"
  )
}

unmarked_utf16 <- function(bytes) {
  head <- utils::head(bytes, 10000)
  zero <- which(head == as.raw(0))
  if (length(zero) < length(head) * 0.3) return(NULL)
  second <- mean(zero %% 2 == 0)
  if (second > 0.95) "UTF-16LE" else if (second < 0.05) "UTF-16BE"
}

from_encoding <- function(bytes, encoding) {
  if (length(bytes) == 0) return(bytes)
  suppressWarnings(stringi::stri_encode(bytes, encoding, "UTF-8", to_raw = TRUE)[[1]])
}

trim_ctrl_z <- function(bytes) {
  if (length(bytes) == 0 || !any(utils::tail(bytes, 3) == as.raw(0x1A))) return(bytes)
  last <- length(bytes)
  while (last > 0L && bytes[[last]] %in% as.raw(c(0x0A, 0x0D))) last <- last - 1L
  if (last == 0L || bytes[[last]] != as.raw(0x1A)) return(bytes)
  while (last > 0L && bytes[[last]] == as.raw(0x1A)) last <- last - 1L
  core_bytes_between(bytes, 1L, last)
}

# Control characters make no survey answers. NUL bytes alone are a problem, not a reason to refuse.
check_is_text <- function(counts, path, call) {
  control <- c(2:9, 12, 13, 15:26, 28:32)
  binary <- sum(counts[control]) > 0.05 * sum(counts) || sum(counts[control] == 0) < 3 ||
    counts[[1]] > 0.9 * sum(counts)
  if (!binary) return(invisible())
  abort_export(
    path, "is not text: it is full of control characters.",
    "Export the responses as CSV (UTF-8), .xlsx or .sav.", call
  )
}

no_bad_bytes <- function() list(at = integer(), byte = raw(), hint = character())

# Not UTF-8: UTF-8 with damaged bytes, or one byte a character.
decode_narrow <- function(bytes, scan, mark) {
  if (2 * scan$sequences >= length(scan$invalid)) {
    byte <- bytes[scan$invalid]
    hint <- byte_text("windows-1252")[as.integer(byte) - 127L]
    return(list(
      bytes = mark_bytes(bytes, scan$invalid, mark),
      bad = list(at = scan$invalid, byte = byte, hint = hint), encoding = "UTF-8",
      why = paste0(
        format(scan$sequences, scientific = FALSE), " characters are valid UTF-8, ",
        count_of(length(byte), "byte"), " cannot be read"
      )
    ))
  }
  choice <- choose_encoding(bytes)
  unknown <- as.raw(127L + which(is.na(byte_text(choice$encoding))))
  undefined <- core_find_bytes(bytes, unknown)
  byte <- bytes[undefined]
  list(
    bytes = from_encoding(mark_bytes(bytes, undefined, mark), choice$encoding),
    encoding = choice$encoding, why = choice$why, uncertain = choice$uncertain,
    bad = list(at = undefined, byte = byte, hint = rep(NA_character_, length(byte)))
  )
}

single_byte <- c("windows-1252", "ISO-8859-15", "macintosh")

# The characters of bytes 0x80 to 0xFF, NA where the encoding has none.
byte_text <- function(encoding) {
  text <- stringi::stri_split_boundaries(
    raw_text(from_encoding(as.raw(128:255), encoding)), type = "character"
  )[[1]]
  code <- stringi::stri_enc_toutf32(text)
  code <- vapply(code, `[[`, 1L, 1L)
  text[(code >= 0x80 & code <= 0x9F) | code == 0xFFFD] <- NA
  text
}

# The decoding under which the characters make most sense beside their neighbours.
choose_encoding <- function(bytes) {
  around <- core_high_neighbours(bytes)
  scores <- vapply(single_byte, function(encoding) {
    sum(around$n * score_characters(around, encoding))
  }, 1)
  best <- which.max(scores)
  used <- sort(unique(around$byte)) - 127L
  readings <- lapply(single_byte, function(encoding) byte_text(encoding)[used])
  same <- vapply(readings, identical, TRUE, readings[[best]])
  ascii_word <- function(byte) byte %in% c(48:57, 65:90, 97:122)
  evidence <- any(ascii_word(around$before) | ascii_word(around$after))
  rivals <- scores[!same]
  uncertain <- !evidence || scores[[best]] <= 0 || any(rivals >= scores[[best]])
  alike <- setdiff(single_byte[same], single_byte[[best]])
  list(
    encoding = single_byte[[best]], uncertain = uncertain,
    why = paste0(
      "not UTF-8; ", count_of(sum(around$n), "byte"), " beyond ASCII read best so",
      if (length(alike) > 0) paste0(" (and the same in ", paste(alike, collapse = ", "), ")"),
      if (uncertain) ", but there is little to go by"
    )
  )
}

# Signs as they stand between letters, spaces and digits.
usual_letters <- strsplit(paste0(
  "\u00e9\u00e8\u00ea\u00eb\u00e0\u00e2\u00e4\u00e7\u00ee\u00ef",
  "\u00f4\u00f6\u00f9\u00fb\u00fc\u0153"
), "")[[1]]

usual_capitals <- strsplit(paste0(
  "\u00c9\u00c8\u00ca\u00cb\u00c0\u00c2\u00c4\u00c7\u00ce\u00cf",
  "\u00d4\u00d6\u00d9\u00db\u00dc\u0152"
), "")[[1]]

usual_signs <- strsplit(paste0(
  "\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u00ab\u00bb\u20ac\u00b0\u00b7\u2022\u00b4",
  "\u00a7\u00b1\u00b2\u00b3\u00bd\u00bc\u00be\u00b5\u00a9\u00ae\u2122\u00a0"
), "")[[1]]

# A letter of Dutch or French in a word counts for a decoding; a capital after a small letter, a
# sign within a word, and a control character count against it.
score_characters <- function(around, encoding) {
  # Byte 0 counts as a space.
  text <- c(" ", intToUtf8(1:127, multiple = TRUE), byte_text(encoding))
  is <- function(pattern) stringi::stri_detect_regex(text, pattern) %in% TRUE
  letter <- is("\\p{L}")
  this <- text[around$byte + 1L]
  in_word <- letter[around$before + 1L] | letter[around$after + 1L]
  between <- letter[around$before + 1L] & letter[around$after + 1L]
  sign <- this %in% usual_signs
  score <- ifelse(sign, ifelse(between & !this %in% "\u2019", -1, 1 + between), -1)
  score[this %in% c("\u2013", "\u2014") & in_word] <- -1
  score[letter[around$byte + 1L]] <- 0
  score[this %in% c("\u00e1", "\u00ed", "\u00f3", "\u00fa", "\u00f1")] <- 1
  small <- this %in% usual_letters
  score[small] <- 1 + in_word[small]
  score[this %in% usual_capitals] <- 1
  score[is("\\p{Lu}")[around$byte + 1L] & is("\\p{Ll}")[around$before + 1L]] <- -1
  score[is.na(this)] <- -4
  score
}
