# The bytes of a text file and its encoding.

# Bytes ------------------------------------------------------------------------------------------

byte_chunks <- function(n, size = 2^22) {
  starts <- seq(1, max(n, 1), by = size)
  Map(function(from, to) from:to, starts, pmin(starts + size - 1, n))
}

find_byte <- function(bytes, value) {
  as.integer(grepRaw(as.raw(value), bytes, fixed = TRUE, all = TRUE))
}

count_bytes <- function(bytes) {
  Reduce(`+`, lapply(byte_chunks(length(bytes)), function(part) {
    tabulate(as.integer(bytes[part]) + 1L, 256L)
  }))
}

find_high_bytes <- function(bytes) {
  unlist(lapply(byte_chunks(length(bytes)), function(part) {
    which(bytes[part] >= as.raw(0x80)) + part[[1]] - 1L
  }))
}

# Bytes at sorted positions, 0 outside.
bytes_at <- function(bytes, at) {
  n <- length(at)
  if (n > 0 && at[[1]] >= 1L && at[[n]] <= length(bytes)) return(bytes[at])
  found <- raw(n)
  inside <- at >= 1L & at <= length(bytes)
  found[inside] <- bytes[at[inside]]
  found
}

# `drop`: sorted positions.
remove_bytes <- function(bytes, drop) {
  if (length(drop) == 0) return(bytes)
  parts <- byte_chunks(length(bytes))
  last <- findInterval(vapply(parts, function(part) part[[length(part)]], 1), drop)
  first <- c(0L, last[-length(last)]) + 1L
  kept <- lapply(seq_along(parts), function(i) {
    part <- bytes[parts[[i]]]
    if (last[[i]] < first[[i]]) return(part)
    part[-(drop[first[[i]]:last[[i]]] - (parts[[i]][[1]] - 1L))]
  })
  do.call(c, kept)
}

raw_text <- function(bytes) {
  text <- rawToChar(bytes)
  Encoding(text) <- "UTF-8"
  text
}

# Encoding ---------------------------------------------------------------------------------------

# Bytes of a text file as UTF-8 without a mark. Bytes that cannot be read (`bad`) and NUL bytes
# (`nul`) are replaced by marks, control characters that the file does not use, until the cells are
# known; `marks$cell` is for the splitter. `uncertain`: the encoding was chosen on weak evidence.
decode_export <- function(bytes, path, call) {
  wide <- decode_wide(bytes)
  bytes <- trim_ctrl_z(wide$bytes)
  if (length(bytes) == 0) {
    abort_export(path, "holds a byte order mark and no text.", "Export the responses again.", call)
  }
  counts <- count_bytes(bytes)
  check_is_text(counts, path, call)
  free <- setdiff(which(counts == 0) - 1L, c(0L, 9L, 10L, 13L, 26L))
  free <- as.raw(free[free < 32L][1:3])
  marks <- list(cell = free[[1]], nul = free[[2]], bad = free[[3]])
  nul <- if (counts[[1]] > 0) find_byte(bytes, 0) else integer()
  bytes[nul] <- marks$nul
  read <- if (isTRUE(stringi::stri_enc_isutf8(bytes))) {
    list(bytes = bytes, bad = no_bad_bytes(), encoding = "UTF-8", why = "valid UTF-8")
  } else {
    decode_narrow(bytes, marks$bad)
  }
  if (!is.null(wide$encoding)) read[c("encoding", "why")] <- wide[c("encoding", "why")]
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

# A file with a mark, or UTF-16 that shows by its NUL bytes.
decode_wide <- function(bytes) {
  n <- length(bytes)
  starts <- function(...) n >= ...length() && all(bytes[seq_len(...length())] == as.raw(c(...)))
  if (starts(0xEF, 0xBB, 0xBF)) {
    # Tools that add to a file repeat the mark.
    mark <- as.raw(c(0xEF, 0xBB, 0xBF))
    skip <- 3L
    while (n >= skip + 3L && all(bytes[skip + 1:3] == mark)) skip <- skip + 3L
    rest <- bytes[-seq_len(skip)]
    utf8 <- isTRUE(stringi::stri_enc_isutf8(rest))
    return(list(bytes = rest, encoding = if (utf8) "UTF-8", why = "byte order mark"))
  }
  marked <- if (starts(0xFF, 0xFE, 0, 0)) {
    c("UTF-32LE", 4)
  } else if (starts(0xFF, 0xFE)) {
    c("UTF-16LE", 2)
  } else if (starts(0xFE, 0xFF)) {
    c("UTF-16BE", 2)
  }
  if (!is.null(marked)) {
    rest <- bytes[-seq_len(as.integer(marked[[2]]))]
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
  bytes[seq_len(last)]
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

# Neither ASCII nor UTF-8: UTF-8 with damaged bytes, or one byte a character.
decode_narrow <- function(bytes, mark) {
  utf8 <- scan_utf8(bytes)
  if (2 * utf8$sequences >= length(utf8$invalid)) {
    byte <- bytes[utf8$invalid]
    bytes[utf8$invalid] <- mark
    hint <- byte_text("windows-1252")[as.integer(byte) - 127L]
    return(list(
      bytes = bytes, bad = list(at = utf8$invalid, byte = byte, hint = hint), encoding = "UTF-8",
      why = paste0(
        utf8$sequences, " characters are valid UTF-8, ", count_of(length(byte), "byte"),
        " cannot be read"
      )
    ))
  }
  choice <- choose_encoding(bytes)
  high <- find_high_bytes(bytes)
  undefined <- high[is.na(byte_text(choice$encoding)[as.integer(bytes[high]) - 127L])]
  byte <- bytes[undefined]
  bytes[undefined] <- mark
  list(
    bytes = from_encoding(bytes, choice$encoding), encoding = choice$encoding, why = choice$why,
    uncertain = choice$uncertain,
    bad = list(at = undefined, byte = byte, hint = rep(NA_character_, length(byte)))
  )
}

# Positions of bytes that are no part of a well-formed sequence (Unicode, table 3-7), and the number
# of sequences.
scan_utf8 <- function(bytes) {
  at <- find_high_bytes(bytes)
  value <- as.integer(bytes[at])
  n <- length(at)
  following <- function(j) {
    next_at <- c(at[-seq_len(j)], rep(0L, min(j, n)))
    ifelse(next_at == at + j, c(value[-seq_len(j)], rep(0L, min(j, n))), 0L)
  }
  after <- lapply(1:3, following)
  tail <- lapply(after, function(x) x >= 0x80 & x <= 0xBF)
  need <- findInterval(value, c(0xC2, 0xE0, 0xF0, 0xF5)) %% 4L
  low <- ifelse(value == 0xE0, 0xA0, ifelse(value == 0xF0, 0x90, 0x80))
  high <- ifelse(value == 0xED, 0x9F, ifelse(value == 0xF4, 0x8F, 0xBF))
  good <- need > 0L & after[[1]] >= low & after[[1]] <= high &
    (need < 2L | tail[[2]]) & (need < 3L | tail[[3]])
  part <- good
  for (j in 1:3) {
    lead <- which(good & need >= j)
    part[lead + j] <- TRUE
  }
  list(invalid = at[!part], sequences = sum(good))
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
  at <- find_high_bytes(bytes)
  seen <- (as.integer(bytes_at(bytes, at - 1L)) * 256L + as.integer(bytes[at])) * 256L +
    as.integer(bytes_at(bytes, at + 1L))
  n <- table(seen)
  seen <- as.integer(names(n))
  around <- list(before = seen %/% 65536L, byte = seen %/% 256L %% 256L, after = seen %% 256L)
  scores <- vapply(single_byte, function(encoding) {
    sum(as.numeric(n) * score_characters(around, encoding))
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
      "not UTF-8; ", count_of(length(at), "byte"), " beyond ASCII read best so",
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
