# Texts of survey tools are HTML; labels of a questionnaire are plain.

# A cell of a workbook holds at most 32,767 characters (Excel specifications and limits).
max_label <- 32767
max_markup_bytes <- 1e6

# Plain text on one line: markup and its scripts removed, entities decoded once, blanks folded.
clean_text <- function(x) {
  x <- as.character(x)
  x[is.na(x)] <- ""
  x <- iconv(x, "UTF-8", "UTF-8", sub = "\ufffd")
  pictured <- grepl("data:", x, fixed = TRUE)
  x[pictured] <- gsub("data:[a-zA-Z]+/[^\"'()<> ]*", "", x[pictured])
  check_label(x, max_markup_bytes, "bytes")
  marked <- grepl("[<&]", x)
  x[marked] <- plain_entities(strip_markup(x[marked]))
  x <- gsub("[\\x01-\\x20\\x7f]+|\u00a0", " ", x, perl = TRUE)
  x <- gsub("  +", " ", gsub("^ +| +$", "", x))
  check_label(x, max_label)
}

check_label <- function(x, max, type = "chars") {
  if (length(x) > 0 && any(nchar(x, type) > max)) {
    n <- max(nchar(x, type))
    max <- format(max, scientific = FALSE)
    refuse("A text has ", n, " ", type, "; a label has at most ", max, ".")
  }
  x
}

strip_markup <- function(x) {
  for (pair in list(c("<!--", "-->"), c("<script", "</script>"), c("<style", "</style>"))) {
    held <- grepl(pair[[1]], x, fixed = TRUE)
    x[held] <- vapply(x[held], cut_between, "", pair[[1]], pair[[2]], USE.NAMES = FALSE)
  }
  blocks <- "p|div|li|ul|ol|dl|dt|dd|tr|td|th|table|h[1-6]|hr|br"
  x <- gsub(paste0("(?i)</?(?:", blocks, ")(?:[ /][^<>]*)?>"), " ", x, perl = TRUE)
  gsub("<[/!]?[A-Za-z][^<>]*>", "", x, perl = TRUE)
}

# Removes from each `open` to the next `close`. In one pass, whatever the text.
cut_between <- function(text, open, close) {
  parts <- strsplit(text, open, fixed = TRUE)[[1]]
  rest <- parts[-1]
  end <- regexpr(close, rest, fixed = TRUE)
  rest <- ifelse(end > 0, substring(rest, end + nchar(close)), "")
  paste(c(parts[1], rest), collapse = " ")
}

plain_entities <- function(x) {
  if (!any(grepl("&", x, fixed = TRUE))) return(x)
  entity <- "&(#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,7});"
  found <- gregexpr(entity, x, perl = TRUE)
  regmatches(x, found) <- lapply(regmatches(x, found), function(written) {
    as.character(vapply(written, plain_entity, ""))
  })
  x
}

plain_entity <- function(written) {
  name <- substr(written, 2, nchar(written) - 1)
  code <- if (startsWith(tolower(name), "#x")) {
    strtoi(substring(name, 3), 16L)
  } else if (startsWith(name, "#")) {
    strtoi(substring(name, 2), 10L)
  } else {
    entity_codes[name]
  }
  is_text <- !is.na(code) && code >= 32 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
  if (is_text) intToUtf8(code) else written
}

# HTML 4.01, section 24: Latin 1 in the order of its code points, and the punctuation that editors
# write.
entity_codes <- c(
  stats::setNames(160:255, strsplit(paste(
    "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn",
    "sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave",
    "Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml",
    "ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN",
    "szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave",
    "iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute",
    "ucirc uuml yacute thorn yuml"
  ), " ")[[1]]),
  quot = 34, amp = 38, apos = 39, lt = 60, gt = 62, OElig = 338, oelig = 339, Scaron = 352,
  scaron = 353, Yuml = 376, fnof = 402, circ = 710, tilde = 732, ensp = 8194, emsp = 8195,
  thinsp = 8201, ndash = 8211, mdash = 8212, lsquo = 8216, rsquo = 8217, sbquo = 8218, ldquo = 8220,
  rdquo = 8221, bdquo = 8222, dagger = 8224, Dagger = 8225, bull = 8226, hellip = 8230,
  permil = 8240, prime = 8242, Prime = 8243, lsaquo = 8249, rsaquo = 8250, euro = 8364,
  trade = 8482, larr = 8592, uarr = 8593, rarr = 8594, darr = 8595, ne = 8800, le = 8804, ge = 8805
)
